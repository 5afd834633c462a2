"""SIGKILL at random instants of a working laptop: nothing acknowledged is lost, nothing is there by half."""

import random
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from dorgora.demo.cast import Cast, cast_of
from tests.journeys.country import BIRTH, HERE, ISLAND, PACK
from tests.journeys.lodging import register_mother
from tests.journeys.staging import Set, Wings
from tests.torture.asked import N_KILLS, SEED, keep
from tests.torture.audit import audit, states_of
from tests.torture.driving import Ledger, Officer, Operator

LONGEST_SECONDS = 2.5


@pytest.fixture
def scene() -> Iterator[Set]:
    wings = Wings(Path(tempfile.mkdtemp(prefix="dorgora-")))
    yield wings.fresh()
    wings.clear()


class Failing(threading.Thread):
    """A thread whose fault is the test's."""

    def __init__(self, work: object) -> None:
        super().__init__()
        self.work = work
        self.wrong: BaseException | None = None

    def run(self) -> None:
        try:
            self.work()  # type: ignore[operator]
        except BaseException as wrong:
            self.wrong = wrong


@pytest.mark.torture
def test_no_kill_loses_what_was_acknowledged(scene: Set, capsys: pytest.CaptureFixture[str]) -> None:
    chance, laptop, ledger = random.Random(SEED), scene.laptop, Ledger()
    stopped = threading.Event()
    laptop.start().wait()
    operators = [_operator(scene, name, ledger, SEED + n) for n, name in enumerate(("woman", "man"))]
    officer = Officer(scene.officer("officer", laptop), _cast(SEED + 9), ledger, stopped)
    n_files = 0
    for n in range(1, N_KILLS + 1):
        workers = [Failing(one.work) for one in (*operators, officer)]
        for worker in workers:
            worker.start()
        stopped.wait(chance.uniform(0.05, LONGEST_SECONDS))
        laptop.kill()
        stopped.set()
        for worker in workers:
            worker.join()
        stopped.clear()
        wrong = [worker.wrong for worker in workers if worker.wrong is not None]
        assert not wrong, f"kill {n} (seed {SEED}): {wrong}"
        ledger.put_back()
        laptop.start().wait()
        held = {number: state.split()[0] for number, state in ledger.acknowledged.items()}
        n_files = audit(laptop.folder, laptop.key, ISLAND, held, HERE.newborn_minor)
        assert laptop.do("check") == ["all is well"], f"kill {n} (seed {SEED})"
    told = {"n_kills": N_KILLS, "n_files": n_files, "acknowledged": states_of(held.values()), "n_lost": 0}
    keep("kills", told)
    with capsys.disabled():
        print(f"\n{told} (seed {SEED})")


def _cast(seed: int) -> Cast:
    return cast_of(PACK, seed)


def _operator(scene: Set, name: str, ledger: Ledger, seed: int) -> Operator:
    browser, cast = scene.operator(name, scene.laptop), _cast(seed)
    mother = register_mother(browser, cast, cast.mother.local_name, cast.mother.latin_name)
    consent = mother.link(to=f"/{BIRTH}")
    return Operator(browser, consent, cast, random.Random(seed), ledger, ISLAND)
