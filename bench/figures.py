"""A figure, the machine it was taken on, and how all of them are shown and kept."""

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

RESULT = Path("build/bench.json")
GOALS = {
    "append.user_actions_per_second": ("ratio", ">=", 0.3),
    "append.wait_max_ms": ("value", "<=", 500),
    "append.refused": ("value", "<=", 0),
    "rebuild.files_per_second": ("ratio", ">=", 0.3),
    "start.seconds": ("value", "<=", 3),
    "idle.rss_mb": ("value", "<=", 150),
    "idle.cpu_percent": ("value", "<=", 0.5),
    "page.counter_p95_ms": ("value", "<=", 100),
    "search.p95_ms": ("value", "<=", 50),
    "thousand.page.counter_p95_ms": ("value", "<=", 100),
    "thousand.search.p95_ms": ("value", "<=", 50),
    "portal.first_view_bytes": ("value", "<=", 14_000),
    "papers.pdf_ms": ("value", "<=", 150),
    "papers.pdf_bytes": ("value", "<=", 60_000),
    "papers.scans_read": ("ratio", ">=", 1),
    "enrol.first_service_bytes": ("value", "<=", 200_000),
    "desk.queue_p95_ms": ("value", "<=", 150),
    "desk.file_p95_ms": ("value", "<=", 150),
    "desk.whole_tables_read": ("value", "<=", 0),
    "scan.bytes": ("value", "<=", 32_000),
    "scan.characters_read": ("ratio", ">=", 0.95),
}


@dataclass(frozen=True)
class Figure:
    """One figure; `reference` was measured in the same run, and `ratio` is value to reference, if there is one."""

    name: str
    value: float
    unit: str
    reference: float | None = None

    @property
    def ratio(self) -> float | None:
        return self.value / self.reference if self.reference else None

    def verdict(self) -> str:
        """Whether it reaches its goal; empty when it has none."""
        if self.name not in GOALS:
            return ""
        part, sign, goal = GOALS[self.name]
        held = self.ratio if part == "ratio" else self.value
        if held is None:
            return ""
        is_reached = held >= goal if sign == ">=" else held <= goal
        return (
            f"{'reached' if is_reached else 'MISSED'} ({'ratio ' if part == 'ratio' else ''}{sign} {goal:g})"
        )


def p95(values: Iterable[float]) -> float:
    """The value that 95 of 100 do not exceed (nearest rank)."""
    ranked = sorted(values)
    return ranked[max(0, -(-len(ranked) * 95 // 100) - 1)]


def machine() -> str:
    """What it ran on, in one line."""
    model = "unknown processor"
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    megabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    return f"{model}, {os.cpu_count()} cores, {megabytes} MB, {system}"


def show(figures: Sequence[Figure]) -> None:
    """The printed table."""
    print(f"{'figure':40} {'value':>12} {'unit':10} {'reference':>12} {'ratio':>7}  goal")
    for one in figures:
        reference = f"{one.reference:,.1f}" if one.reference is not None else ""
        ratio = f"{one.ratio:.2f}" if one.ratio is not None else ""
        print(f"{one.name:40} {one.value:12,.2f} {one.unit:10} {reference:>12} {ratio:>7}  {one.verdict()}")


def keep(figures: Sequence[Figure], seed: int) -> None:
    """Writes build/bench.json; figures of groups that did not run now stay as they were."""
    held = json.loads(RESULT.read_text()) if RESULT.exists() else []
    new = {one.name: one for one in figures}
    rows = [row for row in held if row["name"] not in new]
    rows += [{**asdict(one), "ratio": one.ratio, "machine": machine(), "seed": seed} for one in figures]
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(rows, indent=1) + "\n")
