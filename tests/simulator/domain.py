"""A small story for the simulator, in the shape of the real modules: who may do what, from which state.

Files are lodged and corrected by centres, held and decided by one office at a time; money and paper are facts.
It stands apart from the product's own rules so that the simulator proves the spine and not a service.
"""

from collections.abc import Sequence
from typing import NamedTuple

from dorgora.feed.events import KINDS as REGISTRY_KINDS
from dorgora.feed.fold import Author, Projection, Sealed, Telling, Told
from dorgora.feed.kinds import CENTRE, HUB, OFFICE, Kind, Kinds, Part
from dorgora.feed.projections import PROJECTIONS as REGISTRY_PROJECTIONS
from dorgora.feed.sync.mailbox import NOWHERE, Route


class Offered(Part):
    name: str


class Registered(Part):
    band: str


class Names(Part):
    name: str


class Erased(Part):
    law: str


class Submitted(Part):
    service: int
    citizen: int
    office: str
    collect: str


class Words(Part):
    words: str


class Forwarded(Part):
    office: str


class FeeTaken(Part):
    about: int
    amount_minor: int
    till: str


OFFERED = Kind("service.offered", 1, Offered, rank=0, by=HUB)
REGISTERED = Kind("citizen.registered", 1, Registered, Names, rank=40, opens_person=True, by=CENTRE)
ERASED = Kind("citizen.erased", 1, Erased, rank=5, erases_person=True, by=HUB)
SUBMITTED = Kind(
    "application.submitted",
    1,
    Submitted,
    Words,
    names_service=True,
    parties=lambda told: parties(told),
    by=CENTRE,
)
CORRECTED = Kind("application.corrected", 1, Words, Words, by=CENTRE)
WITHDRAWN = Kind("application.withdrawn", 1, Words, by=CENTRE)
CLEARED = Kind("application.cleared", 1, Words, clears_words=True, by=HUB)
RETURNED = Kind("application.returned", 1, Words, Words, rank=10, by=OFFICE)
APPROVED = Kind("application.approved", 1, Words, rank=10, by=OFFICE)
REJECTED = Kind("application.rejected", 1, Words, rank=10, by=OFFICE)
FORWARDED = Kind("application.forwarded", 1, Forwarded, rank=10, by=OFFICE)
HANDED_OVER = Kind("application.handed_over", 1, Words, is_fact_of_the_world=True, by=CENTRE)
FEE_TAKEN = Kind("money.fee_taken", 1, FeeTaken, is_fact_of_the_world=True, by=CENTRE)

KINDS = Kinds((
    *REGISTRY_KINDS, OFFERED, REGISTERED, ERASED, SUBMITTED, CORRECTED, WITHDRAWN, CLEARED, RETURNED, APPROVED,
    REJECTED, FORWARDED, HANDED_OVER, FEE_TAKEN,
))  # fmt: skip


BY_NAME: dict[str, Kind] = {kind.name: kind for kind in KINDS}


class Step(NamedTuple):
    role: str
    before: frozenset[str]
    after: str


STEPS = {
    CORRECTED.name: Step("centre", frozenset({"returned"}), "submitted"),
    WITHDRAWN.name: Step("centre", frozenset({"submitted", "returned"}), "withdrawn"),
    RETURNED.name: Step("office", frozenset({"submitted"}), "returned"),
    APPROVED.name: Step("office", frozenset({"submitted"}), "approved"),
    REJECTED.name: Step("office", frozenset({"submitted"}), "rejected"),
    FORWARDED.name: Step("office", frozenset({"submitted"}), "submitted"),
}
ENDING_WORDS = (ERASED.name, CLEARED.name)
OFFICE_ACTS = frozenset(name for name, step in STEPS.items() if step.role == "office")


class File:
    """One file while its story is read."""

    def __init__(self, first: Told) -> None:
        self.id = first.id
        self.state = "submitted"
        self.holder = first.facts.office
        self.holders = [self.holder]
        self.centres = (first.author.place, first.facts.collect)
        self.citizen, self.service = first.facts.citizen, first.facts.service
        self.owner = first.person_of
        self.words = [first.person.words if first.person else None]
        self.disputes: list[tuple[int, str, str]] = []
        self.n_applied = 1
        self.n_handed = 0
        self.n_cases = 0

    def hear(self, one: Told) -> None:
        if one.kind == HANDED_OVER.name and one.author in self.own:
            self.n_handed += 1
            self.n_cases += self.state != "approved"
            return
        if not self.may(one):
            self.disputes.append((one.id, one.kind, self.state))
            return
        self.n_applied += 1
        self.state = STEPS[one.kind].after
        if one.kind == FORWARDED.name:
            self.holder = one.facts.office
            self.holders.append(self.holder)
        if one.person is not None:
            self.words.append(one.person.words)

    @property
    def own(self) -> set[Author]:
        """Its centres."""
        return {Author("centre", place) for place in self.centres}

    @property
    def parties(self) -> set[Author]:
        """Its centres, and every office that holds or held it."""
        return self.own | {Author("office", place) for place in self.holders}

    def may(self, one: Told) -> bool:
        step = STEPS.get(one.kind)
        if step is None or self.state not in step.before or one.author.role != step.role:
            return False
        return one.author.place in (self.centres if step.role == "centre" else (self.holder,))


