"""The next citizen's turn: no page shows what was left half filled of the one before; where it lies a button says."""

from typing import Any

import pytest
from django.test import Client

from dorgora.applications import local as kept
from dorgora.applications import models
from dorgora.counter import turns
from dorgora.feed import room
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import days_ago, errors, form_of
from tests.surfaces.counter.test_elsewhere import PAGE as ELSEWHERE
from tests.surfaces.counter.test_registering import LATA, NEW, text
from tests.surfaces.counter.test_saving_together import is_kept, save
from tests.surfaces.window import HOST, does, looked_at, window

pytestmark = pytest.mark.slow

SERVICE, OTHER = "?service=citizenship_certificate", "?service=birth_registration"
BOOK, OFFER = "/counter/citizens", "The page you left half filled"
FIRST = {
    "local_name": "kulsum bibi",
    "phone": "01712345678",
    "number": "1234567890",
    "village": "dokkhin para",
}


def leave(counter: Any, url: str = NEW, typed: dict[str, str] = FIRST) -> None:
    counter.send(counter.get(url), {**typed, "go": "leave", "leave_to": "/counter/"})


def search(counter: Any, name: str, errand: str = "") -> None:
    counter.send(counter.get(BOOK + errand), {"q": name}, id="")


def shown(page: Any) -> list[str]:
    return [one for one in FIRST.values() if one in text(page)]


def test_the_next_citizen_searched_for_by_name_has_an_empty_form(counter: Any) -> None:
    leave(counter)
    search(counter, "Moyna bibi", SERVICE)
    page = counter.send(counter.get(counter.at), {"go": "register"}, id="")
    assert counter.at.startswith(NEW + SERVICE)
    assert form_of(page)["local_name"] == "Moyna bibi" and shown(page) == []
    assert OFFER in text(page) and "stands here again" not in text(page)


@pytest.mark.parametrize("search_page", ["/counter/search", BOOK])
def test_either_search_puts_the_page_aside(counter: Any, search_page: str) -> None:
    leave(counter)
    counter.send(counter.get(NEW), {"q": "moyna"}, to=search_page)
    assert shown(counter.get(NEW)) == []


def test_opening_another_citizen_or_her_file_puts_it_aside(counter: Any) -> None:
    hers = counter.citizen()
    number = counter.lodge(hers, born=days_ago(10))
    for url in (f"{BOOK}/{hers}", f"{BOOK}/{hers}/birth_registration", f"/counter/files/{number}"):
        leave(counter)
        assert form_of(counter.get(NEW))["phone"] == FIRST["phone"]
        counter.get(url)
        assert shown(counter.get(NEW)) == [], url


def test_another_service_begins_with_an_empty_page(counter: Any) -> None:
    leave(counter, NEW + SERVICE)
    assert shown(counter.get(NEW + SERVICE)) == list(FIRST.values()), "the same errand goes on"
    assert shown(counter.get(NEW)) == list(FIRST.values()), "who signs in again comes back without it"
    assert shown(counter.get(NEW + OTHER)) == []
    leave(counter, NEW + SERVICE)
    counter.get(BOOK)  # from the menu, for nothing that is known yet
    assert shown(counter.get(NEW)) == []


def test_what_was_put_aside_comes_back_when_she_asks(counter: Any) -> None:
    leave(counter, NEW + SERVICE)
    search(counter, "Moyna bibi", OTHER)
    counter.send(counter.get(NEW + OTHER), {"village": "উত্তর পাড়া", "go": "aside"})
    assert counter.at == NEW + SERVICE
    page = counter.get(counter.at)
    assert shown(page) == list(FIRST.values()) and "উত্তর পাড়া" not in text(page)
    counter.send(page, {"go": "aside"})
    back = counter.get(counter.at)
    assert form_of(back)["village"] == "উত্তর পাড়া" and shown(back) == []


def left_of(counter: Any, number: int) -> None:
    """Another citizen's page, half filled, then the next one is searched for."""
    leave(counter, typed={"local_name": "moyna bibi", "phone": f"0181234567{number}"})
    search(counter, "Lata")


def come_up(counter: Any, n: int) -> list[str]:
    """The phones in the pages that come up as she presses so often."""
    pressed = [counter.send(counter.get(NEW), {"local_name": "", "go": "aside"}) for _ in range(n)]
    return [form_of(page)["phone"] for page in pressed]


def test_of_several_each_comes_back_the_last_one_first(counter: Any) -> None:
    for number in range(turns.MOST_ASIDE):
        left_of(counter, number)
    phones = [f"0181234567{number}" for number in range(turns.MOST_ASIDE)]
    assert come_up(counter, len(phones) + 1) == [*reversed(phones), phones[-1]]
    search(counter, "Lata")
    left_of(counter, 9)
    newest = "01812345679"
    assert come_up(counter, len(phones) + 1) == [newest, *reversed(phones[1:]), newest], "one gave way"


def test_a_full_page_of_another_tab_is_put_aside_too(counter: Any) -> None:
    left_of(counter, 0)
    empty = counter.get(NEW)
    assert is_kept(save(counter, NEW, form_of(empty) | FIRST))
    assert form_of(counter.send(empty, {"local_name": "", "go": "aside"}))["phone"] == "01812345670"
    assert come_up(counter, 1) == [FIRST["phone"]]
    counter.send(empty, {"local_name": "লতা", "go": "aside"})
    assert "changed on another page" not in text(counter.get(NEW)), "nor does it stand beside another's words"
    assert {FIRST["phone"], "01812345670", ""} <= set(come_up(counter, 3))


