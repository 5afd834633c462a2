"""A wrong person was picked, a bill paid wrongly, somebody registered twice: undone within minutes, with its trace."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dorgora.applications import local
from dorgora.applications import queries as applications
from dorgora.kernel import clock
from dorgora.money import queries as money
from dorgora.people import actions
from dorgora.people import queries as people
from tests.applications.test_local import photo
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import (
    BILL,
    CITIZENSHIP,
    Counter,
    days_ago,
    errors,
    form_of,
    hub_answers,
    of_herself,
    reject,
    return_file,
)
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.counter.test_linked import appoint
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

LATA = {"local_name": "লতা খানম", "phone": "01911222333", "village": "ঢালচর", "is_new": "yes"}
WRONG = {"reason": "wrong_person", "agreed": "yes"}


def text(page: Any) -> str:
    return str(page.content.decode())


def file(number: str) -> Any:
    return applications.file_by_number(number, PLACE)


def take_back(counter: Counter, number: str, **typed: str) -> Any:
    return counter.send(counter.get(f"/counter/files/{number}/take-back"), WRONG | typed)


@pytest.fixture
def number(counter: Any) -> str:
    """Rahima's own certificate; it was Lata who asked."""
    return str(counter.pay(counter.ask_for_citizenship(counter.citizen())))


def test_the_right_person_gets_the_answers(stage: Any, counter: Any, number: str) -> None:
    found = take_back(counter, number)
    assert counter.at == f"/counter/citizens?service=citizenship_certificate&again={number}"
    assert f"File {number[:3]}-{number[3:6]}-{number[6]} was taken back" in text(found)
    assert (file(number).state, money.paid_for(file(number).id).refund_paid_minor) == ("withdrawn", 2000)
    lata = counter.send(counter.get(counter.at.replace("citizens?", "citizens/new?")), registered())
    assert f"again={number}" in counter.at and "The answers of file" in text(lata)
    form = counter.send(lata, {"heard": "yes"})
    person = form_of(form)
    assert (person["name_bn"], person["father_name"]) == ("লতা খানম", "আবুল কাশেম")
    assert "রহিমা" not in text(form) and "Rahima" not in text(form)
    page = counter.go_on(form, {"ward_recommendation-seen": "yes", "identity-seen": "yes"}, "/read-back")
    assert "রহিমা" not in text(page)
    right = file(counter.pay(page))
    assert (right.state, right.answers["nid_or_brn"], right.answers["ward_no"]) == (
        "waiting",
        "0412387650",
        "3",
    )
    assert right.answers["purpose"] == "work" and "লতা" in right.answers["name_bn"]
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 2000


def registered() -> dict[str, str]:
    return LATA | {
        "date_of_birth-day": "2", "date_of_birth-month": "4", "date_of_birth-year": "1990", "sex": "f",
    }  # fmt: skip


def test_nothing_of_the_wrong_mother_stands_in_it(counter: Any) -> None:
    """Where the form asks for the applicant once more under another name, it is the right one's."""
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    take_back(counter, number)
    lata = counter.citizen(**LATA)
    form = counter.get(f"/counter/citizens/{lata}/birth_registration?again={number}")
    page = counter.go_on(counter.send(form, {"heard": "yes"}), {}, "/parents")
    assert form_of(page)["mother_name"] == "লতা খানম" and "রহিমা" not in text(page)
    assert people.find_citizens("মিম", place=PLACE) == [], "the child left the book with the file"


def test_nothing_of_her_other_record_stands_in_it(counter: Any) -> None:
    """The form of the wrong person brought her phone along from a record that was found to be hers as well."""
    bare = counter.citizen(local_name="সালমা বেগম", phone="")
    full = counter.citizen(local_name="সালমা বেগম", phone="01811999888", village="কচ্ছপিয়া", is_new="yes")
    actions.link_citizens(first_id=bare, second_id=full, reason="papers", by=appoint(), at=clock.now())
    number = counter.pay(counter.ask_for_citizenship(bare))
    assert file(number).answers["mobile"] == "+8801811999888"
    take_back(counter, number)
    lata = counter.citizen(**LATA | {"phone": ""})
    form = counter.get(f"/counter/citizens/{lata}/citizenship_certificate?again={number}")
    page = counter.go_on(
        counter.send(form, {"heard": "yes"}),
        {"ward_recommendation-seen": "yes", "identity-seen": "yes"},
        "/read-back",
    )
    shown = text(page)
    assert "1811" not in shown and "১৮১১" not in shown and "কচ্ছপিয়া" not in shown and "আবুল কাশেম" in shown


