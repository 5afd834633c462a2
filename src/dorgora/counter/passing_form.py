"""Passing money on, as it is typed: where it goes, how much, and the number of the slip that was given for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Problem
from dorgora.counter.passing import Names
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import Pack
from dorgora.money import queries as money
from dorgora.money import rules as ledger
from dorgora.shell import formats
from dorgora.shell.answers import wrong
from dorgora.shell.parts import Choice, Field, Line

WAITS: Final = "books_being_told"
WHOM, AMOUNT, SLIP = "whom", "amount", "slip"
_BETWEEN: Final = "."
"""Between purpose and whom it goes to in a choice: no key of an office begins with a purpose and this."""


@dataclass
class PassingForm:
    """What stands in the page. dues: what is owed to whom; others: the operators it can go to.

    earned_minor: what the centre earned and nobody took out yet; has_minor: what is in the drawer; both None while the
    books are told again.
    """

    pack: Pack
    names: Names
    dues: Sequence[money.Due] = ()
    others: Sequence[int] = ()
    earned_minor: int | None = None
    has_minor: int | None = None
    typed: dict[str, str] = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    amount_minor: int = 0
    waits: bool = False

    def read(self, posted: Mapping[str, Any]) -> "PassingForm":
        """Takes what stands in a page, not yet judged."""
        self.typed = {name: str(posted.get(name, "")) for name in (WHOM, AMOUNT, SLIP)}
        return self

    @property
    def purpose(self) -> str:
        """Why it leaves the drawer; empty where nothing was chosen that there is."""
        purpose = self.typed.get(WHOM, "").partition(_BETWEEN)[0]
        return purpose if purpose in ledger.PURPOSES else ""

    @property
    def to(self) -> str:
        """The office or company, or the other operator's id."""
        return self.typed.get(WHOM, "").partition(_BETWEEN)[2]

    @property
    def slip(self) -> str:
        """The number on the slip as the books have it."""
        return "".join(self.pack.script.to_ascii_digits(self.typed.get(SLIP, "")).split())

    def check(self) -> bool:
        """Whether it can be booked as far as the page itself knows: says what is missing."""
        if not self.purpose:
            self.errors[WHOM] = _("Choose where it goes.")
        try:
            self.amount_minor = self.pack.currency.parse(self.typed[AMOUNT], AMOUNT)
            if not self.amount_minor:
                self.errors[AMOUNT] = wrong(Problem("not_zero", {}))
        except Refused as refused:
            self.errors[AMOUNT] = wrong(Problem(refused.reason, refused.detail))
        if self.purpose == ledger.OWED and not ledger.is_slip(self.slip):
            self.errors[SLIP] = _no_slip()
        return not self.errors

    def check_again(self) -> None:
        """Says what is wrong with a page that was sent before, its sum too; when it is sent, the books say that."""
        self.check()
        if AMOUNT in self.errors:
            return
        most = {
            ledger.OWED: next((one.left_minor for one in self.dues if one.to == self.to), None),
            ledger.EARNED: self.earned_minor,
        }.get(self.purpose)
        if most is not None and self.amount_minor > most:
            reason = "more_than_owed" if self.purpose == ledger.OWED else "more_than_earned"
            self.refuse(Refused(reason, AMOUNT, {"has_minor": max(0, most)}))
        elif self.has_minor is not None and self.amount_minor > self.has_minor:
            self.refuse(Refused("drawer_short", AMOUNT, {"has_minor": self.has_minor}))

    def asked(self) -> dict[str, Any]:
        """What the action is asked for."""
        told = {"purpose": self.purpose, "amount_minor": self.amount_minor, "slip": self.slip}
        return told | {"to": self.to, "whose": _id_of(self.to)}

    def refuse(self, refused: Refused) -> None:
        """Says beside the field what the books say of it.

        Raises:
            Refused: it is about none of them.
        """
        if refused.reason == WAITS:
            self.waits = True
            return
        sentence = _SENTENCES.get(refused.reason)
        if sentence is None or refused.field is None:
            raise refused
        shown = {
            name: formats.moment(value) if name == "at" else formats.money(value)
            for name, value in refused.detail.items()
        }
        self.errors[refused.field] = sentence() % shown

    def fields(self) -> list[Field]:
        """Three questions; the number of a slip only for an office or a company."""
        error = self.errors.get
        typed = {name: self.typed.get(name, "") for name in (WHOM, AMOUNT, SLIP)}
        whom = _("Where does it go?")
        hint = _("Only for an office or a company: digits, with - or / between them. Leave letters out.")
        return [
            Field(WHOM, whom, "choice", typed[WHOM], choices=self._choices(), error=error(WHOM, "")),
            Field(AMOUNT, _("How much?"), "number", typed[AMOUNT], error=error(AMOUNT, ""), width="w11"),
            Field(
                SLIP, _("Number on the slip or receipt"), "digits", typed[SLIP], hint=hint,
                required=False, error=error(SLIP, ""), width="w11",
            ),
        ]  # fmt: skip

    def _choices(self) -> tuple[Choice, ...]:
        """All there are; what was chosen stays, also where it has nothing left any more."""
        found = {_value(ledger.OWED, one.to): self._due(one) for one in self.dues if one.left_minor > 0}
        if self.earned_minor is not None and self.earned_minor > 0:
            earned = _("%(sum)s earned and not taken out") % {"sum": formats.money(self.earned_minor)}
            found[_value(ledger.EARNED)] = Choice(
                _value(ledger.EARNED), _said(ledger.EARNED, "", self.names), earned
            )
        for one in self.others:
            value = _value(ledger.HANDED, str(one))
            found[value] = Choice(
                value, _said(ledger.HANDED, str(one), self.names), _("To be confirmed there")
            )
        if self.purpose and self.typed[WHOM] not in found:
            found[self.typed[WHOM]] = Choice(self.typed[WHOM], _said(self.purpose, self.to, self.names))
        return tuple(found.values())

    def _due(self, one: money.Due) -> Choice:
        hint = _("%(sum)s owed") % {"sum": formats.money(one.left_minor)}
        return Choice(_value(ledger.OWED, one.to), self.names.payee(one.to), hint)

    def lines(self, typed: Mapping[str, str]) -> list[Line]:
        """What another page of it said."""
        purpose, _between, to = typed.get(WHOM, "").partition(_BETWEEN)
        whom = _said(purpose, to, self.names) if purpose in ledger.PURPOSES else ""
        said = [
            Line(_("Where does it go?"), text=whom),
            Line(_("How much?"), text=formats.digits(typed.get(AMOUNT, ""))),
            Line(_("Number on the slip or receipt"), text=formats.digits(typed.get(SLIP, ""))),
        ]
        return [line for line in said if line.text]


