"""Every page of the counter in Chromium, both sizes, both languages: axe-core, no sideways scroll, big targets."""

from collections.abc import Callable
from typing import Any

import pytest

from dorgora.feed import aftermath
from dorgora.feed.node import this as node
from dorgora.kernel import clock, codes
from dorgora.people import local
from dorgora.tcv import queries as tcv
from dorgora.tcv.queries import Usual
from tests import browser
from tests.applications.test_local import photo
from tests.money.earlier import leave_books
from tests.surfaces.counter.stage import (
    ALLOWANCE,
    PINS,
    SERVICE,
    Counter,
    Stage,
    approve,
    citizen_of_another_centre,
    days_ago,
    leave_drawer,
    lodge_with_picture,
    publish,
    reject,
    return_file,
)
from tests.surfaces.counter.test_keyboard import ARRIVED
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow

MILLIMETRE = 96 / 25.4
A5_PIXELS = 210 * MILLIMETRE


def own_draft_at(counter: Counter, until: str) -> str:
    """Of a citizenship certificate."""
    counter.ask_for_citizenship(counter.citizen(), until=until)
    return counter.at


def own_certificate(counter: Counter, stage: Stage) -> str:
    number = counter.pay(counter.ask_for_citizenship(counter.citizen()))
    approve(stage, number)
    return f"/counter/files/{number}/certificate"


def bill_at(counter: Counter, until: str) -> str:
    counter.pay_bill(counter.citizen(), until=until)
    return counter.at


def bill(counter: Counter) -> str:
    return f"/counter/files/{counter.pay(counter.pay_bill(counter.citizen()), '1500')}"


def draft_at(counter: Counter, until: str) -> str:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(100), until=until)
    return counter.at


def lodged(counter: Counter) -> str:
    return f"/counter/files/{counter.lodge(counter.citizen(), born=days_ago(100))}"


def pictured(counter: Counter, page: str) -> str:
    """A page that says which pictures of papers are still to be sent."""
    number = lodge_with_picture(counter, photo())
    return f"/counter/files/{number}" if page == "file" else f"/counter/{page}"


def today(counter: Counter, stage: Stage) -> str:
    file = lodged(counter)
    approve(stage, file[-7:])
    counter.fill(counter.begin(counter.citizen(is_new="yes")), born=days_ago(100), until="/parents")
    return "/counter/"


def found(counter: Counter, kind: str) -> str:
    counter.citizen()
    page = counter.get("/counter/" if kind == "found" else f"/counter/citizens?service={SERVICE}")
    to = "/counter/search" if kind == "found" else ""
    counter.send(page, {"q": "rohi"}, id="", to=to)
    return counter.at


def same(counter: Counter) -> str:
    counter.register()
    return "/counter/citizens/new"


def returned(counter: Counter, stage: Stage) -> str:
    file = lodged(counter)
    return_file(stage, file[-7:], "mother_nid_or_brn", "date_of_birth", "present_address", "epi_card")
    return f"{file}/correct"


def granted(counter: Counter, stage: Stage, page: str) -> str:
    file = lodged(counter)
    approve(stage, file[-7:])
    return f"{file}/{page}"


def rejected(counter: Counter, stage: Stage) -> str:
    file = lodged(counter)
    reject(stage, file[-7:])
    return file


def counted(counter: Counter, stage: Stage) -> str:
    """Counted in with change money, and out with five taka missing."""
    counter.send(counter.get("/counter/drawer"), {"n-2000": "5", "n-500": "2", "go": "keep"})
    counter.send(
        counter.get("/counter/drawer"), {"n-2000": "5", "n-500": "2", "reason": "float", "told": "11000"}
    )
    lodged(counter)
    short = {"n-5000": "1", "n-2000": "6", "n-1000": "1"}
    counter.send(counter.get("/counter/drawer"), short | {"reason": "wrong_change", "told": "-500"})
    return "/counter/drawer?kept=1"


def searched(counter: Counter, words: str) -> str:
    counter.send(counter.get("/counter/"), {"q": words}, to="/counter/search", id="")
    return "/counter/found"


def taken_over(counter: Counter, stage: Stage) -> str:
    """The sheet of Shrabani's drawer, which Karim counted out, five taka short."""
    left = leave_drawer(stage)
    short = {"n-5000": "1", "n-2000": "1", "reason": "missing", "told": "-500", "go": "keep"}
    counter.send(counter.get(left), short)
    return counter.at


