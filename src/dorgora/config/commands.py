"""What a keeper of a node can ask of it by command; the same words whether the node is running or not."""

import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings

from dorgora.applications import carrying, fetching
from dorgora.applications import local as applications_local
from dorgora.catalogue import actions as catalogue
from dorgora.certificates import jwk
from dorgora.certificates import queries as certificates
from dorgora.config import catching_up, certifying, named, phoning, refusals, staff, stowing, usage
from dorgora.config import words as wording
from dorgora.feed import aftermath, awaiting, checking, quarantine, rebuilding, retelling, room, went_back
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import enrol, founding, https, rotation
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.money import checking as bookkeeping
from dorgora.people import local as people_local
from dorgora.places import actions as places

Say = Callable[[str], None]


def run(words: list[str], say: Say, exchanging: Any = None) -> int:
    """Does a command in this process; gives its exit code: 1 when it was refused, 2 when it was worded wrongly.

    Whatever there is to say is said to the keeper who asked, wherever this process runs.
    """
    try:
        asked = wording.parser().parse_args(words)
        _check_pairs(asked)
        does = _DOES.get(asked.command)
        if does is None:
            raise usage.Usage(f"dorgora {asked.command}: say it on its own, as the first word", 2)
        room.begin()
        with room.needed():
            named.check_database()
            return does(asked, say, exchanging) or 0
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


