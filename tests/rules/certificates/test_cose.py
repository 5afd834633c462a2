"""Tokens: what two independent libraries sign and read, and nothing beside the one form of it."""

import cbor2
import cwt
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st
from pycose.algorithms import EdDSA
from pycose.headers import KID, Algorithm
from pycose.keys import OKPKey
from pycose.keys.curves import Ed25519
from pycose.messages import CoseMessage, Sign1Message

from dorgora.certificates import cose
from dorgora.certificates.document import from_claims, to_claims
from dorgora.kernel.signing import Signer
from tests.rules.certificates.samples import CERTIFICATE, OFFICE, STRANGER, token_of

SEED = b"o" * 32
KID_OF_OFFICE = cose.key_id(OFFICE.public)
KEYS = {KID_OF_OFFICE: OFFICE.public}
CLAIMS = to_claims(CERTIFICATE)
PLAIN = st.integers(-(2**63) + 1, 2**63 - 1) | st.text(max_size=9) | st.binary(max_size=9) | st.booleans()
NUMBERS = st.integers(-70000, 70000)
VALUES = PLAIN | st.dictionaries(NUMBERS, PLAIN | st.lists(PLAIN, max_size=2), max_size=2)


def encoded(value):
    return cbor2.dumps(value, canonical=True)


def signed_raw(claims_bytes, protected=None, unprotected=b"\xa0", signer=OFFICE):
    """A token with a true signature over whatever bytes are given."""
    protected = encoded({1: -8, 4: KID_OF_OFFICE}) if protected is None else protected
    signature = signer.sign(encoded(["Signature1", protected, b"", claims_bytes]))
    return b"\xd2\x84" + encoded(protected) + unprotected + encoded(claims_bytes) + encoded(signature)


def test_it_works():
    assert cose.verify1(cose.sign1(CLAIMS, OFFICE, KID_OF_OFFICE), KEYS) == CLAIMS
    assert from_claims(CLAIMS) == CERTIFICATE


def test_cwt_reads_what_we_sign():
    public = Ed25519PrivateKey.from_private_bytes(SEED).public_key()
    key = cwt.COSEKey.new({1: 1, 3: -8, -1: 6, -2: public.public_bytes_raw(), 2: KID_OF_OFFICE, 4: [2]})
    assert cbor2.loads(cwt.COSE.new().decode(token_of(), key)) == CLAIMS


def test_we_read_what_cwt_signs():
    private = Ed25519PrivateKey.from_private_bytes(SEED)
    key = cwt.COSEKey.new(
        {
            1: 1,
            3: -8,
            -1: 6,
            -2: private.public_key().public_bytes_raw(),
            -4: SEED,
            2: KID_OF_OFFICE,
            4: [1, 2],
        }
    )
    token = cwt.COSE.new(deterministic_header=True).encode_and_sign(
        encoded(CLAIMS), key, protected={1: -8, 4: KID_OF_OFFICE}
    )
    assert cose.verify1(token, KEYS) == CLAIMS
    assert token == token_of()


def test_pycose_reads_what_we_sign():
    message = CoseMessage.decode(token_of())
    message.key = OKPKey(crv=Ed25519, x=OFFICE.public)
    assert isinstance(message, Sign1Message)
    assert message.verify_signature()
    assert message.phdr == {Algorithm: EdDSA, KID: KID_OF_OFFICE}
    assert cbor2.loads(message.payload) == CLAIMS


def test_we_read_what_pycose_signs():
    message = Sign1Message(phdr={Algorithm: EdDSA, KID: KID_OF_OFFICE}, payload=encoded(CLAIMS))
    message.key = OKPKey(crv=Ed25519, x=OFFICE.public, d=SEED)
    assert cose.verify1(message.encode(), KEYS) == CLAIMS


@pytest.mark.slow
@settings(deadline=None)
@given(st.dictionaries(NUMBERS, VALUES, max_size=3))
def test_what_is_signed_is_read_again(claims):
    assert cose.verify1(cose.sign1(claims, OFFICE, KID_OF_OFFICE), KEYS) == claims


