"""One draft open on two pages: what was read out is what is paid for, and nothing typed is lost."""

import re
from typing import Any

import pytest

from dorgora.applications import queries
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import approve, child, days_ago, form_of, return_file

pytestmark = pytest.mark.slow


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.mark.slow
def test_money_is_taken_only_for_what_was_read_out(counter: Any) -> None:
    first = counter.fill(counter.begin(counter.citizen()), born=days_ago(10))
    url, section = counter.at, counter.at.replace("read-back", "child")
    pressed = form_of(first) | {"received": "100", "agreed": "yes", "go": "take"}
    second = counter.get(section)
    counter.send(second, {"name_bn": "সুমাইয়া আক্তার", "name_en": "Sumaiya Akter"})
    refused = counter.client.post(url, pressed)
    assert refused.status_code == 422 and not queries.latest(PLACE)
    assert "changed on another page" in text(refused) and "সুমাইয়া" in text(refused)
    again = form_of(refused)
    assert "agreed" not in again and again["received"] == "100"
    taken = counter.client.post(url, again | {"agreed": "yes", "go": "take"})
    assert taken.status_code == 302 and taken["Location"].endswith("/receipt")


def test_an_older_page_erases_nothing(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    section, empty = counter.at, form_of(page)
    counter.fill(page, born=days_ago(10), until="/parents")
    late = counter.client.post(section, empty | {"name_bn": "সুমাইয়া আক্তার"})
    assert late.status_code == 409
    assert "changed on another page" in text(late) and "সুমাইয়া আক্তার" in text(late)
    assert form_of(late)["name_bn"] == "মিম আক্তার"
    again = counter.get(section)
    assert form_of(again)["name_bn"] == "মিম আক্তার" and "সুমাইয়া আক্তার" in text(again)
    chosen = counter.client.post(
        section, form_of(again) | {"name_bn": "সুমাইয়া আক্তার", "name_en": "Sumaiya Akter"}
    )
    assert chosen.status_code == 302
    page = counter.get(section)
    assert form_of(page)["name_bn"] == "সুমাইয়া আক্তার" and "another page" not in text(page)


def test_an_older_page_fills_what_is_empty(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    section, empty = counter.at, form_of(page)
    counter.client.post(section, empty | {"name_bn": "মিম আক্তার", "go": "later"})
    late = counter.client.post(section, empty | {"order_of_child": "২", "go": "later"})
    assert late["Location"] == "/counter/"
    kept = form_of(counter.get(section))
    assert kept["name_bn"] == "মিম আক্তার" and kept["order_of_child"] == "২"


def test_the_same_page_sent_twice_is_no_older_page(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    typed = form_of(page) | {"name_bn": "mim", "order_of_child": "1"}
    for _press in range(2):
        counter.client.post(counter.at, typed)
    assert "another page" not in text(counter.get(counter.at))


def test_a_made_name_is_shown_after_an_error_too(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    born = {name: word for name, word in child(days_ago(10)).items() if f'name="{name}"' in text(page)}
    wrong = counter.send(page, born | {"name_bn": "mim akter", "name_en": "", "date_of_birth-day": "45"})
    assert wrong.status_code == 422
    looked = counter.send(wrong, {"date_of_birth-day": born["date_of_birth-day"]})
    assert "Look at what was made for you" in text(looked)
    counter.send(looked, {})
    assert counter.at.endswith("/parents")


CARD = {"epi_card-seen": "yes", "parents_identity-seen": "yes", "parents_identity-number": "0412387650"}


@pytest.fixture
def returned(stage: Any, counter: Any) -> str:
    """The correction page of a file that came back with a name, a number and a paper marked."""
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    return_file(stage, number, "father_name", "mother_nid_or_brn", "parents_identity")
    return f"/counter/files/{number}/correct"


def answers(url: str) -> Any:
    return queries.file_by_number(url.split("/")[3], PLACE)


@pytest.mark.slow
def test_a_correction_kept_on_two_pages_loses_nothing(counter: Any, returned: str) -> None:
    first = second = form_of(counter.get(returned))
    leave = {"go": "leave", "leave_to": "/counter/files"}
    counter.client.post(returned, first | {"father_name": "আবির আলম"} | leave)
    late = counter.client.post(
        returned, second | {"father_name": "কবির আলম", "mother_nid_or_brn": "০৪১২৩৮৭৬৫১"}
    )
    assert late.status_code == 409 and answers(returned).state == "returned"
    assert "changed on another page" in text(late)
    assert "কবির আলম" in text(late) and "০৪১২৩৮৭৬৫১" in text(late)
    now = form_of(late)
    assert now["father_name"] == "আবির আলম", "the newer answer stands"
    sent = counter.client.post(returned, now)
    assert sent.status_code == 302
    assert answers(returned).answers["father_name"] == "আবির আলম"


@pytest.mark.slow
def test_a_page_older_than_the_correction_is_told_so(counter: Any, returned: str) -> None:
    older = form_of(counter.get(returned))
    right = older | CARD | {"father_name": "আবির আলম", "mother_nid_or_brn": "0412387651"}
    assert counter.client.post(returned, right).status_code == 302
    twice = counter.client.post(returned, right)
    assert twice.status_code == 302, "the same button pressed twice is no other page"
    late = counter.client.post(returned, older | {"father_name": "কবির আলম", "parents_identity-number": "77"})
    assert late.status_code == 409 and "has moved on" in text(late)
    assert "কবির আলম" in text(late) and "77" in text(late) and "আবির আলম" not in text(late)
    assert answers(returned).answers["father_name"] == "আবির আলম"
    covered = counter.client.post(returned, older | {"go": "leave", "leave_to": "/counter/cover"})
    assert covered["Location"] == "/counter/cover"


@pytest.mark.slow
def test_papers_noted_on_two_pages_lose_nothing(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    papers, empty = counter.at, form_of(page)
    counter.client.post(papers, empty | CARD | {"go": "later"})
    assert "another page" not in text(counter.client.post(papers, empty | CARD, follow=True))
    late = counter.client.post(papers, empty | {"parents_identity-number": "9999999999"})
    assert late.status_code == 409 and "9999999999" in text(late)
    kept = form_of(counter.get(papers))
    assert kept["parents_identity-number"] == "0412387650" and kept["epi_card-seen"] == "yes"
    again = counter.client.post(papers, form_of(late) | {"parents_identity-number": "9999999999"})
    assert (
        again.status_code == 302 and form_of(counter.get(papers))["parents_identity-number"] == "9999999999"
    )


@pytest.mark.slow
def test_a_section_of_a_form_handed_in_meanwhile_is_told(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100), until="/parents")
    section, older = counter.at, form_of(page)
    page = counter.fill(page, born=days_ago(100))
    counter.send(page, {"received": "100", "agreed": "yes", "go": "take"})
    late = counter.client.post(section, older | {"father_name": "কবির আলম"})
    assert late.status_code == 409 and "handed in before" in text(late) and "কবির আলম" in text(late)
    same = counter.client.post(section, older)
    assert same.status_code == 302 and same["Location"].endswith("/receipt?again=1")


def test_a_section_of_a_form_thrown_away_is_told(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    section, typed = counter.at, form_of(page) | {"name_bn": "মিম আক্তার"}
    counter.send(counter.get(section.replace("/child", "/drop")), {})
    late = counter.client.post(section, typed)
    assert late.status_code == 404 and "not open any more" in text(late) and "মিম আক্তার" in text(late)


@pytest.mark.slow
def test_a_hand_over_on_two_pages_is_told(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    approve(stage, number)
    url = f"/counter/files/{number}/hand-over"
    page = form_of(counter.get(url)) | {"to": "applicant", "confirmed": "yes"}
    given = page | {"own_time": "3", "own_cost": "40", "visits": "1"}
    assert counter.client.post(url, given).status_code == 302
    assert counter.client.post(url, given).status_code == 302, "pressed twice"
    late = counter.client.post(url, page | {"own_time": "5", "visits": "2"})
    assert late.status_code == 409 and "already handed over at" in text(late)
    assert re.findall(r"<dd[^>]*>(\d)</dd>", text(late)) == ["5", "2"]


def test_two_citizens_left_on_two_pages_are_both_kept(counter: Any) -> None:
    new, leave = "/counter/citizens/new", {"go": "leave", "leave_to": "/counter/"}
    first = counter.get(new)
    empty = form_of(first)
    assert "another page" not in text(first)
    counter.client.post(new, empty | {"local_name": "লতা খানম", "village": "চর পাতিলা"} | leave)
    counter.client.post(new, empty | leave)
    assert form_of(counter.get(new))["local_name"] == "লতা খানম", "an empty page erases nothing"
    counter.client.post(new, empty | {"local_name": "মিতা খানম"} | leave)
    page = counter.get(new)
    assert form_of(page)["local_name"] == "মিতা খানম"
    assert "changed on another page" in text(page) and "লতা খানম" in text(page)
