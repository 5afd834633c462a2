"""A node gets a new key, sans-IO: the old one names it, the hub writes that down, then both go by what is written.

What a node signs with follows from what it has read in the registry, never from what it has sent. So an answer that is
lost, an old request that comes again and a crash at any instant leave it with the key that the hub expects.
"""

from msgspec.structs import replace

from dorgora.feed import events as ev
from dorgora.feed.core import Draft, Log
from dorgora.feed.event import Head
from dorgora.feed.generations import is_registry
from dorgora.feed.sync import wire
from dorgora.feed.sync.footing import ExchangeStore, Standing
from dorgora.kernel.signing import Signer, is_signed

MOST_OFTEN = 24 * 60 * 60
"""Seconds between two keys of one node: everybody hears of each for ever."""


def asked(node_id: int, signer: Signer, following: Signer | None) -> wire.Rotation | None:
    """What a node says of the key it has ready; nothing when it has none."""
    if following is None:
        return None
    proof = signer.sign(ev.rotation_message(node_id, following.public))
    return wire.Rotation(following.public, proof)


def is_written(store: ExchangeStore, following: Signer) -> bool:
    """Whether this node has read in the registry that it signs with this key now."""
    return any(store.keys_of(feed)[:1] == [following.public] for feed in store.own_feeds()[:1])


def settled(store: ExchangeStore, signer: Signer, following: Signer | None) -> tuple[Signer, Signer | None]:
    """What this node signs with from now on, and what it would rather: by what it has read.

    One that has only an earlier key left (its disk was restored from before) raises an alarm: it needs a new slip.
    """
    if following is not None and is_written(store, following):
        return following, None
    if any(signer.public in store.keys_of(feed)[1:] for feed in store.own_feeds()[:1]):
        store.alarm("key_lost", 0, 0)
    return signer, following


def heard(store: ExchangeStore, node_id: int, request: wire.Request) -> wire.Request:
    """The request as it may be judged: from a node that does not know of its new key yet, nothing new is taken.

    What it has signed with the old one since is no forgery: it signs that again once it has read the registry.
    """
    own = _own(store, node_id, request)
    if request.rotation is None or own is None or request.rotation.signing_key != own[1].signing_key:
        return request
    waiting = tuple(replace(run, head=Head(run.feed, run.after, b""), events=()) for run in request.runs)
    return replace(request, runs=waiting, apart=(), keys=())


def write(
    log: Log, store: ExchangeStore, signer: Signer, node_id: int, request: wire.Request, at: int
) -> None:
    """Writes into the registry that a node signs with another key, if the one it has now says so."""
    rotation, own = request.rotation, _own(store, node_id, request)
    if rotation is None or own is None or not own[1].is_open:
        return
    feed, standing = own
    if rotation.signing_key in store.keys_of(feed) or _changed_at(store, node_id) > at - MOST_OFTEN:
        return
    message = ev.rotation_message(node_id, rotation.signing_key)
    if not is_signed(standing.signing_key, message, rotation.proof):
        store.alarm("forged_key", node_id, 0)
        return
    facts = ev.Rotated(rotation.signing_key, rotation.proof)
    log.append(store.registry(), [Draft(ev.ROTATED, facts, None, node_id, 0, at)], signer)


def _changed_at(store: ExchangeStore, node_id: int) -> int:
    """When the node's key was changed last; 0 when it never was."""
    told = store.events_of([node_id]).get(node_id, ())
    return max((one.at for one in told if one.kind == ev.ROTATED.name and is_registry(one.feed)), default=0)


def _own(store: ExchangeStore, node_id: int, request: wire.Request) -> tuple[int, Standing] | None:
    """A feed of those sent with a new key that is this node's, an open one before an ended, and how it stands."""
    runs = request.runs if request.rotation is not None else ()
    found = [(run.feed, one) for run in runs if (one := store.standing(run.feed)) and one.node_id == node_id]
    return max(found, key=lambda one: one[1].is_open, default=None)
