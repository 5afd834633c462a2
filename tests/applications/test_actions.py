"""Lodging, returning, correcting, deciding and handing over, each told again from the log afterwards."""

from typing import Any

import pytest

from dorgora.applications import actions, local, queries
from dorgora.catalogue import queries as services
from dorgora.feed import awaiting, went_back
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed.roads import founding
from dorgora.kernel import codes
from dorgora.kernel.errors import Refused
from dorgora.money import queries as money
from dorgora.people import actions as people_actions
from dorgora.people import queries as people
from dorgora.places import actions as places
from tests.applications.world import AT, BORN, LATER, NUMBER, OTHER, PLACE, World, answers, papers
from tests.retold import retold


def n_events() -> int:
    return int(nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_event")[0][0])


def test_a_lodged_file_waits_at_the_office(world: World) -> None:
    with retold():
        done = world.submit()
    file = world.file(done.id)
    assert (file.state, file.office, file.centre, file.area) == ("waiting", PLACE, PLACE, PLACE)
    assert file.answers == answers()
    assert (file.sex, file.age_band) == ("female", "under_5")
    assert file.promised_on > file.submitted_on == "2026-11-22"
    assert [paper.kind for paper in file.evidence] == ["epi_card", "parents_identity"]


def test_lodging_registers_the_child_and_takes_the_fee(world: World) -> None:
    before = n_events()
    done = world.submit()
    assert n_events() == before + 3
    child = people.citizen(done.citizen_id)
    assert child is not None
    assert (child.local_name, child.date_of_birth, child.sex) == ("মিম আক্তার", "2026-08-14", "f")
    paid = money.paid_for(done.id)
    assert paid is not None
    assert (paid.state_minor, paid.operator_minor) == (2500, 5000)


def test_the_codes_people_see_are_sound_and_lead_back(world: World) -> None:
    done = world.submit()
    assert codes.is_short_number(done.number)
    assert codes.is_public_code(done.code)
    found = queries.file_by_number(f"{done.number[:3]}-{done.number[3:6]}-{done.number[6:]}", PLACE)
    assert found is not None and found.id == done.id
    found = queries.file_by_code(done.code.lower())
    assert found is not None and found.id == done.id
    assert queries.file_by_number(done.number, OTHER) is None
    assert queries.file_by_code("0" * 13) is None


def test_no_two_files_share_a_number_or_code(world: World) -> None:
    lodged = [world.submit(draft_key=f"draft-{n}") for n in range(5)]
    assert len({one.number for one in lodged}) == len({one.code for one in lodged}) == 5


def test_a_restored_laptop_gives_out_other_numbers(world: World) -> None:
    from dorgora.applications import rules

    feeds = [17, 18, 19]
    blocks = [range(rules.first_count(feed, feeds), rules.first_count(feed, feeds) + 1000) for feed in feeds]
    assert not set(blocks[0]) & set(blocks[1])
    assert not set(blocks[1]) & set(blocks[2])


def test_the_same_draft_lodged_twice_is_one_file(world: World) -> None:
    first = world.submit()
    before = n_events()
    with retold():
        assert world.submit() == first
    assert n_events() == before


def test_a_draft_pressed_again_needs_no_answers(world: World) -> None:
    first = world.submit()
    assert world.submit(answers={}, evidence=[], received_fee_minor=0, consent="") == first


def test_a_draft_lodged_meanwhile_is_not_lodged_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    first = world.submit()
    before = n_events()
    real, asked = local.draft, []

    def as_it_was_before(key: str, place: str | None = None) -> local.Draft | None:
        asked.append(key)
        return None if len(asked) == 1 else real(key, place)

    monkeypatch.setattr(local, "draft", as_it_was_before)
    assert world.submit() == first
    assert n_events() == before


def test_a_lodged_draft_holds_nothing_of_the_citizen(world: World) -> None:
    local.save_draft(
        "first", world.karim, PLACE, "birth_registration", "child", {"name_bn": "মিম"}, world.rahima
    )
    done = world.submit()
    draft = local.draft("first")
    assert draft is not None
    assert (draft.typed, draft.about_id, draft.file_id) == ({}, 0, done.id)
    with pytest.raises(Refused, match="already_lodged"):
        local.save_draft("first", world.karim, PLACE, "birth_registration", "child", {})


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"consent": ""}, "consent_missing"),
        ({"received_fee_minor": 5000}, "fee_changed"),
        ({"service": "unknown"}, "unknown_service"),
        ({"applicant_id": 1}, "unknown_citizen"),
        ({"answers": answers(sex="")}, "answers_wrong"),
        ({"answers": answers(order_of_child="zero")}, "answers_wrong"),
        ({"answers": answers(name_bn="মিম\0আক্তার")}, "control_characters"),
        ({"answers": answers(date_of_birth="2027-01-01")}, "in_future"),
        ({"answers": answers(present_address="10099999")}, "unknown_area"),
        ({"answers": answers(present_address=OTHER)}, "no_office"),
        ({"answers": {**answers(), "shoe_size": "42"}}, "answers_wrong"),
        ({"evidence": papers()[1:]}, "paper_missing"),
        ({"evidence": papers()[:1]}, "paper_missing"),
        ({"evidence": papers(("passport", "1", True, ""))}, "unknown_paper"),
        ({"evidence": [("epi_card", "", True, "f" * 64), *papers()[1:]]}, "picture_missing"),
    ],
)
def test_a_wrong_form_is_refused_and_leaves_nothing(
    world: World, changed: dict[str, Any], reason: str
) -> None:
    before = n_events()
    with pytest.raises(Refused, match=reason):
        world.submit(**changed)
    assert n_events() == before
    assert queries.latest(PLACE) == ()


