"""The row of a picture and its file: whoever writes, drops or looks at one while another does, or a disk spoils it."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection

from dorgora.applications import local
from dorgora.applications.local import pictures
from dorgora.feed import node as nodes
from tests.applications.test_ages import Say, hub_says
from tests.applications.test_ages import clock_says as clock_says
from tests.applications.test_local import kept_files, lodged_with, pass_by, photo, rows_of
from tests.applications.test_register_numbers import wait_for
from tests.applications.world import PLACE, World, build


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_what_is_being_lodged_no_other_page_takes_away(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world, digest = build(hub), local.keep_picture(photo(), draft_key="first")
    other, drop_pictures_of = threading.Thread(target=lambda: replaced(digest)), pictures.drop_pictures_of

    def hold(draft_keys: Iterable[str]) -> None:
        """The file has its row and is not committed yet: now the other page replaces the picture."""
        other.start()
        assert wait_for(other), "the file goes once it is known whose it is"
        drop_pictures_of(draft_keys)

    monkeypatch.setattr(pictures, "drop_pictures_of", hold)
    file_id = lodged_with(world, digest)
    other.join()
    assert rows_of(file_id=file_id) == 1 and local.which_are_here([digest]) == {digest}


def replaced(digest: str) -> None:
    """In a thread of its own: another page of the form has another picture."""
    try:
        local.drop_replaced("first", [digest])
    finally:
        connection.close()


@pytest.mark.parametrize("days", [-40, 0, 730])
@pytest.mark.parametrize("is_erased", [False, True], ids=["sweep", "erasure"])
def test_by_whatever_clock_a_stray_was_kept_it_goes(
    world: World,
    serve_as: Callable[[str], None],
    clock_says: Say,
    monkeypatch: pytest.MonkeyPatch,
    days: int,
    is_erased: bool,
) -> None:
    """Not in the minutes in which its form is being written, though the hub says the day in between."""
    serve_as("centre")
    clock_says(days)
    digest = local.keep_picture(photo(), draft_key="correct-7")
    hub_says(clock_says, 0)
    for seconds, there in ((0, {digest}), (601, set())):
        pass_by(monkeypatch, seconds)
        local.forget_citizens([world.jamal]) if is_erased else pictures.drop_strays()
        assert local.which_are_here([digest]) == there
    assert kept_files() == [] and rows_of() == 0


def test_what_another_process_keeps_is_left_to_it(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    digest = local.keep_picture(photo(), draft_key="correct-7")
    monkeypatch.setattr(pictures, "_making", set())
    pictures.drop_strays()
    assert local.which_are_here([digest]) == {digest}


def meanwhile(monkeypatch: pytest.MonkeyPatch, name: str, act: Callable[[], object]) -> None:
    """Somebody else is through with this just before `pictures` does what is called so for the first time."""
    then = getattr(pictures, name)

    def first(*given: Any, **more: Any) -> Any:
        monkeypatch.setattr(pictures, name, then)
        act()
        return then(*given, **more)

    monkeypatch.setattr(pictures, name, first)


def test_what_is_dropped_while_it_is_kept_is_there(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = photo()
    digest = local.keep_picture(content, draft_key="first")
    meanwhile(monkeypatch, "writing", lambda: local.drop_replaced("first", [digest]))
    local.keep_picture(content, draft_key="second")
    assert local.picture(digest) is not None and len(kept_files()) == rows_of() == 1


def test_what_is_kept_twice_at_once_has_one_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = photo()
    meanwhile(monkeypatch, "writing", lambda: local.keep_picture(content, draft_key="first"))
    digest = local.keep_picture(content, draft_key="first")
    assert local.picture(digest) is not None and len(kept_files()) == rows_of() == 1


def test_what_is_kept_anew_while_it_goes_has_one_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    content = photo()
    digest = local.keep_picture(content, draft_key="first")
    meanwhile(monkeypatch, "_take_away", lambda: local.keep_picture(content, draft_key="second"))
    local.drop_replaced("first", [digest])
    assert local.picture(digest) is not None and len(kept_files()) == rows_of() == 1


def test_a_file_that_is_being_written_is_left_alone(world: World) -> None:
    digest = local.keep_picture(photo(), draft_key="first")
    (path,) = kept_files()
    beside = path.with_name("0123.new")
    beside.touch()
    pictures.drop_unnamed_files()
    assert kept_files() == sorted([path, beside]) and local.which_are_here([digest]) == {digest}


def spoil(draft_key: str) -> None:
    spoilt = "UPDATE applications_picture SET key = 'text' WHERE draft_key = %s"
    nodes.this().store.rows.run(spoilt, [draft_key])


def test_a_spoilt_picture_is_none_and_can_be_taken_again(world: World) -> None:
    content = photo()
    digest = local.keep_picture(content, draft_key="first")
    spoil("first")
    assert local.which_are_here([digest]) == set() and local.picture(digest) is None
    with pytest.raises(ValueError, match="not open"):
        pictures.drop_unnamed_files()
    assert local.keep_picture(content, draft_key="first") == digest
    pictures.drop_unnamed_files()
    assert local.picture(digest) is not None and len(kept_files()) == 1


def test_a_file_gets_the_picture_that_is_whole(world: World) -> None:
    content = photo()
    digest = [local.keep_picture(content, draft_key=key) for key in ("first", "second")][0]
    spoil("first")
    lodged_with(world, digest, "second")
    assert rows_of() == 2 and local.picture(digest) is not None


def test_what_does_not_go_from_the_disk_undoes_nothing(world: World) -> None:
    local.save_draft("first", world.karim, PLACE, "s", "child", {})
    local.keep_picture(photo(), draft_key="first")
    spoil("first")
    local.drop_draft("first")
    assert local.draft("first") is None and rows_of() == 0
    pictures.drop_unnamed_files()
    assert kept_files() == []
