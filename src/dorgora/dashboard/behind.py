"""The files behind a number: to everybody where, in which month and how much; number and way to a file to its officer.

The short number opens a file's page on the portal, and a day in a small union points to one person: neither stands
where anybody may read.
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from dorgora.dashboard.measures import NAMES
from dorgora.kernel.sealing import open_sealed, seal
from dorgora.kernel.secrets_file import subkey
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import named
from dorgora.shell.parts import Column
from dorgora.tcv import queries as tcv
from dorgora.tcv.rules import HANDED

_PLACE = b"dashboard row"


def columns(metric: str, officer: Any) -> tuple[Column, ...]:
    """The head of the list, with the number of the file before it for an officer."""
    own = (Column(_("File")),) if officer else ()
    value = _(NAMES["elapsed_seconds" if metric == HANDED else metric][0])
    return (*own, Column(_("Area")), Column(_("Lodged")), Column(value, is_number=True))


def rows(files: Sequence[tcv.Behind], show: Callable[[float], str], officer: Any) -> list[list[str]]:
    """The files as this reader may know them; officer: who is signed in, or None."""
    areas = places.areas(one.area for one in files)
    # An area that is none is a word of whoever wrote it, and shown to nobody.
    return [_row(one, named(areas[one.area]) if one.area in areas else "—", show, officer) for one in files]


def is_hers(one: tcv.Behind, officer: Any) -> bool:
    """Whether a file is of the office of the officer who is signed in, if one is."""
    return bool(officer) and (officer.role, officer.place) == ("office", one.office)


def _row(one: tcv.Behind, where: str, show: Callable[[float], str], officer: Any) -> list[str]:
    if not is_hers(one, officer):
        unnamed = ["—"] if officer else []
        return [*unnamed, where, formats.month(one.submitted_at), _value(one, show)]
    url, number = reverse("desk:file", args=[one.file_id]), formats.file_number(one.number)
    link = format_html('<a href="{}">{}</a>', url, number)
    return [link, where, formats.day(one.submitted_at), _value(one, show)]


def _value(one: tcv.Behind, show: Callable[[float], str]) -> str:
    return "—" if one.value is None else show(one.value)


def mark(last_id: int) -> str:
    """Where the next page goes on, sealed: an id tells who wrote it and how much (ADR 0002)."""
    return urlsafe_b64encode(seal(_key(), _PLACE, str(last_id).encode())).decode().rstrip("=")


def file_before(marked: str) -> int:
    """The id such a mark stands for; 0, the beginning, for one that was made up."""
    try:
        sealed = urlsafe_b64decode(marked[:100] + "=" * (-len(marked[:100]) % 4))
        return int(open_sealed(_key(), _PLACE, sealed))
    except ValueError:  # foreign letters, altered, or sealed with another key
        return 0


def _key() -> bytes:
    return subkey(settings.DISK_KEY, "dashboard rows")