@pytest.mark.parametrize("since", ["", "returned", "rejected", "named anew"])
def test_what_her_other_files_say_stands_not_in_it(stage: Any, counter: Any, since: str) -> None:
    """Her parents and her card came into the wrong form from an earlier file, whatever became of that since."""
    rahima = counter.citizen()
    earlier = counter.pay(counter.ask_for_citizenship(rahima))
    first = form_of(counter.begin(rahima, CITIZENSHIP))
    hers = {name: first[name] for name in ("father_name", "nid_or_brn")}
    assert hers == {"father_name": "আবুল কাশেম", "nid_or_brn": "0412387650"}
    typed = {"mother_name": "জরিনা বেগম"}
    number = counter.pay(
        counter.go_on(counter.begin(rahima, CITIZENSHIP), of_herself() | hers | typed, "/read-back")
    )
    if since == "returned":
        return_file(stage, earlier, "ward_no")
    elif since == "rejected":
        reject(stage, earlier)
    elif since:
        old = people.citizen(rahima)
        words = ("area", "sex", "latin_name", "date_of_birth", "phone", "number", "village")
        kept = {name: getattr(old, name) for name in words}
        actions.correct_citizen(
            citizen_id=rahima, place=PLACE, local_name="রহিমা বেগম", **kept, by=stage.karim, at=clock.now()
        )
    take_back(counter, number)
    lata = counter.citizen(**LATA)
    consent = counter.get(f"/counter/citizens/{lata}/citizenship_certificate?again={number}")
    page = counter.send(consent, {"heard": "yes"})
    form = form_of(page)
    told = {name: form[name] for name in ("father_name", "mother_name", "nid_or_brn")}
    assert told == {"father_name": "", "mother_name": "জরিনা বেগম", "nid_or_brn": ""}
    papers = counter.go_on(
        page, {"father_name": "কালাম মিয়া", "nid_or_brn": "0412387655", "ward_no": "3"}, "/papers"
    )
    assert form_of(papers)["identity-number"] != "0412387650", (
        "nor does her card's number stand among the papers"
    )


def test_once_the_hub_let_go_of_the_file_its_answers_are_there(stage: Any, counter: Any) -> None:
    """The picture too: it is the right one's, and stays with her form when nothing else is kept any more."""
    page = counter.ask_for_citizenship(counter.citizen(), until="/papers")
    photos = {"ward_recommendation-picture": SimpleUploadedFile("a.png", photo(), "image/png")}
    number = str(
        counter.pay(counter.go_on(counter.send(page, of_herself() | photos), of_herself(), "/read-back"))
    )
    take_back(counter, number)
    hub_answers()
    assert file(number).is_blank
    page = text(counter.get(f"/counter/files/{number}"))
    assert "Find the right person" in page and "What was written in it was let go of" in page
    lata = counter.citizen(**LATA)
    consent = counter.get(f"/counter/citizens/{lata}/citizenship_certificate?again={number}")
    form = counter.send(consent, {"heard": "yes"})
    assert form_of(form)["father_name"] == "আবুল কাশেম"
    local.drop_page(stage.karim, PLACE, f"again-{file(number).id}")
    seen = {"ward_recommendation-seen": "yes", "identity-seen": "yes"}
    right = file(counter.pay(counter.go_on(form, seen, "/read-back")))
    assert local.which_are_here([paper.picture for paper in right.evidence if paper.picture])
    assert "Find the right person" not in text(counter.get(f"/counter/files/{number}"))


def test_papers_are_looked_at_once_more(counter: Any, number: str) -> None:
    take_back(counter, number)
    lata = counter.citizen(**LATA)
    form = counter.send(
        counter.get(f"/counter/citizens/{lata}/citizenship_certificate?again={number}"), {"heard": "yes"}
    )
    papers = counter.go_on(form, {}, "/papers")
    assert "identity-seen" not in form_of(papers) and form_of(papers)["identity-number"] == "0412387650"
    counter.send(papers, {})
    assert "/papers" in counter.at


def test_its_trace_stands_on_file_and_day_sheet(counter: Any, number: str) -> None:
    take_back(counter, number, reason="twice")
    assert counter.at == f"/counter/files/{number}"
    page = text(counter.get(counter.at))
    assert "Taken back here" in page and "it was entered twice" in page and "Tk 20 was given back" in page
    assert "take-back" not in page and "Find the right person" not in page
    sheet = text(counter.get(f"/counter/drawer/{days_ago(0)}"))
    assert "Files taken back within minutes" in sheet and "Their fees, given back out of this drawer" in sheet
    assert "of what was given back the fee of 1 file taken back" in text(counter.get("/counter/drawer"))
    assert "Taken back here" in text(counter.get("/counter/files"))
    assert "Given back" in text(counter.get(f"/counter/files/{number}/receipt?in=en"))


