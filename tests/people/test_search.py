"""Citizens are found in either script while their names are on the disk in neither."""

from typing import Any

import pytest
from django.db import connection

from dorgora.feed import aftermath, checking
from dorgora.feed import node as nodes
from dorgora.people import actions, local, models, queries, search
from tests.people.cast import AT, PLACE, RAHIMA, register
from tests.people.test_actions import erase, erasers


def names(text: str, place: str = PLACE, limit: int = 10) -> list[str]:
    return [one.latin_name for one in queries.find_citizens(text, place=place, limit=limit)]


@pytest.mark.parametrize(
    "typed",
    [
        "রহিমা", "রহি", "রহ", "rahima", "Rah", "ra", "রাহিমা", "khat", "খাতু", "rahima kha", "খাতুন রহিমা",
        "01712345678", "+880 1712-345678", "০১৭১২৩৪৫৬৭৮", "0171234", "19941009257012345", "012345",
    ],
)  # fmt: skip
def test_she_is_found_by(union: Any, typed: str) -> None:
    register()
    register(local_name="জমিলা বিবি", latin_name="Jamila Bibi", phone="+8801998765432", number="")
    assert names(typed) == ["Rahima Khatun"]


@pytest.mark.parametrize(
    "typed",
    ["", " ", "karim", "কর", "rahima bibi", "%", "' OR ''='", "017", "01712345679", "012346", "-" * 5000],
)
def test_nobody_is_found_by(union: Any, typed: str) -> None:
    register()
    register(local_name="জমিলা বিবি", latin_name="Jamila Bibi", phone="+8801998765432", number="")
    assert names(typed) == []


def test_a_centre_finds_its_own_citizens_only(union: Any) -> None:
    register()
    register("elsewhere", latin_name="Rahima Begum")
    assert names("rahima") == ["Rahima Khatun"]
    assert names("rahima", "elsewhere") == ["Rahima Begum"]


def test_the_one_heard_alike_comes_first(union: Any) -> None:
    for name in ("Rohim", "Rahim", "Ruhim"):
        register(local_name="", latin_name=name)
    assert names("ruhi")[0] == "Ruhim"
    assert names("rahi")[0] == "Rahim"
    assert len(names("r", limit=2)) == 2


def test_a_corrected_name_is_found_and_the_old_one_not(union: Any) -> None:
    rahima = register()
    new = RAHIMA | {"local_name": "সাবিনা", "latin_name": "Sabina"}
    actions.correct_citizen(citizen_id=rahima, place=PLACE, **new, by=7, at=AT)
    assert (names("sabina"), names("rahima")) == (["Sabina"], [])


def test_an_action_that_fails_leaves_no_search_terms(union: Any) -> None:
    from dorgora.feed.log import act

    with pytest.raises(ZeroDivisionError), act(role="centre", place=PLACE, by=7, at=AT) as action:
        actions.register_citizen(place=PLACE, **RAHIMA, by=7, at=AT, within=action)
        raise ZeroDivisionError
    assert not models.SearchKey.objects.exists()


def test_the_index_made_anew_is_the_one_that_was_kept(union: Any) -> None:
    rahima = register()
    for n in range(3):
        register(local_name=f"জমিলা {n}", latin_name="Jamila")
    kept = index()
    models.SearchKey.objects.filter(citizen_id=rahima).delete()
    models.SearchKey.objects.create(digest=1, citizen_id=rahima, rank=0)
    models.SearchKey.objects.create(digest=1, citizen_id=rahima - 100, rank=0)
    models.SearchKey.objects.create(digest=1, citizen_id=rahima + 100, rank=0)
    assert local.reindex() == 4
    assert index() == kept


def index() -> set[tuple[int, ...]]:
    return set(models.SearchKey.objects.values_list("citizen_id", "digest", "rank"))


def test_a_citizen_who_came_by_exchange_is_found(union: Any) -> None:
    register()
    models.SearchKey.objects.all().delete()
    aftermath.drain()
    assert names("rahima") == ["Rahima Khatun"]


def test_an_erased_citizen_leaves_no_search_term(union: Any) -> None:
    two, rahima = erasers(), register()
    other = register(local_name="জমিলা", latin_name="Jamila")
    erase(rahima, **two)
    assert set(models.SearchKey.objects.values_list("citizen_id", flat=True)) == {other}
    assert names("rahima") == []


