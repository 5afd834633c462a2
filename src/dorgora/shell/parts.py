"""What the shared parts of a page are told: plain values, filled in by the surfaces.

A dict with the same keys does as well; templates read both alike.
"""

from dataclasses import dataclass, replace
from itertools import chain
from typing import Literal

from dorgora.shell import formats
from dorgora.shell.power import Battery

Shape = Literal["here", "hub", "ok", "back", "no", "clock", "wait", "off", "ring"]


@dataclass(frozen=True)
class MenuItem:
    """One word of the main menu."""

    label: str
    url: str
    current: bool = False


@dataclass(frozen=True)
class Sign:
    """The head of every page: where one is, and who works here."""

    home_url: str = "/"
    place: tuple[str, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    person: str = ""
    cover_url: str = ""


@dataclass(frozen=True)
class Tide:
    """What a power cut or a dead line can threaten: unsent files, the line, the drawer, the data, the battery.

    line_brief: the note in a word or two, for a phone.
    drawer_waits: what should be in the drawer cannot be said now, as an upgrade tells the books again.
    """

    n_unsent: int
    unsent_url: str
    line_is_up: bool
    line_url: str
    line_note: str
    drawer_minor: int | None = None
    drawer_url: str = ""
    used_kb: int | None = None
    limit_kb: int = 0
    cost_minor: int | None = None
    usage_url: str = ""
    battery: Battery | None = None
    drawer_waits: bool = False
    line_brief: str = ""


@dataclass(frozen=True)
class Choice:
    """One answer to a question with few answers."""

    value: str
    label: str
    hint: str = ""
    key: str = ""


@dataclass(frozen=True)
class Field:
    """One question of a form, with what was answered and what is wrong with it.

    `kind`: text, number, digits, phone, date, choice, many, yes, area, file, long, search, password.
    `local`: it is answered in the country's first language, which may be typed with Latin letters. `is_turned`: what
    is typed so is written in that language when the page is sent, as names are.
    `made_of`: nobody typed it, it was made from another field: that one's name, and what stood there.
    `heard`: of the sentences that the page says aloud, the first of this question and how many they are.
    `marked`: an officer marked it (shown in silt, not red). `value`: text; for `date` a (day, month, year)
    tuple of texts; for `many` a tuple of values; for `area` the code, with the words in `typed`.
    """

    name: str
    label: str
    kind: str = "text"
    value: object = ""
    hint: str = ""
    error: str = ""
    marked: bool = False
    required: bool = True
    choices: tuple[Choice, ...] = ()
    heard: tuple[int, int] | None = None
    lang: str = ""
    width: str = ""
    accept: str = "image/*"
    button: str = ""
    typed: str = ""
    maxlength: int | None = None
    autocomplete: str = "off"
    form: str = ""
    is_focused: bool = False
    key: str = ""
    local: bool = False
    is_turned: bool = False
    made_of: tuple[str, str] | tuple[()] = ()

    @property
    def id(self) -> str:
        """The id of its first control, to which the error summary leads."""
        return f"f-{self.name}"

    @property
    def described_by(self) -> str:
        """The ids of hint and error, for the screen reader."""
        ids = [f"{self.id}-hint"] if self.hint else []
        return " ".join(ids + ([f"{self.id}-error"] if self.error else []))

    @property
    def parts(self) -> tuple[str, str, str]:
        """Day, month and year as typed."""
        value = self.value if isinstance(self.value, list | tuple) else ()
        day, month, year = (*(formats.digits(part) for part in value), "", "", "")[:3]
        return day, month, year

    @property
    def shown(self) -> str:
        """The answer as it stands in the control; numbers in the reader's digits, the server folds them back."""
        text = "" if self.value is None else str(self.value)
        return formats.digits(text) if self.kind in {"digits", "number", "phone"} else text

    @property
    def is_answered(self) -> bool:
        """Whether something stands in it: of a date in each box."""
        return bool(self.value) and (not isinstance(self.value, list | tuple) or all(self.value))

    @property
    def focused_choice(self) -> str:
        """Of choices the one that takes the focus for all: the chosen one, or the first."""
        chosen = [choice.value for choice in self.choices if choice.value in self.chosen]
        return (chosen or [choice.value for choice in self.choices])[0]

    @property
    def chosen(self) -> tuple[str, ...]:
        """The ticked values of a question with several answers."""
        return (
            tuple(str(v) for v in self.value) if isinstance(self.value, list | tuple) else (str(self.value),)
        )


@dataclass(frozen=True)
class Sent:
    """The form that the language switch sends, so that what was typed and what was answered survive it.

    name, value: what else is said, as by a button of it; empty: it is sent as it was.
    """

    form: str
    action: str
    name: str = ""
    value: str = ""


@dataclass(frozen=True)
class Problem:
    """One line of the error summary, leading to its field."""

    id: str
    text: str


def problems_of(fields: "list[Field] | tuple[Field, ...]") -> tuple[Problem, ...]:
    """The summary of all fields in error, in reading order."""
    return tuple(Problem(f.id, f"{asked(f.label)} {f.error}") for f in fields if f.error and not f.marked)


def asked(label: str) -> str:
    """A label before its answer, or what is wrong with it: a question ends as it is, a name with a colon."""
    return label if label.endswith("?") else f"{label}:"


def led(fields: "list[Field] | tuple[Field, ...]") -> "list[Field]":
    """The same questions, the page opening in the first that is wrong, else that lacks its answer, else of all."""
    wrong = (number for number, one in enumerate(fields) if one.error)
    lacking = (number for number, one in enumerate(fields) if one.required and not one.is_answered)
    first = next(chain(wrong, lacking), 0)
    return [replace(one, is_focused=number == first) for number, one in enumerate(fields)]


@dataclass(frozen=True)
class Step:
    """One station on the way of a file, or one section of a long form; `state`: done, now or todo."""

    label: str
    state: Literal["done", "now", "todo"]
    when: str = ""
    note: str = ""
    shape: Shape | Literal[""] = ""
    url: str = ""

    @property
    def shown_shape(self) -> str:
        """Its own shape, or the usual one for its state."""
        return self.shape or {"done": "ok", "now": "clock", "todo": "ring"}[self.state]


@dataclass(frozen=True)
class Line:
    """One line of a bill or of a list of facts; the amount in minor units, or a text instead of it."""

    label: str
    minor: int | None = None
    text: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it is one that is read digit by digit, and so never breaks over two lines."""
        return self.minor is not None or self.text.replace("-", "").replace(" ", "").isdecimal()


@dataclass(frozen=True)
class Pick:
    """One row to choose: the whole row is the link."""

    label: str
    url: str
    note: str = ""
    key: str = ""
    end: str = ""
    shape: Shape | Literal[""] = ""
    status: str = ""
    on: bool = False


@dataclass(frozen=True)
class Answer:
    """One line of the read-back."""

    question: str
    answer: str
    change_url: str = ""
    lang: str = ""


@dataclass(frozen=True)
class Paging:
    """Earlier and later pages of a long list; is_more: n_all were counted, and there are more."""

    first: int
    last: int
    n_all: int
    earlier_url: str = ""
    later_url: str = ""
    is_more: bool = False


@dataclass(frozen=True)
class Column:
    """The head of one column; numbers stand right."""

    label: str
    is_number: bool = False


@dataclass(frozen=True)
class QueueRow:
    """One file in the queue of a desk; `time` is words: 3 days late, last day today."""

    url: str
    shape: Shape
    time: str
    service: str
    citizen: str
    number: str
    state: str
    days: int = 0
    days_gone: int = 0
    days_late: int = 0
    on: bool = False
