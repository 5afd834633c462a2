"""An office's own node gets the scan pages of its files from the hub: on from where the line broke, and no others."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pytest

from dorgora.applications import evidence, fetching, local, scans
from dorgora.applications.local import scans as kept
from dorgora.applications.local import wanting
from dorgora.applications.models import Picture, Scan
from dorgora.feed.roads import https
from dorgora.kernel import clock
from tests.applications.test_scans import lodged, page_of, scan_files
from tests.applications.test_scans import sent as sent
from tests.applications.world import World

pytestmark = pytest.mark.slow


@dataclass
class Hub:
    """A hub elsewhere that has this page, or nothing yet; its line breaks after so many answers."""

    content: bytes
    breaks_after: int = 1 << 30
    state: int = scans.OK
    asked: list[int] = field(default_factory=list)

    def __call__(self, said: scans.Said) -> scans.Answer:
        assert said.want is not None
        if len(self.asked) >= self.breaks_after:
            raise https.NoLine("cut")
        self.asked.append(said.want.after)
        piece = self.content[said.want.after : said.want.after + scans.CHUNK]
        return scans.Answer(1, self.state, len(self.content), len(self.content), piece)


@dataclass
class Wanting:
    world: World
    file_id: int
    name: bytes
    content: bytes
    picture: bytes

    def shown(self) -> bytes | None:
        return evidence.picture_of(self.world.file(self.file_id), "address_proof")


@pytest.fixture
def wanted(sent: World, serve_as: Callable[[str], None]) -> Wanting:
    """A node that has the file at its office, and never saw the paper."""
    file_id, digest = lodged(sent)
    picture = local.picture(digest)
    name, content = page_of(sent, file_id, digest)
    assert picture is not None
    Picture.objects.all().delete()
    serve_as("centre")
    local.AFTER_TOLD["application.submitted"]([file_id])
    return Wanting(sent, file_id, name, content, picture)


def test_the_page_comes_and_is_shown(wanted: Wanting) -> None:
    assert wanted.shown() is None
    hub = Hub(wanted.content)
    assert fetching.fetch(hub) == 1
    assert wanted.shown() == wanted.picture
    assert evidence.pictures_here(wanted.world.file(wanted.file_id))
    assert fetching.fetch(hub) == 0 and hub.asked == list(range(0, len(wanted.content), scans.CHUNK))


def test_a_broken_line_goes_on_where_it_was(wanted: Wanting) -> None:
    with pytest.raises(https.NoLine):
        fetching.fetch(Hub(wanted.content, breaks_after=1))
    then = Hub(wanted.content)
    assert fetching.fetch(then) == 1 and then.asked[0] == scans.CHUNK
    assert wanted.shown() == wanted.picture


def test_a_page_the_centre_has_not_sent_is_asked_for_ever_less_often(
    wanted: Wanting, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty, began = Hub(b""), Scan.objects.get().begun_at
    times = []
    for minute in range(0, 4 * 60, 2):
        monkeypatch.setattr(clock, "now_seconds", lambda at=began + 60 * minute: at)
        before = len(empty.asked)
        fetching.fetch(empty)
        times += [minute] * (len(empty.asked) - before)
    assert times == [0, 10, 20, 40, 80, 160]
    monkeypatch.setattr(clock, "now_seconds", lambda: began + 86_400)
    assert fetching.fetch(Hub(wanted.content)) == 1


def test_bytes_that_are_not_the_page_are_not_kept(wanted: Wanting) -> None:
    altered = bytes([wanted.content[0] ^ 1]) + wanted.content[1:]
    assert fetching.fetch(Hub(altered)) == 0
    assert wanted.shown() is None and scan_files() == []


def test_a_page_that_the_disk_spoilt_comes_in_half_a_day(
    wanted: Wanting, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(https.NoLine):
        fetching.fetch(Hub(wanted.content, breaks_after=1))
    scan_files()[0].write_bytes(bytes(scans.CHUNK))
    hub, now = Hub(wanted.content), clock.now_seconds()
    assert fetching.fetch(hub) == 0 and fetching.fetch(Hub(b"", breaks_after=0)) == 0
    monkeypatch.setattr(clock, "now_seconds", lambda: now + 43_201)
    assert fetching.fetch(hub) == 1 and wanted.shown() == wanted.picture


@pytest.mark.parametrize("state", [scans.GONE, scans.FOREIGN])
def test_what_is_not_for_this_node_is_asked_once(wanted: Wanting, state: int) -> None:
    hub = Hub(b"", state=state)
    for _ in range(2):
        assert fetching.fetch(hub) == 0
    assert hub.asked == [0]


def test_an_erasure_takes_what_was_fetched(wanted: Wanting) -> None:
    fetching.fetch(Hub(wanted.content))
    local.AFTER_TOLD["citizen.erased"]([wanted.world.file(wanted.file_id).citizen_id])
    assert scan_files() == [] and kept.page(wanted.name) is None and wanting.next_wanted() is None


def test_nothing_is_wanted_that_was_taken_here_or_is_no_offices(
    sent: World, serve_as: Callable[[str], None]
) -> None:
    file_id, _ = lodged(sent)
    for role in ("centre", "hub"):
        serve_as(role)
        local.AFTER_TOLD["application.submitted"]([file_id])
        if role == "centre":
            assert wanting.next_wanted() is None
            Picture.objects.all().delete()
    assert wanting.next_wanted() is None
