"""What a keeper says by command is looked up before anything is written; what is wrong is told where she said it."""

import ast
import json
import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
from django.db import OperationalError

from dorgora.config import cli, commands, control, refusals
from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.roads import founding
from dorgora.kernel import ballast
from dorgora.kernel.errors import Refused
from dorgora.kernel.ids import make_id
from tests.people.cast import PLACE, appoint_officer, open_union

SOURCE = Path(commands.__file__).parents[1]
HUB = make_id(ev.REGISTRY, 1)
LAPTOP_FEED = 40
CLOSED = f"{PLACE}9"


@pytest.fixture
def laptop(hub: Any) -> int:
    """A hub with one laptop, its number; a centre and an office are open at PLACE."""
    open_union(hub)
    (node_id,) = founding.write_registry([(ev.ENROLLED, ev.Enrolled("Char", bytes(32), bytes(32)))], None)
    founding.write_registry([(ev.GRANTED, ev.Granted(LAPTOP_FEED, "centre", PLACE, 0))], node_id)
    return node_id


def said(*words: str) -> tuple[int, list[str]]:
    lines: list[str] = []
    return commands.run(list(words), lines.append), lines


def test_a_full_disk_is_said_in_words(laptop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    full = Mock(side_effect=OperationalError("database or disk is full"))
    monkeypatch.setattr(founding, "write_registry", full)
    code, lines = said("revoke", str(laptop))
    assert code == 1 and lines[0].startswith("refused: The disk of this machine is full"), lines


def test_a_database_with_no_room_to_be_read_is_there(laptop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = type(nodes.this().store.rows)
    monkeypatch.setattr(rows, "all", Mock(side_effect=OperationalError("disk I/O error")))
    assert "no_database" in said("staff")[1][0]
    monkeypatch.setattr(ballast, "free", lambda _: 0)
    assert "disk_full" in said("staff")[1][0]


def written() -> list[Any]:
    rows = nodes.this().store.rows
    tables = (
        "feed_event",
        "feed_head",
        "feed_grant",
        "feed_node",
        "feed_invitation",
        "feed_note",
        "people_onetimecode",
    )
    return [sorted(map(repr, rows.all(f"SELECT * FROM {table}"))) for table in tables]


REFUSED = [
    ("revoke 12345", "unknown_node"),
    (f"revoke {HUB}", "own_node"),
    ("revoke {laptop} --reason=", "required"),
    ("revoke {laptop} --reason=" + "x" * 61, "too_long"),
    ("revoke {laptop} --reason=a\tb", "control_characters"),
    ("invite --name=A centre:999", "unknown_centre"),
    (f"invite --name=A centre:{PLACE} office:999", "unknown_office"),
    (f"invite --name=A centre:{PLACE} centre:{PLACE}", "place_twice"),
    (f"invite --name=A {PLACE}", "place_shape"),
    (f"invite --name=A hub:{PLACE}", "place_shape"),
    ("invite --name=A centre:", "place_shape"),
    (f"invite --name= centre:{PLACE}", "required"),
    (f"invite --name={'x' * 121} centre:{PLACE}", "too_long"),
    (f"invite --name=\ud800 centre:{PLACE}", "broken_text"),
    ("end-feed 999", "no_feed"),
    ("end-feed 1", "own_feed"),
    ("end-feed 40 --reason=", "required"),
    ("rebuild --projection=nope", "no_projection"),
    ("rebuild --projection=", "no_projection"),
    ("rebuild --feed=99999", "no_such_feed"),
    ("rebuild --feed=9223372036854775807", "no_such_feed"),
    ("open centre 999", "no_area"),
    ("open office " + "9" * 300, "no_area"),
    (f"appoint operator --place={CLOSED} --local-name=ক --latin-name=K", "unknown_centre"),
    ("appoint operator --local-name=ক --latin-name=K", "required"),
    ("appoint officer --local-name=ক --latin-name=K", "required"),
    (f"appoint operator --place={PLACE} --local-name=John --latin-name=জন", "no_local_letter"),
    (f"appoint operator --place={PLACE} --local-name=১২৩ --latin-name=K", "no_local_letter"),
    (f"appoint officer --place={PLACE} --local-name=ক --latin-name=জন", "no_latin_letter"),
    ("appoint hub --local-name=ক --latin-name=007", "no_latin_letter"),
    (f"appoint officer --place={CLOSED} --local-name=ক --latin-name=K", "unknown_office"),
    (f"appoint officer --place={PLACE} --local-name= --latin-name=", "required"),
    (f"appoint officer --place={PLACE} --local-name=ক --latin-name={'x' * 121}", "too_long"),
    (f"appoint officer --place={PLACE} --local-name=ক --latin-name=K --powers=fly", "unknown_power"),
    (f"appoint officer --place={PLACE} --local-name=ক --latin-name=K --powers=", "unknown_power"),
    (f"appoint hub --place={PLACE} --local-name=ক --latin-name=K", "hub_has_no_place"),
    ("found --name=Hub --url=https://hub.example.org --host=hub.example.org", "already_founded"),
    ("found --name= --url=https://hub.example.org --host=hub.example.org", "required"),
    ("found --name=Hub --url=http://hub.example.org --host=hub.example.org", "not_https"),
    ("found --name=Hub --url=https://hub.example.org:99999 --host=hub.example.org", "not_https"),
    ("found --name=Hub --url=https:// --host=hub.example.org", "not_https"),
    ("found --name=Hub --url=https://hub.example.org --host=other.example.org", "host_differs"),
    ("found --name=Hub --url=https://hub.example.org --host=", "host_differs"),
    ("end 12345", "unknown_person"),
    ("end {laptop}", "unknown_person"),
    ("new-code 12345", "unknown_person"),
    ("enrol https://localhost", "laptop_only"),
    ("sync", "laptop_only"),
    ("sync status", "laptop_only"),
    ("line down", "laptop_only"),
    ("certificate issue 7", "no_such_file"),
    ("certificate issue 1234567", "no_such_file"),
    ("certificate issue 99999999999999999999", "no_such_file"),
    ("certificate issue 00028W81FT0K64", "no_such_file"),
    ("certificate issue ../x", "no_such_file"),
    ("rotate-key", "hub_key"),
    ("quarantine --let-in=5", "no_officer"),
    ("went-back --without=5", "no_officer"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "reason"), REFUSED)
def test_what_is_not_there_is_refused_and_nothing_written(laptop: int, words: str, reason: str) -> None:
    before = written()
    code, lines = said(*words.replace("{laptop}", str(laptop)).split(" "))
    assert (code, len(lines)) == (1, 1)
    assert lines[0].startswith("refused: ")
    assert lines[0].endswith(f" ({reason})")
    lines[0].encode()  # a terminal can print it
    assert written() == before


@pytest.mark.parametrize(("role", "kind"), [("operator", "centre"), ("officer", "office")])
def test_where_nothing_is_open_the_place_is_named(laptop: int, role: str, kind: str) -> None:
    code, (line,) = said("appoint", role, "--place=100925701", "--local-name=ক", "--latin-name=K")
    assert code == 1
    assert line.startswith(f"refused: No {kind} is open at 100925701. ")


@pytest.mark.parametrize(
    ("bn", "en"), [("ক", ""), ("", "K"), ("মোঃ আঃ রহিম-২", "Md. A. Rahim 2"), ("ড. নীলা", "Dr Nīla")]
)
def test_a_name_in_its_own_script_is_taken(laptop: int, bn: str, en: str) -> None:
    code, (line,) = said(
        "appoint", "operator", f"--place={PLACE}", f"--local-name={bn}", f"--latin-name={en}"
    )
    assert (code, "code" in json.loads(line)) == (0, True)


WRONG = [
    "",
    "nonsense",
    "revoke",
    "revoke x",
    "revoke 0",
    "revoke -5",
    "revoke 99999999999999999999",
    "rebuild --feed=x",
    "rebuild --feed=",
    "rebuild --feed=99999999999999999999",
    "open shop 10",
    "line sideways",
    "sync sometimes",
    "money",
    "money spend",
    "certificate issue",
    "pack check packs",
    "quarantine --by=7",
    "went-back --by=7",
    "quarantine --let-in=0",
    "up",
    "verify x --keys=y",
    "invite --name=A",
    "found --name=A",
    "check please",
    "revoke \ud800",
]


@pytest.mark.parametrize("words", WRONG)
def test_a_command_that_is_worded_wrongly_changes_nothing(laptop: int, words: str) -> None:
    before = written()
    code, lines = said(*words.split())
    assert (code, len(lines)) == (2, 1)
    assert "dorgora" in lines[0]
    lines[0].encode()
    assert written() == before


def test_help_is_said_to_who_asked(laptop: int) -> None:
    code, (text,) = said("--help")
    assert code == 0
    assert "revoke" in text
    assert said("revoke", "-h")[0] == 0


@pytest.mark.parametrize(
    ("words", "first", "told"),
    [
        ("--help", "usage: dorgora [-h]", "keep what the hub has not confirmed"),
        ("help", "usage: dorgora [-h]", "keep what the hub has not confirmed"),
        ("backup --help", "usage: dorgora backup [-h]", "--same-device"),
        ("help backup", "usage: dorgora backup [-h]", "for the hub alone to open"),
        ("keys --help", "usage: dorgora keys [-h]", "--out"), ("up --help", "usage: dorgora up [-h]", "--tls-port"),
        ("help verify", "usage: dorgora verify [-h]", "--keys"), ("pack -h", "usage: dorgora pack [-h]", "check"),
    ],
)  # fmt: skip
def test_help_needs_no_node(tmp_path: Path, words: str, first: str, told: str) -> None:
    """As in a clone that somebody looks at for the first time: no role, no key, no folder of a node."""
    code, out, err = in_a_fresh_clone(tmp_path, words)
    assert (code, out.startswith(first), " ".join(out.split()).count(told) > 0, err) == (0, True, True, "")
    assert not list(tmp_path.iterdir())


def test_a_command_there_is_not_is_told_without_a_node(tmp_path: Path) -> None:
    code, out, err = in_a_fresh_clone(tmp_path, "bakup")
    assert (code, "'backup'" in out, err) == (2, True, "")


def in_a_fresh_clone(folder: Path, words: str) -> tuple[int, str, str]:
    """What the command answers there: its code, and what it says on either way."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("D")}
    program = [sys.executable, "-m", "dorgora", *words.split()]
    ended = subprocess.run(program, env=env, cwd=folder, capture_output=True, text=True)
    return ended.returncode, ended.stdout, ended.stderr


def test_a_laptop_is_revoked_once_and_by_name(laptop: int) -> None:
    assert said("laptops") == (0, [f"{laptop} Char: centre:{PLACE}"])
    assert said("revoke", str(laptop), "--reason", "stolen") == (0, [f"revoked node {laptop}: Char"])
    before = written()
    code, (line,) = said("revoke", str(laptop))
    assert (code, "Char" in line, line.endswith("(already_revoked)")) == (1, True, True)
    assert written() == before
    assert said("laptops") == (0, [f"{laptop} Char: revoked"])


@pytest.mark.parametrize("who", ["5", "{laptop}"])
def test_nobody_is_passed_over_for_whom_nobody_waits(laptop: int, who: str) -> None:
    jamal = appoint_officer(role="hub", place="")
    before = written()
    code, (line,) = said("went-back", "--without", who.replace("{laptop}", str(laptop)), "--by", str(jamal))
    assert (code, line.endswith("(not_awaited)")) == (1, True)
    assert written() == before


def test_a_slip_for_what_is_open_is_printed(laptop: int) -> None:
    code, (slip,) = said("invite", "--name", " Char  2 ", f"centre:{PLACE}", f"office:{PLACE}")
    assert (code, len(slip.split())) == (0, 3)
    assert nodes.this().store.rows.all("SELECT node_name, places FROM feed_invitation") == [
        ("Char 2", json.dumps([["centre", PLACE], ["office", PLACE]]))
    ]


@pytest.mark.parametrize(
    "words",
    ["revoke 5", "end-feed 40", "load-pack", "laptops", f"invite --name=A centre:{PLACE}", "went-back",
     f"open centre {PLACE}", f"appoint operator --place={PLACE} --local-name=ক --latin-name=K", "quarantine --let-in=5",
     "found --name=Hub --url=https://localhost"],
)  # fmt: skip
def test_a_laptop_does_not_do_what_is_the_hubs(laptop: int, settings: Any, words: str) -> None:
    settings.ROLE = "centre"
    before = written()
    code, (line,) = said(*words.split())
    assert (code, line.endswith("(hub_only)")) == (1, True)
    assert written() == before


@pytest.mark.parametrize(
    "slip", ["", "a b", "a b c", "http://h x y", "https://h:x x y", "https:// x y", "https://h x y z"]
)
def test_what_is_no_slip_is_refused(laptop: int, settings: Any, slip: str) -> None:
    settings.ROLE = "centre"
    code, (line,) = said("enrol", slip)
    assert (code, line.endswith("(slip_shape)")) == (1, True)


def answered(monkeypatch: Any, *words: str) -> tuple[int, str]:
    """What the running node answers over its socket: exit code and all lines."""
    monkeypatch.setattr(control, "close_old_connections", lambda: None)
    keeper, node = socket.socketpair()
    with keeper, keeper.makefile("rwb") as stream:
        stream.write(json.dumps(words).encode() + b"\n")
        stream.flush()
        control._answer(node, None)
        *lines, end = [json.loads(line) for line in stream]
    return end["code"], "\n".join(line["line"] for line in lines)


@pytest.mark.parametrize("words", [("nonsense",), ("rebuild", "--feed", "x"), ()])
def test_a_running_node_tells_the_keeper_how_a_command_is_worded(
    laptop: int, monkeypatch: Any, capfd: Any, words: tuple[str, ...]
) -> None:
    code, text = answered(monkeypatch, *words)
    assert (code, text.startswith("usage: dorgora")) == (2, True)
    assert capfd.readouterr() == ("", "")


def test_a_running_node_says_why_it_refuses(laptop: int, monkeypatch: Any) -> None:
    code, text = answered(monkeypatch, "rebuild", "--projection", "nope")
    assert (code, "registry" in text, text.endswith("(no_projection)")) == (1, True, True)


@pytest.mark.parametrize(
    "words",
    [
        ("verify",), ("verify", "x", "--keys", "k", "--hub-key", "zz"), ("verify", "x", "--keys", "k", "--hub-key", ""),
        ("verify", "x", "--keys", "k", "--hub-key", "00" * 31), ("verify", "x", "--keys", "k", "--at", "tomorrow"),
        ("verify", "x", "--keys", "k", "--at", ""), ("verify", "x", "--keys", "k", "--at", "0001-01-01T00:00+14:00"),
        ("up", "--tls-port", "x"), ("up", "--tls-port", "65536"), ("up", "--tls-port", "-1"), ("up", "now"),
    ],
)  # fmt: skip
def test_what_goes_alone_says_how_it_is_worded(monkeypatch: Any, capsys: Any, words: tuple[str, ...]) -> None:
    monkeypatch.setattr("sys.argv", ["dorgora", *words])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    shown = capsys.readouterr()
    assert (ended.value.code, shown.out, shown.err.startswith(f"usage: dorgora {words[0]}")) == (2, "", True)


@pytest.mark.parametrize("words", [("alarms",), ("found", "--name=Hub", "--url=https://localhost")])
def test_a_shell_without_the_settings_of_the_node_is_told(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "elsewhere"
    env = {**os.environ, "DORGORA_ROLE": "hub", "DORGORA_DATA_DIR": str(folder), "DORGORA_DB_KEY": "ab" * 32}
    env["DORGORA_DB_URL"] = f"sqlite:///{folder}/node.db"
    ended = subprocess.run([sys.executable, "-m", "dorgora", *words], env=env, capture_output=True, text=True)
    assert (ended.returncode, ended.stderr) == (1, "")
    assert str(folder) in ended.stdout
    assert ended.stdout.endswith("(no_database)\n")
    assert not list(folder.glob("*.key"))


def reasons() -> set[str]:
    """Every reason that what a command does gives by itself."""
    files = [
        *(SOURCE / "config").glob("*.py"), *(SOURCE / "feed/roads").glob("*.py"),
        *(SOURCE / "feed" / f"{name}.py" for name in ("awaiting", "quarantine", "rebuilding")),
        *(SOURCE / "feed" / f"{name}.py" for name in ("unsigned", "went_back", "node")),
        *(SOURCE / module / "actions.py" for module in ("places", "catalogue")),
    ]  # fmt: skip
    return {
        one.args[0].value
        for file in files
        for one in ast.walk(ast.parse(file.read_text()))
        if isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "Refused"
        if isinstance(one.args[0], ast.Constant)
    }


def test_every_refusal_of_a_command_is_a_sentence() -> None:
    assert reasons() <= set(refusals.SENTENCES)
    for reason in refusals.SENTENCES:
        text = refusals.told(Refused(reason, "name"))
        assert re.fullmatch(r"refused: [^{}]+[.?] \(\w+\)", text), text
