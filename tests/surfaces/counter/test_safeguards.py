"""What must not be told or done, though an address or a hidden field asks for it; and lists that ask no row by row."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from dorgora.applications import local as kept
from dorgora.applications import models
from tests.applications.test_local import photo
from tests.people.test_actions import erase, erasers
from tests.surfaces.counter.paired import PAGE, key_of, pictures, send, text, wanted
from tests.surfaces.counter.stage import BILL, CITIZENSHIP, SERVICE, days_ago, form_of, reject, return_file
from tests.surfaces.counter.test_mandates import give, standing

pytestmark = pytest.mark.slow

BACK = "Give back"


def test_change_of_one_file_is_told_on_no_other_receipt(counter: Any) -> None:
    """A fee of 75 of a note of 100: 25 go back, on the receipt of that file, right after, and nowhere else."""
    citizen = counter.citizen()
    other = counter.lodge(citizen, born=days_ago(100))
    page = counter.fill(counter.begin(citizen), born=days_ago(101))
    paid = form_of(page) | {"received": "100", "agreed": "yes", "go": "take"}
    receipt = counter.client.post(counter.at, paid)["Location"]
    assert other not in receipt
    assert BACK not in text(counter.get(f"/counter/files/{other}/receipt"))


def test_change_is_told_on_its_own_receipt_once(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100))
    paid = form_of(page) | {"received": "100", "agreed": "yes", "go": "take"}
    receipt = counter.client.post(counter.at, paid)["Location"]
    told = text(counter.get(receipt))
    assert BACK in told and "Tk 25" in told
    assert BACK not in text(counter.get(receipt))


def test_a_paper_the_form_does_not_ask_for_is_not_taken(counter: Any, hers: Any) -> None:
    """The address is made from the form's own key: only the kind of the paper is another's."""
    (to, *_others) = wanted(hers.get(PAGE))
    stem, _slash, kind = to.rpartition("/")
    assert kind != "land_deed"
    before = models.Picture.objects.count()
    refused = send(hers, f"{stem}/land_deed", photo())
    assert refused.status_code in (404, 409)
    found = kept.draft(key_of(counter))
    assert found is not None and "land_deed" not in found.typed["papers"]
    assert pictures(counter) == {} and models.Picture.objects.count() == before


def test_nothing_is_shown_of_what_an_erased_citizen_allowed(counter: Any) -> None:
    rahima = counter.citizen()
    give(counter, rahima)
    (mandate,) = standing(rahima)
    address = f"/counter/mandates/{mandate.id}"
    page = counter.get(address)
    assert page.status_code == 200
    erase(rahima, **erasers())
    gone = counter.get(address)
    assert gone.status_code in (404, 409, 410) and "Stands until" not in text(gone)
    ended = counter.client.post(f"{address}/end", form_of(page, ""))
    assert ended.status_code in (404, 409, 410)


def test_the_code_of_a_receipt_stands_above_its_qr(counter: Any) -> None:
    """Where the portal and the desk send the reader to look for it, on both sizes of paper."""
    from dorgora.desk.asking import AskForm
    from dorgora.portal.tracking import Asked

    number = counter.lodge(counter.citizen(), born=days_ago(100))
    for paper in ("", "&paper=a5"):
        slip = text(counter.get(f"/counter/files/{number}/receipt?again=1&in=en{paper}"))
        slip = slip[slip.index("Number of file and receipt") :]
        assert -1 < slip.index('class="code"') < slip.index("<svg")
    with override("en"):
        for form in (Asked(), AskForm()):
            (hint,) = [one.hint for one in form.fields() if one.name == "code"]
            assert "above the QR" in hint


def asked(counter: Any, address: str) -> int:
    with CaptureQueriesContext(connection) as told:
        assert counter.get(address).status_code == 200
    return len(told)


def test_a_file_asks_as_often_for_many_steps_as_for_few(stage: Any, counter: Any) -> None:
    citizen = counter.citizen()
    number, few = (counter.lodge(citizen, born=days_ago(days)) for days in (100, 90))
    reject(stage, few)
    for _n in range(3):
        return_file(stage, number, "mother_name")
        page = counter.get(f"/counter/files/{number}/correct")
        counter.send(page, {"mother_name": "রহিমা বেগম"})
    reject(stage, number)
    counts = [asked(counter, f"/counter/files/{one}") for one in (few, few, number)]
    assert counts[1] == counts[2], counts


def test_drafts_ask_as_often_for_many_as_for_one(counter: Any) -> None:
    citizen, counts = counter.citizen(), []
    for service in (SERVICE, CITIZENSHIP, BILL):
        counter.begin(citizen, service)
        asked(counter, "/counter/drafts")
        counts.append(asked(counter, "/counter/drafts"))
    assert text(counter.get("/counter/drafts")).count('class="pick"') == 3
    assert counts[0] == counts[2], counts
