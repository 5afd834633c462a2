"""What certificates' events come to, who may write them, and what a token says of a file."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from dorgora.catalogue.forms import CertificateTemplate
from dorgora.certificates import cose
from dorgora.certificates.status import MAX_INDEX
from dorgora.feed import canonical
from dorgora.feed.fold import Author, Sealed, Telling, Told, opening
from dorgora.feed.sync.mailbox import NOWHERE, Route
from dorgora.kernel.bounds import bounded_int, bounded_text
from dorgora.kernel.ids import feed_of
from dorgora.kernel.signing import is_signed

KEY_COLUMNS: Final = ("id", "kid", "place", "year", "public_key", "made_at")
CERTIFICATE_COLUMNS: Final = (
    "id", "about_id", "office", "centre", "service", "list_name", "list_index", "cause_id", "key_id",
    "issued_at", "revoked_at", "revoked_reason", "citizen_id", "token", "number",
)  # fmt: skip

REGISTER_NUMBER: Final = 0
"""The number of the template's field that is no field of the form: what the other register gave."""

RECALLED: Final = "decision_changed"
"""The reason of a certificate that the node itself takes back: the decision does not count any more."""

NUMBER_OUTSIDE, NUMBER_TWICE, SAYS_OTHERWISE = "number_outside", "number_twice", "says_otherwise"
KEPT_APART: Final = "kept_apart"
NUMBER_FAULTS: Final = (NUMBER_OUTSIDE, NUMBER_TWICE, SAYS_OTHERWISE)
"""Why the hub takes one back that it heard: not its writer's number, given before, or its token says another."""
REFUSALS: Final = (*NUMBER_FAULTS, KEPT_APART)
"""And a token of a branch that is kept apart."""

RECEIPT_NUMBER: Final = 1
RECEIPT_STATE: Final = 2
RECEIPT_OPERATOR: Final = 3
RECEIPT_PROMISED_ON: Final = 4
RECEIPT_CENTRE: Final = 5


def issuer_of_office(place: str) -> str:
    """What certificates name as their issuer."""
    return f"office-{place}"


def issuer_of_node(node_id: int) -> str:
    """What receipts name as theirs."""
    return f"node-{node_id}"


def list_name(year: int, feed: int) -> str:
    """A status list of its own for every feed: no two writers ever give out the same index."""
    return f"{year}-{feed}"


def is_own_list(name: str, feed: int) -> bool:
    """Whether a status list is one that this feed names its certificates on."""
    return re.fullmatch(rf"[0-9]{{4}}-{feed}", name) is not None


def possession(place: str, year: int) -> bytes:
    """What an issuing key signs to show that it is in the hands of the office that publishes it."""
    return canonical.encode(["issuing key", place, year])


def key_times(year: int, zone: tzinfo) -> tuple[datetime, datetime]:
    """From when to when an issuing key of a year counts: that year, where the office is."""
    return datetime(year, 1, 1, tzinfo=zone), datetime(year, 12, 31, 23, 59, 59, tzinfo=zone)


def may_issue(author: Author, office: str) -> bool:
    """Only the office that holds the file issues."""
    return author == Author("office", office)


def may_revoke(author: Author, office: str) -> bool:
    """The office that issued it, or the hub."""
    return may_issue(author, office) or author.role == "hub"


def fold_keys(told: Sequence[Told]) -> Telling:
    """One issuing key; a key that is not an office's own, not named as it should be or not proven, is none."""
    rows = []
    for one in told:
        facts = one.facts
        is_sound = len(facts.public_key) == 32 and facts.kid == cose.key_id(facts.public_key)
        if (
            is_sound
            and may_issue(one.author, facts.place)
            and one.id == one.subject
            and 1900 < facts.year < 3000
            and is_signed(facts.public_key, possession(facts.place, facts.year), facts.proof)
        ):
            rows.append((one.id, facts.kid, bounded_text(facts.place), facts.year, facts.public_key, one.at))
    return Telling({"certificates_issuing_key": rows[:1]}, {})