def test_only_an_operator_of_the_centre_lodges(world: World) -> None:
    for stranger in (world.salma, world.jamal, 0):
        with pytest.raises(Refused, match="not_yours"):
            world.submit(by=stranger)


def test_the_fee_is_the_catalogues_of_that_day(world: World) -> None:
    born = "2026-10-08"  # day 45 is 22 November
    with pytest.raises(Refused, match="fee_changed") as refused:
        world.submit(answers=answers(date_of_birth=born))
    assert refused.value.detail == {"state_minor": 0, "operator_minor": 5000}
    done = world.submit(answers=answers(date_of_birth=born), received_fee_minor=5000)
    assert money.is_paid(done.id)


def test_a_returned_file_is_corrected_in_its_marked_fields(world: World) -> None:
    done = world.submit()
    with retold():
        world.return_file(done.id, "name_bn")
    file = world.file(done.id)
    assert (file.state, file.returned_fields, file.note) == ("returned", ("name_bn",), "কার্ডে অন্য নাম")
    with retold():
        actions.correct(
            file_id=done.id, answers={"name_bn": "মীম আক্তার"}, evidence=[], by=world.karim, at=LATER
        )
    file = world.file(done.id)
    assert (file.state, file.returned_fields, file.n_returns) == ("waiting", (), 1)
    assert file.answers == answers(name_bn="মীম আক্তার")
    child = people.citizen(done.citizen_id)
    assert child is not None and child.local_name == "মীম আক্তার"


def test_a_return_costs_nothing(world: World) -> None:
    done = world.submit()
    world.return_file(done.id)
    actions.correct(file_id=done.id, answers={"name_bn": "মীম আক্তার"}, evidence=[], by=world.karim, at=LATER)
    assert money.balance(f"drawer:{PLACE}:{world.karim}") == 7500


def test_the_clock_stands_still_while_it_is_returned(world: World) -> None:
    done = world.submit()
    world.return_file(done.id, at=AT.replace(hour=6))
    actions.correct(
        file_id=done.id, answers={"name_bn": "মীম"}, evidence=[], by=world.karim, at=AT.replace(hour=9)
    )
    assert world.file(done.id).stopped_seconds == 3 * 3600


def test_a_correction_touches_nothing_that_was_not_marked(world: World) -> None:
    done = world.submit()
    world.return_file(done.id, "name_bn")
    before = n_events()
    for given in ({"mother_name": "অন্য"}, {"name_bn": "মীম", "sex": "male"}):
        with pytest.raises(Refused, match="not_marked"):
            actions.correct(file_id=done.id, answers=given, evidence=[], by=world.karim, at=LATER)
    with pytest.raises(Refused, match="answers_wrong"):
        actions.correct(file_id=done.id, answers={"name_bn": ""}, evidence=[], by=world.karim, at=LATER)
    assert n_events() == before


