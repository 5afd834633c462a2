"""The other language of a page that answered: the answer and what was typed stay, and stand in no address."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

import pytest

from dorgora.certificates import queries as certificates
from dorgora.portal import local
from tests.applications.world import PLACE
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow


class Switch(HTMLParser):
    """The button of the other language, and what a browser without scripts sends by it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.address, self.sent, self._area = "", {}, ""
        self._in_form = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._in_form = said.get("id") == "asked"
        if tag == "button" and said.get("form") == "asked" and "formaction" in said:
            self.address = said["formaction"]
            if "name" in said:
                self.sent[said["name"]] = said["value"]
        elif self._in_form and tag == "textarea":
            self._area = said["name"]
            self.sent[self._area] = ""
        elif self._in_form and tag == "input" and (said.get("type") != "radio" or "checked" in said):
            self.sent[said["name"]] = said.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._area:
            self.sent[self._area] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if tag == "form":
            self._in_form = False


def in_the_other(client: Any, page: Any) -> Any:
    """The same page, by its language button."""
    switch = Switch(page.content.decode())
    assert re.fullmatch(r"/portal/(track|verify)\?lang=(bn|en)", switch.address), (
        "nothing else in the address"
    )
    return client.post(switch.address, switch.sent)


def text(page: Any) -> str:
    return unescape(str(page.content.decode()))


def test_a_judged_paper_is_judged_in_the_other_language_too(lodged: Any, rahima: Any) -> None:
    receipt = certificates.receipt_text(lodged.id) or ""
    page = rahima.post("/portal/verify", {"text": receipt})
    assert "This receipt is genuine." in text(page)
    bangla = in_the_other(rahima, page)
    assert 'lang="bn"' in text(bangla) and "note ok" in text(bangla) and receipt in text(bangla)
    again = in_the_other(rahima, bangla)
    assert "This receipt is genuine." in text(again) and receipt in text(again)


def test_a_code_that_led_nowhere_stays_with_its_answer(world: Any, rahima: Any) -> None:
    page = rahima.post("/portal/track", {"code": "00037G7HHDVCWA"})
    bangla = in_the_other(rahima, page)
    assert bangla.status_code == 404 and 'value="00037G7HHDVCWA"' in text(bangla)
    assert "Nothing was found for this." in text(in_the_other(rahima, bangla))


def test_a_question_that_lacks_something_stays_a_question(lodged: Any, rahima: Any) -> None:
    page = rahima.post("/portal/track", {"code": lodged.number})
    bangla = in_the_other(rahima, page)
    assert bangla.status_code == 422 and Switch(text(bangla)).sent["code"] != ""
    assert "At which centre was it lodged?" in text(in_the_other(rahima, bangla))


def test_a_centre_that_was_looked_for_stays_found(lodged: Any, rahima: Any) -> None:
    page = rahima.post("/portal/track", {"code": "", "place-typed": "kukri", "find": "place"})
    bangla = in_the_other(rahima, page)
    assert bangla.status_code == 200 and f'name="place" value="{PLACE}"' in text(bangla)


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/portal/track", {"code": "0003 7G7H", "place-typed": "kukri"}),
        ("/portal/verify", {"text": "ABC <b>"}),
    ],
)
def test_what_is_typed_and_not_sent_stays_and_is_not_asked(
    world: Any, rahima: Any, monkeypatch: Any, address: str, typed: dict[str, str]
) -> None:
    def counted(*_args: Any) -> None:
        raise AssertionError("nothing was asked")

    monkeypatch.setattr(local, "count", counted)
    switch = Switch(text(rahima.get(address)))
    page = rahima.post(switch.address, switch.sent | typed)
    assert page.status_code == 200 and 'role="alert"' not in text(page) and 'lang="bn"' in text(page)
    kept = Switch(page.content.decode()).sent
    assert {name: kept[name] for name in typed} == typed


@pytest.mark.parametrize("javascript", [True, False])
def test_the_switch_is_a_key_away_and_enter_still_looks(
    chromium: Any, lodged: Any, rahima: Any, javascript: bool
) -> None:
    with window(chromium, rahima, size="phone", language="en", javascript=javascript) as page:
        page.goto(f"{HOST}/portal/track")
        page.locator('[name="code"]').fill("00037G7HHDVCWA")
        page.keyboard.press("Enter")
        page.wait_for_selector("text=Nothing was found for this.")
        page.locator(".tongue").focus()
        page.keyboard.press("Enter")
        page.wait_for_selector('html[lang="bn"]')
        assert page.locator('[name="code"]').input_value() == "00037G7HHDVCWA"
        assert page.locator('[role="alert"]').count() and page.url == f"{HOST}/portal/track?lang=bn"
        page.locator('[name="code"]').fill(lodged.code)
        page.keyboard.press("Enter")
        page.wait_for_selector(".way")
