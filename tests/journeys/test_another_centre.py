"""Next week she comes to another centre: her slip brings her record there, and when she ends it, it goes again."""

import json
import re

import pytest

from dorgora.demo import counter
from dorgora.demo.pages import Browser, Page
from dorgora.demo.processes import NodeProcess
from tests.journeys.country import FAR, HERE
from tests.journeys.lodging import lodge, register_mother
from tests.journeys.opened import tables_of
from tests.journeys.staging import Set, settle

MOTHER_BN, MOTHER_EN = HERE.mother.local_name, HERE.mother.latin_name


@pytest.mark.slow
def test_her_slip_brings_her_record_and_ends_it(scene: Set) -> None:
    """Two laptops and the hub; the far one asks while it has no line."""
    scene.start(*scene.stage.nodes())
    clerk, far_clerk = scene.operator("woman", scene.laptop), scene.operator("far_operator", scene.far)
    hers = register_mother(clerk, scene.cast, MOTHER_BN, MOTHER_EN)
    other = register_mother(clerk, scene.cast, HERE.neighbour.local_name, HERE.neighbour.latin_name)
    mandate, code = _allowed(clerk, hers)
    level(scene, scene.laptop)
    assert _hers(far_clerk) == []

    scene.far.do("line", "down")
    _ask(far_clerk, code).says("waiting for the line")
    scene.far.do("line", "up")
    level(scene, scene.far)
    (here,) = _hers(far_clerk)
    page = far_clerk.get(here)
    page.says(MOTHER_EN, "by her slip")
    page.keeps_silent_about("Record what she allows")
    assert far_clerk.get(path(other)).status == 404
    number, _ = lodge(far_clerk, scene.cast, page, HERE.cloud, FAR)
    assert far_clerk.get(f"/counter/files/{number}").status == 200
    level(scene, scene.far)
    level(scene, scene.laptop)
    clerk.get(mandate).says("Her record went to")
    assert len(_names_at(scene.far)) == 2, "she and the child of her file; nobody else of the island"

    _end(scene, clerk, mandate)
    assert _hers(far_clerk) == [] and far_clerk.get(here).status == 404
    far_clerk.get(f"/counter/files/{number}").says(MOTHER_EN)  # the file in hand goes on
    _ask(far_clerk, code)
    level(scene, scene.far)
    far_clerk.get("/counter/citizens/elsewhere").says("This slip holds no more")
    for node in scene.stage.nodes():
        assert node.do("check") == ["all is well"]


@pytest.mark.slow
def test_without_a_file_nothing_of_her_stays_there(scene: Set) -> None:
    scene.start(*scene.stage.nodes())
    clerk, far_clerk = scene.operator("woman", scene.laptop), scene.operator("far_operator", scene.far)
    before = _names_at(scene.far)
    mandate, code = _allowed(clerk, register_mother(clerk, scene.cast, MOTHER_BN, MOTHER_EN))
    level(scene, scene.laptop)
    _ask(far_clerk, code)
    level(scene, scene.far)
    assert len(_names_at(scene.far)) == len(before) + 1 and len(_hers(far_clerk)) == 1
    _end(scene, clerk, mandate)
    assert _names_at(scene.far) == before and _hers(far_clerk) == []
    _again, newer = _allowed(clerk, clerk.get(_hers(clerk)[0]))
    level(scene, scene.laptop)
    _ask(far_clerk, newer)
    level(scene, scene.far)
    far_clerk.get(_hers(far_clerk)[0]).says(MOTHER_EN)  # a newer slip brings her again
    for node in scene.stage.nodes():
        assert node.do("check") == ["all is well"]


def _allowed(clerk: Browser, hers: Page) -> tuple[str, str]:
    """She lets another centre have her record: where the mandate stands, and the code on the slip she takes home."""
    page = clerk.get(hers.link("Record what she allows"))
    page = clerk.send(page, counter.main_form(page), {"scope-share": "yes", "term": "month"})
    page = clerk.send(page, counter.main_form(page), {"shown_by": "thumb", "agreed": "yes"})
    found = re.search(r'<b class="code">([0-9A-Z ]{17})</b>', page.html)
    assert found is not None, page.text[:800]
    return path(page), found.group(1)


def path(page: Page) -> str:
    return re.sub(r"^https?://[^/]+", "", page.url)


def _end(scene: Set, clerk: Browser, mandate: str) -> None:
    """She takes it back, and both laptops have heard."""
    page = clerk.get(mandate)
    clerk.send(page, page.form(action="/end"), {}).says("She took it back")
    level(scene, scene.laptop)
    level(scene, scene.far)


def _ask(clerk: Browser, code: str) -> Page:
    page = clerk.get("/counter/citizens/elsewhere")
    return clerk.send(page, counter.main_form(page), {"code": code.lower()})


def _hers(clerk: Browser) -> list[str]:
    """The pages of her that a search finds."""
    return re.findall(
        r'class="pick" href="(/counter/citizens/\d+)"', counter.find_citizen(clerk, MOTHER_EN).html
    )


def _names_at(node: NodeProcess) -> set[int]:
    """The citizens of whom a node holds words."""
    columns, rows = tables_of(node)["people_citizen"]
    return {row[columns.index("id")] for row in rows if row[columns.index("words")] is not None}


def level(scene: Set, node: NodeProcess) -> None:
    """What this node wrote has been answered by the hub, and it has heard it."""
    for _round in range(2):
        node.do("sync")
        settle(scene.hub)
    node.do("sync")
    settle(node)
    assert json.loads(node.do("status")[0])["to_do"] == 0
