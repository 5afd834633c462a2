"""What pages and papers take from the pack, shown with one of a country written from right to left."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pypdfium2
import pytest
from django.contrib.staticfiles import finders
from django.template import engines
from django.utils import translation

from dorgora.kernel.script import clean_text
from dorgora.shell import formats, pdf
from dorgora.shell.stationery import CertificateLine
from tests import browser
from tests.rules.certificates.samples import ISSUED_AT
from tests.rules.country import SECOND
from tests.surfaces.shell import gallery
from tests.surfaces.shell.papers import certificate


@pytest.fixture(autouse=True)
def there(settings: Any) -> Iterator[None]:
    settings.PACK_DIR = SECOND.folder
    settings.STATICFILES_DIRS = [("letters", SECOND.page_letters)]
    finders.get_finder.cache_clear()
    with translation.override("ar"):
        yield
    finders.get_finder.cache_clear()


def test_numbers_keep_their_groups_in_order() -> None:
    # U+200E keeps digits before and after a hyphen from left to right (Unicode Standard Annex 9).
    assert formats.file_number("4829173") == "٤٨٢\u200e-\u200e٩١٧\u200e-\u200e٣"
    assert formats.spelled("4829173") == "٤ ٨ ٢, ٩ ١ ٧, ٣"
    assert clean_text(formats.file_number("4829173"), 20) == "٤٨٢-٩١٧-٣", "pasted back it is the number alone"
    with translation.override("en"):
        assert formats.file_number("4829173") == "482-917-3"


def test_money_and_numbers_are_written_as_there() -> None:
    assert (formats.money(1_250), formats.number(12_345)) == ("د.م ١,٢٥٠", "١٢.٣٤٥")


def test_what_is_in_a_language_names_its_direction() -> None:
    page = '{% load dorgora %}{% page_direction %} {% in_language "" %} {% in_language "en" %}'
    assert engines["django"].from_string(page).render() == 'rtl lang="ar" dir="rtl" lang="en" dir="ltr"'


EDGES = """() => ['.name', '.me'].map(one => {
  const box = document.querySelector(one).getBoundingClientRect()
  return [box.left, innerWidth - box.right]
})"""


@pytest.mark.slow
def test_a_page_is_mirrored_and_nobody_scrolls_sideways(chromium: Any) -> None:
    with browser.page(chromium, language="ar") as page:
        host = browser.serve(page, {"/desk": gallery.render("desk", "ar")})
        page.goto(f"{host}/desk")
        name, me = page.evaluate(EDGES)
        assert name[0] > name[1] and me[0] < me[1], "the sign begins on the right and ends on the left"
        assert browser.violations(page) == []
        assert [browser.sideways(page) for _ in browser.sizes(page)] == [0, 0]


@pytest.mark.slow
def test_a_page_is_written_in_its_letters(chromium: Any) -> None:
    """Whatever fonts the machine has: those of the pack are fetched, and no other country's."""
    with browser.page(chromium, language="ar") as page:
        host = browser.serve(page, {"/desk": gallery.render("desk", "ar")})
        page.goto(f"{host}/desk", wait_until="networkidle")
        fetched = page.evaluate(
            "[...document.fonts].filter(one => one.status == 'loaded').map(one => one.family)"
        )
        drawn = page.evaluate("document.fonts.check('17px DLetters', 'مرسى')")
    assert "DLetters" in fetched and drawn


def test_a_paper_is_set_in_its_letters() -> None:
    lines = (CertificateLine("الاسم", "زينب بحار", "Name", "Zaynab Bahhar"),)
    own = {
        "language": "ar",
        "second_language": "en",
        "office": ("بلدية مرسى",),
        "title": "شهادة",
        "lines": lines,
    }
    said = replace(
        certificate(), **own, number_label="رقم القيد", number="٢٠٢٦", check=("انظر", "في البوابة"),
        facts=(), signer="سميرة غواص", signer_role="أمين السجل",
    )  # fmt: skip
    with pypdfium2.PdfDocument(pdf.certificate(said, paper="a5", at=ISSUED_AT)) as document:
        words = document[0].get_textpage().get_text_range()
    assert "زينب بحار" in words and "بلدية مرسى" in words and "٢٠٢٦" in words
    with pytest.raises(pdf.NotTypeset):
        pdf.certificate(replace(said, signer="তন্ময়"), paper="a5", at=ISSUED_AT)
