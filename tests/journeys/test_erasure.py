"""A citizen is erased by two officers: what was found of her on every node before is found on none after."""

import io
import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from PIL import Image

from dorgora.certificates import qr
from dorgora.demo import counter, desk, playing
from dorgora.demo.pages import Browser, Page
from dorgora.demo.reading import Form
from dorgora.kernel import clock
from tests.journeys.country import BIRTH, COUNTRY, FAR, HERE, ISLAND, TALE, field_of
from tests.journeys.lodging import CHILD_IN_A_HURRY, Hurry, lodge, newborn, receipt_of, register_mother
from tests.journeys.opened import Copy, copy_of
from tests.journeys.searching import PICTURE, Canary, Search, balances
from tests.journeys.staging import ERASERS, Set, settle, until

MOTHER_BN, MOTHER_EN = HERE.mother.local_name, HERE.mother.latin_name
CHILD_BN, CHILD_EN = HERE.child.local_name, HERE.child.latin_name
REGISTER = str(clock.now().year) + HERE.register
PHONE, PHONE_FIELD = HERE.phone_begins + HERE.phone, COUNTRY.known_as(TALE.birth, "phone")
VILLAGE_FIELD = field_of("text")
NAMES = [
    Canary(word, "name")
    for word in (*MOTHER_BN.split(), *MOTHER_EN.split(), CHILD_BN.split()[0], CHILD_EN.split()[0])
]
KEPT = [Canary(HERE.number, "number"), Canary(HERE.phone, "phone"), Canary(HERE.village, "home")]
OF_THE_FILE = [
    *(Canary(word) for word in (HERE.note, HERE.ground, *HERE.father.split())),
    *(Canary(word) for word in HERE.parents.values() if word != HERE.number),
    Canary(REGISTER, "register"),
]
CANARIES = [*NAMES, *KEPT, *OF_THE_FILE, Canary(HERE.later), Canary(HERE.left)]
LAW, KEEPS = "Data Protection Act, section 7", "amounts, dates and the decision"


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.both
def test_nothing_of_her_is_left_on_any_disk(scene: Set, tmp_path: Path) -> None:
    """Databases with their dead rows, pictures, sessions, drafts, search terms, logs and exports, all keys in hand."""
    scene.start(*scene.stage.nodes())
    clerk = scene.operator("far_operator", scene.far)
    office = scene.officer("hub_officer", scene.hub)
    number, code = _her_story(scene, clerk, office)
    refused = _left_behind(scene, clerk, office)
    search = Search(CANARIES, (ISLAND, FAR))
    copies = _copies(scene, tmp_path)
    search.spare([Canary(word, "name") for word in _neighbour(scene)], copies)
    before = search.run(copies)
    exported = _exports(scene, clerk, office, number, code)
    _hold_what_was_found(before, exported)
    for copy in copies[:2]:
        search.remember_keys(copy, _hers(copy))
        assert any(list(search.of_before(content, where)) for where, content in copy.raw.items())
    books = [balances(copy) for copy in copies]
    drawer = _sums(clerk.get("/counter/drawer"))

    _erase(scene, code, refused)

    copies = _copies(scene, tmp_path)
    assert search.run(copies) == {}
    after = _exports(scene, clerk, office, number, code)
    assert [name for name in after if any(one.is_in(after[name]) for one in CANARIES)] == []
    assert [balances(copy) for copy in copies] == books
    assert _sums(clerk.get("/counter/drawer")) == drawer
    assert scene.cast.second.latin_name in counter.find_citizen(clerk, scene.cast.second.latin_name).text
    for node in scene.stage.nodes():
        assert node.do("check") == ["all is well"]