def fold_certificates(told: Sequence[Told]) -> Telling:
    """One certificate, and whether it still holds."""
    issued = _issued(told)
    if issued is None or not _is_sound(issued):
        return Telling({}, {})
    facts = issued.facts
    revoked = next(
        (one for one in told if one.kind == "certificate.revoked" and may_revoke(one.author, facts.office)),
        None,
    )
    row = (
        issued.id, facts.about, facts.office, facts.centre, facts.service, facts.list_name, facts.list_index,
        facts.cause, facts.key_id, issued.at, revoked.at if revoked else None,
        bounded_text(revoked.facts.reason, 200) if revoked else "", issued.person_of,
        Sealed(issued.person_of, issued.person.token) if issued.person else None, _number(issued),
    )  # fmt: skip
    return Telling({"certificates_certificate": [row]}, {})


def _number(issued: Told) -> int:
    """The number an event says; 0 of those written before there were blocks."""
    return int(issued.facts.number) if issued.version > 1 else 0


def _issued(told: Sequence[Told]) -> Told | None:
    """What opened a certificate, if the office it names wrote it."""
    first = opening(told)
    is_theirs = first is not None and first.kind == "certificate.issued"
    return first if first is not None and is_theirs and may_issue(first.author, first.facts.office) else None


def _is_sound(issued: Told) -> bool:
    """Whether a row can say just what was written, on a list that nobody else writes: nothing is cut to fit."""
    facts = issued.facts
    texts, numbers = (facts.office, facts.centre, facts.service), (facts.about, facts.cause, facts.key_id)
    return (
        is_own_list(facts.list_name, feed_of(issued.id))
        and 0 <= facts.list_index <= MAX_INDEX
        and all(bounded_text(text) == text for text in texts)
        and all(bounded_int(number) == number for number in (*numbers, _number(issued)))
    )


def certificate_fields(
    template: CertificateTemplate, answers: Mapping[str, str], register_number: str
) -> dict[int, Any]:
    """What the token says, by the number of the template's line (counted from 1) and 0 for the register's number.

    A line shown alike in every language is one value; one that repeats an earlier line's answers in another
    dress (a date in words) is not said twice.
    """
    fields: dict[int, Any] = {REGISTER_NUMBER: register_number} if register_number else {}
    said: set[tuple[str, ...]] = set()
    for number, line in enumerate(template.fields, 1):
        sources = tuple(line.values[language] for language in sorted(line.values))
        values = [answers.get(source, "") for source in sources]
        if sources in said or not any(values):
            continue
        said.add(sources)
        fields[number] = values[0] if len(set(values)) == 1 else values
    return fields


def said_by(template: CertificateTemplate, fields: Mapping[int, Any], language: str) -> dict[str, str]:
    """The answers a token says, by the template's line, in one language; repeated lines find their answer."""
    said: dict[str, str] = {}
    by_sources: dict[tuple[str, ...], Any] = {}
    for number, line in enumerate(template.fields, 1):
        languages = sorted(line.values)
        sources = tuple(line.values[one] for one in languages)
        value = fields.get(number, by_sources.get(sources, ""))
        by_sources.setdefault(sources, value)
        if isinstance(value, list):
            at = languages.index(language) if language in languages else 0
            value = value[at] if at < len(value) else ""
        said[line.name] = str(value)
    return said


def route(told: Told, story: Sequence[Told]) -> Route:
    """To the centre that hands it over and the office that issued it, after the file, the key and who granted it.

    Her name and title stand on the paper; no other centre is told who she is.
    """
    issued = _issued(story)
    if issued is None or not may_revoke(told.author, issued.facts.office):
        return NOWHERE
    facts = issued.facts
    needs = tuple(one for one in (facts.about, facts.key_id, issued.by) if one)
    return Route(frozenset({("centre", facts.centre), ("office", facts.office)}), needs)


def _route_block(told: Told, story: Sequence[Told]) -> Route:
    """To the nodes of the office whose numbers they are."""
    return Route(frozenset({("office", told.facts.place)})) if told.author.role == "hub" else NOWHERE


ROUTES = [
    ("certificate.issued", route),
    ("certificate.revoked", route),
    ("serials.reserved", _route_block),
]
