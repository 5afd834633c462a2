"""The part of a disk that is held back is really taken, and goes when next to nothing is left beside it."""

from pathlib import Path

import pytest

from dorgora.kernel import ballast


def test_it_is_taken_from_the_disk(tmp_path: Path) -> None:
    ballast.lay(tmp_path)
    held = (tmp_path / "ballast").stat()
    assert ballast.held(tmp_path) == held.st_size == 16 << 20
    assert held.st_blocks * 512 >= 16 << 20, "no hole, which would give back nothing"


def test_it_goes_when_nothing_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ballast.lay(tmp_path)
    monkeypatch.setattr(ballast, "free", lambda _: 2 << 20)
    assert not ballast.look(tmp_path) and ballast.held(tmp_path)
    monkeypatch.setattr(ballast, "free", lambda _: 0)
    assert ballast.look(tmp_path) and not ballast.held(tmp_path)
    assert not ballast.look(tmp_path), "it goes once"


def test_a_small_disk_has_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ballast, "free", lambda _: 63 << 20)
    ballast.lay(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_one_that_was_cut_off_is_laid_whole(tmp_path: Path) -> None:
    (tmp_path / "ballast").write_bytes(b"half")
    ballast.lay(tmp_path)
    assert ballast.held(tmp_path) == ballast.BYTES
