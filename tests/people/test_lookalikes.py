"""Who may be registered twice: found at the hub as records come, shown to an officer, asked about once."""

from collections.abc import Callable
from typing import Any

import pytest

from dorgora.feed import aftermath
from dorgora.kernel import clock
from dorgora.people import actions, local, pairing, queries
from dorgora.people.local import pairs
from tests.people.cast import AT, PLACE, RAHIMA, appoint_officer, open_union, register

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FAR = "elsewhere"
KARIMA = {
    "name_bn": "করিমা আক্তার",
    "name_en": "Karima Akter",
    "phone": "",
    "number": "",
    "date_of_birth": "1988-01-02",
}


@pytest.fixture
def salma(hub: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    open_union(hub)
    monkeypatch.setattr(clock, "now", lambda: AT)
    return appoint_officer("hub", "", ("link",))


def shown() -> list[tuple[int, int]]:
    aftermath.drain()
    assert list(pairs.faults()) == []
    found = queries.lookalikes()
    assert len(found) == queries.n_lookalikes()
    return [(one.first_id, one.second_id) for one in found]


def test_the_same_number_at_two_centres_is_shown(salma: int) -> None:
    here, there = register(), register(FAR, phone="", date_of_birth="", name_bn="রহিমা", name_en="Rohima")
    assert shown() == [(here, there)]


@pytest.mark.parametrize(
    "other",
    [
        {"number": ""},
        {"number": "", "phone": "", "village": "", "name_bn": "", "name_en": "Rohima Khatoon"},
        {"number": "", "phone": "", "date_of_birth": ""},  # her name and her village
        {"number": "1234567890", "phone": ""},  # of another register
        {"number": "১৯৯৪১০০৯২৫৭০১২৩৪৫", "village": ""},
        {"number": "", "date_of_birth": "", "village": "", "phone": "01712-345678"},
    ],
)
def test_who_may_be_the_same_is_shown(salma: int, other: dict[str, str]) -> None:
    here, there = register(), register(FAR, **other)
    assert shown() == [(here, there)]


@pytest.mark.parametrize(
    "other",
    [
        {"number": "19941009257012346"},  # two numbers of one register are two people
        {"number": "", "name_bn": "সেলিনা পারভীন", "name_en": "Selina Parvin"},  # one phone in the family
        {"number": "", "date_of_birth": "2001-05-05"},
        {"number": "", "phone": "", "village": "", "date_of_birth": ""},  # a name alone is many people's
    ],
)
def test_who_is_somebody_else_is_not(salma: int, other: dict[str, str]) -> None:
    register(), register(FAR, **other)
    assert shown() == []


def test_of_short_names_two_letters_are_another_name(salma: int) -> None:
    one = {"number": "", "name_bn": "আলো", "name_en": "Alo"}
    register(**one), register(FAR, **one | {"name_bn": "মিনু", "name_en": "Minu"})
    assert shown() == []


def test_the_likelier_stand_first(salma: int) -> None:
    unlike = [register(**KARIMA), register(FAR, **KARIMA | {"village": ""})]
    same = [register(), register(FAR)]
    assert shown() == [tuple(same), tuple(unlike)]
    assert [one.score for one in queries.lookalikes()] == [9, 7]
    assert len(queries.lookalikes(most=1)) == 1 and queries.lookalikes(skip=1)[0].first_id == unlike[0]


def test_what_was_decided_is_asked_no_more(salma: int) -> None:
    here, there = register(), register(FAR)
    assert shown() == [(here, there)]
    actions.tell_apart(first_id=here, second_id=there, by=salma, at=AT)
    assert queries.lookalikes() == [], "the next officer is not asked, before the worker comes"
    assert shown() == []
    correct(here, village="অন্য")
    local.reindex()
    assert shown() == [] and not queries.is_lookalike(here, there)


def correct(citizen_id: int, **other: str) -> None:
    actions.correct_citizen(citizen_id=citizen_id, place=PLACE, **RAHIMA | other, by=7, at=AT)


def test_who_is_one_through_another_is_not_asked_about(salma: int) -> None:
    ids = sorted([register(), register(FAR), register()])
    assert len(shown()) == 3
    made = link(ids[0], ids[1], salma)
    assert set(shown()) == {(ids[0], ids[2]), (ids[1], ids[2])}
    link(ids[1], ids[2], salma)
    assert shown() == []
    actions.unlink_citizens(link_id=made, reason="mistake", by=salma, at=AT)
    assert shown() == [], "what was taken back is not asked again, nor by way of the third"


def link(one: int, other: int, salma: int) -> int:
    return actions.link_citizens(first_id=one, second_id=other, reason="number", by=salma, at=AT)


def test_two_told_apart_stay_so_by_way_of_a_third(salma: int) -> None:
    ids = sorted([register(), register(FAR), register()])
    actions.tell_apart(first_id=ids[0], second_id=ids[2], by=salma, at=AT)
    link(ids[0], ids[1], salma)
    assert shown() == [], "the third is not asked about as the second either"


def test_a_correction_asks_anew_and_takes_back(salma: int) -> None:
    here, there = register(), register(FAR, number="19941009257012346")
    assert shown() == []
    correct(here, number="19941009257012346")
    assert shown() == [(here, there)]
    correct(here)
    assert shown() == []


def test_who_left_the_book_is_not_asked_about(salma: int) -> None:
    here, there, third = register(), register(FAR), register()
    assert len(shown()) == 3
    actions.withdraw_citizen(citizen_id=third, place=PLACE, reason="twice", by=7, at=AT)
    assert shown() == [(here, there)]
    two = [appoint_officer("hub", "", ("erase",)) for _ in range(2)]
    actions.erase_citizen(
        citizen_id=there, law="the Act", keeps="fees", asked_by=two[0], confirmed_by=two[1], at=AT
    )
    assert queries.lookalikes() == [] == shown()


def test_what_half_the_country_has_tells_nobody_apart(salma: int) -> None:
    """A telephone of the centre, a number made up: of those the hub shows no heap of pairs."""
    for n in range(pairs.MOST_ALIKE + 2):
        register(
            number="00000000000000000", date_of_birth="", phone="", village="", name_en=f"N{n}", name_bn=""
        )
    assert shown() == []
    here = register(
        **KARIMA,
    )
    there = register(FAR, **KARIMA)
    assert shown() == [(here, there)]


def test_no_pair_is_looked_for_on_a_laptop(salma: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pairs.feed, "own_places", lambda: [("centre", PLACE)])
    register(), register(FAR)
    aftermath.drain()
    local.reindex()
    assert queries.n_lookalikes() == 0 and models_held() == 0 and list(pairs.faults()) == []


def models_held() -> int:
    from dorgora.feed import node as nodes

    return int(nodes.this().store.rows.all("SELECT COUNT(*) FROM people_pairkey")[0][0])


def test_a_lost_index_is_told_and_made_anew(salma: int) -> None:
    from dorgora.people import models

    here, there = register(), register(FAR)
    assert shown() == [(here, there)]
    models.PairKey.objects.filter(citizen_id=there).delete()
    models.PairKey.objects.create(citizen_id=99, digest=1)
    assert {one for one, _words in pairs.faults()} == {there, 99}
    models.Lookalike.objects.all().delete()
    local.reindex()
    assert shown() == [(here, there)]


def test_many_records_cost_no_more_questions_than_few(
    salma: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    """One who comes is held against those who share something with her, not against all."""
    ids = [register(FAR, number=f"1994{n:013}", name_en=f"Rahima {n}", phone="") for n in range(60)]
    pairs.pair_citizens(ids)
    with django_assert_max_num_queries(20):
        pairs.pair_citizens(ids[:40])


def test_digests_of_pairs_tell_no_word(salma: int) -> None:
    here = register()
    one = queries.citizens([here])[here]
    keys = pairing.keys_of(one)
    assert len(keys) == 5 and all(isinstance(key, int) for key in keys)
