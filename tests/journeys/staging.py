"""A stage set once for all journeys of a test process: three enrolled nodes and signed-in staff, copied for each test.

Setting it takes a while (keys, 5,090 areas, enrolments); starting a node from a copy of its folder does not.
"""

import json
import secrets
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

from dorgora.demo import counter, desk, stage, story
from dorgora.demo.cast import Cast
from dorgora.demo.pages import Browser
from dorgora.demo.processes import Failed, NodeProcess
from dorgora.demo.stage import FAR, ISLAND, Account, Stage
from dorgora.kernel import clock
from tests import postgres
from tests.conftest import ON_POSTGRES
from tools.registry import ROOT

PACK = ROOT / "packs" / "bd"
PINS = {"woman": story.PIN_WOMAN, "man": story.PIN_MAN, "far_operator": story.PIN_FAR}
ERASERS = ("eraser", "second_eraser")
SEED = 7

__all__ = ["ERASERS", "FAR", "ISLAND", "Set", "Wings", "settle", "until"]


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

    def operator(self, name: str, at: NodeProcess) -> Browser:
        """An operator, signed in with her PIN."""
        browser = story.english(at.url)
        page = counter.sign_in(browser, self.stage.accounts[name], PINS[name])
        if "/sign-in" in page.url:
            raise Failed(f"{name} was not let in: {page.text[:400]}")
        return browser

    def officer(self, name: str, at: NodeProcess) -> Browser:
        """An officer, signed in with the next of her recovery codes."""
        browser = story.english(at.url)
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
    """Where the stage waits between two tests: copies of the nodes' folders, and of the hub's database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.kept = folder / "kept"
        self.database = f"stage_{secrets.token_hex(4)}"
        extra = {}
        if ON_POSTGRES:
            self._sql("CREATE DATABASE {}", self.database)
            extra["DORGORA_DB_URL"] = postgres.shared_cluster().url(self.database)
        cast = Cast(SEED, clock.now().astimezone().date()).draw(PACK)
        self.stage = stage.set_stage(folder, cast, lambda line: None, hub_extra=extra)
        try:
            self.codes = self._staff()
        finally:
            self.stage.stop()
        for node in self.stage.nodes():
            shutil.copytree(node.folder, self.kept / node.name, ignore=shutil.ignore_patterns("*.sock"))
        if ON_POSTGRES:
            self._sql("ALTER DATABASE {} RENAME TO {}", self.database, self.database + "_kept")

    def _staff(self) -> dict[str, list[str]]:
        """Everybody signs in for the first time."""
        set_up, accounts = self.stage, self.stage.accounts
        for name in ERASERS:
            found = set_up.hub.appoint("hub", "", "মুছে ফেলার কর্মকর্তা", f"Officer {name}", "erase,alarms")
            accounts[name] = Account(*found)
        for name, node in (("woman", set_up.laptop), ("man", set_up.laptop), ("far_operator", set_up.far)):
            counter.first_sign_in(Browser(node.url), accounts[name], PINS[name])
        desks = {"officer": set_up.laptop, "hub_officer": set_up.hub} | dict.fromkeys(ERASERS, set_up.hub)
        codes = {
            name: desk.first_sign_in(story.english(node.url), accounts[name]) for name, node in desks.items()
        }
        for node in (set_up.laptop, set_up.far):
            node.do("sync")
        return codes

    def fresh(self) -> Set:
        """The stage as it was set."""
        for node in self.stage.nodes():
            shutil.rmtree(node.folder, ignore_errors=True)
            shutil.copytree(self.kept / node.name, node.folder)
            node.clock_offset_seconds = 0
        if ON_POSTGRES:
            self._sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.database)
            self._sql("CREATE DATABASE {} TEMPLATE {}", self.database, self.database + "_kept")
        return Set(self.stage, {name: list(codes) for name, codes in self.codes.items()})

    def clear(self) -> None:
        """Leaves nothing behind."""
        self.stage.stop()
        shutil.rmtree(self.folder, ignore_errors=True)
        if ON_POSTGRES:
            for name in (self.database, self.database + "_kept"):
                self._sql("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    @staticmethod
    def _sql(statement: str, *names: str) -> None:
        with psycopg.connect(postgres.shared_cluster().url("postgres"), autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))
