"""The front as laptops and phones meet it, over TLS: a browser asks again as soon as it has read an answer."""

import asyncio
import ssl
from pathlib import Path

import pytest

from dorgora.config.line import Limits
from dorgora.feed.roads.founding import make_certificate
from tests.config.scene import OK, Play, Scene, settled

GET = b"GET /counter/ HTTP/1.1\r\nHost: laptop\r\n\r\n"
PATIENCE_SECONDS = 10
"""So long it takes at most to see that nothing comes; what comes is here at once."""


@pytest.fixture
def limits() -> Limits:
    return Limits(most_body=lambda target: 64 * 1024, held=64 * 1024, ahead=1 << 20)


@pytest.fixture
def context(tmp_path: Path) -> ssl.SSLContext:
    make_certificate(tmp_path, "localhost")
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(tmp_path / "tls.pem", tmp_path / "tls.key")
    return made


def test_who_asks_before_the_page_let_go_is_answered(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.lets_go.clear()
        reader, writer = await scene.come(GET)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await reader.readexactly(len(OK)) == OK
            writer.write(GET)  # the answer said its length: nobody waits for a line to end
            await settled()
            scene.lets_go.set()
            assert await reader.readexactly(len(OK)) == OK
        assert len(scene.asked) == 2

    play(story)


def test_a_large_answer_comes_whole(play: Play) -> None:
    async def story(scene: Scene) -> None:
        scene.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n" + bytes(900_000)
        reader, writer = await scene.come(GET)
        async with asyncio.timeout(PATIENCE_SECONDS):
            assert await reader.readexactly(len(scene.answer)) == scene.answer
            writer.write(GET)
            assert await reader.readexactly(len(scene.answer)) == scene.answer

    play(story)
