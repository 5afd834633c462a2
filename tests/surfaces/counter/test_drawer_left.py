"""The drawer of an operator who left: another counts it out at the counter, and both names stand on the sheet."""

import re
from datetime import timedelta
from typing import Any

import pytest

from dorgora.kernel import clock
from dorgora.money import actions
from dorgora.money import queries as money
from dorgora.people import actions as people
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import BEFORE, Counter, days_ago, errors, form_of

pytestmark = pytest.mark.slow

DRAWER = "/counter/drawer"
TK_75 = {"n-5000": "১", "n-2000": "1", "n-500": "1"}
KEEP = {"go": "keep"}


def text(page: Any) -> str:
    return str(page.content.decode())


def words(page: Any) -> str:
    return " ".join(re.sub("<[^>]+>", " ", text(page)).split())


@pytest.fixture
def left(stage: Any, counter: Any) -> str:
    """Karim took a fee and serves no more; the page on which his drawer is counted out."""
    counter.lodge(counter.citizen(), born=days_ago(100))
    people.end_operator(id=stage.karim, reason="left", by=0, at=BEFORE)
    return f"{DRAWER}/left/{stage.karim}"


@pytest.fixture
def other(stage: Any, left: str) -> Counter:
    """Shrabani, signed in."""
    here = Counter()
    here.sign_in(stage, "shrabani")
    return here


def test_the_drawer_page_says_what_was_left(other: Counter, left: str) -> None:
    page = text(other.get(DRAWER))
    assert "The drawer of Karim: Tk 75 in the book" in page and "Serves here no more" in page
    assert page.count(f'href="{left}"') == 2, "in the note, and among the other drawers"


def test_it_goes_into_her_drawer_and_the_sheet_has_both_names(stage: Any, other: Counter, left: str) -> None:
    page = other.send(other.get(left), TK_75 | KEEP)
    assert other.at == f"{DRAWER}/{days_ago(0)}/{stage.karim}"
    sheet = words(page)
    assert (
        "Shrabani, in the place of Karim" in sheet and "Counted out by Shrabani: Serves here no more" in sheet
    )
    assert "Went into the drawer of Shrabani, who counted this one out" in sheet
    assert sheet.count("শ্রাবনী") > 3 and sheet.count("করিম") > 1, "in the first language too"
    assert money.balance(f"drawer:{PLACE}:{stage.shrabani}") == 7500
    hers = words(other.get(f"{DRAWER}/{days_ago(0)}"))
    assert "Taken over from the drawer of Karim" in hers and "in the place of" not in hers
    own = text(other.get(DRAWER))
    assert "drawers taken over" in own and "in the book" not in own and "/left/" not in own
    again = other.get(left)
    assert again.status_code == 409 and "not to be counted out by you" in text(again)


def test_what_is_missing_is_explained_first(stage: Any, other: Counter, left: str) -> None:
    page = other.send(other.get(left), {"n-5000": "1"} | KEEP)
    assert page.status_code == 422 and "Tk 25 short" in text(page) and errors(page)
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 7500
    sheet = words(other.send(page, {"reason": "missing"} | KEEP))
    assert "Tk 25 short: Missing, nobody knows why" in sheet and "৳৫০.০০" in sheet
    assert money.balance(f"drawer:{PLACE}:{stage.shrabani}") == 5000


def test_pressed_twice_it_is_taken_once(stage: Any, other: Counter, left: str) -> None:
    sent = form_of(other.get(left)) | TK_75 | KEEP
    for _press in range(2):
        assert other.client.post(left, sent)["Location"] == f"{DRAWER}/{days_ago(0)}/{stage.karim}"
    assert money.balance(f"drawer:{PLACE}:{stage.shrabani}") == 7500


def test_what_was_typed_stands_again(other: Counter, left: str) -> None:
    other.send(other.get(left), {"n-5000": "2", "go": "leave", "leave_to": "/counter/files"})
    assert form_of(other.get(left))["n-5000"] == "2"
    assert form_of(other.get(DRAWER))["n-5000"] == "", "her own is another page"


def test_a_drawer_in_use_is_not_offered(stage: Any, counter: Any) -> None:
    counter.lodge(counter.citizen(), born=days_ago(100))
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert "/left/" not in text(other.get(DRAWER))
    page = other.client.post(f"{DRAWER}/left/{stage.karim}", form_of(other.get(DRAWER)) | TK_75 | KEEP)
    assert page.status_code == 409 and "was used this week" in text(page)
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 7500
    for nobody in (stage.shrabani, 77, 1 << 62):
        assert other.get(f"{DRAWER}/left/{nobody}").status_code == 409


def test_who_comes_back_is_told(stage: Any, counter: Any) -> None:
    two_weeks_ago = clock.now() - timedelta(days=14)
    actions.take_fee(
        about=900, centre=PLACE, office=PLACE, state_minor=2500, operator_minor=5000, by=stage.karim, at=two_weeks_ago
    )  # fmt: skip
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert "Nothing was entered in it for a week" in text(other.get(DRAWER))
    other.send(other.get(f"{DRAWER}/left/{stage.karim}"), TK_75 | KEEP)
    told = "Shrabani counted your drawer out on"
    page = text(counter.get(DRAWER))
    assert told in page and f'href="{DRAWER}/{days_ago(0)}/{stage.karim}"' in page
    counter.send(counter.get(DRAWER), {"n-100": "0"} | KEEP)
    assert told not in text(counter.get(DRAWER))
