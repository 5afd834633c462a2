"""Lists to the district's record room, on Harun's desk: made once, printed again, and what comes back entered."""

import re
from typing import Any

import pytest

from dorgora.applications import queries
from dorgora.feed import node as nodes
from tests import browser
from tests.applications.land import DISTRICT, ROOM, District, with_district
from tests.applications.world import PLACE
from tests.surfaces.desk.test_deciding import decide, page_of, seen_on
from tests.surfaces.window import FAR, HOST, does, looked_at, tab_to, window

pytestmark = pytest.mark.slow

LISTS = f"/desk/lists/to/{ROOM}"
# The day it was lodged: whenever this test runs, that has come.
CAME = {"paper_number": "৪৫৬/২০২৬", "paper_on-day": "২২", "paper_on-month": "11", "paper_on-year": "2026"}


@pytest.fixture
def district(world: Any) -> District:
    return with_district(world)


@pytest.fixture
def lodged(district: District) -> int:
    """A file that waits to leave."""
    return district.submit().id


@pytest.fixture
def harun(district: District, signed_in: Any) -> Any:
    """Harun's browser."""
    return signed_in(district.harun)


def shown(district: District, file_id: int) -> str:
    number = district.world.file(file_id).number
    return f"{number[:3]}-{number[3:6]}-{number[6:]}"


def make(client: Any, after: int = 0) -> Any:
    return client.post(LISTS, {"after": str(after)})


def text(page: Any) -> str:
    return str(page.content.decode())


def test_the_queue_says_what_waits_to_leave(district: District, harun: Any, lodged: int) -> None:
    html = text(harun.get("/desk/"))
    assert "Lists to: District Record Room" in html and "1 file waits to leave." in html
    html = text(harun.get(LISTS))
    assert shown(district, lodged) in html and "Make list 1 of 1 file" in html and "রহিমা খাতুন" not in html
    assert "No list has left yet." in html


def test_a_list_is_made_once_and_printed_again(district: District, harun: Any, lodged: int) -> None:
    first = make(harun)
    assert first.status_code == 302 and make(harun)["Location"] == first["Location"]
    pages = [text(harun.get(first["Location"])) for _ in range(2)]
    sheets = [re.search(r'<article class="card sheet".*?</article>', html, re.S) for html in pages]
    assert sheets[0] and sheets[1] and sheets[0][0] == sheets[1][0]
    printed = sheets[0][0]
    for words in ("তালিকা ১, প্রাপক: জেলা রেকর্ড রুম", "রহিমা খাতুন", "মৌজা: চর পাতিলা, জে.এল. ৫২", "আর.এস.", "১২৭",
                  "নকলের নম্বর", "Number of the copy", "১টি ফাইল", "1 file"):  # fmt: skip
        assert words in printed, words
    assert "0412387651" not in printed and "০৪১২৩৮৭৬৫১" not in printed, (
        "what the room need not know stays here"
    )
    assert [one.number for one in queries.outgoing_lists(DISTRICT)] == [1]
    html = text(harun.get(LISTS))
    assert "Nothing waits to leave." in html and "List 1" in html and "0 of 1 decided" in html
    assert "Nothing waits to leave." in text(harun.get("/desk/"))


@pytest.mark.parametrize("table", ["applications_file", "people_officer"])
def test_no_list_is_printed_without_its_names(
    district: District, harun: Any, lodged: int, table: str
) -> None:
    """Whom a file is for, and who sends the list."""
    made = make(harun)["Location"]
    spoilt = lodged if table == "applications_file" else district.harun
    nodes.this().store.rows.run(f"UPDATE {table} SET words = %s WHERE id = %s", [b"\x00\x11", spoilt])
    harun.raise_request_exception = False
    page = harun.get(made)
    assert page.status_code == 500 and "This record is damaged here" in text(page)