def test_a_marked_paper_is_shown_anew(world: World) -> None:
    done = world.submit()
    world.return_file(done.id, "parents_identity")
    with retold():
        actions.correct(
            file_id=done.id, answers={}, evidence=[("parents_identity", "0399910224", True, "")],
            by=world.karim, at=LATER,
        )  # fmt: skip
    assert {paper.kind: paper.number for paper in world.file(done.id).evidence} == {
        "epi_card": "",
        "parents_identity": "0399910224",
    }


def test_a_paper_the_corrected_answers_need_is_taken(world: World) -> None:
    identity = papers()[1]
    grown = answers(date_of_birth="2015-03-01")
    done = world.submit(answers=grown, evidence=[identity], received_fee_minor=10_000)
    world.return_file(done.id, "date_of_birth", "name_bn")

    def correct(born: str, *shown: tuple[str, str, bool, str]) -> None:
        given = {"date_of_birth": born}
        actions.correct(file_id=done.id, answers=given, evidence=shown, by=world.karim, at=LATER)

    card, proof = ("epi_card", "", True, ""), ("address_proof", "", True, "")
    with pytest.raises(Refused, match="paper_missing"):
        correct(BORN)
    for born, shown in ((BORN, [card, proof]), (BORN, [card, identity]), ("2015-03-02", [card])):
        with pytest.raises(Refused, match="not_marked"):
            correct(born, *shown)
    with retold():
        correct(BORN, card)
    file = world.file(done.id)
    assert (file.state, file.answers["date_of_birth"]) == ("waiting", BORN)
    assert {paper.kind for paper in file.evidence} == {"epi_card", "parents_identity"}


def test_a_file_that_waits_cannot_be_corrected(world: World) -> None:
    done = world.submit()
    with pytest.raises(Refused, match="already_decided"):
        actions.correct(file_id=done.id, answers={"name_bn": "মীম"}, evidence=[], by=world.karim, at=LATER)


def test_an_approved_file_bears_the_registers_number(world: World) -> None:
    done = world.submit()
    with retold():
        decision = world.approve(done.id, register_number="২০২৬ ০৯১৫৭ ১২৩৪৫৬৭৮")
    file = world.file(done.id)
    assert (file.state, file.register_number, file.decision_id) == ("approved", NUMBER, decision)
    assert file.decided_at == LATER


@pytest.mark.parametrize(
    ("number", "reason"),
    [("", "required"), ("2026", "digits"), ("2025" + "1" * 13, "year_does_not_match"), ("x" * 17, "digits")],
)
def test_a_number_that_cannot_be_the_registers_is_refused(world: World, number: str, reason: str) -> None:
    done = world.submit()
    with pytest.raises(Refused) as refused:
        world.approve(done.id, register_number=number)
    assert refused.value.field == "register_number"
    assert reason == "digits" or refused.value.reason == reason
    assert world.file(done.id).state == "waiting"


def test_a_stale_page_is_told_when_and_by_whom(world: World) -> None:
    done = world.submit()
    world.approve(done.id)
    for again in (world.approve, world.reject, world.return_file):
        with pytest.raises(Refused, match="already_decided") as refused:
            again(done.id)
        assert refused.value.detail == {"at": LATER, "by": world.salma, "state": "approved"}


def test_a_returned_file_may_still_be_rejected(world: World) -> None:
    done = world.submit()
    world.return_file(done.id)
    with retold():
        world.reject(done.id)
    assert (world.file(done.id).state, world.file(done.id).ground) == ("rejected", "Act 2004, s. 8")
    assert world.file(done.id).stopped_seconds == 0


def test_a_rejection_names_its_legal_ground(world: World) -> None:
    done = world.submit()
    with pytest.raises(Refused, match="required"):
        world.reject(done.id, legal_ground=" ")
    with pytest.raises(Refused, match="no_field_marked"):
        actions.return_file(
            file_id=done.id, fields=(), reason="wrong", note="", office=PLACE, by=world.salma, at=LATER
        )
    with pytest.raises(Refused, match="unknown_field"):
        world.return_file(done.id, "shoe_size")


def test_only_an_officer_of_that_office_decides(world: World) -> None:
    done = world.submit()
    for stranger in (world.karim, world.rahima, 0):
        with pytest.raises(Refused, match="not_yours"):
            world.approve(done.id, by=stranger)
    with pytest.raises(Refused, match="not_yours"):
        world.approve(done.id, office=OTHER)
    assert queries.file(done.id, office=OTHER) is None
    assert queries.file(done.id, centre=OTHER) is None


