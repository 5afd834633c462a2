"""What no honest node sends is refused by its shape alone."""

import msgspec
import pytest

from dorgora.feed import canonical
from dorgora.feed.event import GENESIS, Head
from dorgora.feed.sync import gate, wire

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


RUN = wire.Run(7, 0, b"", 3, Head(7, 3, GENESIS, bytes(64)), ())
ASKED = wire.Request(wire.VERSION, 0, GENESIS, (), (RUN,), (), (), 0, unshown=(Head(7, 3, GENESIS),))
HEADS = {
    "a feed no id has room for": Head(1 << 23, 3, GENESIS),
    "no feed": Head(0, 3, GENESIS),
    "a number no id has room for": Head(7, 1 << 40, GENESIS),
    "a number no database holds": Head(7, 1 << 63, GENESIS),
    "a number before the first": Head(7, -1, GENESIS),
    "a hash that is none": Head(7, 3, bytes(33)),
    "a signature that is none": Head(7, 3, GENESIS, bytes(65)),
}


@pytest.mark.parametrize("head", HEADS.values(), ids=HEADS.keys())
def test_a_head_is_one_that_a_node_could_have_signed(head: Head) -> None:
    assert gate.unpack(gate.pack(ASKED), wire.Request) == ASKED
    in_a_run = msgspec.structs.replace(RUN, head=head)
    for wrong in ({"runs": (in_a_run,)}, {"lost": (in_a_run,)}, {"unshown": (head,)}):
        with pytest.raises(gate.Refused, match="shape"):
            gate.unpack(gate.pack(msgspec.structs.replace(ASKED, **wrong)), wire.Request)
