"""`python -m tests.torture.pulling FOLDER SEED N`: sticks that lose power, are full, or are smaller than they say.

Each is a file system of its own, mounted from a file or from memory. To be run as root in a mount namespace of its
own, like `cutting`.
"""

import hashlib
import json
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dorgora.feed.roads import stick
from dorgora.kernel.errors import Refused
from tests.torture.disks import Disk

MEGABYTE = 1 << 20


def main() -> None:
    if sys.argv[1] == "write":
        _write(Path(sys.argv[2]), int(sys.argv[3]), random.Random(int(sys.argv[4])))
        return
    folder, seed, n_cuts = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    found = {"n_cuts": n_cuts, "n_kept": _cut(folder, random.Random(seed), n_cuts)}
    print(json.dumps({**found, "full": _full(folder), "false": _false(folder)}))


def _content(number: int) -> bytes:
    chance = random.Random(number)
    return chance.randbytes(chance.randrange(1, 3 * MEGABYTE))


def _name(number: int, content: bytes) -> str:
    return f"dorgora-{number:06}-{hashlib.sha256(content).hexdigest()[:16]}.backup"


def _write(folder: Path, number: int, chance: random.Random) -> None:
    """One backup after the other, each said when it is kept and the one before is gone."""
    while True:
        number += 1
        content = _content(number)
        stick.remove(folder.glob(f"*{stick.UNFINISHED}"))
        older = list(folder.glob("*.backup"))
        stick.keep(folder / _name(number, content), [content[:1000], content[1000:]])
        print(number, flush=True)
        stick.remove(older)
        time.sleep(chance.uniform(0, 0.02))


def _whole(folder: Path) -> list[int]:
    """The numbers of the backups that are there; each of them is whole."""
    found = []
    for path in sorted(folder.glob("*.backup")):
        number = int(path.name.split("-")[1])
        assert path.name == _name(number, path.read_bytes()), f"{path.name} is not whole"
        found.append(number)
    return found


def _cut(folder: Path, chance: random.Random, n_cuts: int) -> int:
    """Power cuts at any moment; gives how many backups were said to be kept."""
    last = n_kept = 0
    disk = Disk(folder / "stick.img", folder / "stick", 64)
    disk.make()
    try:
        for _ in range(n_cuts):
            said = _until_cut(disk, last, chance)
            n_kept += len(said)
            there = _whole(disk.at)
            assert there and there[-1] >= max(said, default=last), f"{there} after {said} was said"
            last = there[-1]
    finally:
        disk.unmount()
    return n_kept


def _until_cut(disk: Disk, last: int, chance: random.Random) -> list[int]:
    words = [
        sys.executable,
        "-m",
        "tests.torture.pulling",
        "write",
        str(disk.at),
        str(last),
        str(chance.random())[2:],
    ]
    writer = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert writer.stdout is not None
    said = [int(writer.stdout.readline())]
    time.sleep(chance.uniform(0, 0.4))
    while select.select([writer.stdout], [], [], 0)[0]:
        said.append(int(writer.stdout.readline()))
    disk.cut()
    writer.send_signal(signal.SIGKILL)
    writer.wait()
    writer.stdout.close()
    disk.unmount()
    disk.mount()
    return said


@contextmanager
def _mounted(at: Path, *words: str) -> Iterator[Path]:
    at.mkdir()
    subprocess.run(["mount", *words, str(at)], check=True)
    try:
        yield at
    finally:
        subprocess.run(["umount", str(at)], check=True)


def _refused(folder: Path, content: bytes) -> str:
    """Why a further backup is not kept; the older one is there, whole, and nothing else."""
    older = _content(1)
    (folder / _name(1, older)).write_bytes(older)
    try:
        stick.keep(folder / _name(2, content), [content])
    except Refused as why:
        assert _whole(folder) == [1] and len(list(folder.glob("dorgora*"))) == 1
        return f"{why.reason}: {why.detail.get('why', '')}"
    raise AssertionError("it was kept")


def _full(folder: Path) -> str:
    with _mounted(folder / "full", "-t", "tmpfs", "-o", "size=4m", "tmpfs") as at:
        return _refused(at, bytes(8 * MEGABYTE))


def _false(folder: Path) -> str:
    """It says that it has 64 MB, and behind 16 there is nothing."""
    disk = Disk(folder / "false.img", folder / "false", 64)
    disk.make()
    try:
        subprocess.run(["truncate", "-s", f"{16 * MEGABYTE}", str(disk.image)], check=True)
        loops = subprocess.run(["losetup", "-j", str(disk.image)], capture_output=True, text=True, check=True)
        subprocess.run(["losetup", "-c", loops.stdout.split(":")[0]], check=True)
        return _refused(disk.at, random.Random(2).randbytes(40 * MEGABYTE))
    finally:
        disk.unmount()


main()