@pytest.mark.parametrize("powers", [(), ("alarms", "erase", "enrol")])
def test_an_officer_without_the_power_to_decide_does_not(world: World, powers: tuple[str, ...]) -> None:
    clerk = people_actions.appoint_officer(
        role="office", place=PLACE, powers=powers, local_name="", latin_name="Nila", local_title="", latin_title="",
        by=0, at=AT,
    )  # fmt: skip
    done = world.submit()
    before = n_events()
    for act in (world.return_file, world.approve, world.reject):
        with pytest.raises(Refused, match="^not_yours$"):
            act(done.id, by=clerk)
    assert (n_events(), world.file(done.id).state) == (before, "waiting")


def test_an_office_does_not_decide_anothers_file(world: World) -> None:
    places.open_office(
        place=OTHER, level="union", area=OTHER, local_name="", latin_name="Dhal Char", by=0, at=AT
    )
    world.hub("office", OTHER)
    stranger = people_actions.appoint_officer(
        role="office", place=OTHER, powers=("decide",), local_name="", latin_name="Nila", local_title="",
        latin_title="",
        by=0, at=AT,
    )  # fmt: skip
    done = world.submit()
    with pytest.raises(Refused, match="not_yours"):
        world.approve(done.id, office=OTHER, by=stranger)
    assert world.file(done.id).state == "waiting"


def test_a_desk_only_reads_while_the_office_is_elsewhere(world: World) -> None:
    done = world.submit()
    nodes.this().store.rows.run("UPDATE feed_grant SET ended_at = 1 WHERE role = 'office'")
    with pytest.raises(Refused, match="office_elsewhere"):
        world.approve(done.id)


def test_a_hub_that_went_back_waits_for_the_files_centre(world: World) -> None:
    done = world.submit()
    enrolled = registry.Enrolled("laptop", bytes(32), bytes(32))
    (laptop,) = founding.write_registry([(registry.ENROLLED, enrolled)], None)
    founding.write_registry([(registry.GRANTED, registry.Granted(900, "centre", PLACE, 0))], laptop)
    went_back.go_on(nodes.this())
    with pytest.raises(Refused, match="laptop_not_heard"):
        world.approve(done.id)
    awaiting.pass_over(nodes.this(), laptop, reason="burnt", by=world.salma)
    with retold():
        world.approve(done.id)
    assert world.file(done.id).state == "approved"


def test_a_granted_paper_is_handed_over_once(world: World) -> None:
    done = world.submit()
    given: dict[str, Any] = {"file_id": done.id, "centre": PLACE, "by": world.karim, "at": LATER}
    with pytest.raises(Refused, match="not_open"):
        actions.hand_over(to="applicant", **given)
    world.approve(done.id)
    with pytest.raises(Refused, match="not_a_choice"):
        actions.hand_over(to="nobody", **given)
    with retold():
        actions.hand_over(to="applicant", **given)
    assert world.file(done.id).is_handed_over
    with pytest.raises(Refused, match="already_handed_over"):
        actions.hand_over(to="other", **given)


def test_only_an_operator_of_the_centre_hands_over(world: World) -> None:
    places.open_centre(place=OTHER, area=OTHER, local_name="", latin_name="Dhal Char", by=0, at=AT)
    nila = people_actions.appoint_operator(place=OTHER, local_name="", latin_name="Nila", by=0, at=AT)
    done = world.submit()
    world.approve(done.id)
    before = n_events()
    for stranger in (
        nila,
        world.jamal,
        world.salma,
        0,
    ):  # of another centre, who has left, an officer, nobody
        with pytest.raises(Refused, match="^not_yours$"):
            actions.hand_over(file_id=done.id, centre=PLACE, to="applicant", by=stranger, at=LATER)
    assert (n_events(), world.file(done.id).is_handed_over) == (before, False)


def test_a_file_keeps_the_version_it_was_lodged_with(world: World) -> None:
    version = services.service("birth_registration")
    assert version is not None
    assert world.file(world.submit().id).service_version == version.version


def test_a_file_not_here_is_not_open(world: World) -> None:
    with pytest.raises(Refused, match="not_open"):
        world.approve(12345)
    assert queries.file(12345) is None