def _her_story(scene: Set, clerk: Browser, office: Browser) -> tuple[str, str]:
    """Registered, lodged, returned with a note, corrected, granted, printed and handed over."""

    def exchange() -> None:
        scene.far.do("sync")

    known = {"phone": PHONE, "number": HERE.number, "village": HERE.village}
    mother = register_mother(clerk, scene.cast, MOTHER_BN, MOTHER_EN, **known)
    answers = {
        **dict(zip(COUNTRY.pack.name_fields, (CHILD_BN, CHILD_EN), strict=True)), TALE.birth.returned: HERE.father,
        PHONE_FIELD: PHONE, VILLAGE_FIELD: HERE.village, **HERE.parents,
        **counter.dated(field_of("date"), scene.cast.today.replace(month=1, day=1)),
    }  # fmt: skip
    number, code = lodge(clerk, scene.cast, mother, CHILD_BN, FAR, look_again=_take_other_photos, **answers)
    scene.far.do("sync")
    desk.return_file(
        office, desk.open_file(office, number), TALE.birth.returned, f"See the {HERE.note} ledger."
    )
    until(
        lambda: "ledger" in clerk.get(f"/counter/files/{number}/correct").text,
        lambda: scene.far.do("sync"),
    )
    page = clerk.get(f"/counter/files/{number}/correct")
    rightly = TALE.birth.corrected.format(father=HERE.father)
    clerk.send(page, counter.main_form(page), {TALE.birth.returned: rightly}, button=("", ""))
    scene.far.do("sync")
    desk.approve(office, desk.open_file(office, number), REGISTER)
    until(
        lambda: clerk.get(f"/counter/files/{number}/certificate").status == 200,
        lambda: scene.far.do("sync"),
    )
    page = clerk.get(f"/counter/files/{number}/hand-over")
    given = {"to": "applicant", "own_time": "3", "own_cost": "40", "visits": "1", "confirmed": "yes"}
    clerk.send(page, counter.main_form(page), given, button=("", "")).says("Handed over")
    scene.far.do("sync")
    return number, code


def _take_other_photos(clerk: Browser, page: Page) -> Page:
    """Every photo of a paper once more, before anything is handed in."""
    papers = clerk.get(page.url.replace("/read-back", "/papers"))
    form, other = counter.main_form(papers), io.BytesIO()
    Image.new("RGB", (320, 200), "red").save(other, "PNG")
    assert form.files
    return clerk.send(papers, form, files={name: other.getvalue() for name in form.files}, button=("", ""))


def _left_behind(scene: Set, clerk: Browser, office: Browser) -> str:
    """A neighbour's file, and hers under the neighbour's name, taken back; one of hers refused; a form of hers that is
    not lodged; a search of her name, standing. Gives the code of what was refused.
    """
    second = scene.cast.second
    neighbour = register_mother(clerk, scene.cast, second.local_name, second.latin_name)
    with Hurry(clerk, FAR) as hurry:
        hurry.lodge(scene.cast, neighbour.link(to=f"/{BIRTH}"), second.local_name, second.local_name)
        wrong = hurry.lodge(scene.cast, neighbour.link(to=f"/{BIRTH}"), MOTHER_BN, CHILD_BN)
        page = clerk.get(f"/counter/files/{wrong}/take-back")
        given_back = {"reason": "wrong_person", "agreed": "yes"}
        clerk.send(page, counter.main_form(page), given_back, button=("", "")).says("was taken back")
        found = counter.find_citizen(clerk, MOTHER_EN)
        consent = clerk.get(found.link(MOTHER_EN)).link(to=f"/{BIRTH}")
        refused = hurry.lodge(scene.cast, consent, MOTHER_BN, second.local_name)
    scene.far.do("sync")
    page = desk.open_file(office, refused)
    ground = {"decision": "reject", "legal_ground": f"Not the child of {HERE.ground}, section 8"}
    office.send(page, desk.form_named(page, "decide"), ground, button=("", "")).says("Rejected")
    page = counter.begin_form(clerk, clerk.get(found.link(MOTHER_EN)), BIRTH)
    answers = newborn(scene.cast, MOTHER_BN, second.local_name)
    for _ in range(4):
        page = counter.fill_section(clerk, page, {**answers, VILLAGE_FIELD: HERE.later})
    _leave_registering(clerk)
    counter.find_citizen(clerk, MOTHER_EN).says(MOTHER_EN)
    scene.far.do("sync")
    return counter.codes_of(receipt_of(clerk, refused))[1]


def _leave_registering(clerk: Browser) -> None:
    """Her name typed into "Register a citizen" once more, and the screen covered over it."""
    page = clerk.get("/counter/citizens/new")
    typed = {"local_name": MOTHER_BN, "phone": PHONE, "village": HERE.left, "leave_to": "/counter/"}
    clerk.send(page, counter.main_form(page), typed, button=("go", "leave"))
    again = counter.main_form(clerk.get("/counter/citizens/new"))
    assert again.fields["village"] == HERE.left


def _hers(copy: Copy) -> list[int]:
    """The citizens that are erased: the first two of the centre, mother and child."""
    return sorted(person for (person,) in copy.column("people_citizen", "id"))[:2]


