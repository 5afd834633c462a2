"""The row of a picture and its file: whoever writes, drops or looks at one while another does, or a disk spoils it."""

import threading
from collections.abc import Iterable
from typing import Any

import pytest
from django.db import connection

from dorgora.applications import local
from dorgora.applications.local import pictures
from tests.applications.test_local import lodged_with, photo, rows_of
from tests.applications.test_register_numbers import wait_for
from tests.applications.world import build


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