@pytest.mark.slow
def test_every_flipped_bit_is_refused():
    token = token_of()
    for place in range(8 * len(token)):
        altered = bytearray(token)
        altered[place >> 3] ^= 1 << (place & 7)
        with pytest.raises(cose.BadToken):
            cose.verify1(bytes(altered), KEYS)


@pytest.mark.slow
@settings(deadline=None)
@given(st.data())
def test_a_token_cut_short_or_added_to_is_refused(data):
    token = token_of()
    cut = data.draw(st.integers(0, len(token) - 1))
    added = data.draw(st.binary(min_size=1, max_size=4))
    for altered in (token[:cut], token + added, added + token, token[:cut] + token[cut + 1 :]):
        with pytest.raises(cose.BadToken):
            cose.verify1(altered, KEYS)


@given(
    st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"\xd2\x84\x4c\xa2\x01\x27\x04" + tail)
)
def test_any_bytes_are_refused_in_good_order(token):
    for read in (lambda: cose.verify1(token, KEYS), lambda: cose.kid_of(token), lambda: cose.digest(token)):
        with pytest.raises(cose.BadToken):
            read()


def test_a_strangers_key_is_unknown():
    token = token_of(signer=STRANGER)
    with pytest.raises(cose.UnknownKey):
        cose.verify1(token, KEYS)
    assert cose.kid_of(token) == cose.key_id(STRANGER.public)


def test_a_signature_under_anothers_name_is_refused():
    forged = cose.sign1(CLAIMS, STRANGER, KID_OF_OFFICE)
    with pytest.raises(cose.BadToken, match="signature"):
        cose.verify1(forged, KEYS)


@pytest.mark.parametrize(
    "protected",
    [
        encoded({1: -8}),
        encoded({1: -7, 4: KID_OF_OFFICE}),
        encoded({1: -8, 4: KID_OF_OFFICE, 3: 61}),
        encoded({1: -8, 4: b""}),
        encoded({1: -8, 4: b"k" * 33}),
        encoded({1: -8, 4: "text"}),
        b"\xa2\x04" + encoded(KID_OF_OFFICE) + b"\x01\x27",
        b"",
    ],
)
def test_another_protected_header_is_refused(protected):
    keys = {**KEYS, b"": OFFICE.public, b"k" * 33: OFFICE.public}
    with pytest.raises(cose.BadToken, match=r"header|expected"):
        cose.verify1(signed_raw(encoded(CLAIMS), protected), keys)


@pytest.mark.parametrize(
    "rewritten",
    [
        lambda token: token + b"\x00",
        lambda token: token[:-66] + b"\x59\x00\x40" + token[-64:],  # the signature's length in two bytes
        lambda token: token[:-66] + b"\x58\x41" + token[-64:] + b"\x00",
        lambda token: token[:-1],
        lambda token: token.replace(b"\xa0", b"\x80", 1),  # an array for the empty map
    ],
)
def test_the_same_token_otherwise_written_is_refused(rewritten):
    assert token_of()[-66:-64] == b"\x58\x40"
    with pytest.raises(cose.BadToken):
        cose.verify1(rewritten(token_of()), KEYS)


def test_an_unprotected_header_is_refused():
    with pytest.raises(cose.BadToken):
        cose.verify1(signed_raw(encoded(CLAIMS), unprotected=encoded({4: KID_OF_OFFICE})), KEYS)


