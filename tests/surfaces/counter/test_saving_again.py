"""What could not be kept at once is tried again, and the page says so; she leaves with what she last meant."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any
from urllib.parse import parse_qsl

import pytest

from dorgora.kernel import clock
from tests import browser
from tests.surfaces.counter.stage import days_ago, form_of, return_file
from tests.surfaces.counter.test_leaving import NEW
from tests.surfaces.counter.test_saving import save
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow

COUNTED = """const ask = window.fetch; window.asked = [];
window.fetch = (...all) => { const one = ask(...all); window.asked.push(one); return one; };"""
SETTLED = "Promise.allSettled(window.asked).then(() => window.asked.length)"
BEGAN = 1_800_000_000
UNSAVED, OLDER, SAVED = "is not saved yet", "another, newer page", "What you typed is saved"
GONE = "sent already, or thrown away"
PAUSE, LONGEST, AGAIN, MINUTE, ANSWER = 1500, 5000, 3000, 60_000, 10_000


def full(route: Any) -> None:
    route.fulfill(status=507, content_type="text/html", body="The disk is full.")


def cut(route: Any) -> None:
    route.abort()


def silent(route: Any) -> None:
    """Never answers."""


class Typing:
    """A page in which somebody types, whose time the test moves on; `meets` its savings before the server does."""

    def __init__(self, page: Any, url: str) -> None:
        self.page, self.url = page, url
        self.meets: Callable[[Any], None] | None = None
        page.clock.install(time=BEGAN)
        page.add_init_script(COUNTED)
        page.route(HOST + url, self._meet)
        page.goto(HOST + url)
        page.clock.pause_at(BEGAN + 1)

    def _meet(self, route: Any, request: Any) -> None:
        if self.meets and request.method == "POST" and "go=typing" in request.post_data:
            self.meets(route)
        else:
            route.fallback()

    def types(self, name: str, text: str) -> "Typing":
        """Types into a field without leaving it."""
        self.page.locator(f'[name="{name}"]').press_sequentially(text)
        return self

    def leaves_field(self) -> int:
        self.page.keyboard.press("Tab")
        return self.waits(1)

    def waits(self, milliseconds: int) -> int:
        """Lets so much time go by; gives how often the page asked to keep what stands in it until now."""
        self.page.clock.run_for(milliseconds)
        asked, before = int(self.page.evaluate("window.asked.length")), -1
        while self.meets is not silent and asked != before:
            before, asked = asked, int(self.page.evaluate(SETTLED))
        return asked

    @property
    def says(self) -> str:
        return str(self.page.text_content(".step [role=status]"))


@contextmanager
def typing(chromium: Any, counter: Any, url: str) -> Iterator[Typing]:
    with window(chromium, counter.client, language="en") as page:
        yield Typing(page, url)


@pytest.fixture
def child(counter: Any) -> str:
    """The address of a section in which a child's name is to be typed."""
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    return str(counter.at)


def is_press(request: Any) -> bool:
    """Whether a form is sent, not only what stands in it kept."""
    return request.method == "POST" and "go=typing" not in (request.post_data or "")


def kept(counter: Any, url: str, name: str = "name_bn") -> str:
    return form_of(counter.get(url))[name]


def test_a_full_disk_that_has_room_again_keeps(chromium: Any, counter: Any, child: str) -> None:
    with typing(chromium, counter, child) as her:
        her.meets = full
        assert her.types("name_bn", "মিম").waits(PAUSE) == 1
        assert UNSAVED in her.says and kept(counter, child) == ""
        her.meets = None
        assert her.waits(AGAIN - 1) == 1 and her.waits(1) == 2
        assert SAVED in her.says and kept(counter, child) == "মিম"
        assert her.waits(4 * MINUTE) == 2, "nothing is unsaved: nothing is asked"


def test_tries_become_rare_but_a_field_left_is_one(chromium: Any, counter: Any, child: str) -> None:
    with typing(chromium, counter, child) as her:
        her.meets = cut
        tries = her.types("name_bn", "মিম").waits(PAUSE)
        for seconds in (3, 6, 12, 24, 48, 60, 60):
            assert her.waits(seconds * 1000 - 1) == tries
            tries += 1
            assert her.waits(1) == tries
        her.types("name_bn", " আক্তার")
        assert her.waits(2 * PAUSE) == tries, "what she types on asks no oftener"
        her.meets = None
        assert her.leaves_field() == tries + 2, "what was sent before, and what stands there since"
        assert SAVED in her.says and kept(counter, child) == "মিম আক্তার"


