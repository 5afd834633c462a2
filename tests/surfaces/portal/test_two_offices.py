"""What a citizen is told of a file that two offices decide: which has it now, by which day, and what comes then."""

from datetime import UTC, datetime
from typing import Any

import pytest

from tests import browser
from tests.applications.allowance import SERVICE, Both, with_upazila
from tests.surfaces.portal.test_tracking import ask
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow


@pytest.fixture
def both(world: Any) -> Both:
    return with_upazila(world)


def told(client: Any, code: str) -> str:
    return str(ask(client, code).content.decode())


def test_each_office_is_a_station_on_its_way(both: Both, rahima: Any, monkeypatch: Any) -> None:
    from dorgora.kernel import clock

    done = both.submit()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 11, 24, 9, 0, tzinfo=UTC))
    html = told(rahima, done.code)
    assert "Char Kukri Mukri" in html and "now, by 6 December" in html
    assert "Then this office looks at it" in html and "Charfasson Upazila" in html
    both.forward(done.id)
    html = told(rahima, done.code)
    assert "The office has looked at it and sent it on" in html and "now, by 4 January" in html
    assert "Then this office looks at it" not in html
    for words in ("একা থাকেন", "Recommended", "recommended"):
        assert words not in html
    both.approve(done.id)
    html = told(rahima, done.code)
    assert "Approved" in html and "now, by" not in html


def test_an_office_that_is_late_is_said_to_be(both: Both, rahima: Any, monkeypatch: Any) -> None:
    from dorgora.kernel import clock

    done = both.submit()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 6, 9, 0, tzinfo=UTC))
    assert "late" not in told(rahima, done.code).lower()
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 12, 7, 9, 0, tzinfo=UTC))
    assert "late: it was to be done by 6 December" in told(rahima, done.code)
    both.forward(done.id)
    assert "late: it was" not in told(rahima, done.code)


def test_a_refusal_by_the_first_names_no_second(both: Both, rahima: Any) -> None:
    done = both.submit()
    both.world.reject(done.id)
    html = told(rahima, done.code)
    assert "Rejected" in html and "Charfasson Upazila" not in html


def test_the_service_says_who_can_get_it(both: Both, rahima: Any) -> None:
    html = rahima.get(f"/portal/services/{SERVICE}").content.decode()
    assert "Who can get it" in html and "Age: women from 62, men from 65 years" in html
    assert "Recommendation of the union&#x27;s committee" in html and "30 working days" in html
    other = rahima.get("/portal/services/birth_registration").content.decode()
    assert "Who can get it" not in other


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, both: Both, rahima: Any, language: str) -> None:
    done = both.submit()
    with window(chromium, rahima, language=language, kept=True) as page:
        page.goto(f"{HOST}/portal/services/{SERVICE}")
        assert looked_at(page, "portal-service-allowance") == []
        for name in ("first-office", "second-office"):
            page.goto(f"{HOST}/portal/track")
            page.locator('[name="code"]').fill(done.code)
            page.locator(".go").click()
            page.wait_for_selector(".way")
            assert looked_at(page, f"portal-file-{name}") == []
            if name == "first-office":
                both.forward(done.id)
