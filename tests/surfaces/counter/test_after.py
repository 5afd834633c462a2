"""After the receipt: returned and corrected, approved, printed, handed over; rejected and paid back; the drawer."""

import io
import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from dorgora.applications import carrying, queries, receiving
from dorgora.applications import local as kept
from dorgora.counter import suggesting
from dorgora.feed import node as nodes
from dorgora.feed import queries as feed
from dorgora.feed.roads import https
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.tcv import queries as tcv
from dorgora.tcv.models import Measure
from dorgora.tcv.queries import Usual
from tests.applications.test_local import photo
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import (
    approve,
    child,
    days_ago,
    errors,
    form_of,
    lodge_with_picture,
    reject,
    return_file,
)

pytestmark = pytest.mark.slow  # each begins with a whole visit


def text(page: Any) -> str:
    return str(page.content.decode())


@pytest.fixture
def number(counter: Any) -> str:
    """A file of Rahima's child."""
    return str(counter.lodge(counter.citizen(), born=days_ago(100)))


def test_only_what_the_office_marked_is_asked_again(stage: Any, counter: Any, number: str) -> None:
    return_file(stage, number, "mother_nid_or_brn")
    page = counter.get(f"/counter/files/{number}/correct")
    assert "Look at the card again." in text(page) and "No new fee" in text(page)
    assert 'name="mother_name"' not in text(page)
    page = counter.send(page, {"mother_nid_or_brn": "০৪১২৩"})
    assert page.status_code == 422 and "5 digits" in errors(page)[0]
    page = counter.send(page, {"mother_nid_or_brn": "০৪১২৩৮৭৬৫১"})
    assert counter.at == f"/counter/files/{number}" and "With the office" in text(page)
    file = queries.file_by_number(number, PLACE)
    assert file.answers["mother_nid_or_brn"] == "0412387651" and file.answers["mother_name"] == "রহিমা খাতুন"
    assert "75" in text(counter.get("/counter/drawer"))


def test_a_marked_paper_is_looked_at_again(stage: Any, counter: Any, number: str) -> None:
    return_file(stage, number, "parents_identity")
    page = counter.get(f"/counter/files/{number}/correct")
    counter.send(page, {"parents_identity-number": "0412387652", "parents_identity-seen": "yes"})
    paper = next(
        one for one in queries.file_by_number(number, PLACE).evidence if one.kind == "parents_identity"
    )
    assert paper.number == "0412387652"


WHY = {"en": "though the office did not mark it", "bn": "যদিও অফিস এটি চিহ্নিত করেনি"}


@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_paper_the_corrected_day_needs_is_asked(stage: Any, counter: Any, language: str) -> None:
    no_card = {"epi_card-seen": ""}
    number = counter.lodge(counter.citizen(), born=days_ago(11 * 365), **no_card)
    return_file(stage, number, "date_of_birth")
    counter.client.cookies["django_language"] = language
    url = f"/counter/files/{number}/correct"
    page = counter.get(url)
    assert "epi_card-seen" not in text(page) and WHY[language] not in text(page)
    grown = {name: value for name, value in form_of(page).items() if name.startswith("date_of_birth")}
    born = child(days_ago(100))
    page = counter.send(page, {name: born[name] for name in grown})
    assert page.status_code == 422 and WHY[language] in text(page) and len(errors(page)) == 2
    assert "epi_card-seen" in text(page) and "parents_identity-seen" not in text(page)
    assert "epi_card-seen" in text(counter.get(url)), "it is there again after a power cut"
    page = counter.send(page, {"date_of_birth-day": "45"} | {"epi_card-seen": "yes"})
    assert page.status_code == 422 and "epi_card-seen" not in text(page), "nothing is known of that day"
    page = counter.send(page, {"date_of_birth-day": born["date_of_birth-day"]})
    file = queries.file_by_number(number, PLACE)
    assert (counter.at, file.state) == (f"/counter/files/{number}", "waiting")
    assert {one.kind for one in file.evidence} == {"epi_card", "parents_identity"}


