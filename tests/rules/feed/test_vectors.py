"""The test vectors of docs/feed.md hold for the program, and an independent script comes to the same."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from dorgora.feed import canonical
from dorgora.feed.event import GENESIS, Event, Head, chain_fault, hash_of, header_bytes
from dorgora.feed.events import rotation_message
from dorgora.feed.fold import body_place
from dorgora.feed.sync import wire
from dorgora.kernel.ids import make_id
from dorgora.kernel.sealing import open_sealed, person_digest, seal
from dorgora.kernel.signing import Signer, is_signed

HERE = Path(__file__).parent
PAGE = Path(__file__).parents[3] / "docs" / "feed.md"
VECTORS = json.loads(PAGE.read_text(encoding="utf-8").split("```json vectors\n")[1].split("```")[0])
BY_NAME: dict[str, Any] = {one["name"]: one for one in VECTORS["encodings"]}


def plain(value: Any) -> Any:
    if isinstance(value, dict):
        return bytes.fromhex(value["hex"])
    return [plain(one) for one in value] if isinstance(value, list) else value


def test_an_independent_script_recomputes_every_vector() -> None:
    said = subprocess.run(
        [sys.executable, "-S", HERE / "recompute_vectors.py"], capture_output=True, text=True
    )
    assert (said.returncode, said.stdout.strip()) == (0, "All vectors hold.")


def test_the_script_is_short_and_imports_nothing_of_ours() -> None:
    script = (HERE / "recompute_vectors.py").read_text(encoding="utf-8")
    assert len(script.splitlines()) <= 30
    assert "dorgora" not in script.replace('b"dorgora salt 1"', "") and "msg" not in script


@pytest.mark.parametrize("name", BY_NAME)
def test_the_program_encodes_as_the_page_says(name: str) -> None:
    vector = BY_NAME[name]
    encoded = canonical.encode(plain(vector["value"]))
    assert encoded.hex() == vector["bytes"]
    assert canonical.digest(encoded).hex() == vector["sha256"]


def _digest_of(name: str) -> bytes:
    return bytes.fromhex(BY_NAME[name]["sha256"])


HEADERS = [name for name in BY_NAME if name.startswith("header of event")]


def _event(number: int) -> Event:
    """The event of the page's header, with its parts taken from the vectors beside it."""
    label, event_id, kind, version, subject, by, at, seen, owner, facts_digest, person, prev = plain(
        BY_NAME[HEADERS[number - 1]]["value"]
    )
    facts = bytes.fromhex(BY_NAME[f"facts of event {number}"]["bytes"])
    assert label == "dorgora event 1" and canonical.digest(facts) == facts_digest
    event = Event(
        event_id, kind, version, subject or event_id, by, at, tuple(seen), owner, facts, person, prev, b""
    )
    return wire.from_wire(wire.to_wire(event), event_id, prev)


@pytest.mark.parametrize("number", [1, 2])
def test_an_event_has_the_header_and_hash_of_the_page(number: int) -> None:
    event = _event(number)
    assert header_bytes(event).hex() == BY_NAME[HEADERS[number - 1]]["bytes"]
    assert hash_of(event) == event.hash == _digest_of(HEADERS[number - 1])


def test_the_two_events_of_the_page_are_a_chain() -> None:
    events = [_event(1), _event(2)]
    assert [event.id for event in events] == [make_id(10, 1), make_id(10, 2)]
    assert chain_fault(events, Head(10, 0, GENESIS)) is None


def test_head_and_mailbox_sign_the_messages_of_the_page() -> None:
    first, second = _event(1), _event(2)
    link = wire.mail_hash(GENESIS, 1, first.hash)
    assert link == _digest_of("link of delivery 1 in a mailbox")
    message = wire.mail_message(1_099_511_627_785, 1, link)
    assert message.hex() == BY_NAME["what the mailbox's signature is over"]["bytes"]
    assert Head(10, 2, second.hash).message().hex() == BY_NAME["what the head's signature is over"]["bytes"]


def test_signatures_are_those_of_the_page() -> None:
    for one in VECTORS["signatures"]:
        signer = Signer(bytes.fromhex(one["seed"]))
        message, signature = bytes.fromhex(one["message"]), bytes.fromhex(one["signature"])
        assert signer.public.hex() == one["public"] and signer.sign(message) == signature
        assert is_signed(signer.public, message, signature)


def test_a_person_part_is_sealed_and_salted_as_the_page_says() -> None:
    (seal_vector,) = VECTORS["seals"]
    (digest_vector,) = VECTORS["person_digests"]
    key, words = bytes.fromhex(seal_vector["key"]), bytes.fromhex(seal_vector["words"])
    place = body_place(digest_vector["event_id"])
    assert place.hex() == seal_vector["place"]
    assert seal(key, place, words).hex() == seal_vector["sealed"]
    assert open_sealed(key, place, bytes.fromhex(seal_vector["sealed"])) == words
    digest = person_digest(key, digest_vector["event_id"], words)
    assert digest.hex() == digest_vector["digest"]
    assert plain(BY_NAME[HEADERS[0]]["value"])[10] == digest


def test_the_program_signs_of_snapshots_and_keys_what_the_page_says() -> None:
    events = [_event(1), _event(2)]
    head = Head(10, 2, events[1].hash)
    piece = bytes.fromhex(BY_NAME["what the signature of a snapshot's piece is over"]["bytes"])
    assert wire.piece_message(head, 0, 2, events) == piece
    vector = BY_NAME["what a node's old key signs of its new one"]
    _, node_id, key = plain(vector["value"])
    assert rotation_message(node_id, key).hex() == vector["bytes"]
