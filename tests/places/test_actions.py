"""The hub says which areas, centres and offices there are; saying the same again says nothing."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.conf import settings

from dorgora.feed import events as feed_events
from dorgora.feed import node as nodes
from dorgora.feed.event import Head
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from dorgora.places import actions, queries
from tests.retold import retold

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
Hub = Callable[[str, str], int]

ROWS = [
    {"code": code, "kind": kind, "parent": parent, "local_name": bn, "latin_name": en}
    for code, kind, parent, bn, en in (
        ("10", "division", "", "বরিশাল", "Barishal"),
        ("1009", "district", "10", "ভোলা", "Bhola"),
        ("100925", "upazila", "1009", "চরফ্যাশন", "Charfasson"),
        ("10092570", "union", "100925", "চর কুকরি মুকরি", "Char Kukri Mukri"),
        ("1006", "district", "10", "বরিশাল", "Barishal"),
    )
]


def head() -> Head:
    found = nodes.this().store.head(feed_events.CATALOGUE)
    return found or Head(feed_events.CATALOGUE, 0, b"")


def listed(rows: list[dict[str, str]] = ROWS) -> list[int]:
    return actions.load_areas(rows, by=0, at=AT)


def many_of_one_name(n: int) -> list[str]:
    """So many unions called Durgapur, each in an upazila of its own; gives their codes."""
    rows = [("40", "division", "", "খুলনা", "Khulna"), ("4001", "district", "40", "যশোর", "Jashore")]
    words = ["কাপাসিয়া Kapasia", *(f"পাড়া{number} Para{number}" for number in range(1, n))]
    for number, word in enumerate(words, 10):
        over = f"4001{number}"
        rows.append((over, "upazila", "4001", *word.split()))  # type: ignore[arg-type]
        rows.append((f"{over}99", "union", over, "দুর্গাপুর", "Durgapur"))
    keys = ("code", "kind", "parent", "local_name", "latin_name")
    listed([dict(zip(keys, row, strict=True)) for row in rows])
    return [row[0] for row in rows if row[1] == "union"]


def test_areas_are_listed_by_district(hub: Hub) -> None:
    with retold():
        listed()
    assert head().seq == 2
    assert [one.code for one in queries.area_path("10092570")] == ["10", "1009", "100925", "10092570"]


def test_an_area_above_districts_shows_once(hub: Hub) -> None:
    listed()
    assert [one.code for one in queries.children("")] == ["10"]
    assert [one.code for one in queries.children("10")] == ["1006", "1009"]


def test_areas_listed_again_unchanged_are_no_event(hub: Hub) -> None:
    listed()
    assert listed() == []
    assert head().seq == 2


def test_a_changed_area_tells_its_district_alone(hub: Hub) -> None:
    listed()
    changed = [row | {"latin_name": "Kukri"} if row["code"] == "10092570" else row for row in ROWS]
    with retold():
        assert len(listed(changed)) == 1
    assert queries.areas(["10092570"])["10092570"].name("en") == "Kukri"
    assert queries.areas(["10092570"])["10092570"].name("bn") == "চর কুকরি মুকরি"


def test_an_area_left_out_of_a_new_list_is_gone(hub: Hub) -> None:
    listed()
    with retold():
        listed([row for row in ROWS if row["code"] != "10092570"])
    assert queries.area("10092570") is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"code": "20", "parent": "9"}, "unknown_area"),
        ({"code": "20", "parent": "10"}, "area_code"),
        ({"code": "10", "parent": ""}, "area_twice"),
        ({"code": "1011", "parent": "10", "local_name": "ক\x00"}, "control_characters"),
    ],
)
def test_a_list_that_is_not_sound_lists_nothing(hub: Hub, row: dict[str, str], reason: str) -> None:
    whole = {"kind": "district", "local_name": "ক", "latin_name": "K"} | row
    with pytest.raises(Refused, match=reason):
        listed([*ROWS, whole])
    assert head().seq == 0


def test_a_centre_is_opened_once_and_renamed_in_place(hub: Hub) -> None:
    listed()
    names = {"area": "10092570", "local_name": "চর কুকরি", "latin_name": "Char Kukri"}
    with retold():
        first = actions.open_centre(place="10092570", **names, by=0, at=AT)
        again = actions.open_centre(place="10092570", **names, by=0, at=AT)
        renamed = actions.open_centre(place="10092570", **names | {"latin_name": "Kukri"}, by=0, at=AT)
    assert first == again == renamed
    assert [one.name("en") for one in queries.centres()] == ["Kukri"]
    assert head().seq == 4


def test_nothing_opens_in_an_area_nobody_knows(hub: Hub) -> None:
    with pytest.raises(Refused, match="unknown_area"):
        actions.open_centre(place="77", area="77", local_name="ক", latin_name="K", by=0, at=AT)


def test_the_office_for_an_area_is_the_nearest_above_it(hub: Hub) -> None:
    listed()
    with retold():
        for place, level in (("10092570", "union"), ("100925", "upazila")):
            actions.open_office(
                place=place, level=level, area=place, local_name="ক", latin_name=level, by=0, at=AT
            )
    union, upazila = queries.office_for("10092570", "union"), queries.office_for("10092570", "upazila")
    assert union is not None and union.place == "10092570"
    assert upazila is not None and upazila.place == "100925"
    assert queries.office_for("1006", "union") is None


def test_only_the_hub_s_catalogue_says_where_places_are(hub: Hub) -> None:
    """A centre's own feed may carry such an event: it stays in the log and comes to nothing."""
    from dorgora.feed.log import act
    from dorgora.places import events as ev

    hub("centre", "10092570")
    with retold(), act(role="centre", place="10092570", by=0, at=AT) as action:
        action.add(ev.CENTRE_OPENED, ev.CentreOpened("99", "99", "ক", "K"))
        action.add(ev.AREAS_LISTED, ev.AreasListed("99", (("99", "district", "", "ক", "K"),)))
    assert queries.centres() == []
    assert queries.area("99") is None


@pytest.mark.slow
def test_the_whole_country_is_one_event_a_district(hub: Hub) -> None:
    listed(list(load_pack(settings.PACK_DIR).areas()))
    assert head().seq == 64
    divisions = queries.children("")
    districts = [one for division in divisions for one in queries.children(division.code)]
    upazilas = [one for district in districts for one in queries.children(district.code)]
    unions = [one for upazila in upazilas for one in queries.children(upazila.code)]
    assert [len(tier) for tier in (divisions, districts, upazilas, unions)] == [8, 64, 495, 4523]
    assert [one.code for one in queries.find_areas("kukri mukri", kind="union")] == ["10092570"]
    assert [one.code for one in queries.find_areas("কুকরি মুকরি", within="1009")] == ["10092570"]
    assert listed(list(load_pack(settings.PACK_DIR).areas())) == []
