"""What was taken back is let go of: no word of it stays, whoever's key it was under; facts, money and the trace do."""

from collections.abc import Callable
from importlib import import_module
from typing import Any

import pytest

from dorgora.applications import actions, carrying, local, queries, receiving, scans
from dorgora.applications import events as ev
from dorgora.feed import aftermath, checking, core, log, projecting
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.money import accounts
from dorgora.money import checking as ledger
from dorgora.money import queries as money
from dorgora.people import actions as people
from dorgora.people import events as registered
from dorgora.people import queries as book
from dorgora.people.events import Cleared
from dorgora.voice import actions as voice
from dorgora.voice import events as said_of
from dorgora.voice import queries as wishes
from tests.applications.test_local import kept_files, lodged_with, photo
from tests.applications.test_scans import Line, own_id, page_of, said
from tests.applications.test_undoing import SOON, undo, unregister
from tests.applications.world import AT, LATER, NUMBER, PLACE, World, answers
from tests.retold import retold

pytestmark = [pytest.mark.database, pytest.mark.slow]


def parts(subject: int) -> list[Any]:
    """What the log still holds of what was written of a subject, sealed."""
    return nodes.this().store.rows.all(
        "SELECT p.event_id, p.sealed FROM feed_personpart p JOIN feed_event e ON e.id = p.event_id"
        " WHERE e.subject_id = %s",
        [subject],
    )


def faults() -> list[str]:
    return list(checking.faults(nodes.this()))


def test_no_word_stays_of_a_file_taken_back(world: World) -> None:
    """Nor of the child whom it made known; the wrong person keeps her record."""
    lodged = world.submit()
    undo(world, lodged.id)
    before, paid = world.file(lodged.id), money.paid_for(lodged.id)
    assert before.answers and parts(lodged.id) and parts(lodged.citizen_id)
    with retold():
        aftermath.drain()
    assert parts(lodged.id) == parts(lodged.citizen_id) == []
    file, child, mother = world.file(lodged.id), book.citizen(lodged.citizen_id), book.citizen(world.rahima)
    assert file.is_blank and (file.answers, file.evidence) == ({}, ())
    assert (file.state, file.number, file.code, file.changed_at) == (
        "withdrawn", before.number, before.code, before.changed_at,
    )  # fmt: skip
    assert money.paid_for(lodged.id) == paid and faults() == []
    assert child is not None and (child.is_withdrawn, child.local_name, child.phone) == (True, "", "")
    assert mother is not None and mother.local_name == "রহিমা খাতুন" and parts(world.rahima)
    assert [(one.kind, one.by) for one in queries.story(lodged.id)][1:] == [
        ("application.withdrawn", world.karim),
        ("application.cleared", 0),
    ]


def test_a_file_of_a_known_citizen_goes_too(world: World) -> None:
    """For the child of a file that stands: under her key, which stays."""
    stays = world.submit()
    wrong = world.submit(draft_key="b", citizen_id=stays.citizen_id)
    assert wrong.citizen_id == stays.citizen_id
    undo(world, wrong.id, reason="twice")
    with retold():
        aftermath.drain()
    assert world.file(wrong.id).is_blank and parts(wrong.id) == []
    assert world.file(stays.id).answers and book.find_citizens("মিম", place=PLACE)


def test_what_counts_for_nothing_clears_nothing(world: World) -> None:
    """Taken back after a grant nobody there knew of; by another centre; or said by a centre to be cleared."""
    granted, theirs, own = (world.submit(draft_key=key).id for key in "abc")
    world.approve(granted)
    world.hub("centre", "10092580")
    with log.act(role="centre", place=PLACE, by=world.karim, at=LATER) as act:
        act.add(ev.WITHDRAWN, ev.Withdrawn("mistake", "2026-11-24"), subject=granted)
        act.add(ev.CLEARED, Cleared(own), subject=own)
    with log.act(role="centre", place="10092580", by=0, at=SOON) as act:
        act.add(ev.WITHDRAWN, ev.Withdrawn("mistake", "2026-11-22"), subject=theirs)
    with retold():
        aftermath.drain()
    assert all(world.file(one).answers for one in (granted, theirs, own)) and faults() == []
    assert actions.clear_file(file_id=own, cause=own, at=LATER) is None


