"""The way of a file as its citizen is told it: stations, promise and money; never a name."""

from dataclasses import replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dorgora.applications import deadlines
from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import queries as catalogue
from dorgora.kernel import clock as clocks
from dorgora.kernel.bounds import day_of
from dorgora.money import queries as money
from dorgora.places import queries as places
from dorgora.shell import formats, recalls
from dorgora.shell.answers import day_shown, labelled, late_line, named
from dorgora.shell.parts import Line, Step

OPEN = (applications_rules.WAITING, applications_rules.RETURNED)


def told(file: applications.File) -> dict[str, Any]:
    """What the page of a file is made of."""
    service = catalogue.service(file.service, file.service_version)
    paid, recalled = money.paid_for(file.id), recalls.of(file)
    clock = _clock(file, service)
    return {
        "number": file.number,
        "service": labelled(service.names) if service else file.service,
        "headline": _("The certificate no longer holds") if recalled else _headline(file, clock),
        "way": _way(file, paid, recalled, service, clock),
        "to_put_right": _to_put_right(file, service),
        "promise": _promise(file, clock),
        "lines": _money_lines(paid, service) if paid else (),
        "total_minor": paid.total_minor if paid else None,
        "owed_minor": paid.to_pay_back_minor if paid else 0,
        "given_back_minor": paid.refund_paid_minor if paid else 0,
    }


def _clock(file: applications.File, service: Any) -> deadlines.Clock:
    """How the whole promise stands today."""
    days, today = service.charter.working_days if service else 0, timezone.localdate(clocks.now())
    return deadlines.clock(file, by=file.ends_on, days=days, today=today, pack=formats.pack())


def _headline(file: applications.File, clock: deadlines.Clock) -> str:
    if file.state == applications_rules.WITHDRAWN:
        return _("Taken back at the centre")
    if file.state == applications_rules.DONE:
        return _("Done at the centre")
    if file.is_handed_over:
        return _("Handed over on %(day)s") % {"day": formats.day(file.handed_over_at or file.changed_at)}
    if file.state == applications_rules.APPROVED:
        return _granted_words(file)
    if file.state == applications_rules.REJECTED:
        return _("Rejected")
    if file.state == applications_rules.RETURNED:
        return _("Something must be put right")
    if clock.by is None:
        return _("The office is looking at it")
    day = {"day": formats.day(clock.by, weekday=True, year=False)}
    return (
        _("It is late: it was promised by %(day)s") % day
        if clock.is_late
        else _("You will have it by %(day)s") % day
    )


def _granted_words(file: applications.File) -> str:
    """What was granted outside still has to come to the centre."""
    if file.decided_on:
        return _("Granted. The centre gives it to you once the paper is there")
    return _("Approved. Collect it at the centre")


def _way(
    file: applications.File,
    paid: money.Paid | None,
    recalled: recalls.Recall | None,
    service: Any,
    clock: deadlines.Clock,
) -> list[Step]:
    """Done, now, to come: the same stations for every file; no last one where nobody has to come for anything."""
    if file.state == applications_rules.DONE:
        return [
            Step(
                _("Done at the centre"),
                "done",
                formats.moment(file.submitted_at),
                _name("centre", file.centre),
            )
        ]
    if file.state == applications_rules.WITHDRAWN:
        return [_lodged_step(file), _taken_back_step(file), *_money_steps(paid)]
    decided = formats.moment(file.decided_at) if file.decided_at else ""
    return [
        _lodged_step(file),
        Step(_("The centre has sent it"), "done", shape="hub"),
        *_office_steps(file, service),
        _decision_step(file, decided, clock),
        *(
            _money_steps(paid)
            if file.state == applications_rules.REJECTED
            else _paper_steps(file, recalled, service)
        ),
    ]


def _lodged_step(file: applications.File) -> Step:
    return Step(
        _("Lodged at the centre"), "done", formats.moment(file.submitted_at), _name("centre", file.centre)
    )


