"""Phones that may come to this laptop over its network: what is kept of them, as it is read (ADR 0035).

What is paired on one laptop is nothing on any other. Codes: `phone_codes`. What happens to a phone: `phone_life`.
"""

from dataclasses import dataclass
from datetime import datetime

from dorgora.kernel import clock
from dorgora.people import models
from dorgora.people.local import phone_digests

CODE_SECONDS = 5 * 60
MOST_GUESSES = 1000
"""Wrong ones at one code, of all addresses; of eight digits one in 100,000 is found so."""


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


def pairing_ends(by: int, at: datetime) -> datetime | None:
    """Until when the code of this operator counts; None when it was used, is over, or was guessed at too often."""
    found = models.Pairing.objects.filter(by_id=by).first()
    counts = found and code_counts(found, clock.to_seconds(at))
    return clock.from_seconds(found.begun_at + CODE_SECONDS) if found and counts else None


def codes_shown(at: datetime) -> list[str]:
    """The digests of the codes that count."""
    now = clock.to_seconds(at)
    return [one.digest for one in models.Pairing.objects.all() if code_counts(one, now)]


def phone_of(token: str) -> Phone | None:
    """The phone with this cookie, while it counts."""
    if not token:
        return None
    row = models.Phone.objects.filter(digest=phone_digests.of_cookie(token), ended_at__isnull=True).first()
    return _read(row) if row is not None else None


def is_paired(phone_id: int) -> bool:
    """Whether a phone counts at this moment."""
    return models.Phone.objects.filter(id=phone_id, ended_at__isnull=True).exists()


def phones() -> list[Phone]:
    """Those that count, the newest first."""
    return [_read(row) for row in models.Phone.objects.filter(ended_at__isnull=True).order_by("-id")]


def standing(at: datetime) -> Standing:
    """Who may come now."""
    now = clock.to_seconds(at)
    digests = models.Phone.objects.filter(ended_at__isnull=True).values_list("digest", flat=True)
    ends = [one.begun_at + CODE_SECONDS for one in models.Pairing.objects.all() if code_counts(one, now)]
    return Standing(frozenset(digests), max(ends, default=0))


def code_counts(row: models.Pairing, now: int) -> bool:
    """Whether it does: a clock that was put back must not give a code more time."""
    return row.n_wrong < MOST_GUESSES and 0 <= now - row.begun_at < CODE_SECONDS


def _read(row: models.Phone) -> Phone:
    ended = clock.from_seconds(row.ended_at) if row.ended_at is not None else None
    paired, seen = clock.from_seconds(row.paired_at), clock.from_seconds(row.seen_at)
    return Phone(row.id, row.by_id, paired, seen, ended)
