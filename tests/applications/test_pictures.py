"""The row of a picture and its file: whoever writes, drops or looks at one while another does, or a disk spoils it."""

import threading
from collections.abc import Callable, Iterable
from typing import Any

import pytest
from django.db import connection

from dorgora.applications import local
from dorgora.applications.local import pictures
from tests.applications.test_ages import Say, hub_says
from tests.applications.test_ages import clock_says as clock_says
from tests.applications.test_local import kept_files, lodged_with, pass_by, photo, rows_of
from tests.applications.test_register_numbers import wait_for
from tests.applications.world import World, build


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
