"""Operators and an officer who work through a laptop's pages until somebody pulls the plug, and go on afterwards."""

import http.client
import random
import re
import threading
import urllib.error
from dataclasses import dataclass, field
from datetime import date

from dorgora.demo import counter, desk
from dorgora.demo.cast import Cast
from dorgora.demo.pages import Browser
from dorgora.demo.processes import Failed
from tests.journeys.country import HERE
from tests.journeys.lodging import Hurry, in_a_hurry

CUT_OFF = (OSError, http.client.HTTPException, urllib.error.URLError)


@dataclass
class Ledger:
    """What was acknowledged to somebody: a file's short number, and how far it had come."""

    acknowledged: dict[str, str] = field(default_factory=dict)
    _guard: threading.Lock = field(default_factory=threading.Lock)

    def note(self, number: str, state: str) -> None:
        with self._guard:
            self.acknowledged[number] = state

    def take(self, state: str) -> str | None:
        """Some file in this state; it is nobody else's until it is noted again or put back."""
        with self._guard:
            number = next((one for one, held in self.acknowledged.items() if held == state), None)
            if number is not None:
                self.acknowledged[number] = state + " in hand"
            return number

    def put_back(self) -> None:
        """Nobody has anything in hand: the plug was pulled."""
        with self._guard:
            self.acknowledged = {
                number: state.removesuffix(" in hand") for number, state in self.acknowledged.items()
            }


@dataclass
class Operator:
    """Lodges files and hands papers over; what was under way when the line broke is sent again, as a browser does."""

    browser: Browser
    consent: str
    cast: Cast
    chance: random.Random
    ledger: Ledger
    place: str
    sent: tuple[str, dict[str, str]] | None = None

    def work(self) -> None:
        """Until the line breaks."""
        hurry = Again(self.browser, self.place)
        try:
            hurry.opened_by = counter.main_form(self.browser.get(self.consent)).fields["opened_by"]
            if self.sent is not None:
                address = hurry.send(self, *self.sent)
                self._lodge(hurry, address)
            while True:
                self._one_thing(hurry)
        except CUT_OFF:
            pass
        finally:
            hurry.connection.close()

    def _one_thing(self, hurry: "Again") -> None:
        number = self.ledger.take("approved") if self.chance.random() < 0.3 else None
        if number is None:
            self._lodge(hurry, hurry.send(self, self.consent, {"heard": "yes"}))
            return
        page = self.browser.get(f"/counter/files/{number}/hand-over")
        if "/hand-over" in page.url:  # it was handed over already when the last acknowledgement did not come
            said = {"to": "applicant", "own_time": "3", "own_cost": "40", "visits": "1", "confirmed": "yes"}
            page = self.browser.send(page, counter.main_form(page), said, button=("", ""))
        if page.status != 200:
            raise Failed(f"{number} is not handed over: {page.text[:600]}")
        self.ledger.note(number, "handed_over")

    def _lodge(self, hurry: "Again", address: str) -> None:
        """From wherever the form stands to its receipt."""
        for _ in range(10):
            if found := re.search(r"/files/(\d+)(/receipt)?$", address.split("?")[0]):
                self.ledger.note(found.group(1), "lodged")
                self.sent = None
                return
            address = hurry.send(self, address, self._answers(address))
        raise Failed(f"the form does not end: {address}")

    def _answers(self, address: str) -> dict[str, str]:
        if address.endswith("/read-back"):
            # What the form bears says which answers were read back.
            form = counter.main_form(self.browser.get(address))
            return {**form.fields, "agreed": "yes", "go": "take"}
        return in_a_hurry(self.cast, HERE.mother.local_name, HERE.child.local_name, self.place)


class Again(Hurry):
    """A hurried browser that remembers what it sent last, until it was answered."""

    def send(self, whose: Operator, address: str, values: dict[str, str]) -> str:
        whose.sent = (address, values)
        return self._post(address, values)


@dataclass
class Officer:
    """Approves what was lodged."""

    browser: Browser
    cast: Cast
    ledger: Ledger
    stopped: threading.Event
    used: set[str] = field(default_factory=set)

    def work(self) -> None:
        """Until the line breaks."""
        try:
            while not self.stopped.is_set():
                number = self.ledger.take("lodged")
                if number is None:
                    self.stopped.wait(0.05)
                    continue
                self._approve(number)
        except CUT_OFF:
            pass

    def _approve(self, number: str) -> None:
        queue = self.browser.get("/desk/").html
        if f"{number[:3]}-{number[3:6]}-{number[6:]}" not in queue:
            # Granted already when the last acknowledgement did not come, or not among the first fifty.
            self.ledger.note(number, "lodged elsewhere")
            return
        page = desk.open_file(self.browser, number)
        born = re.search(r"\b(20\d\d)\b", page.text)
        if born is None:
            raise Failed(f"no year of birth: {page.text[:600]}")
        desk.approve(self.browser, page, self._unused(int(born.group(1))))
        self.ledger.note(number, "approved")

    def _unused(self, year: int) -> str:
        """A number of that year's register; in some countries it has five digits, and a loop approves thousands."""
        while (number := self.cast.register_number(date(year, 1, 1))) in self.used:
            pass
        self.used.add(number)
        return number
