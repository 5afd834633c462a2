"""How this program keeps house in memory."""

import subprocess
import sys

import pytest


@pytest.mark.slow
def test_rubbish_is_looked_for_again_once_all_is_loaded() -> None:
    """While it loads it is not; and what was loaded is left out of it for good."""
    told = "import gc, dorgora.config.wsgi; print(gc.isenabled(), gc.get_freeze_count() > 10_000)"
    words = [sys.executable, "-P", "-c", told]
    assert subprocess.run(words, capture_output=True, text=True, check=True).stdout.split() == [
        "True",
        "True",
    ]
