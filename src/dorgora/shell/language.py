"""Which language a page is shown in: asked for in the address, remembered in a cookie, else the default.

There is no redirect, so there is nothing that could lead to another site, and no second trip over a slow line.
The browser's own wish (Accept-Language) is not read: old phones and laptops mostly claim English.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

PARAMETER = "lang"


def _is_offered(code: str | None) -> bool:
    return code in dict(settings.LANGUAGES)


def language_of(request: HttpRequest) -> str:
    """The language for this request: `?lang=`, then the cookie, then the default."""
    asked = request.GET.get(PARAMETER)
    if asked is not None and _is_offered(asked):
        return asked
    remembered = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if remembered is not None and _is_offered(remembered):
        return remembered
    return str(settings.LANGUAGE_CODE)


def link_to(request: HttpRequest, code: str) -> str:
    """The address of this same page in another language (a query only, so it cannot leave the page)."""
    query = request.GET.copy()
    query[PARAMETER] = code
    return "?" + query.urlencode()


class LanguageMiddleware:
    """Shows each page in the chosen language and remembers the choice."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        code = language_of(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", code)
        patch_vary_headers(response, ("Cookie",))
        if _is_offered(request.GET.get(PARAMETER)):
            _remember(response, code)
        return response


def _remember(response: HttpResponse, code: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=365 * 24 * 3600,
        path=settings.LANGUAGE_COOKIE_PATH,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
