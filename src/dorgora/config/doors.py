"""The ways into a node: a thread of the worker in which the front takes pages and, at a hub, nodes over TLS."""

import asyncio
import logging
import os
import socket
import ssl
import threading
from dataclasses import replace
from urllib.parse import unquote

from django.conf import settings

from dorgora.applications.local import MAX_PICTURE_BYTES
from dorgora.config import guard
from dorgora.config.front import Front
from dorgora.config.lan import Guests, PhoneDoor
from dorgora.config.line import Limits
from dorgora.config.serving import BEHIND, opened
from dorgora.feed.sync import gate

logger = logging.getLogger("dorgora.doors")
PHONES_AT_ONCE = 48
"""Connections; a browser opens six."""


def begin() -> None:
    """Takes connections on the port the parent opened, and over TLS if this node was told to."""
    threading.Thread(target=lambda: asyncio.run(_serve()), name="front", daemon=True).start()


async def _serve() -> None:
    limits = Limits(
        most_body=lambda target: guard.most_bytes(unquote(target.partition(b"?")[0].decode("latin-1"))),
        held=settings.FILE_UPLOAD_MAX_MEMORY_SIZE,
        ahead=gate.MAX_WIRE,
        # One byte more than a picture may have tells the page so.
        most_file=MAX_PICTURE_BYTES + 1,
        most_typed=settings.DATA_UPLOAD_MAX_MEMORY_SIZE,
    )
    front = Front(settings.DATA_DIR / BEHIND, limits)
    pages = socket.socket(fileno=int(os.environ["DORGORA_PAGES_FD"]))
    nodes = asyncio.create_task(_listen_for_nodes(front))
    nodes.add_done_callback(_say_why)
    if settings.ROLE == "centre":
        guests = Guests()
        # Places of their own: whoever floods the laptop's network takes none from who sits at it.
        few = replace(limits, connections=PHONES_AT_ONCE, per_address=PHONES_AT_ONCE // 4, spools=2)
        phones = asyncio.create_task(PhoneDoor(Front(front.behind, few, guests), guests).keep())
        phones.add_done_callback(_say_why)
    await front.listen(pages)


def _say_why(nodes: asyncio.Task[None]) -> None:
    # The pages are served on, and the keeper finds why nodes are not.
    if wrong := nodes.exception():
        logger.error("no TLS: %s", wrong)


async def _listen_for_nodes(front: Front) -> None:
    port = int(os.environ.get("DORGORA_TLS_PORT") or 0)
    if not port:
        return
    while not (settings.DATA_DIR / "tls.pem").exists():  # a hub that is not founded yet has no certificate
        await asyncio.sleep(0.1)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(settings.DATA_DIR / "tls.pem", settings.DATA_DIR / "tls.key")
    await front.listen(opened(port), context)
