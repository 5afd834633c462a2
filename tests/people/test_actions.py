"""Who works where, and citizens: registered, corrected, erased; each told once and the same on every node."""

from datetime import timedelta
from typing import Any

import pytest

from dorgora.feed import checking, pressed
from dorgora.feed import node as nodes
from dorgora.feed.log import act
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import feed_of
from dorgora.people import actions, queries
from dorgora.people import events as ev
from tests.people.cast import AT, PLACE, RAHIMA, appoint_karim, appoint_officer, register
from tests.retold import retold


def test_an_operator_is_appointed_and_ended(union: Any) -> None:
    with retold():
        karim = appoint_karim()
        assert [(one.local_name, one.is_active) for one in queries.operators(PLACE)] == [("করিম", True)]
        actions.end_operator(id=karim, reason="moved", by=0, at=AT)
        actions.end_operator(id=karim, reason="moved", by=0, at=AT)
    assert queries.operator(karim) == queries.Operator(karim, "করিম", "Karim", PLACE, is_active=False)
    assert queries.staff_of([karim, 0]) == [queries.operator(karim)]
    assert nodes.this().log.next_id(feed_of(karim)) == karim + 2, "ended once, however often it was asked"


def test_an_officer_has_the_powers_she_was_given(union: Any) -> None:
    with retold():
        salma = appoint_officer(powers=("alarms", "decide"))
    found = queries.officer(salma)
    assert found is not None
    assert (found.role, found.place, set(found.powers)) == ("office", PLACE, {"decide", "alarms"})
    assert (found.local_title, found.latin_title, found.is_active) == ("নিবন্ধক", "Registrar", True)
    assert [one.id for one in queries.officers("office", PLACE)] == [salma]
    assert queries.officers("hub", PLACE) == []


def test_an_officer_is_ended(union: Any) -> None:
    salma = appoint_officer()
    with retold():
        actions.end_officer(id=salma, reason="left", by=0, at=AT)
    found = queries.officer(salma)
    assert found is not None and (found.latin_name, found.is_active) == ("Salma Begum", False)


def test_nobody_works_where_nothing_is_open(union: Any) -> None:
    with pytest.raises(Refused, match="unknown_centre"):
        actions.appoint_operator(place="77", local_name="করিম", latin_name="", by=0, at=AT)
    with pytest.raises(Refused, match="unknown_office"):
        appoint_officer(place="77")
    with pytest.raises(Refused, match="unknown_power"):
        appoint_officer(powers=("everything",))
    with pytest.raises(Refused, match="unknown_role"):
        appoint_officer(role="king")
    with pytest.raises(Refused, match="required"):
        actions.appoint_operator(place=PLACE, local_name=" ", latin_name="", by=0, at=AT)


def test_a_centre_cannot_appoint_anybody(union: Any) -> None:
    with retold(), act(role="centre", place=PLACE, by=0, at=AT) as action:
        facts = ev.OfficerAppointed("hub", "", ("decide", "erase"))
        names = ev.OfficerNames("জামাল", "Jamal", "", "")
        jamal = action.add(ev.OFFICER_APPOINTED, facts, person=names)
        action.add(ev.OPERATOR_APPOINTED, ev.OperatorAppointed(PLACE), person=ev.StaffNames("জামাল", "Jamal"))
    assert queries.officer(jamal) is None
    assert queries.operators(PLACE) == []


def test_a_citizen_is_registered_with_coarse_facts(union: Any) -> None:
    with retold():
        rahima = register()
    found = queries.citizen(rahima)
    assert found is not None
    assert {name: getattr(found, name) for name in RAHIMA} == RAHIMA
    assert (found.place, found.age_band, found.is_erased) == (PLACE, "25-59", False)


def test_the_facts_of_a_citizen_hold_no_word_of_hers(union: Any) -> None:
    rahima = register()
    facts = b"".join(event.facts for event in nodes.this().store.read("e.subject_id", [rahima]))
    for words in (*RAHIMA.values(), *RAHIMA["local_name"].split()):
        if words not in (RAHIMA["area"], RAHIMA["sex"]):
            assert words.encode() not in facts


