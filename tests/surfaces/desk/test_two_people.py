"""One browser, two officers; a session that ran out: nothing is signed under another name, nothing typed is lost."""

import re
from typing import Any

import pytest
from django.test import Client

from dorgora.config import guard
from dorgora.kernel import clock
from dorgora.people import actions as people
from tests.applications.world import AT, NUMBER, PLACE
from tests.surfaces.desk.test_deciding import page_of, seen_on

pytestmark = pytest.mark.slow

NOTE = "কার্ডে অন্য নাম, মিলিয়ে আনুন"
RETURN = {"decision": "return", "note": NOTE, "wrong": ["mother_name", "epi_card"]}


def sent_from(client: Any, url: str) -> dict[str, Any]:
    """What the hidden fields of a page say, as a browser would send them."""
    html = client.get(url).content.decode()
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', html))


def enter(client: Any, officer_id: int) -> None:
    """Another officer signs in, in the same browser."""
    from django.contrib.auth.models import User

    user, _ = User.objects.get_or_create(username=str(officer_id))
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")


@pytest.fixture
def second(world: Any) -> int:
    """A second officer of the same office."""
    return int(
        people.appoint_officer(
            role="office", place=PLACE, powers=("decide",), local_name="নাসরিন", latin_name="Nasrin",
            local_title="নিবন্ধক", latin_title="Registrar", by=0, at=AT,
        )
    )  # fmt: skip


def assert_stands_again(client: Any, file_id: int) -> None:
    html = page_of(client, file_id)
    assert NOTE in html and "stands here again" in html
    assert re.search(r'value="return"[^>]* checked', html)
    ticked = re.findall(r'<input[^>]*name="wrong"[^>]*>', html)
    assert {re.search(r'value="([^"]+)"', one)[1] for one in ticked if " checked" in one} == {  # type: ignore[index]
        "mother_name",
        "epi_card",
    }


def test_nothing_is_signed_under_the_next_name(world: Any, salma: Any, second: int, file_id: int) -> None:
    url = f"/desk/files/{file_id}"
    page = sent_from(salma, url)
    enter(salma, second)
    sent = salma.post(url, page | RETURN)
    assert sent.status_code == 409 and "It was opened by Salma" in sent.content.decode()
    assert NOTE not in sent.content.decode() and NOTE not in page_of(salma, file_id)
    assert world.file(file_id).state == "waiting"
    enter(salma, world.salma)
    assert_stands_again(salma, file_id)


def test_a_decision_sent_too_late_is_kept(world: Any, salma: Any, file_id: int, monkeypatch: Any) -> None:
    url = f"/desk/files/{file_id}"
    page = sent_from(salma, url)
    later = clock.now_seconds() + guard.OFFICER_IDLE_SECONDS["hub"] + 60
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_seconds", lambda: later)
        assert salma.post(url, page | RETURN)["Location"].startswith("/desk/sign-in")
    assert world.file(file_id).state == "waiting"
    enter(salma, world.salma)
    assert_stands_again(salma, file_id)
    signed = salma.post(url, {"seen": seen_on(page_of(salma, file_id)), **RETURN})
    assert signed.status_code == 302 and world.file(file_id).note == NOTE
    assert "stands here again" not in page_of(salma, file_id), "it has done its work"
    assert "What you had written" not in page_of(salma, file_id)


def test_a_decision_sent_after_the_cover_is_kept(world: Any, salma: Any, file_id: int) -> None:
    url = f"/desk/files/{file_id}"
    page = sent_from(salma, url)
    salma.get("/desk/cover")
    assert salma.post(url, page | RETURN)["Location"].startswith("/desk/sign-in")
    enter(salma, world.salma)
    assert_stands_again(salma, file_id)


def test_a_page_older_than_the_sign_in_is_kept(world: Any, signed_in: Any, file_id: int) -> None:
    """Signing in gives the browser another token; the page of before is refused, its words are not lost."""
    browser = signed_in(enforce_csrf_checks=True)
    url = f"/desk/files/{file_id}"
    page = sent_from(browser, url)
    sent = browser.post(url, page | RETURN | {"csrfmiddlewaretoken": "x" * 64})
    assert sent.status_code == 403 and world.file(file_id).state == "waiting"
    assert_stands_again(browser, file_id)


def test_a_stamp_of_nobody_keeps_nothing(world: Any, salma: Any, file_id: int) -> None:
    url = f"/desk/files/{file_id}"
    page = sent_from(salma, url)
    Client().post(url, page | RETURN | {"opened_by": f"officer-{world.salma}"})
    Client().post("/desk/files/99999999999999999999", page | RETURN)
    assert NOTE not in page_of(salma, file_id)


def test_a_file_decided_meanwhile_shows_what_was_typed(world: Any, salma: Any, file_id: int) -> None:
    url = f"/desk/files/{file_id}"
    page = sent_from(salma, url)
    salma.get("/desk/cover")
    salma.post(url, page | RETURN)
    world.approve(file_id)
    enter(salma, world.salma)
    html = page_of(salma, file_id)
    assert "What you had written" in html and NOTE in html and NUMBER in html
