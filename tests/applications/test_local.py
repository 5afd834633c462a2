"""Drafts and pictures: kept through anything, seen by nobody else, and gone when they must be."""

import io
import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from PIL import Image

from dorgora.applications import actions, local, lodging, models, queries
from dorgora.applications.local import pictures
from dorgora.feed import node as nodes
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from tests.applications.world import LATER, PLACE, World, papers


def photo(size: tuple[int, int] = (240, 180), form: str = "JPEG", **more: object) -> bytes:
    """Noise: of few pixels it has as many bytes as a photo, and is made small at once."""
    out, fine = io.BytesIO(), (min(size[0], 300), min(size[1], 220))
    Image.effect_noise(fine, 60).resize(size).convert("RGB").save(out, form, **more)
    return out.getvalue()


def kept_files() -> list[Path]:
    return sorted((nodes.this().folder / "pictures").glob("*"))


def test_a_draft_is_there_again_as_it_was_left(world: World) -> None:
    local.save_draft("a", world.karim, PLACE, "birth_registration", "child", {"name_bn": "মিম"}, world.rahima)
    local.save_draft("a", world.karim, PLACE, "birth_registration", "parents", {"name_bn": "মিম", "x": "১"})
    draft = local.draft("a", PLACE)
    assert draft is not None
    assert (draft.step, draft.typed, draft.about_id) == (
        "parents",
        {"name_bn": "মিম", "x": "১"},
        world.rahima,
    )
    assert [one.key for one in local.open_drafts(PLACE, world.karim)] == ["a"]


def test_a_draft_is_nobody_elses(world: World) -> None:
    local.save_draft("a", world.karim, PLACE, "s", "child", {})
    assert local.draft("a", "20") is None
    assert local.open_drafts("20", world.karim) == []
    with pytest.raises(Refused, match="not_yours"):
        local.save_draft("a", world.karim, "20", "s", "child", {})
    local.drop_draft("a", "20")
    assert local.draft("a") is not None


def test_nobody_elses_drafts_and_no_page_hide_hers(world: World) -> None:
    for number in range(3):
        local.save_draft(f"old-{number}", world.karim, PLACE, "s", "child", {})
    for number in range(25):
        local.save_draft(f"new-{number}", world.salma, PLACE, "s", "child", {})
        local.keep_page(world.karim, PLACE, f"drawer-{number}", {"counted": "75"})
    assert {one.key for one in local.open_drafts(PLACE, world.karim)} == {"old-0", "old-1", "old-2"}
    assert (local.n_open_drafts(PLACE, world.karim), local.n_open_drafts(PLACE, world.salma)) == (3, 25)
    shown = [
        one.key
        for after in (0, 10, 20)
        for one in local.open_drafts(PLACE, world.salma, after=after, most=10)
    ]
    assert sorted(shown) == sorted(f"new-{number}" for number in range(25))


def test_kept_pages_are_so_many_and_so_old_at_most(
    world: World, monkeypatch: pytest.MonkeyPatch, serve_as: Callable[[str], None]
) -> None:
    serve_as("centre")
    monkeypatch.setattr(clock, "is_trusted", lambda: True)
    local.keep_page(world.salma, PLACE, "hers", {"x": "1"})
    now = clock.now_seconds()
    for number in range(local.MOST_PAGES + 2):
        monkeypatch.setattr(clock, "now_seconds", lambda at=now + number: at)
        local.keep_page(world.karim, PLACE, f"p{number}", {"x": "1"})
    there = [
        number for number in range(local.MOST_PAGES + 2) if local.kept_page(world.karim, PLACE, f"p{number}")
    ]
    assert there == list(range(2, local.MOST_PAGES + 2)), "the two oldest went"
    assert local.kept_page(world.salma, PLACE, "hers") == {"x": "1"}
    monkeypatch.setattr(clock, "now_seconds", lambda: now + local.PAGE_DAYS * 86_400 + 1)
    monkeypatch.setattr(clock, "is_trusted", lambda: False)
    assert local.kept_page(world.salma, PLACE, "hers") == {"x": "1"}, "nobody has confirmed that day"
    monkeypatch.setattr(clock, "is_trusted", lambda: True)
    assert local.kept_page(world.salma, PLACE, "hers") == {}
    local.keep_page(world.karim, PLACE, "newest", {"x": "1"})
    assert local.draft(f"page-{world.salma}-hers") is None


