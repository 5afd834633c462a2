"""Two records of one person: found to be one by an officer, followed by every question, undone at any time."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import combinations
from random import Random
from typing import Any

import pytest

from dorgora.feed import aftermath, projecting
from dorgora.feed import node as nodes
from dorgora.feed.fold import story
from dorgora.feed.log import act
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import actions, linking, queries
from dorgora.people import events as ev
from dorgora.places import actions as places
from tests.people.cast import AT, PLACE, RAHIMA, appoint_karim, appoint_officer, open_union, register
from tests.retold import retold

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

FAR = "100925"
ON = date(2026, 11, 22)
LATER = AT + timedelta(minutes=5)


@pytest.fixture
def far(hub: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """The union, and a far centre; all of it on one node. Gives the far centre's feed."""
    open_union(hub)
    places.open_centre(place=FAR, area=FAR, local_name="চরফ্যাশন", latin_name="Charfasson", by=0, at=AT)
    monkeypatch.setattr(clock, "now", lambda: AT)
    yield hub("centre", FAR)


@pytest.fixture
def salma(far: int) -> int:
    """An officer of the hub who may say whether two are one."""
    return appoint_officer("hub", "", ("link",))


def link(one: int, other: int, salma: int, **said: Any) -> int:
    with retold():
        return actions.link_citizens(
            first_id=one, second_id=other, by=salma, at=AT, **{"reason": "number"} | said
        )


def unlink(link_id: int, salma: int) -> None:
    with retold():
        actions.unlink_citizens(link_id=link_id, reason="mistake", by=salma, at=LATER)


def found_at(place: str, text: str = "rohima") -> list[int]:
    return [one.id for one in queries.find_citizens(text, place=place)]


def test_two_records_are_one_until_it_is_undone(salma: int) -> None:
    here, there = register(), register(FAR, village="")
    assert queries.records_of(there) == (there,)
    made = link(there, here, salma)
    assert queries.linked([here, there]) == dict.fromkeys((here, there), (min(here, there), max(here, there)))
    unlink(made, salma)
    assert queries.linked([here, there]) == {here: (here,), there: (there,)}
    (kept,) = queries.links_between(there, here)
    assert (kept.id, kept.end_reason, kept.ended_by, kept.ended_at) == (made, "mistake", salma, LATER)
    actions.unlink_citizens(link_id=made, reason="asked", by=salma, at=LATER)
    assert queries.links_between(here, there) == [kept], "taken back twice it is taken back once"


def test_only_who_may_says_that_two_are_one(far: int) -> None:
    here, there = register(), register(FAR)
    for who in (0, 99, appoint_karim(), appoint_officer("hub", "", ("erase", "decide", "enrol", "alarms")),
                appoint_officer("office", PLACE, ("link",))):  # fmt: skip
        for does in (
            lambda who=who: actions.link_citizens(
                first_id=here, second_id=there, reason="number", by=who, at=AT
            ),
            lambda who=who: actions.tell_apart(first_id=here, second_id=there, by=who, at=AT),
        ):
            with pytest.raises(Refused, match="not_yours"):
                does()
    ended = appoint_officer("hub", "", ("link",))
    made = actions.link_citizens(first_id=here, second_id=there, reason="number", by=ended, at=AT)
    actions.end_officer(id=ended, reason="left", by=0, at=AT)
    with pytest.raises(Refused, match="not_yours"):
        actions.unlink_citizens(link_id=made, reason="mistake", by=ended, at=AT)
    assert queries.records_of(here) == (here, there)


def test_what_cannot_be_one_is_refused(salma: int) -> None:
    here, there, gone = register(), register(FAR), register()
    actions.withdraw_citizen(citizen_id=gone, place=PLACE, reason="twice", by=7, at=AT)
    for one, other, why in (
        (here, here, "same_record"),
        (here, 99, "unknown_citizen"),
        (gone, here, "unknown_citizen"),
    ):
        with pytest.raises(Refused, match=why):
            actions.link_citizens(first_id=one, second_id=other, reason="number", by=salma, at=AT)
    with pytest.raises(Refused, match="not_a_choice"):
        actions.link_citizens(first_id=here, second_id=there, reason="why not", by=salma, at=AT)
    made = link(here, there, salma)
    with pytest.raises(Refused, match="not_a_choice"):
        actions.unlink_citizens(link_id=made, reason="", by=salma, at=AT)
    with pytest.raises(Refused, match="linked_already"):
        actions.link_citizens(first_id=there, second_id=here, reason="number", by=salma, at=AT, knows=made)
    with pytest.raises(Refused, match="unknown_link"):
        actions.unlink_citizens(link_id=here, reason="mistake", by=salma, at=AT)


