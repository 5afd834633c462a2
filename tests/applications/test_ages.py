"""What is half filled goes when it is old, by days the hub confirmed; whatever a laptop's own clock says meanwhile."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dorgora.applications import local, models
from dorgora.applications.local import pages
from dorgora.kernel import clock
from tests.applications.test_local import kept_files, photo
from tests.applications.test_naming import form, left
from tests.applications.world import PLACE, World

DAY = 86_400
Say = Callable[[int], None]


@pytest.fixture
def clock_says(monkeypatch: pytest.MonkeyPatch) -> Say:
    """This machine's clock says so many days from the one of the test, and it has just been switched on."""
    began = clock.now_seconds()

    def say(days: int) -> None:
        clock.forget()
        monkeypatch.setattr(clock, "_system", lambda: began + days * DAY)

    return say


def sweep() -> None:
    for drop in pages.DAILY:
        drop()


def hub_says(clock_says: Say, days: int) -> None:
    """A laptop that was switched on with a right clock hears the time, and sweeps."""
    clock_says(days)
    clock.learn(clock.now_seconds())
    sweep()


def test_a_form_nobody_goes_on_with_goes(
    world: World, serve_as: Callable[[str], None], clock_says: Say
) -> None:
    serve_as("centre")
    world.submit(draft_key="lodged")
    hub_says(clock_says, 0)
    form(world, "old", {"name_bn": "সুমাইয়া"})
    local.keep_picture(photo(), draft_key="old")
    hub_says(clock_says, 30)
    assert left() == {"old"}
    clock_says(31)
    sweep()
    assert left() == {"old"}, "nobody knows the day"
    hub_says(clock_says, 31)
    assert left() == set() and kept_files() == []
    assert models.Draft.objects.get(key="lodged").dated_at is None, "what was lodged is not touched"


def test_nobody_types_in_a_form_while_it_goes(world: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        pages.drop_old_drafts()
    assert ("FOR UPDATE" in str(list(asked))) == connection.features.has_select_for_update


@pytest.mark.parametrize("days", [-20_000, -40, 0, 730])
def test_by_whatever_clock_it_was_typed_it_waits_and_goes(
    world: World, serve_as: Callable[[str], None], clock_says: Say, days: int
) -> None:
    serve_as("centre")
    clock_says(days)
    form(world, "today", {"name_bn": "সুমাইয়া"})
    local.keep_page(world.karim, PLACE, "wish", {"words": "একটি স্কুল"})
    page = f"page-{world.karim}-wish"
    for confirmed, there in (
        (0, {"today", page}),
        (6, {"today", page}),
        (8, {"today"}),
        (29, {"today"}),
        (31, set()),
    ):
        hub_says(clock_says, confirmed)
        assert (left(), bool(local.kept_page(world.karim, PLACE, "wish"))) == (there, page in there)


def test_a_page_is_shown_before_the_sweep_has_dated_it(
    world: World, serve_as: Callable[[str], None], clock_says: Say
) -> None:
    serve_as("centre")
    clock_says(-40)
    local.keep_page(world.karim, PLACE, "wish", {"words": "একটি স্কুল"})
    clock_says(0)
    clock.learn(clock.now_seconds())
    assert local.kept_page(world.karim, PLACE, "wish")


@pytest.mark.parametrize(("days", "then"), [(730, -40), (0, 0)])
def test_the_page_kept_last_is_the_youngest(
    world: World, serve_as: Callable[[str], None], clock_says: Say, days: int, then: int
) -> None:
    serve_as("centre")
    clock_says(days)
    for page in ("old-b", "old-a", *(f"wish-{number}" for number in range(pages.MOST_PAGES - 2))):
        local.keep_page(world.karim, PLACE, page, {"words": "একটি স্কুল"})
    clock_says(then)
    for page in ("b", "a"):
        local.keep_page(world.karim, PLACE, page, {"words": "একটি সেতু"})
    assert left().isdisjoint({f"page-{world.karim}-old-b", f"page-{world.karim}-old-a"})
    hub_says(clock_says, 0)
    for page in ("d", "c"):
        local.keep_page(world.karim, PLACE, page, {"words": "একটি সেতু"})
    assert all(local.kept_page(world.karim, PLACE, page) for page in "abcd")
    assert len(left()) == pages.MOST_PAGES


def test_forms_of_a_clock_ahead_stand_behind_new_ones(
    world: World, serve_as: Callable[[str], None], clock_says: Say
) -> None:
    serve_as("centre")
    hub_says(clock_says, 0)
    form(world, "known", {})
    clock_says(730)
    for key in ("ahead-b", "ahead-a"):
        form(world, key, {})
        clock_says(731)
    assert [one.key for one in local.open_drafts(PLACE, world.karim)] == ["ahead-a", "ahead-b", "known"]
    hub_says(clock_says, 1)
    form(world, "new", {})
    first, *others = [one.key for one in local.open_drafts(PLACE, world.karim)]
    assert (first, others) == ("new", ["ahead-a", "ahead-b", "known"])


def test_what_a_hub_years_ahead_dated_is_as_old_as_it_is_seen_first(
    world: World, serve_as: Callable[[str], None], clock_says: Say
) -> None:
    serve_as("hub")
    clock_says(730)
    form(world, "ahead", {"name_bn": "সুমাইয়া"})
    for days, there in ((0, {"ahead"}), (29, {"ahead"}), (31, set())):
        clock_says(days)
        sweep()
        assert left() == there, days


def test_who_goes_on_with_it_makes_it_young(
    world: World, serve_as: Callable[[str], None], clock_says: Say
) -> None:
    serve_as("centre")
    hub_says(clock_says, 0)
    form(world, "known", {"name_bn": "সুমাইয়া"})
    form(world, "unknown", {"name_bn": "সুমাইয়া"})
    hub_says(clock_says, 29)
    form(world, "known", {"name_bn": "সুমাইয়া আক্তার"})
    clock_says(-40)
    form(world, "unknown", {"name_bn": "সুমাইয়া আক্তার"})
    hub_says(clock_says, 45)
    assert left() == {"known", "unknown"}
    hub_says(clock_says, 60)
    assert left() == {"unknown"}
    hub_says(clock_says, 76)
    assert left() == set()
