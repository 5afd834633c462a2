"""Rows and lines of the desk's pages, made of what the queries give."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.applications import deadlines
from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue import rules as catalogue_rules
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import queries as feed
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import day_shown, labelled, named
from dorgora.shell.parts import Line, QueueRow, Shape
from dorgora.shell.staff import staff_names


def queue_rows(rows: Sequence[applications.QueueRow], today: date, office: str) -> list[QueueRow]:
    """The files of the queue, the first one chosen; what their services are, and who has them, is asked once."""
    others = places.offices_at({row.office for row in rows} - {office})
    services = catalogue.versions((row.service, row.service_version) for row in rows)
    back = applications.sent_back(rows)
    return [
        _queue_row(
            row,
            services.get((row.service, row.service_version)),
            today,
            others.get(row.office),
            back,
            on=not n,
        )
        for n, row in enumerate(rows)
    ]


def _queue_row(
    row: applications.QueueRow,
    service: ServiceVersion | None,
    today: date,
    holder: places.Office | None,
    back: Collection[int],
    *,
    on: bool,
) -> QueueRow:
    """One file in the queue: first how its promise stands."""
    told = promise(row, service, today)
    return QueueRow(
        url=reverse("desk:file", args=[row.id]),
        shape=told.shape,
        time=told.words,
        service=labelled(service.names) if service else row.service,
        citizen=named(row) or _("erased"),
        number=row.number,
        state=_holder_words(row, holder) if holder else state_words(row, service, back),
        days=told.clock.days,
        days_gone=told.clock.gone,
        days_late=told.clock.late,
        on=on,
    )


def nameless(thing: Any) -> str:
    """Why a file names nobody."""
    return _("damaged here") if thing.is_damaged else _("erased")


def state_words(row: Any, service: ServiceVersion | None = None, back: Collection[int] = ()) -> str:
    """What the file waits for, in words; back: the files that the office which has them returned before."""
    if row.state == applications_rules.RETURNED:
        return _("waits for the citizen")
    if row.state == applications_rules.APPROVED:
        return _("handed over") if row.is_handed_over else _("approved, at the centre")
    if row.state == applications_rules.REJECTED:
        return _("rejected")
    if row.state == applications_rules.WITHDRAWN:
        return _("taken back at the centre")
    if row.list_number:
        return _("on list %(number)s") % {"number": formats.number(row.list_number)}
    if service is not None and service.outside is not None:
        return _("waits to leave on a list")
    return _("came back corrected") if row.id in back else _("waits for your decision")


def _holder_words(row: applications.QueueRow, holder: places.Office) -> str:
    """Of a file that was sent on, who has it; once it is decided, what became of it."""
    is_open = row.state in (applications_rules.WAITING, applications_rules.RETURNED)
    return _("now with %(office)s") % {"office": named(holder)} if is_open else state_words(row)


def promise(file: applications.File | applications.QueueRow, service: Any, today: date) -> "Promise":
    """The clock of the office that has a file."""
    days = catalogue_rules.days_by_stage(service)[: file.n_passed + 1] if service else (0,)
    told = deadlines.clock(file, by=file.due_on, days=days[-1], today=today, pack=formats.pack())
    return Promise(file.state, told)


@dataclass(frozen=True)
class Promise:
    """The clock of one office's part of the charter, in words."""

    state: str
    clock: deadlines.Clock

    @property
    def shape(self) -> Shape:
        """The shape that goes with the words."""
        if self.state in (applications_rules.RETURNED, applications_rules.WITHDRAWN):
            return "back"
        if self.state == applications_rules.APPROVED:
            return "ok"
        if self.state == applications_rules.REJECTED or self.clock.is_late:
            return "no"
        return "wait" if self.clock.is_today else "clock"

    @property
    def words(self) -> str:
        """Late, the last day, or so many days left; a returned file's clock stands still."""
        if self.state == applications_rules.RETURNED:
            return _("the clock stands still")
        if self.state in (applications_rules.APPROVED, applications_rules.REJECTED):
            return _("decided")
        if self.state == applications_rules.WITHDRAWN:
            return _("nothing to decide")
        late, left = self.clock.late, self.clock.left
        if self.clock.is_late:
            return _counted(ngettext("%(n)s day late", "%(n)s days late", late), late)
        if self.clock.is_today:
            return _("last day today")
        return _counted(ngettext("%(n)s day left", "%(n)s days left", left), left)

    @property
    def gauge_words(self) -> str:
        """The gauge for ears."""
        return _("%(done)s of %(all)s working days gone") % {
            "done": formats.number(self.clock.gone),
            "all": formats.number(self.clock.days),
        }


def _counted(words: str, n: int) -> str:
    return words % {"n": formats.number(n)}


def title(service: Any, file: applications.File) -> str:
    """The service and whom it is for; nobody once she is erased."""
    name = asked_for(file.answers)
    return f"{labelled(service.names)}: {name}" if name else labelled(service.names)


