"""The judgement: valid, altered, expired, revoked or unknown key, with no network."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dorgora.certificates import cose, qr
from dorgora.certificates.document import to_claims
from dorgora.certificates.verify import Verdict, verify
from tests.rules.certificates.samples import (
    CERTIFICATE,
    HUB,
    ISSUED_AT,
    LIST_AT,
    NODE,
    NOW,
    OFFICE,
    OTHER_OFFICE,
    RECEIPT,
    STRANGER,
    key_set,
    node_key,
    office_key,
    signed_list,
    status_list,
    text_of,
    token_of,
)

QR_ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
KEY_SET = key_set(signed_list(status_list(7)))


def outcome(document=CERTIFICATE, signer=OFFICE, keys=KEY_SET, at=NOW):
    return verify(text_of(document, signer), keys, at).outcome


def test_it_works():
    assert verify(text_of(), KEY_SET, NOW) == Verdict(
        outcome="valid",
        kid=cose.key_id(OFFICE.public),
        claims=to_claims(CERTIFICATE),
        document=CERTIFICATE,
        status_at=LIST_AT,
        status_age=timedelta(days=3),
    )


def test_a_receipt_is_verified_with_its_nodes_key():
    verdict = verify(text_of(RECEIPT, NODE), KEY_SET, NOW)
    assert (verdict.outcome, verdict.document) == ("valid", RECEIPT)
    assert verdict.status_age is None


def test_a_receipt_of_a_laptop_with_a_wrong_clock_is_valid():
    for year in (1970, 2031):
        assert outcome(replace(RECEIPT, issued_at=datetime(year, 1, 1, tzinfo=UTC)), NODE) == "valid"


@pytest.mark.slow
@pytest.mark.parametrize(("document", "signer"), [(CERTIFICATE, OFFICE), (RECEIPT, NODE)])
def test_no_altered_character_leaves_a_text_valid(document, signer):
    """Every place once with its neighbour in the alphabet, and with two others drawn from a seed."""
    text, draw = text_of(document, signer), random.Random(20261122)
    for place, symbol in enumerate(text):
        others = QR_ALPHANUMERIC.replace(symbol, "")
        at = QR_ALPHANUMERIC.index(symbol)
        for other in {others[at % 44], *draw.sample(others, 2)}:
            verdict = verify(text[:place] + other + text[place + 1 :], KEY_SET, NOW)
            assert verdict.outcome in {"altered", "unknown_key"}
            assert verdict.claims is None and verdict.document is None


@pytest.mark.slow
def test_no_flipped_bit_leaves_a_token_valid():
    token = token_of()
    for place in range(8 * len(token)):
        altered = bytearray(token)
        altered[place >> 3] ^= 1 << (place & 7)
        verdict = verify(qr.to_qr_text(bytes(altered)), KEY_SET, NOW)
        assert verdict.outcome in {"altered", "unknown_key"}
        assert verdict.document is None


@settings(deadline=None)
@given(
    st.text(max_size=80)
    | st.text(alphabet=QR_ALPHANUMERIC, max_size=80)
    | st.binary(max_size=80).map(qr.to_qr_text)
)
def test_any_other_text_is_altered(text):
    assert verify(text, KEY_SET, NOW) == Verdict(outcome="altered")


def test_an_unpublished_key_is_unknown():
    verdict = verify(text_of(signer=STRANGER), KEY_SET, NOW)
    assert verdict == Verdict(outcome="unknown_key", kid=cose.key_id(STRANGER.public))


def test_a_forgery_under_the_offices_key_id_is_altered():
    forged = cose.sign1(to_claims(CERTIFICATE), STRANGER, cose.key_id(OFFICE.public))
    assert verify(qr.to_qr_text(forged), KEY_SET, NOW).outcome == "altered"


@pytest.mark.parametrize(
    ("document", "signer"),
    [
        (CERTIFICATE, NODE),
        (replace(CERTIFICATE, issuer="centre 5"), NODE),
        (RECEIPT, OFFICE),
        (replace(RECEIPT, issuer="10092570"), OFFICE),
        (replace(CERTIFICATE, issuer="10092571"), OFFICE),
        (replace(RECEIPT, issuer="centre 6"), NODE),
    ],
)
def test_a_key_that_may_not_say_this_is_not_believed(document, signer):
    verdict = verify(text_of(document, signer), KEY_SET, NOW)
    assert verdict.outcome == "altered" and verdict.document is None


def test_a_status_list_shown_as_a_certificate_is_altered():
    shown = qr.to_qr_text(signed_list(status_list(1)))
    assert verify(shown, KEY_SET, NOW).outcome == "altered"


@pytest.mark.parametrize(
    ("issued_at", "expected"),
    [
        (datetime(2025, 12, 31, 23, 59, 59, tzinfo=UTC), "unknown_key"),
        (datetime(2026, 1, 1, tzinfo=UTC), "valid"),
        (datetime(2027, 1, 31, tzinfo=UTC), "valid"),
        (datetime(2027, 1, 31, 0, 0, 1, tzinfo=UTC), "unknown_key"),
    ],
)
def test_a_certificate_is_dated_within_the_time_of_its_key(issued_at, expected):
    at = datetime(2027, 2, 1, tzinfo=UTC)
    assert outcome(replace(CERTIFICATE, issued_at=issued_at), at=at) == expected


def test_a_certificate_outlives_the_time_of_its_key():
    assert outcome(at=datetime(2060, 1, 1, tzinfo=UTC)) == "valid"


@pytest.mark.parametrize(("seconds", "expected"), [(-1, "valid"), (0, "expired"), (1, "expired")])
def test_a_certificate_ends_at_its_expiry(seconds, expected):
    document = replace(CERTIFICATE, expires_at=NOW)
    verdict = verify(text_of(document), KEY_SET, NOW + timedelta(seconds=seconds))
    assert (verdict.outcome, verdict.document) == (expected, document)


@pytest.mark.parametrize(("seconds", "expected"), [(-1, "expired"), (0, "valid")])
def test_a_certificate_does_not_count_before_its_time(seconds, expected):
    document = replace(CERTIFICATE, not_before_at=NOW)
    assert outcome(document, at=NOW + timedelta(seconds=seconds)) == expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), "expired"),
        (datetime(2026, 11, 21, 5, 59, 59, tzinfo=UTC), "expired"),  # a day and a second before
        (datetime(2026, 11, 21, 6, 0, tzinfo=UTC), "valid"),
        (datetime(2026, 11, 22, 6, 0, tzinfo=UTC), "valid"),
    ],
)
def test_at_an_instant_that_was_named_it_is_not_older_than_itself(at, expected):
    text = text_of(replace(CERTIFICATE, issued_at=datetime(2026, 11, 22, 6, 0, tzinfo=UTC)))
    assert verify(text, KEY_SET, at, is_named=True).outcome == expected
    by_a_clock = verify(text, KEY_SET, at)
    assert by_a_clock.outcome == ("valid" if expected == "valid" else "future"), (
        "it or the paper may be wrong"
    )
    assert by_a_clock.document is not None


def test_a_receipts_date_is_never_held_against_it():
    at = datetime(1970, 1, 1, tzinfo=UTC)
    for is_named in (True, False):
        assert verify(text_of(RECEIPT, NODE), KEY_SET, at, is_named=is_named).outcome == "valid"


def test_a_date_to_come_hides_no_revocation_and_no_end():
    at = ISSUED_AT - timedelta(days=400)
    assert outcome(at=at) == "future"
    assert outcome(keys=key_set(signed_list(status_list(142))), at=at) == "revoked"
    assert outcome(replace(CERTIFICATE, not_before_at=NOW), at=at) == "expired"


def test_a_revoked_certificate_never_verifies():
    keys = key_set(signed_list(status_list(142)))
    verdict = verify(text_of(), keys, NOW)
    assert (verdict.outcome, verdict.document, verdict.status_at) == ("revoked", CERTIFICATE, LIST_AT)
    assert outcome(replace(CERTIFICATE, expires_at=ISSUED_AT), keys=keys) == "revoked"
    assert outcome(keys=keys, at=LIST_AT - timedelta(days=900)) == "revoked"


def test_its_neighbours_on_the_list_still_verify():
    keys = key_set(signed_list(status_list(141, 143)))
    assert outcome(keys=keys) == "valid"


def test_of_two_with_one_number_the_second_is_refused():
    """From a node and its clone: same serial, same index; the hub puts the one heard later on the list."""
    second = replace(CERTIFICATE, fields={**CERTIFICATE.fields, 1: "রিমা আক্তার"})
    refused = status_list(refused=frozenset({cose.digest(token_of(second))}))
    keys = key_set(signed_list(refused, HUB))
    assert outcome(second, keys=keys) == "revoked"
    assert outcome(CERTIFICATE, keys=keys) == "valid"


def test_revoked_on_any_list_of_that_name_is_revoked():
    """The office's own list and the hub's travel side by side, under two keys of one issuer."""
    second_key = replace(
        office_key(signed_list(status_list(142, issued_at=LIST_AT - timedelta(days=1)), HUB)),
        public=OTHER_OFFICE.public,
    )
    keys = key_set(keys=[office_key(signed_list(status_list(9))), second_key, node_key()])
    verdict = verify(text_of(), keys, NOW)
    assert (verdict.outcome, verdict.status_at) == ("revoked", LIST_AT)


def test_another_issuers_list_revokes_nothing_here():
    foreign = status_list(142, issuer="10092571")
    other = replace(office_key(), public=OTHER_OFFICE.public, issuer="10092571")
    other = replace(other, status_lists={"10092570-2026": signed_list(foreign, OTHER_OFFICE)})
    verdict = verify(text_of(), key_set(keys=[office_key(), other]), NOW)
    assert (verdict.outcome, verdict.status_age) == ("valid", None)


@pytest.mark.parametrize("issuer", ["10092569", "10092571"])
def test_another_issuer_of_the_same_key_displaces_nobody(issuer):
    """Read before ours or after it."""
    thief = office_key(issuer=issuer, place=issuer)
    for keys in ([thief, office_key()], [office_key(), thief]):
        assert verify(text_of(), key_set(keys=keys), NOW).outcome == "valid"
    assert verify(text_of(), key_set(keys=[thief]), NOW).outcome == "altered"


def test_without_a_list_the_age_is_not_known():
    verdict = verify(text_of(), key_set(), NOW)
    assert (verdict.outcome, verdict.status_at, verdict.status_age) == ("valid", None, None)


def test_a_verifiers_slow_clock_gives_no_negative_age():
    assert verify(text_of(), KEY_SET, LIST_AT - timedelta(days=1)).status_age == timedelta()
