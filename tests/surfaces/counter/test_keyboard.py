"""Every task of the counter (docs/tasks.md) by keyboard alone: a visit, a return, a hand-over, a refund, the drawer."""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from dorgora.people import queries as people
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import PINS, Counter, approve, days_ago, leave_drawer, reject, return_file
from tests.surfaces.window import FAR, HOST, does, went_far, window

pytestmark = pytest.mark.slow

FOCUSED = """(e => [e.name || '', e.value || '', /^(A|BUTTON)$/.test(e.tagName) ? e.textContent : ''])
    (document.activeElement)"""
ARRIVED = """part => !window.leaving && location.href.includes(part) && document.readyState === 'complete'
    && document.querySelector('main')"""

PRINTED = """() => {
    window.printed = [];
    window.print = () => printed.push(location.pathname + location.search);
}"""


class Keys:
    """Hands on a keyboard: nothing here clicks."""

    def __init__(self, page: Any) -> None:
        self.page = page

    def press(self, *keys: str) -> "Keys":
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def goes(self, key: str, part: str) -> "Keys":
        """Presses a key that leads to an address."""
        self.page.evaluate("window.leaving = true")
        self.page.keyboard.press(key)
        self.page.wait_for_function(ARRIVED, arg=part)
        return self

    def tab_to(self, name: str, words: str = "", past: int = 0) -> "Keys":
        """To the field of this name (or the control with these words): it has the focus, or one Tab gives it.

        past: how many that are left out lie between; each is a Tab more.
        """
        for _step in range(past + 2):
            here = self.page.evaluate(FOCUSED)
            if name and here[0] == name or not name and words in here[2]:
                return self
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab does not come to {name or words}, it is at {here}")

    def far(self, words: str) -> "Keys":
        """`Tab…`: to a control with these words, wherever it stands."""
        before = len(self.page.pressed)
        self.tab_to("", words, past=FAR - 1)
        went_far(self.page, len(self.page.pressed) - before)
        return self

    def does(self, task: str, way: int = 0) -> AbstractContextManager[None]:
        """A task of docs/tasks.md with its keys."""
        return does(self.page, task, way)

    def type(self, name: str, text: str, past: int = 0) -> "Keys":
        self.tab_to(name, past=past)
        self.page.keyboard.type(text)
        return self

    def tick(self, name: str, past: int = 0) -> "Keys":
        return self.tab_to(name, past=past).press("Space")

    def choose(self, name: str, steps: int, past: int = 0) -> "Keys":
        """Radio buttons: Tab to the group, then arrows."""
        self.tab_to(name, past=past).press("Space")
        return self.press(*["ArrowDown"] * steps)

    def prints(self, key: str) -> str:
        """Presses a key that prints; gives the address of what is printed, once."""
        self.page.evaluate(PRINTED)
        self.page.keyboard.press(key)
        (printed,) = self.page.evaluate("printed")
        return str(printed)

    @property
    def says(self) -> str:
        return str(self.page.content())


@pytest.fixture
def keys(chromium: Any, counter: Any) -> Any:
    with window(chromium, counter.client, language="en") as page:
        yield Keys(page)


def test_a_first_pin_and_a_sign_in_by_keyboard(chromium: Any, stage: Any) -> None:
    here = Counter()
    with window(chromium, here.client, language="en") as page:
        keys = Keys(page)
        page.goto(HOST + "/counter/sign-in")
        with keys.does("Set the first PIN"):
            keys.goes("1", "/first")
            keys.type("code", stage.codes["karim"]).type("pin", PINS["karim"]).type("again", PINS["karim"])
            keys.goes("F8", "/counter/")
        with keys.does("Cover the screen | operator"):
            keys.goes("F9", "/sign-in?covered")
        with keys.does("Sign in by PIN"):
            keys.goes("1", f"/sign-in/{stage.karim}")
            page.keyboard.type(PINS["karim"])
            keys.goes("F8", "/counter/")
        assert "What does the citizen want?" in keys.says
        with keys.does("Sign out | operator"):
            keys.far("Sign out").goes("Enter", "/sign-in")


