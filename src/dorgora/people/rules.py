"""What people's events come to, who may do what, and the coarse bands that are kept for ever."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from dorgora.feed.fold import Author, Sealed, Telling, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int, bounded_text
from dorgora.people import linking

STAFF_WRITER = Author("hub", "people")
"""Only the hub says who works where, and that a citizen is erased."""

ROLES = ("office", "hub")
POWERS = ("decide", "erase", "enrol", "alarms", "link")
SEXES = ("f", "m", "o")
MOST_OF_A_NAME = 120
"""So many signs of a name are looked at when somebody is looked for."""
AGE_BANDS = ((5, "0-4"), (15, "5-14"), (25, "15-24"), (60, "25-59"))
OLDEST_BAND = "60+"

SCOPES = ("lodge", "collect", "share")
"""What a citizen can let a centre do: hand in and follow her files, keep papers for her, give her record to another."""
TERMS = {"month": 1, "half_year": 6, "year": 12}
"""How long, in months; nothing she allows goes on without an end."""
SIGNS = ("thumb", "signature")
"""What of hers stands on the slip."""
ASKED, REPLACED = "asked", "replaced"
MISTAKE = "mistake"
ENDINGS = (ASKED, REPLACED, MISTAKE)
"""Why a mandate is over before its day: she asked, gave another in its stead, or was registered by mistake."""

SHARE = "share"
"""The scope that lets another centre fetch her record."""
LENT, UNKNOWN_SLIP, OVER, GONE, OWN, TOO_MANY = "lent", "unknown_slip", "over", "gone", "own", "too_many"
OUTCOMES = (LENT, UNKNOWN_SLIP, OVER, GONE, OWN, TOO_MANY)
"""What the hub says of a slip: lent; nobody knows it; it is over; she is in no book; in their own; tried too often."""
WRONG_SLIPS, ALARMING_SLIPS = 20, 5
"""So many slips that nobody knows may a centre try within a day, and after so many a person is told."""

WRONG_PERSON, TWICE = "wrong_person", "twice"
MISTAKES = (WRONG_PERSON, TWICE, MISTAKE)
"""Why something is undone within minutes: another person was meant, it was entered twice, another slip."""
UNDO_SECONDS = 30 * 60
"""How long a centre can undo what it entered by mistake, by its own clock."""


def is_just_now(entered_at: datetime, at: datetime) -> bool:
    """Whether what was entered then can still be undone.

    It may bear a time to come by as much: another laptop of the centre wrote it, or this one before its clock was set
    right, and honest clocks are minutes apart. What is dated further ahead was not entered just now by any.
    """
    return abs((at - entered_at).total_seconds()) <= UNDO_SECONDS


def age_band(date_of_birth: str, on: date) -> str:
    """The coarse band of somebody's age on a day; empty for a birthday unknown or still to come."""
    if not date_of_birth:
        return ""
    born = date.fromisoformat(date_of_birth)
    if born > on:
        return ""
    years = on.year - born.year - ((on.month, on.day) < (born.month, born.day))
    return next((band for below, band in AGE_BANDS if years < below), OLDEST_BAND)


def last_day(given_on: date, term: str) -> date:
    """The day a mandate of this term ends; where that month is shorter, its last one."""
    months = given_on.month - 1 + TERMS[term]
    year, month = given_on.year + months // 12, months % 12 + 1
    return date(year, month, min(given_on.day, monthrange(year, month)[1]))


def fold_operator(told: Sequence[Told]) -> Telling:
    """One operator: where, since when, until when; the names sealed."""
    row: list[Any] | None = None
    for one in told:
        if one.author != STAFF_WRITER:
            continue
        if one.kind == "operator.appointed":
            row = [one.subject, one.facts.place, one.at, None, _names(one)]
        elif row is not None:
            row[3] = one.at
    return Telling({"people_operator": [tuple(row)]} if row else {}, {})


def fold_officer(told: Sequence[Told]) -> Telling:
    """One officer: for whom, with which powers, since when, until when; names and titles sealed."""
    row: list[Any] | None = None
    for one in told:
        if one.author != STAFF_WRITER:
            continue
        if one.kind == "officer.appointed":
            facts = one.facts
            row = [one.subject, facts.role, facts.place, " ".join(facts.powers), one.at, None, _names(one)]
        elif row is not None:
            row[5] = one.at
    return Telling({"people_officer": [tuple(row)]} if row else {}, {})


def _names(one: Told) -> Sealed | None:
    return None if one.person is None else Sealed(one.subject, _words(one.person))


def _words(person: Any) -> list[str]:
    return [getattr(person, name) for name in person.__struct_fields__]


