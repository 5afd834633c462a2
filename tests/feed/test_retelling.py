"""After an upgrade the tables are told again by themselves, once, from where the plug was pulled."""

from collections.abc import Collection
from types import SimpleNamespace
from typing import Any

import pytest

from dorgora.feed import checking, rebuilding, retelling, versions
from dorgora.feed import node as nodes
from dorgora.feed.core import Log
from dorgora.feed.writing import writing
from tests.applications.world import World
from tests.money.earlier import leave_books
from tests.retold import tables

PART = 3


class Pulled(Exception):
    """The plug, in the middle of a transaction."""


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The subjects that are told again, in parts of a few, each a transaction."""
    found: list[int] = []
    tell = Log.tell

    def noted(log: Log, subjects: set[int]) -> None:
        tell(log, subjects)
        if -1 in found:
            raise Pulled
        found.extend(subjects)

    monkeypatch.setattr(Log, "tell", noted)
    monkeypatch.setattr(rebuilding, "STEP", PART)
    monkeypatch.setattr(rebuilding, "is_wanted", lambda: True)
    return found


def behind() -> list[str]:
    return [one.name for one in versions.behind(nodes.this())]


def forget(*names: str) -> None:
    """As a database of a program that had no such projection."""
    with writing():
        for name in names:
            nodes.this().store.set_note(f"told:{name}", "")


def go_on() -> bool:
    return retelling.go_on(nodes.this(), lambda names: None)


def n_retold() -> int:
    found = retelling.under_way(nodes.this())
    assert found is not None
    return found.n_told


def all_subjects() -> list[int]:
    return [one for part in rebuilding.subjects(nodes.this(), None) for one in part]


def test_it_works(world: World) -> None:
    world.submit()
    live = tables()
    leave_books()
    assert behind() == ["money"] and tables() != live
    while go_on():
        pass
    assert behind() == [] and tables() == live
    assert list(checking.faults(nodes.this())) == []


def test_a_new_database_is_told_by_this_program(world: World, told: list[int]) -> None:
    assert retelling.under_way(nodes.this()) is None
    assert not go_on() and told == []


def test_a_node_that_is_nobody_yet_has_nothing_to_tell(hub: Any) -> None:
    forget(*(one.name for one in nodes.this().log.projections))
    assert len(behind()) == len(nodes.this().log.projections)
    nodes.this().store.set_note("node", "")
    assert behind() == []


def test_after_a_pulled_plug_it_goes_on_where_it_was(world: World, told: list[int]) -> None:
    world.submit()
    live = tables()
    leave_books()
    told.clear()
    assert go_on() and go_on()
    before = [*told]
    told.append(-1)
    with pytest.raises(Pulled):
        go_on()
    told.remove(-1)
    assert told == before and n_retold() == len(before) == 2 * PART
    while go_on():
        pass
    assert sorted(told) == all_subjects() and len(told) > 3 * PART, "each once"
    assert tables() == live


def test_what_stands_beside_is_made_anew_before_it_is_over(world: World) -> None:
    leave_books()
    while n_retold() != len(all_subjects()):
        assert go_on()

    def pulled(names: Collection[str]) -> None:
        assert set(names) == {"money"}
        raise Pulled

    for _ in range(2):
        with pytest.raises(Pulled):
            retelling.go_on(nodes.this(), pulled)
        assert behind() == ["money"] and not versions.is_told(nodes.this(), "money")
    assert not go_on() and behind() == []


def test_with_another_upgrade_in_the_middle_it_begins_again(world: World, told: list[int]) -> None:
    leave_books()
    told.clear()
    go_on()
    forget("tcv")
    assert n_retold() == 0
    while go_on():
        pass
    assert sorted(told[PART:]) == all_subjects()
    assert behind() == []


def test_a_projection_that_is_new_is_told(world: World) -> None:
    world.submit()
    live = tables()
    nodes.this().store.rows.run("DELETE FROM money_transfer")
    forget("money", "applications")
    while go_on():
        pass
    assert tables() == live


def test_who_may_write_is_told_before_what_they_wrote(world: World) -> None:
    world.submit()
    live = tables()
    forget(*(one.name for one in nodes.this().log.projections))
    for table in (*live, "feed_counter"):
        nodes.this().store.rows.run(f"DELETE FROM {table}")
    nodes.this().store._authors.clear()
    while go_on():
        pass
    assert tables() == live


def test_what_could_not_be_read_before_is_told_again(hub: Any) -> None:
    """An event of a kind that came with this program may have been heard, and kept, by an earlier one."""
    node = nodes.this()
    for projection in node.log.projections:
        now = versions.words(node, projection)
        for left_out in [kind for kind in node.log.kinds if kind.name in projection.kinds]:
            kinds = [kind for kind in node.log.kinds if kind is not left_out]
            then: Any = SimpleNamespace(log=SimpleNamespace(kinds=kinds))
            assert versions.words(then, projection) != now
        assert now.split()[0] == str(projection.version)


def test_a_rebuild_that_is_whole_is_noted(world: World) -> None:
    leave_books()
    rebuilding.rebuild("tcv", say=lambda line: None)
    rebuilding.rebuild("money", feed=1, say=lambda line: None)
    assert behind() == ["money"]
    rebuilding.rebuild("money", say=lambda line: None)
    assert behind() == []


def test_a_check_does_not_hold_up_what_is_still_being_told(world: World) -> None:
    world.submit()
    leave_books()
    said: list[str] = []
    assert checking.check(said.append) == 0
    assert said == ["still being told again: money", "all is well"]
