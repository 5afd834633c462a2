"""A laptop says on its own feed what is not for it to say: that changes nothing but the log and raises an alarm."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.utils import translation

from dorgora.applications import events as files_events
from dorgora.applications import models as files
from dorgora.certificates import models as certificates
from dorgora.feed import aftermath, canonical, fold, log, projecting, rebuilding, versions
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.core import Draft
from dorgora.feed.kinds import Kind, Kinds, Part
from dorgora.feed.writing import writing
from dorgora.kernel.ids import make_id
from dorgora.people import events as people
from dorgora.people import models
from dorgora.shell import alarms
from tests.applications.world import AT, PLACE, build
from tests.feed.test_went_back import FAR_FEED, Far
from tools.golden import path_of

KINDS = {f"{one.name}-{one.version}": one for one in projecting.kinds()}
WRITERS = (("centre", "20"), ("office", "20"), ("hub", "people"), ("hub", "catalogue"), ("hub", "registry"))
HEARD = {
    *("feed_event", "feed_head", "feed_todo", "feed_alarm", "feed_note", "feed_acknowledged"),
    *("feed_signed", "feed_start"),
}
"""What may change: the log without words of anybody, the alarm, and marks of the exchange itself."""


class Newer(Part, frozen=True):
    """What a version still to come might hold."""

    word: str


def says(far: Far, *said: tuple[Kind, Part, int]) -> None:
    """A laptop that writes whatever it likes, and the worker of the hub."""
    drafts = [Draft(kind, facts, None, subject, 0, 1) for kind, facts, subject in said]
    with far.store.transaction():
        far.log.append(FAR_FEED, drafts, far.side.signer)
    far.exchange()
    aftermath.drain()


def accused() -> list[tuple[int, int]]:
    """Of whom, and how often, there is an open alarm."""
    return [(row.node_id, row.n) for row in feed.alarms() if row.code == aftermath.NOT_ITS_WORD]


def database() -> dict[str, list[Any]]:
    """Every table of the hub but those that may change; words and keys of persons too."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(set(connection.introspection.table_names()) - HEARD):
            cursor.execute(f"SELECT * FROM {table}")
            found[table] = sorted(
                str([bytes(v) if isinstance(v, memoryview) else v for v in row]) for row in cursor
            )
    return found


def facts_of(kind: Kind) -> Any:
    """Facts of a kind as its golden payload has them."""
    return canonical.decode(bytes.fromhex(json.loads(path_of(kind).read_text())["facts_bytes"]), kind.facts)


def is_rightful(kind: Kind, role: str, place: str) -> bool:
    return bool({role, f"{role}/{place}"} & kind.by)


def written(role: str, place: str, said: Sequence[tuple[Kind, Part, int]]) -> None:
    """A feed of the hub itself says it."""
    node = nodes.this()
    with writing():
        number = (
            node.store.registry()
            if place == "registry"
            else node.store.feed_for(node.identity.node_id, role, place)
        )
        assert number is not None
        node.log.append(
            number, [Draft(kind, facts, None, subject, 0, 1) for kind, facts, subject in said], node.signer
        )
    aftermath.drain()


def test_each_version_of_a_kind_has_the_same_writers() -> None:
    assert {name: one.by for name, one in KINDS.items()} == {
        name: projecting.kinds().by(one.name) for name, one in KINDS.items()
    }


@pytest.mark.parametrize(("role", "place"), WRITERS, ids=["-".join(one) for one in WRITERS])
def test_from_a_wrong_author_nothing_changes_but_the_alarm(hub: Any, role: str, place: str) -> None:
    world = build(hub)
    file_id = world.submit().id
    world.approve(file_id)
    aftermath.drain()
    far = Far(role=role) if role != "hub" else None
    aftermath.drain()
    certificate = certificates.Certificate.objects.get()
    file = files.File.objects.get()
    subjects = (
        file_id,
        file.citizen_id,
        world.rahima,
        world.karim,
        certificate.id,
        nodes.this().identity.node_id,
    )
    wrong = [kind for kind in KINDS.values() if not is_rightful(kind, role, place)]
    granted = registry.Granted(700, "office", PLACE, 0)
    assert len(wrong) > 20 and people.CITIZEN_ERASED in wrong or role == "hub"
    before = database()
    for subject in subjects:
        said = [(one, granted if one is registry.GRANTED else facts_of(one), subject) for one in wrong]
        if far is not None:
            says(far, *said)
        else:
            written(role, place, said)
    now = database()
    assert [table for table in now if now[table] != before[table]] == []
    assert [node_id for node_id, _ in accused()] == [
        far.id if far is not None else nodes.this().identity.node_id
    ]
    found = list(rebuilding.differences(nodes.this(), set(subjects)))
    assert found == [], "rebuilt from the log it is the same"


