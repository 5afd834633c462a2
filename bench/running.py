"""A laptop's start, and what it takes while nobody does anything and the hub is out of reach."""

import os
import time
from pathlib import Path

from bench.client import signed_in
from bench.figures import Figure
from bench.stage import Stage

SETTLE_SECONDS = 10
IDLE_SECONDS = 60
N_STARTS = 3
TICK = os.sysconf("SC_CLK_TCK")


def measure(stage: Stage) -> list[Figure]:
    """From the command to the first page served; then memory and processor time of all its processes.

    The hub is not running, so the exchange finds no line. Memory is the sum of resident sizes after an operator
    has worked: shared pages are counted once for each process.
    """
    laptop, seconds = stage.laptop, []
    for n in range(N_STARTS):
        began = time.perf_counter()
        laptop.start().wait()
        seconds.append(time.perf_counter() - began)
        if n < N_STARTS - 1:
            laptop.stop()
    try:
        client = signed_in(stage)
        for address in ("/counter/", "/counter/files", "/counter/drawer", "/counter/citizens"):
            client.get(address)
        time.sleep(SETTLE_SECONDS)
        assert laptop.process is not None
        before, began = cpu_seconds(laptop.process.pid), time.perf_counter()
        time.sleep(IDLE_SECONDS)
        used, passed = cpu_seconds(laptop.process.pid) - before, time.perf_counter() - began
        megabytes = sum(resident_bytes(pid) for pid in group(laptop.process.pid)) / 1e6
    finally:
        laptop.stop()
    return [
        Figure("start.seconds", sorted(seconds)[N_STARTS // 2], "s"),
        Figure("idle.rss_mb", megabytes, "MB"),
        Figure("idle.cpu_percent", 100 * used / passed, "%"),
    ]


def group(leader: int) -> list[int]:
    """The processes of one node: those in the group of the one that was started."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit() and _stat(int(folder.name))[2:3] == [str(leader)]:
            found.append(int(folder.name))
    return found


def cpu_seconds(leader: int) -> float:
    """User and system time so far of all processes of a node, ended children included."""
    fields = [_stat(pid) for pid in group(leader)]
    return sum(sum(int(one) for one in row[11:15]) for row in fields if row) / TICK


def resident_bytes(pid: int) -> int:
    """Resident memory of one process."""
    pages = (Path("/proc") / str(pid) / "statm").read_text().split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the state on; empty when it has ended."""
    try:
        return (Path("/proc") / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []
