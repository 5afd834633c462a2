"""`dorgora money check`: whether the books are in balance, each account that is not by name."""

from collections.abc import Iterator

from dorgora.feed import node as nodes
from dorgora.feed.fold import Author
from dorgora.money import accounts
from dorgora.money.passing import UNDOING

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


_TWO_WORDS = (
    "SELECT p.passing_id, p.centre, p.operator_id, p.amount_minor FROM money_passing p WHERE p.state = 'confirmed'"
    " AND EXISTS (SELECT 1 FROM feed_event e WHERE e.subject_id = p.passing_id AND e.kind = 'money.passing_undone')"
    " ORDER BY p.passing_id"
)
"""What was confirmed on one laptop of a centre and taken back on another that had not heard of it."""


def faults() -> Iterator[str]:
    """What is wrong with the books, in words; nothing when they are in balance."""
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
    below = {one: minor for one, minor in summed.items() if one.startswith(accounts.DRAWERS) and minor < 0}
    for account in sorted(below.keys() - _two_words(below).keys()):
        yield f"{account}: more went out than ever came in: {below[account]}"
    for (about,) in rows.all(_FEES_ALONE):
        yield f"the fee of {about} is not what was moved for it"
    for (passing,) in rows.all(_PASSINGS_ALONE):
        yield f"what was passed on in {passing} is not what left the drawers for it"
    for account in sorted(one for one in summed if one.startswith(accounts.HANDED) and summed[one] < 0):
        yield f"{account}: more was confirmed than was ever handed over: {summed[account]}"


def doubts() -> Iterator[str]:
    """What is no fault of the books, and still for a person to look at: a drawer below zero by two honest words."""
    below = {
        one: minor for one, minor in balances().items() if one.startswith(accounts.DRAWERS) and minor < 0
    }
    for account, passings in sorted(_two_words(below).items()):
        those = ", ".join(map(str, passings))
        yield (
            f"{account}: {below[account]}, as what was handed out of it in {those} was confirmed, and taken back"
            " on a laptop that had not heard of it; count that drawer"
        )


def _two_words(below: dict[str, int]) -> dict[str, list[int]]:
    """Of drawers below zero those that two words explain, neither heard where the other was said; with the handings.

    The log is asked only where a drawer is below zero; a word of another centre explains nothing.
    """
    store = nodes.this().store
    rows = store.rows.all(_TWO_WORDS) if below else []
    stories = store.events_of(row[0] for row in rows)
    found: dict[str, dict[int, int]] = {}
    for passing, centre, operator_id, minor in rows:
        account, theirs = accounts.drawer(centre, operator_id), Author("centre", centre)
        words = [one for one in stories[passing] if one.kind == UNDOING and store.author(one.feed) == theirs]
        if account in below and words:
            found.setdefault(account, {})[passing] = int(minor)
    return {
        account: list(those) for account, those in found.items() if sum(those.values()) >= -below[account]
    }


def balances() -> dict[str, int]:
    """Every account with its balance: debits less credits, in minor units."""
    return {account: int(minor) for account, minor in nodes.this().store.rows.all(_SUMS)}
