"""A visit at the counter, from the citizen's name to the receipt in her hand, pressed once, twice and gone back to."""

import re
from typing import Any

import pytest

from dorgora.applications import queries
from tests.applications.world import PLACE
from tests.places.test_actions import many_of_one_name
from tests.surfaces.counter.stage import SERVICE, Counter, child, days_ago, errors, form_of

BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")

pytestmark = pytest.mark.slow


def text(page: Any) -> str:
    return str(page.content.decode())


def test_a_visit_ends_with_a_receipt(counter: Any) -> None:
    page = counter.register()
    assert "Rahima Khatun" in text(page)
    number = counter.lodge(counter.citizen(is_new="yes"), born=days_ago(100))
    receipt = text(counter.get(f"/counter/files/{number}/receipt?in=en"))
    assert "75.00" in receipt and "25.00" in receipt and "50.00" in receipt
    assert "If more is asked, or it is late or refused, call 333" in receipt, (
        "the helpline of the pack: past the operator"
    )


def test_the_same_citizen_is_looked_at_twice(counter: Any) -> None:
    counter.register()
    again = counter.register()
    assert again.status_code == 409
    assert "Is it she?" in text(again)
    counter.send(again, {"is_new": "yes"})
    assert "/citizens/" in counter.at and not counter.at.endswith("/new")


def test_a_form_pressed_twice_registers_one_citizen(counter: Any) -> None:
    page = counter.get("/counter/citizens/new")
    typed = form_of(page) | {
        "local_name": "লতা খানম", "date_of_birth-day": "1", "date_of_birth-month": "1", "date_of_birth-year": "1990",
        "sex": "f", "village": "চর পাতিলা",
    }  # fmt: skip
    first = counter.client.post("/counter/citizens/new", typed)
    second = counter.client.post("/counter/citizens/new", typed)
    assert first.status_code == second.status_code == 302
    assert first["Location"] == second["Location"]


def test_letters_typed_as_latin_become_bangla_and_are_shown(counter: Any) -> None:
    counter.begin(counter.citizen())
    page = counter.fill(counter.get(counter.at), born=days_ago(10), until="/child")
    born = {
        name: text for name, text in child(days_ago(10)).items() if f'name="{name}"' in page.content.decode()
    }
    page = counter.send(page, born | {"name_bn": "mim akter", "name_en": ""})
    assert "/child?look=" in counter.at
    kept = form_of(page)
    assert kept["name_bn"] == "মিম আক্তার" and kept["name_en"] == "Mim Akter"


