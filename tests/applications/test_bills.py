"""A bill is done when it is lodged: no office has a say, the money is booked in two lines, and it is measured."""

import pytest
from django.utils import translation

from dorgora.applications import actions, bearing, local, queries
from dorgora.applications import events as ev
from dorgora.certificates import queries as certificates
from dorgora.feed import aftermath, log
from dorgora.feed import queries as feed
from dorgora.kernel.errors import Refused
from dorgora.money import accounts
from dorgora.money import queries as money
from dorgora.people import actions as people
from dorgora.shell import alarms, formats
from dorgora.tcv import actions as tcv
from tests.applications import bills
from tests.applications.bills import submit
from tests.applications.world import AT, LATER, PLACE, World
from tests.retold import retold


def test_it_is_done_and_its_sum_is_owed_to_the_company(world: World) -> None:
    with retold():
        done = submit(world)
    file = world.file(done.id)
    assert (file.state, file.office, file.promised_on) == ("done", "provider:electricity", "2026-11-22")
    paid = money.paid_for(done.id)
    assert paid is not None and (paid.state_minor, paid.operator_minor) == (123_450, 500)
    assert money.balance(accounts.owed_state(PLACE, "provider:electricity")) == -123_450
    assert money.balance(accounts.drawer(PLACE, world.karim)) == 123_950
    assert queries.hand(PLACE).ready == () and queries.hand(PLACE).n_waiting == 0
    aftermath.drain()
    assert certificates.certificate_of(done.id) is None


def test_pressed_twice_it_is_paid_once(world: World) -> None:
    assert submit(world) == submit(world)
    assert money.balance(accounts.drawer(PLACE, world.karim)) == 123_950


def test_one_payment_is_one_file(world: World) -> None:
    """Whoever types the same number of the company again is told where it stands, and no money is taken."""
    first = submit(world)
    with pytest.raises(Refused, match="paid_before") as refused:
        submit(world, draft_key="again")
    assert refused.value.detail == {"number": first.number}
    assert money.balance(accounts.drawer(PLACE, world.karim)) == 123_950
    local.index_all_numbers()
    with pytest.raises(Refused, match="paid_before"):
        submit(world, draft_key="again")
    for same in ("tx9k2", "TX৯K২", " TX-9 K2"):
        with pytest.raises(Refused, match="paid_before"):
            submit(world, draft_key=same, answers=bills.ANSWERS | {"reference": same})
    for changed in ({"reference": "TX9K3"}, {"utility": "desco"}):
        submit(world, draft_key=str(changed), answers=bills.ANSWERS | changed)
    assert money.balance(accounts.drawer(PLACE, world.karim)) == 3 * 123_950


def test_the_hub_tells_of_money_taken_twice_for_one_payment(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At two centres without a line: neither of them could know."""
    monkeypatch.setattr(bearing, "check_not_paid_before", lambda *asked: None)
    first, second = submit(world), submit(world, draft_key="again")
    aftermath.drain()
    (alarm,) = feed.alarms()
    assert (alarm.code, alarm.node_id, alarm.event_id) == ("paid_twice", first.id, second.id)
    with translation.override("en"):
        (told,) = alarms.in_words([alarm])
        assert all(formats.file_number(one.number) in told.what for one in (first, second))
    assert "Money was taken twice for one payment" in told.what and "child" not in told.what + told.then


def test_two_bills_of_who_was_erased_bear_no_number(world: World) -> None:
    for reference in ("TX9K2", "TX9K3"):
        submit(world, draft_key=reference, answers=bills.ANSWERS | {"reference": reference})
    names = {"local_name": "নাসিমা", "latin_name": "Nasima", "local_title": "", "latin_title": ""}
    asked, confirmed = (
        people.appoint_officer(role="hub", place="", powers=("erase",), by=0, at=AT, **names)
        for _ in range(2)
    )
    aftermath.drain()
    people.erase_citizen(
        citizen_id=world.rahima, law="s. 7", keeps="sums", asked_by=asked, confirmed_by=confirmed, at=LATER
    )
    aftermath.drain()
    assert [told for faults in local.FAULTS for told in faults()] == []
    local.index_all_numbers()
    assert [one.code for one in feed.alarms()] == []


def test_no_office_decides_it(world: World) -> None:
    done = submit(world)
    for office in (PLACE, "provider:electricity"):
        with pytest.raises(Refused, match=r"not_yours|office_elsewhere"):
            world.approve(done.id, office=office, register_number="")
    with pytest.raises(Refused, match="already_decided"):
        actions.correct(file_id=done.id, answers={"amount": "5"}, evidence=[], by=world.karim, at=LATER)
    assert world.file(done.id).state == "done"


def test_a_liars_birth_registration_is_not_done(world: World) -> None:
    """A centre writes what it likes into its own feed; it is shown as what waits, and grows late."""
    facts = ev.Submitted(
        "birth_registration", 2, PLACE, "provider:electricity", world.rahima, world.rahima, "", "", "2026-11-22",
        PLACE, "female", "newborn", "heard", "2026-11-22",
    )  # fmt: skip
    with log.act(role="centre", place=PLACE, by=world.karim, at=AT, subjects=[]) as act:
        lie = act.add(
            ev.SUBMITTED, facts, person=ev.SubmittedPerson((("name_bn", "মিম"),), ()), person_of=world.rahima
        )
    assert (world.file(lie).state, queries.rows_of([lie])[lie].state) == ("waiting", "waiting")


def test_three_questions_are_asked_once(world: World) -> None:
    done = submit(world)
    told = {"file_id": done.id, "centre": PLACE, "to": "other", "by": world.karim, "at": LATER}
    with retold():
        tcv.hand_over(**told, own_minutes=30, own_cost_minor=0, n_visits=1, is_confirmed=True)
    assert world.file(done.id).is_handed_over
    with pytest.raises(Refused, match="already_handed_over"):
        tcv.hand_over(**told)


def test_another_sum_than_the_bills_is_not_taken(world: World) -> None:
    with pytest.raises(Refused, match="fee_changed") as refused:
        submit(world, received_fee_minor=123_949)
    assert refused.value.detail == {"state_minor": 123_450, "operator_minor": 500}
