"""A citizen of whom the hub found that other records are hers too: where, and her files there (ADR 0034)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dorgora.applications import elsewhere
from dorgora.catalogue import queries as catalogue
from dorgora.counter import filed
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import day_shown, labelled, named


class Away(NamedTuple):
    """A file at another centre: nothing of it can be opened here."""

    label: str
    note: str
    shape: str
    status: str


@dataclass(frozen=True)
class Linked:
    """What is said of her other records, and her files at other centres, the newest first."""

    words: str
    files: tuple[Away, ...]


def of(others: Collection[int], place: str) -> Linked | None:
    """What is said of her other records; None where she has but the one before us."""
    if not others:
        return None
    words = ngettext(
        "An officer of the hub found that %(n)s other record is hers too.",
        "An officer of the hub found that %(n)s other records are hers too.",
        len(others),
    ) % {"n": formats.number(len(others))}
    files = elsewhere.files_elsewhere(others, place)
    services = catalogue.versions((file.service, file.service_version) for file in files)
    centres = {one.place: named(one) for one in places.centres(file.place for file in files)}
    return Linked(words, tuple(_away(file, services, centres) for file in files))


def _away(
    file: elsewhere.Outline, services: Mapping[tuple[str, int], Any], centres: Mapping[str, str]
) -> Away:
    service = services.get((file.service, file.service_version))
    shape, word = filed.state_chip(file)
    where = centres.get(file.place, formats.digits(file.place))
    lodged = _("lodged %(day)s") % {"day": day_shown(file.submitted_on)}
    title = labelled(service.names) if service else file.service
    return Away(f"{title} {formats.file_number(file.number)}", f"{where} · {lodged}", shape, word)
