"""The certificate as a PDF at the counter: for whom its page is there, and for nobody else."""

import unicodedata
from typing import Any

import pypdfium2
import pytest

from dorgora.applications import queries
from dorgora.certificates import actions as certificates
from dorgora.certificates import queries as issued
from dorgora.config.leafing import codes
from dorgora.counter import filed
from dorgora.kernel import clock
from dorgora.shell import pdf
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import Counter, approve, days_ago
from tests.surfaces.names import ANSWERS, CITIZEN, LONG_EN

pytestmark = pytest.mark.slow


@pytest.fixture
def number(counter: Any) -> str:
    return str(counter.lodge(counter.citizen(), born=days_ago(100)))


def address(number: str, paper: str = "a5") -> str:
    return f"/counter/files/{number}/certificate-{paper}.pdf"


def certificate_of(number: str) -> Any:
    file = queries.file_by_number(number, PLACE)
    assert file is not None
    return issued.certificate_of(file.id)


def words(content: bytes) -> str:
    return unicodedata.normalize("NFC", pypdfium2.PdfDocument(content)[0].get_textpage().get_text_bounded())


@pytest.mark.parametrize("paper", pdf.PAPERS)
def test_it_works(stage: Any, counter: Any, number: str, paper: str) -> None:
    register_number = approve(stage, number)
    page = counter.get(f"/counter/files/{number}/certificate").content.decode()
    assert address(number, paper) in page
    given = counter.get(address(number, paper))
    assert (given.status_code, given["Content-Type"]) == (200, "application/pdf")
    assert given["Content-Disposition"] == f'attachment; filename="certificate-{number}-{paper}.pdf"'
    assert "no-store" in given["Cache-Control"] and len(given.content) <= 60_000
    assert codes(given.content) == [certificate_of(number).qr_text]
    said = words(given.content)
    wanted = (
        *("মিম আক্তার", "Mim Akter", "জন্ম নিবন্ধন সনদ", register_number, "সালমা বেগম", "যাচাই করুন"),
        "ক্রমিক ১০০৯২৫৭০-২০২৬-০০০০০১-",
    )
    assert [one for one in wanted if unicodedata.normalize("NFC", one) not in said] == []


def test_a_citizenship_certificate_bears_its_serial(stage: Any, counter: Any) -> None:
    number = counter.pay(counter.ask_for_citizenship(counter.citizen()))
    approve(stage, number)
    said = words(counter.get(address(number)).content)
    for one in (certificate_of(number).serial, "১০০৯২৫৭০-২০২৬-০০০০০১-", "Citizenship Certificate"):
        assert one in said


def test_names_of_any_length_stay_on_one_sheet(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(**CITIZEN), born=days_ago(100), **ANSWERS)
    approve(stage, number)
    for paper in pdf.PAPERS:
        content = counter.get(address(number, paper)).content
        assert len(pypdfium2.PdfDocument(content)) == 1 and len(content) <= 60_000
        assert LONG_EN in words(content).replace("\r\n", "")


def test_what_is_not_granted_or_taken_back_is_refused(stage: Any, counter: Any, number: str) -> None:
    early = counter.get(address(number))
    assert early.status_code == 409 and "not here yet" in early.content.decode()
    approve(stage, number)
    certificates.revoke(
        certificate_id=certificate_of(number).id, reason="wrong", office=PLACE, by=stage.salma, at=clock.now()
    )
    for paper in pdf.PAPERS:
        late = counter.get(address(number, paper))
        assert late.status_code == 409 and "was revoked" in late.content.decode()


def test_nobody_but_its_operator_gets_it(
    stage: Any, counter: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(stage, number)
    outside = Counter().client.get(address(number))
    assert outside.status_code == 302 and "/counter/sign-in" in outside["Location"]
    there = queries.file_by_number

    def of_another_centre(asked: str, centre: str) -> Any:
        return there(asked, "10092571" if centre == PLACE else centre)

    monkeypatch.setattr(filed.applications, "file_by_number", of_another_centre)
    for path in (address(number), f"/counter/files/{number}/certificate"):
        refused = counter.get(path)
        assert refused.status_code == 404 and "There is no file" in refused.content.decode()


def test_a_fault_is_told_in_words_and_the_page_stays(
    stage: Any, counter: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(stage, number)
    monkeypatch.setattr(pdf, "MAX_SECONDS", 0.001)
    told = counter.get(address(number))
    assert told.status_code == 409 and "The PDF could not be made." in told.content.decode()
    assert f"/counter/files/{number}" in told.content.decode()
    assert counter.get(f"/counter/files/{number}/certificate").status_code == 200
