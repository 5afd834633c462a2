"""Who may come in: PINs, locks, the other operator, sessions that run out, and nothing of one citizen for the next."""

from typing import Any

import pytest

from dorgora.config import guard
from dorgora.kernel import clock
from dorgora.people import local
from tests.surfaces.counter.stage import PINS, SERVICE, Counter, days_ago, form_of
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow


def text(page: Any) -> str:
    return str(page.content.decode())


def test_the_first_pin_needs_the_code_on_paper(stage: Any) -> None:
    here = Counter()
    page = here.get(f"/counter/sign-in/{stage.karim}")
    assert here.at.endswith("/first"), "without a PIN there is only the code"
    wrong = here.send(page, {"code": "0" * 12, "pin": "402817", "again": "402817"})
    assert wrong.status_code == 422 and "The code does not match." in text(wrong)
    easy = here.send(page, {"code": stage.codes["karim"], "pin": "123456", "again": "123456"})
    assert "too easy" in text(easy)
    local_digits = "৪০২৮১৭"
    here.send(page, {"code": stage.codes["karim"].lower(), "pin": local_digits, "again": local_digits})
    assert here.at == "/counter/"


def test_five_wrong_pins_lock_one_operator_only(stage: Any) -> None:
    for name in PINS:
        local.set_pin(getattr(stage, name), stage.codes[name], PINS[name], clock.now())
    here = Counter()
    page = here.get(f"/counter/sign-in/{stage.karim}")
    said = [text(here.send(page, {"pin": "000001"})) for _ in range(5)]
    assert "4 more tries" in said[0] and "Shrabani can work on." in said[0]
    assert "Locked until" in said[4] and "Shrabani can work on." in said[4]
    locked = here.send(page, {"pin": PINS["karim"]})
    assert locked.status_code == 403 and "Locked until" in text(locked)
    here.sign_in(stage, "shrabani")
    assert here.at == "/counter/"


