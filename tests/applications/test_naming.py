"""Half-filled work that names a citizen goes in the transaction that erases her, whomever it is made with."""

import time
from typing import Any

import pytest

from dorgora.applications import local, models
from dorgora.applications.local import naming
from dorgora.desk.views import state
from dorgora.feed import aftermath, rebuilding
from dorgora.feed import node as nodes
from dorgora.feed.apart import ApartStore
from dorgora.kernel import clock
from dorgora.people import actions as people
from tests.applications.test_local import kept_files, photo
from tests.applications.test_register_numbers import granted
from tests.applications.world import LATER, NUMBER, PLACE, World
from tests.people.cast import RAHIMA

NAMED = {
    "in Bangla": {"name_bn": "মিম আক্তার"},
    "in English": {"name_en": "Mim Akter"},
    "in capitals, with another word between": {"witness": "MIM  Sultana AKTER"},
    "the other way round": {"witness": "আক্তার, মিম"},
    "as it folds": {"witness": "Meem Aktir"},
    "her register number": {"birth_number": NUMBER},
    "in Bangla digits, parted": {"birth_number": "২০২৬ ০৯১৫৭ ১২৩৪৫৬৭৮"},
    "far down, with a stop, and joined otherwise": {"witness": "মা " * 400 + "(মিম আ\u200dক্তার।)"},
    "far down, in capitals": {"witness": "মা " * 400 + "MIM AKTER"},
}
NOT_HERS = {
    "one word of her name": {"witness": "মিম"},
    "another's": {"name_bn": "সুমাইয়া আক্তার", "mother_name": "রহিমা খাতুন"},
    "another number": {"birth_number": str(int(NUMBER) + 1)},
    "far down, as it folds": {"witness": "মা " * 400 + "Meem Aktar"},
    "nothing": {},
}


def form(world: World, key: str, typed: dict[str, Any], step: str = "child") -> None:
    local.save_draft(
        key, world.karim, PLACE, "birth_registration", step, {"done": [], "typed": typed}, world.rahima
    )


def erase(world: World) -> int:
    """The child of a granted file, whose mother stays; gives the file."""
    file_id = granted(world)
    officers = [
        people.appoint_officer(
            role="hub", place="", powers=("erase",), local_name="নাসিমা", latin_name="Nasima", local_title="",
            latin_title="", by=0, at=LATER,
        )
        for _ in range(2)
    ]  # fmt: skip
    return people.erase_citizen(
        citizen_id=world.file(file_id).citizen_id, law="Act", keeps="facts", asked_by=officers[0],
        confirmed_by=officers[1], at=LATER,
    )  # fmt: skip


def citizen(world: World, local_name: str, latin_name: str, **known: str) -> int:
    """One more in the book; of her phone and number only what is said."""
    hers = RAHIMA | {"phone": "", "number": "", "local_name": local_name, "latin_name": latin_name} | known
    return people.register_citizen(place=PLACE, by=world.karim, at=LATER, form_key=latin_name, **hers)


def left() -> set[str]:
    return set(models.Draft.objects.filter(file_id__isnull=True).values_list("key", flat=True))


@pytest.mark.parametrize("step", ["child", "correct"])
@pytest.mark.parametrize("typed", NAMED.values(), ids=NAMED.keys())
def test_what_names_her_goes_before_anything_follows(world: World, typed: dict[str, str], step: str) -> None:
    form(world, "with-her-mother", typed, step)
    erase(world)
    assert left() == set()


@pytest.mark.parametrize("typed", NOT_HERS.values(), ids=NOT_HERS.keys())
def test_what_does_not_name_her_stays(world: World, typed: dict[str, str]) -> None:
    form(world, "with-her-mother", typed)
    erase(world)
    aftermath.drain()
    assert left() == {"with-her-mother"}


