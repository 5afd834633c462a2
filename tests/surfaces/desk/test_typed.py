"""What an officer typed that is too long: whole on the page, truly counted in her digits, there when she comes back."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.applications.world import AT
from tests.surfaces.desk.test_deciding import decide, page_of

pytestmark = pytest.mark.slow

LONG = "কথা " * 999 + "শেষ"
"""3,999 letters."""
LARGE = "ক" * 100_000
"""900 KB as a browser sends it; one request may have 1 MB."""
SHORT = {"bn": "বেশি বড়: ৩৯৯৯ অক্ষর, %s পর্যন্ত চলে", "en": "Too long: 3999 letters, at most %s"}


@pytest.fixture
def keeper(world: Any, signed_in: Callable[..., Any]) -> Any:
    """Nasima of the hub, who may erase and settle alarms, in her browser."""
    from dorgora.people import actions as people

    nasima = people.appoint_officer(
        role="hub", place="", powers=("erase", "alarms"), local_name="নাসিমা", latin_name="Nasima",
        local_title="", latin_title="", by=0, at=AT,
    )  # fmt: skip
    return signed_in(nasima)


@pytest.fixture
def alarm(world: Any) -> str:
    """Where the desk shows an alarm."""
    from dorgora.feed import node as nodes
    from dorgora.feed import queries as feed
    from dorgora.feed.writing import writing

    with writing():
        nodes.this().store.alarm("too_many_about_one", 9, 0)
    return f"/desk/alarms/{feed.alarms()[0].id}"


def errors(html: str) -> str:
    return " ".join(re.findall(r'<p class="err[^>]*>(.*?)</p>', html))


@pytest.mark.parametrize(("language", "most", "ground"), [("bn", "৪০০", "১৬০"), ("en", "400", "160")])
def test_a_decision_too_long_is_counted(
    salma: Any, file_id: int, language: str, most: str, ground: str
) -> None:
    salma.cookies["django_language"] = language
    sent = decide(salma, file_id, decision="reject", legal_ground=LONG, note=LONG)
    html = sent.content.decode()
    assert sent.status_code == 422 and html.count(LONG) == 2 and " data-posted>" in html
    assert SHORT[language] % most in errors(html) and SHORT[language] % ground in errors(html)
    again = salma.get(f"/desk/files/{file_id}")
    assert again.status_code == 200, "she went elsewhere and came back"
    assert again.content.decode().count(LONG) == 2 and errors(again.content.decode()) == errors(html)


@pytest.mark.parametrize(("language", "most"), [("bn", "২০০"), ("en", "200")])
def test_an_erasure_too_long_is_counted(keeper: Any, language: str, most: str) -> None:
    keeper.cookies["django_language"] = language
    url, typed = "/desk/erasures", {"code": "ABCD" * 30, "who": "applicant", "law": LONG, "keeps": LONG}
    html = keeper.post(url, typed).content.decode()
    assert errors(html).count(SHORT[language] % most) == 2
    assert html.count(LONG) == 2 and "ABCD" * 30 in html
    again = keeper.get(url).content.decode()
    assert again.count(LONG) == 2 and "ABCD" * 30 in again and errors(again) == errors(html)


@pytest.mark.parametrize(("language", "most"), [("bn", "৪০০"), ("en", "400")])
def test_what_was_done_is_counted_when_too_long(keeper: Any, alarm: str, language: str, most: str) -> None:
    keeper.cookies["django_language"] = language
    html = keeper.post(alarm, {"done": LONG}).content.decode()
    assert SHORT[language] % most in errors(html) and LONG in html
    again = keeper.get(alarm)
    assert again.status_code == 200 and LONG in again.content.decode()
    assert errors(again.content.decode()) == errors(html)
    keeper.post(alarm, {"done": "A loose cable."})
    assert LONG not in keeper.get(alarm).content.decode()


def test_all_that_one_request_may_send_is_kept(salma: Any, file_id: int) -> None:
    html = decide(salma, file_id, decision="return", note=LARGE).content.decode()
    assert LARGE in html and "Too long: 100000 letters, at most 400" in html
    assert LARGE in page_of(salma, file_id)


def test_a_register_number_too_long_is_counted(salma: Any, file_id: int) -> None:
    sent = decide(salma, file_id, decision="approve", register_number="1" * 300)
    assert "300 digits, " in errors(sent.content.decode())
