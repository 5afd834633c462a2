"""The old-age allowance on one node: its offices in their turn, what each may do, and who gets the money back."""

from datetime import date, timedelta
from typing import Any

import msgspec
import pytest

from dorgora.applications import actions, queries
from dorgora.applications import events as ev
from dorgora.certificates import queries as certificates
from dorgora.feed import aftermath, log
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.money import checking
from dorgora.money import queries as money
from dorgora.people import actions as people
from tests.applications.allowance import AYESHA, ELSEWHERE, SHOWN, UPAZILA, Both, with_upazila
from tests.applications.world import AT, LATER, OTHER, PLACE, World
from tests.retold import retold

pytestmark = pytest.mark.database


@pytest.fixture
def both(world: World) -> Both:
    return with_upazila(world)


def numbers(office: str, which: str = "all") -> list[str]:
    return [one.number for one in queries.waiting_for(office, on=AT.date(), filter=which).rows]


def n_events() -> int:
    ((n,),) = nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_event")
    return int(n)


def test_it_names_both_offices_and_their_days(both: Both) -> None:
    with retold():
        done = both.submit()
    file = both.world.file(done.id)
    assert (file.office, file.offices, file.next_office) == (PLACE, (PLACE, UPAZILA), UPAZILA)
    # Ten and thirty working days from Sunday 22 November 2026; Friday and Saturday are the weekend, 16 and 25
    # December holidays.
    assert (file.due_on, file.promised_on) == ("2026-12-06", "2027-01-04")
    assert file.citizen_id == both.world.rahima
    assert (numbers(PLACE), numbers(UPAZILA)) == ([done.number], [])


def test_the_first_sends_it_on_and_the_second_grants(both: Both) -> None:
    done = both.submit()
    with retold():
        both.forward(done.id)
    file = both.world.file(done.id)
    assert (file.office, file.state, file.due_on) == (UPAZILA, "waiting", "2027-01-04")
    assert list(file.advice.values()) == ["একা থাকেন"] and file.note == ""
    assert (numbers(PLACE), numbers(UPAZILA)) == ([], [done.number])
    assert numbers(PLACE, "sent_on") == [done.number] and numbers(UPAZILA, "sent_on") == []
    with retold():
        both.approve(done.id)
    aftermath.drain()
    issued = certificates.certificate_of(done.id)
    assert issued is not None and issued.office == UPAZILA
    assert both.world.file(done.id).state == "approved"
    assert numbers(PLACE, "sent_on") == [done.number]


def test_the_first_does_not_grant_and_the_second_not_before(both: Both) -> None:
    done = both.submit()
    with pytest.raises(Refused, match="not_last"):
        both.world.approve(done.id, register_number="")
    for deed in (both.approve, both.reject):
        with pytest.raises(Refused, match="not_yours"):
            deed(done.id)
    with pytest.raises(Refused, match="not_yours"):
        both.forward(done.id, office=UPAZILA, by=both.nasrin)
    assert both.world.file(done.id).state == "waiting"


def test_who_sent_it_on_may_do_nothing_more(both: Both) -> None:
    done = both.submit()
    both.forward(done.id)
    before = n_events()
    for deed in (both.forward, both.world.reject, both.world.return_file):
        with pytest.raises(Refused, match="sent_on") as refused:
            deed(done.id)
        assert refused.value.detail == {"at": LATER}
    assert n_events() == before
    seen = queries.file(done.id, office=PLACE)
    assert seen is not None and seen.office == UPAZILA


def test_the_last_sends_it_on_to_nobody(both: Both) -> None:
    done = both.submit()
    both.forward(done.id)
    with pytest.raises(Refused, match="no_next_office"):
        both.forward(done.id, office=UPAZILA, by=both.nasrin)


def test_an_officer_of_another_upazila_does_nothing(both: Both) -> None:
    done = both.submit()
    both.forward(done.id)
    for deed in (both.approve, both.reject):
        with pytest.raises(Refused, match="not_yours"):
            deed(done.id, office=ELSEWHERE, by=both.rafiq)
    with pytest.raises(Refused, match="not_yours"):
        both.approve(done.id, by=both.rafiq)
    assert queries.file(done.id, office=ELSEWHERE) is None