@pytest.mark.parametrize(("name", "spelt", "typed"), [
    (("মা", "Ma"), "Maa", {"sex": "male", "name_bn": "সুমাইয়া"}),
    (("রহিম", "Rahim"), "Rohim", {"mother_name": "রহিমা খাতুন", "mother_name_en": "Rahima Khatun"}),
    (("মালা", "Mala"), "Mola", {"sex": "male", "words": "nomination"}),
    (("জ\u09dfনাল", "Joynal"), "Jainal", {"village": "জয়নালপুর"}),
])  # fmt: skip
def test_a_name_of_one_word_is_found_as_a_word(
    world: World, name: tuple[str, str], spelt: str, typed: dict[str, str]
) -> None:
    form(world, "another", typed)
    for number, said in enumerate((name[0], f"“{name[1].upper()}”, সাক্ষী", spelt, "মা " * 400 + name[0])):
        form(world, f"hers-{number}", {"witness": said})
    naming.drop_naming([citizen(world, *name)])
    assert left() == {"another"}


@pytest.mark.parametrize(("name", "said", "goes"), [
    (("মিম আক্তার", "Mim Akter"), "মিম আক্তারের জন্ম সনদ", True),
    (("মিম আক্তার", "Mim Akter"), "মীম সুলতানা আক্তারকে", True),
    (("মিম আক্তার", "Mim Akter"), "মা " * 400 + "মিম আক্তারদের", True),
    (("মিম আক্তার", "Mim Akter"), "আক্তারের ভাই", False),
    (("রহিমা", "Rahima"), "রহিমার মা, অসুস্থ", True),
    (("রহিমা", "Rahima"), "রহিমাকেও দেবেন", True),
    (("জয়নাল হক", "Joynal Haque"), "জয়নাল হকের", True),
    (("সুয়", "Suy"), "সুয়ের", True),
    (("রহিম", "Rahim"), "রহিমা, রহিমার মা, রহিমাকে", False),
    (("রহিমা", "Rahima"), "রহিমের মা, রহিমাবাদ, রহিমারকে", False),
    (("মনি", "Moni"), "মনির", False),
    (("মা", "Ma"), "মার মায়ের মারা", False),
    (("রহিমা ও", "Rahima O"), "রহিমা, ওর মা", False),
])  # fmt: skip
def test_a_name_is_found_with_what_is_written_onto_it(
    world: World, name: tuple[str, str], said: str, goes: bool
) -> None:
    form(world, "another", {"witness": said})
    naming.drop_naming([citizen(world, *name)])
    assert left() == (set() if goes else {"another"})


def test_what_a_form_says_of_itself_names_nobody(world: World) -> None:
    kept = {"at": "mala", "done": ["mala"], "wrong": ["mala"], "posted": {"child": "a1b2c3d4e5f6"}}
    papers = {"papers": {"epi_card": {"picture": "1f2e3d4c5b6a"}}}
    local.save_draft("another", world.karim, PLACE, "birth_registration", "child", kept | papers)
    naming.drop_naming([citizen(world, "মালা", "Mala", number="123456")])
    assert left() == {"another"}


@pytest.mark.parametrize("page, field", [("desk-alarm-7", *state.TYPED), ("wish-7", "wrong")])
def test_a_page_may_call_its_field_as_a_form_its_marks(world: World, page: str, field: str) -> None:
    local.keep_page(world.salma, "1", page, {field: ["মিম আক্তার এসেছিলেন"]})
    naming.drop_naming([citizen(world, "মিম আক্তার", "Mim Akter")])
    assert left() == set()


@pytest.mark.parametrize("hers, typed, goes", [
    ({"number": "123456"}, "১২৩-৪৫৬", True),
    ({"number": "12345"}, "12345", False),
    ({"phone": "+8801712345678"}, "০১৭১২ ৩৪৫৬৭৮", True),
    ({"phone": "+8801712345678"}, "01712345679", False),
    ({}, "12345678", False),
])  # fmt: skip
def test_her_own_number_and_her_phone(world: World, hers: dict[str, str], typed: str, goes: bool) -> None:
    one = citizen(world, "জয়নাল হোসেন", "Joynal Hosen", **hers)
    form(world, "another", {"birth_number": typed})
    naming.drop_naming([one])
    assert left() == (set() if goes else {"another"})


