"""Her record at another centre: lent for the slip she carries, to nobody else, and no longer than she lets it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from importlib import import_module
from typing import Any

import pytest

from dorgora.applications import events as applications
from dorgora.applications import local as applications_local
from dorgora.feed import aftermath, checking
from dorgora.feed import local as feed_local
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.core import Draft
from dorgora.feed.kinds import Kind, Part
from dorgora.feed.log import act
from dorgora.feed.roads import enrol
from dorgora.feed.writing import writing
from dorgora.kernel import clock, codes
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import make_id
from dorgora.people import actions, queries, rules
from dorgora.people import events as ev
from dorgora.places import actions as places
from tests.feed.test_enrolment import asked, no_codes, welcome
from tests.people.cast import AT, PLACE, RAHIMA, appoint_karim, appoint_officer, open_union, register
from tests.retold import retold

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FAR = "100925"
ON = date(2026, 11, 22)
DAY = timedelta(days=1)


@pytest.fixture
def far(hub: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The union, and a far centre with its operator Jamal; all of it on one node. Gives the far centre's feed."""
    open_union(hub)
    places.open_centre(place=FAR, area=FAR, local_name="চরফ্যাশন", latin_name="Charfasson", by=0, at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT)
    yield hub("centre", FAR)


@pytest.fixture
def jamal(far: int) -> int:
    return actions.appoint_operator(place=FAR, local_name="জামাল", latin_name="Jamal", by=0, at=AT)


def give(citizen_id: int, karim: int, *scopes: str, at: Any = AT) -> queries.Mandate:
    given = actions.give_mandate(
        citizen_id=citizen_id, place=PLACE, scopes=scopes or ("share",), term="month", shown_by="thumb",
        witness="", by=karim, at=at,
    )  # fmt: skip
    found = queries.mandate(given)
    assert found is not None
    return found


def ask(code: str, jamal: int, place: str = FAR, at: Any = AT) -> queries.Asking:
    with retold():
        asking_id = actions.ask_record(code=code, place=place, by=jamal, at=at)
        aftermath.drain()
    (found, *_others) = queries.askings_at(place)
    assert found.id == asking_id
    return found


def found_at(place: str, text: str = "rohima") -> list[int]:
    return [one.id for one in queries.find_citizens(text, place=place)]


def test_the_slip_she_carries_brings_her_record(far: int, jamal: int) -> None:
    rahima = register()
    mandate = give(rahima, appoint_karim(), "lodge", "share")
    code = queries.slip_code(mandate)
    assert len(code) == 14 and not set(code) & set("ILOU")
    assert queries.citizen_served(rahima, FAR, ON) is None and found_at(FAR) == []
    typed = f"{code[:4].lower()} {code[4:8]}-{code[8:]}".replace("0", "o").replace("1", "l")
    said = ask(typed, jamal)
    assert (said.outcome, said.citizen_id) == ("lent", rahima)
    hers = queries.citizen_served(rahima, FAR, ON)
    assert hers is not None and hers.phone == RAHIMA["phone"] and found_at(FAR) == [rahima]
    assert [(one.centre, one.until) for one in queries.loans_by(mandate.id)] == [(FAR, "2026-12-22")]


def test_it_lends_nothing_that_she_did_not_allow(far: int, jamal: int) -> None:
    mandate = give(register(), appoint_karim(), "lodge", "collect")
    assert queries.slip_code(mandate) == ""


def test_a_code_of_what_she_did_not_share_is_nobodys(far: int, jamal: int) -> None:
    """As it would stand on the slip; whoever had it finds out by it neither that there is a slip, nor whose."""
    mandate = give(register(), appoint_karim(), "lodge", "collect")
    code = queries.slip_code(replace(mandate, scopes=("share",)))
    assert len(code) == 14 and queries.by_slip_code(code) is None
    assert ask(code, jamal).outcome == "unknown_slip"


