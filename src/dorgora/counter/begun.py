"""What stands around a form in the making: its steps, for whom it is, the day promised, the fee and why."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.applications import lodging, once
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Promised, ServiceVersion
from dorgora.counter import drafting, frame, refusals
from dorgora.counter.drafting import READ_BACK, Draft
from dorgora.counter.prefill import prefilled
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.shell import formats
from dorgora.shell.answers import labelled, named
from dorgora.shell.parts import Line, Step
from dorgora.shell.telling import Refusal


def form_steps(draft: Draft, current: str) -> list[Step]:
    """The sections of a form as the line of steps above it."""
    steps = []
    for section in draft.service.sections:
        is_now = section.name == current
        state: Literal["done", "now", "todo"] = (
            "now" if is_now else "done" if section.name in draft.done else "todo"
        )
        url = reverse("counter:section", args=[draft.key, section.name])
        steps.append(Step(labelled(section.labels), state, url="" if is_now else url))
    return steps


def draft_lines(draft: Draft) -> list[Line]:
    """What stands beside a form: for whom it is."""
    applicant = people.citizen(draft.applicant_id)
    lines = [Line(_("Applicant"), text=named(applicant) if applicant else "")]
    label, words = promise(draft.service)
    return [*lines, Line(label, text=words)]


def promise(service: ServiceVersion) -> tuple[str, str]:
    """What would be promised if it were handed in today: label and words."""
    if service.is_done_at_once:
        return _("It will be done"), _("at once")
    pack = frame.pack()
    day = rules.deadline(frame.today(), service.charter.working_days, pack.weekend, pack.holidays)
    return _("It will be ready"), by_day(day)


@dataclass(frozen=True)
class Condition:
    """One condition of who can get it, and in words why she does not meet it, by what the counter knows of her."""

    words: str
    because: str = ""


def conditions(service: ServiceVersion, applicant: Any, place: str) -> list[Condition]:
    """Who can get it: said before she agrees or pays, as far as it is known."""
    if not service.eligibility:
        return []
    typed = prefilled(service, applicant, place)
    known: dict[str, str] = {}
    for section in service.sections:
        known |= drafting.checked(service, section, typed)[0]
    unmet = rules.unmet(service, known, frame.today())
    return [
        Condition(labelled(one.labels), labelled(one.because) if one in unmet else "")
        for one in service.eligibility
    ]


@dataclass(frozen=True)
class Had(Refusal):
    """Why she gets no second: nothing is to be begun. url: of the file by which she has it, if it is this centre's."""

    url: str = ""
    is_final: bool = True


def barred(problems: Mapping[str, rules.Problem], citizen_id: int) -> Had | None:
    """What a page says where nothing in it is wrong, but she cannot get the service with these answers."""
    whys = [labelled(one.detail["because"]) for one in problems.values() if one.reason == rules.NOT_ELIGIBLE]
    if not whys or len(whys) < len(problems):
        return None
    return Had(
        _("With these answers she cannot get it"),
        " ".join(whys),
        _("Put an answer right only if it is not true. Else throw this form away: nothing was paid."),
        url=reverse("counter:citizen", args=[citizen_id]),
    )


def had(
    citizen_id: int, services: Iterable[Promised], place: str, records: Collection[int] = ()
) -> dict[str, Had]:
    """Of these services those that everybody gets once and she has, or has asked for: why she gets no second, by key.

    records: hers, where they were asked for before.
    """
    keys = [one.key for one in services if one.once]
    found = once.had(records or people.records_of(citizen_id), keys, place) if keys else {}
    return {key: _told_had(one.number) for key, one in found.items()}


def _told_had(number: str) -> Had:
    """number: empty for a file of another centre."""
    why = Refused("had_before", detail={"number": number}) if number else Refused("had_elsewhere")
    told, url = refusals.told(why), reverse("counter:file", args=[number]) if number else ""
    return Had(told.what, told.why, told.next, url=url)


def lacks_office(service: ServiceVersion, place: str) -> bool:
    """Whether an office that decides it is not open yet for those who live where the centre is."""
    try:
        lodging.offices_of(service, lodging.area_of(service, {}, place))
    except Refused as refused:
        return refused.reason == "no_office"
    return False


def by_day(day: Any) -> str:
    """A promise: by Sunday 13 December."""
    return _("by %(day)s") % {"day": formats.day(day, weekday=True, year=False)}


def bill(draft: Draft) -> rules.FeeQuote | None:
    """What is to be paid, as far as it can be said before the form is full."""
    answers, _problems = draft.answers()
    try:
        return lodging.quoted(draft.service, answers, draft.place, frame.today())
    except Refused:
        return None


def fee_lines(quote: rules.FeeQuote) -> list[Line]:
    """State fee, then centre fee; zero is said too."""
    return [Line(labelled(dict(line.labels)), minor=line.minor) for line in quote.lines]


def because(quote: rules.FeeQuote) -> str:
    """Why the fee is what it is, in a sentence a citizen can be told."""
    return " ".join(labelled(dict(line.because)) for line in quote.lines[:1])


def draft_picks(drafts: Sequence[Any]) -> list[dict[str, str]]:
    """Unfinished forms on today's page: service, step and time, no name. One that does not open is thrown away.

    Raises:
        Refused: `no_such_service`: one is of a service that is not known here.
    """
    newest = {one.key: one.version for one in catalogue.offers()} if drafts else {}
    wanted = {one.service: newest.get(one.service, 0) for one in drafts}
    services = catalogue.versions(wanted.items())
    if len(services) < len(wanted):
        raise Refused("no_such_service")
    return [_draft_pick(one, services[one.service, wanted[one.service]]) for one in drafts]


def _draft_pick(draft: Any, version: ServiceVersion) -> dict[str, str]:
    steps = {section.name: number for number, section in enumerate(version.sections, 1)}
    action, where = _("Go on from there"), ""
    url = reverse("counter:resume", args=[draft.key])
    if draft.is_damaged:
        action, where = _("Throw it away"), _("damaged here")
        url = reverse("counter:drop", args=[draft.key])
    elif draft.step == drafting.CORRECTING:
        where, url = _("correction"), reverse("counter:correct", args=[draft.typed["number"]])
    elif draft.step in steps:
        where = _("step %(n)s") % {"n": formats.number(steps[draft.step])}
    elif draft.step == READ_BACK:
        where = _("read back")
    words = [labelled(version.names), where, _("at %(time)s") % {"time": formats.clock(draft.saved_at)}]
    return {"words": ", ".join(word for word in words if word), "url": url, "action": action}
