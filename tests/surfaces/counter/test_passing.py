"""Money passed on at the counter: what is owed to whom, the slip, the other operator's word, the day sheet."""

import html
import re
from typing import Any

import pytest

from dorgora.kernel import clock
from dorgora.money import actions
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import Counter, days_ago

pytestmark = pytest.mark.slow

DRAWER = "/counter/drawer"


def text(page: Any) -> str:
    return str(page.content.decode())


def words(page: Any) -> str:
    return " ".join(html.unescape(re.sub("<[^>]+>", " ", text(page))).split())


@pytest.fixture
def fee(counter: Any) -> str:
    """Karim took 25 for the office and 50 for the centre."""
    return str(counter.lodge(counter.citizen(), born=days_ago(100)))


@pytest.fixture
def pass_on(stage: Any) -> Any:
    """Karim passes money on."""

    def does(amount_minor: int, purpose: str = "owed", **other: Any) -> int:
        given = {
            "centre": PLACE,
            "purpose": purpose,
            "to": PLACE,
            "slip": "2223-778",
            "whose": stage.shrabani,
        }
        return actions.pass_on(amount_minor=amount_minor, by=stage.karim, at=clock.now(), **given | other)

    return does


def test_drawer_and_sheet_say_where_it_went(stage: Any, counter: Any, fee: str, pass_on: Any) -> None:
    pass_on(2500)
    pass_on(3000, "earned")
    handed = pass_on(500, "handed")
    book = words(counter.get(DRAWER))
    for said in (
        "There this morning Tk 0",
        "paid to offices and companies Tk 25",
        "out of the centre's earnings Tk 30",
        "from and to the other operators -Tk 5",
        "Should be there Tk 15",
    ):
        assert said in book, said
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert "not confirmed yet" not in words(other.get(f"{DRAWER}/{days_ago(0)}")), "it is not hers yet"
    sheet = words(counter.get(f"{DRAWER}/{days_ago(0)}"))
    for said in ("slip 2223-778", "৳২৫.০০", "Taken out of the centre's earnings", "৳৩০.০০"):
        assert said in sheet, said
    assert "Into the drawer of Shrabani: not confirmed yet" in sheet and "Char Kukri Mukri, slip" in sheet
    actions.confirm_passing(passing_id=handed, centre=PLACE, by=stage.shrabani, at=clock.now())
    assert "Into the drawer of Shrabani ৳" in words(counter.get(f"{DRAWER}/{days_ago(0)}"))
    assert "From the drawer of Karim ৳" in words(other.get(f"{DRAWER}/{days_ago(0)}"))
