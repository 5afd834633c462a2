"""A country's areas as lists that travel: one a district, each with what lies above it."""

import pytest

from dorgora.feed.fold import Author, Told
from dorgora.kernel.errors import Refused
from dorgora.places import events as ev
from dorgora.places import rules

TOP, LEFT, LOW, RIGHT, BARE = (
    ("1", "state", "", "ক", "A"),
    ("11", "district", "1", "খ", "B"),
    ("111", "union", "11", "গ", "C"),
    ("12", "district", "1", "ঘ", "D"),
    ("2", "city", "", "ঙ", "E"),
)
HUB = Author("hub", "catalogue")


def test_each_district_bears_what_lies_above_it() -> None:
    lists = rules.by_district([LOW, RIGHT, BARE, TOP, LEFT])
    assert lists == {"11": (TOP, LEFT, LOW), "12": (TOP, RIGHT), "2": (BARE,)}


def test_a_list_is_the_same_in_whichever_order_areas_came() -> None:
    assert rules.by_district([TOP, LEFT, LOW]) == rules.by_district([LOW, LEFT, TOP])


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([TOP, TOP], "area_twice"),
        ([LEFT], "unknown_area"),
        ([TOP, ("21", "district", "1", "ক", "A")], "area_code"),
        ([TOP, ("1", "district", "1", "ক", "A")], "area_twice"),
        ([("1", "district", "1", "ক", "A")], "area_code"),
    ],
)
def test_areas_that_do_not_hang_together_are_refused(rows: list[ev.AreaRow], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        rules.by_district(rows)


def told(facts: object, author: Author = HUB, at: int = 100, id: int = 5) -> Told:
    return Told(id, "", 1, 5, 0, at, author, facts, None, 0)


def test_the_newest_list_of_a_district_replaces_the_older() -> None:
    fold = rules.fold_areas(str.lower)
    old, new = ev.AreasListed("11", (TOP, LEFT, LOW)), ev.AreasListed("11", (TOP, LEFT))
    rows = fold([told(old), told(new, id=6)]).rows["places_area"]
    assert rows == [
        ("11/1", "1", "state", "", "11", "ক", "A", " ক a"),
        ("11/11", "11", "district", "1", "11", "খ", "B", " খ b"),
    ]


def test_what_another_writer_lists_comes_to_nothing() -> None:
    elsewhere = Author("centre", "catalogue")
    assert rules.fold_areas(str.lower)([told(ev.AreasListed("11", (TOP,)), elsewhere)]).rows == {}
    assert rules.fold_centre([told(ev.CentreOpened("11", "11", "ক", "A"), elsewhere)]).rows == {}
    assert rules.fold_office([told(ev.OfficeOpened("11", "union", "11", "ক", "A"), elsewhere)]).rows == {}


def test_a_renamed_centre_has_been_open_since_the_first_time() -> None:
    events = [
        told(ev.CentreOpened("11", "11", "ক", "A")),
        told(ev.CentreOpened("11", "111", "খ", "B"), at=200, id=6),
    ]
    assert rules.fold_centre(events).rows["places_centre"] == [(5, "11", "111", "খ", "B", 100)]
