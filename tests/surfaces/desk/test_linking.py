"""Registered twice? Two records side by side: one person or two, and taken back, by an officer who may."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from dorgora.feed import node as nodes
from tests import browser
from tests.applications.world import AT, LATER, OTHER, PLACE
from tests.surfaces.window import FAR, HOST, does, looked_at, tab_to, window

pytestmark = pytest.mark.slow
TWIN = {
    "area": OTHER, "sex": "f", "local_name": "রহিমা খাতুন", "latin_name": "Rahima Khatun", "date_of_birth": "1998-03-01",
    "phone": "+8801712345678", "number": "", "village": "ঢালচর",
}  # fmt: skip


@pytest.fixture
def pair(world: Any) -> tuple[int, int]:
    """Rahima of Char Kukri Mukri, who has a file, and of Dhal Char, where she was registered anew."""
    from dorgora.feed import aftermath
    from dorgora.people import actions as people
    from dorgora.places import actions as places

    places.open_centre(place=OTHER, area=OTHER, local_name="ঢালচর", latin_name="Dhal Char", by=0, at=AT)
    world.hub("centre", OTHER)
    world.submit()
    there = people.register_citizen(place=OTHER, by=world.karim, at=AT, **TWIN)
    aftermath.drain()
    return min(world.rahima, there), max(world.rahima, there)


def appoint(*powers: str, name: str = "Nasima") -> int:
    from dorgora.people import actions as people

    return people.appoint_officer(
        role="hub",
        place="",
        powers=powers,
        local_name=name,
        latin_name=name,
        local_title="",
        latin_title="",
        by=0,
        at=AT,
    )


@pytest.fixture
def nasima(world: Any, signed_in: Callable[..., Any]) -> Any:
    """An officer of the hub who may say whether two are one, in her browser."""
    return signed_in(appoint("link"))


def at(pair: tuple[int, int]) -> str:
    return f"/desk/lookalikes/{pair[0]}/{pair[1]}"


def text(client: Any, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, answer.content.decode()[:500]
    return str(answer.content.decode())


def find(client: Any, pair: tuple[int, int], finding: str, knows: int = 0) -> Any:
    return client.post(at(pair), {"finding": finding, "knows": str(knows)})


def latest(pair: tuple[int, int]) -> Any:
    from dorgora.people import queries

    return queries.links_between(*pair)[0]


def records(pair: tuple[int, int]) -> int:
    from dorgora.people import queries

    return len(queries.records_of(pair[0]))


def test_two_are_compared_and_found_to_be_one(nasima: Any, pair: tuple[int, int]) -> None:
    html = text(nasima, "/desk/lookalikes")
    assert "1 pair may be one person" in html and at(pair) in html and "Rahima Khatun / Rahima Khatun" in html
    html = text(nasima, at(pair))
    for words in ("Char Kukri Mukri", "Dhal Char", "the same", "differs", "not known", "with its office"):
        assert words in html
    assert nasima.post(at(pair), {"knows": "0"}).status_code == 422
    for no_choice in ("whatever", "number", "mistake"):  # their numbers are not the same
        assert find(nasima, pair, no_choice).status_code == 422 and records(pair) == 1
    assert find(nasima, pair, "papers")["Location"] == "/desk/lookalikes"
    assert records(pair) == 2
    html = text(nasima, "/desk/lookalikes")
    assert "Nobody looks registered twice" in html and "her papers show it" in html and "Nasima" in html
    assert "one person" in text(nasima, "/desk/lookalikes/found")


def test_it_is_taken_back_with_a_reason(nasima: Any, pair: tuple[int, int]) -> None:
    find(nasima, pair, "papers")
    made = latest(pair)
    assert "These two records are one person" in text(nasima, at(pair))
    assert find(nasima, pair, "", made.id).status_code == 422
    assert find(nasima, pair, "mistake", made.id).status_code == 302
    assert records(pair) == 1 and latest(pair).end_reason == "mistake"
    html = text(nasima, "/desk/lookalikes/found")
    assert "it was a slip" in html and "two people" in html
    assert "Nobody looks registered twice" in text(nasima, "/desk/lookalikes"), "they are not shown again"
    assert find(nasima, pair, "known", latest(pair).id).status_code == 302 and records(pair) == 2


def test_a_page_from_before_it_was_taken_back_links_nobody(nasima: Any, pair: tuple[int, int]) -> None:
    """Two officers take the link back, for their papers: the second one's words are no finding that they are one."""
    find(nasima, pair, "papers")
    page = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text(nasima, at(pair))))
    assert find(nasima, pair, "papers", latest(pair).id).status_code == 302 and records(pair) == 1
    late = nasima.post(at(pair), page | {"finding": "papers"})
    assert late.status_code == 409 and "decided about these two meanwhile" in late.content.decode()
    assert records(pair) == 1


def test_two_people_are_not_shown_again(nasima: Any, pair: tuple[int, int]) -> None:
    from dorgora.feed import aftermath

    assert find(nasima, pair, "two").status_code == 302 and records(pair) == 1
    aftermath.drain()
    assert "Nobody looks registered twice" in text(nasima, "/desk/lookalikes")
    assert "One person, or two?" in text(nasima, at(pair))