def test_an_erasure_that_came_by_exchange_leaves_no_term(union: Any) -> None:
    two, rahima = erasers(), register()
    kept = index()
    erase(rahima, **two)
    for citizen_id, digest, rank in kept:
        models.SearchKey.objects.create(citizen_id=citizen_id, digest=digest, rank=rank)
    local.AFTER_TOLD["citizen.erased"]([rahima])
    assert not models.SearchKey.objects.exists()
    local.AFTER_TOLD["citizen.registered"]([rahima])
    assert not models.SearchKey.objects.exists(), "her registration heard late must not bring her back"


def test_the_index_says_nothing_without_the_node_s_key(union: Any, settings: Any) -> None:
    register()
    assert names("rahima")
    settings.DISK_KEY = bytes(32)
    ((asked,),) = search.ways_asked(search.read("rahima"), PLACE)
    assert not models.SearchKey.objects.filter(digest__in=asked).exists()


def test_no_table_holds_a_name_or_number_in_clear(union: Any) -> None:
    """Every column of every table, as bytes and as text: no name part, phone, number or village in clear."""
    register()
    canaries = [
        form.encode()
        for words in (
            RAHIMA["local_name"],
            RAHIMA["latin_name"],
            RAHIMA["village"],
            RAHIMA["phone"],
            RAHIMA["number"],
        )
        for form in {words, *words.split(), *(word.part for word in search.read(words).words)}
        if len(form) > 3
    ]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            held = b"\0".join(
                bytes(v) if isinstance(v, bytes | memoryview) else str(v).encode()
                for row in cursor.fetchall()
                for v in row
            )
            assert not [one for one in canaries if one in held], table


@pytest.mark.parametrize(
    ("other", "is_same"),
    [
        ({}, True),
        ({"number": "", "phone": ""}, True),
        ({"number": "", "date_of_birth": ""}, True),
        ({"number": "", "phone": "", "local_name": "রাহিমা খাতুন", "latin_name": ""}, True),
        ({"number": "19941009257099999"}, False),
        ({"number": "", "local_name": "জমিলা বিবি", "latin_name": "Jamila Bibi"}, False),
        ({"number": "", "phone": "", "date_of_birth": "1951-01-01"}, False),
        ({"local_name": "আর কেউ", "latin_name": "Other"}, True),
    ],
)
def test_the_same_person_is_pointed_out(union: Any, other: dict[str, str], is_same: bool) -> None:
    rahima = register()
    asked = {
        name: RAHIMA[name] for name in ("local_name", "latin_name", "date_of_birth", "phone", "number")
    } | other
    assert [one.id for one in queries.likely_same(place=PLACE, **asked)] == ([rahima] if is_same else [])


@pytest.mark.parametrize("spoilt", ["emptied", "changed", "somebody else's", "nobody's"])
def test_an_index_that_does_not_hold_is_named_and_made_anew(union: Any, spoilt: str) -> None:
    rahima = register()
    other = register(local_name="জমিলা", latin_name="Jamila")
    aftermath.drain()
    kept, hers = index(), models.SearchKey.objects.filter(citizen_id=rahima)
    assert list(checking.faults(nodes.this())) == []
    wrong = rahima
    if spoilt == "emptied":
        hers.delete()
    elif spoilt == "changed":
        hers.update(rank=7)
    elif spoilt == "somebody else's":
        wrong = other
        theirs = {digest for one, digest, _ in kept if one == other}
        digest = next(digest for one, digest, _ in sorted(kept) if one == rahima and digest not in theirs)
        models.SearchKey.objects.create(digest=digest, citizen_id=other, rank=0)
    else:
        wrong = other + 100
        models.SearchKey.objects.create(digest=1, citizen_id=wrong, rank=0)
    assert list(checking.faults(nodes.this())) == [
        f"the search index does not say what the log says of {wrong}"
    ]
    local.reindex()
    assert index() == kept and list(checking.faults(nodes.this())) == []


def test_what_the_worker_has_yet_to_look_at_is_no_fault(union: Any) -> None:
    register()
    models.SearchKey.objects.all().delete()
    assert list(checking.faults(nodes.this())) == []
    aftermath.drain()
    models.SearchKey.objects.all().delete()
    assert len(list(checking.faults(nodes.this()))) == 1
