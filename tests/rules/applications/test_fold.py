"""What a file's events come to, in any order they may be told, without a database."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dorgora.applications import events as ev
from dorgora.applications import rules
from dorgora.applications.folding import FILE_COLUMNS, fold_applications
from dorgora.applications.rules import TRANSITIONS, route
from dorgora.feed.fold import Author, Telling, Told
from dorgora.kernel import codes
from dorgora.kernel.ids import make_id

FILE = make_id(16, 5)
KEY = bytes(16)
CENTRE, OFFICE = Author("centre", "10"), Author("office", "20")
KINDS = {kind.name: kind for kind in ev.KINDS}
FACTS = ev.Submitted(
    "birth", 1, "10", "20", 4, 3, codes.short_number(5, KEY), codes.public_code(FILE, KEY), "2026-12-14", "10",
    "female", "newborn", "heard", "2026-11-22",
)  # fmt: skip
BODIES: dict[str, tuple[Any, Any]] = {
    "application.submitted": (FACTS, ev.SubmittedPerson((("name", "মিম"),), (("epi", "", True, ""),))),
    "application.forwarded": (ev.Forwarded("21", "recommended"), ev.Advice("")),
    "application.sent_out": (ev.SentOut("room", 77, 3), None),
    "application.returned": (ev.Returned(("name",), "wrong"), ev.Note("কার্ড দেখুন")),
    "application.reopened": (ev.Reopened(("name",), "wrong"), ev.Note("নাম ভুল")),
    "application.corrected": (ev.Corrected(("name",)), ev.CorrectedPerson((("name", "মীম"),), ())),
    "application.approved": (ev.Approved("complete"), ev.ApprovedPerson("2026", "")),
    "application.rejected": (ev.Refusal(), ev.Ground("Act", "")),
    "application.handed_over": (ev.HandedOver("applicant", 1), None),
}


def told(n: int, kind: str, author: Author, at: int = 0, facts: Any = None) -> Told:
    body, person = BODIES[kind]
    return Told(
        make_id(16, 4 + n),
        kind,
        1,
        FILE,
        9,
        at or 1000 * n,
        author,
        facts or body,
        person,
        4 if person else 0,
    )


def story(*kinds: str) -> list[Told]:
    """A submission, then these, each by whom the table names."""
    who = {row.event: row.who for row in TRANSITIONS}
    events = [told(1, "application.submitted", CENTRE)]
    for n, kind in enumerate(kinds, 2):
        name = f"application.{kind}"
        events.append(told(n, name, OFFICE if who[name] == "office" else CENTRE))
    return events


def row(telling: Telling) -> dict[str, Any]:
    (only,) = telling.rows["applications_file"]
    return dict(zip(FILE_COLUMNS, only, strict=True))


def test_a_file_walks_through_its_whole_life() -> None:
    file = row(fold_applications(story("returned", "corrected", "approved", "handed_over")))
    assert (file["state"], file["n_returns"], file["stopped_seconds"]) == ("approved", 1, 1000)
    assert (file["decided_at"], file["handed_over_at"]) == (4000, 5000)
    assert file["words"].owner == 4
    assert file["words"].words[0] == [("name", "মীম")]


@pytest.mark.parametrize(
    ("kinds", "state", "n_disputed"),
    [
        (("approved", "rejected"), "approved", 1),
        (("corrected",), "waiting", 1),
        (("returned", "approved"), "returned", 1),
        (("rejected", "corrected", "approved"), "rejected", 2),
        (("returned", "returned"), "returned", 1),
    ],
)
def test_what_breaks_the_order_is_kept_and_not_applied(
    kinds: tuple[str, ...], state: str, n_disputed: int
) -> None:
    telling = fold_applications(story(*kinds))
    assert row(telling)["state"] == state
    assert len(telling.rows["applications_disputed"]) == n_disputed
    assert len(telling.rows["applications_step"]) == 1 + len(kinds) - n_disputed


@pytest.mark.parametrize("author", [Author("office", "21"), Author("centre", "20"), Author("hub", "20")])
def test_only_the_holder_decides(author: Author) -> None:
    telling = fold_applications([*story(), told(2, "application.approved", author)])
    assert row(telling)["state"] == "waiting"
    assert telling.rows["applications_disputed"][0][-1] == "not_theirs"


def test_only_the_lodging_centre_corrects() -> None:
    telling = fold_applications(
        [*story("returned"), told(3, "application.corrected", Author("centre", "11"))]
    )
    assert row(telling)["state"] == "returned"
    assert len(telling.rows["applications_disputed"]) == 1


def test_only_the_lodging_centre_hands_over() -> None:
    telling = fold_applications(
        [*story("approved"), told(3, "application.handed_over", Author("centre", "11"))]
    )
    assert row(telling)["handed_over_at"] is None
    assert telling.rows["applications_disputed"][0][-1] == "not_theirs"


def test_a_file_bears_no_code_of_another_feed() -> None:
    assert row(fold_applications(story()))["code"] == codes.public_code(FILE, KEY)
    for code in (codes.public_code(make_id(17, 5), KEY), "", "ABCDEFGHJKMNPQ"):
        lie = replace(FACTS, code=code)
        assert row(fold_applications([told(1, "application.submitted", CENTRE, facts=lie)]))["code"] == ""


def test_a_file_bears_no_number_that_is_none() -> None:
    assert row(fold_applications(story()))["number"] == codes.short_number(5, KEY)
    for number in ("1234567", "", "12"):
        lie = replace(FACTS, number=number)
        assert row(fold_applications([told(1, "application.submitted", CENTRE, facts=lie)]))["number"] == ""


def test_what_happened_in_the_world_is_never_disputed() -> None:
    telling = fold_applications(story("rejected", "handed_over"))
    assert row(telling)["handed_over_at"] == 3000
    assert telling.rows["applications_disputed"] == []


def test_a_file_lodged_for_another_centre_is_none() -> None:
    telling = fold_applications([told(1, "application.submitted", Author("centre", "11"))])
    assert "applications_file" not in telling.rows
    assert telling.rows["applications_disputed"][0][-1] == "not_theirs"


def test_nothing_is_told_before_the_submission_is_here() -> None:
    assert fold_applications(story("approved")[1:]) == Telling({}, {})


def test_an_erased_file_is_the_same_but_blank() -> None:
    whole = story("returned", "corrected", "approved", "handed_over")
    erased = [replace(one, person=None) for one in whole]
    full, blank = fold_applications(whole), fold_applications(erased)
    assert row(blank)["words"] is None
    assert {**row(full), "words": None} == row(blank)
    assert full.rows["applications_step"] == blank.rows["applications_step"]
    assert full.counts == blank.counts


def test_no_liar_can_break_a_column() -> None:
    mad = ev.Submitted(
        "x\0" * 500, 2**64 - 1, "10", "20", 2**64 - 1, 0, "9" * 99, "c" * 99, "p" * 99, "a" * 99,
        "s" * 99, "b" * 99, "", "",
    )  # fmt: skip
    file = row(fold_applications([told(1, "application.submitted", CENTRE, facts=mad)]))
    assert "\0" not in file["service"] and len(file["service"]) <= 60
    assert all(value < 2**63 for value in file.values() if isinstance(value, int))


def test_every_move_of_the_table_has_its_event() -> None:
    assert {transition.event for transition in TRANSITIONS} == set(KINDS) - {
        "application.cleared",
        "application.told_anew",
        "outgoing_list.made",
        "file.outlined",
    }
    states = {"waiting", "returned", "approved", "rejected", "done", "withdrawn"}
    assert {transition.after for transition in TRANSITIONS} == states
    assert rules.may_approve("waiting") and not rules.may_approve("returned")
    assert rules.may_hand_over("approved", False) and not rules.may_hand_over("approved", True)


def test_what_was_granted_is_opened_again_and_granted_anew() -> None:
    opened = story("approved", "handed_over", "reopened")
    file = row(fold_applications(opened))
    assert (file["state"], file["decision_id"], file["handed_over_at"]) == ("returned", 0, None)
    assert file["returned_fields"] == "name" and file["words"].words[3] == ""
    again = row(
        fold_applications(
            story("approved", "handed_over", "reopened", "corrected", "approved", "handed_over")
        )
    )
    assert (again["state"], again["decision_id"], again["handed_over_at"]) == (
        "approved",
        make_id(16, 10),
        7000,
    )
    waiting = fold_applications(story("reopened"))
    assert row(waiting)["state"] == "waiting" and len(waiting.rows["applications_disputed"]) == 1


def test_a_ground_lies_with_what_is_erased() -> None:
    """An officer may have named somebody in it. At first it stood among the facts, shown as long as her words."""
    file = row(fold_applications(story("rejected")))
    assert file["words"].words[5] == "Act" and "Act" not in [*file.values()]
    steps = fold_applications(story("rejected")).rows["applications_step"]
    assert not any("Act" in step for step in steps)
    early = told(2, "application.rejected", OFFICE, facts=ev.Rejected("Act of old"))
    for note, ground in ((ev.Note("no"), "Act of old"), (None, "")):
        events = [told(1, "application.submitted", CENTRE), replace(early, person=note)]
        assert row(fold_applications(events))["words"].words[5] == ground


def test_what_is_done_at_once_takes_no_decision() -> None:
    """Not even of somebody who calls himself what stands in place of the office."""
    facts = replace(FACTS, office="provider:electricity")
    liar = Author("office", "provider:electricity")
    events = [told(1, "application.submitted", CENTRE, facts=facts), told(2, "application.rejected", liar)]
    telling = fold_applications(
        [*events, told(3, "application.corrected", CENTRE), told(4, "application.handed_over", CENTRE)]
    )
    file = row(telling)
    assert (file["state"], file["decision_id"], file["handed_over_at"]) == ("done", 0, 4000)
    assert len(telling.rows["applications_disputed"]) == 2


@given(
    st.lists(st.sampled_from(["returned", "corrected", "approved", "rejected", "handed_over"]), max_size=8)
)
def test_any_story_keeps_every_event_once(kinds: list[str]) -> None:
    events = story(*kinds)
    telling = fold_applications(events)
    kept = [one[0] for table in ("applications_step", "applications_disputed") for one in telling.rows[table]]
    assert sorted(kept) == [one.id for one in events]
    assert row(telling)["state"] in ("waiting", "returned", "approved", "rejected")
    decisions = [
        one for one in telling.rows["applications_step"] if one[3].endswith(("approved", "rejected"))
    ]
    assert len(decisions) <= 1


def anew(n: int, author: Author = rules.STAFF_WRITER) -> Told:
    """The hub tells what stands in the file, as it has it."""
    words = ev.SubmittedPerson((("name", "মিম"), ("village", "চর")), (("epi", "7", True, ""),))
    kind = ev.TOLD_ANEW.name
    return Told(make_id(16, 4 + n), kind, 1, FILE, 0, 1000 * n, author, ev.ToldAnew(1), words, 4)


def test_what_is_told_anew_fills_what_is_not_known_here() -> None:
    """Wherever it stands in the order, what was said since is not overruled; it is no step and no move."""
    opened = [replace(one, person=None) for one in story("approved", "handed_over", "reopened")]
    put_right = told(6, "application.corrected", CENTRE)
    for rest, name in (
        ([anew(5)], "মিম"),
        ([anew(5), put_right], "মীম"),
        ([put_right, anew(7)], "মীম"),
    ):
        telling = fold_applications([*opened, *rest])
        words = row(telling)["words"].words
        assert dict(words[0]) == {"name": name, "village": "চর"} and words[1] == [("epi", "7", True, "")]
        without = fold_applications([*opened, *(one for one in rest if one.kind != rules.TOLD_ANEW)])
        assert row(telling) | {"words": None} == row(without) | {"words": None}
        assert telling.rows["applications_step"] == without.rows["applications_step"]
        assert not telling.rows["applications_disputed"]


def test_only_the_hub_tells_anew() -> None:
    events = [*story("approved", "handed_over", "reopened"), anew(5)]
    assert route(events[-1], events).places == {("centre", "10"), ("office", "20")}
    lie = anew(5, Author("office", "21"))
    assert route(lie, [*events[:-1], lie]).places == frozenset()
    blank = [replace(one, person=None) for one in events[:-1]]
    telling = fold_applications([*blank, lie])
    assert row(telling)["words"] is None and len(telling.rows["applications_disputed"]) == 1


def test_a_file_goes_where_it_is_needed_after_its_people() -> None:
    events = story("approved")
    for one in events:
        found = route(one, events)
        assert found.places == {("centre", "10"), ("office", "20")}
        assert found.needs == (4, 3)
    assert route(events[1], events[1:]).places == frozenset()


def test_a_number_no_database_takes_is_needed_by_no_file() -> None:
    """A lying centre that writes one would else keep the hub from filling any mailbox."""
    facts = replace(FACTS, citizen_id=2**63, applicant_id=-1)
    (first,) = [replace(one, facts=facts) for one in story()]
    assert route(first, [first]).needs == ()


def test_a_strangers_act_on_a_file_leads_nowhere() -> None:
    for author in (Author("centre", "11"), Author("office", "21"), Author("office", "10")):
        lie = told(3, "application.handed_over", author)
        assert route(lie, [*story("approved"), lie]).places == frozenset()


def test_a_second_submission_of_a_file_leads_nowhere() -> None:
    stolen = replace(FACTS, centre="11", office="21")
    lie = told(0, "application.submitted", Author("centre", "11"), facts=stolen)
    events = [lie, *story()]
    assert route(lie, events).places == frozenset()
    assert route(events[1], events).places == {("centre", "10"), ("office", "20")}


def test_a_file_lodged_for_another_centre_leads_nowhere() -> None:
    lie = told(1, "application.submitted", Author("centre", "11"))
    assert route(lie, [lie]).places == frozenset()


def test_a_citizen_who_asks_for_herself_is_needed_once() -> None:
    own = FACTS.__class__(
        *(4 if name == "applicant_id" else getattr(FACTS, name) for name in FACTS.__struct_fields__)
    )
    events = [told(1, "application.submitted", CENTRE, facts=own)]
    assert route(events[0], events).needs == (4,)
