"""A setting that would not do ends the program with one sentence, before anything is written."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SERVER = "postgresql://dorgora:secret@localhost/dorgora"


@pytest.mark.parametrize(
    ("role", "name", "value", "said"),
    [
        ("centre", "DORGORA_DB_URL", SERVER, "of a centre must begin with sqlite:///"),
        ("hub", "DORGORA_DB_URL", "mysql://localhost/dorgora", "sqlite:/// or postgresql://"),
        ("centre", "DORGORA_ADDRESS", "0.0.0.0", "DORGORA_ADDRESS must be this laptop itself"),
        (
            "centre",
            "DORGORA_PHONE_ADDRESS",
            "8.8.8.8",
            "DORGORA_PHONE_ADDRESS must be an address of a network",
        ),
        ("hub", "DORGORA_ROLE", "office", "DORGORA_ROLE must be one of centre, hub"),
        ("hub", "DORGORA_PACK", "/nowhere", "DORGORA_PACK must be the folder of a country pack"),
        ("hub", "DORGORA_SYNC_SECONDS", "soon", "DORGORA_SYNC_SECONDS must be a whole number"),
    ],
)
@pytest.mark.parametrize("words", [("up",), ("alarms",)])
def test_it_is_named_in_one_sentence(
    tmp_path: Path, words: tuple[str, ...], role: str, name: str, value: str, said: str
) -> None:
    folder = tmp_path / "node"
    env = {key: told for key, told in os.environ.items() if not key.startswith("DORGORA_")}
    env |= {"DORGORA_ROLE": role, "DORGORA_DATA_DIR": str(folder), "DORGORA_DB_KEY": "ab" * 32, name: value}
    env |= {"DORGORA_PORT": "0"} if words == ("up",) else {}
    ended = subprocess.run([sys.executable, "-m", "dorgora", *words], env=env, capture_output=True, text=True)
    assert (ended.returncode, ended.stdout) == (1, "")
    (sentence,) = ended.stderr.splitlines()
    assert said in sentence and "secret" not in sentence
    assert not list(folder.glob("*.db")) and not list(folder.glob("*.key"))