def test_an_old_page_goes_also_where_nobody_leaves_another(
    world: World, monkeypatch: pytest.MonkeyPatch, serve_as: Callable[[str], None]
) -> None:
    serve_as("centre")
    monkeypatch.setattr(clock, "is_trusted", lambda: True)
    now = clock.now_seconds()  # before they are kept: a second later they would be a second too old
    local.keep_page(world.salma, PLACE, "hers", {"x": "1"})
    local.save_draft("form", world.salma, PLACE, "s", "child", {})
    week = local.PAGE_DAYS
    for days, is_trusted, left in ((week, True, 2), (week + 1, False, 2), (week + 1, True, 1)):
        monkeypatch.setattr(clock, "is_trusted", lambda said=is_trusted: said)
        monkeypatch.setattr(clock, "now_seconds", lambda at=now + days * 86_400: at)
        for sweep in local.DAILY:
            sweep()
        with connection.cursor() as cursor:
            cursor.execute("SELECT COUNT(*) FROM applications_draft")
            assert cursor.fetchone()[0] == left
    assert local.draft("form", PLACE) is not None, "a form is not a page"


def test_a_page_that_names_nobody_goes_with_every_erasure(world: World) -> None:
    local.keep_page(world.karim, PLACE, "register", {"name_bn": "রহিমা"})
    local.keep_page(world.karim, PLACE, "hand_over-7", {"to": "other"}, about_id=world.rahima)
    local.forget_citizens([world.rahima + 1])
    assert local.draft(f"page-{world.karim}-register") is None
    assert local.kept_page(world.karim, PLACE, "hand_over-7") == {"to": "other"}


def test_no_word_of_a_draft_stands_open_in_the_table(world: World) -> None:
    local.save_draft("a", world.karim, PLACE, "s", "child", {"name_bn": "canary"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT typed FROM applications_draft")
        assert b"canary" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize("key", ["", "a b", "x" * 65, "../a"])
def test_a_key_that_is_none_is_refused(world: World, key: str) -> None:
    with pytest.raises(Refused, match="not_a_draft"):
        local.save_draft(key, world.karim, PLACE, "s", "child", {})


def test_a_draft_beyond_all_measure_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="too_long"):
        local.save_draft("a", world.karim, PLACE, "s", "child", {"name_bn": "x" * (16 << 20)})


def test_a_dropped_draft_takes_its_pictures_along(world: World) -> None:
    local.save_draft("a", world.karim, PLACE, "s", "child", {})
    digest = local.keep_picture(photo(), draft_key="a")
    local.drop_draft("a")
    assert local.draft("a") is None
    assert local.picture(digest) is None
    assert kept_files() == []


@pytest.mark.slow
@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_made_small_and_bare(world: World, form: str) -> None:
    exif = Image.Exif()
    exif[0x010E] = "canary"
    digest = local.keep_picture(photo((1800, 1200), form, exif=exif))
    small = local.picture(digest)
    assert small is not None
    with Image.open(io.BytesIO(small)) as image:
        assert image.size[0] * 2 == pytest.approx(image.size[1] * 3, rel=0.01) and len(small) <= 32_000
        assert not image.getexif()
    assert b"canary" not in small


def test_a_sideways_picture_is_set_upright(world: World) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by ninety degrees
    small = local.picture(local.keep_picture(photo((400, 200), exif=exif)))
    assert small is not None
    with Image.open(io.BytesIO(small)) as image:
        assert image.size == (200, 400)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not_a_picture"),
        (b"%PDF-1.7", "not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "not_a_picture"),
        (b"GIF89a" + bytes(60), "not_a_picture"),
        (bytes(8 * 1024 * 1024 + 1), "picture_too_large"),
    ],
    ids=["nothing", "pdf", "svg", "gif", "huge"],
)
def test_what_is_no_picture_is_refused(world: World, content: bytes, reason: str) -> None:
    with pytest.raises(Refused, match=reason):
        local.keep_picture(content, field="epi_card")
    assert kept_files() == []


def test_a_picture_cut_short_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="not_a_picture"):
        local.keep_picture(photo()[:2000])


