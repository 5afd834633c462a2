"""Who granted a certificate is told, with it, to the centre that prints it, and to nobody else."""

from typing import Any

import pytest

from dorgora.certificates import queries, rules
from dorgora.config import catching_up
from dorgora.feed import aftermath, log, projecting
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed.fold import Told
from dorgora.feed.roads import founding
from dorgora.feed.sync.mailbox import Route
from dorgora.people import actions as people
from dorgora.people import events as staff
from tests.applications.world import AT, OTHER, PLACE, World
from tests.certificates import fleet
from tests.feed.test_newcomers import laptop
from tests.feed.test_retelling import forget
from tests.retold import retold

pytestmark = pytest.mark.database


def mail(node_id: int) -> list[int]:
    """The events in a node's mailbox, in order."""
    return [event_id for _, event_id, _ in nodes.this().store.deliveries(node_id, 0, 1000)]


def certify(world: World, file_id: int) -> int:
    """Salma grants a file at the hub's desk; gives its certificate."""
    world.approve(file_id)
    aftermath.drain()
    found = queries.certificate_of(file_id)
    assert found is not None
    return found.id


def appoint(name: str, role: str = "office", place: str = fleet.PLACE) -> int:
    with log.act(role="hub", place="people", by=0, at=AT) as action:
        words = staff.OfficerNames(name, name, "সচিব", "Secretary")
        return action.add(staff.OFFICER_APPOINTED, staff.OfficerAppointed(role, place, ()), person=words)


def test_the_centre_that_prints_is_told_of_her(world: World) -> None:
    keeper = people.appoint_officer(
        role="hub", place="", powers=("enrol",), local_name="নীলা", latin_name="Nila", local_title="",
        latin_title="", by=0, at=AT,
    )  # fmt: skip
    idle = people.appoint_officer(
        role="office", place=PLACE, powers=(), local_name="মিতা", latin_name="Mita", local_title="",
        latin_title="", by=0, at=AT,
    )  # fmt: skip
    lodged, returned = (world.submit(draft_key=key).id for key in ("first", "second"))
    far, other = laptop(PLACE, b"a"), laptop(OTHER, b"b")
    decided = world.return_file(returned)
    aftermath.drain()
    assert decided in mail(far) and world.salma not in mail(far), "no paper of hers yet"
    with retold():
        paper = certify(world, lodged)
    assert mail(far).index(world.salma) < mail(far).index(paper)
    assert not {keeper, idle} & set(mail(far)) and world.salma not in mail(other)
    people.end_officer(id=world.salma, reason="left", by=0, at=AT)
    aftermath.drain()
    (ended,) = {one.id for one in nodes.this().store.events_of([world.salma])[world.salma]} - {world.salma}
    assert mail(far)[-1] == ended and ended not in mail(other)


def test_a_laptop_enrolled_later_is_told_of_her_too(world: World) -> None:
    paper = certify(world, world.submit().id)
    far = laptop(PLACE, b"a")
    aftermath.drain()
    assert mail(far).index(world.salma) < mail(far).index(paper)


def test_after_an_upgrade_she_follows_an_earlier_paper(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_her(told: Told, story: Any) -> Route:
        route = rules.route(told, story)
        return route._replace(needs=route.needs[:2])

    lodged = world.submit().id
    far = laptop(PLACE, b"a")
    with monkeypatch.context() as patch:
        patch.setitem(projecting.routes(), "certificate.issued", without_her)
        paper = certify(world, lodged)
    assert paper in mail(far) and world.salma not in mail(far)
    forget("certificates")
    doing = catching_up.CatchingUp()
    while doing.wait() is not None:
        doing.go_on()
    aftermath.drain()
    assert mail(far)[-1] == world.salma


def test_an_office_brings_nobody_another_offices_officer(hub: Any) -> None:
    desk, citizen = fleet.enrolled()
    stranger, keeper = appoint("মিতা", place="30"), appoint("নীলা", "hub", "")
    centre = laptop(fleet.PLACE, b"c")
    papers = [desk.issue(citizen, by=one) for one in (stranger, keeper)]
    desk.exchange()
    assert {one.id for one in papers} <= set(mail(centre))
    assert not {stranger, keeper} & set(mail(centre))


def test_her_name_follows_also_when_her_laptop_was_stolen(hub: Any) -> None:
    """What it signed before counts, and is printed."""
    salma = appoint("সালমা")
    desk, citizen = fleet.enrolled()
    paper = desk.issue(citizen, by=salma)
    desk.exchange()
    founding.write_registry([(registry.REVOKED, registry.Revoked("stolen"))], desk.id)
    centre = laptop(fleet.PLACE, b"c")
    aftermath.drain()
    assert paper.id in mail(centre) and salma in mail(centre)
