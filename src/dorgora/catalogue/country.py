"""What the other files of a pack are held up to, as far as its `pack.toml` can be read."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from dorgora.catalogue.pack_forms import FileName, Files, Language, TierOf


@dataclass(frozen=True)
class Country:
    """What the other files are held up to, as far as `pack.toml` can be read: its languages, tiers and files."""

    folder: Path
    languages: tuple[str, ...]
    tiers: Mapping[str, TierOf]
    files: Mapping[str, str]

    @classmethod
    def of(cls, folder: Path, told: Any) -> "Country":
        """What is sound of a table; where it is not, nothing, and nothing is held up to it."""
        parts = told if isinstance(told, dict) else {}
        areas, files = parts.get("areas"), parts.get("files")
        languages = _sound(parts.get("languages"), Language)
        tiers = _sound(areas.get("tiers") if isinstance(areas, dict) else None, TierOf)
        is_ordered = all(above.code_width < tier.code_width for above, tier in pairwise(tiers))
        return cls(
            folder=folder,
            languages=tuple(languages) if len({*languages}) == len(languages) == 2 else (),
            tiers={one.kind: one for one in tiers} if is_ordered else {},
            files={
                name: file
                for name, file in (files if isinstance(files, dict) else {}).items()
                if name in _FILES and _sound([file], FileName)
            },
        )

    @property
    def name_fields(self) -> list[str]:
        """Columns of names."""
        return [f"name_{language}" for language in self.languages]


_FILES = frozenset(Files.__struct_fields__)


def _sound(ones: Any, kind: Any) -> list[Any]:
    try:
        return [msgspec.convert(one, type=kind) for one in ones] if isinstance(ones, list) else []
    except msgspec.ValidationError:
        return []
