"""Officers sign in with a passkey or a recovery code, the first time with a code from paper; nobody with a password."""

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client

from tests.applications.world import AT, PLACE
from tests.surfaces.stamped import Stamped

pytestmark = pytest.mark.slow


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests of paper codes that cost next to nothing."""
    from argon2 import PasswordHasher

    from dorgora.people.local import hashing

    monkeypatch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@pytest.fixture
def browser() -> Client:
    client = Stamped()
    client.cookies["django_language"] = "en"
    return client


def open_account(world: Any, browser: Client) -> list[str]:
    """Salma's first sign-in, up to the ten codes."""
    from dorgora.people import local

    code = local.give_code(world.salma)
    response = browser.post("/desk/sign-in/first", {"officer": str(world.salma), "code": code})
    assert (response.status_code, response["Location"]) == (302, "/desk/passkey/new")
    shown = browser.post("/desk/recovery-codes").content.decode()
    return re.findall(r'class="code">(\d{4}) (\d{4})<', shown) and [
        "".join(pair) for pair in re.findall(r'class="code">(\d{4}) (\d{4})<', shown)
    ]


def test_the_first_page_offers_both_ways_and_no_password(world: Any, browser: Client) -> None:
    html = browser.get("/desk/sign-in").content.decode()
    assert "Sign in with the passkey" in html and "Recovery code" in html
    assert 'type="password"' not in html and "password" not in html.lower()


def test_a_paper_code_opens_the_account_and_gives_ten_codes(world: Any, browser: Client, quick: None) -> None:
    codes = open_account(world, browser)
    assert len(codes) == len(set(codes)) == 10
    assert browser.get("/desk/").status_code == 302  # the codes are not on paper yet
    assert browser.post("/desk/recovery-codes", {"done": "yes"})["Location"] == "/desk/"
    assert browser.get("/desk/").status_code == 200


@pytest.mark.parametrize("page", ["/desk/recovery-codes", "/desk/passkey/new"])
def test_new_ways_in_are_made_only_right_after_signing_in(
    world: Any, browser: Client, quick: None, monkeypatch: Any, page: str
) -> None:
    from dorgora.kernel import clock

    codes = open_account(world, browser)
    browser.post("/desk/recovery-codes", {"done": "yes"})
    assert page in browser.get("/desk/alarms").content.decode()
    assert browser.get(page).status_code == 200
    later = clock.now_seconds() + 10 * 60
    with monkeypatch.context() as patch:
        patch.setattr(clock, "now_seconds", lambda: later)
        for answer in (browser.get(page), browser.post(page)):
            html = answer.content.decode()
            assert answer.status_code == 409 and f"/desk/sign-in?next={quote(page, safe='')}" in html
            assert 'class="code"' not in html
    again = browser.post(f"/desk/sign-in?next={page}", {"officer": str(world.salma), "code": codes[0]})
    assert again["Location"] == page and browser.get(page).status_code == 200


def test_a_paper_code_works_once(world: Any, browser: Client, quick: None) -> None:
    from dorgora.people import local

    code = local.give_code(world.salma)
    typed = {"officer": str(world.salma), "code": code}
    assert browser.post("/desk/sign-in/first", typed).status_code == 302
    other = Stamped()
    assert other.post("/desk/sign-in/first", typed).status_code == 403
    assert other.get("/desk/").status_code == 302


def test_each_recovery_code_opens_the_desk_once(world: Any, browser: Client, quick: None) -> None:
    codes = open_account(world, browser)
    browser.post("/desk/sign-out")
    assert browser.get("/desk/").status_code == 302
    typed = f"{codes[3][:4]}-{codes[3][4:]}".translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    response = browser.post("/desk/sign-in", {"officer": str(world.salma), "code": typed})
    assert (response.status_code, response["Location"]) == (302, "/desk/")
    assert browser.get("/desk/").status_code == 200
    again = Client().post("/desk/sign-in", {"officer": str(world.salma), "code": codes[3]})
    assert again.status_code == 403


def test_wrong_codes_lock_and_say_until_when(world: Any, browser: Client, quick: None) -> None:
    codes = open_account(world, browser)
    browser.post("/desk/sign-out")
    for _ in range(5):
        response = browser.post("/desk/sign-in", {"officer": str(world.salma), "code": "00000000"})
        assert response.status_code == 403
    response = browser.post("/desk/sign-in", {"officer": str(world.salma), "code": codes[0]})
    assert response.status_code == 403
    assert "Locked until" in response.content.decode()


