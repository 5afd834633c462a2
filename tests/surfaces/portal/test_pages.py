"""Every page of the portal in Chromium: axe-core, both sizes, both languages, without a script, and its weight."""

from datetime import timedelta
from typing import Any

import pytest

from tests import browser
from tests.surfaces.window import FAR, HOST, does, looked_at, tab_to, window

FIRST_VIEW = 14_000


def dated_ahead(file_id: int, cause: int) -> str:
    """The text of a certificate issued under a clock that is more than a year ahead."""
    from dorgora.certificates import actions, queries
    from dorgora.kernel import clock

    actions.issue(file_id=file_id, cause=cause, at=clock.now() + timedelta(days=400))
    return queries.certificate_of(file_id).qr_text  # type: ignore[union-attr]


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_is_sound_without_a_script(chromium: Any, world: Any, rahima: Any, language: str) -> None:
    from dorgora.certificates import queries as certificates

    names = ("waiting", "returned", "approved", "rejected", "withdrawn")
    lodged = {name: world.submit(draft_key=name) for name in names}
    world.withdraw(lodged["withdrawn"].id)
    world.return_file(lodged["returned"].id, "mother_name")
    ahead = dated_ahead(lodged["approved"].id, world.approve(lodged["approved"].id))
    world.reject(lodged["rejected"].id)
    receipt = certificates.receipt_text(lodged["waiting"].id) or ""

    def sound(name: str) -> None:
        page.complaints.clear()
        assert looked_at(page, f"portal-{name}") == []

    with window(chromium, rahima, language=language, kept=True) as page:
        for name, address in (
            ("home", "/portal/"),
            ("no-service", "/portal/?q=zzz"),
            ("service", "/portal/services/birth_registration"),
            ("service-citizenship", "/portal/services/citizenship_certificate"),
            ("track", "/portal/track"),
            ("verify", "/portal/verify"),
        ):
            page.goto(HOST + address)
            sound(name)
        for name, done in lodged.items():
            page.goto(f"{HOST}/portal/track")
            page.locator('[name="code"]').fill(done.code)
            page.locator(".go").click()
            page.wait_for_selector(".way")
            sound(f"file-{name}")
        for name, typed in (("nothing", ""), ("unknown", "AAAA"), ("which-centre", lodged["waiting"].number)):
            page.goto(f"{HOST}/portal/track")
            page.locator('[name="code"]').fill(typed)
            page.locator(".go").click()
            page.wait_for_selector('[role="alert"]')
            sound(f"track-{name}")
        for name, text in (
            ("valid", receipt),
            ("altered", receipt[:-6] + "AAAAAA"),
            ("future", ahead),
            ("too-long", "ABC " * 1100),
        ):
            page.goto(f"{HOST}/portal/verify")
            page.locator("textarea").fill(text)
            page.locator(".go").click()
            page.wait_for_selector("#verdict, .err")
            sound(f"verify-{name}")


def test_a_cold_browser_loads_less_than_one_window(chromium: Any, world: Any, rahima: Any) -> None:
    asked = []
    with window(chromium, rahima) as page:
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{HOST}/portal/")
    # What it asks for is all there is: the page and its style (their bytes are counted in test_reading).
    assert [url.removeprefix(HOST).partition("?")[0] for url in asked] == [
        "/portal/",
        "/static/dorgora/portal.css",
        "/static/dorgora/tongue.js",
    ]


def test_the_other_language_is_one_key_away(chromium: Any, lodged: Any, rahima: Any) -> None:
    with window(chromium, rahima, language="bn") as page:
        page.goto(f"{HOST}/portal/")
        page.keyboard.press("F2")
        page.wait_for_selector('html[lang="en"]')
        page.locator('[name="code"]').fill(lodged.code)  # also from where she types
        page.keyboard.press("Enter")
        page.wait_for_selector(".way")
        page.keyboard.press("F2")
        page.wait_for_selector('html[lang="bn"] .way')
        assert lodged.code not in page.url


def test_a_phone_without_scripts_finds_its_file(chromium: Any, lodged: Any, rahima: Any) -> None:
    with window(chromium, rahima, size="phone", language="en", javascript=False) as page:
        page.goto(f"{HOST}/portal/")
        page.locator('[name="code"]').fill(lodged.code.lower())
        page.keyboard.press("Enter")
        page.wait_for_selector("text=You will have it by")


def _find(page: Any, lodged: Any) -> None:
    page.goto(f"{HOST}/portal/")
    with does(page, "Find out where a file is"):
        tab_to(page, '[name="code"]', FAR)
        page.keyboard.type(lodged.code)
        page.keyboard.press("Enter")
    page.wait_for_selector("text=You will have it by")
    page.goto(f"{HOST}/portal/")
    with does(page, "Find out where a file is", way=1):
        tab_to(page, '[name="code"]', FAR)
        page.keyboard.type(lodged.number)
        tab_to(page, '[name="place-typed"]')
        page.keyboard.type("kukri")
        page.keyboard.press("Enter")
    page.wait_for_selector("text=You will have it by")


def test_every_task_of_the_portal_is_done_by_keyboard(chromium: Any, lodged: Any, rahima: Any) -> None:
    from dorgora.certificates import queries as certificates

    with window(chromium, rahima, language="en") as page:
        _find(page, lodged)
        page.goto(f"{HOST}/portal/verify")
        with does(page, "Check a certificate or a receipt"):
            tab_to(page, "textarea", FAR)
            page.keyboard.insert_text(certificates.receipt_text(lodged.id) or "")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
        page.wait_for_selector("text=This receipt is genuine.")
        with does(page, "Take the published keys away"):
            tab_to(page, 'a[href="/portal/keys.json"]', FAR)
            with page.expect_download() as fetched:
                page.keyboard.press("Enter")
        assert fetched.value.suggested_filename == "keys.json"
        page.goto(f"{HOST}/portal/")
        with does(page, "Read what a service costs"):
            tab_to(page, 'a[href="/portal/services/birth_registration"]', FAR)
            page.keyboard.press("Enter")
        page.wait_for_selector("text=What it costs")
