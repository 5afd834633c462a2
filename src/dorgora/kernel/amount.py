"""Amounts of money: whole numbers of the minor unit inside, written and read as the country writes them.

Never a float. Signs, grouping, digits and words come from the pack.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from dorgora.kernel.errors import Refused
from dorgora.kernel.script import Script

MAX_MINOR: Final = 10**15
"""More than this is a slip of the finger; it also keeps every amount far within 64 bits."""


@dataclass(frozen=True)
class Words:
    """One language's words for numbers. exact: numbers that have a word of their own; joint: what joins the parts."""

    below_hundred: Sequence[str]
    scales: Sequence[tuple[int, str, str]]
    exact: Mapping[int, str]
    joint: str
    forms: Mapping[str, str]
    days: Sequence[str]
    months: Sequence[str]

    @classmethod
    def from_table(cls, table: Mapping[str, Any]) -> "Words":
        """Read one language of the pack's `number_words.toml`."""
        return cls(
            below_hundred=table["below_hundred"],
            scales=[(value, word, between) for value, word, between in table["scales"]],
            exact={int(value): word for value, word in table.get("exact", {}).items()},
            joint=table.get("joint", " "),
            forms={name: text for name, text in table.items() if isinstance(text, str)},
            days=table["days"],
            months=table["months"],
        )

    def number(self, value: int) -> str:
        """Write a whole number, zero or more, in words."""
        parts = []
        rest = value
        for size, word, between in self.scales:
            count, rest = divmod(rest, size)
            if count:
                parts.append(self.exact.get(count * size) or self.number(count) + between + word)
        if rest or not parts:
            parts.append(self.below_hundred[rest])
        return self.joint.join(parts)

    def day(self, on: date) -> str:
        """Write a day in words, as a certificate has it."""
        month = self.months[on.month - 1]
        return self.forms["day"].format(day=self.days[on.day - 1], month=month, year=self.number(on.year))


@dataclass(frozen=True)
class Currency:
    """How one country writes its money; built from its pack with `Currency.from_tables`."""

    minor_digits: int
    signs: Mapping[str, str]
    names: Mapping[str, str]
    minor_names: Mapping[str, str]
    typed_signs: Sequence[str]
    notes: Sequence[int]
    coins: Sequence[int]
    first_group: int
    next_groups: int
    group_sign: str
    decimal_sign: str
    words: Mapping[str, Words]
    script: Script

    @classmethod
    def from_tables(cls, pack: Mapping[str, Any], words: Mapping[str, Any], script: Script) -> "Currency":
        """Build from the pack's `pack.toml`, its `number_words.toml` and its script."""
        currency, numbers = pack["currency"], pack["numbers"]
        return cls(
            minor_digits=currency["minor_digits"],
            signs=currency["sign"],
            names=currency["names"],
            minor_names=currency["minor_names"],
            typed_signs=sorted(currency["typed_signs"], key=len, reverse=True),
            notes=tuple(currency["notes"]),
            coins=tuple(currency["coins"]),
            first_group=numbers["first_group"],
            next_groups=numbers["next_groups"],
            group_sign=numbers["group_sign"],
            decimal_sign=numbers["decimal_sign"],
            words={language: Words.from_table(table) for language, table in words.items()},
            script=script,
        )

    @property
    def denominations(self) -> list[int]:
        """What a drawer is counted by, the largest first, in minor units; some are a note and a coin both."""
        return sorted({*self.notes, *self.coins}, reverse=True)

    def format(self, minor: int, language: str, *, always_minor: bool = False, sign: bool = True) -> str:
        """Write an amount with its sign and groups; decimals when there are any, or always."""
        whole, rest = divmod(abs(minor), 10**self.minor_digits)
        text = self._grouped(whole)
        if self.minor_digits and (rest or always_minor):
            text += f"{self.decimal_sign}{rest:0{self.minor_digits}d}"
        written = (self.signs.get(language, "") if sign else "") + self.script.to_local_digits(text, language)
        return f"-{written}" if minor < 0 else written

    def parse(self, typed: str, field: str | None = None) -> int:
        """Read a typed amount in any of the country's digits, grouped or not, with its sign or without.

        Raises:
            Refused: `amount_missing`, `amount_not_a_number`, `amount_too_fine` (more decimals than there are
                coins for; detail: decimals), `amount_too_large`.
        """
        text = self._bare(typed)
        if not text:
            raise Refused("amount_missing", field)
        whole, dot, decimals = text.partition(self.decimal_sign)
        digits = whole.replace(self.group_sign, "")
        sound = (
            digits.isascii() and digits.isdigit() and (not dot or decimals.isascii() and decimals.isdigit())
        )
        if not sound or len(typed) > 64 or (self.group_sign in whole and not self._is_grouped(whole)):
            raise Refused("amount_not_a_number", field)
        if len(decimals.rstrip("0")) > self.minor_digits:
            raise Refused("amount_too_fine", field, {"decimals": self.minor_digits})
        minor = int(digits + decimals[: self.minor_digits].ljust(self.minor_digits, "0"))
        if minor > MAX_MINOR:
            raise Refused("amount_too_large", field)
        return minor

    def in_words(self, minor: int, language: str) -> str:
        """Write an amount, zero or more, in words as a receipt has it."""
        words = self.words[language]
        major, rest = divmod(minor, 10**self.minor_digits)
        form = "amount" if not rest else "amount_with_minor" if major else "minor_alone"
        return words.forms[form].format(
            major=words.number(major),
            major_name=self.names[language],
            minor=words.number(rest),
            minor_name=self.minor_names[language],
        )

    def _grouped(self, whole: int) -> str:
        text = str(whole)
        head, groups = text[: -self.first_group], [text[-self.first_group :]]
        while head:
            groups.insert(0, head[-self.next_groups :])
            head = head[: -self.next_groups]
        return self.group_sign.join(groups)

    def _bare(self, typed: str) -> str:
        text = self.script.to_ascii_digits(typed).casefold().strip()
        for sign in self.typed_signs:
            text = text.removeprefix(sign).removesuffix(sign).strip()
        return text.removesuffix(self.decimal_sign)

    def _is_grouped(self, whole: str) -> bool:
        """Groups of this country, or of three: one misplaced sign may be a decimal one, so it is asked again."""
        sign = re.escape(self.group_sign)
        own = rf"\d{{1,{self.next_groups}}}({sign}\d{{{self.next_groups}}})*{sign}\d{{{self.first_group}}}"
        return re.fullmatch(rf"{own}|\d{{1,3}}({sign}\d{{3}})+", whole, re.ASCII) is not None
