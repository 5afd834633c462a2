"""What a citizen is told of a file whose day is gone, or stands still: what to do, and whom to call."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dorgora.applications import actions
from dorgora.kernel import clock
from tests import browser
from tests.surfaces.portal.test_two_offices import told
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow


@pytest.fixture
def on(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the day at the portal."""
    return lambda month, day: monkeypatch.setattr(
        clock, "now", lambda: datetime(2026, month, day, 9, 0, tzinfo=UTC)
    )


def test_a_late_file_says_so_first(lodged: Any, rahima: Any, on: Any) -> None:
    on(12, 13)
    html = told(rahima, lodged.code)
    assert "<h1>You will have it by Sunday 13 December</h1>" in html and "late" not in html.lower()
    on(12, 15)
    html = told(rahima, lodged.code)
    assert "<h1>It is late: it was promised by Sunday 13 December</h1>" in html
    assert "You need not do or pay anything" in html and "call 333, the national helpline" in html
    assert "late: it was to be done by 13 December" in html, "the office's step says so too"
    assert html.count('class="gl"') == 2 and "You will have it" not in html and ">by 13" not in html


def test_a_returned_file_is_never_late(world: Any, lodged: Any, rahima: Any, on: Any) -> None:
    world.return_file(lodged.id)
    on(12, 31)
    html = told(rahima, lodged.code)
    assert "Something must be put right" in html and "Go to the centre" in html
    assert "It waits for you: since 24 November no day is counted." in html
    assert "2 of 15 working days gone" in html and "moves by as long as it takes" in html
    for words in ("late", "need not do", 'class="gl"', "13 December"):
        assert words not in html, words


def test_its_day_has_moved_once_it_is_put_right(world: Any, lodged: Any, rahima: Any, on: Any) -> None:
    world.return_file(lodged.id)
    at = datetime(2026, 12, 8, 3, 0, tzinfo=UTC)
    actions.correct(file_id=lodged.id, answers={"name_bn": "মীম আক্তার"}, evidence=[], by=world.karim, at=at)
    on(12, 20)
    html = told(rahima, lodged.code)
    assert "<h1>You will have it by Monday 28 December</h1>" in html and "late" not in html.lower()
    assert "The receipt says 13 December 2026. The days it waited for you were added." in html
    on(12, 29)
    assert "It is late: it was promised by Monday 28 December" in told(rahima, lodged.code)


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, world: Any, rahima: Any, on: Any, language: str) -> None:
    late, returned = (world.submit(draft_key=f"draft-{n}") for n in range(2))
    world.return_file(returned.id)
    on(12, 29)
    with window(chromium, rahima, language=language, kept=True) as page:
        for name, done in (("late", late), ("returned-past", returned)):
            page.goto(f"{HOST}/portal/track")
            page.locator('[name="code"]').fill(done.code)
            page.locator(".go").click()
            page.wait_for_selector(".way")
            assert looked_at(page, f"portal-{name}") == []
