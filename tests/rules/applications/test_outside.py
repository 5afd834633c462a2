"""A file that an authority outside decides: it leaves on a list, and only what was sent to it can be its grant."""

from datetime import date
from itertools import permutations
from typing import Any

import msgspec
import pytest

from dorgora.applications import events as ev
from dorgora.applications import rules
from dorgora.applications.folding import FILE_COLUMNS, LIST_COLUMNS, fold_applications, fold_lists
from dorgora.feed import canonical
from dorgora.feed.event import Event
from dorgora.feed.fold import Author, Telling, Told
from dorgora.feed.fold import story as told_in_order
from dorgora.feed.kinds import Kinds
from dorgora.kernel import codes
from dorgora.kernel.ids import make_id
from dorgora.people.events import Cleared

FILE, LIST = make_id(16, 5), make_id(20, 7)
KEY = bytes(16)
CENTRE, OFFICE, OTHER = Author("centre", "10"), Author("office", "20"), Author("office", "30")
HUB = Author("hub", "people")
FACTS = ev.Submitted(
    "land", 1, "10", "20", 4, 4, codes.short_number(5, KEY), codes.public_code(FILE, KEY), "2026-12-06", "10",
    "", "", "heard", "2026-11-22",
)  # fmt: skip
BODIES: dict[str, tuple[Any, Any, int]] = {
    "sent_out": (ev.SentOut("record_room", LIST, 3), None, 1),
    "returned": (ev.Returned(("mouza",), "answers"), ev.Note("মৌজা দেখুন"), 1),
    "corrected": (ev.Corrected(("mouza",)), ev.CorrectedPerson((("mouza", "চর পাতিলা"),), ()), 1),
    "approved": (ev.ApprovedOutside("2026-11-26"), ev.ApprovedOutsidePerson("৪৫৬/২৬", ""), 2),
    "rejected": (ev.Refusal(), ev.Ground("খতিয়ান নেই", ""), 2),
    "withdrawn": (ev.Withdrawn("wrong_person", "2026-11-22"), None, 1),
    "cleared": (Cleared(make_id(17, 3)), None, 1),
    "handed_over": (ev.HandedOver("applicant", 1), None, 1),
}
MADE = ev.ListMade("20", "record_room", 3, "2026-11-24", (FILE, make_id(16, 9)))


def lodged(**changed: Any) -> Told:
    facts = msgspec.structs.replace(FACTS, **changed)
    person = ev.SubmittedPerson((("name_bn", "রহিমা"),), ())
    return Told(FILE, "application.submitted", 1, FILE, 9, 1000, CENTRE, facts, person, 4)


def act(n: int, kind: str, author: Author, facts: Any = None) -> Told:
    body, person, version = BODIES[kind]
    owner = 4 if person else 0
    name = f"application.{kind}"
    return Told(make_id(17, n), name, version, FILE, 9, 1000 * n, author, facts or body, person, owner)


def fold(*acts: tuple[str, Author]) -> Telling:
    return fold_applications([lodged(), *(act(n, *one) for n, one in enumerate(acts, 2))])


def row(telling: Telling) -> dict[str, Any]:
    (only,) = telling.rows["applications_file"]
    return dict(zip(FILE_COLUMNS, only, strict=True))


def disputed(telling: Telling) -> list[tuple[str, str]]:
    return [(one[2].removeprefix("application."), one[-1]) for one in telling.rows["applications_disputed"]]


def test_it_goes_on_waiting_and_says_on_which_list() -> None:
    telling = fold(("sent_out", OFFICE))
    file = row(telling)
    assert (file["state"], file["office"], file["due_on"]) == ("waiting", "20", "2026-12-06")
    assert (file["authority"], file["list_id"], file["list_number"]) == ("record_room", LIST, 3)
    assert (file["listed_at"], file["changed_at"], file["decided_on"]) == (2000, 2000, "")
    assert telling.rows["applications_step"][1][-1] == "3"


def test_what_came_back_is_granted_with_its_own_number_and_day() -> None:
    telling = fold(("sent_out", OFFICE), ("approved", OFFICE), ("handed_over", CENTRE))
    file = row(telling)
    assert (file["state"], file["decided_on"], file["list_number"]) == ("approved", "2026-11-26", 3)
    assert file["words"].words[3] == "" and file["words"].words[6] == "৪৫৬/২৬"
    assert file["handed_over_at"] == 4000 and disputed(telling) == []


