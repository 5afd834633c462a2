"""The country packs the tests of rules read: the real one, and one that is made up."""

from pathlib import Path

from dorgora.catalogue import rules
from dorgora.kernel.pack import load_pack

PACK = load_pack(Path(__file__).resolve().parents[2] / "packs" / "bd")
SERVICES = {service.key: service for service in map(rules.load_service, PACK.services())}
BIRTH, CITIZENSHIP = SERVICES["birth_registration"], SERVICES["citizenship_certificate"]
SECOND = load_pack(Path(__file__).resolve().parents[1] / "packs" / "marjan")
"""A country that does not exist, with all else than the real one has: script, money, tiers, weekend."""
