"""A paper is found at the desk by the number on it, where the office has or had its file; by nobody else."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.applications.world import AT, OTHER, PLACE
from tests.surfaces.window import HOST, does, window

pytestmark = pytest.mark.slow

FIND = "/desk/find"
WRONG = "This is no number of a certificate."
NOT_HERE = "No certificate with this number is of a file of this office."
TO_BANGLA = str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")


@pytest.fixture
def serial(world: Any, hub: Any, file_id: int) -> str:
    """The number on the certificate of a file that Salma granted."""
    from dorgora.certificates import queries
    from dorgora.feed import aftermath

    world.approve(file_id)
    aftermath.drain()
    found = queries.certificate_of(file_id)
    assert found is not None and found.number
    return str(found.serial)


def text(page: Any) -> str:
    return str(page.content.decode())


def test_a_number_opens_its_file(world: Any, salma: Any, file_id: int, serial: str) -> None:
    assert f'action="{FIND}"' in text(salma.get("/desk/"))
    code = world.file(file_id).code
    for typed in (serial, serial.replace("-", ""), serial.translate(TO_BANGLA), f" {serial} ", code):
        assert salma.post(FIND, {"q": typed})["Location"] == f"/desk/files/{file_id}", typed
    assert 'value=""' in text(salma.get(FIND)), "what was found is not asked again"


def test_what_is_mistyped_is_told_and_kept(salma: Any, file_id: int, serial: str) -> None:
    wrong = serial[:-1] + str((int(serial[-1]) + 1) % 10)
    page = salma.post(FIND, {"q": wrong})
    assert page.status_code == 422 and WRONG in text(page) and f'value="{wrong}"' in text(page)
    assert WRONG in text(salma.get(FIND)), "it is there when she comes back"
    page = salma.post(FIND, {"q": "<b>rahima</b>"})
    assert page.status_code == 422 and "No file of this office is found by this." in text(page)
    assert "&lt;b&gt;rahima" in text(page)
    for nothing in ("", "   ", "x" * 100_000, "\0"):
        assert salma.post(FIND, {"q": nothing}).status_code == 422


def test_another_office_is_told_what_nobodys_number_is(
    world: Any, signed_in: Callable[..., Any], file_id: int, serial: str
) -> None:
    from dorgora.certificates import serials
    from dorgora.people import actions as people
    from dorgora.places import actions as places

    names = {"local_name": "নাসরিন", "latin_name": "Nasrin", "local_title": "", "latin_title": ""}
    places.open_office(place=OTHER, level="union", area=OTHER, local_name="ঢ", latin_name="D", by=0, at=AT)
    given = {"role": "office", "place": OTHER, "powers": ("decide",), "by": 0, "at": AT}
    stranger = signed_in(people.appoint_officer(**given, **names))
    never = serials.serial(PLACE, 2026, 999_999)
    pages = [
        re.sub(r'value="\w{64}"', "", text(stranger.post(FIND, {"q": typed}))).replace(typed, "")
        for typed in (serial, never)
    ]
    assert pages[0] == pages[1] and NOT_HERE in pages[0]
    assert "No file of this office" in text(stranger.post(FIND, {"q": world.file(file_id).code}))


def test_the_hubs_own_staff_finds_no_file(world: Any, signed_in: Callable[..., Any], serial: str) -> None:
    from dorgora.people import actions as people

    keeper = people.appoint_officer(
        role="hub", place="", powers=("alarms",), local_name="নাসিমা", latin_name="Nasima", local_title="",
        latin_title="", by=0, at=AT,
    )  # fmt: skip
    assert signed_in(keeper).post(FIND, {"q": serial}).status_code == 404


def test_a_paper_that_was_taken_back_is_said_first(world: Any, salma: Any, file_id: int, serial: str) -> None:
    world.revoke(file_id)
    page = salma.post(FIND, {"q": serial})
    assert "This certificate was taken back on" in text(page) and f'href="/desk/files/{file_id}"' in text(
        page
    )


def test_a_file_is_found_by_keyboard(chromium: Any, salma: Any, file_id: int, serial: str) -> None:
    with window(chromium, salma, language="en") as page:
        page.goto(HOST + "/desk/")
        with does(page, "Find a file by the number"):
            page.keyboard.press("/")
            page.keyboard.type(serial.replace("-", " "))
            page.keyboard.press("Enter")
        page.wait_for_url(f"**/desk/files/{file_id}")
