"""One browser, two operators: nothing is done under the next one's name, and what the first one typed is hers."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.signing import Signer

from dorgora.applications import queries
from dorgora.config import guard
from dorgora.counter.session import SEARCH_SECONDS
from dorgora.kernel import clock
from dorgora.people import queries as people
from dorgora.shell import opened
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import approve, days_ago, form_of, reject, return_file
from tests.surfaces.counter.test_leaving import NEW, TYPED, text

pytestmark = pytest.mark.slow

SURFACES = Path(guard.__file__).parents[1]


def meanwhile(counter: Any, stage: Any, url: str, typed: dict[str, str], id: str = "f") -> Any:
    """Karim's page, sent by Shrabani who signed in since in the same browser; it does nothing and shows nothing."""
    page = form_of(counter.get(url), id)
    counter.sign_in(stage, "shrabani")
    sent = counter.client.post(url, page | typed)
    assert sent.status_code == 409 and "Nothing was done" in text(sent)
    assert "It was opened by Karim" in text(sent)
    return sent


def test_nobody_is_registered_under_the_next_name(stage: Any, counter: Any) -> None:
    sent = meanwhile(counter, stage, NEW, TYPED)
    assert people.find_citizens("লতা", place=PLACE) == []
    assert "kept for Karim alone" in text(sent)
    assert "লতা" not in text(sent) and form_of(counter.get(NEW))["local_name"] == ""
    counter.sign_in(stage, "karim")
    page = counter.get(NEW)
    assert form_of(page)["local_name"] == "লতা খানম" and "stands here again" in text(page)
    counter.send(page, {})
    assert len(people.find_citizens("লতা", place=PLACE)) == 1


