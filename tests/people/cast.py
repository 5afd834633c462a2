"""A hub with one union, its centre and office; people by name: Rahima (citizen), Karim (operator), Salma (officer)."""

from datetime import UTC, datetime
from typing import Any

from dorgora.people import actions
from dorgora.places import actions as places

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
PLACE = "10092570"
RAHIMA = {
    "area": PLACE, "sex": "f", "local_name": "রহিমা খাতুন", "latin_name": "Rahima Khatun", "date_of_birth": "1994-03-11",
    "phone": "+8801712345678", "number": "19941009257012345", "village": "চর পাতিলা",
}  # fmt: skip


def open_union(hub: Any) -> None:
    """Lists the areas of one union, opens its centre and office, and two centres' feeds."""
    rows = [
        ("10", "division", ""),
        ("1009", "district", "10"),
        ("100925", "upazila", "1009"),
        (PLACE, "union", "100925"),
    ]
    names = {"local_name": "চর কুকরি মুকরি", "latin_name": "Char Kukri Mukri"}
    places.load_areas(
        [{"code": code, "kind": kind, "parent": parent, **names} for code, kind, parent in rows], by=0, at=AT
    )
    places.open_centre(place=PLACE, area=PLACE, **names, by=0, at=AT)
    places.open_office(place=PLACE, level="union", area=PLACE, **names, by=0, at=AT)
    hub("centre", PLACE)
    hub("centre", "elsewhere")


def register(place: str = PLACE, **other: Any) -> int:
    told: dict[str, Any] = {"at": AT, **RAHIMA, **other}
    return actions.register_citizen(place=place, by=7, **told)


def appoint_karim() -> int:
    return actions.appoint_operator(place=PLACE, local_name="করিম", latin_name="Karim", by=0, at=AT)


def appoint_officer(role: str = "office", place: str = PLACE, powers: tuple[str, ...] = ("decide",)) -> int:
    return actions.appoint_officer(
        role=role, place=place, powers=powers, local_name="সালমা বেগম", latin_name="Salma Begum",
        local_title="নিবন্ধক", latin_title="Registrar", by=0, at=AT,
    )  # fmt: skip
