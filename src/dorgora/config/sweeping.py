"""Once a day, what has outlived its time goes from this node's own tables, also where nobody signs in any more."""

import logging
from collections.abc import Callable, Iterable
from importlib import import_module
from importlib.util import find_spec

from django.conf import settings

from dorgora.feed import scrubbing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused

DAY = 86_400
logger = logging.getLogger("dorgora.sweeping")


class Sweeping:
    """Calls each module's `local.DAILY` at the node's start, once the hub has said the time, and every day after.

    At the start of a laptop nobody knows the day, and one that is off at night never runs for a whole one.
    """

    def __init__(self) -> None:
        self.due = clock.monotonic()
        self.knew_the_day = False

    def wait(self) -> float:
        """Seconds until it is time; 0 when it is."""
        if clock.is_trusted() and not self.knew_the_day:
            return 0
        return max(0, self.due - clock.monotonic())

    def sweep(self) -> None:
        """Sweeps if it is time; what fails is named in the log and holds up nothing else."""
        if self.wait():
            return
        self.due, self.knew_the_day = clock.monotonic() + DAY, clock.is_trusted()
        for sweeps in _daily():
            try:
                sweeps()
            except Refused:
                pass  # not enrolled yet: there is nothing of anybody
            except Exception as wrong:
                logger.error("%s: %s", sweeps.__name__, type(wrong).__name__)


def _daily() -> Iterable[Callable[[], object]]:
    for module in (*settings.DORGORA_MODULES, *settings.DORGORA_SURFACES):
        path = f"dorgora.{module}.local"
        if find_spec(path) is not None:
            yield from getattr(import_module(path), "DAILY", ())
    # Whatever went: the plug may have been pulled on an earlier day before it came to this.
    yield scrubbing.empty_log
