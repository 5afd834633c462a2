"""Her record at another centre: asked for with the slip she carries, lent by the hub, taken back when she ends it."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localtime

from dorgora.feed import node as nodes
from dorgora.feed.log import Act, act
from dorgora.feed.writing import writing
from dorgora.kernel import codes
from dorgora.kernel.clock import to_seconds
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import feed_of
from dorgora.kernel.pack import load_pack
from dorgora.people import events as ev
from dorgora.people import queries, rules
from dorgora.people.actions.staff import check_operator
from dorgora.people.rules import STAFF_WRITER
from dorgora.places import queries as places

_DAY = timedelta(days=1)


def ask_record(*, code: str, place: str, by: int, at: datetime) -> int:
    """Asks the hub for the record of whoever showed this slip; gives the id of the asking.

    code: as typed, in whatever digits. The same slip is asked for once until the hub has answered.

    Raises:
        Refused: `not_yours` (no operator of this place), `not_a_slip` (field: code; mistyped, or no code at all).
    """
    check_operator(by, place)
    read = codes.read_public_code(load_pack(settings.PACK_DIR).script.to_ascii_digits(code))
    if read is None:
        raise Refused("not_a_slip", "code")
    with act(role="centre", place=place, by=by, at=at) as action:
        waiting = [one for one in queries.askings_at(place, most=1, code=read) if not one.outcome]
        if waiting:
            return waiting[0].id
        return action.add(ev.RECORD_ASKED, ev.RecordAsked(place, read))


def answer_asking(*, asking_id: int, at: datetime) -> int | None:
    """The hub's answer to a slip: she is lent to the centre that asked, or why not.

    Gives the event; None when it was answered before. What was wrong is told to the centre in one word, which says
    nothing of anybody; many wrong ones raise an alarm.
    """
    asked = queries.asking(asking_id)
    if asked is None or asked.outcome:
        return None
    may_try = queries.n_wrong_slips(asked.centre, at - _DAY) < rules.WRONG_SLIPS
    # Looking a code up takes a digest of each slip of its centre: nobody has that done as often as she likes.
    found = queries.by_slip_code(asked.code) if may_try and codes.is_public_code(asked.code) else None
    subjects = [asking_id, *((found.citizen_id, found.id) if found else ())]
    with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=subjects) as action:
        outcome = _outcome(asked, found.id if found else 0, at)
        if found is not None and outcome == rules.LENT:
            _lend(action, found, asked.centre, localtime(at).date())
        hers = found.citizen_id if found is not None and outcome == rules.LENT else 0
        answer = action.add(ev.RECORD_ANSWERED, ev.RecordAnswered(outcome, hers), subject=asking_id)
    if (
        outcome == rules.UNKNOWN_SLIP
        and queries.n_wrong_slips(asked.centre, at - _DAY) >= rules.ALARMING_SLIPS
    ):
        store = nodes.this().store
        with writing():
            store.alarm("slips_guessed", store.writer_of(feed_of(asking_id)), asking_id)
    return answer


def _outcome(asked: queries.Asking, mandate_id: int, at: datetime) -> str:
    """What the hub says of a slip, by what stands now."""
    if places.centre(asked.centre) is None or (
        queries.n_wrong_slips(asked.centre, at - _DAY) >= rules.WRONG_SLIPS
    ):
        return rules.TOO_MANY
    found = queries.mandate(mandate_id) if mandate_id else None
    if found is None:
        return rules.UNKNOWN_SLIP
    citizen = queries.citizen(found.citizen_id)
    if citizen is None or not citizen.is_in_book or citizen.place != found.centre:
        # Who did not register her has nothing of hers to give, whatever slip it says it has.
        return rules.GONE
    if citizen.place == asked.centre:
        return rules.OWN
    return rules.LENT if found.stands(localtime(at).date()) else rules.OVER


def _lend(action: Act, found: queries.Mandate, centre: str, on: date) -> None:
    """She goes there, unless she is there by this very mandate."""
    standing = queries.standing_loan(found.citizen_id, centre, on)
    citizen = queries.citizen(found.citizen_id)
    if citizen is None or (standing is not None and standing.mandate_id == found.id):
        return
    words = ev.CitizenWords(
        citizen.local_name,
        citizen.latin_name,
        citizen.date_of_birth,
        citizen.phone,
        citizen.number,
        citizen.village,
    )
    facts = ev.CitizenLent(centre, found.id, found.until, _end_of(found.until))
    action.add(ev.CITIZEN_LENT, facts, subject=citizen.id, person=words, person_of=citizen.id)


def recall(*, mandate_id: int, at: datetime) -> int | None:
    """A mandate was ended: whoever has her record by it is to let go of it. The hub's.

    Gives the last event, or None where nothing was lent.
    """
    found = queries.mandate(mandate_id)
    if found is None or found.ended_at is None:
        return None
    last = None
    subjects = [found.citizen_id, mandate_id]
    with act(role=STAFF_WRITER.role, place=STAFF_WRITER.place, by=0, at=at, subjects=subjects) as action:
        for centre in {one.centre for one in queries.loans_by(mandate_id) if one.recalled_at is None}:
            facts = ev.CitizenRecalled(centre, mandate_id)
            last = action.add(ev.CITIZEN_RECALLED, facts, subject=found.citizen_id)
    return last


def _end_of(day: str) -> int:
    """The last second of a day at the country's clock."""
    after = date.fromisoformat(day) + _DAY
    begins = datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(settings.TIME_ZONE))
    return to_seconds(begins) - 1