def unheard(file_id: int, write: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
    """An act of an office that has heard of nothing but the lodging."""
    with monkeypatch.context() as deaf:
        deaf.setattr(core, "_said_before", lambda *told: [one for one in whole(*told) if one.id == file_id])
        write()


whole = core._said_before


def test_an_office_that_had_not_heard_leaves_no_file_open(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It returned what the hub had let go of: nobody could correct it, and the fee was given back."""
    lodged = world.submit()
    undo(world, lodged.id)
    paid = money.paid_for(lodged.id)
    aftermath.drain()
    said = ev.Returned(("name_bn",), "wrong")

    def returned() -> None:
        with log.act(role="office", place=PLACE, by=world.salma, at=SOON) as act:
            act.add(ev.RETURNED, said, subject=lodged.id)

    unheard(lodged.id, returned, monkeypatch)
    with retold():
        aftermath.drain()
    file = world.file(lodged.id)
    assert (file.state, file.returned_reason, file.returned_fields) == ("withdrawn", "wrong_person", ())
    assert not queries.hand(PLACE).returned and money.paid_for(lodged.id) == paid
    books = (accounts.suspense(PLACE), accounts.earned(PLACE), accounts.drawer(PLACE, world.karim))
    assert money.balances(books) == dict.fromkeys(books, 0) and list(ledger.faults()) == []


def test_what_an_office_decided_without_hearing_stands(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lodged = world.submit()
    undo(world, lodged.id)
    aftermath.drain()

    def approved() -> None:
        with log.act(role="office", place=PLACE, by=world.salma, at=SOON) as act:
            words = ev.ApprovedPerson(NUMBER, "")
            act.add(
                ev.APPROVED, ev.Approved(""), subject=lodged.id, person=words, person_of=lodged.citizen_id
            )

    unheard(lodged.id, approved, monkeypatch)
    with retold():
        aftermath.drain()
    file = world.file(lodged.id)
    assert (file.state, file.is_blank) == ("approved", True)
    assert money.balance(accounts.suspense(PLACE)) == 7500 and list(ledger.faults()) == []


def test_nobody_is_cleared_whom_somebody_serves(world: World) -> None:
    """Another laptop of the centre lodged a file for her meanwhile."""
    lodged = world.submit()
    with log.act(role="centre", place=PLACE, by=world.karim, at=SOON) as act:
        act.add(registered.CITIZEN_WITHDRAWN, registered.CitizenWithdrawn("twice"), subject=world.rahima)
    with retold():
        aftermath.drain()
    hers = book.citizen(world.rahima)
    assert hers is not None and hers.is_withdrawn and hers.local_name and world.file(lodged.id).answers


def test_who_was_registered_twice_is_let_go_of_once(world: World) -> None:
    twin = twin_of_rahima(world)
    assert actions.clear_registration(citizen_id=twin, cause=twin, at=LATER) is None, "she is in the book"
    unregister(world, twin)
    with retold():
        aftermath.drain()
    found = book.citizens([twin])[twin]
    assert (found.local_name, found.phone, found.is_withdrawn, found.is_erased) == ("", "", True, False)
    assert parts(twin) == [] and parts(world.rahima)


def test_what_an_earlier_program_took_back_is_let_go_of(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It answered to nothing then; after the upgrade the hub looks once more."""
    lodged = world.submit()
    undo(world, lodged.id)
    with monkeypatch.context() as earlier:
        earlier.setattr(projecting, "reactions", lambda: ())
        aftermath.drain()
    assert parts(lodged.id) and aftermath.drain() == 0
    nodes.this().store.rows.run(
        import_module("dorgora.applications.migrations.0009_clear_what_was_taken_back_before").LOOK_AGAIN
    )
    aftermath.drain()
    assert parts(lodged.id) == parts(lodged.citizen_id) == []


def test_check_names_words_that_came_back(world: World) -> None:
    lodged = world.submit()
    ((event_id, sealed),) = parts(lodged.id)
    undo(world, lodged.id)
    aftermath.drain()
    rows = nodes.this().store.rows
    rows.put("feed_personpart", ("event_id", "sealed"), 1, [(event_id, bytes(sealed))])
    assert f"event {event_id}: {lodged.id} was cleared and its words are still here" in faults()
    nodes.this().log.tell({lodged.id})
    assert parts(lodged.id) == [] and faults() == []


def test_what_the_right_person_said_is_kept_apart(world: World) -> None:
    """For who takes it back, without what was known of the wrong one; gone with whoever is erased next."""
    lodged = world.submit(answers=answers(mother_name="Mrs. Rahima  KHATUN", present_village="চর পাতিলা"))
    undo(world, lodged.id)
    aftermath.drain()
    kept = local.kept_for_another(world.file(lodged.id), world.karim)
    hers = {"applicant_name", "mother_name", "present_village"}
    assert kept["answers"] == {name: said for name, said in answers().items() if name not in hers}
    assert kept["papers"]["parents_identity"] == {"seen": False, "number": "0412387650", "picture": ""}
    assert local.kept_for_another(world.file(lodged.id), world.salma) == {}
    local.forget_citizens([world.submit(draft_key="b").citizen_id])
    assert local.kept_for_another(world.file(lodged.id), world.karim) == {}


@pytest.mark.parametrize("reason", ["twice", "mistake"])
def test_for_nobody_else_nothing_is_kept(world: World, reason: str) -> None:
    lodged = world.submit()
    undo(world, lodged.id, reason=reason)
    assert local.kept_for_another(world.file(lodged.id), world.karim) == {}


def test_its_pictures_go_but_for_the_right_person(world: World) -> None:
    kept, gone = (local.keep_picture(photo(size), draft_key=f"{size}") for size in ((300, 200), (200, 300)))
    another, twice = lodged_with(world, kept, "(300, 200)"), lodged_with(world, gone, "(200, 300)")
    undo(world, another)
    undo(world, twice, reason="twice")
    aftermath.drain()
    assert local.which_are_here([kept, gone]) == {kept} and len(kept_files()) == 1
    local.drop_page(world.karim, PLACE, f"again-{another}")
    assert local.which_are_here([kept]) == set() and kept_files() == []


def test_scan_pages_go_at_the_hub_and_come_no_more(world: World) -> None:
    """One on its way is told so, quietly; the laptop sends none of a file that it took back."""
    lodged = lodged_with(world, local.keep_picture(photo(), draft_key="first"))
    name, content = page_of(world, lodged, world.file(lodged).evidence[0].picture)
    receiving.answer_to(own_id(), said(lodged, name, content))
    folder = nodes.this().folder / "scans"
    assert len(list(folder.glob("*"))) == 1
    undo(world, lodged)
    line = Line(own_id())
    assert carrying.carry(line).n_pages == 0 and line.said == [] and local.to_send() == (0, 0)
    aftermath.drain()
    assert list(folder.glob("*")) == []
    rest = said(lodged, name, content, scans.CHUNK)
    assert receiving.answer_to(own_id(), rest).state == scans.GONE
    assert list(folder.glob("*")) == [] and feed.alarms() == []


def twin_of_rahima(world: World) -> int:
    """Rahima, registered a second time."""
    return people.register_citizen(
        place=PLACE, area=PLACE, sex="f", local_name="রহিমা খাতুন", latin_name="Rahima Khatun",
        date_of_birth="1998-03-01", phone="01711000111", number="", village="চর পাতিলা", by=world.karim, at=AT,
    )  # fmt: skip


def allow(world: World, citizen_id: int, term: str = "year") -> int:
    return people.give_mandate(
        citizen_id=citizen_id, place=PLACE, scopes=("share",), term=term, shown_by="thumb", witness="নাতি রফিক",
        by=world.karim, at=AT,
    )  # fmt: skip


def wish(world: World, citizen_id: int) -> int:
    return voice.record_wish(
        place=PLACE, kind="learning", by=world.karim, at=AT, words="রহিমা ভাতা চান", citizen_id=citizen_id
    )


def test_what_else_was_written_of_a_twin_goes_with_her(world: World) -> None:
    """Her name on what she allowed and the witness's, her own words in a wish; not those of who stays."""
    twin = twin_of_rahima(world)
    gone = [allow(world, twin), allow(world, twin, "month"), wish(world, twin)]
    stays = [allow(world, world.rahima), wish(world, world.rahima)]
    unregister(world, twin)
    with retold():
        aftermath.drain()
    assert [one for one in gone if parts(one)] == [] and all(parts(one) for one in stays)
    assert {(one.name, one.witness) for one in book.mandates_of(twin, PLACE)} == {("", "")}
    kept = wishes.wish(gone[-1], PLACE)
    assert kept is not None and (kept.words, kept.withdrawn_at) == ("", None) and faults() == []


def test_what_another_laptop_wrote_of_her_meanwhile_goes_too(world: World) -> None:
    twin = twin_of_rahima(world)
    unregister(world, twin)
    aftermath.drain()
    assert book.citizens([twin])[twin].is_let_go
    with log.act(role="centre", place=PLACE, by=world.karim, at=AT) as act:
        given = registered.MandateGiven(PLACE, twin, ("share",), "2026-11-22", "2027-11-22", "thumb")
        names = registered.MandateWords("রহিমা খাতুন", "")
        late = [act.add(registered.MANDATE_GIVEN, given, person=names, person_of=twin)]
        facts = said_of.WishRecorded(PLACE, PLACE, "learning", "2026-11-22", "", twin)
        words = said_of.WishWords("রহিমা")
        late.append(act.add(said_of.WISH_RECORDED, facts, person=words, person_of=twin))
    with retold():
        aftermath.drain()
    assert [one for one in late if parts(one)] == []


def test_a_wish_taken_back_keeps_no_word(world: World) -> None:
    taken, stands = wish(world, world.rahima), wish(world, world.rahima)
    voice.withdraw_wish(wish_id=taken, place=PLACE, reason="wrong_person", by=world.karim, at=SOON)
    with retold():
        aftermath.drain()
    assert parts(taken) == [] and parts(stands) and parts(world.rahima)
    assert voice.clear_wish(wish_id=stands, cause=stands, at=LATER) is None


def test_whose_last_file_is_taken_back_later_is_let_go_of_then(world: World) -> None:
    lodged = world.submit()
    with log.act(role="centre", place=PLACE, by=world.karim, at=SOON) as act:
        act.add(registered.CITIZEN_WITHDRAWN, registered.CitizenWithdrawn("twice"), subject=world.rahima)
    aftermath.drain()
    assert parts(world.rahima)
    undo(world, lodged.id)
    with retold():
        aftermath.drain()
    assert parts(world.rahima) == parts(lodged.id) == parts(lodged.citizen_id) == []