def payee_typed(typed: Mapping[str, Any]) -> str:
    """The office or company that stands chosen in a page; empty where none does."""
    purpose, _between, to = str(typed.get(WHOM, "")).partition(_BETWEEN)
    return to if purpose == ledger.OWED else ""


def _id_of(text: str) -> int:
    """The id in a choice; 0 where none stands there."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 20 else 0


def _value(purpose: str, to: str = "") -> str:
    return f"{purpose}{_BETWEEN}{to}"


def _said(purpose: str, to: str, names: Names) -> str:
    """A purpose in words."""
    if purpose == ledger.OWED:
        return names.payee(to)
    if purpose == ledger.HANDED:
        return _("Into the drawer of %(name)s") % {"name": names.operators.get(_id_of(to), _("Operator"))}
    return _("Out of the centre's earnings, home or to the bank")


def _no_slip() -> str:
    return _("Write the number on what you got for it: digits, with - or / between them, at most 24 signs.")


_SENTENCES: Final = {
    "not_a_choice": lambda: _("Nothing can go there now. Choose again."),
    "not_an_amount": lambda: wrong(Problem("amount_too_large", {})),
    "not_a_slip": _no_slip,
    "slip_used": lambda: _("This number stands already beside %(booked_minor)s, passed on %(at)s."),
    "more_than_owed": lambda: _("No more than %(has_minor)s is owed there."),
    "more_than_earned": lambda: _("No more than %(has_minor)s was earned and is not taken out yet."),
    "drawer_short": lambda: _("Your drawer holds %(has_minor)s, no more."),
}
"""What is said beside a field of what the books refuse."""
