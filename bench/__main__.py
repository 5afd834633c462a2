"""`python -m bench [GROUP]`: measures, prints a table, writes build/bench.json.

Groups: append, wait, rebuild, idle, pages, thousand, portal, scan, papers, enrol, desk; all of them when none is named.
"""

import argparse
import json
import os
from collections.abc import Callable
from pathlib import Path

from bench import desk, enrolling, pages, papers, portal, running, scan
from bench.figures import Figure, keep, machine, show
from bench.stage import Stage, copied, kept_stage

N_CITIZENS, N_FILES, N_FAR = 25_000, 200_000, 10_000
N_SERVICES, N_OF_PACK = 1_000, len(list(Path("packs/bd/services").glob("*.json")))
N_DESK_FILES = 2_000_000
N_SYNCED, N_SYNC_CITIZENS, N_SYNC_FILES = 10_000, 500, 5_200


def say(line: str) -> None:
    print(line, flush=True)


def full_laptop(seed: int, n_files: int) -> Path:
    """25,000 citizens and 200,000 files of two unions, 10,000 of them the second's."""
    n_far = min(N_FAR, n_files // 2)
    sizes = (min(N_CITIZENS, n_files), n_files - n_far, n_far, seed)

    def make(stage: Stage) -> None:
        say(
            f"filling a laptop with {sizes[0]} citizens and {n_files} files (once; kept under build/bench-data)"
        )
        stage.within(stage.laptop, "fill", *map(str, sizes))

    return kept_stage(f"full-{n_files}", ("office", sizes), make, say)


def waiting_mail(seed: int) -> Path:
    """A laptop whose files the hub has decided, and the hub with the news in its mailbox."""

    def make(stage: Stage) -> None:
        sizes = (N_SYNC_CITIZENS, N_SYNC_FILES, 0, seed, N_SYNC_FILES)
        stage.within(stage.laptop, "fill", *map(str, sizes))
        say("lifting the files to the hub")
        try:
            stage.hub.start().wait()
            stage.laptop.start().wait()
            stage.laptop.do("sync")
        finally:
            stage.laptop.stop()
            stage.hub.stop()
        say("deciding them")
        n_mail = int(stage.within(stage.hub, "deciding"))
        if n_mail < N_SYNCED:
            raise SystemExit(f"only {n_mail} events wait for the laptop")

    return kept_stage("mail", (seed, N_SYNC_FILES), make, say)


def append(seed: int, n_files: int) -> list[Figure]:
    with copied(full_laptop(seed, n_files), say) as stage:
        told = json.loads(stage.within(stage.laptop, "acting", str(seed)))
    say(f"  ms of each action: {told['ms']}; {told['bytes']} bytes an action")
    value = told["actions_per_second"]
    return [
        Figure("append.user_actions_per_second", value, "actions/s", told["rows_per_second"]),
        Figure("append.against_one_blob", value, "actions/s", told["blobs_per_second"]),
    ]


def wait(seed: int, n_files: int) -> list[Figure]:
    with copied(waiting_mail(seed), say) as stage:
        stage.hub.start().wait()
        try:
            told = json.loads(stage.within(stage.laptop, "waiting", str(seed), str(N_SYNCED)))
        finally:
            stage.hub.stop()
    say(f"  {told}")
    return [
        Figure("append.wait_max_ms", told["wait_max_ms"], "ms"),
        Figure("append.refused", told["n_refused"], "writes"),
        Figure("append.writes_during_sync", told["n_writes"], "writes"),
        Figure("append.synced_events", told["n_synced"], "events"),
        Figure("append.sync_seconds", told["seconds"], "s"),
    ]


def rebuild(seed: int, n_files: int) -> list[Figure]:
    with copied(full_laptop(seed, n_files), say) as stage:
        told = json.loads(stage.within(stage.laptop, "retelling"))
    say(f"  {told}")
    return [Figure("rebuild.files_per_second", told["told_per_second"], "files/s", told["put_per_second"])]


def idle(seed: int, n_files: int) -> list[Figure]:
    with copied(full_laptop(seed, n_files), say) as stage:
        return running.measure(stage)


def counter_pages(seed: int, n_files: int) -> list[Figure]:
    with copied(full_laptop(seed, n_files), say) as stage:
        return pages.measure(stage, seed)


def thousand(seed: int, n_files: int) -> list[Figure]:
    """The same pages and searches where the catalogue has a thousand services."""
    with copied(full_laptop(seed, n_files), say) as stage:
        n_more = int(os.environ.get("BENCH_SERVICES", N_SERVICES)) - N_OF_PACK
        say(f"publishing {n_more} services more, and taking them to the laptop")
        stage.within(stage.hub, "publishing", str(n_more), str(seed))
        stage.hub.start().wait()
        try:
            stage.laptop.start().wait()
            stage.laptop.do("sync")
        finally:
            stage.laptop.stop()
            stage.hub.stop()
        return pages.measure(stage, seed, "thousand.")


def first_view(seed: int, n_files: int) -> list[Figure]:
    with copied(waiting_mail(seed), say) as stage:
        return portal.measure(stage)


def scanned(seed: int, n_files: int) -> list[Figure]:
    return scan.measure(seed)


def typeset(seed: int, n_files: int) -> list[Figure]:
    return papers.measure(seed)


def enrol(seed: int, n_files: int) -> list[Figure]:
    return enrolling.measure(say)


def at_the_desk(seed: int, n_files: int) -> list[Figure]:
    return desk.measure(seed, int(os.environ.get("BENCH_DESK_FILES", N_DESK_FILES)), say)


GROUPS: dict[str, Callable[[int, int], list[Figure]]] = {
    "append": append,
    "wait": wait,
    "rebuild": rebuild,
    "idle": idle,
    "pages": counter_pages,
    "thousand": thousand,
    "portal": first_view,
    "scan": scanned,
    "papers": typeset,
    "enrol": enrol,
    "desk": at_the_desk,
}


def main() -> None:
    asked = argparse.ArgumentParser(prog="make bench", description=__doc__)
    asked.add_argument("group", nargs="?", choices=[*GROUPS, ""], default="")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--files", type=int, default=N_FILES, help="fewer for a look while working")
    options = asked.parse_args()
    figures: list[Figure] = []
    for name in [options.group] if options.group else GROUPS:
        say(f"{name}:")
        figures += GROUPS[name](options.seed, options.files)
    print(f"\n{machine()}; seed {options.seed}\n")
    show(figures)
    keep(figures, options.seed)


if __name__ == "__main__":
    main()
