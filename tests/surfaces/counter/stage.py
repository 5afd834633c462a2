"""A centre with two operators, Karim and Shrabani, and its services; a client that sends pages as a browser does."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.utils.timezone import localdate

from dorgora.applications import actions as applications
from dorgora.applications import queries
from dorgora.catalogue import actions as catalogue
from dorgora.certificates import serials
from dorgora.certificates.actions import numbers
from dorgora.feed import aftermath
from dorgora.feed.roads import founding
from dorgora.kernel import clock
from dorgora.money import actions as money
from dorgora.people import actions as people
from dorgora.people import local
from dorgora.people import queries as people_queries
from dorgora.places import actions as places
from tests import staged
from tests.people.cast import PLACE, RAHIMA

PINS = {"karim": "402817", "shrabani": "593106"}
SERVICE, CITIZENSHIP, BILL = "birth_registration", "citizenship_certificate", "electricity_bill"
ALLOWANCE, UPAZILA = "old_age_allowance", "100925"
BEFORE = datetime(2026, 11, 1, tzinfo=UTC)


@dataclass
class Stage:
    """Who works at the centre, by name."""

    karim: int
    shrabani: int
    salma: int
    codes: dict[str, str] = field(default_factory=dict)


def publish(service: str) -> None:
    """One service of the country pack."""
    content = (Path(settings.PACK_DIR) / "services" / f"{service}.json").read_bytes()
    catalogue.publish_service(content, by=0, at=BEFORE)


def open_centre(hub: Any) -> Stage:
    """Areas, centre, office, services and people; this process writes for centre and office."""
    names = {"local_name": "চর কুকরি মুকরি", "latin_name": "Char Kukri Mukri"}
    other = {"local_name": "চর মাদ্রাজ", "latin_name": "Char Madras"}
    tiers = (("10", "division", ""), ("1009", "district", "10"), ("100925", "upazila", "1009"))
    rows = [{"code": code, "kind": kind, "parent": parent, **names} for code, kind, parent in tiers]
    rows += [
        {"code": code, "kind": "union", "parent": "100925", **given}
        for code, given in (
            (PLACE, names),
            ("10092571", other),
            ("10092572", {**other, "latin_name": "Char Manika"}),
        )
    ]
    places.load_areas(rows, by=0, at=BEFORE)
    places.open_centre(place=PLACE, area=PLACE, **names, by=0, at=BEFORE)
    places.open_office(place=PLACE, level="union", area=PLACE, **names, by=0, at=BEFORE)
    hub("centre", PLACE)
    numbers.add_block(hub("office", PLACE), PLACE, serials.BLOCK, BEFORE)
    for service in (SERVICE, CITIZENSHIP, BILL):
        publish(service)
    staff = {
        name: people.appoint_operator(
            place=PLACE, local_name=bangla, latin_name=name.title(), by=0, at=BEFORE
        )
        for name, bangla in (("karim", "করিম"), ("shrabani", "শ্রাবনী"))
    }
    salma = people.appoint_officer(
        role="office", place=PLACE, powers=("decide",), local_name="সালমা বেগম", latin_name="Salma Begum",
        local_title="নিবন্ধক", latin_title="Registrar", by=0, at=BEFORE,
    )  # fmt: skip
    codes = {name: local.give_code(person) for name, person in staff.items()}
    return Stage(staff["karim"], staff["shrabani"], salma, codes)


HOME = "10092571"


def citizen_of_another_centre() -> tuple[int, str]:
    """Kohinur, registered at Char Madras, who lets another centre have her record; and the code on her slip."""
    names = {"local_name": "চর মাদ্রাজ", "latin_name": "Char Madras"}
    places.open_centre(place=HOME, area=HOME, **names, by=0, at=BEFORE)
    founding.open_hub_feed("centre", HOME)
    nila = people.appoint_operator(place=HOME, local_name="নীলা", latin_name="Nila", by=0, at=BEFORE)
    words = {"local_name": "কোহিনুর বানু", "latin_name": "Kohinur Banu", "phone": "+8801712345679", "number": ""}
    hers = people.register_citizen(place=HOME, **RAHIMA | words, by=nila, at=clock.now())
    given = people.give_mandate(
        citizen_id=hers, place=HOME, scopes=("share",), term="month", shown_by="thumb", witness="", by=nila,
        at=clock.now(),
    )  # fmt: skip
    mandate = people_queries.mandate(given)
    assert mandate is not None
    return hers, people_queries.slip_code(mandate)


def hub_answers() -> None:
    """What follows at the hub from what this process wrote; its pages are those of a laptop."""
    with override_settings(ROLE="hub"):
        aftermath.drain()


def return_file(stage: Stage, number: str, *fields: str) -> None:
    """Salma sends a file back with these fields marked."""
    file = queries.file_by_number(number, PLACE)
    applications.return_file(
        file_id=file.id, fields=fields, reason="unclear", note="Look at the card again.", office=PLACE,
        by=stage.salma, at=clock.now(),
    )  # fmt: skip


def approve(stage: Stage, number: str) -> str:
    """Salma grants a file; the certificate is issued. Gives the register's number, if there is one."""
    file = queries.file_by_number(number, PLACE)
    born = file.answers.get("date_of_birth", "")
    register_number = f"{born[:4]}098025{number}" if born else ""
    applications.approve(
        file_id=file.id,
        register_number=register_number,
        note="",
        office=PLACE,
        by=stage.salma,
        at=clock.now(),
    )
    aftermath.drain()
    return register_number


