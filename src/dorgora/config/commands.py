"""What a keeper of a node can ask of it by command; the same words whether the node is running or not."""

import json
from collections.abc import Callable
from typing import Any

from django.conf import settings

from dorgora.applications import local as applications_local
from dorgora.catalogue import actions as catalogue
from dorgora.certificates import jwk
from dorgora.certificates import queries as certificates
from dorgora.config import named, refusals, staff, usage
from dorgora.feed import aftermath, awaiting, checking, quarantine, rebuilding, went_back
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import enrol, founding, https, rotation
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import local as people_local
from dorgora.places import actions as places

Say = Callable[[str], None]


def parser() -> usage.Parser:
    """All commands and their words."""
    top = usage.Parser(prog="dorgora", description="Keep a Dorgora node.")
    commands = top.add_subparsers(dest="command", required=True)

    def add(name: str, help_: str, *words: tuple[str, dict[str, Any]]) -> None:
        one = commands.add_parser(name, help=help_)
        for word, options in words:
            one.add_argument(word, **options)

    number = {"type": usage.number}
    port = {"type": usage.port, "default": 0}
    add("up", "migrate the database and serve pages until stopped", ("--tls-port", port))
    add("verify", "say what the text of a QR code is worth, or each code in a picture, or with --jsonl each message",
        ("text", {}), ("--keys", {"required": True}), ("--hub-key", {}), ("--at", {}))  # fmt: skip
    add("pack", "say whether a country pack is sound, each fault by file, line and field",
        ("act", {"choices": ["check"]}), ("folder", {}))  # fmt: skip
    add("found", "make this installation the hub", ("--name", {"required": True}), ("--url", {"required": True}),
        ("--host", {"default": "localhost"}))  # fmt: skip
    add("load-pack", "list the pack's areas and publish its services")
    add(
        "open",
        "open a centre or an office of an area",
        ("role", {"choices": ["centre", "office"]}),
        ("place", {}),
    )
    add("appoint", "appoint an operator, officer or member of the hub's staff and print a one-time code",
        ("role", {"choices": ["operator", "officer", "hub"]}), ("--place", {"default": ""}),
        ("--name-bn", {"required": True}), ("--name-en", {"required": True}),
        ("--powers", {"default": "decide"}))  # fmt: skip
    add("end", "at the hub: somebody works no more", ("person", number), ("--reason", {"default": "left"}))
    add("new-code", "a one-time code for somebody who lost hers or has none here", ("person", number))
    add(
        "invite",
        "print the slip that enrols a laptop",
        ("--name", {"required": True}),
        ("places", {"nargs": "+"}),
    )
    add("enrol", "make this laptop the node a slip is for", ("slip", {}))
    add("exchange", "exchange with the hub now")
    add("line", "take this node's line to the hub down, or up again", ("state", {"choices": ["up", "down"]}))
    add("rebuild", "tell every subject again from the log", ("--projection", {}), ("--feed", number))
    add("check", "hold everything here against the log")
    for name, lists in (("laptops", "at the hub: list the laptops"), ("staff", "list who works where")):
        add(name, f"{lists}, with their numbers")
    add("revoke", "stop trusting a node", ("node", number), ("--reason", {"default": "lost"}))
    add(
        "end-feed", "take a place back from a node", ("feed", number), ("--reason", {"default": "taken_back"})
    )
    add("quarantine", "list what revoked or copied nodes sent, or let its facts of the world in",
        ("--let-in", number), ("--by", {**number, "default": 0}))  # fmt: skip
    add("went-back", "at the hub: say that its database was put back to an earlier copy; or go on without a node",
        ("--without", number), ("--by", {**number, "default": 0}), ("--reason", {"default": "unheard"}))  # fmt: skip
    add("keys", "at the hub: print the published keys as a JWK set, or write it into a file",
        ("act", {"choices": ["export"]}), ("--jwk", {"action": "store_true", "required": True}),
        ("--out", {"metavar": "FILE"}))  # fmt: skip
    for name, help_ in (("rotate-key", "give this node a new key to sign with"),
                        ("alarms", "list what a person must look at"),
                        ("status", "say who this node is and how the line is")):  # fmt: skip
        add(name, help_)
    return top


