"""Ayesha asks for the old-age allowance: Salma of the union sends it on, Nasrin of the upazila decides."""

from dataclasses import dataclass
from typing import Any

from dorgora.applications import actions
from dorgora.people import actions as people
from dorgora.places import actions as places
from tests.applications.world import AT, LATER, PLACE, World

SERVICE = "old_age_allowance"
UPAZILA, ELSEWHERE = "100925", "100929"
BORN = "1960-03-01"  # 66 years old at AT
AYESHA = {
    "born_on": BORN, "sex": "female", "name_bn": "আয়েশা বেগম", "name_en": "Ayesha Begum",
    "father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম", "nid_or_brn": "0412387651",
    "yearly_income": "600000", "wallet": "+8801700001234", "address": PLACE, "ward_no": "3", "village": "চর পাতিলা",
}  # fmt: skip
SHOWN = [("identity", "0412387651", True, ""), ("income_proof", "", True, "")]


@dataclass
class Both:
    """The world with the upazila's office in it: Nasrin decides there, Rafiq at another upazila's."""

    world: World
    nasrin: int
    rafiq: int

    def submit(self, **changed: Any) -> actions.Submitted:
        """Lodges it for the citizen herself."""
        given = {"service": SERVICE, "answers": AYESHA, "evidence": SHOWN, "received_fee_minor": 2000}
        return self.world.submit(**{**given, **changed})

    def registered(self, village: str = "চর পাতিলা") -> int:
        """Another citizen of the centre, who may get it as well."""
        return people.register_citizen(
            place=PLACE, area=PLACE, local_name="কমলা বেগম", latin_name="Kamala Begum", date_of_birth=BORN, sex="f",
            phone="", number="", village=village, by=self.world.karim, at=AT,
        )  # fmt: skip

    def forward(self, file_id: int, **changed: Any) -> int:
        """Salma sends it on."""
        given = {"recommendation": "recommended", "note": "একা থাকেন", "office": PLACE, "by": self.world.salma}
        return actions.forward(file_id=file_id, **{**given, "at": LATER, **changed})

    def approve(self, file_id: int, **changed: Any) -> int:
        """Nasrin grants it."""
        given = {"register_number": "", "note": "", "office": UPAZILA, "by": self.nasrin, "at": LATER}
        return actions.approve(file_id=file_id, **{**given, **changed})

    def reject(self, file_id: int, **changed: Any) -> int:
        """Nasrin refuses it."""
        given = {"legal_ground": "Policy 2013", "note": "", "office": UPAZILA, "by": self.nasrin, "at": LATER}
        return actions.reject(file_id=file_id, **{**given, **changed})


def officer(place: str, local_name: str, latin_name: str) -> int:
    """Appoints an officer who may decide."""
    return people.appoint_officer(
        role="office", place=place, powers=("decide",), local_name=local_name, latin_name=latin_name,
        local_title="উপজেলা সমাজসেবা কর্মকর্তা", latin_title="Upazila social services officer", by=0, at=AT,
    )  # fmt: skip


def open_upazila(place: str, area: str, local_name: str, latin_name: str) -> None:
    """Opens the office of an upazila."""
    places.open_office(
        place=place, level="upazila", area=area, local_name=local_name, latin_name=latin_name, by=0, at=AT
    )


def with_upazila(world: World) -> Both:
    """Opens the office of Charfasson and, as a stranger, one of the same level at another place."""
    open_upazila(UPAZILA, UPAZILA, "চরফ্যাশন উপজেলা", "Charfasson Upazila")
    open_upazila(ELSEWHERE, ELSEWHERE, "দৌলতখান উপজেলা", "Daulatkhan Upazila")
    world.hub("office", UPAZILA)
    world.hub("office", ELSEWHERE)
    nasrin, rafiq = officer(UPAZILA, "নাসরিন", "Nasrin"), officer(ELSEWHERE, "রফিক", "Rafiq")
    return Both(world, nasrin, rafiq)
