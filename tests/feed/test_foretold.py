"""A node writes about a number of another's feed before anything stands there: tables and log still say the same."""

from typing import Any

import pytest

from dorgora.applications import events as applications
from dorgora.feed import checking, log
from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.kinds import Kind, Part
from dorgora.kernel.ids import make_id
from dorgora.money import events as money
from dorgora.people import events as people
from tests.feed.test_went_back import AT, FACTS, FAR, FAR_FEED, OFFICE, Far, words

CORRECTED = people.CitizenCorrected(("sex",), FAR, "m", "0-4")


def foretold(feed: int, draft: tuple[Kind, Part]) -> int:
    """The next number of a feed of the hub; a far centre has written about it already."""
    far, head = Far(), nodes.this().store.head(feed)
    number = make_id(feed, (head.seq if head else 0) + 1)
    with far.store.transaction():
        far.log.append(FAR_FEED, [Draft(*draft, None, number, 0, 2)], far.side.signer)
    far.exchange()
    return number


@pytest.fixture
def coming(hub: Any) -> int:
    """The number that the hub's next person will have; she has been corrected already."""
    return foretold(ev.HUB_PEOPLE, (people.CITIZEN_CORRECTED, CORRECTED))


def test_what_was_written_about_before_it_was_there_is_told_with_that(coming: int) -> None:
    with log.act(role="hub", place="people", by=0, at=AT) as action:
        assert action.add(people.CITIZEN_REGISTERED, FACTS, person=words(3)) == coming
    row = "SELECT sex, age_band, n_disputed FROM people_citizen WHERE id = %s"
    assert nodes.this().store.rows.all(row, [coming]) == [("f", "25-59", 1)]
    assert list(checking.faults(nodes.this())) == []


def test_who_begins_something_has_seen_nothing_of_it(coming: int) -> None:
    """Else what was written before would stand before its beginning."""
    with log.act(role="hub", place="people", by=0, at=AT) as action:
        action.add(people.CITIZEN_REGISTERED, FACTS, person=words(3))
        action.add(people.CITIZEN_CORRECTED, CORRECTED, subject=coming, person=words(4), person_of=coming)
    beginning, second = nodes.this().store.read("e.id", [coming, coming + 1])
    assert beginning.seen == () and second.seen == (make_id(FAR_FEED, 1),)
    assert list(checking.faults(nodes.this())) == []


def test_money_booked_before_its_file_was_there_is_booked_once(hub: Any) -> None:
    facts = money.FeeTaken(0, FAR, FAR, 25, 50, "cash", "2026-11-22")
    number = foretold(hub("centre", OFFICE), (money.FEE_TAKEN, facts))
    with log.act(role="centre", place=OFFICE, by=0, at=AT) as action:
        file = applications.Submitted(
            "birth_registration", 2, OFFICE, OFFICE, number, number, "1", "", "2026-12-01", OFFICE, "f", "0-4",
            "heard", "2026-11-01",
        )  # fmt: skip
        assert action.add(applications.SUBMITTED, file) == number
    assert list(checking.faults(nodes.this())) == []