def allowed(counter: Counter, page: str) -> str:
    """What she allows: chosen, or recorded as well."""
    citizen_id = counter.citizen()
    chosen = {"scope-lodge": "yes", "scope-collect": "yes", "term": "year", "witness": "নাতি রফিক"}
    slip = counter.send(counter.get(f"/counter/mandates/of/{citizen_id}"), chosen)
    if page != "slip":
        counter.send(slip, {"shown_by": "thumb", "agreed": "yes"})
    return f"/counter/citizens/{citizen_id}" if page == "citizen" else counter.at


def shared(counter: Counter) -> str:
    """A slip with the code for another centre."""
    slip = counter.send(
        counter.get(f"/counter/mandates/of/{counter.citizen()}"), {"scope-share": "yes", "term": "month"}
    )
    counter.send(slip, {"shown_by": "thumb", "agreed": "yes"})
    return counter.at


def elsewhere(counter: Counter, page: str) -> str:
    """The slip of a citizen of another centre; `page`: hers, or where its code is typed, after one wrong code."""
    hers, code = citizen_of_another_centre()
    for one in (codes.keyed_code(codes.feed_of_public_code(code), 7), code):
        counter.send(counter.get("/counter/citizens/elsewhere"), {"code": one})
        aftermath.drain()
    return f"/counter/citizens/{hers}" if page == "hers" else "/counter/citizens/elsewhere"


def taken_back(counter: Counter, page: str) -> str:
    """A certificate lodged for the wrong person, taken back; `page`: where one looks then."""
    number = counter.pay(counter.ask_for_citizenship(counter.citizen()))
    chosen = {"reason": "wrong_person", "agreed": "yes"}
    counter.send(counter.get(f"/counter/files/{number}/take-back"), chosen)
    aftermath.drain()
    on = {"file": f"files/{number}", "sheet": f"drawer/{days_ago(0)}", "drawer": "drawer"}
    return f"/counter/{on[page]}" if page in on else counter.at


def damaged(counter: Counter) -> str:
    """Today, with a form that does not open any more."""
    counter.begin(counter.citizen())
    node().store.rows.run("UPDATE applications_draft SET typed = 'x' WHERE file_id IS NULL")
    return "/counter/"


def consent_again(counter: Counter) -> str:
    query = taken_back(counter, "citizens").partition("&")[2]
    citizen_id = counter.citizen(local_name="লতা খানম", is_new="yes")
    return f"/counter/citizens/{citizen_id}/citizenship_certificate?{query}"


def can_get(counter: Counter) -> str:
    """Somebody of 60, where the allowance is published, and its upazila's office is not open."""
    publish(ALLOWANCE)
    born = {
        "date_of_birth-day": "1",
        "date_of_birth-month": "1",
        "date_of_birth-year": str(days_ago(0).year - 60),
    }
    return f"/counter/citizens/{counter.citizen(**born)}"


def outside(counter: Counter, stage: Stage, path: str) -> str:
    counter.client.get("/counter/cover")
    for name in ("karim",):
        if not local.has_pin(getattr(stage, name)):
            local.set_pin(getattr(stage, name), stage.codes[name], PINS[name], clock.now())
    return path.format(karim=stage.karim, shrabani=stage.shrabani)


def locked(counter: Counter, stage: Stage) -> str:
    path = outside(counter, stage, "/counter/sign-in/{karim}")
    for _wrong in range(5):
        counter.send(counter.get(path), {"pin": "000001"})
    return path


