"""What stands around every page of the portal: the sign and the menu."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.shell.parts import MenuItem, Sign

MOST_CODE = 64


def page(
    request: HttpRequest, template: str, current: str = "", *, status: int = 200, **told: Any
) -> HttpResponse:
    """A page for anyone; what is not the same for all is kept by no browser."""
    labels = {"home": _("Services"), "track": _("Find a file"), "verify": _("Check a paper")}
    menu = tuple(
        MenuItem(label, reverse(f"portal:{name}"), name == current) for name, label in labels.items()
    )
    sign = Sign(home_url=reverse("portal:home"), place=(_("For everyone"),), menu=menu)
    response = render(request, template, {"sign": sign} | told, status=status)
    response.headers["Cache-Control"] = "no-store"
    return response
