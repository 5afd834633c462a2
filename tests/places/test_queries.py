"""Areas are found in either script, by the beginnings of their words or by their code."""

from collections.abc import Callable

import pytest

from dorgora.places import queries
from tests.places.test_actions import listed

Hub = Callable[[str, str], int]


@pytest.mark.parametrize(
    "typed", ["char", "চর", "kukri", "Kukri Mukri", "মুকরি", "কুক", "10092570", "১০০৯২৫৭০"]
)
def test_a_union_is_found_in_either_script(hub: Hub, typed: str) -> None:
    listed()
    assert "10092570" in [one.code for one in queries.find_areas(typed)]


@pytest.mark.parametrize("typed", ["", "  ", "%", "_", "' OR 1=1", "ঢাকা", "x" * 5000, "()"])
def test_what_is_nowhere_is_not_found(hub: Hub, typed: str) -> None:
    listed()
    assert queries.find_areas(typed) == []


def test_the_larger_of_two_of_one_name_comes_first(hub: Hub) -> None:
    listed()
    assert [one.code for one in queries.find_areas("barishal")] == ["10", "1006"]


def test_a_search_stays_within_its_area_and_tier(hub: Hub) -> None:
    listed()
    assert queries.find_areas("barishal", within="1009") == []
    assert [one.code for one in queries.find_areas("barishal", kind="district")] == ["1006"]
    assert len(queries.find_areas("char", limit=1)) == 1


def test_a_code_nobody_knows_has_no_way_and_is_its_own_name(hub: Hub) -> None:
    assert queries.area_path("4711") == []
    assert queries.areas(["", "4711"]) == {}
    assert queries.office("4711") is None
    assert queries.centre("4711") is None
