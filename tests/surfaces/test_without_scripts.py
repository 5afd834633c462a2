"""One browser without scripts and styles opens every page of the surfaces and does their tasks by links and forms."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, resolve
from playwright.sync_api import Error as PlaywrightError

from tests.people.cast import PLACE
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

REGISTER_NUMBER = "0980257000142"
NOT_PAGES = {
    "counter:spoken": "sound",
    "counter:latin": "tables for a script alone",
    "counter:idle": "a number for a script alone",
    "desk:passkey": "what the script of the passkey asks for; recovery codes need none",
    "desk:paper": "a picture",
    "counter:picture": "a picture",
    "counter:kept_picture": "a picture",
    "counter:receipt_text": "text to be carried away",
    "counter:certificate_text": "text to be carried away",
    "counter:certificate_a5": "a PDF to be carried away",
    "counter:certificate_a4": "a PDF to be carried away",
    "portal:keys": "data to be carried away",
    "dashboard:files_csv": "data to be carried away",
}
MOTHER = {
    "local_name": "rohima khatun", "date_of_birth-day": "11", "date_of_birth-month": "3",
    "date_of_birth-year": "1994", "sex": "f", "village": "char patila",
}  # fmt: skip


class Hands:
    """A mouse and a keyboard before pages that run nothing."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.seen: set[str] = set()
        page.on("request", self._note)

    def _note(self, request: Any) -> None:
        path = request.url.removeprefix(HOST).split("?")[0]
        if path.startswith(("/counter/", "/desk/", "/portal/", "/dashboard/")):
            self.seen.add(resolve(path).view_name)

    def open(self, path: str) -> "Hands":
        self.page.goto(HOST + path)
        return self

    def fill(self, **typed: str) -> "Hands":
        return self.fill_in(typed)

    def fill_in(self, typed: dict[str, str]) -> "Hands":
        """Fills in what the page asks of these: text, a choice by its value, a tick by "yes"."""
        asked = dict(
            self.page.locator("main [name]").evaluate_all("all => all.map(one => [one.name, one.type])")
        )
        for name, text in typed.items():
            if asked.get(name) in ("radio", "checkbox"):
                self.page.check(f'main [name="{name}"][value="{text}"]')
            elif name in asked:
                self.page.locator(f'main [name="{name}"]').first.fill(text)
        return self

    def go(self, part: str) -> "Hands":
        """Presses the main button, which leads to an address."""
        return self.press(".go", part)

    def press(self, what: str, part: str) -> "Hands":
        self.page.locator(what).first.click()
        try:
            self.page.wait_for_url(re.compile(re.escape(part)), wait_until="commit")
            self.page.locator("main").first.wait_for()
        except PlaywrightError as late:
            raise AssertionError(f"{what} leads to {self.at}, not to {part}: {self.says}") from late
        return self

    def link(self, words: str, part: str) -> "Hands":
        return self.press(f'a:has-text("{words}")', part)

    @property
    def at(self) -> str:
        return str(self.page.url.removeprefix(HOST))

    @property
    def says(self) -> str:
        return str(self.page.inner_text("main"))


@pytest.fixture
def hands(chromium: Any, hub: Any) -> Iterator[Hands]:
    with window(chromium, Client(SERVER_NAME="localhost"), language="en", javascript=False) as page:
        page.route("**/static/**", lambda route: route.abort())  # styles and fonts are not needed either
        yield Hands(page)


