"""`python -m bench.fill N_CITIZENS N_FILES N_FAR SEED`: fills the laptop of a stage; run inside its settings."""

import sys

from bench import inside
from bench.stage import FAR, ISLAND

inside.begin()

from django.conf import settings  # noqa: E402  after the settings are known

from bench.filling import AT_ONCE, Size, fill_citizens, fill_files  # noqa: E402
from dorgora.feed import checking  # noqa: E402
from dorgora.feed import node as nodes  # noqa: E402
from dorgora.people import local as people  # noqa: E402


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    n_citizens, n_files, n_far, seed = (int(word) for word in sys.argv[1:5])
    places, pack = inside.places(), settings.PACK_DIR
    n_open = int(sys.argv[5]) if len(sys.argv) > 5 else 300
    citizens = fill_citizens(places[ISLAND], n_citizens, pack, seed)
    say(f"  {n_citizens} citizens")
    people.index_citizens(citizen_id for citizen_id, _ in citizens)
    if n_far:
        fill_files(places[FAR], citizens, pack, seed, Size(n_far, 0), say)
    fill_files(places[ISLAND], citizens, pack, seed, Size(n_files, n_open), say)
    # As years of starts have left it: what was looked at once is not looked at again.
    while checking.verify_since_mark(nodes.this(), AT_ONCE)[1]:
        pass


main()
