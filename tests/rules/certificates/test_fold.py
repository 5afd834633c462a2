"""Who may issue and revoke, and what a token says of a file, without a database."""

from typing import Any

import pytest
from msgspec.structs import replace

from dorgora.certificates import cose, rules
from dorgora.certificates import events as ev
from dorgora.certificates.status import MAX_INDEX
from dorgora.feed.fold import Author, Told
from dorgora.kernel.ids import make_id
from dorgora.kernel.signing import Signer

CERTIFICATE, SALMA = make_id(17, 3), 9
OFFICE = Author("office", "20")
KEY = Signer(bytes([1]) * 32)
FACTS = ev.CertificateIssued(5, "20", "10", "birth", "2026-17", 0, 6, 2)


def told(n: int, kind: str, facts: Any, author: Author = OFFICE, person: Any = None) -> Told:
    by, person_of = SALMA * n, 4 if person else 0
    return Told(make_id(17, 2 + n), kind, 1, CERTIFICATE, by, 100 * n, author, facts, person, person_of)


def issued(author: Author = OFFICE) -> Told:
    return told(1, "certificate.issued", FACTS, author, ev.CertificateToken(b"token"))


def revoked(author: Author) -> Told:
    return told(2, "certificate.revoked", ev.CertificateRevoked("wrong"), author)


def row(*events: Told) -> dict[str, Any]:
    rows = rules.fold_certificates(events).rows.get("certificates_certificate", [])
    return dict(zip(rules.CERTIFICATE_COLUMNS, rows[0], strict=True)) if rows else {}


def test_only_the_office_issues() -> None:
    assert row(issued())["token"].words == b"token"
    assert row(issued(Author("centre", "20"))) == row(issued(Author("office", "21"))) == {}


def test_only_the_office_or_the_hub_revokes() -> None:
    for author in (OFFICE, Author("hub", "people")):
        assert row(issued(), revoked(author))["revoked_at"] == 200
    for author in (Author("centre", "10"), Author("office", "21")):
        assert row(issued(), revoked(author))["revoked_at"] is None


def test_a_revocation_alone_says_nothing() -> None:
    assert row(revoked(OFFICE)) == {}


def made(
    key: Signer, signer: Signer, place: str = "20", year: int = 2026, **changed: Any
) -> ev.IssuingKeyMade:
    """A key as published for a place and year, its proof made by a signer."""
    proof = signer.sign(rules.possession("20", 2026))
    facts = ev.IssuingKeyMade(cose.key_id(key.public), place, year, key.public, proof)
    return replace(facts, **changed)


def n_keys(facts: ev.IssuingKeyMade, author: Author = OFFICE) -> int:
    key_id = make_id(17, 3)
    one = Told(key_id, "issuing_key.made", 1, key_id, 0, 100, author, facts, None, 0)
    return len(rules.fold_keys([one]).rows["certificates_issuing_key"])


def test_a_key_is_named_after_itself() -> None:
    own = made(KEY, KEY)
    assert n_keys(own) == 1
    assert n_keys(own, Author("office", "21")) == n_keys(own, Author("centre", "20")) == 0
    assert n_keys(made(KEY, KEY, kid=bytes(8))) == 0
    assert n_keys(made(KEY, KEY, kid=cose.key_id(b"x"), public_key=b"x")) == 0


def test_nobody_publishes_a_key_that_is_not_theirs() -> None:
    thief = Signer(bytes([2]) * 32)
    assert n_keys(made(KEY, thief)) == n_keys(made(KEY, KEY, proof=b"")) == 0
    copied = made(KEY, KEY, place="21")
    assert n_keys(copied, Author("office", "21")) == 0
    assert n_keys(made(KEY, KEY, year=2027)) == 0


@pytest.mark.parametrize(
    "changed",
    [
        {"list_name": "2026-18"},
        {"list_name": "2026-170"},
        {"list_name": "x2026-17"},
        {"list_name": "2026-17\n"},
        {"list_index": MAX_INDEX + 1},
        {"list_index": -1},
        {"centre": "1" * 61},
        {"service": "birth\0"},
        {"about": 2**63},
    ],
)
def test_a_certificate_is_kept_as_it_was_written_or_not_at_all(changed: dict[str, Any]) -> None:
    facts = replace(FACTS, **changed)
    assert row(replace(issued(), facts=facts)) == {}
    last = replace(FACTS, list_index=MAX_INDEX)
    assert row(replace(issued(), facts=last))["list_index"] == MAX_INDEX


def test_a_strangers_word_on_a_certificate_leads_nowhere() -> None:
    for author in (Author("centre", "10"), Author("office", "21")):
        lie = revoked(author)
        assert rules.route(lie, [issued(), lie]).places == frozenset()
    elsewhere = issued(Author("office", "21"))
    assert rules.route(elsewhere, [elsewhere]).places == frozenset()
    late = told(0, "certificate.issued", replace(FACTS, centre="11"), Author("centre", "11"))
    assert rules.route(issued(), [late, issued()]).places == {("centre", "10"), ("office", "20")}


def test_it_goes_after_the_file_its_key_and_who_granted_it() -> None:
    """Whoever takes it back later stands on no paper."""
    events = [issued(), revoked(OFFICE)]
    for one in events:
        found = rules.route(one, events)
        assert (found.places, found.needs) == ({("centre", "10"), ("office", "20")}, (5, 2, SALMA))