@pytest.mark.long
def test_every_page_works_without_scripts(
    hands: Hands, hub: Any, serve_as: Callable[[str], None], monkeypatch: Any
) -> None:
    from argon2 import PasswordHasher

    from dorgora.people.local import hashing
    from tests.surfaces.counter.stage import open_centre

    monkeypatch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    serve_as("centre")
    stage = open_centre(hub)
    sign_in(hands, stage)
    number, refused = lodge(hands, 100), lodge_beside(stage)
    look_around(hands, number)
    allow_and_end(hands)
    undo(hands, stage, monkeypatch)
    codes = open_the_desk(hands, stage.salma)
    decide(hands, number, return_it)
    decide(hands, refused, reject)
    leave_the_desk(hands)
    sign_in_again(hands, stage)
    correct(hands, number)
    sign_in_at_the_desk(hands, stage.salma, codes[0])
    decide(hands, number, approve)
    leave_the_desk(hands)
    sign_in_again(hands, stage)
    hand_over(hands, number)
    keep_and_pay_back(hands, stage, refused)
    take_back(hands, stage.salma, codes[1], number)
    serve_as("hub")
    look_after_the_hub(hands, refused)
    send_out(hands, hub, stage)
    ask_the_portal(hands, number)
    measure(hands)
    assert unseen(hands.seen) == set()


def unseen(seen: set[str]) -> set[str]:
    """The pages of the four surfaces that were not opened."""
    from tools import registry

    names = {name for role in ("centre", "hub") for name in _names(registry.urls_of(role).urlpatterns)}
    return names - seen - set(NOT_PAGES)


def _names(patterns: list[Any], space: str = "") -> Iterator[str]:
    for one in patterns:
        if isinstance(one, URLResolver):
            yield from _names(one.url_patterns, f"{one.namespace}:")
        elif isinstance(one, URLPattern) and space:
            yield f"{space}{one.name}"


def sign_in(hands: Hands, stage: Any) -> None:
    from tests.surfaces.counter.stage import PINS

    hands.open("/counter/sign-in").press("main a.pick", "/first")
    hands.fill(code=stage.codes["karim"], pin=PINS["karim"], again=PINS["karim"]).go("/counter/")
    hands.press("header a:has-text('Cover')", "/sign-in?covered")
    sign_in_again(hands, stage)


def sign_in_again(hands: Hands, stage: Any) -> None:
    from tests.surfaces.counter.stage import PINS

    hands.open("/counter/sign-in").press(f'main a[href$="/{stage.karim}"]', "/sign-in/")
    hands.fill(pin=PINS["karim"]).go("/counter/")


def lodge(hands: Hands, days: int) -> str:
    """A birth registration from the first page to the receipt; gives its number."""
    from tests.surfaces.counter.stage import child, days_ago

    answers = child(days_ago(days))
    hands.open("/counter/").press("#services a.pick", "/citizens?service=").go("/citizens/new")
    hands.fill_in(MOTHER).go("/")
    if "Is it she?" in hands.says:
        hands.fill(is_new="yes").go("/birth_registration")
    hands.page.wait_for_url("**/birth_registration")
    hands.fill(heard="yes").go("/applicant").fill_in(answers).go("/child").fill_in(answers).go("/parents")
    hands.fill_in(answers).go("/address").fill_in(answers).go("/papers").fill_in(answers)
    hands.go("/read-back").fill(received="100").press('button[value="count"]:not(.vh)', "/read-back")
    hands.page.wait_for_selector("text=Give back")
    hands.fill(agreed="yes").go("/receipt")
    assert "Taken and kept at" in hands.says and "Ctrl and P" in hands.says
    return re.findall(r"/files/(\d{7})/", hands.at)[0]


def lodge_beside(stage: Any) -> str:
    """Another file, made without the browser; its fee is in the drawer from which it is given back."""
    from tests.surfaces.counter.stage import Counter, days_ago

    counter = Counter()
    counter.sign_in(stage, "karim")
    return counter.lodge(counter.citizen(local_name="লতা খানম"), born=days_ago(101))


def look_around(hands: Hands, number: str) -> None:
    hands.link("To the file", f"/files/{number}")
    assert "With the office" in hands.says
    hands.open("/counter/files").press(f'main a[href$="{number}"]', f"/files/{number}")
    hands.open("/counter/").fill(q="rohi").press('main form[role="search"] button', "/found")
    hands.press('main a[href*="/citizens/"]', "/citizens/")
    assert "রহিমা" in hands.says or "Rohima" in hands.says or "Rahima" in hands.says
    hands.open("/counter/citizens").fill(q="rohi").press("main form button", "/citizens")
    hands.open("/counter/line")
    hands.open("/counter/drafts")
    assert "Unfinished forms" in hands.says
    hands.go("/counter/")


