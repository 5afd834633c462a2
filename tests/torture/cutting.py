"""`python -m tests.torture.cutting FOLDER`: real power cuts of a real file system under a node that writes.

FOLDER holds a laptop's folder and told.json. An ext4 of its own is mounted from a file; in the middle of the work
it is shut down by the kernel without flushing its journal, so that everything not fsynced is gone, the writer is
killed, and the file system is mounted again as after a reboot. To be run as root in a mount namespace of its own
(`unshare -m --propagation private`): a shell started meanwhile would hold on to the file system that was cut.
"""

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from dorgora.demo.processes import NodeProcess
from tests.journeys.country import HERE
from tests.torture.audit import audit
from tests.torture.disks import Disk


def main() -> None:
    folder = Path(sys.argv[1])
    told = json.loads((folder / "told.json").read_text())
    disk = Disk(folder / "disk.img", folder / "disk")
    disk.make()
    try:
        shutil.copytree(folder / "laptop", disk.at / "laptop", ignore=shutil.ignore_patterns("*.sock"))
        os.sync()
        laptop = NodeProcess("laptop", "centre", disk.at / "laptop", key=told["key"])
        laptop.extra["DORGORA_PACK"] = told["pack"]
        found = _cuts(disk, laptop, told)
    finally:
        disk.unmount()
    print(json.dumps(found))


def _cuts(disk: Disk, laptop: NodeProcess, told: dict[str, int]) -> dict[str, int]:
    chance = random.Random(told["seed"])
    acknowledged: dict[str, str] = {}
    n_files = 0
    for n in range(told["n_cuts"]):
        words = [
            str(told["seed"] * 1000 + n),
            str(told["operator"]),
            str(told["place"]),
            str(told["applicant"]),
        ]
        acknowledged |= dict.fromkeys(_until_cut(disk, laptop, words, chance), "lodged")
        n_files = audit(laptop.folder, laptop.key, str(told["place"]), acknowledged, HERE.birth_minor)
        _check(laptop, n)
    return {"n_cuts": told["n_cuts"], "n_acknowledged": len(acknowledged), "n_files": n_files, "n_lost": 0}


def _until_cut(disk: Disk, laptop: NodeProcess, words: list[str], chance: random.Random) -> list[str]:
    """The short numbers that were said before the power went."""
    writer = subprocess.Popen(
        [sys.executable, "-m", "tests.torture.writer", *words],
        env=laptop.environment(), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert writer.stdout is not None
    said = writer.stdout.readline()  # it takes a second to load; the cut comes while it writes
    ends = time.monotonic() + chance.uniform(0.0, 0.8)
    while (left := ends - time.monotonic()) > 0:
        if select.select([writer.stdout], [], [], left)[0]:
            said += os.read(writer.stdout.fileno(), 65536)
    while select.select([writer.stdout], [], [], 0)[0] and (more := os.read(writer.stdout.fileno(), 65536)):
        said += more
    disk.cut()
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    disk.unmount()
    disk.mount()
    numbers = said.decode().split("\n")[:-1]
    if not numbers:
        raise SystemExit("the writer wrote nothing")
    return numbers


def _check(laptop: NodeProcess, n: int) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "dorgora", "check"],
        env=laptop.environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.stdout.splitlines() != ["all is well"]:
        raise SystemExit(f"after cut {n + 1}: {done.stdout} {done.stderr[-2000:]}")


main()