def test_a_visit_by_keyboard(keys: Any) -> None:
    born = days_ago(100)
    keys.page.goto(HOST + "/counter/")
    with keys.does("Begin a service"):
        keys.goes("1", "/citizens?service=")
    with keys.does("Register a citizen"):
        keys.goes("F8", "/citizens/new")
        keys.type("local_name", "rohima khatun").type("date_of_birth-day", "11", past=1)
        keys.type("date_of_birth-month", "3").type("date_of_birth-year", "1994")
        keys.choose("sex", 0).type("village", "char patila", past=2)
        keys.goes("F8", "/birth_registration")
    with keys.does("Tell her who can get it"):
        keys.press("y").goes("F8", "/applicant")
    keys.choose("applicant_relation", 0).goes("F8", "/child")
    keys.type("name_bn", "mim akter").type("date_of_birth-day", str(born.day), past=1)
    keys.type("date_of_birth-month", str(born.month)).type("date_of_birth-year", str(born.year))
    keys.choose("sex", 0).choose("birth_place", 0).type("order_of_child", "1").goes("F8", "look=")
    keys.goes("F9", "/sign-in")
    keys.goes("1", "/sign-in/").type("pin", PINS["karim"]).goes("F8", "/counter/")
    assert "What was not finished is kept" in keys.says
    with keys.does("Go on after a power cut"):
        keys.far("Go on from there").goes("Enter", "/child")
    keys.goes("F8", "/parents")
    keys.goes("F8", "/address")
    keys.type("present_ward", "3").type("present_village", "char patila").goes("F8", "/papers")
    keys.tick("epi_card-seen").tick("parents_identity-seen", past=1)
    keys.type("parents_identity-number", "0412387650")
    keys.goes("F8", "/read-back")
    _lodge_and_print(keys)


def _lodge_and_print(keys: Any) -> None:
    with keys.does("Read back"):
        keys.press("/").type("received", "100").goes("Enter", "/read-back")
        assert "Give back" in keys.says
        keys.press("y").goes("F8", "/receipt")
    assert "Tk 75.00" in keys.says
    with keys.does("Print a receipt"):
        assert keys.prints("F8") in keys.page.url and "/receipt" in keys.page.url
    keys.goes("Escape", "/counter/")


def test_one_like_her_is_looked_at_by_keyboard(counter: Any, keys: Any) -> None:
    counter.register()
    keys.page.goto(HOST + "/counter/citizens/new")
    keys.type("local_name", "rohima khatun").type("date_of_birth-day", "11", past=1)
    keys.type("date_of_birth-month", "3").type("date_of_birth-year", "1994")
    keys.choose("sex", 0).type("village", "char patila", past=2).press("F8")
    keys.page.wait_for_selector("[name=is_new]:focus")
    with keys.does("Register a citizen", way=1):
        keys.press("Space").goes("F8", "/counter/citizens/")
    assert len(people.find_citizens("rohima", place=PLACE)) == 2


def test_each_service_has_its_own_key(keys: Any) -> None:
    for key, service in (
        ("1", "birth_registration"),
        ("2", "citizenship_certificate"),
        ("3", "electricity_bill"),
    ):
        keys.page.goto(HOST + "/counter/")
        keys.goes(key, f"/citizens?service={service}")


def test_a_citizenship_certificate_by_keyboard(counter: Any, keys: Any) -> None:
    counter.citizen()
    keys.page.goto(HOST + "/counter/")
    keys.goes("2", "/citizens?service=")
    with keys.does("Find a citizen"):
        keys.press("/")
        keys.page.keyboard.type("rohi")
        keys.goes("Enter", "/citizens").press("ArrowDown").goes("Enter", "/citizenship_certificate")
    keys.press("y").goes("F8", "/person")
    with keys.does("Fill in a section"):
        keys.type("father_name", "abul kashem", past=1).type("mother_name", "halima begom")
        keys.type("nid_or_brn", "0412387650").goes("F8", "look=")
    keys.goes("F8", "/address")
    keys.type("ward_no", "3").goes("F8", "/purpose")
    keys.choose("purpose", 1).goes("F8", "/papers")
    with keys.does("Note the papers"):
        keys.tick("identity-seen").type("identity-number", "0412387650")
        keys.tick("ward_recommendation-seen", past=1).goes("F8", "/read-back")
    with keys.does("Read back", way=1):
        keys.press("y").goes("F8", "/receipt")
    assert "Tk 20.00" in keys.says


def test_a_letter_is_a_key_where_only_digits_are_typed(counter: Any, keys: Any) -> None:
    counter.ask_for_citizenship(counter.citizen())
    keys.page.goto(HOST + counter.at)
    keys.press("/").type("received", "5x0").press("y")
    assert keys.page.is_checked("[name=agreed]") and keys.page.input_value("[name=received]") == "5x0"
    keys.goes("F8", "/read-back")
    where = "(e => [e.name, e.selectionStart, e.selectionEnd])(document.activeElement)"
    assert keys.page.evaluate(where) == ["received", 3, 3], "behind what stands there"


