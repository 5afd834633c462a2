"""`python -m bench.waiting SEED N`: eight operators submit without pause until N events of the hub's have come."""

import json
import sys
import threading
import time

from bench import inside
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


def main() -> None:
    """Refused writes are counted, and the longest time from asking to the end of a commit."""
    seed, n_wanted = int(sys.argv[1]), int(sys.argv[2])
    place = inside.places()[ISLAND]
    store = nodes.this().store
    applicant = store.rows.all("SELECT MIN(id) FROM people_citizen")[0][0]
    is_over = threading.Event()
    waits: list[float] = []
    refused: list[str] = []

    def write(me: int) -> None:
        deeds = Deeds(place, names_of(settings.PACK_DIR, seed + me), applicant, f"writer-{seed}-{me}")
        while not is_over.is_set():
            began = time.perf_counter()
            try:
                deeds.submit()
            except Exception as wrong:
                refused.append(wrong.reason if isinstance(wrong, Refused) else repr(wrong))
            waits.append(time.perf_counter() - began)
        connections.close_all()

    def receive() -> None:
        while not is_over.is_set():
            https.exchange()
        connections.close_all()

    threads = [threading.Thread(target=write, args=(me,)) for me in range(N_WRITERS)]
    threads.append(threading.Thread(target=receive))
    first, began = store.inbox()[0], time.perf_counter()
    for thread in threads:
        thread.start()
    while store.inbox()[0] - first < n_wanted and threads[-1].is_alive():
        time.sleep(STEP_SECONDS)
    is_over.set()
    passed = time.perf_counter() - began
    for thread in threads:
        thread.join()
    told = {
        "n_writes": len(waits), "n_refused": len(refused), "why": sorted(set(refused))[:3],
        "wait_max_ms": 1000 * max(waits), "n_synced": store.inbox()[0] - first, "seconds": passed,
    }  # fmt: skip
    print(json.dumps(told))


main()
