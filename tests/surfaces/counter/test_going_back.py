"""The Back button, after a page was sent with something wrong: it is there again, as she typed it, in her language."""

from typing import Any

import pytest

from tests.surfaces.counter.stage import approve, days_ago, errors, form_of, return_file
from tests.surfaces.counter.test_leaving import NEW, TYPED, text
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow


def stands_again(counter: Any, typed: dict[str, str], url: str = "") -> None:
    """Sends a page that will not do, goes elsewhere, opens it by its address: it says what was typed."""
    page = counter.get(url or counter.at)
    at = counter.at
    sent = counter.send(page, typed)
    assert sent.status_code == 422 and b"data-posted" in sent.content
    counter.client.get("/counter/files")
    again = counter.client.get(at)
    assert again.status_code == 200 and b"data-posted" not in again.content
    assert {name: form_of(again).get(name) for name in typed} == typed
    assert errors(again) == errors(sent) != [], "with its sentences"
    assert "<title>Error:" in text(again)


def test_a_new_citizen_and_the_drawer_stand_again(counter: Any) -> None:
    stands_again(counter, {**TYPED, "village": "", "date_of_birth-year": "19"}, NEW)
    stands_again(counter, {"n-500": "many", "n-2000": "3"}, "/counter/drawer")
    stands_again(counter, {"n-500": "3", "n-2000": ""}, "/counter/drawer")  # what is missing is why


def test_a_mandate_stands_again(counter: Any) -> None:
    rahima = counter.citizen()
    stands_again(counter, {"witness": "আবির"}, f"/counter/mandates/of/{rahima}")
    counter.send(counter.get(counter.at), {"scope-lodge": "yes", "term": "month"})
    stands_again(counter, {"shown_by": "thumb"})


def test_only_what_was_sent_is_told_to_be_wrong(counter: Any) -> None:
    leaves = {"go": "leave", "leave_to": "/counter/cover"}
    wrong = {**TYPED, "village": ""}
    counter.client.post(NEW, form_of(counter.get(NEW)) | wrong | leaves)
    assert errors(counter.get(NEW)) == []
    counter.send(counter.get(NEW), {})
    assert len(errors(counter.get(NEW))) == 1
    counter.client.post(NEW, form_of(counter.get(NEW)) | leaves)
    assert errors(counter.get(NEW)) == [], "she only left it since"


@pytest.mark.slow
def test_each_page_of_a_form_stands_again(counter: Any) -> None:
    born = days_ago(10)
    counter.fill(counter.begin(counter.citizen()), born=born, until="/child")
    stands_again(counter, {"name_bn": "123", "date_of_birth-day": "31", "date_of_birth-month": "2"})
    counter.fill(counter.get(counter.at), born=born, until="/papers")
    stands_again(counter, {"epi_card-seen": "yes", "parents_identity-number": "1234567890"})
    counter.fill(counter.get(counter.at), born=born)
    stands_again(counter, {"received": "1"})


@pytest.mark.slow
def test_a_correction_and_a_hand_over_stand_again(stage: Any, counter: Any) -> None:
    born = days_ago(10)
    number = counter.lodge(counter.citizen(), born=born)
    return_file(stage, number, "name_bn", "mother_name")
    stands_again(counter, {"name_bn": "123", "mother_name": "লতা"}, f"/counter/files/{number}/correct")
    counter.send(counter.get(f"/counter/files/{number}/correct"), {"name_bn": "মিম", "mother_name": "লতা"})
    approve(stage, number)
    stands_again(counter, {"to": "other", "visits": "2"}, f"/counter/files/{number}/hand-over")


def is_sent(asked: Any) -> bool:
    """Whether a page is sent, and not only what is typed in it kept."""
    return asked.method == "POST" and bool(asked.is_navigation_request())


@pytest.mark.slow
def test_the_back_button_asks_nothing_in_english(chromium: Any, counter: Any) -> None:
    with window(chromium, counter.client, language="bn") as page:
        # Where requests are answered by the test, Chromium sends a form again instead of asking whether to.
        posted: list[str] = []
        page.on("request", lambda sent: is_sent(sent) and posted.append(sent.url))
        page.goto(HOST + NEW)
        page.fill('[name="local_name"]', "লতা খানম")
        page.fill('[name="date_of_birth-year"]', "19")
        with page.expect_response(lambda got: got.status == 422) as answered:
            page.keyboard.press("F8")
        assert answered.value.request.is_navigation_request()
        page.wait_for_selector(".err")
        page.click('.sign a[href="/counter/files"]')
        page.wait_for_url("**/counter/files")
        page.go_back()
        page.wait_for_selector('[name="local_name"]')
        assert page.input_value('[name="local_name"]') == "লতা খানম"
        assert page.get_attribute("html", "lang") == "bn"
        assert page.input_value('[name="date_of_birth-year"]') in ("19", "১৯")
        page.reload()
        assert page.input_value('[name="local_name"]') == "লতা খানম"
        assert posted == [HOST + NEW], "it was sent once"
        assert [one for one in page.complaints if "status of 422" not in one] == []
