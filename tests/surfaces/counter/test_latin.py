"""Typing Bangla with Latin letters (Alt+B): word by word, taken back by one key, as the kernel writes it."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from dorgora.counter import latin
from dorgora.kernel import latin_typing
from dorgora.kernel.pack import Pack, load_pack
from tests import browser
from tests.surfaces.counter.stage import Counter, Stage
from tests.surfaces.window import HOST, does, faults, misshapen, window

MARJAN = Path(__file__).resolve().parents[2] / "packs" / "marjan"
READY = "() => document.querySelector('[data-latin]').dataset.ready === 'yes'"
NAME, VILLAGE, LATIN_NAME = "#f-local_name", "#f-village", "#f-latin_name"
# What a person's keys do to a field, told to the page at once: hundreds of words take a second.
TYPE_ALL = """words => { const field = document.querySelector('#f-village');
  const say = (text) => { field.value = text; field.setSelectionRange(text.length, text.length);
    field.dispatchEvent(new InputEvent('input', {inputType: 'insertText', bubbles: true})); };
  return words.map(word => { say(word); say(word + ' '); return field.value.slice(0, -1); }); }"""


def _words_of(pack: Pack) -> list[str]:
    """Every word of the pack's tables, names of areas in Latin letters, and what a hand on Shift makes of them."""
    typing, script = pack.script.typing, pack.script
    table = {
        *typing.consonants,
        *typing.first_vowels,
        *typing.later_vowels,
        *typing.first_joins,
        *typing.later_joins,
    }
    names = {latin for many in script.names.values() for latin in many}
    areas = {word for row in pack.rows("areas") for word in row[f"name_{pack.latin_language}"].split()}
    plain = {
        *table,
        *names,
        *script.typed_by_heart,
        *sorted(areas)[:1200],
        "ghoNTa",
        "brriShTi",
        "bidyuX",
        "tOr",
    }
    local = {script.romanise(row["name"]) for row in pack.rows("names")}
    words = (
        plain | local | {word.upper() for word in names} | {word.swapcase() for word in sorted(areas)[:300]}
    )
    return sorted(word for word in words if word.isascii() and word.isalpha())


def _as_in_the_kernel(pack: Pack, word: str) -> str:
    script = pack.script
    return script.typed_by_heart.get(script.typing.letters_of(word)) or script.typing.to_local(word)


def _open(page: Any) -> None:
    page.goto(HOST + "/counter/citizens/new")
    page.keyboard.press("Alt+b")
    page.wait_for_function(READY)


def _goes(page: Any, key: str, part: str) -> None:
    page.keyboard.press(key)
    page.wait_for_url(f"**{part}**")


@pytest.mark.slow
@pytest.mark.parametrize("folder", [None, MARJAN], ids=["bd", "marjan"])
def test_script_and_kernel_write_the_same_words(chromium: Any, counter: Counter, folder: Path | None) -> None:
    pack = load_pack(folder or settings.PACK_DIR)
    words = _words_of(pack)
    assert len(words) > (1000 if folder is None else 25)
    with window(chromium, counter.client) as page:
        page.route("**/latin.json", lambda route: route.fulfill(json=latin.tables(pack)))
        _open(page)
        page.focus(VILLAGE)
        written = page.evaluate(TYPE_ALL, words)
    assert dict(zip(words, written, strict=True)) == {word: _as_in_the_kernel(pack, word) for word in words}


@pytest.mark.slow
def test_a_name_is_typed_with_latin_letters(chromium: Any, counter: Counter) -> None:
    with window(chromium, counter.client, language="en") as page:
        with does(page, "Write Bangla with Latin letters"):
            _open(page)
            assert page.get_attribute(".latin", "aria-pressed") == "true"
            assert page.inner_text("main [role=status].vh") == "Latin letters are now written in Bangla"
            page.keyboard.type("rohima")
            assert page.inner_text(".latin-word") == "rohima → রহিমা"
            page.keyboard.press("Space")
        page.keyboard.type("khatun")
        page.keyboard.press("Tab")
        assert page.input_value(NAME) == "রহিমা খাতুন"
        page.keyboard.type("Rahima Khatun")
        page.keyboard.press("Tab")
        assert page.input_value(LATIN_NAME) == "Rahima Khatun"
        page.focus(VILLAGE)
        page.keyboard.type("char patila, baRi 7K2")
        page.keyboard.press("Enter")
        page.wait_for_load_state()
        assert page.input_value(VILLAGE) == "চর পাতিলা, বাড়ি 7K2"


