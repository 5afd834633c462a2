"""A laptop that had no line drowns: what it kept on a stick comes to the hub, and its successor has it again."""

import json
import re
import shutil
from pathlib import Path

import pytest

from dorgora.demo import counter, desk
from dorgora.demo.pages import Browser
from dorgora.demo.processes import Failed, NodeProcess
from dorgora.demo.stage import Account
from tests.journeys.country import BIRTH, FAR, HERE
from tests.journeys.lodging import Hurry, lodge, register_mother
from tests.journeys.opened import copy_of, tables_of
from tests.journeys.searching import PICTURE, Canary, Search
from tests.journeys.staging import ERASERS, PINS, Set, settle, until

MOTHER_BN, MOTHER_EN, CHILD = HERE.mother.local_name, HERE.mother.latin_name, HERE.child.local_name
CANARIES = [Canary(word, "name") for word in (*MOTHER_BN.split(), *MOTHER_EN.split(), CHILD.split()[0])]


@pytest.mark.slow
def test_what_a_drowned_laptop_kept_is_not_lost(scene: Set, tmp_path: Path) -> None:
    """Another laptop sends the stick's file on; then the stick itself comes to the hub, and brings nothing new."""
    scene.start(scene.hub, scene.far, scene.laptop)
    scene.far.do("line", "down")
    clerk = scene.operator("far_operator", scene.far)
    cloud, star = (_lodged(scene, clerk, child) for child in (HERE.cloud, HERE.star))
    numbers = {cloud, star}
    told = _kept(scene.far, tmp_path)
    assert (told["files"], told["others"]) == (2, [])
    (stick,) = tmp_path.iterdir()
    assert not any(one.is_in(stick.read_bytes()) for one in CANARIES)
    scene.far.kill()
    shutil.rmtree(scene.far.folder)

    _restored(scene, scene.laptop, stick, files=2)
    office = scene.officer("hub_officer", scene.hub)
    granted, other = sorted(numbers)
    desk.open_file(office, other).says(HERE.star if other == star else HERE.cloud)
    desk.approve(office, desk.open_file(office, granted), str(scene.cast.today.year) + HERE.register)
    settle(scene.hub)
    before = tables_of(scene.hub)["feed_event"]
    _restored(scene, scene.hub, tmp_path, files=0)
    assert tables_of(scene.hub)["feed_event"] == before
    assert scene.hub.do("money", "check")[-1] == "the books are in balance"
    assert _drawer(scene.hub) == 2 * HERE.newborn_minor
    assert scene.hub.do("check") == ["all is well"]

    new, clerk = _successor(scene)
    until(lambda: _files(clerk) == numbers, lambda: new.do("sync"))
    until(lambda: clerk.get(f"/counter/files/{granted}/certificate").status == 200, lambda: new.do("sync"))
    assert _drawer(new) == 2 * HERE.newborn_minor
    assert new.do("money", "check")[-1] == "the books are in balance"
    assert new.do("check") == ["all is well"]


@pytest.mark.slow
def test_who_was_erased_since_does_not_come_back(scene: Set, tmp_path: Path) -> None:
    """The stick was written before; whoever has every key of the hub finds nothing of her there afterwards."""
    scene.start(scene.hub, scene.far)
    scene.far.do("line", "down")
    clerk = scene.operator("far_operator", scene.far)
    mother = register_mother(clerk, scene.cast, MOTHER_BN, MOTHER_EN)
    _, code = lodge(clerk, scene.cast, mother, CHILD, FAR)
    _kept(scene.far, tmp_path / "stick")
    scene.far.do("line", "up")
    scene.far.do("sync")
    search = Search(CANARIES, (FAR,))
    found = search.run([copy_of(scene.hub, tmp_path)])
    assert found.keys() == {one.word for one in CANARIES} | {PICTURE}, "her words, and the picture of a paper"
    _erase(scene, code)
    scene.far.kill()
    shutil.rmtree(scene.far.folder)
    for _ in range(2):
        _restored(scene, scene.hub, tmp_path / "stick", files=0)
        assert search.run([copy_of(scene.hub, tmp_path)]) == {}
    assert scene.hub.do("check") == ["all is well"]


def _lodged(scene: Set, clerk: Browser, child: str) -> str:
    mother = register_mother(clerk, scene.cast, MOTHER_BN, MOTHER_EN)
    with Hurry(clerk, FAR) as hurry:
        return hurry.lodge(scene.cast, mother.link(to=f"/{BIRTH}"), MOTHER_BN, child)


def _kept(node: NodeProcess, folder: Path) -> dict[str, object]:
    """The laptop's backup; beside its data only if one says so."""
    folder.mkdir(exist_ok=True)
    with pytest.raises(Failed, match="same_device"):
        node.do("backup", str(folder))
    told: dict[str, object] = json.loads(node.do("backup", str(folder), "--same-device")[0])
    assert told["kept"] is True
    return told


def _restored(scene: Set, at: NodeProcess, path: Path, *, files: int) -> None:
    """Said at the hub, or at another laptop that has a line to it."""
    told = json.loads(at.do("restore", str(path))[0])
    assert (told["restored"], [one["files"] for one in told["backups"]]) == (True, [files])
    settle(scene.hub)


def _successor(scene: Set) -> tuple[NodeProcess, Browser]:
    """The drowned one is trusted no more; another is enrolled for its place, and the operator has a new PIN there."""
    (drowned,) = [line.split()[0] for line in scene.hub.do("laptops") if " far: " in line]
    scene.hub.do("revoke", drowned, "--reason", "drowned")
    new = scene.another("new")
    shutil.rmtree(new.folder, ignore_errors=True)
    scene.start(new)
    operator = scene.stage.accounts["far_operator"].id
    code = json.loads(scene.hub.do("new-code", str(operator))[0])["code"]
    new.do("enrol", scene.hub.do("invite", "--name", "new", f"centre:{FAR}")[0])
    new.do("sync")
    settle(new)
    counter.first_sign_in(Browser(new.url), Account(operator, code), PINS["far_operator"])
    return new, scene.operator("far_operator", new)


def _files(clerk: Browser) -> set[str]:
    """The short numbers on the counter's list."""
    return set(re.findall(r"/counter/files/(\d{7})\b", clerk.get("/counter/files").html))


def _drawer(node: NodeProcess) -> int:
    columns, rows = tables_of(node)["feed_counter"]
    cells = {row[columns.index("cell")]: row[columns.index("n")] for row in rows}
    return sum(n for cell, n in cells.items() if cell.startswith(f"balance:drawer:{FAR}:"))


def _erase(scene: Set, code: str) -> None:
    """Asked by one officer of the hub and confirmed by another, for the child and for the mother."""
    first, second = (scene.officer(name, scene.hub) for name in ERASERS)
    for who in ("citizen", "applicant"):
        page = first.get("/desk/erasures")
        words = {"code": code, "who": who, "law": "Data Protection Act, section 7", "keeps": "amounts"}
        asked = first.send(page, page.form(field="law"), words, button=("", ""))
        for officer in (first, second):
            page = officer.get(asked.url)
            confirm = next(form for form in page.forms if form.id == "confirm")
            officer.send(page, confirm, button=("do", "confirm"))
    settle(scene.hub)