def test_only_the_centre_she_allowed_it_ends_it(far: int, jamal: int) -> None:
    """Also where her record was lent to the other by that very slip."""
    rahima, karim = register(), appoint_karim()
    mandate = give(rahima, karim)
    for is_lent in (False, True):
        if is_lent:
            assert ask(queries.slip_code(mandate), jamal).outcome == "lent"
        with pytest.raises(Refused, match="unknown_mandate"):
            actions.end_mandate(mandate_id=mandate.id, place=FAR, by=jamal, at=AT)
        with pytest.raises(Refused, match="not_yours"):
            actions.end_mandate(mandate_id=mandate.id, place=PLACE, by=jamal, at=AT)
    found = queries.mandate(mandate.id)
    assert found is not None and found.ended_at is None
    assert nodes.this().store.rows.all("SELECT n_disputed FROM people_mandate") == [(0,)]


def test_what_no_slip_bears_is_refused_at_once(far: int, jamal: int) -> None:
    code = queries.slip_code(give(register(), appoint_karim()))
    for wrong in (code[:-1] + ("2" if code[-1] != "2" else "3"), "", "নয়", "7" * 90):
        with pytest.raises(Refused, match="not_a_slip"):
            actions.ask_record(code=wrong, place=FAR, by=jamal, at=AT)
    with pytest.raises(Refused, match="not_yours"):
        actions.ask_record(code=code, place=PLACE, by=jamal, at=AT)


def test_one_slip_is_asked_for_once_and_lent_once(far: int, jamal: int) -> None:
    mandate = give(register(), appoint_karim())
    code = queries.slip_code(mandate)
    first = actions.ask_record(code=code, place=FAR, by=jamal, at=AT)
    assert actions.ask_record(code=code, place=FAR, by=jamal, at=AT) == first
    aftermath.drain()
    assert ask(code, jamal).outcome == "lent" and len(queries.loans_by(mandate.id)) == 1


def test_a_slip_that_is_over_brings_nothing(far: int, jamal: int) -> None:
    karim, rahima = appoint_karim(), register()
    mandate = give(rahima, karim)
    code = queries.slip_code(mandate)
    end(mandate, karim)
    assert (ask(code, jamal).outcome, found_at(FAR)) == ("over", [])


