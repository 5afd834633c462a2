"""The old-age allowance at the counter: who can get it is told before she agrees or pays, and who has it after."""

import re
from typing import Any

import pytest

from dorgora.applications import actions, queries
from dorgora.certificates import queries as certificates
from dorgora.feed import aftermath
from dorgora.kernel import clock
from dorgora.money import queries as money
from tests import browser
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import (
    ALLOWANCE,
    UPAZILA,
    errors,
    form_of,
    forward,
    of_old_age,
    open_upazila,
    publish,
)
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow

OLD = {"date_of_birth-day": "1", "date_of_birth-month": "3", "date_of_birth-year": "1960"}
NOT_OLD_ENOUGH = "Not old enough yet: women get it from 62, men from 65 years."
TOO_MUCH = "The income is too high: it is for those who have up to 10,000 taka a year."


@pytest.fixture
def nasrin(counter: Any, hub: Any) -> int:
    """Of the upazila's office, which is open; after the counter, whose stage other tests stand on too."""
    return open_upazila(hub)


def text(page: Any) -> str:
    return str(page.content.decode())


def test_who_can_get_it_is_told_before_she_agrees(nasrin: int, counter: Any) -> None:
    young = counter.citizen()
    html = text(counter.get(f"/counter/citizens/{young}/{ALLOWANCE}"))
    assert (
        "Age: women from 62, men from 65 years" in html and "Income: not more than 10,000 taka a year" in html
    )
    assert NOT_OLD_ENOUGH in html and TOO_MUCH not in html
    old = counter.citizen(**OLD, is_new="yes")
    html = text(counter.get(f"/counter/citizens/{old}/{ALLOWANCE}"))
    assert "Who can get it" in html and NOT_OLD_ENOUGH not in html
    assert "Who can get it" not in text(counter.get(f"/counter/citizens/{old}/birth_registration"))


def test_without_the_upazilas_office_no_money_is_asked_for(stage: Any, counter: Any) -> None:
    """Said where it begins, by where the centre is; refused before the fee, by where she lives."""
    publish(ALLOWANCE)
    citizen = counter.citizen(**OLD)
    html = text(counter.get(f"/counter/citizens/{citizen}/{ALLOWANCE}"))
    assert "No office takes this file." in html and "Take no money." in html
    assert "No office" not in text(counter.get(f"/counter/citizens/{citizen}/birth_registration"))
    page = counter.ask_for_allowance(citizen)
    assert page.status_code == 409 and "Take no money." in text(page) and "Tk 20" not in text(page)


def test_what_is_known_of_her_is_there_already(nasrin: int, counter: Any) -> None:
    first = form_of(counter.begin(counter.citizen(**OLD), ALLOWANCE))
    assert (first["born_on-day"], first["born_on-month"], first["born_on-year"]) == ("1", "3", "1960")
    assert (first["sex"], first["name_bn"]) == ("female", "রহিমা খাতুন")


def test_too_young_comes_to_no_fee(nasrin: int, counter: Any) -> None:
    page = counter.begin(counter.citizen(), ALLOWANCE)
    typed = {"father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম", "nid_or_brn": "0412387650"}
    page = counter.send(page, typed)
    assert errors(page) == [f" {NOT_OLD_ENOUGH}"] and "/person" in counter.at
    page = counter.send(page, {"born_on-year": "1960"})
    assert "/means" in counter.at or "look=" in counter.at


def test_too_much_income_comes_to_no_fee(nasrin: int, counter: Any) -> None:
    citizen = counter.citizen(**OLD)
    page = counter.ask_for_allowance(citizen, until="/means")
    page = counter.send(page, {"yearly_income": "10000.01", "wallet": "01700001234"})
    assert errors(page) == [f" {TOO_MUCH}"]
    html = text(page)
    assert "With these answers she cannot get it" in html and "answer to put right" not in html
    assert f'href="/counter/citizens/{citizen}"' in html and "nothing was paid" in html
    mixed = text(counter.send(page, {"yearly_income": "10000.01", "wallet": "12"}))
    assert "2 answers to put right" in mixed and "she cannot get it" not in mixed
    key = counter.at.split("/")[3]
    counter.get(f"/counter/drafts/{key}/read-back")
    assert "/read-back" not in counter.at
    counter.send(
        counter.get(counter.at.split("?")[0].replace("/person", "/means")),
        {"yearly_income": "0", "wallet": "01700001234"},
    )
    assert "/address" in counter.at


