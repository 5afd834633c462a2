"""People come and go: who ended signs in nowhere; who lost her code gets another, and the desk is told."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation

from dorgora.config import commands
from dorgora.feed import queries as feed
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import local, queries
from dorgora.people.rules import POWERS
from dorgora.shell import alarms
from tests.people.cast import PLACE, appoint_officer, open_union


def said(*words: str) -> list[str]:
    lines: list[str] = []
    assert commands.run(list(words), lines.append) == 0, lines
    return lines


@pytest.fixture
def salma(hub: Any) -> int:
    """The officer of a union that is open."""
    open_union(hub)
    return appoint_officer()


def code_of(person: int) -> str:
    return str(json.loads(said("new-code", str(person))[0])["code"])


def test_the_guide_appoints_somebody_for_each_page() -> None:
    guide = Path("docs/enrolment.md").read_text(encoding="utf-8")
    (given,) = re.findall(r"^dorgora appoint hub .* --powers (\S+)$", guide, re.MULTILINE)
    assert set(given.split(",")) == {"erase", "link", "alarms"}
    assert all(f"\n| `{power}` | " in guide for power in POWERS)


def test_who_ended_signs_in_no_more_and_gets_no_code(salma: int) -> None:
    first = code_of(salma)
    assert f"{salma} office:{PLACE}" in said("staff")[0] and said("staff")[0].endswith(": works")
    assert said("end", str(salma), "--reason", "dismissed") == [f"person {salma} works no more"]
    who = queries.officer(salma)
    assert who is not None and not who.is_active
    assert said("staff")[0].endswith(": ended")
    with pytest.raises(Refused, match="unknown_person"):
        local.open_officer_account(salma, first, clock.now())
    for words, reason in ((("end",), "already_ended"), (("new-code",), "unknown_person")):
        lines: list[str] = []
        assert commands.run([*words, str(salma)], lines.append) == 1
        assert lines[0].endswith(f"({reason})")


def test_a_new_code_opens_her_account_and_voids_the_old_one(salma: int) -> None:
    old, new = code_of(salma), code_of(salma)
    with pytest.raises(Refused, match="no_such_code"):
        local.open_officer_account(salma, old, clock.now())
    assert local.open_officer_account(salma, new, clock.now()).username == str(salma)


def test_the_desk_is_told_that_a_code_was_made(salma: int) -> None:
    code = code_of(salma)
    with translation.override("en"):
        (alarm,) = alarms.in_words(feed.alarms())
    assert "Salma Begum" in alarm.what and "one-time code" in alarm.what
    assert code not in alarm.what + alarm.then