def test_an_error_stands_beside_what_was_typed(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    typed = {
        "name_bn": "মিম আক্তার",
        "date_of_birth-day": "৩১",
        "date_of_birth-month": "৬",
        "date_of_birth-year": "২০২৬",
    }
    page = counter.send(page, typed)
    assert page.status_code == 422
    assert any("There is no 31 June" in one for one in errors(page))
    assert form_of(page)["date_of_birth-day"] == "৩১" and form_of(page)["name_bn"] == "মিম আক্তার"
    assert "<title>Error:" in text(page)


def test_an_area_is_found_by_its_words_and_chosen(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/address")
    page = counter.send(page, {"present_address-typed": "char ma", "find": "present_address"})
    assert "10092571" in text(page) and "10092572" in text(page)
    page = counter.send(page, {"present_address": "10092571", "present_ward": "3", "present_village": "চর"})
    assert counter.at.endswith("/papers")


def test_of_many_areas_of_one_name_each_can_be_chosen(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/address")
    codes = many_of_one_name(23)

    def offered(words: str) -> list[str]:
        page = counter.send(
            counter.get(counter.at), {"present_address-typed": words, "find": "present_address"}
        )
        return re.findall(r'name="present_address"[^>]* value="(\d+)"', text(page))

    assert set(offered("Durgapur")) < set(codes) and len(offered("durgapur")) == 20
    page = counter.send(page, {"present_address-typed": "Durgapur", "find": "present_address"})
    assert "or write what it lies in behind a comma" in text(page)
    for words in ("Durgapur, Kapasia", "দুর্গাপুর, কাপাসিয়া", "durgapur kapasia"):
        assert offered(words) == codes[:1]
    assert {code for n in range(1, 23) for code in offered(f"Durgapur, Para{n}, Jashore")} == set(codes[1:])


@pytest.mark.slow
def test_pressed_twice_the_fee_is_taken_once(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100))
    typed = form_of(page) | {"received": "100", "agreed": "yes", "go": "take"}
    first = counter.client.post(counter.at, typed)
    second = counter.client.post(counter.at, typed, follow=True)
    assert first.status_code == 302
    assert second.redirect_chain[-1][0].startswith(first["Location"])
    assert "Already taken at" in text(second)
    assert text(counter.get("/counter/drawer")).count("75") >= 1
    assert "150" not in text(counter.get("/counter/drawer"))


@pytest.mark.slow
def test_going_back_to_a_lodged_form_shows_its_receipt(counter: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(100), until="/parents")
    section = counter.at
    page = counter.fill(counter.get(section), born=days_ago(100))
    counter.send(page, {"received": "100", "agreed": "yes", "go": "take"})
    assert "Already taken at" in text(counter.get(section))


@pytest.mark.slow
def test_too_little_cash_is_said_and_nothing_taken(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100))
    page = counter.send(page, {"received": "৭০", "agreed": "yes", "go": "take"})
    assert page.status_code == 422 and any("Tk 5 too little" in one for one in errors(page))
    page = counter.send(page, {"received": "100", "agreed": None, "go": "count"})
    assert "Tk 25" in text(page) and "/read-back" in counter.at
    page = counter.send(page, {"received": "100", "agreed": None, "go": "take"})
    assert page.status_code == 422 and "When she says yes" in text(page)


@pytest.mark.slow
def test_a_newborn_pays_only_the_centre(counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(45))
    receipt = text(counter.get(f"/counter/files/{number}/receipt?in=en"))
    assert "0.00" in receipt and "50.00" in receipt and "75.00" not in receipt


def test_a_draft_is_there_after_a_break(stage: Any, counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    counter.send(page, {"name_bn": "মিম আক্তার", "go": "later"})
    assert counter.at == "/counter/"
    fresh = Counter()
    fresh.sign_in(stage, "karim")
    today = text(fresh.get("/counter/"))
    assert "What was not finished is kept" in today and "Birth registration, step 2" in today
    key = today.split("/counter/drafts/")[1].split('"')[0]
    page = fresh.get(f"/counter/drafts/{key}")
    assert fresh.at.endswith("/child") and form_of(page)["name_bn"] == "মিম আক্তার"


def test_a_form_thrown_away_is_gone(counter: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    key = counter.at.split("/")[3]
    page = counter.get(f"/counter/drafts/{key}/drop")
    counter.send(page, {})
    assert "What was not finished" not in text(counter.get("/counter/"))
    assert counter.get(f"/counter/drafts/{key}").status_code == 404


@pytest.mark.slow
def test_the_search_takes_both_scripts_and_numbers(counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    today = counter.get("/counter/")
    local = number.translate(BANGLA)
    for asked, shown in (
        ("jonmo", SERVICE),
        ("জন্ম", SERVICE),
        ("rohi", "Rahima Khatun"),
        ("রহি", "Rahima Khatun"),
    ):
        assert shown in text(
            counter.client.post("/counter/search", form_of(today, "") | {"q": asked}, follow=True)
        )
    found = counter.client.post("/counter/search", form_of(today, "") | {"q": local})
    assert found["Location"] == f"/counter/files/{number}"
    code = queries.file_by_number(number, PLACE).code
    for asked in (code, code.lower(), f"{code[:4]}-{code[4:]}".translate(BANGLA)):
        found = counter.client.post("/counter/search", form_of(today, "") | {"q": asked})
        assert found["Location"] == f"/counter/files/{number}", asked
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    page = counter.client.post("/counter/search", form_of(today, "") | {"q": wrong}, follow=True)
    assert "There is no file" in text(page)


def test_what_is_to_be_given_back_stands_over_the_receipt_once(counter: Counter) -> None:
    """She went on by the keys shown, without having it worked out: 100 for a fee of 50."""
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10))
    receipt = counter.send(page, {"received": "100", "agreed": "yes", "go": "take"})
    assert "Give back" in receipt.content.decode() and "Tk 50<" in receipt.content.decode()
    assert "Give back" not in counter.get(counter.at).content.decode(), "loaded again, it is given back"


def test_papers_are_in_her_language_whatever_the_page_is_in(counter: Counter) -> None:
    """The operator reads English; what the citizen takes home, and hears, is Bangla unless she asks otherwise."""
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    page = counter.get(f"/counter/files/{number}/receipt").content.decode()
    slip = page.split('<div class="slip"')[1]
    assert '<html lang="en"' in page and slip.startswith(' lang="bn"')
    assert "মোট" in slip and "এর বেশি টাকা দেবেন না" in slip and "Do not pay more" not in page
    assert '<a class="btn plain" href="?in=en">On paper: <span lang="en">English</span>' in page
    large = counter.get(f"/counter/files/{number}/receipt?in=en&paper=a5").content.decode()
    assert '<article class="cert receipt" lang="en"' in large and "Do not pay more than this." in large
    assert 'href="?in=en&amp;paper=58mm"' in large, "the other size stays in this language"
    strange = counter.get(f"/counter/files/{number}/receipt?in=xx").content.decode()
    assert '<div class="slip" lang="bn"' in strange
