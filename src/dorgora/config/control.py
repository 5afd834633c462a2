"""The running node's own door for commands on the same machine: a socket only its owner can open."""

import json
import logging
import socket
import threading
import traceback
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import close_old_connections

from dorgora.config import commands
from dorgora.config.door import SOCKET

logger = logging.getLogger("dorgora.control")


def listen(exchanging: Any) -> None:
    """Answers commands, one at a time each on a thread, until the process ends."""
    path = settings.DATA_DIR / SOCKET
    path.unlink(missing_ok=True)
    server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    server.bind(str(path))
    path.chmod(0o600)
    server.listen(8)

    def accept() -> None:
        while True:
            asked, _ = server.accept()
            threading.Thread(target=_answer, args=(asked, exchanging), daemon=True).start()

    threading.Thread(target=accept, name="control", daemon=True).start()


def _places(wrong: BaseException) -> str:
    """Where it went wrong, without the values a message may quote."""
    frames = traceback.extract_tb(wrong.__traceback__)
    return " < ".join(f"{Path(one.filename).name}:{one.lineno}" for one in reversed(frames))


def _name(wrong: BaseException) -> str:
    """The kind of error, with PostgreSQL's own code for it (appendix A of its manual) when it came from there."""
    code = getattr(wrong.__cause__, "sqlstate", None)
    return f"{type(wrong).__name__} {code}" if code else type(wrong).__name__


def _answer(asked: socket.socket, exchanging: Any) -> None:
    with asked, asked.makefile("rwb") as stream:
        words = json.loads(stream.readline() or b"[]")

        def say(line: str) -> None:
            stream.write(json.dumps({"line": line}).encode() + b"\n")
            stream.flush()

        try:
            code = commands.run(words, say, exchanging)
        except Exception as wrong:
            logger.error("command %s: %s: %s", *words[:1], _name(wrong), _places(wrong))
            say(f"failed: {type(wrong).__name__}")
            code = 2
        stream.write(json.dumps({"code": code}).encode() + b"\n")
        close_old_connections()
