"""What a laptop wrote on a second device, part by part through the gate of an exchange: taken here, or carried."""

import io
import os
import stat
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO

from msgspec.structs import replace

from dorgora.feed import awaiting
from dorgora.feed import node as nodes
from dorgora.feed.events import REGISTRY
from dorgora.feed.roads import https, serve
from dorgora.feed.sync import backup, frames, gate, wire
from dorgora.kernel import envelope
from dorgora.kernel.errors import Refused
from dorgora.kernel.signing import agree

PATTERN = "dorgora-*.backup"
MOST_PARTS = 20_000


@dataclass
class Restored:
    """What came of one file. new: events by kind. trouble: codes with a sentence; none when all of it is here."""

    name: str
    node_id: int = 0
    at: int = 0
    n_parts: int = 0
    n_events: int = 0
    n_apart: int = 0
    new: Counter[str] = field(default_factory=Counter)
    trouble: list[str] = field(default_factory=list)

    def add(self, came: backup.Came) -> None:
        """One part more."""
        self.n_parts += 1
        self.n_events += came.n_events
        self.n_apart += came.n_apart
        self.new.update(dict(came.new))
        self.trouble += [one for one in came.trouble if one not in self.trouble]


Take = Callable[[bytes, int, bytes], backup.Came]
"""What is done with how a file begins, the number of a part, and the part."""


def restore(path: Path, take_one: Take | None = None) -> list[Restored]:
    """Takes a backup, or every one in a folder, the oldest first; here, or where `take_one` brings it.

    Raises:
        Refused: `no_backup`, nothing of the kind is there; `not_readable`.
    """
    found = [take(one, take_one or take_part) for one in in_folder(path)]
    nodes.woken.set()
    return found


def in_folder(path: Path) -> Sequence[Path]:
    """The backup that is meant, or those in a folder, by the time they say they were made.

    Raises:
        Refused: `no_backup`.
    """
    try:
        is_folder, is_there = path.is_dir(), path.exists()
        paths = sorted(path.glob(PATTERN)) if is_folder else [path]
    except (OSError, ValueError) as wrong:
        raise Refused("no_backup", None, {"path": str(path)}) from wrong
    if is_folder:
        paths = [one for one in paths if one.is_file() and not one.is_symlink()]
    if not paths or not is_there:
        raise Refused("no_backup", None, {"path": str(path)})
    return sorted(paths, key=_made_at)


def _made_at(path: Path) -> int:
    cover = cover_of(path)
    return cover.at if cover is not None else 0


def cover_of(path: Path) -> backup.Cover | None:
    """What anybody may read of a backup; None when nobody can."""
    try:
        with opened(path) as stream:
            return backup.read_opening(stream)[1]
    except (gate.Refused, Refused):
        return None


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """A file to be read; nothing that would wait, or lead elsewhere.

    Raises:
        Refused: `not_readable`.
    """
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW | os.O_CLOEXEC)
        with io.FileIO(handle) as raw, io.BufferedReader(raw) as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                raise Refused("not_readable", None, {"file": str(path), "why": "it is no file"})
            yield stream
    except OSError as wrong:
        raise Refused("not_readable", None, {"file": str(path), "why": wrong.strerror}) from wrong


def take(path: Path, take_one: Take) -> Restored:
    """Takes what a file holds, as far as it holds; what is wrong with it is among the troubles.

    Raises:
        Refused: `not_readable`.
    """
    restored = Restored(path.name)
    with opened(path) as stream:
        try:
            begins, cover = backup.read_opening(stream)
        except gate.Refused:
            restored.trouble.append("not_a_backup")
            return restored
        restored.node_id, restored.at = cover.node_id, cover.at
        try:
            _take_parts(stream, begins, restored, take_one)
        except gate.Refused as refused:
            restored.trouble.append(refused.reason)
        except OSError:
            restored.trouble.append("not_readable")
    return restored


def _take_parts(stream: BinaryIO, begins: bytes, restored: Restored, take_one: Take) -> None:
    for number in range(MOST_PARTS):
        came = take_one(begins, number, backup.read_part(stream))
        if came.is_last:
            if stream.read(1):  # no backup was ever written so
                raise gate.Refused("altered")
            return
        restored.add(came)
    raise gate.Refused("size")


def answer(body: bytes) -> bytes:
    """The hub's answer to a laptop that carries a part of some laptop's backup; what it took is durable by then.

    Raises:
        gate.Refused: the carrier is none of this hub's laptops, or not within bounds.
    """
    node = nodes.this()
    asked = serve.heard(node, body)
    carried = serve.unpacked(node, asked, backup.Carried)
    try:
        came = take_part(carried.begins, carried.number, carried.sealed)
    except gate.Refused as refused:
        came = backup.Came(trouble=(refused.reason,), is_refused=True)
    nodes.woken.set()
    return frames.answer(asked.key, asked.tag, gate.pack(came))


def carry(begins: bytes, number: int, sealed: bytes) -> backup.Came:
    """A laptop with a line bringing a part to the hub, unopened; gives what the hub said.

    Raises:
        Refused: `no_line`: the hub did not answer. What went over before is there.
        gate.Refused: what the hub said of the part, or the answer is not the hub's.
    """
    own = nodes.this().identity
    key = agree(own.exchange_seed, own.hub_exchange_key)
    body, asked = frames.ask(own.node_id, key, gate.pack(backup.Carried(begins, number, sealed)))
    try:
        answered = https.post(own.hub_url, "/carried", body, own.hub_certificate)
    except https.NoLine as wrong:
        raise Refused("no_line") from wrong
    https.count_bytes(len(body) + len(answered))
    came = gate.unpack(frames.opened_answer(answered, key, asked), backup.Came)
    if came.is_refused:
        raise gate.Refused(came.trouble[0] if came.trouble else "broken")
    return came


def take_part(begins: bytes, number: int, sealed: bytes) -> backup.Came:
    """Opens a part and takes its events; whoever brings it is nobody to be believed.

    Raises:
        gate.Refused: `other_hub`, `altered`, `awaited`, or as in an exchange.
    """
    node = nodes.this()
    _, cover = backup.read_opening(io.BytesIO(begins))  # may be longer than that: then no part opens
    own = node.identity
    if cover.hub != own.hub_exchange_key[:8]:
        raise gate.Refused("other_hub")
    try:
        letter = envelope.addressed_to(own.exchange_seed, cover.public)
        body, is_last = letter.open(number, sealed, backup.about(begins))
    except ValueError as wrong:
        raise gate.Refused("altered") from wrong
    if is_last:
        return backup.Came(is_last=True)
    return _taken(node, cover.node_id, body)


def _taken(node: nodes.Node, node_id: int, body: bytes) -> backup.Came:
    asked = serve.heard(node, body)
    if asked.node_id != node_id:
        raise gate.Refused("unknown_node")
    if not _is_heard(node, node_id):
        raise gate.Refused("awaited")
    said = serve.unpacked(node, asked, wire.Request)
    # Nothing but events: what it thought of the hub when it was written is not to be believed any more.
    request = replace(
        said, mail_number=0, held=(), lacks=(), lost=(), lost_mail=None, rotation=None, unshown=()
    )
    come = partial(backup.take, node.log, node.store, node_id, request)
    return serve.again(partial(serve.whole, node, node_id, request, come))


def _is_heard(node: nodes.Node, node_id: int) -> bool:
    """Whether a hub that went back has taken back what it lost of the node, or need not wait for it."""
    return node.store.registry() == REGISTRY or node_id not in awaiting.all_awaited(node)