def _neighbour(scene: Set) -> list[str]:
    return [*scene.cast.second.local_name.split(), *scene.cast.second.latin_name.split(), CHILD_IN_A_HURRY]


def _erase(scene: Set, code: str, refused: str) -> None:
    """Asked by one officer of the hub and confirmed by another, for both children and for the mother; then heard."""
    first, second = (scene.officer(name, scene.hub) for name in ERASERS)
    for which, who in ((code, "citizen"), (refused, "citizen"), (code, "applicant")):
        page = first.get("/desk/erasures")
        asked = first.send(
            page,
            page.form(field="law"),
            {"code": which, "who": who, "law": LAW, "keeps": KEEPS},
            button=("", ""),
        )
        assert re.search(r"/erasures/\d+$", asked.url), asked.text[:600]
        first.send(asked, _confirm(asked), button=("do", "confirm")).says("A second officer")
        page = second.get(asked.url)
        second.send(page, _confirm(page), button=("do", "confirm")).says("Not every laptop has heard", "far")
    settle(scene.hub)
    for node in (scene.far, scene.laptop):
        node.do("sync")
        settle(node)
    assert "has heard of it" in second.get(asked.url).text


def _confirm(page: Page) -> Form:
    return next(form for form in page.forms if form.id == "confirm")


def _copies(scene: Set, scratch: Path) -> list[Copy]:
    return [copy_of(node, scratch) for node in (scene.far, scene.hub, scene.laptop)]


def _hold_what_was_found(before: dict[str, set[str]], exported: dict[str, bytes]) -> None:
    """The search sees what it must see, or its silence afterwards would mean nothing."""
    for canary in (*NAMES, *KEPT, *OF_THE_FILE):
        for node in ("far", "hub"):
            found = _found_at(before, canary.word, node) - {"people_searchkey"}
            assert found, f"{canary.word} not found in words at {node}: {before}"
    assert _found_at(before, HERE.later, "far") == {"applications_draft.typed"}
    assert _found_at(before, HERE.left, "far") == {"applications_draft.typed"}
    assert len(_found_at(before, PICTURE, "far")) == 1, "what was replaced is no more"
    assert len(_found_at(before, PICTURE, "hub")) == 1, "it is there, under her key"
    for indexed in (*NAMES, *KEPT):
        assert "people_searchkey" in _found_at(before, indexed.word, "far")
    for node in ("far", "hub"):
        assert "applications_registernumber" in _found_at(before, REGISTER, node)
    assert "django_session.session_data" in _found_at(before, MOTHER_EN.split()[0], "far")
    assert "certificates_certificate.token" in _found_at(before, CHILD_BN.split()[0], "hub")
    assert {where for places in before.values() for where in places if where.startswith("laptop")} == set()
    assert Canary(CHILD_BN.split()[0]).is_in(exported["certificate.txt"])


def _found_at(found: dict[str, set[str]], word: str, node: str) -> set[str]:
    return {where.split(": ", 1)[1] for where in found.get(word, ()) if where.startswith(f"{node}: ")}


def _exports(scene: Set, clerk: Browser, office: Browser, number: str, code: str) -> dict[str, bytes]:
    """What pages and exported files say; of a certificate's text the token in it."""
    citizen = playing.reader(scene.hub.url, "en")
    track = citizen.get("/portal/")
    pages = {
        "keys.json": citizen.get("/portal/keys.json"),
        "tracked": citizen.send(track, track.form(field="code"), {"code": code}),
        "dashboard": citizen.get("/dashboard/"),
        "queue": office.get("/desk/?show=decided"),
        **{name: clerk.get(f"/counter/{name}") for name in ("files", "drawer", "citizens", "")},
        **{name: clerk.get(f"/counter/files/{number}/{name}") for name in ("receipt", "receipt.txt")},
        "certificate.txt": clerk.get(f"/counter/files/{number}/certificate.txt"),
        "file": clerk.get(f"/counter/files/{number}"),
    }  # fmt: skip
    said = {name: page.html.encode() for name, page in pages.items()}
    if pages["certificate.txt"].status == 200:
        said["certificate.txt"] = qr.from_qr_text(pages["certificate.txt"].html)
    return said


def _sums(page: Page) -> Iterable[str]:
    """Whatever stands behind the sign of the country's money."""
    currency = COUNTRY.pack.currency
    found = re.findall(re.escape(currency.signs["en"]) + r"\d[\d.,]*", page.text)
    assert found, page.text
    return found
