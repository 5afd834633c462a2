"""The few questions with which a citizen is known at a centre, read and shown like those of a service."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dorgora.catalogue import answers
from dorgora.catalogue.forms import Choice, Problem
from dorgora.catalogue.forms import Field as Question
from dorgora.counter import asking, derived
from dorgora.counter.derived import Derived
from dorgora.counter.two_pages import asked_of, said
from dorgora.kernel.pack import Pack
from dorgora.shell import formats
from dorgora.shell.parts import Field, Line


@dataclass
class NewCitizen:
    """What was typed of a citizen, what it is kept as, and what is wrong with it."""

    typed: asking.Typed = field(default_factory=dict)
    derived: Derived = field(default_factory=dict)
    clean: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)

    @classmethod
    def left(cls, posted: Mapping[str, Any]) -> "NewCitizen":
        """What stood in a page, unjudged; without what was written there from a name that is another by now."""
        form = cls(typed=asking.typed_of(questions(), posted))
        form.derived = derived.posted(questions(), posted)
        derived.let_go(form.typed, form.derived)
        return form

    @classmethod
    def read(cls, posted: Mapping[str, Any], pack: Pack, on: date) -> "NewCitizen":
        """Read a posted page; a name left empty is made from the one it is suggested from."""
        form = cls.left(posted)
        reading, typed = answers.Reading(pack, on), dict(form.typed)
        for question in questions():
            text = form.typed.get(question.name, "")
            if question.type == "date":
                text = answers.typed_date(question.name, form.typed)
            is_empty = not text.strip()
            text = answers.suggestion(question, typed, form.clean) if is_empty else text
            if not text and question.suggested_from in form.problems:
                continue  # it is made from the other one, once that is right
            if not text and question.required:
                form.problems[question.name] = Problem("required")
            elif text:
                form._keep(question, answers.read(question, text, reading))
                if is_empty:
                    form.derived |= derived.suggested([question], [question.name], form.typed)
        return form

    def _keep(self, question: Question, answer: str | Problem) -> None:
        if isinstance(answer, Problem):
            self.problems[question.name] = answer
            return
        self.clean[question.name] = answer
        if question.type == "name":
            self.typed[question.name] = answer

    def fields(self) -> list[Field]:
        """The questions as they stand on the page."""
        asked = [asking.field(one, self.typed, self.problems.get(one.name)) for one in questions()]
        return derived.shown(asked, self.derived, self.typed)

    def lines(self, posted: Mapping[str, str]) -> list[Line]:
        """What another page of it said, in the words of the questions."""
        return [one for one in said(asked_of(questions()), asking.typed_of(questions(), posted)) if one.text]

    def words(self) -> dict[str, str]:
        """What is kept, by the names of the action; what was not told is empty."""
        return {one.name: self.clean.get(one.name, "") for one in questions()}


def questions() -> tuple[Question, ...]:
    """The questions, in the reader's language."""
    in_local, in_latin = map(formats.written_in, formats.pack().languages)
    return (
        Question(
            name="local_name",
            type="name",
            labels={"": _("Full name, %(in_language)s") % {"in_language": in_local}},
            hints={"": _("May be typed in Latin letters: it is then written as on papers here.")},
            script="local",
            required=True,
            max_length=60,
        ),
        Question(
            name="latin_name",
            type="name",
            labels={"": _("Name, %(in_language)s") % {"in_language": in_latin}},
            hints={"": _("Left empty, it is made from the name above.")},
            script="latin",
            required=True,
            max_length=60,
            suggested_from="local_name",
        ),
        Question(
            name="date_of_birth",
            type="date",
            labels={"": _("Date of birth")},
            hints={"": _("Day, month, year. If only the year is known: 1, 1 and the year.")},
            advice={formats.language(): _("Look at the card again.")},
            required=True,
            oldest_years=120,
        ),
        Question(name="sex", type="choice", labels={"": _("Woman or man?")}, choices=_sexes(), required=True),
        Question(name="phone", type="phone", labels={"": _("Mobile number")}),
        Question(
            name="number",
            type="digits",
            labels={"": _("Number of the identity card or birth certificate")},
            hints={"": _("%(lengths)s digits. Copy it from the card.") % {"lengths": _lengths_in_words()}},
            advice={formats.language(): _("Look at the card again.")},
            lengths=formats.pack().identity_lengths,
        ),
        Question(
            name="village",
            type="text",
            labels={"": _("Village and house")},
            script="local",
            required=True,
            max_length=80,
        ),
    )


def _lengths_in_words() -> str:
    """How many digits an identity number has here, the last length after an "or"."""
    *first, last = (formats.digits(length) for length in formats.pack().identity_lengths)
    return _("%(first)s or %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def _sexes() -> tuple[Choice, ...]:
    words = (("f", _("Woman")), ("m", _("Man")), ("o", _("Other")))
    return tuple(Choice(value=value, labels={"": label}) for value, label in words)
