"""Asking a running node to do a command, without loading any of it."""

import json
import socket
from collections.abc import Callable
from pathlib import Path

SOCKET = "control.sock"


def ask(folder: Path, words: list[str], say: Callable[[str], None]) -> int | None:
    """Has the node whose data is in `folder` do a command; gives its exit code, None when none is running."""
    client = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        client.connect(str(folder / SOCKET))
    except OSError:
        client.close()
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
