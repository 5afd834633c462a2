"""The stage of a run: a hub and a laptop enrolled for two unions, filled once and kept under build/bench-data."""

import hashlib
import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dorgora.demo.processes import Failed, NodeProcess, free_port

DATA = Path("build/bench-data")
SOURCE = Path("src/dorgora")
ISLAND, FAR = "10092570", "10092573"
SHAPES = (
    "*/migrations/*.py",
    "*/events.py",
    "*/rules.py",
    "*/projections.py",
    "feed/cells.py",
    "feed/fold.py",
)
MAKERS = ("lives.py", "people.py", "filling.py", "fill.py", "stage.py")
PIN = "246810"
Say = Callable[[str], None]


@dataclass
class Stage:
    """A hub and a laptop in one folder, not running; staff by name to (id, one-time code)."""

    folder: Path
    hub: NodeProcess
    laptop: NodeProcess
    staff: dict[str, tuple[int, str]]

    def within(self, node: NodeProcess, module: str, *words: str) -> str:
        """Runs a program of this bench inside a node's own settings; gives what it printed last.

        Raises:
            Failed: it did not end well.
        """
        environment = {**node.environment(), "DORGORA_BENCH": str(self.folder)}
        done = subprocess.run(
            [sys.executable, "-m", f"bench.{module}", *words],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        if done.returncode:
            raise Failed(f"bench.{module} ended with {done.returncode}")
        lines = done.stdout.splitlines()
        for line in lines[:-1]:
            print(line)
        return lines[-1] if lines else ""


def key_of(*parts: object) -> str:
    """Changes when the tables, the folds or what fills them change."""
    digest = hashlib.sha256(repr(parts).encode())
    files = [path for shape in SHAPES for path in sorted(SOURCE.glob(shape))]
    for path in [*files, *(Path("bench") / name for name in MAKERS)]:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def copied(kept: Path, say: Say) -> Iterator[Stage]:
    """A copy to work on, so that every run begins alike; thrown away afterwards."""
    folder = DATA / "run"
    shutil.rmtree(folder, ignore_errors=True)
    say("copying the filled laptop")
    subprocess.run(["cp", "-a", "--reflink=auto", str(kept), str(folder)], check=True)
    try:
        yield read(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def kept_stage(name: str, parts: tuple[object, ...], make: Callable[[Stage], None], say: Say) -> Path:
    """The folder of a stage made earlier, or made now."""
    kept = DATA / f"{name}-{key_of(name, *parts)}"
    if not kept.exists():
        for old in DATA.glob(f"{name}-*"):
            shutil.rmtree(old)
        for old in set(DATA.glob(f"making-{name}-*")) - {DATA / f"making-{kept.name}"}:
            shutil.rmtree(old)
        making = DATA / f"making-{kept.name}"
        if not (making / "stage.json").exists():
            shutil.rmtree(making, ignore_errors=True)
            _set_up(making, ("office" in parts), say)
        make(read(making))  # which goes on where an earlier run was stopped
        making.rename(kept)
    return kept


def read(folder: Path) -> Stage:
    """The stage in a folder."""
    told = json.loads((folder / "stage.json").read_text())
    hub = NodeProcess("hub", "hub", folder / "hub", tls_port=told["tls_port"], key=told["hub_key"])
    laptop = NodeProcess("laptop", "centre", folder / "laptop", key=told["laptop_key"])
    for node in (hub, laptop):
        node.folder = node.folder.resolve()
        node.extra["DORGORA_SYNC_SECONDS"] = "60"
    return Stage(folder, hub, laptop, {name: tuple(one) for name, one in told["staff"].items()})


def _set_up(folder: Path, is_office: bool, say: Say) -> None:
    """Founds, staffs and enrols; both nodes are stopped at the end, and stage.json says that it is done."""
    folder.mkdir(parents=True)
    hub = NodeProcess("hub", "hub", (folder / "hub").resolve(), tls_port=free_port())
    laptop = NodeProcess("laptop", "centre", (folder / "laptop").resolve())
    say("setting up a hub and a laptop")
    try:
        hub.start().wait()
        hub.do("found", "--name", "Bench hub", "--url", f"https://localhost:{hub.tls_port}")
        hub.do("load-pack")
        staff = staffed(hub)
        places = [f"{role}:{area}" for area in (ISLAND, FAR) for role in ("centre", "office")]
        slip = hub.do("invite", "--name", "Bench", *(places if is_office else places[::2]))[0]
        laptop.start().wait()
        laptop.do("enrol", slip)
    finally:
        hub.stop()
        laptop.stop()
    told = {"tls_port": hub.tls_port, "hub_key": hub.key, "laptop_key": laptop.key, "staff": staff}
    (folder / "stage.json").write_text(json.dumps(told))


def staffed(hub: NodeProcess) -> dict[str, tuple[int, str]]:
    """Opens the centres and offices of both unions, and appoints who works there."""
    for area in (ISLAND, FAR):
        hub.do("open", "centre", area)
        hub.do("open", "office", area)
    return {
        "operator": hub.appoint("operator", ISLAND, "রহিমা বেগম", "Rahima Begum"),
        "far_operator": hub.appoint("operator", FAR, "করিম মিয়া", "Karim Mia"),
        "officer": hub.appoint("officer", ISLAND, "সালমা খাতুন", "Salma Khatun"),
        "far_officer": hub.appoint("officer", FAR, "জামাল উদ্দিন", "Jamal Uddin"),
    }