def pair_phones(hands: Hands, stage: Any, monkeypatch: Any) -> None:
    """A code shown and taken back; two phones paired by others and ended, one and all."""
    from tests.surfaces.counter.paired import certify, phone
    from tests.surfaces.counter.stage import Counter

    hands.open("/counter/").link("Phones", "/counter/phones")
    assert "Phones cannot be paired now" in hands.says
    certify(monkeypatch)
    hands.open("/counter/phones").go("/counter/phones")
    hands.page.wait_for_selector("main >> text=Pair this phone now")
    hands.press('form[action$="/stop"] button', "/counter/phones")
    other = Counter()
    other.sign_in(stage, "shrabani")
    photograph(hands)
    for button in ('form[action$="/1/end"] button', 'form[action$="/phones/end"] button'):
        phone(other, stage, "shrabani")
        hands.open("/counter/phones").press(button, "/counter/phones")
        hands.page.wait_for_selector("main >> text=None. The laptop answers nobody")


def photograph(hands: Hands) -> None:
    """The papers of a form that is open are pictured, and a picture taken away; then the form is thrown away."""
    from tests.applications.test_local import photo
    from tests.surfaces.counter.stage import child, days_ago

    answers = child(days_ago(100))
    hands.open("/counter/citizens").fill(q="rohi").press("main form button", "/citizens")
    hands.press("main a.pick", "/citizens/").press(
        'main a[href$="/birth_registration"]', "/birth_registration"
    )
    hands.fill(heard="yes").go("/applicant").fill_in(answers).go("/child").fill_in(answers).go("/parents")
    hands.fill_in(answers).go("/address").fill_in(answers).go("/papers")
    form = hands.at
    hands.open("/counter/photos")
    sent = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((900, 600))}
    hands.page.locator("main input[type=file]").first.set_input_files(files=[sent])
    hands.press("main form button", "/counter/photos")
    hands.page.wait_for_selector("main >> text=The picture is kept on this laptop")
    hands.press('main form[action$="/away"] button', "/counter/photos")
    hands.open(form.rsplit("/", 1)[0] + "/drop").go("/counter/")


def allow_and_end(hands: Hands) -> None:
    """A mandate on its slip, and taken back."""
    hands.open("/counter/citizens").fill(q="rohi").press("main form button", "/citizens")
    hands.press("main a.pick", "/citizens/").link("Record what she allows", "/mandates/of/")
    hands.fill_in({"scope-lodge": "yes", "term": "month"}).go("/slip")
    hands.fill(shown_by="thumb", agreed="yes").go("/counter/mandates/")
    hands.press('form[action$="/end"] button', "/counter/mandates/")
    hands.page.wait_for_selector("main >> text=She took it back")
    hands.open("/counter/citizens").link("She is registered at another centre", "/elsewhere")
    hands.fill(code="0002B5B68MCP5N").go("/elsewhere")
    hands.page.wait_for_selector("main >> text=Slip ··CP5N")
    wish(hands)


def wish(hands: Hands) -> None:
    """Something that is not offered, with her words and without, and taken back."""
    hands.open("/counter/citizens").fill(q="rohi").press("main form button", "/citizens")
    hands.press("main a.pick", "/citizens/").link("She asks for what is not here", "/wishes/of/")
    hands.fill_in({"kind": "money", "words": "a loan for a boat", "agreed": "yes"}).go("/counter/wishes/")
    hands.press('form[action$="/take-back"] button', "/counter/wishes/")
    hands.page.wait_for_selector("main >> text=it counts no more")
    hands.open("/counter/wishes").fill_in({"kind": "paper"}).go("/counter/wishes/")