def test_of_two_officers_the_second_is_told(
    nasima: Any, pair: tuple[int, int], signed_in: Callable[..., Any]
) -> None:
    parvin = signed_in(appoint("link", name="Parvin"))
    text(parvin, at(pair))
    find(nasima, pair, "two")
    late = find(parvin, pair, "papers")
    assert late.status_code == 409 and records(pair) == 1
    html = late.content.decode()
    assert "Somebody decided about these two meanwhile" in html and "Nasima" in html
    assert find(parvin, pair, "papers", latest(pair).id).status_code == 302 and records(pair) == 2
    assert find(nasima, pair, "two", 0).status_code == 409, "an older page of hers says so too"


def test_nobody_else_sees_who_looks_alike(
    world: Any,
    pair: tuple[int, int],
    salma: Any,
    signed_in: Callable[..., Any],
    serve_as: Callable[[str], None],
) -> None:
    keeper = signed_in(appoint("erase", "enrol", "alarms", "decide", name="Parvin"))
    for client in (salma, keeper):
        for address in ("/desk/lookalikes", "/desk/lookalikes/found", at(pair)):
            assert "Rahima" not in text(client, address, 409)
        assert find(client, pair, "papers").status_code == 409 and records(pair) == 1
    assert "Registered twice?" not in text(keeper, "/desk/alarms")
    linker = signed_in(appoint("link", name="Rina"))
    serve_as("centre")
    assert linker.get("/desk/lookalikes").status_code in (302, 403, 404)


def test_no_other_pair_of_the_country_is_opened(nasima: Any, world: Any, pair: tuple[int, int]) -> None:
    child = world.submit(draft_key="second").citizen_id
    for one, other in ((world.rahima, child), (1, 2), (world.rahima, world.rahima), (1 << 63, 1), pair[::-1]):
        answer = nasima.get(at((one, other)))
        assert answer.status_code == (200 if (one, other) == pair[::-1] else 404)
    assert nasima.get("/desk/lookalikes?page=99").status_code == 200
    for before in ("x", "0", "9" * 30, "-1"):
        assert nasima.get(f"/desk/lookalikes/found?before={before}").status_code == 200


def test_who_was_erased_meanwhile_is_shown_no_more(nasima: Any, pair: tuple[int, int]) -> None:
    from dorgora.people import actions as people

    keepers = [appoint("erase", name=name) for name in ("Parvin", "Rina")]
    people.erase_citizen(
        citizen_id=pair[1], law="Act", keeps="fees", asked_by=keepers[0], confirmed_by=keepers[1], at=LATER
    )
    answer = find(nasima, pair, "papers")
    assert answer.status_code == 404 and "Nobody is asked about these two" in answer.content.decode()
    assert "Nobody looks registered twice" in text(nasima, "/desk/lookalikes")


def test_two_are_not_compared_while_one_is_damaged(nasima: Any, pair: tuple[int, int]) -> None:
    """Half a record looks like nobody's; the list names which it is."""
    nodes.this().store.rows.run("UPDATE people_citizen SET words = %s WHERE id = %s", [b"\x00\x11", pair[1]])
    assert "damaged here" in text(nasima, "/desk/lookalikes")
    nasima.raise_request_exception = False
    assert "This record is damaged here" in text(nasima, at(pair), 500)
    assert find(nasima, pair, "papers").status_code == 500 and records(pair) == 1


def test_the_erasure_says_what_is_erased_with_her(
    nasima: Any, world: Any, pair: tuple[int, int], signed_in: Callable[..., Any]
) -> None:
    from dorgora.people import queries

    find(nasima, pair, "papers")
    keepers = [signed_in(appoint("erase", name=name)) for name in ("Parvin", "Rina")]
    code = world.file(world.submit(draft_key="third").id).code
    asked = keepers[0].post(
        "/desk/erasures", {"code": code, "who": "applicant", "law": "Act, s. 5", "keeps": "fees"}
    )["Location"]
    other = next(one for one in pair if one != world.rahima)
    html = text(keepers[1], asked)
    assert "Linked with it, and erased too" in html and str(other) in html and "Dhal Char" in html
    assert keepers[1].post(asked, said(html)).status_code == 302
    assert all(one.is_erased for one in queries.citizens(pair).values())
    assert "Rahima" not in text(keepers[1], asked)
    assert "erased / erased" in text(nasima, "/desk/lookalikes/found")
    assert nasima.get(at(pair)).status_code == 404


def said(html: str) -> dict[str, str]:
    """A second officer's yes to what stands on her page."""
    return {"do": "confirm", "records": re.findall(r'name="records" value="([^"]*)"', html)[0]}


