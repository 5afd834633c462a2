"""A public service as it is published: immutable, read from its bytes, checked whole before anybody may use it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal, NamedTuple

import msgspec
from msgspec import Meta

from dorgora.catalogue.kinds import Day, Days, Labels, Minor, Said, Word
from dorgora.kernel.amount import MAX_MINOR

BORN_FIELD = "date_of_birth"
"""The date that a form which describes a person herself asks for."""


class Problem(NamedTuple):
    """Why something typed is not accepted: a reason code with a sentence, and the values the sentence names."""

    reason: str
    detail: Mapping[str, Any] = {}


class _Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What every part of a service is: nothing in it is guessed, nothing unknown is passed over."""


class Choice(_Part, frozen=True):
    """One answer of a field that offers some."""

    value: Annotated[str, Meta(min_length=1, max_length=60)]
    labels: Labels


class Relative(_Part, frozen=True):
    """Her name or number answers it of an applicant who is this (in `applicant_relation`) to whom the form is for."""

    relation: Word
    known_as: Literal["name", "number"]


class Field(_Part, frozen=True):
    """One question of the form. `part` says which part of an event's body its answer goes to, `advice` where to
    look when a date or a number is wrong, `known_as` what is known already of the applicant that answers it,
    `relative` the same if she is that relative of whom it is for, `most_minor` the largest amount of money,
    `on_receipt` that the receipt repeats the answer, `on_list` that the list does which goes to an authority outside,
    `unique` that no two files of a service done at once answer all fields so marked alike.
    """

    name: Word
    type: Literal["text", "date", "choice", "digits", "phone", "area", "name", "money"]
    labels: Labels
    hints: Labels = {}
    advice: Labels = {}
    part: Literal["person", "facts"] = "person"
    required: bool = False
    max_length: Annotated[int, Meta(ge=1, le=2000)] = 80
    choices: tuple[Choice, ...] = ()
    lengths: tuple[Annotated[int, Meta(ge=1, le=40)], ...] = ()
    script: Literal["", "local", "latin"] = ""
    suggested_from: str = ""
    same_as: str = ""
    area_level: str = ""
    oldest_years: Annotated[int, Meta(ge=0, le=150)] = 0
    most_minor: Minor = 0
    may_be_zero: bool = False
    on_receipt: bool = False
    on_list: bool = False
    unique: bool = False
    known_as: Literal[
        "",
        "name",
        "latin_name",
        "phone",
        "number",
        "village",
        "born",
        "sex",
        "father_name",
        "mother_name",
        "ward",
    ] = ""
    relative: Relative | None = None


class Section(_Part, frozen=True):
    """One page of the form."""

    name: Word
    labels: Labels
    fields: tuple[Field, ...] = ()


class Case(_Part, frozen=True):
    """One line of a fee rule: under this condition (CEL) this amount, and why, in words.

    `minor_of`: the field of the form that says the amount instead, as the sum of a bill that is paid on. `labels`:
    which case it is, for a list of all of them.
    """

    when: Said
    because: Labels
    minor: Minor = 0
    minor_of: str = ""
    labels: Labels = {}


class Tariff(_Part, frozen=True):
    """A fee rule and the first day it holds; the first case whose condition holds decides.

    areas: codes of the areas that decided so themselves, of which the narrowest one is asked. Empty: everywhere.
    """

    valid_from: Day
    source: str
    cases: Annotated[tuple[Case, ...], Meta(min_length=1)]
    note: str = ""
    areas: tuple[str, ...] = ()


class Fee(_Part, frozen=True):
    """One line of the receipt, through the years."""

    labels: Labels
    tariffs: Annotated[tuple[Tariff, ...], Meta(min_length=1)]


class Fees(_Part, frozen=True):
    """Who gets what: the state, and the centre."""

    state: Fee
    operator: Fee


class Criterion(_Part, frozen=True):
    """Who can get it, in one condition (CEL) on the answers `of` one page of the form; `told_at` one of them.

    labels: the condition in words; because: what a person is told who does not meet it.
    """

    name: Word
    of: tuple[str, ...]
    told_at: str
    when: Said
    labels: Labels
    because: Labels
    source: str


class Evidence(_Part, frozen=True):
    """A paper asked for; `required_when` is a condition in CEL, `numbered` says that its number is noted.

    number_of: the question of the form whose answer is that number, so that nobody types it twice.
    """

    kind: Word
    labels: Labels
    required_when: Said
    numbered: bool
    source: str
    number_of: str = ""


class Band(_Part, frozen=True):
    """A coarse fact that may be kept for ever: its rule (CEL) and all the values it can have."""

    name: Word
    rule: Said
    values: Annotated[tuple[str, ...], Meta(min_length=1)]


class CertificateField(_Part, frozen=True):
    """One line of the certificate; `values` names the answer shown in each language."""

    name: Word
    labels: Labels
    values: dict[str, str]
    shown_as: Literal["text", "name", "number", "date", "date_in_words", "choice", "area"]


class CertificateTemplate(_Part, frozen=True):
    """What stands on the certificate; `says`: the sentence that certifies it, where the lines alone do not."""

    kind: str
    titles: Labels
    fields: tuple[CertificateField, ...]
    says: Labels = {}


NOTHING = CertificateTemplate("", {}, ())
"""What a service grants that is done at once."""


