"""Serials from blocks: whose a number is, who hears of a block, and of two papers with one number one that counts."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.utils.translation import override

from dorgora.certificates import actions, keyset, queries, serials, verify
from dorgora.certificates import events as ev
from dorgora.feed import aftermath
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.core import Draft
from dorgora.feed.generations import LATER_FROM, SPAN
from dorgora.feed.roads import founding
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.clock import from_seconds
from dorgora.people.rules import STAFF_WRITER
from dorgora.shell.alarms import in_words
from tests.applications import world as worlds
from tests.certificates.fleet import AT, DESK, PLACE, SPARES, Paper, enrolled
from tests.retold import retold

pytestmark = pytest.mark.database
NOW = from_seconds(AT) + timedelta(hours=1)
N_SEEDS = 6


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hub's clock and the laptops' agree, whatever that of this machine says."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def judged(paper: Paper) -> str:
    """What the hub says and, with the key set alone, everybody else."""
    said = queries.judge(paper.text, NOW)
    published = keyset.load(queries.key_set(NOW), nodes.this().signer.public)
    assert verify.verify(paper.text, published, NOW) == said
    return said.outcome + (" refused" if said.is_refused else "")


def alarms() -> dict[str, int]:
    return {one.code: one.n for one in feed.alarms()}


def blocks(number: int) -> list[tuple[int, int]]:
    return [(one.first, one.last) for one in queries.blocks_of(number, PLACE)]


def issued(world: Any, key: str = "first") -> queries.Certificate:
    file_id = world.submit(draft_key=key).id
    at = worlds.LATER
    actions.issue(file_id=file_id, cause=world.approve(file_id), at=at)
    found = queries.certificate_of(file_id)
    assert found is not None
    return found


def test_the_hub_numbers_from_a_block_of_its_own(world: Any) -> None:
    with retold():
        first, second = issued(world, "a"), issued(world, "b")
    place = worlds.PLACE
    assert [first.serial, second.serial] == [serials.serial(place, 2026, n) for n in (1, 2)]
    (block,) = queries.blocks_of(first.id >> 40, place)
    assert (block.first, block.last) == (1, serials.BLOCK)
    aftermath.drain()
    assert len(queries.blocks_of(first.id >> 40, place)) == 1


def test_a_number_is_not_given_again_after_a_revocation(world: Any) -> None:
    first = issued(world, "a")
    world.revoke(first.file_id)
    assert issued(world, "b").number == first.number + 1


def test_what_another_wrote_takes_no_number_of_ours(world: Any) -> None:
    first = issued(world, "a")
    nodes.this().store.rows.run(
        "UPDATE certificates_certificate SET id = id + %s, number = %s", [1 << 40, first.number + 50]
    )
    assert queries.next_number(first.id >> 40, worlds.PLACE) == 1


def test_an_office_hears_its_blocks_at_its_first_contact(hub: Any) -> None:
    with retold():
        laptop, citizen = enrolled()
    sizes = {DESK: serials.BLOCK, SPARES[0]: serials.SPARE_BLOCK, SPARES[1]: serials.SPARE_BLOCK}
    begins = 1
    for number, size in sizes.items():
        assert blocks(number) == [(begins, begins + size - 1)]
        begins += size
    assert laptop.numbers() == list(range(1, serials.BLOCK + 1))
    paper = laptop.issue(citizen)
    laptop.exchange()
    assert (paper.number, judged(paper)) == (1, "valid")


def test_the_next_block_comes_before_the_last_is_used_up(hub: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(serials, "BLOCK", 8)
    monkeypatch.setattr(serials, "LOW", 4)
    monkeypatch.setattr(serials, "SPARE_BLOCK", 2)
    laptop, citizen = enrolled()
    for _ in range(4):
        laptop.issue(citizen)
    laptop.exchange()
    assert len(blocks(DESK)) == 1
    with retold():
        laptop.issue(citizen)
        laptop.exchange()
    # The spares' blocks stand between.
    assert blocks(DESK) == [(1, 8), (13, 20)]
    numbers = [laptop.issue(citizen).number for _ in range(5)]
    assert numbers == [6, 7, 8, 13, 14]
    laptop.exchange()
    assert [judged(one) for one in laptop.papers] == ["valid"] * 10
    assert alarms() == {}


def test_a_laptop_without_numbers_is_given_some(hub: Any, monkeypatch: Any) -> None:
    """As one from before there were any: its certificates bear their events' own codes until then."""
    laptop, citizen = enrolled()
    nodes.this().store.rows.run("DELETE FROM certificates_block")
    paper = laptop.issue(citizen, number=0)
    laptop.exchange()
    assert judged(paper) == "valid"
    assert blocks(DESK) == [(1, serials.BLOCK)]


