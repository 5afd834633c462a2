"""Rahima asks for a citizenship certificate."""

import json
from typing import Any

from dorgora.applications import actions
from tests.applications.world import PLACE, World
from tests.rules.country import PACK

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


def resolved(*areas: str) -> bytes:
    """The next version of the service, after these unions resolved to take what Naniarchar takes."""
    service = next(one for one in map(json.loads, PACK.services()) if one["key"] == SERVICE)
    tariffs = service["fees"]["state"]["tariffs"]
    tariffs.append(tariffs[-1] | {"areas": list(areas)})
    return json.dumps(service | {"version": service["version"] + 1}).encode()
