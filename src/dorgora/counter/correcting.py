"""Correcting a returned file: the marked questions, and papers that their new answers need; all else stands."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from dorgora.applications import local as kept
from dorgora.applications import rules as files
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Field as Question
from dorgora.catalogue.forms import Section, ServiceVersion
from dorgora.counter import areas, asking, drafting, frame
from dorgora.counter.drafting import CORRECTING
from dorgora.counter.papers import Papers, Sent
from dorgora.counter.two_pages import Sheet, asked_of
from dorgora.feed import room
from dorgora.kernel.errors import Refused
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Field, Line

CORRECT = "correct-"
"""How the keys of corrections begin."""
LOOK = "look"
"""What the button says that keeps the page and looks what her phone sent."""


class Correction:
    """What the office marked of a file, what was typed anew, and what is wrong with that."""

    def __init__(self, file: Any, service: ServiceVersion, by: int) -> None:
        self.file = file
        self.by = by
        self.service = service
        self.marked = set(file.returned_fields)
        self.before: Mapping[str, str] = file.answers
        # The clock of a laptop may have gone back since; a file is never younger than its own first day.
        self.on = max(frame.today(), asking.iso_day(file.submitted_on))
        self.own = {one.kind: one.picture for one in file.evidence}
        """The pictures that the file has."""
        self._take_up()

    def _take_up(self) -> None:
        """Begins with what is kept of it by now."""
        file, service, left = self.file, self.service, self._left()
        self.typed = asking.typed_from(service.fields.values(), file.answers) | left.get("typed", {})
        self.posted: dict[str, str] = dict(left.get("posted", {}))
        self.beside: dict[str, asking.Typed] = dict(left.get("beside", {}))
        self.answers: dict[str, str] = {}
        self.problems: dict[str, rules.Problem] = {}
        self.offered: dict[str, list[Any]] = {}
        self.is_asking, self.is_taken = False, True
        self.was_wrong = bool(left.get("wrong"))
        """It was last sent with something wrong: who comes back to it reads again what it is."""
        self.at = str(left.get("at", ""))
        """The field she was in when it was kept last."""
        self.touched = self.marked | set(left.get("papers", {}))
        papers = {
            one.kind: {"number": one.number, "seen": one.is_seen, "picture": one.picture}
            for one in file.evidence
        } | left.get("papers", {})
        self.owed: tuple[str, ...] = ()
        self.papers = Papers((), papers, self.key, self.own)
        self._ask_papers()

    @property
    def key(self) -> str:
        """The key of what is kept of it between its pages: one a file, a return and an operator."""
        return f"{CORRECT}{self.file.id}-{self.file.n_returns}-{self.by}"

    def _left(self) -> Mapping[str, Any]:
        """What she typed before she was interrupted."""
        found = kept.draft(self.key)
        return found.typed if found else {}

    def keep(self, *, is_sent: bool = True) -> None:
        """Writes down what was typed; once this returns a power cut does not lose it.

        It must have been read in the same transaction. is_sent: it came from its own page.
        """
        names = asking.names_of(self._marked(self.service.fields.values()))
        typed = {
            "typed": {name: text for name, text in self.typed.items() if name in names},
            "papers": {kind: paper for kind, paper in self.papers.kept.items() if kind in self.touched},
            "number": self.file.number,
            "posted": self.posted,
            "beside": self.beside,
            "at": self.at,
            "wrong": self.has_problems and not self.is_asking if is_sent else self.was_wrong,
        }
        kept.save_draft(
            self.key,
            self.by,
            self.file.centre,
            self.service.key,
            CORRECTING,
            typed,
            about_id=self.file.citizen_id,
        )
        self.papers.drop_replaced()

    def done(self) -> None:
        """It was sent; nothing is kept of it."""
        with room.spared():
            kept.drop_draft(self.key, self.file.centre)

    def sheet(self) -> Sheet:
        """The questions and papers asked as a page that may be open twice."""
        return Sheet(
            CORRECTING,
            asked_of(self._marked(self.service.fields.values())) + self.papers.questions(),
            self.typed | self.papers.typed(),
            self.posted,
            self.beside,
            self.papers.pictures(),
        )

    def take(self, posted: Mapping[str, Any], sent: Mapping[str, Sent]) -> None:
        """Takes over a page as it was sent into what is kept by now, judges it and writes it down.

        Each section is judged whole, but only what was marked is changed.
        """
        self._take_up()
        self.is_asking = bool(posted.get("find")) or posted.get("go") == LOOK
        sheet = self.sheet()
        typed = asking.typed_of(self._marked(self.service.fields.values()), posted)
        self.is_taken = self.papers.take(sheet, posted, sent, typed)
        self.typed |= {name: sheet.typed[name] for name in typed}
        self.judge(posted.get("find", ""))
        self.keep()

    def note(self, posted: Mapping[str, Any], at: str) -> None:
        """Writes down what stands in a page still being filled, unless another page was quicker; judges nothing."""
        self._take_up()
        sheet, marked = self.sheet(), self._marked(self.service.fields.values())
        typed = asking.typed_of(marked, posted) | self.papers.typed_of(posted)
        self.is_taken = sheet.note(posted, typed)
        if not self.is_taken:
            return
        self.typed |= {name: sheet.typed[name] for name in asking.names_of(marked)}
        self.papers.note(sheet.typed)
        self.at = at
        self.keep(is_sent=False)

    def judge(self, find: str = "") -> None:
        """Notes what is wrong with what stands there."""
        for section in self.service.sections:
            if marked := self._marked(section.fields):
                self._judge(section, marked, find)
        self._ask_papers()
        self.papers.check()

    def _ask_papers(self) -> None:
        """Asks for the marked papers, and for those that the file needs only as its answers are now typed."""
        had = [(one.kind, one.number, one.is_seen, one.picture) for one in self.file.evidence]
        answers = dict(self.before)
        for section in self.service.sections:
            if marked := self._marked(section.fields):
                clean, problems = self._checked(section)
                answers |= {one.name: clean.get(one.name, "") for one in marked if one.name not in problems}
        on = frame.today(self.file.submitted_at)  # as it is judged when it is sent
        try:
            asked = rules.evidence_asked(self.service, answers, on)
            owed = files.papers_owed(self.service, answers, had, on)
        except Refused:  # of a day that cannot be; it is refused when it is sent
            asked, owed = rules.evidence_asked(self.service, self.before, self.on), ()
        self.owed = tuple(kind for kind in owed if kind not in self.marked)
        self.touched |= set(self.owed)
        self.papers.asked = tuple(one for one in asked if one[0].kind in {*self.marked, *self.owed})

    def _checked(self, section: Section) -> tuple[dict[str, str], dict[str, rules.Problem]]:
        """Whether she can get it with what is now said is the office's to say: nobody is kept from saying it."""
        clean, problems = drafting.checked(self.service, section, self.typed, self.on)
        born = self.service.age_of
        if born in clean and asking.iso_day(clean[born]) > frame.today(self.file.submitted_at):
            # Ages count on the day it was lodged.
            problems = {**problems, born: rules.Problem("after_lodged")}
        return clean, {name: one for name, one in problems.items() if one.reason != rules.NOT_ELIGIBLE}

    def _marked(self, questions: Iterable[Question]) -> tuple[Question, ...]:
        return tuple(one for one in questions if one.name in self.marked)

    def _judge(self, section: Section, marked: tuple[Question, ...], find: str) -> None:
        offered, unsettled = areas.settle(section, self.typed, find)
        clean, problems = self._checked(section)
        self.offered |= offered
        names = {one.name for one in marked}
        self.problems |= {name: problem for name, problem in (problems | unsettled).items() if name in names}
        self.answers |= {
            name: clean.get(name, "") for name in names if clean.get(name, "") != self.before.get(name, "")
        }

    @property
    def has_problems(self) -> bool:
        """Whether something must be put right first."""
        return bool(self.problems or self.papers.errors)

    @property
    def evidence(self) -> tuple[tuple[str, str, bool, str], ...]:
        """The papers asked as they now are."""
        return self.papers.evidence()

    def fields(self) -> list[Field]:
        """The marked questions and papers, in the order of the form."""
        note = _("The office asks to look at this again.")
        asked = [
            asking.field(one, self.typed, self.problems.get(one.name), self.offered.get(one.name, ()), note)
            for one in self._marked(self.service.fields.values())
        ]
        return asked + self._fields_of(self.marked)

    def owed_fields(self) -> list[Field]:
        """The papers that nobody marked and that the file needs as its answers now are."""
        return self._fields_of(self.owed)

    def _fields_of(self, kinds: Collection[str]) -> list[Field]:
        groups = zip(self.papers.asked, self.papers.groups({}, {}), strict=True)
        return [field for (paper, _needed), group in groups if paper.kind in kinds for field in group.fields]

    def kept_lines(self) -> list[Line]:
        """Everything that was not marked, for looking up."""
        return [
            Line(labelled(one.labels), text=asking.answer_shown(one, self.before[one.name]))
            for one in self.service.fields.values()
            if one.name not in self.marked and self.before.get(one.name)
        ]
