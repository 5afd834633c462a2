"""The answers read back large, the fee told and taken, the file lodged: once, however often it is pressed."""

import hashlib
from typing import Any

import msgspec
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dorgora.applications import actions as applications
from dorgora.applications import lodging, once
from dorgora.catalogue import rules
from dorgora.config.guard import may_enter
from dorgora.counter import asking, begun, drafting, frame, hearing, prefill, unfinished
from dorgora.counter.drafting import Draft
from dorgora.counter.papers import Papers
from dorgora.counter.taking import Taking, keep_change
from dorgora.feed import room
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.shell import formats, telling
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import Answer, Line, problems_of


@may_enter("operator")
@require_http_methods(["GET", "HEAD", "POST"])
@frame.tells_refusals
def read_back(request: Any, key: str) -> HttpResponse:
    """The answers for the citizen's eyes and ears, the fee, her yes; F8 takes the money and lodges the file."""
    try:
        room.check()
        with room.needed():
            return _read_back(request, key)
    except Refused as refused:
        if refused.reason != room.DISK_FULL or request.method != "POST" or room.is_written():
            raise
        cash = Line(_("Cash in hand"), text=request.POST.get("received", ""))
        url = reverse("counter:read_back", args=[key])
        return frame.refusal_page(request, refused, kept=[cash], back_url=url, go=_("Back"))


def _read_back(request: Any, key: str) -> HttpResponse:
    draft = drafting.mine(request, key)
    answers, problems = draft.answers()
    quote = None if problems else lodging.quoted(draft.service, answers, draft.place, frame.today())
    if quote is None:
        return redirect(reverse("counter:section", args=[key, _first_wrong(draft, problems)]) + "?check=1")
    _check_before_money(request, draft, answers)
    papers = Papers(rules.evidence_asked(draft.service, answers, frame.today()), draft.papers, draft.key)
    papers.check()
    if papers.errors:
        return redirect(_papers_url(draft))
    page = _page_of(key)
    taking = Taking(quote.total_minor, read_out=_digest(answers, papers))
    if request.method == "POST":
        if left := unfinished.left(request, page, draft.applicant_id):
            return left
        taking.read(request.POST, frame.pack())
        if request.POST.get("go") == "take" and not taking.errors:
            try:
                return _take(request, draft, answers, papers, quote, taking.change_minor)
            except Refused as refused:
                if refused.reason != "fee_changed":
                    raise
                taking.fee_changed()
                quote = lodging.quoted(draft.service, answers, draft.place, frame.today())
        unfinished.went_wrong(request, page, taking.errors)
    else:
        with drafting.in_one_go():
            drafting.renew(draft)
            drafting.keep(draft, drafting.READ_BACK)
        _take_up(request, taking, page)
    return _page(request, draft, answers, quote, taking)


def _check_before_money(request: Any, draft: Draft, answers: dict[str, str]) -> None:
    """Without its offices nothing can be lodged, nor what everybody gets once and she has already."""
    lodging.offices_of(draft.service, lodging.area_of(draft.service, answers, draft.place))
    if request.method != "POST":  # who sends it is refused by the action, or was answered with the receipt
        once.check_not_had(draft.service, draft.applicant_id, draft.place)


def _take_up(request: Any, taking: Taking, page: str) -> None:
    """The page as she left it; her yes is asked for again."""
    if wrong := unfinished.sent_wrong(request, page):
        taking.read(wrong, frame.pack())
    taking.received = unfinished.of(request, page).get("received", "")


def _take(
    request: Any,
    draft: Draft,
    answers: dict[str, str],
    papers: Papers,
    quote: rules.FeeQuote,
    change_minor: int | None,
) -> HttpResponse:
    """Lodges the file and books the fee in one action; the draft's key makes a second press harmless."""
    try:
        lodged = applications.submit(
            draft_key=draft.key,
            service=draft.service.key,
            answers=answers,
            evidence=papers.evidence(),
            applicant_id=draft.applicant_id,
            centre=request.place,
            consent="heard",
            received_fee_minor=quote.total_minor,
            by=request.operator.id,
            at=clock.now(),
        )
    except Refused as refused:
        if refused.reason != "picture_missing":
            raise
        return frame.refusal_page(request, refused, back_url=_papers_url(draft), go=_("To the papers"))
    unfinished.done(request, _page_of(draft.key))
    keep_change(request, lodged.number, change_minor)
    return redirect("counter:receipt", number=lodged.number)


def _papers_url(draft: Draft) -> str:
    part = next(section.name for section in draft.service.sections if not section.fields)
    return reverse("counter:section", args=[draft.key, part]) + "?check=1"


def _page_of(key: str) -> str:
    return f"read_back-{key}"


read_back.keeps_typed = unfinished.keeper(_page_of)  # type: ignore[attr-defined]


def _digest(answers: dict[str, str], papers: Papers) -> str:
    """What was read out, short enough to stand in the page: money is taken for these answers and no others."""
    return hashlib.sha256(msgspec.json.encode((sorted(answers.items()), papers.evidence()))).hexdigest()


def _first_wrong(draft: Draft, problems: dict[str, rules.Problem]) -> str:
    """The first section with something wrong in it."""
    for section in draft.service.sections:
        if any(field.name in problems for field in section.fields):
            return section.name
    return draft.service.sections[0].name


def _page(
    request: Any, draft: Draft, answers: dict[str, str], quote: rules.FeeQuote, taking: Taking
) -> HttpResponse:
    applicant = people.citizen(draft.applicant_id)
    fields = taking.fields(named(applicant))
    rows, head = _answers(draft, answers), _("%(name)s, is this right?") % {"name": named(applicant)}
    told = {
        "name": named(applicant),
        "other_name": prefill.other_name(draft.service, answers, applicant),
        "in_book": frame.named_locally(applicant),
        "answers": rows,
        "hear": hearing.offered(request, hearing.of_answers(head, _to_pay(quote), rows)),
        "bill": begun.fee_lines(quote),
        "because": begun.because(quote),
        "total_minor": quote.total_minor,
        "change_minor": taking.change_minor,
        "fields": fields,
        "problems": problems_of(fields),
        "read_out": taking.read_out,
        "saved_at": draft.saved_at,
        "stamp": unfinished.stamp(request, _page_of(draft.key)),
        "at": unfinished.at(request, _page_of(draft.key)),
        "others": taking.lines(unfinished.beside(request, _page_of(draft.key))),
        "back_url": reverse("counter:section", args=[draft.key, draft.service.sections[-1].name]),
    }
    return frame.page(request, "read_back", "today", status=telling.status(request, taking.errors), **told)


def _to_pay(quote: rules.FeeQuote) -> str:
    words = frame.pack().currency.in_words(quote.total_minor, formats.language())
    return f"{_('To pay')}: {words}"


def _answers(draft: Draft, answers: dict[str, str]) -> list[Answer]:
    """Each answer once: what is the same as another field is not read twice."""
    rows = []
    for section in draft.service.sections:
        for field in section.fields:
            answer = answers.get(field.name, "")
            if not answer or (field.same_as and answer == answers.get(field.same_as)):
                continue
            url = reverse("counter:section", args=[draft.key, section.name]) + f"#f-{field.name}"
            local, latin = frame.languages()
            lang = {"latin": latin, "local": local}.get(field.script, "")
            rows.append(Answer(labelled(field.labels), asking.answer_shown(field, answer), url, lang))
    return [*rows, Answer(*begun.promise(draft.service))]
