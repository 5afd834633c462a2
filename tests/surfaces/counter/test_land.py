"""The copy of a land record at the counter: lodged for the record room, sent on its list, handed over when it came."""

from typing import Any

import pytest
from django.utils.timezone import localdate

from dorgora.applications import actions, queries
from dorgora.kernel import clock
from dorgora.money import queries as money
from dorgora.people import actions as people
from dorgora.places import actions as places
from tests import browser
from tests.applications.land import COPY, DISTRICT, ROOM, SERVICE
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import BEFORE, publish
from tests.surfaces.window import HOST, does, looked_at, window

pytestmark = pytest.mark.slow

LAND = {
    "father_name": "আবুল কাশেম", "nid_or_brn": "০৪১২৩৮৭৬৫০", "mouza": "চর পাতিলা", "khatian_type": "rs",
    "khatian_no": "১২৭", "dag_no": "৩৪১", "identity-seen": "yes", "identity-number": "০৪১২৩৮৭৬৫০",
}  # fmt: skip


@pytest.fixture
def harun(counter: Any, hub: Any) -> int:
    """Of the district's office, which is open; after the counter, whose stage other tests stand on too."""
    names = {"local_name": "জেলা প্রশাসকের কার্যালয়, ভোলা", "latin_name": "Deputy Commissioner's Office, Bhola"}
    places.open_office(place=DISTRICT, level="district", area=DISTRICT, **names, by=0, at=BEFORE)
    hub("office", DISTRICT)
    publish(SERVICE)
    return people.appoint_officer(
        role="office", place=DISTRICT, powers=("decide",), local_name="হারুন", latin_name="Harun", local_title="কর্মকর্তা",
        latin_title="Officer", by=0, at=BEFORE,
    )  # fmt: skip


def text(page: Any) -> str:
    return str(page.content.decode())


def test_its_receipt_promises_no_certificate(counter: Any, harun: int) -> None:
    number = lodge(counter)
    counter.client.cookies["django_language"] = "bn"
    page = text(counter.get(f"/counter/files/{number}/receipt"))
    assert "তৈরি হবে" in page and "সনদ" not in page
    assert "পাঠাবে; সিদ্ধান্ত দেবে জেলা রেকর্ড রুম।" in page and "এই রসিদ এনে এখান থেকেই নিন।" in page


def lodge(counter: Any) -> str:
    page = counter.go_on(counter.begin(counter.citizen(), SERVICE), LAND, "/read-back")
    assert "The state&#x27;s fee for one copy is 100 taka." in text(page) and "Tk 200" in text(page)
    return str(counter.pay(page, received="200"))


def send_out(harun: int) -> None:
    actions.make_list(authority=ROOM, after=0, office=DISTRICT, by=harun, at=clock.now())


def grant(harun: int, number: str) -> None:
    file = queries.file_by_number(number, PLACE)
    assert file is not None
    actions.grant(
        file_id=file.id, paper_number=COPY, decided_on=localdate(clock.now()), note="", office=DISTRICT, by=harun,
        at=clock.now(),
    )  # fmt: skip


def test_it_is_lodged_sent_out_granted_and_handed_over(harun: int, counter: Any) -> None:
    number = lodge(counter)
    receipt = text(counter.get(f"/counter/files/{number}/receipt?in=en"))
    assert "100.00" in receipt and "200.00" in receipt
    html = text(counter.get(f"/counter/files/{number}"))
    assert "With the office" in html and "Which office has it" not in html
    send_out(harun)
    html = text(counter.get(f"/counter/files/{number}"))
    assert (
        "District Record Room, on list 1" in html and "Sent on a list to the authority that decides" in html
    )
    assert "of 10 working days gone" in html
    grant(harun, number)
    html = text(counter.get(f"/counter/files/{number}"))
    assert (
        "Hand the paper over once it has come" in html and f"/counter/files/{number}/certificate" not in html
    )
    assert "Number of the copy" in html and "456/2026" not in html and COPY in html
    assert "Hand the paper over once it has come" in text(counter.get("/counter/"))
    page = counter.get(f"/counter/files/{number}/hand-over")
    counter.send(
        page, {"to": "applicant", "own_time": "১.৫", "own_cost": "৪০", "visits": "২", "confirmed": "yes"}
    )
    html = text(counter.get(f"/counter/files/{number}"))
    assert "Handed over" in html and "Hand the paper over" not in html
    assert counter.get(f"/counter/files/{number}/certificate").status_code == 409


def test_what_was_refused_is_paid_back(harun: int, counter: Any) -> None:
    from dorgora.feed import aftermath

    number = lodge(counter)
    send_out(harun)
    file = queries.file_by_number(number, PLACE)
    assert file is not None
    actions.reject(
        file_id=file.id, legal_ground="No such record", note="", office=DISTRICT, by=harun, at=clock.now()
    )
    aftermath.drain()
    html = text(counter.get(f"/counter/files/{number}"))
    assert "No such record" in html and "The citizen gets back Tk 200." in html
    counter.send(
        counter.get(f"/counter/files/{number}"), {}, to=f"/counter/files/{number}/refund", id="refund"
    )
    paid = money.paid_for(file.id)
    assert paid is not None and paid.to_pay_back_minor == 0


def test_it_is_handed_over_by_keyboard_alone(chromium: Any, harun: int, counter: Any) -> None:
    number = lodge(counter)
    send_out(harun)
    grant(harun, number)
    with window(chromium, counter.client, language="en") as page:
        page.goto(f"{HOST}/counter/files/{number}")
        with does(page, "Hand it over", way=1):
            page.keyboard.press("F8")
            page.wait_for_selector("text=hand it over")
            page.keyboard.press("Space")
            page.keyboard.press("F8")
        page.wait_for_selector("text=Handed over")
    file = queries.file_by_number(number, PLACE)
    assert file is not None and file.is_handed_over


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, harun: int, counter: Any, language: str) -> None:
    page = counter.begin(counter.citizen(), SERVICE)
    counter.go_on(page, LAND, "/land")
    form = counter.at
    number = str(counter.pay(counter.go_on(counter.get(form), LAND, "/read-back"), received="200"))
    send_out(harun)
    with window(chromium, counter.client, language=language, kept=True) as shown:
        shown.goto(f"{HOST}/counter/files/{number}")
        assert looked_at(shown, "counter-file-on-a-list") == []
        grant(harun, number)
        for name, path in (("file-copy-granted", number), ("hand-over-copy", f"{number}/hand-over")):
            shown.goto(f"{HOST}/counter/files/{path}")
            assert looked_at(shown, f"counter-{name}") == []
