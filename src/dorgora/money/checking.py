"""`dorgora money check`: whether the books are in balance, each account that is not by name."""

from collections.abc import Iterator

from dorgora.feed import node as nodes
from dorgora.money import accounts

_SUMS = (
    "SELECT account, SUM(minor) FROM (SELECT debit AS account, amount_minor AS minor FROM money_transfer"
    " UNION ALL SELECT credit, -amount_minor FROM money_transfer) AS lines GROUP BY account"
)
"""Debits less credits of every account, over all transfers."""
_FEES_ALONE = (
    "SELECT f.about_id FROM money_fee f LEFT JOIN (SELECT event_id, SUM(amount_minor) AS taken FROM money_transfer"
    " GROUP BY event_id) t ON t.event_id = f.event_id"
    " WHERE f.state_minor + f.operator_minor <> COALESCE(t.taken, 0) ORDER BY f.about_id"
)
"""What was taken for something, and not moved in as many minor units."""
_PASSINGS_ALONE = (
    "SELECT p.passing_id FROM money_passing p LEFT JOIN (SELECT about_id, SUM(CASE"
    " WHEN credit LIKE 'drawer:%%' THEN amount_minor WHEN debit LIKE 'drawer:%%' THEN -amount_minor END) AS gone"
    " FROM money_transfer GROUP BY about_id) t ON t.about_id = p.passing_id"
    " WHERE CASE WHEN p.state IN ('passed', 'open') THEN p.amount_minor ELSE 0 END <> COALESCE(t.gone, 0)"
    " ORDER BY p.passing_id"
)
"""What left a drawer on purpose, and is not so much less in the drawers of all; once confirmed or undone, none less."""


def faults() -> Iterator[str]:
    """What is wrong with the books, in words; nothing when they are in balance. The log itself is not read."""
    rows = nodes.this().store.rows
    summed: dict[str, int] = {account: int(minor) for account, minor in rows.all(_SUMS)}
    if sum(summed.values()):
        yield f"debits and credits differ by {sum(summed.values())} minor units"
    prefix = accounts.balance_cell("")
    kept = {
        cell.removeprefix(prefix): n
        for cell, n in rows.all("SELECT cell, n FROM feed_counter WHERE projection = 'money' AND n <> 0")
        if cell.startswith(prefix)
    }
    for account in sorted(summed.keys() | kept.keys()):
        if summed.get(account, 0) != kept.get(account, 0):
            yield f"{account}: the balance says {kept.get(account, 0)}, its transfers {summed.get(account, 0)}"
    for account in sorted(one for one in summed if one.startswith(accounts.DRAWERS) and summed[one] < 0):
        yield f"{account}: more went out than ever came in: {summed[account]}"
    for (about,) in rows.all(_FEES_ALONE):
        yield f"the fee of {about} is not what was moved for it"
    for (passing,) in rows.all(_PASSINGS_ALONE):
        yield f"what was passed on in {passing} is not what left the drawers for it"
    for account in sorted(one for one in summed if one.startswith(accounts.HANDED) and summed[one] < 0):
        yield f"{account}: more was confirmed than was ever handed over: {summed[account]}"


def balances() -> dict[str, int]:
    """Every account with its balance: debits less credits, in minor units."""
    return {account: int(minor) for account, minor in nodes.this().store.rows.all(_SUMS)}
