"""What is usual where she lives, put into the questions at hand-over until she was asked (ADR 0045)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Question, ServiceVersion
from dorgora.kernel.pack import Pack
from dorgora.shell import formats
from dorgora.shell.answers import labelled
from dorgora.tcv.queries import Usual
from dorgora.tcv.rules import ANSWERS, LEAST

NAME = "usual"
"""The field in which the page says of itself what was suggested in it: it may be sent hours later."""


@dataclass(frozen=True)
class Suggested:
    """What stood in a page before anybody typed, by the names answers are kept by."""

    usual: Mapping[str, Usual] = field(default_factory=dict)

    @property
    def values(self) -> dict[str, int]:
        """The numbers alone."""
        return {name: one.value for name, one in self.usual.items()}

    @property
    def words(self) -> str:
        """As the page says it."""
        return " ".join(f"{name}:{one.value}:{one.n}" for name, one in self.usual.items())

    def is_all_of(self, measured: Mapping[str, int]) -> bool:
        """Whether nothing else was answered."""
        return all(self.values.get(name) == value for name, value in measured.items())

    def typed(self, service: ServiceVersion, pack: Pack) -> dict[str, str]:
        """As they stand in their questions."""
        asked = [one for one in service.tcv_questions if one.stored_as in self.usual]
        return {one.name: _written(one, self.usual[one.stored_as].value, pack) for one in asked}

    def hint(self, question: Question) -> str:
        """What is meant, and that a number which nobody typed is a suggestion."""
        one = self.usual.get(question.stored_as)
        if one is None:
            return labelled(question.hints)
        words = _("Usual here, of %(n)s files: ask her, and put it right.") % {"n": formats.number(one.n)}
        return f"{words} {labelled(question.hints)}"


def suggested(usual: Mapping[str, Usual], service: ServiceVersion) -> Suggested:
    """What of it this service asks for and takes."""
    most = {one.stored_as: one.most for one in service.tcv_questions}
    return Suggested(
        {name: one for name, one in usual.items() if LEAST.get(name, 0) <= one.value <= most.get(name, -1)}
    )


def said(words: str) -> Suggested:
    """What a page says was suggested in it; what says something else says nothing."""
    found = re.findall(r"(?:^| )([a-z_]{1,20}):(\d{1,9}):(\d{1,4})(?= |$)", words[:200], re.ASCII)
    return Suggested({name: Usual(int(value), int(n)) for name, value, n in found if name in ANSWERS})


def _written(question: Question, value: int, pack: Pack) -> str:
    """A kept number as it is typed."""
    if question.kind == "money":
        return pack.currency.format(value, formats.language(), sign=False)
    if question.kind == "hours":
        hours = f"{Decimal(value) / 60:.2f}".rstrip("0").rstrip(".")
        return formats.digits(hours.replace(".", pack.currency.decimal_sign))
    return formats.digits(value)