def undo(hands: Hands, stage: Any, monkeypatch: Any) -> None:
    """A file that was entered twice, and somebody who was; a phone that was paired."""
    from tests.surfaces.counter.stage import Counter, days_ago

    counter = Counter()
    counter.sign_in(stage, "karim")
    number = counter.lodge(counter.citizen(local_name="শাপলা আক্তার"), born=days_ago(102))
    twin = counter.citizen(local_name="শাপলা আক্তার", is_new="yes")
    hands.open(f"/counter/files/{number}").link("Take it back", "/take-back")
    hands.fill(reason="twice", agreed="yes").go(f"/files/{number}")
    hands.page.wait_for_selector("main >> text=Taken back here")
    hands.open(f"/counter/citizens/{twin}").press('main a[href$="/by-mistake"]', "/by-mistake")
    hands.fill(reason="twice").go("/counter/citizens")
    pair_phones(hands, stage, monkeypatch)


def send_out(hands: Hands, hub: Any, stage: Any) -> None:
    """The district's officer makes a list of what waits for the record room, and looks at it."""
    from dorgora.people import queries as people
    from tests.applications.land import ROOM, SERVICE, with_district
    from tests.applications.world import World
    from tests.surfaces.counter.stage import publish

    publish(SERVICE)
    (rohima, *_others) = people.find_citizens("rohi", place=PLACE)
    district = with_district(World(hub, stage.karim, stage.salma, 0, rohima.id))
    district.submit()
    open_the_desk(hands, district.harun)
    hands.press(f'main a[href$="/lists/to/{ROOM}"]', "/lists/to/").go("/desk/lists/")
    assert "Ctrl and P" in hands.says
    leave_the_desk(hands)


def open_the_desk(hands: Hands, officer: int) -> list[str]:
    """Salma comes to the desk with a code from paper; gives her recovery codes."""
    from dorgora.people import local

    hands.open("/desk/sign-in").link("I have a one-time code", "/first")
    hands.fill(officer=str(officer), code=local.give_code(officer)).go("/passkey/new")
    hands.go("/recovery-codes").press(".step .go", "/recovery-codes")
    hands.page.wait_for_selector("#recovery-codes")
    codes = hands.page.locator("#recovery-codes b").all_inner_texts()
    hands.go("/desk/")
    return codes


def sign_in_at_the_desk(hands: Hands, officer: int, code: str) -> None:
    hands.open("/desk/sign-in").fill(officer=str(officer), code=code).go("/desk/")


def leave_the_desk(hands: Hands) -> None:
    hands.open("/desk/find").fill(q="10092570-2026-000142-4").press("main form button", "/desk/find")
    hands.page.wait_for_selector("main >> text=This is no number of a certificate")
    hands.press("header a:has-text('Cover')", "/sign-in?covered")


def decide(hands: Hands, number: str, act: Callable[[Hands], None]) -> None:
    from dorgora.applications import queries

    file = queries.file_by_number(number, PLACE)
    assert file is not None
    hands.open("/desk/").press(f'main table a[href$="/files/{file.id}"]', "/desk/files/")
    act(hands)


def return_it(hands: Hands) -> None:
    hands.fill(decision="return", wrong="mother_name", note="Look at the card again.").go("/desk/files/")
    hands.page.wait_for_selector("main >> text=Look at the card again.")


def approve(hands: Hands) -> None:
    from dorgora.feed import aftermath
    from tests.surfaces.counter.stage import days_ago

    number = f"{days_ago(100).year}{REGISTER_NUMBER}"
    hands.fill(decision="approve", register_number=number).go("/desk/files/")
    hands.page.wait_for_selector(f"main >> text={number}")
    aftermath.drain()


def reject(hands: Hands) -> None:
    hands.fill(decision="reject", legal_ground="Registered before").go("/desk/files/")
    hands.page.wait_for_selector("main >> text=Registered before")