def test_a_returned_file_is_on_no_list_and_goes_out_again() -> None:
    back = row(fold(("sent_out", OFFICE), ("returned", OFFICE)))
    assert (back["state"], back["list_id"], back["authority"], back["listed_at"]) == ("returned", 0, "", None)
    again = fold(("sent_out", OFFICE), ("returned", OFFICE), ("corrected", CENTRE), ("sent_out", OFFICE))
    assert (row(again)["list_id"], disputed(again)) == (LIST, [])


@pytest.mark.parametrize(
    ("acts", "state", "reasons"),
    [
        ([("approved", OFFICE)], "waiting", [("approved", "out_of_order")]),
        ([("sent_out", OTHER)], "waiting", [("sent_out", "not_theirs")]),
        ([("sent_out", CENTRE)], "waiting", [("sent_out", "not_theirs")]),
        ([("sent_out", OFFICE), ("sent_out", OFFICE)], "waiting", [("sent_out", "out_of_order")]),
        ([("rejected", OFFICE), ("sent_out", OFFICE)], "rejected", [("sent_out", "out_of_order")]),
        ([("sent_out", OFFICE), ("withdrawn", CENTRE)], "waiting", [("withdrawn", "out_of_order")]),
        ([("returned", OFFICE), ("corrected", CENTRE), ("withdrawn", CENTRE)], "waiting",
         [("withdrawn", "out_of_order")]),
        ([("withdrawn", CENTRE), ("sent_out", OFFICE)], "withdrawn", [("sent_out", "out_of_order")]),
        # The hub let go of it; an office that had not heard so acted before: only what it decided stands.
        ([("returned", OFFICE), ("withdrawn", CENTRE), ("cleared", HUB)], "withdrawn",
         [("withdrawn", "out_of_order")]),
        ([("sent_out", OFFICE), ("withdrawn", CENTRE), ("cleared", HUB), ("approved", OFFICE)], "withdrawn",
         [("withdrawn", "out_of_order"), ("approved", "out_of_order")]),
        ([("rejected", OFFICE), ("withdrawn", CENTRE), ("cleared", HUB)], "rejected",
         [("withdrawn", "out_of_order")]),
        ([("returned", OFFICE), ("cleared", CENTRE), ("cleared", OFFICE)], "returned",
         [("cleared", "not_theirs"), ("cleared", "not_theirs")]),
        ([("returned", OFFICE), ("sent_out", OFFICE)], "returned", [("sent_out", "out_of_order")]),
        ([("sent_out", OFFICE), ("returned", OFFICE), ("corrected", CENTRE), ("approved", OFFICE)], "waiting",
         [("approved", "out_of_order")]),
        ([("sent_out", OFFICE), ("approved", OFFICE), ("rejected", OFFICE)], "approved",
         [("rejected", "out_of_order")]),
    ],
)  # fmt: skip
def test_out_of_turn_is_kept_and_not_applied(
    acts: list[tuple[str, Author]], state: str, reasons: list[tuple[str, str]]
) -> None:
    telling = fold(*acts)
    assert (row(telling)["state"], disputed(telling)) == (state, reasons)


def test_only_the_last_of_several_offices_sends_it_out() -> None:
    onward = ev.SubmittedOnward(
        **{name: getattr(FACTS, name) for name in FACTS.__struct_fields__}, onward=("30",), due_on=("a", "b")
    )
    first = msgspec.structs.replace(lodged(), version=2, facts=onward)
    early = fold_applications([first, act(2, "sent_out", OFFICE)])
    assert disputed(early) == [("sent_out", "not_last")]


def test_both_refuse_and_what_was_refused_is_not_granted() -> None:
    refused = row(fold(("sent_out", OFFICE), ("rejected", OFFICE)))
    assert (refused["state"], refused["decided_on"], refused["words"].words[5]) == (
        "rejected",
        "",
        "খতিয়ান নেই",
    )


def test_an_erased_file_says_as_much_but_blank() -> None:
    acts = [lodged(), act(2, "sent_out", OFFICE), act(3, "approved", OFFICE)]
    full, blank = (
        fold_applications(acts),
        fold_applications([msgspec.structs.replace(one, person=None) for one in acts]),
    )
    assert row(blank)["words"] is None and {**row(full), "words": None} == row(blank)


