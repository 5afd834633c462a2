"""What is asked for and not offered, on the dashboard: by kind, area and month, down to the wishes behind a number."""

import re
from collections.abc import Callable
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from dorgora.feed.log import act
from dorgora.kernel import clock
from dorgora.people import actions as people
from dorgora.voice import actions
from dorgora.voice import events as ev
from tests import browser
from tests.applications.world import AT, OTHER, PLACE
from tests.surfaces.window import FAR, HOST, does, looked_at, tab_to, window

pytestmark = pytest.mark.slow
HERS = "একটা সেলাই মেশিনের প্রশিক্ষণ"
WISHES = "/dashboard/wishes"
BEHIND = "/dashboard/wishes/behind?kind=learning"


def text_of(page: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


@pytest.fixture
def wish(world: Any) -> Callable[..., int]:
    def record(kind: str = "learning", days: int = 0, **other: Any) -> int:
        return actions.record_wish(
            place=PLACE, kind=kind, by=world.karim, at=clock.now() - timedelta(days=days), **other
        )

    return record


@pytest.fixture
def rahima(world: Any) -> int:
    return people.register_citizen(
        place=PLACE, area=PLACE, sex="f", local_name="রহিমা খাতুন", latin_name="", date_of_birth="", phone="",
        number="", village="", by=world.karim, at=clock.now(),
    )  # fmt: skip


def test_counts_by_kind_area_and_month(wish: Callable[..., int], reader: Any) -> None:
    assert "Nothing is asked for that is not offered" in text_of(reader.get(WISHES))
    for _ in range(3):
        wish()
    wish("paper")
    wish("health", days=600)
    text = text_of(reader.get(WISHES))
    assert "Asked for and not offered: 4 times, mostly: Training, school" in text
    assert "Training, school 3" in text and "A government paper or certificate 1" in text
    assert "Health" not in text, "longer ago than a year"
    for area, below in (("", "Barishal 4"), ("1009", "Charfasson 4"), ("100925", "Char Kukri Mukri 4")):
        assert below in text_of(reader.get(f"{WISHES}?area={area}")), area
    assert "Nothing is asked for" in text_of(reader.get(f"{WISHES}?area={OTHER}"))
    for _ in range(2):
        wish("paper")
    even = text_of(reader.get(WISHES))
    assert "Asked for and not offered: 6 times" in even and "mostly" not in even, "three of each"


def test_each_number_leads_to_what_is_behind_it(wish: Callable[..., int], reader: Any) -> None:
    wish(nearest="birth_registration")
    wish("paper")
    page = reader.get(f"{WISHES}?area={PLACE}").content.decode()
    links = re.findall(r'<td class="num"[^>]*><a class="btn plain" href="([^"]+)">1</a>', page)
    assert len(links) == 2
    behind = [text_of(reader.get(link.replace("&amp;", "&"))) for link in links]
    assert "Char Kukri Mukri" in behind[0] and "The wishes behind it" in behind[0]
    assert sum("Birth registration" in one for one in behind) == 1
    (month,) = set(re.findall(r"month=(\d{4}-\d\d)", page))
    assert "Training, school 1" in text_of(reader.get(f"{WISHES}?month={month}"))
    assert reader.get(f"{WISHES}/behind?kind=boat").status_code == 404


def test_words_are_for_the_hub_alone(
    wish: Callable[..., int], rahima: int, reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    wish(words=HERS, citizen_id=rahima)
    assert HERS not in text_of(reader.get(BEHIND))
    readers = {("office", PLACE): False, ("office", "20158519"): False, ("hub", "hub"): True}
    for officer, sees in readers.items():
        enters(monkeypatch, *officer)
        assert (HERS in text_of(reader.get(BEHIND))) is sees, officer


def test_the_day_is_for_officers_of_the_area(
    wish: Callable[..., int], reader: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.learn(clock.to_seconds(AT))
    wish()
    readers = {
        (): False, ("office", OTHER): False, ("office", "20158519"): False,
        ("office", PLACE): True, ("office", "100925"): True, ("hub", "hub"): True,
    }  # fmt: skip
    for officer, sees in readers.items():
        if officer:
            enters(monkeypatch, *officer)
        text = text_of(reader.get(BEHIND))
        assert ("Char Kukri Mukri 22 November 2026" in text) is sees, officer
        assert ("Char Kukri Mukri November 2026" in text) is not sees, officer


def test_a_kind_no_pack_knows_is_shown_as_another(world: Any, wish: Callable[..., int], reader: Any) -> None:
    """A centre can tell any word for a kind, and any area: neither stands on a page that everybody reads."""
    wish()
    for kind in ("karim_steals", "karim_steals", "boat"):
        lied(kind=kind, area=OTHER)
    lied(kind="paper", area=PLACE + "Karim")
    lied(kind="Karim!")
    page = reader.get(WISHES)
    text = text_of(page)
    assert "5 times, mostly: Another kind" in text and "Another kind (of a newer or foreign list) 3" in text
    link = re.search(r'href="([^"]+)">3</a>', page.content.decode())
    assert link is not None
    behind = text_of(reader.get(link[1].replace("&amp;", "&")))
    assert behind.count("Char Kukri Mukri") == 3 and "Another kind" in behind
    shown = [text, behind, text_of(reader.get(f"{WISHES}/behind?kind=paper"))]
    assert "Karim" not in "".join(shown) and "karim" not in page.content.decode() + "".join(shown)
    assert "Nothing is asked for" in text_of(reader.get(f"{WISHES}?area={OTHER}"))


def test_a_day_that_is_none_breaks_no_page(world: Any, reader: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    lied(asked_on=clock.now().strftime("%Y-%m-99"))
    enters(monkeypatch, "hub", "hub")
    for address in (WISHES, BEHIND):
        assert reader.get(address).status_code == 200
    assert "Nothing is asked for" in text_of(reader.get(WISHES))


def enters(monkeypatch: pytest.MonkeyPatch, role: str, place: str) -> None:
    officer = SimpleNamespace(role=role, place=place)
    monkeypatch.setattr("dorgora.dashboard.wish_views.officer_at", lambda request: officer)


def lied(**told: Any) -> None:
    """What a centre of its own making tells, past the action."""
    facts = {"kind": "learning", "area": PLACE, "asked_on": clock.now().date().isoformat()} | told
    with act(role="centre", place=PLACE, by=0, at=clock.now()) as action:
        action.add(ev.WISH_RECORDED, ev.WishRecorded(centre=PLACE, nearest="", citizen_id=0, **facts))


def test_a_long_list_goes_on(wish: Callable[..., int], reader: Any) -> None:
    for _ in range(51):
        wish()
    first = reader.get(BEHIND).content.decode()
    more = re.search(r'href="([^"]+)" rel="next"', first)
    assert more is not None and first.count("<tr>") == 51
    rest = reader.get(more[1].replace("&amp;", "&")).content.decode()
    assert rest.count("<tr>") == 2 and 'rel="next"' not in rest


def test_a_number_opens_by_keyboard(chromium: Any, wish: Callable[..., int], reader: Any) -> None:
    wish()
    with window(chromium, reader, language="en") as page:
        page.goto(HOST + WISHES)
        with does(page, "See what is asked for"):
            tab_to(page, 'a[href*="kind=learning"]', FAR)
            page.keyboard.press("Enter")
        page.wait_for_selector("text=The wishes behind it")


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_is_sound(
    chromium: Any, wish: Callable[..., int], rahima: int, reader: Any, language: str
) -> None:
    def sound(name: str, address: str) -> None:
        page.goto(HOST + address)
        assert looked_at(page, f"dashboard-{name}") == []

    with window(chromium, reader, language=language, kept=True) as page:
        sound("wishes-empty", WISHES)
        for kind, days in (("learning", 0), ("learning", 40), ("paper", 3), ("money", 80)):
            wish(kind, days, nearest="birth_registration" if days else "")
        lied(kind="boat")
        sound("wishes", f"{WISHES}?area=1009")
        sound("wishes-behind", f"{BEHIND}&area=1009")
        sound("wishes-which-area", f"{WISHES}?area=char")
