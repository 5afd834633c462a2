"""What files say of themselves, held against the catalogue and the offices there are: a fold knows neither.

A centre can write what it likes into its own feed: that a service is done at once (ADR 0020), or that fewer or other
offices decide it than its steps and the area say (ADR 0021).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from dorgora.applications import rules
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.places import queries as places


class Said(NamedTuple):
    """What a file says."""

    state: str
    service: str
    version: int
    offices: tuple[str, ...]
    area: str


def true_states(files: Iterable[Said]) -> list[str]:
    """The states of files: what is not so waits for ever. Done at once is only what the catalogue says is, granted
    only what all the offices granted whose it is to decide; of a version unknown here a grant stands as it is told.
    """
    told = list(files)
    ended = [one for one in told if one.state in (rules.DONE, rules.APPROVED)]
    offered = catalogue.versions((one.service, one.version) for one in ended)
    named = _named(ended, offered)

    def is_so(one: Said) -> bool:
        service = offered.get((one.service, one.version))
        if one.state == rules.DONE:
            return service is not None and service.is_done_at_once and one.offices == _provider(service)
        return one.state != rules.APPROVED or service is None or _are_its_offices(one, service, named)

    return [one.state if is_so(one) else rules.WAITING for one in told]


def are_its_offices(said: Said, service: ServiceVersion) -> bool:
    """Whether a file names the offices that its service's steps ask for, each of its level and for its area."""
    offered = {(said.service, said.version): service}
    return _are_its_offices(said, service, _named([said], offered))


def which_name_their_offices(
    files: Iterable[Said], offered: Mapping[tuple[str, int], ServiceVersion]
) -> list[bool]:
    """For each of these files the same, in one question; no file of a service unknown here does."""
    told = list(files)
    named = _named(told, offered)
    services = [offered.get((one.service, one.version)) for one in told]
    return [
        service is not None and _are_its_offices(one, service, named)
        for one, service in zip(told, services, strict=True)
    ]


def _provider(service: ServiceVersion) -> tuple[str, ...]:
    return (rules.provider(service.provider.key),)


def _named(
    files: Sequence[Said], offered: Mapping[tuple[str, int], ServiceVersion]
) -> Mapping[str, places.Office]:
    """The offices of files that several decide or one sends out, by place, in one question; others' are not asked."""
    several = [
        one
        for one in files
        if (service := offered.get((one.service, one.version))) is not None and _is_named_by_rule(service)
    ]
    return places.offices_at(office for one in several for office in one.offices)


def _is_named_by_rule(service: ServiceVersion) -> bool:
    """Whether it counts which offices a file names: several in a row, or one that speaks for an authority outside."""
    return len(service.stages) > 1 or service.outside is not None


def _are_its_offices(said: Said, service: ServiceVersion, named: Mapping[str, places.Office]) -> bool:
    if len(said.offices) != len(service.stages):
        return False
    if not _is_named_by_rule(service):
        return True
    found = [named.get(office) for office in said.offices]
    return all(
        office is not None and office.level == stage.office_level and said.area.startswith(office.area)
        for office, stage in zip(found, service.stages, strict=True)
    )
