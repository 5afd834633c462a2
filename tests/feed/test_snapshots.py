"""A laptop enrolled in a country that is there already: what travels first, and what its tables say in the end."""

from typing import Any

import pytest
from django.conf import settings

from dorgora.catalogue import actions as catalogue
from dorgora.feed import checking
from dorgora.feed import events as ev
from dorgora.feed import node as nodes
from dorgora.feed.roads import enrol, founding
from dorgora.feed.sync import gate, snapshot, wire
from dorgora.feed.sync.exchange import make_run
from dorgora.kernel import clock
from dorgora.kernel.signing import Signer, agreement_public
from dorgora.places import actions as places
from dorgora.places import queries as places_queries
from tests import retold

UNION = "10092570"
N_LAPTOPS = 90
GOAL = 200 * 1024
OWN_TABLES = ("places_area", "places_centre", "places_office", "catalogue_service", "feed_node", "feed_grant")
SHARED = (ev.REGISTRY, ev.CATALOGUE)
DIVISION = [row for row in settings.PACK.areas() if row["code"].startswith("10")]


def asked(name: str, place: str, seed: bytes) -> bytes:
    """A laptop of a centre asks for its enrolment; gives the hub's answer as it travels."""
    slip = enrol.invite(name, [("centre", place), ("office", place)])
    ask = enrol.Ask(slip.code, Signer(seed).public, agreement_public(seed))
    return enrol.admit(gate.pack(ask), lambda places, node_id: [])


@pytest.fixture
def country(hub: Any) -> Any:
    """A division and the services, a district listed a second time, a centre, a registry of over 500 events."""
    places.load_areas(DIVISION, by=0, at=clock.now())
    for content in settings.PACK.services():
        catalogue.publish_service(content, by=0, at=clock.now())
    renamed = [{**row, "latin_name": "Renamed"} if row["code"] == UNION else row for row in DIVISION]
    places.load_areas(renamed, by=0, at=clock.now())
    called = {"local_name": "ক", "latin_name": "A", "by": 0, "at": clock.now()}
    places.open_centre(place=UNION, area=UNION, **called)
    places.open_office(place=UNION, level="union", area=UNION, **called)
    strangers: list[Any] = [
        (ev.ENROLLED, ev.Enrolled(f"far {n}", bytes([n]) * 32, bytes([n + 1]) * 32)) for n in range(N_LAPTOPS)
    ]
    for node_id in founding.write_registry(strangers, None):
        feeds = founding.next_feeds(6)
        granted: list[Any] = [(ev.GRANTED, ev.Granted(feed, "centre", "10", 0)) for feed in feeds]
        founding.write_registry(granted, node_id)
    return hub


def rest_of(answered: bytes) -> tuple[enrol.Welcome, list[bytes]]:
    """What the hub says first, and all pieces that follow on it, packed as they travel."""
    node = nodes.this()
    welcome = gate.unpack(gate.unpack(answered, enrol.SignedWelcome).packed, enrol.Welcome)
    packed = []
    for one in welcome.snapshots:
        after = 0
        while after < one.head.seq:
            lack = wire.Lack(one.head.feed, after, one.head.seq)
            piece = snapshot.next_piece(node.log, node.store, node.signer, lack, 48 * 1024)
            assert piece is not None and piece.upto > after
            after = piece.upto
            packed.append(gate.pack(piece))
    return welcome, packed


def as_laptop(welcome: enrol.Welcome, packed: list[bytes], later: list[wire.Run], hub_key: bytes) -> None:
    """Makes this database a laptop's, that hears nothing but this."""
    node = nodes.this()
    retold._empty([*retold.LOG_TABLES, *retold._projection_tables()])
    enrol._begin(node, welcome, hub_key)
    for words in packed:
        snapshot.go_on(node.log, node.store, hub_key, gate.unpack(words, wire.Piece))
    for run in later:
        have = node.store.head(run.feed)
        assert have is not None and have.seq == run.after
        node.log.receive_run(wire.run_events(run, have.hash), run.head, hub_key, {})


