"""What stands around every page of the portal: the sign and the menu."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.shell.parts import MenuItem, Sent, Sign

MOST_CODE = 64
FORM = "asked"
_ONLY_LANGUAGE = ("go", "language")


def is_only_language(request: HttpRequest) -> bool:
    """Whether a form came for nothing but the language: nothing is asked, and what was typed stands as it did."""
    name, value = _ONLY_LANGUAGE
    return request.POST.get(name) == value


def sent(request: HttpRequest, name: str, *pressed: str) -> Sent:
    """The form of a page, sent along with the language: as it was, where it was answered.

    pressed: name and value of the button by which it came.
    """
    is_answered = request.method == "POST" and not is_only_language(request)
    return Sent(FORM, reverse(f"portal:{name}"), *(pressed if is_answered else _ONLY_LANGUAGE))


def page(
    request: HttpRequest, template: str, current: str = "", *, status: int = 200, **told: Any
) -> HttpResponse:
    """A page for anyone; what is not the same for all is kept by no browser."""
    labels = {"home": _("Services"), "track": _("Find a file"), "verify": _("Check a paper")}
    menu = tuple(
        MenuItem(label, reverse(f"portal:{name}"), name == current) for name, label in labels.items()
    )
    sign = Sign(home_url=reverse("portal:home"), place=(_("For everyone"),), menu=menu)
    response = render(request, template, {"sign": sign, "has_no_script": True} | told, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
