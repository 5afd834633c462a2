"""A file that two offices decide, on their desks: sent on by Salma of the union, decided by Nasrin of the upazila."""

from typing import Any

import pytest

from dorgora.applications import actions, queries
from tests import browser
from tests.applications.allowance import UPAZILA, Both, with_upazila
from tests.applications.world import LATER, PLACE
from tests.surfaces.desk.test_deciding import decide, page_of, seen_on
from tests.surfaces.window import HOST, does, looked_at, tab_to, window

pytestmark = pytest.mark.slow


@pytest.fixture
def both(world: Any) -> Both:
    return with_upazila(world)


@pytest.fixture
def lodged(both: Both) -> int:
    """A file that waits for Salma first."""
    return both.submit().id


@pytest.fixture
def nasrin(both: Both, signed_in: Any) -> Any:
    """Nasrin's browser."""
    return signed_in(both.nasrin)


def test_the_first_office_is_offered_to_send_it_on(salma: Any, lodged: int) -> None:
    html = page_of(salma, lodged)
    assert 'value="forward"' in html and 'value="approve"' not in html
    assert "to Charfasson Upazila, which decides" in html
    assert "the citizen was promised that by Monday 4 January" in html
    assert "Promised: Sunday 6 December" in html and "of 10 working days gone" in html


def test_it_leaves_one_queue_and_comes_into_the_next(
    both: Both, salma: Any, nasrin: Any, lodged: int
) -> None:
    number = both.world.file(lodged).number
    shown = f"{number[:3]}-{number[3:6]}-{number[6:]}"
    assert shown not in nasrin.get("/desk/").content.decode()
    assert nasrin.get(f"/desk/files/{lodged}").status_code == 404
    typed = {"decision": "forward", "recommendation": "recommended", "advice": "একা থাকেন, জমি নেই"}
    assert decide(salma, lodged, **typed).status_code == 302
    assert shown not in salma.get("/desk/").content.decode()
    sent_on = salma.get("/desk/?show=sent_on").content.decode()
    assert shown in sent_on and "now with Charfasson Upazila" in sent_on
    assert shown in nasrin.get("/desk/").content.decode()
    html = page_of(nasrin, lodged)
    assert "What Char Kukri Mukri says" in html and "Recommended" in html and "একা থাকেন, জমি নেই" in html
    assert "Salma" in html and 'value="approve"' in html and 'value="forward"' not in html
    assert "Promised: Monday 4 January" in html and "of 30 working days gone" in html
    assert decide(nasrin, lodged, decision="approve").status_code == 302
    assert both.world.file(lodged).state == "approved"


def test_who_sent_it_on_reads_on_and_signs_nothing(both: Both, salma: Any, nasrin: Any, lodged: int) -> None:
    decide(salma, lodged, decision="forward", recommendation="recommended")
    html = page_of(salma, lodged)
    assert "Charfasson Upazila has this file now." in html and 'name="decision"' not in html
    response = decide(salma, lodged, "waiting", decision="reject", legal_ground="Policy")
    assert response.status_code == 409 and "Sent on to the next office" in response.content.decode()
    decide(nasrin, lodged, decision="reject", legal_ground="Policy 2013, s. 4")
    html = page_of(salma, lodged)
    assert "Policy 2013, s. 4" in html and "has this file now" not in html and 'name="decision"' not in html


def test_a_button_pressed_twice_sends_it_on_once(both: Both, salma: Any, lodged: int) -> None:
    seen = seen_on(page_of(salma, lodged))
    typed = {"decision": "forward", "recommendation": "doubtful", "advice": "আয় দেখুন"}
    assert [decide(salma, lodged, seen, **typed).status_code for _ in range(2)] == [302, 302]
    steps = [one.kind for one in queries.story(lodged)]
    assert steps == ["application.submitted", "application.forwarded"]
    other = decide(salma, lodged, seen, **typed | {"advice": "অন্য কথা"})
    assert other.status_code == 409 and "অন্য কথা" in other.content.decode()


def test_of_two_tabs_the_second_changes_nothing(both: Both, salma: Any, lodged: int) -> None:
    seen = seen_on(page_of(salma, lodged))
    decide(salma, lodged, seen, decision="forward", recommendation="recommended")
    late = decide(salma, lodged, seen, decision="return", wrong="wallet", note="নম্বর দেখুন")
    assert late.status_code == 409 and "নম্বর দেখুন" in late.content.decode()
    file = both.world.file(lodged)
    assert (file.state, file.office) == ("waiting", UPAZILA)


def test_without_a_recommendation_nothing_is_sent_on(both: Both, salma: Any, lodged: int) -> None:
    response = decide(salma, lodged, decision="forward", advice="আমার কথা")
    assert response.status_code == 422
    html = response.content.decode()
    assert "Say whether this office recommends it." in html and "আমার কথা" in html
    response = decide(salma, lodged, decision="forward", recommendation="doubtful")
    assert response.status_code == 422 and "Write to the next office" in response.content.decode()
    assert both.world.file(lodged).office == PLACE