def own_tables_of(held: retold.Tables) -> retold.Tables:
    return {table: held[table] for table in OWN_TABLES}


def test_live_rebuilt_and_from_a_snapshot_are_the_same(country: Any) -> None:
    node = nodes.this()
    welcome, packed = rest_of(asked("laptop", UNION, b"a" * 32))
    last = {one.head.feed: one.head.seq for one in welcome.snapshots}
    assert last[ev.REGISTRY] > 500
    # Afterwards the country goes on: one more laptop, and that district's list a third time.
    asked("another", UNION, b"b" * 32)
    places.load_areas(DIVISION, by=0, at=clock.now())
    live = own_tables_of(retold.tables())
    later = [make_run(node.store, node.signer, feed, last[feed], 1 << 20)[0] for feed in SHARED]
    key = node.identity.hub_key

    def began() -> None:
        as_laptop(welcome, packed, later, key)
        assert list(checking.faults(node)) == []

    assert own_tables_of(retold._tried(began)) == live

    def rebuilt() -> None:
        as_laptop(welcome, packed, later, key)
        retold._rebuild()

    assert own_tables_of(retold._tried(rebuilt)) == live


@pytest.mark.slow
def test_a_fresh_centre_needs_little_before_its_first_service(country: Any) -> None:
    catalogue.load_pack(settings.PACK_DIR, by=0, at=clock.now())
    answered = asked("laptop", UNION, b"a" * 32)
    assert len(answered) <= GOAL
    welcome, rest = rest_of(answered)
    assert sum(map(len, rest)) <= GOAL, "nor does the rest of a whole country cost much more"
    key = nodes.this().identity.hub_key

    def began() -> None:
        as_laptop(welcome, [], [], key)
        assert nodes.this().store.feed_for(welcome.node_id, "centre", UNION) is not None
        assert nodes.this().store.feed_for(welcome.node_id, "office", UNION) is not None
        way = [one.kind for one in places_queries.area_path(UNION)]
        assert way == ["division", "district", "upazila", "union"]
        assert places_queries.areas([UNION])[UNION].name("en") == "Char Kukri Mukri"
        assert places_queries.centre(UNION) and places_queries.office(UNION)
        services = nodes.this().store.rows.all("SELECT service FROM catalogue_service ORDER BY service")
        assert [service for (service,) in services] == [
            "birth_registration",
            "citizenship_certificate",
            "electricity_bill",
            "land_record_copy",
            "old_age_allowance",
        ]
        assert places_queries.area("3026") is None, "another district comes later"

    retold._tried(began)


def test_check_names_what_is_missing_or_altered_of_a_snapshot(country: Any) -> None:
    node = nodes.this()
    welcome, packed = rest_of(asked("laptop", UNION, b"a" * 32))
    key = node.identity.hub_key
    found: dict[str, list[str]] = {}
    event = next(one for one in welcome.snapshots[1].piece.deliveries if one.event.kind == "areas.listed")

    def hurt(name: str, sql: str, *params: Any) -> None:
        def does() -> None:
            as_laptop(welcome, packed, [], key)
            node.store.rows.run(sql, [*params, event.id])
            head = node.store.head(ev.CATALOGUE)
            assert head is not None
            found[name] = list(checking.chain_faults(node, head))

        retold._tried(does)

    hurt("missing", "DELETE FROM feed_event WHERE id = %s")
    hurt("altered", "UPDATE feed_event SET at = %s WHERE id = %s", 7)
    hurt("head", "UPDATE feed_start SET signature = %s WHERE feed = 2 AND %s > 0", bytes(64))
    assert any(str(event.id) in fault and "missing" in fault for fault in found["missing"])
    assert any(str(event.id) in fault and "not the one written" in fault for fault in found["altered"])
    assert any("is not signed by its writer" in fault for fault in found["head"])
