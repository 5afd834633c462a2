"""A question of the catalogue as a field of a page, and a posted page as what was typed: knows no service."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from dorgora.catalogue.forms import Field as Question
from dorgora.catalogue.forms import Problem
from dorgora.shell import answers, formats
from dorgora.shell.parts import Choice, Field

Typed = dict[str, str]
BOXES = ("day", "month", "year")
MOST_SEARCHED = 200


def typed_of(questions: Iterable[Question], posted: Mapping[str, Any]) -> Typed:
    """What was typed, by the names the catalogue reads: a date in three boxes, an area with its words."""
    typed: Typed = {}
    for question in questions:
        if question.type == "date":
            names = {f"{question.name}_{box}": f"{question.name}-{box}" for box in BOXES}
        elif question.type == "area":
            names = {question.name: question.name, f"{question.name}_typed": f"{question.name}-typed"}
        else:
            names = {question.name: question.name}
        typed |= {kept: str(posted.get(name, "")) for kept, name in names.items()}
        if question.type == "area" and not _is_of_its_words(question.name, posted):
            typed[question.name] = ""
    return typed


def _is_of_its_words(name: str, posted: Mapping[str, Any]) -> bool:
    """Whether the code of an area is that of the words beside it: the page says with which words it was shown."""
    words = str(posted.get(f"{name}-typed", ""))
    return str(posted.get(f"{name}-shown", words)).strip() == words.strip()


def typed_from(questions: Iterable[Question], kept_answers: Mapping[str, str]) -> Typed:
    """Kept answers as they would have been typed: to start a form with, or to correct one."""
    typed: Typed = {}
    for question in questions:
        kept = kept_answers.get(question.name, "")
        if question.type == "date" and kept:
            year, month, day = kept.split("-")
            typed |= {f"{question.name}_day": str(int(day)), f"{question.name}_month": str(int(month))}
            typed[f"{question.name}_year"] = year
        elif question.type == "area" and kept:
            typed |= {question.name: kept, f"{question.name}_typed": answers.area_name(kept)}
        elif question.type == "phone" and kept:
            typed[question.name] = answers.phone_shown(kept)
        elif question.type == "money" and kept:
            typed[question.name] = formats.pack().currency.format(int(kept), "", sign=False)
        else:
            typed[question.name] = kept
    return typed


def names_of(questions: Iterable[Question]) -> set[str]:
    """The names under which what is typed for these questions is kept."""
    return set(typed_of(questions, {}))


def field(
    question: Question,
    typed: Mapping[str, str],
    problem: Problem | None = None,
    found: Iterable[Any] = (),
    note: str = "",
) -> Field:
    """One question as it stands on the page. `found`: areas to choose from. `note`: what an officer said of it."""
    error = answers.wrong(problem, question) if problem else ""
    return Field(
        name=question.name,
        label=answers.labelled(question.labels),
        kind=_KINDS[question.type],
        value=_value(question, typed),
        hint=answers.labelled(question.hints),
        error=error or note,
        marked=bool(note) and not error,
        required=question.required,
        choices=_choices(question, found),
        lang=formats.pack().latin_language if question.script == "latin" else "",
        local=question.script == "local",
        is_turned=question.type == "name",
        typed=typed.get(f"{question.name}_typed", ""),
        width=_width(question),
    )


_KINDS = {
    "text": "text",
    "name": "text",
    "date": "date",
    "choice": "choice",
    "digits": "digits",
    "phone": "phone",
    "area": "area",
    "money": "number",
}


def search_error(text: str) -> str:
    """What is wrong with the words of a search, or nothing."""
    if len(text) <= MOST_SEARCHED:
        return ""
    return answers.wrong(Problem("too_long", {"length": len(text), "max_length": MOST_SEARCHED}))


def _width(question: Question) -> str:
    if question.type == "money":
        return "w11"
    return "w4" if question.type == "digits" and max(question.lengths, default=9) < 4 else ""


def _value(question: Question, typed: Mapping[str, str]) -> object:
    if question.type == "date":
        return tuple(typed.get(f"{question.name}_{box}", "") for box in BOXES)
    return typed.get(question.name, "")


def _choices(question: Question, found: Iterable[Any]) -> tuple[Choice, ...]:
    if question.type == "area":
        areas = list(found)
        above = answers.area_names(area.parent for area in areas)
        return tuple(Choice(area.code, answers.named(area), hint=above[area.parent]) for area in areas)
    return tuple(Choice(choice.value, answers.labelled(choice.labels)) for choice in question.choices)


def answer_shown(question: Question, answer: str) -> str:
    """A kept answer as it is read back to the citizen: a day with its weekday."""
    if question.type == "date" and answer:
        return formats.day(iso_day(answer), weekday=True)
    return answers.answer_shown(question, answer)


def iso_day(text: str) -> date:
    """A kept day as a date."""
    return date.fromisoformat(text)
