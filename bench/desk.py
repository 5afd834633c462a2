"""The desk of one office at a hub whose PostgreSQL holds a country's files: its pages, and how their rows are found."""

import json
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bench.client import Client
from bench.figures import Figure, p95
from bench.stage import DATA, Say, Stage, staffed
from dorgora.demo.pages import Browser
from dorgora.demo.processes import NodeProcess, free_port
from tests import postgres

N_ROUNDS = 40
QUEUES = {"queue": "/desk/", "late": "/desk/?show=late", "decided": "/desk/?show=decided&page=3"}


def measure(seed: int, n_files: int, say: Say) -> list[Figure]:
    """p95 of the queue, and of a file's page, each file another one; and questions that read a large table whole."""
    with _hub() as stage:
        say(f"filling a hub with {n_files} files (thrown away afterwards)")
        told = json.loads(stage.within(stage.hub, "country", str(n_files), str(seed)))
        say(f"  {told['n_files']} files are there")
        files = [f"/desk/files/{file_id}" for file_id in told["files"]]
        planned = json.loads(
            stage.within(stage.hub, "planning", told["session"], *QUEUES.values(), *files[:10])
        )
        figures = _pages(stage, told["session"], files, random.Random(seed))
    return [
        *figures,
        Figure("desk.files", told["n_files"], "files"),
        Figure("desk.questions", planned["n_asked"], "queries"),
        Figure("desk.slowest_question_ms", planned["slowest_ms"], "ms"),
        Figure("desk.whole_tables_read", planned["n_scans"], "queries"),
    ]


def _pages(stage: Stage, session: str, files: list[str], chance: random.Random) -> list[Figure]:
    stage.hub.start().wait()
    try:
        client = Client(stage.hub.port, {f"dorgora_hub_{stage.hub.port}": session}, Browser(stage.hub.url))
        seconds: dict[str, list[float]] = {"queue": [], "file": []}
        for n in range(N_ROUNDS + 2):
            for name, address in [
                *(("queue", one) for one in QUEUES.values()),
                ("file", chance.choice(files)),
            ]:
                client.get(address)
                if n > 1:  # the first rounds open the threads' connections
                    seconds[name].append(client.seconds[-1])
    finally:
        stage.hub.stop()
    return [Figure(f"desk.{name}_p95_ms", 1000 * p95(row), "ms") for name, row in seconds.items()]


@contextmanager
def _hub() -> Iterator[Stage]:
    """A founded and staffed hub on a PostgreSQL of its own, not running; both are gone afterwards."""
    server, folder = postgres.begin_run(), DATA / "desk"
    shutil.rmtree(folder, ignore_errors=True)
    hub = NodeProcess("hub", "hub", (folder / "hub").resolve(), tls_port=free_port())
    try:
        with postgres.shared_cluster().new_database() as url:
            hub.extra["DORGORA_DB_URL"] = url
            yield _founded(folder, hub)
    finally:
        hub.stop()
        postgres.end_run(server)
        shutil.rmtree(folder, ignore_errors=True)


def _founded(folder: Path, hub: NodeProcess) -> Stage:
    hub.start().wait()
    hub.do("found", "--name", "Bench hub", "--url", f"https://localhost:{hub.tls_port}")
    hub.do("load-pack")
    stage = Stage(folder, hub, hub, staffed(hub))
    hub.stop()
    (folder / "stage.json").write_text(json.dumps({"staff": stage.staff}))
    return stage
