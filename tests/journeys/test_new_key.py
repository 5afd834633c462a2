"""A laptop gets a new key while its line is down, dies, and goes on; receipts of both keys verify for anyone."""

import json
import subprocess
import sys

import pytest

from dorgora.demo import counter, playing
from dorgora.demo.processes import NodeProcess
from tests.journeys.country import BIRTH, ISLAND
from tests.journeys.lodging import Hurry, register_mother
from tests.journeys.staging import Set, settle


@pytest.mark.slow
def test_a_laptop_changes_its_key_and_old_receipts_hold(scene: Set) -> None:
    scene.start(scene.hub, scene.laptop)
    scene.laptop.do("line", "down")
    before = _receipt(scene)
    assert scene.laptop.do("rotate-key") == ["the new key is ready and waits for the hub to write it down"]
    scene.laptop.kill()
    scene.start(scene.laptop)
    scene.laptop.do("line", "down")
    meanwhile = _receipt(scene)
    scene.laptop.do("line", "up")
    assert scene.laptop.do("rotate-key") == ["signs with a new key"]
    _all_well(scene.hub, scene.laptop)  # what it holds of its own feed is under the old key's signature
    scene.laptop.kill()
    scene.start(scene.laptop)
    after = _receipt(scene)
    scene.laptop.do("sync")
    settle(scene.hub)
    _all_well(scene.hub, scene.laptop)
    assert scene.hub.do("alarms") == [] == scene.laptop.do("alarms")
    keys = scene.stage.folder / "keys.json"
    keys.write_text(playing.reader(scene.hub.url, "en").text("/portal/keys.json"), encoding="utf-8")
    named = [_verified(text, str(keys)) for text in (before, meanwhile, after)]
    assert named == ["valid"] * 3
    published = json.loads(keys.read_text(encoding="utf-8"))["key_set"]["keys"]
    ended = [key for key in published if key["use"] == "receipts" and key["not_after"] is not None]
    (follower,) = [key for key in published for old in ended if key["not_before"] == old["not_after"]]
    assert [key["issuer"] for key in ended] == [follower["issuer"]]


def _receipt(scene: Set) -> str:
    """A file is lodged; gives what a phone reads from the receipt's QR."""
    browser, person = scene.operator("woman", scene.laptop), scene.cast.second
    mother = register_mother(browser, scene.cast, person.local_name, person.latin_name)
    with Hurry(browser, ISLAND) as hurry:
        consent = mother.link(to=f"/{BIRTH}")
        number = hurry.lodge(scene.cast, consent, person.local_name, person.local_name)
    return counter.receipt_text(browser, number)


def _verified(text: str, keys: str) -> str:
    words = [sys.executable, "-m", "dorgora", "verify", text, "--keys", keys]
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout.splitlines()[0]


def _all_well(*nodes: NodeProcess) -> None:
    for node in nodes:
        assert node.do("check") == ["all is well"]
