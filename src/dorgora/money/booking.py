"""One subject's book in the making, pure: every posting is a debit and a credit of one amount above zero."""

from typing import Any

import msgspec

from dorgora.feed.fold import Author, Told
from dorgora.money.accounts import balance_cell
from dorgora.money.rules import offices

Row = tuple[Any, ...]


class Book(msgspec.Struct):
    """One subject's transfers while its events go by. passing: money that left a drawer on purpose, by its columns.

    left: what of the fee's two lines, the state's and the centre's, did not go back yet.
    """

    about: int
    first: Told | None = None
    rows: list[Row] = []
    drawers: list[Row] = []
    counts: dict[str, int] = {}
    fee: list[Any] | None = None
    left: tuple[int, int] = (0, 0)
    owed: int = 0
    paid: int = 0
    is_looked_at: bool = False
    is_withdrawn: bool = False
    is_settled: bool = False
    causes: set[int] = set()
    passing: dict[str, Any] = {}

    def post(self, one: Told, on: str, debit: str, credit: str, amount: int) -> None:
        """One transfer; a zero line is no row."""
        if amount <= 0:
            return
        n = 1 + [row[1] for row in self.rows].count(one.id)
        self.rows.append((f"{one.id}.{n}", one.id, self.about, debit, credit, amount, one.at, on))
        self.count(balance_cell(debit), amount)
        self.count(balance_cell(credit), -amount)

    def give_back(self, amounts: tuple[int, int]) -> None:
        """So much of each line goes back."""
        self.left = self.left[0] - amounts[0], self.left[1] - amounts[1]

    def is_its_centre(self, author: Author) -> bool:
        """Whether the author is the centre of what the money is for, as that itself says."""
        return self.first is None or self.first.author == author

    def is_its_office(self, office: str) -> bool:
        """Whether this is an office of what the money is for, as that itself says."""
        return self.first is None or office in offices(self.first.facts)

    def count(self, cell: str, n: int) -> None:
        """Adds to a counter."""
        self.counts[cell] = self.counts.get(cell, 0) + n
