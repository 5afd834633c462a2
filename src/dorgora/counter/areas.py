"""Finding the place somebody typed in words: one match is taken, several are offered."""

from typing import Any

from dorgora.catalogue.forms import Field as Question
from dorgora.catalogue.forms import Problem, Section
from dorgora.counter import asking
from dorgora.places import queries as places

MOST_OFFERED = 5


def settle(
    section: Section, typed: asking.Typed, asked: str = ""
) -> tuple[dict[str, list[Any]], dict[str, Problem]]:
    """Fill in the codes of areas typed in words; give the areas offered and the problems, by field.

    `asked` is the field whose Find button was pressed: its words are searched even if a place stands there already.
    """
    offered: dict[str, list[Any]] = {}
    problems: dict[str, Problem] = {}
    for question in section.fields:
        if question.type != "area":
            continue
        words, code = typed.get(f"{question.name}_typed", "").strip(), typed.get(question.name, "")
        if not words:
            typed[question.name] = ""
        elif asked == question.name or not _says(code, words):
            _search(question, words, typed, offered, problems)
    return offered, problems


def _says(code: str, words: str) -> bool:
    """Whether the words are those of the area already chosen, or begin them."""
    area = places.area(code) if code else None
    if area is None:
        return False
    names = (asking.area_name(code), area.name_bn, area.name_en)
    return any(name.casefold().startswith(words.casefold()) for name in names)


def _search(
    question: Question,
    words: str,
    typed: asking.Typed,
    offered: dict[str, list[Any]],
    problems: dict[str, Problem],
) -> None:
    # What stands before the comma is the place itself; the rest is what it lies in.
    found = places.find_areas(words.split(",")[0], kind=question.area_level, limit=MOST_OFFERED)
    if typed.get(question.name) in {area.code for area in found} and typed.get(question.name):
        return
    typed[question.name] = ""
    if len(found) == 1:
        typed[question.name] = found[0].code
        typed[f"{question.name}_typed"] = asking.area_name(found[0].code)
    elif found:
        offered[question.name] = found
        problems[question.name] = Problem("not_a_choice")
    else:
        problems[question.name] = Problem("no_such_area")
