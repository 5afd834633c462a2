"""Keys that are handed in: a point of its curve, for signatures, by its own word too."""

import string

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from dorgora.certificates import jwk
from dorgora.kernel.signing import SMALL_ORDER, is_signed
from tests.rules.certificates.messages import BOTH, EC, OKP, P256, is_ok, signed

ALPHABET = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(max_size=4), part, max_size=3),
)


def octets(number):
    return jwk.to_base64url(number.to_bytes(32, "big"))


@pytest.mark.parametrize("key", BOTH)
@pytest.mark.parametrize("more", [
    {}, {"use": "sig"}, {"key_ops": ["verify"]}, {"key_ops": ["sign", "verify"]}, {"kid": "any"}, {"d": "AA"},
    {"ext": True},
])  # fmt: skip
def test_it_works(key, more):
    assert is_ok(signed(key=key), {**key.jwk, **more})


@pytest.mark.parametrize("key", BOTH)
@pytest.mark.parametrize("more", [
    {"use": "enc"}, {"use": None}, {"use": ["sig"]}, {"key_ops": []}, {"key_ops": ["sign"]},
    {"key_ops": "verify"},
    {"key_ops": None}, {"key_ops": ["verify", "verify"]}, {"key_ops": [["verify"]]}, {"alg": "ES384"},
    {"alg": None},
    {"alg": -7}, {"alg": []}, {"kty": "oct"}, {"kty": None}, {"kty": []}, {"crv": "P-384"}, {"crv": "Ed448"},
    {"crv": "X25519"},
    {"crv": "secp256k1"}, {"crv": {}}, {"x": ""}, {"x": None}, {"x": 1}, {"x": "="}, {"x": "é" * 43},
    {"x": "A" * 43 + "="},
    {"x": "A" * 42}, {"x": "A" * 44}, {"x": "+" * 43}, {"x": "!" * 43}, {"x": "A" * 42 + "B"}, {"x": " " * 43},
    {"x": "A" * 86},
])  # fmt: skip
def test_a_key_for_something_else_is_refused(key, more):
    assert not is_ok(signed(key=key), {**key.jwk, **more})


@pytest.mark.parametrize(
    ("key", "right", "wrong"), [(EC, ["ES256"], "EdDSA"), (OKP, ["EdDSA", "Ed25519"], "ES256")]
)
def test_the_algorithm_it_names_is_the_one(key, right, wrong):
    assert all(is_ok(signed(key=key), {**key.jwk, "alg": one}) for one in right)
    assert not is_ok(signed(key=key), {**key.jwk, "alg": wrong})


@pytest.mark.parametrize(
    "key", [{}, {"keys": []}, {"kty": "EC"}, {"kty": "EC", "crv": "P-256", "x": EC.jwk["x"]}]
)
def test_what_lacks_a_part_is_refused(key):
    assert not is_ok(signed(key=EC), key)


@pytest.mark.parametrize("key", BOTH)
def test_a_key_is_written_in_one_way(key):
    x = key.jwk["x"]
    spare = ALPHABET[ALPHABET.index(x[-1]) + 1]  # two bits of the last letter carry nothing
    assert not is_ok(signed(key=key), {**key.jwk, "x": x[:-1] + spare})
    assert not is_ok(signed(key=key), {**key.jwk, "x": x + "="})


@pytest.mark.parametrize("y", [0, 1, PRIME - 1, PRIME, 2**256 - 1])
def test_what_is_no_point_of_the_curve_is_refused(y):
    x = int.from_bytes(EC.x, "big")
    assert not is_ok(signed(key=EC), {**EC.jwk, "y": octets(y)})
    assert not is_ok(signed(key=EC), {**EC.jwk, "x": octets(0), "y": octets(0)})
    assert not is_ok(signed(key=EC), {**EC.jwk, "x": octets(PRIME), "y": octets(y)})
    assert x < PRIME


def test_a_point_of_another_curve_is_refused():
    other = P256(4711, ec.SECP256K1())
    assert not is_ok(signed(key=other), other.jwk)


@given(JSON)
def test_anything_is_refused_in_good_order(key):
    for one in (
        key,
        {**OKP.jwk, "x": key},
        {**EC.jwk, "y": key},
        {**OKP.jwk, "kty": key},
        {**OKP.jwk, "alg": key},
    ):
        with pytest.raises(jwk.BadKey):
            jwk.read(one)


FIELD, IDENTITY = 2**255 - 19, (0, 1)
CURVE_D = -121665 * pow(121666, -1, FIELD) % FIELD


def added(one, other):
    """The sum of two points of Ed25519 (RFC 8032 5.1.4, in plain coordinates)."""
    (x1, y1), (x2, y2) = one, other
    both = CURVE_D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + both, -1, FIELD)
    return x % FIELD, (y1 * y2 + x1 * x2) * pow(1 - both, -1, FIELD) % FIELD


def point(y):
    """A point with that y, or None."""
    square = (y * y - 1) * pow(CURVE_D * y * y + 1, -1, FIELD) % FIELD
    root = pow(square, (FIELD + 3) // 8, FIELD)
    root = root if root * root % FIELD == square else root * pow(2, (FIELD - 1) // 4, FIELD) % FIELD
    return (root, y) if root * root % FIELD == square else None


@pytest.mark.parametrize("small", sorted(SMALL_ORDER))
@pytest.mark.parametrize("sign", [0, 0x80])
def test_a_key_that_nobody_has_is_none(small, sign):
    found = point(int.from_bytes(small, "little"))
    for _ in range(3):
        found = added(found, found)
    assert found == IDENTITY, "eight times a point of small order is nothing"
    key = small[:31] + bytes([small[31] | sign])
    with pytest.raises(jwk.BadKey):
        jwk.read({"kty": "OKP", "crv": "Ed25519", "x": jwk.to_base64url(key)})
    # Whatever is said is signed by the point that is nothing: R is that point, S is zero.
    assert not is_signed(key, b"anything", (1).to_bytes(32, "little") + bytes(32))


@pytest.mark.parametrize("y", [FIELD, FIELD + 1, FIELD + 2, 2**255 - 1])
def test_a_point_is_written_in_one_way(y):
    with pytest.raises(jwk.BadKey):
        jwk.read({"kty": "OKP", "crv": "Ed25519", "x": jwk.to_base64url(y.to_bytes(32, "little"))})
