"""One union and its people, made through the actions: Rahima the mother, Karim the operator, Salma the officer."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings

from dorgora.applications import actions, lodging, queries
from dorgora.catalogue import actions as catalogue
from dorgora.catalogue import queries as services
from dorgora.certificates import queries as certificates
from dorgora.certificates.actions import revoke
from dorgora.people import actions as people
from dorgora.places import actions as places

PLACE = "10092570"
OTHER = "10092580"
SERVICE = "birth_registration"
AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
LATER = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
BORN = "2026-08-14"  # a hundred days before AT: the state's fee is 25, the centre's 50
NUMBER = "20260915712345678"

_AREAS = [
    ("10", "division", "", "বরিশাল", "Barishal"),
    ("1009", "district", "10", "ভোলা", "Bhola"),
    ("100925", "upazila", "1009", "চরফ্যাশন", "Charfasson"),
    ("100929", "upazila", "1009", "দৌলতখান", "Daulatkhan"),
    (PLACE, "union", "100925", "চর কুকরি মুকরি", "Char Kukri Mukri"),
    (OTHER, "union", "100925", "ঢালচর", "Dhal Char"),
]


@dataclass
class World:
    """Who is there, by id; `hub` opens one more feed of this node."""

    hub: Callable[[str, str], int]
    karim: int
    salma: int
    jamal: int
    rahima: int
    numbers: dict[int, str] = field(default_factory=dict)

    def submit(self, **changed: Any) -> actions.Submitted:
        """Lodges a birth registration for Rahima's child."""
        given: dict[str, Any] = {
            "service": SERVICE,
            "answers": answers(),
            "evidence": papers(),
            "applicant_id": self.rahima,
            "centre": PLACE,
            "by": self.karim,
            "at": AT,
            "consent": "heard",
            "received_fee_minor": 7500,
            "draft_key": "first",
        }
        return actions.submit(**{**given, **changed})

    def file(self, file_id: int) -> queries.File:
        """The file, which must be there."""
        found = queries.file(file_id)
        assert found is not None
        return found

    def return_file(self, file_id: int, *fields: str, **changed: Any) -> int:
        """Salma sends it back."""
        given = {"reason": "wrong", "note": "কার্ডে অন্য নাম", "office": PLACE, "by": self.salma, "at": LATER}
        return actions.return_file(file_id=file_id, fields=fields or ("name_bn",), **{**given, **changed})

    def approve(self, file_id: int, **changed: Any) -> int:
        """Salma grants it; the first file with NUMBER, each with one of its own."""
        number = self.numbers.setdefault(file_id, str(int(NUMBER) + len(self.numbers)))
        given = {"register_number": number, "note": "", "office": PLACE, "by": self.salma, "at": LATER}
        return actions.approve(file_id=file_id, **{**given, **changed})

    def revoke(self, file_id: int, reason: str = "wrong") -> int:
        """Salma takes its certificate back."""
        issued = certificates.certificate_of(file_id)
        assert issued is not None
        return revoke(certificate_id=issued.id, reason=reason, office=PLACE, by=self.salma, at=LATER)

    def withdraw(self, file_id: int) -> int:
        """Karim takes it back, minutes after."""
        at = AT + timedelta(minutes=4)
        return actions.withdraw(file_id=file_id, centre=PLACE, reason="wrong_person", by=self.karim, at=at)

    def reject(self, file_id: int, **changed: Any) -> int:
        """Salma refuses it."""
        given = {"legal_ground": "Act 2004, s. 8", "note": "", "office": PLACE, "by": self.salma, "at": LATER}
        return actions.reject(file_id=file_id, **{**given, **changed})


def answers(**changed: str) -> dict[str, str]:
    """A whole form."""
    given = {
        "applicant_name": "রহিমা খাতুন",
        "applicant_relation": "mother",
        "name_bn": "মিম আক্তার",
        "name_en": "Mim Akter",
        "date_of_birth": BORN,
        "sex": "female",
        "birth_place": "home",
        "order_of_child": "1",
        "mother_name": "রহিমা খাতুন",
        "present_address": PLACE,
        "present_ward": "3",
        "present_village": "চর পাতিলা",
    }
    return {**given, **changed}


def papers(*more: tuple[str, str, bool, str]) -> list[tuple[str, str, bool, str]]:
    """The papers the form asks for."""
    return [("epi_card", "", True, ""), ("parents_identity", "0412387650", True, ""), *more]


def build(hub: Callable[[str, str], int]) -> World:
    """Opens the places and brings the people."""
    rows = [
        dict(zip(("code", "kind", "parent", "local_name", "latin_name"), row, strict=True)) for row in _AREAS
    ]
    places.load_areas(rows, by=0, at=AT)
    for content in service_rules_pack().services():
        catalogue.publish_service(content, by=0, at=AT)
    names = {"local_name": "চর কুকরি মুকরি", "latin_name": "Char Kukri Mukri"}
    places.open_centre(place=PLACE, area=PLACE, by=0, at=AT, **names)
    places.open_office(place=PLACE, level="union", area=PLACE, by=0, at=AT, **names)
    hub("centre", PLACE)
    hub("office", PLACE)
    karim = people.appoint_operator(place=PLACE, local_name="করিম", latin_name="Karim", by=0, at=AT)
    jamal = people.appoint_operator(place=PLACE, local_name="জামাল", latin_name="Jamal", by=0, at=AT)
    people.end_operator(id=jamal, reason="left", by=0, at=AT)
    salma = people.appoint_officer(
        role="office", place=PLACE, powers=("decide",), local_name="সালমা", latin_name="Salma",
        local_title="সচিব", latin_title="Secretary", by=0, at=AT,
    )  # fmt: skip
    rahima = people.register_citizen(
        place=PLACE, area=PLACE, sex="f", local_name="রহিমা খাতুন", latin_name="Rahima Khatun",
        date_of_birth="1998-03-01", phone="", number="", village="চর পাতিলা", by=karim, at=AT,
    )  # fmt: skip
    return World(hub, karim, salma, jamal, rahima)


def service_rules_pack() -> Any:
    """The country pack the tests run on."""
    from dorgora.kernel.pack import load_pack

    return load_pack(settings.PACK_DIR)


def fee_of(born: str, at: datetime = AT) -> Any:
    """What the catalogue asks for a child born that day."""
    version = services.service(SERVICE)
    assert version is not None
    return lodging.quoted(version, answers(date_of_birth=born), PLACE, at.date())
