"""A granted file is opened again: told again from the log, it is as it was told live."""

import pytest

from dorgora.kernel.errors import Refused
from tests.applications.world import World
from tests.retold import retold


def test_a_granted_file_opened_again_waits_for_her(world: World) -> None:
    done = world.submit()
    world.approve(done.id)
    with retold():
        world.return_file(done.id, "name_bn", "mother_name", reopens=True)
    file = world.file(done.id)
    assert (file.state, set(file.returned_fields)) == ("returned", {"name_bn", "mother_name"})


def test_nobody_opens_again_what_was_not_granted(world: World) -> None:
    done = world.submit()
    world.return_file(done.id)
    with pytest.raises(Refused, match="already_decided"):
        world.return_file(done.id, reopens=True)
