"""Status lists: one bit a certificate, in the published order, signed and bounded."""

import base64
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.certificates import cose, status
from tests.rules.certificates.samples import HUB, LIST_AT, OFFICE, signed_list, status_list, token_of

KEYS = {cose.key_id(OFFICE.public): OFFICE.public}


def test_it_works():
    read = status.verify(signed_list(status_list(3, 142)), KEYS)
    assert read == status_list(3, 142)
    assert read.is_revoked(142, b"") and not read.is_revoked(141, b"")
    assert read.issued_at == LIST_AT


def test_bits_stand_in_the_order_of_the_token_status_list():
    """The example of one bit a token in the IETF's Token Status List: 16 statuses, b9 a3, and as it is packed."""
    statuses = [1, 0, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 1, 0, 1]
    bits = status.bits_of([index for index, revoked in enumerate(statuses) if revoked])
    assert bits == bytes([0xB9, 0xA3])
    assert zlib.decompress(base64.urlsafe_b64decode("eNrbuRgAAhcBXQ==")) == bits
    assert [int(status.is_set(bits, index)) for index in range(16)] == statuses


@given(st.sets(st.integers(0, 5000), max_size=20), st.integers(0, 6000))
def test_exactly_the_revoked_ones_are_set(revoked, index):
    bits = status.bits_of(revoked)
    assert status.is_set(bits, index) == (index in revoked)
    assert len(bits) == (max(revoked, default=-1) + 8) // 8


def test_a_bit_is_counted_from_the_lowest():
    assert status.bits_of([9, 2, 9]) == b"\x04\x02"


@pytest.mark.parametrize("index", [-1, status.MAX_INDEX + 1])
def test_no_list_has_that_index(index):
    assert not status.is_set(b"\xff", index)
    with pytest.raises(ValueError, match="index"):
        status.bits_of([3, index])


def test_a_list_is_named_by_issuer_and_year():
    assert status.list_name("10092570", 2026) == "10092570-2026"


def test_a_list_with_refused_tokens_is_read_again():
    made = status_list(7, refused=frozenset({b"a" * 16, b"b" * 16}))
    read = status.verify(signed_list(made), KEYS)
    assert read == made
    assert read.is_revoked(1, b"b" * 16) and not read.is_revoked(1, b"c" * 16)


def test_refused_tokens_stand_in_order():
    refused = [bytes([number]) * 16 for number in range(30)]
    claims = cose.verify1(signed_list(status_list(refused=frozenset(refused))), KEYS)
    assert claims[cose.CONTENT][cose.REFUSED] == b"".join(refused)


def test_a_full_list_of_a_million_passes():
    made = status_list(bits=b"\xff" * 131072)
    assert status.verify(signed_list(made), KEYS) == made


def test_a_list_larger_than_a_reader_takes_is_not_signed():
    with pytest.raises(ValueError, match="too large"):
        signed_list(status_list(bits=b"\xff" * 131073))
    with pytest.raises(ValueError, match="too large"):
        signed_list(status_list(refused=frozenset(number.to_bytes(16, "big") for number in range(17_000))))


def resigned(**changes):
    """A list with its content changed, truly signed."""
    claims = cose.verify1(signed_list(status_list(1)), KEYS)
    claims[cose.CONTENT] |= {int(number[1:]): value for number, value in changes.items()}
    return cose.sign1(claims, OFFICE, cose.key_id(OFFICE.public))


@pytest.mark.parametrize(
    "changes",
    [
        {"_0": 1},
        {"_0": "3"},
        {"_5": "2026"},
        {"_6": "suspension"},
        {"_7": zlib.compress(bytes(131073), 9)},
        {"_7": b"not packed"},
        {"_7": "text"},
        {"_8": b"fifteen bytes.."},
    ],
)
def test_a_list_out_of_form_is_refused(changes):
    with pytest.raises(cose.BadToken):
        status.verify(resigned(**changes), KEYS)
    assert status.verify(resigned(), KEYS) == status_list(1)


def test_a_certificate_is_no_status_list():
    with pytest.raises(cose.BadToken):
        status.verify(token_of(), KEYS)


def test_a_list_signed_by_someone_else_is_refused():
    with pytest.raises(cose.UnknownKey):
        status.verify(signed_list(status_list(1), HUB), KEYS)