def test_a_recommendation_is_one_of_ours(both: Both) -> None:
    done = both.submit()
    with pytest.raises(Refused, match="not_a_choice") as refused:
        both.forward(done.id, recommendation="")
    assert refused.value.field == "recommendation"
    with pytest.raises(Refused, match="required") as refused:
        both.forward(done.id, recommendation="doubtful", note=" ")
    assert refused.value.field == "note"
    both.forward(done.id, recommendation="doubtful", note="আয় বেশি হতে পারে")
    said = [one.words for one in queries.story(done.id) if one.kind == "application.forwarded"]
    assert said == ["doubtful"]


def test_what_the_second_returns_comes_back_to_it(both: Both) -> None:
    done = both.submit()
    both.forward(done.id)
    with retold():
        actions.return_file(
            file_id=done.id, fields=["wallet"], reason="answers", note="নম্বরটি অন্যের", office=UPAZILA,
            by=both.nasrin, at=LATER,
        )  # fmt: skip
    assert numbers(UPAZILA, "citizen") == [done.number] and numbers(PLACE) == []
    with retold():
        actions.correct(
            file_id=done.id, answers={"wallet": "+8801700004321"}, evidence=[], by=both.world.karim,
            at=LATER + timedelta(hours=1),
        )  # fmt: skip
    file = both.world.file(done.id)
    assert (file.office, file.state, file.answers["wallet"]) == (UPAZILA, "waiting", "+8801700004321")
    both.approve(done.id)


@pytest.mark.parametrize("is_sent_on", [False, True])
def test_whoever_refuses_it_the_fee_goes_back(both: Both, is_sent_on: bool) -> None:
    done = both.submit()
    if is_sent_on:
        both.forward(done.id)
    with retold():
        if is_sent_on:
            both.reject(done.id)
        else:
            both.world.reject(done.id)
        aftermath.drain()
    office = UPAZILA if is_sent_on else PLACE
    paid = money.paid_for(done.id)
    assert paid is not None and paid.to_pay_back_minor == 2000
    assert money.balance(f"refunds:{office}") == 2000 == -money.balance(f"owed_citizen:{done.id}")
    assert list(checking.faults()) == []


def test_whose_part_breaks_first_comes_first(both: Both) -> None:
    """A union has ten days of the thirty: of two files its own day counts, not the last."""
    allowance = both.submit(draft_key="a")
    birth = both.world.submit(draft_key="b")  # promised in fifteen days
    assert numbers(PLACE) == [allowance.number, birth.number]
    late = date(2026, 12, 7)
    assert [one.id for one in queries.waiting_for(PLACE, on=late, filter="late").rows] == [allowance.id]
    both.forward(allowance.id)
    assert queries.queue_counts(PLACE, late).late == queries.queue_counts(UPAZILA, late).late == 0
    assert queries.queue_counts(UPAZILA, date(2027, 1, 5)).late == 1


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"born_on": "1964-11-23"}, "born_on"),  # a woman of 61 years and 364 days
        ({"sex": "male", "born_on": "1961-11-23"}, "born_on"),  # a man of 64 years and 364 days
        ({"yearly_income": "1000001"}, "yearly_income"),
    ],
)
def test_who_cannot_get_it_is_not_lodged(both: Both, changed: dict[str, str], field: str) -> None:
    before = n_events()
    with pytest.raises(Refused, match="not_eligible") as refused:
        both.submit(answers={**AYESHA, **changed})
    assert refused.value.field == field and refused.value.detail["because"]["en"]
    assert n_events() == before


@pytest.mark.parametrize(
    "changed",
    [
        {"born_on": "1964-11-22"},  # 62 that very day
        {"sex": "male", "born_on": "1961-11-22"},  # 65 that very day
        {"yearly_income": "1000000"},
        {"yearly_income": "0"},
    ],
)
def test_who_just_can_get_it_is_lodged(both: Both, changed: dict[str, str]) -> None:
    assert both.submit(answers={**AYESHA, **changed}).number


def test_without_an_office_of_the_upazila_nothing_is_lodged(world: World) -> None:
    with pytest.raises(Refused, match="no_office"):
        world.submit(service="old_age_allowance", answers=AYESHA, evidence=SHOWN, received_fee_minor=2000)


