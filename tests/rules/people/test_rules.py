"""What people's events come to, in whichever order they came and with names held or gone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dorgora.feed.fold import Author, Sealed, Told
from dorgora.people import events as ev
from dorgora.people import rules

CENTRE = Author("centre", "20")
OTHER = Author("centre", "30")
HUB = Author("hub", "people")
WORDS = ev.CitizenWords("রহিমা", "Rahima", "1994-03-11", "", "", "চর")
NEW = ev.CitizenWords("রহিমা", "Rahima", "1994-03-11", "", "", "ঢালচর")
ID = 17 << 40 | 1


@pytest.mark.parametrize(
    ("minutes", "can_be"),
    [(0, True), (30, True), (31, False), (-12, True), (-30, True), (-31, False), (-43_200, False)],
)
def test_what_is_dated_ahead_is_undone_no_longer(minutes: int, can_be: bool) -> None:
    """Minutes between the clocks of two laptops are no hindrance; a month ahead gave a month."""
    at = datetime(2026, 11, 22, 9, tzinfo=UTC)
    assert rules.is_just_now(at - timedelta(minutes=minutes), at) is can_be


def told(
    kind: str, facts: Any, person: Any = None, author: Author = CENTRE, at: int = 100, id: int = ID
) -> Told:
    return Told(id, kind, 1, ID, 7, at, author, facts, person, ID)


def registered(person: Any = WORDS) -> Told:
    return told("citizen.registered", ev.CitizenRegistered("20", "20", "f", "25-59"), person)


def corrected(author: Author = CENTRE, person: Any = NEW) -> Told:
    return told("citizen.corrected", ev.CitizenCorrected(("village",), "21", "m", "60+"), person, author, 200)


def erased(author: Author = HUB) -> Told:
    return told("citizen.erased", ev.CitizenErased("law", "keeps", 1, 2), None, author, 300)


def row(*events: Told) -> dict[str, Any]:
    rows = rules.fold_citizen(events).rows["people_citizen"]
    return dict(zip(rules.CITIZEN_COLUMNS, rows[0], strict=True))


@pytest.mark.parametrize(
    ("born", "band"),
    [
        ("2026-11-22", "0-4"), ("2021-11-23", "0-4"), ("2021-11-22", "5-14"), ("2011-11-23", "5-14"),
        ("2011-11-22", "15-24"), ("2001-11-23", "15-24"), ("2001-11-22", "25-59"), ("1966-11-23", "25-59"),
        ("1966-11-22", "60+"), ("1900-01-01", "60+"), ("2026-11-23", ""), ("", ""), ("2020-02-29", "5-14"),
    ],
)  # fmt: skip
def test_an_age_is_kept_as_a_coarse_band(born: str, band: str) -> None:
    assert rules.age_band(born, date(2026, 11, 22)) == band


def test_every_band_fits_its_column() -> None:
    assert all(len(band) <= 8 for band in (*(name for _, name in rules.AGE_BANDS), rules.OLDEST_BAND))


def test_a_correction_is_the_newest_word() -> None:
    found = row(registered(), corrected())
    assert (found["area"], found["sex"], found["age_band"]) == ("21", "m", "60+")
    assert found["words"] == Sealed(ID, list(msgspec_fields(NEW)))
    assert (found["registered_at"], found["changed_at"]) == (100, 200)


def msgspec_fields(words: ev.CitizenWords) -> tuple[str, ...]:
    return (words.local_name, words.latin_name, words.date_of_birth, words.phone, words.number, words.village)


@given(
    acts=st.lists(
        st.sampled_from([corrected(), corrected(OTHER), corrected(HUB), erased(), erased(CENTRE)]), max_size=6
    )
)
def test_a_row_without_names_is_the_same_only_blank(acts: list[Told]) -> None:
    """DESIGN 2: every projection gives the same rows and counters with the person part gone."""
    whole = row(registered(), *acts)
    blank = row(*(replace(one, person=None) for one in (registered(), *acts)))
    assert blank["words"] is None
    assert {name: value for name, value in whole.items() if name != "words"} == {
        name: value for name, value in blank.items() if name != "words"
    }
    assert whole["is_erased"] == (erased() in acts)
    assert (whole["words"] is None) == whole["is_erased"]


def test_a_stranger_s_correction_is_counted_not_applied() -> None:
    found = row(registered(), corrected(OTHER), corrected(HUB))
    assert (found["n_disputed"], found["sex"]) == (1, "m")


def test_nobody_registers_a_citizen_anew_or_elsewhere() -> None:
    elsewhere = replace(registered(), author=OTHER)
    assert rules.fold_citizen([elsewhere]).rows == {}
    facts = ev.CitizenRegistered("30", "30", "m", "60+")
    taken_over = told("citizen.registered", facts, NEW, OTHER, at=200, id=18 << 40 | 1)
    assert row(registered(), taken_over) == row(registered())


def test_a_liar_s_facts_fit_the_table_of_every_database() -> None:
    facts = ev.CitizenCorrected(("sex",), "2\0" * 99, "\0female", "\0" * 9 + "a band too long")
    found = row(registered(), told("citizen.corrected", facts, NEW, at=200))
    assert (found["area"], found["sex"], found["age_band"]) == ("2" * 20, "f", "a band t")


def test_words_of_a_mandate_under_anothers_key_are_not_shown() -> None:
    """An erasure of her would not reach them."""
    facts = ev.MandateGiven("20", ID, ("fill",), "2026-11-22", "2026-12-22", "thumb")
    given = told("mandate.given", facts, ev.MandateWords("রহিমা", ""))
    for owner, words in ((ID, Sealed(ID, ["রহিমা", ""])), (ID + 1, None)):
        (row,) = rules.fold_mandate([replace(given, person_of=owner)]).rows["people_mandate"]
        assert row[-1] == words


def test_nothing_is_told_of_a_citizen_never_registered() -> None:
    assert rules.fold_citizen([corrected(), erased()]).rows == {}


def test_staff_are_named_by_the_hub_alone() -> None:
    facts, names = ev.OperatorAppointed("20"), ev.StaffNames("করিম", "Karim")
    from_hub = told("operator.appointed", facts, names, HUB)
    assert rules.fold_operator([told("operator.appointed", facts, names)]).rows == {}
    ended = told("operator.ended", ev.StaffEnded("moved"), author=HUB, at=300)
    ended_elsewhere = told("operator.ended", ev.StaffEnded("moved"), author=OTHER, at=200)
    rows = rules.fold_operator([from_hub, ended_elsewhere, ended]).rows["people_operator"]
    assert rows == [(ID, "20", 100, 300, Sealed(ID, ["করিম", "Karim"]))]


def test_staff_are_told_to_the_nodes_of_their_place() -> None:
    operator = told("operator.appointed", ev.OperatorAppointed("20"), author=HUB)
    ended = told("operator.ended", ev.StaffEnded("moved"), author=HUB)
    officer = told("officer.appointed", ev.OfficerAppointed("office", "20", ("decide",)), author=HUB)
    of_hub = told("officer.appointed", ev.OfficerAppointed("hub", "", ("erase",)), author=HUB)
    routes = dict(rules.ROUTES)
    assert routes["operator.ended"](ended, [operator, ended]).places == {("centre", "20")}
    assert routes["officer.appointed"](officer, [officer]).places == {("office", "20")}
    assert routes["officer.appointed"](of_hub, [of_hub]).places == frozenset()
    assert routes["citizen.registered"](registered(), [registered()]).places == frozenset()


def test_nobody_else_appoints_a_citizen_to_be_told_of_her() -> None:
    routes = dict(rules.ROUTES)
    lie = told("operator.appointed", ev.OperatorAppointed("30"), author=OTHER, id=ID + 1)
    assert routes["operator.appointed"](lie, [registered(), lie]).places == frozenset()
    late = replace(lie, author=HUB)
    assert routes["operator.appointed"](late, [registered(), late]).places == frozenset()
    officer = replace(lie, kind="officer.appointed", facts=ev.OfficerAppointed("office", "30", ("decide",)))
    assert routes["officer.appointed"](officer, [registered(), officer]).places == frozenset()


def test_every_kind_of_people_says_where_it_goes() -> None:
    assert {kind for kind, _ in rules.ROUTES} == {kind.name for kind in ev.KINDS}
