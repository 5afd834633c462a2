"""Sticks that lose power, are full, or are smaller than they say: a backup that was said to be kept is there."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.torture.asked import N_CUTS, SEED


@pytest.mark.torture
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts file systems")
def test_a_backup_said_to_be_kept_outlives_the_power(tmp_path: Path) -> None:
    words = ["unshare", "-m", "--propagation", "private", sys.executable, "-m", "tests.torture.pulling"]
    done = subprocess.run(
        [*words, str(tmp_path), str(SEED), str(N_CUTS)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"seed {SEED}: {done.stdout} {done.stderr[-3000:]}"
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["n_kept"] >= N_CUTS
    assert found["full"].startswith("not_kept: No space left")
    assert found["false"].split(":")[0] in ("not_kept", "not_read_back")
