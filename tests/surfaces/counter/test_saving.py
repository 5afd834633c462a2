"""What is typed is kept while it is typed: field by field, unjudged, and without becoming another page of itself."""

from typing import Any

import pytest

from tests.surfaces.counter.stage import days_ago, errors, form_of, return_file
from tests.surfaces.counter.test_leaving import NEW, come_late, text
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

STAMP = "Dorgora-Stamp"


def save(counter: Any, url: str, typed: dict[str, str]) -> Any:
    return counter.client.post(url, typed | {"go": "typing"})


def test_a_field_is_kept_before_its_page_is_sent(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    url = counter.at
    answer = save(counter, url, form_of(page) | {"name_bn": "mim", "at": "date_of_birth-day"})
    assert (answer.status_code, answer.content) == (204, b"")
    again = counter.get(url)
    assert form_of(again)["name_bn"] == "mim" and form_of(again)["at"] == "date_of_birth-day"
    assert form_of(again)["stamp"] == answer.headers[STAMP]
    assert 'class="err' not in text(again), "nothing was judged"


def test_a_page_that_was_kept_is_no_other_page_when_it_is_sent(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    url, typed = counter.at, form_of(page)
    stamp = save(counter, url, typed | {"name_bn": "mim"}).headers[STAMP]
    stamp = save(counter, url, typed | {"name_bn": "mim akter", "stamp": stamp}).headers[STAMP]
    sent = counter.send(page, {"name_bn": "sumaiya akter", "stamp": stamp})
    assert "another page" not in text(sent) and form_of(counter.get(url))["name_bn"] == "সুমাইয়া আক্তার"


def test_what_was_wrong_is_still_said_after_typing_on(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    url, wrong = counter.at, counter.send(page, {"name_bn": ""})
    save(counter, url, form_of(wrong) | {"name_en": "Mim"})
    assert errors(counter.get(url)) == errors(wrong) != []


def test_an_older_page_keeps_nothing_over_a_newer_one(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    url, older = counter.at, form_of(page)
    save(counter, url, older | {"name_bn": "মিম"})
    answer = save(counter, url, older | {"name_bn": "রিতা"})
    assert (answer.status_code, STAMP in answer.headers) == (204, False)
    page = counter.get(url)
    assert form_of(page)["name_bn"] == "মিম" and "রিতা" not in text(page)


def test_what_is_noted_of_papers_is_kept_too(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    url = counter.at
    answer = save(counter, url, form_of(page) | {"epi_card-seen": "yes", "parents_identity-number": "১২৩৪"})
    again = form_of(counter.get(url))
    assert (again["epi_card-seen"], again["parents_identity-number"]) == ("yes", "1234")
    assert again["stamp"] == answer.headers[STAMP]


def test_a_correction_is_kept_field_by_field(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    return_file(stage, number, "mother_name")
    url = f"/counter/files/{number}/correct"
    page = counter.get(url)
    answer = save(counter, url, form_of(page) | {"mother_name": "লতা", "at": "mother_name"})
    again = form_of(counter.get(url))
    assert (again["mother_name"], again["at"], again["stamp"]) == ("লতা", "mother_name", answer.headers[STAMP])
    older = save(counter, url, form_of(page) | {"mother_name": "রিতা"})
    assert STAMP not in older.headers and form_of(counter.get(url))["mother_name"] == "লতা"
    counter.send(counter.get(url), {"mother_name": "লতা বেগম"})
    assert counter.at == f"/counter/files/{number}"


@pytest.mark.parametrize(
    ("address", "name", "typed"),
    [
        (NEW, "local_name", "লতা"),
        ("/counter/wishes", "kind", "work"),
        ("/counter/citizens/elsewhere", "code", "7"),
        ("/counter/drawer/pass-on", "amount", "7"),
    ],
)
def test_other_pages_are_kept_too(counter: Any, address: str, name: str, typed: str) -> None:
    page = counter.get(address)
    answer = save(counter, address, form_of(page) | {name: typed, "at": name})
    again = form_of(counter.get(address))
    assert (answer.status_code, again[name], again["stamp"]) == (204, typed, answer.headers[STAMP])
    older = save(counter, address, form_of(page) | {name: typed + "x"})
    assert STAMP not in older.headers and form_of(counter.get(address))[name] == typed


def test_after_the_session_nothing_is_kept_until_the_page_is_sent(
    stage: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = {"local_name": "লতা", "go": "typing"}
    assert come_late(counter, stage, monkeypatch, NEW, typed)["local_name"] == ""
    assert come_late(counter, stage, monkeypatch, NEW, {"local_name": "লতা"})["local_name"] == "লতা"


def test_who_comes_back_stands_in_the_same_field(chromium: Any, counter: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    url = counter.at
    with window(chromium, counter.client) as page:
        page.goto(HOST + url)
        page.focus('[name="name_bn"]')
        with page.expect_response(lambda got: got.status == 204):
            page.keyboard.type("মিম")
            page.keyboard.press("Tab")
        there = page.evaluate("document.activeElement.name")
    with window(chromium, counter.client) as page:  # the plug was pulled
        page.goto(HOST + url)
        assert page.input_value('[name="name_bn"]') == "মিম"
        assert page.evaluate("document.activeElement.name") == there != "name_bn"