def test_of_two_officers_the_second_is_told(salma: int) -> None:
    here, there = register(), register(FAR)
    apart = actions.tell_apart(first_id=there, second_id=here, by=salma, at=AT)
    with pytest.raises(Refused, match="decided_meanwhile") as late:
        actions.link_citizens(first_id=here, second_id=there, reason="asked", by=salma, at=LATER)
    assert late.value.detail == {"at": AT}
    made = link(here, there, salma, knows=apart)  # who knows of it may find otherwise
    with pytest.raises(Refused, match="decided_meanwhile"):
        actions.tell_apart(first_id=here, second_id=there, by=salma, at=LATER, knows=apart)
    with pytest.raises(Refused, match="linked_already"):
        actions.tell_apart(first_id=here, second_id=there, by=salma, at=LATER, knows=made)


def test_a_chain_is_one_person_and_the_smallest_leads(salma: int) -> None:
    ids = sorted(register(place) for place in (PLACE, FAR, PLACE, FAR))
    joined = [link(ids[3], ids[2], salma), link(ids[1], ids[0], salma), link(ids[2], ids[0], salma)]
    assert set(queries.linked(ids).values()) == {tuple(ids)}
    with pytest.raises(Refused, match="linked_already"):
        actions.link_citizens(first_id=ids[1], second_id=ids[3], reason="number", by=salma, at=AT)
    unlink(joined[2], salma)
    assert queries.linked(ids) == {
        ids[0]: (ids[0], ids[1]), ids[1]: (ids[0], ids[1]), ids[2]: (ids[2], ids[3]), ids[3]: (ids[2], ids[3]),
    }  # fmt: skip


def test_a_number_used_for_many_is_no_person(salma: int) -> None:
    many = [register() for _ in range(13)]
    for one, other in zip(many[:11], many[1:12], strict=True):
        actions.link_citizens(first_id=one, second_id=other, reason="known", by=salma, at=AT)
    with pytest.raises(Refused, match="too_many_records"):
        actions.link_citizens(first_id=many[0], second_id=many[12], reason="known", by=salma, at=AT)


def test_no_centre_says_that_two_are_one(far: int, salma: int) -> None:
    """A laptop that writes such an event as the centre it is changes nothing, and is counted where it speaks up."""
    here, there = register(), register(FAR)
    with retold(), act(role="centre", place=FAR, by=7, at=AT) as action:
        action.add(ev.CITIZEN_LINKED, ev.CitizenLinked(here, there, "number", (FAR,), ()))
    assert queries.records_of(here) == (here,)
    made = link(here, there, salma)
    with retold(), act(role="centre", place=FAR, by=7, at=AT) as action:
        action.add(ev.CITIZEN_UNLINKED, ev.CitizenUnlinked("mistake"), subject=made)
    assert queries.records_of(here) == (here, there)
    with retold(), act(role="hub", place="people", by=7, at=AT) as action:
        action.add(ev.CITIZEN_LINKED, ev.CitizenLinked(there, here, "number", (), ()))
        action.add(ev.CITIZEN_LINKED, ev.CitizenLinked(1 << 62, 1 << 63, "n" * 99, ("\0",), (1 << 63,)))
    assert len(queries.latest_links()) == 1


def test_erasing_one_record_erases_all_of_her(salma: int) -> None:
    """No readable byte of either is left on the node: names, number, phone, and what the indexes hold of them."""
    here, there = register(), register(FAR, village="নূতন গ্রাম")
    link(here, there, salma)
    erase(there, here)
    gone = queries.citizens([here, there])
    assert all(one.is_erased and not one.local_name and not one.number for one in gone.values())
    assert not any(nodes.this().store.keys([here, there]).values())
    assert found_at(PLACE) == [] == found_at(FAR)
    rows = nodes.this().store.rows
    for table in ("people_searchkey", "people_pairkey", "people_lookalike"):
        assert rows.all(f"SELECT COUNT(*) FROM {table}") == [(0,)]
    with pytest.raises(Refused, match="erased"):
        erase(here, there)
    (made,) = queries.links_between(here, there)
    with pytest.raises(Refused, match="erased"):
        actions.unlink_citizens(link_id=made.id, reason="mistake", by=salma, at=AT)


