"""`dorgora verify` as a stranger types it: one word first, and a code; whatever file or text is named."""

import io
import json
import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dorgora.certificates import cose
from dorgora.config import verifying
from tests.rules.certificates.samples import (
    CERTIFICATE,
    HUB,
    LIST_AT,
    NODE,
    RECEIPT,
    keyset,
    node_key,
    office_key,
    signed_list,
    status_list,
    text_of,
    token_of,
)


@pytest.fixture
def keys(tmp_path: Path) -> str:
    """A key set in a file."""
    file = tmp_path / "keys.json"
    file.write_text(keyset.make([office_key(), node_key()], hub=HUB, issued_at=LIST_AT))
    return str(file)


def said(*words: str) -> tuple[int, list[str]]:
    lines: list[str] = []
    return verifying.verify(list(words), lines.append), lines


def test_it_works(keys: str) -> None:
    code, (word, fields) = said(text_of(), "--keys", keys, "--hub-key", HUB.public.hex())
    assert (code, word, json.loads(fields)["name"]) == (0, "valid", "মিম আক্তার")
    code, lines = said(text_of()[:-1], "--keys", keys)
    assert (code, lines) == (1, ["altered"])


def test_before_it_was_issued_a_certificate_does_not_hold(keys: str) -> None:
    for at, told in (("1970-01-01", (1, "expired")), ("2026-11-22T06:00Z", (0, "valid"))):
        code, lines = said(text_of(), "--keys", keys, "--at", at)
        assert (code, lines[0]) == told


def test_a_machine_whose_clock_is_behind_takes_it_all_the_same(
    keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hub made the key set at a day that has been."""
    monkeypatch.setattr("dorgora.kernel.clock._system", lambda: 0)
    assert said(text_of(), "--keys", keys)[0] == 0


def test_of_a_date_to_come_it_says_that_one_clock_is_wrong(
    keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office's, or that of this machine, which no key set of later corrects."""
    later = replace(CERTIFICATE, issued_at=LIST_AT + timedelta(days=30))
    for now, told in ((0, "future"), (later.issued_at.timestamp() - 86_400, "valid")):
        monkeypatch.setattr("dorgora.kernel.clock._system", lambda now=now: int(now))
        code, (word, fields, *more) = said(text_of(later), "--keys", keys)
        assert (code, word) == (int(told != "valid"), told)
        assert json.loads(fields)["name"] == "মিম আক্তার"
    monkeypatch.setattr("dorgora.kernel.clock._system", lambda: 0)
    line = said(text_of(later), "--keys", keys)[1][-1]
    assert f"dated {later.issued_at.date()}, and here it is {LIST_AT.date()}" in line
    assert "set the clock here" in line and not more
    assert said(text_of(later), "--keys", keys, "--at", "2026-01-01")[1][0] == "expired"


def test_of_a_file_without_end_no_more_is_read_than_a_key_set_has() -> None:
    code, (line,) = said(text_of(), "--keys", "/dev/zero")
    assert code == 2
    assert line == (
        "the key set cannot be used: --keys has more than 32 MB, and no key set has. Is it keys.json?"
    )


@pytest.mark.parametrize("size", [0, 100, 32 * 1024 * 1024, 32 * 1024 * 1024 + 1])
def test_what_is_no_key_set_is_refused(tmp_path: Path, size: int) -> None:
    file = tmp_path / "keys.json"
    file.touch()
    os.truncate(file, size)
    code, (line,) = said(text_of(), "--keys", str(file))
    assert (code, "more than 32 MB" in line) == (2, size > 32 * 1024 * 1024)
    assert said(text_of(), "--keys", str(tmp_path))[0] == 2  # a folder
    assert said(text_of(), "--keys", str(tmp_path / "none"))[0] == 2


class Endless(io.RawIOBase):
    """What never ends, but counts."""

    n_read = 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: bytearray) -> int:  # type: ignore[override]
        self.n_read += len(into)
        assert self.n_read < 1 << 20, "read on and on"
        into[:] = b"A" * len(into)
        return len(into)


@pytest.mark.parametrize(
    ("typed", "told"), [(io.BytesIO(text_of().encode() + b"\n"), "valid"), (Endless(), "altered")]
)
def test_a_text_that_comes_in_is_read_as_far_as_one_goes(
    keys: str, monkeypatch: pytest.MonkeyPatch, typed: io.RawIOBase, told: str
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(typed)))
    assert said("-", "--keys", keys)[1][0] == told


