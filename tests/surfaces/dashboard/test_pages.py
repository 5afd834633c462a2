"""The dashboard in Chromium: axe-core, both sizes, both languages, empty, with one file, and with several."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from dorgora.kernel import clock
from tests import browser
from tests.applications.world import AT
from tests.surfaces.window import FAR, HOST, does, looked_at, tab_to, window


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_is_sound(
    chromium: Any, hand_over: Callable[..., int], reader: Any, language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.tcv import queries

    def sound(name: str, address: str) -> None:
        page.goto(HOST + address)
        assert looked_at(page, f"dashboard-{name}") == []

    with window(chromium, reader, language=language, kept=True) as page:
        sound("empty", "/dashboard/")
        clock.learn(clock.to_seconds(AT + timedelta(days=80)))
        hand_over()
        sound("one", "/dashboard/")
        for n, (days, cost, visits) in enumerate(((1, 4000, 1), (3, 8000, 2), (4, 5000, 1), (6, 7500, 3)), 1):
            hand_over(n, days=days, cost=cost, visits=visits, lodged=16 * n)
        hand_over(6, days=-1)  # before it was lodged: no time is measured
        sound("home", "/dashboard/?service=birth_registration&area=1009")
        sound("citizenship-empty", "/dashboard/?service=citizenship_certificate")
        hand_over(5, days=1, cost=0, visits=1, is_citizenship=True)
        sound("citizenship", "/dashboard/?service=citizenship_certificate")
        sound("which-area", "/dashboard/?area=char")
        sound("no-area", "/dashboard/?area=zzzz")
        sound("files", "/dashboard/files?service=birth_registration&metric=elapsed_seconds")
        with monkeypatch.context() as few:
            few.setattr(queries, "PAGE", 2)
            sound("files-long", "/dashboard/files?service=birth_registration&metric=elapsed_seconds")
        sound("files-of-a-month", "/dashboard/files?service=birth_registration&metric=n_visits&month=2026-12")
        sound("no-files", "/dashboard/files?service=birth_registration&metric=n_visits&area=10092580")


def test_a_number_opens_by_keyboard(chromium: Any, hand_over: Callable[..., int], reader: Any) -> None:
    hand_over()
    with window(chromium, reader, language="en") as page:
        page.goto(f"{HOST}/dashboard/")
        with does(page, "Open a number down to its files"):
            tab_to(page, 'a[href*="/files?"]', FAR)
            page.keyboard.press("Enter")
        page.wait_for_selector("text=The files behind it")
        with does(page, "Take them along as a table"):
            tab_to(page, 'a[href*="/files.csv"]', FAR)
            with page.expect_download() as fetched:
                page.keyboard.press("Enter")
        assert Path(fetched.value.path()).read_text(encoding="utf-8-sig").startswith("area,area_name,lodged,")


def test_an_area_is_asked_for_by_keyboard(chromium: Any, hand_over: Callable[..., int], reader: Any) -> None:
    hand_over()
    with window(chromium, reader, language="en") as page:
        page.goto(f"{HOST}/dashboard/")
        with does(page, "See time, cost and visits"):
            tab_to(page, '[name="area"]', FAR)
            page.keyboard.type("bhola")
            page.keyboard.press("Enter")
        page.wait_for_selector("text=Charfasson")
