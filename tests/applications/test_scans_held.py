"""What the hub said it holds of a scan page it holds: no late, false or lost piece, no power cut takes it away."""

import hashlib
import os
import struct
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connections

from dorgora.applications import carrying, local, receiving, scans
from dorgora.applications.local import scans as kept
from dorgora.applications.local import sending
from dorgora.applications.models import Picture, Scan
from dorgora.feed import node as nodes
from dorgora.feed.roads import https
from tests.applications.test_local import photo
from tests.applications.test_scans import Line, alarms, lodged, own_id, page_of, said, scan_files
from tests.applications.test_scans import sent as sent
from tests.applications.world import World, papers

pytestmark = pytest.mark.slow

Write = Callable[[Path, int, bytes], None]


def send_all(file_id: int, name: bytes, content: bytes) -> scans.Answer:
    for after in range(0, len(content), scans.CHUNK):
        answer = receiving.answer_to(own_id(), said(file_id, name, content, after))
    return answer


def first_write(monkeypatch: pytest.MonkeyPatch, instead: Callable[[Write], None]) -> list[int]:
    """Before the first piece is written `instead` runs; gives where each piece was written."""
    write, places = kept._write, list[int]()

    def count(path: Path, after: int, piece: bytes) -> None:
        places.append(after)
        if len(places) == 1:
            instead(write)
        write(path, after, piece)

    monkeypatch.setattr(kept, "_write", count)
    return places


def test_one_byte_of_another_length_takes_no_whole_page(sent: World) -> None:
    file_id, digest = lodged(sent)
    carrying.carry(Line(own_id()))
    name, content = page_of(sent, file_id, digest)
    answer = receiving.answer_to(own_id(), scans.Said(scans.Part(file_id, name, 9, 0, b"x"), None))
    assert (answer.state, answer.n_held, answer.n_bytes) == (scans.OK, len(content), len(content))
    assert kept.page(name) == content and alarms() == {"scan_differs"}


