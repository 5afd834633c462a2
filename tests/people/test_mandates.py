"""What a citizen lets a centre do: recorded, ended, replaced, erased; the same on every node."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from dorgora.feed import aftermath
from dorgora.feed import node as nodes
from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.people import actions, queries
from dorgora.people import events as ev
from tests.people.cast import AT, PLACE, appoint_karim, register
from tests.people.test_actions import erase, erasers
from tests.retold import retold

ON = date(2026, 11, 22)
SHE_ALLOWS = {"scopes": ("share", "lodge"), "term": "half_year", "shown_by": "thumb", "witness": "নাতি রফিক"}


def give(citizen_id: int, karim: int, **other: Any) -> int:
    asked = {"place": PLACE, "by": karim, "at": AT} | SHE_ALLOWS | other
    return actions.give_mandate(citizen_id=citizen_id, **asked)


def end(mandate_id: int, karim: int, place: str = PLACE) -> None:
    actions.end_mandate(mandate_id=mandate_id, place=place, by=karim, at=AT + timedelta(days=1))


def test_what_she_allows_stands_until_its_day(union: Any) -> None:
    karim, rahima = appoint_karim(), register()
    with retold():
        given = give(rahima, karim)
    found = queries.standing_mandate(rahima, PLACE, ON)
    assert found is not None and found.id == given
    assert (found.scopes, found.given_on, found.until) == (("lodge", "share"), "2026-11-22", "2027-05-22")
    assert (found.name, found.witness, found.shown_by) == ("রহিমা খাতুন", "নাতি রফিক", "thumb")
    assert (found.given_by, found.given_at) == (karim, AT)
    assert queries.standing_mandate(rahima, PLACE, date(2027, 5, 22)) is not None
    assert queries.standing_mandate(rahima, PLACE, date(2027, 5, 23)) is None
    assert not found.stands(date(2027, 5, 23))


def test_the_day_it_is_given_is_that_of_the_place(union: Any) -> None:
    given = give(register(), appoint_karim(), at=datetime(2026, 11, 22, 19, 0, tzinfo=UTC), term="month")
    found = queries.mandate(given, PLACE)
    assert found is not None and (found.given_on, found.until) == ("2026-11-23", "2026-12-23")


def test_she_takes_it_back_once(union: Any) -> None:
    karim, rahima = appoint_karim(), register()
    given = give(rahima, karim)
    with retold():
        end(given, karim)
        end(given, karim)
    found = queries.mandate(given, PLACE)
    assert found is not None and not found.stands(ON)
    assert (found.ended_at, found.ended_by, found.end_reason) == (AT + timedelta(days=1), karim, "asked")
    assert queries.standing_mandate(rahima, PLACE, ON) is None
    assert nodes.this().log.next_id(given >> 40) == given + 2, "ended once"


def test_another_one_takes_the_place_of_the_first(union: Any) -> None:
    karim, rahima = appoint_karim(), register()
    with retold():
        first = give(rahima, karim)
        again = give(rahima, karim)
        second = give(rahima, karim, scopes=("collect",))
    assert first == again != second
    assert [(one.id, one.stands(ON), one.end_reason) for one in queries.mandates_of(rahima, PLACE)] == [
        (second, True, ""),
        (first, False, "replaced"),
    ]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"scopes": ()}, "none_chosen"),
        ({"scopes": ("lodge", "money")}, "not_a_choice"),
        ({"term": "for_ever"}, "not_a_choice"),
        ({"shown_by": "word"}, "not_a_choice"),
        ({"witness": "a\x00b"}, "control_characters"),
        ({"by": 7}, "not_yours"),
    ],
)
def test_what_is_no_mandate_is_refused(union: Any, wrong: dict[str, Any], reason: str) -> None:
    rahima = register()
    with pytest.raises(Refused, match=reason):
        give(rahima, appoint_karim(), **wrong)
    assert queries.mandates_of(rahima, PLACE) == []


def test_only_her_own_centre_is_given_one(union: Any) -> None:
    karim = appoint_karim()
    with pytest.raises(Refused, match="unknown_citizen"):
        give(register(place="elsewhere"), karim)
    rahima = register()
    given = give(rahima, karim)
    with pytest.raises(Refused, match="unknown_mandate"):
        end(given + 1000, karim)
    erase(rahima, **erasers())
    with pytest.raises(Refused, match="erased"):
        give(rahima, karim)


def test_another_centre_can_neither_give_nor_end_one(union: Any) -> None:
    karim, rahima = appoint_karim(), register()
    given = give(rahima, karim)
    with retold(), act(role="centre", place="elsewhere", by=0, at=AT) as action:
        action.add(ev.MANDATE_ENDED, ev.MandateEnded("asked"), subject=given)
        facts = ev.MandateGiven(PLACE, rahima, ("lodge",), "2026-11-22", "2099-01-01", "thumb")
        action.add(ev.MANDATE_GIVEN, facts)
        action.add(ev.MANDATE_GIVEN, facts, subject=given)
    assert [one.id for one in queries.mandates_of(rahima, PLACE)] == [given]
    found = queries.mandate(given, PLACE)
    assert found is not None and found.stands(ON)
    rows = nodes.this().store.rows.all("SELECT n_disputed FROM people_mandate")
    assert [row[0] for row in rows] == [1]


def test_what_no_table_holds_is_a_mandate_of_nobody(union: Any) -> None:
    with retold(), act(role="centre", place=PLACE, by=0, at=AT) as action:
        facts = ev.MandateGiven(PLACE, (1 << 64) - 1, ("x" * 900,), "y" * 900, "z" * 900, "w" * 900)
        liar = action.add(ev.MANDATE_GIVEN, facts)
    aftermath.drain()
    found = queries.mandate(liar, PLACE)
    assert found is not None and (found.citizen_id, found.scopes, found.name) == (0, (), "")


def test_an_erasure_leaves_a_mandate_without_names(union: Any) -> None:
    karim, rahima, two = appoint_karim(), register(), erasers()
    given = give(rahima, karim)
    with retold():
        erase(rahima, **two)
    found = queries.mandate(given, PLACE)
    assert found is not None and (found.name, found.witness) == ("", "")
    assert (found.scopes, found.until) == (("lodge", "share"), "2027-05-22")
