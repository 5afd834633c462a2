"""The form of a service, section by section: what was typed is kept first, then judged."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dorgora.applications import local as kept
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Section
from dorgora.config.guard import may_enter
from dorgora.counter import (
    areas,
    asking,
    begun,
    derived,
    drafting,
    frame,
    hearing,
    leftover,
    prefill,
    unfinished,
    unread,
)
from dorgora.counter.drafting import Draft
from dorgora.counter.papers import MOST_BYTES_OF_PAGE, Papers, Sent, sent_with
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.people.local import phones
from dorgora.shell import at_hand, saving
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Field, problems_of

LATER, LOOK = "later", "look"
GONE = ("no_such_draft", "already_lodged", "form_damaged")
"""Why nothing can be written in a form that may have been there a moment ago."""


@dataclass
class Taken:
    """What came of a section that was sent."""

    is_all: bool = False
    """All that was typed could be taken."""
    is_done: bool = False
    problems: dict[str, rules.Problem] = field(default_factory=dict)
    unsettled: dict[str, rules.Problem] = field(default_factory=dict)
    offered: dict[str, list[Any]] = field(default_factory=dict)
    made: asking.Typed = field(default_factory=dict)
    papers: Papers | None = None


@may_enter("operator")
@require_http_methods(["GET", "HEAD"])
@frame.tells_refusals
def resume(request: Any, key: str) -> HttpResponse:
    """Goes on where the form was left."""
    draft = drafting.mine(request, key)
    step = draft.next_section()
    return redirect(_address(draft, step))


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def section(request: Any, key: str, section: str) -> HttpResponse:
    """One section: the questions, what was typed, what is wrong."""
    try:
        draft = drafting.mine(request, key)
        part = draft.section(section)
        if request.method == "POST":
            return _posted(request, draft, part)
    except Refused as refused:
        if refused.reason not in GONE:
            raise
        return leftover.of_draft(request, refused)
    if not part.fields:
        return _papers(request, draft, part)
    is_checked = "check" in request.GET or part.name in draft.wrong
    _clean, problems = drafting.checked(draft.service, part, draft.typed) if is_checked else ({}, {})
    return _page(request, draft, part, problems)


def _posted(request: Any, draft: Draft, part: Section) -> HttpResponse:
    """Keeps what stands in the page, and judges it once it is sent.

    Raises:
        Refused: as `drafting.renew`: another page handed the form in, or threw it away, meanwhile.
    """
    if saving.is_asked(request):
        return _saved(request, draft, part)
    return _read(request, draft, part) if part.fields else _papers(request, draft, part)


def _saved(request: Any, draft: Draft, part: Section) -> HttpResponse:
    """Keeps what stands in a page that is still being filled, unless another page of it was quicker; judges nothing."""
    stamps: list[str] = []
    is_kept = drafting.is_kept(partial(_note, request, draft, part, stamps))
    return saving.answer("".join(stamps)) if is_kept else saving.no_room()


def _note(request: Any, draft: Draft, part: Section, stamps: list[str]) -> None:
    """Notes what stands in a page, and what it is made from then; nothing of one that is older than what is kept."""
    drafting.renew(draft)
    asked = () if part.fields else _papers_asked(draft)
    if asked is None:
        return  # on another page the day they hang on was taken away: nothing of them could be kept
    papers = Papers(asked, draft.papers, draft.key)
    sheet, typed = drafting.sheet(draft, part), asking.typed_of(part.fields, request.POST)
    if not part.fields:
        sheet, typed = papers.sheet(part.name, draft.posted, draft.beside), papers.typed_of(request.POST)
    if not sheet.note(request.POST, typed):
        return
    derived.let_go(draft.typed, draft.derived)
    if not part.fields:
        papers.note(sheet.typed)
        sheet = papers.sheet(part.name, draft.posted, draft.beside)
    draft.at = saving.at(request.POST)
    _mark(draft, part, False, is_wrong=part.name in draft.wrong)
    drafting.keep(draft, part.name)
    stamps.append(sheet.stamp_after(request.POST))


def _papers_asked(draft: Draft) -> tuple[Any, ...] | None:
    """The papers of the form as it is answered now; None while the day they hang on is not known."""
    answers, problems = draft.answers()
    if draft.service.age_of in problems or not rules.is_age_known(draft.service, answers):
        return None
    return rules.evidence_asked(draft.service, answers, frame.today())


def _papers_of(draft: Draft) -> Papers | None:
    asked = _papers_asked(draft)
    return None if asked is None else Papers(asked, draft.papers, draft.key)


def _read(request: Any, draft: Draft, part: Section) -> HttpResponse:
    """Keeps what was typed, then judges it: goes on, or shows what is wrong beside what was typed."""
    asked, left = request.POST.get("find", ""), _left(request)  # she comes back to where she was
    taken = Taken()
    is_kept = drafting.is_kept(partial(_take, request, draft, part, taken))
    if left and is_kept:
        return left
    problems = taken.unsettled if asked else taken.problems
    if problems or asked or not (taken.is_all and is_kept):
        return _page(request, draft, part, problems, taken.offered, is_kept=is_kept)
    if taken.made:
        return redirect(_address(draft, part.name) + "?look=" + "+".join(taken.made))
    return redirect(_address(draft, draft.after(part)))


def _take(request: Any, draft: Draft, part: Section, taken: Taken) -> None:
    """Takes over a section as it was sent into what is kept by now, and judges it."""
    drafting.renew(draft)
    asked, left = request.POST.get("find", ""), _left(request)
    goes_on = not (asked or left)
    taken.is_all = drafting.sheet(draft, part).take(request.POST, asking.typed_of(part.fields, request.POST))
    derived.let_go(draft.typed, draft.derived)
    taken.offered, taken.unsettled = areas.settle(part, draft.typed, asked)
    clean, problems = drafting.checked(draft.service, part, draft.typed)
    taken.problems = problems | taken.unsettled
    taken.made = _to_look_at(draft, part, clean)
    is_right = taken.is_all and goes_on and not taken.problems
    if is_right and taken.made:
        draft.made.pop(part.name)  # she is shown them now
    taken.is_done = is_right and not taken.made
    _mark(draft, part, taken.is_done, is_wrong=bool(taken.problems) and goes_on)
    draft.at = saving.at(request.POST) if left else ""
    applicant = people.citizen(draft.applicant_id)
    if taken.is_done and applicant is not None:
        known = prefill.relative(draft.service, draft.typed, applicant)
        draft.typed |= known
        draft.derived |= derived.of(known, prefill.RELATION, draft.typed)
    drafting.keep(draft, part.name)


def keep_typed(request: Any, by: int, key: str, section: str) -> None:
    """Keeps what was posted when `by` was not signed in any more: it is there when she has signed in again."""
    try:
        draft = drafting.owned(key, by)
        part = draft.section(section)
    except Refused:
        return
    sent = sent_with(request.FILES, draft.service, draft.key)
    with drafting.in_one_go():
        drafting.renew(draft)
        papers = None if part.fields else _papers_of(draft)
        if part.fields:
            drafting.sheet(draft, part).take(request.POST, asking.typed_of(part.fields, request.POST))
            derived.let_go(draft.typed, draft.derived)
        elif papers is not None:
            _take_over(request, draft, part, papers, sent)
        drafting.keep(draft, part.name)
        if papers is not None:
            papers.drop_replaced()


section.keeps_typed = keep_typed  # type: ignore[attr-defined]
section.most_bytes = MOST_BYTES_OF_PAGE  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def drop(request: Any, key: str) -> HttpResponse:
    """Throws a form away, after saying what is lost."""
    found = unread.form(key, request.operator.id)
    if request.method == "POST":
        kept.drop_draft(key, found.place)
        return redirect("counter:today")
    told: dict[str, Any] = {
        "title": labelled(drafting.service(found.service).names),
        "saved_at": found.saved_at,
        "back_url": reverse("counter:drafts") if found.is_damaged else reverse("counter:resume", args=[key]),
    }
    return frame.page(request, "drop", "today", **told)


def _to_look_at(draft: Draft, part: Section, clean: dict[str, str]) -> asking.Typed:
    """The names made now, and those made beside an error that she has not changed since."""
    made = _made(part, clean, draft.typed)
    empty = [name for name in made if not draft.typed[name].strip()]
    draft.typed |= made
    draft.derived |= derived.suggested(part.fields, empty, draft.typed)
    earlier = draft.made.get(part.name, {})
    made |= {name: text for name, text in earlier.items() if draft.typed.get(name) == text}
    draft.made[part.name] = made
    return made


def _made(part: Section, clean: dict[str, str], typed: asking.Typed) -> asking.Typed:
    """The names the counter made from other letters or from another field: she looks at them before going on."""
    return {
        question.name: clean[question.name]
        for question in part.fields
        if question.type == "name"
        and clean.get(question.name, "") != " ".join(typed[question.name].split())
        and question.name in clean
    }


def _mark(draft: Draft, part: Section, is_done: bool, *, is_wrong: bool) -> None:
    draft.wrong = [name for name in draft.wrong if name != part.name] + [part.name] * is_wrong
    if is_done and part.name not in draft.done:
        draft.done.append(part.name)
    elif not is_done and part.name in draft.done:
        draft.done.remove(part.name)


def _left(request: HttpRequest) -> HttpResponse | None:
    """Where to, if she did not want to go on: to do it later, or by a link beside the form."""
    if request.POST.get("go") == LATER:
        return redirect("counter:today")
    if request.POST.get("go") == LOOK:
        return redirect(request.path)
    return unfinished.leaving(request)


def _address(draft: Draft, step: str) -> str:
    if step == drafting.READ_BACK:
        return reverse("counter:read_back", args=[draft.key])
    return reverse("counter:section", args=[draft.key, step])


def _page(
    request: Any,
    draft: Draft,
    part: Section,
    problems: dict[str, rules.Problem],
    offered: dict[str, list[Any]] | None = None,
    *,
    is_kept: bool = True,
) -> HttpResponse:
    found = offered or {}
    fields = [
        asking.field(one, draft.typed, problems.get(one.name), found.get(one.name, ())) for one in part.fields
    ]
    fields = derived.shown(fields, draft.derived, draft.typed)
    looks = request.GET.get("look", "").split() if request.method == "GET" else []
    sheet = drafting.sheet(draft, part)
    others = sheet.others()
    status = _status(request, bool(problems), bool(others), is_kept=is_kept)
    barred = begun.barred(problems, draft.applicant_id)
    told = {
        "looks": _named(part, looks),
        "others": others,
        "stamp": sheet.stamp,
        "is_unkept": not is_kept,
        "barred": barred,
    }
    hear, fields = hearing.of_questions(request, fields)
    return _section_page(request, draft, part, "section", fields, status=status, hear=hear, **told)


def _status(request: Any, is_wrong: bool, has_others: bool, *, is_kept: bool) -> int:
    """A page opened again by its address answers no sending, whatever is wrong in it."""
    if not is_kept:
        return 507
    if is_wrong and (request.method == "POST" or "check" in request.GET):
        return 422
    return 409 if has_others and request.method == "POST" else 200


def _named(part: Section, names: list[str]) -> str:
    return ", ".join(labelled(one.labels) for one in part.fields if one.name in names)


def _papers(request: Any, draft: Draft, part: Section) -> HttpResponse:
    """The papers: number, seen with her own eyes, one picture each."""
    taken, is_kept = Taken(), True
    if request.method == "POST":
        sent, left = sent_with(request.FILES, draft.service, draft.key), _left(request)
        is_kept = drafting.is_kept(partial(_take_papers, request, draft, part, taken, sent))
        if is_kept and taken.papers is not None:
            taken.papers.drop_replaced()
        if left and is_kept:
            return left
        if taken.is_done and is_kept:
            return redirect(_address(draft, draft.after(part)))
    papers = taken.papers or _papers_of(draft)
    if papers is None:
        return redirect(_address(draft, _section_of(draft, draft.service.age_of)) + "?check=1")
    if request.method != "POST" and ("check" in request.GET or part.name in draft.wrong or papers.lost()):
        papers.check()
    return _papers_page(request, draft, part, papers, is_kept=is_kept)


def _papers_page(request: Any, draft: Draft, part: Section, papers: Papers, *, is_kept: bool) -> HttpResponse:
    if request.phone is None:
        at_hand.show(request.operator.id, draft.key, int(request.session["seen"]))
    sheet = papers.sheet(part.name, draft.posted, draft.beside)
    others = sheet.others()
    status = _status(request, bool(papers.errors), bool(others), is_kept=is_kept)
    picture_url = {kind: reverse("counter:picture", args=[draft.key, kind]) for kind in draft.papers}
    groups = papers.groups(picture_url, draft.answers()[0])
    fields = [field for group in groups for field in group.fields]
    told = {"groups": groups, "others": others, "stamp": sheet.stamp, "is_unkept": not is_kept}
    told["has_phone"] = request.phone is None and bool(phones.phones())
    return _section_page(request, draft, part, "papers", fields, status=status, **told)


def _take_papers(request: Any, draft: Draft, part: Section, taken: Taken, sent: Mapping[str, Sent]) -> None:
    """Takes over the papers as they were sent into what is kept by now; none is asked while her age is not known."""
    drafting.renew(draft)
    taken.papers = _papers_of(draft)
    if taken.papers is None:
        return
    taken.is_all = _take_over(request, draft, part, taken.papers, sent)
    goes_on = not _left(request)
    taken.is_done = taken.is_all and goes_on and not taken.papers.errors
    _mark(draft, part, taken.is_done, is_wrong=bool(taken.papers.errors) and goes_on)
    drafting.keep(draft, part.name)


def _take_over(request: Any, draft: Draft, part: Section, papers: Papers, sent: Mapping[str, Sent]) -> bool:
    """Takes over what was posted of the papers; gives whether all that was typed could be taken."""
    return papers.take(papers.sheet(part.name, draft.posted, draft.beside), request.POST, sent)


def _section_of(draft: Draft, name: str) -> str:
    return next(one.name for one in draft.service.sections if name in {field.name for field in one.fields})


def _section_page(
    request: Any, draft: Draft, part: Section, template: str, fields: list[Field], *, status: int, **more: Any
) -> HttpResponse:
    sections = draft.service.sections
    place = sections.index(part)
    back = _address(draft, sections[place - 1].name) if place else reverse("counter:today")
    quote = begun.bill(draft)
    told = {
        "title": labelled(part.labels),
        "fields": fields,
        "problems": problems_of(fields),
        "steps": begun.form_steps(draft, part.name),
        "file": begun.draft_lines(draft),
        "service_name": labelled(draft.service.names),
        "bill": quote,
        "bill_lines": begun.fee_lines(quote) if quote else [],
        "because": begun.because(quote) if quote else "",
        "back_url": back,
        "saved_at": None if more.get("is_unkept") else draft.saved_at,
        "had": begun.had(draft.applicant_id, [draft.service], draft.place).get(draft.service.key),
        "drop_url": reverse("counter:drop", args=[draft.key]),
        "at": draft.at,
        "go": _("Go on"),
    }
    return frame.page(request, template, "today", status=status, **told | more)
