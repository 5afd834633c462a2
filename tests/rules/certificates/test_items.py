"""CBOR read by hand: what the library reads is read the same; what has two meanings is refused."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.certificates import items
from dorgora.certificates.cose import BadToken

PLAIN = (
    st.integers(-(2**64), 2**64 - 1) | st.text(max_size=9) | st.binary(max_size=300) | st.booleans() | st.none()
    | st.floats(allow_nan=False)
)  # fmt: skip
VALUES = st.recursive(
    PLAIN,
    lambda part: (
        st.lists(part, max_size=30) | st.dictionaries(st.integers() | st.text(max_size=9), part, max_size=3)
    ),
    max_leaves=9,
).filter(lambda value: "Tag" not in repr(type(value)))


@given(VALUES.filter(lambda value: not has_bignum(value)), st.booleans())
def test_it_works(value, is_canonical):
    assert items.read(cbor2.dumps(value, canonical=is_canonical)) == value


def has_bignum(value):
    if isinstance(value, dict):
        return any(has_bignum(part) for part in [*value, *value.values()])
    if isinstance(value, list):
        return any(has_bignum(part) for part in value)
    return type(value) is int and not -(2**64) <= value < 2**64


@given(st.binary(max_size=60), st.booleans())
def test_any_bytes_are_read_or_refused_in_good_order(encoded, is_definite):
    try:
        items.read(encoded, is_definite=is_definite)
    except BadToken:
        pass
    else:
        assert cbor2.loads(encoded) is not Ellipsis if is_simple(encoded) else True


def is_simple(encoded):
    """Neither tags, which the library reads a meaning into, nor keys it cannot hold."""
    return not any(byte >> 5 in (4, 5, 6) for byte in encoded)


@pytest.mark.parametrize(("encoded", "value"), [
    ("f7", items.Simple(23)), ("f820", items.Simple(32)), ("c101", items.Tag(1, 1)), ("f93e00", 1.5),
    ("1900ff", 255),
    ("a2f5010101", {items.Key(b"\xf5"): 1, 1: 1}), ("5f41004101ff", b"\x00\x01"), ("7f61616162ff", "ab"),
    ("9f01ff", [1]),
    ("bf01020304ff", {1: 2, 3: 4}), ("9fff", []),
])  # fmt: skip
def test_what_is_seldom_written_is_read(encoded, value):
    read = items.read(bytes.fromhex(encoded), is_definite=False)
    assert (read, type(read)) == (value, type(value))


@pytest.mark.parametrize("encoded", [
    "", "18", "1c", "1f", "3f", "df00", "f818", "f800", "ff", "61", "5f", "5f00ff", "5f6161ff", "5f5f4100ffff",
    "9f", "bf01ff",
    "81", "9bffffffffffffffff", "5bffffffffffffffff", "a1ff",
])  # fmt: skip
def test_what_is_ill_formed_is_no_cbor(encoded):
    with pytest.raises(items.NotCbor):
        items.read(bytes.fromhex(encoded), is_definite=False)


@pytest.mark.parametrize(
    "encoded",
    ["a201000100", "a2616100616100", "61ff", "0000", "a2f500f500", "81" * 32 + "00", "bf01000100ff"],
)
def test_what_has_two_meanings_is_refused(encoded):
    with pytest.raises(BadToken) as refused:
        items.read(bytes.fromhex(encoded), is_definite=False)
    assert refused.type is BadToken


@pytest.mark.parametrize("opened", [b"\x81", b"\xa1\x00", b"\xc0", b"\x9f", b"\xbf\x00"])
def test_depth_costs_nothing(opened):
    with pytest.raises(BadToken):
        items.read(opened * 400_000, is_definite=False)


def test_very_many_values_are_refused():
    with pytest.raises(BadToken, match="too many"):
        items.read(cbor2.dumps([0] * (items.MAX_ITEMS + 1)))
    assert len(items.read(cbor2.dumps([0] * (items.MAX_ITEMS - 1)))) == items.MAX_ITEMS - 1
