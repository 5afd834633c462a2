"""What a journey stands on."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.staging import Set, Wings


@pytest.fixture(scope="session")
def wings() -> Iterator[Wings]:
    """The stage, set once for this test process."""
    # Directly under the temporary folder: the path of a node's socket may not be longer than about 100 bytes.
    made = Wings(Path(tempfile.mkdtemp(prefix="dorgora-")))
    yield made
    made.clear()


@pytest.fixture
def scene(wings: Wings) -> Iterator[Set]:
    """Hub, island laptop (centre and office) and a second centre, enrolled, with staff; nothing runs yet."""
    found = wings.fresh()
    yield found
    found.stop()
    for node in (*found.stage.nodes(), *found.others):
        print(f"--- what {node.name} said:\n" + node.log()[-3000:])  # shown when the test failed