@pytest.mark.parametrize("head", [b"\x84", b"\xd1\x84", b"\xd8\x12\x84", b"\xd8\x3d\xd2\x84", b"\xd2\x9f"])
def test_another_tag_or_form_of_envelope_is_refused(head):
    with pytest.raises(cose.BadToken):
        cose.verify1(head + token_of()[2:], KEYS)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        (b"\xa2\x01\x61a\x01\x61a", "canonical"),  # a key twice
        (b"\xa2\x06\x01\x01\x61a", "canonical"),  # keys out of order
        (b"\xa1\x01\x18\x05", "canonical"),  # 5 in two bytes
        (b"\xbf\x01\x05\xff", "canonical"),  # a map without its length
        (b"\xa1\x01\x7f\x61a\xff", "canonical"),  # text without its length
        (b"\xa1\x01\xc2\x41\x05", "canonical"),  # a tagged big number
        (b"\xa1\x01\x05\x00", "canonical"),  # something after the end
        (encoded({1: 2**63}), "63 bits"),
        (encoded({1: 1.5}), "type"),
        (encoded({1: None}), "type"),
        (encoded({1: cbor2.undefined}), "type"),
        (encoded({1: cbor2.CBORTag(1000, 5)}), "type"),
        (b"\xa1\x01\xd8\x23\x61a", "type"),  # tag 35, a regular expression
        (b"\xa1\x01\xc0\x74" + b"2026-11-22T00:00:00Z", "type"),  # tag 0, a date
        (encoded({"iss": 1}), "integer"),
        (encoded({True: 1}), "integer"),
        (encoded([1]), "map"),
        (encoded({1: [[[[[1]]]]]}), "deep"),
        (encoded({1: [0] * 600}), "many"),
        (b"\xa1\x01\xd8\x1c\x81\xd8\x1d\x00", "deep"),  # a list that holds itself
        (b"\xa1\x01\x62\xff\xff", "CBOR"),
        (b"\xa1\x01\x9b\xff\xff\xff\xff\xff\xff\xff\xff", "CBOR"),
        (b"\x81" * 2000, "CBOR|deep|map"),
        (b"", "CBOR"),
    ],
)
def test_signed_claims_out_of_form_are_refused(claims, why):
    with pytest.raises(cose.BadToken, match=why):
        cose.verify1(signed_raw(claims), KEYS)


@pytest.mark.parametrize("value", [1.5, None, 2**63, {"a": 1}, [[[[[1]]]]], [0] * 600])
def test_what_could_not_be_read_is_not_signed(value):
    with pytest.raises(ValueError, match=r"type|bits|integer|deep"):
        cose.sign1({1: value}, OFFICE, KID_OF_OFFICE)


def test_a_token_above_the_cap_is_refused_before_it_is_read():
    token = cose.sign1({1: "x" * 5000}, OFFICE, KID_OF_OFFICE)
    with pytest.raises(cose.BadToken, match="envelope"):
        cose.verify1(token, KEYS)
    assert cose.verify1(token, KEYS, max_bytes=6000) == {1: "x" * 5000}


def test_a_digest_names_the_claims_not_the_signature():
    other = cose.sign1(CLAIMS, STRANGER, KID_OF_OFFICE)
    assert cose.digest(token_of()) == cose.digest(other)
    assert cose.digest(cose.sign1({**CLAIMS, 2: "another"}, OFFICE, KID_OF_OFFICE)) != cose.digest(other)


def test_a_key_that_is_no_point_is_refused():
    with pytest.raises(cose.BadToken):
        cose.verify1(token_of(), {KID_OF_OFFICE: b"short"})


@pytest.mark.parametrize(
    "changes",
    [
        {1: 5},
        {2: None},
        {6: "now"},
        {4: "never"},
        {cose.CONTENT: {}},
        {cose.CONTENT: {0: 3, 1: "s", 2: 1, 3: {}}},
        {cose.CONTENT: {0: 9, 1: "s", 2: 1, 3: {}}},
        {cose.CONTENT: {0: True, 1: "s", 2: 1, 3: {}}},
        {cose.CONTENT: {0: 1, 1: "s", 2: 1, 3: []}},
        {cose.CONTENT: {0: 1, 1: "s", 2: 1, 3: {1: b"bytes"}}},
        {cose.CONTENT: {0: 1, 1: "s", 2: 1, 3: {}, 4: ["name"]}},
        {cose.CONTENT: {0: 1, 1: "s", 2: 1, 3: {}, 4: ["name", -1]}},
        {cose.CONTENT: {0: 1, 1: "s", 2: 1, 3: {}, 4: [1, "name"]}},
    ],
)
def test_claims_of_another_shape_are_no_document(changes):
    with pytest.raises(cose.BadToken):
        from_claims({**CLAIMS, **changes})


def test_the_key_id_is_the_head_of_the_keys_digest():
    """SHA-256 of 32 zero bytes begins 66687aadf862bd77 (a widely published value)."""
    assert cose.key_id(bytes(32)).hex() == "66687aadf862bd77"
    assert cose.key_id(Signer(SEED).public) == KID_OF_OFFICE
