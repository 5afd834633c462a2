"""What the keepers look after: alarms in words, laptops, and the erasing that takes two officers."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import dorgora
from tests.applications.world import AT, PLACE

pytestmark = pytest.mark.slow

LAW = {"law": "Privacy Act, s. 5", "keeps": "amounts and dates"}


@pytest.fixture
def keepers(world: Any, signed_in: Callable[..., Any]) -> list[Any]:
    """Two officers of the hub who may erase, each in her browser."""
    from dorgora.people import actions as people

    ids = [
        people.appoint_officer(
            role="hub", place="", powers=("erase", "enrol", "alarms"), local_name=name, latin_name=name,
            local_title="", latin_title="", by=0, at=AT,
        )
        for name in ("Nasima", "Parvin")
    ]  # fmt: skip
    return [signed_in(one) for one in ids]


def test_an_alarm_says_what_to_do(world: Any, salma: Any) -> None:
    from dorgora.feed import node as nodes
    from dorgora.feed.writing import writing

    assert "Nothing is wrong" in salma.get("/desk/alarms").content.decode()
    with writing():
        for code in ("forked", "pin_locked", "refused_size", "never_heard_of"):
            nodes.this().store.alarm(code, nodes.this().identity.node_id, world.karim)
    html = salma.get("/desk/alarms").content.decode()
    for words in (
        "4 things to look at",
        "Find both, keep one.",
        "wrong PIN again and again: Karim",
        "was refused (size)",
    ):
        assert words in html


def test_every_alarm_that_is_raised_has_its_sentence() -> None:
    """The codes are those of the source; what is made of a reason has one sentence for all."""
    from dorgora.shell.alarms import SENTENCES

    raised = {
        code
        for file in (Path(dorgora.__file__).parent).rglob("*.py")
        for code in re.findall(r"\.alarm\(\s*\"([a-z_]+)\",", file.read_text())
    }
    assert {"forged_key", "apart_full", "aftermath_failed"} <= raised
    assert raised - set(SENTENCES) == set()


@pytest.fixture
def alarm(world: Any) -> str:
    """Where the desk shows an alarm about a flood."""
    from dorgora.feed import node as nodes
    from dorgora.feed import queries as feed
    from dorgora.feed.writing import writing

    with writing():
        nodes.this().store.alarm("too_many_about_one", 9, 0)
    return f"/desk/alarms/{feed.alarms()[0].id}"


def sent_after_the_cover(client: Any, url: str, typed: dict[str, str]) -> str:
    """A page sent when another one of hers had been covered; gives what stands there for her afterwards."""
    hidden = re.findall(
        r'<input type="hidden" name="([^"]+)" value="([^"]*)"', client.get(url).content.decode()
    )
    who = client.session["_auth_user_id"]
    client.get("/desk/cover")
    assert client.post(url, dict(hidden) | typed)["Location"].startswith("/desk/sign-in")
    from django.contrib.auth.models import User

    client.force_login(User.objects.get(pk=who), backend="django.contrib.auth.backends.ModelBackend")
    return str(client.get(url).content.decode())


def test_what_was_done_about_an_alarm_is_kept(keepers: list[Any], alarm: str) -> None:
    nasima, parvin = keepers
    done = "Asked the keeper of laptop nine."
    assert done in sent_after_the_cover(nasima, alarm, {"done": done})
    assert done not in parvin.get(alarm).content.decode()
    nasima.post(alarm, {"done": done})
    assert "What you had written" not in nasima.get(alarm).content.decode()


def test_a_request_to_erase_is_kept(keepers: list[Any]) -> None:
    nasima, parvin = keepers
    url, typed = "/desk/erasures", {"code": "ABCD", "who": "applicant", **LAW}
    html = sent_after_the_cover(nasima, url, typed)
    assert LAW["law"] in html and LAW["keeps"] in html and "ABCD" in html and 'role="alert"' not in html
    assert LAW["law"] not in parvin.get(url).content.decode()


def test_an_alarm_is_settled_with_what_was_done(keepers: list[Any], salma: Any, alarm: str) -> None:
    from dorgora.feed import node as nodes
    from dorgora.feed.writing import writing

    assert salma.get(alarm).status_code == 409 and alarm not in salma.get("/desk/alarms").content.decode()
    assert salma.post(alarm, {"done": "x"}).status_code == 409, "not her power"
    assert keepers[0].post(alarm, {"done": "  "}).status_code == 422
    done = {"done": "The laptop was looked at: a loose cable."}
    for _press in range(2):
        assert keepers[0].post(alarm, done)["Location"] == "/desk/alarms"
    html = keepers[1].get("/desk/alarms").content.decode()
    assert "Nothing is wrong" in html and "a loose cable" in html and "Nasima" in html
    late = keepers[1].post(alarm, {"done": "I switched it off."})
    html = late.content.decode()
    assert late.status_code == 409
    for words in ("settled already", "a loose cable", "Nasima", "I switched it off."):
        assert words in html
    with writing():
        nodes.this().store.alarm("too_many_about_one", 9, 0)
    assert "1 thing to look at" in salma.get("/desk/alarms").content.decode(), "it may come again"
    assert keepers[0].get("/desk/alarms/999999").status_code == 404


def test_the_command_and_the_desk_say_the_same(salma: Any, alarm: str) -> None:
    from dorgora.config import staff

    salma.cookies["django_language"] = "bn"
    assert "একটি বিষয়ে" in salma.get("/desk/alarms").content.decode()
    assert staff.alarms_in_words()[0].endswith(
        "node 9 sent a flood about one thing. It was refused. Look at that laptop."
    )


def test_only_the_hub_lists_laptops_and_erasures(
    world: Any, salma: Any, keepers: list[Any], serve_as: Callable[[str], None]
) -> None:
    assert salma.get("/desk/laptops").status_code == 200
    assert keepers[0].get("/desk/erasures").status_code == 200
    assert salma.get("/desk/erasures").status_code == 409  # not her power
    serve_as("centre")
    assert salma.get("/desk/laptops").status_code == 404
    assert salma.get("/desk/erasures").status_code == 404


def test_an_erasure_takes_two_officers_and_names_its_law(world: Any, keepers: list[Any]) -> None:
    from dorgora.people import queries as people

    done = world.submit()
    first, second = keepers
    address = first.post("/desk/erasures", {"code": done.code.lower(), "who": "citizen", **LAW})["Location"]
    assert people.citizen(done.citizen_id).latin_name == "Mim Akter"
    alone = first.post(address, {"do": "confirm"})
    assert alone.status_code == 409 and "A second officer must confirm this." in alone.content.decode()
    page = second.get(address).content.decode()
    assert "Mim Akter" in page and "Privacy Act, s. 5" in page
    assert second.post(address, {"do": "confirm"}).status_code == 302
    assert people.citizen(done.citizen_id).is_erased
    after = second.get(address).content.decode()
    assert "Mim" not in after and "Erased" in after
    assert "Privacy Act, s. 5" in first.get("/desk/erasures").content.decode()


def test_who_never_lodged_a_file_is_erased_by_her_number(world: Any, keepers: list[Any]) -> None:
    from dorgora.people import queries as people

    first, second = keepers
    for wrong, status in (("1234567", 409), ("9" * 19, 422), ("-5", 422)):
        page = first.post("/desk/erasures", {"code": wrong, **LAW})
        assert page.status_code == status and wrong in page.content.decode()
    in_bangla = str(world.rahima).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    address = first.post("/desk/erasures", {"code": in_bangla, **LAW})["Location"]
    assert first.post(address, {"do": "confirm"}).status_code == 409, "a second officer must"
    assert "Rahima" in second.get(address).content.decode()
    assert second.post(address, {"do": "confirm"}).status_code == 302
    assert people.citizen(world.rahima).is_erased
    assert first.post("/desk/erasures", {"code": in_bangla, **LAW}).status_code == 409, "once"


def test_a_confirmation_sent_twice_erases_once(world: Any, keepers: list[Any]) -> None:
    done = world.submit()
    first, second = keepers
    address = first.post("/desk/erasures", {"code": done.code, **LAW})["Location"]
    second.post(address, {"do": "confirm"})
    again = second.post(address, {"do": "confirm"})
    assert again.status_code == 409 and "There is no such request." in again.content.decode()


def test_the_same_erasure_is_asked_for_once(world: Any, keepers: list[Any]) -> None:
    done = world.submit()
    asked = {"code": done.code, **LAW}
    assert keepers[0].post("/desk/erasures", asked).status_code == 302
    again = keepers[0].post("/desk/erasures", asked)
    assert again.status_code == 409 and "This is asked for already." in again.content.decode()


def test_a_request_taken_back_erases_nobody(world: Any, keepers: list[Any]) -> None:
    from dorgora.people import queries as people

    done = world.submit()
    address = keepers[0].post("/desk/erasures", {"code": done.code, **LAW})["Location"]
    assert keepers[0].post(address, {"do": "withdraw"}).status_code == 302
    assert keepers[1].post(address, {"do": "confirm"}).status_code == 409
    assert not people.citizen(done.citizen_id).is_erased


@pytest.mark.parametrize(
    ("typed", "words"),
    [({}, "The code has 14 signs."), ({"code": "x" * 90}, "The code has 14 signs."),
     ({"law": ""}, "This is still empty."), ({"law": "a" * 900}, "Too long"), ({"keeps": "a\0b"}, "cannot be printed")],
)  # fmt: skip
def test_a_wrong_request_keeps_what_was_typed(
    world: Any, keepers: list[Any], typed: dict[str, str], words: str
) -> None:
    done = world.submit()
    given = {"code": done.code, **LAW, **typed} if typed else {**LAW}
    response = keepers[0].post("/desk/erasures", given)
    assert response.status_code == 422
    html = response.content.decode()
    assert words in html
    assert given["law"][:100] in html


def test_a_code_that_leads_nowhere_asks_for_nothing(world: Any, keepers: list[Any]) -> None:
    from dorgora.desk import local

    response = keepers[0].post("/desk/erasures", {"code": "0" * 14, **LAW})
    assert response.status_code in (409, 422)
    assert local.requests(local.ASKED) == []


def test_an_erased_file_is_blank_on_the_desk(world: Any, keepers: list[Any], salma: Any) -> None:
    done = world.submit()
    address = keepers[0].post("/desk/erasures", {"code": done.code, **LAW})["Location"]
    keepers[1].post(address, {"do": "confirm"})
    html = salma.get(f"/desk/files/{done.id}").content.decode()
    assert "What was answered is erased." in html and "মিম" not in html and 'name="seen"' not in html
    assert PLACE in world.file(done.id).centre


def test_a_file_this_laptop_let_go_of_is_not_called_erased(world: Any, salma: Any) -> None:
    """It was a centre's alone then."""
    from dorgora.feed import local as feed_local

    done = world.submit()
    feed_local.let_go([done.id])
    html = salma.get(f"/desk/files/{done.id}").content.decode()
    assert "not kept on this laptop; the hub has it" in html and "erased" not in html
    assert "মিম" not in html and 'name="seen"' not in html