def test_no_liar_can_break_a_column() -> None:
    mad = ev.SentOut("a\0" * 200, 2**63, 2**40)
    file = row(fold_applications([lodged(), act(2, "sent_out", OFFICE, mad)]))
    assert (file["list_id"], file["list_number"]) == (0, 0) and len(file["authority"]) <= 60
    granted = row(
        fold_applications(
            [
                lodged(),
                act(2, "sent_out", OFFICE),
                act(3, "approved", OFFICE, ev.ApprovedOutside("9" * 99)),
            ]
        )
    )
    assert len(granted["decided_on"]) <= 10
    many = msgspec.structs.replace(MADE, files=tuple(range(1, 500)), number=2**40)
    (listed,) = fold_lists([made(many)]).rows["applications_outgoinglist"]
    assert listed[3] == 0 and len(listed[-1].split(",")) == rules.MOST_ON_LIST


def made(facts: ev.ListMade = MADE, author: Author = OFFICE, subject: int = LIST) -> Told:
    return Told(LIST, "outgoing_list.made", 1, subject, 9, 1500, author, facts, None, 0)


def test_a_list_is_what_its_own_office_made() -> None:
    (listed,) = fold_lists([made()]).rows["applications_outgoinglist"]
    assert dict(zip(LIST_COLUMNS, listed, strict=True)) == {
        "id": LIST, "office": "20", "authority": "record_room", "number": 3, "made_on": "2026-11-24", "made_at": 1500,
        "by_id": 9, "files": f"{FILE},{make_id(16, 9)}",
    }  # fmt: skip
    for stranger in (OTHER, CENTRE, Author("hub", "catalogue")):
        assert fold_lists([made(author=stranger)]).rows == {}
    assert fold_lists([made(), made(author=OTHER)]).rows == fold_lists([made()]).rows


def test_the_list_stays_with_its_office_and_the_file_goes_to_both() -> None:
    assert rules.route_of_list(made(), [made()]).places == {OFFICE}
    assert rules.route_of_list(made(author=OTHER), [made()]).places == frozenset()
    assert rules.route_of_list(made(subject=FILE), [lodged()]).places == frozenset()
    acts = [lodged(), act(2, "sent_out", OFFICE)]
    assert rules.route(acts[1], acts).places == {CENTRE, OFFICE}


@pytest.mark.parametrize(
    ("on", "problem"),
    [("2026-11-21", "before_lodged"), ("2026-11-22", ""), ("2026-11-26", ""), ("2026-11-27", "in_future")],
)
def test_it_was_decided_between_lodging_and_today(on: str, problem: str) -> None:
    found = rules.result_problem(date.fromisoformat(on), date(2026, 11, 22), date(2026, 11, 26))
    assert found == problem


KINDS = Kinds(ev.KINDS)
AUTHORS = {16: CENTRE, 20: OFFICE, 21: OFFICE}


def written(feed: int, seq: int, kind: str, *seen: int) -> Event:
    """One event of a feed; office 20 writes two, as after a laptop was copied."""
    facts, person, version = BODIES[kind]
    sealed = canonical.encode(person) if person is not None else None
    return Event(
        make_id(feed, seq), f"application.{kind}", version, FILE, 9, 1000 + seq, seen, 4 if person else 0,
        canonical.encode(facts), sealed, b"", b"",
    )  # fmt: skip


OPENED = Event(
    FILE, "application.submitted", 1, FILE, 9, 1000, (), 4, canonical.encode(FACTS),
    canonical.encode(lodged().person), b"", b"",
)  # fmt: skip


def test_two_lists_unseen_by_each_other_come_to_one() -> None:
    """A copied laptop sends it out on a list of its own while the first one's list comes back with the copy."""
    acts = [
        OPENED,
        written(20, 11, "sent_out", FILE),
        written(20, 12, "approved", FILE),
        written(21, 11, "sent_out", FILE),
        written(21, 12, "returned", FILE),
    ]
    found = [
        fold_applications(told_in_order(list(order), KINDS, AUTHORS.__getitem__))
        for order in permutations(acts)
    ]
    assert all(one == found[0] for one in found)
    assert row(found[0])["state"] == "approved"
    assert disputed(found[0]) == [("sent_out", "out_of_order"), ("returned", "out_of_order")]
