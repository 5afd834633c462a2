"""A paper is found at the counter by the number that stands on it, by who may open its file."""

from typing import Any

import pytest

from dorgora.applications import queries
from dorgora.certificates import actions, serials
from dorgora.certificates import queries as certificates
from dorgora.kernel import clock
from dorgora.shell import by_serial
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import Stage, approve, days_ago, form_of

pytestmark = pytest.mark.slow

WRONG = "This is no number of a certificate."
NOT_HERE = "No certificate with this number stands at this centre."
TO_BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


def text(page: Any) -> str:
    return str(page.content.decode())


def search(counter: Any, words: str) -> Any:
    page = counter.get("/counter/")
    return counter.send(page, {"q": words}, to="/counter/search", id="")


def paper_of(number: str) -> certificates.Certificate:
    file = queries.file_by_number(number, PLACE)
    assert file is not None
    found = certificates.certificate_of(file.id)
    assert found is not None and serials.is_serial(found.serial)
    return found


@pytest.fixture
def number(counter: Any, stage: Stage) -> str:
    """The file of a certificate that was granted."""
    lodged = str(counter.lodge(counter.citizen(), born=days_ago(100)))
    approve(stage, lodged)
    return lodged


def test_a_paper_is_found_however_its_number_is_typed(counter: Any, number: str) -> None:
    serial = paper_of(number).serial
    for typed in (
        serial,
        serial.translate(TO_BANGLA),
        serial.replace("-", ""),
        f"  {serial.replace('-', ' – ')} ",
        serial.replace("-", "").translate(TO_BANGLA),
    ):
        search(counter, typed)
        assert counter.at == f"/counter/files/{number}", typed


def test_a_wrong_digit_is_told_and_kept(counter: Any, number: str) -> None:
    serial = paper_of(number).serial
    wrong = serial[:-1] + str((int(serial[-1]) + 1) % 10)
    for typed in (wrong, wrong.replace("-", ""), wrong.translate(TO_BANGLA)):
        page = search(counter, typed)
        assert counter.at == "/counter/found" and WRONG in text(page) and NOT_HERE not in text(page)
        assert form_of(page, "")["q"] == typed and "Not in the catalogue" not in text(page)


def test_a_number_nobody_gave_is_not_here(counter: Any, number: str) -> None:
    never = serials.serial(PLACE, 2026, 999_999)
    for typed in (never, never.replace("-", ""), serials.serial("99999999", 2026, 1)):
        page = search(counter, typed)
        assert NOT_HERE in text(page) and WRONG not in text(page)
    for other in ("01712345678", "19940980251234567", "rohima", "10-12-2026"):
        assert NOT_HERE not in text(search(counter, other)) and WRONG not in text(search(counter, other))


def test_the_paper_of_another_centres_file_is_not_here(number: str) -> None:
    serial, never = paper_of(number).serial, serials.serial(PLACE, 2026, 999_999)
    assert by_serial.seek(serial, centre="10092571") == by_serial.seek(never, centre="10092571")
    assert by_serial.seek(serial, centre="10092571") == by_serial.Sought(reason=by_serial.NOT_HERE)


def test_a_paper_that_was_taken_back_is_said_first(counter: Any, stage: Stage, number: str) -> None:
    paper = paper_of(number)
    actions.revoke(certificate_id=paper.id, reason="wrong", office=PLACE, by=stage.salma, at=clock.now())
    page = search(counter, paper.serial)
    assert counter.at == "/counter/found" and "This certificate was taken back on" in text(page)
    assert f'href="/counter/files/{number}"' in text(page)
