"""What the shared parts of a page are told: plain values, filled in by the surfaces.

A dict with the same keys does as well; templates read both alike.
"""

from dataclasses import dataclass, replace
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
    """The same questions, the page opening in the first that is wrong, or else in the first of all."""
    wrong = next((number for number, one in enumerate(fields) if one.error), 0)
    return [replace(one, is_focused=number == wrong) for number, one in enumerate(fields)]


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
class Slip:
    """A receipt, on 58 mm or A5. Lines are printed in the order given; `number` is the short number.

    promised: by which day, or by which it was, where that is past or open (`is_past`); to_come: what happens next, a
    sentence each.
    """

    centre: tuple[str, ...]
    at_text: str
    citizen: str
    service: str
    lines: tuple[Line, ...]
    total_minor: int
    said: tuple[Line, ...] = ()
    given_back_minor: int = 0
    in_words: str = ""
    promised: str = ""
    is_past: bool = False
    to_come: tuple[str, ...] = ()
    number: str = ""
    public_code: str = ""
    qr_svg: str = ""
    complaint: str = ""
    paid_latin: str = ""
    latin_language: str = ""
    specimen: bool = False


@dataclass(frozen=True)
class MandateSlip:
    """What a citizen lets a centre do, in her own words, with a place for her thumb: 58 mm or A5.

    code: what another centre fetches her record by, in groups, and drawn; empty where she does not allow that.
    """

    centre: tuple[str, ...]
    day: str
    says: str
    scopes: tuple[str, ...]
    until: str
    refusal: str
    witness: str = ""
    operator: str = ""
    code: str = ""
    qr_svg: str = ""


@dataclass(frozen=True)
class CertificateLine:
    """One fact on a certificate, in the first language and the second."""

    label: str
    value: str
    second_label: str = ""
    second_value: str = ""


@dataclass(frozen=True)
class Certificate:
    """A certificate on A5, first language large, second small under it; `check`: how to check it, title and words."""

    office: tuple[str, ...]
    title: str
    number_label: str
    number: str
    lines: tuple[CertificateLine, ...]
    qr_svg: str
    check: tuple[str, str]
    signer: str
    signer_role: str
    language: str = ""
    second_language: str = ""
    second_title: str = ""
    second_number_label: str = ""
    second_number: str = ""
    second_check: tuple[str, str] | tuple[()] = ()
    says: str = ""
    second_says: str = ""
    facts: tuple[str, ...] = ()
    foot: str = ""


@dataclass(frozen=True)
class SheetWords:
    """A sheet in one language: `lines` are label and value, `rows` those of its table, cell by cell."""

    centre: tuple[str, ...]
    title: str
    day: str
    lines: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    signers: tuple[str, ...]


@dataclass(frozen=True)
class Sheet:
    """A sheet, as that of a day: on A4 the first language large, the second small under it; on 58 mm the first."""

    language: str
    second_language: str
    words: SheetWords
    second_words: SheetWords

    @property
    def lines(self) -> list[tuple[str, str, str, str]]:
        """Label and value in both languages; a value without words in it is not said twice."""
        pairs = zip(self.words.lines, self.second_words.lines, strict=True)
        return [(*mine, label, value if _has_words(value) else "") for mine, (label, value) in pairs]

    @property
    def columns(self) -> list[tuple[str, str]]:
        """The heads of its table, in both languages."""
        return list(zip(self.words.columns, self.second_words.columns, strict=True))

    @property
    def signers(self) -> list[tuple[str, str]]:
        """Who signs, in both languages."""
        return list(zip(self.words.signers, self.second_words.signers, strict=True))


def _has_words(value: str) -> bool:
    """Whether more is said than a number or a sum with its sign."""
    is_number = any(letter.isdigit() for letter in value)
    return len(value.split()) > 2 or (not is_number and any(letter.isalpha() for letter in value))


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
