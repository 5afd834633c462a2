"""The short number and the public code: unique, not to be guessed, and no slip of one symbol goes unseen."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.kernel import codes

KEY = bytes(range(32))
OTHER_KEY = bytes(range(1, 33))
IDS = st.builds(lambda feed, seq: feed << 40 | seq, st.integers(1, 2**23 - 1), st.integers(1, 2**40 - 1))


def test_it_works():
    number = codes.short_number(0, KEY)
    code = codes.public_code(5 << 40 | 1, KEY)
    assert len(number) == 7 and codes.is_short_number(number)
    assert len(code) == 14 and codes.is_public_code(code)


@pytest.mark.parametrize(("digits", "check"), [("572", "4"), ("43881234567", "9")])
def test_check_digits_are_those_published_for_damm(digits, check):
    """Both are the examples of published implementations, Algorithm::Damm on CPAN among them."""
    assert codes.damm_digit(digits) == check
    assert codes.damm_digit(digits + check) == "0"


def test_every_wrong_digit_of_a_short_number_is_found():
    for counter in range(40):
        number = codes.short_number(counter, KEY)
        for place, digit in itertools.product(range(7), "0123456789"):
            altered = number[:place] + digit + number[place + 1 :]
            assert codes.is_short_number(altered) == (altered == number)


def test_every_swap_of_neighbouring_digits_is_found():
    swapped = 0
    for counter in range(400):
        number = codes.short_number(counter, KEY)
        for place in range(6):
            altered = number[:place] + number[place + 1] + number[place] + number[place + 2 :]
            swapped += altered != number
            assert codes.is_short_number(altered) == (altered == number)
    assert swapped > 2000


def test_no_two_files_of_a_centre_share_a_short_number():
    assert len({codes.short_number(counter, KEY) for counter in range(3000)}) == 3000


@pytest.mark.parametrize("half", [2, 7, 20, 32])
def test_the_permutation_meets_every_value_once(half):
    met = [codes._permuted(value, half, KEY, b"test") for value in range(half * half)]
    assert sorted(met) == list(range(half * half))


def test_short_numbers_depend_on_the_key():
    ours = [codes.short_number(counter, KEY) for counter in range(200)]
    theirs = [codes.short_number(counter, OTHER_KEY) for counter in range(200)]
    assert sum(a == b for a, b in zip(ours, theirs, strict=True)) < 3


def test_neighbouring_counters_give_numbers_far_apart():
    values = [int(codes.short_number(counter, KEY)[:6]) for counter in range(500)]
    steps = [abs(a - b) for a, b in itertools.pairwise(values)]
    assert 250_000 < sum(steps) / len(steps) < 420_000  # a third of a million if they were drawn at random


def test_a_short_number_is_read_as_people_write_it():
    number = codes.short_number(7, KEY)
    assert codes.read_short_number(f" {number[:3]}-{number[3:6]}-{number[6]} ") == number


@pytest.mark.parametrize("text", ["", "123456", "12345678", "৪৮২৯১৭৩", "123456x", "²345678", "1" * 10_000])
def test_what_is_no_short_number_is_not_read(text):
    assert codes.read_short_number(text) is None
    assert not codes.is_short_number(text)


@pytest.mark.parametrize("counter", [-1, 1_000_000])
def test_a_counter_beyond_the_numbers_is_refused(counter):
    with pytest.raises(ValueError, match="999,999"):
        codes.short_number(counter, KEY)


def test_a_short_key_is_refused():
    with pytest.raises(ValueError, match="16 bytes"):
        codes.short_number(1, b"short")
    with pytest.raises(ValueError, match="16 bytes"):
        codes.public_code(1 << 40 | 1, b"short")


def test_the_alphabet_has_no_look_alikes():
    assert len(codes.SYMBOLS) == len(set(codes.SYMBOLS)) == 32
    assert not set("ILOU") & set(codes.SYMBOLS)


def carryless_remainder(code):
    """An independent reading of the docstring: the whole code as one polynomial, divided at the end."""
    polynomial = 0
    for place, symbol in enumerate(reversed(code)):
        polynomial ^= codes.SYMBOLS.index(symbol) << 2 * place
    for degree in range(polynomial.bit_length() - 1, 6, -1):
        if polynomial >> degree & 1:
            polynomial ^= 0b10000011 << degree - 7
    return polynomial


@given(IDS)
def test_a_code_is_a_multiple_of_the_polynomial_written_down(event_id):
    assert carryless_remainder(codes.public_code(event_id, KEY)) == 0


def test_every_altered_or_swapped_symbol_of_any_code_is_found():
    """The check is linear, so an alteration goes unseen if and only if the difference alone is a code."""
    zero = [0] * 14
    for place, difference in itertools.product(range(14), range(1, 32)):
        assert codes._syndrome([*zero[:place], difference, *zero[place + 1 :]]) != 0
    for (one, other), difference in itertools.product(itertools.combinations(range(14), 2), range(1, 32)):
        symbols = list(zero)
        symbols[one] = symbols[other] = difference
        assert codes._syndrome(symbols) != 0


@given(IDS, st.integers(0, 13), st.sampled_from(codes.SYMBOLS))
def test_an_altered_symbol_is_no_public_code(event_id, place, symbol):
    code = codes.public_code(event_id, KEY)
    altered = code[:place] + symbol + code[place + 1 :]
    assert codes.is_public_code(altered) == (altered == code)
    assert (codes.read_public_code(altered) == code) == (altered == code)


@given(IDS, st.integers(0, 12))
def test_two_swapped_symbols_are_no_public_code(event_id, place):
    code = codes.public_code(event_id, KEY)
    altered = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    assert codes.is_public_code(altered) == (altered == code)


@given(IDS)
def test_a_code_names_the_feed_to_ask(event_id):
    assert codes.feed_of_public_code(codes.public_code(event_id, KEY)) == event_id >> 40


def test_no_two_events_share_a_public_code():
    made = {codes.public_code(feed << 40 | seq, KEY) for feed in (1, 2, 2**23 - 1) for seq in range(500)}
    assert len(made) == 1500


def test_codes_of_neighbouring_events_share_only_their_feed():
    one, other = codes.public_code(9 << 40 | 41, KEY), codes.public_code(9 << 40 | 42, KEY)
    assert one[:4] == other[:4]
    assert sum(a == b for a, b in zip(one[5:], other[5:], strict=True)) < 5
    assert codes.public_code(9 << 40 | 41, OTHER_KEY)[5:] != one[5:]


@given(IDS)
def test_a_code_is_read_as_people_write_it(event_id):
    code = codes.public_code(event_id, KEY)
    typed = f" {code[:4]}-{code[4:9]} {code[9:]}".lower().replace("0", "o").replace("1", "l")
    assert codes.read_public_code(typed) == code
    assert codes.read_public_code(typed.upper()) == code


@pytest.mark.parametrize(
    "text", ["", "0" * 13, "0" * 15, "U" * 14, "০" * 14, "0" * 10_000, "\n" * 14, "ſ" * 14]
)
def test_what_is_no_public_code_is_not_read(text):
    assert codes.read_public_code(text) is None
    assert not codes.is_public_code(text)
    with pytest.raises(ValueError, match="not a public code"):
        codes.feed_of_public_code(text)


@pytest.mark.parametrize("event_id", [-1, 1 << 63, 1 << 64])
def test_an_id_that_fits_no_code_is_refused(event_id):
    with pytest.raises(ValueError, match="23 bits"):
        codes.public_code(event_id, KEY)