def _found(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_role_of_hub()
    url = named.url(asked.url, "url")
    founding.found(named.text(asked.name, named.MAX_NAME, "name"), url, named.host(asked.host, url))
    say(enrol.fingerprint(nodes.this().identity.hub_key))


def _load_pack(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    catalogue.load_pack(settings.PACK_DIR, by=0, at=clock.now())
    aftermath.drain()
    say("loaded")


def _open(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    staff.open_place(asked.role, asked.place, places)
    say(asked.place)


def _appoint(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    person = staff.appoint(
        asked.role, asked.place, asked.local_name, asked.latin_name, tuple(asked.powers.split(","))
    )
    say(json.dumps({"id": person, "code": people_local.give_code(person)}))


def _staff(asked: Any, say: Say, exchanging: Any) -> None:
    for line in staff.everybody():
        say(line)


def _end(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    staff.end(asked.person, named.text(asked.reason, named.MAX_REASON, "reason"))
    say(f"person {asked.person} works no more")


def _new_code(asked: Any, say: Say, exchanging: Any) -> None:
    say(json.dumps({"id": asked.person, "code": staff.new_code(asked.person)}))


def _invite(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    slip = enrol.invite(named.text(asked.name, named.MAX_NAME, "name"), named.pairs(asked.places))
    say(f"{slip.hub_url} {slip.pin} {slip.code}")


def _enrol(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_laptop()
    enrol.enrol(enrol.Slip(*named.slip(asked.slip)), lambda codes: people_local.keep_digests(list(codes)))
    https.exchange()
    aftermath.drain()
    say(str(nodes.this().identity.node_id))


def _sync(asked: Any, say: Say, exchanging: Any) -> int:
    if asked.act == "now":
        return _exchange(asked, say, exchanging)
    named.check_laptop()
    line, (n_pages, page_bytes) = feed.contact(), applications_local.to_send()
    say(json.dumps({"line": "up" if line.is_online else "down", "unsent": feed.n_unsent(), "trouble": line.trouble,
                    "last": line.last_at and line.last_at.isoformat(), "bytes_today": line.bytes_today,
                    "pages_to_send": n_pages, "page_bytes_to_send": page_bytes}))  # fmt: skip
    return 0


def _exchange(asked: Any, say: Say, exchanging: Any) -> int:
    named.check_laptop()
    try:
        outcome = https.exchange()
    except https.NoLine:
        https.note_line("offline", "")
        say("no line")
        return 1
    https.note_line("online", outcome.trouble)
    aftermath.drain()
    pages = _carried(outcome.trouble)
    with suppress(https.NoLine):
        phoning.ask_if_due()
    rounds = "1 round" if outcome.n_rounds == 1 else f"{outcome.n_rounds} rounds"
    say(f"{rounds}, {outcome.n_bytes} bytes {outcome.trouble}".rstrip())
    if pages:
        say(pages)
    return 1 if outcome.trouble else 0


def _carried(trouble: str) -> str:
    """What of scan pages went after the events, or is left; nothing when there were none."""
    if trouble:
        return ""
    try:
        fetching.fetch()
        n_pages = carrying.carry().n_pages
    except https.NoLine:
        n_pages = 0
    n_left, left = applications_local.to_send()
    said = [f"{n_pages} scan pages"] * bool(n_pages) + [f"{n_left} to send, {left} bytes"] * bool(n_left)
    return ", ".join(said)


def _line(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_laptop()
    with writing():
        nodes.this().store.set_note("line", asked.state)
    if asked.state == "down":
        https.note_line("offline", "")
    if exchanging is not None:
        exchanging.asked.set()
    nodes.woken.set()
    say(asked.state)


def _door(asked: Any, say: Say, exchanging: Any) -> None:
    for line in phoning.run(asked).splitlines():
        say(line)


def _backup(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_laptop()
    say(json.dumps(stowing.backup(asked.folder, is_same_allowed=asked.same_device)))


def _restore(asked: Any, say: Say, exchanging: Any) -> int:
    told = stowing.restore(asked.path)
    say(json.dumps(told))
    return 0 if told["restored"] else 1


def _rebuild(asked: Any, say: Say, exchanging: Any) -> None:
    rebuilding.rebuild(asked.projection, asked.feed, say)
    catching_up.make_anew(catching_up.BESIDE if asked.projection is None else {asked.projection})


def _check(asked: Any, say: Say, exchanging: Any) -> int:
    return 1 if checking.check(say) else 0


def _money(asked: Any, say: Say, exchanging: Any) -> int:
    faults = list(bookkeeping.faults())
    for fault in faults:
        say(fault)
    for doubt in bookkeeping.doubts():
        say(doubt)
    for account, minor in sorted(bookkeeping.balances().items()):
        say(f"{account} {minor}")
    say(bookkeeping.held())
    say(f"{len(faults)} faults" if faults else "the books are in balance")
    return 1 if faults else 0


def _certificate(asked: Any, say: Say, exchanging: Any) -> None:
    issued = certifying.issued(asked.application)
    say(issued.qr_text if asked.qr_text else issued.serial)


def _revoke(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    name = founding.revoke(asked.node, named.text(asked.reason, named.MAX_REASON, "reason"))
    say(f"revoked node {asked.node}: {name}")


def _laptops(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    for one in feed.laptops():
        places = " ".join(f"{role}:{place}" for role, place in one.places)
        say(f"{one.id} {one.name}: {'revoked' if one.is_revoked else places or 'no place'}")


def _end_feed(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    feed_ = founding.take_back(asked.feed, named.text(asked.reason, named.MAX_REASON, "reason"))
    say(f"ended with its spares; the hub goes on under feed {feed_}")


def _quarantine(asked: Any, say: Say, exchanging: Any) -> None:
    if asked.let_in:
        named.check_hub()
        staff.check_hub_officer(asked.by)
        quarantine.let_in(asked.let_in, by=asked.by, at=clock.now())
    for row in quarantine.held():
        say(f"{row.event_id} {row.kind} from node {row.node_id}: {row.reason}")


def _went_back(asked: Any, say: Say, exchanging: Any) -> None:
    named.check_hub()
    if asked.without:
        staff.check_hub_officer(asked.by)
        reason = named.text(asked.reason, named.MAX_REASON, "reason")
        awaiting.pass_over(nodes.this(), asked.without, reason=reason, by=asked.by)
    else:
        say(f"the hub goes on under registry {went_back.go_on(nodes.this())}")
    for one in sorted(awaiting.all_awaited(nodes.this())):
        say(f"node {one} was not heard since")


def _rotate_key(asked: Any, say: Say, exchanging: Any) -> None:
    rotation.begin()
    if nodes.this().store.note("line") != "down":
        _exchange(asked, lambda line: None, exchanging)
    waits = rotation.following(nodes.this()) is not None
    say("the new key is ready and waits for the hub to write it down" if waits else "signs with a new key")


def _keys(asked: Any, say: Say, exchanging: Any) -> None:
    if asked.out is not None:  # `saving` took it off, had it been written so: its path means nothing here
        raise usage.Usage("dorgora keys: write --out in full", 2)
    named.check_hub()
    say(json.dumps(jwk.to_set(certificates.keys()), ensure_ascii=False))


def _alarms(asked: Any, say: Say, exchanging: Any) -> None:
    for alarm in staff.alarms_in_words():
        say(alarm)


def _status(asked: Any, say: Say, exchanging: Any) -> None:
    store, again = nodes.this().store, retelling.under_way(nodes.this())
    say(json.dumps({"node": nodes.this().identity.node_id, "role": settings.ROLE, "line": store.note("contact:state"),
                    "last": store.note("contact:last"), "trouble": store.note("contact:trouble"),
                    "told_again": {"of": again.names, "subjects": again.n_told} if again else None,
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
    "sync": _sync,
    "line": _line,
    "backup": _backup,
    "restore": _restore,
    "rebuild": _rebuild,
    "check": _check,
    "money": _money,
    "certificate": _certificate,
    "laptops": _laptops,
    "revoke": _revoke,
    "end-feed": _end_feed,
    "keys": _keys,
    "quarantine": _quarantine,
    "went-back": _went_back,
    "rotate-key": _rotate_key,
    "alarms": _alarms,
    "status": _status,
    "door": _door,
}
