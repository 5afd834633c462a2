"""`dorgora up`: one parent that watches, and one worker that serves pages, TLS for the hub, and runs the exchange.

The parent stays small: it migrates in a child of its own and never loads Django. It opens the port of the pages,
so that who comes while a worker starts waits for it; the worker's front takes them from there (ADR 0019).
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from dorgora.config.usage import Parser
from dorgora.config.usage import port as port_of
from dorgora.kernel import ballast
from dorgora.kernel.addresses import ELSEWHERE, is_loopback

THREADS = 4
BEHIND = "web.sock"
"""Where the pages take requests from the front: a socket only its owner can open."""


def up(words: list[str]) -> None:
    """Serves until told to stop.

    Raises:
        Usage: the words are wrong, or ask for help.
    """
    asked = Parser(prog="dorgora up")
    asked.add_argument("--tls-port", type=port_of, default=0)
    options = asked.parse_args(words)
    pages = opened(int(os.environ.get("DORGORA_PORT", "8000")))
    folder = Path(os.environ.get("DORGORA_DATA_DIR", "data")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    ballast.look(folder)  # on a full disk not even reading would begin
    os.environ["DORGORA_PAGES_FD"] = str(pages.fileno())
    if os.environ.get("DORGORA_ROLE", "centre") == "centre" and _is_shut(folder):
        os.environ["DORGORA_DB_KEY"] = _key_by_words(pages)
    migrated = subprocess.run([sys.executable, "-P", "-m", "dorgora.config.migrating"], check=False)
    if migrated.returncode:
        sys.exit(migrated.returncode)  # it said itself what is wrong
    os.environ["DORGORA_WORKER"] = "1"
    # The worker serves it: this process forks, and one with a thread of its own may fork into a lock nobody opens.
    os.environ["DORGORA_TLS_PORT"] = str(options.tls_port)
    (folder / BEHIND).unlink(missing_ok=True)
    Granian(
        "dorgora.config.wsgi:application",
        uds=folder / BEHIND,
        uds_permissions=0o600,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=THREADS,
        # As long as it lets us: a thread that ends takes its open, keyed database with it.
        blocking_threads_idle_timeout=600,
        backpressure=64,
        websockets=False,
        log_level=LogLevels.error,
        process_name=None,
        respawn_failed_workers=True,
    ).serve()


def _is_shut(folder: Path) -> bool:
    """Whether a laptop opens with words: nobody handed it its key, and none lies on its disk in clear."""
    return not (os.environ.get("DORGORA_DB_KEY") or (folder / "disk.key").exists())


def _key_by_words(pages: socket.socket) -> str:
    """The disk key in hex, once somebody typed the laptop's words on the page that stands on its port until then.

    Raises:
        SystemExit: there will be none; the page's program said why.
    """
    port = pages.getsockname()[1]
    sys.stderr.write(
        f"dorgora up: this laptop is shut; its words are asked for at http://localhost:{port}/\n"
    )
    # -P: the folder one stands in is no place to take modules from.
    page = subprocess.Popen(
        [sys.executable, "-P", "-m", "dorgora.config.opening_page"],
        # Told, not asked for: who is gone before the page's program begins would be taken for another.
        env={**os.environ, "DORGORA_ASKED_BY": str(os.getpid())},
        stdout=subprocess.PIPE,
        pass_fds=(pages.fileno(),),
        text=True,
    )
    # It says the key and goes on for a moment, for browsers that asked meanwhile: its end is not waited for.
    assert page.stdout is not None
    key = page.stdout.read()
    if not key:
        sys.exit(page.wait())
    return key


def opened(port: int) -> socket.socket:
    """The port, open for who comes on this node's address.

    Raises:
        SystemExit: it cannot be had; the message says why.
    """
    address = os.environ.get("DORGORA_ADDRESS") or "127.0.0.1"
    if os.environ.get("DORGORA_ROLE", "centre") == "centre" and not is_loopback(address):
        # Before anybody is asked for words on that port; the settings say the same to every other command.
        raise SystemExit(ELSEWHERE)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    try:
        return socket.create_server((address, port), family=family, backlog=1024)
    except OSError as wrong:
        raise SystemExit(f"dorgora up: {wrong.strerror}") from wrong