def test_no_answer_at_all_is_no_saving(chromium: Any, counter: Any, child: str) -> None:
    with typing(chromium, counter, child) as her:
        her.meets = silent
        her.types("name_bn", "মিম").waits(PAUSE)
        her.waits(ANSWER - 1)
        assert UNSAVED not in her.says
        her.waits(1)
        her.page.wait_for_selector(f".step [role=status]:has-text('{UNSAVED}')")
        her.meets = None
        her.waits(AGAIN)
        assert SAVED in her.says and kept(counter, child) == "মিম"


def losing(counter: Any, url: str) -> Callable[[Any], None]:
    """The server keeps what is sent; its answer never comes."""
    here = copy_context()

    def lost(route: Any) -> None:
        words = dict(parse_qsl(route.request.post_data))
        assert here.copy().run(save, counter, url, words).status_code == 204
        route.abort()

    return lost


def test_a_lost_answer_makes_no_page_older(chromium: Any, counter: Any, child: str) -> None:
    with typing(chromium, counter, child) as her:
        her.meets = losing(counter, child)
        her.types("name_bn", "মিম").waits(PAUSE)
        assert UNSAVED in her.says and kept(counter, child) == "মিম"
        her.meets = None
        her.types("name_bn", " আক্তার").leaves_field()
        assert SAVED in her.says and kept(counter, child) == "মিম আক্তার"


@pytest.mark.parametrize("key", ["F8", "Escape"])
def test_after_a_lost_answer_her_last_word_counts(chromium: Any, counter: Any, child: str, key: str) -> None:
    with typing(chromium, counter, child) as her:
        her.meets = losing(counter, child)
        her.types("order_of_child", "3").waits(PAUSE)
        her.meets = None
        her.page.keyboard.press("Backspace")
        with her.page.expect_response(lambda got: is_press(got.request)):
            her.page.keyboard.press(key)
    page = counter.get(child)
    assert form_of(page)["order_of_child"] == "" and "another page" not in page.content.decode()


@pytest.mark.parametrize("key", ["F8", "F9"])
def test_a_press_waits_for_one_more_try_alone(chromium: Any, counter: Any, child: str, key: str) -> None:
    with typing(chromium, counter, child) as her:
        her.meets = cut
        her.types("name_bn", "মিম").waits(PAUSE)
        with her.page.expect_request(is_press):
            her.page.keyboard.press(key)


def test_signed_in_again_elsewhere_it_is_kept(chromium: Any, counter: Any, stage: Any, child: str) -> None:
    with typing(chromium, counter, child) as her:
        asked: list[str] = []
        her.page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        counter.client.get("/counter/cover")
        her.types("name_bn", "মিম").leaves_field()
        assert UNSAVED in her.says
        assert asked == [f"POST {HOST}{child}"], "the way to signing in is not followed"
        counter.sign_in(stage, "karim")
        assert kept(counter, child) == ""
        her.waits(AGAIN)
        assert SAVED in her.says and kept(counter, child) == "মিম"


def test_another_operator_never_gets_it(chromium: Any, counter: Any, stage: Any) -> None:
    with typing(chromium, counter, NEW) as her:
        counter.sign_in(stage, "shrabani")
        her.types("local_name", "লতা").leaves_field()
        her.waits(AGAIN)
        assert UNSAVED in her.says
        assert kept(counter, NEW, "local_name") == ""
        counter.sign_in(stage, "karim")
        her.types("village", "চর").leaves_field()
        assert SAVED in her.says and kept(counter, NEW, "local_name") == "লতা"
        counter.sign_in(stage, "shrabani")
        assert kept(counter, NEW, "local_name") == ""


def test_an_older_page_says_so_and_stops(chromium: Any, counter: Any, child: str) -> None:
    with typing(chromium, counter, child) as her:
        save(counter, child, form_of(counter.get(child)) | {"name_bn": "রিতা"})
        tries = her.types("name_bn", "মিম").leaves_field()
        assert OLDER in her.says and tries == 1
        her.types("order_of_child", "2").leaves_field()
        assert her.waits(4 * MINUTE) == 1 and OLDER in her.says
        assert kept(counter, child) == "রিতা"


def dropped(counter: Any, stage: Any) -> tuple[str, str, Callable[[], object]]:
    """A form, a field of it, and how it is thrown away."""
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    drop = counter.at.replace("/child", "/drop")
    return counter.at, "name_en", lambda: counter.send(counter.get(drop), {}, to=drop)


def handed_in(counter: Any, stage: Any) -> tuple[str, str, Callable[[], object]]:
    """The same, handed in."""
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10))
    read_back, paid = counter.at, {"received": "100", "agreed": "yes", "go": "take"}
    return (
        read_back.replace("/read-back", "/child"),
        "name_en",
        lambda: counter.send(page, paid, to=read_back),
    )


