"""A file that two offices decide, one after the other: whose turn it is, in any order the acts may be told."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from dorgora.applications import events as ev
from dorgora.applications.folding import FILE_COLUMNS, fold_applications
from dorgora.applications.rules import route
from dorgora.feed import canonical
from dorgora.feed.event import Event
from dorgora.feed.fold import Author, Telling, Told
from dorgora.feed.fold import story as told_in_order
from dorgora.feed.kinds import Kinds
from dorgora.kernel import codes
from dorgora.kernel.ids import make_id

FILE = make_id(16, 5)
KEY = bytes(16)
CENTRE, UNION, UPAZILA = Author("centre", "10"), Author("office", "20"), Author("office", "30")
FACTS = ev.SubmittedOnward(
    "allowance", 1, "10", "20", 4, 4, codes.short_number(5, KEY), codes.public_code(FILE, KEY), "2027-01-05", "10",
    "female", "elder", "heard", "2026-11-22", ("30",), ("2026-12-06", "2027-01-05"),
)  # fmt: skip
SHOWN = ev.SubmittedPerson((("name", "রহিমা"),), ())
BODIES: dict[str, tuple[Any, Any]] = {
    "forwarded": (ev.Forwarded("30", "recommended"), ev.Advice("গরিব, একা থাকেন")),
    "returned": (ev.Returned(("name",), "wrong"), ev.Note("কার্ড দেখুন")),
    "corrected": (ev.Corrected(("name",)), ev.CorrectedPerson((("name", "রহিমা খাতুন"),), ())),
    "approved": (ev.Approved(""), ev.ApprovedPerson("", "")),
    "rejected": (ev.Refusal(), ev.Ground("Policy 2013", "")),
    "reopened": (ev.Reopened(("name",), "wrong"), ev.Note("")),
    "handed_over": (ev.HandedOver("applicant", 1), None),
}


def lodged(**changed: Any) -> Told:
    facts = replace(FACTS, **changed)
    return Told(FILE, "application.submitted", 2, FILE, 9, 1000, CENTRE, facts, SHOWN, 4)


def act(n: int, kind: str, author: Author, facts: Any = None) -> Told:
    body, person = BODIES[kind]
    owner = 4 if person else 0
    name = f"application.{kind}"
    return Told(make_id(17, n), name, 1, FILE, 9, 1000 * n, author, facts or body, person, owner)


def fold(*acts: tuple[str, Author]) -> Telling:
    return fold_applications([lodged(), *(act(n, *one) for n, one in enumerate(acts, 2))])


def row(telling: Telling) -> dict[str, Any]:
    (only,) = telling.rows["applications_file"]
    return dict(zip(FILE_COLUMNS, only, strict=True))


def disputed(telling: Telling) -> list[tuple[str, str]]:
    return [(one[2].removeprefix("application."), one[-1]) for one in telling.rows["applications_disputed"]]


def test_the_first_office_has_it_by_its_own_day() -> None:
    file = row(fold())
    assert (file["office"], file["offices"], file["n_passed"]) == ("20", "20,30", 0)
    assert (file["due_on"], file["promised_on"]) == ("2026-12-06", "2027-01-05")


def test_the_next_one_has_it_once_it_is_sent_on() -> None:
    telling = fold(("forwarded", UNION))
    file = row(telling)
    assert (file["office"], file["n_passed"], file["state"]) == ("30", 1, "waiting")
    assert (file["due_on"], file["changed_at"]) == ("2027-01-05", 2000)
    assert file["words"].words[2] == [] and file["words"].words[4] == [(make_id(17, 2), "গরিব, একা থাকেন")]
    assert telling.rows["applications_step"][1][-1] == "recommended"


def test_both_offices_in_their_turn_grant_it() -> None:
    telling = fold(("forwarded", UNION), ("approved", UPAZILA), ("handed_over", CENTRE))
    file = row(telling)
    assert (file["state"], file["office"], file["decision_id"]) == ("approved", "30", make_id(17, 3))
    assert disputed(telling) == []


@pytest.mark.parametrize(
    ("acts", "state", "office", "reasons"),
    [
        ([("approved", UNION)], "waiting", "20", [("approved", "not_last")]),
        ([("approved", UPAZILA)], "waiting", "20", [("approved", "not_theirs")]),
        ([("forwarded", UPAZILA)], "waiting", "20", [("forwarded", "not_theirs")]),
        ([("forwarded", UNION), ("forwarded", UNION)], "waiting", "30", [("forwarded", "not_theirs")]),
        ([("forwarded", UNION), ("forwarded", UPAZILA)], "waiting", "30", [("forwarded", "not_next")]),
        ([("forwarded", UNION), ("rejected", UNION)], "waiting", "30", [("rejected", "not_theirs")]),
        ([("forwarded", UNION), ("returned", UNION)], "waiting", "30", [("returned", "not_theirs")]),
        ([("returned", UNION), ("forwarded", UNION)], "returned", "20", [("forwarded", "out_of_order")]),
        ([("rejected", UNION), ("forwarded", UNION)], "rejected", "20", [("forwarded", "out_of_order")]),
        ([("forwarded", Author("office", "31"))], "waiting", "20", [("forwarded", "not_theirs")]),
    ],
)  # fmt: skip
def test_out_of_turn_is_kept_and_not_applied(
    acts: list[tuple[str, Author]], state: str, office: str, reasons: list[tuple[str, str]]
) -> None:
    telling = fold(*acts)
    file = row(telling)
    assert (file["state"], file["office"], disputed(telling)) == (state, office, reasons)


def test_it_goes_on_to_no_other_office_than_the_next() -> None:
    elsewhere = act(2, "forwarded", UNION, ev.Forwarded("31", "recommended"))
    telling = fold_applications([lodged(), elsewhere])
    assert (row(telling)["office"], disputed(telling)) == ("20", [("forwarded", "not_next")])
    alone = fold_applications([lodged(onward=(), due_on=()), act(2, "forwarded", UNION)])
    assert (row(alone)["office"], disputed(alone)) == ("20", [("forwarded", "not_next")])
    nowhere = act(2, "forwarded", UNION, ev.Forwarded("", "recommended"))
    assert disputed(fold_applications([lodged(onward=(), due_on=()), nowhere])) == [("forwarded", "not_next")]


@pytest.mark.parametrize(("before", "holder"), [([], UNION), ([("forwarded", UNION)], UPAZILA)])
def test_a_returned_file_comes_back_to_who_returned_it(
    before: list[tuple[str, Author]], holder: Author
) -> None:
    file = row(fold(*before, ("returned", holder), ("corrected", CENTRE)))
    assert (file["state"], file["office"]) == ("waiting", holder.place)


@pytest.mark.parametrize(("before", "holder"), [([], UNION), ([("forwarded", UNION)], UPAZILA)])
def test_either_office_refuses_while_it_has_it(before: list[tuple[str, Author]], holder: Author) -> None:
    file = row(fold(*before, ("rejected", holder)))
    assert (file["state"], file["office"]) == ("rejected", holder.place)


def test_what_was_granted_is_opened_again_by_the_last() -> None:
    granted = [("forwarded", UNION), ("approved", UPAZILA)]
    assert disputed(fold(*granted, ("reopened", UNION))) == [("reopened", "not_theirs")]
    again = row(fold(*granted, ("reopened", UPAZILA), ("corrected", CENTRE), ("approved", UPAZILA)))
    assert (again["state"], again["office"], again["n_returns"]) == ("approved", "30", 1)


def test_a_file_of_one_office_reads_as_it_always_did() -> None:
    alone = {name: getattr(FACTS, name) for name in ev.Submitted.__struct_fields__}
    old = replace(lodged(), version=1, facts=ev.Submitted(**alone))
    file = row(fold_applications([old, act(2, "approved", UNION)]))
    assert (file["state"], file["offices"], file["n_passed"], file["due_on"]) == (
        "approved",
        "20",
        0,
        "2027-01-05",
    )


def test_no_liar_can_name_offices_without_end() -> None:
    many = tuple(str(n) for n in range(30, 1030))
    file = row(fold_applications([lodged(onward=many, due_on=("x" * 99,))]))
    assert file["offices"] == "20,30,31,32,33,34,35,36" and len(file["due_on"]) <= 10
    assert len(ev.SUBMITTED_ONWARD.parties([lodged(onward=many)])) == 8  # type: ignore[misc]


def test_an_erased_file_says_as_much_but_blank() -> None:
    acts = [lodged(), act(2, "forwarded", UNION), act(3, "approved", UPAZILA)]
    full, blank = fold_applications(acts), fold_applications([replace(one, person=None) for one in acts])
    assert row(blank)["words"] is None
    assert {**row(full), "words": None} == row(blank)
    assert full.rows["applications_step"] == blank.rows["applications_step"]


def test_an_office_hears_of_it_when_it_comes_to_it() -> None:
    acts = [lodged(), act(2, "forwarded", UNION), act(3, "approved", UPAZILA)]
    assert route(acts[0], acts[:1]).places == {CENTRE, UNION}
    for one in acts:
        assert route(one, acts).places == {CENTRE, UNION, UPAZILA}
        assert route(one, acts).needs == (4,)
    strangers = [acts[0], act(2, "forwarded", Author("office", "31")), act(3, "returned", UNION)]
    assert route(strangers[2], strangers).places == {CENTRE, UNION}
    early = [acts[0], act(2, "approved", UPAZILA)]
    assert route(early[1], early).places == frozenset()
    assert route(early[0], early).places == {CENTRE, UNION}


KINDS = Kinds(ev.KINDS)
AUTHORS = {16: CENTRE, 20: UNION, 21: UNION, 30: UPAZILA}


def written(feed: int, seq: int, kind: str, *seen: int) -> Event:
    """One event of a feed; office 20 writes two, as after a laptop was copied."""
    facts, person = BODIES[kind]
    sealed = canonical.encode(person) if person is not None else None
    version = 2 if kind == "rejected" else 1
    return Event(
        make_id(feed, seq), f"application.{kind}", version, FILE, 9, 1000 + seq, seen, 4 if person else 0,
        canonical.encode(facts), sealed, b"", b"",
    )  # fmt: skip


OPENED = Event(
    FILE, "application.submitted", 2, FILE, 9, 1000, (), 4, canonical.encode(FACTS), canonical.encode(SHOWN), b"", b""
)  # fmt: skip


@st.composite
def stories(draw: Any) -> list[Event]:
    """Acts of a centre and two offices, each having seen some of what the others wrote before it, or nothing."""
    events: list[Event] = []
    n_of = dict.fromkeys(AUTHORS, 10)
    for _ in range(draw(st.integers(1, 7))):
        feed = draw(st.sampled_from(sorted(AUTHORS)))
        kind = draw(
            st.sampled_from(
                ["corrected", "handed_over"]
                if feed == 16
                else ["forwarded", "returned", "approved", "rejected"]
            )
        )
        others = [one.id for one in events if one.feed != feed]
        seen = draw(st.lists(st.sampled_from(others), unique=True, max_size=2)) if others else []
        n_of[feed] += 1
        events.append(written(feed, n_of[feed], kind, FILE, *seen))
    return [OPENED, *events]


@given(stories(), st.randoms())
def test_any_order_of_arrival_tells_the_same(events: list[Event], chance: Any) -> None:
    shuffled = list(events)
    chance.shuffle(shuffled)
    told = told_in_order(shuffled, KINDS, AUTHORS.__getitem__)
    telling = fold_applications(told)
    assert telling == fold_applications(told_in_order(events, KINDS, AUTHORS.__getitem__))
    kept = [one[0] for table in ("applications_step", "applications_disputed") for one in telling.rows[table]]
    assert sorted(kept) == sorted(one.id for one in events)
    steps = [(one[3].removeprefix("application."), one[7]) for one in telling.rows["applications_step"]]
    assert steps.count(("forwarded", "20")) == row(telling)["n_passed"] <= 1
    if ("approved", "30") in steps:
        assert steps.index(("forwarded", "20")) < steps.index(("approved", "30"))
    assert not {("approved", "20"), ("forwarded", "30")} & set(steps)


def test_two_acts_unseen_by_each_other_have_one_order() -> None:
    """The copied laptop of the union refuses it while the first one sends it on and the upazila grants it."""
    acts = [
        OPENED,
        written(20, 11, "forwarded", FILE),
        written(21, 11, "rejected", FILE),
        written(30, 11, "approved", make_id(20, 11)),
    ]
    found = {
        row(fold_applications(told_in_order(list(order), KINDS, AUTHORS.__getitem__)))["state"]
        for order in permutations(acts)
    }
    assert found == {"approved"}
