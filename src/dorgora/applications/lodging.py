"""Before a file is lodged: everything that can be read and checked without writing, done outside the transaction."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.timezone import localtime

from dorgora.applications import events as ev
from dorgora.applications import local, rules
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue import rules as service_rules
from dorgora.catalogue.forms import ServiceVersion
from dorgora.catalogue.rules import FeeQuote
from dorgora.feed.kinds import Kind, Part
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from dorgora.kernel.script import clean_text
from dorgora.people import queries as people
from dorgora.places import queries as places

MAX_ANSWER = 400
MAX_PAPER_NUMBER = 40

TypedPaper = tuple[str, str, bool, str]


@dataclass(frozen=True)
class Lodging:
    """A file ready to be lodged."""

    version: ServiceVersion
    answers: dict[str, str]
    evidence: tuple[TypedPaper, ...]
    quote: FeeQuote
    bands: dict[str, str]
    offices: tuple[str, ...]
    area: str
    submitted_on: str
    due_on: tuple[str, ...]

    def opening(
        self, centre: str, citizen_id: int, applicant_id: int, number: str, code: str
    ) -> tuple[Kind, Part]:
        """What is kept for ever of it, in the shape for one office or for several one after the other."""
        told = ev.Submitted(
            self.version.key, self.version.version, centre, self.offices[0], citizen_id, applicant_id, number,
            code, self.due_on[-1], self.area, self.bands.get("sex", ""), self.bands.get("age_band", ""),
            rules.HEARD, self.submitted_on,
        )  # fmt: skip
        if len(self.offices) == 1:
            return ev.SUBMITTED, told
        named = {name: getattr(told, name) for name in told.__struct_fields__}
        return ev.SUBMITTED_ONWARD, ev.SubmittedOnward(**named, onward=self.offices[1:], due_on=self.due_on)

    def person(self) -> ev.SubmittedPerson:
        """What can be erased of it."""
        return ev.SubmittedPerson(tuple(self.answers.items()), self.evidence)


def prepared(
    *, service: str, answers: Mapping[str, str], evidence: Iterable[TypedPaper], centre: str, at: datetime
) -> Lodging:
    """Reads the service, the answers, the papers and the fee of this day.

    Raises:
        Refused: `unknown_service`, `unknown_centre`, `no_office`, `answers_wrong` (detail: problems by field),
            `not_eligible` (field: where it is told; detail: because, by language), or
            what the papers, `fee` and `bands` refuse.
    """
    version = catalogue.service(service)
    if version is None:
        raise Refused("unknown_service")
    pack, on = load_pack(settings.PACK_DIR), localtime(at).date()
    clean = clean_answers(version, answers)
    _check_eligible(version, clean, on)
    area = area_of(version, clean, centre)
    offices = offices_of(version, area)
    quote = quoted(version, clean, centre, on)
    return Lodging(
        version=version,
        answers=clean,
        evidence=clean_papers(version, clean, evidence, at),
        quote=quote,
        bands=service_rules.bands(version, clean, on),
        offices=offices,
        area=area,
        submitted_on=on.isoformat(),
        due_on=tuple(
            service_rules.deadline(on, days, pack.weekend, pack.holidays).isoformat()
            for days in service_rules.days_by_stage(version)
        ),
    )


def _check_eligible(version: ServiceVersion, answers: Mapping[str, str], on: date) -> None:
    for one in service_rules.unmet(version, answers, on)[:1]:
        raise Refused(service_rules.NOT_ELIGIBLE, one.told_at, {"because": one.because})


def offices_of(version: ServiceVersion, area: str) -> tuple[str, ...]:
    """The places of the offices that decide where she lives, in order; where nobody does, whom it is done for.

    Raises:
        Refused: `no_office` (one of them is not open; detail: area).
    """
    if version.is_done_at_once:
        return (rules.provider(version.provider.key),)
    found = [places.office_for(area, stage.office_level) for stage in version.stages]
    named = tuple(office.place for office in found if office is not None)
    if len(named) < len(found):
        raise Refused("no_office", detail={"area": area})
    return named


def quoted(version: ServiceVersion, answers: Mapping[str, str], centre: str, on: date) -> FeeQuote:
    """What is to be paid for these answers at this centre on that day.

    Raises:
        Refused: `unknown_centre`, `unknown_area`, or what `fee` refuses.
    """
    here = places.centre(centre)
    asked_in = here.area if here else ""
    return service_rules.fee(
        version, answers, on, lives_in=area_of(version, answers, centre), asked_in=asked_in
    )


def clean_answers(version: ServiceVersion, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers as they are kept, in the order of the form.

    Raises:
        Refused: `answers_wrong` (detail: problems by field), or what `clean_text` finds.
    """
    clean = {name: clean_text(answer, MAX_ANSWER, name) for name, answer in answers.items() if answer}
    problems = service_rules.validate_all(version, clean)
    if problems:
        raise Refused("answers_wrong", next(iter(problems)), {"problems": problems})
    return {name: clean[name] for name in version.fields if name in clean}


