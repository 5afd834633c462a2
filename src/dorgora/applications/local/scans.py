"""Scan pages that came over the line: at the hub from the centres, at an office from the hub (ADR 0028).

Each is a sealed file under its keyed name, written and synced piece by piece; the row says how far. Bytes behind that
are none: what a power cut left there is written over.
"""

import os
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from django.db.models import Exists, OuterRef, Q, QuerySet

from dorgora.applications import models, scans
from dorgora.feed import node as nodes
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock

MOST_OPEN = 32
"""So many pages of one node may be half here: an honest one sends one after the other."""
OPEN_DAYS = 365
_DAY = 86_400


def n_held(name: bytes) -> tuple[int, bool]:
    """How many bytes of a page are here durably, and whether that is all of it."""
    row = _row(name)
    if row is None or (row.whole_at is not None and not _is_there(row)):
        return 0, False
    return row.n_held, row.whole_at is not None


def n_open(node_id: int, but: bytes) -> int:
    """How many other pages of a node are half here."""
    return models.Scan.objects.filter(node_id=node_id, whole_at=None).exclude(name=but.hex()).count()


def keep_piece(node_id: int, part: scans.Part, is_right: Callable[[bytes], bool]) -> int | None:
    """Keeps the next bytes of a page; gives how many are here then, None when all came and are not that page.

    is_right: whether these whole bytes are the page. What is said of it is durable when this returns.
    """
    row = _begun(node_id, part)
    if part.after != row.n_held or not part.piece:
        return int(row.n_held)
    _write(_path(part.name), part.after, part.piece)
    upto = part.after + len(part.piece)
    if upto == part.n_bytes and not is_right(_read(part.name, upto)):
        drop(models.Scan.objects.filter(name=part.name.hex()))
        return None
    with writing(BACKGROUND):
        mine = models.Scan.objects.filter(name=part.name.hex(), n_held=part.after, n_bytes=part.n_bytes)
        mine.update(n_held=upto, whole_at=clock.now_seconds() if upto == part.n_bytes else None)
    return n_held(part.name)[0]


def page(name: bytes) -> bytes | None:
    """A page that is here whole, sealed."""
    row = _row(name)
    return (
        _read(name, row.n_held) if row is not None and row.whole_at is not None and _is_there(row) else None
    )


def are_here(names: Sequence[bytes]) -> set[bytes]:
    """Those of the pages that are here whole."""
    found = models.Scan.objects.filter(name__in=[one.hex() for one in names], whole_at__isnull=False)
    return {bytes.fromhex(one) for one in found.values_list("name", flat=True)}


def drop_scans_of(file_ids: Iterable[int]) -> None:
    """Nothing of these files' pages is left here."""
    drop(models.Scan.objects.filter(file_id__in=list(file_ids)))


def drop_stale() -> None:
    """Nothing is left of pages begun a year ago and never gone on with, nor of those that came while she was erased."""
    oldest = clock.now_seconds() - OPEN_DAYS * _DAY
    is_erased = models.File.objects.filter(id=OuterRef("file_id"), words__isnull=True)
    drop(models.Scan.objects.filter(Q(whole_at=None, begun_at__lt=oldest) | Q(Exists(is_erased))))


def drop(rows: QuerySet[models.Scan]) -> None:
    """Takes these pages away, the bytes after the rows: a row without its file counts as nothing here."""
    with writing(BACKGROUND):
        names = list(rows.values_list("name", flat=True))
        models.Scan.objects.filter(name__in=names).delete()
    for name in names:
        _path(bytes.fromhex(name)).unlink(missing_ok=True)


def _begun(node_id: int, part: scans.Part) -> models.Scan:
    row = _row(part.name)
    is_lost = row is not None and (
        row.n_bytes != part.n_bytes or (row.whole_at is not None and not _is_there(row))
    )
    if row is not None and not is_lost:
        return row
    fresh: dict[str, int | None] = {
        "file_id": part.file_id,
        "node_id": node_id,
        "n_bytes": part.n_bytes,
        "n_held": 0,
    }
    fresh |= {"whole_at": None, "begun_at": clock.now_seconds()}
    with writing(BACKGROUND):
        return models.Scan.objects.update_or_create(name=part.name.hex(), defaults=fresh)[0]


def _row(name: bytes) -> models.Scan | None:
    return models.Scan.objects.filter(name=name.hex()).first()


def _is_there(row: models.Scan) -> bool:
    path = _path(bytes.fromhex(row.name))
    return path.exists() and path.stat().st_size >= row.n_held


def _path(name: bytes) -> Path:
    return nodes.this().folder / "scans" / name.hex()


def _read(name: bytes, n_bytes: int) -> bytes:
    with _path(name).open("rb") as file:
        return file.read(n_bytes)


def _write(path: Path, after: int, piece: bytes) -> None:
    """On the disk, its name too, when this returns."""
    is_new = not path.exists()
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        done = 0
        while done < len(piece):
            done += os.pwrite(handle, piece[done:], after + done)
        os.ftruncate(handle, after + len(piece))
        os.fsync(handle)
    finally:
        os.close(handle)
    if is_new:
        for folder in (path.parent, path.parent.parent):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


DAILY: Sequence[Callable[[], None]] = (drop_stale,)
"""What the worker does once a day."""