def test_a_citizen_is_nobody_at_another_centre(union: Any) -> None:
    rahima = register()
    assert queries.citizen(rahima, place="elsewhere") is None
    assert queries.citizen(rahima, place=PLACE) is not None


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"local_name": "", "latin_name": "  "}, "required"),
        ({"sex": "female"}, "unknown_sex"),
        ({"date_of_birth": "11/3/1994"}, "not_a_date"),
        ({"local_name": "র" * 121}, "too_long"),
        ({"village": "a\x00b"}, "control_characters"),
        ({"phone": "0" * 21}, "too_long"),
    ],
)
def test_a_citizen_that_cannot_be_is_refused(union: Any, wrong: dict[str, str], reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        register(**wrong)
    assert queries.find_citizens("রহিমা", place=PLACE) == []


def test_a_correction_changes_only_what_differs(union: Any) -> None:
    with retold():
        rahima = register()
        changed = actions.correct_citizen(
            citizen_id=rahima, place=PLACE, **RAHIMA | {"village": "ঢালচর", "sex": "o"}, by=7, at=AT
        )
        again = actions.correct_citizen(
            citizen_id=rahima, place=PLACE, **RAHIMA | {"village": "ঢালচর", "sex": "o"}, by=7, at=AT
        )
    found = queries.citizen(rahima)
    assert found is not None
    assert (set(changed), again) == ({"village", "sex"}, ())
    assert (found.village, found.sex, found.local_name) == ("ঢালচর", "o", RAHIMA["local_name"])


def test_another_centre_cannot_correct_a_citizen(union: Any) -> None:
    rahima = register()
    with pytest.raises(Refused, match="unknown_citizen"):
        actions.correct_citizen(citizen_id=rahima, place="elsewhere", **RAHIMA | {"sex": "m"}, by=7, at=AT)
    words = ev.CitizenWords("জামাল", "Jamal", "", "", "", "")
    with retold(), act(role="centre", place="elsewhere", by=0, at=AT) as action:
        facts = ev.CitizenCorrected(("local_name",), PLACE, "m", "60+")
        action.add(ev.CITIZEN_CORRECTED, facts, subject=rahima, person=words, person_of=rahima)
    found = queries.citizen(rahima)
    assert found is not None
    assert (found.local_name, found.sex, found.n_disputed) == (RAHIMA["local_name"], "f", 1)


def test_one_form_makes_one_citizen_however_often_it_is_sent(union: Any) -> None:
    with retold():
        first = register(form_key="k1")
    assert register(form_key="k1", village="ঢালচর") == first
    assert register(form_key="k2") != first and register() != register()
    assert len(queries.find_citizens(RAHIMA["phone"], place=PLACE)) == 4


def test_one_page_with_other_words_is_another_form(union: Any) -> None:
    page, other = (pressed.key_of("page-1", {"local_name": name}) for name in ("Lata", "Lipi"))
    first, second = register(form_key=page), register(form_key=other)
    assert first != second and register(form_key=page) == first and register(form_key=other) == second
    assert [pressed.made_before(key) for key in ("page-1", "page-2", "")] == [second, 0, 0]
    assert pressed.key_of("page-2", {"local_name": "Lata"}) != page and pressed.key_of("", {}) == ""


def test_what_a_form_made_is_forgotten_after_a_week(union: Any) -> None:
    first = register(form_key="k1")
    register(form_key="k2", at=AT + timedelta(days=8))
    assert register(form_key="k1", at=AT + timedelta(days=8)) != first


def erasers() -> dict[str, int]:
    return {
        "asked_by": appoint_officer("hub", "", ("erase",)),
        "confirmed_by": appoint_officer("hub", "", ("erase",)),
    }


def erase(citizen_id: int, **other: Any) -> int:
    asked = {"law": "Act 12, section 4", "keeps": "the certificate"} | other
    return actions.erase_citizen(citizen_id=citizen_id, **asked, at=AT)


def test_an_erased_citizen_is_the_same_row_only_blank(union: Any) -> None:
    two = erasers()
    rahima = register()
    actions.correct_citizen(citizen_id=rahima, place=PLACE, **RAHIMA | {"village": "ঢালচর"}, by=7, at=AT)
    before = queries.citizen(rahima)
    with retold():
        erase(rahima, **two)
    after = queries.citizen(rahima)
    assert before is not None and after is not None
    assert after.is_erased
    kept = ("id", "sex", "age_band", "area", "place", "registered_at")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert {
        after.local_name,
        after.latin_name,
        after.date_of_birth,
        after.phone,
        after.number,
        after.village,
    } == {""}


def test_check_names_words_that_came_back_after_an_erasure(union: Any) -> None:
    two, rahima = erasers(), register()
    rows = nodes.this().store.rows
    (kept,) = rows.all("SELECT event_id, sealed FROM feed_personpart WHERE event_id = %s", [rahima])
    erase(rahima, **two)
    assert list(checking.faults(nodes.this())) == []
    rows.put("feed_personpart", ("event_id", "sealed"), 1, [kept])
    said = f"event {rahima}: person {rahima} was erased and her part is still here"
    assert list(checking.faults(nodes.this())) == [said]


def test_two_officers_of_the_hub_must_erase_together(union: Any) -> None:
    two, rahima = erasers(), register()
    at_an_office = appoint_officer("office", PLACE, ("erase",))
    without_power = appoint_officer("hub", "", ("decide", "enrol", "alarms"))
    gone = appoint_officer("hub", "", ("erase",))
    actions.end_officer(id=gone, reason="left", by=0, at=AT)
    with pytest.raises(Refused, match="two_officers"):
        erase(rahima, asked_by=two["asked_by"], confirmed_by=two["asked_by"])
    for nobody in (at_an_office, without_power, gone, rahima, 0):
        for other in ("asked_by", "confirmed_by"):
            with pytest.raises(Refused, match="not_yours"):
                erase(rahima, **two | {other: nobody})
    for silent in ("law", "keeps"):
        with pytest.raises(Refused, match="required"):
            erase(rahima, **two | {silent: " "})
    found = queries.citizen(rahima)
    assert found is not None and not found.is_erased


def test_erasing_happens_once_and_to_somebody(union: Any) -> None:
    two, rahima = erasers(), register()
    erase(rahima, **two)
    with pytest.raises(Refused, match="erased"):
        erase(rahima, **two)
    with pytest.raises(Refused, match="unknown_citizen"):
        erase(rahima + 1000, **two)
    with pytest.raises(Refused, match="erased"):
        actions.correct_citizen(citizen_id=rahima, place=PLACE, **RAHIMA | {"sex": "m"}, by=7, at=AT)


def test_what_a_centre_calls_erasing_erases_nobody(union: Any) -> None:
    rahima = register()
    with retold(), act(role="centre", place=PLACE, by=0, at=AT) as action:
        action.add(ev.CITIZEN_ERASED, ev.CitizenErased("none", "none", 1, 2), subject=rahima)
    found = queries.citizen(rahima)
    assert found is not None
    assert (found.is_erased, found.local_name) == (False, RAHIMA["local_name"])