def test_a_slip_past_its_last_day_brings_nothing(
    far: int, jamal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = queries.slip_code(give(register(), appoint_karim()))
    monkeypatch.setattr(clock, "now", lambda: AT + 30 * DAY)
    assert ask(code, jamal).outcome == "lent", "the last day is one of it"
    monkeypatch.setattr(clock, "now", lambda: AT + 31 * DAY)
    assert (ask(code, jamal).outcome, found_at(FAR)) == ("over", [])


def test_her_own_centre_is_told_that_it_has_her(far: int) -> None:
    karim = appoint_karim()
    code = queries.slip_code(give(register(), karim))
    assert ask(code, karim, place=PLACE).outcome == "own"


def test_who_was_erased_is_lent_to_nobody(far: int, jamal: int) -> None:
    rahima = register()
    code = queries.slip_code(give(rahima, appoint_karim()))
    two = [appoint_officer("hub", "", ("erase",)) for _ in range(2)]
    actions.erase_citizen(
        citizen_id=rahima, law="the Act", keeps="fees", asked_by=two[0], confirmed_by=two[1], at=AT
    )
    assert ask(code, jamal).outcome == "unknown_slip", "without her key no code is hers"


def test_a_centre_lends_nobody_whom_it_did_not_register(far: int, jamal: int) -> None:
    rahima = register()
    with act(role="centre", place=FAR, by=jamal, at=AT) as action:
        facts = ev.MandateGiven(FAR, rahima, ("share",), "2026-11-22", "2099-01-01", "thumb")
        liar = action.add(ev.MANDATE_GIVEN, facts, person=ev.MandateWords("Rahima", ""), person_of=rahima)
    forged = queries.mandate(liar)
    assert forged is not None
    karim = appoint_karim()
    assert ask(queries.slip_code(forged), karim, place=PLACE).outcome == "gone"
    assert ask(queries.slip_code(forged), jamal).outcome == "gone"


def test_nobody_but_the_hub_lends_or_answers(far: int, jamal: int) -> None:
    karim, rahima = appoint_karim(), register()
    mandate = give(rahima, karim)
    lent, words = (
        ev.CitizenLent(FAR, mandate.id, "2099-01-01", 1 << 40),
        ev.CitizenWords("x", "Liar", "", "", "", ""),
    )
    with retold(), act(role="centre", place=FAR, by=jamal, at=AT) as action:
        action.add(ev.CITIZEN_LENT, lent, subject=rahima, person=words, person_of=rahima)
        asking_id = action.add(ev.RECORD_ASKED, ev.RecordAsked(PLACE, queries.slip_code(mandate)))
        action.add(ev.RECORD_ANSWERED, ev.RecordAnswered("lent", rahima), subject=asking_id)
    with retold(), act(role="centre", place=PLACE, by=karim, at=AT) as action:
        action.add(ev.CITIZEN_LENT, lent, subject=rahima, person=words, person_of=rahima)
    aftermath.drain()
    assert queries.asking(asking_id) is None, "it asked in another centre's name"
    assert queries.standing_loan(rahima, FAR, ON) is None and found_at(FAR) == []
    hers = queries.citizen(rahima)
    assert hers is not None and (hers.n_disputed, hers.latin_name) == (0, RAHIMA["latin_name"])


def test_wrong_slips_raise_an_alarm_and_then_end(far: int, jamal: int) -> None:
    code = queries.slip_code(give(register(), appoint_karim()))
    feed = codes.feed_of_public_code(code)
    n_alarms = [
        ask_only(codes.keyed_code(feed, number), jamal) or alarms() for number in range(rules.WRONG_SLIPS)
    ]
    assert n_alarms[rules.ALARMING_SLIPS - 2 : rules.ALARMING_SLIPS] == [0, 1]
    assert ask(code, jamal).outcome == "too_many", "nor is a right one answered that day"
    assert queries.n_wrong_slips(FAR, AT + DAY) == 0


def ask_only(code: str, jamal: int) -> None:
    actions.ask_record(code=code, place=FAR, by=jamal, at=AT)
    aftermath.drain()


def alarms() -> int:
    rows = nodes.this().store.rows.all("SELECT COUNT(*) FROM feed_alarm WHERE code = 'slips_guessed'")
    return int(rows[0][0])


def test_ended_it_is_found_there_no_more(far: int, jamal: int) -> None:
    karim, rahima = appoint_karim(), register()
    mandate = give(rahima, karim)
    ask(queries.slip_code(mandate), jamal)
    with retold():
        actions.end_mandate(mandate_id=mandate.id, place=PLACE, by=karim, at=AT)
        aftermath.drain()
    assert queries.citizen_served(rahima, FAR, ON) is None and found_at(FAR) == []
    (loan,) = queries.loans_by(mandate.id)
    assert loan.recalled_at is not None and found_at(PLACE) == [rahima]


# --- what travels


def laptop() -> int:
    """The far centre's laptop, by id."""
    slip = enrol.invite("far", [("centre", FAR)])
    return welcome(enrol.admit(asked(slip.code, b"f" * 32), no_codes)).node_id


def told_to(node_id: int, subject: int) -> list[tuple[str, bool]]:
    """What a node was delivered of a subject: each kind, and whether there are words beside it."""
    aftermath.drain()
    ids = [event_id for _, event_id, _ in nodes.this().store.deliveries(node_id, 0, 1000)]
    events = {one.id: one for one in nodes.this().store.read("e.id", ids)}
    return [
        (events[one].kind, events[one].person is not None) for one in ids if events[one].subject == subject
    ]


def from_far(feed: int, kind: Kind, facts: Part) -> None:
    """What the far laptop wrote on its feed, as the hub has it."""
    node, at = nodes.this(), int(AT.timestamp())
    with writing():
        node.log.append(feed, [Draft(kind, facts, None, None, 7, at)], node.signer)


def correct(rahima: int, **other: str) -> None:
    actions.correct_citizen(citizen_id=rahima, place=PLACE, **RAHIMA | other, by=7, at=AT)


def lent(feed: int) -> tuple[int, int, queries.Mandate]:
    """Karim, Rahima, and the mandate by which the far laptop has her record."""
    karim, rahima = appoint_karim(), register()
    mandate = give(rahima, karim)
    from_far(feed, ev.RECORD_ASKED, ev.RecordAsked(FAR, queries.slip_code(mandate)))
    aftermath.drain()
    return karim, rahima, mandate


def end(mandate: queries.Mandate, karim: int) -> None:
    actions.end_mandate(mandate_id=mandate.id, place=PLACE, by=karim, at=AT)
    aftermath.drain()


def test_her_record_goes_there_and_her_files_stay(far: int) -> None:
    node_id = laptop()
    karim, rahima = appoint_karim(), register()
    mandate = give(rahima, karim)
    assert told_to(node_id, rahima) == []
    from_far(far, ev.RECORD_ASKED, ev.RecordAsked(FAR, queries.slip_code(mandate)))
    assert told_to(node_id, rahima) == [("citizen.registered", True), ("citizen.lent", True)]
    assert told_to(node_id, mandate.id) == [], "what else she allowed is between her and her centre"
    correct(rahima, phone="+8801799999999")
    assert told_to(node_id, rahima)[2:] == [("citizen.corrected", True)]


def test_once_it_is_over_no_more_words_go_there(far: int) -> None:
    node_id = laptop()
    karim, rahima, mandate = lent(far)
    end(mandate, karim)
    correct(rahima, phone="+8801799999999")
    assert told_to(node_id, rahima)[2:] == [("citizen.recalled", False)]
    from_far(far, ev.RECORD_ASKED, ev.RecordAsked(FAR, queries.slip_code(mandate)))
    assert told_to(node_id, rahima)[3:] == [], "the same slip again"
    anew = give(rahima, karim)
    from_far(far, ev.RECORD_ASKED, ev.RecordAsked(FAR, queries.slip_code(anew)))
    assert ("citizen.corrected", True) in told_to(node_id, rahima)
    assert told_to(node_id, rahima)[-1] == ("citizen.lent", True)


def test_an_erasure_reaches_whoever_she_was_lent_to(far: int) -> None:
    node_id = laptop()
    karim, rahima, mandate = lent(far)
    end(mandate, karim)
    two = [appoint_officer("hub", "", ("erase",)) for _ in range(2)]
    actions.erase_citizen(
        citizen_id=rahima, law="the Act", keeps="fees", asked_by=two[0], confirmed_by=two[1], at=AT
    )
    assert told_to(node_id, rahima)[-1] == ("citizen.erased", False)


def test_a_laptop_lets_go_of_whom_it_has_no_more(
    far: int, jamal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    karim, rahima = appoint_karim(), register()
    ask(queries.slip_code(give(rahima, karim)), jamal)
    monkeypatch.setattr(feed, "own_places", lambda: [("centre", FAR)])
    applications_local.forgetting.let_go_of_lent()
    assert found_at(FAR) == [rahima], "while it stands nothing goes"
    monkeypatch.setattr(clock, "now", lambda: AT + 31 * DAY)
    with retold():
        applications_local.forgetting.let_go_of_lent()
    hers = queries.citizen(rahima)
    assert hers is not None and (hers.local_name, hers.phone, found_at(FAR)) == ("", "", [])
    parts = nodes.this().store.rows.all(
        "SELECT e.kind FROM feed_personpart p JOIN feed_event e ON e.id = p.event_id WHERE e.person_of = %s",
        [rahima],
    )
    assert [row[0] for row in parts] == ["mandate.given"], "what is kept of the slip is her own centre's"
    assert not [fault for fault in checking.faults(nodes.this()) if "person part" in fault], (
        "nothing was lost"
    )


@pytest.mark.parametrize(
    ("of_the_laptop", "is_hub", "is_noted"),
    [((FAR,), False, True), ((FAR, PLACE), False, False), ((PLACE,), True, False)],
)
def test_whom_an_earlier_program_let_go_of_is_not_missed(
    far: int, jamal: int, of_the_laptop: tuple[str, ...], is_hub: bool, is_noted: bool
) -> None:
    """It wrote no note of it. The hub lets go of nobody, nor a centre of its own book: there words were lost."""
    karim, names = appoint_karim(), ("Kohinur Banu", "Sokhina Bibi")
    rahima = register()
    never_lent, kept = (register(latin_name=one, local_name="", number="", phone="") for one in names)
    for one in (rahima, kept):
        ask(queries.slip_code(give(one, karim)), jamal)
    feed_local.let_go([rahima, never_lent])
    run, own, laptop = nodes.this().store.rows.run, nodes.this().store.note("node"), make_id(far, 999)
    run("DELETE FROM feed_note WHERE name LIKE 'let_go:%%'")
    for place in of_the_laptop:
        run("UPDATE feed_grant SET node_id = %s WHERE role = 'centre' AND place = %s", [laptop, place])
    nodes.this().store.set_note("node", own if is_hub else str(laptop))
    for _again in range(2):
        run(import_module("dorgora.people.migrations.0008_let_go_before_it_was_noted").NOTE)
    nodes.this().store.set_note("node", own)
    run("DELETE FROM feed_personpart WHERE event_id = %s", [kept])
    missed = set(checking.faults(nodes.this()))
    for one, is_named in ((rahima, not is_noted), (never_lent, True), (kept, True)):
        assert (f"event {one}: its person part is missing" in missed) == is_named


def test_whoever_has_a_file_there_holds_up_no_other(
    far: int, jamal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Looked at one by one, the first of them stays: the second goes all the same."""
    karim = appoint_karim()
    stays, goes = register(), register(latin_name="Kohinur Banu", local_name="কোহিনুর বানু", number="", phone="")
    for one in (stays, goes):
        ask(queries.slip_code(give(one, karim)), jamal)
    monkeypatch.setattr(feed, "own_places", lambda: [("centre", FAR)])
    monkeypatch.setattr(clock, "now", lambda: AT + 31 * DAY)
    with act(role="centre", place=FAR, by=jamal, at=AT) as action:
        lodged = applications.Submitted(
            "s", 1, FAR, "o", stays, stays, "1234567", "", "2026-12-01", FAR, "f", "25-59", "heard", "2026-11-22",
        )  # fmt: skip
        words = applications.SubmittedPerson((), ())
        action.add(applications.SUBMITTED, lodged, person=words, person_of=stays)
    few = partial(queries.no_longer_lent, most=1)
    monkeypatch.setattr(queries, "no_longer_lent", few)
    applications_local.forgetting.let_go_of_lent()
    names = {one.id: one.latin_name for one in queries.citizens([stays, goes]).values()}
    assert names == {stays: RAHIMA["latin_name"], goes: ""}


def test_who_tried_too_often_has_nothing_looked_up(
    far: int, jamal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = queries.slip_code(give(register(), appoint_karim()))
    monkeypatch.setattr(rules, "WRONG_SLIPS", 0)
    monkeypatch.setattr(queries, "by_slip_code", lambda code: pytest.fail("it was looked up"))
    assert ask(code, jamal).outcome == "too_many"
