"""A form in the making: kept at every POST, found again after a power cut, seen only by who began it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from dorgora.applications import local as kept
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Section, ServiceVersion
from dorgora.counter import asking, derived, frame, two_pages, unread
from dorgora.counter.derived import Derived
from dorgora.counter.prefill import prefilled
from dorgora.feed import room
from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused
from dorgora.places import queries as places

READ_BACK, CORRECTING = "read_back", "correct"


@dataclass
class Draft:
    """What was typed so far, for whom, and which sections are done."""

    key: str
    by: int
    place: str
    service: ServiceVersion
    applicant_id: int
    typed: asking.Typed = field(default_factory=dict)
    done: list[str] = field(default_factory=list)
    papers: dict[str, dict[str, Any]] = field(default_factory=dict)
    posted: dict[str, str] = field(default_factory=dict)
    beside: dict[str, asking.Typed] = field(default_factory=dict)
    made: dict[str, asking.Typed] = field(default_factory=dict)
    """By section, the names made from her letters that she has not been asked to look at."""
    derived: Derived = field(default_factory=dict)
    """What stands there that nobody typed, and what it was written from."""
    wrong: list[str] = field(default_factory=list)
    """The sections last sent with something wrong: who comes back to one reads again what it is."""
    at: str = ""
    """The field she was in when it was kept last."""
    saved_at: datetime | None = None

    def section(self, name: str) -> Section:
        """One section of its form.

        Raises:
            Refused: `no_such_draft`, there is no such section.
        """
        for section in self.service.sections:
            if section.name == name:
                return section
        raise Refused("no_such_draft")

    def after(self, section: Section) -> str:
        """The name of the section that comes next; after the last one everything is read back."""
        names = [one.name for one in self.service.sections]
        place = names.index(section.name) + 1
        return names[place] if place < len(names) else READ_BACK

    def answers(self) -> tuple[dict[str, str], dict[str, rules.Problem]]:
        """The kept form of all that was typed, and what is still wrong, by field."""
        clean: dict[str, str] = {}
        problems: dict[str, rules.Problem] = {}
        for section in self.service.sections:
            found, wrong = checked(self.service, section, self.typed)
            clean |= found
            problems |= wrong
        return clean, problems

    def next_section(self) -> str:
        """Where to go on: the first section that is not done."""
        return next((one.name for one in self.service.sections if one.name not in self.done), READ_BACK)


def sheet(draft: Draft, part: Section) -> two_pages.Sheet:
    """One section as a page that may be open twice."""
    asked = two_pages.asked_of(part.fields)
    return two_pages.Sheet(part.name, asked, draft.typed, draft.posted, draft.beside)


def checked(
    service: ServiceVersion, section: Section, typed: Mapping[str, str], on: date | None = None
) -> tuple[dict[str, str], dict[str, rules.Problem]]:
    """One section's answers and problems, on the day it is at the counter unless another is said."""
    return rules.validate_section(
        service, section.name, typed, pack=frame.pack(), on=on or frame.today(), area_exists=area_exists
    )


def area_exists(code: str) -> bool:
    """Whether there is an area of this code."""
    return places.area(code) is not None


def service(key: str, version: int | None = None) -> ServiceVersion:
    """A service open to this centre.

    Raises:
        Refused: `no_such_service`.
    """
    found = catalogue.service(key, version)
    if found is None:
        raise Refused("no_such_service")
    return found


def begin(
    request: Any,
    key: str,
    version: ServiceVersion,
    applicant: Any,
    earlier: asking.Typed | None = None,
    papers: dict[str, dict[str, Any]] | None = None,
) -> str:
    """Opens a form for one citizen: what the counter already knows stands in it, else what was typed earlier."""
    draft = Draft(key, request.operator.id, request.place, version, applicant.id, papers=papers or {})
    known = prefilled(version, applicant, request.place)
    draft.typed = known | (earlier or {}) | {name: text for name, text in known.items() if text}
    ours = [name for name, text in known.items() if draft.typed[name] == text]
    draft.derived = derived.suggested(version.fields.values(), ours, draft.typed)
    keep(draft, version.sections[0].name)
    return key


def keep(draft: Draft, step: str) -> None:
    """Writes the whole draft down; once this returns a power cut does not lose it.

    It must have been read, or read anew (`renew`), in the same transaction: another page, or her phone, may have
    written meanwhile.

    Raises:
        Refused: `disk_full`, `too_long`, `already_lodged` (detail: file_id).
    """
    typed = {
        "applicant": draft.applicant_id,
        "typed": draft.typed,
        "done": draft.done,
        "papers": draft.papers,
        "posted": draft.posted,
        "beside": draft.beside,
        "made": draft.made,
        "derived": draft.derived,
        "wrong": draft.wrong,
        "at": draft.at,
    }
    saved = kept.save_draft(
        key=draft.key,
        by=draft.by,
        place=draft.place,
        service=draft.service.key,
        step=step,
        typed=typed,
        about_id=draft.applicant_id,
    )
    draft.saved_at = saved.saved_at


def renew(draft: Draft) -> None:
    """Takes up what is kept of it by now.

    Raises:
        Refused: `no_such_draft`, `already_lodged` (detail: file_id).
    """
    vars(draft).update(vars(owned(draft.key, draft.by)))


def pictures(papers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """By paper, the digest of its picture; empty where there is none."""
    return {kind: str(paper.get("picture", "")) for kind, paper in papers.items()}


@contextmanager
def in_one_go() -> Iterator[None]:
    """Around what is read, merged and written down: no other page, nor her phone, writes in between.

    Raises:
        Refused: `disk_full`, nothing of it is kept.
    """
    with room.needed(), writing():
        yield


def is_kept(write_down: Callable[[], None]) -> bool:
    """Reads, merges and writes something down in one go, if the disk takes it, so that no other page writes between.

    A page that is not kept is shown again as it was typed.
    """
    try:
        with in_one_go():
            write_down()
    except Refused as refused:
        if refused.reason != kept.DISK_FULL:
            raise
        return False
    return True


def mine(request: Any, key: str) -> Draft:
    """The draft of this key, for the operator who began it.

    Raises:
        Refused: `no_such_draft` (it is gone or somebody else's), `already_lodged` (detail: file_id).
    """
    return owned(key, request.operator.id)


def owned(key: str, by: int) -> Draft:
    """The draft of this key if this person began it.

    Raises:
        Refused: `no_such_draft`, `already_lodged` (detail: file_id), `form_damaged`.
    """
    found = unread.form(key, by)
    if found.step == CORRECTING:
        raise Refused("no_such_draft")
    if found.is_damaged:
        raise Refused("form_damaged")
    typed = found.typed
    return Draft(
        key=key,
        by=found.by,
        place=found.place,
        service=service(found.service),
        applicant_id=typed["applicant"],
        typed=dict(typed["typed"]),
        done=list(typed["done"]),
        papers={kind: dict(paper) for kind, paper in typed["papers"].items()},
        posted=dict(typed.get("posted", {})),
        beside=dict(typed.get("beside", {})),
        made=dict(typed.get("made", {})),
        derived=dict(typed.get("derived", {})),
        wrong=list(typed.get("wrong", ())),
        at=str(typed.get("at", "")),
        saved_at=found.saved_at,
    )
