"""One section open on two pages: an older page erases nothing a newer one wrote, and loses nothing of its own."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec

from dorgora.catalogue.forms import Section
from dorgora.counter import asking, frame
from dorgora.counter.drafting import Draft
from dorgora.shell.parts import Line

BOX_NAMES = tuple(f"_{box}" for box in asking.BOXES)


def stamp(draft: Draft, part: Section) -> str:
    """What a page of this section says of the answers it was made from."""
    return _mark({name: draft.typed.get(name, "") for name in asking.names_of(part.fields)})


def take(draft: Draft, part: Section, posted: Mapping[str, Any]) -> bool:
    """Takes over what was posted; from a page older than the answers only what is still empty.

    Gives whether all of it could be taken; what could not is put beside the section (`Draft.beside`).
    """
    typed = asking.typed_of(part.fields, posted)
    mark = _mark(typed)
    is_current = posted.get("stamp", stamp(draft, part)) == stamp(draft, part)
    if is_current or draft.posted.get(part.name) == mark:
        draft.typed |= typed
        draft.posted[part.name] = mark
        draft.beside.pop(part.name, None)
        return True
    for question in part.fields:
        names = asking.names_of([question])
        if not any(draft.typed.get(name, "").strip() for name in names):
            draft.typed |= {name: typed[name] for name in names}
    others = _otherwise(draft, part, typed)
    if others:
        draft.beside[part.name] = others
    return not others


def _otherwise(draft: Draft, part: Section, typed: asking.Typed) -> asking.Typed:
    """The questions to which the older page gives another answer; an empty one says nothing."""
    others: asking.Typed = {}
    for question in part.fields:
        mine = {name: typed[name] for name in asking.names_of([question])}
        is_other = any(" ".join(text.split()) != draft.typed.get(name, "") for name, text in mine.items())
        if is_other and any(text.strip() for text in mine.values()):
            others |= mine
    return others


def beside(draft: Draft, part: Section) -> list[Line]:
    """What an older page said otherwise, question by question."""
    others = draft.beside.get(part.name, {})
    return [
        Line(frame.labelled(one.labels), text=_said(one, others))
        for one in part.fields
        if asking.names_of([one]) & set(others)
    ]


def _said(question: Any, others: Mapping[str, str]) -> str:
    if question.type == "date":
        return "/".join(others.get(f"{question.name}{box}", "") for box in BOX_NAMES)
    if question.type == "area":
        return others.get(f"{question.name}_typed", "")
    if question.type == "choice":
        return asking.answer_shown(question, others.get(question.name, ""))
    return others.get(question.name, "")


def _mark(typed: Mapping[str, str]) -> str:
    return hashlib.sha256(msgspec.json.encode(sorted(typed.items()))).hexdigest()[:32]
