"""A bill through the counter's pages: its sum is passed on, it is done when the receipt prints, and then measured."""

from typing import Any

import pytest

from dorgora.applications import queries
from dorgora.money import queries as money
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import BILL, errors, form_of

pytestmark = pytest.mark.slow


def text(page: Any) -> str:
    return str(page.content.decode())


def test_it_is_paid_receipted_and_done(counter: Any) -> None:
    assert "The bill, to the company + Tk 5 · at once" in text(counter.get("/counter/"))
    page = counter.pay_bill(counter.citizen())
    for words in ("Tk 1,234.50", "Tk 1,239.50", "As much as the bill says.", "at once"):
        assert words in text(page), words
    number = counter.pay(page, "1500")
    receipt = text(counter.get(f"/counter/files/{number}/receipt?in=en"))
    assert "The bill, to the company" in receipt and "It will be ready" not in receipt
    assert "It is done: nothing more happens." in receipt and "Fetch it" not in receipt
    for words in ("bill? Palli Bidyut", "0412387650", "অক্টোবর ২০২৬", "TX9K2"):
        assert words in receipt, words
    file = queries.file_by_number(number, PLACE)
    assert file.state == "done"
    paid = money.paid_for(file.id)
    assert (paid.state_minor, paid.operator_minor) == (123_450, 500)
    html = text(counter.get(f"/counter/files/{number}"))
    assert "Ask the three questions" in html and "Promised by" not in html and "working days gone" not in html


def test_the_consent_says_what_is_done_with_her_money(counter: Any) -> None:
    citizen = counter.citizen()
    bill = text(counter.get(f"/counter/citizens/{citizen}/{BILL}"))
    birth = text(counter.get(f"/counter/citizens/{citizen}/birth_registration"))
    assert "do this with the money she gives" in bill and "no money drawn" not in bill
    assert "no money drawn" in birth and "with the money she gives" not in birth


def test_the_questions_are_asked_once(counter: Any) -> None:
    number = counter.pay(counter.pay_bill(counter.citizen()), "1500")
    page = counter.get(f"/counter/files/{number}/hand-over")
    assert "Who answers?" in text(page) and "takes the paper" not in text(page)
    counter.send(page, {"to": "applicant", "own_time": "1", "visits": "1", "confirmed": "yes"})
    html = text(counter.get(f"/counter/files/{number}"))
    assert "Ask the three questions" not in html and "Three questions asked" in html
    assert "Handed over" not in html
    counter.get(f"/counter/files/{number}/hand-over")
    assert counter.at == f"/counter/files/{number}"


def test_the_same_payment_twice_is_told_and_the_form_kept(counter: Any) -> None:
    citizen = counter.citizen()
    number = counter.pay(counter.pay_bill(citizen), "1500")
    page = counter.pay_bill(citizen)
    sent = counter.send(page, {"received": "1500", "agreed": "yes", "go": "take"})
    assert sent.status_code == 409 and "This payment is entered already." in text(sent)
    assert f"{number[:3]}-{number[3:6]}-{number[6]}" in text(sent)
    assert "unfinished" in text(counter.get("/counter/")) or "Go on from there" in text(
        counter.get("/counter/")
    )


def test_a_sum_that_is_none_stays_as_it_was_typed(counter: Any) -> None:
    citizen = counter.citizen()
    page = counter.begin(citizen, BILL)
    page = counter.send(
        page, {"utility": "desco", "account_no": "123456", "bill_month": "May", "amount": "12a"}
    )
    assert errors(page) and form_of(page)["amount"] == "12a"
    assert any("not an amount" in one for one in errors(page))


def test_a_citizen_tracks_it_as_done(counter: Any, serve_as: Any) -> None:
    from django.test import Client

    number = counter.pay(counter.pay_bill(counter.citizen()), "1500")
    code = queries.file_by_number(number, PLACE).code
    serve_as("hub")
    anybody = Client()
    anybody.cookies["django_language"] = "en"
    html = text(anybody.post("/portal/track", {"code": code}, follow=True))
    assert "Done at the centre" in html and "The office looks at it" not in html
    service = text(anybody.get("/portal/services/electricity_bill"))
    assert "At once" in service and "Who decides" not in service and "The sum of the bill" in service
    assert "from Tk 5" in text(anybody.get("/portal/"))
