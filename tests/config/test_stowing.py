"""`dorgora backup` and `dorgora restore` as a keeper says them: one JSON object, and what to do in words."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dorgora.config import cli, commands, stowing
from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.roads import backing, restoring
from dorgora.feed.sync import wire
from tests.feed import boat as boats
from tests.feed.boat import Boat


def said(*words: str) -> tuple[int, Any]:
    """What a command says, and how it ends."""
    lines: list[str] = []
    code = commands.run(list(words), lines.append)
    (line,) = lines
    return code, json.loads(line) if line.startswith("{") else line


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "stick"
    place.mkdir()
    return place


@pytest.fixture
def laptop(hub: Any, settings: Any) -> nodes.Node:
    """A founded node that takes itself for a laptop: nobody has confirmed what it wrote."""
    settings.ROLE = "centre"
    return nodes.this()


def test_a_backup_says_what_it_holds(laptop: nodes.Node, folder: Path) -> None:
    code, told = said("backup", str(folder), "--same-device")
    head = laptop.store.head(ev.REGISTRY)
    assert head is not None
    (path,) = folder.iterdir()
    assert (code, told["kept"], told["file"], told["others"]) == (0, True, str(path), [])
    assert (told["events"], told["files"], told["parts"], told["bytes"]) == (
        head.seq,
        0,
        1,
        path.stat().st_size,
    )
    assert path.name.startswith(f"dorgora-{laptop.identity.node_id}-")


def test_a_newer_one_takes_the_place_of_the_older(laptop: nodes.Node, folder: Path) -> None:
    said("backup", str(folder), "--same-device")
    (older,) = folder.iterdir()
    (folder / f"{older.name[:-7]}x.backup.part").write_bytes(b"cut off")
    (folder / "dorgora-5-20261122-000000-00000000.backup").write_bytes(b"another laptop's")
    (folder / "letter.txt").write_text("mine")
    laptop.store.acknowledge(ev.REGISTRY, 2, 1)
    code, told = said("backup", str(folder), "--same-device")
    assert (code, told["others"]) == (0, [])
    names = {one.name for one in folder.iterdir()}
    assert names == {Path(told["file"]).name, "dorgora-5-20261122-000000-00000000.backup", "letter.txt"}
    assert older.name not in names


@pytest.mark.parametrize("why", ["holds more", "cannot be read", "for another hub"])
def test_an_older_one_that_holds_more_stays(laptop: nodes.Node, folder: Path, why: str) -> None:
    """This laptop's disk may be an older one, put back: then the stick knows what it does not."""
    said("backup", str(folder), "--same-device")
    (older,) = folder.iterdir()
    cover = restoring.cover_of(older)
    assert cover is not None
    if why == "holds more":
        head = cover.reach[0]
        more = boats.backup.Reach(head.feed, head.seq + 5, head.base)
        cover = boats.backup.Cover(cover.hub, cover.node_id, cover.at, cover.public, (more,))
    elif why == "for another hub":
        cover = boats.backup.Cover(bytes(8), cover.node_id, cover.at, cover.public, cover.reach)
    older.write_bytes(boats.backup.opening(cover) if why != "cannot be read" else b"junk")
    code, told = said("backup", str(folder), "--same-device")
    assert (code, told["others"]) == (0, [older.name])
    assert "hub" in told["words"] and older.exists()


def test_a_folder_beside_the_data_is_refused(laptop: nodes.Node, folder: Path) -> None:
    code, line = said("backup", str(folder))
    assert (code, line.endswith("(same_device)"), "drowns" in line) == (1, True, True)
    code, line = said("backup", str(folder / "nowhere"))
    assert (code, line.endswith("(no_folder)")) == (1, True)
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("year", [1970, 2038, 2150])
def test_a_backup_is_kept_in_any_year(laptop: nodes.Node, folder: Path, monkeypatch: Any, year: int) -> None:
    """A laptop's clock may say anything; the hub reads the file all the same."""
    at = int(datetime(year, 1, 1, tzinfo=UTC).timestamp())
    monkeypatch.setattr(backing.clock, "now_seconds", lambda: at)
    assert said("backup", str(folder), "--same-device")[0] == 0
    (path,) = folder.iterdir()
    cover = restoring.cover_of(path)
    assert cover is not None and cover.at == min(at, wire.LATEST)


def test_the_hub_keeps_no_backup_of_its_own(hub: Any, folder: Path) -> None:
    assert said("backup", str(folder), "--same-device")[1].endswith("(laptop_only)")


def test_the_hub_says_what_came(hub: Any, folder: Path) -> None:
    boat = Boat()
    boat.register(1, 2)
    path = boat.backup(folder / "dorgora-1.backup")
    code, told = said("restore", str(path))
    (one,) = told["backups"]
    assert (code, told["restored"], one["trouble"], "words" in one) == (0, True, [], False)
    assert (one["node"], one["events"], one["new"], one["files"], one["apart"]) == (boat.id, 2, 2, 0, 0)
    path.write_bytes(path.read_bytes()[:-1])
    code, told = said("restore", str(folder))
    (one,) = told["backups"]
    assert (code, told["restored"], one["trouble"], one["new"]) == (1, False, ["truncated"], 0)
    assert "cut" in one["words"]


def test_a_name_nobody_can_type_is_said(hub: Any, folder: Path) -> None:
    """A stick from anywhere may hold names in another encoding: a terminal must be able to print the answer."""
    boat = Boat()
    boat.backup(folder / os.fsdecode(b"dorgora-\xff\xfe.backup"))
    code, told = said("restore", str(folder))
    assert (code, told["backups"][0]["trouble"]) == (0, [])
    lines: list[str] = []
    commands.run(["restore", str(folder)], lines.append)
    lines[0].encode()


def test_what_is_not_there_is_said(hub: Any, folder: Path) -> None:
    assert said("restore", str(folder))[1].endswith("(no_backup)")
    assert said("restore", str(folder / "x.backup"))[1].endswith("(no_backup)")


def test_every_trouble_has_a_sentence() -> None:
    given = {
        *boats.backup._WORDS.values(),
        "gap",
        "not_a_backup",
        "other_hub",
        "altered",
        "truncated",
        "awaited",
    }
    assert given <= set(stowing.TROUBLE)
    assert all(one.endswith((".", "?")) for one in stowing.TROUBLE.values())


def test_a_path_means_what_it_means_where_it_was_typed(monkeypatch: Any, tmp_path: Path) -> None:
    """The running node has a folder of its own to stand in."""
    asked: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.argv", ["dorgora", "backup", "stick", "--same-device"])
    monkeypatch.setattr(cli, "_asked", lambda words, say: asked.extend(words) or 0)
    with pytest.raises(SystemExit):
        cli.main()
    assert asked == ["backup", os.path.join(tmp_path, "stick"), "--same-device"]
