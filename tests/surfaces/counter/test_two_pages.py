"""One draft open on two pages: what was read out is what is paid for, and nothing typed is lost."""

from typing import Any

import pytest

from dorgora.applications import queries
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import child, days_ago, form_of


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
