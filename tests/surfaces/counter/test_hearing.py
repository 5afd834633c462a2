"""Listening (F4): read-back, receipt, consent and slip said aloud, sentence by sentence, for her alone."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils.translation import override

from dorgora.config import guard
from dorgora.counter import hearing
from dorgora.kernel import clock
from dorgora.shell import aloud, speaking
from dorgora.shell.parts import Answer
from tests import browser
from tests.rules.country import SERVICES
from tests.surfaces.counter.stage import Counter, Stage, days_ago
from tests.surfaces.window import HOST, does, looked_at, window

pytestmark = pytest.mark.slow

VOICES = """Object.defineProperty(window, 'speechSynthesis', {value: {
    getVoices: () => [{lang: 'bn-BD', localService: true}, {lang: 'en-GB', localService: true}],
    cancel: () => { window.silenced = true; },
    speak: said => { (window.said = window.said || []).push([said.text, said.lang]); setTimeout(said.onend, 1); }}});
  window.SpeechSynthesisUtterance = function (text) { this.text = text; this.lang = ''; };"""


@pytest.fixture
def spoken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What was said, instead of saying it: short sounds of silence."""
    said: list[tuple[str, str]] = []

    def speak(text: str, language: str) -> bytes:
        said.append((text, language))
        head = b"RIFF" + (36 + 882).to_bytes(4, "little") + b"WAVEfmt " + (16).to_bytes(4, "little")
        form = bytes([1, 0, 1, 0]) + (22050).to_bytes(4, "little") + (44100).to_bytes(4, "little")
        return head + form + bytes([2, 0, 16, 0]) + b"data" + (882).to_bytes(4, "little") + bytes(882)

    monkeypatch.setattr(speaking, "has_voice", lambda language: True)
    monkeypatch.setattr(speaking, "speak", speak)
    return said