def fold_citizen(told: Sequence[Told]) -> Telling:
    """One citizen: facts in columns, all words in one sealed blob; blank once erased.

    What a centre that did not register her corrects or withdraws is kept and counted as disputed, never applied;
    nobody registers her a second time, or at a place that is not the writer's.
    """
    row: dict[str, Any] = {}
    for one in told:
        if one.kind == "citizen.registered":
            if one.id == one.subject and one.author in (("centre", one.facts.place), STAFF_WRITER):
                row = _registered(one)
        elif row:
            _go_on(row, one)
    if not row:
        return Telling({}, {})
    if row["is_erased"]:
        row["words"] = None
    tables = {"people_citizen": [tuple(row[name] for name in CITIZEN_COLUMNS)]}
    return Telling(
        tables | ({"people_loan": [tuple(loan) for loan in row["loans"]]} if row["loans"] else {}), {}
    )


def _go_on(row: dict[str, Any], one: Told) -> None:
    """What is told of her after she was registered."""
    if one.kind == "citizen.erased":
        row["is_erased"] = row["is_erased"] or one.author.role == "hub"
    elif one.kind in LENDING and one.author == STAFF_WRITER:
        _lend(row, one)
    elif row["is_erased"] or one.kind in LENDING or one.author not in (row["author"], STAFF_WRITER):
        row["n_disputed"] += 1
    elif one.kind == "citizen.withdrawn":
        row["is_withdrawn"] = True
    else:
        row.update(_coarse(one), changed_at=one.at, words=_names(one))


def _lend(row: dict[str, Any], one: Told) -> None:
    """She goes to another centre too, or no more; that one may have let go of what it was told of her before."""
    facts = one.facts
    if one.kind == "citizen.lent":
        row["loans"].append([one.id, one.subject, facts.centre, facts.mandate_id, facts.until, one.at, None])
        row["words"] = row["words"] or _names(one)
        return
    for loan in row["loans"]:
        if (loan[2], loan[3], loan[6]) == (facts.centre, facts.mandate_id, None):
            loan[6] = one.at


LENDING = ("citizen.lent", "citizen.recalled")
LOAN_COLUMNS = ("id", "citizen_id", "centre", "mandate_id", "until", "lent_at", "recalled_at")
CITIZEN_COLUMNS = (
    "id", "place", "area", "sex", "age_band", "registered_at", "changed_at", "is_erased", "is_withdrawn", "n_disputed",
    "words",
)  # fmt: skip


def _registered(one: Told) -> dict[str, Any]:
    return {
        "id": one.subject, "place": bounded_text(one.facts.place, 40), **_coarse(one), "registered_at": one.at,
        "changed_at": one.at, "is_erased": False, "is_withdrawn": False, "n_disputed": 0, "author": one.author,
        "words": _names(one), "loans": [],
    }  # fmt: skip


def _coarse(one: Told) -> dict[str, str]:
    facts = one.facts
    return {
        "area": bounded_text(facts.area, 20),
        "sex": bounded_text(facts.sex, 1),
        "age_band": bounded_text(facts.age_band, 8),
    }


MANDATE_COLUMNS = (
    "id", "centre", "citizen_id", "scopes", "given_at", "given_by_id", "given_on", "until", "shown_by", "ended_at",
    "ended_by_id", "end_reason", "n_disputed", "words",
)  # fmt: skip


def fold_mandate(told: Sequence[Told]) -> Telling:
    """One mandate: what, from when to when, and whether it was ended before; her name and a witness's sealed.

    Only the centre it was given to records it; it or the hub ends it. What another says of it is counted as disputed.
    """
    row: dict[str, Any] = {}
    for one in told:
        if one.kind == "mandate.given":
            if one.id == one.subject and one.author == Author("centre", one.facts.centre):
                row = _mandate(one)
        elif row and one.author not in (Author("centre", row["centre"]), STAFF_WRITER):
            row["n_disputed"] += 1
        elif row and row["ended_at"] is None:
            row |= {
                "ended_at": one.at,
                "ended_by_id": one.by,
                "end_reason": bounded_text(one.facts.reason, 20),
            }
    values = tuple(row[name] for name in MANDATE_COLUMNS) if row else None
    return Telling({"people_mandate": [values]} if values else {}, {})


def _mandate(one: Told) -> dict[str, Any]:
    facts = one.facts
    is_hers = one.person is not None and one.person_of == facts.citizen_id
    return {
        "id": one.id, "centre": facts.centre, "citizen_id": bounded_int(facts.citizen_id),
        "scopes": " ".join(scope for scope in SCOPES if scope in facts.scopes), "given_at": one.at,
        "given_by_id": one.by, "given_on": bounded_text(facts.given_on, 10), "until": bounded_text(facts.until, 10),
        "shown_by": bounded_text(facts.shown_by, 20), "ended_at": None, "ended_by_id": 0, "end_reason": "",
        "n_disputed": 0, "words": Sealed(one.person_of, _words(one.person)) if is_hers else None,
    }  # fmt: skip


