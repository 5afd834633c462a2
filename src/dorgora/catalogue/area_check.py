"""The areas of a pack held up to its tiers: each fault with its line and column."""

import re
from collections.abc import Iterator

from dorgora.catalogue.country import Country
from dorgora.catalogue.faults import Fault
from dorgora.catalogue.pack_tables import name_faults
from dorgora.catalogue.table import Table

_BOUNDS = {"lat": 90, "lon": 180}


def area_faults(table: Table, country: Country) -> Iterator[Fault]:
    """Every area once, of the width of its tier, below a parent its code begins with, named in each language."""
    kinds = dict(
        zip((code for _, code in table.values("code")), (k for _, k in table.values("kind")), strict=False)
    )
    above = dict(zip(country.tiers, ["", *country.tiers], strict=False))
    if not table.rows and not table.faults:
        yield Fault(table.file, 1, "", "lists no area")
    yield from table.twice("code")
    if country.tiers:
        yield from table.none_of("kind", country.tiers, "no tier of pack.toml")
    for line, row in table.rows:
        tier = country.tiers.get(row.get("kind", ""))
        if tier is not None and {"code", "parent"} <= row.keys():
            yield from (Fault(table.file, line, *told) for told in _place(row, tier.code_width, above, kinds))
        yield from (Fault(table.file, line, *told) for told in _position(row))
    for column in country.name_fields:
        yield from name_faults(table, column)
        yield from _unwritten(table, column, country)


def _unwritten(table: Table, column: str, country: Country) -> Iterator[Fault]:
    """Names that no paper could say: each letter where it stands first."""
    seen = set[str]()
    for line, name in table.values(column):
        new = "".join(one for one in name if one not in seen)
        seen.update(new)
        if new and (why := country.cannot_write(new)):
            yield Fault(table.file, line, column, why)


def _place(
    row: dict[str, str], width: int, above: dict[str, str], kinds: dict[str, str]
) -> Iterator[tuple[str, str]]:
    code, kind, parent = row["code"], row["kind"], row["parent"]
    if len(code) != width or not (code.isalnum() and code.isascii()):
        yield "code", f"{code!r} is no code of a {kind}: {width} letters or digits"
    if parent and (parent not in kinds or not code.startswith(parent)):
        yield "parent", f"{parent!r} is not there, or {code} does not begin with it"
    elif above[kind] and not parent:
        yield "parent", f"is empty: above {kind} comes {above[kind]}"
    elif parent and not above[kind]:
        yield "parent", f"is not empty: above {kind} comes nothing"
    elif kinds.get(parent, "") != above[kind]:
        yield "parent", f"{parent} is of another tier than {above[kind]}, which comes above {kind}"


def _position(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    if not any(row.get(column) for column in _BOUNDS):
        return
    for column, most in _BOUNDS.items():
        text = row.get(column, "")
        if not re.fullmatch(r"-?\d{1,3}(\.\d{1,15})?", text, re.ASCII) or abs(float(text)) > most:
            yield column, f"{text!r} is no number of degrees from -{most} to {most}"
