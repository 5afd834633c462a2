"""The story of `make demo`, played by the same program with other people, on the hub's database of this run."""

import shutil
import tempfile
from pathlib import Path

import pytest

from dorgora.demo import stage, story
from dorgora.demo.cast import Cast
from dorgora.kernel import clock
from tests.conftest import ON_POSTGRES
from tools.registry import ROOT

PACK = ROOT / "packs" / "bd"


@pytest.mark.slow
@pytest.mark.parametrize("seed", [11 if ON_POSTGRES else 4242])
def test_a_birth_is_registered_with_the_link_down(seed: int, hub_database: dict[str, str]) -> None:
    """Seven steps, each checked by reading pages and exported files; `story.play` raises at the first that fails."""
    # Directly under the temporary folder: the path of a node's socket may not be longer than about 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="dorgora-"))
    said: list[str] = []
    cast = Cast(seed, clock.now().astimezone().date()).draw(PACK)
    set_up = None
    try:
        set_up = stage.set_stage(folder, cast, said.append, hub_extra=hub_database)
        story.play(set_up, said.append)
    finally:
        if set_up is not None:
            set_up.stop()
        shutil.rmtree(folder, ignore_errors=True)
    assert said[-1].startswith("6  certificates and receipt verify")
