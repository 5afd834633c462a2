"""The form of a service, section by section: what was typed is kept first, then judged."""

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
from dorgora.counter import areas, asking, begun, drafting, frame, leftover, prefill, unfinished
from dorgora.counter.drafting import Draft
from dorgora.counter.papers import MOST_BYTES_OF_PAGE, Papers
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.people.local import phones
from dorgora.shell import at_hand, saving
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Field, problems_of

LATER, LOOK = "later", "look"


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
    except Refused as refused:
        return leftover.of_draft(request, refused)
    part = draft.section(section)
    if saving.is_asked(request):
        return _saved(request, draft, part)
    if not part.fields:
        return _papers(request, draft, part)
    if request.method == "POST":
        return _read(request, draft, part)
    is_checked = "check" in request.GET or part.name in draft.wrong
    _clean, problems = drafting.checked(draft.service, part, draft.typed) if is_checked else ({}, {})
    return _page(request, draft, part, problems)


def _saved(request: Any, draft: Draft, part: Section) -> HttpResponse:
    """Keeps what stands in a page that is still being filled, unless another page of it was quicker; judges nothing."""
    papers = Papers(_papers_asked(draft) or (), draft.papers, draft.key)
    sheet, typed = drafting.sheet(draft, part), asking.typed_of(part.fields, request.POST)
    if not part.fields:
        sheet, typed = papers.sheet(part.name, draft.posted, draft.beside), papers.typed_of(request.POST)
    if not sheet.note(request.POST, typed):
        return saving.answer()
    if not part.fields:
        papers.note(sheet.typed)
        sheet = papers.sheet(part.name, draft.posted, draft.beside)
    draft.at = saving.at(request.POST)
    _mark(draft, part, False, is_wrong=part.name in draft.wrong)
    is_kept = drafting.is_kept(partial(drafting.keep, draft, part.name))
    return saving.answer(sheet.stamp_after(request.POST) if is_kept else "")


def _papers_asked(draft: Draft) -> tuple[Any, ...] | None:
    """The papers of the form as it is answered now; None while the day they hang on is not known."""
    answers, problems = draft.answers()
    if draft.service.age_of in problems or not rules.is_age_known(draft.service, answers):
        return None
    return rules.evidence_asked(draft.service, answers, frame.today())


def _read(request: Any, draft: Draft, part: Section) -> HttpResponse:
    """Keeps what was typed, then judges it: goes on, or shows what is wrong beside what was typed."""
    asked = request.POST.get("find", "")
    is_taken = drafting.sheet(draft, part).take(request.POST, asking.typed_of(part.fields, request.POST))
    offered, unsettled = areas.settle(part, draft.typed, asked)
    clean, problems = drafting.checked(draft.service, part, draft.typed)
    problems |= unsettled
    made = _to_look_at(draft, part, clean)
    left = _left(request)  # she comes back to where she was
    is_done = is_taken and not (problems or made or asked or left)
    if is_taken and made and not (problems or asked or left):
        draft.made.pop(part.name)  # she is shown them now
    _mark(draft, part, is_done, is_wrong=bool(problems) and not (asked or left))
    draft.at = saving.at(request.POST) if left else ""
    applicant = people.citizen(draft.applicant_id)
    if is_done and applicant is not None:
        draft.typed |= prefill.relative(draft.service, draft.typed, applicant)
    is_kept = drafting.is_kept(partial(drafting.keep, draft, part.name))
    if left and is_kept:
        return left
    if asked:
        problems = {name: problem for name, problem in problems.items() if name in unsettled}
    if problems or asked or not (is_taken and is_kept):
        return _page(request, draft, part, problems, offered, is_kept=is_kept)
    if made:
        return redirect(_address(draft, part.name) + "?look=" + "+".join(made))
    return redirect(_address(draft, draft.after(part)))


def keep_typed(request: Any, by: int, key: str, section: str) -> None:
    """Keeps what was posted when `by` was not signed in any more: it is there when she has signed in again."""
    try:
        draft = drafting.owned(key, by)
        part = draft.section(section)
    except Refused:
        return
    if part.fields:
        drafting.sheet(draft, part).take(request.POST, asking.typed_of(part.fields, request.POST))
    else:
        if (asked := _papers_asked(draft)) is not None:
            papers = Papers(asked, draft.papers, draft.key)
            _take_papers(request, draft, part, papers)
            drafting.keep(draft, part.name)
            papers.drop_replaced()
            return
    drafting.keep(draft, part.name)


section.keeps_typed = keep_typed  # type: ignore[attr-defined]
section.most_bytes = MOST_BYTES_OF_PAGE  # type: ignore[attr-defined]


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def drop(request: Any, key: str) -> HttpResponse:
    """Throws a form away, after saying what is lost."""
    draft = drafting.mine(request, key)
    if request.method == "POST":
        kept.drop_draft(key, draft.place)
        return redirect("counter:today")
    told: dict[str, Any] = {"title": labelled(draft.service.names), "saved_at": draft.saved_at}
    return frame.page(request, "drop", "today", back_url=reverse("counter:resume", args=[key]), **told)


def _to_look_at(draft: Draft, part: Section, clean: dict[str, str]) -> asking.Typed:
    """The names made now, and those made beside an error that she has not changed since."""
    made = _made(part, clean, draft.typed)
    draft.typed |= made
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
    looks = request.GET.get("look", "").split() if request.method == "GET" else []
    sheet = drafting.sheet(draft, part)
    others = sheet.others()
    status = _status(request, bool(problems), bool(others), is_kept=is_kept)
    told = {"looks": _named(part, looks), "others": others, "stamp": sheet.stamp, "is_unkept": not is_kept}
    return _section_page(request, draft, part, "section", fields, status=status, **told)


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
    asked = _papers_asked(draft)
    if asked is None:
        return redirect(_address(draft, _section_of(draft, draft.service.age_of)) + "?check=1")
    papers, is_kept = Papers(asked, draft.papers, draft.key), True
    if request.method == "POST":
        is_taken = _take_papers(request, draft, part, papers)
        left = _left(request)
        is_done = is_taken and not (papers.errors or left)
        _mark(draft, part, is_done, is_wrong=bool(papers.errors) and not left)
        is_kept = drafting.is_kept(partial(drafting.keep, draft, part.name))
        if is_kept:
            papers.drop_replaced()
        if left and is_kept:
            return left
        if is_done and is_kept:
            return redirect(_address(draft, draft.after(part)))
    elif "check" in request.GET or part.name in draft.wrong or papers.lost():
        papers.check()
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


def _take_papers(request: Any, draft: Draft, part: Section, papers: Papers) -> bool:
    """Takes over what was posted of the papers; gives whether all that was typed could be taken."""
    return papers.take(papers.sheet(part.name, draft.posted, draft.beside), request.POST, request.FILES)


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
        "drop_url": reverse("counter:drop", args=[draft.key]),
        "at": draft.at,
        "go": _("Go on"),
    }
    return frame.page(request, template, "today", status=status, **told | more)
