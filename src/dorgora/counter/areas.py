"""Finding the place somebody typed in words: one match is taken, several are offered."""

from typing import Any

from dorgora.catalogue.forms import Field as Question
from dorgora.catalogue.forms import Problem, Section
from dorgora.counter import asking
from dorgora.places import queries as places
from dorgora.shell.answers import area_name

MOST_OFFERED = 20
"""More than bear one name of a tier; beyond it, what the place lies in leads to fewer."""


def settle(
    section: Section, typed: asking.Typed, asked: str = ""
) -> tuple[dict[str, list[Any]], dict[str, Problem]]:
    """Fill in the codes of areas typed in words; give the areas offered and the problems, by field.

    A code counts only while its words are of the same place.
    `asked` is the field whose Find button was pressed: its words are searched whatever stands there.
    """
    offered: dict[str, list[Any]] = {}
    problems: dict[str, Problem] = {}
    for question in section.fields:
        name, words_name = question.name, f"{question.name}_typed"
        if question.type != "area":
            continue
        words = typed.get(words_name, "").strip()
        if not words:
            typed[name] = ""
        elif asked == name or not _is_one_place(question, words, typed.get(name, "")):
            _search(question, words, typed, offered, problems)
        else:
            typed[words_name] = area_name(typed[name])
    return offered, problems


def _is_one_place(question: Question, words: str, code: str) -> bool:
    """Whether words and code are of one place: its whole name, or one of those that are found by the words."""
    return bool(code) and (words == area_name(code) or code in {one.code for one in _found(question, words)})


def _found(question: Question, words: str) -> list[Any]:
    return list(places.find_areas(words, kind=question.area_level, limit=MOST_OFFERED + 1))


def _search(
    question: Question,
    words: str,
    typed: asking.Typed,
    offered: dict[str, list[Any]],
    problems: dict[str, Problem],
) -> None:
    found = _found(question, words)
    typed[question.name] = ""
    if len(found) == 1:
        typed[question.name] = found[0].code
        typed[f"{question.name}_typed"] = area_name(found[0].code)
    elif found:
        offered[question.name] = found[:MOST_OFFERED]
        problems[question.name] = Problem("not_a_choice" if len(found) <= MOST_OFFERED else "more_areas")
    else:
        problems[question.name] = Problem("no_such_area")
