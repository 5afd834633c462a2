"""Anyone's COSE_Sign1: published ones and those of two libraries count, and nothing that may be read in two ways."""

import math

import cbor2
import cwt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pycose.algorithms import EdDSA, Es256
from pycose.headers import KID, Algorithm
from pycose.keys import EC2Key, OKPKey
from pycose.keys import curves as pycose_curves
from pycose.messages import Sign1Message

from tests.rules.certificates.messages import (
    AT,
    BOTH,
    EC,
    OKP,
    ORDER,
    P256,
    RFC_8152,
    RFC_8152_KEY,
    RFC_8392,
    RFC_8392_KEY,
    Ed25519,
    around,
    is_ok,
    signed,
)  # fmt: skip

LABELS = st.integers(1000, 70000) | st.text(max_size=5)
PLAIN = (
    st.integers(-(2**64), 2**64 - 1) | st.text(max_size=9) | st.binary(max_size=9) | st.booleans() | st.none()
)
CLAIMS = st.dictionaries(
    st.integers(-100, 3) | st.text(max_size=3), PLAIN | st.lists(PLAIN, max_size=3), max_size=3
)


def headed(header, key=OKP):
    """A message with that protected header."""
    return signed(
        key=key, protected=cbor2.dumps(header) if isinstance(header, dict) else bytes.fromhex(header)
    )


def claiming(claims, key=OKP):
    """A message with that payload."""
    return signed(cbor2.dumps(claims) if isinstance(claims, dict) else bytes.fromhex(claims), key)


@pytest.mark.parametrize("times", [1, 3])
def test_claims_that_say_they_are_cbor_are_claims(times):
    """RFC 8949 3.4.6: the tag 55799 says nothing but that."""
    assert not is_ok(claiming("d9d9f7" * times + "a10401"))  # expired in the second second of 1970
    assert is_ok(claiming("d9d9f7" * times + "a1041bffffffffffff"))


def test_claims_that_say_they_are_a_cwt_are_claims():
    """RFC 8392 6: the tag 61, also within 55799."""
    for head in ("d83d", "d9d9f7d83d"):
        assert not is_ok(claiming(head + "a10401"))
        assert is_ok(claiming(head + "a1041bffffffffffff"))


def test_claims_of_the_protected_header_hold_too():
    """RFC 9597 2: header 15 is a map of claims; of the unprotected header nothing is taken."""
    assert not is_ok(headed({1: -8, 15: {4: 1}}))
    assert not is_ok(headed({1: -8, 15: {4: "1"}}))
    assert not is_ok(headed({1: -8, 15: 4}))
    assert is_ok(headed({1: -8, 15: {1: "who", 5: 1}}))
    assert is_ok(headed({1: -8, 2: [15], 15: {5: 1}}))


def test_it_works():
    for key in BOTH:
        assert is_ok(signed(key=key), key)
        assert is_ok(signed(key=key)[1:], key)  # without its tag
        assert not is_ok(signed(key=key), EC if key is OKP else OKP)


def test_the_published_examples_count():
    assert is_ok(RFC_8152, RFC_8152_KEY)
    assert not is_ok(RFC_8152, RFC_8392_KEY)
    assert not is_ok(RFC_8152, RFC_8152_KEY, external=b"\x11")


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (1443944943, False),
        (1443944943.9, False),
        (1443944944, True),
        (1444064943.9, True),
        (1444064944, False),
    ],
)
def test_the_published_claims_hold_in_their_time(at, holds):
    assert is_ok(RFC_8392, RFC_8392_KEY, at) is holds


@pytest.mark.parametrize(
    ("message", "key", "n_unsigned"), [(RFC_8152, RFC_8152_KEY, 5), (RFC_8392, RFC_8392_KEY, 21)]
)
def test_every_flipped_bit_of_the_published_is_refused(message, key, n_unsigned):
    start = message.index(b"\xa1\x04")  # the unprotected header, which no signature covers
    for place in {*range(len(message))} - {*range(start, start + n_unsigned)}:
        for bit in range(8):
            altered = bytearray(message)
            altered[place] ^= 1 << bit
            assert not is_ok(bytes(altered), key, 1443944944), (place, bit)