def test_it_is_lodged_sent_on_granted_and_printed(stage: Any, nasrin: int, counter: Any) -> None:
    read_back = counter.ask_for_allowance(counter.citizen(**OLD))
    assert "The state takes no fee for it." in text(read_back) and "Tk 20" in text(read_back)
    number = counter.pay(read_back)
    receipt = text(counter.get(f"/counter/files/{number}/receipt?in=en"))
    assert "Char Kukri Mukri sends it on; Charfasson Upazila decides." in receipt
    assert "Fetch it here, with this receipt." in receipt and "333" in receipt
    html = text(counter.get(f"/counter/files/{number}"))
    assert "Which office has it" in html and "Char Kukri Mukri, by" in html
    forward(stage, number)
    html = text(counter.get(f"/counter/files/{number}"))
    assert "Sent on to the next office" in html and "Charfasson Upazila, by" in html
    file = queries.file_by_number(number, PLACE)
    actions.approve(file_id=file.id, register_number="", note="", office=UPAZILA, by=nasrin, at=clock.now())
    aftermath.drain()
    html = text(counter.get(f"/counter/files/{number}/certificate"))
    issued = certificates.certificate_of(file.id)
    receipt = text(counter.get(f"/counter/files/{number}/receipt?again=1&in=en"))
    assert "decides." not in receipt and "Fetch it here, with this receipt." in receipt
    assert issued is not None and issued.serial in html and "চরফ্যাশন উপজেলা" in html
    assert "বয়স্ক ভাতা মঞ্জুরির পত্র" in html
    assert "sets its monthly rate for each fiscal year" in html
    assert "2025-26" not in html and "২০২৫-২৬" not in html and "৬৫০ টাকা" not in html
    assert "Which office has it" not in text(counter.get(f"/counter/files/{number}"))


def test_who_has_asked_for_it_is_told_so_and_pays_no_second(nasrin: int, counter: Any) -> None:
    """Before she agrees, among all she can get, in a form that was open already, and before any money."""
    citizen = counter.citizen(**OLD)
    agreeing = counter.get(f"/counter/citizens/{citizen}/{ALLOWANCE}")
    counter.begin(citizen, ALLOWANCE)
    open_already = counter.at
    number = counter.pay(counter.ask_for_allowance(citizen))
    shown = f"{number[:3]}-{number[3:6]}-{number[6:]}"
    told, paid = f"Her file {shown} is open or granted", money.balance(f"earned:{PLACE}")
    her_page = text(counter.get(f"/counter/citizens/{citizen}"))
    assert told in her_page and "She has it, or asked" in her_page
    assert told in text(counter.get(open_already))
    consent = counter.get(f"/counter/citizens/{citizen}/{ALLOWANCE}")
    page = text(consent)
    assert told in page and 'name="heard"' not in page and "She agreed, begin" not in page
    assert (
        f'class="go" href="/counter/citizens/{citizen}"' in page and f'href="/counter/files/{number}"' in page
    )
    counter.send(agreeing, {"heard": "yes"})
    assert counter.at.endswith(ALLOWANCE), "no form is begun"
    refused = counter.go_on(counter.get(open_already), of_old_age(), "/read-back")
    assert told in text(refused) and "Take no money." in text(refused)
    assert money.balance(f"earned:{PLACE}") == paid


def test_a_truth_that_speaks_against_her_can_be_said(stage: Any, nasrin: int, counter: Any) -> None:
    """The office marked the income; that it is too high is the office's to judge, not the counter's."""
    number = counter.pay(counter.ask_for_allowance(counter.citizen(**OLD)))
    file = queries.file_by_number(number, PLACE)
    actions.return_file(
        file_id=file.id, fields=["yearly_income"], reason="answers", note="আয় দেখুন", office=PLACE,
        by=stage.salma, at=clock.now(),
    )  # fmt: skip
    page = counter.get(f"/counter/files/{number}/correct")
    counter.send(page, {"yearly_income": "20000"})
    corrected = queries.file_by_number(number, PLACE)
    assert (corrected.state, corrected.answers["yearly_income"]) == ("waiting", "2000000")


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, stage: Any, nasrin: int, counter: Any, language: str) -> None:
    citizen = counter.citizen()
    counter.begin(citizen, ALLOWANCE)
    counter.send(counter.get(counter.at), {"nid_or_brn": "0412387650"})
    wrong = counter.at
    number = counter.pay(counter.ask_for_allowance(counter.citizen(**OLD, is_new="yes")))
    forward(stage, number)
    with window(chromium, counter.client, language=language, kept=True) as page:
        for name, address in (
            ("consent-too-young", f"/counter/citizens/{citizen}/{ALLOWANCE}"),
            ("form-too-young", wrong + "?check=1"),
            ("file-sent-on", f"/counter/files/{number}"),
            ("receipt-two-offices", f"/counter/files/{number}/receipt"),
            ("receipt-two-offices-a5", f"/counter/files/{number}/receipt?paper=a5"),
        ):
            page.goto(HOST + address)
            page.complaints.clear()  # of the answer 422
            assert looked_at(page, f"counter-{name}") == []
            if "receipt" in name:
                printed = page.pdf(prefer_css_page_size=True)
                assert len(re.findall(rb"/MediaBox", printed)) == 1, "one sheet, with all that happens next"
