"""Every page of the desk in Chromium: axe-core, both sizes, both languages, errors and empty states too."""

from collections.abc import Iterator
from typing import Any

import pytest

from bench import sheet
from tests import browser
from tests.applications.test_local import photo
from tests.applications.world import AT, LATER, NUMBER, papers
from tests.surfaces.window import FAR, HOST, does, looked_at, tab_to, window

LAW = {"law": "Privacy Act, s. 5", "keeps": "amounts and dates"}


def shown_with(name: str) -> list[tuple[str, str, bool, str]]:
    """The papers of a file; of the one that waits there are two pictures."""
    from dorgora.applications import local

    if name != "waiting":
        return papers()
    photos = (sheet.photographed(sheet.full_page(seed, (1240, 900))) for seed in (5, 6))
    here, away = (local.keep_picture(photo, draft_key=name) for photo in photos)
    return [("epi_card", "", True, here), ("address_proof", "", True, away), papers()[1]]


@pytest.fixture
def scenes(world: Any, signed_in: Any) -> dict[str, Any]:
    """A desk on which everything has happened once."""
    from dorgora.applications.models import Picture
    from dorgora.feed import aftermath
    from dorgora.feed import node as nodes
    from dorgora.feed.writing import writing
    from dorgora.people import actions as people

    lodged = {
        name: world.submit(draft_key=name, evidence=shown_with(name)).id
        for name in ("waiting", "returned", "approved", "rejected", "erased", "revoked", "withdrawn")
    }
    away = next(one.picture for one in world.file(lodged["waiting"]).evidence if one.kind == "address_proof")
    Picture.objects.filter(digest=away).delete()  # as if the centre had not sent it yet
    world.return_file(lodged["returned"], "mother_name")
    world.approve(lodged["approved"])
    world.reject(lodged["rejected"])
    world.withdraw(lodged["withdrawn"])
    world.approve(lodged["revoked"])
    aftermath.drain()
    world.revoke(lodged["revoked"])
    keepers = [
        people.appoint_officer(
            role="hub", place="", powers=("erase", "enrol", "alarms"), local_name=name, latin_name=name,
            local_title="", latin_title="", by=0, at=AT,
        )
        for name in ("নাসিমা", "পারভীন")
    ]  # fmt: skip
    erased = world.file(lodged["erased"])
    people.erase_citizen(
        citizen_id=erased.citizen_id, **LAW, asked_by=keepers[0], confirmed_by=keepers[1], at=LATER
    )
    code = world.file(lodged["waiting"]).code
    asked = signed_in(keepers[0]).post("/desk/erasures", {"code": code, **LAW})["Location"]
    with writing():
        nodes.this().store.alarm("forked", nodes.this().identity.node_id, 0)
    return {"files": lodged, "keeper": keepers[1], "asked": asked}


