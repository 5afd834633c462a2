"""A citizenship certificate through the counter's own pages: what is known of her is filled in, the fee told."""

from types import SimpleNamespace
from typing import Any

import pytest

from dorgora.applications import queries
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import actions as catalogue
from dorgora.certificates import queries as certificates
from dorgora.desk.deciding import Decision
from tests.applications.citizenship import resolved
from tests.people.cast import PLACE
from tests.rules.country import BIRTH, CITIZENSHIP
from tests.surfaces.counter.stage import BEFORE, approve, days_ago, form_of, of_herself, reject, return_file

pytestmark = pytest.mark.slow


def text(page: Any) -> str:
    return str(page.content.decode())


def test_what_is_known_of_her_is_there_already(counter: Any) -> None:
    citizen = counter.citizen()
    first = form_of(counter.begin(citizen, CITIZENSHIP.key))
    known = ("রহিমা খাতুন", "Rahima Khatun", "01712345678")
    assert (first["name_bn"], first["name_en"], first["mobile"]) == known
    address = form_of(counter.ask_for_citizenship(citizen, until="/address"))
    assert (address["village"], address["address"]) == ("চর পাতিলা", PLACE)


def test_what_her_earlier_file_says_is_there_already(counter: Any) -> None:
    """Her father and her ward, of her own file; nothing of a file that she asked for as somebody's mother."""
    citizen, other = counter.citizen(), counter.citizen(local_name="করিমন বেগম", phone="01712345679")
    counter.lodge(other, born=days_ago(10))
    assert queries.said_of_herself([other], PLACE) == {}
    counter.pay(counter.ask_for_citizenship(citizen))
    about = form_of(counter.begin(citizen, CITIZENSHIP.key))
    assert about["father_name"] == "আবুল কাশেম"
    assert queries.said_of_herself([citizen], PLACE) == {
        "father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম", "ward": "3", "number": "0412387650",
    }  # fmt: skip
    assert queries.said_of_herself([citizen], "10092573") == {}, "at her own centre alone"


def test_a_number_once_written_is_known_at_the_next_form(counter: Any) -> None:
    """Of her card, which no record of hers bore until then."""
    citizen = counter.citizen()
    assert form_of(counter.begin(citizen, CITIZENSHIP.key))["nid_or_brn"] == ""
    counter.pay(counter.ask_for_citizenship(citizen))
    assert form_of(counter.begin(citizen, CITIZENSHIP.key))["nid_or_brn"] == "0412387650"


SON = {"name_bn": "কামাল উদ্দিন", "name_en": "Kamal Uddin", "father_name": "আবুল হাসেম", "mother_name": "রহিমা খাতুন"}


def test_a_form_filled_in_for_another_fills_in_nothing(stage: Any, counter: Any) -> None:
    """She asked as herself and wrote down her son: his father is no father of hers, nor is his number hers."""
    rahima = counter.citizen()
    page = counter.go_on(counter.begin(rahima, CITIZENSHIP.key), of_herself() | SON, "/read-back")
    html = text(page)
    assert "The form says কামাল উদ্দিন, the book says রহিমা খাতুন" in html and "Is it for somebody else?" in html
    number = counter.pay(page)
    assert queries.said_of_herself([rahima], PLACE) == {}
    approve(stage, number)
    assert queries.said_of_herself([rahima], PLACE) == {}
    form = form_of(counter.begin(rahima, CITIZENSHIP.key))
    assert (form["father_name"], form["mother_name"], form["nid_or_brn"]) == ("", "", "")
    assert "The form says" not in text(counter.ask_for_citizenship(rahima))


def test_two_people_under_one_name_are_not_mixed(counter: Any) -> None:
    """The book bears no number, the files bear two: they may be of two women of one name."""
    rahima = counter.citizen()
    counter.pay(counter.ask_for_citizenship(rahima))
    other = {"father_name": "অন্য বাবা", "nid_or_brn": "0412387651", "identity-number": "0412387651"}
    counter.pay(counter.go_on(counter.begin(rahima, CITIZENSHIP.key), of_herself() | other, "/read-back"))
    assert queries.said_of_herself([rahima], PLACE) == {}