def test_who_was_linked_after_she_looked_is_not_erased(
    nasima: Any, world: Any, pair: tuple[int, int], signed_in: Callable[..., Any]
) -> None:
    """Her page names one record; another is linked meanwhile: her yes is refused, both are shown; so when parted."""
    from dorgora.people import queries

    keepers = [signed_in(appoint("erase", name=name)) for name in ("Parvin", "Rina")]
    code = world.file(world.submit(draft_key="third").id).code
    asked = keepers[0].post(
        "/desk/erasures", {"code": code, "who": "applicant", "law": "Act, s. 5", "keeps": "fees"}
    )["Location"]
    alone = text(keepers[1], asked)
    assert "erased too" not in alone
    find(nasima, pair, "papers")
    for sent in (said(alone), {"do": "confirm"}, {"do": "confirm", "records": "x 1 -5 ١"}):
        late = keepers[1].post(asked, sent)
        html = late.content.decode()
        assert late.status_code == 409 and "Other records are hers now" in html and "erased too" in html
    find(nasima, pair, "mistake", latest(pair).id)
    assert keepers[1].post(asked, said(html)).status_code == 409
    assert not any(one.is_erased for one in queries.citizens(pair).values())
    assert keepers[1].post(asked, said(alone)).status_code == 302
    assert sum(one.is_erased for one in queries.citizens(pair).values()) == 1


def test_what_was_chosen_is_there_after_the_cover(nasima: Any, pair: tuple[int, int]) -> None:
    from django.contrib.auth.models import User

    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text(nasima, at(pair))))
    who = nasima.session["_auth_user_id"]
    nasima.get("/desk/cover")
    sent = nasima.post(at(pair), hidden | {"finding": "asked"})
    assert sent["Location"].startswith("/desk/sign-in")
    nasima.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    assert re.search(r'value="asked"[^>]* checked', text(nasima, at(pair)))
    assert records(pair) == 1


def test_the_list_goes_on_after_fifty(
    nasima: Any, world: Any, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    from dorgora.feed import aftermath
    from dorgora.people import actions as people

    for n in range(12):
        people.register_citizen(
            place=PLACE, by=world.karim, at=AT, **{**TWIN, "latin_name": f"Rahima Khatun{n}"}
        )
    aftermath.drain()
    html = text(nasima, "/desk/lookalikes")
    assert html.count('class="pick"') == 50 and "78 pairs may be one person" in html
    nasima.get("/desk/lookalikes?page=2")
    with django_assert_max_num_queries(14):
        assert text(nasima, "/desk/lookalikes?page=2").count('class="pick"') == 28


def test_two_are_linked_and_parted_by_keyboard(chromium: Any, nasima: Any, pair: tuple[int, int]) -> None:
    with window(chromium, nasima, language="en") as page:
        page.goto(f"{HOST}/desk/lookalikes")
        with does(page, "Compare two who may be registered twice"):
            page.keyboard.press("F8")
            page.wait_for_url(f"**{at(pair)}")
            # She compares first: the page does not open at its end, in the question.
            assert page.evaluate("[scrollY, document.activeElement.tagName]") == [0, "BODY"]
            assert page.locator("td .i.ok").count() > 2 and page.locator("td .i.back").count() >= 1
            tab_to(page, "[name=finding]", FAR)
            page.keyboard.press("ArrowDown")
            page.keyboard.press("F8")
        page.wait_for_selector("h1:has-text('Nobody looks registered twice')")
        assert latest(pair).reason == "asked"
        with does(page, "Take back what was found of two"):
            tab_to(page, "a.pick", FAR)
            page.keyboard.press("Enter")
            page.wait_for_selector("h1:has-text('These two records are one person')")
            tab_to(page, "[name=finding]", FAR)
            page.keyboard.press("Space")
            page.keyboard.press("F8")
        page.wait_for_selector("h1:has-text('Nobody looks registered twice')")
    assert latest(pair).end_reason == "mistake"


RAGGED = """() => [...document.querySelectorAll('.cut td')].flatMap(td => {
  const range = document.createRange(), ends = {};
  range.selectNodeContents(td);
  for (const box of range.getClientRects()) ends[box.top] = Math.max(ends[box.top] || 0, Math.round(box.right));
  return new Set(Object.values(ends)).size > 1 ? [td.textContent] : [];
})"""


def test_on_a_phone_long_answers_end_at_one_line(chromium: Any, nasima: Any, pair: tuple[int, int]) -> None:
    with window(chromium, nasima, language="en", size="phone") as page:
        page.goto(HOST + at(pair))
        assert page.evaluate("scrollY") == 0 and page.locator(".cut td").count() > 20
        assert page.evaluate(RAGGED) == []


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_pages_are_sound(chromium: Any, nasima: Any, pair: tuple[int, int], language: str) -> None:
    def look(name: str, address: str) -> None:
        page.goto(HOST + address)
        assert looked_at(page, f"desk-{name}") == []

    with window(chromium, nasima, language=language, kept=True) as page:
        look("lookalikes", "/desk/lookalikes")
        look("pair", at(pair))
        page.locator(".go").click()
        page.wait_for_selector('[role="alert"]')
        page.complaints.clear()
        assert looked_at(page, "desk-pair-error") == []
        find(nasima, pair, "papers")
        look("pair-linked", at(pair))
        look("lookalikes-empty", "/desk/lookalikes")
        look("findings", "/desk/lookalikes/found")
