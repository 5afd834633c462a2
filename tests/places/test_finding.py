"""Every area of the country is found by its own name as pages write it, in both languages; of many the one meant."""

import csv
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from dorgora.counter.areas import MOST_OFFERED
from dorgora.kernel.pack import load_pack
from dorgora.places import finding, queries, rules
from tests.places.test_actions import listed

PACK = Path("packs/bd")
LANGUAGES = ("bn", "en")


@cache
def country() -> list[dict[str, str]]:
    with (PACK / "areas.csv").open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@cache
def everywhere() -> finding.Listed:
    """All areas as their table is told."""
    script = load_pack(PACK).script
    rows: dict[str, finding.Row] = {}
    for one in country():
        listed = (one["code"], one["kind"], one["parent"], one["name_bn"], one["name_en"])
        _id, code, kind, parent, _district, local, latin, words = rules._area_row(
            "", listed, script.fold_name
        )
        rows[code] = (code, kind, parent, local, latin, words)
    return finding.Listed(rows, script)


@cache
def asked(typed: str) -> finding.Asked:
    return finding.read(typed, load_pack(PACK).script)


def found(typed: str, kind: str = "") -> list[str]:
    return everywhere().find(asked(typed), kind=kind)


def written(language: str) -> list[tuple[dict[str, str], str]]:
    """Each area as a page writes it: with what it lies in, smallest first, without the division."""
    of = {one["code"]: one for one in country()}

    def way(one: dict[str, str]) -> list[str]:
        return [one[f"name_{language}"], *(way(of[one["parent"]]) if one["parent"] else [])]

    return [(one, ", ".join(way(one)[:-1] or way(one))) for one in country()]


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_all_areas_is_offered_by_its_written_name(language: str) -> None:
    areas = written(language)
    assert len(areas) == 5090
    lost = [
        name
        for one, name in areas
        if one["code"] not in found(name, one["kind"])[:5] or one["code"] not in found(name)[:MOST_OFFERED]
    ]
    assert lost == []


@pytest.mark.slow
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_of_all_areas_is_offered_by_its_bare_name(language: str) -> None:
    name = f"name_{language}"
    assert [
        one[name] for one in country() if one["code"] not in found(one[name], one["kind"])[:MOST_OFFERED]
    ] == []


@pytest.mark.parametrize(
    "typed",
    ["Durgapur, Kapasia", "durgapur kapasia", "kapasia durgapur", "Durgapur,Gazipur", "durg, kapa",
     "durgapur, kapasia, gazipur", "দূর্গাপুর, কাপাসিয়া", "দুর্গাপুর কাপাসিয়া", "দূর্গাপুর, Kapasia", "30333625",
     "৩০৩৩৩৬২৫", "Kapasia, Durgapur", ", durgapur, kapasia"],
)  # fmt: skip
def test_what_it_lies_in_says_which_is_meant(typed: str) -> None:
    assert found(typed, "union") == ["30333625"]


@pytest.mark.parametrize(
    "typed", ["Durgapur, Atlantis", "durgapur atlantis", "kapasia, atlantis", ",", "", "bcd" * 200, "%"]
)
def test_nothing_is_found_where_nothing_lies(typed: str) -> None:
    assert found(typed, "union") == []


def test_who_has_all_words_by_its_own_name_leaves_no_room_for_others() -> None:
    """Every Char in an upazila called so is another place than one whose own name has both words."""
    both = {one["code"] for one in country() if {"Char", "Kalmi"} <= set(one["name_en"].split())}
    assert both and set(found("Char Kalmi", "union")) == both


def test_the_one_written_so_comes_before_those_that_begin_so() -> None:
    names = {one["code"]: one["name_en"] for one in country()}
    first = [names[code] == "Durgapur" for code in found("Durgapur", "union")]
    assert first[0] and not any(later and not sooner for sooner, later in pairwise(first))


def test_the_table_answers_as_the_rows_do(hub: Any) -> None:
    listed()
    assert [one.code for one in queries.find_areas("char kukri, charfasson")] == ["10092570"]
    assert [one.code for one in queries.find_areas("কুকরি, ভোলা")] == ["10092570"]
    assert queries.find_areas("char kukri, barishal, bhola", kind="union", limit=None)[0].code == "10092570"
    assert queries.find_areas("char kukri, dhaka") == []
