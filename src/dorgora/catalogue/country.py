"""What the other files of a pack are held up to, as far as its `pack.toml` can be read."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from dorgora.catalogue.fonts import letters_of
from dorgora.catalogue.pack_forms import FileName, Files, Language, Paper, TierOf


@dataclass(frozen=True)
class Country:
    """What the other files are held up to, as far as `pack.toml` can be read: its languages, tiers and files."""

    folder: Path
    languages: tuple[str, ...]
    tiers: Mapping[str, TierOf]
    files: Mapping[str, str]
    paper: Paper | None = None

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
            paper=next(iter(_sound([parts.get("paper")], Paper)), None),
        )

    @property
    def name_fields(self) -> list[str]:
        """Columns of names."""
        return [f"name_{language}" for language in self.languages]

    @cached_property
    def letters(self) -> frozenset[int]:
        """What papers can be set in; none where that cannot be told."""
        paper = self.paper
        return letters_of(self.folder / paper.fonts, paper.families) if paper is not None else frozenset()

    def cannot_write(self, text: str) -> str:
        """Which letters of a text no font of `paper.families` has, in words; nothing where it can be set."""
        lacking = [one for one in dict.fromkeys(text) if self.letters and not self._is_written(one)]
        told = ", ".join(f"{one} (U+{ord(one):04X})" for one in lacking)
        return f"no font for papers (paper.families) has {told}" if told else ""

    def _is_written(self, letter: str) -> bool:
        """Whether it has a shape, itself or in its parts, or is to be seen nowhere."""
        if ord(letter) in self.letters or unicodedata.category(letter) in ("Cc", "Cf"):
            return True
        parts = unicodedata.normalize("NFD", letter)
        return parts != letter and all(ord(part) in self.letters for part in parts)


_FILES = frozenset(Files.__struct_fields__)


def _sound(ones: Any, kind: Any) -> list[Any]:
    try:
        return [msgspec.convert(one, type=kind) for one in ones] if isinstance(ones, list) else []
    except msgspec.ValidationError:
        return []
