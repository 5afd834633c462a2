"""What is kept while it is typed stands beside what other pages, her phone and her own presses say of the same form."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from dorgora.applications import local as kept
from dorgora.applications import queries
from dorgora.applications.local import drafts, pages
from dorgora.counter import drafting, turns, unfinished
from dorgora.feed import node as nodes
from dorgora.feed import writing
from dorgora.kernel import clock
from dorgora.people import actions as people
from dorgora.places import actions as places
from dorgora.shell import saving
from tests.applications.test_local import photo
from tests.people.cast import PLACE
from tests.surfaces.counter.paired import PAGE, certify, phone, pictures, send, text, wanted
from tests.surfaces.counter.stage import BEFORE, approve, days_ago, form_of, lodge_with_picture, return_file

pytestmark = pytest.mark.slow

STAMP = "Dorgora-Stamp"
CARD, MOTHERS = "epi_card", "0412387651"
OTHER = "10092572"
WORDS = {"present_address-typed": "Char Manika"}


def save(counter: Any, url: str, typed: dict[str, str]) -> Any:
    """The page sends what stands in it while it is still being filled."""
    return counter.client.post(url, typed | {"go": "typing"})


def is_kept(answer: Any) -> bool:
    """Whether it was; else the page is older than what another one wrote."""
    assert answer.status_code == 204
    return STAMP in answer.headers


def address_page(counter: Any) -> str:
    """A form filled up to its papers; the page of its address, in which the centre's own union stands."""
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    return str(counter.at.replace("/papers", "/address"))


@pytest.mark.parametrize("is_saved", [False, True])
def test_the_union_she_typed_is_that_of_the_file(hub: Any, counter: Any, is_saved: bool) -> None:
    name = {"local_name": "চর মানিকা", "latin_name": "Char Manika"}
    places.open_office(place=OTHER, level="union", area=OTHER, **name, by=0, at=BEFORE)
    hub("office", OTHER)
    url = address_page(counter)
    page, words = counter.get(url), dict(WORDS)
    if is_saved:
        words["stamp"] = save(counter, url, form_of(page) | words).headers[STAMP]
        assert form_of(counter.get(url)).get("present_address", "") == "", "no code of another place"
    counter.send(page, words, to=url)
    papers = {"epi_card-seen": "yes", "parents_identity-seen": "yes", "parents_identity-number": "0412387650"}
    counter.send(counter.get(url.replace("/address", "/papers")), papers)
    page = counter.get(url.replace("/address", "/read-back"))
    counter.send(page, {"received": "100", "agreed": "yes", "go": "take"})
    file = queries.file_by_number(counter.at.split("/")[3], PLACE)
    assert file is not None and (file.office, file.answers["present_address"]) == (OTHER, OTHER)


def test_a_union_typed_and_taken_back_stands(counter: Any) -> None:
    url = address_page(counter)
    page = counter.get(url)
    typed = form_of(page)
    stamp = save(counter, url, typed | WORDS).headers[STAMP]
    stamp = save(counter, url, typed | {"stamp": stamp}).headers[STAMP]
    again = form_of(counter.get(url))
    assert {name: again[name] for name in typed if name.startswith("present")} == {
        name: text for name, text in typed.items() if name.startswith("present")
    }
    counter.send(page, {"stamp": stamp}, to=url)
    assert form_of(counter.get(url))["present_address"] == PLACE


def test_a_union_that_was_offered_is_taken_once_chosen(counter: Any) -> None:
    url = address_page(counter)
    offered = counter.send(
        counter.get(url), {"present_address-typed": "Char", "find": "present_address"}, to=url
    )
    typed = form_of(offered) | {"present_address": OTHER}
    stamp = save(counter, url, typed).headers[STAMP]
    counter.send(offered, {"present_address": OTHER, "stamp": stamp}, to=url)
    again = form_of(counter.get(url))
    assert (again["present_address"], again["present_address-typed"][:11]) == (OTHER, "Char Manika")


