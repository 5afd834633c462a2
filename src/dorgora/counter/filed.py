"""A file that was lodged, as the counter shows it: two words for where it is and what became of it, and its story."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dorgora.applications import evidence, rules
from dorgora.applications import local as kept
from dorgora.applications import queries as applications
from dorgora.catalogue import queries as catalogue_queries
from dorgora.catalogue.forms import ServiceVersion
from dorgora.certificates import queries as certificates
from dorgora.counter import drafting, pictured, promised
from dorgora.feed import queries as feed
from dorgora.kernel import clock, codes
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.people import queries as people
from dorgora.people.rules import MISTAKE, TWICE, WRONG_PERSON, is_just_now
from dorgora.shell import formats
from dorgora.shell.answers import day_shown, labelled, named
from dorgora.shell.parts import Line, Pick, Step
from dorgora.shell.staff import staff_names

MISTAKES = {
    WRONG_PERSON: gettext_lazy("it was for another person"),
    TWICE: gettext_lazy("it was entered twice"),
    MISTAKE: gettext_lazy("it was a slip"),
}
"""Why something is undone within minutes, as its trace says it."""


def of(request: Any, number: str) -> Any:
    """The file of this short number, if it is this centre's.

    Raises:
        Refused: `no_such_file`.
    """
    found = applications.file_by_number(number, request.place) if codes.is_short_number(number) else None
    if found is None:
        raise Refused("no_such_file", detail={"number": number})
    return found


def service_of(file: Any) -> ServiceVersion:
    """The version of the service the file was opened with."""
    return drafting.service(file.service, file.service_version)


def waits(file: Any) -> bool:
    """Whether a file of this centre waits for the line: it is here alone, and the office that decides is not."""
    return _is_here_alone(file, _received([file])[file.id], _offices_here())


def _is_here_alone(file: Any, received: datetime | None, offices: Collection[str]) -> bool:
    return received is None and file.office not in offices


def state_chip(
    file: Any, is_taken_back: bool = False, *, is_late: bool = False, is_waiting: bool = False
) -> tuple[str, str]:
    """What became of it: shape and word; is_taken_back: its certificate, by the office; is_waiting: for the line."""
    if is_late:
        return "no", _("Late")
    if is_taken_back:
        return "no", _("Taken back")
    if file.is_handed_over and file.state not in (rules.DONE, rules.WITHDRAWN):
        return "ok", _("Handed over")
    if file.decided_on:
        return "ok", _("Granted")
    return {
        rules.WAITING: ("clock", _("Waits for the line") if is_waiting else _("With the office")),
        rules.RETURNED: ("back", _("Returned")),
        rules.APPROVED: ("ok", _("Ready")),
        rules.REJECTED: ("no", _("Rejected")),
        rules.DONE: ("ok", _("Done")),
        rules.WITHDRAWN: ("back", _("Taken back here")),
    }[file.state]


def _offices_here() -> set[str]:
    """The offices that work on this very laptop: they have at once what is lodged on it."""
    return {place for role, place in feed.own_places() if role == "office"}


def next_words(file: Any, paid: money.Paid | None = None, is_taken_back: bool = False) -> str:
    """What there is to do with it now; `paid`: what was taken for it, asked of a rejected file alone."""
    if is_taken_back:
        return _("The paper no longer holds; ask the office")
    if file.state == rules.WITHDRAWN:
        return _("Nothing waits; the fee went back")
    if file.is_handed_over:
        return _("Done.")
    if file.state == rules.RETURNED:
        return _("Correct what is marked, no new fee")
    if file.state == rules.REJECTED:
        return _words_of_money(paid)
    if file.state == rules.DONE:
        return _("Ask the three questions")
    if file.decided_on:
        return _("Hand the paper over once it has come")
    return promised.words(file) if file.state == rules.WAITING else _("Print it and hand it over")


def _words_of_money(paid: money.Paid | None) -> str:
    if paid and paid.to_pay_back_minor:
        return _("Tell the citizen why; she gets her money back")
    return _("Her money was given back") if paid and paid.refund_paid_minor else _("Tell the citizen why")


def picks(files: Sequence[Any]) -> list[Pick]:
    """Files in a list."""
    paid = money.paid_for_all(file.id for file in files if file.state == rules.REJECTED)
    gone = certificates.taken_back(file.id for file in files if file.state == rules.APPROVED)
    names, sending = _service_names(files), kept.sending_of(file.id for file in files)
    received = _received(files)
    here = _offices_here()
    return [
        _pick(
            file,
            names[file.id],
            _note(
                received[file.id], next_words(file, paid.get(file.id), file.id in gone), sending.get(file.id)
            ),
            state_chip(
                file,
                file.id in gone,
                is_late=promised.clock(file).is_late,
                is_waiting=_is_here_alone(file, received[file.id], here),
            ),
        )
        for file in files
    ]


def _note(received: datetime | None, to_do: str, sent: kept.Sending | None) -> str:
    """Where it is, what there is to do, and what of its pictures is yet to go."""
    parts = [_("With the hub") if received else _("Only on this laptop"), to_do]
    if sent is not None and sent.n_to_send:
        parts.append(pictured.to_send(sent))
    return " · ".join(parts)


def _service_names(files: Sequence[Any]) -> dict[int, str]:
    """By file; a version that has not come yet goes by its key."""
    known = catalogue_queries.versions((file.service, file.service_version) for file in files)
    found = {file.id: known.get((file.service, file.service_version)) for file in files}
    return {file.id: labelled(one.names) if (one := found[file.id]) else file.service for file in files}


def _pick(file: Any, service: str, note: str, chip: tuple[str, str]) -> Pick:
    """One file in a list: service and the end of its number, no name."""
    shape, word = chip
    number = "··" + formats.file_number(file.number)[-5:]
    return Pick(
        format_html('{} <span class="num">{}</span>', service, number),
        reverse("counter:file", args=[file.number]),
        note=note,
        shape=shape,  # type: ignore[arg-type]
        status=word,
    )


def refund_picks(files: Sequence[Any]) -> list[Pick]:
    """Files for which money goes back."""
    names, note = _service_names(files), _("The citizen gets her money back")
    return [_pick(file, names[file.id], note, ("back", _("Refund"))) for file in files]


def _received(files: Sequence[Any]) -> dict[int, datetime | None]:
    """By file since when the hub has the last thing this centre did with it, by the hub's own time; None: not yet."""
    last = applications.last_acts("centre", (file.id for file in files))
    where = feed.place_of(last.values())
    return {file_id: where[event].received_by_hub_at for file_id, event in last.items()}