def sent_again(counter: Any, stage: Any) -> tuple[str, str, Callable[[], object]]:
    """The same of a correction, sent."""
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    return_file(stage, number, "mother_name")
    url = f"/counter/files/{number}/correct"
    return url, "mother_name", lambda: counter.send(counter.get(url), {"mother_name": "লতা"}, to=url)


@pytest.mark.parametrize("done", [dropped, handed_in, sent_again])
def test_a_page_whose_form_is_gone_says_so_and_stops(
    chromium: Any, counter: Any, stage: Any, done: Callable[..., Any]
) -> None:
    url, name, happens = done(counter, stage)
    with typing(chromium, counter, url) as her:
        happens()
        assert her.types(name, "Mim").leaves_field() == 1
        assert GONE in her.says and her.waits(4 * MINUTE) == 1


def test_typing_without_pause_is_kept_every_five_seconds(chromium: Any, counter: Any, child: str) -> None:
    with typing(chromium, counter, child) as her:
        tries = [her.types("name_bn", letter).waits(1000) for letter in "abcdefghijk"]
        assert tries == [0] * 4 + [1] * 5 + [2] * 2
        assert kept(counter, child).startswith("abcde")


@pytest.mark.parametrize("way", ["F9", "Escape", "F2", "a[href='/counter/drawer']"])
def test_what_she_took_back_does_not_return(
    chromium: Any, counter: Any, stage: Any, child: str, way: str
) -> None:
    with typing(chromium, counter, child) as her:
        her.types("name_bn", "Wrong").waits(PAUSE)
        assert kept(counter, child) == "Wrong"
        for _letter in "Wrong":
            her.page.keyboard.press("Backspace")
        if way.startswith("a["):
            her.page.locator(way).first.click()
        else:
            her.page.keyboard.press(way)
        her.page.wait_for_url(lambda url: url != HOST + child)
    counter.sign_in(stage, "karim")
    assert kept(counter, child) == ""


def test_a_photo_chosen_goes_with_her_when_she_leaves(chromium: Any, counter: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    with typing(chromium, counter, counter.at) as her:
        picture = {"name": "card.jpg", "mimeType": "image/jpeg", "buffer": b"picture"}
        her.page.set_input_files('[name="epi_card-picture"]', picture)
        her.types("parents_identity-number", "1").leaves_field()
        with her.page.expect_request(lambda sent: sent.method == "POST") as sent:
            her.page.keyboard.press("Escape")
        assert sent.value.headers["content-type"].startswith("multipart/form-data")


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_both_states_are_told_well(chromium: Any, counter: Any, child: str, language: str) -> None:
    found = []
    for address, name in ((child, "name_bn"), (NEW, "local_name")):
        with window(chromium, counter.client, kept=True, language=language) as page:
            page.goto(HOST + address)
            short = address.rsplit("/", 1)[1]
            with page.expect_response(lambda got: got.status == 507):
                page.route(HOST + address, full)
                page.fill(f'[name="{name}"]', "মিম")
                page.keyboard.press("Tab")
            page.wait_for_selector(".step .clock")
            page.complaints.clear()  # the browser's own word on the 507
            found += looked_at(page, f"counter-unsaved-{short}")
            page.unroute(HOST + address, full)
            save(counter, address, form_of(counter.get(address)) | {name: "রিতা"})
            page.keyboard.type("1")
            page.keyboard.press("Tab")
            page.wait_for_selector(".step .no")
            found += looked_at(page, f"counter-older-{short}")
    assert found == []


def test_the_page_says_since_when_it_is_kept(
    chromium: Any, counter: Any, child: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the clock of the place, in the page's digits; it is not read out each time."""
    at = clock.now()
    with typing(chromium, counter, child) as her:
        for second, words in enumerate(("মিম", " আক্তার")):
            monkeypatch.setattr(clock, "now", lambda n=second: at.replace(hour=3, minute=4, second=n))
            her.types("name_bn", words).waits(PAUSE)
            assert f"Saved 9:04:0{second}, on this laptop." in her.says, "six hours ahead"
        assert her.page.locator(".step [role=status] [aria-live=off]").count() == 1


def test_the_time_of_a_saving_is_told_in_ascii(counter: Any, child: str) -> None:
    counter.client.cookies["django_language"] = "bn"
    kept_now = save(counter, child, form_of(counter.get(child)) | {"name_bn": "মিম"})
    assert re.fullmatch(r"[0-9:]{7,8}", kept_now.headers["Dorgora-Saved"])