def erase(citizen_id: int, *others: int) -> None:
    """With what she saw: this record, and those others of hers."""
    two = [appoint_officer("hub", "", ("erase",)) for _ in range(2)]
    with retold():
        actions.erase_citizen(
            citizen_id=citizen_id, law="the Act", keeps="fees", asked_by=two[0], confirmed_by=two[1], at=AT,
            knows=others,
        )  # fmt: skip


def test_nobody_is_erased_whom_the_officer_did_not_see(salma: int) -> None:
    """Linked after her page was made, or parted since: it is refused, and nobody's words are touched."""
    here, there, third = register(), register(FAR), register(FAR)
    made = link(here, there, salma)
    for saw in ((), (here,), (here, there, third), (third,)):
        with pytest.raises(Refused, match="decided_meanwhile"):
            erase(here, *saw)
    unlink(made, salma)
    with pytest.raises(Refused, match="decided_meanwhile"):
        erase(here, there)
    assert not any(one.is_erased for one in queries.citizens([here, there, third]).values())
    erase(here, here)
    assert [queries.citizens([here, there])[one].is_erased for one in (here, there)] == [True, False]


def test_who_was_unlinked_before_keeps_her_words(salma: int) -> None:
    here, there = register(), register(FAR)
    unlink(link(here, there, salma), salma)
    erase(there)
    assert queries.citizens([here])[here].latin_name == RAHIMA["latin_name"] and found_at(PLACE) == [here]


def test_one_erased_meanwhile_is_linked_no_more(salma: int) -> None:
    here, there = register(), register(FAR)
    erase(there)
    for does in (
        lambda: actions.link_citizens(first_id=here, second_id=there, reason="number", by=salma, at=AT),
        lambda: actions.tell_apart(first_id=here, second_id=there, by=salma, at=AT),
    ):
        with pytest.raises(Refused, match="erased"):
            does()


def test_a_search_shows_her_once(salma: int) -> None:
    """Registered twice at one centre: found by either name, shown by the record that leads."""
    first, second = register(), register(latin_name="Rohima Banu", local_name="রহিমা বানু")
    other = register(latin_name="Rohima Akter", local_name="রহিমা আক্তার")
    assert set(found_at(PLACE)) == {first, second, other}
    made = link(first, second, salma)
    assert set(found_at(PLACE)) == {first, other}
    assert found_at(PLACE, "banu") == [second], "by the name of the other record she is found all the same"
    unlink(made, salma)
    assert set(found_at(PLACE)) == {first, second, other}


def test_what_is_empty_here_is_known_from_her_other_record(salma: int) -> None:
    bare = register(phone="", number="", date_of_birth="")
    full, away = register(), register(FAR, village="দূর", phone="+8801999999999")
    one = queries.citizens([bare])[bare]
    assert queries.filled(one, PLACE, ON) == one
    link(bare, full, salma)
    link(bare, away, salma)
    known = queries.filled(one, PLACE, ON)
    assert (known.phone, known.number, known.id) == (RAHIMA["phone"], RAHIMA["number"], bare)
    alone = queries.filled(one, "elsewhere", ON)
    assert alone.phone == "", "words of another centre's book are not shown here"


def test_what_she_allows_holds_for_all_her_records(salma: int) -> None:
    karim = appoint_karim()
    first, second = register(), register()
    given = [give(first, karim), give(second, karim)]
    made = link(first, second, salma)
    assert [one.id for one in queries.mandates_of(first, PLACE)] == [given[1], given[0]]
    with retold():
        third = give(first, karim, "collect")
    standing = [one.id for one in queries.mandates_of(second, PLACE) if one.stands(ON)]
    assert standing == [third], "one stands at a time, whatever record it was given under"
    unlink(made, salma)
    assert queries.standing_mandate(second, PLACE, ON) is None
    assert queries.standing_mandate(first, PLACE, ON) is not None