def png_header(width: int, height: int) -> bytes:
    """As much of a PNG as says how large it is, by the standard's own words (W3C PNG, 11.2.1)."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))


@pytest.mark.parametrize(
    ("size", "reason"),
    [
        ((30_000, 30_000), "picture_too_many_pixels"),
        ((7000, 6000), "picture_too_many_pixels"),
        ((10, 900), "small"),
    ],
)
def test_a_bomb_is_refused_before_it_is_unpacked(world: World, size: tuple[int, int], reason: str) -> None:
    pixels = chunk_of_nothing()
    with pytest.raises(Refused, match=reason):
        local.keep_picture(png_header(*size) + pixels)


def chunk_of_nothing() -> bytes:
    """A first chunk of pixels, so that the header counts as read."""
    return struct.pack(">I", 0) + b"IDAT" + struct.pack(">I", zlib.crc32(b"IDAT"))


def test_a_kept_picture_is_sealed_on_disk(world: World) -> None:
    digest = local.keep_picture(photo())
    small = local.picture(digest)
    assert small is not None
    (path,) = kept_files()
    assert small[:40] not in path.read_bytes()
    assert digest not in path.name


def test_a_lodged_files_picture_is_seen_with_the_file_only(world: World) -> None:
    digest = local.keep_picture(photo(), draft_key="first")
    done = world.submit(evidence=[("epi_card", "", True, digest), *papers()[1:]])
    assert queries.has_picture(world.file(done.id), digest)
    other = world.submit(draft_key="second")
    assert not queries.has_picture(world.file(other.id), digest)
    assert not queries.has_picture(world.file(other.id), "")


def test_an_erased_citizens_pictures_and_drafts_are_gone(world: World) -> None:
    digest = local.keep_picture(photo(), draft_key="first")
    done = world.submit(evidence=[("epi_card", "", True, digest), *papers()[1:]])
    local.save_draft("b", world.karim, PLACE, "s", "child", {}, about_id=done.citizen_id)
    local.save_draft("c", world.karim, PLACE, "s", "child", {}, about_id=world.rahima)
    local.AFTER_TOLD["citizen.erased"]([done.citizen_id])
    assert local.picture(digest) is None
    assert kept_files() == []
    assert local.draft("b") is None
    assert local.draft("c") is not None


def test_a_picture_two_files_share_stays_for_the_other(world: World) -> None:
    content = photo()
    digests = {local.keep_picture(content, draft_key=key) for key in ("first", "second")}
    (digest,) = digests
    evidence = [("epi_card", "", True, digest), *papers()[1:]]
    first = world.submit(evidence=evidence)
    world.submit(evidence=evidence, draft_key="second")
    local.forget_citizens([first.citizen_id])
    assert local.picture(digest) is not None


def lodged_with(world: World, digest: str, key: str = "first") -> int:
    return world.submit(evidence=[("epi_card", "", True, digest), *papers()[1:]], draft_key=key).id


def rows_of(**chosen: object) -> int:
    names = [f"{name} = %s" for name in chosen]
    counted = "SELECT COUNT(*) FROM applications_picture" + (" WHERE " + " AND ".join(names) if names else "")
    return int(nodes.this().store.rows.all(counted, [*chosen.values()])[0][0])


def test_a_replaced_picture_goes_when_its_form_is_lodged(world: World) -> None:
    old, new = (local.keep_picture(photo(), draft_key="first") for _ in range(2))
    lodged_with(world, new)
    assert local.picture(old) is None and local.picture(new) is not None
    assert len(kept_files()) == rows_of() == 1


def test_a_replaced_picture_goes_when_the_draft_is_kept(world: World) -> None:
    content = photo()
    old = local.keep_picture(content, draft_key="first")
    local.keep_picture(content, draft_key="second")
    local.drop_replaced("first", [old])
    assert local.picture(old) is not None, "another draft has it"
    local.drop_replaced("second", [old])
    assert local.picture(old) is None and kept_files() == []


def test_a_lodged_file_takes_no_other_drafts_picture(world: World) -> None:
    digest = local.keep_picture(photo(), draft_key="second")
    first = world.file(lodged_with(world, digest))
    assert rows_of(draft_key="second") == 1
    local.forget_citizens([first.citizen_id])
    assert local.picture(digest) is not None
    local.drop_draft("second")  # never kept, so nothing goes
    second = world.file(lodged_with(world, digest, "second"))
    assert local.picture(digest) is not None
    local.forget_citizens([second.citizen_id])
    assert kept_files() == [] and rows_of() == 0


def test_what_a_correction_replaced_goes_with_the_erasure(world: World) -> None:
    old = local.keep_picture(photo(), draft_key="first")
    file_id = lodged_with(world, old)
    world.return_file(file_id, "epi_card")
    tried, new = (local.keep_picture(photo(), draft_key="correct") for _ in range(2))
    local.save_draft("correct", world.karim, PLACE, "s", "correct", {}, world.file(file_id).citizen_id)
    shown = [("epi_card", "", True, new)]
    actions.correct(file_id=file_id, answers={}, evidence=shown, by=world.karim, at=LATER)
    local.drop_draft("correct")
    assert local.picture(tried) is None
    assert local.picture(old) is not None, "the correction may yet turn out not to count"
    local.forget_citizens([world.file(file_id).citizen_id])
    assert kept_files() == [] and rows_of() == 0


def test_a_correction_can_send_the_same_picture_again(world: World) -> None:
    content = photo()
    file_id = lodged_with(world, local.keep_picture(content, draft_key="first"))
    world.return_file(file_id, "epi_card")
    again = local.keep_picture(content, draft_key="correct")
    shown = [("epi_card", "", True, again)]
    actions.correct(file_id=file_id, answers={}, evidence=shown, by=world.karim, at=LATER)
    assert rows_of(file_id=file_id) == 1


def test_an_erasure_takes_what_a_lodged_form_left_behind(world: World) -> None:
    """As laptops have it that lodged files before replaced pictures went."""
    file_id = lodged_with(world, local.keep_picture(photo(), draft_key="first"))
    local.keep_picture(photo(), draft_key="first")
    assert len(kept_files()) == 2
    local.forget_citizens([world.file(file_id).citizen_id])
    assert kept_files() == [] and rows_of() == 0


def test_a_picture_of_no_form_and_no_file_goes(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    local.save_draft("open", world.karim, PLACE, "s", "child", {})
    kept = local.keep_picture(photo(), draft_key="open")
    local.keep_picture(photo(), draft_key="never kept")
    for seconds, left in ((0, 2), (601, 1)):
        pass_by(monkeypatch, seconds)
        local.forget_citizens([world.jamal])
        assert len(kept_files()) == left
    local.keep_picture(photo(), draft_key="never kept")
    pass_by(monkeypatch, 601)
    for sweep in local.DAILY:
        sweep()
    assert len(kept_files()) == 1 and local.picture(kept) is not None


def pass_by(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """On the machine's clock, and on those that never jump."""
    for name in ("_system", "_elapsed", "monotonic"):
        then = getattr(clock, name)() + seconds
        monkeypatch.setattr(clock, name, lambda at=then: at)


