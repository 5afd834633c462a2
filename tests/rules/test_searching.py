"""The search of the journeys of erasing sees in much content what it sees in little."""

import random

from tests.journeys.searching import MUCH, those_in


def test_much_content_is_searched_as_well_as_little() -> None:
    """Words of any length, from any byte on, at the begin and at the end."""
    chance = random.Random(20261123)
    for _ in range(20):
        content = bytearray(chance.randbytes(MUCH + chance.randrange(1, 60)))
        words = [chance.randbytes(chance.randrange(2, 40)) for _ in range(40)]
        for number, word in enumerate(words[:12]):
            last = len(content) - len(word)
            at = (0, last)[number] if number < 2 else chance.randrange(last)
            content[at : at + len(word)] = word
        there = [word for word in words if word in content]
        assert len(there) >= 8 and sorted(those_in(bytes(content), words)) == sorted(there)
