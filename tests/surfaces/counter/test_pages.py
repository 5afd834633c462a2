"""Every page of the counter in Chromium, both sizes, both languages: axe-core, no sideways scroll, big targets."""

from collections.abc import Callable
from typing import Any

import pytest

from tests import browser
from tests.surfaces.counter.stage import SERVICE, days_ago
from tests.surfaces.counter.window import HOST, window

pytestmark = pytest.mark.slow


def draft_at(counter: Any, until: str) -> str:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(100), until=until)
    return str(counter.at)


def lodged(counter: Any) -> str:
    return str(counter.lodge(counter.citizen(), born=days_ago(100)))


PAGES: dict[str, Callable[[Any], str]] = {
    "today": lambda counter: (draft_at(counter, "/parents"), "/counter/")[1],
    "citizens": lambda counter: (
        counter.citizen(),
        counter.send(counter.get(f"/counter/citizens?service={SERVICE}"), {"q": "rohi"}, id=""),
        f"/counter/citizens?service={SERVICE}",
    )[-1],
    "register": lambda counter: "/counter/citizens/new",
    "citizen": lambda counter: f"/counter/citizens/{counter.citizen()}",
    "consent": lambda counter: f"/counter/citizens/{counter.citizen()}/{SERVICE}",
    "form": lambda counter: draft_at(counter, "/parents"),
    "form-wrong": lambda counter: draft_at(counter, "/child") + "?check=1",
    "papers": lambda counter: draft_at(counter, "/papers") + "?check=1",
    "read-back": lambda counter: draft_at(counter, "/read-back"),
    "receipt": lambda counter: f"/counter/files/{lodged(counter)}/receipt",
    "file": lambda counter: f"/counter/files/{lodged(counter)}",
    "files": lambda counter: (lodged(counter), "/counter/files")[1],
    "drawer": lambda counter: (lodged(counter), "/counter/drawer")[1],
    "line": lambda counter: "/counter/line",
    "refused": lambda counter: "/counter/files/1234567",
}


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_accessible(chromium: Any, counter: Any, name: str) -> None:
    path = PAGES[name](counter)
    for language in browser.LANGUAGES:
        for size in browser.SIZES:
            with window(chromium, counter.client, size=size, language=language) as page:
                page.goto(HOST + path)
                browser.shoot(page, f"counter-{name}", size=size, language=language, whole=True)
                assert browser.violations(page) == []
                assert browser.small_targets(page) == []
                assert browser.sideways(page) == 0
                assert [one for one in page.complaints if "404" not in one and "422" not in one] == []
