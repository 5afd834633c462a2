"""A certificate is taken back by an officer who may decide, once, with a reason everybody is told."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.applications.world import AT, OTHER
from tests.surfaces.desk.test_deciding import decide, page_of
from tests.surfaces.window import FAR, HOST, does, tab_to, window

pytestmark = pytest.mark.slow


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


def test_one_that_is_damaged_is_named_and_taken_back(salma: Any, granted: int) -> None:
    from dorgora.feed import node as nodes

    nodes.this().store.rows.run("UPDATE certificates_certificate SET token = %s", [b"\x00\x11"])
    for page in (page_of(salma, granted), salma.get(address(granted)).content.decode()):
        assert re.search(r"Number on the paper.{0,80}damaged here", page, re.S)
    assert salma.post(address(granted), {"reason": "twice"}).status_code == 302
    assert "The same was granted twice" in page_of(salma, granted)


def test_one_dated_ahead_is_to_be_taken_back(world: Any, salma: Any, granted: int, monkeypatch: Any) -> None:
    """Once the clock is right, the office that issued it sees so; until then nobody can."""
    from datetime import timedelta

    from dorgora.applications import actions
    from dorgora.feed import aftermath
    from dorgora.kernel import clock

    now = clock.now()
    assert "has not come yet" not in page_of(salma, granted)
    monkeypatch.setattr(clock, "now", lambda: now - timedelta(days=400))
    html = page_of(salma, granted)
    assert "It bears a day that has not come yet" in html and "grant it anew" in html
    assert outcome(granted) == "future"
    salma.post(address(granted), {"reason": "wrong"})
    assert "has not come yet" not in page_of(salma, granted)
    number, name = world.file(granted).register_number, world.file(granted).answers["name_bn"]
    decide(salma, granted, decision="return", wrong="name_bn", note="Only the day on the paper is wrong.")
    actions.correct(file_id=granted, answers={"name_bn": name}, evidence=[], by=world.karim, at=clock.now())
    decide(salma, granted, decision="approve", register_number=number)
    aftermath.drain()
    assert outcome(granted) == "valid"


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

    names = {"local_name": "ঢালচর", "latin_name": "Dhal Char"}
    places.open_office(place=OTHER, level="union", area=OTHER, **names, by=0, at=AT)
    others = [
        people.appoint_officer(
            role="office", place=place, powers=powers, local_name="কেউ", latin_name="Somebody",
            local_title="", latin_title="", by=0, at=AT,
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


def test_a_wrong_one_is_put_right_and_granted_anew(world: Any, salma: Any, granted: int) -> None:
    from dorgora.applications import actions
    from dorgora.certificates import queries
    from dorgora.feed import aftermath
    from dorgora.kernel import clock

    number, first = world.file(granted).register_number, queries.certificate_of(granted)
    told = {"decision": "return", "wrong": "name_bn", "note": "The name is misspelt."}
    assert decide(salma, granted, world.file(granted).stamp, **told).status_code == 409, "it still holds"
    salma.post(address(granted), {"reason": "wrong"})
    assert decide(salma, granted, **told).status_code == 302
    assert world.file(granted).state == "returned" and "Opened again" in page_of(salma, granted)
    actions.correct(
        file_id=granted, answers={"name_bn": "মীম আক্তার"}, evidence=[], by=world.karim, at=clock.now()
    )
    decide(salma, granted, decision="approve", register_number=number)
    # Until the new one is signed there is none; the old one says nothing of this decision.
    assert queries.taken_back([granted]) == set() and queries.granted_by(world.file(granted)) is None
    assert decide(salma, granted, world.file(granted).stamp, **told).status_code == 409
    aftermath.drain()
    second = queries.certificate_of(granted)
    assert second is not None and first is not None and second.id != first.id
    assert outcome(granted) == "valid" and "মীম আক্তার" in str(second.document)


@pytest.mark.parametrize("reason", ["false_papers", "twice", "ordered"])
def test_what_was_not_merely_wrong_stays_closed(salma: Any, world: Any, granted: int, reason: str) -> None:
    salma.post(address(granted), {"reason": reason})
    told = {"decision": "return", "wrong": "name_bn", "note": "Once more."}
    assert decide(salma, granted, world.file(granted).stamp, **told).status_code == 409
    assert world.file(granted).state == "approved"


def test_a_revoked_paper_is_not_handed_over(world: Any, salma: Any, granted: int) -> None:
    from dorgora.kernel import clock
    from dorgora.kernel.errors import Refused
    from dorgora.tcv import actions

    salma.post(address(granted), {"reason": "false_papers"})
    file = world.file(granted)
    with pytest.raises(Refused, match="certificate_revoked"):
        actions.hand_over(file_id=granted, centre=file.centre, to="applicant", by=world.karim, at=clock.now())
    assert not world.file(granted).is_handed_over


def test_it_is_taken_back_by_keyboard_alone(chromium: Any, salma: Any, granted: int) -> None:
    with window(chromium, salma, language="en") as page:
        page.goto(f"{HOST}/desk/files/{granted}")
        with does(page, "Take a certificate back"):
            tab_to(page, f'a[href="{address(granted)}"]', FAR)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{address(granted)}")
            page.keyboard.press("Space")
            page.keyboard.press("F8")
        page.wait_for_url(f"**/desk/files/{granted}")
        page.wait_for_selector("text=Something on it is wrong")
    assert outcome(granted) == "revoked"
