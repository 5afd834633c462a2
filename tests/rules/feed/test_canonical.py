"""One value has one encoding, and only that one is read."""

import struct
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.feed import canonical
from dorgora.feed.kinds import Part
from tests.rules.feed.recompute_vectors import encoders

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.text(max_size=40)
    | st.binary(max_size=40)
)
PLAIN = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=20), max_leaves=30)


class Shape(Part):
    words: str
    n: int
    more: tuple[int, ...]
    part: bytes | None


def hexed(value: Any) -> Any:
    if isinstance(value, bytes):
        return {"hex": value.hex()}
    return [hexed(one) for one in value] if isinstance(value, list) else value


@pytest.mark.slow
@given(PLAIN)
def test_any_value_is_encoded_as_an_independent_encoder_does(value: Any) -> None:
    assert canonical.encode(value) == encoders[type(hexed(value))](hexed(value))


@pytest.mark.slow
@given(
    st.builds(
        Shape,
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        st.integers(-(2**63), 2**63 - 1),
        st.tuples(st.integers(0, 9)),
        st.none() | st.binary(),
    )
)
def test_a_struct_comes_back_the_same(value: Shape) -> None:
    assert canonical.decode(canonical.encode(value), Shape) == value


@pytest.mark.slow
@given(st.builds(Shape, st.text(max_size=9), st.integers(0, 9), st.just(()), st.none()), st.data())
def test_other_bytes_are_another_value_or_refused(value: Shape, data: st.DataObject) -> None:
    encoded = bytearray(canonical.encode(value))
    at = data.draw(st.integers(0, len(encoded) - 1))
    encoded[at] ^= data.draw(st.integers(1, 255))
    try:
        other = canonical.decode(bytes(encoded), Shape)
    except ValueError:
        return
    assert other != value and canonical.encode(other) == bytes(encoded)


LONG_FORMS = {
    "a small number in two bytes": b"\x94\xa1a\xcc\x05\x90\xc0",
    "a small number as a signed one": b"\x94\xa1a\xd0\x05\x90\xc0",
    "a short text with a long header": b"\x94\xd9\x01a\x05\x90\xc0",
    "a short array with a long header": b"\xdc\x00\x04\xa1a\x05\x90\xc0",
    "a number as a float": b"\x94\xa1a\xcb" + struct.pack(">d", 5.0) + b"\x90\xc0",
    "a struct as a map": b"\x84\xa5words\xa1a\xa1n\x05\xa4more\x90\xa4part\xc0",
    "a field too many": b"\x95\xa1a\x05\x90\xc0\xc0",
    "a field too few": b"\x93\xa1a\x05\x90",
    "bytes after the end": b"\x94\xa1a\x05\x90\xc0\xc0",
    "text that is not UTF-8": b"\x94\xa1\xff\x05\x90\xc0",
    "text where bytes belong": b"\x94\xa1a\x05\x90\xa1a",
    "nothing": b"",
}


@pytest.mark.parametrize("name", LONG_FORMS)
def test_what_is_not_the_one_form_is_refused(name: str) -> None:
    with pytest.raises(ValueError):
        canonical.decode(LONG_FORMS[name], Shape)


def test_the_one_form_is_read() -> None:
    assert canonical.decode(b"\x94\xa1a\x05\x90\xc0", Shape) == Shape("a", 5, (), None)


def test_a_text_with_a_nul_is_not_canonical() -> None:
    with pytest.raises(ValueError, match=r"U\+0000"):
        canonical.decode(canonical.encode([["a", "b\0"]]), list[list[str]])
    assert canonical.decode(canonical.encode([0, b"\0", "0"]), tuple[int, bytes, str]) == (0, b"\0", "0")
