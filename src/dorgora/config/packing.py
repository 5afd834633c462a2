"""`dorgora pack check FOLDER`: whether a country pack is sound, said before anybody loads it; no node is needed."""

from collections.abc import Callable
from pathlib import Path

from dorgora.catalogue import pack_check
from dorgora.config.usage import Parser
from dorgora.kernel.pack import load_pack


def pack(words: list[str], say: Callable[[str], None]) -> int:
    """Says each fault as FILE:LINE: FIELD: why; gives 0 for a sound pack and 1 for another.

    Raises:
        Usage: the words are wrong, or ask for help.
    """
    asked = Parser(prog="dorgora pack")
    asked.add_argument("act", choices=["check"])
    asked.add_argument("folder", type=Path)
    folder = asked.parse_args(words).folder
    found = pack_check.faults(folder)
    for one in found:
        say(f"{folder}/{one}")
    if found:
        say(f"{len(found)} faults" if len(found) > 1 else "1 fault")
        return 1
    read = load_pack(folder)
    n_areas, n_services = sum(1 for _ in read.rows("areas")), sum(1 for _ in read.services())
    say(f"{read.code} is sound: {n_areas} areas, {n_services} services")
    return 0
