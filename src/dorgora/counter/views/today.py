"""Today's page: what does the citizen want, what is in hand, what is unfinished; and the line to the hub."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from dorgora.applications import local as kept
from dorgora.applications import queries as applications
from dorgora.applications.events import KINDS as application_kinds
from dorgora.catalogue import queries as catalogue
from dorgora.config.guard import may_enter
from dorgora.counter import asking, begun, filed, frame, matching, passing, refusals, shown, turns
from dorgora.counter.session import Asked
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed import retelling
from dorgora.kernel import clock, codes
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.people import queries as people
from dorgora.shell import by_serial
from dorgora.shell.parts import Paging, Pick

FILE_DIGITS, MOST_CODE = 7, 64
MOST_KEYS, MOST_SERVICES = 8, 48
MOST_IN_HAND = 12
MOST_DRAFTS, DRAFTS_A_PAGE = 8, 50


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def today(request: Any) -> HttpResponse:
    """The first page: search, services with fees and days, work in hand, drafts."""
    turns.another_name(request)
    offers = catalogue.offers()
    picks = shown.service_picks(offers[:MOST_SERVICES], request.place, most_keys=MOST_KEYS)
    hand = applications.hand(request.place, most=MOST_IN_HAND)
    drafts = kept.open_drafts(request.place, request.operator.id, most=MOST_DRAFTS)
    n_drafts = kept.n_open_drafts(request.place, request.operator.id)
    told: dict[str, Any] = {
        "text": Asked.not_made(request, "all"),
        "services": picks,
        "n_more": len(offers) - len(picks),
        "hand": list(islice(_picks(request, hand), MOST_IN_HAND)),
        "n_waiting": hand.n_waiting,
        "drafts": begun.draft_picks(drafts),
        "draft_days": kept.DRAFT_DAYS,
        "n_drafts": n_drafts if n_drafts > len(drafts) else 0,
        "book": _earned(request),
        "at": clock.now(),
        "is_to_count": money.are_books_told()
        and not money.has_counted_in(request.place, request.operator.id, frame.today()),
    }
    return frame.page(request, "today", "today", **told)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def drafts(request: Any) -> HttpResponse:
    """Every form she began and has not handed in, the last one first, a page at a time."""
    n_all = kept.n_open_drafts(request.place, request.operator.id)
    text = request.GET.get("page", "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1
    after = min(max(number - 1, 0) * DRAFTS_A_PAGE, max(n_all - 1, 0) // DRAFTS_A_PAGE * DRAFTS_A_PAGE)
    found = kept.open_drafts(request.place, request.operator.id, after=after, most=DRAFTS_A_PAGE)
    here, last = after // DRAFTS_A_PAGE + 1, after + len(found)
    paging = Paging(
        first=after + 1,
        last=last,
        n_all=n_all,
        earlier_url=f"?page={here - 1}" if after else "",
        later_url=f"?page={here + 1}" if last < n_all else "",
    )
    told: dict[str, Any] = {
        "drafts": begun.draft_picks(found),
        "draft_days": kept.DRAFT_DAYS,
        "paging": paging,
    }
    return frame.page(request, "drafts", "today", back_url=reverse("counter:today"), **told)


def _earned(request: Any) -> money.Drawer | None:
    """The day of the whole centre; nothing while the books are told again, as no sum is right."""
    if not money.are_books_told():
        return None
    everybody = [one.id for one in people.operators(request.place)]
    return money.drawer(request.place, everybody, frame.today(), most=0)


def _picks(request: Any, hand: applications.Hand) -> Iterator[Pick]:
    """What there is to do: say whether she got money that was handed to her, correct, hand over, pay back."""
    mine = request.operator.id
    if to_confirm := [one for one in money.unconfirmed(request.place) if one.whose_id == mine]:
        names = passing.names_at(request.place, ())
        yield from (passing.pick(one, names, mine) for one in to_confirm)
    yield from filed.picks((*hand.returned, *hand.ready))
    yield from filed.refund_picks(hand.refunds)


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def search(request: Any) -> HttpResponse:
    """One box for everything: a file's number, the code of its receipt or the number on its certificate opens it.

    Other words are searched; so is the number of a paper that was taken back, which is said before its file is opened.
    """
    text = request.POST.get("q", "")
    typed = frame.pack().script.to_ascii_digits(text[:MOST_CODE]).strip()
    number = codes.read_short_number(typed)
    file = applications.file_by_number(number, request.place) if number else applications.file_by_code(typed)
    if file is None and (paper := by_serial.seek(text, centre=request.place)):
        file = None if paper.revoked_at else paper.file
    if file is not None and file.centre == request.place:
        return redirect("counter:file", number=file.number)
    Asked.keep(request, "all", text)
    return redirect("counter:found")


search.keeps_typed = Asked.keeper("all")  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def found(request: Any) -> HttpResponse:
    """Services, citizens and files that match what was asked."""
    text = Asked.of(request, "all")
    error = asking.search_error(text)
    words = "" if error else text
    digits = "".join(letter for letter in frame.pack().script.to_ascii_digits(words) if letter.isdigit())
    services = shown.service_picks(catalogue.find_services(words), request.place) if words else []
    citizens = matching.of(request, words)
    picks = [*services, *citizens.picks]
    paper = by_serial.seek(words, centre=request.place)
    told: dict[str, Any] = {
        "text": text,
        "error": error,
        "paper": paper,
        "paper_refusal": refusals.told(Refused(paper.reason)) if paper and paper.reason else None,
        "services": services,
        "citizens": citizens,
        "only": picks[0] if len(services) + citizens.n_all == 1 else None,
        "wrong_number": digits if len(digits) == FILE_DIGITS and not _is_known(request, digits) else "",
    }
    return frame.page(request, "found", "today", **told)


def _is_known(request: Any, digits: str) -> bool:
    return codes.is_short_number(digits) and applications.file_by_number(digits, request.place) is not None


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def line(request: Any) -> HttpResponse:
    """What is on this laptop only, when the hub was last heard, what the day's data came to."""
    contact = feed.contact()
    used_kb = -(-contact.bytes_today // 1024)
    backup = feed.last_backup(kind.name for kind in application_kinds)
    n_pictures, picture_bytes = kept.to_send()
    told: dict[str, Any] = {
        "n_pictures": n_pictures,
        "picture_kb": -(-picture_bytes // 1024),
        "contact": contact,
        "n_unsent": feed.n_unsent(),
        "retelling": retelling.under_way(nodes.this()),
        "are_books_told": money.are_books_told(),
        "used_kb": used_kb,
        "backup": backup,
    }
    return frame.page(request, "line", "today", **told)
