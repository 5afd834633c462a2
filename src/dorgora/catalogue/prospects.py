"""Which of all services somebody can get, by what is known of her already: told before anybody agrees or pays.

Pure, and quick enough for a thousand services while she waits: only conditions whose answers are all known are judged.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from dorgora.catalogue import answers as typed_answers
from dorgora.catalogue import expressions
from dorgora.catalogue.forms import Criterion, Offer, OfferedField
from dorgora.catalogue.known import age_names

YES: Final = "yes"
OPEN: Final = "open"
ASK: Final = "ask"
NOT_NOW: Final = "not_now"
HAD: Final = "had"
VERDICTS: Final = (YES, OPEN, ASK, NOT_NOW, HAD)
"""She meets all conditions; there is none; some must be asked; one is not met, now (`first_day`) or at all; what
everybody gets once she has, or has asked for."""

_NUMBER = re.compile(r"\d{1,6}")
_MOST_YEARS: Final = 150


@dataclass(frozen=True)
class Prospect:
    """One service for her. unmet: conditions she does not meet; asked: those to be asked; answers: what is known."""

    offer: Offer
    verdict: str
    unmet: tuple[Criterion, ...] = ()
    asked: tuple[Criterion, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)


def of_all(
    offers: Iterable[Offer],
    known: Mapping[str, str],
    area: tuple[str, str],
    on: date,
    had: Collection[str] = (),
) -> list[Prospect]:
    """Every service with what is to be told of it on a day.

    known: by what the forms call it (`born`, `sex` ...), as answers are kept; area: tier and code of where she lives;
    had: what she has or has asked for, by key.

    Raises:
        RuleError: a rule of a service failed.
    """
    return [Prospect(one, HAD) if one.key in had else _prospect(one, known, area, on) for one in offers]


def _prospect(offer: Offer, known: Mapping[str, str], area: tuple[str, str], on: date) -> Prospect:
    if not offer.eligibility:
        return Prospect(offer, OPEN)
    answers = dict(_answers(offer, known, area, on))
    unmet, asked = [], []
    for one in offer.eligibility:
        if not all(answers.get(name) for name in one.of):
            asked.append(one)
        elif not _is_met(one, offer, answers, on):
            unmet.append(one)
    verdict = NOT_NOW if unmet else ASK if asked else YES
    return Prospect(offer, verdict, tuple(unmet), tuple(asked), answers)


def first_day(prospect: Prospect, on: date) -> date | None:
    """The day from which she meets what she does not meet yet, if it follows from her age alone; None: it does not.

    Tried out: on that day all that is known of her is met, on the day before it is not.

    Raises:
        RuleError: a rule of the service failed.
    """
    offer, answers = prospect.offer, prospect.answers
    if not prospect.unmet or not offer.age_of or any(offer.age_of not in one.of for one in prospect.unmet):
        return None
    told = [one for one in offer.eligibility if one not in prospect.asked]
    born = date.fromisoformat(answers[offer.age_of])
    for day in sorted(set(_days_named(prospect.unmet, born))):
        if day > on and all(_is_met(one, offer, answers, day) for one in told):
            before = day - timedelta(days=1)
            return None if all(_is_met(one, offer, answers, before) for one in told) else day
    return None


def _answers(
    offer: Offer, known: Mapping[str, str], area: tuple[str, str], on: date
) -> Iterator[tuple[str, str]]:
    """What of the form is answered already, as far as the form takes it."""
    for section in offer.sections:
        for asked in section.fields:
            if asked.known_as and known.get(asked.known_as) and _takes(asked, known[asked.known_as], on):
                yield asked.name, known[asked.known_as]
            elif asked.type == "area" and asked.required and asked.area_level == area[0]:
                yield asked.name, area[1]


def _takes(asked: OfferedField, answer: str, on: date) -> bool:
    if asked.type == "choice":
        return any(answer == one.value for one in asked.choices)
    if asked.type == "digits":
        return typed_answers.digits_problem(answer, asked.lengths) is None
    return asked.type != "date" or answer <= on.isoformat()


def _is_met(one: Criterion, offer: Offer, answers: Mapping[str, str], on: date) -> bool:
    names: dict[str, expressions.Value] = {"answers": answers}
    if offer.age_of and offer.age_of in one.of:
        names |= age_names(answers[offer.age_of], on)
    try:
        return expressions.evaluate(one.when, names) is True
    except expressions.RuleError:  # it asks for an answer that nobody knows yet
        return expressions.evaluate(one.when, names | {"answers": _whole(offer, answers)}) is True


def _whole(offer: Offer, answers: Mapping[str, str]) -> dict[str, str]:
    return {asked.name: "" for section in offer.sections for asked in section.fields} | dict(answers)


def _days_named(unmet: tuple[Criterion, ...], born: date) -> Iterator[date]:
    """The days on which somebody comes to an age that a rule names: in years, or in days if it asks for them."""
    for one in unmet:
        for number in {int(text) for text in _NUMBER.findall(one.when)}:
            for age in (number, number + 1):
                if age <= _MOST_YEARS:
                    yield typed_answers.years_later(born, age)
                if "age_days" in one.when and age <= _MOST_YEARS * 366:
                    yield born + timedelta(days=age)
