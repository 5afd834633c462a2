"""Rahima asks for a citizenship certificate."""

from typing import Any

from dorgora.applications import actions
from tests.applications.world import PLACE, World

SERVICE = "citizenship_certificate"
RAHIMA = {
    "name_bn": "রহিমা খাতুন", "name_en": "Rahima Khatun", "father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম",
    "nid_or_brn": "0412387650", "address": PLACE, "ward_no": "3", "village": "চর পাতিলা", "purpose": "work",
}  # fmt: skip
SHOWN = [("identity", "0412387650", True, ""), ("ward_recommendation", "", True, "")]


def submit(world: World, **changed: Any) -> actions.Submitted:
    """Lodges it for herself."""
    given = {"service": SERVICE, "answers": RAHIMA, "evidence": SHOWN, "received_fee_minor": 2000}
    return world.submit(**{**given, **changed})