PAGES: dict[str, Callable[[Counter, Stage], str]] = {
    "sign-in": lambda counter, stage: outside(counter, stage, "/counter/sign-in?covered=1"),
    "enter-pin": lambda counter, stage: outside(counter, stage, "/counter/sign-in/{karim}"),
    "first-pin": lambda counter, stage: outside(counter, stage, "/counter/sign-in/{shrabani}/first"),
    "today": today,
    "today-damaged": lambda counter, stage: damaged(counter),
    "found": lambda counter, stage: found(counter, "found"),
    "found-no-paper": lambda counter, stage: searched(counter, "10092570-2026-000142-4"),
    "citizens": lambda counter, stage: found(counter, "citizens"),
    "register": lambda counter, stage: "/counter/citizens/new",
    "citizen-can-get": lambda counter, stage: can_get(counter),
    "citizen": lambda counter, stage: f"/counter/citizens/{counter.citizen()}",
    "allow": lambda counter, stage: f"/counter/mandates/of/{counter.citizen()}",
    "allow-slip": lambda counter, stage: allowed(counter, "slip"),
    "mandate": lambda counter, stage: allowed(counter, "kept"),
    "mandate-code": lambda counter, stage: shared(counter),
    "mandate-code-a5": lambda counter, stage: shared(counter) + "?paper=a5",
    "elsewhere": lambda counter, stage: elsewhere(counter, "asked"),
    "elsewhere-hers": lambda counter, stage: elsewhere(counter, "hers"),
    "mandate-a5": lambda counter, stage: allowed(counter, "kept") + "?paper=a5",
    "citizen-allowed": lambda counter, stage: allowed(counter, "citizen"),
    "consent": lambda counter, stage: f"/counter/citizens/{counter.citizen()}/{SERVICE}",
    "form": lambda counter, stage: draft_at(counter, "/parents"),
    "form-wrong": lambda counter, stage: draft_at(counter, "/child") + "?check=1",
    "address": lambda counter, stage: draft_at(counter, "/address"),
    "papers": lambda counter, stage: draft_at(counter, "/papers") + "?check=1",
    "drop": lambda counter, stage: draft_at(counter, "/child").rsplit("/", 1)[0] + "/drop",
    "read-back": lambda counter, stage: draft_at(counter, "/read-back"),
    "receipt": lambda counter, stage: lodged(counter) + "/receipt",
    "receipt-again": lambda counter, stage: lodged(counter) + "/receipt?again=1&paper=a5",
    "file": lambda counter, stage: lodged(counter),
    "file-pictures": lambda counter, stage: pictured(counter, "file"),
    "files-pictures": lambda counter, stage: pictured(counter, "files"),
    "line-upgrade": lambda counter, stage: leave_books() or "/counter/line",
    "drawer-upgrade": lambda counter, stage: (lodged(counter), leave_books(), "/counter/drawer")[2],
    "drawer-left-upgrade": lambda counter, stage: (leave_drawer(stage), leave_books())[0],
    "line-pictures": lambda counter, stage: pictured(counter, "line"),
    "file-rejected": rejected,
    "take-back": lambda counter, stage: lodged(counter) + "/take-back",
    "take-back-bill": lambda counter, stage: bill(counter) + "/take-back",
    "file-taken-back": lambda counter, stage: taken_back(counter, "file"),
    "citizens-again": lambda counter, stage: taken_back(counter, "citizens"),
    "consent-again": lambda counter, stage: consent_again(counter),
    "day-sheet-taken-back": lambda counter, stage: taken_back(counter, "sheet"),
    "drawer-taken-back": lambda counter, stage: taken_back(counter, "drawer"),
    "unregister": lambda counter, stage: f"/counter/citizens/{counter.citizen()}/by-mistake",
    "files": lambda counter, stage: (lodged(counter), "/counter/files")[1],
    "files-empty": lambda counter, stage: "/counter/files",
    "correct": returned,
    "certificate": lambda counter, stage: granted(counter, stage, "certificate"),
    "hand-over": lambda counter, stage: granted(counter, stage, "hand-over"),
    "drawer": lambda counter, stage: (lodged(counter), "/counter/drawer")[1],
    "drawer-counted": counted,
    "day-sheet": lambda counter, stage: (counted(counter, stage), f"/counter/drawer/{days_ago(0)}")[1],
    "day-sheet-58mm": lambda counter, stage: taken_over(counter, stage) + "?paper=58mm",
    "day-sheet-empty": lambda counter, stage: f"/counter/drawer/{days_ago(1)}",
    "drawer-left": lambda counter, stage: leave_drawer(stage),
    "drawer-to-take-over": lambda counter, stage: (leave_drawer(stage), "/counter/drawer")[1],
    "drawer-taken-over": lambda counter, stage: (taken_over(counter, stage), "/counter/drawer")[1],
    "day-sheet-taken-over": taken_over,
    "line": lambda counter, stage: "/counter/line",
    "refused": lambda counter, stage: "/counter/files/1234567",
    "citizenship-form": lambda counter, stage: own_draft_at(counter, "/person"),
    "citizenship-purpose": lambda counter, stage: own_draft_at(counter, "/purpose"),
    "citizenship-papers": lambda counter, stage: own_draft_at(counter, "/papers") + "?check=1",
    "citizenship-read-back": lambda counter, stage: own_draft_at(counter, "/read-back"),
    "citizenship-certificate": own_certificate,
    "bill-form": lambda counter, stage: bill_at(counter, "/bill"),
    "bill-wrong": lambda counter, stage: bill_at(counter, "/payment") + "?check=1",
    "bill-read-back": lambda counter, stage: bill_at(counter, "/read-back"),
    "bill-receipt": lambda counter, stage: bill(counter) + "/receipt",
    "bill-file": lambda counter, stage: bill(counter),
    "bill-hand-over": lambda counter, stage: bill(counter) + "/hand-over",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible(chromium: Any, counter: Any, stage: Any, name: str) -> None:
    path = PAGES[name](counter, stage)
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, language=language, kept=True) as page:
            page.goto(HOST + path)
            look_at(page, name)


