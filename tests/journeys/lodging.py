"""Files lodged through a counter's pages by somebody in a hurry: every form is posted without a look at its page."""

import http.client
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass

from dorgora.demo import counter, playing, story
from dorgora.demo.cast import Cast
from dorgora.demo.pages import Browser, Page
from dorgora.demo.processes import Failed
from tests.journeys.country import BIRTH, COUNTRY, field_of, papers_in_a_hurry, place_of

CHILD_IN_A_HURRY = "Child"


def register_mother(browser: Browser, cast: Cast, local_name: str, latin_name: str, **words: str) -> Page:
    """Writes a mother into the book; gives her page."""
    values = {
        "local_name": local_name, "latin_name": latin_name, **counter.dated("date_of_birth",
        cast.born_days_ago(8000, 12000)),
        "sex": "f", "phone": cast.phone(), "number": cast.nid(), "village": cast.tale.village, **words,
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
    page = counter.begin_form(browser, mother, BIRTH)
    asked = newborn(cast, _name_of(page), child) | answers
    receipt = counter.lodge(
        browser,
        page,
        asked,
        place_of(place),
        look_again=look_again,
        received=playing.enough(cast, cast.tale.birth),
    )
    return counter.codes_of(receipt)


def receipt_of(browser: Browser, number: str) -> Page:
    """The receipt printed again, in the language that the players read."""
    return browser.get(browser.get(f"/counter/files/{number}/receipt").link("On paper:"))


def newborn(cast: Cast, mother: str, child: str) -> dict[str, str]:
    """What is typed of a child so young that the state takes nothing."""
    return story.child_answers(cast, mother, child, cast.born_days_ago(*cast.tale.birth.newborn_days_ago))


def in_a_hurry(cast: Cast, mother: str, child: str, place: str) -> dict[str, str]:
    """All that any page of the form asks, to be posted to each."""
    area, (_local, latin) = field_of("area"), COUNTRY.pack.name_fields
    said = {latin: CHILD_IN_A_HURRY, area: place, f"{area}-typed": place_of(place).typed}
    return newborn(cast, mother, child) | said | papers_in_a_hurry()


def _name_of(page: Page) -> str:
    """The applicant's name, which the form brings along."""
    name = COUNTRY.known_as(COUNTRY.tale.birth, "name")
    return page.form(field=name).fields[name]


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
        answers = in_a_hurry(cast, mother, child, self.place)
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
