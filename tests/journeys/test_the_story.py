"""The story of `make demo`, played by the same program with other people, on the hub's database of this run."""

import shutil
import tempfile
from pathlib import Path

import pytest

from dorgora.demo import stage, story
from dorgora.demo.cast import cast_of
from tests.conftest import ON_POSTGRES
from tools.registry import ROOT

OWN, SECOND = ROOT / "packs" / "bd", ROOT / "tests" / "packs" / "marjan"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("pack", "seed"),
    # The country that does not exist once, on what is the same everywhere: its data reach the database alike.
    [(OWN, 11)] if ON_POSTGRES else [(OWN, 4242), (SECOND, 5)],
    ids=lambda value: value.name if isinstance(value, Path) else str(value),
)
def test_a_birth_is_registered_with_the_link_down(
    pack: Path, seed: int, hub_database: dict[str, str]
) -> None:
    """Seven steps, each checked by reading pages and exported files; `story.play` raises at the first that fails."""
    # Directly under the temporary folder: the path of a node's socket may not be longer than about 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="dorgora-"))
    said: list[str] = []
    cast = cast_of(pack, seed)
    set_up = None
    try:
        set_up = stage.set_stage(folder, cast, said.append, hub_extra=hub_database)
        story.play(set_up, said.append)
    finally:
        if set_up is not None:
            set_up.stop()
        shutil.rmtree(folder, ignore_errors=True)
    assert said[-1].startswith("6  certificates and receipt verify")