@pytest.mark.slow
def test_what_would_be_printed_in_latin_letters_is_said(chromium: Any, counter: Counter) -> None:
    said = "Latin letters stay so on every paper. Press “in Bangla” (Alt+B), then type."
    with window(chromium, counter.client, language="en") as page:
        page.goto(HOST + "/counter/citizens/new")
        page.focus(NAME)
        page.keyboard.type("rohima khatun")
        assert page.locator(".latin-stays").count() == 0, "a name is turned when it is sent"
        page.focus(VILLAGE)
        page.keyboard.type("char patila")
        assert page.locator(".latin-stays").all_inner_texts() == [said]
        assert misshapen(page) == []
        page.keyboard.press("Alt+b")
        page.wait_for_function(READY)
        assert page.locator(".latin-stays").count() == 0, "she knows the key"
        page.keyboard.press("Alt+b")
        page.fill(VILLAGE, "চর পাতিলা 7K")
        assert page.locator(".latin-stays").count() == 0


@pytest.mark.slow
def test_a_word_is_taken_back_and_typed_otherwise(chromium: Any, counter: Counter) -> None:
    with window(chromium, counter.client) as page:
        _open(page)
        page.focus(VILLAGE)
        page.keyboard.type("taki ")
        assert page.input_value(VILLAGE) == "তাকি "
        page.keyboard.press("Backspace")
        assert page.input_value(VILLAGE) == "taki"
        page.keyboard.type(" ")
        assert page.input_value(VILLAGE) == "taki "  # she wanted it so
        page.keyboard.press("Backspace")
        page.keyboard.press("Backspace")
        page.keyboard.type("y. ")
        assert page.input_value(VILLAGE) == "তাকয়. "
        page.keyboard.press("Backspace")  # something else was typed since: a letter goes, as ever
        assert page.input_value(VILLAGE) == "তাকয়."
        page.fill(NAME, "")
        page.focus(NAME)
        page.keyboard.type("md. kamal")
        page.keyboard.press("F8")
        page.wait_for_load_state()
        assert page.input_value(NAME) == "মোঃ কামাল"


@pytest.mark.slow
def test_letters_typed_before_and_pasted_stay(chromium: Any, counter: Counter) -> None:
    with window(chromium, counter.client) as page:
        page.goto(HOST + "/counter/citizens/new")
        page.focus(VILLAGE)
        page.keyboard.type("NGO")
        page.keyboard.press("Alt+b")
        page.wait_for_function(READY)
        page.keyboard.press("Tab")
        page.focus(VILLAGE)
        page.keyboard.press("End")
        page.keyboard.type(" ghat")
        page.keyboard.press("Tab")
        assert page.input_value(VILLAGE) == "NGO ঘাট"


@pytest.mark.slow
@pytest.mark.parametrize("is_by_hand", [False, True], ids=["by the browser", "by hand"])
def test_ctrl_z_gives_the_latin_word_back(chromium: Any, counter: Counter, is_by_hand: bool) -> None:
    with window(chromium, counter.client) as page:
        if is_by_hand:
            page.add_init_script("document.execCommand = () => false")
        _open(page)
        page.focus(VILLAGE)
        page.keyboard.type("char patila ")
        assert page.input_value(VILLAGE) == "চর পাতিলা "
        page.keyboard.press("Control+z")
        assert page.input_value(VILLAGE).rstrip() == "চর patila"
        if not is_by_hand:
            page.keyboard.press("Control+y")
            assert page.input_value(VILLAGE) == "চর পাতিলা "
            for _ in range(12):
                page.keyboard.press("Control+z")
            assert page.input_value(VILLAGE) == "", "all that was typed can be undone"


