"""What citizens allow centres."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from dorgora.feed import digests
from dorgora.feed import queries as feed
from dorgora.kernel import codes
from dorgora.kernel.clock import from_seconds
from dorgora.kernel.ids import MAX_SEQ, feed_of, make_id
from dorgora.people import models, rules
from dorgora.people.queries import links

_SLIPS = "mandate slips"
_AT_ONCE = 500


@dataclass(frozen=True)
class Mandate:
    """What a citizen lets a centre do; given_on and until are days (ISO). Her name and the witness's go with her.

    They lack too while they do not open here (`is_damaged`).
    """

    id: int
    centre: str
    citizen_id: int
    scopes: tuple[str, ...]
    given_at: datetime
    given_by: int
    given_on: str
    until: str
    shown_by: str
    ended_at: datetime | None
    ended_by: int
    end_reason: str
    name: str
    witness: str
    is_damaged: bool = False

    def stands(self, on: date) -> bool:
        """Whether it holds on a day: not ended, and its last day is not over."""
        return self.ended_at is None and on.isoformat() <= self.until


_MANDATE = (
    "id", "centre", "citizen_id", "scopes", "given_at", "given_by_id", "given_on", "until", "shown_by", "ended_at",
    "ended_by_id", "end_reason", "words",
)  # fmt: skip


def mandate(mandate_id: int, place: str | None = None) -> Mandate | None:
    """A mandate; None when there is none, or another centre than this has it."""
    found = next(iter(_read_mandates(models.Mandate.objects.filter(id=mandate_id))), None)
    return found if found and place in (None, found.centre) else None


def mandates_of(
    citizen_id: int, place: str, *, most: int = 20, records: Collection[int] = ()
) -> list[Mandate]:
    """What a citizen has allowed a centre so far under any record of hers, the newest first.

    records: hers, where they were asked for before.
    """
    hers = records or links.records_of(citizen_id)
    found = models.Mandate.objects.filter(citizen_id__in=hers, centre=place).order_by("-id")
    return _read_mandates(found[:most])


def standing_mandate(citizen_id: int, place: str, on: date) -> Mandate | None:
    """What she lets a centre do on a day, under any record of hers: the newest that stands, or None."""
    found = models.Mandate.objects.filter(
        citizen_id__in=links.records_of(citizen_id),
        centre=place,
        ended_at__isnull=True,
        until__gte=on.isoformat(),
    )
    return next(iter(_read_mandates(found.order_by("-id")[:1])), None)


def _read_mandates(found: Any) -> list[Mandate]:
    rows = list(found.values_list(*_MANDATE))
    opened = feed.open_rows(
        "people_mandate", "words", [(row[0], row[2], row[12]) for row in rows], goes_on=True
    )
    return [_mandate(row, words) for row, words in zip(rows, opened, strict=True)]


def _mandate(row: tuple[Any, ...], words: Sequence[str] | None) -> Mandate:
    values = list(row[:12])
    values[3] = tuple(values[3].split())
    values[4] = from_seconds(values[4])
    values[9] = None if values[9] is None else from_seconds(values[9])
    values += [*(words or ("", "")), words == feed.SPOILT]
    return Mandate(*values)


def slip_code(found: Mandate) -> str:
    """What her slip bears for another centre: fourteen symbols; empty when she did not allow that, or was erased."""
    if rules.SHARE not in found.scopes:
        return ""
    return _slip_codes([(found.id, found.citizen_id)])[0]


def _slip_codes(of: Sequence[tuple[int, int]]) -> list[str]:
    """Of each (mandate, citizen) the code: its feed and forty bits keyed by her (ADR 0032)."""
    keyed = digests.keyed_digests(_SLIPS, [(hers, one.to_bytes(8, "big")) for one, hers in of])
    return [
        codes.keyed_code(feed_of(one), int.from_bytes(digest[:5], "big")) if digest else ""
        for (one, _), digest in zip(of, keyed, strict=True)
    ]


def by_slip_code(code: str) -> Mandate | None:
    """The mandate whose slip bears a code, whether it stands or not; None when no slip known here does."""
    feed_number = codes.feed_of_public_code(code)
    slips = models.Mandate.objects.filter(
        id__range=(make_id(feed_number, 1), make_id(feed_number, MAX_SEQ)), scopes__contains=rules.SHARE
    ).order_by("-id")
    after = make_id(feed_number, MAX_SEQ)
    while part := list(slips.filter(id__lte=after).values_list("id", "citizen_id")[:_AT_ONCE]):
        for (mandate_id, _), known in zip(part, _slip_codes(part), strict=True):
            if known == code:
                return next(iter(_read_mandates(models.Mandate.objects.filter(id=mandate_id))), None)
        after = part[-1][0] - 1
    return None
