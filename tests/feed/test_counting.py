"""Counters: what each subject adds, packed, and sums that come right again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.feed import cells
from dorgora.feed import node as nodes

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs",)), max_size=30)


@given(st.dictionaries(LETTERS, st.integers(-(2**63), 2**63 - 1), max_size=40))
def test_packed_cells_come_back_without_zeros(counts: dict[str, int]) -> None:
    assert cells.unpack(cells.pack(counts)) == {cell: n for cell, n in counts.items() if n}


@given(st.dictionaries(LETTERS, st.integers(1, 9), max_size=20), st.randoms())
def test_the_same_cells_pack_to_the_same_bytes(counts: dict[str, int], chance: object) -> None:
    order = list(counts)
    chance.shuffle(order)  # type: ignore[attr-defined]
    assert cells.pack({cell: counts[cell] for cell in order}) == cells.pack(counts)


@pytest.mark.django_db
def test_a_counter_changed_by_hand_is_named_and_put_right(hub: object) -> None:
    rows = nodes.this().store.rows
    rows.count("places", [], {7: {"a": 2, "b": 3}, 8: {"a": 5}})
    rows.run("UPDATE feed_counter SET n = 70 WHERE cell = 'a'")
    rows.run("DELETE FROM feed_counter WHERE cell = 'b'")
    assert rows.miscounted("places") == {"a": (70, 7), "b": (0, 3)}
    rows.run("INSERT INTO feed_counter (projection, cell, n) VALUES ('places', 'c', 1)")
    rows.add_to_counters(
        "places", {cell: said - held for cell, (held, said) in rows.miscounted("places").items()}
    )
    assert rows.miscounted("places") == {}
    assert rows.all("SELECT cell, n FROM feed_counter WHERE cell IN ('a', 'b') ORDER BY cell") == [
        ("a", 7),
        ("b", 3),
    ]


@pytest.mark.django_db
def test_telling_less_of_a_subject_takes_its_part_back(hub: object) -> None:
    rows = nodes.this().store.rows
    rows.count("places", [], {7: {"a": 2, "b": 3}, 8: {"a": 5}})
    rows.count("places", [7, 8], {7: {"b": 1}, 8: {}})
    assert rows.all("SELECT cell, n FROM feed_counter WHERE projection = 'places' ORDER BY cell") == [
        ("a", 0),
        ("b", 1),
    ]
    assert rows.contributions("places", [7, 8]) == {7: cells.pack({"b": 1})}