@pytest.mark.slow
def test_only_the_word_she_types_is_turned(chromium: Any, counter: Counter) -> None:
    with window(chromium, counter.client) as page:
        _open(page)
        page.fill(VILLAGE, "NGO bazar")
        page.focus(VILLAGE)
        page.keyboard.press("End")
        page.keyboard.type("e")
        page.keyboard.press("Home")
        for _ in range(3):
            page.keyboard.press("ArrowRight")
        page.keyboard.type(",")
        assert page.input_value(VILLAGE) == "NGO, bazare", "she did not type that word"
        page.keyboard.press("Tab")
        assert page.input_value(VILLAGE) == "NGO, বাজারে"
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Control+a")
        page.keyboard.type("ghaT")
        page.keyboard.press("Control+a")
        page.keyboard.insert_text("NGO bazar")
        page.keyboard.press("Tab")
        assert page.input_value(VILLAGE) == "NGO bazar", "in place of what she typed, and not typed"


@pytest.mark.slow
def test_a_word_left_for_another_is_finished(chromium: Any, counter: Counter) -> None:
    with window(chromium, counter.client) as page:
        _open(page)
        page.focus(VILLAGE)
        page.keyboard.type("7, ghaT")
        page.keyboard.press("Home")
        page.keyboard.type("char")
        assert page.input_value(VILLAGE) == "char7, ঘাট"
        page.keyboard.type(" ")
        assert page.input_value(VILLAGE) == "চর 7, ঘাট"
        page.fill(VILLAGE, "")
        page.focus(VILLAGE)
        page.keyboard.type("abc ")
        page.keyboard.press("Backspace")
        page.keyboard.press("Home")
        page.keyboard.press("Delete")
        page.keyboard.type("k")
        page.click(NAME)
        assert page.input_value(VILLAGE) == _as_in_the_kernel(load_pack(settings.PACK_DIR), "kbc")


@pytest.mark.slow
def test_a_word_cut_in_two_is_turned_whole(chromium: Any, counter: Counter) -> None:
    with window(chromium, counter.client) as page:
        _open(page)
        page.focus(VILLAGE)
        page.keyboard.type("rohimakhatun")
        for _ in range(6):
            page.keyboard.press("ArrowLeft")
        page.keyboard.type(" ")
        assert page.input_value(VILLAGE) == "রহিমা khatun"
        page.keyboard.press("Tab")
        assert page.input_value(VILLAGE) == "রহিমা খাতুন"


@pytest.mark.slow
def test_it_stays_on_for_her_session_and_no_other(chromium: Any, counter: Counter, stage: Stage) -> None:
    with window(chromium, counter.client) as page:
        _open(page)
        page.goto(HOST + "/counter/citizens/new")
        page.wait_for_function(READY)
        page.keyboard.type("rohima ")
        assert page.input_value(NAME) == "রহিমা "
        counter.sign_in(stage, "shrabani")
        page.goto(HOST + "/counter/citizens/new")
        page.keyboard.type("rohima ")
        assert page.input_value(NAME) == "rohima "


@pytest.mark.slow
def test_a_name_taken_along_from_the_search_is_turned(chromium: Any, counter: Counter) -> None:
    with window(chromium, counter.client) as page:
        _open(page)
        page.goto(HOST + "/counter/citizens")
        page.keyboard.type("md rohima khatun")
        page.keyboard.press("F8")
        page.wait_for_function(READY)
        assert page.input_value(NAME) == "মোঃ রহিমা খাতুন"


@pytest.mark.slow
def test_the_page_shows_its_state_in_both_sizes(chromium: Any, counter: Counter) -> None:
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, kept=True, language=language) as page:
            _open(page)
            page.keyboard.type("rohima khatu")
            page.keyboard.press("F1")
            page.focus(NAME)
            page.keyboard.type("n")
            for size in browser.sizes(page):
                assert faults(page) == []
                browser.shoot(page, "counter-latin", size)


def test_the_tables_are_given_to_operators_alone(counter: Counter) -> None:
    told = json.loads(counter.client.get("/counter/latin.json").content)
    assert told["words"]["rahima"] == "রহিমা" and told["consonants"]["T"] == "ট"
    counter.client.logout()
    assert counter.client.get("/counter/latin.json").status_code == 302


def test_a_pack_without_such_a_table_has_no_key(counter: Counter, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "data-latin" in counter.client.get("/counter/citizens/new").content.decode()
    pack = load_pack(settings.PACK_DIR)
    bare = replace(pack, script=replace(pack.script, typing=latin_typing.Typing.from_table({})))
    monkeypatch.setattr("dorgora.counter.frame.pack", lambda: bare)
    page = counter.client.get("/counter/citizens/new").content.decode()
    assert "data-latin" not in page and "latin.js" not in page and "Alt" not in page
