"""Real power cuts of a real file system: what was acknowledged before the cut is there after it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.country import ISLAND, PACK
from tests.journeys.lodging import register_mother
from tests.journeys.staging import Set
from tests.torture.asked import N_CUTS, SEED, keep
from tests.torture.test_kills import scene

__all__ = ["scene"]


@pytest.mark.torture
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems")
def test_no_cut_loses_what_was_acknowledged(
    scene: Set, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    laptop = scene.laptop
    laptop.start().wait()
    cast = scene.cast
    mother = register_mother(
        scene.operator("woman", laptop), cast, cast.mother.local_name, cast.mother.latin_name
    )
    applicant = int(mother.url.rstrip("/").rsplit("/", 1)[-1].split("?")[0])
    laptop.stop()
    told = {
        "key": laptop.key, "seed": SEED, "n_cuts": N_CUTS, "operator": scene.stage.accounts["woman"].id,
        "place": ISLAND, "applicant": applicant, "pack": str(PACK),
    }  # fmt: skip
    (tmp_path / "told.json").write_text(json.dumps(told))
    (tmp_path / "laptop").symlink_to(laptop.folder)
    done = subprocess.run(
        ["unshare", "-m", "--propagation", "private", sys.executable, "-m", "tests.torture.cutting", str(tmp_path)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"seed {SEED}: {done.stdout} {done.stderr[-3000:]}"
    found = json.loads(done.stdout.splitlines()[-1])
    keep("cuts", found)
    with capsys.disabled():
        print(f"\n{found} (seed {SEED})")