def test_a_picture_stays_when_its_going_is_undone(world: World) -> None:
    digest = local.keep_picture(photo(), draft_key="open")
    with pytest.raises(RuntimeError), writing():
        local.drop_replaced("open", [digest])
        raise RuntimeError("the plug is pulled before the commit")
    assert local.picture(digest) is not None


def test_what_a_power_cut_left_behind_a_commit_goes(world: World) -> None:
    kept = local.keep_picture(photo(), draft_key="open")
    local.keep_picture(photo(form="PNG"), draft_key="dropped")
    models.Picture.objects.filter(draft_key="dropped").delete()
    for sweep in local.DAILY:
        sweep()
    assert len(kept_files()) == 1 and local.picture(kept) is not None
    models.Picture.objects.update(key=b"spoilt")
    with pytest.raises(ValueError, match="do not open"):
        pictures.drop_unnamed_files()
    assert len(kept_files()) == 1 and local.which_are_here([kept]) == set()


def test_a_picture_whose_file_is_gone_is_not_here(world: World) -> None:
    digest = local.keep_picture(photo(), draft_key="first")
    assert local.which_are_here([digest]) == {digest} and local.has_picture(digest)
    (path,) = kept_files()
    path.unlink()
    assert local.which_are_here([digest]) == set()
    with pytest.raises(Refused, match="picture_missing"):
        lodged_with(world, digest)


def test_a_file_is_not_lodged_without_its_picture(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It was thrown away after the papers were looked at, and before anything is written."""
    digest = local.keep_picture(photo(), draft_key="first")
    looked_at = lodging.clean_papers

    def then_dropped(*given: Any, **more: Any) -> Any:
        found = looked_at(*given, **more)
        local.drop_replaced("first", [digest])
        return found

    monkeypatch.setattr(lodging, "clean_papers", then_dropped)
    with pytest.raises(Refused, match="picture_missing"):
        lodged_with(world, digest)
    assert queries.latest(PLACE) == () and local.claim_draft("first") is None


def test_a_page_of_the_other_laptop_keeps_nobody_from_correcting(world: World) -> None:
    """The picture was taken at the centre's other laptop; the office marked a name, or that very paper."""
    file_id = lodged_with(world, local.keep_picture(photo(), draft_key="first"))
    had = world.file(file_id).evidence[0]
    models.Picture.objects.all().delete()
    for marked, answers in (("name_en", {"name_en": "Mim Akhter"}), ("epi_card", {})):
        world.return_file(file_id, marked)
        shown = [] if answers else [("epi_card", "", True, had.picture)]
        actions.correct(file_id=file_id, answers=answers, evidence=shown, by=world.karim, at=LATER)
        assert world.file(file_id).evidence[0] == had
