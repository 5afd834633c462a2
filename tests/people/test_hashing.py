"""What a stolen table of PINs costs to try: argon2id, and never more than two at once on an old machine."""

import argon2
import pytest

from dorgora.people.local import hashing


@pytest.mark.slow
def test_digests_are_argon2id_of_32_mib_and_three_passes() -> None:
    found = argon2.extract_parameters(hashing.digest_of("402719"))
    assert (found.type, found.memory_cost, found.time_cost, found.parallelism) == (
        argon2.Type.ID,
        32 * 1024,
        3,
        1,
    )


def test_what_is_no_digest_is_of_nothing() -> None:
    assert not hashing.is_of("", "402719")
    assert not hashing.is_of("402719", "402719")
    assert not hashing.is_of("$argon2id$v=19$m=8,t=1,p=1$AAAA", "402719")