def test_a_page_about_another_and_what_another_tab_said_too(world: World) -> None:
    local.keep_page(world.karim, PLACE, "wish-7", {"words": "মিম আক্তার স্কুলে যাবে"}, about_id=world.rahima)
    local.keep_page(world.karim, PLACE, "wish-8", {"words": "একটি স্কুল"}, about_id=world.rahima)
    form(world, "beside", {"child": {"beside": [{"name_en": "Mim Akter"}]}})
    erase(world)
    assert left() == {f"page-{world.karim}-wish-8"}


def test_its_pictures_go_along(world: World) -> None:
    form(world, "with-her-mother", NAMED["in Bangla"])
    local.keep_picture(photo(), draft_key="with-her-mother")
    erase(world)
    aftermath.drain()
    assert kept_files() == []


def test_it_is_in_the_transaction_that_erases_her(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    form(world, "with-her-mother", NAMED["in Bangla"])
    digest = local.keep_picture(photo(), draft_key="with-her-mother")

    def pulled(store: Any, person: int) -> set[int]:
        assert left() == set()
        raise RuntimeError("the plug is pulled")

    monkeypatch.setattr(ApartStore, "erase", pulled)
    with pytest.raises(RuntimeError):
        erase(world)
    assert left() == {"with-her-mother"}, "nobody was erased, and nothing of hers"
    assert local.picture(digest) is not None


def test_who_is_here_without_words_holds_up_nothing(world: World) -> None:
    form(world, "with-her-mother", {})
    nodes.this().store.before_erased(4711)
    for key in ("spoilt", "text"):
        models.Draft.objects.create(
            key=key, by_id=world.karim, place=PLACE, service="s", step="child", about_id=world.rahima, typed=b"?",
            saved_at=clock.now_seconds(),
        )  # fmt: skip
    nodes.this().store.rows.run("UPDATE applications_draft SET typed = 'text' WHERE key = 'text'")
    erase(world)
    assert left() == {"with-her-mother", "spoilt", "text"}


def test_who_is_damaged_here_is_looked_for_by_what_can_be_read(world: World) -> None:
    file = world.file(granted(world))
    form(world, "number", NAMED["her register number"])
    form(world, "name", NAMED["in Bangla"])
    spoilt = "UPDATE {} SET words = %s WHERE id = %s"
    nodes.this().store.rows.run(spoilt.format("applications_file"), [b"?", file.id])
    naming.drop_naming([file.citizen_id])
    assert left() == {"number"}, "her file is damaged"
    form(world, "name", NAMED["in Bangla"])
    rebuilding.rebuild(say=lambda line: None)
    nodes.this().store.rows.run(spoilt.format("people_citizen"), [b"?", file.citizen_id])
    naming.drop_naming([file.citizen_id])
    assert left() == {"name"}, "she is"


def test_a_form_lodged_at_that_moment_is_never_lodged_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = world.file(granted(world, draft_key="lodged"))
    monkeypatch.setattr(naming, "typed_in_open_drafts", lambda: [("lodged", NAMED["in Bangla"])])
    naming.drop_naming([file.citizen_id])
    assert local.claim_draft("lodged") == file.id


def test_of_two_hundred_open_forms_in_a_moment(world: World, django_assert_max_num_queries: Any) -> None:
    person = world.file(granted(world)).citizen_id
    for number in range(200):
        asked = {f"field_{one}": f"রহিমা খাতুন {number} {one}" for one in range(30)}
        form(world, f"one-{number}", asked | (NAMED["in English"] if number % 2 else {}))
    began = time.process_time()
    with django_assert_max_num_queries(12):
        naming.drop_naming([person])
    assert len(left()) == 100
    assert time.process_time() - began < 2
