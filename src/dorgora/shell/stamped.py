"""Addresses of our styles and scripts: an upgrade is seen at once, although browsers keep them for a day."""

import hashlib
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Stamped(StaticFilesStorage):
    """Files from where the program lies; what one holds stands in its address, so that another one has another."""

    def url(self, name: str | None) -> str:
        """The address; of a file that is not there without a stamp."""
        stamp = _stamp(name or "")
        return super().url(name) + (f"?{stamp}" if stamp else "")


@cache
def _stamp(name: str) -> str:
    """Read once: while a program runs its files are the same."""
    found = finders.find(name)
    return hashlib.sha256(Path(found).read_bytes()).hexdigest()[:8] if isinstance(found, str) else ""