def reject(stage: Stage, number: str) -> None:
    """Salma refuses a file; what was paid comes to be owed back."""
    file = queries.file_by_number(number, PLACE)
    applications.reject(
        file_id=file.id,
        legal_ground="Registered before",
        note="",
        office=PLACE,
        by=stage.salma,
        at=clock.now(),
    )
    aftermath.drain()


def leave_drawer(stage: Stage, name: str = "shrabani") -> str:
    """An operator took a fee, 75, and serves no more; the page on which another counts her drawer out."""
    person = getattr(stage, name)
    money.take_fee(
        about=900, centre=PLACE, office=PLACE, state_minor=2500, operator_minor=5000, by=person, at=clock.now()
    )  # fmt: skip
    people.end_operator(id=person, reason="left", by=0, at=clock.now())
    return f"/counter/drawer/left/{person}"


class _Forms(HTMLParser):
    """The forms of a page with what stands in them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, Any]] = []
        self._by_id: dict[str, dict[str, Any]] = {}
        self._open: dict[str, Any] | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = {"action": given.get("action", ""), "id": given.get("id", ""), "fields": {}}
            if given.get("role") == "search":
                self._open["id"] = ""
            self.forms.append(self._open)
        target = self._open
        if "form" in given:
            target = next((one for one in self.forms if one["id"] == given["form"]), None)
        if target is None or tag not in ("input", "textarea") or "name" not in given:
            return
        kind = given.get("type", "text")
        if kind in ("checkbox", "radio") and "checked" not in dict(attrs):
            return
        if kind != "file":
            target["fields"][given["name"]] = given.get("value", "")
        if tag == "textarea":
            self._area = given["name"]

    def handle_data(self, text: str) -> None:
        if self._area and self._open:
            self._open["fields"][self._area] = text

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        if tag == "textarea":
            self._area = None


def errors(response: Any) -> list[str]:
    """What a page says is wrong."""
    return re.findall(r'<p class="err[^>]*>(.*?)</p>', response.content.decode())


def form_of(response: Any, id: str = "f") -> dict[str, str]:
    """What a browser would send of the main form if nothing were typed."""
    parser = _Forms()
    parser.feed(response.content.decode())
    return dict(next(one["fields"] for one in parser.forms if one["id"] == id))


class Counter:
    """A browser at the counter; pages are in English unless said."""

    def __init__(self, language: str = "en") -> None:
        self.client = Client(enforce_csrf_checks=True)
        self.client.cookies["django_language"] = language
        self.at = ""
        self._walk = staged.Walk()

    def stays_from(self, stage: str) -> None:
        """Is signed in since a stage was built: now, as far as the node knows; steps go on from there."""
        session = self.client.session
        session["seen"] = clock.now_seconds()
        session.save()
        self._walk.stands(stage)

    def _walked(self, name: str, how: Any, play: Callable[[], Any]) -> Any:
        """What `play` gives, played once for all tests that come to it by the same steps."""
        stood, how = self._walk.stage, (self.at, self.client.cookies["django_language"].value, how)
        told, self.at, self.client.cookies = self._walk.step(
            f"{name}{how}", how, Path(settings.DATA_DIR), lambda: (play(), self.at, self.client.cookies)
        )
        if self._walk.stage != stood:
            self.stays_from(self._walk.stage)
        return told

    def get(self, url: str) -> Any:
        response = self.client.get(url, follow=True)
        self.at = response.redirect_chain[-1][0] if response.redirect_chain else url
        return response

    def send(self, response: Any, typed: dict[str, Any], *, to: str = "", id: str = "f") -> Any:
        """Types into the main form of a page and presses F8 (or what `typed` names)."""
        filled = form_of(response, id) | typed
        posted = self.client.post(
            to or self.at, {name: value for name, value in filled.items() if value is not None}, follow=True
        )
        if posted.redirect_chain:
            self.at = posted.redirect_chain[-1][0]
        return posted

    def sign_in(self, stage: Stage, name: str) -> Any:
        person = getattr(stage, name)
        if not local.has_pin(person):
            local.set_pin(person, stage.codes[name], PINS[name], clock.now())
        page = self.get(f"/counter/sign-in/{person}")
        return self.send(page, {"pin": PINS[name]})

    def register(self, **other: str) -> Any:
        page = self.get("/counter/citizens/new")
        typed = {
            "local_name": "রহিমা খাতুন", "date_of_birth-day": "১১", "date_of_birth-month": "3",
            "date_of_birth-year": "১৯৯৪", "sex": "f", "phone": "০১৭১২৩৪৫৬৭৮", "village": "চর পাতিলা",
        }  # fmt: skip
        return self.send(page, typed | other)

    def citizen(self, **other: str) -> int:
        """Registers a citizen; gives her id."""
        self._walked("citizen", other, lambda: self.register(**other))
        return int(re.search(r"/citizens/(\d+)", self.at).group(1))  # type: ignore[union-attr]

    def begin(self, citizen_id: int, service: str = SERVICE) -> Any:
        address = f"/counter/citizens/{citizen_id}/{service}"
        return self._walked("begin", address, lambda: self.send(self.get(address), {"heard": "yes"}))

    def fill(self, page: Any, *, born: date, until: str = "/read-back", **other: str) -> Any:
        """Fills in section after section as far as an address."""
        return self.go_on(page, child(born) | other, until)

    def go_on(self, page: Any, answers: dict[str, str], until: str) -> Any:
        """Answers what each section asks, as far as an address."""
        return self._walked("go on", (answers, until), lambda: self._go_on(page, answers, until))

    def _go_on(self, page: Any, answers: dict[str, str], until: str) -> Any:
        for _section in range(8):
            if until in self.at:
                return page
            shown = page.content.decode()
            page = self.send(
                page, {name: value for name, value in answers.items() if f'name="{name}"' in shown}
            )
        raise AssertionError(f"stuck at {self.at}: {errors(page)}")

    def ask_for_citizenship(self, citizen_id: int, *, until: str = "/read-back") -> Any:
        """Her own citizenship certificate, as far as an address."""
        return self.go_on(self.begin(citizen_id, CITIZENSHIP), of_herself(), until)

    def ask_for_allowance(self, citizen_id: int, *, until: str = "/read-back", **other: str) -> Any:
        """The old-age allowance, as far as an address."""
        return self.go_on(self.begin(citizen_id, ALLOWANCE), of_old_age() | other, until)

    def pay_bill(self, citizen_id: int, *, until: str = "/read-back", **other: str) -> Any:
        """An electricity bill, as far as an address."""
        return self.go_on(self.begin(citizen_id, BILL), a_bill() | other, until)

    def lodge(self, citizen_id: int, *, born: date, **other: str) -> str:
        """A whole application; gives its number."""
        return self.pay(self.fill(self.begin(citizen_id), born=born, **other))

    def pay(self, page: Any, received: str = "100") -> str:
        """Takes the money of a read-back; gives the file's number."""
        paid = {"received": received, "agreed": "yes", "go": "take"}
        self._walked("pay", received, lambda: self.send(page, paid))
        return re.search(r"/files/(\d{7})/receipt", self.at).group(1)  # type: ignore[union-attr]


