"""Counting the drawer by notes and coins: what was typed, the sum, the difference told and its reason."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dorgora.catalogue.forms import Problem
from dorgora.kernel.pack import Pack
from dorgora.money import rules as ledger
from dorgora.money.pieces import MOST_PIECES, sum_of
from dorgora.shell import formats
from dorgora.shell.answers import wrong
from dorgora.shell.parts import Choice, Field, Line, led

REASONS = {
    "float": gettext_lazy("Change money brought along, or taken home"),
    "moved": gettext_lazy("Put into another drawer, or taken from one"),
    "wrong_change": gettext_lazy("Wrong change was given"),
    "not_booked": gettext_lazy("Taken or paid without the book"),
    "missing": gettext_lazy("Missing, nobody knows why"),
    "other": gettext_lazy("Something else"),
}
MOMENTS = {
    ledger.OPENING: gettext_lazy("Morning: counting in"),
    ledger.CLOSING: gettext_lazy("Evening: counting out"),
}

LEFT = {
    ledger.ENDED: gettext_lazy("Serves here no more"),
    ledger.AWAY: gettext_lazy("Nothing was entered in it for a week"),
    ledger.LET_IN: gettext_lazy("Let in at the hub, in nobody's hands"),
}


@dataclass(frozen=True)
class Pieces:
    """One kind of note or coin: its box, and what it comes to when that can be read."""

    field: Field
    sum_minor: int | None


class Counting:
    """A count in the making. `told_minor`: the difference she was told when she gave the reason."""

    def __init__(self, pack: Pack, moment: str) -> None:
        self.pack = pack
        self.moment = moment
        self.reason = ""
        self.told_minor = 0
        self.typed: dict[str, str] = {}
        self.counts: list[tuple[int, int]] = []
        self.errors: dict[str, str] = {}

    @property
    def names(self) -> dict[str, int]:
        """The boxes by name, with the worth of one piece."""
        return {f"n-{value}": value for value in self.pack.currency.denominations}

    def take_up(self, posted: Mapping[str, Any]) -> None:
        """What stands in the page, not yet judged."""
        self.typed = {name: str(posted.get(name, "")) for name in self.names}
        self.moment = str(posted.get("when", "")) if posted.get("when") in MOMENTS else self.moment
        self.reason = str(posted.get("reason", "")) if posted.get("reason") in REASONS else ""

    def read(self, posted: Mapping[str, Any]) -> None:
        """Reads the posted page. A box left empty is none of that kind; a page without any number is no count."""
        self.take_up(posted)
        told = str(posted.get("told", ""))
        self.told_minor = int(told) if told.removeprefix("-").isdecimal() and len(told) < 19 else 0
        for name, value in self.names.items():
            self._read_box(name, value)
        if not any(text.strip() for text in self.typed.values()):
            self.errors[next(iter(self.names))] = _(
                "Count the notes and coins. If the drawer is empty, write 0."
            )

    def ask_why(self) -> None:
        """Where a difference is told first, and no reason for it stands there."""
        self.errors["reason"] = _("Count again. If it stays, choose why.")

    def _read_box(self, name: str, value: int) -> None:
        text = self.pack.script.to_ascii_digits(self.typed[name]).strip()
        if not text:
            return
        if not (text.isascii() and text.isdecimal()):
            self.errors[name] = wrong(Problem("not_a_number", {}))
        elif len(text) > 6 or int(text) > MOST_PIECES:
            self.errors[name] = _("So many do not fit into a drawer. Count again.")
        else:
            self.counts.append((value, int(text)))

    @property
    def sum_minor(self) -> int:
        """What was counted."""
        return sum_of(self.counts)

    def pieces(self, *, is_counted: bool) -> list[Pieces]:
        """The boxes, the largest note first; once all are counted none of them is what comes next."""
        worth = {value: value * n for value, n in self.counts}
        boxes = [self._box(name, value) for name, value in self.names.items()]
        shown = boxes if is_counted else led(boxes)
        return [Pieces(box, worth.get(value)) for box, value in zip(shown, self.names.values(), strict=True)]

    def _box(self, name: str, value: int) -> Field:
        error = self.errors.get(name, "")
        return Field(name, self._called(value), "number", self.typed.get(name, ""), error=error)

    def _called(self, value: int) -> str:
        """A note, a coin, or either."""
        currency, sum_ = self.pack.currency, formats.money(value)
        if value not in currency.coins:
            return _("%(sum)s note") % {"sum": sum_}
        if value not in currency.notes:
            return _("%(sum)s coin") % {"sum": sum_}
        return _("%(sum)s note or coin") % {"sum": sum_}

    def moment_field(self) -> Field:
        """Morning or evening."""
        choices = tuple(Choice(value, str(words)) for value, words in MOMENTS.items())
        return Field("when", _("Which count is this?"), "choice", self.moment, choices=choices)

    def reason_field(self) -> Field:
        """Why the drawer does not hold what the book says."""
        choices = tuple(Choice(value, str(words)) for value, words in REASONS.items())
        error = self.errors.get("reason", "")
        label = _("Why is that so?")
        return Field("reason", label, "choice", self.reason, choices=choices, error=error, is_focused=True)

    def lines(self, typed: Mapping[str, str]) -> list[Line]:
        """What was typed on another page of it."""
        lines = [
            Line(self._called(value), text=formats.digits(typed[name]))
            for name, value in self.names.items()
            if typed.get(name, "").strip()
        ]
        why = REASONS.get(typed.get("reason", ""))
        return [*lines, Line(_("Why is that so?"), text=str(why))] if why else lines


def difference_words(minor: int) -> str:
    """How far a drawer is from its book, in words."""
    if not minor:
        return _("The drawer agrees with the book")
    told = {"sum": formats.money(abs(minor))}
    return _("%(sum)s short") % told if minor < 0 else _("%(sum)s too much") % told


def pieces_words(pieces: Sequence[tuple[int, int]]) -> str:
    """Notes and coins in one line: ৳50 × 2, ৳10 × 3."""
    shown = [f"{formats.money(value)} × {formats.number(n)}" for value, n in pieces]
    return ", ".join(shown) or _("no notes, no coins")


def why_left(why: str) -> str:
    """Why a drawer may be counted out by another."""
    return str(LEFT[why])
