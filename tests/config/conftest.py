"""A scene is played for each test of the front, with the limits its file says."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest


@pytest.fixture
def context() -> ssl.SSLContext | None:
    """What the front speaks TLS with; a file that has it do so says so."""
    return None


@pytest.fixture
def play(tmp_path_factory: pytest.TempPathFactory, limits: Any, context: ssl.SSLContext | None) -> Any:
    """Plays a scene in a loop of its own, on a thread of its own: a browser kept warm holds a loop on this one."""

    from tests.config.scene import Loop, Scene

    def run(story: Callable[[Any], Awaitable[None]]) -> None:
        async def whole() -> None:
            scene = Scene(tmp_path_factory.mktemp("f"), limits, context)
            await scene.begin()
            try:
                await story(scene)
            finally:
                await scene.end()

        def played() -> None:
            told: Coroutine[Any, Any, None] = whole()
            with asyncio.Runner(loop_factory=Loop) as runner:
                runner.run(told)

        with ThreadPoolExecutor(1) as stage:
            stage.submit(played).result()

    return run
