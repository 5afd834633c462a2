"""Two thousand schedules of two centres, an office and a hub, and proof that each safeguard is needed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest

from dorgora.feed import core, durable, fold, rules
from dorgora.feed.event import Event
from dorgora.feed.events import REGISTRY
from dorgora.feed.kinds import Kinds
from dorgora.feed.sync import mailbox, regaining, wire
from dorgora.feed.sync.exchange import NodeSide
from dorgora.feed.sync.footing import ExchangeStore
from dorgora.feed.sync.taking import Taking
from dorgora.kernel.signing import Signer
from tests.simulator import people, world
from tests.simulator.faults import FAULTS
from tests.simulator.schedule import MIN_FAULTS, MIN_STEPS, Failed, Outcome, run
from tests.simulator.world import FEEDS, founded

Tell = Callable[[object], None]
N_SCHEDULES = 2_000
N_PARTS = 4
"""So that the workers share them."""


def _play(seeds: Sequence[int]) -> Outcome:
    total = Outcome()
    for seed in seeds:
        total.add(run(seed))
    return total


@pytest.mark.slow
@pytest.mark.parametrize("part", range(N_PARTS))
def test_every_schedule_keeps_the_invariants(part: int, tell: Tell) -> None:
    total = _play(range(part, N_SCHEDULES, N_PARTS))
    tell(total)
    assert total.n_schedules == N_SCHEDULES // N_PARTS
    assert total.fewest_steps >= MIN_STEPS
    assert total.fewest_faults >= MIN_FAULTS
    assert set(total.faults) == set(FAULTS)


def test_a_handful_of_schedules_keep_the_invariants(tell: Tell) -> None:
    total = _play(range(10))
    tell(total)
    assert total.n_checks > 1_000


@pytest.mark.slow
def test_a_run_says_at_its_end_what_was_counted() -> None:
    """Also where workers play: what they print themselves nobody sees."""
    alone = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    asked = [sys.executable, "-m", "pytest", "-n", "1", "-k", "handful", __file__]
    said = subprocess.run(asked, capture_output=True, text=True, check=True, env=alone).stdout
    for counted in (
        "10 schedules, ",
        " steps (never under ",
        " events, ",
        " faults (never under ",
        " cloned disk, ",
    ):
        assert counted in said, said


@pytest.mark.slow
def test_a_schedule_is_the_same_again_in_another_process() -> None:
    program = "from tests.simulator.schedule import run; t = []; run(7, t); print(chr(10).join(t))"
    told = [
        subprocess.run(
            [sys.executable, "-c", program],
            capture_output=True,
            text=True,
            check=True,
            env={"PYTHONHASHSEED": salt},
        ).stdout
        for salt in ("1", "2")
    ]
    assert told[0] == told[1]
    assert len(told[0].splitlines()) >= MIN_STEPS


def _no_chain_check(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(core, "chain_fault", lambda events, after: None)


def _told_as_often_as_it_comes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(core.Log, "_not_held", lambda self, events: list(events))


def _no_ranks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(Kinds, "rank", lambda self, name: 50)


def _told_once_and_never_again(patch: pytest.MonkeyPatch) -> None:
    """A late event is kept, and the subject it is about is not folded anew."""
    whole = core.Log._told_again

    def only_new(self: core.Log, events: Sequence[Event], known: Any = None) -> None:
        if known is not None:
            whole(self, events, known)
        else:
            self.tell({event.subject for event in events if event.subject == event.id})

    patch.setattr(core.Log, "_told_again", only_new)


def _acknowledged_before_fsync(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(durable, "promised", lambda transaction, flush: transaction)


def _each_feed_for_itself(patch: pytest.MonkeyPatch) -> None:
    """A laptop that is centre and office: one of its feeds turns out a branch, the other goes on regardless."""
    patch.setattr(Taking, "_follows", lambda self, run, found: True)
    patch.setattr(NodeSide, "_set_aside_elsewhere", lambda self, forked: None)


def _goes_on_where_it_was_put_back(patch: pytest.MonkeyPatch) -> None:
    """A laptop that wrote while its first question was under way takes back what it lost, and writes on there."""
    whole = NodeSide._take_own

    def only_takes(self: NodeSide, run: wire.Run, keys: core.Keys, at: int) -> None:
        with pytest.MonkeyPatch.context() as inside:
            inside.setattr(NodeSide, "_leave", lambda self, feed, why: None)
            whole(self, run, keys, at)

    patch.setattr(NodeSide, "_take_own", only_takes)


def _named_is_told(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(mailbox._Sorter, "_may_have", lambda self, node_id, needed, subject: True)


def _anybody_says_who_is_trusted(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(fold, "is_registry", lambda feed: True)
    patch.setattr(rules, "feed_of", lambda event_id: REGISTRY)


def _goes_on_under_its_old_numbers(patch: pytest.MonkeyPatch) -> None:
    """A hub that went back says so, takes back what it is shown, and writes on where it stands."""

    def only_says_so(log: core.Log, store: ExchangeStore, signer: Signer, registry: int, at: int) -> None:
        store.alarm("hub_went_back", 0, 0)

    patch.setattr(regaining, "go_over", only_says_so)
    patch.setattr(world, "go_over", only_says_so)
    patch.setattr(world.World, "hear", lambda self, hub: setattr(self, "is_unnoticed", False))


def _nothing_taken_back(patch: pytest.MonkeyPatch) -> None:
    """Nobody compares what a node heard of the hub with what the hub holds."""
    patch.setattr(regaining.Regaining, "take", lambda self, request: ())


def _decided_before_anybody_was_heard(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(people, "_is_heard", lambda hub, file: True)


SAFEGUARDS: dict[str, Callable[[pytest.MonkeyPatch], None]] = {
    "chain check": _no_chain_check,
    "once per feed and number": _told_as_often_as_it_comes,
    "rank of kinds": _no_ranks,
    "re-telling": _told_once_and_never_again,
    "one node's feeds going together": _each_feed_for_itself,
    "leaving the feed one was put back in": _goes_on_where_it_was_put_back,
    "a right to what one names": _named_is_told,
    "the registry's own feed": _anybody_says_who_is_trusted,
    "fsync before acknowledgement": _acknowledged_before_fsync,
    "new numbers for a hub that went back": _goes_on_under_its_old_numbers,
    "taking back what a hub lost": _nothing_taken_back,
    "hearing the nodes before deciding": _decided_before_anybody_was_heard,
}


LATE = {
    "hearing the nodes before deciding": 1005,
    "a right to what one names": 60,
    "leaving the feed one was put back in": 1082,
}
"""Where the first schedule that fails comes late, it is played first; if it fails no more, all others are played."""


@pytest.fixture(params=SAFEGUARDS)
def missing(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The name of a safeguard that is taken out."""
    for feeds in FEEDS:
        founded(feeds)  # all is well on the first morning
    SAFEGUARDS[request.param](monkeypatch)
    yield request.param


@pytest.mark.slow
def test_without_one_safeguard_a_schedule_fails(missing: str, tell: Tell) -> None:
    late = LATE.get(missing, 0)
    for n_played, seed in enumerate((*range(late, N_SCHEDULES), *range(late)), 1):
        try:
            run(seed)
        except Failed as failed:
            tell(f"found after {n_played} schedules: {str(failed)[:160]}")
            return
    pytest.fail(f"nothing is wrong without {missing}")


@pytest.mark.slow
def test_a_failure_tells_its_seed_and_fails_again(monkeypatch: pytest.MonkeyPatch) -> None:
    _acknowledged_before_fsync(monkeypatch)
    with pytest.raises(Failed, match=r"^seed \d+, step \d+: ") as failed:
        _play(range(200))
    seed = int(str(failed.value).split(",")[0].removeprefix("seed "))
    with pytest.raises(Failed) as again:
        run(seed)
    assert str(again.value) == str(failed.value)
