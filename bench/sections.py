"""A form in the making at a running counter: filled in once by its pages, then asked for and sent again."""

from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from bench.stage import ISLAND
from dorgora.demo import counter
from dorgora.demo.pages import Browser, Page
from dorgora.demo.processes import Failed
from dorgora.kernel import clock

SERVICE, SECTION = "birth_registration", "child"
UNION = "char kukri"
ANSWERS = {
    "applicant_relation": "mother",
    "applicant_mobile": "",
    "name_bn": "মিম আক্তার",
    "name_en": "Mim Akter",
    "sex": "female",
    "birth_place": "home",
    "order_of_child": "1",
    "mother_name": "রহিমা খাতুন",
    "mother_nid_or_brn": "0412387650",
    "present_ward": "3",
    "present_village": "চর পাতিলা",
    "epi_card-seen": "yes",
    "parents_identity-seen": "yes",
    "parents_identity-number": "0412387650",
}


@dataclass(frozen=True)
class Begun:
    """A form filled in as far as the fee: addresses of a section and of the read-back, what the section sends."""

    section: str
    read_back: str
    typed: dict[str, str]


def begun(browser: Browser, citizen: str) -> Begun:
    """Fills in the form of a birth for this citizen, all but the fee.

    Raises:
        Failed: it does not come to its read-back.
    """
    page = browser.get(f"/counter/citizens/{citizen}/{SERVICE}")
    page = browser.send(page, page.form(field="heard"), {"heard": "yes"})
    answers = ANSWERS | counter.dated("date_of_birth", clock.now().date() - timedelta(days=10))
    for _ in range(8):
        if "/read-back" in page.url:
            section = page.url.replace("read-back", SECTION)
            typed = counter.main_form(browser.get(section)).fields
            return Begun(_path(section), _path(page.url), typed)
        page = counter.fill_section(browser, _with_area(browser, page), answers)
    raise Failed(f"the form does not come to its read-back: {page.url} {page.text[:600]}")


def _with_area(browser: Browser, page: Page) -> Page:
    asked = next((name for name in counter.main_form(page).fields if name.endswith("-typed")), "")
    return counter.find_area(browser, page, asked.removesuffix("-typed"), UNION, ISLAND) if asked else page


def _path(url: str) -> str:
    return urlsplit(url).path
