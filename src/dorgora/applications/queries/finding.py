"""One file by its id, number or code, several by theirs, and what of a file is asked alone."""

from collections.abc import Iterable
from datetime import datetime

from dorgora.applications import models, registered, rules, standing
from dorgora.applications.queries import reading
from dorgora.applications.shapes import File
from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import ServiceVersion
from dorgora.feed import node as nodes
from dorgora.feed import settled
from dorgora.kernel import codes


def file(file_id: int, *, centre: str | None = None, office: str | None = None) -> File | None:
    """A file; None when there is none, or that centre did not lodge it, that office neither has nor had it.

    Raises:
        Spoilt: its words do not open here; so do the two below.
    """
    found = nodes.this().store.rows.of("applications_file", reading.FILE, "id", [file_id])
    one = next(iter(reading.read(found)), None)
    if one is None or centre not in (None, one.centre):
        return None
    return reading.whole(one) if office is None or one.is_known_to(office) else None


def file_by_number(number: str, centre: str) -> File | None:
    """The file of a short number, as typed, at a centre."""
    read = codes.read_short_number(number)
    found = models.File.objects.filter(number=read, centre=centre).order_by("id") if read else None
    return next(map(reading.whole, reading.files_of(found[:1])), None) if found is not None else None


def file_by_code(code: str) -> File | None:
    """The file of a public code, as typed; None tells nothing of why."""
    read = codes.read_public_code(code)
    found = models.File.objects.filter(code=read).order_by("id") if read else None
    return next(map(reading.whole, reading.files_of(found[:1])), None) if found is not None else None


def decisions(ids: Iterable[int]) -> dict[int, tuple[str, int]]:
    """The office of each of these files, and the event of the decision that stands (0: none does)."""
    columns = ("id", "office", "decision_id", "state", "service", "service_version", "offices", "area")
    found = list(nodes.this().store.rows.of("applications_file", columns, "id", ids))
    states = standing.true_states(reading.said(*row[3:]) for row in found)
    return {
        row[0]: (row[1], row[2] if state == row[3] else 0) for row, state in zip(found, states, strict=True)
    }


def files(ids: Iterable[int]) -> list[File]:
    """Those of these files that are there, in order of their ids."""
    return sorted(
        reading.read(nodes.this().store.rows.of("applications_file", reading.FILE, "id", ids)),
        key=lambda one: one.id,
    )


def granted_with(numbers: Iterable[str]) -> dict[tuple[str, str], list[File]]:
    """The files granted or done with these numbers, by service and number, in order of their ids.

    Raises:
        Spoilt: the words of one that may bear such a number do not open here: it might be granted twice.
    """
    digests = {registered.digest(number): number for number in numbers}
    columns = ("file_id", "digest")
    found = dict(nodes.this().store.rows.of("applications_registernumber", columns, "digest", digests))
    unworded = let_go(found)
    bearers: dict[tuple[str, str], list[File]] = {}
    # The digest only finds them: what counts is what the file, opened, says now. It bears a number while it is granted.
    # Of one that says nothing here any more the digest is all that is left.
    for one in map(reading.whole, files(found)):
        is_kept = one.id in unworded and one.state == rules.DONE
        number = digests[found[one.id]] if is_kept else number_of(one)
        bearers.setdefault((one.service, number), []).append(one)
    return bearers


def let_go(ids: Iterable[int]) -> dict[int, datetime | None]:
    """Those of these files whose words this laptop let go of, as the hub has them, and since when; no erased citizen's.

    None where the day was not noted.
    """
    wanted = set(ids)
    blank = dict(
        models.File.objects.filter(id__in=wanted, words__isnull=True).values_list("id", "citizen_id")
    )
    at, keys = settled.let_go_at(blank), nodes.this().store.keys(set(blank.values()))
    return {one: at[one] for one, citizen in blank.items() if one in at and keys.get(citizen) is not None}


def number_of(file: File) -> str:
    """The number a file bears that no other may: of another register once it is granted, or of what was paid."""
    if file.state != rules.DONE:
        return file.register_number
    service = catalogue.service(file.service, file.service_version)
    return registered.unique_number(service, file.answers) if service else ""


def number_is_taken(number: str, centre: str) -> bool:
    """Whether a centre has a file of this number."""
    held = "SELECT 1 FROM applications_file WHERE number = %s AND centre = %s LIMIT 1"
    return bool(nodes.this().store.rows.all(held, [number, centre]))


def feeds_of_centre(centre: str) -> list[int]:
    """All feeds ever granted for a centre, in order."""
    found = nodes.this().store.rows.all(
        "SELECT feed FROM feed_grant WHERE role = 'centre' AND place = %s ORDER BY feed", [centre]
    )
    return [row[0] for row in found]


def has_its_offices(file: File, service: ServiceVersion) -> bool:
    """Whether a file names the offices that its service asks for where she lives; if not it is not granted."""
    return standing.are_its_offices(reading.said_by(file), service)


def has_picture(file: File, digest: str) -> bool:
    """Whether a picture belongs to this file, so that who may see the file may see it."""
    return any(paper.picture == digest for paper in file.evidence if digest)
