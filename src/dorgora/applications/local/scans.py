"""Scan pages that came over the line: at the hub from the centres, at an office from the hub (ADR 0028).

Each is a sealed file under its keyed name, written and synced piece by piece; the row says how far. Bytes behind that
are none: what a power cut left there is written over.
"""

import os
import threading
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
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
_locks = tuple(threading.RLock() for _ in range(16))
"""Of one page one piece at a time: one process serves (`config/serving.py`). Taken before any transaction."""


@dataclass(frozen=True)
class Came:
    """What became of a piece: `scans.OK`, or what is wrong with the page; how many bytes are here, of how many."""

    state: int
    n_held: int
    n_bytes: int


def n_open(node_id: int, but: bytes) -> int:
    """How many other pages of a node are half here."""
    return models.Scan.objects.filter(node_id=node_id, whole_at=None).exclude(name=but.hex()).count()


def keep_piece(node_id: int, part: scans.Part, judged: Callable[[bytes], int]) -> Came:
    """Keeps the next bytes of a page, unless it is whole: then nothing that comes under its name changes it.

    judged: what whole bytes are, `scans.OK` if they are the page; of others nothing is kept. What is said to be here is
    durable when this returns.
    """
    with _locks[part.name[0] % len(_locks)]:
        row = _begun(node_id, part)
        if row is None:
            return Came(scans.OK, 0, part.n_bytes)
        if part.after != row.n_held or row.n_bytes != part.n_bytes or not part.piece:
            return Came(scans.OK, row.n_held, row.n_bytes)
        return _added(part, judged)


def _added(part: scans.Part, judged: Callable[[bytes], int]) -> Came:
    path, upto = _path(part.name), part.after + len(part.piece)
    _write(path, part.after, part.piece)
    if upto == part.n_bytes:
        os.truncate(path, upto)
        state = judged(_read(part.name, upto))
        if state != scans.OK:
            drop(models.Scan.objects.filter(name=part.name.hex()))
            return Came(state, 0, part.n_bytes)
    with writing(BACKGROUND):
        mine = models.Scan.objects.filter(name=part.name.hex(), n_held=part.after, n_bytes=part.n_bytes)
        mine.update(n_held=upto, whole_at=clock.now_seconds() if upto == part.n_bytes else None)
    row = _row(part.name)
    if row is None:  # she was erased while this was written: whoever drops a row waits for no piece
        path.unlink(missing_ok=True)
        return Came(scans.OK, 0, part.n_bytes)
    return Came(scans.OK, row.n_held, row.n_bytes)


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
    """Nothing is left of pages begun a year ago and not whole yet, nor of those that came while she was erased."""
    oldest = clock.now_seconds() - OPEN_DAYS * _DAY
    is_erased = models.File.objects.filter(id=OuterRef("file_id"), words__isnull=True)
    drop(models.Scan.objects.filter(Q(whole_at=None, begun_at__lt=oldest) | Q(Exists(is_erased))))


def drop_strays() -> None:
    """Nothing is left of files that no row names: an erasure and a power cut may come between the two."""
    there = {path.name for path in _folder().glob("*")}  # before the rows: a row is written before its file
    _unlink(there - set(models.Scan.objects.values_list("name", flat=True).iterator()))


def drop(rows: QuerySet[models.Scan]) -> None:
    """Takes these pages away, the bytes after the rows: a row without its file counts as nothing here."""
    with writing(BACKGROUND):
        names = list(rows.values_list("name", flat=True))
        models.Scan.objects.filter(name__in=names).delete()
    _unlink(names)


def _unlink(names: Collection[str]) -> None:
    for name in names:
        (_folder() / name).unlink(missing_ok=True)
    if names and _folder().exists():
        _sync(_folder())


def _begun(node_id: int, part: scans.Part) -> models.Scan | None:
    """The row of a page, begun anew if its bytes are lost or half of it has another length; asking begins none."""
    row = _row(part.name)
    if row is not None and _is_there(row) and (row.whole_at is not None or row.n_bytes == part.n_bytes):
        return row
    if not part.piece:
        return None
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
    return row.n_held == 0 or (path.exists() and path.stat().st_size >= row.n_held)


def _folder() -> Path:
    return nodes.this().folder / "scans"


def _path(name: bytes) -> Path:
    return _folder() / name.hex()


def _read(name: bytes, n_bytes: int) -> bytes:
    with _path(name).open("rb") as file:
        return file.read(n_bytes)


def _write(path: Path, after: int, piece: bytes) -> None:
    """On the disk, its name too, when this returns. Nothing before or behind the piece is touched."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
    try:
        done = 0
        while done < len(piece):
            done += os.pwrite(handle, piece[done:], after + done)
        os.fsync(handle)
    finally:
        os.close(handle)
    if after == 0:
        # Also when there is a file already: an earlier try may have come no further than its name.
        _sync(path.parent)
        _sync(path.parent.parent)


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


DAILY: Sequence[Callable[[], None]] = (drop_stale, drop_strays)
"""What the worker does once a day."""
