"""Where the country pack of this node is, for settings and for what runs before them or without."""

import os
from pathlib import Path

OWN_PACK = Path(__file__).resolve().parents[3] / "packs" / "bd"
"""The one of the source tree."""


def pack_folder() -> Path:
    """The folder named in the environment, else the program's own."""
    return Path(os.environ.get("DORGORA_PACK") or OWN_PACK)
