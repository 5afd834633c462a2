"""Of a phone's cookie and of a code on the screen only digests are kept (ADR 0035)."""

import hashlib
import hmac

from django.conf import settings

from dorgora.kernel.secrets_file import subkey


def of_cookie(token: str) -> str:
    """As a cookie is kept: it has 256 bits of chance, nobody tries them through."""
    return hashlib.sha256(token[:128].encode(errors="replace")).hexdigest()


def of_code(code: str) -> str:
    """As a code is kept. Keyed: eight digits are tried through in no time by who has the table alone."""
    key = subkey(settings.DISK_KEY, "phones")
    return hmac.digest(key, f"pairing {code}".encode(errors="replace"), "sha256").hex()