def run(words: list[str], say: Say, worker: Any = None) -> int:
    """Does a command in this process; gives its exit code: 1 when it was refused, 2 when it was worded wrongly.

    Whatever there is to say is said to the keeper who asked, wherever this process runs.
    """
    try:
        asked = parser().parse_args(words)
        _check_pairs(asked)
        does = _DOES.get(asked.command)
        if does is None:
            raise usage.Usage(f"dorgora {asked.command}: say it on its own, as the first word", 2)
        named.check_database()
        return does(asked, say, worker) or 0
    except usage.Usage as wrong:
        say(wrong.text)
        return wrong.code
    except Refused as refused:
        say(refusals.told(refused))
        return 1


def _check_pairs(asked: Any) -> None:
    """Holds that a word which means nothing alone does not stand alone.

    Raises:
        Usage: it does. `went-back --by 7` would begin another registry, which nobody asked for.
    """
    for command, word in (("quarantine", "let_in"), ("went-back", "without")):
        if asked.command == command and asked.by and not getattr(asked, word):
            raise usage.Usage(f"dorgora {command}: --by goes with --{word.replace('_', '-')}", 2)


def _found(asked: Any, say: Say, worker: Any) -> None:
    named.check_role_of_hub()
    url = named.url(asked.url, "url")
    founding.found(named.text(asked.name, named.MAX_NAME, "name"), url, named.host(asked.host, url))
    say(enrol.fingerprint(nodes.this().identity.hub_key))


