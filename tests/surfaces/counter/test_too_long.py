"""Five thousand letters in any field of the counter: a sentence beside it, and every letter is there again."""

from typing import Any

import pytest

from tests.surfaces.counter.stage import approve, days_ago, errors, form_of, return_file
from tests.surfaces.counter.test_leaving import NEW

pytestmark = pytest.mark.slow

LONG = "চর" * 2500
NUMBER = "7" * 5000


def comes_back(counter: Any, url: str, typed: dict[str, str]) -> None:
    """On the page that answers, and on the page opened anew by its address."""
    page = counter.get(url)
    sent = counter.send(page, typed)
    assert sent.status_code == 422 and errors(sent)
    for answered in (sent, counter.get(url)):
        shown = form_of(answered)
        assert {name: ascii_of(shown[name]) for name in typed} == typed


def ascii_of(text: str) -> str:
    return text.translate(str.maketrans("০১২৩৪৫৬৭৮৯", "0123456789"))


def test_a_new_citizen_and_the_drawer(counter: Any) -> None:
    comes_back(counter, NEW, {"local_name": LONG, "latin_name": LONG, "phone": NUMBER, "number": NUMBER,
    "village": LONG,
                              "date_of_birth-year": NUMBER})  # fmt: skip
    comes_back(counter, "/counter/drawer", {"n-500": NUMBER, "n-2000": LONG})


def test_money_passed_on(counter: Any) -> None:
    comes_back(counter, "/counter/drawer/pass-on", {"whom": "owed.10", "amount": NUMBER, "slip": LONG})


def test_each_page_of_a_form_and_the_cash(counter: Any) -> None:
    born = days_ago(10)
    counter.fill(counter.begin(counter.citizen()), born=born, until="/child")
    comes_back(counter, counter.at, {"name_bn": LONG, "order_of_child": NUMBER, "date_of_birth-day": NUMBER})
    counter.fill(counter.get(counter.at), born=born, until="/address")
    comes_back(counter, counter.at, {"present_village": LONG})
    counter.fill(counter.get(counter.at), born=born, until="/papers")
    comes_back(counter, counter.at, {"epi_card-seen": "yes", "parents_identity-number": NUMBER})
    counter.fill(counter.get(counter.at), born=born)
    comes_back(counter, counter.at, {"received": NUMBER})


def test_the_code_of_a_slip(counter: Any) -> None:
    comes_back(counter, "/counter/citizens/elsewhere", {"code": "AB" * 2500})


def test_the_words_of_an_area(counter: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/address")
    comes_back(counter, counter.at, {"present_address-typed": LONG})


def test_a_correction_and_a_hand_over(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    return_file(stage, number, "mother_name", "present_village")
    at = f"/counter/files/{number}"
    comes_back(counter, f"{at}/correct", {"mother_name": LONG, "present_village": LONG})
    counter.send(counter.get(f"{at}/correct"), {"mother_name": "লতা", "present_village": "চর"})
    approve(stage, number)
    comes_back(counter, f"{at}/hand-over", {"own_time": NUMBER, "own_cost": NUMBER, "visits": NUMBER})


@pytest.mark.parametrize("url", ["/counter/citizens", "/counter/"])
def test_a_search(counter: Any, url: str) -> None:
    found = counter.send(
        counter.get(url), {"q": LONG}, to="/counter/search" if url == "/counter/" else url, id=""
    )
    assert form_of(found, "")["q"] == LONG
    assert "5000 letters, at most 200" in found.content.decode()