def test_a_birthday_after_the_day_of_lodging_is_told_beside_it(
    stage: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    return_file(stage, number, "date_of_birth")
    now = clock.now
    monkeypatch.setattr(clock, "now", lambda: now() + timedelta(days=2))
    typed = {name: text for name, text in child(days_ago(1)).items() if name.startswith("date_of_birth")}
    page = counter.send(counter.get(f"/counter/files/{number}/correct"), typed)
    assert page.status_code == 422 and "lodged before this day" in " ".join(errors(page))
    assert form_of(page)["date_of_birth-year"] == typed["date_of_birth-year"]
    counter.send(page, {name: text for name, text in child(days_ago(2)).items() if name in typed})
    file = queries.file_by_number(number, PLACE)
    assert (file.state, file.answers["date_of_birth"]) == ("waiting", days_ago(2).isoformat())


def test_a_paper_not_needed_any_more_is_not_asked(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(11 * 365), **{"epi_card-seen": ""})
    return_file(stage, number, "date_of_birth")
    page = counter.get(f"/counter/files/{number}/correct")
    page = counter.send(page, {"date_of_birth-year": str(days_ago(100).year - 1)})
    page = counter.send(page, {"date_of_birth-year": "2014", "epi_card-seen": "yes"})
    file = queries.file_by_number(number, PLACE)
    assert (file.state, [one.kind for one in file.evidence]) == ("waiting", ["parents_identity"])


def test_a_corrected_file_cannot_be_corrected_again(stage: Any, counter: Any, number: str) -> None:
    return_file(stage, number, "father_name")
    page = counter.get(f"/counter/files/{number}/correct")
    sent = form_of(page) | {"father_name": "আবির আলম"}
    assert counter.client.post(f"/counter/files/{number}/correct", sent).status_code == 302
    again = counter.get(f"/counter/files/{number}/correct")
    assert again.status_code == 409 and "cannot be done with the file now" in text(again)


def test_the_certificate_shows_the_registers_number(stage: Any, counter: Any, number: str) -> None:
    early = counter.get(f"/counter/files/{number}/certificate")
    assert early.status_code == 409 and "not here yet" in text(early)
    register_number = approve(stage, number)
    page = text(counter.get(f"/counter/files/{number}/certificate"))
    assert register_number in page
    assert register_number.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")) in page
    assert "মিম আক্তার" in page and "Mim Akter" in page and "<svg" in page
    paper = page[page.index('<article class="cert" lang="bn">') :]
    assert "যাচাই করুন" in paper and '<span class="en" lang="en">Check it' in paper, "in both, on any page"
    assert len(text(counter.get(f"/counter/files/{number}/certificate.txt"))) > 200


def test_a_hand_over_keeps_what_the_citizen_confirmed(stage: Any, counter: Any, number: str) -> None:
    approve(stage, number)
    page = counter.get(f"/counter/files/{number}/hand-over")
    unsaid = counter.send(page, {"to": "applicant", "own_time": "২.৫", "own_cost": "৪০", "visits": "1"})
    assert unsaid.status_code == 422 and "When she says yes" in text(unsaid)
    done = counter.send(unsaid, {"to": "applicant", "confirmed": "yes"})
    assert counter.at == f"/counter/files/{number}" and "Handed over" in text(done)
    again = counter.client.post(f"/counter/files/{number}/hand-over", form_of(page) | {"to": "applicant"})
    assert again.status_code == 302
    metrics = tcv.summary("birth_registration").metrics
    assert [metrics[name].mean for name in ("own_minutes", "own_cost_minor", "n_visits")] == [150, 4000, 1]


def test_who_stands_there_has_come_at_least_once(stage: Any, counter: Any, number: str) -> None:
    approve(stage, number)
    page = counter.get(f"/counter/files/{number}/hand-over")
    said = {"to": "applicant", "own_time": "0", "own_cost": "0", "visits": "0", "confirmed": "yes"}
    none = counter.send(page, said)
    assert none.status_code == 422 and "Coming here today counts too: write 1 or more." in text(none)
    assert not Measure.objects.exists(), "nothing was handed over"
    counter.send(none, {"visits": "১"})
    assert Measure.objects.get().n_visits == 1


USUAL = {"own_minutes": Usual(150, 7), "own_cost_minor": Usual(4000, 7), "n_visits": Usual(2, 7)}


@pytest.fixture
def usual(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tcv, "usual", lambda service, area: USUAL)


def test_what_is_usual_stands_there_as_a_suggestion(
    stage: Any, counter: Any, number: str, usual: None
) -> None:
    """What is let stand and what is put right are told apart; after a refusal too, and hours later."""
    approve(stage, number)
    page = counter.get(f"/counter/files/{number}/hand-over")
    given = form_of(page)
    assert [given[name] for name in ("own_time", "own_cost", "visits")] == ["2.5", "40", "2"]
    assert text(page).count("Usual here, of 7 files: ask her, and put it right.") == 3
    assert "also those that stood here" in text(page) and "confirmed" not in given
    unsaid = counter.send(page, {"to": "applicant", "visits": "3"})
    assert unsaid.status_code == 422 and "When she says yes" in text(unsaid)
    assert text(unsaid).count("Usual here, of 7 files") == 3
    counter.send(unsaid, {"to": "applicant", "confirmed": "yes"})
    told = Measure.objects.get()
    assert (told.own_minutes, told.n_visits, told.as_suggested) == (150, 3, "own_minutes,own_cost_minor")


def test_a_suggestion_nobody_ticked_is_no_answer(stage: Any, counter: Any, number: str, usual: None) -> None:
    approve(stage, number)
    page = counter.get(f"/counter/files/{number}/hand-over")
    counter.send(page, {"to": "applicant"})
    assert counter.at == f"/counter/files/{number}"
    assert Measure.objects.get().n_visits is None and tcv.summary("birth_registration").n_answered == 0


@pytest.mark.parametrize(
    "words", ["own_minutes:x:7", "n_visits:2", "n_visits:99999999999:1 sums:4:4", "<script>"]
)
def test_what_a_page_says_of_itself_is_read_with_care(words: str) -> None:
    assert suggesting.said(words) == suggesting.Suggested()


def test_a_rejection_gives_the_money_back_once(stage: Any, counter: Any, number: str) -> None:
    reject(stage, number)
    page = counter.get(f"/counter/files/{number}")
    assert "Tk 75 given back" in text(page) and "Registered before" in text(page)
    assert "she gets her money back" in text(counter.get("/counter/files"))
    sent = form_of(page, "refund")
    for _press in range(2):
        counter.client.post(f"/counter/files/{number}/refund", sent)
    assert "Tk 75 was given back" in text(counter.get(f"/counter/files/{number}"))
    listed = text(counter.get("/counter/files"))
    assert "Her money was given back" in listed and "gets her money back" not in listed
    receipt = text(counter.get(f"/counter/files/{number}/receipt?again=1&in=en"))
    assert "Tk 75 was given back. Nothing more is owed." in receipt
    slip = " ".join(re.sub("<[^>]+>", " ", receipt.split('class="slip"')[1]).split())
    assert "Given back Tk 75.00" in slip and "It will be ready" not in slip
    book = text(counter.get("/counter/drawer"))
    assert re.search(r"Should be there</span><span class=\"total num\">Tk 0<", book)


def test_a_file_of_another_centre_is_not_found(counter: Any) -> None:
    page = counter.get("/counter/files/1234567")
    assert page.status_code == 404 and "There is no file" in text(page)


def test_a_picture_is_seen_by_who_may_see_the_file(stage: Any, counter: Any) -> None:
    card = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(card, "PNG")
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(100), until="/papers")
    draft = counter.at.rsplit("/", 1)[0]
    upload = SimpleUploadedFile("card.png", card.getvalue(), "image/png")
    typed = {"epi_card-seen": "yes", "parents_identity-seen": "yes", "parents_identity-number": "0412387650"}
    page = counter.send(page, typed | {"epi_card-picture": upload})
    assert counter.get(f"{draft}/papers/epi_card")["Content-Type"] == "image/avif"
    counter.send(counter.get(f"{draft}/read-back"), {"agreed": "yes", "go": "take"})
    number = counter.at.split("/")[3]
    assert counter.get(f"/counter/files/{number}/papers/epi_card")["Content-Type"] == "image/avif"
    assert counter.get(f"/counter/files/{number}/papers/address_proof").status_code == 404


