"""The page of phones at the laptop, and what a paired phone is given: the counter, and nothing it keeps."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.conf import settings
from django.test import Client

from dorgora.config import lan as lan_door
from dorgora.config import served
from dorgora.config.phone_door import COOKIE
from dorgora.feed import node as nodes
from dorgora.feed.roads import certified, lan
from dorgora.kernel import clock
from dorgora.people.local import phone_codes, phones
from tests import browser
from tests.surfaces.counter.paired import BY_PHONE, certify, code_shown, phone
from tests.surfaces.counter.stage import PINS, Counter, form_of
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow
PAGE = "/counter/phones"


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.fixture
def certified_counter(counter: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    certify(monkeypatch)
    return counter


def test_it_works(certified_counter: Any, stage: Any) -> None:
    hers = phone(certified_counter, stage)
    assert "What does the citizen want?" in text(hers.get("/counter/"))
    listed = text(certified_counter.get(PAGE))
    assert "Phone 1" in listed and "paired by Karim" in listed
    certified_counter.client.post("/counter/phones/1/end", form_of(certified_counter.get(PAGE), ""))
    assert hers.get("/counter/").status_code == 403


@pytest.mark.parametrize(("typed", "shown"), [("12", "12"), ("৯৯৯৯ ০০০১", "99990001"), ("<b>", "")])
def test_a_code_that_is_not_taken_is_said(certified_counter: Any, stage: Any, typed: str, shown: str) -> None:
    code_shown(certified_counter)
    stranger = Client(**BY_PHONE)  # type: ignore[arg-type]
    assert "not taken. Compare" not in text(stranger.get("/pair/"))
    page = stranger.post("/pair/", urlencode({"code": typed}), "application/x-www-form-urlencoded")
    assert page.status_code == 403 and text(page).count('role="alert"') == 1
    assert "not taken. Compare" in text(page) and "কোডটি মেলেনি" in text(page)
    assert f'value="{shown}"' in text(page), "what was typed stands there, to be compared"


def test_it_says_which_phone_was_paired(certified_counter: Any, stage: Any) -> None:
    phone(certified_counter, stage)
    page = text(certified_counter.get(PAGE))
    assert "Phone 1 is paired" in page and "The code is over" not in page
    assert "Phone 1 is paired" not in text(certified_counter.get(PAGE))
    code_shown(certified_counter)
    phone_codes.stop_pairing(stage.karim)  # as when its five minutes are over
    page = text(certified_counter.get(PAGE))
    assert "The code is over" in page and "is paired<" not in page


def test_without_a_certificate_the_page_says_why(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = text(counter.get(PAGE))
    assert "has not sent this laptop its certificate" in page and 'id="f"' not in page
    assert f'<a class="go" href="{PAGE}"' in page, "it says to look again: the main button does"
    certify(monkeypatch)
    monkeypatch.setattr("dorgora.feed.roads.lan.addresses", lambda: ())
    assert "on no network of its own" in text(counter.get(PAGE))
    monkeypatch.undo()
    later = clock.now() + timedelta(days=400)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert "certificate of this laptop is over" in text(counter.get(PAGE))


def test_a_code_is_shown_to_who_began_it_alone(certified_counter: Any, stage: Any) -> None:
    code = code_shown(certified_counter)
    assert f"{code[:4]} {code[4:]}" in text(certified_counter.get(PAGE))
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert code[:4] not in text(other.get(PAGE)).replace(" ", "")
    certified_counter.client.post(
        "/counter/phones/stop", form_of(certified_counter.get(PAGE), "") or {"csrfmiddlewaretoken": ""}
    )
    assert phones.standing(clock.now()).until == 0


def test_nothing_is_kept_by_a_phone(certified_counter: Any, stage: Any) -> None:
    hers = phone(certified_counter, stage)
    token = hers.client.cookies[COOKIE]
    assert token["secure"] and token["httponly"] and token["samesite"] == "Strict" and token["path"] == "/"
    assert token["domain"] == ""
    session = next(one for name, one in hers.client.cookies.items() if name.startswith("dorgora_centre"))
    assert session["secure"] and session["samesite"] == "Strict"
    citizen = certified_counter.citizen()
    for path in (
        "/counter/",
        "/counter/citizens",
        f"/counter/citizens/{citizen}",
        "/counter/sign-in",
        "/nowhere",
    ):
        assert hers.get(path)["Cache-Control"] == "no-store", path
    out = hers.client.post("/counter/sign-out", form_of(hers.get("/counter/"), ""))
    assert '"cache"' in out["Clear-Site-Data"] and out["Cache-Control"] == "no-store"


@pytest.mark.parametrize("host", ["", "[::1", "evil.example", "127.0.0.1", "127.0.0.1:1", "127.0.0.1:x"])
def test_another_name_than_the_doors_is_a_strangers(certified_counter: Any, stage: Any, host: str) -> None:
    hers = phone(certified_counter, stage)
    assert hers.client.get("/counter/", HTTP_HOST=host).status_code == 403
    assert certified_counter.client.get("/counter/", HTTP_HOST="[::1").status_code == 400
    at = "/counter/sign-out"
    sent = form_of(hers.get("/counter/"), "")
    assert hers.client.post(at, sent, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert hers.get("/counter/").status_code == 200


def test_a_request_asks_nothing_of_the_network(
    certified_counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers = phone(certified_counter, stage)

    def never() -> None:
        raise AssertionError("a certificate is read, or an interface asked, for whoever calls")

    monkeypatch.setattr(lan, "door", never)
    monkeypatch.setattr(lan, "addresses", never)
    assert hers.get("/counter/").status_code == 200
    hers.client.cookies.clear()
    assert hers.get("/counter/").status_code == 403


def test_the_doors_names_are_no_names_of_the_laptop(
    certified_counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, allowed = "192.168.1.7:8443", list(settings.ALLOWED_HOSTS)
    monkeypatch.setattr(served, "_seen", served.Seen(("192.168.1.7",), (), frozenset({"192.168.1.7"})))
    hers = Counter()
    hers.client = Client(**(BY_PHONE | {"HTTP_HOST": host, "HTTP_ORIGIN": f"https://{host}"}))
    token = phone_codes.pair(phone_codes.begin_pairing(stage.karim, clock.now()), "", clock.now())
    hers.client.cookies[COOKIE] = token
    page = hers.get(f"/counter/sign-in/{stage.karim}")
    sent = hers.client.post(hers.at, form_of(page) | {"pin": PINS["karim"]})
    assert (sent.status_code, sent["Location"]) == (302, "/counter/")
    assert certified_counter.client.get("/counter/", HTTP_HOST=host).status_code == 400
    assert allowed == settings.ALLOWED_HOSTS


def test_revoked_the_laptop_shuts_its_door(
    certified_counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    hers = phone(certified_counter, stage)
    monkeypatch.setattr(lan_door, "connections", SimpleNamespace(close_all=lambda: None))  # the test's own
    assert lan_door._wanted().door is not None
    monkeypatch.setattr(certified, "is_revoked", lambda: True)
    found = lan_door._wanted()
    assert (found.door, found.patience) == (None, lan_door.LOOK_AGAIN_SECONDS)
    assert "The hub trusts this laptop no more" in text(certified_counter.get(PAGE))
    monkeypatch.setattr(served, "_seen", served.Seen())  # as it then is kept
    assert hers.get("/counter/").status_code == 403


def test_where_nothing_listens_the_page_says_why(
    certified_counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    code_shown(certified_counter)
    monkeypatch.setattr(served, "_seen", served.Seen(in_vain=("127.0.0.1",)))
    page = text(certified_counter.get(PAGE))
    assert (
        "Another program of this laptop is where phones would call" in page and 'class="code big"' not in page
    )


@pytest.mark.parametrize("state", ["none", "pairing", "paired", "no-certificate", "port-taken"])
def test_every_state_is_accessible(
    chromium: Any, counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch, state: str
) -> None:
    if state != "no-certificate":
        certify(monkeypatch)
    if state == "paired":
        phone(counter, stage)
    if state == "pairing":
        code_shown(counter)
    if state == "port-taken":
        monkeypatch.setattr(served, "_seen", served.Seen(in_vain=("127.0.0.1",)))
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, kept=True, language=language) as page:
            page.goto(HOST + PAGE)
            assert looked_at(page, f"counter-phones-{state}-{language}") == []


def test_a_phone_is_paired_by_keyboard(chromium: Any, certified_counter: Any) -> None:
    with window(chromium, certified_counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(f"{HOST}/counter/")
        with keys.does("Pair a phone"):
            keys.far("Phones").goes("Enter", "/phones")
            keys.goes("F8", "/phones")
        page.wait_for_selector("text=Pair this phone now")
        with keys.does("Pair a phone", way=1):
            keys.far("Show the code no more").goes("Enter", "/phones")
        assert nodes.this() and phones.standing(clock.now()).until == 0


def test_phones_are_ended_by_keyboard(chromium: Any, certified_counter: Any, stage: Any) -> None:
    for _one in range(3):
        phone(certified_counter, stage)
    with window(chromium, certified_counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(HOST + PAGE)
        for words, n_left in (("End it", 2), ("End all phones", 0)):
            with keys.does("Pair a phone", way=1):
                keys.far(words).goes("Enter", "/phones")
            assert len(phones.phones()) == n_left
