"""Phones that may come to this laptop over its network: paired by a code of few minutes, known by a cookie (ADR 0035).

Of a code and of a cookie only a digest is kept. What is paired on one laptop is nothing on any other.
"""

import hashlib
import hmac
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.kernel.secrets_file import subkey
from dorgora.people import models

CODE_SECONDS, CODE_DIGITS, TRIES = 5 * 60, 8, 5
MOST_PHONES = 12
SEEN_SECONDS = 60
KEPT_SECONDS = 90 * 86_400
"""So long an ended phone stands in the list, and one that never came again is paired."""
_Listener = Callable[[], None]
_listeners: list[_Listener] = []


@dataclass(frozen=True)
class Phone:
    """A phone that was paired; `ended_at` when it counts no more."""

    id: int
    by: int
    paired_at: datetime
    seen_at: datetime
    ended_at: datetime | None


@dataclass(frozen=True)
class Standing:
    """Whether anybody may come: the digests of the cookies that count, and until when a code does (0: none)."""

    digests: frozenset[str]
    until: int


def when_changed(listener: _Listener) -> None:
    """Calls it after each change of who may come."""
    _listeners.append(listener)


def begin_pairing(by: int, at: datetime) -> str:
    """A code for one phone, good once and for five minutes; the one this operator had before is good no more.

    Raises:
        Refused: `too_many_phones`.
    """
    now, code = clock.to_seconds(at), f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    with writing():
        if models.Phone.objects.filter(ended_at__isnull=True).count() >= MOST_PHONES:
            raise Refused("too_many_phones", detail={"most": MOST_PHONES})
        models.Pairing.objects.filter(by_id=by).delete()
        models.Pairing.objects.create(digest=_digest("pairing", code), by_id=by, begun_at=now, n_wrong=0)
        _tell()
    return code


def stop_pairing(by: int) -> None:
    """Takes back her code."""
    with writing():
        if models.Pairing.objects.filter(by_id=by).delete()[0]:
            _tell()


def pairing_ends(by: int, at: datetime) -> datetime | None:
    """Until when the code of this operator counts; None when it was used, is over, or was tried too often."""
    found = models.Pairing.objects.filter(by_id=by).first()
    now = clock.to_seconds(at)
    return clock.from_seconds(found.begun_at + CODE_SECONDS) if found and _counts(found, now) else None


def pair(code: str, at: datetime) -> str:
    """The cookie of the phone that has this code.

    Every wrong code counts against each that is shown now: after five no phone gets in by it any more.

    Raises:
        Refused: `not_paired`, whatever is wrong.
    """
    now, digest = clock.to_seconds(at), _digest("pairing", code[:64])
    token = secrets.token_urlsafe(32)
    with writing():
        shown = [one for one in models.Pairing.objects.select_for_update() if _counts(one, now)]
        found = [one for one in shown if hmac.compare_digest(one.digest, digest)]
        if found:
            phone = {"digest": digest_of(token), "by_id": found[0].by_id, "paired_at": now, "seen_at": now}
            models.Phone.objects.create(**phone)
            found[0].delete()
        for one in [] if found else shown:
            one.n_wrong += 1
            one.save(update_fields=["n_wrong"])
        if found or any(one.n_wrong >= TRIES for one in shown):
            _tell()
    if not found:
        raise Refused("not_paired")
    return token


def phone_of(token: str, at: datetime) -> Phone | None:
    """The phone with this cookie, while it counts; that it came is noted once a minute."""
    row = models.Phone.objects.filter(digest=digest_of(token), ended_at__isnull=True).first()
    if row is None:
        return None
    now = clock.to_seconds(at)
    if abs(now - row.seen_at) > SEEN_SECONDS:
        with writing(BACKGROUND):
            models.Phone.objects.filter(id=row.id).update(seen_at=now)
    return _read(row)


def is_paired(phone_id: int) -> bool:
    """Whether a phone counts at this moment."""
    return models.Phone.objects.filter(id=phone_id, ended_at__isnull=True).exists()


def phones() -> list[Phone]:
    """Those that count, the newest first."""
    return [_read(row) for row in models.Phone.objects.filter(ended_at__isnull=True).order_by("-id")]


def end(at: datetime, phone_id: int | None = None) -> int:
    """Ends a phone, or all of them and every code with them; gives how many were ended."""
    with writing():
        found = models.Phone.objects.filter(ended_at__isnull=True)
        if phone_id is None:
            models.Pairing.objects.all().delete()
        else:
            found = found.filter(id=phone_id)
        n_ended = found.update(ended_at=clock.to_seconds(at))
        _tell()
    return n_ended


def standing(at: datetime) -> Standing:
    """Who may come now."""
    now = clock.to_seconds(at)
    digests = models.Phone.objects.filter(ended_at__isnull=True).values_list("digest", flat=True)
    ends = [one.begun_at + CODE_SECONDS for one in models.Pairing.objects.all() if _counts(one, now)]
    return Standing(frozenset(digests), max(ends, default=0))


def digest_of(token: str) -> str:
    """As a cookie is kept."""
    return hashlib.sha256(token[:128].encode(errors="replace")).hexdigest()


def drop_old() -> None:
    """Forgets codes that are over and phones long ended; a phone that stayed away as long is ended."""
    now = clock.now_seconds()
    with writing(BACKGROUND):
        models.Pairing.objects.filter(begun_at__lt=now - CODE_SECONDS).delete()
        models.Phone.objects.filter(ended_at__lt=now - KEPT_SECONDS).delete()
        away = models.Phone.objects.filter(ended_at__isnull=True, seen_at__lt=now - KEPT_SECONDS)
        if away.update(ended_at=now):
            _tell()


def _tell() -> None:
    """Once it is written: who listens asks again who may come."""
    for listener in _listeners:
        transaction.on_commit(listener)


def _counts(row: models.Pairing, now: int) -> bool:
    """A clock that was put back must not give a code more time."""
    return row.n_wrong < TRIES and 0 <= now - row.begun_at < CODE_SECONDS


def _digest(what: str, code: str) -> str:
    """Keyed: eight digits are tried through in no time by who has the table alone."""
    key = subkey(settings.DISK_KEY, "phones")
    return hmac.digest(key, f"{what} {code}".encode(errors="replace"), "sha256").hex()


def _read(row: models.Phone) -> Phone:
    ended = clock.from_seconds(row.ended_at) if row.ended_at is not None else None
    paired, seen = clock.from_seconds(row.paired_at), clock.from_seconds(row.seen_at)
    return Phone(row.id, row.by_id, paired, seen, ended)


DAILY: Sequence[Callable[[], None]] = (drop_old,)
"""What the worker does once a day."""
