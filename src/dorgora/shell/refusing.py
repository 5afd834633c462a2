"""Whole pages that say no: what, why, and what to do now."""

import sys
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from dorgora.feed import queries as feed
from dorgora.feed import room
from dorgora.shell import formats


def _refused(request: Any, status: int, what: str, why: str, then: str, url: str = "") -> HttpResponse:
    response = render(
        request,
        "shell/refused.html",
        {
            "what": what,
            "why": why,
            "next": then,
            "url": url or settings.DORGORA_ROLE.home,
            "action": _("Go to the first page"),
        },
        status=status,
    )
    response.headers["Cache-Control"] = "no-store"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for an address that leads nowhere, or that is not this person's to see."""
    return _refused(
        request,
        404,
        _("There is no such page"),
        _("The address is wrong, or it is not yours to see."),
        _("Go back, or begin at the first page. Nothing was changed."),
    )


def not_that_way(request: HttpRequest, allowed: str) -> HttpResponse:
    """The page for an address that only takes what a form sends, opened by a link or typed."""
    response = _refused(
        request,
        405,
        _("There is nothing to look at here"),
        _("This address only takes what a form sends."),
        _("Go back to the form, or begin at the first page. Nothing was changed."),
    )
    response.headers["Allow"] = allowed
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for a request that cannot be read."""
    return _refused(
        request,
        400,
        _("This could not be read"),
        _("The page sent something that is too large or broken."),
        _("Go back and try again. Nothing was changed."),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form whose session has ended."""
    return _refused(
        request,
        403,
        _("This page is too old"),
        _("It was open too long, or another person signed in since."),
        _("Open it again. Drafts that were kept are still there."),
    )


def opened_by_another(request: HttpRequest, home: str, name: str, *, is_kept: bool) -> HttpResponse:
    """The page for a form that another person opened; `name`: hers, empty if she works here no more."""
    who = name or _("another person")
    kept = _("What was typed is kept for %(name)s alone. Open the page anew to work under your own name.")
    anew = _("Open the page anew to work under your own name.")
    return _refused(
        request,
        409,
        _("This page is not yours. Nothing was done."),
        _("It was opened by %(name)s, and you are signed in now.") % {"name": who},
        kept % {"name": who} if is_kept else anew,
        home,
    )


def disk_full(request: HttpRequest) -> HttpResponse:
    """The page where the disk took no more: it says whether what was asked for is kept, and never otherwise."""
    if room.is_written():
        return _refused(
            request,
            507,
            _("This is done and kept. The disk is full."),
            _("What you last asked for was written down before there was no room left."),
            _("Do not do it again. Look at it from the first page, and have somebody make room."),
        )
    return _refused(
        request,
        507,
        _("The disk is full. Nothing was kept this time."),
        _("There is no room left to write it down."),
        _("Go back and try again in a moment. If it stays, take no money, and have somebody make room."),
    )


def damaged(request: HttpRequest) -> HttpResponse:
    """The page for words that do not open on this machine any more, as a failing disk or a hand leaves them."""
    return _refused(
        request,
        500,
        _("This record is damaged here"),
        _("What was written of it cannot be opened on this machine. All others are as they were."),
        _("Nothing was changed. Tell whoever keeps the program: `dorgora rebuild` writes it anew."),
    )


def broken(request: HttpRequest) -> HttpResponse:
    """The page for our own fault: the action was not done, and nothing is half done. A full disk is none."""
    wrong = sys.exc_info()[1]
    if room.is_full(wrong):
        return disk_full(request)
    if isinstance(wrong, feed.Spoilt):
        return damaged(request)
    return _refused(
        request,
        500,
        _("Something is broken here"),
        _("It is not your doing. What you last asked for was not done."),
        _("Try once more. If it stays, tell the office above what you did."),
    )


def not_enrolled(request: HttpRequest) -> HttpResponse:
    """The page of a laptop that belongs to no centre or office yet."""
    return _refused(
        request,
        503,
        _("This laptop is not enrolled yet"),
        _("It does not know which centre or office it belongs to."),
        _("Whoever keeps it types the slip from the hub: dorgora enrol. Then open this page again."),
    )


def too_large(request: HttpRequest, most_bytes: int) -> HttpResponse:
    """The page for more than is read of what is sent to this address: nothing of it was kept."""
    if most_bytes < 1 << 20:
        why, most = _("At most %(most)s KB may be sent here at once."), most_bytes >> 10
    else:
        why, most = _("At most %(most)s MB may be sent here at once."), most_bytes >> 20
    return _refused(
        request,
        413,
        _("This is too large"),
        why % {"most": formats.digits(most)},
        _("Go back and send less at once, or smaller pictures. Nothing was changed."),
    )
