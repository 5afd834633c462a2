"""Where a file is: by its code from any phone, or by seven digits with the centre; a wrong code tells nothing."""

import re
from base64 import urlsafe_b64decode
from typing import Any

import pytest
from django.test import Client

from dorgora.kernel.codes import SYMBOLS, is_public_code
from dorgora.places import actions as places
from dorgora.portal import local
from dorgora.portal.models import Attempt
from tests.applications.world import AT, PLACE
from tests.places.test_actions import many_of_one_name

pytestmark = pytest.mark.slow

NOT_FOUND = "Nothing was found for this."


def ask(client: Any, code: str, **more: str) -> Any:
    return client.post("/portal/track", {"code": code, **more}, follow=True)


def without_what_was_typed(html: str) -> str:
    """The page but for what differs by the question itself: the typed code and the form's token."""
    html = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", html)
    return re.sub(r'(name="code" value=)"[^"]*"', r'\1""', html)


def test_the_code_leads_to_the_way_of_the_file(lodged: Any, rahima: Any) -> None:
    html = ask(rahima, lodged.code).content.decode()
    for words in (
        "You will have it by",
        "Lodged at the centre",
        "The office looks at it",
        "working days gone",
    ):
        assert words in html
    assert "The centre has sent it" in html and "hub" not in re.sub("<[^>]*>", "", html), "she knows none"
    assert {"Tk 75", "Tk 25", "Tk 50"} <= set(re.findall(r"Tk \d+", html))


@pytest.mark.parametrize(
    "person", ["মিম", "Mim", "রহিমা", "Rahima", "Karim", "Salma", "0412387650", "চর পাতিলা"]
)
def test_no_name_is_on_a_page_opened_by_code(lodged: Any, rahima: Any, person: str) -> None:
    assert person not in ask(rahima, lodged.code).content.decode()


def test_five_thousand_letters_come_back_whole(lodged: Any, rahima: Any) -> None:
    code, place = "ab" * 2500, "cd" * 2500
    assert f'value="{code}"' in ask(rahima, code).content.decode()
    assert f'value="{place}"' in ask(rahima, "1234567", **{"place-typed": place}).content.decode()