def child(born: date) -> dict[str, str]:
    """What is answered of a new-born."""
    return {
        "applicant_relation": "mother", "name_bn": "মিম আক্তার", "name_en": "Mim Akter",
        "date_of_birth-day": str(born.day), "date_of_birth-month": str(born.month),
        "date_of_birth-year": str(born.year),
        "sex": "female", "birth_place": "home", "order_of_child": "১", "mother_name": "রহিমা খাতুন",
        "mother_nid_or_brn": "০৪১২৩৮৭৬৫০", "present_ward": "৩", "present_village": "চর পাতিলা",
        "epi_card-seen": "yes", "parents_identity-seen": "yes", "parents_identity-number": "০৪১২৩৮৭৬৫০",
    }  # fmt: skip


def of_herself() -> dict[str, str]:
    """What is answered of one who asks for a citizenship certificate and is not known already."""
    return {
        "father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম", "nid_or_brn": "০৪১২৩৮৭৬৫০", "ward_no": "৩",
        "purpose": "work", "identity-seen": "yes", "identity-number": "০৪১২৩৮৭৬৫০", "ward_recommendation-seen": "yes",
    }  # fmt: skip


def of_old_age() -> dict[str, str]:
    """What is answered of somebody old enough who is not known already."""
    return {
        "born_on-day": "১", "born_on-month": "3", "born_on-year": "১৯৬০", "sex": "female",
        "father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম", "nid_or_brn": "০৪১২৩৮৭৬৫০",
        "yearly_income": "৬,০০০", "wallet": "০১৭০০০০১২৩৪", "ward_no": "৩", "identity-seen": "yes",
        "identity-number": "০৪১২৩৮৭৬৫০", "income_proof-seen": "yes",
    }  # fmt: skip


