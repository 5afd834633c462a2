"""One playing of the story: who takes part, what they come to hold in their hands, and what every scene does."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from dorgora.demo import counter
from dorgora.demo.cast import Cast, Person
from dorgora.demo.pages import SOON_SECONDS, Browser, Page
from dorgora.demo.processes import Failed, NodeProcess
from dorgora.demo.stage import Stage
from dorgora.demo.tale import Scene
from dorgora.kernel.amount import Currency

PIN_WOMAN, PIN_MAN, PIN_FAR = "402817", "593106", "718204"
GROWN_UP = (8_000, 12_000)
Say = Callable[[str], None]


@dataclass
class Play:
    """One playing: the browsers of those who take part, and what they come to hold in their hands."""

    stage: Stage
    say: Say
    woman: Browser = field(init=False)
    man: Browser = field(init=False)
    officer: Browser = field(init=False)
    citizen: Browser = field(init=False)
    number: str = ""
    code: str = ""
    receipt_text: str = ""
    certificate_text: str = ""
    own_number: str = ""
    own_code: str = ""
    own_certificate_text: str = ""
    bill_code: str = ""
    slip_code: str = ""
    second_words: dict[str, str] = field(default_factory=dict)
    child_born: date = date.min
    drawer_minor: int = 0
    codes: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.woman, self.man, self.officer = (self.browser(self.stage.laptop) for _ in range(3))
        self.citizen = self.browser(self.stage.hub)

    def browser(self, node: NodeProcess) -> Browser:
        """A browser whose pages are in the country's second language, so that this program can read them."""
        return reader(node.url, self.stage.cast.country.pack.latin_language)

    def drawer_agrees(self) -> None:
        """Demands that the woman's drawer holds what she has taken so far."""
        self.woman.get("/counter/drawer").says(self.stage.cast.country.money(self.drawer_minor, exact=False))


def reader(url: str, language: str) -> Browser:
    """A browser whose pages are in a language of the country."""
    browser = Browser(url)
    browser.get(f"/?lang={language}")
    return browser


def citizen_words(
    cast: Cast, person: Person, born_days_ago: tuple[int, int], sex: str = "f"
) -> dict[str, str]:
    """What is written into the book of somebody of that age, a woman if nothing else is said."""
    return {
        "local_name": person.local_name, "latin_name": person.latin_name,
        **counter.dated("date_of_birth", cast.born_days_ago(*born_days_ago)),
        "sex": sex, "phone": cast.phone(), "number": cast.nid(), "village": cast.tale.village,
    }  # fmt: skip


def enough(cast: Cast, scene: Scene) -> str:
    """A note or coin of the country that is enough for a service, or several of the largest, as it is typed."""
    currency = cast.country.pack.currency
    return currency.format(enough_of(currency, scene.paid_minor), "", sign=False)


def enough_of(currency: Currency, minor: int) -> int:
    """What is handed over for a sum, in minor units: the smallest note or coin that covers it, or large ones."""
    pieces = currency.notes or currency.coins
    covers = [one for one in pieces if one >= minor]
    return min(covers) if covers else -(-minor // max(pieces)) * max(pieces)


def small_change(currency: Currency) -> int:
    """A note for small change, in minor units: the largest of at most a hundred, or the smallest there is."""
    pieces = currency.notes or currency.coins
    small = [one for one in pieces if one <= 100 * 10**currency.minor_digits]
    return max(small) if small else min(pieces)


def allow(browser: Browser, citizen: Page, scopes: tuple[str, ...], term: str) -> Page:
    """Writes down what she lets the centre do until when, with her thumb on the slip; gives the page of that.

    Raises:
        Failed: it was not kept.
    """
    page = browser.get(citizen.link("Record what she allows"))
    page = browser.send(
        page, counter.main_form(page), {f"scope-{scope}": "yes" for scope in scopes} | {"term": term}
    )
    slip = page.url
    page = browser.send(page, counter.main_form(page), {"shown_by": "thumb", "agreed": "yes"})
    if page.url == slip:
        raise Failed(f"what she allows was not kept: {page.text[:800]}")
    return browser.get(page.link("On paper:"))


def track(play: Play, code: str) -> Page:
    """What the portal says of a code."""
    page = play.citizen.get("/portal/")
    return play.citizen.send(page, page.form(field="code"), {"code": code})


def exchange_until(centre: NodeProcess, is_there: Callable[[], bool]) -> None:
    """A centre calls until the hub's worker has got to it: on a busy machine after many calls."""
    ends = time.monotonic() + SOON_SECONDS
    centre.do("sync")
    while not is_there() and time.monotonic() < ends:
        time.sleep(0.1)
        centre.do("sync")
