"""One typed answer at a time: what it is kept as, or why it is not accepted."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from dorgora.catalogue.forms import Field, Problem
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import Pack, Phone
from dorgora.kernel.script import clean_text

Answer = str | Problem


@dataclass(frozen=True)
class Reading:
    """What reading an answer needs to know of the country, the day and the places."""

    pack: Pack
    on: date
    area_exists: Callable[[str], bool] = lambda code: True


def read(field: Field, typed: str, reading: Reading) -> Answer:
    """Give the kept form of one answer that is not empty, or the problem with it."""
    try:
        text = clean_text(typed, max(field.max_length, 40) if field.type != "text" else field.max_length)
    except Refused as refused:
        return Problem(refused.reason, refused.detail)
    return _READERS[field.type](field, text, reading)


def typed_date(name: str, typed: Mapping[str, str]) -> str:
    """Give a date as one text, also from the three boxes `name_day`, `name_month`, `name_year`."""
    if typed.get(name, "").strip():
        return typed[name]
    boxes = [typed.get(f"{name}_{box}", "").strip() for box in ("day", "month", "year")]
    return " ".join(box or "?" for box in boxes) if any(boxes) else ""


def years_later(born: date, years: int) -> date:
    """Give a birthday; a child of 29 February has it on 1 March where the year has no such day."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _text(field: Field, text: str, reading: Reading) -> Answer:
    return text


def _name(field: Field, text: str, reading: Reading) -> Answer:
    script = reading.pack.script
    local = any(script.letters.is_local(letter) for letter in text)
    latin = any(letter.isascii() and letter.isalpha() for letter in text)
    if field.script == "local" and latin and not local:
        text = script.from_latin(text)
    elif field.script == "latin" and local and not latin:
        text = script.romanise(text)
    elif local and latin:
        return Problem("two_scripts")
    if not all(_may_stand_in_name(letter) for letter in text) or not any(map(str.isalpha, text)):
        return Problem("not_a_name")
    if any(map(script.letters.is_of_neither, text)):
        return Problem("other_letters")
    if len(text) > field.max_length:
        return Problem("too_long", {"length": len(text), "max_length": field.max_length})
    return text


def suggestion(field: Field, typed: Mapping[str, str], kept: Mapping[str, str]) -> str:
    """What the form fills into a field left empty, from another of the page; empty when nothing tells.

    Who typed a name with Latin letters has said how it is written so: nothing made from its local spelling is better.
    """
    name = typed.get(field.suggested_from, "").strip()
    if field.script == "latin" and name.isascii() and any(map(str.isalpha, name)):
        return " ".join(map(str.capitalize, name.split())) if name == name.lower() else name
    return kept.get(field.suggested_from or field.same_as, "")


def _may_stand_in_name(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or letter in " .-'’:()\u200c\u200d"


def _date(field: Field, text: str, reading: Reading) -> Answer:
    parts = re.split(r"[\s/.\-]+", reading.pack.script.to_ascii_digits(text).strip())
    if len(parts) != 3 or "?" in parts:
        return Problem("date_incomplete")
    if not all(part.isascii() and part.isdigit() and len(part) <= 4 for part in parts):
        return Problem("not_a_date")
    year, month, day = map(int, parts if len(parts[0]) == 4 else reversed(parts))
    if year < 1000 or not 1 <= month <= 12:
        return Problem("year_has_four_digits" if year < 1000 else "no_such_month", {"month": month})
    try:
        value = date(year, month, day)
    except ValueError:
        return Problem("no_such_day", {"day": day, "month": month, "year": year})
    if value > reading.on:
        return Problem("in_future")
    if field.oldest_years and years_later(value, field.oldest_years) < reading.on:
        return Problem("too_long_ago", {"years": field.oldest_years})
    return value.isoformat()


def _choice(field: Field, text: str, reading: Reading) -> Answer:
    return text if text in {choice.value for choice in field.choices} else Problem("not_a_choice")


def _digits(field: Field, text: str, reading: Reading) -> Answer:
    digits = re.sub(r"[\s\-]", "", reading.pack.script.to_ascii_digits(text))
    problem = digits_problem(digits, field.lengths)
    if problem is None and max(field.lengths) < 4:  # a count, not a number on a card: no zeros before it
        digits = digits.lstrip("0")
        problem = None if digits else Problem("not_zero")
    return problem or digits


def digits_problem(digits: str, lengths: tuple[int, ...]) -> Problem | None:
    """Say what is wrong with the digits of a number that has one of these lengths; how many miss or are over."""
    if not (digits.isascii() and digits.isdigit()):
        return Problem("not_digits")
    given = len(digits)
    if given in lengths:
        return None
    # The nearest length is the one meant; as near above as below, a digit was forgotten rather than added.
    meant = min(lengths, key=lambda length: (abs(length - given), -length))
    detail = {"given": given, "lengths": list(lengths), "meant": meant}
    if meant > given:
        return Problem("digits_missing", detail | {"missing": meant - given})
    return Problem("digits_extra", detail | {"extra": given - meant})


def _phone(field: Field, text: str, reading: Reading) -> Answer:
    phone = reading.pack.phone
    ascii_text = reading.pack.script.to_ascii_digits(text)
    if re.search(r"[^\d\s+()\-.]", ascii_text, re.ASCII):
        return Problem("not_digits")
    e164, n_digits = phone.read(ascii_text)
    if n_digits != phone.national_digits:
        typed = "0" * phone.n_typed(ascii_text)
        return digits_problem(typed, (phone.national_digits,)) or _no_phone(phone)
    return e164 if phone.is_number(e164) else _no_phone(phone)


def _no_phone(phone: Phone) -> Problem:
    return Problem("not_a_phone", {"example": phone.example})


def _area(field: Field, text: str, reading: Reading) -> Answer:
    code = reading.pack.script.to_ascii_digits(text).upper()
    if not code.isalnum() or not code.isascii() or not reading.area_exists(code):
        return Problem("no_such_area")
    tier = reading.pack.tier_of(code)
    if field.area_level and (tier is None or tier.kind != field.area_level):
        return Problem("wrong_area_level", {"level": field.area_level})
    return code


def _money(field: Field, text: str, reading: Reading) -> Answer:
    try:
        minor = reading.pack.currency.parse(reading.pack.script.to_ascii_digits(text))
    except Refused as refused:
        return Problem(refused.reason, refused.detail)
    if field.most_minor and minor > field.most_minor:
        return Problem("amount_too_large")
    return str(minor) if minor or field.may_be_zero else Problem("not_zero")


_READERS: dict[str, Callable[[Field, str, Reading], Answer]] = {
    "text": _text,
    "name": _name,
    "date": _date,
    "choice": _choice,
    "digits": _digits,
    "phone": _phone,
    "area": _area,
    "money": _money,
}
