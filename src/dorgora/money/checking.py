"""`dorgora money check`: whether the books are in balance, each account that is not by name."""

from collections.abc import Iterator

from dorgora.feed import node as nodes
from dorgora.feed.fold import Author
from dorgora.money import accounts
from dorgora.money.passing import UNDOING
from dorgora.money.pieces import pieces_of, sum_of
from dorgora.money.rules import LEFT

_SUMS = (
    "SELECT account, SUM(minor) FROM (SELECT debit AS account, amount_minor AS minor FROM money_transfer"
    " UNION ALL SELECT credit, -amount_minor FROM money_transfer) AS lines GROUP BY account"
)
"""Debits less credits of every account, over all transfers."""
_ROWS = (
    "SELECT (SELECT COUNT(*) FROM money_transfer), (SELECT COUNT(*) FROM money_fee),"
    " (SELECT COUNT(*) FROM money_passing), (SELECT COUNT(*) FROM money_count)"
)
_FEES_ALONE = (
    "SELECT f.about_id FROM money_fee f LEFT JOIN money_transfer t ON t.about_id = f.about_id GROUP BY f.about_id"
    " HAVING f.state_minor <> SUM(CASE WHEN t.event_id = f.event_id AND t.booked_on = f.taken_on"
    " AND t.debit = 'drawer:' || f.centre || ':' || f.operator_id"
    " AND t.credit = 'owed_state:' || f.centre || ':' || f.office THEN t.amount_minor ELSE 0 END)"
    " OR f.operator_minor <> SUM(CASE WHEN t.event_id = f.event_id AND t.booked_on = f.taken_on"
    " AND t.debit = 'drawer:' || f.centre || ':' || f.operator_id"
    " AND t.credit = 'earned:' || f.centre THEN t.amount_minor ELSE 0 END)"
    " OR f.owed_minor <> SUM(CASE WHEN t.credit = 'owed_citizen:' || f.about_id THEN t.amount_minor ELSE 0 END)"
    " OR f.paid_minor <> SUM(CASE WHEN t.credit LIKE 'drawer:%%' THEN t.amount_minor ELSE 0 END)"
    " ORDER BY f.about_id"
)
"""What was taken for something, is owed back or was paid back of it, and not moved in as many minor units."""
_NO_FEE = (
    "SELECT DISTINCT t.about_id FROM money_transfer t WHERE t.debit NOT LIKE 'suspense:%%'"
    " AND NOT EXISTS (SELECT 1 FROM money_fee f WHERE f.about_id = t.about_id)"
    " AND NOT EXISTS (SELECT 1 FROM money_passing p WHERE p.passing_id = t.about_id)"
    " AND NOT EXISTS (SELECT 1 FROM money_count c WHERE c.count_id = t.about_id) ORDER BY t.about_id"
)
"""What was moved for something of which there is no row; what was paid out without any fee waits in suspense."""
_PASSINGS_ALONE = (
    "SELECT p.passing_id FROM money_passing p LEFT JOIN money_transfer t ON t.about_id = p.passing_id"
    " GROUP BY p.passing_id HAVING p.amount_minor <> SUM(CASE WHEN t.credit = 'drawer:' || p.centre || ':'"
    " || p.operator_id THEN t.amount_minor ELSE 0 END)"
    " OR CASE WHEN p.state IN ('passed', 'open') THEN p.amount_minor ELSE 0 END <> SUM(CASE"
    " WHEN t.credit LIKE 'drawer:%%' THEN t.amount_minor WHEN t.debit LIKE 'drawer:%%' THEN -t.amount_minor"
    " ELSE 0 END) ORDER BY p.passing_id"
)
"""What did not leave its drawer whole, or is not so much less in the drawers of all; once confirmed or undone, none."""
_ALONE = (
    (_FEES_ALONE, "the fee of {} is not what was moved for it"),
    (_NO_FEE, "what was moved for {} belongs to no fee, no count and nothing that was passed on"),
    (_PASSINGS_ALONE, "what was passed on in {} is not what left the drawers for it"),
)
_COUNTS = (
    "SELECT c.count_id, c.moment, c.pieces, c.counted_minor, c.book_minor, c.reason,"
    " SUM(CASE WHEN t.debit = 'drawer:' || c.centre || ':' || c.counted_by_id"
    " AND t.credit = 'drawer:' || c.centre || ':' || c.operator_id THEN t.amount_minor ELSE 0 END),"
    " SUM(CASE WHEN t.debit LIKE 'drawer:%%' AND t.credit LIKE 'drawer:%%' THEN 0"
    " WHEN t.debit = 'drawer:' || c.centre || ':' || c.operator_id THEN t.amount_minor"
    " WHEN t.credit = 'drawer:' || c.centre || ':' || c.operator_id THEN -t.amount_minor ELSE 0 END)"
    " FROM money_count c LEFT JOIN money_transfer t ON t.about_id = c.count_id"
    " GROUP BY c.count_id ORDER BY c.count_id"
)
"""Each count with what went over into the drawer of who counted it, and what it moved otherwise."""


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
    for statement, words in _ALONE:
        yield from (words.format(about) for (about,) in rows.all(statement))
    yield from (
        f"the count {one[0]} is not what it moved" for one in rows.all(_COUNTS) if not _is_counted(*one[1:])
    )
    for account in sorted(one for one in summed if one.startswith(accounts.HANDED) and summed[one] < 0):
        yield f"{account}: more was confirmed than was ever handed over: {summed[account]}"


def _is_counted(
    moment: str, pieces: str, counted: int, book: int, reason: str, over: int, moved: int
) -> bool:
    """Whether a count is the sum of its notes and coins, and moved what it found, and what it took over."""
    found = counted - book if reason else 0
    is_moved = int(moved) == found and int(over) == (counted if moment in LEFT else 0)
    return is_moved and sum_of(pieces_of(pieces)) == counted


def held() -> str:
    """What is held against each other, in words: how many rows of each kind. What the log says is held by another."""
    ((transfers, fees, passings, counts),) = nodes.this().store.rows.all(_ROWS)
    return (
        f"held against each other: {transfers} transfers, {fees} fees, {passings} passed on, {counts} counts;"
        " `dorgora check` holds them against the log"
    )


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
