"""What must hold though a node lies: an event moves rows and mail of its author's own places, and nobody else's."""

from collections.abc import Collection, Mapping, Sequence

from dorgora.feed.event import Event
from dorgora.feed.fold import fold_story, story
from dorgora.kernel.ids import feed_of
from tests.simulator import domain
from tests.simulator.memory import EMPTY, Change, MemoryStore
from tests.simulator.world import Machine, World


def moved_by_lies(world: World, machine: Machine, events: Sequence[Event]) -> str:
    """Which rows or counts of a story would be others without its lies; nothing when none would.

    What an office said of a file before it was given that file stands in its own name once it is: it is for it to say.
    """
    lies = {event.id for event in events if event.hash in world.lies}
    if not lies or events[0].subject in lies:
        return ""
    authors = machine.store.author
    file = domain.read(story([one for one in events if one.id not in lies], domain.KINDS, authors))
    if file is not None:
        lies = {one for one in lies if authors(feed_of(one)) != ("office", file.holder)}
    honest = [event for event in events if event.id not in lies]
    with_lies = fold_story(story(events, domain.KINDS, authors), domain.PROJECTIONS)
    without = fold_story(story(honest, domain.KINDS, authors), domain.PROJECTIONS)
    own = {f"till {authors(feed_of(one)).place}" for one in lies} | {"disputed"}
    for projection in domain.PROJECTIONS:
        told, true = (by_name.get(projection.name, EMPTY) for by_name in (with_lies, without))
        for table in projection.tables:
            rows = [row for row in told.rows.get(table, ()) if row[0] not in lies]
            if rows != list(true.rows.get(table, ())):
                return f"{table} is {rows}, without lies {true.rows.get(table)}"
        counts = [
            {cell: n for cell, n in one.counts.items() if n and cell not in own} for one in (told, true)
        ]
        if counts[0] != counts[1]:
            return f"{projection.name} counts {counts[0]}, without lies {counts[1]}"
    return ""


def told_to_strangers(world: World, hub: MemoryStore, changes: Collection[Change]) -> str:
    """A delivery, among these changes of the hub, to a node that has no part in the subject; nothing when none is.

    Who was told of a subject when it had a part hears all that follows, also if an office's copied disk then undoes
    what had given it that part.
    """
    new = {
        key: row[1] for table, key, _ in changes if table == "mail" and (row := hub.tables["mail"].get(key))
    }
    for (node_id, _), event_id in new.items():
        event = hub.tables["events"][event_id]
        is_told = _was_told(hub, node_id, event.subject, new)
        if not is_told and not may_know(world, hub, node_id, event.subject):
            return f"node {node_id:x} is told {event.kind} {event.id:x} of {event.subject:x}"
    return ""


def _was_told(hub: MemoryStore, node_id: int, subject: int, new: Mapping[tuple[int, int], int]) -> bool:
    """Whether a node was told of a subject before these new deliveries."""
    fresh = {event_id for (one, _), event_id in new.items() if one == node_id}
    return any(
        (node_id, one) in hub.tables["delivered"]
        for one in hub.tables["of_subject"][subject]
        if one not in fresh
    )


def may_know(world: World, hub: MemoryStore, node_id: int, subject: int) -> bool:
    """Whether the truth about a subject concerns a node, or did while it was trusted: mail may be under way for long.

    That a node is told nothing from the moment it is revoked, `World.answer` looks at.
    """
    events = hub.events_of([subject]).get(subject, [])
    first = next((event for event in events if event.id == subject), None)
    if first is None or first.hash in world.lies or first.kind == domain.OFFERED.name:
        return True
    if node_id in {hub.writer_of(event.feed) for event in events if event.hash not in world.lies}:
        return True
    places = _places(world, hub, events)
    if first.kind != domain.REGISTERED.name:
        return node_id in _nodes(hub, places)
    files = [
        key[1]
        for key, rows in hub.tables["rows_of"].items()
        if key[0] == "sim_file" and rows[0][5] == subject
    ]
    true = [one for one in files if hub.tables["events"][one].hash not in world.lies]
    for file in true:
        places |= _places(world, hub, hub.events_of([file])[file])
    knowing = _nodes(hub, places) | {hub.writer_of(feed_of(subject))}
    for file in set(files) - set(true):
        if hub.writer_of(feed_of(file)) in knowing:  # by now it knows her, and may lodge files for her
            told = story(hub.events_of([file])[file], domain.KINDS, hub.author)
            places |= set(domain.parties(told))
    return node_id in knowing | _nodes(hub, places)


def _nodes(hub: MemoryStore, places: Collection[tuple[str, str]]) -> set[int]:
    return {grant[1] for grant in hub.told("feed_grant") if grant[2:4] in places}


def _places(world: World, hub: MemoryStore, events: Sequence[Event]) -> set[tuple[str, str]]:
    told = story([event for event in events if event.hash not in world.lies], domain.KINDS, hub.author)
    return {place for one in told for place in domain.route(one, told).places}


def keys_of_strangers(world: World, machine: Machine, changes: Collection[Change]) -> str:
    """A citizen's own key, newly held by a node that has no part in her; nothing when there is none.

    Mail was looked at when it was put into the mailbox, and brings keys later.
    """
    hub = world.hub.store
    for table, person, _ in changes:
        key = machine.store.tables["keys"].get(person) if table == "keys" else None
        is_hers = key is not None and key == hub.tables["keys"].get(person)
        is_hers = is_hers and (machine.node_id, person) not in hub.tables["delivered"]
        if is_hers and not may_know(world, hub, machine.node_id, person):
            return f"{machine.name} holds the key of {person:x}"
    return ""
