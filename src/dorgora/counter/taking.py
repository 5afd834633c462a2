"""Taking the fee: what was told, what was handed over, the change, and the citizen's yes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Problem
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import Pack
from dorgora.shell import formats
from dorgora.shell.answers import wrong
from dorgora.shell.parts import Field, Line

_CHANGE = "change"


@dataclass
class Taking:
    """The cash and the consent; left empty, the cash is what was asked."""

    total_minor: int
    read_out: str = ""
    received: str = ""
    received_minor: int | None = None
    is_agreed: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, posted: Mapping[str, Any], pack: Pack) -> None:
        """Reads what was typed; `counts` only works out the change, and asks nothing else."""
        self.received = str(posted.get("received", ""))
        self.is_agreed = bool(posted.get("agreed"))
        if self.received.strip():
            self._read_cash(pack)
        if posted.get("read_out", "") != self.read_out:
            self._answers_changed()
        if posted.get("go") != "take":
            return
        if not self.is_agreed and "agreed" not in self.errors:
            self.errors["agreed"] = _("Read it out. When she says yes, tick here.")
        told = str(posted.get("total", ""))
        if told != str(self.total_minor):
            self.fee_changed()

    def _answers_changed(self) -> None:
        """Nobody has agreed to what stands there now."""
        self.is_agreed = False
        self.errors["agreed"] = _(
            "Answers were changed on another page after this one was read out. Nothing was taken. Read it out anew."
        )

    def fee_changed(self) -> None:
        """Says beside the sum that it is another one than was told."""
        self.errors["received"] = _("The fee has changed since it was told. Tell her the new sum.")

    def _read_cash(self, pack: Pack) -> None:
        try:
            self.received_minor = pack.currency.parse(self.received)
        except Refused as refused:
            self.errors["received"] = wrong(Problem(refused.reason, refused.detail))
            return
        missing = self.total_minor - self.received_minor
        if missing > 0:
            self.errors["received"] = _("%(missing)s too little.") % {"missing": formats.money(missing)}

    @property
    def change_minor(self) -> int | None:
        """What goes back to the citizen, if the cash was counted."""
        if self.received_minor is None or self.received_minor < self.total_minor:
            return None
        return self.received_minor - self.total_minor

    def lines(self, typed: Mapping[str, str]) -> list[Line]:
        """What was typed on another page of it."""
        received = typed.get("received", "")
        return [Line(_("Cash in hand"), text=formats.digits(received))] if received else []

    def fields(self, name: str) -> list[Field]:
        """The cash in hand, if there is anything to take, and the yes."""
        cash = Field(
            "received",
            _("Cash in hand"),
            "number",
            self.received,
            error=self.errors.get("received", ""),
            is_focused="received" in self.errors,
            required=True,
            key="/",
        )
        agreed = Field(
            "agreed",
            _("%(name)s said: yes, that is right") % {"name": name},
            "yes",
            self.is_agreed,
            error=self.errors.get("agreed", ""),
            is_focused=list(self.errors) == ["agreed"],
            key="Y",
        )
        return [cash, agreed] if self.total_minor else [agreed]


def keep_change(request: Any, number: str, minor: int | None) -> None:
    """She may have gone on without having the change worked out: the next page says it, once."""
    request.session[_CHANGE] = [number, minor or 0]


def change_of(request: Any, number: str) -> int:
    """What is to be given back of what she handed over for this file, right after; 0 later and of any other."""
    paid, minor = request.session.pop(_CHANGE, ("", 0))
    return int(minor) if paid == number else 0
