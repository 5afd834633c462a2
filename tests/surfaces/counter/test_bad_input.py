"""What nobody should type: a clear sentence, what was typed kept, nothing half written."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.surfaces.counter.stage import days_ago, errors, form_of

pytestmark = pytest.mark.slow

BAD = {
    "too_long": ("ম" * 500, "Too long"),
    "nul": ("মিম\0আক্তার", "cannot be printed"),
    "turned": ("মিম\u202eআক্তার", "hidden sign"),
    "digits": ("12345", "only letters"),
    "markup": ("<script>alert(1)</script>", "only letters"),
    "two_scripts": ("মিম Akter", "two scripts"),
    "empty": ("   ", "still empty"),
}


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.mark.parametrize("name", BAD)
def test_a_bad_name_is_refused_in_words(counter: Any, name: str) -> None:
    typed, sentence = BAD[name]
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    page = counter.send(page, {"name_bn": typed, "order_of_child": "২"})
    assert page.status_code == 422
    assert any(sentence in one for one in errors(page)), errors(page)
    assert "<script>alert" not in text(page)
    assert form_of(page)["order_of_child"] == "২", "what was right is kept"


def test_names_are_kept_in_one_normal_form(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    counter.send(page, {"name_bn": "নয়ন", "name_en": "Nayan"})
    page = counter.get(counter.at.rsplit("/", 1)[0] + "/child")
    assert form_of(page)["name_bn"] in ("নয়ন", "নয়ন")


@pytest.mark.slow
@pytest.mark.parametrize(
    "content", [b"", b"GIF89a", b"%PDF-1.4 not a picture", b"\x89PNG\r\n\x1a\n" + b"\0" * 50]
)
def test_what_is_no_picture_is_refused(counter: Any, content: bytes) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    upload = SimpleUploadedFile("card.png", content, "image/png")
    typed = {"epi_card-seen": "yes", "parents_identity-seen": "yes", "parents_identity-number": "0412387650"}
    page = counter.send(page, typed | {"epi_card-picture": upload})
    assert page.status_code == 422 and any("not a picture" in one for one in errors(page))
    assert form_of(page)["parents_identity-number"] == "0412387650"


@pytest.mark.slow
def test_a_paper_nobody_saw_holds_the_form(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    page = counter.send(page, {"parents_identity-number": "0412387650"})
    assert page.status_code == 422 and len(errors(page)) == 2
    key = counter.at.rsplit("/", 1)[0]
    counter.get(f"{key}/read-back")
    assert counter.at.endswith("/papers?check=1"), "nothing is read back before the papers were seen"


@pytest.mark.parametrize("path", ["drafts/nobody", "drafts/nobody/child", "drafts/nobody/read-back", "citizens/1",
                                  "citizens/99999999999999999999", "citizens/1/birth_registration", "files/0000000",
                                  "files/abc", "drafts/nobody/papers/epi_card"])  # fmt: skip
def test_an_address_that_is_not_there_says_so(counter: Any, path: str) -> None:
    page = counter.get(f"/counter/{path}")
    assert page.status_code == 404
    assert "<h1>" in text(page)


@pytest.mark.slow
def test_a_fee_changed_in_the_page_is_not_taken(counter: Any) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100))
    page = counter.send(page, {"total": "100", "received": "1", "agreed": "yes", "go": "take"})
    assert page.status_code == 422 and "The fee has changed" in text(page)
    assert form_of(page)["total"] == "7500"
