"""A Chromium page whose requests go to Django's own client: real pages, keys and forms, and no server to start."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import copy_context
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.contrib.staticfiles import finders
from django.test import Client

from tests import browser

HOST = "http://localhost"
PASSED_ON = {
    "content-type",
    "location",
    "cache-control",
    "content-security-policy",
    "clear-site-data",
    "content-disposition",
    "dorgora-stamp",
    "dorgora-saved",
}
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}


@contextmanager
def window(chromium: Any, client: Client, kept: bool = False, **shape: Any) -> Iterator[Any]:
    """A page of this size and language, or a kept one of both sizes, that is already where the client is signed in."""
    client.cookies["django_language"] = shape.get("language", "bn")
    with (browser.kept_page if kept else browser.page)(chromium, **shape) as page:
        # Django keeps its connection in the context; playwright answers in one of its own.
        here = copy_context()
        page.route(f"{HOST}/**", lambda route, request: here.copy().run(_answer, route, request, client))
        yield page


def _answer(route: Any, request: Any, client: Client) -> None:
    parts = urlsplit(request.url)
    if parts.path.startswith("/static/"):
        found = finders.find(parts.path.removeprefix("/static/"))
        if not isinstance(found, str):
            route.fulfill(status=404, body="")
            return
        file = Path(found)
        route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        return
    url = parts.path + (f"?{parts.query}" if parts.query else "")
    body = request.post_data_buffer or b""
    kind = request.headers.get("content-type", "")
    if request.method == "POST":
        response = client.generic("POST", url, body, content_type=kind, headers={"referer": f"{HOST}/"})
    else:
        response = client.get(url, headers={"accept": request.headers.get("accept", "")})
    if response.status_code in (301, 302) and request.is_navigation_request():
        # Chromium asks for the target of an answered redirect past the route; a page that leads on does the same.
        onward = f'<meta http-equiv="refresh" content="0;url={escape(response["Location"])}">'
        route.fulfill(status=200, content_type="text/html", body=onward)
        return
    headers = {name: value for name, value in response.items() if name.lower() in PASSED_ON}
    route.fulfill(status=response.status_code, headers=headers, body=response.getvalue())


TIDES = "document.querySelectorAll('.tide').forEach(tide => tide.style.position ="


def faults(page: Any) -> list[str]:
    """Everything a page is held to in the browser: axe-core, no sideways scroll, fingers' targets, no complaint."""
    # At its end the doorstep lies over nothing; what the bar at the top lies over there is not out of reach.
    page.evaluate(f"scrollTo(0, document.body.scrollHeight); {TIDES} 'static')")
    found = [*browser.violations(page), *misshapen(page)]
    page.evaluate(f"{TIDES} '')")
    return found


def misshapen(page: Any) -> list[str]:
    """What is wrong with the shape of a page alone, as another text would change it."""
    return [*browser.misshapen(page), *page.complaints]


def looked_at(page: Any, name: str, look: Callable[[Any], list[str]] = faults) -> list[str]:
    """The faults of a kept page in both sizes; a picture of each stays in build/shots."""
    found = []
    for size in browser.sizes(page):
        browser.shoot(page, name, size)
        found += [f"{name}, {size}: {fault}" for fault in look(page)]
    return found


def tab_to(page: Any, selector: str, most: int = 1) -> None:
    """Goes with the Tab key alone to a control, as somebody without a mouse does: pressed so often at most."""
    for n in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            if most == FAR:
                went_far(page, n)
            return
    raise AssertionError(f"the Tab key does not come to {selector} in {most}")


def went_far(page: Any, n: int) -> None:
    """The last so many Tabs are what docs/tasks.md prints as `Tab…`."""
    page.pressed[len(page.pressed) - n :] = ["Tab…"]


TASKS = (Path(__file__).parents[2] / "docs" / "tasks.md").read_text(encoding="utf-8")
FAR = int(re.search(r"never more than (\d+) times", TASKS)[1])  # type: ignore[index]
"""How often `Tab…` of docs/tasks.md is pressed on one page."""


@contextmanager
def does(page: Any, task: str, way: int = 0) -> Iterator[None]:
    """Does a task of docs/tasks.md: all keys of its row in their order, each as often as need be, and no others.

    task: how its row begins. way: which of those that the row tells, divided by semicolons.
    """
    page.pressed.clear()
    yield
    keys, pressed = ways(task)[way], iter(page.pressed)
    assert all(any(one in key for one in pressed) for key in keys), (keys, page.pressed)
    assert {*page.pressed} <= {one for key in keys for one in key}, (keys, page.pressed)
    assert page.pressed[-1] in keys[-1], (keys, page.pressed)


def ways(task: str) -> list[list[set[str]]]:
    """The ways of doing a task; of each the keys one after the other, each a set: of several one is pressed."""
    (row,) = [line for line in TASKS.splitlines() if line.startswith(f"| {task}")]
    told = [re.sub("^[^`,]*: ", "", way) for way in row.split(" | ")[3].split("; ")]
    return [[_one_of(key) for key in way.split(", ")] for way in told]


def _one_of(key: str) -> set[str]:
    first, _, last = key.replace("`", "").partition("–")
    return {*map(str, range(int(first), int(last) + 1))} if last else {*first.replace(" or ", " ").split()}
