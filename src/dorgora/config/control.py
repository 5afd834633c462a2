"""The running node's own door for commands on the same machine: a socket only its owner can open."""

import json
import socket
import threading
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from dorgora.config import commands
from dorgora.kernel.errors import Refused


def _path() -> str:
    return str(settings.DATA_DIR / "control.sock")


def listen(worker: Any) -> None:
    """Answers commands, one at a time each on a thread, until the process ends."""
    (settings.DATA_DIR / "control.sock").unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(_path())
    (settings.DATA_DIR / "control.sock").chmod(0o600)
    server.listen(8)

    def accept() -> None:
        while True:
            asked, _ = server.accept()
            threading.Thread(target=_answer, args=(asked, worker), daemon=True).start()

    threading.Thread(target=accept, name="control", daemon=True).start()


def _answer(asked: socket.socket, worker: Any) -> None:
    with asked, asked.makefile("rwb") as stream:
        words = json.loads(stream.readline() or b"[]")

        def say(line: str) -> None:
            stream.write(json.dumps({"line": line}).encode() + b"\n")
            stream.flush()

        try:
            code = commands.run(words, say, worker)
        except Refused as refused:
            say(f"refused: {refused.reason}")
            code = 1
        except Exception as wrong:
            say(f"failed: {type(wrong).__name__}")
            code = 2
        stream.write(json.dumps({"code": code}).encode() + b"\n")
        close_old_connections()


def ask(words: list[str], say: Callable[[str], None]) -> int | None:
    """Has the running node do a command; None when none is running."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        client.connect(_path())
    except OSError:
        return None
    with client, client.makefile("rwb") as stream:
        stream.write(json.dumps(words).encode() + b"\n")
        stream.flush()
        for line in stream:
            answered = json.loads(line)
            if "code" in answered:
                return int(answered["code"])
            say(answered["line"])
    return 2
