"""The queue: whose promise breaks first comes first, by filters, fifty a page."""

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dorgora.applications import actions
from dorgora.feed import aftermath, checking
from dorgora.feed import node as nodes
from dorgora.kernel import clock
from tests.applications.world import AT

pytestmark = pytest.mark.slow


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the day at the desk."""
    return lambda day: monkeypatch.setattr(clock, "now", lambda: datetime.combine(day, AT.timetz()))


def test_an_empty_queue_says_what_would_be_here(world: Any, salma: Any) -> None:
    html = salma.get("/desk/").content.decode()
    assert "No promise is due today." in html and "Nothing waits here." in html


def test_the_clock_of_the_promise_is_told_in_words(world: Any, salma: Any, file_id: int, at: Any) -> None:
    promised = date.fromisoformat(world.file(file_id).promised_on)
    at(promised)
    html = salma.get("/desk/").content.decode()
    assert "1 promise must be kept today" in html and "last day today" in html
    at(promised + timedelta(days=7))
    html = salma.get("/desk/").content.decode()
    assert "days late" in html and 'class="gl"' in html


def test_what_waits_for_the_citizen_is_last_and_not_late(
    world: Any, salma: Any, file_id: int, at: Any
) -> None:
    returned = file_id
    waiting = world.submit(draft_key="second").id
    world.return_file(returned)
    at(date(2026, 12, 20))
    html = salma.get("/desk/").content.decode()
    assert html.index(f"/desk/files/{waiting}") < html.index(f"/desk/files/{returned}")
    assert html.count("days late") == 1 and "the clock stands still" in html
    html = salma.get(f"/desk/files/{returned}").content.decode()
    assert "The clock has stood still since 24 November" in html and "2 of 15 working days gone" in html
    assert "late" not in html.split("<main")[1].replace("translate", "") and 'class="gl"' not in html
    moment = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
    actions.correct(file_id=returned, answers={"name_bn": "মীম আক্তার"}, evidence=[], by=world.karim, at=moment)
    html = salma.get(f"/desk/files/{returned}").content.decode()
    assert "Promised: Monday 28 December" in html and "6 days left" in html
    assert "The receipt says Sunday 13 December" in html


@pytest.mark.slow
def test_each_filter_shows_its_files(world: Any, salma: Any, at: Any) -> None:
    waiting, returned, done = (world.submit(draft_key=f"draft-{n}") for n in range(3))
    world.return_file(returned.id)
    world.approve(done.id)
    at(AT.date())

    def numbers(which: str) -> set[str]:
        html = salma.get("/desk/", {"show": which}).content.decode()
        return {found.replace("-", "") for found in re.findall(r'class="code wideonly">([\d-]+)<', html)}

    assert numbers("all") == {waiting.number, returned.number}
    assert numbers("citizen") == {returned.number}
    assert numbers("decided") == {done.number}
    assert numbers("new") == {waiting.number}
    assert numbers("late") == numbers("due") == set()
    assert numbers("nonsense") == numbers("all")
    at(date.fromisoformat(world.file(waiting.id).promised_on) + timedelta(days=1))
    assert numbers("late") == {waiting.number}


@pytest.mark.slow
def test_a_long_queue_is_cut_into_pages(world: Any, salma: Any) -> None:
    lodged = [world.submit(draft_key=f"draft-{n}").number for n in range(52)]
    first = salma.get("/desk/").content.decode()
    assert first.count('class="pick"') + first.count('class="pick" ') >= 50 and "1–50 of 52" in first
    second = salma.get("/desk/", {"page": "২"}).content.decode()
    assert "51–52 of 52" in second
    shown = {
        found.replace("-", "") for found in re.findall(r'class="code wideonly">([\d-]+)<', first + second)
    }
    assert shown == set(lodged)
    for page in ("0", "-1", "x", "99999", "9" * 30):
        assert salma.get("/desk/", {"page": page}).status_code == 200


def test_the_same_child_twice_is_pointed_out(world: Any, salma: Any, file_id: int) -> None:
    twin = world.submit(draft_key="again")
    html = salma.get(f"/desk/files/{file_id}").content.decode()
    assert "This may be the same request" in html and f"/desk/files/{twin.id}" in html


def test_the_next_file_follows_a_decision(world: Any, salma: Any, file_id: int) -> None:
    later = world.submit(draft_key="later")
    world.approve(file_id)
    html = salma.get(f"/desk/files/{file_id}").content.decode()
    assert "Next file" in html and f'href="/desk/files/{later.id}"' in html


def test_the_queue_asks_as_often_for_many_files_as_for_one(world: Any, salma: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked = []
    for n in range(4):
        world.submit(draft_key=str(n))
        with CaptureQueriesContext(connection) as told:
            assert salma.get("/desk/").status_code == 200
        asked.append(len(told))
    assert asked[1] == asked[3], asked


def test_what_the_centre_took_back_is_nobodys_to_decide(world: Any, salma: Any, file_id: int) -> None:
    world.withdraw(file_id)
    assert "waits for your decision" not in salma.get("/desk/").content.decode()
    html = salma.get(f"/desk/files/{file_id}").content.decode()
    assert "nothing to decide" in html and 'value="approve"' not in html
    assert "let go of" not in html and "Promised" not in html and "working days gone" not in html
    aftermath.drain()
    html = salma.get(f"/desk/files/{file_id}").content.decode()
    assert "What was answered was let go of, as the file was taken back." in html and "The hub" in html


def test_a_damaged_file_is_said_to_be_so_and_holds_up_no_other(world: Any, salma: Any) -> None:
    """Nothing was erased: the queue does not say so."""
    spoilt, other = (world.submit(draft_key=f"draft-{n}") for n in range(2))
    run = nodes.this().store.rows.run
    run("UPDATE applications_file SET words = %s WHERE id = %s", [b"\x00\x11", spoilt.id])
    html = salma.get("/desk/").content.decode()
    assert html.count("damaged here") == 1 and "erased" not in html and f"/desk/files/{other.id}" in html
    salma.raise_request_exception = False
    page = salma.get(f"/desk/files/{spoilt.id}")
    assert page.status_code == 500 and "This record is damaged here" in page.content.decode()
    assert list(checking.faults(nodes.this())) == [
        f"table applications_file does not say what the log says of {spoilt.id}"
    ]
