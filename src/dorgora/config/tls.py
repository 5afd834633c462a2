"""TLS at the hub: a thread of the worker that passes what it decrypts on to the pages, and nothing else."""

import asyncio
import os
import ssl
import threading
import time
from pathlib import Path


def begin() -> None:
    """Serves TLS beside the pages, if this node was told to."""
    port, behind = int(os.environ.get("DORGORA_TLS_PORT") or 0), int(os.environ.get("DORGORA_PORT", "8000"))
    if port:
        folder = Path(os.environ.get("DORGORA_DATA_DIR", "data")).resolve()
        threading.Thread(target=_serve, args=(folder, port, behind), name="tls", daemon=True).start()


def _serve(folder: Path, port: int, behind: int) -> None:
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
