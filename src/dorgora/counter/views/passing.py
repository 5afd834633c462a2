"""Passing money on: to whom it is owed, into another drawer, out of the earnings; and what became of it."""

import secrets
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dorgora.config.guard import may_enter
from dorgora.counter import frame, passing, refusals, unfinished
from dorgora.counter.passing_form import WAITS, PassingForm, payee_typed
from dorgora.feed import pressed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import accounts, actions, queries, rules
from dorgora.people import queries as people
from dorgora.people.rules import is_just_now
from dorgora.shell import formats, telling
from dorgora.shell.parts import Line, problems_of

PAGE = "pass-on"


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def pass_on(request: Any) -> HttpResponse:
    """What is owed to whom and since when; the sum, where it goes, and the slip that was given for it."""
    is_posted = request.method == "POST"
    if is_posted and (left := unfinished.left(request, PAGE)):
        return left
    kept = request.POST if is_posted else unfinished.of(request, PAGE)
    form_key = kept.get("form_key", "")[:64] or secrets.token_urlsafe(18)
    form = _form(request, kept)
    if is_posted:
        made = _pass_on(request, form, form_key)
        if made:
            unfinished.done(request, PAGE)
            return redirect("counter:passing", passing_id=made)
        unfinished.went_wrong(request, PAGE, form.errors)
    elif unfinished.sent_wrong(request, PAGE):
        form.check_again()
    fields = form.fields()
    told: dict[str, Any] = _book(request, form) | {
        "fields": fields,
        "problems": problems_of(fields),
        "form_key": form_key,
        "waits": refusals.told(Refused(WAITS)) if form.earned_minor is None else None,
        "stamp": unfinished.stamp(request, PAGE),
        "at": unfinished.at(request, PAGE),
        "others": form.lines(unfinished.beside(request, PAGE)),
    }
    status = 409 if form.waits else telling.status(request, form.errors)
    return frame.page(request, "pass_on", "drawer", status=status, **told)


pass_on.keeps_typed = unfinished.keeper(lambda: PAGE)  # type: ignore[attr-defined]


def _form(request: Any, typed: Any) -> PassingForm:
    """The page with all there is to choose from; nothing of it while the books are told again."""
    is_told = queries.are_books_told()
    dues = queries.dues(request.place, frame.today()) if is_told else []
    payees = {one.to for one in dues} | {payee_typed(typed)} - {""}
    others = [
        one.id for one in people.operators(request.place) if one.is_active and one.id != request.operator.id
    ]
    form = PassingForm(frame.pack(), passing.names_at(request.place, payees), dues, others).read(typed)
    if is_told:
        form.earned_minor = -queries.balance(accounts.earned(request.place))
        form.has_minor = queries.balance(accounts.drawer(request.place, request.operator.id))
    return form


def _pass_on(request: Any, form: PassingForm, form_key: str) -> int:
    """The id of what was booked; 0 where something is wrong, which then stands beside its field."""
    if not form.check():
        return 0
    act, asked = {"centre": request.place, "by": request.operator.id, "at": clock.now()}, form.asked()
    try:
        return actions.pass_on(**act, **asked, form_key=pressed.key_of(form_key, asked))
    except Refused as refused:
        form.refuse(refused)
        return 0


def _book(request: Any, form: PassingForm) -> dict[str, Any]:
    """What is owed to whom, what was handed and not confirmed, and what she passed on today."""
    if form.earned_minor is None:
        return {}
    mine = queries.passings(request.place, request.operator.id, frame.today())
    names = form.names
    if {one.payee for one in mine} - names.payees.keys():
        names = passing.names_at(request.place, {*(one.payee for one in mine), *names.payees})
    return {
        "has_minor": form.has_minor,
        "lines": [_due_line(one, names) for one in form.dues],
        "on_its_way": [
            passing.pick(one, names, request.operator.id) for one in queries.unconfirmed(request.place)
        ],
        "today": [
            passing.pick(one, names, request.operator.id) for one in mine[::-1] if one.state != rules.OPEN
        ],
    }


def _due_line(one: queries.Due, names: passing.Names) -> Line:
    """To whom, since when, and when something was last passed on; the sum."""
    words = [names.payee(one.to)]
    if one.since:
        words.append(_("since %(day)s") % {"day": _day(one.since)})
    if one.last_paid_on:
        words.append(_("last passed on %(day)s") % {"day": _day(one.last_paid_on)})
    if one.left_minor < 0:
        words.append(_("more than was owed: the next is so much less"))
    return Line(" · ".join(words), minor=one.left_minor)


def _day(on: date) -> str:
    """A day; its year only where that is another."""
    return formats.day(on, year=on.year != frame.today().year)


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def passed(request: Any, passing_id: int) -> HttpResponse:
    """What left a drawer: where it went, whether it was confirmed, and what can still be done about it."""
    one = _passing(request, passing_id)
    by, is_open = request.operator.id, one.state == rules.OPEN
    names = passing.names_at(request.place, {one.payee} - {""})
    is_fresh = one.state == rules.PASSED and is_just_now(one.at, clock.now())
    is_left = is_open and queries.is_left(one, request.place)
    told: dict[str, Any] = {
        "one": one,
        "title": passing.told(one, names, by),
        "giver": names.operator(one.operator_id),
        "receiver": names.operator(one.whose_id) if one.whose_id else "",
        "lines": _lines(one, names),
        "is_hers": is_open and one.whose_id == by,
        "is_left": is_left,
        "may_undo": is_left or (one.operator_id == by and (is_open or is_fresh)),
    }
    return frame.page(request, "passed", "drawer", back_url=reverse("counter:pass_on"), **told)


def _lines(one: queries.Passing, names: passing.Names) -> list[Line]:
    """The facts of it."""
    settled = {rules.UNDONE: _("Taken back"), rules.CONFIRMED: _("Confirmed")}
    lines = [
        Line(_("Sum"), minor=one.amount_minor),
        Line(_("Out of the drawer of"), text=names.operator(one.operator_id)),
        Line(_("Passed on"), text=formats.moment(one.at)),
    ]
    if one.slip:
        lines.append(Line(_("Number on the slip or receipt"), text=formats.digits(one.slip)))
    if one.settled_at is not None:
        lines.append(Line(settled[one.state], text=formats.moment(one.settled_at)))
    return lines


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def confirm(request: Any, passing_id: int) -> HttpResponse:
    """She has it in her drawer; pressed twice it is so once."""
    actions.confirm_passing(**_settled(request, passing_id))
    return redirect("counter:passing", passing_id=passing_id)


@may_enter("operator")
@require_http_methods(["POST"])
@frame.tells_refusals
def undo(request: Any, passing_id: int) -> HttpResponse:
    """It did not happen so; pressed twice it is taken back once."""
    actions.undo_passing(**_settled(request, passing_id))
    return redirect("counter:passing", passing_id=passing_id)


def _settled(request: Any, passing_id: int) -> dict[str, Any]:
    told = {"passing_id": passing_id, "centre": request.place}
    return told | {"by": request.operator.id, "at": clock.now()}


def _passing(request: Any, passing_id: int) -> queries.Passing:
    if not queries.are_books_told():
        raise Refused(WAITS)
    found = queries.passing(passing_id, request.place)
    if found is None:
        raise Refused("no_such_passing")
    return found
