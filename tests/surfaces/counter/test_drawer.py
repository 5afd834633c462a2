"""Counting the drawer by notes and coins at the counter, and the sheet of the day."""

import re
from typing import Any

import pytest
from django.utils.translation import override

from dorgora.money import queries as money
from dorgora.shell import formats
from tests.browser import SIDEWAYS
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import Counter, days_ago, errors, form_of
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

DRAWER = "/counter/drawer"
TK_75 = {"n-5000": "১", "n-2000": "1", "n-500": "1"}
KEEP = {"go": "keep"}
A4 = {"width": 703, "height": 1000}
"""Within its margins, in pixels of a page."""
BROKEN = """() => [...document.querySelectorAll('.sheet td, .sheet th')].flatMap(cell => {
  const texts = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT), found = [];
  for (let text; (text = texts.nextNode());) for (const word of text.data.matchAll(/\\S+/gu)) {
    const range = document.createRange();
    range.setStart(text, word.index);
    range.setEnd(text, word.index + word[0].length);
    if (new Set([...range.getClientRects()].map(box => Math.round(box.top))).size > 1) found.push(word[0]);
  }
  return found;
})"""


@pytest.fixture
def number(counter: Any) -> str:
    return str(counter.lodge(counter.citizen(), born=days_ago(100)))


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.fixture
def counts(stage: Any) -> Any:
    """The counts that Karim made today."""
    return lambda: money.counts(PLACE, stage.karim, days_ago(0))


@pytest.fixture
def balance(stage: Any) -> Any:
    """What should lie in his drawer."""
    return lambda: money.balance(f"drawer:{PLACE}:{stage.karim}")


def test_a_drawer_that_agrees_is_kept(counter: Any, number: str, counts: Any) -> None:
    page = counter.send(counter.get(DRAWER), TK_75 | KEEP)
    assert "Tk 75 counted" in text(page) and counter.at == f"{DRAWER}?kept=1"
    (kept,) = counts()
    assert (kept.moment, kept.counted_minor, kept.difference_minor) == ("opening", 7500, 0)
    assert kept.pieces == ((5000, 1), (2000, 1), (500, 1))
    assert form_of(counter.get(DRAWER))["n-5000"] == "", "the next count begins empty"


def test_the_sum_is_worked_out_and_nothing_kept(counter: Any, number: str, counts: Any) -> None:
    page = counter.send(counter.get(DRAWER), TK_75 | {"n-200": "2", "go": "count"})
    assert page.status_code == 200 and "Tk 4 too much" in text(page)
    assert re.search(r'class="total num">Tk 79<', text(page))
    assert counts() == [] and form_of(page)["told"] == "400"


def test_a_difference_needs_a_reason_chosen(counter: Any, number: str, counts: Any, balance: Any) -> None:
    short = {"n-5000": "1", "n-2000": "1"}
    page = counter.send(counter.get(DRAWER), short | KEEP)
    assert page.status_code == 422 and "Tk 5 short" in text(page) and errors(page)
    assert counts() == [] and balance() == 7500
    again = counter.send(page, {"reason": "wrong_change"} | KEEP)
    assert "Wrong change was given" in text(again) and balance() == 7000
    assert [(one.difference_minor, one.reason) for one in counts()] == [(-500, "wrong_change")]


def test_a_count_pressed_twice_is_one(counter: Any, number: str, counts: Any, balance: Any) -> None:
    page = counter.send(counter.get(DRAWER), {"n-5000": "1", "go": "count"})
    sent = form_of(page) | {"reason": "missing", "go": "keep"}
    for _press in range(2):
        assert counter.client.post(DRAWER, sent)["Location"] == f"{DRAWER}?kept=1"
    assert len(counts()) == 1 and balance() == 5000


