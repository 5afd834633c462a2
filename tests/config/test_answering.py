"""`dorgora verify --jsonl` as a program uses it: a line in, a line out at once, whatever the line holds."""

import io
import json
import os
import subprocess
import sys
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.config import answering, verifying
from tests.rules.certificates.messages import (
    AT,
    BOTH,
    OKP,
    RFC_8152,
    RFC_8152_KEY,
    RFC_8392,
    RFC_8392_KEY,
    signed,
)

NO = '{"id": null, "ok": false}'
DURING = 1443944944
GOOD = {"id": "a", "cose_hex": RFC_8152.hex(), "jwk": RFC_8152_KEY, "external_hex": "", "at": AT}
TIMED = {"id": 7, "cose_hex": RFC_8392.hex(), "jwk": RFC_8392_KEY}
ALONE = {"PATH": os.environ["PATH"]}


def asked(**changed: Any) -> Any:
    return json.loads(answering.answer(json.dumps({**GOOD, **changed}).encode()))


def all_said(*lines: bytes) -> list[str]:
    said: list[str] = []
    assert answering.answer_all(io.BytesIO(b"".join(lines)), said.append) == 0
    return said


def test_it_works() -> None:
    line = json.dumps(GOOD).encode()
    bad = json.dumps({**GOOD, "cose_hex": RFC_8152.hex()[:-1] + "7"}).encode()
    yes, no = '{"id": "a", "ok": true}', '{"id": "a", "ok": false}'
    assert all_said(line + b"\r\n", bad + b"\n", line) == [yes, no, yes]
    assert all_said() == []


@pytest.mark.parametrize("name", ["", "é\ud800", 0, -1, 10**30, 0.5])
def test_the_name_comes_back_as_it_was(name: Any) -> None:
    assert asked(id=name) == {"id": name, "ok": True}
    assert asked(id=name, cose_hex=None) == {"id": name, "ok": False}


@pytest.mark.parametrize("name", [None, True, [], {}, ["a"]])
def test_a_question_without_a_name_is_not_ok(name: Any) -> None:
    assert asked(id=name) == {"id": None, "ok": False}


@pytest.mark.parametrize("changed", [
    {"cose_hex": "0"}, {"cose_hex": ""}, {"cose_hex": "zz"}, {"cose_hex": 1}, {"cose_hex": None}, {"cose_hex": ["00"]},
    {"cose_hex": " " + RFC_8152.hex()}, {"cose_hex": "d2 " + RFC_8152.hex()[2:]}, {"cose_hex": "é" * 20},
    {"jwk": None}, {"jwk": "x"}, {"jwk": []}, {"jwk": {}}, {"jwk": RFC_8392_KEY}, {"jwk": json.dumps(RFC_8152_KEY)},
    {"external_hex": "00"}, {"external_hex": "0"}, {"external_hex": 0}, {"external_hex": False}, {"external_hex": []},
    {"at": ""}, {"at": "soon"}, {"at": True}, {"at": []}, {"at": {}}, {"at": "2026-02-30T00:00:00Z"},
    {"at": "0001-01-01T00:00:00+14:00"}, {"at": "9999-12-31T23:59:59-14:00"},
])  # fmt: skip
def test_whatever_is_wrong_is_not_ok(changed: Any) -> None:
    assert asked(**changed) == {"id": "a", "ok": False}


@pytest.mark.parametrize("changed", [
    {"cose_hex": RFC_8152.hex().upper()}, {"cose_hex": RFC_8152.hex()[2:]}, {"external_hex": None}, {"at": None},
    {"at": -1e300}, {"at": 10**300}, {"more": [1]},
])  # fmt: skip
def test_what_says_the_same_is_ok(changed: Any) -> None:
    assert asked(**changed)["ok"]
    assert json.loads(answering.answer(json.dumps({k: GOOD[k] for k in ("id", "cose_hex", "jwk")}).encode()))[
        "ok"
    ]


@pytest.mark.parametrize("key", BOTH)
def test_what_is_external_is_signed_too(key: Any) -> None:
    message = signed(key=key, external=b"room 5").hex()
    told = [
        asked(cose_hex=message, jwk=key.jwk, external_hex=one.hex())["ok"]
        for one in (b"room 5", b"room 6", b"")
    ]
    assert told == [True, False, False]


@pytest.mark.parametrize(("at", "is_ok"), [
    (DURING, True), (DURING - 1, False), (DURING + 0.25, True), (DURING - 0.25, False), ("2015-10-04T07:49:04Z", True),
    ("2015-10-04T07:49:03.75z", False), ("2015-10-04t13:49:04.000+06:00", True), ("2015-10-05T17:09:03Z", True),
    ("2015-10-05T17:09:04-00:00", False),
])  # fmt: skip
def test_times_hold_at_the_instant_that_is_named(at: Any, is_ok: bool) -> None:
    assert asked(**TIMED, at=at) == {"id": 7, "ok": is_ok}


def test_no_instant_is_now(monkeypatch: pytest.MonkeyPatch) -> None:
    for now, is_ok in ((DURING, True), (DURING - 1, False)):
        monkeypatch.setattr("dorgora.kernel.clock._system", lambda now=now: now)
        assert asked(**TIMED, at=None)["ok"] is is_ok
    assert datetime.fromtimestamp(DURING, UTC).isoformat() == "2015-10-04T07:49:04+00:00"


