"""What the counter wrote into a field of a form from other answers: it goes when they change; what was typed stays."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from dorgora.catalogue.forms import Field as Question
from dorgora.counter.asking import Typed
from dorgora.shell.parts import Field

MADE, MADE_OF = "-made", "-made-of"
"""How the hidden fields end in which a page says so: the text that was written, and the answer it was written from."""
Derived = dict[str, dict[str, Any]]
"""By field: the text that was written, and the answers it was written from, by field."""


def of(names: Iterable[str], sources: Iterable[str], typed: Mapping[str, str]) -> Derived:
    """That what stands in these fields was written from what stands in those."""
    told = {source: _plain(typed.get(source, "")) for source in sources}
    return {name: {"text": _plain(typed[name]), "of": told} for name in names if _plain(typed.get(name, ""))}


def suggested(questions: Iterable[Question], names: Iterable[str], typed: Mapping[str, str]) -> Derived:
    """The same of those among these names that the form suggests from another field."""
    found: Derived = {}
    for question in questions:
        if question.suggested_from and question.name in set(names):
            found |= of([question.name], [question.suggested_from], typed)
    return found


def posted(questions: Iterable[Question], sent: Mapping[str, Any]) -> Derived:
    """The same as a page says it of itself, where nothing else is kept of it."""
    return {
        one.name: {
            "text": _plain(str(sent.get(one.name + MADE, ""))),
            "of": {one.suggested_from: _plain(str(sent.get(one.name + MADE_OF, "")))},
        }
        for one in questions
        if one.suggested_from
    }


def shown(fields: Iterable[Field], derived: Derived, typed: Mapping[str, str]) -> list[Field]:
    """The fields of a page, each saying what it was written from if it was, and from but one other."""
    return [
        replace(field, made_of=next(iter(written["of"].items())))
        if (written := derived.get(field.name))
        and len(written["of"]) == 1
        and _plain(typed.get(field.name, "")) == written["text"] != ""
        else field
        for field in fields
    ]


def is_stale(text: str, written: Mapping[str, Any], typed: Mapping[str, str]) -> bool:
    """Whether this text is still the one that was written, and the answers are others by now."""
    is_ours = bool(_plain(text)) and _plain(text) == written["text"]
    return is_ours and any(_plain(typed.get(name, "")) != told for name, told in written["of"].items())


def let_go(typed: Typed, derived: Derived) -> None:
    """Empties what was written from answers that are others by now, so that it is written anew; hers is hers."""
    for name, written in derived.items():
        if is_stale(typed.get(name, ""), written, typed):
            typed[name] = ""


def _plain(text: str) -> str:
    return " ".join(text.split())