def test_a_number_outside_its_block_does_not_count(hub: Any) -> None:
    laptop, citizen = enrolled()
    good, stolen = laptop.issue(citizen), laptop.issue(citizen, number=serials.BLOCK + 5)
    with retold():
        laptop.exchange()
    assert (judged(good), judged(stolen)) == ("valid", "revoked refused")
    assert alarms() == {"certificate_number_outside": 1}
    found = queries.certificate(stolen.id)
    assert found is not None and found.revoked_reason == "number_outside"
    laptop.exchange()
    assert {row[0]: row[11] for row in laptop.store.told("certificates_certificate")}[stolen.id]


def test_of_two_with_one_number_the_second_does_not_count(hub: Any) -> None:
    laptop, citizen = enrolled()
    first, second = laptop.issue(citizen), laptop.issue(citizen, number=1)
    laptop.exchange()
    assert (judged(first), judged(second)) == ("valid", "revoked refused")
    assert alarms() == {"certificate_number_twice": 1}


def test_a_place_on_the_list_that_two_have_is_refused_to_one(hub: Any) -> None:
    """A bit would revoke both papers; the office can still take the good one back."""
    laptop, citizen = enrolled()
    first, second = laptop.issue(citizen), laptop.issue(citizen, number=1, index=0)
    with retold():
        laptop.exchange()
    assert (judged(first), judged(second)) == ("valid", "revoked refused")
    assert alarms() == {"certificate_number_twice": 1}
    found = queries.certificate(second.id)
    assert found is not None and found.is_revoked
    laptop.write(
        DESK, Draft(ev.CERTIFICATE_REVOKED, ev.CertificateRevoked("wrong"), None, first.id, 0, AT + 60)
    )
    laptop.exchange()
    assert (judged(first), judged(second)) == ("revoked", "revoked refused")


def test_a_bit_is_set_where_no_paper_is_refused(hub: Any) -> None:
    """Who shares a place with what the office took back goes with it: no verifier can tell the two apart."""
    laptop, citizen = enrolled()
    first, second = laptop.issue(citizen), laptop.issue(citizen, index=0)
    taken_back = Draft(ev.CERTIFICATE_REVOKED, ev.CertificateRevoked("wrong"), None, first.id, 0, AT + 60)
    laptop.write(DESK, taken_back)
    laptop.exchange()
    assert (judged(first), judged(second)) == ("revoked", "revoked")


@pytest.mark.parametrize("number", [0, 2])
def test_a_token_that_says_another_number_does_not_count(hub: Any, number: int) -> None:
    """An event without a number, or with its own, and a paper with somebody else's."""
    laptop, citizen = enrolled()
    first = laptop.issue(citizen)
    false = laptop.issue(citizen, number=number, serial=serials.serial(PLACE, 2026, 1))
    laptop.exchange()
    assert (judged(first), judged(false)) == ("valid", "revoked refused")
    assert alarms() == {"certificate_says_otherwise": 1}


def test_of_a_copy_the_papers_heard_second_do_not_count(hub: Any) -> None:
    laptop, citizen = enrolled()
    twin = laptop.copy()
    ours, theirs = laptop.issue(citizen), twin.issue(citizen)
    assert ours.number == theirs.number == 1
    laptop.exchange()
    with retold():
        twin.exchange()
    assert (judged(ours), judged(theirs)) == ("valid", "revoked refused")
    assert alarms()["certificate_kept_apart"] == 1
    with override("en"):
        said = [one.what for one in in_words(feed.alarms())]
    assert any(serials.serial(PLACE, 2026, 1) in one for one in said)
    after, again = laptop.issue(citizen), twin.issue(citizen)
    assert (after.number, again.number) == (2, serials.BLOCK + 1)
    laptop.exchange(), twin.exchange()
    assert (judged(after), judged(again), judged(theirs)) == ("valid", "valid", "revoked refused")
    assert len(blocks(SPARES[0])) == 2


def test_what_a_revoked_laptop_sends_later_does_not_count(hub: Any) -> None:
    laptop, citizen = enrolled()
    before = laptop.issue(citizen)
    laptop.exchange()
    late = laptop.issue(citizen)
    founding.revoke(laptop.id, "stolen")
    laptop.exchange()
    assert (judged(before), judged(late)) == ("valid", "revoked refused")