def _taken_back_step(file: applications.File) -> Step:
    """It was entered by mistake: no office decides it."""
    at, why = formats.moment(file.changed_at), _("It was entered by mistake. No office has it.")
    return Step(_("Taken back at the centre"), "done", at, why, shape="back")


def _office_steps(file: applications.File, service: Any) -> list[Step]:
    """One station for each office: those that sent it on, the one that has it, and those it still comes to."""
    if file.list_number and service is not None and service.outside is not None:
        return _outside_steps(file, labelled(service.outside.names))
    if len(file.offices) == 1:
        return [_if_late(_office_step(file), file)]
    passed = [
        Step(_("The office has looked at it and sent it on"), "done", note=_name("office", office))
        for office in file.offices[: file.n_passed]
    ]
    to_come = [
        Step(_("Then this office looks at it"), "todo", note=_name("office", office))
        for office in file.offices[file.n_passed + 1 :]
        if file.state in OPEN
    ]
    return [*passed, _with_its_day(_office_step(file), file), *to_come]


def _outside_steps(file: applications.File, authority: str) -> list[Step]:
    """The office that sent it on a list, and the authority outside that decides it, with its day."""
    number = {"number": formats.number(file.list_number)}
    when = formats.moment(file.listed_at) if file.listed_at else ""
    sent = Step(
        _("The office has looked at it and sent it out"), "done", when,
        _("%(office)s, list %(number)s") % {"office": _name("office", file.office), **number},
    )  # fmt: skip
    if file.state != applications_rules.WAITING:
        return [sent, Step(_("It has been looked at there"), "done", note=authority)]
    return [sent, _with_its_day(Step(_("It is looked at there"), "now", _("now"), authority), file)]


def _with_its_day(step: Step, file: applications.File) -> Step:
    """By when the office that has it is to have done its part; a day that is gone says so."""
    due_on = day_of(file.due_on)
    if file.state != applications_rules.WAITING or due_on is None:
        return step
    by_day = replace(step, when=_("now, by %(day)s") % {"day": formats.day(due_on, year=False)})
    return _if_late(by_day, file)


def _if_late(step: Step, file: applications.File) -> Step:
    """The same, saying so when the day of the office that has it is gone."""
    due_on = day_of(file.due_on)
    if (
        file.state != applications_rules.WAITING
        or due_on is None
        or due_on >= timezone.localdate(clocks.now())
    ):
        return step
    late = _("late: it was to be done by %(day)s") % {"day": formats.day(due_on, year=False)}
    return replace(step, when=late, shape="no")


def _office_step(file: applications.File) -> Step:
    where = _name("office", file.office)
    if file.state == applications_rules.RETURNED:
        at = formats.moment(file.changed_at)
        return Step(
            _("The office sent it back"), "now", at, _("Go to the centre; it costs nothing."), shape="back"
        )
    if file.state == applications_rules.WAITING:
        label = _("The office looks at the correction") if file.n_returns else _("The office looks at it")
        return Step(label, "now", _("now"), where)
    return Step(_("The office has looked at it"), "done", note=where)


def _decision_step(file: applications.File, decided: str, clock: deadlines.Clock) -> Step:
    if file.state == applications_rules.APPROVED:
        day = _("on the paper: %(day)s") % {"day": day_shown(file.decided_on)} if file.decided_on else ""
        return Step(_("Approved"), "done", decided, day)
    if file.state == applications_rules.REJECTED:
        note = _("Ground: %(ground)s") % {"ground": file.ground} if file.ground else ""
        return Step(_("Rejected"), "done", decided, note, shape="no")
    if file.state == applications_rules.RETURNED:
        return Step(_("Decision"), "todo", _("after the correction"))
    if clock.by is None or clock.is_late:
        return Step(_("Decision"), "todo")
    return Step(_("Decision"), "todo", _("by %(day)s") % {"day": formats.day(clock.by, year=False)})


def _paper_steps(file: applications.File, recalled: recalls.Recall | None, service: Any) -> list[Step]:
    if service is not None and service.outside is not None:
        return [_outside_paper_step(file)]
    if recalled is None:
        return [_paper_step(file)]
    taken_back = Step(
        _("The office took the certificate back"), "done", recalled.at, recalled.why, shape="no"
    )
    return [_paper_step(file), taken_back] if file.is_handed_over else [taken_back]