def test_money_booked_meanwhile_is_told_first(counter: Any, number: str, counts: Any) -> None:
    page = counter.send(counter.get(DRAWER), {"n-5000": "1", "go": "count"})
    counter.lodge(counter.citizen(local_name="লতা খানম"), born=days_ago(101))
    counter.at = DRAWER
    late = counter.send(page, {"reason": "missing"} | KEEP)
    assert (
        late.status_code == 422
        and "Tk 100 short" in text(late)
        and "Money was booked since then" in text(late)
    )
    assert counts() == []


@pytest.mark.parametrize(
    "typed",
    [{}, {"n-500": "many"}, {"n-500": "-1"}, {"n-500": "1.5"}, {"n-100": "1000000"}, {"n-100000": "99999"}],
)
def test_what_is_no_count_is_asked_again(counter: Any, typed: dict[str, str], counts: Any) -> None:
    page = counter.send(counter.get(DRAWER), typed | KEEP)
    assert page.status_code == 422 and errors(page) and counts() == []


def test_an_empty_drawer_is_counted_with_a_zero(counter: Any, counts: Any) -> None:
    counter.send(counter.get(DRAWER), {"n-100": "০"} | KEEP)
    assert [one.counted_minor for one in counts()] == [0]


def test_a_difference_left_alone_stands_again(counter: Any, number: str, counts: Any) -> None:
    page = counter.send(counter.get(DRAWER), {"n-5000": "1", "go": "count"})
    counter.send(page, {"reason": "missing", "go": "leave", "leave_to": "/counter/files"})
    again = counter.get(DRAWER)
    assert "Tk 25 short" in text(again)
    assert (form_of(again)["n-5000"], form_of(again)["reason"], counts()) == ("1", "missing", [])


def test_what_two_pages_say_stands_beside(counter: Any, number: str) -> None:
    first, second = counter.get(DRAWER), counter.get(DRAWER)
    counter.send(first, {"n-5000": "1", "go": "leave", "leave_to": "/counter/"})
    counter.at = DRAWER
    page = counter.send(second, {"n-2000": "3", "go": "count"})
    assert "changed on another page" in text(page) and "Tk 50 note" in text(page)


def test_each_operator_is_asked_once_a_day(stage: Any, counter: Any) -> None:
    asked = "You have not counted your drawer yet today"
    assert asked in text(counter.get("/counter/"))
    counter.send(counter.get(DRAWER), {"n-100": "0"} | KEEP)
    assert asked not in text(counter.get("/counter/"))
    assert form_of(counter.get(DRAWER))["when"] == "closing"
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert asked in text(other.get("/counter/")) and form_of(other.get(DRAWER))["when"] == "opening"


def test_each_operator_counts_a_drawer_of_her_own(stage: Any, counter: Any, number: str) -> None:
    other = Counter()
    other.sign_in(stage, "shrabani")
    page = text(other.get(DRAWER))
    assert (
        re.search(r"Should be there</dt>|Should be there", page)
        and "Tk 75" in page.split("The other drawers")[1]
    )
    other.send(other.get(DRAWER), {"n-100": "0"} | KEEP)
    assert [one.counted_minor for one in money.counts(PLACE, stage.shrabani, days_ago(0))] == [0]
    assert money.counts(PLACE, stage.karim, days_ago(0)) == []
    hers = text(other.get(f"{DRAWER}/{days_ago(0)}"))
    his = text(other.get(f"{DRAWER}/{days_ago(0)}/{stage.karim}"))
    assert "শ্রাবনী" in hers and "করিম" not in hers.split("<article")[1]
    assert "করিম" in his.split("<article")[1] and "৳৭৫.০০" in his and "৳৭৫.০০" not in hers
    assert other.get(f"{DRAWER}/{days_ago(0)}/77").status_code == 404


