"""A citizen of another centre at the counter: the code of her slip is asked for, and what the hub says stands there."""

import re
from datetime import timedelta
from typing import Any

import pytest

from dorgora.counter import frame
from dorgora.kernel import clock, codes
from dorgora.people import actions
from dorgora.people import queries as people
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import (
    HOME,
    SERVICE,
    Counter,
    citizen_of_another_centre,
    errors,
    form_of,
    hub_answers,
)
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.window import HOST, window

pytestmark = pytest.mark.slow

PAGE = "/counter/citizens/elsewhere"


@pytest.fixture
def slip(counter: Any) -> tuple[int, int, str]:
    """Kohinur of another centre, what she allowed there, and the code on her slip."""
    hers, code = citizen_of_another_centre()
    (given,) = people.mandates_of(hers, HOME)
    return hers, given.id, code


def text(page: Any) -> str:
    return str(page.content.decode())


def ask(counter: Counter, code: str) -> Any:
    page = counter.send(counter.get(PAGE), {"code": code})
    hub_answers()
    return page


def end(given: int) -> None:
    nila = next(one.id for one in people.operators(HOME))
    actions.end_mandate(mandate_id=given, place=HOME, by=nila, at=clock.now())
    hub_answers()


def test_her_slip_opens_her_page_here(counter: Any, slip: Any) -> None:
    hers, _given, code = slip
    assert counter.get(f"/counter/citizens/{hers}").status_code == 404
    assert "waiting for the line" in text(ask(counter, code))
    page = text(counter.get(PAGE))
    assert "Here: Kohinur Banu" in page and f'href="/counter/citizens/{hers}"' in page
    page = text(counter.get(f"/counter/citizens/{hers}"))
    assert "Char Madras" in page and "Here until" in page
    assert "Record what she allows" not in page and "Registered by mistake" not in page
    for path in (f"mandates/of/{hers}", f"citizens/{hers}/by-mistake"):
        assert counter.get(f"/counter/{path}").status_code == 404


def test_over_here_nothing_new_is_begun(counter: Any, slip: Any) -> None:
    hers, given, code = slip
    ask(counter, code)
    consent = counter.get(f"/counter/citizens/{hers}/{SERVICE}")
    form, at = form_of(consent), counter.at
    begun = counter.send(consent, {"heard": "yes"})
    assert begun.status_code == 200 and "/drafts/" in counter.at
    end(given)
    assert counter.get(f"/counter/citizens/{hers}/{SERVICE}").status_code == 404
    assert counter.client.post(at, form | {"heard": "yes"}).status_code == 404
    assert "This slip holds no more" in text(counter.get(PAGE))


def test_a_form_for_her_is_refused_once_it_is_over(counter: Any, slip: Any) -> None:
    hers, given, code = slip
    ask(counter, code)
    asked = counter.ask_for_citizenship(hers)
    assert "Paid" not in text(asked)
    end(given)
    paid = counter.send(asked, {"agreed": "yes", "go": "take"})
    assert paid.status_code in (404, 409) and people.citizen(hers, PLACE) is None
    assert "/receipt" not in counter.at


@pytest.mark.parametrize("wrong", ["", "12345", "কখগ", "0000000000000Z"])
def test_what_is_no_code_is_said_beside_it(counter: Any, slip: Any, wrong: str) -> None:
    page = counter.send(counter.get(PAGE), {"code": wrong})
    assert page.status_code == 422 and len(errors(page)) == 1 and form_of(page)["code"] == wrong
    assert people.askings_at(PLACE) == []


def test_a_slip_that_nobody_gave_is_refused_in_words(counter: Any, slip: Any) -> None:
    ask(counter, codes.keyed_code(codes.feed_of_public_code(slip[2]), 7))
    assert "The hub knows no such slip" in text(counter.get(PAGE))
    alarmed = text(counter.get(PAGE))
    assert "Kohinur" not in alarmed


def test_past_the_last_day_the_page_says_so(counter: Any, slip: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    hers, _given, code = slip
    ask(counter, code)
    today = frame.today()
    monkeypatch.setattr(frame, "today", lambda at=None: today + timedelta(days=40))
    assert counter.get(f"/counter/citizens/{hers}").status_code == 404
    assert "This slip holds no more" in text(counter.get(PAGE))


def test_the_slip_bears_its_code_once_it_is_kept(counter: Any) -> None:
    hers = counter.citizen()
    chosen = {"scope-share": "yes", "term": "month"}
    slip = counter.send(counter.get(f"/counter/mandates/of/{hers}"), chosen)
    assert 'class="code"' not in text(slip)
    kept = counter.send(slip, {"shown_by": "thumb", "agreed": "yes"})
    (mandate,) = people.mandates_of(hers, PLACE)
    shown = re.findall(r'<b class="code">([0-9A-Z ]+)</b>', text(kept))
    assert {one.replace(" ", "") for one in shown} == {people.slip_code(mandate)} and "<svg" in text(kept)
    counter.client.post(counter.at + "/end", form_of(counter.get(counter.at), ""))
    assert 'class="code"' not in text(counter.get(counter.at)), "ended, it opens nothing"


def test_a_record_is_asked_for_by_keyboard(chromium: Any, counter: Any, slip: Any) -> None:
    with window(chromium, counter.client, language="en") as page:
        keys = Keys(page)
        page.goto(f"{HOST}/counter/citizens")
        with keys.does("Ask for the record"):
            keys.far("She is registered at another centre").goes("Enter", "/elsewhere")
            keys.type("code", slip[2].lower()).goes("F8", "/elsewhere")
        assert "Slip ··" in keys.says
