"""A Chromium page whose requests go to Django's own client: real pages, keys and forms, and no server to start."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any
from urllib.parse import urlsplit

from django.test import Client

from tests import browser
from tests.browser import STATIC

HOST = "http://localhost"
OWN_STATIC = browser.ROOT / "src" / "dorgora" / "counter" / "static"
PASSED_ON = {"content-type", "location", "cache-control", "content-security-policy", "clear-site-data"}
TYPES = {".css": "text/css", ".js": "text/javascript", ".woff2": "font/woff2"}


@contextmanager
def window(chromium: Any, client: Client, **shape: Any) -> Iterator[Any]:
    """A page of this size and language that is already where the client is signed in."""
    client.cookies["django_language"] = shape.get("language", "bn")
    with browser.page(chromium, **shape) as page:
        # Django keeps its connection in the context; playwright answers in one of its own.
        here = copy_context()
        page.route(f"{HOST}/**", lambda route, request: here.copy().run(_answer, route, request, client))
        yield page


def _answer(route: Any, request: Any, client: Client) -> None:
    parts = urlsplit(request.url)
    if parts.path.startswith("/static/"):
        name = parts.path.removeprefix("/static/")
        file = next((folder / name for folder in (STATIC, OWN_STATIC) if (folder / name).is_file()), None)
        if file is None:
            route.fulfill(status=404, body="")
            return
        route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
        return
    url = parts.path + (f"?{parts.query}" if parts.query else "")
    body = request.post_data_buffer or b""
    kind = request.headers.get("content-type", "")
    if request.method == "POST":
        response = client.generic("POST", url, body, content_type=kind, headers={"referer": f"{HOST}/"})
    else:
        response = client.get(url)
    if response.status_code == 302:
        # Chromium would follow by itself and past us.
        route.fulfill(
            content_type="text/html",
            body=f'<meta http-equiv="refresh" content="0;url={response["Location"]}">',
        )
        return
    headers = {name: value for name, value in response.items() if name.lower() in PASSED_ON}
    route.fulfill(status=response.status_code, headers=headers, body=response.content)