def test_what_is_kept_apart_refuses_no_paper_of_the_log(hub: Any) -> None:
    """A revoked laptop that sends a genuine paper again, under another event."""
    laptop, citizen = enrolled()
    good = laptop.issue(citizen)
    laptop.exchange()
    (event,) = laptop.store.read("e.id", [good.id])
    facts = ev.CERTIFICATE_NUMBERED.read_facts(event.facts)
    person = ev.CERTIFICATE_NUMBERED.read_person(event.person)
    laptop.write(laptop.desk, Draft(ev.CERTIFICATE_NUMBERED, facts, person, None, 0, AT, citizen))
    founding.revoke(laptop.id, "stolen")
    laptop.exchange()
    assert judged(good) == "valid"


def test_one_laptop_refuses_nothing_on_anothers_list(hub: Any) -> None:
    laptop, citizen = enrolled()
    facts = ev.CertificateNumbered(7, PLACE, PLACE, "citizenship", "2026-602", 0, 7, 0, 3)
    person = ev.CertificateToken(b"\xd2" + b"x" * 80)
    laptop.write(laptop.desk, Draft(ev.CERTIFICATE_NUMBERED, facts, person, None, 0, AT, citizen))
    founding.revoke(laptop.id, "stolen")
    laptop.exchange()
    assert nodes.this().store.rows.all("SELECT COUNT(*) FROM certificates_refused")[0][0] == 0


def test_only_the_hub_reserves(hub: Any) -> None:
    laptop, _ = enrolled()
    laptop.write(
        DESK, Draft(ev.SERIALS_RESERVED, ev.SerialsReserved(DESK, PLACE, 50_001, 60_000), None, None, 0, AT)
    )
    with retold():
        laptop.exchange()
    assert blocks(DESK) == [(1, serials.BLOCK)]


@pytest.mark.parametrize(("first", "last"), [(5, 4), (0, 9), (serials.SPAN - 1, serials.SPAN)])
def test_a_block_stays_within_its_registry(hub: Any, first: int, last: int) -> None:
    node = nodes.this()
    own = node.store.feed_for(node.identity.node_id, *STAFF_WRITER)
    draft = Draft(ev.SERIALS_RESERVED, ev.SerialsReserved(9, PLACE, first, last), None, None, 0, AT)
    with writing():
        node.log.append(own, [draft], node.signer)
    assert blocks(9) == []


def test_a_later_registry_has_numbers_of_its_own() -> None:
    spans = [serials.span(one) for one in (1, 700, LATER_FROM, LATER_FROM + SPAN - 1, LATER_FROM + 3 * SPAN)]
    assert [one.start // serials.SPAN for one in spans] == [0, 0, 1, 1, 4]


def test_a_new_laptop_has_none_of_the_old_ones_numbers(hub: Any) -> None:
    laptop, citizen = enrolled()
    founding.take_back(DESK, "lost")
    hub("office", PLACE)
    founding.write_registry([(registry.GRANTED, registry.Granted(650, "office", PLACE, 0))], laptop.id)
    aftermath.drain()
    taken = [one for number in (DESK, *SPARES) for one in blocks(number)]
    assert blocks(650)[0][0] == max(last for _, last in taken) + 1


@pytest.mark.parametrize("seed", range(N_SEEDS))
def test_no_number_verifies_twice_whatever_copies_do(hub: Any, seed: int) -> None:
    """Copies and older disks of one laptop, in any order: of what was heard each number counts once, and what counts
    is what stands in the log."""
    chance = random.Random(seed)
    laptop, citizen = enrolled()
    machines, image = [laptop], laptop.store.image()
    for _ in range(14):
        one = chance.choice(machines)
        what = chance.choice(("issue", "issue", "exchange", "copy", "older"))
        if what == "issue" and one.desk:
            one.issue(citizen)
        elif what == "exchange":
            one.exchange()
        elif what == "copy" and len(machines) < 3:
            machines.append(one.copy())
        elif what == "older" and len(machines) < 3:
            machines.append(laptop.copy(image))
    for one in (*machines, *machines):
        one.exchange()
    papers = [paper for one in machines for paper in one.papers]
    valid = [paper for paper in papers if judged(paper) == "valid"]
    assert len({paper.number for paper in valid}) == len(valid), f"seed {seed}"
    held = nodes.this().store.held([paper.id for paper in papers])
    assert {one.hash for one in valid} == {one.hash for one in papers if held.get(one.id) == one.hash}