def area_of(version: ServiceVersion, answers: Mapping[str, str], centre: str) -> str:
    """Where the citizen lives: the form's first answer that is an area, else the centre's own.

    Raises:
        Refused: `unknown_centre`, `unknown_area`.
    """
    here = places.centre(centre)
    if here is None:
        raise Refused("unknown_centre")
    for name, field in version.fields.items():
        if field.type == "area" and answers.get(name):
            if places.area(answers[name]) is None:
                raise Refused("unknown_area", name)
            return answers[name]
    return here.area


def clean_papers(
    version: ServiceVersion,
    answers: Mapping[str, str],
    typed: Iterable[TypedPaper],
    at: datetime,
    had: Collection[str] = (),
) -> tuple[TypedPaper, ...]:
    """The papers as they are kept, one of a kind. had: pictures of the file already, wherever they were taken.

    Raises:
        Refused: `unknown_paper`, `paper_missing` (needed and not seen), `required` (its number), `picture_missing`
            (not on this node), or what `clean_text` finds; field: the kind of paper.
    """
    given = {paper[0]: paper for paper in typed}
    kept = []
    for asked, is_needed in service_rules.evidence_asked(version, answers, localtime(at).date()):
        kind, number, is_seen, picture = given.pop(asked.kind, (asked.kind, "", False, ""))
        number = clean_text(number, MAX_PAPER_NUMBER, kind)
        if is_needed and not is_seen:
            raise Refused("paper_missing", kind)
        if is_needed and asked.numbered and not number:
            raise Refused("required", kind)
        if picture and picture not in had and not local.has_picture(picture):
            raise Refused("picture_missing", kind)
        if is_seen or number or picture:
            kept.append((kind, number, bool(is_seen), picture))
    if given:
        raise Refused("unknown_paper", next(iter(given)))
    return tuple(kept)


def person_described(version: ServiceVersion, answers: Mapping[str, str], area: str) -> dict[str, Any] | None:
    """The citizen whom the answers themselves describe (a new-born), as `people` registers her; else None."""
    local, latin = (answers.get(field, "") for field in load_pack(settings.PACK_DIR).name_fields)
    if version.age_of != rules.BORN_FIELD or not local:
        return None
    return {
        "local_name": local,
        "latin_name": latin,
        "date_of_birth": answers.get(rules.BORN_FIELD, ""),
        "village": answers.get(rules.VILLAGE_FIELD, ""),
        "sex": rules.SEXES.get(answers.get("sex", ""), "o"),
        "area": area,
        "phone": "",
        "number": "",
    }


def person_corrected(
    version: ServiceVersion, citizen: people.Citizen, old: Mapping[str, str], new: Mapping[str, str]
) -> dict[str, Any] | None:
    """The citizen as corrected answers now describe her; None when they do not touch what is kept of her."""
    before = person_described(version, old, citizen.area)
    after = person_described(version, new, citizen.area)
    if before is None or after is None:
        return None
    kept = {name: getattr(citizen, name) for name in after}
    # Only what was the same before is the same now: a citizen known longer than this form keeps her own words.
    changed = {
        name: value for name, value in after.items() if value != before[name] and kept[name] == before[name]
    }
    return {**kept, **changed} if changed else None