@pytest.mark.slow
def test_nothing_is_handed_over_under_the_next_name(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    approve(stage, number)
    url = f"/counter/files/{number}/hand-over"
    meanwhile(counter, stage, url, {"to": "other", "visits": "2", "confirmed": "yes"})
    assert queries.file_by_number(number, PLACE).handed_over_at is None
    assert form_of(counter.get(url)).get("visits", "") != "2", "Shrabani's own page holds nothing of his"
    counter.sign_in(stage, "karim")
    kept = form_of(counter.get(url))
    assert kept["to"] == "other" and kept["visits"] in ("2", "২")


@pytest.mark.slow
def test_no_file_is_corrected_under_the_next_name(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    return_file(stage, number, "father_name")
    url = f"/counter/files/{number}/correct"
    meanwhile(counter, stage, url, {"father_name": "আবির আলম"})
    assert queries.file_by_number(number, PLACE).state == "returned"
    assert "আবির আলম" not in text(counter.get(url))
    counter.sign_in(stage, "karim")
    assert form_of(counter.get(url))["father_name"] == "আবির আলম"


@pytest.mark.slow
def test_no_money_goes_back_under_the_next_name(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    reject(stage, number)
    page = form_of(counter.get(f"/counter/files/{number}"), "refund")
    counter.sign_in(stage, "shrabani")
    sent = counter.client.post(f"/counter/files/{number}/refund", page)
    assert sent.status_code == 409 and "kept for" not in text(sent), "nothing was typed there"
    assert "was given back" not in text(counter.get(f"/counter/files/{number}"))
    counter.lodge(
        counter.citizen(local_name="লতা খানম"), born=days_ago(101)
    )  # so that there is money in her drawer
    own = form_of(counter.get(f"/counter/files/{number}"), "refund")
    assert counter.client.post(f"/counter/files/{number}/refund", own).status_code == 302
    assert "was given back" in text(counter.get(f"/counter/files/{number}"))


def test_a_search_of_the_other_one_is_not_made_and_kept(stage: Any, counter: Any, monkeypatch: Any) -> None:
    for url, to in (("/counter/", "/counter/search"), ("/counter/citizens", "/counter/citizens")):
        page = form_of(counter.get(url), "")
        counter.sign_in(stage, "shrabani")
        sent = counter.client.post(to, page | {"q": "লতা খানম"})
        assert sent.status_code == 409 and "kept for Karim alone" in text(sent)
        assert "লতা" not in text(sent) and "লতা" not in text(counter.get(url))
        counter.sign_in(stage, "karim")
        assert form_of(counter.get(url), "")["q"] == "লতা খানম"
        counter.get("/counter/cover")
        counter.client.post(to, page | {"q": "মিম"})
        counter.sign_in(stage, "karim")
        again = counter.get(url)
        assert form_of(again, "")["q"] == "মিম" and "Nobody of this name" not in text(again), (
            "it was not made"
        )
        counter.client.post(to, form_of(again, "") | {"q": "রহিমা"})
        assert form_of(counter.get("/counter/"), "")["q"] == ""
        counter.sign_in(stage, "karim")
        assert form_of(counter.get(url), "")["q"] == "", "it was made, and is over"


def test_a_search_kept_is_not_the_next_citizens(stage: Any, counter: Any, monkeypatch: Any) -> None:
    rahima, page = counter.citizen(), form_of(counter.get("/counter/"), "")

    def late() -> None:
        counter.get("/counter/cover")
        counter.client.post("/counter/search", page | {"q": "মিম"})
        counter.sign_in(stage, "karim")
        assert form_of(counter.get("/counter/"), "")["q"] == "মিম"

    monkeypatch.setattr(clock, "is_trusted", lambda: True)
    late()
    counter.begin(rahima)
    assert form_of(counter.get("/counter/"), "")["q"] == ""
    late()
    later = clock.now_seconds() + SEARCH_SECONDS + 1
    monkeypatch.setattr(clock, "now_seconds", lambda: later)
    counter.sign_in(stage, "karim")
    assert form_of(counter.get("/counter/"), "")["q"] == ""


def test_a_page_that_names_nobody_does_nothing(stage: Any, counter: Any) -> None:
    page = form_of(counter.get(NEW)) | TYPED
    del page[opened.FIELD]
    sent = counter.client.post(NEW, page)
    assert sent.status_code == 403 and "This page is too old" in text(sent) and "লতা" not in text(sent)
    assert people.find_citizens("লতা", place=PLACE) == [] and form_of(counter.get(NEW))["local_name"] == ""
    covered = counter.client.post(NEW, page | {"go": "leave", "leave_to": "/counter/cover"})
    assert covered["Location"] == "/counter/cover"


def test_a_page_of_the_other_one_is_covered_at_once(stage: Any, counter: Any) -> None:
    page = form_of(counter.get(NEW))
    counter.sign_in(stage, "shrabani")
    sent = counter.client.post(NEW, page | TYPED | {"go": "leave", "leave_to": "/counter/cover"})
    assert sent["Location"] == "/counter/cover"
    counter.sign_in(stage, "karim")
    assert form_of(counter.get(NEW))["local_name"] == "লতা খানম"


def test_a_second_page_sent_too_late_is_kept_too(stage: Any, counter: Any, monkeypatch: Any) -> None:
    pages = {url: form_of(counter.get(url)) for url in ("/counter/drawer", NEW)}
    later = clock.now_seconds() + guard.IDLE_SECONDS + 60
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_seconds", lambda: later)
        for url, page in pages.items():
            sent = counter.client.post(url, page | TYPED | {"n-500": "15"})
            assert sent["Location"].startswith("/counter/sign-in")
    counter.sign_in(stage, "shrabani")
    assert form_of(counter.get("/counter/drawer"))["n-500"] == ""
    assert form_of(counter.get(NEW))["village"] == ""
    counter.sign_in(stage, "karim")
    assert form_of(counter.get("/counter/drawer"))["n-500"] == "15"
    assert form_of(counter.get(NEW))["village"] == "চর পাতিলা"


def test_a_page_sent_after_another_one_was_covered_is_kept(stage: Any, counter: Any) -> None:
    page = form_of(counter.get(NEW))
    counter.get("/counter/cover")
    assert counter.client.post(NEW, page | TYPED)["Location"].startswith("/counter/sign-in")
    counter.sign_in(stage, "karim")
    assert form_of(counter.get(NEW))["village"] == "চর পাতিলা"
    assert people.find_citizens("লতা", place=PLACE) == []


def test_a_section_sent_after_the_cover_is_kept(stage: Any, counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    url, sent = counter.at, form_of(page) | {"name_bn": "মিম আক্তার"}
    counter.get("/counter/cover")
    counter.client.post(url, sent)
    counter.sign_in(stage, "karim")
    assert form_of(counter.get(url))["name_bn"] == "মিম আক্তার"


@pytest.mark.parametrize("salt", ["", "another.salt"])
def test_a_forged_stamp_keeps_nothing(stage: Any, counter: Any, salt: str) -> None:
    page = form_of(counter.get(NEW))
    assert opened.opener({opened.FIELD: page[opened.FIELD]}) == ("operator", stage.karim)
    forged = Signer(salt=salt).sign(f"operator-{stage.karim}") if salt else f"operator-{stage.karim}"
    assert opened.opener({opened.FIELD: forged}) is None
    counter.get("/counter/cover")
    counter.client.post(NEW, page | TYPED | {opened.FIELD: forged})
    counter.sign_in(stage, "karim")
    assert form_of(counter.get(NEW))["local_name"] == ""


def test_many_forms_of_the_other_one_hide_none_of_hers(stage: Any, counter: Any) -> None:
    """Each operator sees how many she has, and reaches every one of them."""
    rahima = counter.citizen()
    counter.begin(rahima)
    mine = counter.at.rsplit("/", 1)[0]
    counter.sign_in(stage, "shrabani")
    for _form in range(25):
        counter.begin(rahima)
    today = text(counter.get("/counter/"))
    assert "See all 25 unfinished forms" in today and mine not in today
    listed = text(counter.get("/counter/drafts"))
    assert len(set(re.findall(r'href="(/counter/drafts/[^"]+)"', listed))) == 25 and mine not in listed
    for page in ("0", "7", "x", "99999999999"):
        assert (
            len(re.findall(r'href="/counter/drafts/', text(counter.get(f"/counter/drafts?page={page}"))))
            == 25
        )
    counter.sign_in(stage, "karim")
    today = text(counter.get("/counter/"))
    assert mine in today and "unfinished forms" not in today


def test_every_form_of_a_person_says_who_opened_it() -> None:
    before_anybody = {"enter_pin", "first_pin", "sign_in", "first_sign_in"}
    bare = [
        f"{page.name}: {form}"
        for surface in ("counter", "desk")
        for page in (SURFACES / surface).rglob("templates/**/*.html")
        if page.stem not in before_anybody
        for form in re.findall(r"<form[^>]*method=\"post\".*?\{% csrf_token %\}.{0,15}", page.read_text())
        if "{% opened_by %}" not in form and ":sign_out" not in form
    ]
    assert not bare