def _load_pack(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    catalogue.load_pack(settings.PACK_DIR, by=0, at=clock.now())
    aftermath.drain()
    say("loaded")


def _open(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    staff.open_place(asked.role, asked.place, places)
    say(asked.place)


def _appoint(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    person = staff.appoint(
        asked.role, asked.place, asked.name_bn, asked.name_en, tuple(asked.powers.split(","))
    )
    say(json.dumps({"id": person, "code": people_local.give_code(person)}))


def _staff(asked: Any, say: Say, worker: Any) -> None:
    for line in staff.everybody():
        say(line)


def _end(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    staff.end(asked.person, named.text(asked.reason, named.MAX_REASON, "reason"))
    say(f"person {asked.person} works no more")


def _new_code(asked: Any, say: Say, worker: Any) -> None:
    say(json.dumps({"id": asked.person, "code": staff.new_code(asked.person)}))


def _invite(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    slip = enrol.invite(named.text(asked.name, named.MAX_NAME, "name"), named.pairs(asked.places))
    say(f"{slip.hub_url} {slip.pin} {slip.code}")


def _enrol(asked: Any, say: Say, worker: Any) -> None:
    named.check_laptop()
    enrol.enrol(enrol.Slip(*named.slip(asked.slip)), lambda codes: people_local.keep_digests(list(codes)))
    https.exchange()
    aftermath.drain()
    say(str(nodes.this().identity.node_id))


def _exchange(asked: Any, say: Say, worker: Any) -> int:
    named.check_laptop()
    try:
        outcome = https.exchange()
    except https.NoLine:
        https.note_line("offline", "")
        say("no line")
        return 1
    https.note_line("online", outcome.trouble)
    aftermath.drain()
    say(f"{outcome.n_rounds} rounds, {outcome.n_bytes} bytes {outcome.trouble}".rstrip())
    return 1 if outcome.trouble else 0


def _line(asked: Any, say: Say, worker: Any) -> None:
    named.check_laptop()
    with writing():
        nodes.this().store.set_note("line", asked.state)
    if asked.state == "down":
        https.note_line("offline", "")
    if worker is not None:
        worker.asked.set()
    nodes.woken.set()
    say(asked.state)


def _rebuild(asked: Any, say: Say, worker: Any) -> None:
    rebuilding.rebuild(asked.projection, asked.feed, say)
    if asked.projection in (None, "citizens"):
        people_local.reindex()
    if asked.projection in (None, "applications"):
        applications_local.index_all_numbers()


def _check(asked: Any, say: Say, worker: Any) -> int:
    return 1 if checking.check(say) else 0


def _revoke(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    name = founding.revoke(asked.node, named.text(asked.reason, named.MAX_REASON, "reason"))
    say(f"revoked node {asked.node}: {name}")


def _laptops(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    for one in feed.laptops():
        places = " ".join(f"{role}:{place}" for role, place in one.places)
        say(f"{one.id} {one.name}: {'revoked' if one.is_revoked else places or 'no place'}")


def _end_feed(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    feed_ = founding.take_back(asked.feed, named.text(asked.reason, named.MAX_REASON, "reason"))
    say(f"ended with its spares; the hub goes on under feed {feed_}")


def _quarantine(asked: Any, say: Say, worker: Any) -> None:
    if asked.let_in:
        named.check_hub()
        staff.check_hub_officer(asked.by)
        quarantine.let_in(asked.let_in, by=asked.by, at=clock.now())
    for row in quarantine.held():
        say(f"{row.event_id} {row.kind} from node {row.node_id}: {row.reason}")


def _went_back(asked: Any, say: Say, worker: Any) -> None:
    named.check_hub()
    if asked.without:
        staff.check_hub_officer(asked.by)
        reason = named.text(asked.reason, named.MAX_REASON, "reason")
        awaiting.pass_over(nodes.this(), asked.without, reason=reason, by=asked.by)
    else:
        say(f"the hub goes on under registry {went_back.go_on(nodes.this())}")
    for one in sorted(awaiting.all_awaited(nodes.this())):
        say(f"node {one} was not heard since")


def _rotate_key(asked: Any, say: Say, worker: Any) -> None:
    rotation.begin()
    if nodes.this().store.note("line") != "down":
        _exchange(asked, lambda line: None, worker)
    waits = rotation.following(nodes.this()) is not None
    say("the new key is ready and waits for the hub to write it down" if waits else "signs with a new key")


def _keys(asked: Any, say: Say, worker: Any) -> None:
    if asked.out is not None:  # `saving` took it off, had it been written so: its path means nothing here
        raise usage.Usage("dorgora keys: write --out in full", 2)
    named.check_hub()
    say(json.dumps(jwk.to_set(certificates.keys()), ensure_ascii=False))


def _alarms(asked: Any, say: Say, worker: Any) -> None:
    for alarm in staff.alarms_in_words():
        say(alarm)


def _status(asked: Any, say: Say, worker: Any) -> None:
    store = nodes.this().store
    say(json.dumps({"node": nodes.this().identity.node_id, "role": settings.ROLE, "line": store.note("contact:state"),
                    "last": store.note("contact:last"), "trouble": store.note("contact:trouble"),
                    "to_do": store.rows.all("SELECT COUNT(*) FROM feed_todo")[0][0]}))  # fmt: skip


_DOES: dict[str, Callable[[Any, Say, Any], int | None]] = {
    "found": _found,
    "load-pack": _load_pack,
    "open": _open,
    "appoint": _appoint,
    "staff": _staff,
    "end": _end,
    "new-code": _new_code,
    "invite": _invite,
    "enrol": _enrol,
    "exchange": _exchange,
    "line": _line,
    "rebuild": _rebuild,
    "check": _check,
    "laptops": _laptops,
    "revoke": _revoke,
    "end-feed": _end_feed,
    "keys": _keys,
    "quarantine": _quarantine,
    "went-back": _went_back,
    "rotate-key": _rotate_key,
    "alarms": _alarms,
    "status": _status,
}