def _outside_paper_step(file: applications.File) -> Step:
    """The paper of an authority outside is no certificate of ours, and comes to the centre after it is granted."""
    label = _("The paper in hand")
    if file.is_handed_over:
        return Step(label, "done", formats.moment(file.handed_over_at or file.changed_at))
    if file.state == applications_rules.APPROVED:
        return Step(label, "now", note=_("Bring the receipt to the centre, once the paper is there."))
    return Step(label, "todo", _("after the decision"))


def _paper_step(file: applications.File) -> Step:
    if file.is_handed_over:
        return Step(_("In hand"), "done", formats.moment(file.handed_over_at or file.changed_at))
    if file.state == applications_rules.APPROVED:
        return Step(_("In hand"), "now", note=_("Bring the receipt to the centre."))
    return Step(_("In hand"), "todo", _("after the decision"))


def _money_steps(paid: money.Paid | None) -> list[Step]:
    """What of the fee is still to be fetched, or was; nothing where none is owed: it would be a way for nothing."""
    if paid is None or not (paid.total_minor or paid.refund_owed_minor):
        return []
    if paid.to_pay_back_minor:
        owed = {"sum": formats.money(paid.to_pay_back_minor)}
        return [
            Step(_("Money back"), "now", note=_("The centre pays back %(sum)s; bring the receipt.") % owed)
        ]
    if not paid.refund_paid_minor:
        return [Step(_("Money back"), "todo", _("not decided yet"))]
    at, given = money.given_back_at(paid.about_id), {"sum": formats.money(paid.refund_paid_minor)}
    note = _("The centre has paid back %(sum)s. Nothing more is owed.") % given
    return [Step(_("Money back"), "done", formats.moment(at) if at else "", note)]


def _name(role: str, place: str) -> str:
    found = places.centre(place) if role == "centre" else places.office(place)
    return named(found) if found else ""


def _to_put_right(file: applications.File, service: Any) -> list[str]:
    """What the office marked, by its label; the answers themselves are on no page of the portal."""
    if file.state != applications_rules.RETURNED or service is None:
        return []
    papers = {paper.kind: paper.labels for paper in service.evidence}
    labels = papers | {name: field.labels for name, field in service.fields.items()}
    return [labelled(labels[name]) for name in file.returned_fields if name in labels]


def _promise(file: applications.File, clock: deadlines.Clock) -> dict[str, Any] | None:
    """The gauge of an open file, its words, and what there is to know of its day."""
    if file.state not in OPEN or not clock.days or clock.by is None:
        return None
    words = _("%(done)s of %(all)s working days gone") % {
        "done": formats.number(clock.gone),
        "all": formats.number(clock.days),
    }
    late, said = min(clock.late, clock.gone), _said_of_day(file, clock)
    return {"days": clock.days, "gone": clock.gone, "late": late, "words": words, "said": said}


def _said_of_day(file: applications.File, clock: deadlines.Clock) -> list[str]:
    """That it is late and whom to call, that it waits for her and its day moves, or that its day has moved."""
    said = []
    if clock.is_late:
        said += [_("The office sees that it is late. You need not do or pay anything."), late_line()]
    if clock.stopped_on:
        day = {"day": formats.day(clock.stopped_on, year=False)}
        said.append(_("It waits for you: since %(day)s no day is counted.") % day)
        said.append(_("The day you get it moves by as long as it takes to put it right."))
    elif file.ends_on != file.promised_on:
        day = {"day": day_shown(file.promised_on)}
        said.append(_("The receipt says %(day)s. The days it waited for you were added.") % day)
    return said


def _money_lines(paid: money.Paid, service: Any) -> tuple[Line, ...]:
    fees = service.fees if service else None
    state = labelled(fees.state.labels) if fees else _("State fee")
    operator = labelled(fees.operator.labels) if fees else _("Centre's fee")
    return (Line(state, paid.state_minor), Line(operator, paid.operator_minor))