def test_files_only_here_are_counted_as_files(counter: Any, number: str) -> None:
    assert "<b>1 file</b>" in text(counter.get("/counter/"))


def test_a_correction_waits_for_its_operator(stage: Any, counter: Any, number: str) -> None:
    return_file(stage, number, "father_name", "mother_nid_or_brn")
    assert f'<span class="num">··{number[3:6]}-{number[6]}</span>' in text(counter.get("/counter/"))
    page = counter.get(f"/counter/files/{number}/correct")
    counter.send(page, {"father_name": "আবির আলম", "mother_nid_or_brn": "041"})
    today = text(counter.get("/counter/"))
    assert "Birth registration, correction" in today and f"/counter/files/{number}/correct" in today
    page = counter.get(f"/counter/files/{number}/correct")
    assert form_of(page)["father_name"] == "আবির আলম"
    counter.send(page, {"mother_nid_or_brn": "0412387651"})
    assert "correction" not in text(counter.get("/counter/"))
    assert queries.file_by_number(number, PLACE).answers["father_name"] == "আবির আলম"


def test_the_list_of_files_asks_as_often_for_many_as_for_one(stage: Any, counter: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    citizen, asked = counter.citizen(), []
    for n in range(3):
        approve(stage, counter.lodge(citizen, born=days_ago(100 + n)))
        counter.pay(counter.pay_bill(citizen, reference=f"TX{n}"), "1500")
        with CaptureQueriesContext(connection) as told:
            assert counter.get("/counter/files").status_code == 200
        asked.append(len(told))
    assert asked[0] == asked[2], asked


def test_where_the_pictures_of_papers_are_is_told(stage: Any, counter: Any, monkeypatch: Any) -> None:
    number = lodge_with_picture(counter, photo((300, 220)))
    own, said = nodes.this().identity.node_id, []

    def line(one: Any) -> Any:
        if len(said) == 2:
            raise https.NoLine("cut")
        said.append(one)
        return receiving.answer_to(own, one)

    def pages() -> list[str]:
        return [text(counter.get(f"/counter/{name}")) for name in (f"files/{number}", "files", "line")]

    for page in pages():
        assert f"is still to be sent, {kilobytes()} KB" in page
    monkeypatch.setattr(feed, "n_unsent", lambda: 0)
    with pytest.raises(https.NoLine):
        carrying.carry(line)
    page, *_ = pages()
    assert f"still to be sent, {kilobytes()} KB" in page and "Data for its pictures so far: 16 KB." in page
    carrying.carry(lambda one: receiving.answer_to(own, one))
    page, *others = pages()
    assert "The hub has the pictures of its papers, " in page
    assert not any("still to be sent" in one for one in (page, *others))


def kilobytes() -> int:
    return -(-kept.to_send()[1] // 1024)


def test_the_list_says_where_each_file_is_beside_its_state(stage: Any, counter: Any) -> None:
    """What waits for the line is not hidden behind the word of what became of it, nor is a correction."""
    citizen, on_line = counter.citizen(), "Only on this laptop"
    gone = counter.lodge(citizen, born=days_ago(100))
    _hub_has_all()
    here = counter.lodge(citizen, born=days_ago(101))
    assert _places(counter) == {here: on_line, gone: "With the hub"}
    return_file(stage, gone, "date_of_birth")
    _hub_has_all()
    assert _places(counter) == {here: "With the hub", gone: "With the hub"}
    page, born = counter.get(f"/counter/files/{gone}/correct"), days_ago(90)
    told = {f"date_of_birth-{part}": str(getattr(born, part)) for part in ("day", "month", "year")}
    counter.send(page, told)
    assert _places(counter) == {here: "With the hub", gone: on_line}


def _hub_has_all() -> None:
    store, at = nodes.this().store, clock.to_seconds(clock.now())
    with writing():
        for feed_id, _, last in store.unsent():
            store.acknowledge(feed_id, last, at)


def _places(counter: Any) -> dict[str, str]:
    """By the number of each file in the list the first thing said of it."""
    rows = text(counter.get("/counter/files")).split('href="/counter/files/')[1:]
    return {row[:7]: re.search(r'class="en">(.*?) ·', row)[1] for row in rows}  # type: ignore[index]


def test_no_office_has_what_waits_for_the_line(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that works on this laptop has it at once; another when the hub has it."""
    number = counter.lodge(counter.citizen(), born=days_ago(100))
    pages = ("/counter/files", f"/counter/files/{number}", counter.at.replace("/receipt", ""))

    def said(words: str) -> list[bool]:
        return [words in text(counter.get(page)) for page in pages]

    assert all(said("With the office")) and not any(said("Waits for the line"))
    monkeypatch.setattr("dorgora.feed.queries.own_places", lambda: [("centre", PLACE)])
    assert all(said("Waits for the line")) and not any(said("With the office"))
    _hub_has_all()
    assert all(said("With the office")) and not any(said("Waits for the line"))