def where(file: Any) -> tuple[str, str]:
    """Where the last thing this centre did with it is: shape and words, received only with the hub's own time."""
    received = _received([file])[file.id]
    if received is None:
        return "here", _("On this laptop. It goes by itself as soon as there is a line.")
    return "hub", _("Received by the hub, %(at)s.") % {"at": formats.moment(received)}


def lines(file: Any) -> list[Line]:
    """The file in a few facts."""
    applicant = people.citizen(file.applicant_id)
    lines = [
        Line(_("Applicant"), text=named(applicant) if applicant else ""),
        Line(_("Handed in"), text=formats.moment(file.submitted_at)),
    ]
    if file.state not in (rules.DONE, rules.WITHDRAWN):
        lines += promised.lines(file)
    if file.state in (rules.WAITING, rules.RETURNED) and (len(file.offices) > 1 or file.is_sent_out):
        lines.append(Line(_("Which office has it"), text=_holder(file)))
    return [*lines, *(_paper_lines(file) if file.decided_on else ())]


def _paper_lines(file: Any) -> list[Line]:
    """The paper of the authority that decided, so that the one that came can be told from another."""
    outside = service_of(file).outside
    label = labelled(outside.number.labels) if outside else _("Number on the paper")
    said = Line(label, text=formats.digits(file.paper_number))
    return [
        *([said] if file.paper_number else ()),
        Line(_("Day on the paper"), text=day_shown(file.decided_on)),
    ]


def _holder(file: Any) -> str:
    """The office that has it now, or whom it sent it out to, and by when it is to be done."""
    outside = service_of(file).outside if file.is_sent_out else None
    if outside is not None:
        told = {"authority": labelled(outside.names), "number": formats.number(file.list_number)}
        return _("%(authority)s, on list %(number)s") % told
    return promised.holder(file)


def papers(file: Any) -> list[dict[str, str]]:
    """The papers shown with it: which, its number, and where its picture is."""
    labels = {one.kind: labelled(one.labels) for one in service_of(file).evidence}
    here = evidence.pictures_here(file)
    return [
        {
            "label": labels.get(one.kind, one.kind),
            "number": formats.digits(one.number),
            "url": reverse("counter:kept_picture", args=[file.number, one.kind])
            if one.picture in here
            else "",
        }
        for one in file.evidence
    ]


def way(file: Any, is_taken_back: bool = False) -> list[Step]:
    """What happened to it so far, and what is to come."""
    told = applications.story(file.id)
    names, is_done_at_once = staff_names(one.by for one in told), file.state == rules.DONE
    steps = [_step(one, names.get(one.by, ""), is_done_at_once=is_done_at_once) for one in told]
    if file.is_handed_over or file.state in (rules.REJECTED, rules.WITHDRAWN):
        return steps
    words, is_late = next_words(file, is_taken_back=is_taken_back), promised.clock(file).is_late
    return [*steps, Step(words, "now", shape="no" if is_late else "")]


def _step(one: Any, who: str, *, is_done_at_once: bool) -> Step:
    words = {
        "application.submitted": _("Handed in here"),
        "application.forwarded": _("Sent on to the next office"),
        "application.sent_out": _("Sent on a list to the authority that decides"),
        "application.returned": _("Returned by the office"),
        "application.reopened": _("Opened again by the office"),
        "application.corrected": _("Corrected and sent again"),
        "application.approved": _("Approved"),
        "application.rejected": _("Rejected"),
        "application.withdrawn": _("Taken back here"),
        rules.CLEARED: _("What was written in it was let go of"),
        "application.handed_over": _("Three questions asked") if is_done_at_once else _("Handed over"),
    }
    shape = {
        "application.returned": "back",
        "application.reopened": "back",
        "application.rejected": "no",
        "application.withdrawn": "back",
    }.get(one.kind, "")
    shape = "no" if one.disputed else shape
    if one.kind == rules.CLEARED:
        who = _("By the hub, as it was taken back")
    if one.kind == "application.withdrawn" and not one.disputed:
        who = _("%(who)s: %(why)s") % {"who": who, "why": MISTAKES.get(one.words, "")}
    who = (
        _("%(who)s: came out of order; kept, and counts for nothing") % {"who": who} if one.disputed else who
    )
    return Step(
        words.get(one.kind, one.kind),
        "done",
        when=formats.moment(one.at),
        note=who,
        shape=shape,  # type: ignore[arg-type]
    )


def may_take_back(file: Any) -> bool:
    """Whether it was lodged a moment ago, and no office has looked at it."""
    is_open = rules.may_withdraw(file.state, is_touched=file.is_touched)
    return is_open and is_just_now(file.submitted_at, clock.now())
