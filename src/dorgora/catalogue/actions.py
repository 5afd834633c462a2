"""Publishing services, and loading a whole country pack; the hub's, on the catalogue feed."""

from datetime import datetime
from pathlib import Path

from dorgora.catalogue import events as ev
from dorgora.catalogue import pack_check, published, queries, rules
from dorgora.catalogue.projections import WRITER
from dorgora.catalogue.published import MAX_CONTENT
from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack as read_pack
from dorgora.places import actions as places


def publish_service(content: bytes, *, by: int, at: datetime) -> int:
    """Publishes one version of a service, once and for good; gives its id, also when it was published before.

    content: its JSON, in any spacing and order of keys.

    Raises:
        Refused: `not_a_service` (detail: why), `too_long`, `version_taken` (that version says something else:
            raise the number).
    """
    service, version, canonical = _checked(content)
    with act(role=WRITER.role, place=WRITER.place, by=by, at=at) as action:
        old = queries.held(service, version)
        if old is None:
            return action.add(ev.SERVICE_PUBLISHED, ev.ServicePublished(service, version, canonical))
        if old[1] != canonical:
            raise Refused("version_taken", "version", {"service": service, "version": version})
    return old[0]


def _checked(content: bytes) -> tuple[str, int, bytes]:
    if len(content) > MAX_CONTENT:
        raise Refused("too_long", "content", {"length": len(content), "max_length": MAX_CONTENT})
    try:
        canonical = published.canonical(content)
        service = rules.load_service(canonical)
    except (ValueError, rules.RuleError) as wrong:
        raise Refused("not_a_service", "content", {"why": str(wrong)[:200]}) from wrong
    return service.key, service.version, canonical


def load_pack(folder: Path, *, by: int, at: datetime) -> None:
    """Lists the areas of a country pack and publishes its services; what is there unchanged is not told again.

    Raises:
        Refused: `pack_not_sound` (detail: the first fault as `dorgora pack check` names it, and how many there are),
            `version_taken`.
    """
    found = pack_check.faults(Path(folder))
    if found:
        raise Refused(
            "pack_not_sound", detail={"first": str(found[0]), "n": len(found), "folder": str(folder)}
        )
    pack = read_pack(Path(folder))
    places.load_areas(pack.areas(), by=by, at=at)
    for content in pack.services():
        publish_service(content, by=by, at=at)
