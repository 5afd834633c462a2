"""`dorgora door`: the phones' way into a laptop, and its certificate, as a keeper sees and changes them (ADR 0035)."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings

from dorgora.config import named, served
from dorgora.feed.roads import authorised, authority, certified, https, lan, roots
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people.local import phone_life, phones

MOST_FILE = 64 * 1024


def at_the_laptop() -> str:
    """How phones would be served here, as JSON.

    Raises:
        Refused: `laptop_only`, `not_enrolled`.
    """
    named.check_laptop()
    door, seen, standing = lan.door(), served.seen(), phones.standing(clock.now())
    return json.dumps(
        {
            "open": bool(seen.listens),
            "listens": seen.listens,
            "why_not": door.why or (served.PORT_TAKEN if seen.is_in_vain else ""),
            "addresses": door.addresses,
            "names": door.names,
            "port": settings.PHONE_PORT,
            "phones": len(standing.digests),
            "ends": door.ends and door.ends.isoformat(),
            "sha256": door.fingerprint.hex(),
        }
    )


def end_all() -> str:
    """At a laptop: no phone is paired any more, and the door shuts.

    Raises:
        Refused: `laptop_only`.
    """
    named.check_laptop()
    return f"{phone_life.end(clock.now())} phones ended"


def ask() -> str:
    """At a laptop: asks the hub for its certificate now.

    Raises:
        Refused: `laptop_only`, `not_enrolled`, `no_line`, `hub_older`, `hub_declined`, `hub_answer`.
    """
    named.check_laptop()
    try:
        is_new = certified.ask(lan.addresses())
    except https.NotThere as wrong:
        raise Refused("hub_older") from wrong
    except https.Declined as wrong:
        raise Refused("hub_declined") from wrong
    except https.NoLine as wrong:
        raise Refused("no_line") from wrong
    return "another certificate came" if is_new else "nothing new"


def ask_if_due() -> None:
    """Behind an exchange: asks for what this laptop lacks; what does not come now comes another day.

    Raises:
        NoLine: the line went.
    """
    here = lan.addresses()
    if not certified.is_due(here):
        return
    # Declined or not for this laptop: what is here stays, and it asks again another day.
    with suppress(https.Declined, Refused):
        certified.ask(here)


def root() -> str:
    """The hub's root, for phones that are to open a laptop's pages without a warning.

    Raises:
        Refused: `hub_only`, `not_enrolled`.
    """
    named.check_hub()
    return roots.certificate().rstrip()


def give(node_id: int, path: str) -> str:
    """At the hub: a certificate that an authority made for a laptop's name.

    Raises:
        Refused: `not_readable`, and as `authorised.give`.
    """
    named.check_hub()
    try:
        chain = Path(path).read_bytes()[:MOST_FILE].decode("ascii")
    except (OSError, ValueError) as wrong:
        why = getattr(wrong, "strerror", None) or "not PEM"
        raise Refused("not_readable", None, {"file": path, "why": why}) from wrong
    held: authority.Held = authorised.give(node_id, chain)
    return f"goes to node {node_id} with its next exchange; counts until {held.ends:%Y-%m-%d}"


def run(asked: Any) -> str:
    """One of the words of `dorgora door`.

    Raises:
        Refused: as each above.
    """
    if asked.act == "name":
        named.check_hub()
        authorised.give_name(asked.node, asked.word)
        return f"node {asked.node}: {asked.word or 'no name'}"
    if asked.act == "request":
        named.check_hub()
        return authorised.request_of(asked.node).rstrip()
    if asked.act == "give":
        return give(asked.node, asked.word)
    return {"status": at_the_laptop, "ask": ask, "end": end_all, "root": root}[asked.act]()