@pytest.mark.parametrize("line", [
    b"", b"{", b"null", b"[]", b'"a"', b"7", b"\xff", b"\xef\xbb\xbf{}",
    b'{"id": NaN}', b'{"id": 1e999}', b'{"id": 01}', b'{"id": "\\x"}', b'{"id": "a"', b'{"ok": {"id": "a", "id": 1}}',
    b"[" * 200_000, b'{"id":' * 100_000, b"9" * 5000, b'{"id": ' + b"9" * 5000 + b"}",
])  # fmt: skip
def test_what_is_no_question_is_answered_all_the_same(line: bytes) -> None:
    good = json.dumps(GOOD).encode()
    assert all_said(line + b"\n", good + b"\n")[0] == NO
    assert all_said(line + b"\n", good)[1] == '{"id": "a", "ok": true}'


@pytest.mark.parametrize("rest", [
    b', "at": NaN}', b', "at": -Infinity}', b', "at": ' + b"9" * 5000 + b"}", b', "id": "b"}',
    b', "jwk": {"x": 1, "x": 1}}',
    b'}{"id": 1}', b', "jwk": ' + b"[" * 100_000 + b"}", b', "cose_hex": "' + b"a" * (2 << 20) + b'"}', b", \xff}",
])  # fmt: skip
@pytest.mark.parametrize("name", ["a", '\u0995"', -1, 0.5])
def test_who_asked_finds_the_answer_to_a_broken_line(name: Any, rest: bytes) -> None:
    line = b' { "id" : ' + json.dumps(name).encode() + rest
    assert json.loads(all_said(line + b"\n")[0]) == {"id": name, "ok": False}


@given(st.binary(max_size=200), st.dictionaries(st.sampled_from([*GOOD]), st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50),
    lambda one: st.lists(one, max_size=2),
), min_size=1))  # fmt: skip
def test_anything_is_answered_in_good_order(line: bytes, changed: Any) -> None:
    assert all_said(line.replace(b"\n", b"")) in ([NO], [])
    assert json.loads(answering.answer(json.dumps({**GOOD, **changed}).encode()))["ok"] in (True, False)


class Counted(io.BytesIO):
    """Remembers the most that was asked of it at once."""

    most = 0

    def readline(self, size: int | None = -1, /) -> bytes:
        assert size is not None and size > 0
        self.most = max(self.most, size)
        return super().readline(size)


@pytest.mark.parametrize("end", [b"\n", b""])
def test_a_line_that_is_too_long_is_read_away(end: bytes) -> None:
    good, said = json.dumps(GOOD).encode(), list[str]()
    stream = Counted(good + b"\n" + b"x" * (5 << 20) + end + (good if end else b""))
    assert answering.answer_all(stream, said.append) == 0
    assert said[1] == NO
    assert len(said) == (3 if end else 2)
    assert stream.most <= answering.MAX_LINE_BYTES + 1


@pytest.mark.parametrize(("n_more", "is_ok"), [(-1, True), (0, True), (1, False)])
def test_the_longest_line_is_answered(n_more: int, is_ok: bool) -> None:
    good = json.dumps(GOOD).encode()
    line = good + b" " * (answering.MAX_LINE_BYTES - len(good) + n_more)
    assert [json.loads(one)["ok"] for one in all_said(line + b"\n", good)] == [is_ok, True]
    assert [json.loads(one)["ok"] for one in all_said(line)] == [is_ok]


def test_each_line_is_answered_at_once_with_nothing_set(tmp_path: Any) -> None:
    program = subprocess.Popen(
        [sys.executable, "-m", "dorgora", "verify", "--jsonl"],
        env=ALONE, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    assert program.stdin and program.stdout and program.stderr
    for name in ("a", "b"):
        program.stdin.write(json.dumps({**GOOD, "id": name}).encode() + b"\n")
        program.stdin.flush()
        assert json.loads(program.stdout.readline()) == {"id": name, "ok": True}
    out, err = program.communicate()
    assert (program.returncode, out, err, list(tmp_path.iterdir())) == (0, b"", b"", [])


def test_who_listens_no_more_ends_it() -> None:
    near, far = os.pipe()
    os.close(near)
    ended = subprocess.run(
        [sys.executable, "-m", "dorgora", "verify", "--jsonl"],
        env=ALONE, input=b"{}\n" * 9, stdout=far, stderr=subprocess.PIPE,
    )  # fmt: skip
    os.close(far)
    assert (ended.returncode, ended.stderr) == (1, b"")


def test_answers_that_cannot_be_written_are_told() -> None:
    with open("/dev/full", "wb") as full:
        ended = subprocess.run(
            [sys.executable, "-m", "dorgora", "verify", "--jsonl"],
            env=ALONE, input=b"{}\n", stdout=full, stderr=subprocess.PIPE,
        )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr == b"the answer cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    "words", [["--jsonl", "text"], ["--jsonl", "--keys", "k"], ["text", "--jsonl", "--at", "2026-01-01"]]
)
def test_it_goes_alone(words: list[str]) -> None:
    with pytest.raises(verifying.usage.Usage) as refused:
        verifying.verify(words, print)
    assert refused.value.code == 2


def test_help_names_it() -> None:
    for words in (["--help"], ["--jsonl", "--help"]):
        with pytest.raises(verifying.usage.Usage) as told:
            verifying.verify(words, print)
        assert (told.value.code, "--jsonl" in told.value.text) == (0, True)


def test_a_key_that_comes_with_the_key_of_another_is_not_ok() -> None:
    assert asked(cose_hex=signed().hex(), jwk=OKP.jwk)["ok"]
    assert not asked(cose_hex=signed().hex(), jwk={**OKP.jwk, "alg": "ES256"})["ok"]