def asked_for(answers: Mapping[str, str]) -> str:
    """The name of whom a file is for, as its answers say it; empty when they are erased."""
    pack = formats.pack()
    local, latin = (answers.get(field, "") for field in pack.name_fields)
    return pack.named_in(formats.language(), local, latin)


@dataclass(frozen=True)
class Outcome:
    """What became of a file, and where that is kept."""

    kind: str
    first: str
    rest: str
    lines: tuple[Line, ...]


def outcome(file: applications.File, service: Any) -> Outcome | None:
    """The decision that stands, or None while it waits."""
    at = formats.moment(file.changed_at if file.decided_at is None else file.decided_at)
    lines = [Line(_("Words for the citizen"), text=file.note)] if file.note else []
    where = _where(file)
    if file.state == applications_rules.APPROVED:
        if file.register_number and service.register_number:
            label = labelled(service.register_number.labels)
            lines = [Line(label, text=formats.digits(file.register_number)), *lines]
        if file.decided_on:
            lines = [*paper_lines(file, service), *lines]
        return Outcome("ok", _("Approved %(at)s.") % {"at": at}, where, tuple(lines))
    if file.state == applications_rules.REJECTED:
        lines = [Line(_("Legal ground"), text=file.ground), *lines]
        return Outcome("no", _("Rejected %(at)s.") % {"at": at}, where, tuple(lines))
    if file.state == applications_rules.RETURNED:
        labels = [_label(service, name) for name in file.returned_fields]
        lines = [Line(_("To be put right"), text=", ".join(labels)), *lines]
        return Outcome(
            "back", _("Returned %(at)s; the clock stands still.") % {"at": at}, where, tuple(lines)
        )
    if file.state == applications_rules.WITHDRAWN:
        return Outcome(
            "back", _("Taken back at the centre %(at)s; nothing to decide.") % {"at": at}, where, ()
        )
    return None


def paper_lines(file: applications.File, service: Any) -> list[Line]:
    """The paper of an authority outside: its number as it stands there, and its day."""
    label = labelled(service.outside.number.labels) if service.outside else _("Number on the paper")
    number = [Line(label, text=formats.digits(file.paper_number))] if file.paper_number else []
    return [*number, Line(_("Day on the paper"), text=day_shown(file.decided_on))]


def _label(service: Any, name: str) -> str:
    papers = {paper.kind: paper.labels for paper in service.evidence}
    labels = service.fields[name].labels if name in service.fields else papers.get(name, {})
    return labelled(labels) or name


def _where(file: applications.File) -> str:
    """Where the last act is: on this laptop, or with the hub since the hub's own time."""
    if settings.ROLE == "hub":
        return ""
    last = [step.event_id for step in applications.story(file.id) if not step.disputed][-1:]
    place = feed.place_of(last)
    received_at = place[last[0]].received_by_hub_at if last else None
    if received_at is None:
        return _("On this laptop. It goes by itself as soon as there is a line.")
    return _("Received by the hub, %(at)s.") % {"at": formats.moment(received_at)}


def story_lines(file: applications.File, paid: Any) -> list[tuple[str, datetime, str]]:
    """What happened to the file: words, when, and who or where; disputed steps say that they did not count."""
    steps = applications.story(file.id)
    names = staff_names(step.by for step in steps)
    lines = []
    for step in steps:
        words = _step_words(step.kind)
        if step.kind == "application.submitted" and paid is not None:
            words = _("%(what)s, %(sum)s taken") % {"what": words, "sum": formats.money(paid.total_minor)}
        if step.kind == "application.sent_out" and step.words:
            words = _("%(what)s, list %(number)s") % {"what": words, "number": formats.digits(step.words)}
        words = _disputed_words(step.disputed) % {"what": words}
        lines.append((words, step.at, names.get(step.by, "") or place_name(step.role, step.place)))
    return lines


def _disputed_words(reason: str) -> str:
    if reason in ("not_last", "not_next"):
        return _("%(what)s: was not this office's turn, did not count")
    return _("%(what)s: came too late, did not count") if reason else "%(what)s"


def _step_words(kind: str) -> str:
    return {
        "application.submitted": _("Lodged at the centre"),
        "application.forwarded": _("Sent on"),
        "application.sent_out": _("Sent to the authority that decides"),
        "application.returned": _("Returned"),
        "application.reopened": _("Opened again"),
        "application.corrected": _("Corrected at the centre"),
        "application.approved": _("Approved"),
        "application.rejected": _("Rejected"),
        "application.withdrawn": _("Taken back at the centre"),
        "application.cleared": _("What was written in it was let go of"),
        "application.handed_over": _("Handed over"),
    }.get(kind, kind)


def place_name(role: str, place: str) -> str:
    """A centre or office by its name, or the hub."""
    if role == "hub":
        return _("The hub")
    found = places.centre(place) if role == "centre" else places.office(place)
    return named(found) if found else formats.digits(place)
