"""Every task of docs/tasks.md is done in a browser test with the keys that its row prints, each way of it."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.surfaces.window import TASKS, ways

TESTS = Path(__file__).parents[1]
KEYS = "| task | who | where | keys | addresses |"


def tasks() -> list[str]:
    """Those with keys, as their rows begin: task and who does it, as two surfaces may have the same."""
    found = []
    for table in TASKS.split(KEYS)[1:]:
        rows = [line for line in table.partition("\n\n")[0].splitlines() if line.startswith("| ")]
        found += [
            " | ".join(row.removeprefix("| ").split(" | ")[:2]) for row in rows if " | – | – |" not in row
        ]
    return found


def done() -> Iterator[tuple[str, int]]:
    """How the rows begin that tests name, and by which way each does it."""
    for file in TESTS.rglob("test_*.py"):
        content = file.read_text(encoding="utf-8")
        if "does(" not in content:
            continue
        for call in ast.walk(ast.parse(content)):
            if isinstance(call, ast.Call) and "does" in (
                getattr(call.func, "id", ""),
                getattr(call.func, "attr", ""),
            ):
                task = [one.value for one in call.args if isinstance(one, ast.Constant)]
                way = [one.value.value for one in call.keywords if isinstance(one.value, ast.Constant)]
                if task:
                    yield task[0], way[0] if way else 0


def test_every_task_is_done_with_the_keys_printed() -> None:
    named = set(done())
    left = [
        (task, way)
        for task in tasks()
        for way in range(len(ways(task)))
        if not any(task.startswith(one) and way == by for one, by in named)
    ]
    assert len(tasks()) > 60 and left == []


def test_no_test_names_a_task_that_is_not_printed() -> None:
    assert [one for one, way in done() if len(ways(one)) <= way] == []