def test_of_a_paper_that_never_counted_it_says_so(tmp_path: Path) -> None:
    """A copied laptop's: its twin's with the same number goes on verifying."""
    copied = replace(CERTIFICATE, fields={**CERTIFICATE.fields, 1: "রিমা আক্তার"})
    refused = signed_list(status_list(refused=frozenset({cose.digest(token_of(copied))})), HUB)
    file = tmp_path / "keys.json"
    file.write_text(keyset.make([office_key(refused), node_key()], hub=HUB, issued_at=LIST_AT))
    code, lines = said(text_of(copied), "--keys", str(file))
    assert (code, lines[0]) == (1, "revoked") and lines[-1].startswith("It never counted")
    code, lines = said(text_of(), "--keys", str(file))
    assert (code, lines[0], len(lines)) == (0, "valid", 2)


def test_what_it_says_is_named_and_plain(keys: str, monkeypatch: pytest.MonkeyPatch) -> None:
    both = replace(
        CERTIFICATE, fields={0: "20260902570000142", 1: ["মিম আক্তার", "Mim Akter"], 2: "2026-08-14"}
    )
    _code, (_word, fields) = said(text_of(both), "--keys", keys)
    assert json.loads(fields) == {
        "register_number": "20260902570000142",
        "name": {"bn": "মিম আক্তার", "en": "Mim Akter"},
        "date_of_birth": "2026-08-14",
    }
    _code, (_word, fields) = said(text_of(RECEIPT, NODE), "--keys", keys)
    assert json.loads(fields) == {"number": 2500, "state_fee_minor": 5000, "centre_fee_minor": "4829173"}
    monkeypatch.setenv("DORGORA_PACK", "/nowhere")
    _code, (_word, fields) = said(text_of(both), "--keys", keys)
    assert json.loads(fields)["1"] == ["মিম আক্তার", "Mim Akter"], "nobody there knows its name"


def of_the_service(certificate: object) -> str:
    """The file of the certificate's own service, with these lines."""
    named = {"key": CERTIFICATE.service, "version": CERTIFICATE.service_version}
    return json.dumps(named | {"certificate": certificate})


BROKEN = {
    "no JSON": "{broken",
    "too deep": "[" * 200_000,
    "a number beyond all": '{"key": "x", "version": ' + "9" * 5000 + "}",
    **{str(one): of_the_service(one) for one in (None, [], 7, {"fields": None}, {"fields": ["name"]})},
}


@pytest.mark.parametrize("broken", [*BROKEN, "a folder", "a link to nothing"])
def test_a_broken_file_of_the_pack_leaves_papers_nameless(
    keys: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, broken: str
) -> None:
    """Lines without names, and no stop: what can be read beside it names its own."""
    monkeypatch.setenv("DORGORA_PACK", str(tmp_path))
    kept = tmp_path / "services" / "earlier"
    kept.mkdir(parents=True)
    if broken in BROKEN:
        kept.joinpath("a.json").write_text(BROKEN[broken], encoding="utf-8")
    elif broken == "a folder":
        kept.joinpath("a.json").mkdir()
    else:
        kept.joinpath("a.json").symlink_to(tmp_path / "nowhere")
    lines = {"fields": [{"name": "child", "values": {"bn": "name"}}]}
    kept.joinpath("b.json").write_text(of_the_service(lines), encoding="utf-8")
    code, (_word, fields) = said(text_of(replace(CERTIFICATE, fields={1: "মিম", 2: "x"})), "--keys", keys)
    assert code == 0 and json.loads(fields) == {"child": "মিম", "2": "x"}


def test_a_key_set_that_cannot_be_read_is_told_in_words(tmp_path: Path) -> None:
    for path, told in ((tmp_path, "Is a directory"), (tmp_path / "none", "No such file or directory")):
        assert said(text_of(), "--keys", str(path)) == (2, [f"the key set cannot be used: {path}: {told}"])
    (tmp_path / "passwd").write_text("root:x:0:0::/root:/bin/sh\n")
    code, (line,) = said(text_of(), "--keys", str(tmp_path / "passwd"))
    assert code == 2 and "not a key set" in line and "Is it keys.json" in line and "BadKeySet" not in line
