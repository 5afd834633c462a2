"""One form open on two pages: an older page erases nothing a newer one wrote, and loses nothing of its own."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from dorgora.catalogue.forms import Field as Question
from dorgora.counter import asking
from dorgora.shell.answers import labelled
from dorgora.shell.parts import Line

BOX_NAMES = tuple(f"_{box}" for box in asking.BOXES)
STAMP = "stamp"
"""The hidden field in which a page says what it was made from."""
_APART = "."
"""Between what a stamp says of the answers and of the pictures."""


@dataclass(frozen=True)
class Asked:
    """One question of a page: the names of what is typed for it, and how that is said."""

    label: str
    names: tuple[str, ...]
    said: Callable[[Mapping[str, str]], str]


@dataclass
class Sheet:
    """What is kept of one page of a form. `typed` is what stands there, and is changed in place by `take` and `note`.

    `posted`: by page, the mark of what was last posted for it: the same posted twice is no other page.
    `beside`: by page, what an older one said otherwise than what stands there now.
    `fixed`: what stands there and is not typed, as pictures are: it makes no page older, her phone may send them.
    """

    name: str
    asked: list[Asked]
    typed: asking.Typed
    posted: dict[str, str]
    beside: dict[str, asking.Typed]
    fixed: Mapping[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of all that is typed here."""
        return [name for one in self.asked for name in one.names]

    @property
    def stamp(self) -> str:
        """What a page says of the answers and the pictures it was made from."""
        return self._of_answers + _APART + self._of_pictures

    def stamp_after(self, posted: Mapping[str, Any]) -> str:
        """That of a page that was kept and is still open: pictures that came meanwhile it has not seen."""
        return self._of_answers + _APART + self._said(posted)[1]

    @property
    def _of_answers(self) -> str:
        """What a stamp says of them; a question that is asked only now and stands empty changes nothing."""
        return _mark({name: text for name in self.names if (text := self.typed.get(name, ""))})

    @property
    def _of_pictures(self) -> str:
        return _mark({name: digest for name, digest in self.fixed.items() if digest})

    def _said(self, posted: Mapping[str, Any]) -> tuple[str, str]:
        """What a posted page says of the answers and the pictures it was made from."""
        answers, _apart, pictures = str(posted.get(STAMP, self.stamp)).partition(_APART)
        return answers, pictures

    def is_current(self, posted: Mapping[str, Any], typed: asking.Typed) -> bool:
        """Whether a posted page was made from the answers that stand there now, or is the last one posted again."""
        return self._said(posted)[0] == self._of_answers or self.posted.get(self.name) == _mark(typed)

    def has_seen_pictures(self, posted: Mapping[str, Any], typed: asking.Typed) -> bool:
        """The same of the pictures."""
        return self._said(posted)[1] == self._of_pictures or self.posted.get(self.name) == _mark(typed)

    def note(self, posted: Mapping[str, Any], typed: asking.Typed) -> bool:
        """Notes a page that is still being filled, unless it is older than what stands there; gives whether it did.

        What is beside the page stays: nobody has chosen yet.
        """
        if not self.is_current(posted, typed):
            return False
        self._write(typed)
        return True

    def _write(self, typed: asking.Typed) -> None:
        self.typed |= {name: typed[name] for name in self.names}
        self.posted[self.name] = _mark(typed)

    def take(self, posted: Mapping[str, Any], typed: asking.Typed) -> bool:
        """Takes over what was typed; from a page older than the answers only what is still empty.

        Gives whether all of it could be taken; what could not is put beside the page (`beside`).
        """
        if self.is_current(posted, typed):
            self._write(typed)
            if not (posted.get("go") or posted.get("find")):  # she went on with both before her eyes
                self.beside.pop(self.name, None)
            return True
        for one in self.asked:
            if not any(self.typed.get(name, "").strip() for name in one.names):
                self.typed |= {name: typed[name] for name in one.names}
        others = self._otherwise(typed)
        if others:
            self.beside[self.name] = others
        return not others

    def _otherwise(self, typed: asking.Typed) -> asking.Typed:
        """The questions to which the older page gives another answer; an empty one says nothing."""
        others: asking.Typed = {}
        for one in self.asked:
            mine = {name: typed[name] for name in one.names}
            is_other = any(" ".join(text.split()) != self.typed.get(name, "") for name, text in mine.items())
            if is_other and any(text.strip() for text in mine.values()):
                others |= mine
        return others

    def others(self) -> list[Line]:
        """What an older page said otherwise, question by question."""
        return said(self.asked, self.beside.get(self.name, {}))


def said(asked: Iterable[Asked], typed: Mapping[str, str]) -> list[Line]:
    """What was typed, question by question, of those in it."""
    return [Line(one.label, text=one.said(typed)) for one in asked if set(one.names) & set(typed)]


def asked_of(questions: Iterable[Question]) -> list[Asked]:
    """Questions of the catalogue as a page asks them."""
    return [Asked(labelled(one.labels), tuple(asking.names_of([one])), _sayer(one)) for one in questions]


def _sayer(question: Question) -> Callable[[Mapping[str, str]], str]:
    def words(typed: Mapping[str, str]) -> str:
        if question.type == "date":
            boxes = [typed.get(f"{question.name}{box}", "") for box in BOX_NAMES]
            return "/".join(boxes) if any(boxes) else ""
        if question.type == "area":
            return typed.get(f"{question.name}_typed", "")
        if question.type == "choice":
            return asking.answer_shown(question, typed.get(question.name, ""))
        return typed.get(question.name, "")

    return words


def _mark(typed: Mapping[str, str]) -> str:
    return hashlib.sha256(msgspec.json.encode(sorted(typed.items()))).hexdigest()[:32]
