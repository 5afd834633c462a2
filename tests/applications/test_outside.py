"""The copy of a land record on one node: lists to the record room, what comes back, and who gets the money back."""

import threading
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection

from dorgora.applications import actions, queries
from dorgora.applications import events as ev
from dorgora.applications.actions import outside
from dorgora.certificates import actions as certifying
from dorgora.certificates import queries as certificates
from dorgora.feed import aftermath, log
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.money import checking
from dorgora.money import queries as money
from dorgora.people import actions as people
from dorgora.tcv import actions as tcv
from tests.applications.land import COPY, DISTRICT, LAND, ROOM, SERVICE, UPAZILA, District, with_district
from tests.applications.test_register_numbers import wait_for
from tests.applications.world import AT, LATER, PLACE, World, build
from tests.retold import retold

pytestmark = pytest.mark.database


@pytest.fixture
def district(world: World) -> District:
    return with_district(world)


def n_events() -> int:
    ((n,),) = nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_event")
    return int(n)


def waiting(district: District) -> list[int]:
    return [one.id for one in queries.outgoing(DISTRICT, ROOM)]


def test_it_waits_at_the_district_where_the_land_lies(district: District) -> None:
    with retold():
        done = district.submit()
    file = district.world.file(done.id)
    assert (file.office, file.offices, file.state) == (DISTRICT, (DISTRICT,), "waiting")
    # Ten working days from Sunday 22 November 2026; Friday and Saturday are the weekend.
    assert (file.promised_on, file.due_on) == ("2026-12-06", "2026-12-06")
    paid = money.paid_for(done.id)
    assert paid is not None and (paid.state_minor, paid.operator_minor) == (10000, 10000)
    assert waiting(district) == [done.id]


def test_all_that_waits_leaves_on_one_list(district: District) -> None:
    first, second = district.submit().id, district.submit(draft_key="second").id
    with retold():
        list_id = district.make_list()
    made = queries.outgoing_list(list_id, DISTRICT)
    assert made is not None
    assert (made.number, made.made_on, made.files, made.by) == (
        1,
        "2026-11-24",
        (first, second),
        district.harun,
    )
    file = district.world.file(first)
    assert file.is_sent_out and (file.list_id, file.list_number, file.listed_at) == (list_id, 1, LATER)
    assert (file.state, file.authority) == ("waiting", ROOM)
    assert waiting(district) == []
    row = queries.waiting_for(DISTRICT, on=AT.date()).rows[0]
    assert (row.list_number, row.state) == (1, "waiting")


def test_the_button_pressed_twice_makes_one_list(district: District) -> None:
    district.submit()
    made = district.make_list(after=0)
    before = n_events()
    assert district.make_list(after=0) == made
    district.submit(draft_key="later")
    assert district.make_list(after=0) == made, "who saw none is shown the one that was made"
    assert n_events() > before
    with retold():
        second = district.make_list(after=1)
    assert [one.number for one in queries.outgoing_lists(DISTRICT)] == [2, 1]
    assert queries.outgoing_lists(DISTRICT)[0].id == second != made


