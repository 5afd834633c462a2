"""A laptop that could serve phones, and a phone at it, for tests within one process; the real door has journeys."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from dorgora.applications import local as kept
from dorgora.config import served
from dorgora.config.heads import PHONES
from dorgora.feed import node as nodes
from dorgora.feed.roads import authority, certified
from dorgora.kernel import clock
from tests.surfaces.counter.stage import PINS, Counter, Stage, form_of

PORT = 8443
PAGE = "/counter/photos"
"""Where her phone photographs papers."""
HOST = f"127.0.0.1:{PORT}"
BY_PHONE = {PHONES: True, "wsgi.url_scheme": "https", "HTTP_HOST": HOST, "HTTP_ORIGIN": f"https://{HOST}"}


def certify(monkeypatch: pytest.MonkeyPatch) -> None:
    """The laptop has a certificate, and loopback for its network."""
    monkeypatch.setattr(settings, "PHONE_ADDRESS", "127.0.0.1")
    monkeypatch.setattr(settings, "PHONE_PORT", PORT)
    node, key, root = nodes.this(), authority.new_key(), authority.new_root(clock.now())
    asked = authority.read(authority.request(key, 7, "", ["127.0.0.1"]))
    chain = authority.issue(root, 7, asked, clock.now())
    for name, words in ((certified.KEY, key), (certified.CHAIN, chain), (certified.ROOT, root[1])):
        node.store.set_note(name, words)
    found = served.Seen(listens=("127.0.0.1",), hosts=frozenset({"127.0.0.1"}))
    monkeypatch.setattr(served, "_seen", found)


def code_shown(counter: Counter) -> str:
    """Begins a pairing at the laptop; gives the code that stands there."""
    page = counter.send(counter.get("/counter/phones"), {})
    found = re.search(r'class="code big"[^>]*>([\d ]+)<', page.content.decode())
    assert found, page.content.decode()[:2000]
    return found.group(1).replace(" ", "")


def phone(counter: Counter, stage: Stage, name: str = "karim") -> Any:
    """A phone that is paired and where she is signed in, as a counter of its own."""
    made = Counter()
    made.client = Client(**BY_PHONE)  # type: ignore[arg-type]
    made.client.cookies["django_language"] = "en"
    came = made.client.post("/pair/", "code=" + code_shown(counter), "application/x-www-form-urlencoded")
    assert (came.status_code, came["Location"]) == (303, "/counter/")
    page = made.get(f"/counter/sign-in/{getattr(stage, name)}")
    assert made.client.post(made.at, form_of(page) | {"pin": PINS[name]}).status_code == 302
    return made


def text(page: Any) -> str:
    return str(page.content.decode())


def wanted(page: Any) -> list[str]:
    """Where the pictures go that are lacking."""
    return re.findall(r'action="(/counter/photos/[^"]+)(?<!/away)"', text(page))


def send(hers: Counter, to: str, content: bytes) -> Any:
    page = hers.get(PAGE)
    fields = {**form_of(page, ""), "picture": SimpleUploadedFile("a.jpg", content, "image/jpeg")}
    hers.at = to
    return hers.client.post(to, fields)


def key_of(counter: Counter) -> str:
    return counter.at.split("/")[3]


def pictures(counter: Counter) -> dict[str, str]:
    found = kept.draft(key_of(counter))
    assert found is not None
    return {kind: one["picture"] for kind, one in found.typed["papers"].items() if one.get("picture")}