@pytest.mark.parametrize("key", BOTH)
@given(data=st.data())
def test_any_altered_byte_of_a_valid_message_is_refused(key, data):
    message = signed(cbor2.dumps(data.draw(CLAIMS)), key)
    assert is_ok(message, key)
    place, to = data.draw(st.integers(0, len(message) - 1)), data.draw(st.integers(0, 255))
    altered = message[:place] + bytes([to]) + message[place + 1 :]
    assert is_ok(altered, key) is (altered == message)
    assert not is_ok(message[:place], key)
    assert not is_ok(message + bytes([to]), key)


@given(st.binary(max_size=120), st.sampled_from(BOTH))
def test_any_bytes_are_refused_in_good_order(message, key):
    for head in (b"", b"\xd2\x84", b"\xd2\x84\x43\xa1\x01\x27\xa0"):
        assert not is_ok(head + message, key)


@given(st.binary(max_size=60))
def test_any_signed_payload_is_judged_in_good_order(payload):
    assert is_ok(signed(payload)) in (True, False)
    assert is_ok(signed(b"\x01" + payload))  # no map: nothing says a time


@given(st.dictionaries(LABELS, PLAIN, max_size=3), st.binary(max_size=9), st.sampled_from(BOTH))
def test_what_pycose_signs_counts(header, external, key):
    algorithm = Es256 if key is EC else EdDSA
    message = Sign1Message(
        phdr={Algorithm: algorithm, **header}, uhdr={KID: b"k"}, payload=b"\xa0", external_aad=external
    )
    if key is EC:
        message.key = EC2Key(crv=pycose_curves.P256, x=EC.x, y=EC.y, d=(4711).to_bytes(32, "big"))
    else:
        message.key = OKPKey(crv=pycose_curves.Ed25519, x=OKP.public, d=b"e" * 32)
    encoded = message.encode()
    assert is_ok(encoded, key, external=external)
    assert not is_ok(encoded, key, external=external + b"\x00")


@pytest.mark.parametrize("key", BOTH)
def test_what_cwt_signs_counts_in_its_time(key):
    secret = {-4: b"e" * 32} if key is OKP else {-3: EC.y, -4: (4711).to_bytes(32, "big")}
    kind = {1: 1, -1: 6, -2: OKP.public} if key is OKP else {1: 2, -1: 1, -2: EC.x}
    signer = cwt.COSEKey.new({**kind, **secret, 3: key.algorithm, 2: b"kid", 4: [1, 2]})
    token = cwt.encode({1: "iss", 4: AT + 9, 5: AT - 9, 6: AT - 9.5}, signer)
    assert [is_ok(token, key, at) for at in (AT - 10, AT, AT + 8.9, AT + 9)] == [False, True, True, False]


@pytest.mark.parametrize("claims", [
    {4: AT + 1}, {4: AT + 0.5}, {5: AT}, {5: AT - 0.5}, {6: AT}, {6: -1}, {4: 2**64 - 1}, {"4": 0}, {-4: 0},
    {4.0: 0},
    {b"\x04": 0}, {(1, 2): 4}, {}, {100: {4: 0}}, "bf041affffffffff", "a1f6f7", "a1f501", "a1c10400",
    "a2010402c101",
])  # fmt: skip
def test_what_holds_now_counts(claims):
    assert is_ok(claiming(claims))


@pytest.mark.parametrize("claims", [
    {4: AT}, {4: AT - 0.5}, {4: 0}, {4: -1}, {5: AT + 1}, {5: AT + 0.5}, {6: AT + 1}, {4: AT + 9, 5: AT + 1},
    {4: "2099-01-01"}, {4: True}, {5: None}, {6: b""}, {4: math.nan}, {4: math.inf}, {5: -math.inf},
    {4: [AT + 9]},
    "a104c11affffffff", "a104c2420102", "a20400041affffffff", "a2041affffffff0400", "a204f5180400",
    "bf0400ff", "a1041affffffffff", "a1041affffffff00", "a16161" + "81" * 40 + "00", "a161ff00",
])  # fmt: skip
def test_what_is_over_or_has_two_meanings_does_not(claims):
    assert not is_ok(claiming(claims))


@pytest.mark.parametrize(
    "payload", ["", "00", "a1", "a104", "a1041a00", "bf04", "bf0400", "fc", "a1fc00", "a1f81f00", "ff"]
)
def test_what_is_no_map_says_no_time(payload):
    assert is_ok(signed(bytes.fromhex(payload)))


