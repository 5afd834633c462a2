"""Who bears a name that many bear: found first if it is written so, counted truly, and told from the others."""

import csv
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from dorgora.feed.rows import Rows
from dorgora.people import nearness, queries, search
from dorgora.people.queries import finding
from tests.people.cast import PLACE, RAHIMA, register

HASINA = {"local_name": "হাসিনা খাতুন", "latin_name": "Hasina Khatun", "phone": "", "number": ""}
HOSEN = {"local_name": "হোসেন আলী", "latin_name": "Hosen Ali", "phone": "", "number": ""}
KULSUM = {"local_name": "কুলসুম বিবি", "latin_name": "Kulsum Bibi", "phone": "", "number": ""}


@dataclass(frozen=True)
class Named:
    """Somebody of whom nothing but one name is known."""

    local_name: str
    latin_name: str = ""
    date_of_birth: str = ""
    phone: str = ""
    number: str = ""
    village: str = ""


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A crowd of seven is more than is counted."""
    monkeypatch.setattr(finding, "MOST_COUNTED", 6)
    monkeypatch.setattr(finding, "MOST_LIKELY", 6)


def found(text: str, skip: int = 0, limit: int = 10) -> list[int]:
    return [one.id for one in queries.search_citizens(text, place=PLACE, skip=skip, limit=limit).citizens]


def many(n: int, **words: str) -> list[int]:
    return [
        register(**words | {"village": f"পাড়া {number}", "date_of_birth": f"{1950 + number}-02-01"})
        for number in range(n)
    ]


@pytest.mark.parametrize("typed", ["Hasina", "hasin", "হাসিনা", "হাসি", "Hasina Khatun", "hasina kha"])
def test_she_comes_first_of_all_who_fold_alike(union: Any, few: None, typed: str) -> None:
    hasina = register(**HASINA)
    many(12, **HOSEN)
    assert found(typed)[0] == hasina


def test_a_name_that_is_one_word_comes_before_longer_ones(union: Any, few: None) -> None:
    alone = register(**KULSUM | {"local_name": "কুলসুম", "latin_name": "Kulsum"})
    many(12, **KULSUM)
    assert found("kulsum")[0] == alone
    assert found("কুলসুম")[0] == alone


def test_who_is_written_so_comes_before_who_only_sounds_so(union: Any) -> None:
    written = register(**KULSUM | {"local_name": "", "latin_name": "Kulsoom Bibi"})
    many(3, **KULSUM)
    assert found("kulsoom bibi")[0] == written


def test_all_of_a_name_are_counted_and_reached_page_by_page(union: Any) -> None:
    ids = many(23, **KULSUM)
    register()
    pages = [queries.search_citizens("kulsum", place=PLACE, skip=skip) for skip in (0, 10, 20)]
    assert {(page.n_all, page.is_more) for page in pages} == {(23, False)}
    shown = [one.id for page in pages for one in page.citizens]
    assert len(shown) == 23 and set(shown) == set(ids)


def test_a_crowd_is_said_to_be_more_than_was_counted(union: Any, few: None) -> None:
    many(6, **KULSUM)
    exact = queries.search_citizens("kulsum", place=PLACE)
    assert (exact.n_all, exact.is_more) == (6, False)
    register(**KULSUM)
    crowd = queries.search_citizens("kulsum", place=PLACE)
    assert (crowd.n_all, crowd.is_more, len(crowd.citizens)) == (6, True, 6)


def test_who_was_not_meant_is_not_counted(union: Any, few: None) -> None:
    """The index keeps six letters of a part; the crowd differs in the seventh."""
    many(9, **KULSUM | {"local_name": "", "latin_name": "Bktdrmna"})
    meant = register(**KULSUM | {"local_name": "", "latin_name": "Bktdrmp"})
    many(9, **KULSUM | {"local_name": "", "latin_name": "Bktdrmn"})
    only = queries.search_citizens("bktdrmp", place=PLACE)
    assert ([one.id for one in only.citizens], only.n_all, only.is_more) == ([meant], 1, False)


@pytest.mark.parametrize(
    "typed",
    [
        "kulsum para 9", "para 9 kulsum", "কুলসুম পাড়া ৯", "kulsum ৯", "kulsum 1959", "কুলসুম ১৯৫৯", "kulsum bibi 1959",
        "kulsum 01811000009", "kulsum 01811-000009", "kulsum 6000000009", "kulsum 000009", "kulsum paRa 9 1959",
    ],
)  # fmt: skip
def test_further_words_narrow_it_to(union: Any, few: None, typed: str) -> None:
    ids = [
        register(
            **KULSUM
            | {"village": f"পাড়া {n}", "date_of_birth": f"{1950 + n}-02-01"}
            | {"phone": f"+88018110000{n:02d}", "number": f"60000000{n:02d}"}
        )
        for n in range(12)
    ]
    assert queries.search_citizens(typed, place=PLACE).n_all == 1
    assert found(typed) == [ids[9]]


@pytest.mark.parametrize(
    "typed", ["para", "para 9", "kulsum 1958 para 9", "kulsum 95", "rahima para 9", "kulsum ara"]
)
def test_further_words_find_nobody_by_themselves(union: Any, typed: str) -> None:
    many(12, **KULSUM)
    register()
    assert found(typed) == []


def spellings() -> list[tuple[str, str]]:
    """Each listed name of the country with each of its Latin spellings."""
    with (Path(settings.PACK_DIR) / "names_latin.csv").open(encoding="utf-8", newline="") as lines:
        return [(row["name"], one) for row in csv.DictReader(lines) for one in row["latin"].split("|")]


def bears(typed: str, name: str) -> bool:
    """Whether who is registered by this name alone is found by what is typed."""
    one = Named(name)
    asked, terms = search.read(typed), search.terms_of(PLACE, one)
    ways = search.ways_asked(asked, PLACE)
    in_index = any(all(any(digest in terms for digest in group) for group in way) for way in ways)
    return in_index and nearness.Reading(asked).is_found(one)


def test_every_listed_spelling_finds_the_name_it_stands_for() -> None:
    known = spellings()
    assert len(known) == 813
    assert [(name, latin) for name, latin in known if not bears(latin, name)] == []
    assert [(name, latin) for name, latin in known if not bears(name, latin)] == [], "and the other way about"


@pytest.mark.parametrize(
    "typed",
    ["Bhuiyan", "bhuya", "Bhuyan", "ভুঁইয়া", "ভূইয়া", "Shajahan", "shahjahan bhuiyan", "শাহজাহান ভূইয়া"],
)
def test_another_spelling_of_both_names_finds_him(union: Any, typed: str) -> None:
    shahjahan = register(local_name="শাহজাহান ভূঁইয়া", latin_name="")
    assert found(typed) == [shahjahan]


@pytest.mark.parametrize("told", ["all", "another village", "a name alone in Latin letters"])
def test_the_same_person_is_pointed_out_in_a_crowd(union: Any, few: None, told: str) -> None:
    first = register(**KULSUM | {"village": "চর পাতিলা", "date_of_birth": "1950-02-01"})
    many(12, **KULSUM)
    many(12, **HASINA)
    asked = {
        "all": {"village": "চর পাতিলা"},
        "another village": {"village": "দক্ষিণ পাড়া"},
        "a name alone in Latin letters": {"local_name": "", "village": ""},
    }[told]
    words = {name: KULSUM[name] for name in ("local_name", "latin_name")} | asked
    same = queries.likely_same(place=PLACE, date_of_birth="1950-02-01", **words)
    assert first in [one.id for one in same[:2]]
    if told == "all":
        assert same[0].id == first


def test_of_those_born_on_one_day_the_one_of_the_village_leads(union: Any, few: None) -> None:
    ids = [register(**KULSUM | {"village": f"পাড়া {n}", "date_of_birth": "1950-01-01"}) for n in range(12)]
    same = queries.likely_same(
        place=PLACE,
        local_name=KULSUM["local_name"],
        date_of_birth="1950-01-01",
        village="para 3",
    )
    assert same[0].id == ids[3]


def test_a_number_is_looked_for_whatever_the_name(union: Any, few: None) -> None:
    rahima = register()
    many(12, **KULSUM)
    same = queries.likely_same(place=PLACE, local_name=KULSUM["local_name"], number=RAHIMA["number"])
    assert same[0].id == rahima


def test_a_crowd_costs_no_question_for_each(union: Any, django_assert_max_num_queries: Any) -> None:
    many(15, **KULSUM)
    with django_assert_max_num_queries(6):
        assert len(found("kulsum", limit=15)) == 15
    with django_assert_max_num_queries(9):
        queries.likely_same(place=PLACE, local_name="কুলসুম বিবি", latin_name="Kulsum Bibi")


def test_the_index_is_never_read_from_end_to_end(union: Any) -> None:
    """As planned by the database with thousands in the book, half of them of one village."""
    common = [search.digest(PLACE, "home", "par"), *range(1, 20)]
    rows = [(one, digest, 1) for one in range(1 << 40, (1 << 40) + 3000) for digest in common]
    Rows("default").put("people_searchkey", ("citizen_id", "digest", "rank"), 2, rows)
    if connection.vendor == "postgresql":
        Rows("default").run("ANALYZE people_searchkey")
    register(**KULSUM)
    for typed in ("ra", "kulsum bibi", "kulsum para 1999", "01712345678"):
        looked = looks_for(typed)
        assert looked, typed
        for plan in map(plan_of, looked):
            assert not re.search(r"SCAN (U\d|people_searchkey)|Seq Scan on people_searchkey", plan), plan


def looks_for(typed: str) -> list[tuple[str, Any]]:
    """What a search asks of the index."""
    asked: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, *rest: Any) -> Any:
        asked.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(note):
        queries.search_citizens(typed, place=PLACE)
    return [(sql, params) for sql, params in asked if "people_searchkey" in sql]


def plan_of(asked: tuple[str, Any]) -> str:
    how = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    with connection.cursor() as cursor:
        cursor.execute(f"{how} {asked[0]}", asked[1])
        return "\n".join(str(row) for row in cursor.fetchall())