@pytest.mark.parametrize(
    "gap",
    [
        "DELETE FROM applications_file",
        "UPDATE applications_file SET words = NULL",
        "UPDATE applications_outgoinglist SET by_id = 0",
        "UPDATE people_officer SET words = NULL",
    ],
)
def test_no_list_is_printed_with_a_gap(district: District, harun: Any, lodged: int, gap: str) -> None:
    """One file of two, or who sends it."""
    district.submit(draft_key="more")
    made = make(harun)["Location"]
    nodes.this().store.rows.run(gap + f" WHERE id = {lodged}" * ("applications_file" in gap))
    harun.raise_request_exception = False
    page = harun.get(made)
    assert page.status_code == 500 and "This record is damaged here" in text(page)


def test_of_nothing_no_list_is_made(district: District, harun: Any) -> None:
    response = make(harun)
    assert response.status_code == 409 and "Nothing waits to leave." in text(response)
    for typed in ("x", "-1", "9" * 40, "১"):
        assert harun.post(LISTS, {"after": typed}).status_code == 409
    assert queries.outgoing_lists(DISTRICT) == ()


def test_other_offices_have_no_such_lists(
    district: District, salma: Any, harun: Any, signed_in: Any, lodged: int
) -> None:
    address = make(harun)["Location"]
    rafiq = signed_in(district.rafiq)
    for client in (salma, rafiq):
        assert "Lists to:" not in text(client.get("/desk/"))
        assert client.get(LISTS).status_code == make(client).status_code == 404
        assert client.get(address).status_code == 404
    assert harun.get("/desk/lists/to/another_room").status_code == 404
    assert harun.get(f"/desk/lists/{lodged}").status_code == 404
    assert harun.get(f"/desk/lists/{'9' * 30}").status_code == 404


def test_before_it_left_it_can_be_returned_or_rejected(district: District, harun: Any, lodged: int) -> None:
    html = page_of(harun, lodged)
    assert "Decided by: District Record Room" in html and "It waits to leave on the next list" in html
    assert 'value="approve"' not in html and 'value="return"' in html and 'value="reject"' in html
    forged = decide(harun, lodged, decision="approve", **CAME)
    assert forged.status_code == 409 and "This file is on no list yet." in text(forged)
    assert district.world.file(lodged).state == "waiting"


def test_what_came_back_is_entered(district: District, harun: Any, lodged: int) -> None:
    seen = seen_on(page_of(harun, lodged))
    make(harun)
    late = decide(harun, lodged, seen, decision="return", wrong="mouza", note="মৌজা দেখুন")
    assert late.status_code == 409, "the page is older than the list"
    html = page_of(harun, lodged)
    assert "On list 1 to: District Record Room" in html and "To grant it: Number of the copy" in html
    seen = seen_on(html)
    assert [decide(harun, lodged, seen, decision="approve", **CAME).status_code for _ in range(2)] == [
        302,
        302,
    ]
    file = district.world.file(lodged)
    assert (file.state, file.paper_number, file.decided_on) == ("approved", "৪৫৬/২০২৬", "2026-11-22")
    assert [one.kind for one in queries.story(lodged)].count("application.approved") == 1
    html = page_of(harun, lodged)
    assert (
        "Number of the copy" in html
        and "22 November 2026" in html
        and "Take the certificate back" not in html
    )
    assert "Sent to the authority that decides, list 1" in html
    assert "1 of 1 decided" in text(harun.get(LISTS))


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"paper_number": " "}, "This is still empty."),
        ({"paper_number": "1" * 60}, "Too long: 60 letters, at most 40."),
        ({"paper_number": "1\u202e2"}, "hidden sign"),
        ({"paper_on-day": ""}, "Write day, month and year."),
        ({"paper_on-day": "", "paper_on-month": "", "paper_on-year": ""}, "This is still empty."),
        ({"paper_on-day": "31"}, "There is no 31 November."),
        ({"paper_on-year": "2099"}, "This day has not come yet."),
        ({"paper_on-day": "21"}, "It was lodged only on 22 November 2026."),
        ({"paper_on-day": "x" * 300}, "Write day, month and year in digits."),
    ],
)
def test_what_cannot_stand_on_its_paper_is_told(
    district: District, harun: Any, lodged: int, typed: dict[str, str], words: str
) -> None:
    make(harun)
    response = decide(harun, lodged, decision="approve", note="আমার কথা", **CAME | typed)
    html = text(response)
    assert response.status_code == 422 and words in html and "আমার কথা" in html and "<title>Error:" in html
    assert district.world.file(lodged).state == "waiting"