def test_why_and_the_money_are_asked(counter: Any, number: str) -> None:
    page = counter.send(counter.get(f"/counter/files/{number}/take-back"), {})
    assert page.status_code == 422 and len(errors(page)) == 2 and file(number).state == "waiting"


def test_pressed_twice_it_goes_on_the_same_way(stage: Any, counter: Any, number: str) -> None:
    page = counter.get(f"/counter/files/{number}/take-back")
    at = counter.at
    for _press in range(2):
        counter.send(page, WRONG, to=at)
        assert f"again={number}" in counter.at
    assert money.balance(f"drawer:{PLACE}:{stage.karim}") == 0


def test_too_late_is_said_in_words(
    stage: Any, counter: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    return_file(stage, number, "father_name")
    page = counter.get(f"/counter/files/{number}/take-back")
    assert page.status_code == 409 and "an office has looked at it" in text(page)
    later = clock.now() + timedelta(minutes=32)
    number = counter.pay(counter.ask_for_citizenship(counter.citizen(**LATA)))
    monkeypatch.setattr(clock, "now", lambda: later)
    assert counter.get(f"/counter/files/{number}/take-back").status_code == 409
    assert "take-back" not in text(counter.get(f"/counter/files/{number}"))


def test_a_bill_paid_wrongly_is_taken_back(stage: Any, counter: Any) -> None:
    number = counter.pay(counter.pay_bill(counter.citizen()), "1500")
    page = counter.get(f"/counter/files/{number}/take-back")
    assert "the company has not got it" in text(page)
    counter.send(page, {"reason": "mistake", "agreed": "yes"})
    assert file(number).state == "withdrawn" and money.balance(f"drawer:{PLACE}:{stage.karim}") == 0
    again = counter.pay(counter.pay_bill(counter.citizen(**LATA)), "1500")
    assert file(again).service == BILL and file(again).state == "done"


@pytest.mark.parametrize("said", ["again=1234567", "again=x", "again=../x", "service=no_such&again="])
def test_what_is_no_such_file_is_passed_over(counter: Any, number: str, said: str) -> None:
    page = text(counter.get(f"/counter/citizens?{said}"))
    assert 'name="go" value="register"' in page and "was taken back" not in page
    assert "was taken back" not in text(counter.get(f"/counter/citizens?again={number}")), "it waits"


def test_who_was_registered_twice_leaves_the_book(counter: Any) -> None:
    rahima, twin = counter.citizen(), counter.citizen(is_new="yes")
    assert "Registered by mistake?" in text(counter.get(f"/counter/citizens/{twin}"))
    page = counter.get(f"/counter/citizens/{twin}/by-mistake")
    wrong = counter.send(page, {})
    assert wrong.status_code == 422 and errors(wrong)
    counter.send(wrong, {"reason": "twice"})
    assert counter.at == "/counter/citizens"
    assert [one.id for one in people.find_citizens("রহিমা", place=PLACE)] == [rahima]
    assert counter.get(f"/counter/citizens/{twin}").status_code == 404


def test_a_citizen_with_a_file_is_not_taken_out(counter: Any, number: str) -> None:
    rahima = file(number).applicant_id
    assert "Registered by mistake?" not in text(counter.get(f"/counter/citizens/{rahima}"))
    page = counter.send(counter.get(f"/counter/citizens/{rahima}/by-mistake"), {"reason": "twice"})
    assert page.status_code == 409 and "A file stands in her name" in text(page)
    take_back(counter, number)
    assert "Registered by mistake?" in text(counter.get(f"/counter/citizens/{rahima}"))


def test_undoing_by_keyboard(chromium: Any, counter: Any, number: str) -> None:
    lata = counter.citizen(**LATA)
    with window(chromium, counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(f"{HOST}/counter/files/{number}")
        with keys.does("Take back what was lodged"):
            keys.far("Take it back").goes("Enter", "/take-back")
            keys.choose("reason", 0).tick("agreed").goes("F8", "again=").press("/")
            page.keyboard.type("lota")
            keys.goes("Enter", "/citizens").press("ArrowDown")
            keys.goes("Enter", f"/{lata}/citizenship_certificate?again=")
            keys.press("y").goes("F8", "/person")
        page.goto(f"{HOST}/counter/citizens/{lata}")
        with keys.does("Take out of the book"):
            keys.far("Registered by mistake?").goes("Enter", "/by-mistake")
            keys.choose("reason", 0).goes("F8", "/counter/citizens")
        assert [one.id for one in people.find_citizens("lota", place=PLACE)] == []
