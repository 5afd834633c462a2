"""What a paired phone may open: the counter and what its pages look like, and never the list of phones."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from dorgora.config import phone_door, served
from dorgora.config.heads import PHONES
from dorgora.people.local import phone_life, phones

HOST = "192.0.2.7"


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Gives what the pages are asked for when a paired phone, or the laptop itself, opens an address."""
    hers = SimpleNamespace(id=1)
    monkeypatch.setattr(served, "_seen", served.Seen(listens=(HOST,), hosts=frozenset({HOST})))
    monkeypatch.setattr(phones, "phone_of", lambda token: hers if token == "hers" else None)
    monkeypatch.setattr(phone_life, "note_seen", lambda *_given: None)

    def open_(path: str, by_phone: bool = True, token: str = "hers") -> list[str]:
        asked: list[str] = []

        def page(request: HttpRequest) -> HttpResponse:
            asked.extend((request.path, request.path_info))
            return HttpResponse()

        told = {PHONES: True, "HTTP_HOST": f"{HOST}:{settings.PHONE_PORT}"} if by_phone else {}
        request = RequestFactory().get(path, **told)
        request.COOKIES[phone_door.COOKIE] = token
        phone_door.PhoneDoorMiddleware(page)(request)
        return asked

    return open_


@pytest.mark.parametrize(
    "path", ["/counter/", "/counter/photos", "/counter/files/1234567", "/static/dorgora/keys.js"]
)
def test_it_works(opened: Any, path: str) -> None:
    assert opened(path) == [path, path]


@pytest.mark.parametrize(
    "path",
    [
        "/counter/phones", "/counter/phones/", "/counter/phones/1/end", "/counter/phones/end", "/desk/",
        "/portal/", "/dashboard/", "/alive", "/sync/", "/counter", "/counters/", "/counter/%70hones", "/static",
    ],
)  # fmt: skip
def test_nothing_else_of_the_program_is_there(opened: Any, path: str) -> None:
    assert opened(path) == ["/nowhere", "/nowhere"]


def test_the_laptops_own_browser_opens_all(opened: Any) -> None:
    assert opened("/counter/phones", by_phone=False) == ["/counter/phones"] * 2


def test_a_stranger_is_asked_for_nothing(opened: Any) -> None:
    assert opened("/counter/", token="another") == opened("/counter/phones", token="") == []
