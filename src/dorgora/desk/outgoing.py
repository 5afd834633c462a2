"""Lists that go to an authority outside: what waits to leave, a list as it is printed, and what came of its files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import Outside, ServiceVersion
from dorgora.desk import frame, shown
from dorgora.feed import queries as feed
from dorgora.people import queries as people
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import answer_shown, day_shown, labelled
from dorgora.shell.parts import Column, Pick, asked
from dorgora.shell.staff import signed
from dorgora.shell.stationery import Sheet, SheetWords

MOST_LISTS = 20


@dataclass(frozen=True)
class Waiting:
    """What waits at an office to go to one authority."""

    key: str
    name: str
    n: int

    @property
    def is_more(self) -> bool:
        """Whether one list does not hold all of it."""
        return self.n >= applications_rules.MOST_ON_LIST


def authorities(office: str) -> dict[str, Outside]:
    """The authorities outside to which this office sends lists, by key."""
    here = places.offices_at([office]).get(office)
    return {
        one.outside.key: one.outside
        for one in catalogue.offers()
        if one.outside is not None and here is not None and one.decided_by.office_level == here.level
    }


def waiting(office: str) -> list[Waiting]:
    """For each of these what waits to leave."""
    return [
        Waiting(key, labelled(one.names), len(applications.outgoing(office, key)))
        for key, one in authorities(office).items()
    ]


@dataclass(frozen=True)
class Note:
    """Where a file stands that an authority outside decides, and where its list is."""

    first: str
    rest: str
    url: str
    action: str


def of_file(file: applications.File, service: ServiceVersion, office: str) -> Note | None:
    """Of a file that waits at this office for an authority outside: on which list it is, or that it is on none yet."""
    is_waiting = file.state == applications_rules.WAITING and file.office == office and not file.next_office
    if service.outside is None or not is_waiting:
        return None
    name = labelled(service.outside.names)
    if file.is_sent_out and file.listed_at is not None:
        number = {"authority": name, "number": formats.number(file.list_number)}
        since = _("Left on %(at)s. Enter here what stands on the paper that comes back.")
        return Note(
            _("On list %(number)s to: %(authority)s") % number, since % {"at": formats.moment(file.listed_at)},
            reverse("desk:outgoing_list", args=[file.list_id]), _("Open the list"),
        )  # fmt: skip
    return Note(
        _("Decided by: %(authority)s") % {"authority": name},
        _("It waits to leave on the next list; until then it can be returned or rejected."),
        reverse("desk:outgoing", args=[service.outside.key]), _("Open the lists"),
    )  # fmt: skip


def columns() -> tuple[Column, ...]:
    """The heads of what waits to leave."""
    return tuple(Column(label) for label in (_("File"), _("Citizen"), _("Service"), _("Promised")))


def rows(files: Sequence[applications.File]) -> list[list[str]]:
    """What waits to leave, cell by cell."""
    services = _services(files)
    return [
        [
            formats.file_number(one.number),
            shown.asked_for(one.answers),
            labelled(services[one.id].names) if one.id in services else one.service,
            day_shown(one.ends_on),
        ]
        for one in files
    ]


def list_picks(lists: Sequence[applications.OutgoingList]) -> list[Pick]:
    """The lists that were made, each with how many of its files are decided."""
    decided = applications.decisions({file_id for one in lists for file_id in one.files})
    return [_list_pick(one, decided) for one in lists[:MOST_LISTS]]


def _list_pick(one: applications.OutgoingList, decided: Mapping[int, tuple[str, int]]) -> Pick:
    n_all, n = len(one.files), sum(bool(decided.get(file_id, ("", 0))[1]) for file_id in one.files)
    words = _("%(n)s of %(all)s decided") % {"n": formats.number(n), "all": formats.number(n_all)}
    return Pick(
        label=title(one),
        url=reverse("desk:outgoing_list", args=[one.id]),
        note=day_shown(one.made_on),
        shape="ok" if n == n_all else "clock",
        status=words,
    )


def title(one: applications.OutgoingList) -> str:
    """A list by its number."""
    return _("List %(number)s") % {"number": formats.number(one.number)}


def files_of(one: applications.OutgoingList) -> list[applications.File]:
    """The files of a list in its order, those of erased citizens without words.

    Raises:
        Spoilt: one is not here, or its words are gone or do not open: on paper it would say too little.
    """
    found = {file.id: file for file in applications.files(one.files)}
    blank = people.citizens({file.citizen_id for file in found.values() if file.is_blank})
    is_gone = any(not citizen.is_erased for citizen in blank.values())
    if is_gone or len(found) < len(one.files) or any(file.is_damaged for file in found.values()):
        raise feed.Spoilt("applications_file")
    return [found[file_id] for file_id in one.files]


def file_picks(files: Sequence[applications.File]) -> list[Pick]:
    """The files of a list, each with what came of it; a file opens where its result is entered."""
    today, services, back = frame.today(), _services(files), applications.sent_back(files)
    return [
        Pick(
            label=f"{formats.number(place)} · {formats.file_number(one.number)}",
            url=reverse("desk:file", args=[one.id]),
            note=shown.asked_for(one.answers) or shown.nameless(one),
            shape=shown.promise(one, services.get(one.id), today).shape,
            status=shown.state_words(one, back=back),
        )
        for place, one in enumerate(files, 1)
    ]


def sheet(
    one: applications.OutgoingList, files: Sequence[applications.File], outside: Outside | None
) -> Sheet:
    """The list as it is printed: in the country's first language, labels of the second small under it."""
    first, second = formats.pack().languages
    services, said = _services(files), []
    for language in (first, second):
        with override(language):
            said.append(_said(one, files, outside, services))
    return Sheet(first, second, *said)


def _said(
    one: applications.OutgoingList,
    files: Sequence[applications.File],
    outside: Outside | None,
    services: Mapping[int, ServiceVersion],
) -> SheetWords:
    to = labelled(outside.names) if outside else one.authority
    number = labelled(outside.number.labels) if outside else _("Number")
    n = len(one.files)
    counted = ngettext("%(n)s file", "%(n)s files", n) % {"n": formats.number(n)}
    return SheetWords(
        centre=(shown.place_name("office", one.office),),
        title=_("%(list)s to: %(authority)s") % {"list": title(one), "authority": to},
        day=f"{day_shown(one.made_on)}, {counted}",
        lines=(),
        columns=(_("No."), _("File"), _("For whom, and what"), number, _("Its date, or the ground of the refusal")),
        rows=tuple(
            (formats.number(place), formats.file_number(file.number), _asked_for(file, services.get(file.id)), "", "")
            for place, file in enumerate(files, 1)
        ),
        empty="",
        signers=(
            signed(next(iter(people.staff_of([one.by])), None)),
            _("Carried by, name and date"),
            _("Taken in by, name and date"),
        ),
    )  # fmt: skip


def _asked_for(file: applications.File, service: ServiceVersion | None) -> str:
    """The service and those answers that its form puts on the list; of an erased file nothing but the service."""
    if service is None:
        return file.service
    said = [
        f"{asked(labelled(field.labels))} {answer_shown(field, file.answers[name])}"
        for name, field in service.fields.items()
        if field.on_list and file.answers.get(name)
    ]
    return "; ".join((labelled(service.names), *said))


def _services(files: Iterable[Any]) -> dict[int, ServiceVersion]:
    """The services of files, by the file's id, in one question."""
    listed = list(files)
    known = catalogue.versions((one.service, one.service_version) for one in listed)
    found = {one.id: known.get((one.service, one.service_version)) for one in listed}
    return {file_id: service for file_id, service in found.items() if service is not None}