def give(citizen_id: int, karim: int, *scopes: str) -> int:
    return actions.give_mandate(
        citizen_id=citizen_id, place=PLACE, scopes=scopes or ("lodge",), term="month", shown_by="thumb", witness="",
        by=karim, at=AT,
    )  # fmt: skip


def test_a_withdrawn_record_takes_only_its_own_with_it(salma: int) -> None:
    karim = appoint_karim()
    first, second = register(), register()
    kept, over = give(first, karim), give(second, karim)
    link(first, second, salma)
    with retold():
        actions.withdraw_citizen(citizen_id=second, place=PLACE, reason="twice", by=karim, at=LATER)
    assert [queries.mandate(one).ended_at is None for one in (kept, over)] == [True, False]  # type: ignore[union-attr]
    assert found_at(PLACE) == [first] and queries.citizen_served(second, PLACE, ON) is None
    erase(first, second)
    assert queries.citizens([second])[second].is_erased, "what was taken back is hers too"


def test_a_lent_record_is_shown_once_with_her_own(salma: int, far: int) -> None:
    """She was registered anew there, and later her slip brought the first record too."""
    jamal = actions.appoint_operator(place=FAR, local_name="জামাল", latin_name="Jamal", by=0, at=AT)
    here, there = register(), register(FAR, phone="")
    slip = queries.mandate(give(here, appoint_karim(), "share"))
    assert slip is not None
    actions.ask_record(code=queries.slip_code(slip), place=FAR, by=jamal, at=AT)
    aftermath.drain()
    assert set(found_at(FAR)) == {here, there}
    link(here, there, salma)
    assert found_at(FAR) == [there], "by the record of its own book"
    assert queries.filled(queries.citizens([there])[there], FAR, ON).phone == RAHIMA["phone"]


@pytest.mark.parametrize("seed", range(4))
def test_any_course_of_links_comes_to_what_it_says(salma: int, seed: int) -> None:
    """Links made and undone at random: each group is what one can walk to by those that stand, however it is told."""
    chance = Random(seed)
    ids = [register(chance.choice((PLACE, FAR))) for _ in range(6)]
    made: dict[tuple[int, int], int] = {}
    for _step in range(14):
        pair = chance.choice(list(combinations(ids, 2)))
        if pair in made and chance.random() < 0.6:
            actions.unlink_citizens(link_id=made.pop(pair), reason="mistake", by=salma, at=AT)
        elif pair not in made and not walk(pair[0], made) & {pair[1]}:
            known = queries.links_between(*pair)
            made[pair] = actions.link_citizens(
                first_id=pair[1], second_id=pair[0], reason="number", by=salma, at=AT,
                knows=known[0].id if known else 0,
            )  # fmt: skip
        assert queries.linked(ids) == {one: tuple(sorted(walk(one, made))) for one in ids}
    with retold(seed):
        pass


def walk(start: int, pairs: Any) -> set[int]:
    """Who is reached from one, by walking pair by pair."""
    seen: set[int] = set()
    way = [start]
    while way:
        one = way.pop()
        seen.add(one)
        way += [b for pair in pairs for a, b in (pair, pair[::-1]) if a == one and b not in seen]
    return seen


def test_groups_are_asked_for_in_few_questions(
    salma: int, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    ids = [register() for _ in range(30)]
    for one, other in zip(ids[::2], ids[1::2], strict=True):
        actions.link_citizens(first_id=one, second_id=other, reason="number", by=salma, at=AT)
    with django_assert_max_num_queries(4):
        assert len(set(queries.linked(ids).values())) == 15


def test_the_centres_concerned_are_told(salma: int) -> None:
    """Of a chain each hears all of it: the third centre is told of the link between the first two as well."""
    here, there, third = register(), register(FAR), register("elsewhere")
    first = link(here, there, salma)
    second = link(there, third, salma)
    events = nodes.this().store.events_of([second])[second]
    told = story(events, projecting.kinds(), nodes.this().store.author)
    route = linking.route_link(told[0], told)
    assert route.places == {("centre", PLACE), ("centre", FAR), ("centre", "elsewhere")}
    assert route.needs == (first,)