@pytest.mark.parametrize("header", [
    {1: -8, 4: b"k"}, {1: -8, 3: 42}, {1: -8, 3: "a/b"}, {1: -8, 2: [1]}, {1: -8, 4: b"", 2: [1, 4]}, {1: -8,
    "x": [1]},
    {99: {1: 2}, 1: -8}, "b8010127", "a119000127",
])  # fmt: skip
def test_any_header_that_is_understood_counts(header):
    assert is_ok(headed(header))


@pytest.mark.parametrize("header", [
    {}, "", "80", "27", "f6", "a101", "a1012700", "a201270127", "a201270126", "bf0127ff", {1: -7}, {1: -19},
    {1: "EdDSA"},
    {1: -8.0}, {1: None}, {1: [-8]}, {1.0: -8}, {True: -8}, {"1": -8}, {1: -8, 4: "k"}, {1: -8, 4: 1}, {1: -8,
    3: b""},
    {1: -8, 2: []}, {1: -8, 2: 1}, {1: -8, 2: ["x"], "x": 1}, {1: -8, 2: [99], 99: 1}, {1: -8, 2: [4]}, {1: -8,
    2: [1, [2]]},
    {1: -8, 2: [True]}, {1: -8, b"x": 1}, {1: -8, None: 1}, {1: -8, 5: 1}, "a201271863" + "81" * 40 + "00",
    "a2012718635f41004100ff", "a20127186361ff", "a201271863f818",
])  # fmt: skip
def test_another_protected_header_is_refused(header):
    assert not is_ok(headed(header))


@pytest.mark.parametrize(
    "header",
    ["a10127", "a2012704416b", "80", "f6", "40", "bfff", "a104616b", "a10281183d", "a1f600", "a24041004100"],
)
def test_another_unprotected_header_is_refused(header):
    assert not is_ok(signed(unprotected=bytes.fromhex(header)))
    assert not is_ok(signed(protected=b"", unprotected=bytes.fromhex(header)))


@pytest.mark.parametrize("header", ["a104416b", "a0", "b800", "a11820a0", "a11863a201020304"])
def test_what_nobody_signed_changes_nothing(header):
    assert is_ok(signed(unprotected=bytes.fromhex(header)))


@pytest.mark.parametrize("head", [
    "d184", "d8d284", "d2d284", "d83dd284", "d9d9f784", "d29f", "d285", "d283", "d2a4", "d2", "d81384",
])  # fmt: skip
def test_another_tag_or_form_of_envelope_is_refused(head):
    assert not is_ok(bytes.fromhex(head) + signed()[2:])


def test_a_payload_kept_elsewhere_is_not_looked_for():
    assert not is_ok(signed(sent=None))
    assert not is_ok(signed(payload=b"", sent=None))
    assert not is_ok(signed(sent="hello"))


@pytest.mark.parametrize("key", BOTH)
def test_a_signature_of_another_size_is_refused(key):
    message = signed(key=key)
    head, signature = message[:-66], message[-64:]
    for wrong in (
        b"",
        signature[:-1],
        signature + b"\x00",
        b"\x00" + signature,
        signature[:32] + b"\x00" + signature[32:],
        signature[:32],
        bytes(64),
        b"\xff" * 64,
    ):
        assert not is_ok(head + cbor2.dumps(wrong), key)
    for same in (b"\x59\x00\x40", b"\x58\x40"):
        assert is_ok(head + same + signature, key)
    assert not is_ok(head + cbor2.dumps(signature.hex()), key)


def test_either_half_of_the_order_counts_as_a_signature():
    message = signed(key=EC)
    r, s = message[-64:-32], int.from_bytes(message[-32:], "big")
    assert is_ok(message[:-64] + r + (ORDER - s).to_bytes(32, "big"), EC)
    for low in (0, ORDER, s + ORDER if s + ORDER < 1 << 256 else 0):
        assert not is_ok(message[:-64] + r + low.to_bytes(32, "big"), EC)


def test_a_strangers_signature_is_refused():
    assert not is_ok(signed(key=P256(4712)), EC)
    assert not is_ok(signed(key=Ed25519(b"f" * 32)), OKP)


def test_another_message_under_the_signature_is_refused():
    message = signed()
    assert not is_ok(around(cbor2.dumps({1: -8}), b"\xa0", b"hell0", message[-64:]))
    assert not is_ok(signed(external=b"x"))
    assert is_ok(signed(external=b"x"), external=b"x")
