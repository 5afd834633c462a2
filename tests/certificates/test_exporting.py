"""`dorgora keys export --jwk`: what anyone's program needs to check what we signed, and what `verify --jsonl` takes."""

import base64
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dorgora.certificates import actions, cose, qr, queries
from dorgora.config import answering, cli, commands
from dorgora.feed import node as nodes
from dorgora.kernel.clock import to_seconds
from tests.applications.world import LATER, PLACE, World


def said(*words: str) -> tuple[int, list[str]]:
    lines: list[str] = []
    return commands.run(list(words), lines.append), lines


def typed(monkeypatch: pytest.MonkeyPatch, folder: Path, *words: str) -> int:
    """What a terminal does with a command, in a folder of its own, when no node runs."""
    monkeypatch.setenv("DORGORA_DATA_DIR", str(folder / "none"))
    monkeypatch.setattr("dorgora.config.memory.settle", lambda: None)
    monkeypatch.setattr("sys.argv", ["dorgora", *words])
    monkeypatch.chdir(folder)
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert isinstance(ended.value.code, int)
    return ended.value.code


@pytest.fixture
def token(world: World) -> bytes:
    """The certificate of Rahima's child."""
    file_id = world.submit().id
    actions.issue(file_id=file_id, cause=world.approve(file_id), at=LATER)
    certificate = queries.certificate_of(file_id)
    assert certificate is not None
    return qr.from_qr_text(certificate.qr_text)


def exported() -> list[dict[str, Any]]:
    code, (line,) = said("keys", "export", "--jwk")
    assert code == 0
    found: list[dict[str, Any]] = json.loads(line)["keys"]
    return found


def holds(token: bytes, key: dict[str, Any]) -> bool:
    question = {"id": 1, "cose_hex": token.hex(), "jwk": key, "at": to_seconds(LATER)}
    answered: bool = json.loads(answering.answer(json.dumps(question).encode()))["ok"]
    return answered


def test_it_works(token: bytes) -> None:
    kid = base64.urlsafe_b64encode(cose.kid_of(token)).decode().rstrip("=")
    (key,) = [one for one in exported() if one["kid"] == kid]
    assert [holds(token, one) for one in exported()] == [
        one is key or one["kid"] == kid for one in exported()
    ]
    assert holds(token, key)
    assert not holds(token[:-1] + bytes([token[-1] ^ 1]), key)
    assert {name: key[name] for name in ("kty", "crv", "alg", "use")} == {
        "kty": "OKP", "crv": "Ed25519", "alg": "EdDSA", "use": "sig",
    }  # fmt: skip


def test_a_key_says_whose_it_is_and_when_it_counts(token: bytes) -> None:
    (key,) = [one for one in exported() if one["x_use"] == "certificates"]
    issuer = cose.verify1(token, {cose.kid_of(token): base64.urlsafe_b64decode(key["x"] + "=")})[cose.ISSUER]
    assert (key["x_issuer"], key["x_place"], key["x_year"]) == (issuer, PLACE, LATER.year)
    assert key["x_from"] <= to_seconds(LATER) < key["x_until"]
    assert datetime.fromtimestamp(key["x_from"], UTC).year in (LATER.year - 1, LATER.year)


def test_what_signs_receipts_is_there_without_an_end(world: World) -> None:
    (key,) = exported()
    assert (key["x_use"], "x_until" in key, "x_year" in key) == ("receipts", False, False)
    assert base64.urlsafe_b64decode(key["x"] + "=") == nodes.this().signer.public


def test_it_is_what_the_hub_publishes(token: bytes) -> None:
    published = json.loads(queries.key_set(LATER))["key_set"]["keys"]
    assert sorted((one["kid"], one["not_before"], one["not_after"]) for one in published) == sorted(
        (base64.urlsafe_b64decode(one["kid"] + "=").hex(), one["x_from"], one.get("x_until"))
        for one in exported()
    )


def test_a_laptop_does_not_publish(world: World, settings: Any) -> None:
    settings.ROLE = "centre"
    code, (line,) = said("keys", "export", "--jwk")
    assert (code, line.endswith("(hub_only)")) == (1, True)


@pytest.mark.parametrize(
    "words", ["keys", "keys export", "keys import --jwk", "keys --jwk", "keys export --jwk --ou=x"]
)
def test_what_is_worded_wrongly_is_refused(world: World, words: str) -> None:
    code, (line,) = said(*words.split())
    assert (code, "dorgora" in line) == (2, True)


def test_the_terminal_writes_the_file(
    token: bytes, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any
) -> None:
    for words in (["--out", "keys.jwks"], ["--out=keys.jwks"]):
        assert typed(monkeypatch, tmp_path, "keys", "export", "--jwk", *words) == 0
        assert capsys.readouterr() == ("", "")
        assert json.loads((tmp_path / "keys.jwks").read_text())["keys"] == exported()
        (tmp_path / "keys.jwks").unlink()
    assert typed(monkeypatch, tmp_path, "keys", "export", "--jwk") == 0
    assert json.loads(capsys.readouterr().out)["keys"] == exported()


@pytest.mark.parametrize("file", ["none/keys", ".", "", "x" * 300, "a\0b"])
def test_a_file_that_cannot_be_written_is_told(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any, file: str
) -> None:
    at = tmp_path / "at"
    at.mkdir()
    assert typed(monkeypatch, at, "keys", "export", "--jwk", f"--out={file}") == 1
    assert capsys.readouterr().out.endswith("Name another with --out. (not_written)\n")
    assert list(at.iterdir()) == []


@pytest.mark.parametrize(
    ("words", "code"), [("export", 2), ("export --jwk -h", 0), ("export --jwk --out", 2)]
)
def test_what_is_no_key_set_goes_into_no_file(
    world: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Any, words: str, code: int
) -> None:
    at = tmp_path / "at"
    at.mkdir()
    out = [] if "--out" in words else ["--out=keys.jwks"]
    assert typed(monkeypatch, at, "keys", *out, *words.split()) == code
    assert "--jwk" in capsys.readouterr().out or out == []
    assert list(at.iterdir()) == []
