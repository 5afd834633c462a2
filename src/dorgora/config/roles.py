"""What differs between a centre's laptop and the hub, side by side."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Role:
    """surfaces: which pages are mounted, by module. home: where `/` leads. answers_exchanges: takes batches."""

    surfaces: tuple[str, ...]
    home: str
    answers_exchanges: bool


ROLES = {
    "centre": Role(("counter", "desk"), "/counter/", False),
    "hub": Role(("desk", "portal", "dashboard"), "/portal/", True),
}
