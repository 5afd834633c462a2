"""The sheet of one day: fees in both lines, what was given back, the counts of the drawer, and who signs for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from dorgora.counter import frame, passing
from dorgora.counter.counting import MOMENTS, REASONS, difference_words, pieces_words, why_left
from dorgora.counter.named import who
from dorgora.money import queries as money
from dorgora.money import rules as ledger
from dorgora.shell import formats
from dorgora.shell.stationery import Sheet, SheetWords


def of(place: str, operator_id: int, on: date) -> Sheet:
    """The sheet of an operator's drawer: in the first language, the second small under it, whatever the page has."""
    first, second = frame.languages()
    counts = money.counts(place, operator_id, on)
    day = _Day(
        place=place,
        operator_id=operator_id,
        on=on,
        book=money.drawer(place, [operator_id], on, most=0),
        counts=counts,
        others=money.taken_over_by(place, operator_id, on),
        passings=money.passings(place, operator_id, on),
        since=money.moved_since(counts[-1], place, on) if counts else (0, 0),
    )
    said = []
    for language in (first, second):
        with override(language):
            said.append(_said(day))
    return Sheet(first, second, *said)


@dataclass(frozen=True)
class _Day:
    """All that is on the sheet, before it is said in a language. others: drawers that she counted out.

    since: what came in and what went out after the last count.
    """

    place: str
    operator_id: int
    on: date
    book: money.Drawer
    counts: Sequence[money.Count]
    others: Sequence[money.Count]
    passings: Sequence[money.Passing]
    since: tuple[int, int]


def _said(day: _Day) -> SheetWords:
    """All of it in one language."""
    counts = day.counts
    return SheetWords(
        centre=frame.centre_lines(day.place),
        title=_("Day sheet: the drawer of %(name)s") % {"name": who(day.operator_id)},
        day=formats.day(day.on, weekday=True),
        lines=(
            *_fee_lines(day.book),
            *_passed_lines(day),
            *_handed_lines(counts, day.others),
            *_drawer_lines(day.book, counts),
            *_since_lines(day),
        ),
        columns=(
            _("Time"),
            _("Count"),
            _("Notes and coins"),
            _("Counted"),
            _("Book"),
            _("Difference"),
        ),
        rows=tuple(_row(one) for one in counts),
        empty=_("The drawer was not counted on this day."),
        signers=(_signer(day.operator_id, counts), _("Checked by, name and date")),
    )


def _fee_lines(book: money.Drawer) -> list[tuple[str, str]]:
    """What went through the book."""
    return [
        (_("Services, with their receipts"), formats.number(book.n_today)),
        (_("For offices and companies"), _sum(book.state_today_minor)),
        (_("Centre's fee"), _sum(book.earned_minor)),
        (_("Taken, both fees"), _sum(book.taken_today_minor)),
        (_("Given back"), _sum(book.refunded_today_minor)),
        *_undone_lines(book),
        (_("Change money put in, less what was taken home"), _sum(book.float_today_minor)),
        (_("From other drawers, less what went into them"), _sum(book.moved_today_minor)),
    ]


def _undone_lines(book: money.Drawer) -> list[tuple[str, str]]:
    """The trace of what was taken back within minutes, out of this drawer; the centre's fee without it."""
    if not book.n_undone:
        return []
    fees = book.undone_state_minor + book.undone_earned_minor
    return [
        (_("Files taken back within minutes"), formats.number(book.n_undone)),
        (_("Their fees, given back out of this drawer"), _sum(fees)),
        (_("Centre's fee without them"), _sum(book.kept_minor)),
    ]


def _passed_lines(day: _Day) -> list[tuple[str, str]]:
    """What was paid on with its slips, taken out of the earnings, handed to another or by another."""
    if not day.passings:
        return []
    names = passing.names_at(day.place, (one.payee for one in day.passings if one.payee))
    return [(passing.told(one, names, day.operator_id), _sum(one.amount_minor)) for one in day.passings]


def _handed_lines(counts: Sequence[money.Count], others: Sequence[money.Count]) -> list[tuple[str, str]]:
    """What came of drawers that were taken over, and what went out of this one so: each time with the other's name."""
    came = [(_("Taken over from the drawer of %(name)s"), one.operator_id, one) for one in others]
    went = [
        (_("Went into the drawer of %(name)s, who counted this one out"), one.counted_by_id, one)
        for one in counts
        if one.is_taken_over
    ]
    return [(words % {"name": who(name)}, _sum(one.counted_minor)) for words, name, one in (*came, *went)]


def _signer(operator_id: int, counts: Sequence[money.Count]) -> str:
    """Who signs: she who counted it last, in the place of whose drawer it was where that is another."""
    if not counts or not counts[-1].is_taken_over:
        return who(operator_id)
    names = {"name": who(counts[-1].counted_by_id), "whose": who(operator_id)}
    return _("%(name)s, in the place of %(whose)s") % names


def _drawer_lines(book: money.Drawer, counts: Sequence[money.Count]) -> list[tuple[str, str]]:
    """What was counted first and last, and how far that was from the book."""
    opening = next((one for one in counts if one.moment == ledger.OPENING), None)
    closing = next((one for one in reversed(counts) if one.moment != ledger.OPENING), None)
    closed = moment(closing) if closing and closing.is_taken_over else _("Closing: counted in the evening")
    return [
        (_("Opening: counted in the morning"), _counted(opening)),
        (_("The book before the last count"), _sum(closing.book_minor) if closing else "—"),
        (closed, _counted(closing)),
        (_("Difference at closing"), difference_and_reason(closing) if closing else "—"),
        (_("Differences of the day, explained"), _sum(book.difference_today_minor)),
    ]


def _since_lines(day: _Day) -> list[tuple[str, str]]:
    """What moved after the last count, and what the drawer should hold since: else the sheet would not add up."""
    came, went = day.since
    if not came and not went:
        return []
    last = day.counts[-1]
    return [
        (_("Came in after the last count, at %(time)s") % {"time": formats.clock(last.at)}, _sum(came)),
        (_("Went out after it"), _sum(went)),
        (_("Should be there after that"), _sum(last.left_minor + came - went)),
        (_("Not counted since"), _("count it again before signing")),
    ]


def _counted(one: money.Count | None) -> str:
    return _sum(one.counted_minor) if one else _("not counted")


def _row(one: money.Count) -> tuple[str, ...]:
    return (
        formats.clock(one.at),
        moment(one),
        pieces_words(one.pieces),
        _sum(one.counted_minor),
        _sum(one.book_minor),
        difference_and_reason(one),
    )


def moment(one: money.Count) -> str:
    """Which count it was; of a drawer taken over by whom, and why she might."""
    if not one.is_taken_over:
        return str(MOMENTS[one.moment])
    told = {"name": who(one.counted_by_id), "why": why_left(one.moment)}
    return _("Counted out by %(name)s: %(why)s") % told


def difference_and_reason(one: money.Count) -> str:
    """How far a count was from the book, and why."""
    if not one.difference_minor:
        return _("none")
    why = str(REASONS[one.reason]) if one.reason else _("no reason was given")
    return f"{difference_words(one.difference_minor)}: {why}"


def _sum(minor: int) -> str:
    return formats.money(minor, always_minor=True)
