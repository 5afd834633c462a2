"""Scan pages on their way to the hub: resumed, sealed, held against what events name, and gone with an erasure."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection

from dorgora.applications import actions, carrying, local, receiving, scans
from dorgora.applications.local import scans as kept
from dorgora.applications.local import sending
from dorgora.applications.models import Picture
from dorgora.feed import events as registry
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import founding, https
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from tests.applications.test_local import photo
from tests.applications.world import LATER, World, papers

pytestmark = pytest.mark.slow


@dataclass
class Line:
    """A line to the hub of this process that breaks after so many answers; what was said stands in `said`."""

    node_id: int
    breaks_after: int = 1 << 30
    said: list[scans.Said] = field(default_factory=list)

    def __call__(self, said: scans.Said) -> scans.Answer:
        if len(self.said) >= self.breaks_after:
            raise https.NoLine("cut")
        self.said.append(said)
        return receiving.answer_to(self.node_id, said)


@pytest.fixture
def sent(world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    """All events are with the hub: it is this process itself."""
    monkeypatch.setattr(feed, "n_unsent", lambda: 0)
    return world


def own_id() -> int:
    return nodes.this().identity.node_id


def lodged(world: World, key: str = "first", content: bytes | None = None) -> tuple[int, str]:
    digest = local.keep_picture(content or photo((300, 220)), draft_key=key)
    done = world.submit(evidence=papers(("address_proof", "", True, digest)), draft_key=key)
    return done.id, digest


def page_of(world: World, file_id: int, digest: str) -> tuple[bytes, bytes]:
    """Name and bytes of a page as it travels, made as docs/adr/0028 says."""
    key = nodes.this().store.keys([world.file(file_id).citizen_id])[world.file(file_id).citizen_id]
    picture = local.picture(digest)
    assert key is not None and picture is not None
    name = scans.name_of(key, file_id, digest)
    return name, scans.sealed(key, name, picture)


def said(file_id: int, name: bytes, content: bytes, after: int = 0, upto: int = scans.CHUNK) -> scans.Said:
    return scans.Said(scans.Part(file_id, name, len(content), after, content[after : after + upto]), None)


def scan_files() -> list[Path]:
    return sorted((nodes.this().folder / "scans").glob("*"))


def alarms() -> set[str]:
    return {one.code for one in feed.alarms()}


def test_a_page_is_at_the_hub_and_said_to_be(sent: World) -> None:
    file_id, digest = lodged(sent)
    n_left, left = local.to_send()
    name, content = page_of(sent, file_id, digest)
    assert (n_left, left) == (1, len(content))
    line = Line(own_id())
    assert carrying.carry(line).n_pages == 1
    assert len(line.said) == -(-len(content) // scans.CHUNK)
    assert kept.page(name) == content and scan_files()[0].name == name.hex()
    told = local.sending_of([file_id])[file_id]
    assert (told.n_to_send, told.n_received, told.bytes_sent, told.trouble) == (0, 1, len(content), ())
    assert told.received_at is not None and local.to_send() == (0, 0)
    assert carrying.carry(line).n_pages == 0, "nothing goes twice"


def test_a_broken_line_goes_on_with_the_next_piece(sent: World) -> None:
    file_id, digest = lodged(sent)
    _, content = page_of(sent, file_id, digest)
    first = Line(own_id(), breaks_after=2)
    with pytest.raises(https.NoLine):
        carrying.carry(first)
    assert local.to_send() == (1, len(content) - 2 * scans.CHUNK)
    then = Line(own_id())
    assert carrying.carry(then).n_pages == 1
    afters = [one.part.after for one in first.said + then.said if one.part]
    assert afters == list(range(0, len(content), scans.CHUNK)), "no piece went twice"


def test_an_answer_that_was_lost_costs_no_page(sent: World) -> None:
    """The hub has it all, the laptop does not know: it asks on, and is told."""
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    for after in range(0, len(content), scans.CHUNK):
        receiving.answer_to(own_id(), said(file_id, name, content, after))
    line = Line(own_id())
    assert carrying.carry(line).n_pages == 1 and len(line.said) == 1
    assert kept.page(name) == content


def test_an_event_goes_before_the_next_piece(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lodged(sent)
    line = Line(own_id())
    monkeypatch.setattr(feed, "n_unsent", lambda: len(line.said))
    carried = carrying.carry(line)
    assert (carried.n_pages, carried.is_more, len(line.said)) == (0, True, 1)


def test_the_smallest_goes_first_after_what_is_half_there(sent: World) -> None:
    large, _ = lodged(sent, "large")
    small, _ = lodged(sent, "small", photo((300, 200)))
    line = Line(own_id())
    assert carrying.carry(line).n_pages == 2
    order = [one.part.file_id for one in line.said if one.part]
    assert order[0] == small and order[-1] == large and order == sorted(order, reverse=True)
    third, _ = lodged(sent, "third")
    with pytest.raises(https.NoLine):
        carrying.carry(Line(own_id(), breaks_after=1))
    lodged(sent, "tiny", photo((60, 60)))
    again = Line(own_id())
    carrying.carry(again)
    assert [one.part.file_id for one in again.said if one.part][0] == third


def test_sent_twice_it_changes_nothing(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    whole = [said(file_id, name, content, after) for after in range(0, len(content), scans.CHUNK)]
    for _ in range(2):
        answers = [receiving.answer_to(own_id(), one) for one in whole]
    assert {(one.state, one.n_held) for one in answers} == {(scans.OK, len(content))}
    assert kept.page(name) == content and alarms() == set()


def test_a_page_that_no_event_names_is_refused(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    for other in (said(file_id, bytes(16), content), said(file_id + (1 << 39), name, content)):
        assert receiving.answer_to(own_id(), other).state == scans.UNKNOWN
    assert alarms() == {"scan_unknown"} and scan_files() == []


def test_a_page_of_another_laptops_file_is_refused(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    assert receiving.answer_to(4711, said(file_id, name, content)).state == scans.FOREIGN
    assert alarms() == {"scan_unknown"} and scan_files() == []


@pytest.mark.parametrize("n_bytes", [0, scans.MOST_BYTES + 1, 3])
def test_a_page_of_a_wrong_length_is_refused(sent: World, n_bytes: int) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    part = scans.Part(file_id, name, n_bytes, 0, content[:100])
    assert receiving.answer_to(own_id(), scans.Said(part, None)).state == scans.TOO_LARGE
    assert alarms() == {"scan_too_large"} and scan_files() == []


def test_one_laptop_has_few_pages_half_sent(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_OPEN", 1)
    pages = [(one[0], *page_of(sent, *one)) for one in (lodged(sent, "a"), lodged(sent, "b"))]
    states = [receiving.answer_to(own_id(), said(*page)).state for page in pages]
    assert states == [scans.OK, scans.BUSY] and alarms() == {"scan_too_large"}
    assert receiving.answer_to(own_id(), said(*pages[0], after=scans.CHUNK)).state == scans.OK


@pytest.mark.parametrize("where", [0, -1])
def test_other_bytes_than_the_event_names_are_refused(sent: World, where: int) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    altered = bytearray(content)
    altered[where] ^= 1
    for after in range(0, len(content), scans.CHUNK):
        answer = receiving.answer_to(own_id(), said(file_id, name, bytes(altered), after))
    assert answer.state == scans.DIFFERS
    assert alarms() == {"scan_differs"} and scan_files() == [] and kept.page(name) is None
    carrying.carry(Line(own_id()))
    assert kept.page(name) == content, "the right one is taken after it"


def test_another_picture_under_that_name_is_refused(sent: World) -> None:
    """Sealed with the right key, for the right name: only its digest is not the one the event names."""
    file_id, digest = lodged(sent)
    name, _ = page_of(sent, file_id, digest)
    key = nodes.this().store.keys([sent.file(file_id).citizen_id])[sent.file(file_id).citizen_id]
    assert key is not None
    other = scans.sealed(key, name, b"another picture")
    assert receiving.answer_to(own_id(), said(file_id, name, other)).state == scans.DIFFERS


def test_a_revoked_laptop_brings_no_page(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    enrolled = registry.Enrolled("far", bytes(32), bytes(range(32)))
    (far,) = founding.write_registry([(registry.ENROLLED, enrolled)], None)
    founding.revoke(far, "stolen")
    assert receiving.answer_to(far, said(file_id, name, content)).state == scans.REVOKED
    assert "scan_revoked" in alarms() and scan_files() == []


def test_a_page_lies_sealed_under_her_key_alone(sent: World) -> None:
    file_id, digest = lodged(sent)
    picture = local.picture(digest)
    carrying.carry(Line(own_id()))
    (path,) = scan_files()
    assert picture is not None and picture[100:200] not in path.read_bytes()
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM applications_scan")
        row = cursor.fetchone()
    assert digest not in map(str, row) and path.name == row[0]


def test_an_erasure_takes_her_pages_from_the_hub(sent: World) -> None:
    file_id, digest = lodged(sent)
    other, _ = lodged(sent, "second")
    name, content = page_of(sent, file_id, digest)
    carrying.carry(Line(own_id()))
    assert len(scan_files()) == 2
    local.AFTER_TOLD["citizen.erased"]([sent.file(file_id).citizen_id])
    nodes.this().store.erase(sent.file(file_id).citizen_id)
    assert [path.name for path in scan_files()] != [name.hex()] and len(scan_files()) == 1
    assert receiving.answer_to(own_id(), said(file_id, name, content)).state == scans.GONE
    assert alarms() == set(), "the laptop may not have heard of it yet"
    assert local.sending_of([file_id, other]).keys() == {other}


def test_a_power_cut_between_disk_and_row_costs_one_piece(sent: World) -> None:
    """Bytes behind what the row says are none, whatever they are."""
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    receiving.answer_to(own_id(), said(file_id, name, content))
    path = scan_files()[0]
    path.write_bytes(path.read_bytes() + b"torn" * 5000)
    assert carrying.carry(Line(own_id())).n_pages == 1
    assert kept.page(name) == content and path.stat().st_size == len(content)


def test_a_page_whose_file_is_lost_comes_again(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    carrying.carry(Line(own_id()))
    scan_files()[0].unlink()
    assert kept.page(name) is None
    sending.ask_again()
    assert carrying.carry(Line(own_id())).n_pages == 1
    assert kept.page(name) == content


def test_a_hub_put_back_is_asked_what_it_still_has(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lodged(sent)
    carrying.carry(Line(own_id()))
    line = Line(own_id())
    monkeypatch.setattr(type(nodes.this().store), "registry", lambda store: 99)
    assert carrying.carry(line).n_pages == 1
    assert [one.part.piece for one in line.said if one.part] == [b""], "it has it still: no byte goes again"
    assert carrying.carry(line).n_pages == 0


def test_a_picture_another_took_the_place_of_stays_here(sent: World) -> None:
    file_id, old = lodged(sent)
    sent.return_file(file_id, "address_proof")
    new = local.keep_picture(photo(), draft_key="correct")
    evidence = [("address_proof", "", True, new)]
    actions.correct(file_id=file_id, answers={}, evidence=evidence, by=sent.karim, at=LATER)
    line = Line(own_id())
    assert carrying.carry(line).n_pages == 1
    assert kept.page(page_of(sent, file_id, new)[0]) is not None
    assert kept.page(page_of(sent, file_id, old)[0]) is None
    assert local.sending_of([file_id])[file_id].trouble == () and local.to_send() == (0, 0)


def test_of_pictures_kept_before_only_those_of_open_files_go(sent: World) -> None:
    """A laptop of years does not send megabytes after its upgrade that nobody has to decide by."""
    (decided, _), (waiting, digest) = lodged(sent, "first"), lodged(sent, "second")
    sent.approve(decided)
    Picture.objects.update(n_bytes=0)  # as the upgrade leaves them
    line = Line(own_id())
    assert carrying.carry(line).n_pages == 1
    assert {one.part.file_id for one in line.said if one.part} == {waiting}
    assert kept.page(page_of(sent, waiting, digest)[0]) is not None
    assert local.to_send() == (0, 0) and local.sending_of([decided])[decided].trouble == ()


def test_what_was_begun_a_year_ago_goes(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id, digest = lodged(sent)
    receiving.answer_to(own_id(), said(file_id, *page_of(sent, file_id, digest)))
    kept.drop_stale()
    assert len(scan_files()) == 1
    now = clock.now_seconds()
    monkeypatch.setattr(clock, "now_seconds", lambda: now + 366 * 86_400)
    kept.drop_stale()
    assert scan_files() == []


def test_a_page_that_came_while_she_was_erased_goes(sent: World) -> None:
    """Its last piece was under way: nothing opens it any more, and in a day nothing of it is there."""
    file_id, _ = lodged(sent)
    carrying.carry(Line(own_id()))
    kept.drop_stale()
    assert len(scan_files()) == 1
    with writing():
        store = nodes.this().store
        store.retell(store.erase(sent.file(file_id).citizen_id))
    assert sent.file(file_id).is_blank and len(scan_files()) == 1
    kept.drop_stale()
    assert scan_files() == []


def test_an_office_of_the_file_is_given_the_page(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    carrying.carry(Line(own_id()))
    enrolled = registry.Enrolled("far", bytes(32), bytes(range(32)))
    (far,) = founding.write_registry([(registry.ENROLLED, enrolled)], None)
    ask: Callable[[int], scans.Answer] = lambda after: receiving.answer_to(  # noqa: E731
        far, scans.Said(None, scans.Want(file_id, name, after))
    )
    assert ask(0).state == scans.FOREIGN, "it has nothing to do with the file"
    founding.write_registry(
        [(registry.GRANTED, registry.Granted(700, "office", sent.file(file_id).office, 0))], far
    )
    given = b""
    while len(given) < len(content):
        given += ask(len(given)).piece
    assert given == content and ask(len(given)).piece == b""


def test_what_is_no_page_at_all_is_refused(sent: World) -> None:
    assert receiving.answer_to(own_id(), scans.Said(None, None)).state == scans.UNKNOWN


def test_a_laptops_own_row_says_what_was_lost(sent: World) -> None:
    file_id, digest = lodged(sent)
    for path in (nodes.this().folder / "pictures").glob("*"):
        path.unlink()
    with writing():
        assert carrying.carry(Line(own_id())).n_pages == 0
    assert local.sending_of([file_id])[file_id].trouble == (sending.LOST,)
