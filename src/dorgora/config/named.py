"""What a keeper named in a command, looked up before anything is written."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import DatabaseError

from dorgora.feed import node as nodes
from dorgora.feed import room
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.places import queries as places

MAX_NAME = 120
MAX_REASON = 60
MAX_HOST = 64
"""So long a name in a certificate may be (X.520, ub-common-name)."""
MAX_URL = 200
LOOPBACK = ("localhost", "127.0.0.1")


def check_database() -> None:
    """Holds that a node's tables are here: a second shell easily lacks the settings of the first.

    Raises:
        Refused: `no_database`, `disk_full` (with nothing left it is not even read).
    """
    try:
        nodes.this().store.rows.all("SELECT 1 FROM feed_head LIMIT 1")
    except DatabaseError as wrong:
        if room.is_full(wrong):
            raise Refused(room.DISK_FULL) from wrong
        raise Refused("no_database", None, {"folder": str(settings.DATA_DIR)}) from wrong


def check_hub() -> None:
    """Holds that this is the hub, and founded.

    Raises:
        Refused: `hub_only`, `not_enrolled`.
    """
    _check_role(is_hub=True, otherwise="hub_only")
    nodes.this().identity  # noqa: B018  # refuses


def check_laptop() -> None:
    """Holds that this is no hub.

    Raises:
        Refused: `laptop_only`.
    """
    _check_role(is_hub=False, otherwise="laptop_only")


def check_role_of_hub() -> None:
    """Holds that this installation is set up to become the hub.

    Raises:
        Refused: `hub_only`.
    """
    _check_role(is_hub=True, otherwise="hub_only")


def _check_role(*, is_hub: bool, otherwise: str) -> None:
    if nodes.this().is_hub != is_hub:
        raise Refused(otherwise)


def text(words: str, most: int, field: str) -> str:
    """A name or reason as it is kept.

    Raises:
        Refused: `required`, or what `clean_text` finds.
    """
    cleaned = clean_text(words, most, field)
    if not cleaned:
        raise Refused("required", field)
    return cleaned


def url(words: str, field: str) -> str:
    """An address laptops can call.

    Raises:
        Refused: `not_https`.
    """
    try:
        parts = urlsplit(words)
        is_sound = bool(parts.scheme == "https" and parts.hostname and parts.port != 0)
        words.encode("ascii")
    except ValueError:
        is_sound = False
    if not is_sound or len(words) > MAX_URL or words.split() != [words]:
        raise Refused("not_https", field)
    return words


def host(words: str, of_url: str) -> str:
    """The name in the hub's certificate; it must be the one laptops call.

    Raises:
        Refused: `host_differs`.
    """
    called = urlsplit(of_url).hostname
    if not 0 < len(words) <= MAX_HOST or called not in (words.lower(), *LOOPBACK):
        raise Refused("host_differs", "host", {"called": called})
    return words


def pairs(words: list[str]) -> list[tuple[str, str]]:
    """The (role, place) pairs of a slip, written `centre:PLACE` or `office:PLACE`, each open and there once.

    Raises:
        Refused: `place_shape`, `unknown_centre`, `unknown_office`, `place_twice`.
    """
    found: list[tuple[str, str]] = []
    for word in words:
        role, _, place = word.partition(":")
        if role not in ("centre", "office") or not place:
            raise Refused("place_shape", "places", {"word": word})
        if (places.centre(place) if role == "centre" else places.office(place)) is None:
            raise Refused(f"unknown_{role}", "places", {"place": place})
        if (role, place) in found:
            raise Refused("place_twice", "places", {"word": word})
        found.append((role, place))
    return found


def slip(words: str) -> list[str]:
    """The address, fingerprint and code on a slip.

    Raises:
        Refused: `slip_shape`.
    """
    parts = words.split()
    try:
        address, pin, code = parts
        return [url(address, "slip"), pin.upper(), code]
    except (ValueError, Refused) as wrong:
        raise Refused("slip_shape", "slip") from wrong
