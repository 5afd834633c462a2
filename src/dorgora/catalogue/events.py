"""What the catalogue feed says of services: each version, once and for good."""

from dorgora.feed.kinds import HUBS_CATALOGUE, Kind, Part


class ServicePublished(Part, frozen=True):
    """One version of a service; content is its canonical JSON (UTF-8, keys sorted, no spaces)."""

    service: str
    version: int
    content: bytes


SERVICE_PUBLISHED = Kind("service.published", 1, ServicePublished, by=HUBS_CATALOGUE)

KINDS = (SERVICE_PUBLISHED,)