def correct(hands: Hands, number: str) -> None:
    hands.open("/counter/").press(f'main a[href$="/files/{number}"]', f"/files/{number}").go("/correct")
    hands.fill(mother_name="rohima begom").go(f"/files/{number}")
    hands.page.wait_for_selector("main >> text=Corrected and sent again")


def hand_over(hands: Hands, number: str) -> None:
    hands.open(f"/counter/files/{number}").go("/certificate")
    assert "Ctrl and P" in hands.says
    hands.link("Hand it over", "/hand-over")
    hands.fill(to="applicant", own_time="3", own_cost="40", visits="1", confirmed="yes")
    hands.go(f"/files/{number}")
    assert "Handed over" in hands.says


def keep_and_pay_back(hands: Hands, stage: Any, refused: str) -> None:
    """A form kept and thrown away, money given back, the drawer counted, its sheet, one that was left, and out."""
    from tests.surfaces.counter.stage import leave_drawer

    hands.open("/counter/citizens").fill(q="rohi").press("main form button", "/citizens")
    hands.press("main a.pick", "/citizens/").press('main a[href$="/birth_registration"]', "/birth_")
    hands.fill(heard="yes").go("/applicant").press('button[value="later"]', "/counter/")
    hands.link("Go on from there", "/applicant").link("Throw this form away", "/drop").go("/counter/")
    hands.open(f"/counter/files/{refused}").press('button[form="refund"]', f"/files/{refused}")
    hands.page.wait_for_selector("main >> text=was given back")
    hands.open("/counter/").link("Count the drawer", "/counter/drawer")
    hands.fill_in({"when": "closing", "n-5000": "1"}).press('button[value="count"]:not(.vh)', "/drawer")
    hands.page.wait_for_selector("main >> text=Tk 25 short")
    hands.fill(reason="missing").go("/drawer?kept=1")
    assert "Tk 50 counted" in hands.says and "Missing, nobody knows why" in hands.says
    hands.link("Day sheet", "/drawer/20")
    assert "Ctrl and P" in hands.says
    hands.open("/counter/drawer").press('main a.pick[href*="/drawer/20"]', "/drawer/20")
    pass_money_on(hands, stage)
    leave_drawer(stage)
    hands.open("/counter/drawer").link("Count it out", "/drawer/left/")
    hands.fill_in({"n-5000": "1", "n-2000": "1", "n-500": "1"}).go("/drawer/20")
    assert "in the place of Shrabani" in hands.says
    hands.open("/counter/").press('form[action$="/sign-out"] button', "/counter/sign-in")


def pass_money_on(hands: Hands, stage: Any) -> None:
    """Paid to whom it is owed and taken back; what the other operator handed over is confirmed."""
    from dorgora.kernel import clock
    from dorgora.money import actions

    hands.open("/counter/drawer").link("Pass money on", "/drawer/pass-on")
    hands.fill(whom=f"owed.{PLACE}", amount="5", slip="2223-778").go("/passed/")
    hands.page.locator('form[action$="/undo"] button').click()
    hands.page.wait_for_selector("main >> text=Tk 5 is in the drawer of Karim again")
    hers = {"centre": PLACE, "by": stage.shrabani, "at": clock.now()}
    actions.take_fee(about=7, office=PLACE, state_minor=0, operator_minor=500, **hers)
    actions.pass_on(purpose="handed", whose=stage.karim, amount_minor=500, **hers)
    hands.open("/counter/drawer").press('main a.pick[href*="/passed/"]', "/passed/")
    hands.page.locator(".go").click()
    hands.page.wait_for_selector("main >> text=A power cut will not lose it.")


def take_back(hands: Hands, officer: int, code: str, number: str) -> None:
    """The officer takes the certificate back, and the counter says so."""
    from dorgora.applications import queries

    file = queries.file_by_number(number, PLACE)
    assert file is not None
    sign_in_at_the_desk(hands, officer, code)
    hands.open(f"/desk/files/{file.id}").link("Take the certificate back", "/certificate/revoke")
    hands.fill(reason="wrong").go(f"/desk/files/{file.id}")
    hands.page.wait_for_selector("main >> text=The certificate was taken back")
    leave_the_desk(hands)


