"""Without a line she is registered anew at another centre: the hub finds that she is one, and takes it back again."""

import re

import pytest

from dorgora.demo import desk, playing
from dorgora.demo.pages import Browser, Page
from dorgora.demo.stage import Account
from tests.journeys.country import FAR, HERE, ISLAND
from tests.journeys.lodging import lodge, register_mother
from tests.journeys.opened import tables_of
from tests.journeys.staging import Set, settle
from tests.journeys.test_another_centre import level, path

MOTHER_BN, MOTHER_EN = HERE.mother.local_name, HERE.mother.latin_name


@pytest.mark.slow
def test_two_records_of_hers_are_one_until_it_is_undone(scene: Set) -> None:
    """Two laptops and the hub; the far one has no line while she stands there."""
    scene.start(*scene.stage.nodes())
    clerk, far_clerk = scene.operator("woman", scene.laptop), scene.operator("far_operator", scene.far)
    nid = {"number": scene.cast.nid()}
    hers = register_mother(clerk, scene.cast, MOTHER_BN, MOTHER_EN, **nid)
    number, _code = lodge(clerk, scene.cast, hers, HERE.cloud, ISLAND)
    scene.far.do("line", "down")
    anew = register_mother(far_clerk, scene.cast, MOTHER_BN, MOTHER_EN, **nid)
    far_number, _code = lodge(far_clerk, scene.cast, anew, HERE.star, FAR)
    scene.far.do("line", "up")
    for node in (scene.laptop, scene.far):
        level(scene, node)

    nasima = officer(scene)
    pair = decide(nasima, nasima.get("/desk/lookalikes").link(MOTHER_EN), "number")
    exchange(scene)
    clerk.get(path(hers)).says("Her other records", shown(far_number), "other record is hers too")
    far_clerk.get(path(anew)).says("Her other records", shown(number))
    clerk.get(path(hers)).says("··" + shown(number)[-5:])  # and her own file there, as before
    assert far_clerk.get(f"/counter/files/{number}").status == 404
    assert names_at(scene, "far") == {record(anew)} and names_at(scene, "laptop") >= {record(hers)}
    assert record(anew) not in names_at(scene, "laptop"), "no word of the other record came"

    decide(nasima, pair, "mistake")
    exchange(scene)
    clerk.get(path(hers)).keeps_silent_about("Her other records", shown(far_number))
    far_clerk.get(path(anew)).keeps_silent_about("Her other records", shown(number))
    nasima.get("/desk/lookalikes").says("Nobody looks registered twice")
    for node in scene.stage.nodes():
        assert node.do("check") == ["all is well"]


def officer(scene: Set) -> Browser:
    """Nasima, who may say at the hub whether two are one."""
    browser = playing.reader(scene.hub.url, "en")
    desk.first_sign_in(browser, Account(*scene.hub.appoint("hub", "", HERE.officer, "Nasima", "link")))
    return browser


def decide(nasima: Browser, address: str, finding: str) -> str:
    """What she finds of the two of a page, by its button; gives the page's address."""
    page = nasima.get(address)
    nasima.send(page, desk.form_named(page, "find"), {"finding": finding})
    return address


def exchange(scene: Set) -> None:
    settle(scene.hub)
    for node in (scene.laptop, scene.far):
        level(scene, node)


def shown(number: str) -> str:
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


def record(page: Page) -> int:
    found = re.search(r"/citizens/(\d+)", page.url)
    assert found is not None
    return int(found.group(1))


def names_at(scene: Set, node: str) -> set[int]:
    """The grown citizens of whom a node holds words: children of files are not counted."""
    columns, rows = tables_of(getattr(scene, node))["people_citizen"]
    at = {name: columns.index(name) for name in ("id", "words", "age_band")}
    return {row[at["id"]] for row in rows if row[at["words"]] is not None and row[at["age_band"]] != "0-4"}
