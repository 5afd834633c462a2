"""How numbers, money, days and codes are written in the reader's language.

What differs from country to country (digits, currency sign, grouping) comes from the country pack in
`settings.PACK`; without one numbers stay in Latin digits and money has no sign.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Formats:
    """The pack's way of writing numbers; keys of the tables are language codes."""

    digits: Mapping[str, str] = field(default_factory=dict)
    currency_sign: Mapping[str, str] = field(default_factory=dict)
    minor_digits: int = 2
    first_group: int = 3
    next_groups: int = 3
    group_sign: str = ","
    decimal_sign: str = "."

    @classmethod
    def of_pack(cls, table: Mapping[str, Any]) -> "Formats":
        """From the tables `digits`, `numbers` and `currency` of a pack."""
        numbers, currency = table.get("numbers", {}), table.get("currency", {})
        return cls(
            digits=table.get("digits", {}),
            currency_sign=currency.get("sign", {}),
            minor_digits=currency.get("minor_digits", 2),
            first_group=numbers.get("first_group", 3),
            next_groups=numbers.get("next_groups", 3),
            group_sign=numbers.get("group_sign", ","),
            decimal_sign=numbers.get("decimal_sign", "."),
        )


_PLAIN = Formats()
_of_pack: tuple[object, Formats] = (None, _PLAIN)


def formats() -> Formats:
    """The formats in force: those of `settings.PACK`, built once."""
    global _of_pack
    pack = getattr(settings, "PACK", None)
    if pack is not _of_pack[0]:
        _of_pack = (pack, Formats.of_pack(pack.table) if pack else _PLAIN)
    return _of_pack[1]


def language() -> str:
    """The language of the page that is being written."""
    return translation.get_language() or str(settings.LANGUAGE_CODE)


def digits(value: object) -> str:
    """Any text with its Latin digits in the digits of the reader's language."""
    table = formats().digits.get(language())
    text = str(value)
    return text.translate(str.maketrans("0123456789", table)) if table else text


def grouped(whole: int) -> str:
    """A whole number in groups: 123456 becomes 1,23,456 where the pack says so; Latin digits."""
    form = formats()
    text = str(abs(whole))
    head, groups = text[: -form.first_group], [text[-form.first_group :]]
    while head:
        groups.insert(0, head[-form.next_groups :])
        head = head[: -form.next_groups]
    return ("-" if whole < 0 else "") + form.group_sign.join(groups)


def number(value: int | float | Decimal, places: int | None = None) -> str:
    """A number in groups and in the reader's digits, with `places` decimals if given."""
    text = str(value) if places is None else f"{value:.{places}f}"
    whole, dot, rest = text.partition(".")
    sign, whole = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return digits(sign + grouped(int(whole)) + (formats().decimal_sign if dot else "") + rest)


def money(minor: int, *, always_minor: bool = False) -> str:
    """An amount in minor units as people write it: 7500 is written with its sign, decimals only if there are any."""
    form = formats()
    unit = 10**form.minor_digits
    whole, rest = divmod(abs(minor), unit)
    text = grouped(whole)
    if form.minor_digits and (rest or always_minor):
        text += f"{form.decimal_sign}{rest:0{form.minor_digits}d}"
    return ("-" if minor < 0 else "") + form.currency_sign.get(language(), "") + digits(text)


def file_number(code: str | int) -> str:
    """A short number said aloud, in groups: 4829173 becomes 482-917-3."""
    text = str(code)
    if not text.isdigit() or len(text) != 7:
        return digits(text)
    return digits(f"{text[:3]}-{text[3:6]}-{text[6:]}")


def spelled(code: str | int) -> str:
    """A code as a screen reader should say it: one sign after another, a pause between groups."""
    return ", ".join(" ".join(group) for group in file_number(code).split("-"))


def _local(value: date | datetime) -> date | datetime:
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def day(value: date | datetime, *, weekday: bool = False, year: bool = True, short: bool = False) -> str:
    """A day as people say it: 13 December 2026, or with its weekday."""
    local = _local(value)
    month = str(MONTHS_3[local.month]).rstrip(".").title() if short else str(MONTHS[local.month])
    text = f"{local.day} {month}"
    if year:
        text += f" {local.year}"
    if weekday:
        text = f"{WEEKDAYS[local.weekday()]} {text}"
    return digits(text)


def clock(at: datetime, *, seconds: bool = False) -> str:
    """The time of day, 24 hours, in the time zone of the place."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    text = f"{local.hour}:{local.minute:02d}"
    return digits(f"{text}:{local.second:02d}" if seconds else text)


def moment(at: datetime) -> str:
    """A day and a time: 22 November 16:20."""
    return _("%(day)s %(time)s") % {"day": day(at, year=False), "time": clock(at)}
