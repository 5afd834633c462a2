"""What of certificates is this node's own: the private halves of issuing keys, and which tokens it holds no more.

The keys are sealed files beside this node's identity, never in a database or an event.
"""

import secrets
from collections.abc import Callable, Collection, Sequence

from dorgora.applications import queries as applications
from dorgora.certificates import models
from dorgora.feed import local as feed_local
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed import settled
from dorgora.kernel.secrets_file import read_sealed, write_sealed
from dorgora.kernel.signing import Signer

AT_ONCE = 100


def issuing_key(place: str, year: int) -> Signer:
    """This node's key for an office's certificates of a year, made on first use and on disk before it signs."""
    node = nodes.this()
    # The place is in hex: a file's name must not depend on what a place is called.
    path = node.folder / f"issuing-{place.encode().hex()}-{year}"
    if not path.exists():
        write_sealed(path, node.disk_key, secrets.token_bytes(32))
    return Signer(read_sealed(path, node.disk_key))


def let_go_of_closed() -> None:
    """Lets go of the tokens of files whose words went from here (ADR 0043); those of an office of this node stay."""
    places = feed.own_places()
    if nodes.this().is_hub or not any(role == "centre" for role, _place in places):
        return
    offices = [place for role, place in places if role == "office"]
    held = models.Certificate.objects.filter(token__isnull=False).exclude(office__in=offices).order_by("id")
    after = 0
    while part := dict(held.filter(id__gt=after).values_list("id", "about_id")[:AT_ONCE]):
        after = max(part)
        going = _of_let_go(part)
        if going:
            feed_local.let_go(going)


def _of_let_go(part: dict[int, int]) -> Collection[int]:
    """Those of these certificates, each with its file, that go with the file's words."""
    files = applications.let_go(part.values())
    return settled.rested(one for one, about in part.items() if about in files)


DAILY: Sequence[Callable[[], None]] = (let_go_of_closed,)
"""What the worker does once a day, after the files."""
