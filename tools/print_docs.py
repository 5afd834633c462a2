"""Prints the pages of docs/ that are read from the code: every kind of event, every table of moves.

`--check` writes nothing and answers 1 when a page is not what the code says.
"""

import inspect
import os
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_NOTE = "*Printed from the code by `make docs`; do not edit.*"


def events_page() -> str:
    """docs/events.md: one line a kind and version, in the order of the story."""
    from tools.registry import kinds

    lines = [
        "# Events",
        "",
        _NOTE,
        "",
        "Every kind of event there is. *Facts* are kept for ever and hold no name; the *person* part can be erased.",
        "Rank orders events that have not seen one another: lower first. ! marks a fact of the world, never disputed.",
        "By says who may write it, a role or a role and its place; from anybody else it counts for nothing (ADR 0039).",
        "",
        "| kind | version | what happened | facts | person | by | rank |",
        "|---|---|---|---|---|---|---|",
    ]
    for kind in kinds():
        what = (inspect.getdoc(kind.facts) or "").split("\n\n")[0].replace("\n", " ").replace("|", "/")
        rank = f"{kind.rank}!" if kind.is_fact_of_the_world else f"{kind.rank}"
        by = ", ".join(sorted(kind.by))
        cells = [f"`{kind.name}`", str(kind.version), what, _names(kind.facts), _names(kind.person), by, rank]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _names(part: Any) -> str:
    return ", ".join(part.__struct_fields__) if part else "–"


def states_page() -> str:
    """docs/states.md: for every table of moves in a rules.py a diagram and the table itself."""
    from tools.registry import transition_tables

    lines = ["# States and moves", "", _NOTE, ""]
    for module, rows in transition_tables().items():
        names = column_names(rows[0])
        lines += [f"## {module}", "", "```mermaid", "stateDiagram-v2"]
        lines += _diagram([dict(zip(names, cells(row), strict=True)) for row in rows])
        lines += ["```", "", f"| {' | '.join(names)} |", "|" + "---|" * len(names)]
        lines += [f"| {' | '.join(_word(cell) for cell in cells(row))} |" for row in rows]
        lines.append("")
    return "\n".join(lines)


def column_names(row: Any) -> list[str]:
    """What the columns of a table of moves are called."""
    return [one.name for one in fields(row)] if is_dataclass(row) else list(row._fields)


def cells(row: Any) -> list[Any]:
    """One row of a table of moves as a list."""
    return [getattr(row, name) for name in column_names(row)]


def _diagram(moves: list[dict[str, Any]]) -> list[str]:
    lines = []
    for move in moves:
        act = _word(move.get("act") or move.get("event"))
        sources = (
            move["before"] if isinstance(move["before"], tuple | list | frozenset | set) else [move["before"]]
        )
        lines += [
            f"    {_state(source)} --> {_state(move['after'])} : {act}" for source in sorted(sources, key=str)
        ]
    return lines


def _state(value: Any) -> str:
    return _word(value) if value not in (None, "") else "[*]"


def _word(value: Any) -> str:
    if isinstance(value, tuple | list | frozenset | set):
        return ", ".join(sorted(_word(one) for one in value)) or "–"
    return "–" if value in (None, "") else str(getattr(value, "value", value))


PAGES = {"docs/events.md": events_page, "docs/states.md": states_page}


def main() -> int:
    """Writes the pages, or with --check compares them."""
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dorgora.config.settings")
    stale = 0
    for name, page in PAGES.items():
        path = ROOT / name
        if path.exists() and path.read_text() == page():
            continue
        if "--check" in sys.argv[1:]:
            print(f"{name} is not what the code says: run `make docs`", file=sys.stderr)
            stale = 1
        else:
            path.write_text(page())
            print(f"docs: {name}")
    return stale


if __name__ == "__main__":
    sys.exit(main())
