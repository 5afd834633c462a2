"""What a citizen is told of a file that an authority outside decides: where it is, by when, and when it is late."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import browser
from tests.applications.land import SERVICE, District, with_district
from tests.surfaces.portal.test_two_offices import told
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow


@pytest.fixture
def district(world: Any) -> District:
    return with_district(world)


def test_each_station_is_on_its_way(district: District, rahima: Any, monkeypatch: Any) -> None:
    from dorgora.kernel import clock

    done = district.submit()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    html = told(rahima, done.code)
    assert "You will have it by Sunday 6 December" in html and "Record Room" not in html
    district.make_list()
    html = told(rahima, done.code)
    assert "The office has looked at it and sent it out" in html and "list 1" in html
    assert "It is looked at there" in html and "District Record Room" in html and "now, by 6 December" in html
    district.grant(done.id)
    html = told(rahima, done.code)
    assert "Granted. The centre gives it to you once the paper is there" in html
    assert "on the paper: 24 November 2026" in html and "It has been looked at there" in html
    for words in ("৪৫৬", "456", "রহিমা", "Rahima", "চর পাতিলা"):
        assert words not in html, words


def test_an_authority_that_is_late_is_said_to_be(district: District, rahima: Any, monkeypatch: Any) -> None:
    from dorgora.kernel import clock

    done = district.submit()
    district.make_list()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 6, 9, 0, tzinfo=UTC))
    assert "late" not in told(rahima, done.code).lower()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 8, 9, 0, tzinfo=UTC))
    assert "late: it was to be done by 6 December" in told(rahima, done.code)


def test_what_was_refused_says_the_ground_and_the_money(district: District, rahima: Any) -> None:
    from dorgora.feed import aftermath

    done = district.submit()
    district.make_list()
    district.reject(done.id)
    aftermath.drain()
    html = told(rahima, done.code)
    assert "Ground: এই খতিয়ান নেই" in html and "The centre pays back Tk 200" in html


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, district: District, rahima: Any, language: str) -> None:
    first, second = district.submit(draft_key="first"), district.submit(draft_key="second")
    district.make_list()
    district.grant(second.id)
    with window(chromium, rahima, language=language, kept=True) as page:
        page.goto(f"{HOST}/portal/services/{SERVICE}")
        assert looked_at(page, "portal-service-land") == []
        for name, done in (("on-a-list", first), ("copy-granted", second)):
            page.goto(f"{HOST}/portal/track")
            page.locator('[name="code"]').fill(done.code)
            page.locator(".go").click()
            page.wait_for_selector(".way")
            assert looked_at(page, f"portal-file-{name}") == []
