"""A child is erased and her mother is not: a form with the mother, not handed in, that names the child goes too."""

from pathlib import Path

import pytest

from dorgora.demo import counter
from tests.journeys import test_erasure as whole
from tests.journeys.country import BIRTH
from tests.journeys.lodging import newborn
from tests.journeys.searching import Canary, Search
from tests.journeys.staging import ERASERS, Set, settle

NAMES = [Canary(name.split()[0], "name") for name in (whole.CHILD_BN, whole.CHILD_EN)]


@pytest.mark.slow
def test_no_half_filled_form_keeps_her_name(scene: Set, tmp_path: Path) -> None:
    """On every node's disk, each of its keys in hand; the centre hears of the decision later than the hub."""
    scene.start(*scene.stage.nodes())
    clerk = scene.operator("far_operator", scene.far)
    office = scene.officer("hub_officer", scene.hub)
    _number, code = whole._her_story(scene, clerk, office)
    mother = counter.find_citizen(clerk, whole.MOTHER_EN)
    page = counter.begin_form(clerk, clerk.get(mother.link(whole.MOTHER_EN)), BIRTH)
    for _section in range(4):
        page = counter.fill_section(clerk, page, newborn(scene.cast, whole.CHILD_BN, whole.CHILD_EN))
    search = Search(NAMES, (whole.ISLAND, whole.FAR))
    copies = whole._copies(scene, tmp_path)
    before = search.run(copies)
    for one in NAMES:
        assert "applications_draft.typed" in whole._found_at(before, one.word, "far")
    search.remember_keys(copies[0], sorted(id for (id,) in copies[0].column("people_citizen", "id"))[1:2])

    _erase_child(scene, code)

    assert search.run(whole._copies(scene, tmp_path)) == {}
    assert whole.MOTHER_EN in counter.find_citizen(clerk, whole.MOTHER_EN).text


def _erase_child(scene: Set, code: str) -> None:
    first, second = (scene.officer(name, scene.hub) for name in ERASERS)
    page = first.get("/desk/erasures")
    asked = {"code": code, "who": "citizen", "law": whole.LAW, "keeps": whole.KEEPS}
    page = first.send(page, page.form(field="law"), asked, button=("", ""))
    first.send(page, whole._confirm(page), button=("do", "confirm")).says("A second officer")
    page = second.get(page.url)
    second.send(page, whole._confirm(page), button=("do", "confirm"))
    settle(scene.hub)
    for node in (scene.far, scene.laptop):
        node.do("sync")
        settle(node)
