"""Requests to erase a citizen, until a second officer has confirmed: never synced, never an event by themselves."""

from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError

from dorgora.desk.models import ErasureRequest
from dorgora.feed.writing import writing
from dorgora.kernel.clock import from_seconds, to_seconds
from dorgora.kernel.errors import Refused

ASKED = "asked"
DONE = "done"
WITHDRAWN = "withdrawn"
MOST_SHOWN = 100


@dataclass(frozen=True)
class Request:
    """One request; state is asked, done or withdrawn."""

    id: int
    citizen_id: int
    law: str
    keeps: str
    asked_by: int
    asked_at: datetime
    state: str
    settled_by: int
    settled_at: datetime | None


def ask(*, citizen_id: int, law: str, keeps: str, by: int, at: datetime) -> int:
    """Keeps a request for a second officer to confirm.

    Raises:
        Refused: `asked_already`, another one for her is open.
    """
    try:
        with writing():
            made = ErasureRequest.objects.create(
                citizen_id=citizen_id, law=law, keeps=keeps, asked_by=by, asked_at=to_seconds(at), state=ASKED
            )
    except IntegrityError as twice:
        raise Refused("asked_already") from twice
    return int(made.pk)


def settle(request_id: int, state: str, *, by: int, at: datetime) -> bool:
    """Closes an open request; False when it was closed before."""
    with writing():
        found = ErasureRequest.objects.filter(pk=request_id, state=ASKED)
        return bool(found.update(state=state, settled_by=by, settled_at=to_seconds(at)))


def request(request_id: int) -> Request | None:
    """One request, open or closed."""
    found = ErasureRequest.objects.filter(pk=request_id).first()
    return _read(found) if found else None


def requests(state: str) -> list[Request]:
    """The newest requests in a state."""
    return [_read(one) for one in ErasureRequest.objects.filter(state=state).order_by("-id")[:MOST_SHOWN]]


def _read(row: ErasureRequest) -> Request:
    return Request(
        id=row.pk,
        citizen_id=row.citizen_id,
        law=row.law,
        keeps=row.keeps,
        asked_by=row.asked_by,
        asked_at=from_seconds(row.asked_at),
        state=row.state,
        settled_by=row.settled_by or 0,
        settled_at=from_seconds(row.settled_at) if row.settled_at is not None else None,
    )