ASKING_COLUMNS = (
    "id", "centre", "code", "asked_at", "asked_by_id", "outcome", "citizen_id", "answered_at", "n_disputed",
)  # fmt: skip


def fold_asking(told: Sequence[Told]) -> Telling:
    """A slip that a centre showed to the hub, and what the hub said first; nobody else answers."""
    row: dict[str, Any] = {}
    for one in told:
        if one.kind == "record.asked":
            if one.id == one.subject and one.author == Author("centre", one.facts.centre):
                row = {
                    "id": one.id, "centre": bounded_text(one.facts.centre, 40), "asked_at": one.at,
                    "code": bounded_text(one.facts.code, 14), "asked_by_id": one.by, "outcome": "", "citizen_id": 0,
                    "answered_at": None, "n_disputed": 0,
                }  # fmt: skip
        elif row and one.author != STAFF_WRITER:
            row["n_disputed"] += 1
        elif row and not row["outcome"]:
            said = one.facts
            row |= {"outcome": said.outcome, "citizen_id": said.citizen_id, "answered_at": one.at}
    values = tuple(row[name] for name in ASKING_COLUMNS) if row else None
    return Telling({"people_asking": [values]} if values else {}, {})


def route_operator(told: Told, story: Sequence[Told]) -> Route:
    """Operators are told to the nodes of their centre."""
    first = _appointed(story, "operator.appointed")
    return NOWHERE if first is None else Route(frozenset({("centre", first.facts.place)}))


def route_officer(told: Told, story: Sequence[Told]) -> Route:
    """Officers of an office are told to its nodes, those of the hub to nobody; a certificate takes its signer along."""
    first = _appointed(story, "officer.appointed")
    if first is None or first.facts.role != "office":
        return NOWHERE
    return Route(frozenset({("office", first.facts.place)}))


def _appointed(story: Sequence[Told], kind: str) -> Told | None:
    """The hub's own word that opened this person: nobody appoints somebody else's citizen to be told of her."""
    first = opening(story)
    return first if first is not None and first.kind == kind and first.author == STAFF_WRITER else None


def route_citizen(told: Told, story: Sequence[Told]) -> Route:
    """A citizen travels with a file that needs her, or by the hub's word to a centre she allowed to have her record.

    A centre she was taken back from, or whose time with her was over when it was written, is told no words of hers
    any more. An erasure follows whoever holds her.
    """
    ends_at: dict[str, int] = {}
    for one in story:
        if one.kind in LENDING and one.author == STAFF_WRITER:
            ends_at[one.facts.centre] = one.facts.ends_at if one.kind == "citizen.lent" else -1
    if not ends_at:
        return NOWHERE
    first = opening(story)
    home = {first.author} if first is not None and first.author.role == "centre" else set()
    standing = {Author("centre", centre) for centre, end in ends_at.items() if told.at <= end}
    over = {Author("centre", centre) for centre in ends_at} - standing - home
    return Route(frozenset(standing | home), (), frozenset(over))


def _route_cleared(told: Told, story: Sequence[Told]) -> Route:
    """The laptops of the centre that registered her; whoever else was told of her hears it too."""
    first = opening(story)
    if first is None or first.author.role != "centre" or told.author != STAFF_WRITER:
        return NOWHERE
    return Route(frozenset({first.author}))


def _route_asking(told: Told, story: Sequence[Told]) -> Route:
    """The laptops of the centre that asked."""
    first = opening(story)
    if first is None or first.kind != "record.asked" or first.author != Author("centre", first.facts.centre):
        return NOWHERE
    return Route(frozenset({first.author}))


def route_mandate(told: Told, story: Sequence[Told]) -> Route:
    """The other laptops of the centre it was given to, after the citizen who gave it."""
    first = opening(story)
    if first is None or first.kind != "mandate.given" or first.author != Author("centre", first.facts.centre):
        return NOWHERE
    giver = bounded_int(first.facts.citizen_id)
    return Route(frozenset({first.author}), (giver,)) if giver else NOWHERE


ROUTES = (
    ("operator.appointed", route_operator),
    ("operator.ended", route_operator),
    ("officer.appointed", route_officer),
    ("officer.ended", route_officer),
    ("citizen.registered", route_citizen),
    ("citizen.corrected", route_citizen),
    ("citizen.withdrawn", route_citizen),
    ("citizen.cleared", _route_cleared),
    ("citizen.erased", route_citizen),
    ("citizen.lent", route_citizen),
    ("citizen.recalled", route_citizen),
    ("record.asked", _route_asking),
    ("record.answered", _route_asking),
    ("mandate.given", route_mandate),
    ("mandate.ended", route_mandate),
    ("mandate.cleared", route_mandate),
    *linking.ROUTES,
)
