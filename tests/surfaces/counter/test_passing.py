"""Money passed on at the counter: what is owed to whom, the slip, the other operator's word, the day sheet."""

import html
import re
from datetime import timedelta
from typing import Any

import pytest

from dorgora.counter import unfinished
from dorgora.feed import node as nodes
from dorgora.feed import retelling
from dorgora.kernel import clock
from dorgora.money import actions
from dorgora.money import queries as money
from dorgora.people import actions as people
from tests import browser
from tests.money.earlier import leave_books
from tests.people.cast import PLACE
from tests.retold import retold
from tests.surfaces.counter.stage import Counter, days_ago, errors, form_of, reject
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.window import HOST, looked_at, window

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
        act = {"by": stage.karim, "at": clock.now()}
        return actions.pass_on(amount_minor=amount_minor, **act | given | other)

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


PASS_ON = f"{DRAWER}/pass-on"
OFFICE = {"whom": f"owed.{PLACE}", "amount": "২৫", "slip": "২২২৩-৭৭৮"}


@pytest.fixture
def other(stage: Any) -> Counter:
    """Shrabani, signed in."""
    here = Counter()
    here.sign_in(stage, "shrabani")
    return here


@pytest.fixture
def balance(stage: Any) -> Any:
    """What should lie in the drawer of Karim, or of another."""
    return lambda whose=stage.karim: money.balance(f"drawer:{PLACE}:{whose}")


def test_what_is_owed_is_paid_with_its_slip(counter: Any, fee: str, balance: Any) -> None:
    assert f'href="{PASS_ON}"' in text(counter.get(DRAWER))
    page = words(counter.get(PASS_ON))
    assert "Char Kukri Mukri Tk 25 owed" in page and "In your drawer Tk 75" in page and "Tk 50 earned" in page
    with retold():
        done = words(counter.send(counter.get(PASS_ON), OFFICE))
    assert "Paid to Char Kukri Mukri, slip 2223-778" in done and "Kept at" in done and balance() == 5000
    page = words(counter.get(PASS_ON))
    assert "Tk 25 owed" not in page and re.search(r"Char Kukri Mukri · last passed on \d+ \w+ Tk 0 ", page)
    assert form_of(counter.get(PASS_ON))["amount"] == "", "the next one begins empty"


def test_more_than_is_owed_now_is_said(stage: Any, counter: Any, fee: str, pass_on: Any) -> None:
    pass_on(2500)
    reject(stage, fee)
    assert "more than was owed: the next is so much less -Tk 25" in words(counter.get(PASS_ON))
    assert f'value="owed.{PLACE}"' not in text(counter.get(PASS_ON))


def test_a_company_is_named_and_so_is_its_day(counter: Any, stage: Any, balance: Any) -> None:
    counter.pay(counter.pay_bill(counter.citizen()), "1500")
    page = words(counter.get(PASS_ON))
    (due,) = money.dues(PLACE, days_ago(0))
    assert due.to.startswith("provider:") and due.to not in page.replace(f"owed.{due.to}", "")
    assert "Palli Bidyut" in page or "electric" in page.casefold()
    counter.send(
        counter.get(PASS_ON), {"whom": f"owed.{due.to}", "amount": str(due.left_minor / 100), "slip": "9"}
    )
    assert money.dues(PLACE, days_ago(0))[0].left_minor == 0 and balance() == 500


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"amount": "25.01"}, "No more than Tk 25 is owed there."),
        ({"whom": "earned.", "amount": "51"}, "No more than Tk 50 was earned"),
        ({"whom": "handed.SHRABANI", "amount": "76"}, "Your drawer holds Tk 75, no more."),
        ({"whom": "handed.77"}, "Nothing can go there now."),
        ({"whom": "handed.KARIM"}, "Nothing can go there now."),
        ({"whom": "handed.x"}, "Nothing can go there now."),
        ({"whom": "owed.provider:nobody"}, "Nothing can go there now."),
        ({"whom": ""}, "Choose where it goes."),
        ({"whom": "gift.1"}, "Choose where it goes."),
        ({"amount": ""}, "Write the amount."),
        ({"amount": "many"}, "This is not an amount."),
        ({"amount": "0"}, "This cannot be zero."),
        ({"amount": "-25"}, "This is not an amount."),
        ({"amount": "9" * 60}, "too large"),
        ({"slip": ""}, "Write the number on what you got for it"),
        ({"slip": "Karim 12"}, "Write the number on what you got for it"),
    ],
)
def test_what_cannot_be_is_said_and_kept(
    counter: Any, stage: Any, fee: str, balance: Any, typed: dict[str, str], said: str
) -> None:
    typed = {
        name: value.replace("SHRABANI", str(stage.shrabani)).replace("KARIM", str(stage.karim))
        for name, value in typed.items()
    }
    sent = {"whom": f"owed.{PLACE}", "amount": "25", "slip": "12"} | typed
    page = counter.send(counter.get(PASS_ON), sent)
    assert page.status_code == 422 and any(said in one for one in errors(page)), errors(page)
    assert {name: form_of(page).get(name, "") for name in ("amount", "slip")} == {
        name: sent[name] for name in ("amount", "slip")
    }
    assert balance() == 7500
    again = counter.get(PASS_ON)
    assert again.status_code == 200 and (errors(again) == errors(page) or "Nothing can go" in said)


