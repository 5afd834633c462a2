"""A copied disk and a restored backup: nothing is lost, no number of an event is used twice, and everybody is told."""

import re
import shutil

import pytest

from dorgora.config.door import ask
from dorgora.demo.pages import Browser
from dorgora.demo.processes import NodeProcess
from dorgora.kernel.ids import feed_of
from tests.journeys.country import BIRTH, HERE, ISLAND
from tests.journeys.lodging import Hurry, register_mother
from tests.journeys.opened import tables_of
from tests.journeys.staging import Set, settle, until


@pytest.mark.slow
def test_a_copied_laptop_goes_on_under_a_spare_feed(scene: Set) -> None:
    """Both write, both exchange: the hub keeps the branch it heard first and the other one whole, apart."""
    scene.start(scene.hub, scene.laptop)
    scene.laptop.do("line", "down")  # it exchanges when it is told to, not by itself at its start
    first = _lodged(scene, "woman", scene.laptop)
    scene.laptop.do("sync")
    scene.laptop.stop()
    twin = _copied(scene, scene.laptop, "twin")
    scene.start(scene.laptop, twin)
    second, copied = _lodged(scene, "woman", scene.laptop), _lodged(scene, "man", twin)
    scene.laptop.do("sync")
    assert _exchanged(twin) == "forked"
    assert "This machine is a copy" in _alarms(twin)
    assert "sent other events than its twin; kept apart" in _alarms(scene.hub)
    after = _lodged(scene, "man", twin)
    until(lambda: _exchanged(twin) == "")
    assert _known_at(scene.hub) == {first, second, after}
    apart = [line.split()[:2] for line in scene.hub.do("quarantine")]
    assert [kind for _, kind in apart] == [
        "citizen.registered", "citizen.registered", "application.submitted", "money.fee_taken",
    ]  # fmt: skip
    assert _files(scene, "man", twin) == {first, second, after}
    _let_in(scene, int(apart[-1][0]))
    assert _drawer_at_hub(scene) == 4 * HERE.newborn_minor
    until(lambda: _exchanged(scene.laptop) == "")
    assert _files(scene, "woman", scene.laptop) == {first, second, after}
    scene.operator("woman", scene.laptop).get("/counter/drawer").says(HERE.four_newborns)
    _all_well(scene.hub, scene.laptop, twin)
    assert copied not in {first, after}


@pytest.mark.slow
@pytest.mark.parametrize("writes_first", [False, True], ids=["asks the hub first", "writes before it asks"])
def test_a_restored_backup_takes_back_what_it_lost(scene: Set, writes_first: bool) -> None:
    """The hub has more of its feed than it has itself: it is sent that, and goes on under a spare one."""
    scene.start(scene.hub, scene.laptop)
    scene.laptop.do("line", "down")  # it exchanges when it is told to, not by itself at its start
    first = _lodged(scene, "woman", scene.laptop)
    scene.laptop.do("sync")
    scene.laptop.stop()
    shutil.copytree(
        scene.laptop.folder, scene.stage.folder / "backup", ignore=shutil.ignore_patterns("*.sock")
    )
    scene.start(scene.laptop)
    lost = _lodged(scene, "woman", scene.laptop)
    scene.laptop.do("sync")
    scene.laptop.kill()
    shutil.rmtree(scene.laptop.folder)
    shutil.move(scene.stage.folder / "backup", scene.laptop.folder)
    scene.start(scene.laptop)
    if writes_first:
        _lodged(scene, "woman", scene.laptop)
    assert _exchanged(scene.laptop) == ("forked" if writes_first else "restored")
    assert "its disk was restored" in _alarms(scene.laptop)
    after = _lodged(scene, "woman", scene.laptop)
    until(lambda: _exchanged(scene.laptop) == "")
    assert _files(scene, "woman", scene.laptop) == _known_at(scene.hub) == {first, lost, after}
    words = "sent other events than its twin" if writes_first else "came back with an older disk"
    assert words in _alarms(scene.hub)
    assert len(scene.hub.do("quarantine")) == (4 if writes_first else 0)
    feeds = {feed_of(row[0]) for row in tables_of(scene.hub)["applications_file"][1]}
    assert len(feeds) == 2
    assert _drawer_at_hub(scene) == 3 * HERE.newborn_minor
    _all_well(scene.hub, scene.laptop)


def _copied(scene: Set, node: NodeProcess, name: str) -> NodeProcess:
    """The same disk in another machine."""
    folder = scene.stage.folder / name
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(node.folder, folder, ignore=shutil.ignore_patterns("*.sock"))
    return scene.another(name, node.key)


def _lodged(scene: Set, operator: str, node: NodeProcess) -> str:
    """A mother is registered and her file lodged; gives its short number."""
    browser = scene.operator(operator, node)
    person = scene.cast.second
    mother = register_mother(browser, scene.cast, person.local_name, person.latin_name)
    with Hurry(browser, ISLAND) as hurry:
        return hurry.lodge(scene.cast, mother.link(to=f"/{BIRTH}"), person.local_name, person.local_name)


def _exchanged(node: NodeProcess) -> str:
    """What was wrong with an exchange; nothing when both sides are level."""
    said: list[str] = []
    code = ask(node.folder, ["sync"], said.append)
    trouble = re.fullmatch(r"\d+ rounds?, \d+ bytes ?(\w*)", said[0])
    assert trouble is not None, said
    assert (code == 0) == (trouble.group(1) == "")
    return trouble.group(1)


def _alarms(node: NodeProcess) -> str:
    return "\n".join(node.do("alarms"))


def _known_at(node: NodeProcess) -> set[str]:
    """The short numbers of the files a node knows."""
    columns, rows = tables_of(node)["applications_file"]
    return {row[columns.index("number")] for row in rows}


def _files(scene: Set, operator: str, node: NodeProcess) -> set[str]:
    """The short numbers on the counter's list."""
    browser: Browser = scene.operator(operator, node)
    return set(re.findall(r"/counter/files/(\d{7})\b", browser.get("/counter/files").html))


def _let_in(scene: Set, event_id: int) -> None:
    """An officer of the hub lets in what happened in the world: cash was taken."""
    officer, _ = scene.hub.appoint("hub", "", HERE.officer, "Salma", "alarms")
    scene.hub.do("quarantine", "--let-in", str(event_id), "--by", str(officer))
    settle(scene.hub)


def _drawer_at_hub(scene: Set) -> int:
    """What should be in the drawers of the centre, as the hub's books have it."""
    columns, rows = tables_of(scene.hub)["feed_counter"]
    cells = {row[columns.index("cell")]: row[columns.index("n")] for row in rows}
    return sum(n for cell, n in cells.items() if cell.startswith(f"balance:drawer:{ISLAND}:"))


def _all_well(*nodes: NodeProcess) -> None:
    for node in nodes:
        assert node.do("check") == ["all is well"]
