"""What is asked for and not offered: noted, counted, taken back, erased; the same on every node."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from dorgora.feed import node as nodes
from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.voice import actions, queries
from dorgora.voice import events as ev
from tests.people.cast import AT, PLACE, appoint_karim, register
from tests.people.test_actions import erase, erasers
from tests.retold import retold

HERS = "একটা সেলাই মেশিনের প্রশিক্ষণ"
MONTH = "2026-11"


def note(karim: int, **other: Any) -> int:
    return actions.record_wish(**{"place": PLACE, "kind": "learning", "by": karim, "at": AT} | other)


def take_back(wish_id: int, karim: int, **other: Any) -> None:
    asked = {"place": PLACE, "reason": "mistake", "by": karim, "at": AT + timedelta(minutes=5)} | other
    actions.withdraw_wish(wish_id=wish_id, **asked)


def counted(area: str = "") -> dict[tuple[str, str], int]:
    return {(one.month, one.kind): one.n for one in queries.counts(area, [MONTH, "2026-10"])}


def test_a_wish_of_nobody_is_counted_without_words(union: Any) -> None:
    karim = appoint_karim()
    with retold():
        noted = note(karim)
        note(karim)
        note(karim, kind="paper")
    found = queries.wish(noted, PLACE)
    assert found is not None
    assert (found.kind, found.area, found.asked_on, found.nearest) == ("learning", PLACE, "2026-11-22", "")
    assert (found.words, found.citizen_id, found.recorded_by, found.recorded_at) == ("", 0, karim, AT)
    both = {(MONTH, "learning"): 2, (MONTH, "paper"): 1}
    assert counted() == counted(PLACE) == counted("1009") == both
    assert counted("20") == {}
    assert queries.totals(2, "2026-01", MONTH) == {"10": 3} and queries.totals(8, MONTH, MONTH) == {PLACE: 3}
    assert queries.totals(8, "2025-12", "2026-10") == {}


def test_the_month_is_that_of_the_place(union: Any) -> None:
    note(appoint_karim(), at=datetime(2026, 10, 31, 19, 0, tzinfo=UTC))
    assert counted() == {(MONTH, "learning"): 1}


def test_her_words_are_sealed_and_go_when_she_is_erased(union: Any) -> None:
    karim, rahima, two = appoint_karim(), register(), erasers()
    with retold():
        noted = note(karim, words=f"  {HERS} ", citizen_id=rahima)
    found = queries.wish(noted, PLACE)
    assert found is not None and (found.words, found.citizen_id) == (HERS, rahima)
    (facts, sealed) = nodes.this().store.rows.all(
        "SELECT e.facts, w.words FROM feed_event e JOIN voice_wish w ON w.id = e.id"
    )[0]
    assert HERS.encode() not in bytes(facts) + bytes(sealed)
    with retold():
        erase(rahima, **two)
    found = queries.wish(noted, PLACE)
    assert found is not None and found.words == ""
    assert counted() == {(MONTH, "learning"): 1}, "what was counted stays"


def test_without_words_nothing_is_said_of_her(union: Any) -> None:
    noted = note(appoint_karim(), citizen_id=register())
    found = queries.wish(noted, PLACE)
    assert found is not None and found.citizen_id == 0


def test_what_was_noted_by_mistake_counts_no_more(union: Any) -> None:
    karim, rahima = appoint_karim(), register()
    noted = note(karim, words=HERS, citizen_id=rahima)
    with retold():
        take_back(noted, karim)
        take_back(noted, karim)
    found = queries.wish(noted, PLACE)
    assert found is not None and (found.withdrawn_at, found.words) == (AT + timedelta(minutes=5), "")
    assert counted() == {} and queries.latest(PLACE) == []
    assert queries.wishes_behind("learning", "", [MONTH]) == []
    assert nodes.this().log.next_id(noted >> 40) == noted + 2, "taken back once"


def test_after_half_an_hour_it_stays(union: Any) -> None:
    karim = appoint_karim()
    noted = note(karim)
    with pytest.raises(Refused, match="too_late_to_undo"):
        take_back(noted, karim, at=AT + timedelta(minutes=31))
    assert counted() == {(MONTH, "learning"): 1}


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"kind": "boat"}, "not_a_choice"),
        ({"nearest": "no_such_service"}, "not_a_choice"),
        ({"words": HERS}, "words_of_nobody"),
        ({"words": "x" * 201, "citizen_id": 1}, "too_long"),
        ({"words": HERS, "citizen_id": 1}, "unknown_citizen"),
        ({"by": 7}, "not_yours"),
    ],
)
def test_what_is_no_wish_is_refused(union: Any, wrong: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        note(appoint_karim(), **wrong)
    assert counted() == {}


def test_only_citizens_of_the_place_are_heard(union: Any) -> None:
    karim, two = appoint_karim(), erasers()
    with pytest.raises(Refused, match="unknown_citizen"):
        note(karim, words=HERS, citizen_id=register(place="elsewhere"))
    rahima = register()
    erase(rahima, **two)
    with pytest.raises(Refused, match="erased"):
        note(karim, words=HERS, citizen_id=rahima)


def test_another_centre_can_neither_note_nor_withdraw(union: Any) -> None:
    karim = appoint_karim()
    noted = note(karim)
    with pytest.raises(Refused, match="unknown_wish"):
        take_back(noted + 1000, karim)
    facts = ev.WishRecorded(PLACE, PLACE, "learning", "2026-11-22", "", 0)
    with retold(), act(role="centre", place="elsewhere", by=0, at=AT) as action:
        action.add(ev.WISH_WITHDRAWN, ev.WishWithdrawn("mistake"), subject=noted)
        action.add(ev.WISH_RECORDED, facts)
    assert counted() == {(MONTH, "learning"): 1}
    rows = nodes.this().store.rows.all("SELECT id, n_disputed FROM voice_wish")
    assert [tuple(row) for row in rows] == [(noted, 1)]


def test_an_office_can_neither_note_nor_withdraw(union: Any) -> None:
    """An office has the code of its area for a place, as the centre has."""
    noted = note(appoint_karim())
    facts = ev.WishRecorded(PLACE, PLACE, "learning", "2026-11-22", "", 0)
    union("office", PLACE)
    with retold(), act(role="office", place=PLACE, by=0, at=AT) as action:
        action.add(ev.WISH_WITHDRAWN, ev.WishWithdrawn("mistake"), subject=noted)
        action.add(ev.WISH_RECORDED, facts)
    assert counted() == {(MONTH, "learning"): 1}
    rows = nodes.this().store.rows.all("SELECT id, n_disputed FROM voice_wish")
    assert [tuple(row) for row in rows] == [(noted, 0)]


@pytest.mark.parametrize(("minutes", "is_counted"), [(30, False), (31, True)])
def test_what_is_taken_back_too_late_stays_counted(union: Any, minutes: int, is_counted: bool) -> None:
    noted = note(appoint_karim())
    with retold(), act(role="centre", place=PLACE, by=0, at=AT + timedelta(minutes=minutes)) as action:
        action.add(ev.WISH_WITHDRAWN, ev.WishWithdrawn("mistake"), subject=noted)
    assert bool(counted()) is is_counted
    rows = nodes.this().store.rows.all("SELECT n_disputed FROM voice_wish")
    assert [row[0] for row in rows] == [int(is_counted)]


def lied(**told: Any) -> int:
    """What a centre of its own making tells, past the action."""
    facts = {
        "centre": PLACE, "area": PLACE, "kind": "learning", "asked_on": "2026-11-22", "nearest": "", "citizen_id": 0,
    }  # fmt: skip
    with retold(), act(role="centre", place=PLACE, by=0, at=AT) as action:
        return action.add(ev.WISH_RECORDED, ev.WishRecorded(**facts | told))


@pytest.mark.parametrize("area", ["10092580", "10", "", "x|y"])
def test_a_centre_speaks_for_its_own_place(union: Any, area: str) -> None:
    liar = lied(area=area)
    found = queries.wish(liar, PLACE)
    assert found is not None and found.area == PLACE
    assert counted(PLACE) == counted() == {(MONTH, "learning"): 1} and counted("10092580") == {}
    assert [one.id for one in queries.wishes_behind("learning", PLACE, [MONTH])] == [liar]


@pytest.mark.parametrize(
    "on", ["2026-11-99", "2026-11", "2026-02-30", "0000-01-01", "1999-12-31", "২০২৬-১১-২২"]
)
def test_a_day_that_is_none_is_counted_nowhere(union: Any, on: str) -> None:
    liar = lied(asked_on=on)
    found = queries.wish(liar, PLACE)
    assert found is not None and found.asked_on == ""
    assert nodes.this().store.rows.all("SELECT cell FROM feed_counter WHERE projection = 'wishes'") == []


def test_what_is_not_counted_is_behind_no_count(union: Any) -> None:
    lied(kind="A Liar!")
    foreign = lied(kind="boat")
    note(appoint_karim())
    found = queries.wishes_behind("", "", [MONTH], but=["learning"])
    assert [one.id for one in found] == [foreign] and counted()[MONTH, "boat"] == 1


def test_words_longer_than_the_field_are_cut(union: Any) -> None:
    rahima, words = register(), "\n".join(str(n) for n in range(3000))
    with retold(), act(role="centre", place=PLACE, by=0, at=AT, subjects=[rahima]) as action:
        facts = ev.WishRecorded(PLACE, PLACE, "learning", "2026-11-22", "", rahima)
        liar = action.add(ev.WISH_RECORDED, facts, person=ev.WishWords(words), person_of=rahima)
    found = queries.wish(liar, PLACE)
    assert found is not None and found.words == words[:200]


def test_what_no_table_holds_is_counted_nowhere(union: Any) -> None:
    huge = ev.WishRecorded(PLACE, "10|x" * 9, "Kind|" * 9, "soon" * 9, "y" * 900, (1 << 64) - 1)
    with retold(), act(role="centre", place=PLACE, by=0, at=AT) as action:
        liar = action.add(ev.WISH_RECORDED, huge)
    found = queries.wish(liar, PLACE)
    assert found is not None and (found.citizen_id, found.words) == (0, "")
    assert nodes.this().store.rows.all("SELECT cell FROM feed_counter WHERE projection = 'wishes'") == []


def test_words_of_one_are_not_told_of_another(union: Any) -> None:
    rahima, other = register(), register(local_name="করিমন")
    with retold(), act(role="centre", place=PLACE, by=0, at=AT) as action:
        facts = ev.WishRecorded(PLACE, PLACE, "learning", "2026-11-22", "", other)
        liar = action.add(ev.WISH_RECORDED, facts, person=ev.WishWords(HERS), person_of=rahima)
    found = queries.wish(liar, PLACE)
    assert found is not None and found.words == ""


def test_behind_a_count_are_its_wishes_page_by_page(union: Any) -> None:
    karim = appoint_karim()
    noted = [note(karim) for _ in range(queries.PAGE + 2)]
    note(karim, kind="paper")
    first = queries.wishes_behind("learning", "1009", [MONTH])
    rest = queries.wishes_behind("learning", "1009", [MONTH], before=first[-1].id)
    assert [one.id for one in first + rest] == sorted(noted, reverse=True)
    assert queries.wishes_behind("learning", "1009", ["2026-10"]) == []
