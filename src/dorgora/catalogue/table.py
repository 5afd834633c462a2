"""One table of a pack (CSV) as it was read, with the line each row begins on."""

import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from dorgora.catalogue.country import Country
from dorgora.catalogue.faults import Fault, text_of

Row = tuple[int, dict[str, str]]


@dataclass(frozen=True)
class Table:
    """The rows of one file with the line each begins on, and what is wrong with it as a table."""

    file: str
    columns: Sequence[str]
    rows: Sequence[Row]
    faults: Sequence[Fault]

    def values(self, column: str) -> Iterator[tuple[int, str]]:
        """Of each row what stands in a column; nothing where there is none."""
        if column in self.columns:
            yield from ((line, row[column]) for line, row in self.rows)

    def twice(self, column: str) -> Iterator[Fault]:
        """What stands there more than once."""
        seen = set()
        for line, value in self.values(column):
            if value in seen:
                yield Fault(self.file, line, column, f"{value} stands twice")
            seen.add(value)

    def none_of(self, column: str, known: Collection[str], what: str) -> Iterator[Fault]:
        """What stands there and is not known."""
        yield from (
            Fault(self.file, line, column, f"{value!r} is {what}")
            for line, value in self.values(column)
            if value not in known
        )


def read(country: Country, file: str, needed: Collection[str]) -> Table:
    """A table with these columns at least; what cannot be read at all has no rows."""
    text = text_of(country.folder / file, file)
    if isinstance(text, Fault):
        return Table(file, (), (), (text,))
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, faults = list[Row](), list[Fault]()
    columns, before = list[str](), 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if before > line:
                faults.append(
                    Fault(file, line, "", f"goes on to line {before}: a quotation mark is not closed")
                )
            if not columns:
                columns = cells
            elif len(cells) > len(columns):
                faults.append(
                    Fault(file, line, "", f"has {len(cells)} columns, the first line {len(columns)}")
                )
            elif cells:
                padded = [*cells, *[""] * (len(columns) - len(cells))]
                rows.append((line, dict(zip(columns, padded, strict=True))))
    except csv.Error as wrong:
        faults.append(Fault(file, before + 1, "", f"is no line of a table: {wrong}"))
    missing = [one for one in needed if one not in columns]
    faults += [Fault(file, 1, one, "is missing") for one in missing]
    faults += [Fault(file, 1, one, "stands twice") for one in {*columns} if columns.count(one) > 1]
    return Table(file, columns, rows, faults)
