"""Two centres and a hub work and exchange as chance has it; what they know of in common is the same."""

import random
import re
from dataclasses import dataclass, field

import pytest

from dorgora.demo import counter, playing
from dorgora.demo.pages import Browser, Page
from dorgora.demo.processes import NodeProcess
from tests.conftest import ON_POSTGRES
from tests.journeys.country import BIRTH, FAR, ISLAND, TALE
from tests.journeys.lodging import Hurry, receipt_of, register_mother
from tests.journeys.opened import tables_of
from tests.journeys.staging import Set, settle, until

STEPS = 28
SHARED = (
    "applications_file", "applications_step", "applications_disputed", "money_fee", "money_transfer",
    "certificates_certificate", "people_citizen", "tcv_measure",
)  # fmt: skip
SEALED = {"words", "token"}
"""Sealed columns are compared as bytes: the same words under the same key are the same bytes on every node."""


@dataclass
class Centre:
    """A counter, the desk that decides for it, and the files that were lodged."""

    place: str
    node: NodeProcess
    clerk: Browser
    desk: Browser
    mother: Page
    files: list[str] = field(default_factory=list)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3 if ON_POSTGRES else 20261122])
def test_what_two_nodes_both_know_is_the_same(scene: Set, seed: int) -> None:
    """The island decides for itself without a line, the far centre is decided for at the hub."""
    scene.start(*scene.stage.nodes())
    chance = random.Random(seed)
    island, far = _centres(scene)
    for _ in range(STEPS):
        centre = chance.choice((island, far))
        act = chance.choice((_lodge, _lodge, _decide, _decide, _correct, _hand_over, _exchange, _exchange))
        act(scene, centre, chance)
    for centre in (island, far):
        until(lambda node=centre.node: _is_level(scene, node))
    _same_tables(scene, island.node)
    _same_tables(scene, far.node)
    for centre in (island, far):
        assert centre.files
        assert {number: _at_portal(scene, centre, number) for number in centre.files} == _at_counter(centre)
    for node in scene.stage.nodes():
        assert node.do("check") == ["all is well"]


def _centres(scene: Set) -> tuple[Centre, Centre]:
    person = scene.cast.second
    made = []
    for place, node, clerk, office in (
        (ISLAND, scene.laptop, "woman", scene.officer("officer", scene.laptop)),
        (FAR, scene.far, "far_operator", scene.officer("hub_officer", scene.hub)),
    ):
        node.do("line", "down")
        browser = scene.operator(clerk, node)
        mother = register_mother(browser, scene.cast, person.local_name, person.latin_name)
        made.append(Centre(place, node, browser, office, mother))
    return made[0], made[1]


def _lodge(scene: Set, centre: Centre, chance: random.Random) -> None:
    person = scene.cast.second
    with Hurry(centre.clerk, centre.place) as hurry:
        consent = centre.mother.link(to=f"/{BIRTH}")
        centre.files.append(hurry.lodge(scene.cast, consent, person.local_name, person.local_name))


def _decide(scene: Set, centre: Centre, chance: random.Random) -> None:
    """Whatever stands in the office's queue is returned, granted or refused."""
    waiting = re.findall(r'href="(/desk/files/\d+)"', centre.desk.get("/desk/").html)
    if not waiting:
        return
    page = centre.desk.get(chance.choice(waiting))
    if not any(form.id == "decide" for form in page.forms):
        return
    born = re.search(r"\b(20\d\d)\b", page.text)
    assert born is not None
    number = scene.cast.register_number(scene.cast.today.replace(year=int(born.group(1))))
    values = chance.choice((
        {"decision": "return", "note": "The father's name.", "wrong": TALE.birth.returned},
        {"decision": "approve", "register_number": number},
        {"decision": "approve", "register_number": number},
        {"decision": "reject", "legal_ground": "Act of 2004, section 8", "note": "Registered elsewhere."},
    ))  # fmt: skip
    form = next(form for form in page.forms if form.id == "decide")
    answered = centre.desk.send(page, form, values, button=("", ""))
    assert answered.status == 200, answered.text[:800]


def _correct(scene: Set, centre: Centre, chance: random.Random) -> None:
    for number in centre.files:
        page = centre.clerk.get(f"/counter/files/{number}/correct")
        if page.status == 200 and any(form.id == "f" for form in page.forms):
            form = counter.main_form(page)
            centre.clerk.send(
                page, form, {TALE.birth.returned: scene.cast.father.local_name}, button=("", "")
            )
            return


def _hand_over(scene: Set, centre: Centre, chance: random.Random) -> None:
    for number in chance.sample(centre.files, len(centre.files)):
        page = centre.clerk.get(f"/counter/files/{number}/hand-over")
        if page.status == 200 and any(form.id == "f" for form in page.forms):
            values = {"to": "applicant", "own_time": "2", "own_cost": "30", "visits": "1", "confirmed": "yes"}
            centre.clerk.send(page, counter.main_form(page), values, button=("", "")).says("Handed over")
            return


def _exchange(scene: Set, centre: Centre, chance: random.Random) -> None:
    centre.node.do("sync")


def _is_level(scene: Set, node: NodeProcess) -> bool:
    """Nothing is under way any more, in either direction, nor waits to be looked at."""
    settle(scene.hub)
    node.do("sync")
    settle(node)
    settle(scene.hub)
    ours, theirs = (tables_of(one)["feed_head"][1] for one in (node, scene.hub))
    heads = {row[0]: row[1] for row in theirs}
    return all(heads.get(row[0]) == row[1] for row in ours)


def _same_tables(scene: Set, node: NodeProcess) -> None:
    """Every row of a subject that both know is the same, and the hub knows all that the node knows."""
    here, hub = tables_of(node), tables_of(scene.hub)
    for table in SHARED:
        columns, rows = here[table]
        hub_columns, hub_rows = hub[table]
        order = [hub_columns.index(name) for name in columns]
        place = columns.index("subject_id")
        subjects = {row[place] for row in rows}
        theirs = {tuple(row[at] for at in order) for row in hub_rows}
        theirs = {row for row in theirs if row[place] in subjects}
        assert set(rows) == theirs, f"{table} differs between {node.name} and the hub"
    assert here["applications_file"][1], "nothing was lodged"


AT_COUNTER = {
    "Handed over": "taken home", "With the office": "waiting", "Returned": "returned", "Ready": "granted",
    "Rejected": "refused",
}  # fmt: skip
AT_PORTAL = {
    "Handed over on": "taken home", "Approved. Collect it": "granted", "Something must be put right": "returned",
    "You will have it by": "waiting", "The office is looking at it": "waiting", "Rejected": "refused",
}  # fmt: skip


def _at_counter(centre: Centre) -> dict[str, str]:
    """What the counter's list says of each file."""
    listed = centre.clerk.get("/counter/files").html
    rows = re.findall(r'href="/counter/files/(\d{7})"(.*?)</a>', listed, re.S)
    return {number: _first_of(AT_COUNTER, row) for number, row in rows}


def _at_portal(scene: Set, centre: Centre, number: str) -> str:
    """What the hub tells whoever has the code of the receipt."""
    _, code = counter.codes_of(receipt_of(centre.clerk, number))
    citizen = playing.reader(scene.hub.url, "en")
    page = citizen.get("/portal/")
    return _first_of(AT_PORTAL, citizen.send(page, page.form(field="code"), {"code": code}).text)


def _first_of(words: dict[str, str], text: str) -> str:
    return next(state for said, state in words.items() if said in text)
