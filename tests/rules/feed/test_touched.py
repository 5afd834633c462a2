"""Which projections a new event changes: those that listen to it, and those whose events it puts in another order."""

from dorgora.feed.fold import Author, Projection, Telling, Told, is_touched

LEDGER = Projection("ledger", 1, frozenset({"fee", "refund"}), lambda told: Telling({}, {}))


def told(event_id: int, kind: str) -> Told:
    return Told(event_id, kind, 1, 1, 0, 0, Author("centre", "10"), None, None, 0)


def test_a_new_event_it_listens_to_touches_it() -> None:
    assert is_touched(LEDGER, [told(1, "file"), told(2, "fee")], [1], {2})


def test_a_new_event_of_another_kind_leaves_it() -> None:
    assert not is_touched(LEDGER, [told(1, "fee"), told(2, "refund"), told(3, "file")], [1, 2], {3})


def test_an_event_that_turns_the_order_round_touches_it() -> None:
    assert is_touched(LEDGER, [told(2, "refund"), told(3, "file"), told(1, "fee")], [1, 2], {3})
