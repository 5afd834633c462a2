"""How often what leads nowhere was asked for, from one address or about one place, in a while."""

import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import F

from dorgora.feed.writing import writing
from dorgora.kernel.clock import to_seconds
from dorgora.portal.models import Attempt


@dataclass(frozen=True)
class Limit:
    """So many that lead nowhere in so many seconds; then none is looked up for the rest of that time."""

    name: str
    most: int
    seconds: int


def of_address(address: str, asked: str = "address") -> Limit:
    """One address on the network; a whole centre or village may share it. The address itself is not kept.

    asked: what is counted apart, so that who was wrong too often in one thing may still ask the other.
    """
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"portal address {address}".encode(), "sha256")
    return Limit(f"{asked}:{digest.hex()[:32]}", most=20, seconds=10 * 60)


def of_place(place: str) -> Limit:
    """One centre whose seven-digit numbers are being tried."""
    return Limit(f"place:{place[:40]}", most=100, seconds=60 * 60)


def seconds_left(limits: Iterable[Limit], at: datetime) -> int:
    """How long nothing is looked up; 0 when it is."""
    now, wait = to_seconds(at), 0
    for limit in limits:
        row = Attempt.objects.filter(name=limit.name).first()
        if row is not None and row.n >= limit.most and row.since <= now < row.since + limit.seconds:
            wait = max(wait, row.since + limit.seconds - now)
    return wait


def count(limits: Iterable[Limit], at: datetime, asked: str = "") -> None:
    """Counts one that led nowhere; rows that are long over go.

    asked: what was guessed, if it is guesses that are counted. The same once more, as for the page in the other
    language, is no other guess.
    """
    now = to_seconds(at)
    with writing():
        for limit in limits:
            if not asked or _add(_once(limit, asked), limit, now) == 1:
                _add(limit.name, limit, now)
        Attempt.objects.filter(since__lte=now - 24 * 3600).delete()


def _add(name: str, limit: Limit, now: int) -> int:
    """One more in this while; gives how many there are now."""
    current = Attempt.objects.filter(name=name, since__gt=now - limit.seconds, since__lte=now)
    if not current.update(n=F("n") + 1):
        Attempt.objects.update_or_create(name=name, defaults={"since": now, "n": 1})
    return int(current.values_list("n", flat=True)[0])


def _once(limit: Limit, asked: str) -> str:
    """The name of one guess within a limit; what was asked for is not kept."""
    digest = hmac.digest(
        settings.SECRET_KEY.encode(), f"portal guess {limit.name} {asked}".encode(), "sha256"
    )
    return f"guess:{digest.hex()[:32]}"
