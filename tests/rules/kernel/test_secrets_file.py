"""A file is replaced whole, or not at all."""

import os
from pathlib import Path
from typing import Any

import pytest

from dorgora.kernel.secrets_file import write_durably


def test_every_byte_is_written_when_the_disk_takes_few_at_a_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = os.write
    monkeypatch.setattr(os, "write", lambda handle, content: write(handle, content[:3]))
    write_durably(tmp_path / "disk.key", b"0123456789")
    assert (tmp_path / "disk.key").read_bytes() == b"0123456789"


def test_two_files_of_one_stem_do_not_share_what_is_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced: list[str] = []
    replace = os.replace

    def kept(old: Any, new: Any) -> None:
        replaced.append(Path(old).name)
        replace(old, new)

    monkeypatch.setattr(os, "replace", kept)
    for name in ("tls.pem", "tls.key"):
        write_durably(tmp_path / name, b"x")
    assert replaced == ["tls.pem.new", "tls.key.new"]
