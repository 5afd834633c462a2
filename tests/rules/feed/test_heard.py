"""Each projection is told just the events it listens to, in their order, whatever was told before in that shape."""

from collections.abc import Sequence

from dorgora.feed.fold import Author, Projection, Telling, Told, fold_story

CENTRE = Author("centre", "10")


def told(event_id: int, kind: str) -> Told:
    return Told(event_id, kind, 1, 1, 0, 0, CENTRE, None, None, 0)


def listening(name: str, *kinds: str) -> Projection:
    def fold(heard: Sequence[Told]) -> Telling:
        return Telling({"heard": [(one.id,) for one in heard]}, {})

    return Projection(name, 1, frozenset(kinds), fold)


def heard(kinds: Sequence[str], *projections: Projection, first: int = 1) -> dict[str, list[int]]:
    tellings = fold_story([told(first + n, kind) for n, kind in enumerate(kinds)], projections)
    return {name: [row[0] for row in telling.rows["heard"]] for name, telling in tellings.items()}


def test_each_hears_its_own_kinds_in_order() -> None:
    ledger, files, keys = (
        listening("ledger", "fee"),
        listening("files", "fee", "file"),
        listening("keys", "key"),
    )
    said = heard(["file", "fee", "other", "fee"], ledger, files, keys)
    assert said == {"ledger": [2, 4], "files": [1, 2, 4]}


def test_a_story_of_the_same_kinds_is_told_with_its_own_events() -> None:
    ledger = listening("ledger", "fee")
    assert heard(["file", "fee"], ledger) == {"ledger": [2]}
    assert heard(["file", "fee"], ledger, first=8) == {"ledger": [9]}
    assert heard(["fee", "file"], ledger) == {"ledger": [1]}


def test_another_projection_of_the_same_name_is_another() -> None:
    assert heard(["file", "fee"], listening("ledger", "fee")) == {"ledger": [2]}
    assert heard(["file", "fee"], listening("ledger", "file")) == {"ledger": [1]}