@pytest.mark.parametrize(
    "typed",
    [str.lower, lambda code: f" {code[:5]} {code[5:10]}-{code[10:]} ",
     lambda code: code.translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯")), lambda code: code.replace("0", "O")],
)  # fmt: skip
def test_the_code_is_read_however_it_is_typed(lodged: Any, rahima: Any, typed: Any) -> None:
    assert "You will have it by" in ask(rahima, typed(lodged.code)).content.decode()


def sound_code_of_nothing(code: str) -> str:
    """Another code whose check is right."""
    others = (
        f"{code[:6]}{a}{b}{c}{code[9:13]}{z}" for a in SYMBOLS for b in SYMBOLS for c in "01" for z in SYMBOLS
    )
    return next(other for other in others if other != code and is_public_code(other))


def test_a_wrong_code_looks_like_any_other(lodged: Any, rahima: Any) -> None:
    unknown = sound_code_of_nothing(lodged.code)
    misspelt = lodged.code[:-1] + ("A" if lodged.code[-1] != "A" else "B")
    pages = [ask(rahima, code) for code in (unknown, misspelt, "x", "২", "<b>", "\0\0")]
    assert {page.status_code for page in pages} == {404}
    assert len({without_what_was_typed(page.content.decode()) for page in pages}) == 1
    assert NOT_FOUND in pages[0].content.decode()


def test_a_wrong_code_asks_the_database_as_much(lodged: Any, rahima: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    ask(rahima, "the first one begins the count")
    counts = []
    for code in (sound_code_of_nothing(lodged.code), "not a code", lodged.code[:-1]):
        with CaptureQueriesContext(connection) as queries:
            ask(rahima, code)
        counts.append(len(queries))
    assert len(set(counts)) == 1


def test_nothing_typed_is_asked_again(world: Any, rahima: Any) -> None:
    response = ask(rahima, "  ")
    assert response.status_code == 422
    assert "Write the code from the receipt." in response.content.decode()


def test_seven_digits_need_the_centre(lodged: Any, rahima: Any) -> None:
    response = ask(rahima, lodged.number)
    assert response.status_code == 422
    assert "At which centre was it lodged?" in response.content.decode()


@pytest.mark.parametrize("place", ["Char Kukri Mukri", "কুকরি", "kukri", PLACE])
def test_seven_digits_with_the_centre_lead_there(lodged: Any, rahima: Any, place: str) -> None:
    number = f"{lodged.number[:3]}-{lodged.number[3:6]}-{lodged.number[6:]}"
    html = ask(rahima, number, **{"place-typed": place}).content.decode()
    assert "You will have it by" in html


def test_the_centre_can_be_looked_for_first(lodged: Any, rahima: Any) -> None:
    html = rahima.post(
        "/portal/track", {"code": "", "place-typed": "kukri", "find": "place"}
    ).content.decode()
    assert f'name="place" value="{PLACE}"' in html and "Error:" not in html
    both = {"code": lodged.number, "place": PLACE, "place-typed": "Char Kukri Mukri"}
    assert "You will have it by" in ask(rahima, **both).content.decode()


@pytest.mark.parametrize("place", ["", "kukri"])
def test_enter_in_the_code_looks_for_the_file(lodged: Any, rahima: Any, place: str) -> None:
    # A browser then sends the name of the form's first button, which searches for a centre.
    html = ask(rahima, lodged.code, **{"place-typed": place, "find": "place"}).content.decode()
    assert "You will have it by" in html
    assert rahima.post("/portal/track", {"code": "", "find": "place"}).status_code == 422


def test_of_many_centres_of_one_name_each_can_be_chosen(lodged: Any, rahima: Any) -> None:
    codes = many_of_one_name(23)
    for code in codes:
        places.open_centre(place=code, area=code, local_name="দুর্গাপুর", latin_name="Durgapur", by=0, at=AT)
    html = ask(rahima, lodged.number, **{"place-typed": "durgapur"}).content.decode()
    assert "More centres begin so." in html and html.count('type="radio" name="place"') == 20
    for words in ("Durgapur, Kapasia", "দুর্গাপুর কাপাসিয়া"):
        html = rahima.post("/portal/track", {"place-typed": words, "find": "place"}).content.decode()
        assert f'name="place" value="{codes[0]}"' in html


def test_a_centre_nobody_knows_is_said_so(lodged: Any, rahima: Any) -> None:
    response = ask(rahima, lodged.number, **{"place-typed": "Atlantis"})
    assert response.status_code == 422
    assert "There is no centre of this name." in response.content.decode()


def test_the_last_minute_of_waiting_is_one(lodged: Any, rahima: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    for seconds, words in ((60, "Try again in 1 minute,"), (61, "Try again in 2 minutes,")):
        monkeypatch.setattr(local, "seconds_left", lambda _limits, _at, left=seconds: left)
        assert words in ask(rahima, lodged.code).content.decode()


def test_after_many_wrong_codes_none_is_looked_up(lodged: Any, rahima: Any) -> None:
    for n in range(20):
        assert ask(rahima, f"WRONG{n}").status_code == 404
    refused = [ask(rahima, code) for code in ("WRONG", lodged.code)]
    assert {page.status_code for page in refused} == {429}
    assert "Too many codes were tried." in refused[0].content.decode()
    elsewhere = Client(REMOTE_ADDR="10.0.0.7")
    assert ask(elsewhere, lodged.code).status_code == 200


def test_one_wrong_code_asked_again_is_one_guess(lodged: Any, rahima: Any) -> None:
    """Whoever reads the answer in the other language guesses nothing; who tries others is stopped as before."""
    for written in ("WRONG0", " WRONG0 ") * 15:
        assert ask(rahima, written).status_code == 404
    for n in range(1, 20):
        assert ask(rahima, f"WRONG{n}").status_code == 404
    assert ask(rahima, "WRONG20").status_code == 429
    names = " ".join(Attempt.objects.values_list("name", flat=True))
    assert "guess:" in names and "WRONG" not in names.upper()


def test_one_number_at_each_centre_is_as_many_guesses(lodged: Any, rahima: Any) -> None:
    """Else one that somebody overheard would be tried at all of them."""
    for code in many_of_one_name(20):
        places.open_centre(place=code, area=code, local_name="দুর্গাপুর", latin_name="Durgapur", by=0, at=AT)
        assert ask(rahima, lodged.number, place=code).status_code == 404
    assert ask(rahima, lodged.number, place=PLACE).status_code == 429


def test_the_address_itself_is_not_kept(world: Any) -> None:
    assert "10.1.2.3" not in local.of_address("10.1.2.3").name


@pytest.mark.slow
def test_numbers_of_one_centre_are_limited_by_place(lodged: Any) -> None:
    from dorgora.kernel.codes import damm_digit

    for n in range(100):
        digits = f"{n:06}"
        number = digits + damm_digit(digits)
        if number == lodged.number:
            continue
        client = Client(REMOTE_ADDR=f"10.0.1.{n}")
        ask(client, number, **{"place-typed": PLACE})
    ask(Client(REMOTE_ADDR="10.0.2.1"), "0000000", **{"place-typed": PLACE})
    response = ask(Client(REMOTE_ADDR="10.0.2.2"), lodged.number, **{"place-typed": PLACE})
    assert response.status_code == 429
    assert ask(Client(REMOTE_ADDR="10.0.2.3"), lodged.code).status_code == 200


def test_an_address_made_up_or_over_shows_nothing(lodged: Any, rahima: Any, monkeypatch: Any) -> None:
    from datetime import timedelta

    from dorgora.kernel import clock

    found = rahima.post("/portal/track", {"code": lodged.code})["Location"]
    assert lodged.code not in found
    assert lodged.code.encode() not in urlsafe_b64decode(found.rsplit("/", 1)[1] + "==")
    assert rahima.get(found).status_code == 200
    assert rahima.get(found[:-1] + "x").status_code == 404
    later = clock.now() + timedelta(minutes=31)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert rahima.get(found).status_code == 404


def test_a_returned_file_says_what_to_put_right(world: Any, lodged: Any, rahima: Any) -> None:
    world.return_file(lodged.id, "mother_name")
    html = ask(rahima, lodged.code).content.decode()
    assert "Something must be put right" in html and "Mother&#x27;s name" in html
    assert "কার্ডে অন্য নাম" not in html


def test_an_approved_file_sends_her_to_the_centre(world: Any, lodged: Any, rahima: Any) -> None:
    world.approve(lodged.id)
    html = ask(rahima, lodged.code).content.decode()
    assert "Approved. Collect it at the centre" in html


def test_a_rejected_file_names_its_ground(world: Any, lodged: Any, rahima: Any) -> None:
    world.reject(lodged.id)
    html = ask(rahima, lodged.code).content.decode()
    assert "Rejected" in html and "Act 2004, s. 8" in html
    assert "or it is late or refused, call 333" in html, "past who refused it"


def last_station(html: str) -> str:
    """The last thing on the way of a file, as it is read."""
    way = html.split('<ol class="list way">')[1].split("</ol>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", "<li" + way.split("<li")[-1]).split())


def test_money_is_fetched_once_and_then_no_more(world: Any, lodged: Any, rahima: Any) -> None:
    from dorgora.money import actions as money
    from tests.applications.world import LATER

    cause = world.reject(lodged.id)
    assert last_station(ask(rahima, lodged.code).content.decode()) == "Money back not decided yet"
    money.owe_refund(about=lodged.id, office=PLACE, cause=cause, by=world.salma, at=LATER)
    before = ask(rahima, lodged.code).content.decode()
    assert "The centre pays back Tk 75; bring the receipt." in last_station(before)
    assert "The centre owes you Tk 75." in before
    money.pay_refund(about=lodged.id, centre=PLACE, by=world.karim, at=LATER)
    after = ask(rahima, lodged.code).content.decode()
    station = last_station(after)
    # LATER is 9:00 in UTC: six hours later in Dhaka.
    assert "Money back 24 November 15:00" in station
    assert "The centre has paid back Tk 75. Nothing more is owed." in station
    assert "ring the receipt" not in after and 'aria-current="step"' not in after
    assert "Tk 75 was given back." in after


def test_who_paid_nothing_fetches_nothing(world: Any, rahima: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from dorgora.catalogue import rules

    monkeypatch.setattr(rules, "fee", lambda *_asked, **_where: rules.FeeQuote(0, 0, ()))
    free = world.submit(received_fee_minor=0)
    world.reject(free.id)
    html = ask(rahima, free.code).content.decode()
    assert last_station(html).startswith("Rejected") and "Money back" not in html


def test_what_was_taken_back_says_so(world: Any, lodged: Any, rahima: Any) -> None:
    world.withdraw(lodged.id)
    html = ask(rahima, lodged.code).content.decode()
    assert "Taken back at the centre" in html and "No office has it." in html
    assert "The centre has paid back Tk 75." in html and "You will have it by" not in html
