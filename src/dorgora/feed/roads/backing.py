"""A laptop writing on a second device, for the hub alone to open, what the hub has not confirmed."""

import json
import secrets
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from dorgora.feed import node as nodes
from dorgora.feed.roads import restoring, rotation, stick
from dorgora.feed.sync import backup, frames, gate, wire
from dorgora.feed.writing import BACKGROUND, writing
from dorgora.kernel import clock, envelope
from dorgora.kernel.signing import agree

SUFFIX = ".backup"


@dataclass
class Kept:
    """A backup that is on the device. others: names of older ones that hold what this laptop does not."""

    path: Path
    at: int
    n_bytes: int
    n_parts: int
    n_events: int
    n_files: int
    others: list[str]


@dataclass
class Writing:
    """The pieces of one file, made while it is written."""

    node: nodes.Node
    cover: backup.Cover
    letter: envelope.Envelope
    making: backup.Making
    n_parts: int = 0

    def pieces(self) -> Iterator[bytes]:
        """How the file begins, its parts, and the word that it ends here."""
        begins = backup.opening(self.cover)
        yield begins
        own = self.node.identity
        key = agree(own.exchange_seed, own.hub_exchange_key)
        while True:
            with writing(BACKGROUND):  # nobody at the counter waits longer than for one exchange
                request = self.making.part()
            if request is None:
                yield backup.sealed_part(self.letter, self.n_parts, b"", begins, is_last=True)
                return
            body, _ = frames.ask(own.node_id, key, gate.pack(request))
            yield backup.sealed_part(self.letter, self.n_parts, body, begins)
            self.n_parts += 1


def keep(folder: Path, kinds: Collection[str], *, is_same_allowed: bool = False) -> Kept:
    """Writes a backup into a folder, reads it back, and only then takes the older ones away.

    kinds: of the events whose subjects are counted as files.

    Raises:
        Refused: `not_enrolled`, or what `stick` says.
    """
    node = rotation.settle()
    stick.check_folder(folder, node.folder, is_same_allowed=is_same_allowed)
    with stick.alone(folder):
        stick.remove(folder.glob(f"dorgora-{node.identity.node_id}-*{SUFFIX}{stick.UNFINISHED}"))
        return _keep(node, folder, kinds)


def _keep(node: nodes.Node, folder: Path, kinds: Collection[str]) -> Kept:
    own = node.identity
    letter = envelope.sealed_for(own.hub_exchange_key)
    with writing(BACKGROUND):
        reach = backup.reach_of(node.store)
        held = {one.feed: (node.store.acknowledged(one.feed), one.seq) for one in reach}
    at = min(max(clock.now_seconds(), 0), wire.LATEST)  # a clock may say any year
    cover = backup.Cover(own.hub_exchange_key[:8], own.node_id, at, letter.public, reach)
    made = Writing(node, cover, letter, backup.Making(node.store, node.signer, reach, kinds))
    name = f"dorgora-{own.node_id}-{clock.from_seconds(at):%Y%m%d-%H%M%S}-{secrets.token_hex(4)}{SUFFIX}"
    n_bytes = stick.keep(folder / name, made.pieces())
    others = _take_older_away(node, folder, name)
    making = made.making
    note = {"at": at, "files": len(making.subjects), "held": held}
    with writing(BACKGROUND):
        node.store.set_note("backup:kept", json.dumps(note))
    return Kept(folder / name, at, n_bytes, made.n_parts, making.n_events, len(making.subjects), others)


def _take_older_away(node: nodes.Node, folder: Path, name: str) -> list[str]:
    """Removes this laptop's older backups, but for those that hold what it does not: its disk may be an older one."""
    own, left = node.identity, []
    for path in sorted(folder.glob(f"dorgora-{own.node_id}-*{SUFFIX}")):
        if path.name == name:
            continue
        cover = restoring.cover_of(path)
        is_mine = cover is not None and (cover.hub, cover.node_id) == (own.hub_exchange_key[:8], own.node_id)
        if cover is not None and is_mine and backup.is_within(node.store, cover.reach):
            stick.remove([path])
        else:
            left.append(path.name)
    return left