def test_the_searches_by_keyboard(counter: Any, keys: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    keys.page.goto(HOST + "/counter/")
    with keys.does("Find a service"):
        keys.press("/")
        keys.page.keyboard.type(number)
        keys.goes("Enter", f"/files/{number}")
    with keys.does("Print a receipt", way=1):
        keys.far("Print the receipt again").goes("Enter", "/receipt?again=1")
        assert keys.prints("F8") == f"/counter/files/{number}/receipt?again=1"
    keys.page.goto(HOST + "/counter/citizens")
    keys.page.keyboard.type("rohi")
    keys.goes("Enter", "/citizens")
    assert "1 person found" in keys.says
    keys.press("ArrowDown").goes("Enter", "/citizens/")
    assert "Rahima Khatun" in keys.says


def test_after_the_receipt_by_keyboard(stage: Any, counter: Any, keys: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    return_file(stage, number, "father_name")
    keys.page.goto(HOST + "/counter/files")
    with keys.does("See where a file is"):
        keys.press("ArrowDown").goes("Enter", f"/files/{number}")
    with keys.does("Correct only what"):
        keys.goes("F8", "/correct")
        keys.type("father_name", "abir alam").goes("F8", f"/files/{number}")
    approve(stage, number)
    keys.page.goto(HOST + f"/counter/files/{number}")
    with keys.does("Print the certificate"):
        keys.goes("F8", "/certificate")
        assert keys.prints("F8") == f"/counter/files/{number}/certificate"
    keys.goes("Escape", f"/files/{number}")
    with keys.does("Take the certificate as a PDF"):
        keys.goes("F8", "/certificate").far("PDF (A5)")
        with keys.page.expect_download() as fetched:
            keys.press("Enter")
    assert fetched.value.suggested_filename == f"certificate-{number}-a5.pdf"
    assert Path(fetched.value.path()).read_bytes().startswith(b"%PDF")
    with keys.does("Hand it over"):
        keys.goes("h", "/hand-over")
        keys.type("own_time", "3").type("own_cost", "40").type("visits", "1").press("y")
        keys.goes("F8", f"/files/{number}")
    assert "Handed over" in keys.says


def test_a_refund_and_the_drawer_by_keyboard(stage: Any, counter: Any, keys: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    reject(stage, number)
    keys.page.goto(HOST + f"/counter/files/{number}")
    with keys.does("Give back what is owed"):
        keys.goes("F8", f"/files/{number}")
    assert "was given back" in keys.says
    keys.page.goto(HOST + "/counter/drawer")
    with keys.does("Count the drawer in or out"):
        keys.type("n-5000", "1", past=3).type("n-2000", "0").press("Enter")
        keys.page.wait_for_selector("text=Tk 50 too much")
        keys.page.wait_for_selector("[name=reason]:focus")
        keys.choose("reason", 0).goes("F8", "/drawer?kept=1")
    assert "Tk 50 counted" in keys.says and "Change money brought along" in keys.says
    with keys.does("Print the sheet of a day"):
        keys.far("Day sheet").goes("Enter", "/drawer/20")
        assert "Checked by, name and date" in keys.says
        assert keys.prints("F8") == f"/counter/drawer/{days_ago(0)}"
    keys.goes("Escape", "/counter/drawer")


def test_a_drawer_that_was_left_by_keyboard(stage: Any, keys: Any) -> None:
    leave_drawer(stage)
    keys.page.goto(HOST + "/counter/drawer")
    with keys.does("Count out the drawer of an operator who left"):
        keys.far("Serves here no more").goes("Enter", "/drawer/left/")
        keys.type("n-5000", "1", past=3).type("n-2000", "0").press("Enter")
        keys.page.wait_for_selector("text=Tk 25 short")
        keys.page.wait_for_selector("[name=reason]:focus")
        keys.choose("reason", 4).goes("F8", "/drawer/20")
    assert "in the place of Shrabani" in keys.says and "Missing, nobody knows why" in keys.says


def test_a_form_is_kept_or_thrown_away_by_keyboard(counter: Any, keys: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    keys.page.goto(HOST + counter.at)
    with keys.does("Fill in a section", way=1):
        keys.type("name_bn", "mim").far("Keep it, do it later").goes("Enter", "/counter/")
    keys.page.goto(HOST + "/counter/drafts")
    with keys.does("See every form she began"):
        keys.press("ArrowDown").goes("Enter", "/child")
    with keys.does("Throw a form away"):
        keys.far("Throw this form away").goes("Enter", "/drop")
        keys.goes("F8", "/counter/")
    assert "What was not finished" not in keys.says


def test_a_language_key_keeps_what_was_typed(counter: Any, keys: Any) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    keys.page.goto(HOST + counter.at)
    keys.type("name_bn", "মিম").goes("F2", "lang=bn")
    assert keys.page.input_value('[name="name_bn"]') == "মিম"
    assert keys.page.locator("html").get_attribute("lang") == "bn"
    keys.type("order_of_child", "২", past=6).goes("Escape", "/applicant")
    keys.goes("F8", "/child")
    assert keys.page.input_value('[name="order_of_child"]') == "২"
