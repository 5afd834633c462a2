"""What was written in a closed file goes from its centre's laptop, once the hub has held it for long (ADR 0043).

Facts, states, sums and counters stay. What its certificate says is for `certificates.local` to let go of.
"""

from collections.abc import Callable, Collection, Sequence
from itertools import product

from dorgora.applications import models, rules, standing
from dorgora.applications.local import pictures, scans, sending
from dorgora.applications.local.drafts import confirmed_now
from dorgora.applications.queries import reading
from dorgora.feed import local as feed_local
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed import settled
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.money import queries as money

AT_ONCE = 100
"""So many files are let go of in one transaction; whoever writes meanwhile waits for no more."""
_GONE = (sending.REPLACED, sending.LOST, "erased")
"""Why a picture that the hub does not have holds up nothing: the file is without it, or it is not here either."""
_STATES = (rules.DONE, rules.APPROVED, rules.REJECTED)


def let_go_of_closed() -> None:
    """Lets go of the words and pictures of closed files that rest; those of an office of this laptop stay.

    Begun anew after a power cut it goes on: what has gone has no words that would be found.
    """
    places = feed.own_places()
    if nodes.this().is_hub or confirmed_now() is None:
        return
    offices = {place for role, place in places if role == "office"}
    centres = sorted(place for role, place in places if role == "centre")
    for centre, state in product(centres, _STATES):
        after = 0
        while part := _worded(centre, state, after):
            after = part[-1]
            if _resting(part, offices):
                with writing(BACKGROUND, part):
                    # Looked at again: what came in between may have opened one.
                    _let_go(_resting(part, offices))


def _worded(centre: str, state: str, after: int) -> list[int]:
    """The next files of a centre in a state, in order, of which words are here; none whose paper still lies there."""
    files = models.File.objects.filter(centre=centre, state=state, words__isnull=False, id__gt=after)
    if state == rules.APPROVED:
        files = files.filter(handed_over_at__isnull=False)
    return list(files.order_by("id").values_list("id", flat=True)[:AT_ONCE])


def _resting(part: Collection[int], offices: Collection[str]) -> set[int]:
    """Those of these files that are closed, no office's here, owed nothing for, and whole with the hub for long."""
    closed = _closed(part, offices)
    rested = settled.rested(closed) if closed else set()
    owed = {one for one, paid in money.paid_for_all(rested).items() if paid.to_pay_back_minor}
    pictured = models.Picture.objects.filter(file_id__in=rested, received_at__isnull=True)
    return rested - owed - set(pictured.exclude(trouble__in=_GONE).values_list("file_id", flat=True))


def _closed(part: Collection[int], offices: Collection[str]) -> set[int]:
    columns = ("id", "handed_over_at", "state", "service", "service_version", "offices", "area")
    found = list(models.File.objects.filter(id__in=part).values_list(*columns))
    states = standing.true_states(reading.said(*row[2:]) for row in found)
    return {
        row[0]
        for row, state in zip(found, states, strict=True)
        if _is_closed(state, is_handed_over=row[1] is not None) and set(offices).isdisjoint(row[5].split(","))
    }


def _is_closed(state: str, *, is_handed_over: bool) -> bool:
    """Whether its centre has nothing more to do with it, but for its money.

    What was handed over and refused is for a person to settle. Of what was taken back the hub lets go everywhere.
    """
    return state == rules.DONE or (state, is_handed_over) in ((rules.APPROVED, True), (rules.REJECTED, False))


def _let_go(ids: Collection[int]) -> None:
    feed_local.let_go(ids)
    granted = models.File.objects.filter(id__in=ids, state=rules.APPROVED).values("id")
    models.RegisterNumber.objects.filter(file_id__in=granted).delete()
    pictures.drop_pictures(models.Picture.objects.filter(file_id__in=ids))
    scans.drop_scans_of(ids)


DAILY: Sequence[Callable[[], None]] = (let_go_of_closed,)
"""What the worker does once a day."""