@pytest.mark.parametrize(
    "typed",
    [{}, {"officer": "", "code": ""}, {"officer": "x", "code": "1"}, {"officer": "9" * 40, "code": "1"},
     {"officer": "1\0", "code": "2"}, {"officer": "-5", "code": "2"}],
)  # fmt: skip
def test_what_is_no_number_or_code_is_asked_again(world: Any, browser: Client, typed: dict[str, str]) -> None:
    for address in ("/desk/sign-in", "/desk/sign-in/first"):
        response = browser.post(address, typed)
        assert response.status_code == 422
        assert "<title>Error:" in response.content.decode()


def test_a_number_of_five_thousand_digits_comes_back_whole(world: Any, browser: Client) -> None:
    for address in ("/desk/sign-in", "/desk/sign-in/first"):
        answered = browser.post(address, {"officer": "7" * 5000, "code": "1"})
        assert answered.status_code == 422 and f'value="{"7" * 5000}"' in answered.content.decode()


def test_an_empty_code_is_no_try(world: Any, browser: Client, quick: None) -> None:
    from dorgora.people.models import Attempt

    for path in ("/desk/sign-in", "/desk/sign-in/first"):
        for _ in range(6):
            empty = browser.post(path, {"officer": str(world.salma), "code": " - "})
            assert empty.status_code == 422 and "Write the code from the paper." in empty.content.decode()
    assert not Attempt.objects.exists()


def test_nobody_learns_who_works_here(world: Any, browser: Client, quick: None) -> None:
    unknown = browser.post("/desk/sign-in/first", {"officer": "424242", "code": "AAAABBBBCCCC"})
    known = browser.post("/desk/sign-in/first", {"officer": str(world.salma), "code": "AAAABBBBCCCC"})
    said = [
        re.findall(r'role="alert">(.*?)</div>', page.content.decode(), re.DOTALL) for page in (unknown, known)
    ]
    assert said[0] == said[1] != []


def test_an_operators_session_gives_no_desk(world: Any, browser: Client) -> None:
    session = browser.session
    session["operator"] = world.karim
    session.save()
    browser.cookies[session_name()] = session.session_key
    response = browser.get("/desk/")
    assert response.status_code == 302
    assert response["Location"].startswith("/desk/sign-in")


def test_signing_in_ends_an_operators_session(world: Any, browser: Client, quick: None) -> None:
    from dorgora.people import local

    session = browser.session
    session["operator"] = world.karim
    session.save()
    browser.cookies[session_name()] = session.session_key
    code = local.give_code(world.salma)
    browser.post("/desk/sign-in/first", {"officer": str(world.salma), "code": code})
    assert "operator" not in browser.session


def session_name() -> str:
    from django.conf import settings

    return str(settings.SESSION_COOKIE_NAME)


def test_an_operators_paper_code_opens_no_desk(world: Any, browser: Client, quick: None) -> None:
    from dorgora.people import local

    code = local.give_code(world.karim)
    response = browser.post("/desk/sign-in/first", {"officer": str(world.karim), "code": code})
    assert response.status_code == 403
    assert browser.get("/desk/").status_code == 302


def test_an_officer_who_ended_is_out_at_once(world: Any, signed_in: Callable[..., Any]) -> None:
    from dorgora.people import actions as people

    client = signed_in()
    assert client.get("/desk/").status_code == 200
    people.end_officer(id=world.salma, reason="left", by=0, at=AT)
    assert client.get("/desk/").status_code == 302


def test_covering_the_screen_ends_the_session(salma: Any) -> None:
    response = salma.get("/desk/cover")
    assert response["Location"] == "/desk/sign-in?covered=1"
    assert response["Cache-Control"] == "no-store"
    assert salma.get("/desk/").status_code == 302


def test_she_comes_back_to_where_she_was(world: Any, browser: Client, quick: None) -> None:
    codes = open_account(world, browser)
    browser.post("/desk/sign-out")
    came = browser.get("/desk/alarms")["Location"]
    response = browser.post(came, {"officer": str(world.salma), "code": codes[0]})
    assert response["Location"] == "/desk/alarms"
    for elsewhere in ("//evil.example/desk/", "https://evil.example", "/counter/", "/desk/sign-in"):
        address = f"/desk/sign-in?next={elsewhere}"
        browser.post("/desk/sign-out")
        landed = browser.post(address, {"officer": str(world.salma), "code": codes.pop()})
        assert landed["Location"] == "/desk/"