def test_a_list_takes_only_files_that_it_locked(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that is lodged between looking and locking waits for the next list."""
    first, acting = district.submit().id, outside.acting

    def after_another(*given: Any) -> Any:
        district.submit(draft_key="late")
        return acting(*given)

    monkeypatch.setattr(outside, "acting", after_another)
    made = queries.outgoing_list(district.make_list(), DISTRICT)
    assert made is not None and made.files == (first,) and len(waiting(district)) == 1


def test_two_officers_at_once_make_one_list(district: District, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other's is made between looking and locking."""
    district.submit()
    acting, made = outside.acting, list[int]()

    def after_the_other(*given: Any) -> Any:
        monkeypatch.undo()
        made.append(district.make_list())
        return acting(*given)

    monkeypatch.setattr(outside, "acting", after_the_other)
    assert [district.make_list()] == made == [one.id for one in queries.outgoing_lists(DISTRICT)]


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
def test_the_second_officer_waits_for_the_first(hub: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first looked for the newest list, and has written none yet."""
    district, made = with_district(build(hub)), list[int]()
    district.submit()
    newest = queries.outgoing_lists

    def elsewhere() -> None:
        try:
            made.append(district.make_list())
        finally:
            connection.close()

    other = threading.Thread(target=elsewhere)

    def meanwhile(*given: Any, **more: Any) -> Any:
        found = newest(*given, **more)
        monkeypatch.undo()
        other.start()
        assert wait_for(other)
        return found

    monkeypatch.setattr(queries, "outgoing_lists", meanwhile)
    made.append(district.make_list())
    other.join()
    assert len({*made}) == 1 and len(made) == 2 and len(queries.outgoing_lists(DISTRICT)) == 1


def test_no_list_is_made_of_nothing(district: District) -> None:
    before = n_events()
    with pytest.raises(Refused, match="nothing_to_send"):
        district.make_list()
    district.submit()
    with pytest.raises(Refused, match="nothing_to_send"):
        district.make_list(authority="another_room")
    assert n_events() > before and queries.outgoing_lists(DISTRICT) == ()


def test_a_list_holds_so_many_and_the_rest_the_next(
    district: District, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dorgora.applications.queries.outgoing.__kwdefaults__", {"most": 2})
    files = [district.submit(draft_key=str(n)).id for n in range(3)]
    district.make_list()
    district.make_list(after=1)
    assert [one.files for one in reversed(queries.outgoing_lists(DISTRICT))] == [
        tuple(files[:2]),
        (files[2],),
    ]


def test_only_an_officer_of_the_district_makes_lists_or_reads_them(district: District) -> None:
    district.submit()
    for by, office in (
        (district.rafiq, DISTRICT),
        (district.world.karim, DISTRICT),
        (district.harun, UPAZILA),
    ):
        with pytest.raises(Refused, match="not_yours"):
            district.make_list(by=by, office=office)
    with pytest.raises(Refused, match="nothing_to_send"):
        district.make_list(by=district.rafiq, office=UPAZILA)
    made = district.make_list()
    assert queries.outgoing_list(made, UPAZILA) is None and queries.outgoing_lists(UPAZILA) == ()


def test_the_copy_came_with_its_own_number_and_day(district: District) -> None:
    done = district.submit()
    district.make_list()
    with retold():
        district.grant(done.id)
    aftermath.drain()
    file = district.world.file(done.id)
    assert (file.state, file.paper_number, file.decided_on, file.register_number) == (
        "approved",
        COPY,
        "2026-11-24",
        "",
    )
    assert certificates.certificate_of(done.id) is None, "the record room's copy is the paper"
    assert nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_todo")[0][0] == 0, (
        "and nothing tries for another"
    )
    with pytest.raises(Refused, match="not_open"):
        certifying.issue(file_id=done.id, cause=file.decision_id, at=LATER)
    with retold():
        tcv.hand_over(
            file_id=done.id, centre=PLACE, to="applicant", by=district.world.karim, at=LATER, own_minutes=90
        )
    assert district.world.file(done.id).is_handed_over


@pytest.mark.parametrize(
    ("changed", "reason", "field"),
    [
        ({"paper_number": " "}, "required", "paper_number"),
        ({"paper_number": "1" * 41}, "too_long", "paper_number"),
        ({"decided_on": date(2026, 11, 25)}, "in_future", "decided_on"),
        ({"decided_on": date(2026, 11, 21)}, "before_lodged", "decided_on"),
        ({"by": "rafiq"}, "not_yours", None),
    ],
)
def test_what_cannot_be_on_its_paper_is_refused(
    district: District, changed: dict[str, Any], reason: str, field: str | None
) -> None:
    done = district.submit()
    district.make_list()
    changed = {**changed, **({"by": district.rafiq} if "by" in changed else {})}
    with pytest.raises(Refused, match=reason) as refused:
        district.grant(done.id, **changed)
    assert refused.value.field == field
    assert district.world.file(done.id).state == "waiting"


def test_nothing_is_granted_that_was_not_sent(district: District) -> None:
    done = district.submit()
    with pytest.raises(Refused, match="not_sent_out"):
        district.grant(done.id)
    with pytest.raises(Refused, match="decided_outside"):
        actions.approve(
            file_id=done.id, register_number="", note="", office=DISTRICT, by=district.harun, at=LATER
        )
    born = district.world.submit(draft_key="birth").id
    with pytest.raises(Refused, match="decided_here"):
        district.grant(born, office=PLACE, by=district.world.salma)


def test_what_was_refused_owes_the_whole_fee_back(district: District) -> None:
    done = district.submit()
    district.make_list()
    with retold():
        district.reject(done.id)
        aftermath.drain()
    file, paid = district.world.file(done.id), money.paid_for(done.id)
    assert (file.state, file.ground) == ("rejected", "এই খতিয়ান নেই")
    assert paid is not None and paid.to_pay_back_minor == 20000
    assert list(checking.faults()) == []
    with pytest.raises(Refused, match="already_decided"):
        district.grant(done.id)


def test_what_was_put_right_goes_out_on_the_next_list(district: District) -> None:
    done = district.submit()
    first = district.make_list()
    with retold():
        district.return_file(done.id)
        actions.correct(
            file_id=done.id, answers={"mouza": "চর কুকরি মুকরি"}, evidence=[], by=district.world.karim,
            at=LATER + timedelta(hours=1),
        )  # fmt: skip
    assert not district.world.file(done.id).is_sent_out and waiting(district) == [done.id]
    second = district.make_list(after=1)
    assert district.world.file(done.id).list_number == 2
    for list_id in (first, second):
        made = queries.outgoing_list(list_id, DISTRICT)
        assert made is not None and made.files == (done.id,), "the first list stays what it was"


def test_an_erased_file_goes_nowhere_and_stays_on_its_list(district: District) -> None:
    sent, kept = district.submit().id, district.submit(draft_key="second").id
    district.make_list()
    later = district.submit(draft_key="third").id
    officers = [
        people.appoint_officer(
            role="hub", place="", powers=("erase",), local_name="নাসিমা", latin_name="Nasima", local_title="",
            latin_title="",
            by=0, at=LATER,
        )
        for _ in range(2)
    ]  # fmt: skip
    people.erase_citizen(
        citizen_id=district.world.rahima, law="Act", keeps="facts", asked_by=officers[0],
        confirmed_by=officers[1], at=LATER,
    )  # fmt: skip
    assert waiting(district) == [] and district.world.file(later).is_blank
    made = queries.outgoing_lists(DISTRICT)[0]
    assert made.files == (sent, kept)
    with pytest.raises(Refused, match="erased"):
        district.grant(sent)


def test_what_left_on_a_list_is_not_taken_back_at_the_centre(district: District) -> None:
    sent, kept = district.submit().id, district.submit(draft_key="second", at=LATER).id
    centre = {"centre": PLACE, "reason": "wrong_person", "by": district.world.karim}
    actions.withdraw(file_id=kept, at=LATER, **centre)
    district.make_list()
    with pytest.raises(Refused, match="already_decided"):
        actions.withdraw(file_id=sent, at=AT + timedelta(minutes=5), **centre)
    made = queries.outgoing_lists(DISTRICT)[0]
    assert made.files == (sent,)


def lying(district: District, office: str) -> int:
    """A centre whose program lies: it names another office than that of the land's district."""
    facts = ev.Submitted(
        SERVICE, 3, PLACE, office, district.world.rahima, district.world.rahima, "", "", "2026-12-06", PLACE, "", "",
        "heard", "2026-11-22",
    )  # fmt: skip
    with log.act(role="centre", place=PLACE, by=district.world.karim, at=AT) as act:
        person = ev.SubmittedPerson(tuple(LAND.items()), ())
        return act.add(ev.SUBMITTED, facts, person=person, person_of=district.world.rahima)


def test_a_file_of_the_wrong_office_is_on_no_list(district: District) -> None:
    file_id = lying(district, UPAZILA)
    assert queries.outgoing(UPAZILA, ROOM) == ()
    with pytest.raises(Refused, match="offices_wrong"):
        actions.grant(
            file_id=file_id, paper_number=COPY, decided_on=LATER.date(), note="", office=UPAZILA, by=district.rafiq,
            at=LATER,
        )  # fmt: skip
    with (
        retold(),
        log.act(role="office", place=UPAZILA, by=district.rafiq, at=LATER, subjects=[file_id]) as act,
    ):
        act.add(ev.SENT_OUT, ev.SentOut(ROOM, file_id, 1), subject=file_id)
        act.add(
            ev.APPROVED_OUTSIDE, ev.ApprovedOutside("2026-11-24"), subject=file_id,
            person=ev.ApprovedOutsidePerson(COPY, ""), person_of=district.world.rahima,
        )  # fmt: skip
    assert district.world.file(file_id).state == "waiting", "whatever was signed"
