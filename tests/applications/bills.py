"""Rahima's grandson pays her electricity bill."""

from typing import Any

from dorgora.applications import actions
from tests.applications.world import World
from tests.rules.catalogue.test_bills import ANSWERS

SERVICE = "electricity_bill"
SHOWN = [("bill", "", True, "")]


def submit(world: World, **changed: Any) -> actions.Submitted:
    """Pays it and lodges it."""
    given = {"service": SERVICE, "answers": ANSWERS, "evidence": SHOWN, "received_fee_minor": 123_950}
    return world.submit(**{**given, **changed})
