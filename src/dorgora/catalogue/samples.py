"""Made-up answers and ages that rules are tried on: every choice, every year, the numbers that stand in a rule."""

from collections.abc import Callable, Sequence
from functools import lru_cache

from dorgora.catalogue.cel_tree import Asked
from dorgora.catalogue.forms import Field
from dorgora.kernel.amount import MAX_MINOR

OLDEST = 130


def beside(asked: Sequence[Asked]) -> set[int]:
    """The numbers that stand in rules, and those next to them."""
    return {n + beside for one in asked for n in one.numbers for beside in (-1, 0, 1)}


@lru_cache(maxsize=64)
def ages_of(numbers: frozenset[int]) -> tuple[dict[str, int], ...]:
    """Every year to the oldest, on the birthday, in the middle and on the last day; all days the rule itself names."""
    days = {1, 30, 90, *(day for day in numbers if 0 < day < 365)}
    ages = [(0, day, day) for day in sorted({*days, 0, 180, 364})]
    for year in range(1, OLDEST + 1):
        ages += [(year, year * 1461 // 4 + day, day) for day in (0, 1, 180, 364)]
    later = [day for day in sorted(numbers) if 365 <= day < OLDEST * 1461 // 4]
    ages += [(day * 4 // 1461, day, day - day * 4 // 1461 * 1461 // 4) for day in later]
    return tuple(
        {"age_years": year, "age_days": day, "days_since_birthday": since} for year, day, since in ages
    )


def answers_of(field: Field, rules: Sequence[Asked]) -> list[str]:
    """Answers the form takes for a field, with those that stand in the rules and beside them."""
    numbers, texts = beside(rules), sorted({text for asked in rules for text in asked.texts})
    found = _BY_TYPE[field.type](field, sorted(numbers), texts)
    return [*dict.fromkeys(found)]


def _digits(field: Field, numbers: list[int], texts: list[str]) -> list[str]:
    written = [f"{n:0{length}}" for length in field.lengths for n in numbers if 0 <= n < 10**length]
    return [*(sign * length for length in field.lengths for sign in "19"), *written]


def _money(field: Field, numbers: list[int], texts: list[str]) -> list[str]:
    most = field.most_minor or MAX_MINOR
    least = 0 if field.may_be_zero else 1
    return [str(n) for n in (least, most, *numbers) if least <= n <= most]


def _text(field: Field, numbers: list[int], texts: list[str]) -> list[str]:
    return ["x", "12", *(text for text in texts if text)]


_BY_TYPE: dict[str, Callable[[Field, list[int], list[str]], list[str]]] = {
    "choice": lambda field, numbers, texts: [one.value for one in field.choices],
    "digits": _digits,
    "money": _money,
    "date": lambda field, numbers, texts: ["1900-01-01", "2000-02-29", "2026-01-01"],
    "phone": lambda field, numbers, texts: ["+15550100"],
    "text": _text,
    "name": _text,
    "area": _text,
}
