"""`python -m bench.waiting SEED N`: eight operators submit without pause until N events of the hub's have come."""

import json
import sys
import threading
import time
from dataclasses import dataclass, field

from bench import inside
from bench.lives import Place
from bench.stage import ISLAND

inside.begin()

from django.conf import settings  # noqa: E402  after the settings are known
from django.db import connections  # noqa: E402

from bench.deeds import Deeds  # noqa: E402
from bench.filling import names_of  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402
from dorgora.feed.roads import https  # noqa: E402
from dorgora.kernel.errors import Refused  # noqa: E402

N_WRITERS = 8
STEP_SECONDS = 0.02


@dataclass
class Rush:
    """Eight who write and one who receives, until it is over; how long each write took, and why any was refused."""

    seed: int
    place: Place
    applicant: int
    is_over: threading.Event = field(default_factory=threading.Event)
    waits: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def threads(self) -> list[threading.Thread]:
        """The writers, and last the one who receives."""
        writers = [threading.Thread(target=self._write, args=(me,)) for me in range(N_WRITERS)]
        return [*writers, threading.Thread(target=self._receive)]

    def _write(self, me: int) -> None:
        names = names_of(settings.PACK_DIR, self.seed + me)
        deeds = Deeds(self.place, names, self.applicant, f"writer-{self.seed}-{me}")
        while not self.is_over.is_set():
            began = time.perf_counter()
            try:
                deeds.submit()
            except Exception as wrong:
                self.refused.append(wrong.reason if isinstance(wrong, Refused) else repr(wrong))
            self.waits.append(time.perf_counter() - began)
        connections.close_all()

    def _receive(self) -> None:
        while not self.is_over.is_set():
            https.exchange()
        connections.close_all()


def main() -> None:
    """Refused writes are counted, and the longest time from asking to the end of a commit."""
    seed, n_wanted = int(sys.argv[1]), int(sys.argv[2])
    store = nodes.this().store
    applicant = store.rows.all("SELECT MIN(id) FROM people_citizen")[0][0]
    rush = Rush(seed, inside.places()[ISLAND], applicant)
    threads = rush.threads()
    first, began = store.inbox()[0], time.perf_counter()
    for thread in threads:
        thread.start()
    while store.inbox()[0] - first < n_wanted and threads[-1].is_alive():
        time.sleep(STEP_SECONDS)
    rush.is_over.set()
    passed = time.perf_counter() - began
    for thread in threads:
        thread.join()
    told = {
        "n_writes": len(rush.waits), "n_refused": len(rush.refused), "why": sorted(set(rush.refused))[:3],
        "wait_max_ms": 1000 * max(rush.waits), "n_synced": store.inbox()[0] - first, "seconds": passed,
    }  # fmt: skip
    print(json.dumps(told))


main()
