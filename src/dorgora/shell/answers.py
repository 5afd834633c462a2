"""Words of the catalogue, of places and of people in the reader's language, and kept answers as people read them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Field as Question
from dorgora.catalogue.forms import Problem
from dorgora.catalogue.sentences import sentence
from dorgora.certificates import serials
from dorgora.places import queries as places
from dorgora.shell import formats


def named(thing: Any, stem: str = "name") -> str:
    """The name (or title) of a person or place; in another language rather than none. Says so where it is damaged."""
    if stem == "name" and getattr(thing, "is_damaged", False):
        return _("damaged here")
    local, latin = str(getattr(thing, f"local_{stem}")), str(getattr(thing, f"latin_{stem}"))
    return formats.pack().named_in(formats.language(), local, latin)


def labelled(labels: Mapping[str, str]) -> str:
    """The label of something from the catalogue."""
    return labels.get(formats.language()) or next(iter(labels.values()), "")


def area_name(code: str) -> str:
    """An area with what it lies in, smallest first; the widest one is left out, everybody knows it."""
    return area_names([code])[code]


def area_names(codes: Iterable[str]) -> dict[str, str]:
    """The same for each of these, by code: a list of areas asks once."""
    named_paths = {
        code: [named(area) for area in path][::-1] for code, path in places.area_paths(codes).items()
    }
    return {
        code: ", ".join(path[: max(len(path) - 1, 1)]) or formats.digits(code)
        for code, path in named_paths.items()
    }


def answer_shown(question: Question, answer: str) -> str:
    """A kept answer as it is read to a person."""
    if not answer:
        return ""
    if question.type == "choice":
        return next((labelled(one.labels) for one in question.choices if one.value == answer), answer)
    if question.type == "date":
        return day_shown(answer)
    if question.type == "area":
        return area_name(answer)
    if question.type == "phone":
        return formats.digits(phone_shown(answer))
    if question.type == "money":
        return formats.money(int(answer))
    return formats.digits(answer) if question.type == "digits" else answer


def wrong(problem: Problem, question: Question | None = None) -> str:
    """What is wrong with an answer, in the reader's language and digits."""
    return formats.digits(sentence(problem, question))


def phone_shown(e164: str) -> str:
    """A phone number as people dial it at home."""
    phone = formats.pack().phone
    return e164.replace(f"+{phone.country_code}", phone.trunk_prefix, 1)


def complaint_line() -> str:
    """Whom to call when more money was asked than a receipt says, or the file is late or refused."""
    told = formats.pack().complaints
    values = {"phone": formats.digits(told.phone), "who": labelled(told.names)}
    words = _(
        "If more is asked, or it is late or refused, call %(phone)s, %(who)s, with the number of the receipt."
    )
    return words % values


def late_line() -> str:
    """Whom to call when something is not ready by the day that was promised."""
    told = formats.pack().complaints
    values = {"phone": formats.digits(told.phone), "who": labelled(told.names)}
    return _("To ask why, call %(phone)s, %(who)s, with the number of the file.") % values


def refusal_line() -> str:
    """Whom to call when a centre does not take a citizen's no."""
    told = formats.pack().complaints
    values = {"phone": formats.digits(told.phone), "who": labelled(told.names)}
    return _("If the centre refuses, call %(phone)s, %(who)s.") % values


def serial_shown(serial: str) -> str:
    """A certificate's number in the reader's digits; an event's own code, which has letters, as it is."""
    return formats.file_number(serial) if serials.is_serial(serial) else serial


def day_shown(iso: str) -> str:
    """A kept day as people say it; what is no day stays as it is."""
    try:
        return formats.day(date.fromisoformat(iso))
    except ValueError:
        return iso