def look_after_the_hub(hands: Hands, refused: str) -> None:
    """One officer of the hub settles an alarm, looks at the laptops and asks for an erasure; another confirms it."""
    from dorgora.applications import queries
    from dorgora.feed import node as nodes

    nasima, parvin = appoint("Nasima"), appoint("Parvin")
    nodes.this().store.alarm("forked", 2, 0)
    file = queries.file_by_number(refused, PLACE)
    assert file is not None
    open_the_desk(hands, nasima)
    compare(hands)
    hands.open("/desk/alarms").press("main a.pick", "/alarms/")
    hands.fill(done="Both laptops found; one is kept.").go("/desk/alarms")
    hands.page.wait_for_selector("main >> text=one is kept")
    hands.link("Laptops", "/desk/laptops").link("Erasures", "/desk/erasures")
    hands.fill(code=file.code, law="Privacy Act, s. 5", keeps="amounts").go("/desk/erasures/")
    asked = hands.at
    hands.open("/desk/alarms").press('form[action$="/sign-out"] button', "/desk/sign-in")
    open_the_desk(hands, parvin)
    hands.open(asked).go("/desk/erasures/")
    hands.page.wait_for_selector("h1:has-text('Erased')")


def compare(hands: Hands) -> None:
    """Rahima was registered anew: found to be one person, and taken back."""
    from dorgora.feed import aftermath
    from dorgora.people import actions as people
    from dorgora.people import queries
    from tests.surfaces.counter.stage import BEFORE

    (rahima, *_others) = queries.find_citizens("rohima", place=PLACE)
    words = {
        name: getattr(rahima, name)
        for name in ("sex", "area", "local_name", "latin_name", "date_of_birth", "phone", "number", "village")
    }
    people.register_citizen(place=PLACE, by=7, at=BEFORE, **words)
    aftermath.drain()
    hands.open("/desk/lookalikes").go("/desk/lookalikes/").fill(finding="papers").go("/desk/lookalikes")
    hands.page.wait_for_selector("main >> text=her papers show it")
    hands.link("All that was found", "/found").press("main a.pick", "/desk/lookalikes/")
    hands.fill(finding="mistake").go("/desk/lookalikes")
    hands.page.wait_for_selector("main >> text=it was a slip")


def appoint(name: str) -> int:
    """An officer of the hub's own staff."""
    from dorgora.people import actions as people
    from tests.surfaces.counter.stage import BEFORE

    return people.appoint_officer(
        role="hub", place="", powers=("erase", "alarms", "link"), local_name=name, latin_name=name,
        local_title="", latin_title="",
        by=0, at=BEFORE,
    )  # fmt: skip


def ask_the_portal(hands: Hands, number: str) -> None:
    from dorgora.applications import queries
    from dorgora.certificates import queries as certificates

    file = queries.file_by_number(number, PLACE)
    assert file is not None
    hands.open("/portal/").press('main a[href$="/birth_registration"]', "/services/")
    assert "What it costs" in hands.says
    hands.open("/portal/track").fill_in({"code": number, "place-typed": "kukri"}).go("/portal/file/")
    assert "no longer holds" in hands.says and "Something on it is wrong" in hands.says
    hands.open("/portal/verify").fill(text=certificates.receipt_text(file.id) or "").go("/verify")
    hands.page.wait_for_selector("text=This receipt is genuine.")


def measure(hands: Hands) -> None:
    hands.open("/dashboard/").fill(area="bhola").press("main form button", "area=bhola")
    hands.press('main a[href*="/files"]', "/dashboard/files")
    hands.open("/dashboard/wishes").press('main a[href*="kind=paper"]', "/dashboard/wishes/behind")
