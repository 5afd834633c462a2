"""Pictures of papers: looked at hard, made small and bare, and kept as sealed files of this node alone.

Each has a key of its own, which is in the database and goes with its row: then nothing opens the file any more.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from dorgora.applications import models
from dorgora.applications.scans import SEAL_BYTES
from dorgora.feed import node as nodes
from dorgora.feed import room
from dorgora.feed.writing import BACKGROUND, lock, writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.sealing import KEY_BYTES, open_sealed, seal
from dorgora.kernel.secrets_file import read_sealed, subkey, write_sealed

MAX_PICTURE_BYTES = 8 * 1024 * 1024
IN_THE_MAKING_SECONDS = 600
SHELF = 2
"""Locked as if it were a subject: a file is not taken away while a row is written that names it."""
_DIGEST = re.compile(r"[0-9a-f]{64}")
_making: set[tuple[float, str]] = set()
"""When this process kept which picture, by a clock that never jumps: the hub may set the other one meanwhile."""


def keep_picture(content: bytes, *, draft_key: str = "", field: str | None = None) -> str:
    """Keeps a picture, made small and without what the camera wrote into it; gives its SHA-256 in hex.

    Raises:
        Refused: `picture_too_large` (detail: most_mb), `not_a_picture` (or of another format than JPEG, PNG, WebP),
            `picture_too_many_pixels`, `picture_too_small`, `disk_full`.
    """
    with room.needed():
        return _kept(made_small(content, field), draft_key)


def _kept(small: bytes, draft_key: str) -> str:
    digest = hashlib.sha256(small).hexdigest()
    _making.add((clock.monotonic(), digest))
    held = next((row for row in models.Picture.objects.filter(digest=digest) if _opens(row)), None)
    key = _opened(held) if held else secrets.token_bytes(KEY_BYTES)
    path = _path(key)
    # Before the transaction, as writing a file takes long; one that no row comes to name is taken away again.
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_sealed(path, key, small)
    with writing(subjects=[SHELF]):
        sealed = seal(_wrapping(), digest.encode(), key)
        n_bytes = len(small) + SEAL_BYTES
        kept = {"key": sealed, "kept_at": clock.now_seconds(), "file_id": None, "n_bytes": n_bytes}
        row, _ = models.Picture.objects.get_or_create(digest=digest, draft_key=draft_key, defaults=kept)
        if not _opens(row):
            row.key = sealed
            row.save(update_fields=["key"])
        if not _path(_opened(row)).exists():  # it was dropped elsewhere since we looked
            write_sealed(_path(_opened(row)), _opened(row), small)
    if _opened(row) != key:
        path.unlink(missing_ok=True)
    return digest


def made_small(content: bytes, field: str | None = None) -> bytes:
    """The picture in at most `shrinking.MOST_BYTES`, upright, with nothing in it but pixels: AVIF, or WebP of a page.

    Raises:
        Refused: as for `keep_picture`.
    """
    if len(content) > MAX_PICTURE_BYTES:
        raise Refused("picture_too_large", field, {"most_mb": MAX_PICTURE_BYTES >> 20})
    # Here, not above: its library takes five megabytes of memory, which a laptop that waits need not spend.
    from dorgora.applications import decoding

    return decoding.made_small(content, field)


def has_picture(digest: str, draft_key: str | None = None) -> bool:
    """Whether this node keeps a picture, or keeps it for this draft."""
    found = models.Picture.objects.filter(digest=digest)
    if draft_key is not None:
        found = found.filter(draft_key=draft_key)
    return bool(_DIGEST.fullmatch(digest)) and any(map(_is_on_disk, found))


def which_are_here(digests: Iterable[str]) -> set[str]:
    """Those of the pictures that this node took and keeps, row and file."""
    found = models.Picture.objects.filter(digest__in=[one for one in digests if _DIGEST.fullmatch(one)])
    return {row.digest for row in found if _is_on_disk(row)}


def picture(digest: str) -> bytes | None:
    """A picture as it was kept; None when this node does not keep it. Who may see it is the caller's to ask first."""
    if not _DIGEST.fullmatch(digest):
        return None
    row = _there(digest)
    return None if row is None else read_sealed(_path(_opened(row)), _opened(row))


def bind_pictures(digests: Iterable[str], draft_key: str, file_id: int) -> None:
    """Inside the transaction that lodges a file: its pictures are the file's from now on, the draft's others go.

    A picture another draft or file has as well stays with it: each has a row of its own. What a file had before it
    was corrected stays with the file until it is erased: a correction may yet turn out not to count.

    Raises:
        Refused: `picture_missing`: it was thrown away since the papers were looked at.
    """
    # Last of all locks: whoever holds it waits for none of those an act holds.
    lock("default", [SHELF])
    for digest in {one for one in digests if one}:
        row = _there(digest)
        if row is None:
            raise Refused("picture_missing")
        kept = {"key": row.key, "kept_at": row.kept_at, "file_id": file_id, "n_bytes": row.n_bytes}
        models.Picture.objects.get_or_create(digest=digest, draft_key=f"file {file_id}", defaults=kept)
    if draft_key:
        drop_pictures_of([draft_key])


