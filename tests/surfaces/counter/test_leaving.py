"""Leaving a page half filled: by covering the screen, by another language, by waiting too long. Nothing acts."""

import re
from typing import Any

import pytest
from django.test import Client

from dorgora.applications import queries
from dorgora.config import guard
from dorgora.kernel import clock
from dorgora.people import queries as people
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import approve, days_ago, form_of
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

LEFT = {"go": "leave", "leave_to": "/counter/cover"}
NEW = "/counter/citizens/new"
TYPED = {
    "local_name": "লতা খানম", "date_of_birth-day": "1", "date_of_birth-month": "1", "date_of_birth-year": "1990",
    "sex": "f", "village": "চর পাতিলা",
}  # fmt: skip


def text(page: Any) -> str:
    return str(page.content.decode())


def leave(counter: Any, stage: Any, url: str, typed: dict[str, str]) -> dict[str, str]:
    """Covers the screen over a page, signs in again, opens it; gives what stands there."""
    page = counter.get(url)
    sent = counter.client.post(url, form_of(page) | typed | LEFT)
    assert sent["Location"] == "/counter/cover"
    counter.client.get("/counter/cover")
    counter.sign_in(stage, "karim")
    return form_of(counter.get(url))


def come_late(counter: Any, stage: Any, monkeypatch: Any, url: str, typed: dict[str, str]) -> dict[str, str]:
    """Presses the main button six minutes too late, signs in again; gives what stands in the page."""
    page = form_of(counter.get(url))
    later = clock.now_seconds() + guard.IDLE_SECONDS + 60
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_seconds", lambda: later)
        sent = counter.client.post(url, page | typed)
        assert sent["Location"].startswith("/counter/sign-in")
    counter.sign_in(stage, "karim")
    return form_of(counter.get(url))


def test_covering_a_full_page_registers_nobody(stage: Any, counter: Any) -> None:
    kept = leave(counter, stage, NEW, TYPED)
    assert people.find_citizens("লতা", place=PLACE) == []
    assert {name: kept.get(name, "") for name in TYPED} == TYPED | {
        "date_of_birth-day": "1", "date_of_birth-month": "1", "date_of_birth-year": "1990"
    }  # fmt: skip
    counter.send(counter.get(NEW), {})
    assert len(people.find_citizens("লতা", place=PLACE)) == 1
    assert form_of(counter.get(NEW))["local_name"] == ""


def test_another_language_keeps_a_new_citizen(counter: Any) -> None:
    to = {"go": "leave", "leave_to": f"{NEW}?lang=bn"}
    sent = counter.client.post(NEW, form_of(counter.get(NEW)) | TYPED | to)
    assert sent["Location"] == f"{NEW}?lang=bn"
    page = counter.get(sent["Location"])
    assert form_of(page)["village"] == "চর পাতিলা" and 'lang="bn"' in text(page)
    emptied = counter.client.post(NEW, form_of(page) | {"go": "empty"}, follow=True)
    assert form_of(emptied)["village"] == "" and people.find_citizens("লতা", place=PLACE) == []


def test_the_next_citizen_finds_an_empty_page(counter: Any) -> None:
    rahima = counter.citizen()
    counter.client.post(NEW, form_of(counter.get(NEW)) | TYPED | LEFT)
    counter.begin(rahima)
    assert form_of(counter.get(NEW))["local_name"] == ""


def test_another_operator_sees_no_page_of_hers(stage: Any, counter: Any) -> None:
    counter.client.post(NEW, form_of(counter.get(NEW)) | TYPED | LEFT)
    counter.sign_in(stage, "shrabani")
    assert form_of(counter.get(NEW))["local_name"] == ""
    key = f"page-{stage.shrabani}-register"
    assert counter.get(f"/counter/drafts/{key}").status_code == 404
    assert "What was not finished" not in text(counter.get("/counter/"))


@pytest.mark.slow
def test_covering_the_fee_takes_nothing(stage: Any, counter: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10))
    url = counter.at
    kept = leave(counter, stage, url, {"received": "100", "agreed": "yes"})
    assert kept["received"] in ("100", "১০০") and "agreed" not in kept
    assert not queries.latest(PLACE)


@pytest.mark.slow
def test_covering_a_hand_over_hands_nothing_over(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    approve(stage, number)
    url = f"/counter/files/{number}/hand-over"
    kept = leave(counter, stage, url, {"to": "other", "visits": "2", "confirmed": "yes"})
    assert queries.file_by_number(number, PLACE).handed_over_at is None
    assert kept["to"] == "other" and kept["confirmed"] == "yes"


@pytest.mark.parametrize("url, name", [(NEW, "village"), ("/counter/drawer", "n-500")])
def test_a_page_posted_too_late_is_kept(
    stage: Any, counter: Any, monkeypatch: Any, url: str, name: str
) -> None:
    kept = come_late(counter, stage, monkeypatch, url, TYPED | {"n-500": "75"})
    assert kept[name] in ("চর পাতিলা", "75")
    assert people.find_citizens("লতা", place=PLACE) == []


def test_papers_posted_too_late_are_kept(stage: Any, counter: Any, monkeypatch: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    typed = {"epi_card-seen": "yes", "parents_identity-number": "1234567890"}
    kept = come_late(counter, stage, monkeypatch, counter.at, typed)
    assert kept["epi_card-seen"] == "yes" and kept["parents_identity-number"] == "1234567890"


def test_every_form_that_is_kept_leaves_first(counter: Any) -> None:
    """A form says data-keeps only where the view knows how to leave."""
    assert re.search(r'<form [^>]*id="f"[^>]*data-keeps', text(counter.get(NEW)))
    late = Client().post(NEW, LEFT)
    assert late.status_code in (302, 403)


def test_a_forgotten_tab_does_not_sign_her_out(
    chromium: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What she does on another page counts, as this one hears of it or as the node knows; then it covers the screen."""
    minutes, now = 60_000, clock.now_seconds()
    with window(chromium, counter.client) as page:
        asked: list[str] = []
        page.on("request", lambda one: asked.append(one.url) if "idle" in one.url else None)
        page.clock.install()
        page.goto(HOST + NEW)
        page.clock.run_for(4 * minutes)
        page.evaluate("dispatchEvent(new StorageEvent('storage', {key: 'dorgora-seen'}))")
        page.clock.run_for(4 * minutes)
        assert asked == []
        with page.expect_response("**/idle.json"):
            page.clock.run_for(1 * minutes)
        assert counter.client.get(NEW).status_code == 200
        monkeypatch.setattr(clock, "now_seconds", lambda: now + guard.IDLE_SECONDS + 60)
        with page.expect_navigation(url="**/sign-in?covered=1"):
            page.clock.run_for(5 * minutes)


def test_asking_how_long_she_is_signed_in_keeps_her_no_longer(
    counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    began = clock.now_seconds()
    counter.get(NEW)
    for gone, left in ((0, guard.IDLE_SECONDS), (60, guard.IDLE_SECONDS - 60), (guard.IDLE_SECONDS + 1, 0)):
        monkeypatch.setattr(clock, "now_seconds", lambda gone=gone: began + gone)
        assert abs(counter.client.get("/counter/idle.json").json()["left"] - left) <= 1
    counter.client.get("/counter/cover")
    assert counter.client.get("/counter/idle.json").json() == {"left": 0}
