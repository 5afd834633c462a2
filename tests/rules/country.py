"""The country pack the tests of rules read: the real one."""

from pathlib import Path

from dorgora.catalogue import rules
from dorgora.kernel.pack import load_pack

PACK = load_pack(Path(__file__).resolve().parents[2] / "packs" / "bd")
SERVICES = {service.key: service for service in map(rules.load_service, PACK.services())}
BIRTH, CITIZENSHIP = SERVICES["birth_registration"], SERVICES["citizenship_certificate"]
