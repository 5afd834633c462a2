"""This installation: its identity, its store and its log, made once when first asked for."""

import threading
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path

from django.conf import settings
from django.db import transaction

from dorgora.feed import identity as identities
from dorgora.feed import projecting
from dorgora.feed.core import Log, tell_anew
from dorgora.feed.identity import Identity
from dorgora.feed.keyring import Keyring
from dorgora.feed.nodestore import NodeStore
from dorgora.kernel.errors import Refused
from dorgora.kernel.secrets_file import subkey
from dorgora.kernel.signing import Signer


@dataclass(frozen=True)
class Node:
    """A node over one database. `woken` is set after each commit, for the worker."""

    folder: Path
    disk_key: bytes
    using: str = "default"

    @cached_property
    def identity(self) -> Identity:
        """Who it is.

        Raises:
            Refused: `not_enrolled`.
        """
        found = identities.load(self.folder, self.disk_key)
        if found is None or not found.node_id:
            raise Refused("not_enrolled")
        return found

    @cached_property
    def signer(self) -> Signer:
        """Signs this node's heads."""
        return Signer(self.identity.signing_seed)

    @cached_property
    def store(self) -> NodeStore:
        """Where its log and tables are."""
        keyring = Keyring(subkey(self.disk_key, "persons"))
        store = NodeStore(projecting.projections(), keyring, self.folder, self.using)
        if self.using == "default":  # what modules keep for themselves is of this database alone
            store.before_erased = _look_before
        return store

    @cached_property
    def log(self) -> Log:
        """Its log."""
        log = Log(self.store, projecting.kinds(), projecting.projections())
        self.store.retell = partial(tell_anew, log)
        return log

    @property
    def is_hub(self) -> bool:
        """Whether it is the hub."""
        return bool(settings.ROLE == "hub")


def _look_before(person: int) -> None:
    for look in projecting.before_erased():
        look([person])


_nodes: dict[str, Node] = {}
woken = threading.Event()


def wake_when_written(using: str = "default") -> None:
    """Wakes the worker once the outermost transaction is committed; woken within it, it would find nothing to do."""
    transaction.on_commit(woken.set, using)


def this(using: str = "default") -> Node:
    """The node of this process (or, in tests, of another database)."""
    if using not in _nodes:
        _nodes[using] = Node(
            settings.DATA_DIR / ("" if using == "default" else using), settings.DISK_KEY, using
        )
    return _nodes[using]


def forget() -> None:
    """Makes it anew when next asked for: after enrolment, or a test's change of database."""
    _nodes.clear()