def test_a_late_twin_of_a_piece_cuts_nothing(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if another process had taken all of the page meanwhile; what is answered is what the row says."""
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    first_write(monkeypatch, lambda write: send_all(file_id, name, content) and None)
    answer = receiving.answer_to(own_id(), said(file_id, name, content))
    assert kept.page(name) == content and answer.n_held == len(content)


@pytest.mark.django_db(transaction=True)
def test_two_pieces_of_one_page_wait_for_each_other(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    twins: list[threading.Thread] = []
    answers: list[scans.Answer] = []

    def twin() -> None:
        try:
            answers.append(receiving.answer_to(own_id(), said(file_id, name, content)))
        finally:
            connections.close_all()

    def begin_twin(write: Write) -> None:
        twins.append(threading.Thread(target=twin))
        twins[0].start()
        twins[0].join(0.3)  # without a lock it is through by then, and has written

    places = first_write(monkeypatch, begin_twin)
    receiving.answer_to(own_id(), said(file_id, name, content))
    twins[0].join()
    assert places == [0] and answers[0].n_held == scans.CHUNK


def test_a_half_page_whose_bytes_are_lost_comes_again(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    with pytest.raises(https.NoLine):
        carrying.carry(Line(own_id(), breaks_after=2))
    scan_files()[0].unlink()
    line = Line(own_id())
    assert carrying.carry(line).n_pages == 1 and alarms() == set()
    assert kept.page(name) == content


def test_what_was_spoilt_at_the_hub_is_sent_once_more(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    with pytest.raises(https.NoLine):
        carrying.carry(Line(own_id(), breaks_after=2))
    path = scan_files()[0]
    path.write_bytes(bytes(path.stat().st_size))
    assert carrying.carry(Line(own_id())).n_pages == 1
    assert kept.page(name) == content and local.sending_of([file_id])[file_id].trouble == ()


def test_what_differs_twice_is_not_sent_a_third_time(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id, _ = lodged(sent)
    line = Line(own_id(), breaks_after=40)
    monkeypatch.setattr(scans, "judged", lambda *page: scans.DIFFERS)
    for _ in range(2):
        carrying.carry(line)
    assert local.sending_of([file_id])[file_id].trouble == ("differs",)
    assert [one.part.after for one in line.said if one.part].count(0) == 2


def test_asking_for_a_page_begins_none(sent: World) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    assert receiving.answer_to(own_id(), said(file_id, name, content, upto=0)).n_held == 0
    assert not Scan.objects.exists()


def bomb() -> bytes:
    """A lossless WebP's header of 16384 x 16384 pixels, a gigabyte when it is opened. Source: RFC 9649, 3.4."""
    return b"RIFF\x1e\0\0\0WEBPVP8L" + b"\x11\0\0\0\x2f\xff\xff\xff\x0f" + bytes(12)


@pytest.mark.parametrize("content", [bomb(), b"%PDF-1.7 " + bytes(60)])
def test_the_hub_takes_no_bytes_that_are_no_picture(
    sent: World, monkeypatch: pytest.MonkeyPatch, content: bytes
) -> None:
    """A laptop with another program names the digest of what it likes; no screen at the hub is to open that."""
    digest = hashlib.sha256(content).hexdigest()
    monkeypatch.setattr(local, "has_picture", lambda digest: True)
    monkeypatch.setattr(local, "bind_pictures", lambda *given: None)
    file_id = sent.submit(evidence=papers(("address_proof", "", True, digest)), draft_key="b").id
    key = nodes.this().store.keys([sent.file(file_id).citizen_id])[sent.file(file_id).citizen_id]
    assert key is not None
    name = scans.name_of(key, file_id, digest)
    assert send_all(file_id, name, scans.sealed(key, name, content)).state == scans.NO_PICTURE
    assert alarms() == {"scan_no_picture"} and scan_files() == [] and kept.page(name) is None


def test_too_many_half_sent_is_not_for_good(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_OPEN", 1)
    pages = [(one[0], *page_of(sent, *one)) for one in (lodged(sent, "a"), lodged(sent, "b"))]
    receiving.answer_to(own_id(), said(*pages[1]))
    Picture.objects.filter(file_id=pages[1][0]).update(trouble=sending.REPLACED)
    carried = carrying.carry(Line(own_id()))
    assert (carried.n_pages, carried.is_busy) == (0, True)
    monkeypatch.setattr(kept, "MOST_OPEN", 32)
    assert carrying.carry(Line(own_id())).n_pages == 1
    assert kept.page(pages[0][1]) == pages[0][2]


def test_pages_half_sent_are_counted_for_each_laptop(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST_OPEN", 1)
    (first, _), (second, digest) = lodged(sent, "a"), lodged(sent, "b")
    other = Scan(name="00" * 16, file_id=first, node_id=own_id() + 1, n_bytes=9, n_held=1, begun_at=1)
    other.save()
    assert receiving.answer_to(own_id(), said(second, *page_of(sent, second, digest))).state == scans.OK


def test_a_piece_in_flight_outlives_no_erasure(sent: World, monkeypatch: pytest.MonkeyPatch) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    citizen = sent.file(file_id).citizen_id
    first_write(monkeypatch, lambda write: local.AFTER_TOLD["citizen.erased"]([citizen]))
    receiving.answer_to(own_id(), said(file_id, name, content))
    assert scan_files() == [] and not Scan.objects.exists()


def test_files_that_no_row_names_go_in_a_day(sent: World) -> None:
    lodged(sent)
    carrying.carry(Line(own_id()))
    (held,) = scan_files()
    held.with_name("ab" * 16).write_bytes(b"left by a power cut")
    for sweep in local.DAILY:
        sweep()
    assert scan_files() == [held]


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """What was synced to the disk, in order."""
    paths, fsync = list[Path](), os.fsync

    def note(handle: int) -> None:
        paths.append(Path(os.readlink(f"/proc/self/fd/{handle}")))
        fsync(handle)

    monkeypatch.setattr(os, "fsync", note)
    return paths


def test_a_piece_and_its_name_are_synced_before_the_answer(sent: World, synced: list[Path]) -> None:
    file_id, digest = lodged(sent)
    name, content = page_of(sent, file_id, digest)
    synced.clear()
    receiving.answer_to(own_id(), said(file_id, name, content))
    path = scan_files()[0]
    assert synced == [path, path.parent, path.parent.parent]
    receiving.answer_to(own_id(), said(file_id, name, content, scans.CHUNK))
    assert synced[3:] == [path]


def test_its_name_is_synced_after_a_try_that_failed(
    sent: World, synced: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    file_id, digest = lodged(sent)
    page = (file_id, *page_of(sent, file_id, digest))

    def full(handle: int, piece: bytes, after: int) -> int:
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(os, "pwrite", full)
        with pytest.raises(OSError, match="no space"):
            receiving.answer_to(own_id(), said(*page))
    assert len(scan_files()) == 1
    synced.clear()
    receiving.answer_to(own_id(), said(*page))
    assert scan_files()[0].parent in synced


def test_a_page_taken_away_is_so_on_the_disk(sent: World, synced: list[Path]) -> None:
    file_id, _ = lodged(sent)
    carrying.carry(Line(own_id()))
    synced.clear()
    kept.drop_scans_of([file_id])
    assert synced == [nodes.this().folder / "scans"]


def test_a_hub_that_says_more_than_there_is_is_not_believed(sent: World) -> None:
    file_id, digest = lodged(sent)
    _, content = page_of(sent, file_id, digest)
    answers = iter([scans.Answer(1, scans.OK, 1 << 32, 1 << 32, b"")])
    assert carrying.carry(lambda said: next(answers)).n_pages == 1
    assert local.sending_of([file_id])[file_id].bytes_sent == len(content)


def test_an_answer_that_is_not_the_hubs_is_no_broken_line(
    sent: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    lodged(sent)
    monkeypatch.setattr(https, "post", lambda *asked: b"what another machine says")
    with pytest.raises(https.Declined):
        carrying.carry()
    assert alarms() == {"hub_answer_refused"}


def test_a_header_alone_says_what_is_a_picture() -> None:
    assert scans.is_picture(photo((1500, 1100), "WEBP")) and scans.is_picture(photo((90, 60), "AVIF"))
    assert not scans.is_picture(bomb()) and not scans.is_picture(photo()) and not scans.is_picture(b"")
    avif = photo((1500, 1100), "AVIF")
    said, large = (b"ispe" + bytes(4) + struct.pack(">II", *size) for size in ((1500, 1100), (16384, 16384)))
    assert said in avif and not scans.is_picture(avif.replace(said, large))