def open_upazila(hub: Any) -> int:
    """The upazila's office, and the old-age allowance that it decides; gives its officer, Nasrin."""
    places.open_office(
        place=UPAZILA, level="upazila", area=UPAZILA, local_name="চরফ্যাশন উপজেলা", latin_name="Charfasson Upazila",
        by=0, at=BEFORE,
    )  # fmt: skip
    hub("office", UPAZILA)
    publish(ALLOWANCE)
    return people.appoint_officer(
        role="office", place=UPAZILA, powers=("decide",), local_name="নাসরিন", latin_name="Nasrin",
        local_title="উপজেলা সমাজসেবা কর্মকর্তা", latin_title="Upazila social services officer", by=0, at=BEFORE,
    )  # fmt: skip


def forward(stage: Stage, number: str) -> None:
    """Salma sends a file on."""
    applications.forward(
        file_id=queries.file_by_number(number, PLACE).id, recommendation="recommended", note="", office=PLACE,
        by=stage.salma, at=clock.now(),
    )  # fmt: skip


def a_bill() -> dict[str, str]:
    """What stands on a bill, and the number its company gave when it was paid."""
    return {
        "utility": "palli_bidyut", "account_no": "০৪১২৩৮৭৬৫০", "bill_month": "অক্টোবর ২০২৬", "amount": "১,২৩৪.৫০",
        "reference": "TX9K2", "bill-seen": "yes",
    }  # fmt: skip


def days_ago(days: int) -> date:
    """A birthday so many days before today."""
    return localdate(clock.now()) - timedelta(days=days)


def lodge_with_picture(counter: Counter, content: bytes) -> str:
    """A file of her child whose vaccination card was photographed; gives its number."""
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100), until="/papers")
    draft = counter.at.rsplit("/", 1)[0]
    typed = {"epi_card-seen": "yes", "parents_identity-seen": "yes", "parents_identity-number": "0412387650"}
    card = SimpleUploadedFile("card", content, "image/jpeg")
    counter.send(page, typed | {"epi_card-picture": card})
    counter.send(counter.get(f"{draft}/read-back"), {"agreed": "yes", "go": "take"})
    return str(counter.at.split("/")[3])