def test_with_five_aside_another_tabs_page_stays(counter: Any) -> None:
    """It comes up next; an older one gives way to what stands here."""
    for number in range(turns.MOST_ASIDE):
        left_of(counter, number)
    empty = counter.get(NEW)
    assert is_kept(save(counter, NEW, form_of(counter.get(NEW)) | FIRST))
    counter.send(empty, {"local_name": "লতা", "go": "aside"})
    assert come_up(counter, 2) == [FIRST["phone"], "01812345673"]


def test_what_lies_beside_an_emptied_page_is_not_dropped(counter: Any) -> None:
    older = form_of(counter.get(NEW))
    leave(counter)
    counter.client.post(NEW, older | {"village": "চর পাতিলা", "go": "leave"})
    counter.client.post(NEW, form_of(counter.get(NEW)) | dict.fromkeys([*FIRST], "") | {"go": "leave"})
    assert shown(counter.get(NEW)) == list(FIRST.values())
    search(counter, "Moyna bibi")
    assert shown(counter.get(NEW)) == []
    assert shown(counter.send(counter.get(NEW), {"go": "aside"})) == list(FIRST.values())


def test_what_an_earlier_program_put_aside_is_offered(counter: Any, stage: Any) -> None:
    """In a place of its own, without a turn."""
    left_of(counter, 0)
    row = models.Draft.objects.get(key__contains="aside")
    typed = kept.draft(row.key).typed  # type: ignore[union-attr]
    row.delete()
    kept.keep_page(
        stage.karim, PLACE, "register-aside", {name: typed[name] for name in typed if name != "_turn"}
    )
    assert come_up(counter, 1) == ["01812345670"] and OFFER not in text(counter.get(NEW))


def test_what_was_put_aside_lies_there_a_day(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    left_of(counter, 0)
    monkeypatch.setattr(clock, "is_trusted", lambda: True)
    aside = models.Draft.objects.filter(key__contains="aside")
    for seconds, is_offered in ((turns.ASIDE_SECONDS - 60, True), (86_400 + 60, False)):
        aside.update(dated_at=clock.now_seconds() - seconds)
        assert (OFFER in text(counter.get(NEW))) == is_offered


def test_on_a_full_disk_it_is_rather_typed_twice(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    leave(counter)

    def full(*_given: Any, **_more: Any) -> None:
        raise Refused(room.DISK_FULL)

    monkeypatch.setattr(kept, "keep_page", full)
    search(counter, "Moyna bibi")
    assert shown(counter.get(NEW)) == [] and OFFER not in text(counter.get(NEW))


def test_with_what_was_wrong_in_it(counter: Any) -> None:
    counter.send(counter.get(NEW), FIRST | {"number": "12"})
    search(counter, "Moyna bibi")
    assert errors(counter.get(NEW)) == []
    back = counter.send(counter.get(NEW), {"go": "aside"})
    assert form_of(back)["number"] == "12" and "2 digits, 8 are missing" in " ".join(errors(back))


def test_nothing_is_offered_of_an_untouched_page(counter: Any) -> None:
    leave(counter, typed={})
    search(counter, "Moyna bibi")
    assert OFFER not in text(counter.get(NEW))
    counter.register(**LATA)
    assert not models.Draft.objects.filter(file_id__isnull=True).exists()


def test_a_full_page_of_the_first_registers_nobody_else(counter: Any) -> None:
    """The older tab is saved field by field once the next one is served: nothing of it is kept."""
    older = form_of(counter.get(NEW)) | FIRST
    leave(counter)
    stamped = form_of(counter.get(NEW))["stamp"]
    search(counter, "Moyna bibi")
    counter.client.post(NEW, older | {"stamp": stamped, "go": "typing"})
    assert shown(counter.get(NEW)) == []


@pytest.mark.parametrize(("url", "name"), [(ELSEWHERE, "code"), ("/counter/wishes", "kind")])
def test_no_other_page_without_a_name_comes_up(counter: Any, url: str, name: str) -> None:
    leave(counter, url, {name: "work"})
    assert form_of(counter.get(url))[name] == "work"
    search(counter, "Moyna bibi")
    assert form_of(counter.get(url)).get(name, "") == ""


def test_a_search_that_was_not_made_is_not_the_next_ones(stage: Any, counter: Any) -> None:
    hers = counter.citizen()
    page = form_of(counter.get(BOOK), "")
    Client().post(BOOK, page | {"q": "kulsum bibi"})
    assert "kulsum bibi" in text(counter.get(BOOK))
    counter.get(f"{BOOK}/{hers}")
    assert "kulsum bibi" not in text(counter.get(BOOK))


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_offer_is_seen_and_reached(chromium: Any, counter: Any, language: str) -> None:
    leave(counter)
    search(counter, "Moyna bibi")
    with window(chromium, counter.client, kept=True, language=language) as page:
        page.goto(HOST + NEW)
        assert looked_at(page, "counter-register-aside") == []
        with does(page, "Go on with the registration"):
            page.keyboard.press("Shift+Tab")
            assert page.evaluate("document.activeElement.value") == "aside"
            page.keyboard.press("Enter")
        page.wait_for_selector(f'[name="village"][value="{FIRST["village"]}"]')
        assert page.input_value('[name="village"]') == FIRST["village"]
