"""`dorgora up`: one parent that watches, and one worker that serves pages, TLS for the hub, and runs the exchange.

The parent stays small: it migrates in a child of its own and never loads Django.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

THREADS = 4


def up(words: list[str]) -> None:
    """Serves until told to stop."""
    asked = argparse.ArgumentParser(prog="dorgora up")
    asked.add_argument("--tls-port", type=int, default=0)
    options = asked.parse_args(words)
    port = int(os.environ.get("DORGORA_PORT", "8000"))
    folder = Path(os.environ.get("DORGORA_DATA_DIR", "data")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--skip-checks", "--verbosity", "0"], check=True
    )
    os.environ["DORGORA_WORKER"] = "1"
    # The worker serves it: this process forks, and one with a thread of its own may fork into a lock nobody opens.
    os.environ["DORGORA_TLS_PORT"] = str(options.tls_port)
    Granian(
        "dorgora.config.wsgi:application",
        address=os.environ.get("DORGORA_ADDRESS", "127.0.0.1"),
        port=port,
        interface=Interfaces.WSGI,
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