@pytest.mark.parametrize(
    ("words", "code", "found"),
    [("Char Manika", PLACE, OTHER), ("", PLACE, ""), ("Char Manika", "77", OTHER), ("nowhere", "77", "")],
)
def test_a_union_kept_beside_another_code_is_found_anew(
    counter: Any, words: str, code: str, found: str
) -> None:
    """As pages did that did not say with which words they were shown; also beside one that nobody knows any more."""
    url = address_page(counter)
    page = form_of(counter.get(url))
    page.pop("present_address-shown")
    typed = page | {"present_address": code, "present_address-typed": words}
    stamp = save(counter, url, typed).headers[STAMP]
    counter.client.post(url, typed | {"stamp": stamp})
    assert form_of(counter.get(url)).get("present_address", "") == found


def test_a_union_that_was_marked_is_corrected(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    return_file(stage, number, "present_address")
    url = f"/counter/files/{number}/correct"
    assert is_kept(save(counter, url, form_of(counter.get(url)) | WORDS))
    counter.send(counter.get(url), {}, to=url)
    file = queries.file_by_number(number, PLACE)
    assert file is not None and file.answers["present_address"] == OTHER


@pytest.fixture
def corrected(counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Karim's phone; on the laptop stands the correction of a file of which a card and a number are marked."""
    number = lodge_with_picture(counter, photo())
    return_file(stage, number, CARD, "mother_nid_or_brn")
    certify(monkeypatch)
    hers = phone(counter, stage)
    counter.get(f"/counter/files/{number}/correct")
    return hers


def photograph(hers: Any) -> None:
    """The phone sends a picture of what lacks one."""
    (to, *_others) = wanted(hers.get(PAGE))
    assert send(hers, to, photo()).status_code == 302


def file_at(url: str) -> Any:
    """The file of a page."""
    file = queries.file_by_number(url.split("/")[3], PLACE)
    assert file is not None
    return file


@pytest.mark.parametrize("way", ["saved", "sent", "looked"])
def test_a_photo_that_comes_makes_no_page_old(counter: Any, corrected: Any, way: str) -> None:
    url, older = counter.at, counter.get(counter.at)
    before = {one.kind: one.picture for one in file_at(url).evidence}[CARD]
    photograph(corrected)
    typed, stamp = {"mother_nid_or_brn": MOTHERS}, {}
    if way == "saved":
        answer = save(counter, url, form_of(older) | typed)
        assert is_kept(answer) and form_of(counter.get(url))["mother_nid_or_brn"] == MOTHERS
        stamp = {"stamp": answer.headers[STAMP]}
    if way == "looked":
        older, typed = counter.send(older, typed | {"go": "look"}, to=url), {}
        assert "another page" not in text(older)
    counter.send(older, typed | stamp | {f"{CARD}-seen": "yes"}, to=url)
    assert counter.at == f"/counter/files/{url.split('/')[3]}"
    assert file_at(url).answers["mother_nid_or_brn"] == MOTHERS
    assert {one.kind: one.picture for one in file_at(url).evidence}[CARD] not in ("", before)


@pytest.mark.parametrize("is_saved", [False, True])
def test_a_page_that_has_not_seen_a_picture_replaces_none(counter: Any, hers: Any, is_saved: bool) -> None:
    older = counter.get(counter.at)
    photograph(hers)
    hers_only, stamp = pictures(counter), {}
    if is_saved:
        stamp["stamp"] = save(counter, counter.at, form_of(older) | {f"{CARD}-seen": "yes"}).headers[STAMP]
    (kind,) = hers_only
    own = SimpleUploadedFile("own.jpg", photo(), "image/jpeg")
    sent = counter.send(older, {f"{CARD}-seen": "yes", f"{kind}-picture": own} | stamp)
    assert "Another page kept a picture meanwhile" in text(sent) and pictures(counter) == hers_only
    own.seek(0)
    counter.send(sent, {f"{kind}-picture": own})
    assert pictures(counter)[kind] not in ("", hers_only[kind])


def test_a_paper_asked_because_of_what_she_typed_makes_no_page_old(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(2000), **{f"{CARD}-seen": ""})
    return_file(stage, number, "date_of_birth", "mother_name")
    url = f"/counter/files/{number}/correct"
    page = form_of(counter.get(url))
    born = days_ago(1000)
    day = {f"date_of_birth-{box}": str(getattr(born, box)) for box in ("day", "month", "year")}
    stamp = save(counter, url, page | day).headers[STAMP]
    assert f"{CARD}-seen" in text(counter.get(url)) and f"{CARD}-seen" not in page, "a paper is asked now"
    assert is_kept(save(counter, url, page | day | {"mother_name": "লতা", "stamp": stamp}))
    assert form_of(counter.get(url))["mother_name"] == "লতা"


def two_answers(counter: Any) -> tuple[str, Any]:
    """An older page said another name than what is kept; its address, and what it is answered."""
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/child")
    url, older = counter.at, form_of(page)
    save(counter, url, older | {"name_bn": "মিম"})
    shown = counter.client.post(url, older | {"name_bn": "রিতা"})
    assert "রিতা" in text(shown) and form_of(shown)["name_bn"] == "মিম"
    return url, shown


@pytest.mark.parametrize("go", ["typing", "leave", "later"])
def test_what_an_older_page_said_stays_until_she_goes_on(counter: Any, go: str) -> None:
    url, shown = two_answers(counter)
    typed = form_of(shown) | {"order_of_child": "1", "go": go, "leave_to": "/counter/cover"}
    assert counter.client.post(url, typed).status_code == (204 if go == "typing" else 302)
    again = counter.get(url)
    assert form_of(again)["order_of_child"] == "1" and "রিতা" in text(again), "nobody chose"
    rest = {
        "date_of_birth-day": "1",
        "date_of_birth-month": "11",
        "date_of_birth-year": "2026",
        "sex": "female",
    }
    counter.send(again, rest | {"birth_place": "home", "name_en": "Mim"})
    assert "রিতা" not in text(counter.get(url)), "she chose"


def test_what_an_older_page_said_stays_while_a_place_is_found(counter: Any) -> None:
    url = address_page(counter)
    older = form_of(counter.get(url))
    save(counter, url, older | {"present_village": "Char Patila"})
    shown = counter.client.post(url, older | {"present_village": "Char Monohar"})
    counter.client.post(url, form_of(shown) | {"present_address-typed": "Char", "find": "present_address"})
    assert "Char Monohar" in text(counter.get(url)), "nobody chose"


def test_papers_are_kept_or_not_said_to_be(counter: Any) -> None:
    """On another page the day they hang on is taken away, and comes back."""
    papers = address_page(counter).replace("/address", "/papers")
    child = papers.replace("/papers", "/child")
    page, born = form_of(counter.get(papers)), form_of(counter.get(child))
    number = {"parents_identity-number": MOTHERS}
    stamp = save(counter, child, born | {"date_of_birth-day": ""}).headers[STAMP]
    assert not is_kept(save(counter, papers, page | number))
    save(counter, child, born | {"stamp": stamp})
    assert is_kept(save(counter, papers, page | number))
    assert form_of(counter.get(papers))["parents_identity-number"] == MOTHERS


def test_what_an_older_correction_said_stays_until_she_goes_on(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    return_file(stage, number, "mother_name", "name_en")
    url = f"/counter/files/{number}/correct"
    older = form_of(counter.get(url))
    save(counter, url, older | {"mother_name": "লতা"})
    shown = counter.client.post(url, older | {"mother_name": "রিতা"})
    assert "রিতা" in text(shown)
    assert is_kept(save(counter, url, form_of(shown) | {"name_en": "Mim"}))
    assert "রিতা" in text(counter.get(url)), "nobody chose"


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """This happens once: after the next page was read, and before anything of it is written."""
    whole, left = saving.is_asked, [happens]

    def asked(request: Any) -> bool:
        while left:
            left.pop()()
        return whole(request)

    monkeypatch.setattr(saving, "is_asked", asked)


@pytest.mark.parametrize("go", ["typing", ""])
def test_two_sections_kept_at_one_moment_are_both_kept(
    counter: Any, monkeypatch: pytest.MonkeyPatch, go: str
) -> None:
    url = address_page(counter)
    child_url, page, answers = url.replace("/address", "/child"), form_of(counter.get(url)), []
    child = form_of(counter.get(child_url)) | {"name_en": "Rita"}
    meanwhile(monkeypatch, lambda: answers.append(save(counter, child_url, child)))
    answers.append(counter.client.post(url, page | {"present_village": "Char Patila", "go": go}))
    assert is_kept(answers[0]) and (is_kept(answers[1]) if go else answers[1].status_code == 302)
    assert form_of(counter.get(child_url))["name_en"] == "Rita"
    assert form_of(counter.get(url))["present_village"] == "Char Patila"


@pytest.mark.parametrize("page", ["child", "papers", "correct"])
@pytest.mark.parametrize("go", ["typing", ""])
def test_of_two_kept_at_one_moment_the_second_is_older(
    stage: Any, counter: Any, monkeypatch: pytest.MonkeyPatch, page: str, go: str
) -> None:
    name = (
        "parents_identity-number"
        if page == "papers"
        else "mother_nid_or_brn"
        if page == "correct"
        else "name_en"
    )
    if page == "correct":
        number = counter.lodge(counter.citizen(), born=days_ago(10))
        return_file(stage, number, name)
        url = f"/counter/files/{number}/correct"
    else:
        url = address_page(counter).replace("/address", f"/{page}")
    typed, first, second = form_of(counter.get(url)), "0412387651", "0412387652"
    answers: list[Any] = []
    meanwhile(monkeypatch, lambda: answers.append(save(counter, url, typed | {name: first})))
    answer = counter.client.post(url, typed | {name: second, "go": go})
    assert is_kept(answers[0])
    if go:
        assert not is_kept(answer)
    else:
        assert answer.status_code in (409, 422) and second in text(answer)
    assert form_of(counter.get(url))[name] == first


def test_a_form_read_back_loses_nothing_kept_meanwhile(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10))
    read_back, url = counter.at, counter.at.replace("/read-back", "/child")
    child, left, read = form_of(counter.get(url)) | {"name_en": "Rita"}, [1], drafting.mine

    def read_before(request: Any, key: str) -> Any:
        found = read(request, key)
        while left:
            left.pop()
            assert is_kept(save(counter, url, child))
        return found

    monkeypatch.setattr(drafting, "mine", read_before)
    counter.get(read_back)
    assert form_of(counter.get(url))["name_en"] == "Rita"


@pytest.mark.parametrize("go", ["typing", ""])
def test_a_form_thrown_away_meanwhile_stays_away(
    counter: Any, monkeypatch: pytest.MonkeyPatch, go: str
) -> None:
    url = address_page(counter)
    page, drop = form_of(counter.get(url)), url.replace("/address", "/drop")
    given = form_of(counter.get(drop))
    meanwhile(monkeypatch, lambda: counter.client.post(drop, given))
    late = counter.client.post(url, page | {"present_village": "Char Patila", "go": go})
    assert late.status_code == (410 if go else 404) and ("Char Patila" in text(late)) != bool(go)
    assert kept.draft(url.split("/")[3]) is None


def test_of_who_left_the_book_no_page_is_kept(stage: Any, counter: Any) -> None:
    hers = counter.citizen()
    url = f"/counter/mandates/of/{hers}"
    page = form_of(counter.get(url))
    people.withdraw_citizen(citizen_id=hers, place=PLACE, reason="twice", by=stage.karim, at=clock.now())
    assert save(counter, url, page | {"witness": "নাতি"}).status_code == 410


def test_a_form_whose_service_is_missing_asks_again(counter: Any) -> None:
    url = address_page(counter)
    typed = form_of(counter.get(url)) | {"present_village": "Char Patila"}
    with transaction.atomic():
        nodes.this().store.rows.run("DELETE FROM catalogue_service")
        assert save(counter, url, typed).status_code == 404, "not that it is over"
        transaction.set_rollback(True)
    assert is_kept(save(counter, url, typed))


@pytest.fixture
def torn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys of what is written without having been read in the same transaction."""
    reads: list[tuple[str, Any]] = []
    found: list[str] = []
    read, write = drafts.draft, drafts.save_draft

    def noted(key: str, *place: Any) -> Any:
        reads.append((key, writing.remembered()))
        return read(key, *place)

    def written(key: str, *rest: Any, **more: Any) -> Any:
        here = writing.remembered()
        if here is None or not any(one == key and memory is here for one, memory in reads):
            found.append(key)
        return write(key, *rest, **more)

    for module in (kept, pages):
        monkeypatch.setattr(module, "draft", noted)
        monkeypatch.setattr(module, "save_draft", written)
    return found


def test_every_page_is_read_where_it_is_written(stage: Any, counter: Any, torn: list[str]) -> None:
    """So nobody writes in between; of a form that is begun there is nothing to read."""
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    begun = list(torn)
    approve(stage, number)
    other = counter.lodge(counter.citizen(local_name="লতা"), born=days_ago(20), name_en="Lata", name_bn="লতা")
    begun += torn[len(begun) :]
    return_file(stage, other, "mother_name")
    citizen_id = file_at(f"/counter/files/{number}/").citizen_id
    urls = [
        f"/counter/files/{number}/hand-over",
        f"/counter/files/{other}/correct",
        f"/counter/mandates/of/{citizen_id}",
        "/counter/citizens/new",
        "/counter/citizens/elsewhere",
        "/counter/wishes",
        "/counter/drawer",
    ]
    for url in urls:
        for go in ("typing", "leave", "count"):
            page = counter.get(url)
            assert counter.at == url
            counter.client.post(url, form_of(page) | {"go": go, "leave_to": "/counter/"})
    assert torn == begun and len(begun) == len(set(begun)) == 2


def hand_over_page(stage: Any, counter: Any) -> str:
    """A paper that waits to be handed over."""
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    approve(stage, number)
    return f"/counter/files/{number}/hand-over"


def drawer_page(stage: Any, counter: Any) -> str:
    """The drawer, to be counted."""
    return "/counter/drawer"


def read_back_page(stage: Any, counter: Any) -> str:
    """The fee, to be taken."""
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10))
    return str(counter.at)


@pytest.mark.parametrize(
    ("page", "name", "chosen", "other"),
    [
        (hand_over_page, "to", "other", "applicant"),
        (drawer_page, "when", "closing", "opening"),
        (read_back_page, "received", "100", "500"),
    ],
)
def test_an_older_page_changes_no_choice(
    stage: Any, counter: Any, page: Callable[[Any, Any], str], name: str, chosen: str, other: str
) -> None:
    url = page(stage, counter)
    older = form_of(counter.get(url))
    answer = save(counter, url, older | {name: chosen})
    assert is_kept(answer)
    assert not is_kept(save(counter, url, older | {name: other}))
    again = form_of(counter.get(url))
    assert (again[name], again["stamp"]) == (chosen, answer.headers[STAMP])
    assert is_kept(save(counter, url, older | {name: other, "stamp": answer.headers[STAMP]})), (
        "she chose anew"
    )
    assert form_of(counter.get(url))[name] == other


def test_the_difference_she_was_told_is_of_the_page(counter: Any) -> None:
    url = "/counter/drawer"
    older = form_of(counter.get(url)) | {"n-500": "1"}
    assert is_kept(save(counter, url, older | {"told": "500"}))
    assert not is_kept(save(counter, url, older | {"told": "0"}))


def test_cash_said_on_an_older_page_is_shown_beside(stage: Any, counter: Any) -> None:
    url = read_back_page(stage, counter)
    older = form_of(counter.get(url))
    save(counter, url, older | {"received": "100"})
    shown = counter.client.post(url, older | {"received": "500", "go": "count"})
    assert "changed on another page" in text(shown) and form_of(shown)["received"] == "500"


def test_every_form_that_is_kept_says_what_it_was_made_from() -> None:
    folder = Path(unfinished.__file__).parent / "templates/counter"
    kept_forms = [one.read_text() for one in folder.glob("*.html") if " data-keeps" in one.read_text()]
    assert len(kept_forms) > 8
    stamped = ('name="stamp"', '"counter/others.html"', "{% block questions %}")  # which two templates fill
    assert all(any(one in form for one in stamped) for form in kept_forms)


def test_what_is_kept_as_a_page_is_put_aside_is_put_aside(
    counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    new, read, left = "/counter/citizens/new", turns._found, [1]
    search = counter.get("/counter/citizens")
    page = form_of(counter.get(new)) | {"local_name": "লতা"}
    stamp = save(counter, new, page).headers[STAMP]

    def read_before(request: Any, name: str, *seconds: int) -> Any:
        found = read(request, name, *seconds)
        while left:
            left.pop()
            assert is_kept(save(counter, new, page | {"village": "Char Patila", "stamp": stamp}))
        return found

    monkeypatch.setattr(turns, "_found", read_before)
    counter.send(search, {"q": "রহিমা"}, id="", to="/counter/citizens")
    assert form_of(counter.get(new))["local_name"] != "লতা"
    counter.send(counter.get(new), {"go": turns.TAKE_UP}, to=new)
    assert form_of(counter.get(new))["village"] == "Char Patila"