def test_the_other_operator_sees_nothing_of_a_draft(stage: Any, counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    section = counter.at
    counter.send(page, {"name_bn": "মিম আক্তার", "go": "later"})
    counter.client.get("/counter/cover")
    counter.sign_in(stage, "shrabani")
    today = text(counter.get("/counter/"))
    assert "What was not finished" not in today and "Rahima" not in today
    page = counter.get(section)
    assert page.status_code == 404
    assert "মিম" not in text(page) and "Rahima" not in text(page)


def test_covering_the_screen_keeps_the_open_form(stage: Any, counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    section = counter.at
    covered = counter.client.post(
        section, form_of(page) | {"name_bn": "মিম আক্তার", "go": "leave", "leave_to": "/counter/cover"}
    )
    assert covered["Location"] == "/counter/cover"
    elsewhere = counter.client.post(
        section, form_of(page) | {"go": "leave", "leave_to": "https://evil.test/"}
    )
    assert elsewhere["Location"] == "/counter/"
    counter.client.post(
        section, form_of(page) | {"name_bn": "মিম আক্তার", "go": "leave", "leave_to": "/counter/cover"}
    )
    left = counter.client.get("/counter/cover")
    assert left["Clear-Site-Data"] == '"cache"' and left["Cache-Control"] == "no-store"
    assert "/sign-in" in counter.client.get(section)["Location"]
    counter.sign_in(stage, "karim")
    assert form_of(counter.get(section))["name_bn"] == "মিম আক্তার"


def test_what_is_posted_too_late_is_kept_for_her(stage: Any, counter: Any, monkeypatch: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    section = counter.at
    later = clock.now_seconds() + guard.IDLE_SECONDS + 60
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_seconds", lambda: later)
        sent = counter.client.post(section, form_of(page) | {"name_bn": "মিম আক্তার"})
        assert sent["Location"] == "/counter/sign-in?next=" + section.replace("/", "%2F")
        signing = counter.client.get(f"/counter/sign-in/{stage.karim}?next={section}")
        back = counter.client.post(
            f"/counter/sign-in/{stage.karim}?next={section}", form_of(signing) | {"pin": PINS["karim"]}
        )
        assert back["Location"] == section
        assert form_of(counter.client.get(section))["name_bn"] == "মিম আক্তার"


def test_signing_in_leads_to_no_other_site(stage: Any, counter: Any) -> None:
    counter.client.get("/counter/cover")
    for elsewhere in (
        "https://evil.test/",
        "//evil.test/counter/",
        "/desk/",
        "/counter/../desk/",
        "/counter/cover",
    ):
        page = counter.client.get(f"/counter/sign-in/{stage.karim}", {"next": elsewhere})
        answer = counter.client.post(
            f"/counter/sign-in/{stage.karim}?next={elsewhere}", form_of(page) | {"pin": PINS["karim"]}
        )
        assert answer["Location"] == "/counter/"
        counter.client.get("/counter/cover")


@pytest.mark.slow
def test_nothing_of_one_citizen_is_in_the_next_ones_form(counter: Any) -> None:
    counter.lodge(counter.citizen(), born=days_ago(100))
    counter.send(counter.get("/counter/citizens"), {"q": "rahima"}, id="")
    second = counter.citizen(local_name="লতা খানম", phone="", **{"date_of_birth-year": "1980"})
    counter.begin(second)
    draft = counter.at.rsplit("/", 1)[0]
    seen = [
        text(counter.get(f"{draft}/{part}"))
        for part in ("applicant", "child", "parents", "address", "papers")
    ]
    seen += [
        text(counter.get(path))
        for path in ("/counter/", "/counter/files", "/counter/citizens", "/counter/found")
    ]
    for one in seen:
        assert "রহিমা" not in one and "Rahima" not in one and "মিম" not in one and "01712345678" not in one


@pytest.mark.slow
def test_every_personal_page_is_never_stored(counter: Any) -> None:
    citizen = counter.citizen()
    number = counter.lodge(citizen, born=days_ago(100))
    paths = ("", "found", "citizens", "citizens/new", f"citizens/{citizen}", f"citizens/{citizen}/{SERVICE}", "files",
             f"files/{number}", f"files/{number}/receipt", f"files/{number}/receipt.txt", "drawer", "line")  # fmt: skip
    for path in paths:
        assert counter.client.get(f"/counter/{path}")["Cache-Control"] == "no-store", path


@pytest.mark.slow
def test_a_form_without_its_token_changes_nothing(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100))
    typed = form_of(page) | {"received": "100", "agreed": "yes", "go": "take"}
    typed.pop("csrfmiddlewaretoken")
    assert counter.client.post(counter.at, typed).status_code == 403
    assert "Today <b>0</b> paid services" in text(counter.get("/counter/"))


def test_signing_out_clears_what_the_browser_kept(counter: Any) -> None:
    today = counter.get("/counter/")
    gone = counter.client.post("/counter/sign-out", form_of(today, ""))
    assert gone["Location"] == "/counter/sign-in" and gone["Clear-Site-Data"] == '"cache"'
    assert counter.client.get("/counter/").status_code == 302


def test_an_empty_pin_is_said_and_is_no_try(stage: Any) -> None:
    local.set_pin(stage.karim, stage.codes["karim"], PINS["karim"], clock.now())
    here = Counter()
    page = here.get(f"/counter/sign-in/{stage.karim}")
    for _ in range(6):
        empty = here.send(page, {"pin": "  "})
        assert empty.status_code == 422 and "Type your six digits first." in text(empty)
    assert "4 more tries" in text(here.send(page, {"pin": "000001"}))
    here.send(page, {"pin": PINS["karim"]})
    assert here.at == "/counter/"


def test_an_empty_code_on_paper_is_no_try(stage: Any) -> None:
    here = Counter()
    page = here.get(f"/counter/sign-in/{stage.karim}/first")
    for _ in range(6):
        empty = here.send(page, {"code": " ", "pin": PINS["karim"], "again": PINS["karim"]})
        assert empty.status_code == 422 and "Write the code from the paper." in text(empty)
    here.send(page, {"code": stage.codes["karim"], "pin": PINS["karim"], "again": PINS["karim"]})
    assert here.at == "/counter/"


def test_the_pin_page_opens_in_its_field_without_scripts(chromium: Any, stage: Any) -> None:
    local.set_pin(stage.karim, stage.codes["karim"], PINS["karim"], clock.now())
    here = Counter()
    with window(chromium, here.client, language="bn", javascript=False) as page:
        page.goto(f"{HOST}/counter/sign-in/{stage.karim}")
        page.wait_for_selector("input:focus")  # a page is there before the browser put her into its field
        page.keyboard.type("৪০২৮১৭")  # 402817
        page.keyboard.press("Enter")
        page.wait_for_selector("#services")


def test_the_list_of_keys_says_what_the_page_has(stage: Any, counter: Any) -> None:
    def listed(path: str, language: str) -> str:
        counter.client.cookies["django_language"] = language
        return text(counter.get(path)).partition('id="keys"')[2].partition("</dl>")[0]

    assert "choose a service" in listed("/counter/", "en")
    assert "<kbd>১</kbd>–<kbd>৮</kbd>" in listed("/counter/", "bn")
    drawer = listed("/counter/drawer", "en")
    assert "choose a" in drawer and "choose a service" not in drawer, "there are rows and no services"
    counter.client.get("/counter/cover")
    assert "choose your name" in listed("/counter/sign-in", "en")
    assert "<kbd>১</kbd>–<kbd>২</kbd>" in listed("/counter/sign-in", "bn")
    assert "F4" not in drawer, "no page has a sound yet"
