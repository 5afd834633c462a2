"""Replays one schedule, or many: python -m tests.simulator --seed 7; python -m tests.simulator --count 2000.

Of many, those that fail are named, and the rest is played all the same.
"""

import argparse
import sys
import time

from tests.simulator.schedule import Failed, Outcome, run


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, help="play this schedule and print it")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--first", type=int, default=0)
    asked = parser.parse_args()
    if asked.seed is not None:
        trace: list[str] = []
        try:
            print(run(asked.seed, trace))
        except Failed as failed:
            print("\n".join(trace))
            print(failed)
            return 1
        print("\n".join(trace))
        return 0
    total, began, n_failed = Outcome(), time.perf_counter(), 0
    for seed in range(asked.first, asked.first + asked.count):
        try:
            total.add(run(seed))
        except Failed as failed:
            n_failed += 1
            print(failed, flush=True)
    print(total, f"{time.perf_counter() - began:.1f} s;", f"{n_failed} further ones fail")
    return int(n_failed > 0)


if __name__ == "__main__":
    sys.exit(main())
