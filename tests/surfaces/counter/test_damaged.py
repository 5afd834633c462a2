"""A row whose sealed words do not open here: its pages say so in words, and every other one is as it was."""

from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from dorgora.applications import models
from dorgora.feed import node as nodes
from dorgora.feed import rebuilding
from dorgora.kernel import clock
from dorgora.people import actions
from dorgora.people import queries as people
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import approve, days_ago, form_of

pytestmark = pytest.mark.slow
SAYS = {"en": "This record is damaged here", "bn": "এই রেকর্ড এখানে নষ্ট হয়ে গেছে"}


def spoil(table: str, row_id: int) -> None:
    nodes.this().store.rows.run(f"UPDATE {table} SET words = %s WHERE id = %s", [b"\x00\x11", row_id])


def says_so(counter: Any, url: str, language: str = "en") -> None:
    counter.client.raise_request_exception = False
    page = counter.get(url)
    told = page.content.decode()
    assert page.status_code == 500 and SAYS[language] in told and "dorgora rebuild" in told


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_page_of_a_citizen_says_so(counter: Any, language: str) -> None:
    hers, other = counter.citizen(), counter.citizen(is_new="yes", village="দক্ষিণ আইচা")
    spoil("people_citizen", hers)
    counter.client.cookies["django_language"] = language
    says_so(counter, f"/counter/citizens/{hers}", language)
    assert counter.get(f"/counter/citizens/{other}").status_code == 200
    found = counter.send(counter.get("/counter/citizens"), {"q": "রহিমা"}, id="").content.decode()
    assert f"/counter/citizens/{other}" in found, "the list goes on"
    rebuilding.rebuild(say=lambda line: None)
    assert counter.get(f"/counter/citizens/{hers}").status_code == 200


def test_the_page_of_a_file_says_so(counter: Any) -> None:
    citizen = counter.citizen()
    first, second = (counter.lodge(citizen, born=days_ago(days)) for days in (100, 120))
    spoil("applications_file", models.File.objects.get(number=first).id)
    assert counter.get("/counter/files").status_code == 200
    assert counter.get(f"/counter/citizens/{citizen}").status_code == 200
    assert counter.get(f"/counter/files/{second}").status_code == 200
    says_so(counter, f"/counter/files/{first}")


def test_no_certificate_is_printed_without_who_signed(counter: Any, stage: Any) -> None:
    """Salma's name and title stand under it, or there is no paper."""
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    approve(stage, number)
    url = f"/counter/files/{number}/certificate"
    assert "সালমা" in counter.get(url).content.decode()
    spoil("people_officer", stage.salma)
    says_so(counter, url)
    assert "damaged here" in counter.get(f"/counter/files/{number}").content.decode(), "whoever decided"


def test_of_a_certificate_that_is_damaged_nothing_is_printed(counter: Any, stage: Any) -> None:
    """Its file is shown all the same."""
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    approve(stage, number)
    file, store = f"/counter/files/{number}", nodes.this().store
    store.rows.run("UPDATE certificates_certificate SET token = x'0011'")
    assert "Approved" in counter.get(file).content.decode()
    for paper in ("certificate", "certificate-a5.pdf", "certificate.txt"):
        says_so(counter, f"{file}/{paper}")


GAPS = (
    "DELETE FROM people_officer",
    "UPDATE people_officer SET id = id + 1000000",
    "UPDATE people_officer SET words = NULL",
    "UPDATE applications_step SET by_id = 0",
    "UPDATE applications_step SET event_id = event_id + 7000000",
)


def test_no_certificate_is_printed_where_nobody_signed(counter: Any, stage: Any) -> None:
    """Neither as a page nor as a PDF."""
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    approve(stage, number)
    for gap in GAPS:
        with transaction.atomic():
            nodes.this().store.rows.run(gap)
            for what in ("certificate", "certificate-a5.pdf"):
                says_so(counter, f"/counter/files/{number}/{what}")
            transaction.set_rollback(True)


def test_nor_at_a_centre_that_was_not_told_who_signed(counter: Any, stage: Any) -> None:
    """It says to wait for the line. She who ended since stands on what she signed."""
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    approve(stage, number)
    actions.end_officer(id=stage.salma, reason="left", by=0, at=clock.now())
    rows, page = nodes.this().store.rows, f"/counter/files/{number}/certificate"
    rows.run("UPDATE feed_grant SET ended_at = 1 WHERE role = 'office'")
    assert '<p class="sig">সালমা বেগম<br>নিবন্ধক</p>' in counter.get(page).content.decode()
    for gap in ("UPDATE people_officer SET words = x'0011'", *GAPS[2:]):
        with transaction.atomic():
            rows.run(gap)
            says_so(counter, page)
            transaction.set_rollback(True)
    rows.run(GAPS[0])
    for url in (page, f"{page}-a5.pdf"):
        told = counter.get(url)
        assert told.status_code == 409 and "has not reached this laptop" in told.content.decode()


@pytest.mark.parametrize(
    "gap",
    [
        "UPDATE people_mandate SET words = x'0011'",
        "UPDATE people_operator SET words = '?' WHERE id = {}",
        "UPDATE people_operator SET words = 99999999999999 WHERE id = {}",
        "UPDATE people_mandate SET words = NULL",
        "DELETE FROM people_operator WHERE id = {}",
    ],
)
def test_no_slip_is_printed_without_its_names(counter: Any, stage: Any, gap: str) -> None:
    """What she allowed, with her name, the witness's and the operator's; she takes it back all the same."""
    hers = counter.citizen()
    terms: dict[str, Any] = {"scopes": ("lodge",), "term": "month", "shown_by": "thumb", "witness": "নাতি"}
    given = actions.give_mandate(citizen_id=hers, place=PLACE, by=stage.shrabani, at=clock.now(), **terms)
    url = f"/counter/mandates/{given}"
    assert 'class="slip"' in counter.get(url).content.decode()
    nodes.this().store.rows.run(gap.format(stage.shrabani))
    page = counter.get(url)
    said = page.content.decode()
    assert "slip cannot be printed" in said and "dorgora rebuild" in said and 'class="slip"' not in said
    assert counter.get(f"/counter/citizens/{hers}").status_code == 200
    counter.client.post(f"{url}/end", form_of(page, ""))
    (kept,) = people.mandates_of(hers, PLACE)
    assert kept.ended_at is not None and kept.witness == "নাতি", "told again, it is written anew"


def test_who_is_damaged_is_offered_at_the_sign_in(counter: Any, stage: Any) -> None:
    """It is said where her name would stand."""
    spoil("people_operator", stage.shrabani)
    html = Client().get("/counter/sign-in").content.decode()
    assert html.count("<b>এখানে নষ্ট</b>") == 1 and "<b>করিম</b>" in html
