"""What was published under a number says the same for ever: a pack lists its versions with their digests."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from dorgora.catalogue import table as tables
from dorgora.catalogue.country import Country
from dorgora.catalogue.faults import Fault, Source
from dorgora.catalogue.table import Table

MAX_CONTENT = 256 * 1024
"""So many bytes a service may have."""
TABLE = "published"
"""Its name under `files` of pack.toml; a pack that is not published yet may name none."""


def canonical(content: bytes) -> bytes:
    """The JSON of a service as it is published: no spacing, keys in order.

    Raises:
        ValueError: it is no JSON.
    """
    plain = json.loads(content)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


@dataclass(frozen=True)
class Listed:
    """The versions that a pack lists; None where it lists none."""

    table: Table | None

    @classmethod
    def of(cls, country: Country) -> "Listed":
        """Read the list of a pack."""
        file = country.files.get(TABLE, "")
        if not file or not (country.folder / file).is_file():
            return cls(None)
        return cls(tables.read(country, file, ("service", "version", "sha256")))

    def faults(self) -> Iterator[Fault]:
        """Each version stands once in the list: a second line would say that it has other words now."""
        if self.table is None:
            return
        yield from self.table.faults
        seen = set[tuple[str, str]]()
        for line, row in self.table.rows:
            if (named := _named(row)) in seen:
                yield Fault(self.table.file, line, "version", f"{' '.join(named)} stands twice")
            seen.add(named)
            if not re.fullmatch("[0-9a-f]{64}", row.get("sha256", "")):
                yield Fault(self.table.file, line, "sha256", "is no digest of 64 hexadecimal digits")

    def version_faults(self, source: Source) -> Iterator[Fault]:
        """Whether a sound service stands in the list as it is; a hub refuses other words under a number it has."""
        if self.table is None:
            return
        key, version = str(source.told["key"]), str(source.told["version"])
        digest = hashlib.sha256(canonical(source.text.encode())).hexdigest()
        listed = {row.get("sha256", "") for _, row in self.table.rows if _named(row) == (key, version)}
        if not listed:
            yield Fault(self.table.file, 0, "", f"lacks a line: {key},{version},{digest}")
        elif digest not in listed:
            yield source.fault("version", f"{version} was published with other words: raise the number")


def _named(row: dict[str, str]) -> tuple[str, str]:
    return row.get("service", ""), row.get("version", "")
