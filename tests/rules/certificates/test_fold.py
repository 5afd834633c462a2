"""Who may issue and revoke, and what a token says of a file, without a database."""

from typing import Any

from dorgora.certificates import cose, rules
from dorgora.certificates import events as ev
from dorgora.feed.fold import Author, Told
from dorgora.kernel.ids import make_id

CERTIFICATE = make_id(17, 3)
OFFICE = Author("office", "20")
FACTS = ev.CertificateIssued(5, "20", "10", "birth", "2026-17", 0, 6, 2)


def told(n: int, kind: str, facts: Any, author: Author = OFFICE, person: Any = None) -> Told:
    return Told(
        make_id(17, 2 + n), kind, 1, CERTIFICATE, 0, 100 * n, author, facts, person, 4 if person else 0
    )


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


def test_a_key_is_named_after_itself() -> None:
    public = bytes(32)
    key_id = make_id(17, 3)
    sound = ev.IssuingKeyMade(cose.key_id(public), "20", 2026, public)
    for facts, author, n in (
        (sound, OFFICE, 1),
        (ev.IssuingKeyMade(bytes(8), "20", 2026, public), OFFICE, 0),
        (ev.IssuingKeyMade(cose.key_id(b"x"), "20", 2026, b"x"), OFFICE, 0),
        (sound, Author("office", "21"), 0),
        (sound, Author("centre", "20"), 0),
    ):
        one = Told(key_id, "issuing_key.made", 1, key_id, 0, 100, author, facts, None, 0)
        assert len(rules.fold_keys([one]).rows["certificates_issuing_key"]) == n


def test_a_certificate_goes_after_the_file_and_its_key() -> None:
    events = [issued(), revoked(OFFICE)]
    for one in events:
        found = rules.route(one, events)
        assert (found.places, found.needs) == ({("centre", "10"), ("office", "20")}, (5, 2))
