"""Who may be registered twice: found at the hub as records come, shown to an officer, asked about once."""

import re
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from django.db import connection

from dorgora.feed import aftermath
from dorgora.feed import queries as feed
from dorgora.feed.rows import Rows
from dorgora.kernel import clock
from dorgora.people import actions, local, models, queries
from dorgora.people.local import pairkeys, pairs
from tests.people.cast import AT, PLACE, RAHIMA, appoint_officer, open_union, register

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FAR = "elsewhere"
KARIMA = {
    "local_name": "করিমা আক্তার",
    "latin_name": "Karima Akter",
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
    found = queries.lookalikes(most=1000)
    assert len(found) == queries.n_lookalikes()
    return [(one.first_id, one.second_id) for one in found]


def test_the_same_number_at_two_centres_is_shown(salma: int) -> None:
    here, there = (
        register(),
        register(FAR, phone="", date_of_birth="", local_name="রহিমা", latin_name="Rohima"),
    )
    assert shown() == [(here, there)]


@pytest.mark.parametrize(
    "other",
    [
        {"number": ""},
        {"number": "", "phone": "", "village": "", "local_name": "", "latin_name": "Rohima Khatoon"},
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
        {"number": "", "local_name": "সেলিনা পারভীন", "latin_name": "Selina Parvin"},  # one phone in the family
        {"number": "", "date_of_birth": "2001-05-05"},
        {"number": "", "phone": "", "village": "", "date_of_birth": ""},  # a name alone is many people's
    ],
)
def test_who_is_somebody_else_is_not(salma: int, other: dict[str, str]) -> None:
    register(), register(FAR, **other)
    assert shown() == []


def test_of_short_names_two_letters_are_another_name(salma: int) -> None:
    one = {"number": "", "local_name": "আলো", "latin_name": "Alo"}
    register(**one), register(FAR, **one | {"local_name": "মিনু", "latin_name": "Minu"})
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


def many(n: int, place: str = FAR, **alike: str) -> list[int]:
    """So many who share this and nothing else."""
    bare = {"phone": "", "number": "", "date_of_birth": "", "village": ""} | alike
    return [register(place, **bare | {"local_name": "", "latin_name": name(k)} | alike) for k in range(n)]


def name(k: int) -> str:
    """A name that is no spelling of another one's."""
    return f"{'bdgklmnprst'[k % 11]}{'aio'[k // 11 % 3]}{'bdgklmnprst'[k * 7 % 11]}{'aio'[k % 3]}{k}"


def test_what_half_the_country_has_tells_nobody_apart(salma: int) -> None:
    """A telephone of the centre: of those who share it the hub shows no heap of pairs, and who made it so is told."""
    many(pairkeys.MOST_ALIKE, **LAMP)
    assert shown() != [] and alarms() == []
    many(1, **LAMP)
    assert shown() == [] and alarms() == ["made_common"]
    here, there = register(**KARIMA), register(FAR, **KARIMA)
    assert shown() == [(here, there)]


LAMP = {"phone": "+8801712000000", "latin_name": "Selina Parvin"}


def alarms() -> list[str]:
    return [one.code for one in feed.alarms()]


def test_what_many_centres_have_is_nobodys_doing(salma: int, hub: Callable[[str, str], int]) -> None:
    for n in range(4):
        hub("centre", f"far{n}")
        many(8, f"far{n}", **LAMP)
    assert shown() == [] == alarms()


@pytest.mark.parametrize("place", [FAR, "between"])
def test_no_centre_hides_who_have_one_number(salma: int, hub: Callable[[str, str], int], place: str) -> None:
    """Thirty-one forged records of one number, the centre's own or another's: the true pair is shown all the same."""
    hub("centre", "between")
    here, there = (register(PLACE, village="", date_of_birth=""), register(FAR, village="", date_of_birth=""))
    assert shown() == [(here, there)]
    many(31, place, number=RAHIMA["number"], phone=RAHIMA["phone"])
    found = shown()
    assert (here, there) in found and len(found) < 40
    assert "made_common" in alarms()
    late = register(village="", date_of_birth="")
    assert (min(late, there), max(late, there)) in shown()


@pytest.mark.parametrize("seed", range(3))
def test_the_list_is_the_same_however_they_come(
    salma: int, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Coming, corrected and leaving, one by one or many at once, over the bound and back: as if all were read anew."""
    monkeypatch.setattr(pairkeys, "MOST_ALIKE", 4)
    chance = Random(seed)
    numbers, days = ("", "19941009257012345", "19941009257012346"), ("1988-01-02", "1990-01-01")
    here: list[int] = []
    for _step in range(45):
        words = {
            "number": chance.choice(numbers), "date_of_birth": chance.choice(days), "phone": "",
            "village": chance.choice(("", "চর পাতিলা")), "local_name": "",
            "latin_name": chance.choice(("Rahima", "Rohima Banu")),
        }  # fmt: skip
        deed = chance.random()
        if deed < 0.5 or len(here) < 6:
            here.append(register(chance.choice((PLACE, FAR)) if deed < 0.2 else PLACE, **words))
        elif deed < 0.7:
            one = here[chance.randrange(len(here))]
            if queries.citizen(one, PLACE):
                correct(one, **words)
        else:
            one = here.pop(chance.randrange(len(here)))
            at = queries.citizens([one])[one].place
            actions.withdraw_citizen(citizen_id=one, place=at, reason="twice", by=7, at=AT)
        if chance.random() < 0.6:
            told = shown()
            assert told_anew() == told
    told = shown()
    models.Lookalike.objects.all().delete()
    models.PairKey.objects.all().delete()
    assert told_anew() == told != []


def told_anew() -> list[tuple[int, int]]:
    local.reindex()
    return shown()


def test_a_list_that_says_otherwise_is_told(salma: int) -> None:
    here, there = register(), register(FAR)
    assert shown() == [(here, there)]
    for wrong in ({"first_id": here, "second_id": there + 9}, {"first_id": 5, "second_id": 6}):
        models.Lookalike.objects.create(**wrong, score=9)
    assert {one for one, _words in pairs.faults()} >= {here, 5}
    models.Lookalike.objects.all().delete()
    assert {one for one, _words in pairs.faults()} == {here, there}
    models.Lookalike.objects.create(first_id=5, second_id=6, score=9)
    assert told_anew() == [(here, there)]


def test_of_what_all_have_no_more_is_read_than_of_few(salma: int) -> None:
    """The database reads thirty-one rows of each, whether a hundred bear it or thousands."""
    ids = [digest << 40 | n for digest in (1, 2) for n in range(1, 3000)]
    keys = [(one, key) for one in ids for key in (8, 100 + one % 4999, 10_000 + one % 4999)]
    Rows("default").put("people_pairkey", ("citizen_id", "digest"), 2, keys)
    assert [len(found) for found in pairkeys.bearers([8, 9]).values()] == [31, 0]
    plan = "\n".join(str(row) for row in plan_of(pairkeys._BEARERS.format(marks="(%s)"), [8, 30, 1 << 62]))
    assert "people_pairkey_found" in plan
    assert not re.search(r"SCAN k\b|Seq Scan on people_pairkey", plan)


def plan_of(sql: str, values: list[int]) -> list[Any]:
    if connection.vendor == "sqlite":
        return Rows("default").all(f"EXPLAIN QUERY PLAN {sql}", values)
    Rows("default").run("ANALYZE people_pairkey")
    return Rows("default").all(f"EXPLAIN {sql}", values)


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
    here, there = register(), register(FAR)
    assert shown() == [(here, there)]
    models.PairKey.objects.filter(citizen_id=there).delete()
    models.PairKey.objects.create(citizen_id=99, digest=1)
    assert {one for one, _words in pairs.faults()} == {here, there, 99}
    models.Lookalike.objects.all().delete()
    local.reindex()
    assert shown() == [(here, there)]


def test_many_records_cost_no_more_questions_than_few(
    salma: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    """One who comes is held against those who share something with her, not against all."""
    ids = [register(FAR, number=f"1994{n:013}", latin_name=f"Rahima {n}", phone="") for n in range(60)]
    pairs.pair_citizens(ids)
    with django_assert_max_num_queries(20):
        pairs.pair_citizens(ids[:40])


def test_digests_of_pairs_tell_no_word(salma: int) -> None:
    keys = pairkeys.wanted([here := register()])[here]
    assert len(keys) == 5 and all(isinstance(key, int) for key in keys)
    assert sum(key & 1 for key in keys) == 1, "the number's, and no other's, is odd"