@pytest.mark.parametrize(
    "credential", ["", "x", "[]", "{}", '{"response": {"userHandle": "MQ"}}', "1", "null", "{" * 30_000]
)
def test_a_broken_passkey_answer_opens_nothing(world: Any, browser: Client, credential: str) -> None:
    asked = browser.get("/desk/sign-in/passkey", headers={"Accept": "application/json"}).json()
    assert asked["request_options"]["publicKey"]["challenge"]
    response = browser.post("/desk/sign-in/passkey", {"credential": credential})
    assert response.status_code == 403
    assert browser.get("/desk/").status_code == 302


@pytest.mark.parametrize("credential", ["0", "-0", "7", "{}", "[]", "null", "true", '{"id": 0}'])
def test_a_broken_answer_becomes_no_passkey(
    world: Any, browser: Client, quick: None, credential: str
) -> None:
    from allauth.mfa.models import Authenticator

    open_account(world, browser)
    assert browser.get("/desk/passkey/new").status_code == 200
    assert browser.post("/desk/passkey/new", {"credential": credential}).status_code == 403
    assert not Authenticator.objects.filter(type=Authenticator.Type.WEBAUTHN).exists()
    assert browser.get("/desk/passkey/new").status_code == 200


def test_no_page_is_kept_by_the_browser(salma: Any, file_id: int) -> None:
    for address in ("/desk/", f"/desk/files/{file_id}", "/desk/alarms"):
        assert salma.get(address)["Cache-Control"] == "no-store"


def test_the_laptop_of_an_office_lists_its_officers(
    world: Any, serve_as: Callable[[str], None], browser: Client
) -> None:
    serve_as("centre")
    html = browser.get("/desk/sign-in").content.decode()
    assert f'name="officer" value="{world.salma}"' in html and "Salma" in html
    assert "Karim" not in html
    assert PLACE not in html


def test_a_post_without_the_forms_token_does_nothing(world: Any, signed_in: Callable[..., Any]) -> None:
    from tests.applications.world import NUMBER

    file_id = world.submit().id
    client = signed_in(enforce_csrf_checks=True)
    for address in (
        f"/desk/files/{file_id}", "/desk/sign-in", "/desk/sign-in/first", "/desk/sign-in/passkey", "/desk/sign-out",
        "/desk/recovery-codes", "/desk/passkey/new", "/desk/erasures", "/portal/track", "/portal/verify",
    ):  # fmt: skip
        typed = {"decision": "approve", "register_number": NUMBER}
        assert client.post(address, typed).status_code == 403, address
    assert world.file(file_id).state == "waiting"
    assert client.get("/desk/").status_code == 200


def test_an_officer_of_elsewhere_is_not_let_in(
    world: Any, browser: Client, quick: None, serve_as: Callable[[str], None]
) -> None:
    from dorgora.people import actions as people
    from dorgora.people import local
    from dorgora.places import actions as places
    from tests.applications.world import OTHER

    names = {"local_name": "ঢালচর", "latin_name": "Dhal Char", "by": 0, "at": AT}
    places.open_office(place=OTHER, level="union", area=OTHER, **names)
    mina = people.appoint_officer(
        role="office", place=OTHER, powers=("decide",), local_title="", latin_title="", **names
    )
    serve_as("centre")
    typed = {"officer": str(mina), "code": local.give_code(mina)}
    response = browser.post("/desk/sign-in/first", typed)
    assert response.status_code == 403
    assert "This desk is not yours." in response.content.decode()
    assert "_auth_user_id" not in browser.session


@pytest.mark.parametrize("role, minutes", [("centre", 5), ("hub", 15)])
def test_an_officer_who_went_away_is_out(
    salma: Client, serve_as: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, role: str, minutes: int
) -> None:
    from dorgora.kernel import clock

    serve_as(role)
    began = clock.now_seconds()
    for later, status in (
        (0, 200),
        (minutes * 60 - 5, 200),
        (minutes * 120 - 15, 200),
        (minutes * 180 - 10, 302),
    ):
        monkeypatch.setattr(clock, "now_seconds", lambda later=later: began + later)
        assert salma.get("/desk/").status_code == status
    assert "/sign-in" in salma.get("/desk/")["Location"]