def test_anothers_citizen_is_not_forgotten(hub: Any) -> None:
    world, far = build(hub), Far()
    world.approve(world.submit().id)
    aftermath.drain()

    def kept() -> tuple[int, ...]:
        held = (models.SearchKey, models.PairKey, files.RegisterNumber, files.Draft)
        return tuple(one.objects.count() for one in held)

    before = kept()
    assert before[0] and before[2]
    for citizen_id in {files.File.objects.get().citizen_id, world.rahima}:
        says(far, (people.CITIZEN_ERASED, people.CitizenErased("no law", "nothing", 1, 2), citizen_id))
    assert kept() == before
    assert accused() == [(far.id, 2)], "one alarm, and how often"
    with translation.override("en"):
        (shown,) = alarms.in_words(feed.alarms())
    assert shown.what.startswith("far 20 said what is not for it to say")


def test_nor_in_a_version_still_to_come(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world, far = build(hub), Far()
    aftermath.drain()
    far.log.kinds = Kinds(projecting.kinds())
    before = models.SearchKey.objects.count()
    says(far, (Kind("citizen.erased", 9, Newer), Newer("x"), world.rahima))
    assert before and models.SearchKey.objects.count() == before
    assert accused() == [(far.id, 1)]


def test_whoever_holds_her_is_not_told_of_it(hub: Any) -> None:
    world, far = build(hub), Far()
    world.submit()
    other = Far(601, PLACE)
    aftermath.drain()
    says(far, (people.CITIZEN_ERASED, people.CitizenErased("no law", "nothing", 1, 2), world.rahima))
    assert nodes.this().store.nodes_told_of([world.rahima])[world.rahima] == {other.id}
    at_far = nodes.this().store.rows.all(
        "SELECT COUNT(*) FROM feed_delivery d JOIN feed_event e ON e.id = d.event_id WHERE e.kind = 'citizen.erased'"
    )
    assert at_far == [(0,)]


def test_no_numbers_are_reserved_by_another(hub: Any) -> None:
    build(hub)
    far = Far()
    before = certificates.Block.objects.count()
    for number in (700, 701, 702):
        says(far, (registry.GRANTED, registry.Granted(number, "office", PLACE, 0), far.id))
    assert certificates.Block.objects.count() == before


def test_a_grant_that_is_none_is_looked_at_once(hub: Any) -> None:
    build(hub)
    far = Far()
    aftermath.drain()
    says(far, (registry.GRANTED, registry.Revoked("these are the facts of another kind"), far.id))
    assert nodes.this().store.rows.all("SELECT event_id FROM feed_todo") == []


def test_the_hub_itself_is_still_heard(hub: Any) -> None:
    world = build(hub)
    aftermath.drain()
    with log.act(role="hub", place="people", by=0, at=AT, subjects=[world.rahima]) as act:
        act.add(people.CITIZEN_ERASED, people.CitizenErased("law", "nothing", 1, 2), subject=world.rahima)
    aftermath.drain()
    assert models.Citizen.objects.get(id=world.rahima).is_erased
    assert not models.SearchKey.objects.filter(citizen_id=world.rahima).exists() and accused() == []


@pytest.mark.parametrize("role", ["centre", "office"])
def test_another_place_of_the_right_role_destroys_nothing(hub: Any, role: str) -> None:
    world = build(hub)
    file_id = world.submit().id
    world.approve(file_id)
    aftermath.drain()
    far = Far(role=role)
    aftermath.drain()
    subjects = (file_id, world.rahima, certificates.Certificate.objects.get().id)
    right = [kind for kind in KINDS.values() if is_rightful(kind, role, "20")]
    before = database()
    for subject in subjects:
        says(far, *((one, facts_of(one), subject) for one in right))
    now = database()
    changed = {table for table in now if now[table] != before[table]}
    shown = {"applications_disputed", "people_citizen", "feed_delivery", "feed_routed", "feed_done"}
    assert changed - shown == set() and accused() == []
    citizen = models.Citizen.objects.get(id=world.rahima)
    assert not citizen.is_erased and not citizen.is_withdrawn


def test_what_an_earlier_program_told_of_it_goes(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    build(hub)
    far = Far(role="office")
    aftermath.drain()
    with monkeypatch.context() as earlier:
        earlier.setattr(fold, "may_write", lambda event, kinds, authors: True)
        says(far, (files_events.SUBMITTED, facts_of(files_events.SUBMITTED), make_id(FAR_FEED, 1)))
        assert files.Disputed.objects.count() == 1
        words_now = [versions.words(nodes.this(), one) for one in projecting.projections()]
    assert rebuilding.differences(nodes.this(), {make_id(FAR_FEED, 1)})
    with writing():
        nodes.this().log.tell({make_id(FAR_FEED, 1)})
    assert files.Disputed.objects.count() == 0
    bare = Kinds(replace(one, by=frozenset()) for one in projecting.kinds())
    monkeypatch.setattr(nodes.this().log, "kinds", bare)
    assert [versions.words(nodes.this(), one) for one in projecting.projections()] != words_now