def test_a_title_makes_no_other_name(counter: Any) -> None:
    page = counter.go_on(
        counter.begin(counter.citizen(), CITIZENSHIP.key),
        of_herself() | {"name_bn": "মোছাঃ রহিমা খাতুন", "name_en": "Mosammat Rahima Khatun"},
        "/read-back",
    )
    assert "The form says" not in text(page)


def test_another_number_than_her_own_is_anothers(counter: Any) -> None:
    rahima = counter.citizen(number="19870412387650123", number_kind="nid")
    counter.pay(counter.ask_for_citizenship(rahima))
    assert queries.said_of_herself([rahima], PLACE) == {}


def test_a_file_that_was_wrong_fills_in_nothing(stage: Any, counter: Any) -> None:
    """Taken back, refused or sent back: what stands in it was another's, or an office found it wrong."""
    citizen = counter.citizen()
    for make_wrong in (taken_back, returned, refused):
        make_wrong(stage, counter, counter.pay(counter.ask_for_citizenship(citizen)))
        assert queries.said_of_herself([citizen], PLACE) == {}
        assert form_of(counter.begin(citizen, CITIZENSHIP.key))["father_name"] == ""


def taken_back(stage: Any, counter: Any, number: str) -> None:
    counter.send(
        counter.get(f"/counter/files/{number}/take-back"), {"reason": "wrong_person", "agreed": "yes"}
    )


def returned(stage: Any, counter: Any, number: str) -> None:
    return_file(stage, number, "father_name")


def refused(stage: Any, counter: Any, number: str) -> None:
    reject(stage, number)


def test_the_number_of_her_card_is_typed_once(counter: Any) -> None:
    papers = counter.ask_for_citizenship(counter.citizen(), until="/papers")
    assert form_of(papers)["identity-number"] == "0412387650"
    again = form_of(counter.send(papers, {"identity-number": "", "identity-seen": "yes"}))
    assert again["identity-number"] == "", "what she emptied stays empty"


def test_it_is_lodged_granted_printed_and_verified(stage: Any, counter: Any) -> None:
    read_back = counter.ask_for_citizenship(counter.citizen())
    assert "No resolution of a fee is known of this Union Parishad; none is taken." in text(read_back)
    assert "Tk 20" in text(read_back) and "Rahima Khatun" in text(read_back)
    number = counter.pay(read_back)
    approve(stage, number)
    page = text(counter.get(f"/counter/files/{number}/certificate"))
    issued = certificates.certificate_of(queries.file_by_number(number, PLACE).id)
    assert issued is not None and issued.serial in page
    assert "নাগরিকত্ব সনদ" in page and "Citizenship Certificate" in page
    assert "a citizen of Bangladesh by birth" in page and "চাকরি" in page and "আবুল কাশেম" in page
    assert page.count("চর পাতিলা") == 1 and "Char Patila" in page
    assert "Citizenship certificate" in text(counter.get("/counter/files"))


def test_a_councils_own_resolution_is_told_before_it_is_taken(counter: Any) -> None:
    assert "Tk 20 · 1 working day" in text(counter.get("/counter/"))
    catalogue.publish_service(resolved(PLACE), by=0, at=BEFORE)
    assert "Tk 40 · 1 working day" in text(counter.get("/counter/"))
    read_back = counter.ask_for_citizenship(counter.citizen())
    assert "by the Union Parishad&#x27;s own resolution" in text(read_back) and "Tk 40" in text(read_back)


def test_the_desk_asks_for_a_number_only_where_there_is_one() -> None:
    def asked(service: Any) -> set[str]:
        file = SimpleNamespace(state=applications_rules.WAITING, is_sent_out=False)
        return {one.name for one in Decision().fields(service, file)}  # type: ignore[arg-type]

    assert asked(BIRTH) - asked(CITIZENSHIP) == {"register_number"}
    assert asked(CITIZENSHIP) == {"decision", "legal_ground", "note"}
