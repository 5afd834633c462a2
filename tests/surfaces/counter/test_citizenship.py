"""A citizenship certificate through the counter's own pages: what is known of her is filled in, the fee told."""

import re
from typing import Any

import pytest

from dorgora.applications import actions as applications
from dorgora.applications import queries
from dorgora.applications import rules as applications_rules
from dorgora.certificates import queries as certificates
from dorgora.desk.deciding import Decision
from dorgora.feed import aftermath
from dorgora.kernel import clock
from tests.people.cast import PLACE
from tests.rules.country import BIRTH, CITIZENSHIP
from tests.surfaces.counter.stage import errors, form_of, publish

pytestmark = pytest.mark.slow
ANSWERS = {
    "father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম", "nid_or_brn": "০৪১২৩৮৭৬৫০", "ward_no": "৩",
    "purpose": "work", "identity-seen": "yes", "identity-number": "০৪১২৩৮৭৬৫০", "ward_recommendation-seen": "yes",
}  # fmt: skip


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.fixture
def form(counter: Any) -> Any:
    """Its first page, for Rahima."""
    publish(CITIZENSHIP.key)
    citizen = counter.citizen()
    page = counter.get(f"/counter/citizens/{citizen}/{CITIZENSHIP.key}")
    return counter.send(page, {"heard": "yes"})


def filled(counter: Any, page: Any, until: str) -> Any:
    for _section in range(8):
        if until in counter.at:
            return page
        shown = text(page)
        page = counter.send(page, {name: one for name, one in ANSWERS.items() if f'name="{name}"' in shown})
    raise AssertionError(f"stuck at {counter.at}: {errors(page)}")


def test_what_is_known_of_her_is_there_already(counter: Any, form: Any) -> None:
    first = form_of(form)
    assert (first["name_bn"], first["mobile"]) == ("রহিমা খাতুন", "01712345678")
    address = form_of(filled(counter, form, "/address"))
    assert address["village"] == "চর পাতিলা"


def test_it_is_lodged_granted_printed_and_verified(stage: Any, counter: Any, form: Any) -> None:
    read_back = filled(counter, form, "/read-back")
    assert "Tk 20" in text(read_back) and "Rahima Khatun" in text(read_back)
    counter.send(read_back, {"received": "20", "agreed": "yes", "go": "take"})
    found = re.search(r"/files/(\d{7})/receipt", counter.at)
    assert found, errors(read_back)
    file = queries.file_by_number(found.group(1), PLACE)
    office = {"office": PLACE, "by": stage.salma, "at": clock.now()}
    applications.approve(file_id=file.id, register_number="", note="", **office)
    aftermath.drain()
    page = text(counter.get(f"/counter/files/{file.number}/certificate"))
    issued = certificates.certificate_of(file.id)
    assert issued is not None and issued.serial in page
    assert "নাগরিকত্ব সনদ" in page and "Citizenship Certificate" in page
    assert "a citizen of Bangladesh by birth" in page and "চাকরি" in page and "আবুল কাশেম" in page
    assert "Citizenship certificate" in text(counter.get("/counter/files"))


def test_the_desk_asks_for_a_number_only_where_there_is_one() -> None:
    def asked(service: Any) -> set[str]:
        return {one.name for one in Decision().fields(service, applications_rules.WAITING)}

    assert asked(BIRTH) - asked(CITIZENSHIP) == {"register_number"}
    assert asked(CITIZENSHIP) == {"decision", "legal_ground", "note"}
