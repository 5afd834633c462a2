"""What no honest node sends is refused by its shape alone."""

import msgspec
import pytest

from dorgora.feed import canonical
from dorgora.feed.sync import wire

HONEST = wire.WireEvent("citizen.registered", 1, 0, 7, 1_790_000_000, (), -1, b"\x90", None, b"")
END_OF_2099 = 4_102_444_799


def is_let_in(event: wire.WireEvent) -> bool:
    try:
        msgspec.msgpack.decode(canonical.encode(event), type=wire.WireEvent)
    except msgspec.ValidationError:
        return False
    return True


@pytest.mark.parametrize(("at", "is_in"), [(0, True), (END_OF_2099, True), (END_OF_2099 + 2, False)])
def test_no_event_is_of_after_this_century(at: int, is_in: bool) -> None:
    assert is_let_in(msgspec.structs.replace(HONEST, at=at)) is is_in


@pytest.mark.parametrize(("n", "is_in"), [(64, True), (65, False)])
def test_no_event_has_seen_more_than_sixty_four(n: int, is_in: bool) -> None:
    assert is_let_in(msgspec.structs.replace(HONEST, seen=tuple(range(1, n + 1)))) is is_in