class RegisterNumber(_Part, frozen=True):
    """The number another register gives: typed in from its paper, never made here."""

    labels: Labels
    pattern: str
    length: Annotated[int, Meta(ge=1, le=40)]
    hints: Labels = {}
    year_digits: Annotated[int, Meta(ge=0, le=4)] = 0
    year_of: str = ""


class Question(_Part, frozen=True):
    """One question at hand-over about the citizen's own time, cost and visits."""

    name: Word
    labels: Labels
    kind: Literal["hours", "money", "count"]
    stored_as: Word
    most: Annotated[int, Meta(ge=1, le=MAX_MINOR)]
    hints: Labels = {}


class Baseline(_Part, frozen=True):
    """A published figure from before, as a decimal in text; `metric` bears the unit."""

    metric: Word
    before: str
    source: str
    year: Annotated[int, Meta(ge=1900, le=2200)]
    basis: str
    note: str = ""


class Provider(_Part, frozen=True):
    """Who gives the service."""

    key: Word
    names: Labels
    sector: Literal["public", "private", "utility"]


class PaperNumber(_Part, frozen=True):
    """What the number on a paper of an authority outside is called, and where it stands."""

    labels: Labels
    hints: Labels = {}


class Outside(_Part, frozen=True):
    """An authority without a desk of ours: a printed list goes to it, and its own paper comes back."""

    key: Word
    names: Labels
    number: PaperNumber


class DecidedBy(_Part, frozen=True):
    """Who decides: an office of this level on our own desk; with no level nobody does, it is done when it is lodged.

    outside: the authority that decides in the office's stead; the office sends it lists and enters what it decided.
    """

    office_level: str = ""
    outside: Outside | None = None


class Step(_Part, frozen=True):
    """One stage of the file, with its days."""

    name: Word
    labels: Labels
    office_level: str
    working_days: Days


class Stage(NamedTuple):
    """One office's part in a file: all its steps in a row, with their days."""

    office_level: str
    working_days: int


class Charter(_Part, frozen=True):
    """What is promised."""

    working_days: Days
    source: str


class LegalBasis(_Part, frozen=True):
    """A law or rule the service stands on."""

    labels: Labels
    source: str


class Promised(msgspec.Struct, frozen=True, kw_only=True):
    """What a list of services says of one: who gives it, who can get it, its cost, by when.

    age_of: the date of the form whose age its rules may ask for, if they ask for one. once: who has it, or
    has asked for it, is lodged no second one.
    """

    key: str
    version: int
    names: Labels
    search_words: tuple[str, ...]
    provider: Provider
    decided_by: DecidedBy
    steps: tuple[Step, ...]
    charter: Charter
    age_of: str = ""
    once: bool = False
    eligibility: tuple[Criterion, ...] = ()
    fees: Fees

    @property
    def stages(self) -> tuple["Stage", ...]:
        """The offices that decide one after the other, each with the working days of its steps; none at once."""
        if self.is_done_at_once:
            return ()
        found: list[Stage] = []
        for step in self.steps:
            days = found.pop().working_days if found and found[-1].office_level == step.office_level else 0
            found.append(Stage(step.office_level, days + step.working_days))
        return tuple(found) or (Stage(self.decided_by.office_level, self.charter.working_days),)

    @property
    def outside(self) -> Outside | None:
        """The authority outside that decides; None where an office of ours does, or nobody."""
        return self.decided_by.outside

    @property
    def is_done_at_once(self) -> bool:
        """Whether the operator does it herself, before she lodges it: no office decides anything."""
        return not self.decided_by.office_level


class OfferedChoice(msgspec.Struct, frozen=True):
    """One answer a field takes, without its words."""

    value: str


class OfferedField(msgspec.Struct, frozen=True):
    """Of a question what tells whether it is answered already by what is known of her."""

    name: str
    type: str
    required: bool = False
    choices: tuple[OfferedChoice, ...] = ()
    lengths: tuple[int, ...] = ()
    area_level: str = ""
    known_as: str = ""


class OfferedSection(msgspec.Struct, frozen=True):
    """One page of the form."""

    fields: tuple[OfferedField, ...] = ()


class Offer(Promised, frozen=True, kw_only=True):
    """A service as a list of very many needs it: a tenth of the whole, read in a fortieth of the time."""

    sections: tuple[OfferedSection, ...]


class ServiceVersion(Promised, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version of one public service; a running application keeps its own.

    certificate: NOTHING where nothing is granted. register_number: None where no other register gives a number.
    """

    key: Word
    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    valid_from: Day
    life_event: str
    sections: tuple[Section, ...]
    schema: msgspec.Raw
    evidence: tuple[Evidence, ...]
    bands: tuple[Band, ...]
    certificate: CertificateTemplate = NOTHING
    register_number: RegisterNumber | None = None
    tcv_questions: tuple[Question, ...]
    baselines: tuple[Baseline, ...]
    legal_basis: tuple[LegalBasis, ...]
    sources: str = ""

    @property
    def fields(self) -> dict[str, Field]:
        """All fields of all sections by name, in the order of the form."""
        return {field.name: field for section in self.sections for field in section.fields}

    def section(self, name: str) -> Section:
        """Give one section.

        Raises:
            KeyError: there is none of this name.
        """
        for section in self.sections:
            if section.name == name:
                return section
        raise KeyError(name)

    def baseline(self, metric: str) -> Baseline | None:
        """Give the published figure of a metric; None means that it was not measured."""
        return next((baseline for baseline in self.baselines if baseline.metric == metric), None)