def read(told: Sequence[Told]) -> File | None:
    """The file that a story comes to."""
    firsts = [one for one in told if one.kind == SUBMITTED.name and one.subject == one.id]
    if not firsts or firsts[0].author.role != "centre":
        return None
    file = File(firsts[0])
    for one in told:
        if one is not firsts[0]:
            file.hear(one)
    return file


def parties(told: Sequence[Told]) -> set[Author]:
    """Who has a say in a file as it stands; the whole story is read only where it was forwarded."""
    first = told[0]
    if first.id != first.subject or any(one.kind == FORWARDED.name for one in told):
        file = read(told)
        return file.parties if file is not None else set()
    return File(first).parties


def fold_files(told: Sequence[Told]) -> Telling:
    file = read(told)
    if file is None:
        return Telling({}, {})
    sealed = Sealed(file.owner, tuple(file.words))
    row = (
        file.id, file.state, file.holder, file.centres[0], file.centres[1], file.citizen, file.n_applied,
        file.n_handed, file.n_cases, sealed,
    )  # fmt: skip
    return Telling(
        {"sim_file": [row], "sim_dispute": list(file.disputes)},
        {f"state {file.state}": 1, f"applied {file.holder}": file.n_applied, "disputed": len(file.disputes)},
    )


def fold_citizens(told: Sequence[Told]) -> Telling:
    """A citizen is a citizen also when her name is gone."""
    rows = [
        (one.id, one.facts.band, Sealed(one.id, one.person.name if one.person else None))
        for one in told
        if one.kind == REGISTERED.name and one.id == one.subject
    ]
    return Telling({"sim_citizen": rows}, {f"band {row[1]}": 1 for row in rows})


def fold_fees(told: Sequence[Told]) -> Telling:
    own = [one for one in told if one.author == ("centre", one.facts.till)]
    rows = [(one.id, one.facts.about, one.facts.amount_minor) for one in own]
    cells: dict[str, int] = {}
    for one in own:
        cells[f"till {one.author.place}"] = cells.get(f"till {one.author.place}", 0) + one.facts.amount_minor
    return Telling({"sim_fee": rows}, cells)


def fold_services(told: Sequence[Told]) -> Telling:
    offered = [(one.id, one.facts.name) for one in told if one.author.role == "hub"]
    return Telling({"sim_service": offered}, {})


FILE_COLUMNS = (
    "file_id", "state", "holder", "lodged", "collect", "citizen_id", "n_applied", "n_handed", "n_cases", "words",
)  # fmt: skip
PROJECTIONS = (
    *REGISTRY_PROJECTIONS,
    Projection(
        "files", 1, frozenset({SUBMITTED.name, HANDED_OVER.name, *STEPS}), fold_files,
        {"sim_file": FILE_COLUMNS, "sim_dispute": ("event_id", "kind", "state")},
    ),
    Projection(
        "citizens", 1, frozenset({REGISTERED.name, ERASED.name}), fold_citizens,
        {"sim_citizen": ("citizen_id", "band", "name")},
    ),
    Projection(
        "fees", 1, frozenset({FEE_TAKEN.name}), fold_fees, {"sim_fee": ("fee_id", "about", "amount_minor")}
    ),
    Projection("services", 1, frozenset({OFFERED.name}), fold_services, {"sim_service": ("service_id", "name")}),
)  # fmt: skip


def route(one: Told, told: Sequence[Told]) -> Route:
    """The routing table: both centres of a file and every office that holds or held it."""
    if one.kind == REGISTERED.name and one.id == one.subject:
        return Route(frozenset({(one.author.role, one.author.place)}))
    file = read(told)
    if file is None or (one.author not in file.parties and one.kind != CLEARED.name):
        return NOWHERE
    return Route(frozenset((party.role, party.place) for party in file.parties), (file.citizen, file.service))
