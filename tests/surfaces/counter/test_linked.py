"""A citizen with a record at another centre too: her page says so, and what became of her files there, no word more."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dorgora.applications import events as applications
from dorgora.catalogue import queries as catalogue
from dorgora.counter import prefill
from dorgora.feed.log import act
from dorgora.kernel import clock
from dorgora.people import actions
from dorgora.people import queries as people
from tests import browser
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import BEFORE, HOME, SERVICE, citizen_of_another_centre, days_ago
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow


def appoint() -> int:
    return actions.appoint_officer(
        role="hub", place="", powers=("link",), local_name="নাসিমা", latin_name="Nasima", local_title="", latin_title="",
        by=0, at=BEFORE,
    )  # fmt: skip


@pytest.fixture
def hers(counter: Any) -> tuple[int, int, int]:
    """Rahima of this centre, Kohinur of Char Madras, and the link that says they are one."""
    here = counter.citizen()
    there, _code = citizen_of_another_centre()
    nasima = appoint()
    made = actions.link_citizens(first_id=here, second_id=there, reason="papers", by=nasima, at=clock.now())
    return here, there, made


def outline(record: int, number: str, state: str, day: str = "", handed: bool = False) -> None:
    """What the hub tells of a file at Char Madras."""
    version = catalogue.service(SERVICE)
    assert version is not None
    facts = applications.Outlined(
        PLACE, record, int(number), SERVICE, version.version, HOME, number, day or days_ago(3).isoformat(), state,
        handed,
    )  # fmt: skip
    with act(role="hub", place="people", by=0, at=clock.now()) as action:
        action.add(applications.OUTLINED, facts)


def text(counter: Any, hers: int) -> str:
    page = counter.get(f"/counter/citizens/{hers}")
    assert page.status_code == 200
    return str(page.content.decode())


@pytest.mark.parametrize("address", ["/counter/citizens/{her}", "{found}"])
def test_whose_records_are_hers_is_asked_once_a_page(counter: Any, address: str) -> None:
    """One question for each step away from her, however much of the page is about all her records."""
    here = counter.citizen()
    there, _code = citizen_of_another_centre()
    counter.send(counter.get("/counter/citizens"), {"q": "rahima"}, id="")
    url = address.format(her=here, found=counter.at)
    counter.get(url)
    alone = asked(counter, url)
    assert alone.count(True) == 1
    actions.link_citizens(first_id=here, second_id=there, reason="papers", by=appoint(), at=clock.now())
    linked = asked(counter, url)
    assert linked.count(True) == 2
    assert len(linked) - len(alone) <= 6


def asked(counter: Any, url: str) -> list[bool]:
    """For each question of a page to the database whether it is about links."""
    with CaptureQueriesContext(connection) as seen:
        assert "Rahima" in counter.get(url).content.decode()
    return ["people_link" in one["sql"] for one in seen.captured_queries]


def test_her_files_at_other_centres_stand_on_her_page(counter: Any, hers: tuple[int, int, int]) -> None:
    here, there, made = hers
    assert "No file of hers at another centre is known here" in text(counter, here)
    outline(there, "4093877", "waiting")
    outline(there, "4093878", "approved", handed=True)
    outline(there, "4093879", "rejected", day="no day, a liar's")
    html = text(counter, here)
    for words in (
        "409-387-7",
        "With the office",
        "409-387-8",
        "Handed over",
        "Rejected",
        "Char Madras",
        "1 other record",
    ):
        assert words in html
    assert "Kohinur" not in html and html.index("409-387-9") < html.index("409-387-7"), "the newest first"
    assert counter.get("/counter/files/4093877").status_code == 404
    assert counter.get(f"/counter/citizens/{there}").status_code == 404, (
        "her other record is not this centre's"
    )
    actions.unlink_citizens(
        link_id=made, reason="mistake", by=next(iter(people.officers("hub", ""))).id, at=clock.now()
    )
    html = text(counter, here)
    assert "409-387-7" not in html and "Her other records" not in html


def test_what_her_other_record_here_knows_stands_in_the_form(counter: Any) -> None:
    """Registered twice in one book, the second time without a phone: the form of either has it."""
    full = counter.citizen()
    known = people.citizens([full])[full]
    bare = actions.register_citizen(
        place=PLACE, area=known.area, sex=known.sex, local_name=known.local_name, latin_name=known.latin_name,
        date_of_birth="", phone="", number="", village="", by=7, at=BEFORE,
    )  # fmt: skip
    assert known.phone and prefill.known_of(people.citizens([bare])[bare], PLACE)["phone"] == ""
    actions.link_citizens(first_id=full, second_id=bare, reason="papers", by=appoint(), at=clock.now())
    assert prefill.known_of(people.citizens([bare])[bare], PLACE)["phone"] == known.phone
    assert prefill.known_of(people.citizens([bare])[bare], HOME)["phone"] == "", "and nowhere else"
    assert f'value="{known.phone.removeprefix("+88")}"' in counter.begin(bare).content.decode()


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_her_page_is_sound(chromium: Any, counter: Any, hers: tuple[int, int, int], language: str) -> None:
    here, there, _made = hers
    with window(chromium, counter.client, language=language, kept=True) as page:
        page.goto(f"{HOST}/counter/citizens/{here}")
        assert looked_at(page, "counter-citizen-linked-empty") == []
        outline(there, "4093877", "waiting")
        outline(there, "4093878", "approved", handed=True)
        page.goto(f"{HOST}/counter/citizens/{here}")
        assert looked_at(page, "counter-citizen-linked") == []
