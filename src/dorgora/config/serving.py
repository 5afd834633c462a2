"""`dorgora up`: one parent that watches, one worker that serves pages and runs the exchange, and TLS for the hub.

The parent stays small: it migrates in a child of its own and never loads Django.
"""

import argparse
import asyncio
import os
import ssl
import subprocess
import sys
import threading
import time
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
    if options.tls_port:
        threading.Thread(target=_serve_tls, args=(folder, options.tls_port, port), daemon=True).start()
    os.environ["DORGORA_WORKER"] = "1"
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


def _serve_tls(folder: Path, port: int, behind: int) -> None:
    while not (folder / "tls.pem").exists():  # a hub that is not founded yet has no certificate
        time.sleep(0.1)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(folder / "tls.pem", folder / "tls.key")

    async def serve() -> None:
        async def pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                inner, outer = await asyncio.open_connection("127.0.0.1", behind)
            except OSError:
                writer.close()
                return
            await asyncio.gather(_pump(reader, outer), _pump(inner, writer), return_exceptions=True)

        server = await asyncio.start_server(
            pass_on, os.environ.get("DORGORA_ADDRESS", "127.0.0.1"), port, ssl=context
        )
        await server.serve_forever()

    asyncio.run(serve())


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while part := await reader.read(65536):
            writer.write(part)
            await writer.drain()
    finally:
        writer.close()