@pytest.fixture
def mute(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A laptop without a voice."""
    monkeypatch.setenv("PATH", str(tmp_path))


def url_of(page: Any) -> tuple[str, int]:
    found = re.search(r'data-hear="([^"]+)" data-n="(\d+)"', page.content.decode())
    assert found is not None
    return found[1], int(found[2])


def read_back(counter: Counter) -> Any:
    return counter.fill(counter.begin(counter.citizen()), born=days_ago(10))


def test_the_read_back_is_said_sentence_by_sentence(counter: Counter, spoken: list[tuple[str, str]]) -> None:
    url, n = url_of(read_back(counter))
    for place in range(n):
        answer = counter.client.get(url.replace("/0.wav", f"/{place}.wav"))
        assert answer.status_code == 200 and answer.content.startswith(b"RIFF")
        assert (answer["Content-Type"], answer["Cache-Control"]) == ("audio/wav", "no-store")
    assert counter.client.get(url.replace("/0.wav", f"/{n}.wav")).status_code == 404
    texts = [text for text, _language in spoken]
    assert not any("?:" in text for text in texts)
    assert "is this right?" in texts[0] and texts[1].startswith("To pay: ") and "taka" in texts[1]
    assert ("মিম আক্তার", "bn") in spoken, "a Bangla name by the Bangla voice, also on an English page"
    assert not re.search("[Ѐ-ӿ]|%7B|রহিমা", url)


def test_only_the_newest_page_of_hers_is_said(
    counter: Counter, stage: Stage, spoken: list[tuple[str, str]]
) -> None:
    first, _n = url_of(read_back(counter))
    assert counter.client.get(first).status_code == 200
    second, _n = url_of(
        counter.get(
            f"/counter/citizens/{counter.citizen(local_name='করিমন বেগম', phone='')}/birth_registration"
        )
    )
    assert counter.client.get(first).status_code == 404, "the one before is served no more"
    assert counter.client.get(second).status_code == 200
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert other.client.get(second).status_code == 404
    counter.get("/counter/cover")
    counter.sign_in(stage, "karim")
    assert counter.client.get(second).status_code == 404, "nothing is left once the screen was covered"


def test_nothing_of_one_is_said_when_the_next_is_served(
    counter: Counter, spoken: list[tuple[str, str]]
) -> None:
    url, _n = url_of(read_back(counter))
    counter.get(f"/counter/citizens/{counter.citizen(local_name='করিমন বেগম', phone='')}")
    assert counter.client.get(url).status_code == 404


def test_nothing_is_said_of_a_session_that_is_over(
    counter: Counter, stage: Stage, spoken: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    url, _n = url_of(read_back(counter))
    key = url.split("/")[-2]
    karim = counter.client.session["operator"]
    assert aloud.sentence(karim, key, 0) is not None
    later = clock.now_seconds() + guard.IDLE_SECONDS + 1
    monkeypatch.setattr(clock, "now_seconds", lambda: later)
    assert counter.client.get(url).status_code == 302
    assert aloud.sentence(karim, key, 0) is None
    counter.sign_in(stage, "karim")
    assert counter.client.get(url).status_code == 404


def offered(said: list[str | aloud.Sentence]) -> hearing.Hearing:
    return hearing.offered(SimpleNamespace(operator=SimpleNamespace(id=5)), said)


def test_a_long_form_is_said_to_its_end(counter: Counter, spoken: list[tuple[str, str]]) -> None:
    """Ninety questions, each answered in the other language, are more than any form of the pack has."""
    with override("en"):
        rows = [Answer(f"Question {n}", f"উত্তর {n}", lang="bn") for n in range(90)]
        of_rows = hearing.of_answers("Is this right?", "To pay: one taka only", rows)
        heard = offered([*of_rows, *["One more."] * 18])
        assert (len(heard.sentences), heard.rest) == (200, "")
        texts = [one.text for one in heard.sentences]
        assert texts[1] == "To pay: one taka only" and texts[180:182] == ["Question 89", "উত্তর 89"]
        cut = offered([*of_rows, *["One more."] * 19])
        assert len(cut.sentences) == 200 and cut.sentences[-1].text == cut.rest
        assert "the rest stands on the page" in cut.rest
    most = max(sum(len(part.fields) for part in service.sections) for service in SERVICES.values())
    assert 2 * most < hearing.MOST_SENTENCES


def test_a_long_answer_is_said_in_pieces(counter: Counter, spoken: list[tuple[str, str]]) -> None:
    words = " ".join(f"word{n}," for n in range(200))
    with override("en"):
        heard = offered([aloud.Sentence(words, "bn")])
    assert len(heard.sentences) > 4 and {one.language for one in heard.sentences} == {"bn"}
    assert " ".join(one.text for one in heard.sentences) == words


def test_what_is_not_said_stands_on_the_page(
    counter: Counter, spoken: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "the rest stands on the page" not in read_back(counter).content.decode()
    monkeypatch.setattr(hearing, "MOST_SENTENCES", 4)
    page = counter.get(counter.at)
    assert "the rest stands on the page" in page.content.decode() and url_of(page)[1] == 4


def test_a_page_is_offered_where_all_its_languages_are(
    counter: Counter, spoken: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speaking, "has_voice", lambda language: language == "en")
    assert 'data-hear=""' in read_back(counter).content.decode(), "names are in a language without a voice"


def test_a_busy_voice_says_so(
    chromium: Any, counter: Counter, spoken: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def busy(text: str, language: str) -> bytes:
        raise speaking.Busy

    monkeypatch.setattr(speaking, "speak", busy)
    url, _n = url_of(read_back(counter))
    answer = counter.client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (503, "text/plain; charset=utf-8")
    assert answer["Cache-Control"] == "no-store"
    with window(chromium, counter.client, language="en") as page:
        page.goto(HOST + counter.at)
        page.keyboard.press("F4")
        page.wait_for_selector("text=The laptop is speaking for another page just now")
        assert page.get_attribute("[data-hear] button", "aria-pressed") == "false"
        assert page.complaints and not [one for one in page.complaints if "503" not in one]


def test_receipt_consent_and_slip_can_be_heard(counter: Counter, spoken: list[tuple[str, str]]) -> None:
    def heard(page: Any) -> str:
        url, n = url_of(page)
        spoken.clear()
        for place in range(n):
            counter.client.get(url.replace("/0.wav", f"/{place}.wav"))
        return " | ".join(text for text, _language in spoken)

    rahima = counter.citizen()
    page = counter.get(f"/counter/citizens/{rahima}/birth_registration")
    consent, until = heard(page), "This holds for this file alone, and until it is handed over."
    assert until in consent and until in page.content.decode()
    assert "only this" in consent and "hand in the form: Birth registration" in consent
    counter.send(counter.get(f"/counter/mandates/of/{rahima}"), {"scope-lodge": "yes", "term": "month"})
    slip = heard(counter.get(f"{counter.at}?in=en"))
    assert "Hand in my forms" in slip and "no money is drawn" in slip
    number = counter.lodge(rahima, born=days_ago(10))
    receipt = heard(counter.get(f"/counter/files/{number}/receipt?in=en"))
    assert " ".join(number) in receipt and "taka" in receipt and "It will be ready" in receipt
    assert "Char Kukri Mukri decides." in receipt and "Fetch it here, with this receipt." in receipt


def test_f4_plays_all_and_stops_again(chromium: Any, counter: Counter, spoken: list[tuple[str, str]]) -> None:
    read_back(counter)
    with window(chromium, counter.client, language="en") as page:
        page.goto(HOST + counter.at)
        focused = page.evaluate("document.activeElement.id")
        n = int(page.get_attribute("[data-hear]", "data-n"))
        page.keyboard.press("F4")
        page.wait_for_function(
            "() => document.querySelector('[data-hear] button').getAttribute('aria-pressed') == 'true'"
        )
        assert page.evaluate("document.activeElement.id") == focused
        page.wait_for_function(
            "() => document.querySelector('[data-hear] button').getAttribute('aria-pressed') == 'false'"
        )
        assert len(spoken) == n and page.inner_text("[data-hear] [role=status]") == ""
        aloud.forget(counter.client.session["operator"])
        page.keyboard.press("F4")
        page.wait_for_selector("text=It cannot be said now")
        with does(page, "Hear a page read aloud"):
            page.keyboard.press("F4")
            page.keyboard.press("F4")
        assert page.complaints and not [one for one in page.complaints if "404" not in one]


def test_without_a_voice_the_page_says_so(chromium: Any, counter: Counter, mute: None) -> None:
    read_back(counter)
    with window(chromium, counter.client, language="en") as page:
        page.goto(HOST + counter.at)
        page.keyboard.press("F4")
        page.wait_for_selector("text=This laptop has no voice for this language")
        assert "espeak-ng" in page.inner_text("[data-hear] [role=status]")
        assert page.get_attribute("[data-hear] button", "aria-pressed") == "false"


def test_the_voice_of_the_browser_is_next(chromium: Any, counter: Counter, mute: None) -> None:
    read_back(counter)
    with window(chromium, counter.client, language="en") as page:
        page.add_init_script(VOICES)
        page.goto(HOST + counter.at)
        n = int(page.get_attribute("[data-hear]", "data-n"))
        page.keyboard.press("F4")
        page.wait_for_function("n => window.said && window.said.length === n", arg=n)
        said = page.evaluate("window.said")
        assert ["মিম আক্তার", "bn"] in said and "is this right?" in said[0][0]


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_the_page_is_sound_with_and_without_a_voice(
    chromium: Any, counter: Counter, language: str, mute: None
) -> None:
    read_back(counter)
    with window(chromium, counter.client, language=language, kept=True) as page:
        page.goto(HOST + counter.at)
        page.keyboard.press("F4")
        page.wait_for_function("() => document.querySelector('[data-hear] [role=status]').textContent")
        assert looked_at(page, "counter-hear") == []


def ears(page: Any) -> dict[str, tuple[int, int]]:
    """Each question's ear: the first of its sentences, and how many."""
    found = re.findall(
        r'data-from="(\d+)" data-many="(\d+)"[^>]* aria-label="Listen: ([^"]+)"', page.content.decode()
    )
    return {label: (int(first), int(many)) for first, many, label in found}


def test_each_question_of_a_form_can_be_heard(counter: Counter, spoken: list[tuple[str, str]]) -> None:
    counter.begin(counter.citizen())
    page = counter.get(counter.at.replace("/applicant", "/child"))
    url, n = url_of(page)
    first, many = ears(page)["Is the child a girl or a boy?"]
    for place in range(first, first + many):
        assert counter.client.get(url.replace("/0.wav", f"/{place}.wav")).status_code == 200
    assert [text for text, _language in spoken] == ["Is the child a girl or a boy?", "Girl, Boy, Other"]
    assert sum(many for _first, many in ears(page).values()) == n
    assert len(ears(counter.get("/counter/citizens/new"))) > 4


def test_f4_says_the_question_she_is_in(
    chromium: Any, counter: Counter, spoken: list[tuple[str, str]]
) -> None:
    counter.begin(counter.citizen())
    with window(chromium, counter.client, language="en") as page:
        page.goto(HOST + counter.at.replace("/applicant", "/child"))
        page.locator('[name="date_of_birth-month"]').focus()
        with does(page, "Hear the question one is in"):
            page.keyboard.press("F4")
        page.wait_for_function("() => document.querySelectorAll('.ear.ok').length === 1")
        page.wait_for_function("() => document.querySelectorAll('.ear.ok').length === 0")
        assert [text for text, _language in spoken][0] == "Date of birth" and len(spoken) == 2
        assert page.evaluate("document.activeElement.name") == "date_of_birth-month"
        aloud.forget(counter.client.session["operator"])
        page.locator('[aria-label="Listen: Is the child a girl or a boy?"]').click()
        page.wait_for_selector("fieldset:has([name=sex]) >> text=It cannot be said now")
        assert page.url.endswith("/child")


def test_without_a_voice_the_question_says_so(chromium: Any, counter: Counter, mute: None) -> None:
    with window(chromium, counter.client, language="en") as page:
        page.goto(HOST + "/counter/citizens/new")
        page.keyboard.press("F4")
        page.wait_for_selector(".f:has([autofocus]) >> text=This laptop has no voice for this language")