def test_pressed_twice_it_leaves_once(counter: Any, fee: str, balance: Any) -> None:
    sent = form_of(counter.get(PASS_ON)) | OFFICE | {"amount": "20"}
    first = counter.client.post(PASS_ON, sent)["Location"]
    assert counter.client.post(PASS_ON, sent)["Location"] == first and balance() == 5500
    tab = counter.send(counter.get(PASS_ON), OFFICE | {"amount": "5"})
    assert tab.status_code == 422 and "stands already beside Tk 20" in text(tab) and balance() == 5500


def test_two_tabs_of_a_kept_page_are_two_payments(counter: Any, fee: str, balance: Any) -> None:
    """Both bear the key that was kept with the page; the very same page is one payment in whichever tab."""
    counter.send(counter.get(PASS_ON), OFFICE | {"amount": "10", "slip": ""})
    one, two = (form_of(counter.get(PASS_ON)) for _tab in range(2))
    assert one["form_key"] == two["form_key"]
    ten, twelve = (
        one | OFFICE | {"amount": "10", "slip": "111"},
        two | OFFICE | {"amount": "12", "slip": "222"},
    )
    first = counter.client.post(PASS_ON, ten)["Location"]
    second = counter.client.post(PASS_ON, twelve)["Location"]
    assert second != first and balance() == 7500 - 2200
    again = [counter.client.post(PASS_ON, sent)["Location"] for sent in (ten, twelve, ten)]
    assert again == [first, second, first] and balance() == 7500 - 2200


