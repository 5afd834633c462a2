"""The tasks of docs/tasks.md that are not decisions, by keyboard alone: the ways in, and erasing."""

import re
from typing import Any

import pytest

from tests.applications.world import AT
from tests.surfaces.window import FAR, HOST, does, tab_to, window


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Digests of paper codes that cost next to nothing."""
    from argon2 import PasswordHasher

    from dorgora.people.local import hashing

    monkeypatch.setattr(hashing, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


def test_an_account_is_opened_and_used_by_keyboard(
    chromium: Any, world: Any, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import Client

    from dorgora.desk import signing
    from dorgora.people import local, queries

    code = local.give_code(world.salma)
    with window(chromium, Client(SERVER_NAME="localhost"), language="en") as page:
        codes = _open_the_account(page, world.salma, code)
        _sign_out_and_in(page, world.salma, "".join(codes[0]))
        monkeypatch.setattr(signing, "officers_here", lambda: [queries.officer(world.salma)])
        page.keyboard.press("F9")
        page.wait_for_selector("input[type=radio][name=officer]:checked")
        with does(page, "Sign in with a recovery code", way=1):
            page.keyboard.type("".join(codes[1]))
            page.keyboard.press("F8")
            page.wait_for_url("**/desk/")


def _open_the_account(page: Any, officer_id: int, code: str) -> list[tuple[str, str]]:
    """Gives her ten recovery codes, each in two halves."""
    page.goto(f"{HOST}/desk/sign-in")
    with does(page, "Open the account with the code"):
        tab_to(page, 'a[href$="/first"]', FAR)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/sign-in/first")
        page.keyboard.type(str(officer_id))
        page.keyboard.press("Tab")
        page.keyboard.type(code)
        page.keyboard.press("F8")
        page.wait_for_url("**/desk/passkey/new")
    with does(page, "Make her device a passkey", way=1):
        page.keyboard.press("F8")
        page.wait_for_url("**/desk/recovery-codes")
    with does(page, "Write ten recovery codes"):
        page.keyboard.press("F8")
        page.wait_for_selector("#recovery-codes")
        codes = re.findall(r"\b(\d{4}) (\d{4})\b", page.inner_text("#recovery-codes"))
        page.keyboard.press("F8")
        page.wait_for_url("**/desk/")
    return codes


def _sign_out_and_in(page: Any, officer_id: int, code: str) -> None:
    page.goto(f"{HOST}/desk/alarms")
    with does(page, "Sign out | officer"):
        tab_to(page, 'form[action="/desk/sign-out"] button', FAR)
        page.keyboard.press("Enter")
        page.wait_for_url("**/desk/sign-in")
    with does(page, "Sign in with a recovery code"):
        page.keyboard.type(str(officer_id))
        page.keyboard.press("Tab")
        page.keyboard.type(code)
        page.keyboard.press("F8")
        page.wait_for_url("**/desk/")


def people_of_the_hub(power: str, *names: str) -> list[int]:
    """The hub's own staff, by id."""
    from dorgora.people import actions as people

    return [
        people.appoint_officer(
            role="hub", place="", powers=(power,), local_name=name, latin_name=name, local_title="", latin_title="",
            by=0, at=AT,
        )
        for name in names
    ]  # fmt: skip


def test_two_officers_erase_by_keyboard(chromium: Any, world: Any, signed_in: Any) -> None:
    from dorgora.people import queries

    keepers = people_of_the_hub("erase", "Nasima", "Parvin")
    done, other = world.submit(), world.submit(draft_key="other")
    addresses = []
    with window(chromium, signed_in(keepers[0]), language="en") as page:
        for lodged in (done, other):
            page.goto(f"{HOST}/desk/erasures")
            with does(page, "Ask that a citizen's words be erased"):
                page.keyboard.type(lodged.code)
                for typed in ("Privacy Act, s. 5", "amounts and dates"):
                    tab_to(page, 'input[name="law"], input[name="keeps"]', 2)
                    page.keyboard.type(typed)
                page.keyboard.press("F8")
            page.wait_for_selector("text=Erase for ever?")
            addresses.append(page.url)
        with does(page, "Confirm an erasure", way=1):
            tab_to(page, 'button[value="withdraw"]', FAR)
            page.keyboard.press("Enter")
        page.wait_for_url("**/desk/erasures")
    with window(chromium, signed_in(keepers[1]), language="en") as page:
        page.goto(f"{HOST}/desk/erasures")
        with does(page, "Confirm an erasure"):
            tab_to(page, f'a[href="{addresses[0].removeprefix(HOST)}"]', FAR)
            page.keyboard.press("Enter")
            page.wait_for_url(addresses[0])
            page.keyboard.press("F8")
        page.wait_for_selector("h1:has-text('Erased')")
    erased, kept = queries.citizen(done.citizen_id), queries.citizen(other.citizen_id)
    assert erased is not None and erased.is_erased
    assert kept is not None and not kept.is_erased


def test_an_alarm_is_settled_by_keyboard(chromium: Any, world: Any, signed_in: Any) -> None:
    from dorgora.feed import node as nodes
    from dorgora.feed import queries as feed
    from dorgora.feed.writing import writing

    keeper = people_of_the_hub("alarms", "Nasima")[0]
    with writing():
        nodes.this().store.alarm("forked", nodes.this().identity.node_id, 0)
    with window(chromium, signed_in(keeper), language="en") as page:
        page.goto(f"{HOST}/desk/alarms")
        with does(page, "Settle an alarm"):
            tab_to(page, "a.pick", FAR)
            page.keyboard.press("Enter")
            page.wait_for_selector('[name="done"]')
            page.keyboard.type("Both laptops found; one is kept.")
            page.keyboard.press("F8")
        page.wait_for_selector("h1:has-text('Nothing is wrong')")
    assert feed.alarms() == []
    assert feed.settled_alarms()[0].settled_words == "Both laptops found; one is kept."
