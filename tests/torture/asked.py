"""How much torture: TORTURE_KILLS, TORTURE_CUTS and TORTURE_SEED in the environment change it."""

import json
import os
import secrets
from pathlib import Path

N_KILLS = int(os.environ.get("TORTURE_KILLS", "200"))
N_CUTS = int(os.environ.get("TORTURE_CUTS", "50"))
SEED = int(os.environ.get("TORTURE_SEED") or secrets.randbelow(1_000_000))
RESULT = Path("build/torture.json")


def keep(name: str, told: dict[str, object]) -> None:
    """Writes what a run came to beside the others, with its machine."""
    from bench.figures import machine

    held = json.loads(RESULT.read_text()) if RESULT.exists() else {}
    held[name] = {**told, "seed": SEED, "machine": machine()}
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(held, indent=1) + "\n")