def test_what_was_cut_off_when_it_was_booked_is_sent_once(
    counter: Any, fee: str, balance: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page still stands there: the power went before it was put away."""
    with monkeypatch.context() as patched:
        patched.setattr(unfinished, "done", lambda *_given: None)
        counter.send(counter.get(PASS_ON), OFFICE | {"amount": "20"})
    first, page = counter.at, counter.get(PASS_ON)
    assert form_of(page)["amount"] == "20"
    counter.send(page, {})
    assert counter.at == first and balance() == 5500


def test_what_was_typed_stands_again(counter: Any, fee: str) -> None:
    counter.send(counter.get(PASS_ON), OFFICE | {"go": "leave", "leave_to": "/counter/files"})
    again = form_of(counter.get(PASS_ON))
    assert {name: again[name] for name in OFFICE} == OFFICE
    older, newer = counter.get(PASS_ON), counter.get(PASS_ON)
    for page, amount in ((older, "7"), (newer, "9")):
        counter.at = PASS_ON
        page = counter.send(page, {"amount": amount, "go": "leave", "leave_to": "/counter/files"})
    assert "changed on another page" in text(counter.get(PASS_ON))


def test_a_slip_of_the_finger_is_taken_back(counter: Any, other: Counter, fee: str, balance: Any) -> None:
    counter.send(counter.get(PASS_ON), OFFICE)
    made = counter.at
    assert "Take it back" in text(counter.get(made)) and "Take it back" not in text(other.get(made))
    assert other.client.post(f"{made}/undo", form_of(other.get(PASS_ON))).status_code == 409
    for _press in range(2):
        page = counter.client.post(f"{made}/undo", form_of(counter.get(PASS_ON)), follow=True)
        assert "Tk 25 is in the drawer of Karim again" in words(page) and balance() == 7500
    assert "taken back" in words(counter.get(f"{DRAWER}/{days_ago(0)}"))


def test_half_an_hour_later_it_is_not(stage: Any, counter: Any, fee: str, balance: Any) -> None:
    long_ago = clock.now() - timedelta(minutes=31)
    made = actions.pass_on(
        centre=PLACE, purpose="owed", to=PLACE, slip="1", amount_minor=100, by=stage.karim, at=long_ago
    )  # fmt: skip
    url = f"{DRAWER}/passed/{made}"
    assert "Take it back" not in text(counter.get(url))
    page = counter.client.post(f"{url}/undo", form_of(counter.get(PASS_ON)))
    assert (
        page.status_code == 409 and "cannot be taken back here any more" in text(page) and balance() == 7400
    )


def test_the_other_operator_confirms(
    stage: Any, counter: Any, other: Counter, fee: str, balance: Any
) -> None:
    done = counter.send(
        counter.get(PASS_ON), {"whom": f"handed.{stage.shrabani}", "amount": "30", "slip": "x"}
    )
    made = counter.at
    assert "Shrabani has to confirm it" in words(done) and balance() == 4500 and balance(stage.shrabani) == 0
    assert "Into the drawer of Shrabani: not confirmed yet" in words(counter.get(DRAWER))
    assert "Karim says that you were handed Tk 30" in words(other.get(DRAWER))
    assert "From the drawer of Karim: not confirmed yet" in words(other.get("/counter/"))
    assert made not in text(counter.get("/counter/")), "there is nothing for him to do"
    assert f'href="{made}"' in text(other.get(PASS_ON))
    assert counter.client.post(f"{made}/confirm", form_of(counter.get(PASS_ON))).status_code == 409
    for _press in range(2):
        other.client.post(f"{made}/confirm", form_of(other.get(PASS_ON)))
    assert balance(stage.shrabani) == 3000 and "says that you were" not in text(other.get(DRAWER))
    assert made not in text(other.get("/counter/"))
    assert "from and to the other operators Tk 30" in words(other.get(DRAWER))
    late = counter.client.post(f"{made}/undo", form_of(counter.get(PASS_ON)))
    assert late.status_code == 409 and "This is settled already" in text(late) and balance() == 4500


def test_who_did_not_get_it_says_so(stage: Any, counter: Any, other: Counter, fee: str, balance: Any) -> None:
    counter.send(counter.get(PASS_ON), {"whom": f"handed.{stage.shrabani}", "amount": "30"})
    made = counter.at
    assert "I did not get it: back to Karim" in words(other.get(made))
    page = other.client.post(f"{made}/undo", form_of(other.get(PASS_ON)), follow=True)
    assert "Tk 30 is in the drawer of Karim again" in words(page) and balance() == 7500
    assert other.client.post(f"{made}/confirm", form_of(other.get(PASS_ON))).status_code == 409


@pytest.fixture
def between(stage: Any, counter: Any, fee: str, pass_on: Any) -> str:
    """What Shrabani handed to Mita, and neither serves any more; Karim is the third here."""
    mita = people.appoint_operator(place=PLACE, local_name="মিতা", latin_name="Mita", by=0, at=clock.now())
    pass_on(500, "handed")
    actions.confirm_passing(
        passing_id=money.unconfirmed(PLACE)[0].id, centre=PLACE, by=stage.shrabani, at=clock.now()
    )
    made = pass_on(500, "handed", by=stage.shrabani, whose=mita)
    assert "Put it back" not in text(counter.get(f"{DRAWER}/passed/{made}"))
    for leaves in (stage.shrabani, mita):
        people.end_operator(id=leaves, reason="left", by=0, at=clock.now())
    return f"{DRAWER}/passed/{made}"


def test_what_two_who_left_had_between_them_is_put_back(
    stage: Any, counter: Any, between: str, balance: Any
) -> None:
    assert f'href="{between}"' in text(counter.get(PASS_ON))
    assert "Neither Shrabani nor Mita serves here any more" in words(counter.get(between))
    page = counter.client.post(f"{between}/undo", form_of(counter.get(PASS_ON)), follow=True)
    assert "Tk 5 is in the drawer of Shrabani again" in words(page) and balance(stage.shrabani) == 500


def test_what_the_centre_earned_is_taken_home(counter: Any, fee: str, balance: Any) -> None:
    done = words(counter.send(counter.get(PASS_ON), {"whom": "earned.", "amount": "40"}))
    assert "Taken out of the centre's earnings" in done and balance() == 3500
    assert "Tk 10 earned and not taken out" in words(counter.get(PASS_ON))


def test_nothing_of_another_centre_is_shown(counter: Any) -> None:
    page = counter.get(f"{DRAWER}/passed/99999")
    assert page.status_code == 404 and "not in this centre's book" in words(page)


def test_nothing_is_passed_on_while_the_books_are_told(
    counter: Any, fee: str, pass_on: Any, balance: Any
) -> None:
    made = pass_on(100)
    leave_books()
    page = counter.send(counter.get(PASS_ON), OFFICE | {"amount": "24", "slip": "3"})
    assert page.status_code == 409 and "nothing paid back or passed on" in words(page)
    form = text(page).split("Where does it go?")[1]
    assert " owed<" not in form and "Nothing is owed" not in form, "no sum is right"
    again = form_of(counter.get(PASS_ON))
    assert (again["whom"], again["amount"]) == (
        OFFICE["whom"],
        "24",
    ) and "<span>Char Kukri Mukri</span>" in form
    assert counter.get(f"{DRAWER}/passed/{made}").status_code == 409
    while retelling.go_on(nodes.this(), lambda names: None):
        pass
    counter.send(counter.get(PASS_ON), {})
    assert balance() == 5000


def test_by_keyboard(chromium: Any, stage: Any, counter: Any, fee: str, balance: Any) -> None:
    with window(chromium, counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(HOST + DRAWER)
        with keys.does("Pass on what is owed"):
            keys.far("Pass money on").goes("Enter", "/pass-on")
            keys.choose("whom", 0).type("amount", "25").type("slip", "2223-778").goes("F8", "/passed/")
        assert "Paid to Char Kukri Mukri, slip 2223-778" in keys.says and balance() == 5000
        with keys.does("Take back what was passed on"):
            keys.far("Passed on by mistake").press("Enter")
        page.wait_for_selector("text=in the drawer of Karim again")
        keys.goes("Escape", "/pass-on")
        with keys.does("Take what the centre earned"):
            keys.choose("whom", 2).type("amount", "5").goes("F8", "/passed/")
        page.wait_for_selector("text=Shrabani has to confirm it")
    assert balance() == 7000


def test_confirmed_by_keyboard(
    chromium: Any, stage: Any, other: Counter, fee: str, pass_on: Any, balance: Any
) -> None:
    pass_on(500, "handed")
    with window(chromium, other.client, language="en") as page:
        keys = Keys(page)
        page.goto(HOST + DRAWER)
        with keys.does("Confirm what the other operator"):
            keys.far("From the drawer of Karim").goes("Enter", "/passed/").press("F8")
        page.wait_for_selector("text=A power cut will not lose it.")
        pass_on(700, "handed")
        page.goto(HOST + DRAWER)
        with keys.does("Confirm what the other operator", way=1):
            keys.far("From the drawer of Karim").goes("Enter", "/passed/")
            keys.far("I did not get it").press("Enter")
        page.wait_for_selector("text=in the drawer of Karim again")
    assert (balance(stage.shrabani), balance()) == (500, 7000)


def test_put_back_by_keyboard(chromium: Any, stage: Any, counter: Any, between: str, balance: Any) -> None:
    with window(chromium, counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(HOST + DRAWER)
        with keys.does("Put back what lies between"):
            keys.far("not confirmed yet").goes("Enter", between)
            keys.far("Put it back into the drawer of Shrabani").press("Enter")
        page.wait_for_selector("text=in the drawer of Shrabani again")
    assert balance(stage.shrabani) == 500


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_is_sound(
    chromium: Any, stage: Any, counter: Any, other: Counter, pass_on: Any, language: str
) -> None:
    def sound(name: str, address: str, who: Any = counter) -> None:
        with window(chromium, who.client, language=language, kept=True) as page:
            page.goto(HOST + address)
            assert looked_at(page, f"counter-{name}") == []

    sound("pass-on-nothing", PASS_ON)
    counter.lodge(counter.citizen(), born=days_ago(100))
    counter.pay(counter.pay_bill(counter.citizen(is_new="yes")), "1500")
    counter.send(counter.get(PASS_ON), OFFICE | {"amount": "90"})
    sound("pass-on-wrong", PASS_ON)
    paid, handed = pass_on(2000), pass_on(500, "handed")
    sound("pass-on", PASS_ON)
    sound("passed", f"{DRAWER}/passed/{paid}")
    sound("passed-open", f"{DRAWER}/passed/{handed}")
    sound("passed-to-confirm", f"{DRAWER}/passed/{handed}", other)
    sound("drawer-handed", DRAWER, other)
    sound("drawer-passed", DRAWER)
    sound("day-sheet-passed", f"{DRAWER}/{days_ago(0)}?paper=a4")
    sound("day-sheet-passed-58mm", f"{DRAWER}/{days_ago(0)}?paper=58mm")
    actions.undo_passing(passing_id=paid, centre=PLACE, by=stage.karim, at=clock.now())
    sound("passed-undone", f"{DRAWER}/passed/{paid}")
    leave_books()
    sound("pass-on-upgrade", PASS_ON)