def test_what_is_usual_is_typed_over(
    chromium: Any, counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As empty questions are answered: Tab, digits."""
    usual = {"own_minutes": Usual(150, 7), "own_cost_minor": Usual(4000, 7), "n_visits": Usual(2, 7)}
    monkeypatch.setattr(tcv, "usual", lambda service, area: usual)
    path = granted(counter, stage, "hand-over")
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, language=language, kept=True) as page:
            page.goto(HOST + path)
            look_at(page, "hand-over-usual")
            page.locator("[name=own_time]").focus()
            page.keyboard.press("Tab")
            page.keyboard.type("55")
            assert page.locator("[name=own_cost]").input_value() == "55"


@pytest.mark.parametrize("made", [PAGES["certificate"], own_certificate])
def test_a_certificate_is_one_sheet_and_stays_in_its_frame(
    chromium: Any, counter: Any, stage: Any, made: Callable[[Counter, Stage], str]
) -> None:
    path = made(counter, stage)
    with window(chromium, counter.client) as page:
        page.goto(HOST + path)
        page.emulate_media(media="print")
        foot, frame, sheet = (
            page.locator(part).bounding_box() for part in (".cert .foot", ".cert .in", ".cert")
        )
        assert foot["y"] + foot["height"] < frame["y"] + frame["height"]
        assert sheet["height"] <= A5_PIXELS
        assert page.locator(".cert .qr svg").bounding_box()["width"] > MILLIMETRE * 30


POSTED: dict[str, tuple[Callable[[Counter, Stage], str], dict[str, str]]] = {
    "pin-wrong": (PAGES["enter-pin"], {"pin": "000001"}),
    "pin-locked": (locked, {"pin": "000001"}),
    "first-pin-wrong": (PAGES["first-pin"], {"code": "0000", "pin": "1234", "again": "1"}),
    "register-wrong": (PAGES["register"], {"local_name": "123"}),
    "consent-unsaid": (PAGES["consent"], {}),
    "allow-nothing": (PAGES["allow"], {}),
    "allow-unsigned": (PAGES["allow-slip"], {}),
    "take-back-unsaid": (PAGES["take-back"], {}),
    "read-back-wrong": (PAGES["read-back"], {"received": "70"}),
    "hand-over-wrong": (PAGES["hand-over"], {"own_time": "x", "visits": "1"}),
    "correct-wrong": (PAGES["correct"], {"mother_nid_or_brn": "041"}),
    "drawer-short": (PAGES["drawer"], {"n-5000": "1", "n-2000": "1"}),
    "drawer-left-short": (PAGES["drawer-left"], {"n-5000": "1", "n-2000": "1"}),
    "drawer-upgrade-kept": (PAGES["drawer-upgrade"], {"n-5000": "1", "n-2000": "1"}),
    "drawer-wrong": (PAGES["drawer"], {"n-5000": "many"}),
}


@pytest.mark.parametrize("name", POSTED)
def test_every_refusal_is_accessible(chromium: Any, counter: Any, stage: Any, name: str) -> None:
    arranged, typed = POSTED[name]
    path = arranged(counter, stage)
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, language=language, kept=True) as page:
            page.goto(HOST + path)
            for field, text in typed.items():
                page.fill(f'[name="{field}"]', text)
            page.evaluate("window.leaving = true")  # some have such a note before they are sent
            page.click(".step .go")
            page.wait_for_function(ARRIVED, arg="")
            page.wait_for_selector('[role="alert"], .err, .note.back')
            look_at(page, name)


def look_at(page: Any, name: str) -> None:
    asked = "status of 4"  # an answer of 404, 409 or 422 is what these pages are about
    page.complaints[:] = [one for one in page.complaints if asked not in one]
    assert looked_at(page, f"counter-{name}") == []
