"""What the counter made of one answer for another: made anew when that one changes; what a person typed stays."""

from typing import Any

import pytest

from dorgora.people import queries as people
from tests.surfaces.counter.stage import CITIZENSHIP, child, days_ago, form_of
from tests.surfaces.counter.test_registering import LATA, NEW
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

KARIMON, JORINA = {"local_name": "করিমন বেগম"}, {"local_name": "জরিনা বেগম"}


def latin(counter: Any) -> str:
    found = people.citizen(int(counter.at.rsplit("/", 1)[1]))
    return str(found.latin_name)


def wrong(counter: Any, **typed: str) -> Any:
    """Sent without her village: the page fills in her name in the other letters."""
    page = counter.send(counter.get(NEW), LATA | KARIMON | {"village": "", **typed})
    assert page.status_code == 422
    return page


def test_it_works(counter: Any) -> None:
    page = wrong(counter)
    assert form_of(page)["latin_name"] == "Karimon Begum"
    counter.send(page, LATA | JORINA)
    assert latin(counter) == "Jorina Begum"


def test_it_goes_from_a_page_that_was_left_too(counter: Any) -> None:
    """Kept while it was typed, and opened anew."""
    page = form_of(wrong(counter)) | JORINA
    assert counter.client.post(NEW, page | {"go": "typing"}).status_code == 204
    again = counter.get(NEW)
    assert form_of(again)["latin_name"] in ("", "Jorina Begum")
    counter.send(again, LATA | JORINA)
    assert latin(counter) == "Jorina Begum"


def test_what_she_typed_herself_stays(counter: Any) -> None:
    counter.send(wrong(counter, latin_name="Korimon Bibi"), LATA | JORINA)
    assert latin(counter) == "Korimon Bibi"


def test_what_she_typed_over_it_stays(counter: Any) -> None:
    counter.send(wrong(counter), LATA | JORINA | {"latin_name": "Zarina Begum"})
    assert latin(counter) == "Zarina Begum"


def test_a_form_makes_the_name_of_its_applicant_anew(counter: Any) -> None:
    page = counter.begin(counter.citizen(), CITIZENSHIP)
    url, before = counter.at, form_of(page)
    assert before["name_en"] == "Rahima Khatun"
    kept = counter.client.post(url, before | {"name_bn": "জরিনা বেগম", "go": "typing"})
    assert kept.headers["Dorgora-Stamp"] and form_of(counter.get(url))["name_en"] == ""
    looked = counter.send(counter.get(url), {})
    assert form_of(looked)["name_en"] == "Jorina Begum"


def test_a_form_keeps_what_was_typed_over_it(counter: Any) -> None:
    page = counter.begin(counter.citizen(), CITIZENSHIP)
    url = counter.at
    counter.send(page, {"name_bn": "জরিনা বেগম", "name_en": "Zarina"})
    assert form_of(counter.get(url))["name_en"] == "Zarina"


def test_another_parent_takes_her_name_out_again(counter: Any) -> None:
    """Filled in as the mother's, as she said she is the mother."""
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/parents", mother_name="")
    parents, first = counter.at, counter.at.replace("parents", "applicant")
    assert form_of(page)["mother_name"] == "রহিমা খাতুন"
    assert "mother_name" in child(days_ago(10))
    counter.send(counter.get(first), {"applicant_relation": "father"})
    now = form_of(counter.get(parents))
    assert (now["mother_name"], now["father_name"]) == ("", "রহিমা খাতুন")


def test_the_page_shows_that_it_goes(chromium: Any, counter: Any) -> None:
    wrong(counter)
    with window(chromium, counter.client) as page:
        page.goto(HOST + NEW)
        assert page.input_value("#f-latin_name") == "Karimon Begum"
        page.fill("#f-local_name", "জরিনা বেগম")
        assert page.input_value("#f-latin_name") == ""
        page.fill("#f-latin_name", "Karimon Begum")
        page.fill("#f-local_name", "জরিনা")
        assert page.input_value("#f-latin_name") == "Karimon Begum", "that is hers now"


def test_a_number_stands_by_its_own_name_alone(counter: Any) -> None:
    """The mother who asks is asked for her number; who overtypes her name there is asked for another's."""
    rahima = counter.citizen(number="0412387650")
    told = {"mother_name": "", "mother_nid_or_brn": ""}
    hers = form_of(counter.fill(counter.begin(rahima), born=days_ago(10), until="/parents", **told))
    assert (hers["mother_name"], hers["mother_nid_or_brn"]) == ("রহিমা খাতুন", "0412387650")
    other = {"applicant_name": "কুলসুম বিবি"}
    form = form_of(counter.fill(counter.begin(rahima), born=days_ago(10), until="/parents", **told, **other))
    assert (form["mother_name"], form["mother_nid_or_brn"]) == ("কুলসুম বিবি", "")