@pytest.mark.parametrize("paper", ["", "?paper=58mm"])
def test_the_day_sheet_says_what_the_day_came_to(counter: Any, paper: str) -> None:
    change = counter.send(counter.get(DRAWER), {"n-2000": "5", "go": "count"})
    counter.send(change, {"reason": "float"} | KEEP)
    counter.lodge(counter.citizen(), born=days_ago(100))
    short = counter.send(counter.get(DRAWER), {"n-5000": "2", "n-2000": "3", "n-1000": "1", "go": "count"})
    counter.send(short, {"reason": "wrong_change"} | KEEP)
    page = text(counter.get(f"{DRAWER}/{days_ago(0)}{paper}"))
    assert ('class="slip"' in page) is bool(paper) and f'{paper or "?paper=a4"}">The day before' in page
    words = " ".join(re.sub("<[^>]+>", " ", page.split("<article")[1]).split())
    for told in (
        "৳২৫.০০",
        "৳৫০.০০",
        "৳৭৫.০০",
        "৳১০০.০০",
        "৳১৭০.০০",
        "৳৫০ × ২",
        "৳৫ কম: ভাংতি ভুল দেওয়া হয়েছে",
    ):
        assert told in words, told
    assert "করিম" in words.split("৳৫ কম")[-1], "who signs"
    for told in ("Opening: counted in the morning", "Tk 5 short: Wrong change was given"):
        assert (told in words) is not bool(paper), "on A4 in both languages"


@pytest.mark.parametrize("paper", ["", "?paper=58mm"])
def test_the_sheet_says_what_moved_after_the_count(
    counter: Any, number: str, counts: Any, paper: str
) -> None:
    """By hand: Tk 75 taken, 74 counted with 1 short; 75 taken after it: 74 + 75 = 149."""
    short = {"n-5000": "1", "n-2000": "1", "n-200": "2", "go": "count"}
    counter.send(counter.send(counter.get(DRAWER), short), {"reason": "wrong_change"} | KEEP)
    sheet = f"{DRAWER}/{days_ago(0)}{paper}"
    assert "পরে এসেছে" not in text(counter.get(sheet))
    counter.lodge(counter.citizen(local_name="লতা খানম"), born=days_ago(101))
    article = text(counter.get(sheet)).split("<article")[1]
    words = " ".join(re.sub("<[^>]+>", " ", article).split())
    with override("bn"):
        at = formats.clock(counts()[-1].at)
    for told in (f"শেষ গোনার ({at}) পরে এসেছে", "৳৭৫.০০", "৳০.০০", "৳১৪৯.০০", "সই করার আগে আবার গুনুন"):
        assert told in words.split("দিনের তফাত, কারণসহ")[-1], told


def test_no_time_and_no_sum_is_broken_on_the_sheet(counter: Any, chromium: Any) -> None:
    for moment, notes in (("float", {"n-2000": "5"}), ("moved", {"n-100000": "9", "n-1000": "1"})):
        found = counter.send(counter.get(DRAWER), notes | {"go": "count"})
        counter.send(found, {"reason": moment} | KEEP)
    with window(chromium, counter.client) as page:
        page.goto(f"{HOST}{DRAWER}/{days_ago(0)}")
        page.emulate_media(media="print")
        page.set_viewport_size(A4)
        assert page.locator(".sheet tbody tr").count() == 2
        assert page.evaluate(BROKEN) == [] and page.evaluate(SIDEWAYS) == 0


def test_a_sheet_of_no_day_is_refused(counter: Any) -> None:
    for day in ("2026-02-31", "soon", "9999-12-31", "0001-01-01"):
        page = counter.get(f"{DRAWER}/{day}")
        assert page.status_code == 404 and "There is no sheet of this day" in text(page)


def test_the_book_tells_how_it_came_about(counter: Any) -> None:
    change = counter.send(counter.get(DRAWER), {"n-2000": "5", "go": "count"})
    page = text(counter.send(change, {"reason": "float"} | KEEP))
    assert re.search(r"There this morning</span><span class=\"num\">Tk 0<", page)
    assert re.search(r"change money</span><span class=\"num\">Tk 100<", page)
    assert "No fee was taken today yet." in page
