"""A certificate is taken back by an officer who may decide, once, with a reason everybody is told."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.applications.world import AT, OTHER
from tests.surfaces.desk.test_deciding import page_of
from tests.surfaces.window import HOST, window


@pytest.fixture
def granted(world: Any, file_id: int) -> int:
    """A file Salma approved, with its certificate."""
    from dorgora.feed import aftermath

    world.approve(file_id)
    aftermath.drain()
    return file_id


def address(file_id: int) -> str:
    return f"/desk/files/{file_id}/certificate/revoke"


def outcome(file_id: int) -> str:
    """What anyone is told who checks the paper."""
    from dorgora.certificates import queries
    from dorgora.kernel import clock

    issued = queries.certificate_of(file_id)
    assert issued is not None
    return queries.judge(issued.qr_text, clock.now()).outcome


def test_it_is_taken_back_once_with_its_reason(world: Any, salma: Any, granted: int) -> None:
    assert address(granted) in page_of(salma, granted) and outcome(granted) == "valid"
    assert "Nobody can undo this." in salma.get(address(granted)).content.decode()
    for _press in range(2):
        sent = salma.post(address(granted), {"reason": "false_papers"})
        assert sent["Location"] == f"/desk/files/{granted}"
    html = page_of(salma, granted)
    assert "The papers it stands on were false" in html and "The certificate was taken back" in html
    assert address(granted) not in html and outcome(granted) == "revoked"
    late = salma.post(address(granted), {"reason": "twice"})
    assert late.status_code == 409 and "were false" in late.content.decode()


def test_without_a_reason_nothing_is_done(salma: Any, granted: int) -> None:
    for typed in ({}, {"reason": ""}, {"reason": "Rahima lied"}):
        sent = salma.post(address(granted), typed)
        assert sent.status_code == 422 and "Choose one." in sent.content.decode()
    assert outcome(granted) == "valid"


def test_only_who_may_decide_here_takes_it_back(
    world: Any, signed_in: Callable[..., Any], granted: int
) -> None:
    from dorgora.people import actions as people
    from dorgora.places import actions as places

    names = {"name_bn": "ঢালচর", "name_en": "Dhal Char"}
    places.open_office(place=OTHER, level="union", area=OTHER, **names, by=0, at=AT)
    others = [
        people.appoint_officer(
            role="office", place=place, powers=powers, name_bn="কেউ", name_en="Somebody",
            title_bn="", title_en="", by=0, at=AT,
        )
        for place, powers in ((world.file(granted).office, ()), (OTHER, ("decide",)))
    ]  # fmt: skip
    for one, status in zip(others, (409, 404), strict=True):
        client = signed_in(one)
        assert client.post(address(granted), {"reason": "wrong"}).status_code == status
        assert client.get(address(granted)).status_code == status
        assert address(granted) not in client.get(f"/desk/files/{granted}").content.decode()
    assert outcome(granted) == "valid"


def test_a_file_without_a_certificate_says_so(salma: Any, file_id: int) -> None:
    sent = salma.post(address(file_id), {"reason": "wrong"})
    assert sent.status_code == 404 and "There is no certificate of this file." in sent.content.decode()


def test_the_citizen_and_the_counter_are_told(world: Any, salma: Any, granted: int) -> None:
    from django.test import Client

    salma.post(address(granted), {"reason": "ordered"})
    anybody = Client()
    anybody.cookies["django_language"] = "en"
    found = anybody.post("/portal/track", {"code": world.file(granted).code}, follow=True)
    html = found.content.decode()
    assert "The certificate no longer holds" in html and "a higher office ordered it" in html
    assert "Collect it at the centre" not in html


def test_it_is_taken_back_by_keyboard_alone(chromium: Any, salma: Any, granted: int) -> None:
    with window(chromium, salma, language="en") as page:
        page.goto(f"{HOST}/desk/files/{granted}")
        page.locator("text=Take the certificate back").focus()
        page.keyboard.press("Enter")
        page.wait_for_url(f"**{address(granted)}")
        page.locator('[name="reason"]').first.focus()
        page.keyboard.press("Space")
        page.keyboard.press("F8")
        page.wait_for_selector("text=Something on it is wrong")
    assert outcome(granted) == "revoked"
