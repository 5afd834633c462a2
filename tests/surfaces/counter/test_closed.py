"""A file whose words this laptop let go of: its page says so in plain words, and nothing is printed with a gap."""

from typing import Any

import pytest

from dorgora.applications import actions, queries
from dorgora.applications.local import closed
from dorgora.certificates import queries as certificates
from dorgora.feed import local as feed_local
from dorgora.kernel import clock
from tests import browser
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import approve, days_ago
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow
SAYS = {
    "en": ("is no longer kept on this laptop, since", "the hub has all of it"),
    "bn": ("এই ল্যাপটপে আর রাখা নেই", "হাবের কাছে সবই আছে"),
}


@pytest.fixture
def number(counter: Any, stage: Any) -> str:
    """Of a birth that was registered for Rahima's child, handed over and let go of."""
    made = str(counter.lodge(counter.citizen(), born=days_ago(100)))
    approve(stage, made)
    file = queries.file_by_number(made, PLACE)
    assert file is not None
    actions.hand_over(file_id=file.id, centre=PLACE, to="applicant", by=stage.karim, at=clock.now())
    issued = certificates.certificate_of(file.id)
    assert issued is not None
    closed._let_go([file.id])
    feed_local.let_go([issued.id])
    return made


@pytest.mark.parametrize("language", ["en", "bn"])
def test_its_page_says_where_the_words_are(counter: Any, number: str, language: str) -> None:
    counter.client.cookies["django_language"] = language
    page = counter.get(f"/counter/files/{number}")
    told = page.content.decode()
    assert page.status_code == 200 and all(words in told for words in SAYS[language])
    assert "receipt?again" not in told and "মিম" not in told
    for refused in ("receipt", "certificate", "certificate-a5.pdf"):
        page = counter.get(f"/counter/files/{number}/{refused}")
        assert page.status_code == 409 and SAYS[language][0].split(",")[0] in page.content.decode()


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, counter: Any, number: str, language: str) -> None:
    with window(chromium, counter.client, language=language, kept=True) as page:
        page.goto(f"{HOST}/counter/files/{number}")
        assert looked_at(page, "counter-file-let-go") == []
        page.goto(f"{HOST}/counter/files/{number}/receipt")
        page.complaints.clear()  # an answer of 409 is what this page is about
        assert looked_at(page, "counter-receipt-let-go") == []


def test_lists_show_it_without_a_name(counter: Any, number: str) -> None:
    hers = queries.file_by_number(number, PLACE)
    assert hers is not None
    for url in ("/counter/files", f"/counter/citizens/{hers.applicant_id}", "/counter/"):
        page = counter.get(url)
        assert page.status_code == 200 and "মিম" not in page.content.decode()
    listed = counter.get("/counter/files").content.decode()
    assert f"/counter/files/{number}" in listed and "Handed over" in listed


def test_until_the_hub_tells_it_anew_it_is_not_put_right(counter: Any, stage: Any) -> None:
    number = str(counter.lodge(counter.citizen(), born=days_ago(100)))
    file = queries.file_by_number(number, PLACE)
    assert file is not None
    fields, why = ("mother_name",), {"reason": "unclear", "note": ""}
    actions.return_file(file_id=file.id, fields=fields, **why, office=PLACE, by=stage.salma, at=clock.now())
    feed_local.let_go([file.id])
    assert "the hub sends its words anew" in counter.get(f"/counter/files/{number}").content.decode()
    page = counter.get(f"/counter/files/{number}/correct")
    assert page.status_code == 409 and "Wait for the line" in page.content.decode()
