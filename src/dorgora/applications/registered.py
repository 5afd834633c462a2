"""The number another register gave, as this node looks for it: a keyed digest, never the number itself.

The number stands in the sealed words of its file and nowhere else. With the digest and without this node's key
nothing can be said of it; another node has another digest of the same number.
"""

import hmac

from dorgora.feed import node as nodes
from dorgora.kernel.secrets_file import subkey


def digest(number: str) -> int:
    """What stands for a number on this node; below 2^63 and never negative, so that it can be locked as a subject."""
    key = subkey(nodes.this().disk_key, "register numbers")
    return int.from_bytes(hmac.digest(key, number.encode(), "sha256")[:8], "big") >> 1