def officers_pages(scenes: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "queue", "/desk/"
    yield "find", "/desk/find"
    yield "queue-empty", "/desk/?show=late"
    yield "alarms", "/desk/alarms"
    yield "passkey", "/desk/passkey/new"
    yield "not-there", "/desk/files/7"
    yield "no-power", "/desk/erasures"
    for state, file_id in scenes["files"].items():
        yield f"file-{state}", f"/desk/files/{file_id}"
    yield "revoke", f"/desk/files/{scenes['files']['approved']}/certificate/revoke"
    yield "revoked", f"/desk/files/{scenes['files']['revoked']}/certificate/revoke"


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_of_an_officer_is_sound(
    chromium: Any, scenes: dict[str, Any], signed_in: Any, language: str
) -> None:
    with window(chromium, signed_in(), language=language, kept=True) as page:
        for name, address in officers_pages(scenes):
            status = page.goto(HOST + address).status
            page.complaints[:] = [] if status != 200 else page.complaints
            assert looked_at(page, f"desk-{name}") == []


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_of_a_keeper_is_sound(
    chromium: Any, scenes: dict[str, Any], signed_in: Any, language: str
) -> None:
    with window(chromium, signed_in(scenes["keeper"]), language=language, kept=True) as page:
        for name, address in (
            ("laptops", "/desk/laptops"),
            ("erasures", "/desk/erasures"),
            ("erasure", scenes["asked"]),
        ):
            page.goto(HOST + address)
            assert looked_at(page, f"desk-{name}") == []


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_the_way_in_is_sound_and_its_errors_too(chromium: Any, world: Any, language: str) -> None:
    from django.test import Client

    with window(chromium, Client(SERVER_NAME="localhost"), language=language, kept=True) as page:
        for name, address in (("sign-in", "/desk/sign-in?covered=1"), ("first", "/desk/sign-in/first")):
            page.goto(HOST + address)
            assert looked_at(page, f"desk-{name}") == []
            page.locator(".go").click()
            page.wait_for_selector('[role="alert"]')
            page.complaints.clear()
            assert looked_at(page, f"desk-{name}-error") == []


IN_VIEW = """where => [...document.querySelectorAll(where)].filter(one => {
    const box = one.getBoundingClientRect(), top = Math.max(box.top, 0) + 4;
    const seen = [[box.left + 4, top], [box.right - 4, Math.min(box.bottom, innerHeight) - 4]];
    return box.bottom > 0 && seen.every(([x, y]) => one.contains(document.elementFromPoint(x, y)));
}).length"""

# As on a laptop, whose bar stays at the top, and with a picture longer than any screen.
ON_A_LAPTOP = """document.querySelector('.sign').insertAdjacentHTML('afterend', '<div class="tide"><p>state</p></div>');
document.querySelector('img.sheet').style.height = '2000px'"""
# Below the bar: how far each pane stands, and what is left between the longest and the doorstep; what breaks in two.
PANES = """() => {
    const box = one => document.querySelector(one).getBoundingClientRect(), bar = box('.tide').bottom;
    const [pictures, decision] = ['div.held', 'aside.held'].map(box);
    const cells = [...document.querySelectorAll('.cut td span')];
    const numbers = cells.filter(one => /^\\d{9,}$/.test(one.textContent));
    const broken = numbers.filter(one => one.getClientRects().length > 1);
    const left = box('.step').top - pictures.bottom;
    return [pictures.top - bar, decision.top - bar, left, numbers.length > 0, broken.length];
}"""


def test_the_decision_stands_beside_answers_and_picture(chromium: Any, world: Any, salma: Any) -> None:
    """At the top of the page and at its end, on small screens too; what a refused decision lacks has the focus."""
    from dorgora.applications import local

    card = ("epi_card", "19591234567890123", True, local.keep_picture(photo(), draft_key="card"))
    waiting = world.submit(draft_key="card", evidence=[card, papers()[1]]).id
    with window(chromium, salma, language="en", kept=True) as page:
        page.goto(f"{HOST}/desk/files/{waiting}")
        for end in (0, 9999):
            page.evaluate("y => window.scrollTo(0, y)", end)
            assert page.evaluate(IN_VIEW, ".deciding .opt") == 3
            assert end or page.evaluate(IN_VIEW, "#answers tbody tr") >= 4
            assert page.evaluate(IN_VIEW, "img.sheet") == 1
        page.evaluate(ON_A_LAPTOP)
        for width, height in ((1024, 768), (1280, 720), (1366, 768)):
            page.set_viewport_size({"width": width, "height": height})
            for end in (0, 9999):
                page.evaluate("y => window.scrollTo(0, y)", end)
                assert page.evaluate(IN_VIEW, ".deciding .opt, [name=note]") == 4
            pictures, decision, left, *numbers = page.evaluate(PANES)
            assert (width, decision, numbers) == (width, 16, [True, 0])
            assert width == 1024 or (pictures == 16 and 0 <= left < 30)
        for key, missing in (("n", "legal_ground"), ("r", "wrong")):
            page.keyboard.press(key)
            page.keyboard.press("F8")
            page.wait_for_selector(".note.no")
            assert page.evaluate("document.activeElement.name") == missing
            assert page.evaluate(IN_VIEW, f'[name="{missing}"]') >= 1
            page.evaluate("document.activeElement.blur()")


def test_a_refused_decision_is_sound(chromium: Any, world: Any, salma: Any, file_id: int) -> None:
    with window(chromium, salma, kept=True) as page:
        page.goto(f"{HOST}/desk/files/{file_id}")
        page.locator('input[value="approve"]').check()
        page.locator(".go").click()
        page.wait_for_selector('[role="alert"]')
        page.complaints.clear()
        assert looked_at(page, "desk-file-error") == []
        world.approve(file_id)
        page.locator('[name="note"]').fill("আমার লেখা")
        page.locator(".go").click()
        page.wait_for_selector("text=আমার লেখা")
        page.complaints.clear()
        assert looked_at(page, "desk-file-stale") == []


def test_what_no_paper_bears_is_sound(chromium: Any, salma: Any) -> None:
    for language in browser.LANGUAGES:
        with window(chromium, salma, language=language, kept=True) as page:
            page.goto(f"{HOST}/desk/find")
            page.locator("#q").fill("10092570-2026-000142-4")
            page.locator("main form button").click()
            page.wait_for_selector('[role="alert"]')
            page.complaints.clear()
            assert looked_at(page, "desk-find-wrong") == []


def test_she_returns_and_approves_by_keyboard_alone(
    chromium: Any, world: Any, salma: Any, file_id: int
) -> None:
    with window(chromium, salma, language="en") as page:
        page.goto(f"{HOST}/desk/")
        with does(page, "See what waits"):
            page.keyboard.press("j")
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/desk/files/{file_id}")
        with does(page, "Read a file"):
            page.keyboard.press("ArrowDown")
        with does(page, "Return with the wrong answers"):
            page.keyboard.press("x")
            page.keyboard.press("r")
            tab_to(page, '[name="note"]', 3)  # past the register's number and the ground
            page.keyboard.type("Look at the card")
            page.keyboard.press("F8")
        page.wait_for_selector("text=the clock stands still")
        assert world.file(file_id).state == "returned"
        second = world.submit(draft_key="second").id
        page.goto(f"{HOST}/desk/files/{second}")
        with does(page, "Approve"):
            page.keyboard.press("a")
            page.keyboard.press("Tab")
            page.keyboard.type(NUMBER)
            page.keyboard.press("F8")
        page.wait_for_selector("text=Approved")
        assert world.file(second).state == "approved"


def test_what_no_register_numbers_is_approved_by_two_keys(chromium: Any, world: Any, salma: Any) -> None:
    from tests.applications import citizenship

    waiting = citizenship.submit(world).id
    with window(chromium, salma, kept=True) as page:
        page.goto(f"{HOST}/desk/files/{waiting}")
        assert looked_at(page, "desk-file-citizenship") == []
        assert page.locator('[name="register_number"]').count() == 0
        with does(page, "Approve", way=1):
            page.keyboard.press("a")
            page.keyboard.press("F8")
        page.wait_for_selector(".note.ok")
        assert looked_at(page, "desk-file-citizenship-approved") == []
    assert world.file(waiting).state == "approved"


def test_she_rejects_and_goes_on_by_keyboard_alone(
    chromium: Any, world: Any, salma: Any, file_id: int
) -> None:
    with window(chromium, salma, language="en") as page:
        page.goto(f"{HOST}/desk/files/{file_id}")
        with does(page, "Reject on a legal ground"):
            page.keyboard.press("n")
            page.keyboard.press("Tab")
            page.keyboard.type("Act 2004, s. 8")
            page.keyboard.press("F8")
        page.wait_for_selector("text=Rejected")
        assert world.file(file_id).state == "rejected"
        page.keyboard.press("F8")
        page.wait_for_url("**/desk/")
        with does(page, "Cover the screen | officer"):
            page.keyboard.press("F9")
        page.wait_for_url("**/desk/sign-in?covered=1")


def test_a_passkey_is_added_and_opens_the_desk(chromium: Any, world: Any, signed_in: Any) -> None:
    client = signed_in(SERVER_NAME="localhost")
    with window(chromium, client, language="en") as page:
        device = page.context.new_cdp_session(page)
        device.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
            "isUserVerified": True, "automaticPresenceSimulation": True,
        }  # fmt: skip
        device.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        page.goto(f"{HOST}/desk/passkey/new")
        with does(page, "Make her device a passkey"):
            tab_to(page, "#passkey-button", FAR)
            page.keyboard.press("Enter")
        page.wait_for_url("**/desk/")
        page.keyboard.press("F9")
        page.wait_for_url("**/desk/sign-in?covered=1")
        with does(page, "Sign in with a passkey"):
            tab_to(page, "#passkey-button", FAR)
            page.keyboard.press("Enter")
        page.wait_for_url("**/desk/")
        assert "Salma" in page.content()
        assert page.complaints == []


def test_a_device_that_does_not_answer_is_told_in_words(chromium: Any, world: Any) -> None:
    from django.test import Client

    with window(chromium, Client(SERVER_NAME="localhost"), language="en") as page:
        page.goto(f"{HOST}/desk/sign-in")
        page.evaluate("void (navigator.credentials.get = () => Promise.reject(new Error('no device')))")
        tab_to(page, "#passkey-button", FAR)
        page.keyboard.press("Enter")
        page.wait_for_selector("text=The passkey did not answer.")


def test_the_desk_works_without_a_script(chromium: Any, world: Any, salma: Any, file_id: int) -> None:
    with window(chromium, salma, language="en", javascript=False) as page:
        page.goto(f"{HOST}/desk/")
        name = page.locator(".q tbody td:nth-child(4)").bounding_box()
        page.mouse.click(name["x"] + 5, name["y"] + 5)  # anywhere on the row
        page.wait_for_url(f"**/desk/files/{file_id}")
        page.locator('input[value="approve"]').check()
        page.locator('[name="register_number"]').fill(NUMBER)
        page.locator(".go").click()
        page.wait_for_selector("text=Approved")
        assert world.file(file_id).state == "approved"
