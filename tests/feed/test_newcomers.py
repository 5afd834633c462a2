"""A laptop enrolled after years of work is told what its places need, a piece at a time, and holds up nobody."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import RequestFactory

from dorgora.config import pages
from dorgora.feed import aftermath, log, newcomers, rebuilding
from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.roads import enrol, founding
from dorgora.feed.sync import mailbox
from dorgora.people import events as people
from tests.feed.test_enrolment import asked, no_codes, welcome

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
HERE, ELSEWHERE = "20", "30"
Filled = list[list[int]]


def appoint(place: str, n: int) -> list[int]:
    """Operators of a centre, who are told to its laptop."""
    with log.act(role="hub", place="people", by=0, at=AT) as action:
        facts = people.OperatorAppointed(place)
        return [
            action.add(
                people.OPERATOR_APPOINTED, facts, person=people.StaffNames(f"অপারেটর {one}", f"Op {one}")
            )
            for one in range(n)
        ]


def laptop(place: str, seed: bytes) -> int:
    slip = enrol.invite("laptop", [("centre", place)])
    return welcome(enrol.admit(asked(slip.code, seed * 32), no_codes)).node_id


def told(node_id: int) -> list[int]:
    return sorted(event_id for _, event_id, _ in nodes.this().store.deliveries(node_id, 0, 1000))


@pytest.fixture
def filled(hub: Any, monkeypatch: pytest.MonkeyPatch) -> Filled:
    """The events whose mail was filled, batch by batch; two subjects of a newcomer at a time."""
    batches: Filled = []
    real = mailbox.fill

    def fill(store: Any, kinds: Any, event_ids: Sequence[int], route: mailbox.Router) -> int:
        batches.append(list(event_ids))
        return real(store, kinds, event_ids, route)

    monkeypatch.setattr(mailbox, "fill", fill)
    monkeypatch.setattr(newcomers, "N_SUBJECTS", 2)
    return batches


def looked_at(filled: Filled) -> set[int]:
    return {event_id for batch in filled for event_id in batch}


def test_only_what_its_places_need_goes_by_for_a_newcomer(filled: Filled) -> None:
    here, _ = appoint(HERE, 5), appoint(ELSEWHERE, 20)
    aftermath.drain()
    filled.clear()
    newcomer = laptop(HERE, b"a")
    aftermath.drain()
    assert told(newcomer) == here
    assert looked_at(filled) == set(here)
    assert max(len(batch) for batch in filled) == 2


def test_nothing_goes_by_for_a_feed_of_the_hubs_own(filled: Filled) -> None:
    appoint(HERE, 5)
    aftermath.drain()
    filled.clear()
    founding.open_hub_feed("centre", HERE)
    aftermath.drain()
    assert looked_at(filled) == set()


def test_other_mail_moves_between_two_pieces(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    appoint(HERE, 5)
    other = laptop(ELSEWHERE, b"b")
    aftermath.drain()
    filled.clear()
    real = newcomers.settle
    coming: list[int] = []

    def settle(*piece: Any) -> None:
        real(*piece)
        if not coming:
            coming.extend(appoint(ELSEWHERE, 1))

    monkeypatch.setattr(newcomers, "settle", settle)
    laptop(HERE, b"a")
    aftermath.drain()
    pieces = [batch for batch in filled if batch]
    assert [len(batch) for batch in pieces] == [2, 1, 2, 1] and pieces[1] == coming
    assert told(other) == coming


def test_a_laptop_is_answered_at_once_and_told_the_rest_later(
    filled: Filled, serve_as: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve_as("hub")
    here = appoint(HERE, 5)
    aftermath.drain()
    filled.clear()
    monkeypatch.setattr(pages, "MOST_SECONDS", 0)
    slip = enrol.invite("laptop", [("centre", HERE)])
    body = asked(slip.code, b"a" * 32)
    answer = pages.enrol(RequestFactory().post("/enrol", body, content_type=pages.BINARY))
    newcomer = welcome(answer.content).node_id
    assert answer.status_code == 200 and told(newcomer) == []
    while aftermath.look():
        pass
    aftermath._go_on_telling(nodes.this())
    assert told(newcomer) == here[:2]
    assert aftermath.due_in() is not None
    nodes.forget()  # as when the hub is started again
    filled.clear()
    aftermath.drain()
    assert told(newcomer) == here and looked_at(filled) == set(here[2:])
    assert aftermath.due_in() is None


def test_what_fails_for_a_newcomer_holds_up_nothing(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    here = appoint(HERE, 5)
    aftermath.drain()
    poison, real = {here[1]}, mailbox.fill

    def fill(store: Any, kinds: Any, event_ids: Sequence[int], route: mailbox.Router) -> int:
        if poison & set(event_ids):
            raise ZeroDivisionError
        return real(store, kinds, event_ids, route)

    monkeypatch.setattr(mailbox, "fill", fill)
    newcomer = laptop(HERE, b"a")
    aftermath.drain()
    assert told(newcomer) == [here[0], *here[2:]]
    poison.clear()
    nodes.this().store.rows.run("UPDATE feed_todo SET next_at = 0")
    aftermath.drain()
    assert told(newcomer) == here


def test_a_rebuild_says_again_where_everything_leads(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newcomers, "N_EVENTS", 3)
    here = appoint(HERE, 5)
    aftermath.drain()
    nodes.this().store.rows.run("DELETE FROM feed_routed")
    newcomer = laptop(HERE, b"a")
    aftermath.drain()
    assert told(newcomer) == []
    rebuilding.rebuild(say=lambda line: None)
    aftermath.drain()
    assert told(newcomer) == here
    later = laptop(HERE, b"b")
    aftermath.drain()
    assert told(later) == here


def test_a_place_that_no_node_can_have_is_not_kept(hub: Any) -> None:
    far, odd = ("centre", HERE), ("office", "x\0")
    routing = newcomers.Routing(
        lambda told, whole: mailbox.Route(frozenset({far, odd, ("office", "9" * 41), ("r" * 21, HERE)}))
    )
    one: Any = type("Told", (), {"subject": 7})
    routing(one, [one])
    routing.keep(nodes.this())
    assert nodes.this().store.rows.all("SELECT role, place, subject_id FROM feed_routed") == [(*far, 7)]


def test_a_newcomer_whose_feed_was_ended_is_told_nothing_more(filled: Filled) -> None:
    appoint(HERE, 5)
    aftermath.drain()
    newcomer = laptop(HERE, b"a")
    while aftermath.look():
        pass
    founding.write_registry([(ev.REVOKED, ev.Revoked("stolen"))], newcomer)
    filled.clear()
    aftermath.drain()
    assert looked_at(filled) == set() and told(newcomer) == []
    assert newcomers.next_piece(nodes.this()) is None
