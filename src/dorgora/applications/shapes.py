"""What a question about files is answered with: plain values."""

from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from dorgora.applications import rules
from dorgora.kernel.clock import to_seconds

T = TypeVar("T")


@dataclass(frozen=True)
class Page(Generic[T]):
    """Fifty rows of a list: which page (from 1), which rows (from 1), and how many there are in all."""

    rows: tuple[T, ...]
    number: int
    first: int
    last: int
    n_all: int

    @property
    def has_earlier(self) -> bool:
        """Whether a page goes before."""
        return self.number > 1

    @property
    def has_later(self) -> bool:
        """Whether a page follows."""
        return self.last < self.n_all


@dataclass(frozen=True)
class Paper:
    """A paper shown with a file; picture is its SHA-256 in hex, or empty."""

    kind: str
    number: str
    is_seen: bool
    picture: str


@dataclass(frozen=True)
class File:
    """One file as it stands. answers, evidence, note, advice, ground and register_number go once erased (`is_blank`).

    They lack too while they do not open here (`is_damaged`).

    office: the one that has it now; offices: all of them in their order, of which n_passed sent it on. due_days: by
    when each of them is to have done its part, due_on: by when that one; promised_on: what the receipt says.
    stopped_at: since when the clock stands, as it waits for its citizen. advice: what offices wrote to the next, by
    event; note: what the citizen is told with the decision, or the return, that stands. returned_reason: a word; of a
    file taken back, why it was. authority, list_id, list_number, listed_at: the one outside that it went to, the list
    it is on, and when it left; decided_on, paper_number: day (ISO) and number on the paper of that one.
    """

    id: int
    service: str
    service_version: int
    centre: str
    office: str
    offices: tuple[str, ...]
    n_passed: int
    due_on: str
    due_days: tuple[str, ...]
    stopped_at: datetime | None
    citizen_id: int
    applicant_id: int
    number: str
    code: str
    state: str
    submitted_at: datetime
    submitted_on: str
    changed_at: datetime
    changed_by: int
    promised_on: str
    decided_at: datetime | None
    decision_id: int
    handed_over_at: datetime | None
    n_returns: int
    stopped_seconds: int
    returned_fields: tuple[str, ...]
    returned_reason: str
    ground: str
    area: str
    sex: str
    age_band: str
    answers: dict[str, str]
    evidence: tuple[Paper, ...]
    note: str
    register_number: str
    advice: dict[int, str]
    authority: str
    list_id: int
    list_number: int
    listed_at: datetime | None
    decided_on: str
    paper_number: str
    is_blank: bool
    is_damaged: bool

    @property
    def stamp(self) -> str:
        """Which state of it a page was made from; another one is another page."""
        return f"{self.state}.{to_seconds(self.changed_at)}.{self.n_returns}.{self.n_passed}"

    @property
    def next_office(self) -> str:
        """The office that has it after the one that has it now; empty when that is the last."""
        return (*self.offices, "")[self.n_passed + 1]

    @property
    def ends_on(self) -> str:
        """By when all of them are to have decided, as it stands now: later than promised if it waited for her."""
        return self.due_days[-1]

    def is_known_to(self, office: str) -> bool:
        """Whether an office has it, or had it and sent it on."""
        return office in self.offices[: self.n_passed + 1]

    @property
    def is_sent_out(self) -> bool:
        """Whether it lies with an authority outside, which is to decide it."""
        return bool(self.list_id) and self.state == rules.WAITING

    @property
    def is_handed_over(self) -> bool:
        """Whether the paper is out of the house."""
        return self.handed_over_at is not None

    @property
    def is_contradicted(self) -> bool:
        """Whether paper was handed over that, as the events now stand, was not granted: a case for a person."""
        if self.state == rules.WITHDRAWN and self.office.startswith(rules.PROVIDER):
            return False  # three questions were asked of it, no paper is out
        return self.is_handed_over and self.state not in (rules.APPROVED, rules.DONE)

    @property
    def is_touched(self) -> bool:
        """Whether an office has looked at it, and sent it on, out or back."""
        return bool(self.n_passed or self.n_returns or self.list_id)


@dataclass(frozen=True)
class QueueRow:
    """One line of a list; the names are empty once erased, or while they do not open here (`is_damaged`).

    promised_on: what the receipt says; due_on: by when the office that has it is to act, ends_on: by when all of them,
    as it stands now; stopped_at: since when the clock stands, as it waits for its citizen.
    """

    id: int
    service: str
    service_version: int
    number: str
    state: str
    centre: str
    office: str
    submitted_at: datetime
    submitted_on: str
    changed_at: datetime
    promised_on: str
    due_on: str
    ends_on: str
    stopped_at: datetime | None
    n_passed: int
    is_handed_over: bool
    n_returns: int
    area: str
    list_number: int
    decided_on: str
    local_name: str
    latin_name: str
    is_damaged: bool


@dataclass(frozen=True)
class OutgoingList:
    """A list of files that an office made for an authority outside: number and day (ISO) on it, its files by id."""

    id: int
    office: str
    authority: str
    number: int
    made_on: str
    made_at: datetime
    by: int
    files: tuple[int, ...]


@dataclass(frozen=True)
class QueueCounts:
    """How many files each filter of a queue shows."""

    all: int
    late: int
    due: int
    new: int
    citizen: int


@dataclass(frozen=True)
class Hand:
    """A centre's work in hand: to correct, to hand over, to pay back; and how many wait for an office."""

    returned: tuple[QueueRow, ...]
    ready: tuple[QueueRow, ...]
    refunds: tuple[QueueRow, ...]
    n_waiting: int


@dataclass(frozen=True)
class Recommendation:
    """With what an office sent a file on: a word of ours, and what it wrote to the next, empty once erased."""

    office: str
    by: int
    at: datetime
    word: str
    note: str


@dataclass(frozen=True)
class StoryStep:
    """One thing that happened to a file; words: marked fields, a word of ours, or who took the paper. Never a name."""

    event_id: int
    kind: str
    at: datetime
    by: int
    role: str
    place: str
    words: str
    disputed: str = ""
