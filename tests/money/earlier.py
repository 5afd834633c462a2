"""The books as the program before ADR 0037 left them: one drawer a centre, and nobody who took a fee."""

import re
from collections.abc import Sequence
from typing import Any

from dorgora.feed import node as nodes
from dorgora.feed import rebuilding, versions
from dorgora.feed.core import Log
from dorgora.feed.fold import Projection, Telling, Told
from dorgora.feed.writing import writing
from dorgora.money import folding, rules

OPERATORS = re.compile(r"^((?:balance:)?(?:drawer|day):[^:]+):\d+")


def _without_whose(value: Any) -> Any:
    return OPERATORS.sub(r"\1", value) if isinstance(value, str) else value


def fold(told: Sequence[Told]) -> Telling:
    """The same events, of one drawer for all."""
    now = folding.fold_money(told)
    rows = {table: [tuple(map(_without_whose, row)) for row in those] for table, those in now.rows.items()}
    at = rules.FEE_COLUMNS.index("operator_id")
    rows["money_fee"] = [(*row[:at], 0, *row[at + 1 :]) for row in rows.get("money_fee", ())]
    counts: dict[str, int] = {}
    for cell, n in now.counts.items():
        counts[_without_whose(cell)] = counts.get(_without_whose(cell), 0) + n
    return Telling(rows, counts)


def leave_books() -> None:
    """As a node has them that is upgraded now."""
    node = nodes.this()
    now = next(one for one in node.log.projections if one.name == "money")
    then = Projection("money", 4, now.kinds, fold, now.tables)
    log = Log(node.store, node.log.kinds, (then,))
    with writing():
        for part in rebuilding.subjects(node, None):
            log.tell(set(part))
        versions.keep(node, [then])
