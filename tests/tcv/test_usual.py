"""What is usual where she lives is suggested of answers that were typed, and of nothing else (ADR 0045)."""

from typing import Any

import pytest

from dorgora.catalogue import queries as services
from dorgora.counter import suggesting
from dorgora.feed import node as nodes
from dorgora.tcv import actions, models, queries
from dorgora.tcv.queries import Usual
from tests.applications.world import AT, OTHER, PLACE, SERVICE, World
from tests.retold import retold
from tests.tcv.test_measuring import handed

pytestmark = pytest.mark.database

HOURS = (60, 90, 120, 130, 600)


def five(world: World) -> None:
    for n, minutes in enumerate(HOURS):
        handed(world, f"by-hand-{n}", own_minutes=minutes, own_cost_minor=1234 * (n + 1), n_visits=n + 1)


def kinds(file_id: int) -> list[int]:
    asked = "SELECT version FROM feed_event WHERE kind = 'tcv.answered' AND subject_id = %s"
    return [row[0] for row in nodes.this().store.rows.all(asked, [file_id])]


def test_the_middle_of_five_is_suggested_made_round(world: World) -> None:
    five(world)
    # The third of each: 120 minutes, 3702 paisa, 3 visits.
    assert queries.usual(SERVICE, PLACE) == {
        "own_minutes": Usual(120, 5), "own_cost_minor": Usual(3700, 5), "n_visits": Usual(3, 5),
    }  # fmt: skip
    assert queries.usual(SERVICE, OTHER) == {} == queries.usual("citizenship_certificate", PLACE)


def test_no_visit_at_all_is_never_suggested(world: World) -> None:
    """Time and cost may be nothing; she stands here, so she came."""
    five(world)
    models.Measure.objects.update(own_minutes=0, own_cost_minor=0, n_visits=0)  # told by an earlier program
    service = services.service(SERVICE)
    assert service is not None
    found = suggesting.suggested(queries.usual(SERVICE, PLACE), service)
    assert found.values == {"own_minutes": 0, "own_cost_minor": 0}


@pytest.mark.parametrize("left_out", [{"n_visits": None}, {"is_confirmed": False}])
def test_four_answers_suggest_nothing(world: World, left_out: dict[str, Any]) -> None:
    for n in range(4):
        handed(world, f"by-hand-{n}")
    handed(world, "not-said", **left_out)
    assert "n_visits" not in queries.usual(SERVICE, PLACE)


def test_what_was_let_stand_suggests_nothing_again(world: World) -> None:
    five(world)
    before = queries.usual(SERVICE, PLACE)
    suggested = {name: one.value for name, one in before.items()}
    for n in range(3):
        with retold():
            last = handed(
                world, f"let-stand-{n}", suggested=suggested, **suggested | {"own_minutes": 200 + n}
            )
    assert kinds(last) == [2]
    told = models.Measure.objects.get(id=last)
    assert told.as_suggested == "own_cost_minor,n_visits" and told.own_minutes == 202
    after = queries.usual(SERVICE, PLACE)
    assert after["n_visits"] == before["n_visits"] and after["own_cost_minor"] == before["own_cost_minor"]
    # 60 90 120 130 200 201 202 600: what she put right counts.
    assert after["own_minutes"] == Usual(135, 8)
    assert queries.summary(SERVICE).metrics["n_visits"].n == 8, "confirmed, so it is measured"


def test_where_nothing_was_suggested_the_event_is_as_before(world: World) -> None:
    assert kinds(handed(world, "a")) == [1] and kinds(handed(world, "b", suggested={})) == [1]


def test_a_suggestion_nobody_answered_is_no_event(world: World) -> None:
    done = world.submit(draft_key="silent")
    world.approve(done.id, at=AT)
    actions.hand_over(
        file_id=done.id, centre=PLACE, to="applicant", by=world.karim, at=AT, suggested={"n_visits": 2}
    )
    assert kinds(done.id) == []