def test_a_forged_grant_of_the_first_is_refused(both: Both, salma: Any, lodged: int) -> None:
    response = decide(salma, lodged, decision="approve")
    assert response.status_code == 409 and "This office does not grant it." in response.content.decode()
    assert both.world.file(lodged).state == "waiting"


def test_an_officer_of_another_upazila_sees_nothing(both: Both, signed_in: Any, lodged: int) -> None:
    both.forward(lodged)
    rafiq = signed_in(both.rafiq)
    assert rafiq.get(f"/desk/files/{lodged}").status_code == 404
    assert decide(rafiq, lodged, "waiting", decision="approve").status_code == 404
    assert both.world.file(lodged).state == "waiting"


def test_what_came_to_nasrin_and_was_returned_waits(both: Both, nasrin: Any, lodged: int) -> None:
    both.forward(lodged)
    assert decide(nasrin, lodged, decision="return", wrong="wallet", note="নম্বর দেখুন").status_code == 302
    assert "the clock stands still" in page_of(nasrin, lodged)
    actions.correct(
        file_id=lodged, answers={"wallet": "+8801700009999"}, evidence=[], by=both.world.karim, at=LATER
    )
    assert 'value="approve"' in page_of(nasrin, lodged)


def test_a_file_of_the_wrong_offices_can_but_be_refused(both: Both, salma: Any) -> None:
    from tests.applications.test_allowance import lying

    file_id = lying(both, (PLACE,))
    html = page_of(salma, file_id)
    assert "This file names the wrong offices." in html and "Reject it: the fee goes back" in html
    assert 'value="reject"' in html and 'value="approve"' not in html and 'value="return"' not in html
    forged = decide(salma, file_id, decision="approve")
    assert forged.status_code == 409 and "This file names the wrong offices." in forged.content.decode()
    assert decide(salma, file_id, decision="reject", legal_ground="Policy").status_code == 302
    assert both.world.file(file_id).state == "rejected"


def test_a_certificate_of_the_last_office_is_not_the_firsts(both: Both, salma: Any, nasrin: Any) -> None:
    from dorgora.feed import aftermath

    done = both.submit(draft_key="granted").id
    both.forward(done)
    both.approve(done)
    aftermath.drain()
    assert "Take the certificate back" in page_of(nasrin, done)
    assert "Take the certificate back" not in page_of(salma, done)
    response = salma.post(f"/desk/files/{done}/certificate/revoke", {"reason": "wrong"})
    assert response.status_code == 409


def test_she_sends_it_on_by_keyboard_alone(chromium: Any, both: Both, salma: Any, lodged: int) -> None:
    with window(chromium, salma, language="en") as page:
        page.goto(f"{HOST}/desk/")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/desk/files/{lodged}")
        with does(page, "Send it on to the next office"):
            page.keyboard.press("f")
            tab_to(page, '[name="recommendation"]')
            page.keyboard.press("Space")
            tab_to(page, '[name="advice"]')
            page.keyboard.type("Lives alone")
            page.keyboard.press("F8")
        page.wait_for_selector("text=Charfasson Upazila has this file now.")
    assert both.world.file(lodged).office == UPAZILA
    assert [one.note for one in queries.recommendations(both.world.file(lodged))] == ["Lives alone"]


def test_the_desk_needs_no_script_to_send_it_on(chromium: Any, both: Both, salma: Any, lodged: int) -> None:
    with window(chromium, salma, language="en", javascript=False) as page:
        page.goto(f"{HOST}/desk/files/{lodged}")
        page.locator('input[value="forward"]').check()
        page.locator('input[value="recommended"]').check()
        page.locator(".go").click()
        page.wait_for_selector("text=Charfasson Upazila has this file now.")


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_of_both_offices_is_sound(
    chromium: Any, both: Both, salma: Any, nasrin: Any, lodged: int, language: str
) -> None:
    from tests.applications.test_allowance import lying

    sent_on = both.submit(draft_key="second", applicant_id=both.registered()).id
    wrong = lying(both, (PLACE,))
    both.forward(sent_on, recommendation="doubtful", note="আয় বেশি হতে পারে, ভালো করে দেখুন")
    with window(chromium, salma, language=language, kept=True) as page:
        for name, address in (
            ("file-to-send-on", f"/desk/files/{lodged}"),
            ("file-sent-on", f"/desk/files/{sent_on}"),
            ("file-wrong-offices", f"/desk/files/{wrong}"),
            ("queue-sent-on", "/desk/?show=sent_on"),
        ):
            page.goto(HOST + address)
            assert looked_at(page, f"desk-{name}") == []
        page.goto(f"{HOST}/desk/files/{lodged}")
        page.locator('input[value="forward"]').check()
        page.locator(".go").click()
        page.wait_for_selector('[role="alert"]')
        page.complaints.clear()
        assert looked_at(page, "desk-file-to-send-on-error") == []
    with window(chromium, nasrin, language=language, kept=True) as page:
        for name, address in (("file-recommended", f"/desk/files/{sent_on}"), ("queue-upazila", "/desk/")):
            page.goto(HOST + address)
            assert looked_at(page, f"desk-{name}") == []
