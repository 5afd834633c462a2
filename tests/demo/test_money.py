"""What is handed over in the playing, whatever notes a country has."""

from dataclasses import replace
from typing import Any

import pytest

from dorgora.demo.playing import enough_of, small_change
from dorgora.kernel.pack import load_pack
from tools.registry import ROOT

BD = load_pack(ROOT / "packs" / "bd").currency
LARGE = {"minor_digits": 0, "notes": (20_000, 1000, 500), "coins": ()}
"""Of a country without small units, whose smallest note is worth more than a hundred."""


@pytest.mark.parametrize(
    ("given", "note"),
    [
        ({}, 10_000),
        (LARGE, 500),
        ({**LARGE, "notes": (), "coins": (500, 250)}, 250),
        ({"notes": (200,)}, 200),
    ],
)
def test_small_change_is_brought_in_any_notes(given: dict[str, Any], note: int) -> None:
    assert small_change(replace(BD, **given)) == note


@pytest.mark.parametrize(
    ("given", "minor", "handed"),
    [
        ({}, 7500, 10_000),
        (LARGE, 3750, 20_000),
        ({**LARGE, "notes": (500,)}, 3750, 4000),
        ({**LARGE, "notes": (), "coins": (250, 50)}, 40, 50),
    ],
)
def test_what_is_handed_over_covers_any_fee(given: dict[str, Any], minor: int, handed: int) -> None:
    assert enough_of(replace(BD, **given), minor) == handed
