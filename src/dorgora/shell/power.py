"""How long this laptop still has power: its battery as the kernel tells it, read anew for each page.

Source: Linux, Documentation/ABI/testing/sysfs-class-power. Where there is no such folder, nothing is known.
"""

from dataclasses import dataclass
from pathlib import Path

SUPPLIES = Path("/sys/class/power_supply")
LOW = 20
"""Percent: about half an hour of an old laptop, enough to finish with the citizen who sits there."""
FILLING = {"Charging", "Full", "Not charging"}
"""On the line: "not charging" is a full one that is spared."""


@dataclass(frozen=True)
class Battery:
    """percent: of its charge, 0 to 100. is_filling: the laptop hangs on a line or a panel."""

    percent: int
    is_filling: bool

    @property
    def is_low(self) -> bool:
        """Whether somebody should plug it in now."""
        return self.percent <= LOW and not self.is_filling


def battery(supplies: Path | None = None) -> Battery | None:
    """The laptop's battery, of several the fullest; None where there is none, or nobody tells."""
    found = [one for one in map(_battery, (supplies or SUPPLIES).glob("*")) if one is not None]
    return max(found, key=lambda one: one.percent, default=None)


def _battery(folder: Path) -> Battery | None:
    """One supply, if it is a battery of the laptop itself: a mouse has one too, of scope Device."""
    if _told(folder, "type") != "Battery" or _told(folder, "scope") == "Device":
        return None
    percent = _told(folder, "capacity")
    if not percent.isdecimal():
        return None
    return Battery(min(int(percent), 100), _told(folder, "status") in FILLING)


def _told(folder: Path, name: str) -> str:
    try:
        return (folder / name).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""  # not every supply tells everything, and one may be pulled out meanwhile
