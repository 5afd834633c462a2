"""The number another register gave, as this node looks for it: a keyed digest, never the number itself.

Of a service done at once it is what tells one payment from another: the answers to the fields its form marks as
`unique`.

The number stands in the sealed words of its file and nowhere else. With the digest and without this node's key
nothing can be said of it; another node has another digest of the same number.
"""

import hmac
import unicodedata
from collections.abc import Mapping

from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import node as nodes
from dorgora.kernel.secrets_file import subkey


def digest(number: str) -> int:
    """What stands for a number on this node; below 2^63 and never negative, so that it can be locked as a subject."""
    key = subkey(nodes.this().disk_key, "register numbers")
    return int.from_bytes(hmac.digest(key, number.encode(), "sha256")[:8], "big") >> 1


def unique_number(service: ServiceVersion, answers: Mapping[str, str]) -> str:
    """What no other file of this service says as well; empty where nothing has to be told apart.

    However it is typed: in the country's digits or Latin ones, in capitals or not, with spaces or without. What was
    erased says nothing: two such files have no number, and not the same one.
    """
    said = " ".join(_plain(answers.get(name, "")) for name, field in service.fields.items() if field.unique)
    return said if said.strip() else ""


def _plain(answer: str) -> str:
    said = unicodedata.normalize("NFKC", answer).casefold()
    return "".join(str(unicodedata.decimal(one, one)) for one in said if one.isalnum()) or answer
