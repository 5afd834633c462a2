"""Nodes as processes of their own, each with its folder, key, database and ports on loopback."""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from dorgora.config.door import ask

START_SECONDS = 60


class Failed(Exception):
    """A step of the story did not hold."""


def free_port() -> int:
    """A loopback port nobody listens on; none of those a system hands out by itself while the node is down."""
    while True:
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", 20_000 + secrets.randbelow(12_000)))
            except OSError:
                continue
            return int(probe.getsockname()[1])


@dataclass
class NodeProcess:
    """One node. `clock_offset_seconds` takes effect at the next start."""

    name: str
    role: str
    folder: Path
    port: int = field(default_factory=free_port)
    tls_port: int = 0
    key: str = field(default_factory=lambda: secrets.token_hex(32))
    clock_offset_seconds: int = 0
    extra: dict[str, str] = field(default_factory=dict)
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://localhost:{self.port}"

    def environment(self) -> dict[str, str]:
        """What the process is told; nothing of this shell's own Dorgora settings comes through."""
        kept = {name: text for name, text in os.environ.items() if not name.startswith("DORGORA_")}
        return {
            **kept,
            "DJANGO_SETTINGS_MODULE": "dorgora.config.settings",
            "DORGORA_ROLE": self.role,
            "DORGORA_DATA_DIR": str(self.folder),
            "DORGORA_DB_KEY": self.key,
            "DORGORA_DB_URL": f"sqlite:///{self.folder}/node.db",
            "DORGORA_PORT": str(self.port),
            "DORGORA_PUBLIC_URL": self.url,
            "DORGORA_SYNC_SECONDS": "3600",
            "DORGORA_CLOCK_OFFSET_SECONDS": str(self.clock_offset_seconds),
            **self.extra,
        }

    def start(self) -> "NodeProcess":
        """Starts it; `wait` says when its pages are served."""
        self.folder.mkdir(parents=True, exist_ok=True)
        words = [sys.executable, "-m", "dorgora", "up"]
        if self.tls_port:
            words += ["--tls-port", str(self.tls_port)]
        with (self.folder / "log.txt").open("ab") as log:
            self.process = subprocess.Popen(
                words, env=self.environment(), stdout=log, stderr=log, start_new_session=True
            )
        return self

    def wait(self) -> "NodeProcess":
        """Waits until its pages are served, and at a founded hub also nodes.

        Raises:
            Failed: it ended, or is not there after a minute; the tail of its log is in the message.
        """
        ends = time.monotonic() + START_SECONDS
        while time.monotonic() < ends:
            if self.process is None or self.process.poll() is not None:
                break
            try:
                with urllib.request.urlopen(self.url + "/alive", timeout=2):  # noqa: S310  loopback
                    pass
                if self.tls_port and (self.folder / "tls.pem").exists():
                    socket.create_connection(("127.0.0.1", self.tls_port), 2).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise Failed(f"{self.name} does not answer:\n" + self.log()[-2000:])

    def log(self) -> str:
        """What it has said so far."""
        path = self.folder / "log.txt"
        return path.read_text(encoding="utf-8", errors="replace") if path.exists() else ""

    def kill(self) -> None:
        """SIGKILL to everything of this node at once, as a pulled plug does."""
        if self.process is not None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        """Asks it to end, and waits; one that does not is killed."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.kill()

    def do(self, *words: str) -> list[str]:
        """A command of this node's keeper; gives the lines it said.

        Raises:
            Failed: it was refused or failed.
        """
        said: list[str] = []
        code = ask(self.folder, list(words), said.append)
        if code != 0:
            raise Failed(f"{self.name}: dorgora {' '.join(words)}: {' / '.join(said) or code}")
        return said

    def appoint(
        self, role: str, place: str, local_name: str, latin_name: str, powers: str = "decide"
    ) -> tuple[int, str]:
        """Appoints a person; gives her id and one-time code."""
        words = [
            "appoint",
            role,
            "--place",
            place,
            "--local-name",
            local_name,
            "--latin-name",
            latin_name,
            "--powers",
            powers,
        ]
        said = json.loads(self.do(*words)[0])
        return said["id"], said["code"]
