"""A file's answers and papers as the officer sees them: each with what the rules say of it, and a tick to return it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.applications import evidence
from dorgora.applications import queries as applications
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Field, ServiceVersion
from dorgora.kernel.errors import Refused
from dorgora.people import queries as people
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import answer_shown, labelled, wrong
from dorgora.shell.parts import Line, Shape

Said = tuple[Shape, str]


@dataclass(frozen=True)
class Row:
    """One answer or paper: what it says, what the rule found, whether it is ticked to go back."""

    name: str
    label: str
    shown: str
    shape: Shape
    words: str
    lang: str = ""
    is_ticked: bool = False
    has_picture: bool = False
    is_awaited: bool = False

    @property
    def is_number(self) -> bool:
        """Whether what it says is read digit by digit, and so never breaks over two lines."""
        return Line(self.label, text=self.shown).is_number


def answer_rows(service: ServiceVersion, file: applications.File, ticked: tuple[str, ...]) -> list[Row]:
    """Every answer given, and every one that is missing."""
    problems, eligible = rules.validate_all(service, file.answers), _eligible(service, file)
    rows = []
    for name, field in service.fields.items():
        answer = file.answers.get(name, "")
        if not answer and not field.required:
            continue
        shape, words = eligible.get(name) or _found(field, answer, service, file)
        if name in problems:
            shape, words = "no", wrong(problems[name], field)
        lang = formats.pack().latin_language if field.script == "latin" else ""
        shown = answer_shown(field, answer) or _("empty")
        rows.append(Row(name, labelled(field.labels), shown, shape, words, lang, name in ticked))
    return rows


def _eligible(service: ServiceVersion, file: applications.File) -> dict[str, Said]:
    """Where it hangs on an answer whether she can get it: what the rules say, by the day it was lodged."""
    try:
        unmet = rules.unmet(service, file.answers, date.fromisoformat(file.submitted_on))
    except (Refused, ValueError, rules.RuleError):
        return {}
    return {
        one.told_at: ("no", labelled(one.because)) if one in unmet else ("ok", labelled(one.labels))
        for one in service.eligibility
        if one in unmet or one.told_at != service.age_of  # her age says more than that it is enough
    }


def _found(field: Field, answer: str, service: ServiceVersion, file: applications.File) -> Said:
    """What there is to say of an answer the form accepts."""
    if field.name == service.age_of:
        return "ok", _age(answer, file.submitted_on)
    if field.known_as == "name" and (other := _in_book(answer, file)):
        return "back", _("the centre's book calls who asks %(name)s") % {"name": other}
    if field.type == "digits":
        counted = ngettext("%(n)s digit, as it should be", "%(n)s digits, as it should be", len(answer))
        return "ok", counted % {"n": formats.number(len(answer))}
    if field.type == "area":
        return _within(answer, file.office)
    if field.suggested_from:
        return _alike(answer, file.answers.get(field.suggested_from, ""))
    words = {
        "phone": _("a number that exists here"),
        "choice": _("one of the answers offered"),
        "date": _("a day that was"),
    }
    return "ok", words.get(field.type, _("letters as they should be"))


def _in_book(answer: str, file: applications.File) -> str:
    """How the book calls who asked, where it is another name than the form says; empty where she is not known here."""
    applicant = people.citizen(file.applicant_id)
    name = applicant.local_name if applicant else ""
    return name if name and name != answer else ""


def _age(born: str, submitted_on: str) -> str:
    try:
        days = (date.fromisoformat(submitted_on) - date.fromisoformat(born)).days
    except ValueError:
        return ""
    if days < 730:
        words = ngettext("%(n)s day old when it was lodged", "%(n)s days old when it was lodged", days)
        return words % {"n": formats.number(days)}
    years = int(days / 365.25)
    words = ngettext("%(n)s year old when it was lodged", "%(n)s years old when it was lodged", years)
    return words % {"n": formats.number(years)}


def _within(code: str, office: str) -> Said:
    found = places.office(office)
    if found is None or code.startswith(found.area):
        return "ok", _("in this office's area")
    return "back", _("outside this office's area")


def _alike(one: str, other: str) -> Said:
    fold = formats.pack().script.fold_name
    if fold(one) == fold(other):
        return "ok", _("both spellings sound alike")
    return "back", _("the two spellings do not sound alike")


def paper_rows(service: ServiceVersion, file: applications.File, ticked: tuple[str, ...]) -> list[Row]:
    """Every paper shown, and every one that is asked for and missing."""
    shown, here = {paper.kind: paper for paper in file.evidence}, evidence.pictures_here(file)
    return [
        _paper_row(paper, shown.get(paper.kind), here, is_ticked=paper.kind in ticked)
        for paper, is_needed in _asked(service, file.answers, file.submitted_on)
        if is_needed or paper.kind in shown
    ]


def _asked(service: ServiceVersion, answers: Mapping[str, str], submitted_on: str) -> list[tuple[Any, bool]]:
    try:
        return list(rules.evidence_asked(service, answers, date.fromisoformat(submitted_on)))
    except (Refused, ValueError, rules.RuleError):
        return [(paper, False) for paper in service.evidence]


def _paper_row(
    paper: Any, found: applications.Paper | None, here: Collection[str], *, is_ticked: bool
) -> Row:
    label = labelled(paper.labels)
    if found is None:
        return Row(
            paper.kind, label, _("not shown"), "no", _("asked for, and not there"), is_ticked=is_ticked
        )
    number = formats.digits(found.number) if found.number else _("without a number")
    said: Said = (
        ("ok", _("the operator saw it")) if found.is_seen else ("back", _("the operator has not seen it"))
    )
    has_picture = bool(found.picture) and found.picture in here
    is_awaited = bool(found.picture) and not has_picture
    return Row(
        paper.kind, label, number, *said, is_ticked=is_ticked, has_picture=has_picture, is_awaited=is_awaited
    )
