"""`python -m dorgora.demo [--exit] [--seed N] [--folder DIR]`: plays the story, then stays up until Ctrl-C."""

import argparse
import os
import shutil
import signal
import socket
import sys
import tempfile
import time
import traceback
from pathlib import Path

from dorgora.config.own_pack import pack_folder
from dorgora.demo import logins, playing, story
from dorgora.demo import stage as stages
from dorgora.demo.cast import cast_of
from dorgora.demo.processes import Failed

PORTS = {"hub": 8100, "laptop": 8101, "far": 8102}
VISITED_SYNC_SECONDS = 20


def main() -> int:
    """Plays; 0 when every check held."""
    asked = argparse.ArgumentParser(prog="make demo")
    asked.add_argument("--exit", action="store_true", help="leave after the last check")
    asked.add_argument(
        "--seed", type=int, default=7, help="who plays, with which amounts, and when the plug is pulled"
    )
    options = asked.parse_args()
    # The socket of a node has a path of at most 100 characters: the folder is kept short.
    folder = Path(tempfile.mkdtemp(prefix="dorgora-"))
    pack = pack_folder().resolve()
    cast = cast_of(pack, options.seed)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    begun = time.monotonic()
    stage = None
    try:
        stage = stages.set_stage(folder, cast, _say, None if options.exit else _free(PORTS))
        played = story.play(stage, _say)
        _say(f"every check held ({time.monotonic() - begun:.0f} s, seed {options.seed})")
        if not options.exit:
            _stay(played)
    except (Failed, OSError) as failed:
        print(f"DID NOT HOLD: {failed}", file=sys.stderr)
        if os.environ.get("DORGORA_DEMO_TRACE"):
            traceback.print_exc()
        return 1
    except KeyboardInterrupt:
        pass
    finally:
        if stage is not None:
            stage.stop()
        shutil.rmtree(folder, ignore_errors=True)
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


def _free(ports: dict[str, int]) -> dict[str, int]:
    """The usual ports, those of them that are free."""
    usable = {}
    for name, port in ports.items():
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                usable[name] = port
    return usable


def _stay(played: playing.Play) -> None:
    logins.open_accounts(played)
    for laptop in (played.stage.laptop, played.stage.far):
        # In the story the line comes when it says so; who looks around now should not wait for it.
        laptop.stop()
        laptop.extra["DORGORA_SYNC_SECONDS"] = str(VISITED_SYNC_SECONDS)
        laptop.start().wait()
    _say("\n" + "\n".join(logins.printed(played)))
    _say("The nodes' disk keys are passed by environment here; a laptop in the field is asked for its own.")
    _say(f"Both laptops exchange with the hub every {VISITED_SYNC_SECONDS} seconds. Ctrl-C ends it.")
    while True:
        time.sleep(3600)


if __name__ == "__main__":
    sys.exit(main())
