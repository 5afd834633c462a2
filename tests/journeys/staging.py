"""A stage set once for all journeys of a test run: three enrolled nodes and signed-in staff, copied for each test.

Setting it takes a while (keys, areas, enrolments); starting a node from a copy of its folder does not.
"""

import fcntl
import json
import os
import pickle
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from msgspec.structs import replace
from psycopg import sql

from dorgora.demo import counter, desk, playing, stage
from dorgora.demo.cast import Cast, cast_of
from dorgora.demo.pages import Browser
from dorgora.demo.processes import Failed, NodeProcess, free_port
from dorgora.demo.stage import Account, Stage
from dorgora.feed import identity as identities
from dorgora.kernel import ballast
from tests import postgres
from tests.conftest import ON_POSTGRES
from tests.journeys.country import HERE, PACK

PINS = {"woman": playing.PIN_WOMAN, "man": playing.PIN_MAN, "far_operator": playing.PIN_FAR}
ERASERS = ("eraser", "second_eraser")
SEED = 7
KEPT_DATABASE = f"stage_kept_{PACK.name}"


@dataclass
class Set:
    """A stage as one test has it: nothing runs until it is started."""

    stage: Stage
    codes: dict[str, list[str]]
    others: list[NodeProcess] = field(default_factory=list)

    @property
    def cast(self) -> Cast:
        return self.stage.cast

    @property
    def hub(self) -> NodeProcess:
        return self.stage.hub

    @property
    def laptop(self) -> NodeProcess:
        return self.stage.laptop

    @property
    def far(self) -> NodeProcess:
        return self.stage.far

    def start(self, *nodes: NodeProcess) -> None:
        """Starts these at once and waits for all."""
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait()

    def stop(self) -> None:
        """Stops whatever runs."""
        for node in (*self.stage.nodes(), *self.others):
            node.stop()

    def another(self, name: str, key: str = "") -> NodeProcess:
        """One more laptop of this country beside the three, in a folder of its own."""
        node = NodeProcess(name, "centre", self.stage.folder / name, key=key or secrets.token_hex(32))
        node.extra["DORGORA_PACK"] = str(PACK)
        self.others.append(node)
        return node

    def operator(self, name: str, at: NodeProcess) -> Browser:
        """An operator, signed in with her PIN."""
        browser = playing.reader(at.url, "en")
        page = counter.sign_in(browser, self.stage.accounts[name], PINS[name])
        if "/sign-in" in page.url:
            raise Failed(f"{name} was not let in: {page.text[:400]}")
        return browser

    def officer(self, name: str, at: NodeProcess) -> Browser:
        """An officer, signed in with the next of her recovery codes."""
        browser = playing.reader(at.url, "en")
        account = self.stage.accounts[name]
        page = browser.get("/desk/sign-in")
        page = browser.send(
            page, page.form(field="code"), {"officer": str(account.id), "code": self.codes[name].pop()}
        )
        if "/sign-in" in page.url:
            raise Failed(f"{name} was not let in: {page.text[:400]}")
        return browser


def until(
    is_so: Callable[[], bool], meanwhile: Callable[[], object] = lambda: None, seconds: int = 60
) -> None:
    """Waits for something that must come to be so, and says when it does not."""
    ends = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < ends, f"it did not come to that within {seconds} seconds"
        meanwhile()


def settle(node: NodeProcess) -> None:
    """Waits until what follows from events has followed: reactions, mailboxes, indexes, erasing of copies."""
    until(lambda: json.loads(node.do("status")[0])["to_do"] == 0)


class Wings:
    """Where the stage waits between two tests: the nodes' folders and the hub's database as they were once set.

    The first process of a run that asks sets it, for all; each plays on copies, at its own ports and database.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = Path(os.environ[postgres.FOLDER_VARIABLE]) / f"stage-{PACK.name}"
        self.kept.mkdir(exist_ok=True)
        with (self.kept / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not (self.kept / "set").exists():
                (self.kept / "set").write_bytes(pickle.dumps(_set_stage(self.kept)))
        self.stage, self.codes = _taken(self.kept)
        self.stage.folder = folder
        for node in self.stage.nodes():
            node.folder, node.port = folder / node.name, free_port()
        self.stage.hub.tls_port = free_port()
        self.database = f"stage_{secrets.token_hex(4)}"
        if ON_POSTGRES:
            self.stage.hub.extra["DORGORA_DB_URL"] = postgres.shared_cluster().url(self.database)

    def fresh(self) -> Set:
        """The stage as it was set."""
        for node in self.stage.nodes():
            shutil.rmtree(node.folder, ignore_errors=True)
            shutil.copytree(
                self.kept / node.name, node.folder, ignore=shutil.ignore_patterns("*.sock", ballast.NAME)
            )
            ballast.lay(node.folder)  # a copy would be written, zero by zero
            node.clock_offset_seconds = 0
            self._tell_where_the_hub_is(node)
        if ON_POSTGRES:
            _sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database)
            _sql("CREATE DATABASE {} TEMPLATE {}", self.database, KEPT_DATABASE)
        return Set(self.stage, {name: list(codes) for name, codes in self.codes.items()})

    def _tell_where_the_hub_is(self, node: NodeProcess) -> None:
        known = identities.load(node.folder, bytes.fromhex(node.key))
        assert known is not None
        here = replace(known, hub_url=f"https://localhost:{self.stage.hub.tls_port}")
        identities.save(node.folder, bytes.fromhex(node.key), here)

    def clear(self) -> None:
        """Leaves nothing of this process behind; what all share goes with the run."""
        self.stage.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if ON_POSTGRES:
            _sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database)


def _set_stage(folder: Path) -> tuple[Stage, dict[str, list[str]]]:
    """Sets it in this folder and stops it again; gives it, and everybody's recovery codes."""
    extra = {}
    if ON_POSTGRES:
        _sql("CREATE DATABASE {}", KEPT_DATABASE)
        extra["DORGORA_DB_URL"] = postgres.shared_cluster().url(KEPT_DATABASE)
    cast = cast_of(PACK, SEED)
    made = stage.set_stage(folder, cast, lambda line: None, hub_extra=extra)
    try:
        codes = _sign_in(made)
    finally:
        made.stop()
    for node in made.nodes():
        node.process = None  # it ended, and nobody can be handed a process
    return made, codes


def _sign_in(made: Stage) -> dict[str, list[str]]:
    """Everybody signs in for the first time."""
    accounts = made.accounts
    for name in ERASERS:
        found = made.hub.appoint("hub", "", HERE.eraser, f"Officer {name}", "erase,alarms")
        accounts[name] = Account(*found)
    for name, node in (("woman", made.laptop), ("man", made.laptop), ("far_operator", made.far)):
        counter.first_sign_in(Browser(node.url), accounts[name], PINS[name])
    desks = {"officer": made.laptop, "hub_officer": made.hub} | dict.fromkeys(ERASERS, made.hub)
    codes = {
        name: desk.first_sign_in(playing.reader(node.url, "en"), accounts[name])
        for name, node in desks.items()
    }
    for node in (made.laptop, made.far):
        node.do("sync")
    return codes


def _taken(kept: Path) -> tuple[Stage, dict[str, list[str]]]:
    found: tuple[Stage, dict[str, list[str]]] = pickle.loads((kept / "set").read_bytes())
    return found


def _sql(statement: str, *names: str) -> None:
    with psycopg.connect(postgres.shared_cluster().url("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
