"""What must hold after every step (DESIGN 9: 1, 2, 4, 5), looked at only where the step wrote."""

import random
from collections import Counter
from collections.abc import Iterable
from typing import Any

import msgspec

from dorgora.feed.event import Event, hash_of
from dorgora.feed.fold import fold_story, story
from dorgora.kernel.ids import feed_of, make_id
from dorgora.kernel.sealing import person_digest
from tests.simulator import domain, rights
from tests.simulator.memory import Change
from tests.simulator.world import HUB_ACTS, Machine, World

OFFICES = {"U", "L"}
NOTHING: dict[str, int] = {}
TABLES_OF = [(projection.name, tuple(projection.tables)) for projection in domain.PROJECTIONS]


class Violated(AssertionError):
    """An invariant does not hold."""


class Watch:
    """Looks over a world's shoulder."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.n_checks = 0
        self.rows_for: dict[Any, Any] = {}
        self.shuffle = random.Random(1)

    def hold(self, held: bool, words: str) -> None:
        self.n_checks += 1
        if not held:
            raise Violated(words)

    def after(self, machine: Machine) -> None:
        """After a step that wrote to this machine's disk."""
        changes = machine.store.last
        machine.store.last = []
        events = {key for table, key, _ in changes if table == "events"}
        for event_id in events:
            self.authentic(machine, event_id)
        touched = {
            key[1] if table == "rows_of" else event.subject
            for table, key, _ in changes
            if table == "rows_of"
            or (table == "events" and (event := machine.store.tables["events"].get(key)) is not None)
        }
        touched |= {key for table, key, _ in changes if table == "of_subject"}
        for subject in touched:
            self.told_right(machine, subject)
        self.received_is_true([machine] if machine.name != "hub" else self.world.nodes())
        self.revoked_stay_out(machine)
        if self.world.lies:
            self.nobody_is_lied_to(machine, changes)

    def nobody_is_lied_to(self, machine: Machine, changes: list[Change]) -> None:
        """An event moves mail and keys of its author's places only; rows are looked at where they are told."""
        hub = self.world.hub
        looks = rights.told_to_strangers(self.world, hub.store, changes) if machine is hub else ""
        looks = looks or (
            rights.keys_of_strangers(self.world, machine, changes) if machine is not hub else ""
        )
        self.hold(not looks, f"{machine.name}, after a lie: {looks}")

    def authentic(self, machine: Machine, event_id: int) -> None:
        """5: no log holds an event that its writer did not write."""
        event = machine.store.tables["events"].get(event_id)
        if event is None:
            return
        written = self.world.authored.get(event.hash)
        self.hold(
            written is not None
            and hash_of(event) == event.hash
            and written.facts == event.facts
            and event.person in (written.person, None),
            f"{machine.name} holds event {event_id:x} that nobody wrote",
        )

    def told_right(self, machine: Machine, subject: int) -> None:
        """2: tables are the fold of the log, and the same wherever the same is known. 1: decisions stand."""
        store = machine.store
        events = store.events_of([subject]).get(subject, [])
        self.shuffle.shuffle(events)
        tellings = fold_story(story(events, domain.KINDS, store.author), domain.PROJECTIONS)
        live, rows_of, counts = [], store.tables["rows_of"], store.tables["counts"]
        for name, tables in TABLES_OF:
            telling = tellings.get(name)
            for table in tables:
                row = rows_of.get((table, subject), ())
                told = store.opened(telling.rows.get(table, ())) if telling is not None else ()
                if told != row:
                    raise Violated(f"{machine.name}: {table} of {subject:x} is {row}, the log says {told}")
                live.append(row)
            kept = counts.get((name, subject), NOTHING)
            n_told = {cell: n for cell, n in telling.counts.items() if n} if telling is not None else NOTHING
            if kept != n_told:
                raise Violated(f"{machine.name}: {name} counts {kept} for {subject:x}")
        self.n_checks += 1
        keys = store.tables["keys"]
        known = (
            subject,
            frozenset((one.hash, one.person is None, bool(keys.get(one.person_of))) for one in events),
        )
        rows = self.rows_for.setdefault(known, live)
        if rows != live:
            raise Violated(f"{machine.name}: two nodes know the same of {subject:x}, show {rows} and {live}")
        self.decisions_stand(machine, subject)
        self.means_what_it_meant(machine, events, subject)
        self.words_go_as_told(machine, events)
        if self.world.lies:
            moved = rights.moved_by_lies(self.world, machine, events)
            self.hold(not moved, f"{machine.name}, {subject:x} after a lie: {moved}")

    def words_go_as_told(self, machine: Machine, events: list[Event]) -> None:
        """9: what the hub cleared is nowhere; what a node wrote itself goes by nothing else, but with her key.

        What a node takes back of its own comes without the words that are gone at the hub, and the event that says so
        comes behind it, by mail; if the hub went back and lost that event, never.
        """
        cleared = [one for one in events if one.kind == domain.CLEARED.name]
        is_cleared = any(machine.store.author(one.feed).role == "hub" for one in cleared)
        keys, own = machine.store.tables["keys"], machine.store.own_feeds()
        for event in events:
            written = self.world.authored[event.hash].person
            if is_cleared and event.person is not None:
                raise Violated(f"{machine.name} holds words of {event.id:x}, which was cleared")
            is_lost = written is not None and event.person is None and keys.get(event.person_of)
            if event.feed in own and is_lost and not is_cleared and not self.is_gone_at_hub(event):
                raise Violated(f"{machine.name} lost its own words of {event.id:x}")

    def is_gone_at_hub(self, event: Event) -> bool:
        """Whether the hub's copy of these words went, and as it had said."""
        hub = self.world.hub.store
        ended = {event.person_of, event.subject} & self.world.unsaid
        told = hub.events_of([event.subject, event.person_of]).values()
        return bool(ended) or any(
            one.kind in domain.ENDING_WORDS and hub.author(one.feed).role == "hub"
            for of in told
            for one in of
        )

    def means_what_it_meant(self, machine: Machine, events: list[Event], subject: int) -> None:
        """No event is read as being about something else than its writer had before her eyes."""
        first = machine.store.tables["events"].get(subject)
        for event in events:
            meant = self.world.about.get(event.hash)
            if first is not None and meant is not None and meant != first.hash:
                raise Violated(f"{machine.name}: {event.kind} {event.id:x} was about another {subject:x}")

    def decisions_stand(self, machine: Machine, subject: int) -> None:
        """1: an officer's decision stands, wherever all is known that those who told of the file had seen.

        A hub that went back takes the decision from one node's mail, and what it was made on from another's feed: as
        long as it waits for that one, it shows the decision as disputed, and decides nothing of the file itself.
        """
        if (self.world.begun or self.world.is_unnoticed) and self.lacks_what_was_seen(machine, subject):
            return
        for event_id, kind, state in machine.store.tables["rows_of"].get(("sim_dispute", subject), ()):
            event = machine.store.tables["events"][event_id]
            self.hold(
                event.hash not in self.world.decided or bool(self.world.doubled & OFFICES),
                f"{machine.name}: {kind} {event_id:x} was acknowledged to the officer, and is disputed as {state}",
            )

    def lacks_what_was_seen(self, machine: Machine, subject: int) -> bool:
        events = machine.store.tables["events"]
        honest = [
            one for one in machine.store.events_of([subject])[subject] if one.hash not in self.world.lies
        ]
        return any(seen not in events for one in honest for seen in one.seen)

    def received_is_true(self, machines: Iterable[Machine]) -> None:
        """4: what a node shows as received by the hub is on the hub's disk, and is the same event."""
        at_hub = self.world.hub.store.tables["events"]
        unsynced = {key for table, key, _ in self.world.hub.store.unsynced if table == "events"}
        for machine in machines:
            if machine.name in self.world.not_told:
                continue
            for feed, seq in machine.store.tables["acked"].items():
                if not seq:
                    continue
                event_id = make_id(feed, seq)
                mine, theirs = machine.store.tables["events"].get(event_id), at_hub.get(event_id)
                is_there = mine is not None and theirs is not None and mine.hash == theirs.hash
                if not is_there or event_id in unsynced:
                    raise Violated(f"{machine.name} shows {event_id:x} as received, the hub does not have it")
                self.n_checks += 1

    def revoked_stay_out(self, machine: Machine) -> None:
        """5: nothing of a revoked node enters the hub's log."""
        if machine.name != "hub":
            return
        for feed, seq in self.world.revoked.items():
            head = machine.store.head(feed)
            self.hold((head.seq if head else 0) == seq, f"the hub took events of revoked feed {feed}")

    def only(self, machine: Machine, tables: frozenset[str], why: str) -> None:
        """5: the last transaction wrote nothing but these tables."""
        for table, key, old in effective(machine.store.last, machine):
            self.hold(table in tables, f"{why} changed {table} {key} of {machine.name}, was {old}")

    def promises_kept(self, machine: Machine) -> None:
        """1: after a power cut everything acknowledged here is here, and nothing is half."""
        tables = machine.store.tables
        here = {event.hash for event in tables["events"].values()} | set(tables["aside"])
        for digest, event_id in machine.on_disk.items():
            self.hold(digest in here, f"{machine.name} lost {event_id:x}, which was acknowledged")
        for feed, head in tables["heads"].items():
            if feed not in machine.store.own_feeds():
                continue
            self.hold(
                make_id(feed, head.seq + 1) not in tables["events"], f"{machine.name} holds half of {feed}"
            )

    def at_the_end(self) -> None:
        """All links healed and quiet: everything is where it belongs, and the same there."""
        hub = self.world.hub.store.tables
        for machine in self.world.machines.values():
            tables = machine.store.tables
            for subject in tables["of_subject"]:
                if feed_of(subject) > HUB_ACTS:
                    self.told_right(machine, subject)
            self.sums_hold(machine)
            at_hub = {event.hash for event in hub["events"].values()} | set(hub["quarantine"])
            promised = {} if self.is_liar(machine) else machine.promised
            for digest, event_id in promised.items():
                self.hold(digest in at_hub, f"{machine.name} was promised {event_id:x}, the hub never got it")
            if self.is_out(machine):
                continue
            if machine.name != "hub":
                self.same_as_hub(machine)
        self.branches_are_whole(hub)

    def branches_are_whole(self, hub: dict[str, dict[Any, Any]]) -> None:
        """What is kept apart has the key of each person it opens, unless she was erased before it came."""
        for digest, (_, _, event_id, key) in hub["quarantine"].items():
            event = self.world.authored[digest]
            if event.person_of != event_id or event.person is None or digest in self.world.lies:
                continue
            is_hers = key and person_digest(key, event_id, event.person) == event.person_digest
            keys = [one.store.tables["keys"] for one in self.world.machines.values()]
            is_erased = any(event_id in held and held[event_id] is None for held in keys)
            self.hold(bool(is_hers) or is_erased, f"{event_id:x} is kept apart without her key")

    def is_liar(self, machine: Machine) -> bool:
        """It may have said what makes the hub refuse all that follows."""
        return machine.name.removesuffix("'") in self.world.liars

    def is_out(self, machine: Machine) -> bool:
        return self.is_liar(machine) or (
            machine.name != "hub" and not self.world.hub.store.is_trusted(machine.node_id)
        )

    def same_as_hub(self, machine: Machine) -> None:
        """2: what both know of a subject they show alike, for the same words held.

        These differ only where a hub that went back lost that it had erased or cleared them, as a node had heard of
        the subject meanwhile: nobody can tell the hub, and who erased must erase again.
        """
        hub, tables = self.world.hub.store.tables, machine.store.tables
        for feed in machine.store.own_feeds():
            head, theirs = machine.store.head(feed), self.world.hub.store.head(feed)
            self.hold(
                (head.seq, head.hash) == (theirs.seq, theirs.hash) if head and theirs else head is theirs,
                f"{machine.name} and the hub do not agree on feed {feed}",
            )
            self.hold(
                machine.store.acknowledged(feed) == (head.seq if head else 0),
                f"{machine.name}: feed {feed} waits",
            )
        lies = {event.id for event in self.world.lies.values()}
        number, digest = machine.store.inbox()
        listed = (
            self.world.hub.store.deliveries(machine.node_id, number - 1, 1) if number else [(0, 0, digest)]
        )
        self.hold(
            [row[2] for row in listed] == [digest], f"{machine.name} and the hub do not agree on its mailbox"
        )
        for subject in tables["of_subject"]:
            known = [
                sorted(one for one in of.get(subject, ()) if one not in lies)
                for of in (tables["of_subject"], hub["of_subject"])
            ]
            self.hold(
                known[0] == known[1],
                f"{machine.name} and the hub do not know the same of {subject:x}: {known[0]} {known[1]}",
            )
            for table in ("sim_file", "sim_dispute", "sim_citizen", "sim_fee"):
                rows = [
                    [row for row in of.get((table, subject), ()) if row[0] not in lies]
                    for of in (tables["rows_of"], self.rows_at_hub(machine, table, subject))
                ]
                self.hold(rows[0] == rows[1], f"{machine.name} shows {rows[0]}, the hub {rows[1]}")
        for row in self.world.hub.rows("sim_file"):
            if {place for _, place in machine.places} & {row[2], row[3], row[4]}:
                self.hold(row[0] in tables["of_subject"], f"{machine.name} was never told of file {row[0]:x}")

    def rows_at_hub(self, machine: Machine, table: str, subject: int) -> dict[Any, Any]:
        """The hub's rows of a subject, without words that a node may lack."""
        hub = self.world.hub.store
        events = hub.events_of([subject]).get(subject, [])
        if self.world.unsaid.isdisjoint({subject, *(one.person_of for one in events)}):
            return hub.tables["rows_of"]
        held = machine.store.tables["events"]
        worded = [
            one if one.id in held and held[one.id].person else msgspec.structs.replace(one, person=None)
            for one in events
        ]
        tellings = fold_story(story(worded, domain.KINDS, hub.author), domain.PROJECTIONS)
        found = [row for one in tellings.values() for row in machine.store.opened(one.rows.get(table, ()))]
        return {(table, subject): tuple(found)}

    def sums_hold(self, machine: Machine) -> None:
        sums: Counter[Any] = Counter()
        for (projection, _), counts in machine.store.tables["counts"].items():
            for cell, n in counts.items():
                sums[projection, cell] += n
        kept = Counter({cell: n for cell, n in machine.store.tables["counters"].items() if n})
        self.hold(+sums == +kept, f"{machine.name}: counters {kept} are not the sum {sums}")


def effective(changes: Iterable[Change], machine: Machine) -> list[Change]:
    """Changes that left a difference behind."""
    first: dict[tuple[str, Any], Any] = {}
    for table, key, old in changes:
        first.setdefault((table, key), old)
    left = []
    for (table, key), old in first.items():
        new = machine.store.tables[table].get(key)
        if isinstance(old, msgspec.Struct | tuple | frozenset | int | bytes | bool | str) and old == new:
            continue
        left.append((table, key, old))
    return left