def test_a_laptops_desk_says_where_its_decision_is(
    world: Any, salma: Any, serve_as: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.feed import queries as feed

    file_id = world.submit().id
    world.approve(file_id)
    serve_as("centre")
    assert 'class="tide"' in salma.get("/desk/").content.decode()
    assert "Line to the hub" in salma.get("/desk/alarms").content.decode()
    for where, words in (
        (None, "On this laptop. It goes by itself"),
        (AT, "Received by the hub, 22 November 11:52."),
    ):
        monkeypatch.setattr(feed, "place_of", lambda ids, at=where: {one: feed.Where(at) for one in ids})
        assert words in salma.get(f"/desk/files/{file_id}").content.decode()


def test_laptops_are_listed_with_when_they_were_heard(world: Any, salma: Any) -> None:
    from dorgora.feed import node as nodes
    from dorgora.feed.writing import writing

    store = nodes.this().store
    assert "No laptop is enrolled yet." in salma.get("/desk/laptops").content.decode()
    with writing():
        for number in range(60):
            store.rows.put(
                "feed_node",
                (
                    "node_id",
                    "name",
                    "signing_key",
                    "exchange_key",
                    "revoked_at",
                    "subject_id",
                    "told_version",
                ),
                1,
                [(1000 + number, f"Laptop {number}", b"", b"", None, 1000 + number, 1)],
            )
        store.set_note("heard:1007", str(int(AT.timestamp())))
    first, second = (salma.get("/desk/laptops", {"page": page}).content.decode() for page in ("1", "2"))
    assert "Laptop 7<" in first and "22 November 11:52" in first and "1–50 of 60" in first
    assert "Laptop 59<" in second and "51–60 of 60" in second
    for page in ("0", "9", "x"):
        assert "Laptop 7<" in salma.get("/desk/laptops", {"page": page}).content.decode()


def test_a_laptop_that_has_not_heard_of_an_erasure_is_named(
    world: Any, keepers: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.feed import queries as feed

    done = world.submit()
    address = keepers[0].post("/desk/erasures", {"code": done.code, **LAW})["Location"]
    keepers[1].post(address, {"do": "confirm"})
    monkeypatch.setattr(feed, "laptops", lambda: [feed.Laptop(7, "Char Kukri laptop", (), None, False)])
    monkeypatch.setattr(feed, "holding", lambda people: {one: {7} for one in people})
    assert "Char Kukri laptop" in keepers[0].get("/desk/erasures").content.decode()
    html = keepers[0].get(address).content.decode()
    assert "Not every laptop has heard of it." in html and "Char Kukri laptop" in html
