"""Rahima asks for the copy of a land record: Harun of the district sends it to the record room and enters what came."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dorgora.applications import actions
from dorgora.people import actions as people
from dorgora.places import actions as places
from tests.applications.world import AT, LATER, PLACE, World

SERVICE, ROOM = "land_record_copy", "district_record_room"
DISTRICT, UPAZILA = "1009", "100925"
COPY = "৪৫৬/২০২৬"
LAND = {
    "name_bn": "রহিমা খাতুন", "name_en": "Rahima Khatun", "father_name": "আবুল কাশেম", "nid_or_brn": "0412387651",
    "land_union": PLACE, "mouza": "চর পাতিলা, জে.এল. ৫২", "khatian_type": "rs", "khatian_no": "১২৭", "dag_no": "৩৪১, ৩৪২",
}  # fmt: skip
SHOWN = [("identity", "0412387651", True, "")]


@dataclass
class District:
    """The world with the district's office in it: Harun decides there, Rafiq at an upazila's."""

    world: World
    harun: int
    rafiq: int

    def submit(self, **changed: Any) -> actions.Submitted:
        """Lodges it for Rahima herself: 100 taka for the state, 100 for the centre."""
        given = {"service": SERVICE, "answers": LAND, "evidence": SHOWN, "received_fee_minor": 20000}
        return self.world.submit(**{**given, **changed})

    def make_list(self, after: int = 0, **changed: Any) -> int:
        """Harun sends out what waits."""
        given = {"authority": ROOM, "office": DISTRICT, "by": self.harun, "at": LATER}
        return actions.make_list(after=after, **{**given, **changed})

    def grant(self, file_id: int, **changed: Any) -> int:
        """The copy came: its number and day, as on its paper."""
        given = {"paper_number": COPY, "decided_on": date(2026, 11, 24), "note": "", "office": DISTRICT}
        return actions.grant(file_id=file_id, **{**given, "by": self.harun, "at": LATER, **changed})

    def reject(self, file_id: int, **changed: Any) -> int:
        """The record room has no such record."""
        given = {
            "legal_ground": "এই খতিয়ান নেই",
            "note": "",
            "office": DISTRICT,
            "by": self.harun,
            "at": LATER,
        }
        return actions.reject(file_id=file_id, **{**given, **changed})

    def return_file(self, file_id: int, *fields: str, **changed: Any) -> int:
        """Harun sends it back to the centre."""
        given = {
            "reason": "answers",
            "note": "মৌজার নাম দেখুন",
            "office": DISTRICT,
            "by": self.harun,
            "at": LATER,
        }
        return actions.return_file(file_id=file_id, fields=fields or ("mouza",), **{**given, **changed})


def open_office(place: str, level: str, local_name: str, latin_name: str) -> None:
    """Opens an office of its own area."""
    places.open_office(
        place=place, level=level, area=place, local_name=local_name, latin_name=latin_name, by=0, at=AT
    )


def officer(place: str, local_name: str, latin_name: str) -> int:
    """Appoints an officer who may decide."""
    return people.appoint_officer(
        role="office", place=place, powers=("decide",), local_name=local_name, latin_name=latin_name,
        local_title="ই-সেবা কেন্দ্রের কর্মকর্তা", latin_title="Officer of the e-service centre", by=0, at=AT,
    )  # fmt: skip


def with_district(world: World) -> District:
    """Opens the office of Bhola district and, as a stranger, that of an upazila in it."""
    open_office(DISTRICT, "district", "জেলা প্রশাসকের কার্যালয়, ভোলা", "Deputy Commissioner's Office, Bhola")
    open_office(UPAZILA, "upazila", "চরফ্যাশন উপজেলা", "Charfasson Upazila")
    world.hub("office", DISTRICT)
    world.hub("office", UPAZILA)
    return District(world, officer(DISTRICT, "হারুন", "Harun"), officer(UPAZILA, "রফিক", "Rafiq"))
