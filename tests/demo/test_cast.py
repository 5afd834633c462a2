"""The places of the playing: the island's offices up to its district, and a second upazila with three unions."""

from datetime import date
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest

from dorgora.demo import offices
from dorgora.demo.cast import Cast
from dorgora.demo.tale import Country
from dorgora.kernel.pack import load_pack
from tools.registry import ROOT

PACK = ROOT / "packs" / "bd"
ISLAND = "10092570"
CAST = Cast(7, date(2026, 11, 22), Country(PACK))


def test_an_office_stands_at_each_level_above_the_island() -> None:
    offices = {post.code for post in CAST.posts if "office" in post.opens}
    assert {ISLAND, ISLAND[:6], ISLAND[:4]} <= offices


def test_a_second_upazila_has_three_unions_below_it() -> None:
    second = {post.code for post in CAST.posts if post.code.startswith("107857")}
    assert sorted(map(len, second)) == [6, 8, 8, 8]
    assert any(post.code == "1078" for post in CAST.posts), "its district's office decides there too"


def test_every_place_is_an_area_and_every_office_has_a_name() -> None:
    pack = load_pack(PACK)
    areas = {row["code"] for row in pack.rows("areas")}
    assert {post.code for post in CAST.posts} <= areas
    for post in CAST.posts:
        tier = pack.tier_of(post.code)
        assert tier is not None
        for language in pack.languages:
            assert tier.office_name("X", language) != "X"
            assert tier.officer_titles[language]


def test_each_officer_is_somebody_else() -> None:
    officers = [getattr(CAST, post.officer).local_name for post in CAST.posts]
    assert len(set(officers)) == len(officers) == 9


@pytest.mark.parametrize("scene", ["allowance", "elsewhere"])
@pytest.mark.parametrize("pack", [PACK, ROOT / "tests" / "packs" / "marjan"], ids=["bd", "marjan"])
def test_a_scene_that_a_country_lacks_is_said(pack: Any, scene: str) -> None:
    """Both countries play both; where one is missing the demo says so and plays on."""
    country, said = Country(pack), list[str]()
    assert getattr(country.tale, scene) is not None
    country.tale = msgspec.structs.replace(country.tale, **{scene: None})
    cast = Cast(7, date(2026, 11, 22), country)
    stage = SimpleNamespace(cast=cast, laptop=None)
    getattr(offices, scene)(SimpleNamespace(stage=stage, woman=None, say=said.append))
    assert said[0].startswith(f"   not played: {country.pack.code} has no service that ")
