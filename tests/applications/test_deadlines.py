"""While a file waits for its citizen no office's day comes nearer; the days are counted by hand on the calendar.

The weekend is Friday and Saturday, 16 December 2026 a holiday.
"""

from datetime import UTC, date, datetime
from typing import Any

from dorgora.applications import actions, queries
from tests.applications.allowance import UPAZILA, with_upazila
from tests.applications.land import with_district
from tests.applications.world import PLACE, World
from tests.retold import retold


def on(month: int, day: int) -> datetime:
    """Nine o'clock in the morning of that day."""
    return datetime(2026, month, day, 3, 0, tzinfo=UTC)


def put_right(world: World, file_id: int, at: datetime, **answers: str) -> None:
    """Karim corrects what the office marked."""
    given = answers or {"name_bn": "মীম আক্তার"}
    actions.correct(file_id=file_id, answers=given, evidence=[], by=world.karim, at=at)


def test_the_day_moves_by_the_days_it_waited(world: World) -> None:
    done = world.submit()
    world.return_file(done.id, at=on(11, 24))
    assert world.file(done.id).due_on == "2026-12-13"
    with retold():
        put_right(world, done.id, on(12, 8))  # ten working days later
    file = world.file(done.id)
    assert (file.due_on, file.ends_on, file.promised_on) == ("2026-12-28", "2026-12-28", "2026-12-13")
    world.return_file(done.id, at=on(12, 10))
    put_right(world, done.id, on(12, 14))  # two more
    assert world.file(done.id).due_on == "2026-12-30"


def test_what_was_late_is_as_late_after_it_waited(world: World) -> None:
    done = world.submit()
    world.return_file(done.id, at=on(12, 15))  # two working days late
    put_right(world, done.id, on(12, 22))  # 17, 20, 21 and 22 December
    assert world.file(done.id).due_on == "2026-12-20"  # 14, 15, 17 and 20: 21 and 22 are late


def test_it_does_not_move_on_the_same_day_or_back(world: World) -> None:
    done = world.submit()
    world.return_file(done.id, at=on(11, 24))
    put_right(world, done.id, on(11, 23))  # under a clock that is behind
    assert world.file(done.id).due_on == "2026-12-13"


def test_the_days_of_both_offices_move(world: World) -> None:
    both = with_upazila(world)
    done = both.submit()
    world.return_file(done.id, "father_name", at=on(11, 24))
    with retold():
        put_right(world, done.id, on(12, 8), father_name="আবুল কাসেম")
    assert world.file(done.id).due_days == ("2026-12-21", "2027-01-18")
    both.forward(done.id)
    assert world.file(done.id).due_on == "2027-01-18"
    world.return_file(done.id, "father_name", office=UPAZILA, by=both.nasrin, at=on(12, 9))
    put_right(world, done.id, on(12, 10), father_name="আবুল কাশেম")
    assert world.file(done.id).due_days == ("2026-12-21", "2027-01-19"), "the first has done its part"


def test_the_day_of_an_authority_outside_moves(world: World) -> None:
    district = with_district(world)
    done = district.submit()
    district.return_file(done.id, at=on(11, 24))
    with retold():
        put_right(world, done.id, on(12, 8), mouza="চর পাতিলা")
    assert world.file(done.id).due_on == "2026-12-21"


def test_between_a_grant_and_its_reopening_nobody_is_late(world: World) -> None:
    done = world.submit()
    world.approve(done.id, at=on(11, 24))
    world.return_file(done.id, at=on(12, 8), reopens=True)
    with retold():
        put_right(world, done.id, on(12, 10))  # twelve working days after it was granted
    assert world.file(done.id).due_on == "2026-12-30"


def _queue(which: str, day: date) -> list[int]:
    return [row.id for row in queries.waiting_for(PLACE, on=day, filter=which).rows]


def test_the_queue_has_what_waits_for_her_last(world: World) -> None:
    returned, waiting = (world.submit(draft_key=f"draft-{n}").id for n in range(2))
    world.return_file(returned, at=on(11, 24))
    day = date(2026, 12, 20)
    assert (_queue("all", day), _queue("late", day)) == ([waiting, returned], [waiting])
    put_right(world, returned, on(12, 20))
    assert (_queue("all", day), _queue("late", day)) == ([waiting, returned], [waiting])
    assert queries.queue_counts(PLACE, day).late == 1


def test_rows_told_before_an_upgrade_still_move(world: World) -> None:
    from dorgora.applications.models import File

    both = with_upazila(world)
    done = both.submit()
    world.return_file(done.id, "father_name", at=on(11, 24))
    File.objects.filter(id=done.id).update(due_days="2027-01-04")  # as the migration leaves them
    told: Any = world.file(done.id)
    assert told.ends_on == "2027-01-04"
    put_right(world, done.id, on(12, 8), father_name="আবুল কাসেম")
    assert world.file(done.id).due_days == ("2026-12-21", "2027-01-18")
