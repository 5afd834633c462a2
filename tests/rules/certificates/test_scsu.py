"""One byte a letter for text of one script, and every letter back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.certificates import scsu

BANGLA = "".join(chr(number) for number in range(0x980, 0xA00)) + " ,.-0123456789"


def test_it_works():
    """By UTS #6: SD0 (18) with 13 opens the window at 13 * 80 = 980; U+09AE is its letter 2E, the byte AE."""
    assert scsu.packed("মা ১") == bytes.fromhex("1813 AE BE 20 E7")
    assert scsu.unpacked(bytes.fromhex("1813 AE BE 20 E7")) == "মা ১"


@given(st.text(alphabet=BANGLA, max_size=40))
def test_every_bangla_text_comes_back(text):
    short = scsu.packed(text)
    if text.isascii():
        assert short is None
    else:
        assert len(short) == len(text) + 2
        assert scsu.unpacked(short) == text


@given(st.text(max_size=20))
def test_any_text_comes_back_or_is_left_alone(text):
    short = scsu.packed(text)
    assert short is None or scsu.unpacked(short) == text


@pytest.mark.parametrize("text", ["", "Mim", "মা।", "র‍্যা", "মা м", "মা\x01", "𑄃𑄋", "漢字"])
def test_text_of_no_single_window_is_left_alone(text):
    assert scsu.packed(text) is None


@pytest.mark.parametrize("spoilt", ["", "18", "1813", "1913AE", "1800AE", "1868AE", "181301AE", "181318AE"])
def test_bytes_of_another_form_are_refused(spoilt):
    with pytest.raises(ValueError, match="window|control"):
        scsu.unpacked(bytes.fromhex(spoilt))
