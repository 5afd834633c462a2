"""What goes over the line until a new laptop can begin its first service, as the line itself sees it: TLS and all."""

import contextlib
import shutil
import socket
import threading
from pathlib import Path

from bench.client import signed_in
from bench.figures import Figure
from bench.stage import DATA, ISLAND, Say, Stage, staffed
from dorgora.demo.processes import NodeProcess, free_port

PART = 64 * 1024


class Line:
    """A port that hands everything on to another one, and counts it."""

    def __init__(self, behind: int) -> None:
        self.port, self.n_bytes = free_port(), 0
        self._behind = behind
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                near, _ = self._door.accept()
                far = socket.create_connection(("127.0.0.1", self._behind))
                for one, other in ((near, far), (far, near)):
                    threading.Thread(target=self._hand_on, args=(one, other), daemon=True).start()

    def _hand_on(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := one.recv(PART):
                self.n_bytes += len(part)
                other.sendall(part)
            other.shutdown(socket.SHUT_WR)

    def close(self) -> None:
        """No more connections."""
        self._door.close()


def measure(say: Say) -> list[Figure]:
    """Bytes both ways of the enrolment and of all exchanges until there is nothing more to fetch.

    Then the operator signs in and asks for a service: it was more than she needed.
    """
    folder = DATA / "enrol"
    shutil.rmtree(folder, ignore_errors=True)
    hub = NodeProcess("hub", "hub", (folder / "hub").resolve(), tls_port=free_port())
    laptop = NodeProcess("laptop", "centre", (folder / "laptop").resolve())
    line = Line(hub.tls_port)
    say("setting up a hub, and enrolling a laptop by a line that counts")
    try:
        stage = _hub_up(Path(folder), hub, laptop, line)
        laptop.start().wait()
        laptop.do("enrol", _slip(hub))
        laptop.do("sync")
        came = line.n_bytes
        signed_in(stage).get("/counter/citizens?service=birth_registration")
    finally:
        for node in (laptop, hub):
            node.stop()
        line.close()
        shutil.rmtree(folder, ignore_errors=True)
    return [Figure("enrol.first_service_bytes", came, "bytes")]


def _hub_up(folder: Path, hub: NodeProcess, laptop: NodeProcess, line: Line) -> Stage:
    hub.start().wait()
    hub.do("found", "--name", "Bench hub", "--url", f"https://localhost:{line.port}")
    hub.do("load-pack")
    return Stage(folder, hub, laptop, staffed(hub))


def _slip(hub: NodeProcess) -> str:
    return hub.do("invite", "--name", "Bench", f"centre:{ISLAND}", f"office:{ISLAND}")[0]
