"""The files behind a number as CSV: plain numbers for a spreadsheet, and nothing in it that one would run."""

import csv
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from dorgora.dashboard import behind, measures
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.tcv import queries as tcv
from dorgora.tcv.rules import HANDED, UNDATED

MOST = 10_000
"""The newest of very many: more than anybody reads, less than a spreadsheet of an old laptop opens."""
AT_ONCE = 500
RUN = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a text for a formula; source: OWASP, CSV Injection."""
MARK = "\ufeff"
"""Without it Excel reads UTF-8 as the letters of its own country."""
HEADS = {
    "elapsed_seconds": "elapsed_days",
    "own_minutes": "own_hours",
    "official_minor": "official_fees",
    "own_cost_minor": "own_cost",
    "n_visits": "visits",
    UNDATED: "elapsed_days",
    HANDED: "elapsed_days",
}
"""The last column, with its unit; money stands in the country's unit."""


class _Line:
    """What csv writes to, a line at a time."""

    def write(self, line: str) -> str:
        return line


def lines(service: str, metric: str, area: str, month: str, officer: Any, language: str) -> Iterator[str]:
    """The table line by line: columns named as programs name them, ISO months and days, ASCII digits.

    language: of the names of areas and of the last line, which says so when there are more files than lines; the
        page's own is forgotten by the time these lines are asked for.
    """
    write = csv.writer(_Line()).writerow
    own = ("file",) if officer else ()
    yield MARK + write([*own, "area", "area_name", "lodged", HEADS[metric]])
    before = told = 0
    while told < MOST:
        found = tcv.files_behind(service, metric, area, month=month, before=before, most=AT_ONCE)
        for row in _rows(found, tcv.UNITS[metric], officer, language):
            yield write([harmless(cell) for cell in row])
        if len(found) < AT_ONCE:
            return
        told, before = told + len(found), found[-1].file_id
    if tcv.files_behind(service, metric, area, month=month, before=before, most=1):
        with translation.override(language):
            yield write([_("Cut here: only the newest %(n)s files stand in this table.") % _most()])


def limit() -> str:
    """Said on the page of a long list."""
    return _("The CSV table holds at most the newest %(n)s files.") % _most()


def _most() -> dict[str, str]:
    return {"n": formats.number(MOST)}


def harmless(cell: str) -> str:
    """The text as a spreadsheet shows it: one that it would run stands behind an apostrophe."""
    return f"'{cell}" if cell.startswith(RUN) else cell


def _rows(files: Sequence[tcv.Behind], unit: str, officer: Any, language: str) -> Iterator[list[str]]:
    areas, named_in = places.areas(one.area for one in files), formats.pack().named_in
    for one in files:
        area = areas.get(one.area)
        is_hers = behind.is_hers(one, officer)
        # In groups: of bare digits a spreadsheet would make a number and drop the zeros in front.
        at = localtime(one.submitted_at).date().isoformat()
        yield [
            *([formats.file_number(one.number, is_plain=True) if is_hers else ""] if officer else []),
            area.code if area else "",
            named_in(language, area.local_name, area.latin_name) if area else "",
            at if is_hers else at[:7],
            _plain(one.value, unit),
        ]


def _plain(kept: int | None, unit: str) -> str:
    """A kept number in the unit of its column: days and hours to two decimals, money to its smallest coin."""
    if kept is None:
        return ""
    size = measures.size(unit)
    decimals = formats.pack().currency.minor_digits if unit == "minor" else 2
    return str(kept) if size == 1 else f"{Decimal(kept) / size:.{decimals}f}"
