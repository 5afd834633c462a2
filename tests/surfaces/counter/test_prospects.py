"""What can she get? Every service on her page, with yes, not yet or to be asked, before any fee."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from dorgora.counter import prospects
from dorgora.counter.views import today
from dorgora.shell import formats
from tests.surfaces.counter.stage import (
    ALLOWANCE,
    BILL,
    CITIZENSHIP,
    SERVICE,
    days_ago,
    open_upazila,
    publish,
)
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow


def born(years: int) -> dict[str, str]:
    """A birthday so many years before the first day of this month: nobody is older tomorrow."""
    on = days_ago(0).replace(day=1)
    return {
        "date_of_birth-day": "1",
        "date_of_birth-month": str(on.month),
        "date_of_birth-year": str(on.year - years),
    }


def test_each_service_says_whether_she_can_get_it(counter: Any, hub: Any) -> None:
    open_upazila(hub)
    young = counter.citizen(**born(60))
    page = counter.get(f"/counter/citizens/{young}").content.decode()
    day = days_ago(0).replace(day=1)
    with override("en"):
        from_day = formats.day(date(day.year + 2, day.month, 1))
    assert f"From {from_day}" in page and "Not old enough yet" in page
    assert page.index("Citizenship certificate") < page.index("Old-age allowance"), (
        "what she can get goes first"
    )
    old = counter.citizen(**born(67), local_name="লতা খানম", phone="", is_new="yes")
    page = counter.get(f"/counter/citizens/{old}").content.decode()
    assert "To be asked" in page and "Income: not more than 10,000 taka a year" in page
    assert f'href="/counter/citizens/{old}/{ALLOWANCE}"' in page


def test_an_office_that_is_not_open_is_told(counter: Any) -> None:
    publish(ALLOWANCE)
    page = counter.get(f"/counter/citizens/{counter.citizen()}").content.decode()
    assert page.count("No office here yet") == 1


def test_only_some_of_them_are_shown(counter: Any, hub: Any) -> None:
    open_upazila(hub)
    url = f"/counter/citizens/{counter.citizen(**born(30))}"
    some = counter.get(f"{url}?show=not_now").content.decode()
    assert f"/{ALLOWANCE}" in some and f"/{BILL}" not in some and "Not now (1)" in some and "All (4)" in some
    for odd in ("show=nothing", "page=x", "page=99999", "show=not_now&page=7"):
        assert f"/{ALLOWANCE}" in counter.get(f"{url}?{odd}").content.decode()


def test_a_long_list_is_cut_into_pages(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prospects, "PAGE", 2)
    url = f"/counter/citizens/{counter.citizen()}"
    first = counter.get(url).content.decode()
    assert "1–2 of 3" in first and "page=2" in first
    second = counter.get(f"{url}?show=all&amp;page=2".replace("&amp;", "&")).content.decode()
    assert "3–3 of 3" in second
    assert [one in first for one in (f"/{SERVICE}", f"/{CITIZENSHIP}", f"/{BILL}")] == [True, True, False]


def test_it_asks_as_often_for_many_services_as_for_few(counter: Any, hub: Any) -> None:
    url, asked = f"/counter/citizens/{counter.citizen()}", []
    counter.get(url)
    for more in (lambda: None, lambda: open_upazila(hub)):
        more()
        counter.get(url)  # a new service is read once
        with CaptureQueriesContext(connection) as told:
            counter.get(url)
        asked.append(len(told))
    # One level of office more to look for, and her files of what is given once; nothing for each service.
    assert asked[1] - asked[0] <= 4, asked


def test_she_is_told_by_keyboard(chromium: Any, counter: Any, hub: Any) -> None:
    open_upazila(hub)
    citizen_id = counter.citizen(**born(60))
    with window(chromium, counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(f"{HOST}/counter/citizens/{citizen_id}")
        with keys.does("Tell her of every service"):
            keys.far("Not now").goes("Enter", "show=not_now")
        keys.far("Old-age allowance").goes("Enter", f"/{ALLOWANCE}")
        assert "Not old enough yet" in keys.says


def test_of_very_many_services_today_shows_the_first(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(today, "MOST_SERVICES", 2)
    page = counter.get("/counter/").content.decode()
    assert "1 more service: type above what she wants." in page and f"service={BILL}" not in page