def lying(both: Both, offices: tuple[str, ...]) -> int:
    """What a centre's own program wrote: the file of another citizen's, with these offices instead."""
    done = both.submit()
    told = both.world.file(done.id)
    alone = {
        "service": told.service, "service_version": told.service_version, "centre": PLACE, "office": offices[0],
        "citizen_id": told.citizen_id, "applicant_id": told.applicant_id, "number": "", "code": "",
        "promised_on": told.promised_on, "area": told.area, "sex": "female", "age_band": "elder",
        "consent": "heard", "submitted_on": told.submitted_on,
    }  # fmt: skip
    facts: Any = ev.Submitted(**alone)
    kind = ev.SUBMITTED
    if len(offices) > 1:
        days = (told.promised_on,) * len(offices)
        kind, facts = ev.SUBMITTED_ONWARD, ev.SubmittedOnward(**alone, onward=offices[1:], due_on=days)
    person = ev.SubmittedPerson(tuple(AYESHA.items()), tuple(SHOWN))
    with log.act(role="centre", place=PLACE, by=both.world.karim, at=AT, subjects=[]) as act:
        return act.add(kind, facts, person=person, person_of=told.citizen_id)


LIES = [
    (PLACE,),
    (UPAZILA,),
    (PLACE, ELSEWHERE),
    (UPAZILA, PLACE),
    (PLACE, UPAZILA, ELSEWHERE),
    (OTHER, UPAZILA),
]


@pytest.mark.parametrize("offices", LIES, ids="-".join)
def test_a_file_of_the_wrong_offices_is_not_decided(both: Both, offices: tuple[str, ...]) -> None:
    if offices[0] == OTHER:
        both.world.hub("office", OTHER)
    file_id = lying(both, offices)
    officers = {PLACE: both.world.salma, UPAZILA: both.nasrin}
    by = officers.get(offices[0])
    if by is None:
        by = people.appoint_officer(
            role="office", place=PLACE, powers=("decide",), local_name="ক", latin_name="K", local_title="",
            latin_title="",
            by=0, at=AT,
        )  # fmt: skip
        with pytest.raises(Refused, match="not_yours"):
            both.forward(file_id, by=by)
        return
    deed = both.forward if len(offices) > 1 else both.approve
    with pytest.raises(Refused, match="offices_wrong"):
        deed(file_id, office=offices[0], by=by)
    with pytest.raises(Refused, match="offices_wrong"):
        both.world.return_file(file_id, "wallet", office=offices[0], by=by)
    both.reject(file_id, office=offices[0], by=by)
    assert both.world.file(file_id).state == "rejected"


@pytest.mark.parametrize("offices", [(PLACE,), (PLACE, ELSEWHERE)], ids="-".join)
def test_what_the_wrong_offices_granted_is_no_grant(both: Both, offices: tuple[str, ...]) -> None:
    """Both programs lie, the centre's and the office's: nobody takes it as granted, and no paper is issued."""
    file_id = lying(both, offices)
    with retold():
        if len(offices) > 1:
            with log.act(
                role="office", place=PLACE, by=both.world.salma, at=LATER, subjects=[file_id]
            ) as act:
                act.add(ev.FORWARDED, ev.Forwarded(offices[1], "recommended"), subject=file_id)
        with log.act(role="office", place=offices[-1], by=both.rafiq, at=LATER, subjects=[file_id]) as act:
            decision = act.add(ev.APPROVED, ev.Approved(""), subject=file_id)
    aftermath.drain()
    told = nodes.this().store.rows.of("applications_file", ("state", "decision_id"), "id", [file_id])
    assert list(told) == [("approved", decision)]
    file = both.world.file(file_id)
    assert (file.state, file.decision_id, file.decided_at) == ("waiting", 0, None)
    assert queries.rows_of([file_id])[file_id].state == "waiting"
    assert queries.decisions([file_id])[file_id] == (offices[-1], 0)
    assert certificates.certificate_of(file_id) is None


def test_an_erased_file_keeps_its_offices(both: Both) -> None:
    done = both.submit()
    both.forward(done.id)
    first, second = (
        people.appoint_officer(
            role="hub", place="", powers=("erase",), local_name="নাসিমা", latin_name="Nasima",
            local_title="", latin_title="", by=0, at=LATER,
        )
        for _ in range(2)
    )  # fmt: skip
    people.erase_citizen(
        citizen_id=both.world.rahima, law="Act", keeps="facts", asked_by=first, confirmed_by=second, at=LATER
    )
    file = both.world.file(done.id)
    assert file.is_blank and file.advice == {} and file.offices == (PLACE, UPAZILA)
    with pytest.raises(Refused, match="erased"):
        both.approve(done.id)


def test_a_service_of_one_office_is_written_as_before(world: World) -> None:
    """A node that was not upgraded yet reads it."""
    done = world.submit()
    event = nodes.this().store.read("e.id", [done.id])[0]
    assert (event.kind, event.version) == ("application.submitted", 1)
    assert msgspec.structs.fields(ev.Submitted)[-1].name == "submitted_on"
