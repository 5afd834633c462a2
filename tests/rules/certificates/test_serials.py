"""A serial is said aloud, copied and typed: a slip is found, and no two numbers look alike."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.certificates import serials

PLACES = st.sampled_from(["10092570", "100925", "SA1", "SA1Q001", "ছক"])
NUMBERS = st.integers(1, 230 * serials.SPAN)


def test_it_is_place_year_number_and_check() -> None:
    # The check by hand: Damm's table over 100925702026000142 gives 5.
    assert serials.serial("10092570", 2026, 142) == "10092570-2026-000142-5"
    assert serials.serial("10092570", 2026, 1234567).startswith("10092570-2026-1234567-")


@given(PLACES, st.integers(1990, 2999), NUMBERS)
def test_what_is_written_is_read(place: str, year: int, number: int) -> None:
    said = serials.serial(place, year, number)
    assert serials.read(f"  {said.replace('-', ' – ')} ") == serials.read(said) == said
    assert serials.is_serial_of(said, place, f"{year}-17", number)
    assert not serials.is_serial_of(said, place, f"{year}-17", number + 1)
    assert not serials.is_serial_of(said, place, f"{year}-17", 0)


@given(NUMBERS, st.data())
def test_one_wrong_or_two_swapped_digits_are_found(number: int, data: st.DataObject) -> None:
    said = serials.serial("10092570", 2026, number)
    at = data.draw(st.sampled_from([n for n, sign in enumerate(said) if sign != "-"]))
    wrong = data.draw(st.sampled_from("0123456789"))
    altered = said[:at] + wrong + said[at + 1 :]
    assert serials.is_serial(altered) == (altered == said)
    if at + 1 < len(said) and said[at + 1] != "-":
        swapped = said[:at] + said[at + 1] + said[at] + said[at + 2 :]
        assert serials.is_serial(swapped) == (swapped == said)


@pytest.mark.parametrize(
    "text",
    ["", "10092570-2026-142-3", "10092570-2026-000142", "0000PGQMSBQD19", "x" * 500, "-2026-000142-3", "٣"],
)
def test_what_is_no_serial_is_none(text: str) -> None:
    assert serials.read(text) is None


@given(PLACES, st.integers(2000, 2199), NUMBERS, st.sampled_from(["", " ", "-", " / ", ".", "−", "—"]))
def test_it_is_read_with_anything_between_its_parts(place: str, year: int, number: int, between: str) -> None:
    said = serials.serial(place, year, number)
    assert said in serials.readings(between.join(said.split("-")))
    assert place in serials.places_meant(between.join(said.split("-")))


def test_run_together_each_length_of_its_number_may_be_meant() -> None:
    assert serials.readings("100925702026000142" + "5") == ("10092570-2026-000142-5",)
    assert serials.readings("100925702026000142" + "4") == ()
    said = serials.serial("10092570", 2026, 1234567)
    assert serials.readings(said.replace("-", "")) == (said,)
    # place 1, 2020, a number of eight digits; or place 120, 2026, one of six
    both = [serials.serial("1", 2020, 26123456), serials.serial("120", 2026, 123456)]
    assert sorted(serials.readings(both[0].replace("-", ""))) == sorted(both)


@pytest.mark.parametrize(
    "text, places",
    [
        ("10092570-2026-000142-4", ("10092570",)),
        ("4827153", ()),
        ("01712345678", ()),
        ("রহিমা খাতুন", ()),
        ("19940980251234567", ()),
        ("x" * 500, ()),
    ],
)
def test_which_place_a_text_may_mean(text: str, places: tuple[str, ...]) -> None:
    assert serials.places_meant(text) == places
    assert serials.is_parted(text) == bool(places)
