"""How numbers, money, days and codes are written in the reader's language.

What differs from country to country (digits, currency sign, grouping) is the country pack's; it is found at
`settings.PACK_DIR`.
"""

from datetime import date, datetime
from decimal import Decimal

from django.conf import settings
from django.utils import timezone, translation
from django.utils.dates import MONTHS, MONTHS_3, WEEKDAYS
from django.utils.translation import gettext as _

from dorgora.kernel.pack import Pack, load_pack

_LEFT_TO_RIGHT = "\u200e"
"""A mark nobody sees; what is typed or pasted loses it (`kernel/script.py`)."""


def pack() -> Pack:
    """The country pack in force (read once)."""
    return load_pack(settings.PACK_DIR)


def language() -> str:
    """The language of the page that is being written."""
    return translation.get_language() or str(settings.LANGUAGE_CODE)


def written_in(code: str) -> str:
    """Said of a name: that it is written in this language of the country."""
    return pack().written_in[code][language()]


def digits(value: object) -> str:
    """Any text with its Latin digits in the digits of the reader's language."""
    return pack().script.to_local_digits(str(value), language())


def number(value: int | float | Decimal, places: int | None = None) -> str:
    """A number in groups and in the reader's digits, with `places` decimals if given."""
    text = str(value) if places is None else f"{value:.{places}f}"
    whole, dot, decimals = text.removeprefix("-").partition(".")
    currency = pack().currency
    grouped = currency.format(int(whole) * 10**currency.minor_digits, language(), sign=False)
    return (
        ("-" if text.startswith("-") else "")
        + grouped
        + digits(currency.decimal_sign + decimals if dot else "")
    )


def money(minor: int, *, always_minor: bool = False) -> str:
    """An amount in minor units as people write it, with its sign; decimals if there are any, or always."""
    return pack().currency.format(minor, language(), always_minor=always_minor)


def file_number(code: str | int, *, is_plain: bool = False) -> str:
    """A short number said aloud, in groups: 4829173 becomes 482-917-3; plain is for a program, in ASCII digits.

    What has its groups already keeps them.
    """
    text = str(code)
    groups = [text[:3], text[3:6], text[6:]] if text.isdigit() and len(text) == 7 else text.split("-")
    if is_plain:
        return "-".join(groups)
    # Between digits of a language read from right to left a hyphen would turn the groups about.
    hyphen = f"{_LEFT_TO_RIGHT}-{_LEFT_TO_RIGHT}" if pack().direction(language()) == "rtl" else "-"
    return digits(hyphen.join(groups))


def spelled(code: str | int) -> str:
    """A code as a screen reader should say it: one sign after another, a pause between groups."""
    groups = file_number(code).replace(_LEFT_TO_RIGHT, "").split("-")
    return ", ".join(" ".join(group) for group in groups)


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


def month(value: date | datetime) -> str:
    """A month and its year: November 2026."""
    local = _local(value)
    return digits(f"{MONTHS[local.month]} {local.year}")


def clock(at: datetime, *, seconds: bool = False) -> str:
    """The time of day, 24 hours, in the time zone of the place."""
    local = timezone.localtime(at) if timezone.is_aware(at) else at
    text = f"{local.hour}:{local.minute:02d}"
    return digits(f"{text}:{local.second:02d}" if seconds else text)


def moment(at: datetime) -> str:
    """A day and a time: 22 November 16:20."""
    return _("%(day)s %(time)s") % {"day": day(at, year=False), "time": clock(at)}
