"""Files lodged through a counter's pages by somebody in a hurry: every form is posted without a look at its page."""

import http.client
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass

from dorgora.demo import counter, story
from dorgora.demo.cast import Cast
from dorgora.demo.pages import Browser, Page
from dorgora.demo.processes import Failed
from dorgora.demo.tale import Place
from tests.journeys.staging import FAR, ISLAND

NEWBORN_MINOR = 5000
"""What the counter asks within 45 days of the birth: nothing for the state, its own 50.00."""
CHILD_IN_A_HURRY = "Child"
UNION_NAMES = {ISLAND: "কুকরীমূকরী", FAR: "মুজিব নগর"}


def register_mother(browser: Browser, cast: Cast, name_bn: str, name_en: str, **words: str) -> Page:
    """Writes a mother into the book; gives her page."""
    values = {
        "name_bn": name_bn, "name_en": name_en, **counter.dated("date_of_birth", cast.born_days_ago(8000, 12000)),
        "sex": "f", "phone": cast.phone(), "number": cast.nid(), "village": "Char Patila, ward 2", **words,
    }  # fmt: skip
    page = counter.register_citizen(browser, values)
    if "/citizens/" not in page.url or page.url.endswith("/new"):
        raise Failed(f"she is not in the book: {page.text[:600]}")
    return page


def lodge(
    browser: Browser,
    cast: Cast,
    mother: Page,
    child: str,
    place: str,
    look_again: Callable[[Browser, Page], Page] | None = None,
    **answers: str,
) -> tuple[str, str]:
    """One file from consent to receipt, page by page; gives its number and code.

    look_again: what she does from the read-back before she takes the fee; gives the read-back again.
    """
    page = counter.begin_form(browser, mother, cast.tale.birth.service)
    asked = story.child_answers(cast, _name_of(page), child, cast.born_days_ago(1, 40)) | answers
    there = Place(place, UNION_NAMES[place])
    return counter.codes_of(counter.lodge(browser, page, asked, there, look_again=look_again))


def _name_of(page: Page) -> str:
    """The applicant's name, which the form brings along."""
    return page.form(field="applicant_name").fields["applicant_name"]


@dataclass
class Hurry:
    """Posts to a counter over one kept connection, as the operator whose browser it is; only the fee is looked at."""

    browser: Browser
    place: str

    def __post_init__(self) -> None:
        parts = urllib.parse.urlsplit(self.browser.base)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=120)
        self.cookies = "; ".join(f"{one.name}={one.value}" for one in self.browser.jar)
        self.opened_by = ""
        self.token = next(one.value or "" for one in self.browser.jar if "csrf" in one.name)

    def lodge(self, cast: Cast, consent: str, mother: str, child: str) -> str:
        """Lodges one file for the citizen whose consent page this is; gives its short number."""
        self.opened_by = counter.main_form(self.browser.get(consent)).fields["opened_by"]
        address = self._post(consent, {"heard": "yes"})
        answers = story.child_answers(cast, mother, child, cast.born_days_ago(1, 40)) | {
            "name_en": CHILD_IN_A_HURRY,
            "present_address": self.place,
            "present_address-typed": UNION_NAMES[self.place],
            "epi_card-seen": "yes",
            "parents_identity-seen": "yes",
            "parents_identity-number": "1234",
        }
        for _ in range(8):
            if address.endswith("/read-back"):
                form = counter.main_form(self.browser.get(address))
                address = self._post(address, {**form.fields, "agreed": "yes", "go": "take"})
            elif found := re.search(r"/files/(\d+)/receipt", address):
                return found.group(1)
            else:
                address = self._post(address, answers)
        raise Failed(f"the form does not end: {address}")

    def _post(self, address: str, values: dict[str, str]) -> str:
        body = urllib.parse.urlencode(
            {"opened_by": self.opened_by, **values, "csrfmiddlewaretoken": self.token}
        )
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        self.connection.request("POST", address, body, headers)
        response = self.connection.getresponse()
        said = response.read()
        if response.status != 302:
            raise Failed(f"{address} answers {response.status}: {said.decode()[:1500]}")
        return str(response.headers["Location"])

    def __enter__(self) -> "Hurry":
        return self

    def __exit__(self, *wrong: object) -> None:
        self.connection.close()
