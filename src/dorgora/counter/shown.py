"""Facts of the domain as rows, chips and lines of a page. Lists show codes, not names: two people see the screen."""

from typing import Any, Literal

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.catalogue import rules
from dorgora.catalogue.forms import Fee, ServiceVersion
from dorgora.counter import asking, drafting, frame
from dorgora.counter.drafting import READ_BACK, Draft
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.shell import formats
from dorgora.shell.parts import Line, Pick, Step


def service_pick(service: ServiceVersion, key: str = "", citizen_id: int = 0) -> Pick:
    """A service to choose: its fee and its days."""
    if citizen_id:
        url = reverse("counter:consent", args=[citizen_id, service.key])
    else:
        url = reverse("counter:citizens") + "?" + urlencode({"service": service.key})
    return Pick(frame.labelled(service.names), url, note=service_note(service), key=key)


def service_note(service: ServiceVersion) -> str:
    """What it costs at least and at most, and the days promised."""
    ranges = [_range(charge) for charge in (service.fees.state, service.fees.operator)]
    least, most = sum(low for low, _high in ranges), sum(high for _low, high in ranges)
    fee = formats.money(least) if least == most else f"{formats.money(least)}–{formats.money(most)}"
    days = service.charter.working_days
    promised = ngettext("%(n)s working day", "%(n)s working days", days) % {"n": formats.number(days)}
    return f"{fee} · {promised}"


def _range(charge: Fee) -> tuple[int, int]:
    on = frame.today().isoformat()
    holding = [tariff for tariff in charge.tariffs if tariff.valid_from <= on] or charge.tariffs[:1]
    amounts = [case.minor for case in max(holding, key=lambda tariff: tariff.valid_from).cases]
    return min(amounts), max(amounts)


def citizen_pick(citizen: Any, service: str = "") -> Pick:
    """A citizen in the list of those found: what tells her from another of the same name."""
    args: list[Any] = [citizen.id, service] if service else [citizen.id]
    url = reverse("counter:consent" if service else "counter:citizen", args=args)
    return Pick(frame.named(citizen), url, note=" · ".join(part for part in _marks(citizen) if part))


def _marks(citizen: Any) -> tuple[str, ...]:
    phone = (
        _("phone ··%(end)s") % {"end": formats.digits(citizen.phone[-3:])} if citizen.phone else _("no phone")
    )
    return age(citizen), citizen.village, phone


def age(citizen: Any) -> str:
    """How old she is, in years."""
    if not citizen.date_of_birth:
        return ""
    born, on = asking.iso_day(citizen.date_of_birth), frame.today()
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return ngettext("%(n)s year", "%(n)s years", years) % {"n": formats.number(max(years, 0))}


def citizen_lines(citizen: Any) -> list[Line]:
    """Who she is, in the facts that are asked to make sure."""
    lines = [
        Line(
            _("Born"),
            text=formats.day(asking.iso_day(citizen.date_of_birth)) if citizen.date_of_birth else "",
        ),
        Line(_("Age"), text=age(citizen)),
        Line(_("Village"), text=citizen.village),
        Line(_("Phone"), text=formats.digits(asking.phone_shown(citizen.phone)) if citizen.phone else ""),
    ]
    return [line for line in lines if line.text]


def form_steps(draft: Draft, current: str) -> list[Step]:
    """The sections of a form as the line of steps above it."""
    steps = []
    for section in draft.service.sections:
        is_now = section.name == current
        state: Literal["done", "now", "todo"] = (
            "now" if is_now else "done" if section.name in draft.done else "todo"
        )
        url = reverse("counter:section", args=[draft.key, section.name])
        steps.append(Step(frame.labelled(section.labels), state, url="" if is_now else url))
    return steps


def draft_lines(draft: Draft) -> list[Line]:
    """What stands beside a form: for whom it is."""
    applicant = people.citizen(draft.applicant_id)
    lines = [Line(_("Applicant"), text=frame.named(applicant) if applicant else "")]
    promised = promised_on(draft.service)
    return [*lines, Line(_("It will be ready"), text=_by(promised))]


def promised_on(service: ServiceVersion) -> Any:
    """The day it would be promised for if it were handed in today."""
    pack = frame.pack()
    return rules.deadline(frame.today(), service.charter.working_days, pack.weekend, pack.holidays)


def _by(day: Any) -> str:
    return _("by %(day)s") % {"day": formats.day(day, weekday=True, year=False)}


def by_day(day: Any) -> str:
    """A promise: by Sunday 13 December."""
    return _by(day)


def bill(draft: Draft) -> rules.FeeQuote | None:
    """What is to be paid, as far as it can be said before the form is full."""
    answers, _problems = draft.answers()
    try:
        return rules.fee(draft.service, answers, frame.today())
    except Refused:
        return None


def fee_lines(quote: rules.FeeQuote) -> list[Line]:
    """State fee, then centre fee; zero is said too."""
    return [Line(frame.labelled(dict(line.labels)), minor=line.minor) for line in quote.lines]


def because(quote: rules.FeeQuote) -> str:
    """Why the fee is what it is, in a sentence a citizen can be told."""
    return " ".join(frame.labelled(dict(line.because)) for line in quote.lines[:1])


def draft_pick(draft: Any) -> dict[str, str]:
    """An unfinished form on today's page: service, step and time, no name."""
    version = drafting.service(draft.service)
    if draft.step == drafting.CORRECTING:
        url = reverse("counter:correct", args=[draft.typed["number"]])
        words = [
            frame.labelled(version.names),
            _("correction"),
            _("at %(time)s") % {"time": formats.clock(draft.saved_at)},
        ]
        return {"words": ", ".join(words), "url": url}
    labels = {section.name: number for number, section in enumerate(version.sections, 1)}
    step = labels.get(draft.step)
    where = (
        _("step %(n)s") % {"n": formats.number(step)}
        if step
        else _("read back")
        if draft.step == READ_BACK
        else ""
    )
    words = [frame.labelled(version.names), where, _("at %(time)s") % {"time": formats.clock(draft.saved_at)}]
    return {
        "words": ", ".join(word for word in words if word),
        "url": reverse("counter:resume", args=[draft.key]),
    }