def share_pictures(digests: Iterable[str], draft_key: str) -> None:
    """The same pictures for one more form, each with a row of its own: what they were taken for may go.

    One that is here no more is passed over.
    """
    with writing(subjects=[SHELF]):
        for row in filter(None, map(_there, {one for one in digests if one})):
            kept = {"key": row.key, "kept_at": row.kept_at, "file_id": None, "n_bytes": row.n_bytes}
            models.Picture.objects.get_or_create(digest=row.digest, draft_key=draft_key, defaults=kept)


def drop_replaced(draft_key: str, digests: Iterable[str]) -> None:
    """Once a draft is kept with others in their place: these pictures are its own no more."""
    with writing():
        drop_pictures(_of_drafts([draft_key]).filter(digest__in=set(digests)))


def drop_pictures_of(draft_keys: Iterable[str]) -> None:
    """Forgets what drafts keep that no file took over."""
    drop_pictures(_of_drafts(draft_keys))


def drop_strays() -> None:
    """Forgets what belongs to no file and to no open draft; not what is so young that its draft is being written.

    That is known of what this process kept; of what another one did its date says so, if it is not yet to come.
    """
    with writing(BACKGROUND):
        is_open = models.Draft.objects.filter(key=OuterRef("draft_key"), file_id__isnull=True)
        now = clock.now_seconds()
        loose = models.Picture.objects.filter(~Exists(is_open), file_id__isnull=True)
        old = loose.exclude(kept_at__range=(now - IN_THE_MAKING_SECONDS, now))
        drop_pictures(old.exclude(digest__in=_in_the_making()))


def _in_the_making() -> set[str]:
    young = clock.monotonic() - IN_THE_MAKING_SECONDS
    _making.difference_update([one for one in _making.copy() if one[0] < young])
    return {digest for _at, digest in _making.copy()}


def _of_drafts(keys: Iterable[str]) -> QuerySet[models.Picture]:
    return models.Picture.objects.filter(draft_key__in=list(keys), file_id__isnull=True)


def drop_pictures(rows: QuerySet[models.Picture]) -> None:
    """Forgets these pictures; a file that no row names any more goes as well, once the rows are gone for good."""
    gone = list(rows)
    models.Picture.objects.filter(id__in=[row.id for row in gone]).delete()
    if gone:
        # Not before the commit: undone, or with the plug pulled, the row would stand and its file would not. What
        # goes wrong here undoes nothing either; `drop_unnamed_files` comes again.
        transaction.on_commit(partial(_take_away, gone), robust=True)


def _take_away(gone: Iterable[models.Picture]) -> None:
    rows = list(gone)
    with writing(subjects=[SHELF]):
        alike = models.Picture.objects.filter(digest__in={row.digest for row in rows})
        named = {(digest, bytes(key)) for digest, key in alike.values_list("digest", "key")}
        for row in rows:
            if (row.digest, bytes(row.key)) not in named:
                _path(_opened(row)).unlink(missing_ok=True)


def drop_unnamed_files() -> None:
    """Takes away files that no row names: a power cut may come between a commit and what follows it.

    Nothing while the key of any row does not open: whose file it names is not known.
    """
    if _unnamed():
        with writing(BACKGROUND, [SHELF]):
            for path in _unnamed():
                path.unlink(missing_ok=True)


def _unnamed() -> set[Path]:
    """Listed before the rows are read; what is only just being written has another ending."""
    there = {path for path in _folder().glob("*") if not path.suffix}
    for row in models.Picture.objects.iterator():
        there.discard(_path(_opened(row)))
    return there


def _wrapping() -> bytes:
    return subkey(nodes.this().disk_key, "pictures")


def _opened(row: models.Picture) -> bytes:
    """The key of a picture; ValueError if a failing disk, or a hand, spoilt it."""
    return open_sealed(_wrapping(), row.digest.encode(), row.key)


def _opens(row: models.Picture) -> bool:
    try:
        return bool(_opened(row))
    except ValueError:
        return False


def _is_on_disk(row: models.Picture) -> bool:
    return _opens(row) and _path(_opened(row)).exists()


def _there(digest: str) -> models.Picture | None:
    return next(filter(_is_on_disk, models.Picture.objects.filter(digest=digest)), None)


def _folder() -> Path:
    return nodes.this().folder / "pictures"


def _path(key: bytes) -> Path:
    """Named after its key, not after what it shows: two pictures kept at once never share a file."""
    return _folder() / hashlib.sha256(key).hexdigest()[:32]


DAILY: Sequence[Callable[[], None]] = (drop_strays, drop_unnamed_files)
"""What the worker does once a day."""
