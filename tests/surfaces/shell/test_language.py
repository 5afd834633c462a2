"""A page is in Bangla unless someone asked for another language, and asking cannot lead to another site."""

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.utils import translation

from dorgora.shell import language

pytestmark = pytest.mark.filterwarnings("error")


def _answer(request: HttpRequest) -> HttpResponse:
    with override_settings(LANGUAGES=[("bn", "bn"), ("en", "en")], LANGUAGE_CODE="bn"):
        return language.LanguageMiddleware(lambda _: HttpResponse(translation.get_language() or ""))(request)


def _request(path: str, cookie: str = "", **headers: str) -> HttpRequest:
    request = RequestFactory().get(path, headers=headers)
    if cookie:
        request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    return request


def test_the_default_is_bangla_whatever_the_browser_claims() -> None:
    answer = _answer(_request("/", **{"Accept-Language": "en-US"}))
    assert answer.content == b"bn"
    assert answer.headers["Content-Language"] == "bn"
    assert "Cookie" in answer.headers["Vary"]
    assert not answer.cookies


def test_asking_in_the_address_is_remembered() -> None:
    answer = _answer(_request("/?lang=en"))
    assert answer.content == b"en"
    cookie = answer.cookies[settings.LANGUAGE_COOKIE_NAME]
    assert cookie.value == "en"
    assert cookie["httponly"]
    assert _answer(_request("/", cookie="en")).content == b"en"


@pytest.mark.parametrize("asked", ["fr", "", "//evil.example", "en\r\nX: y"])
def test_a_language_not_offered_changes_nothing(asked: str) -> None:
    request = _request("/")
    request.GET = request.GET.copy()
    request.GET["lang"] = asked
    answer = _answer(request)
    assert (answer.status_code, answer.content, len(answer.cookies)) == (200, b"bn", 0)
    assert _answer(_request("/", cookie=asked)).content == b"bn"


def test_the_link_keeps_the_rest_of_the_address_and_stays_on_the_page() -> None:
    assert language.link_to(_request("//evil.example/?q=a%26b&lang=bn"), "en") == "?q=a%26b&lang=en"