def test_what_was_refused_says_its_ground(district: District, harun: Any, lodged: int) -> None:
    make(harun)
    assert decide(harun, lodged, decision="reject", legal_ground="এই খতিয়ান নেই").status_code == 302
    assert district.world.file(lodged).ground == "এই খতিয়ান নেই"
    assert "এই খতিয়ান নেই" in page_of(harun, lodged)


def test_an_office_on_its_own_laptop_is_only_read_here(
    district: District, harun: Any, lodged: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dorgora.desk.held.feed.writer_of", lambda role, place: 7)
    html = text(harun.get(LISTS))
    assert "This office decides on its own laptop." in html and "Make list" not in html
    assert make(harun).status_code == 409 and queries.outgoing_lists(DISTRICT) == ()


def test_by_keyboard_alone_a_list_and_its_result(
    chromium: Any, district: District, harun: Any, lodged: int
) -> None:
    with window(chromium, harun, language="en") as page:
        page.goto(f"{HOST}/desk/")
        with does(page, "Put what waits for an authority"):
            tab_to(page, f'a[href="{LISTS}"]', FAR)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**{LISTS}")
            page.keyboard.press("F8")
            page.wait_for_selector(".sheet")
            page.evaluate("window.print = () => document.body.classList.add('printed')")
            page.keyboard.press("F8")
            page.wait_for_selector("body.printed")
        with does(page, "Enter what that authority granted"):
            tab_to(page, f'a[href="/desk/files/{lodged}"]', FAR)
            page.keyboard.press("Enter")
            page.wait_for_url(f"**/desk/files/{lodged}")
            page.keyboard.press("a")
            tab_to(page, '[name="paper_number"]')
            page.keyboard.type("KD-456/2026")
            for part, typed in (("day", "22"), ("month", "11"), ("year", "2026")):
                tab_to(page, f'[name="paper_on-{part}"]')
                page.keyboard.type(typed)
            page.keyboard.press("F8")
        page.wait_for_selector("text=22 November 2026")
    file = district.world.file(lodged)
    assert (file.state, file.paper_number, file.decided_on) == ("approved", "KD-456/2026", "2026-11-22")


def test_the_desk_needs_no_script_for_lists(
    chromium: Any, district: District, harun: Any, lodged: int
) -> None:
    with window(chromium, harun, language="en", javascript=False) as page:
        page.goto(f"{HOST}{LISTS}")
        page.locator(".go").click()
        page.wait_for_selector(".sheet")
        assert "Print with Ctrl and P." in page.content()
        page.locator(f'a[href="/desk/files/{lodged}"]').click()
        page.locator('input[value="reject"]').check()
        page.locator('[name="legal_ground"]').fill("No such record")
        page.locator(".go").click()
        page.wait_for_selector("text=Rejected")


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_every_page_of_lists_is_sound(
    chromium: Any, district: District, harun: Any, lodged: int, language: str
) -> None:
    for n in range(2):
        district.submit(draft_key=f"more {n}")
    address = make(harun)["Location"]
    waits = district.submit(draft_key="later").id
    with window(chromium, harun, language=language, kept=True) as page:
        for name, path in (
            ("lists", LISTS),
            ("list", address),
            ("file-to-leave", f"/desk/files/{waits}"),
            ("file-on-a-list", f"/desk/files/{lodged}"),
            ("queue-district", "/desk/"),
        ):
            page.goto(HOST + path)
            assert looked_at(page, f"desk-{name}") == []
        page.goto(f"{HOST}/desk/files/{lodged}")
        page.locator('input[value="approve"]').check()
        page.locator(".go").click()
        page.wait_for_selector('[role="alert"]')
        page.complaints.clear()
        assert looked_at(page, "desk-file-on-a-list-error") == []
        decide(harun, lodged, decision="approve", **CAME)
        page.goto(f"{HOST}/desk/files/{lodged}")
        assert looked_at(page, "desk-file-came-back") == []
        assert PLACE in district.world.file(lodged).answers["land_union"]
