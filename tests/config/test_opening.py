"""A laptop is opened by words on paper: nothing on its disk tells its key, and wrong words open nothing."""

import hashlib
import json
import os
import re
import secrets
import socket
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
from base64 import b64encode
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from dorgora.config import opening, opening_page
from dorgora.config.opening import Door, as_compared, new_words
from dorgora.demo.processes import free_port
from dorgora.kernel import day_key
from dorgora.kernel.pack import load_pack
from tests import browser
from tests.journeys.staging import until
from tests.surfaces.window import does
from tools.registry import ROOT

pytestmark = pytest.mark.slow

PACK = load_pack(ROOT / "packs" / "bd")
SECOND = load_pack(ROOT / "tests" / "packs" / "marjan")
KEY = bytes(range(32))
WORDS = ("barsl", "catgrm", "kaln")
PATIENCE_SECONDS = 30


def test_the_words_give_the_key_back_and_the_disk_does_not() -> None:
    content = day_key.hide(KEY, WORDS)
    assert day_key.find(content, WORDS) == KEY
    assert KEY.hex().encode() not in content and not any(word.encode() in content for word in WORDS)
    assert day_key.hide(KEY, WORDS) != content, "the same words lie otherwise on every laptop"


def test_another_program_finds_the_same_key() -> None:
    """Argon2id of another library, and the two shares put together by hand."""
    held = json.loads(day_key.hide(KEY, WORDS))
    from base64 import b64decode

    salt, share = b64decode(held["salt"]), b64decode(held["share"])
    stretched = Argon2id(
        salt=salt, length=32, iterations=held["rounds"], lanes=1, memory_cost=held["memory_kib"]
    ).derive(" ".join(WORDS).encode())
    assert bytes(a ^ b for a, b in zip(share, stretched, strict=True)) == KEY
    assert held["memory_kib"] >= 64 * 1024, "RFC 9106, the second recommended choice"


@pytest.mark.parametrize("words", [WORDS[::-1], WORDS[:2], (*WORDS, "x"), ("barsl", "catgrm", "kalm"), ()])
def test_other_words_give_nothing(words: tuple[str, ...]) -> None:
    with pytest.raises(day_key.WrongWords):
        day_key.find(day_key.hide(KEY, WORDS), words)


@pytest.mark.parametrize(
    "changed", [{"memory_kib": 1 << 30}, {"rounds": 1 << 30}, {"share": "AAAA"}, {"more": 1}]
)
def test_a_key_file_nobody_made_is_refused_before_it_costs_anything(changed: dict[str, Any]) -> None:
    held = json.loads(day_key.hide(KEY, WORDS)) | changed | {"whole": ""}
    digest = hashlib.sha256(json.dumps(held, separators=(",", ":")).encode()).digest()
    with pytest.raises(day_key.Damaged):
        day_key.find(json.dumps(held | {"whole": b64encode(digest).decode()}).encode(), WORDS)


@pytest.mark.parametrize("pack", [PACK, SECOND])
def test_guessing_the_words_is_hopeless_in_every_country(pack: Any) -> None:
    words = new_words(pack)
    local, _latin = pack.name_fields
    names = {pack.script.fold_name(row[local]) for row in pack.rows("areas")}
    n_single = sum(len(name.split()) == 1 for name in names)
    n_each = 10_000 if all(map(str.isdigit, words)) else n_single
    # One in a hundred is left out: it sounds otherwise in Latin letters.
    assert (0.98 * n_each) ** len(words) >= 2**56 and len(words) <= 6
    assert len(as_compared(pack, " ".join(words))) == len(words)
    assert new_words(pack) != words


def test_words_are_the_same_in_either_script(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn_from: list[list[str]] = []
    monkeypatch.setattr(secrets, "choice", lambda names: drawn_from.append(names) or names[0])
    new_words(PACK)
    in_latin = [PACK.script.romanise(name) for name in drawn_from[0]]
    assert len(in_latin) > 2500 and {"Sharifpur", "Pakshi"}.isdisjoint(in_latin)
    assert as_compared(PACK, " ".join(in_latin)) == as_compared(PACK, " ".join(drawn_from[0]))
    assert as_compared(PACK, "Barishal, chattogram  khulna") == as_compared(PACK, "বরিশাল চট্টগ্রাম খুলনা")


def test_after_five_wrong_tries_one_waits_ever_longer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr(opening.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(day_key, "MEMORY_KIB", 8)
    (tmp_path / day_key.FILES[0]).write_bytes(day_key.hide(KEY, as_compared(PACK, "ঢাকা খুলনা")))
    door = Door(tmp_path, PACK)
    waits = []
    for _ in range(9):
        assert not door.try_words("ঢাকা বরিশাল")
        waits.append(door.seconds_to_wait)
        assert not (waits[-1] and door.try_words("ঢাকা খুলনা")), "while one waits nothing is looked at"
        now[0] += waits[-1]
    assert waits == [0, 0, 0, 0, 1, 2, 4, 8, 16]
    assert door.try_words("dhaka khulna") and door.key == KEY


def test_a_new_laptop_has_no_key_before_its_words_were_typed(tmp_path: Path) -> None:
    door = Door(tmp_path / "node", PACK)
    assert not door.try_words("ঢাকা খুলনা"), "nobody was told any"
    words = door.words()
    assert words == door.words() and not (tmp_path / "node").exists()
    assert door.try_words(" ".join(words)) and len(door.key) == 32
    assert (
        day_key.find((tmp_path / "node" / day_key.FILES[0]).read_bytes(), as_compared(PACK, " ".join(words)))
        == door.key
    )


def laptop_with_words(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Door:
    monkeypatch.setattr(day_key, "MEMORY_KIB", 8)
    door = Door(folder, PACK)
    assert door.try_words(" ".join(door.words()))
    return door


@pytest.mark.parametrize(
    "harm", [lambda whole: whole[:40], lambda whole: b"", lambda whole: whole.swapcase()]
)
def test_a_worn_disk_is_told_from_wrong_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harm: Callable[[bytes], bytes]
) -> None:
    first = laptop_with_words(tmp_path, monkeypatch)
    words = " ".join(first.shown)
    one, other = (tmp_path / name for name in day_key.FILES)
    whole = one.read_bytes()
    assert other.read_bytes() == whole
    one.write_bytes(harm(whole))
    again = Door(tmp_path, PACK)
    assert not again.try_words("ঢাকা খুলনা") and not again.is_damaged
    assert again.try_words(words) and again.key == first.key
    assert one.read_bytes() == whole, "the other one puts it right"
    for file in (one, other):
        file.write_bytes(harm(whole))
    lost = Door(tmp_path, PACK)
    assert not lost.try_words(words) and lost.is_damaged and not lost.is_new and lost.n_wrong == 0
    assert "no words open it" in opening_page.page(lost, "en", is_wrong=True)


GOLDEN = ROOT / "tests" / "golden" / "day_key"
"""One `day.key` of each shape that was ever written, of KEY and GOLDEN_WORDS; kept for ever."""
GOLDEN_WORDS = "ঢাকা খুলনা বরিশাল"


@pytest.mark.parametrize("shape", ["1.key", "2.key"])
def test_a_laptop_of_any_program_opens_by_its_words(tmp_path: Path, shape: str) -> None:
    (tmp_path / day_key.FILES[0]).write_bytes((GOLDEN / shape).read_bytes())
    door = Door(tmp_path, PACK)
    assert not door.try_words("ঢাকা খুলনা") and (door.n_wrong, door.is_damaged) == (1, False)
    assert door.try_words("dhaka khulna barishal") and door.key == KEY
    one, other = ((tmp_path / name).read_bytes() for name in day_key.FILES)
    assert one == other and len(json.loads(one)["whole"]) == 44, "it has its digest now"


def test_the_plug_pulled_while_the_file_gets_its_digest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, whole = (GOLDEN / "1.key").read_bytes(), opening.write_durably

    def pulled(path: Path, content: bytes) -> None:
        if path.name == day_key.FILES[n_written]:
            raise KeyboardInterrupt
        whole(path, content)

    for n_written in range(2):
        for name in day_key.FILES:
            (tmp_path / name).write_bytes(old)
        with monkeypatch.context() as patch:
            patch.setattr(opening, "write_durably", pulled)
            with pytest.raises(KeyboardInterrupt):
                Door(tmp_path, PACK).try_words(GOLDEN_WORDS)
        assert ((tmp_path / day_key.FILES[0]).read_bytes() == old) is (n_written == 0)
        again = Door(tmp_path, PACK)
        assert again.try_words(GOLDEN_WORDS) and again.key == KEY
        assert {(tmp_path / name).read_bytes() == old for name in day_key.FILES} == {False}


def test_a_worn_file_of_the_old_shape_yields_to_the_other(tmp_path: Path) -> None:
    old = (GOLDEN / "1.key").read_bytes()
    share = json.loads(old)["share"]
    (tmp_path / day_key.FILES[0]).write_bytes(old.replace(share.encode(), share.swapcase().encode()))
    (tmp_path / day_key.FILES[1]).write_bytes(old)
    door = Door(tmp_path, PACK)
    assert door.try_words(GOLDEN_WORDS) and door.key == KEY


def test_a_database_without_its_key_file_gets_no_new_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = laptop_with_words(tmp_path, monkeypatch)
    database = tmp_path / "node.db"
    database.write_bytes(b"")
    assert not Door(tmp_path / "other", PACK, database).is_lost, "nothing was ever kept in it"
    database.write_bytes(b"sealed")
    kept = {name: (tmp_path / name).read_bytes() for name in day_key.FILES}
    for name in kept:
        (tmp_path / name).unlink()
    door, words = Door(tmp_path, PACK, database), " ".join(first.shown)
    assert door.words() == () and not door.try_words(words) and not door.is_damaged
    page = opening_page.page(door, "en", is_wrong=True, typed="x")
    assert "is missing from its folder" in page and "<form" not in page and "Error: " in page
    assert sorted(one.name for one in tmp_path.iterdir()) == ["node.db"], "nothing was written"
    (tmp_path / day_key.FILES[1]).write_bytes(kept[day_key.FILES[1]])
    assert door.try_words(words) and door.key == first.key


def test_starting_it_again_gives_nobody_new_tries(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    words = " ".join(laptop_with_words(tmp_path, monkeypatch).shown)
    now = [1000.0]
    monkeypatch.setattr(opening.time, "monotonic", lambda: now[0])
    for _ in range(6):
        door = Door(tmp_path, PACK)
        now[0] += door.seconds_to_wait
        assert not door.try_words("ঢাকা খুলনা")
    again = Door(tmp_path, PACK)
    assert again.seconds_to_wait == 2 and not again.try_words(words)
    now[0] += 2
    assert again.try_words(words) and Door(tmp_path, PACK).seconds_to_wait == 0


def changing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Door, bytes, str, str]:
    """A laptop whose words somebody saw: its key, the old words and the new ones, which nobody has typed yet."""
    first = laptop_with_words(folder, monkeypatch)
    old, door = " ".join(first.shown), Door(folder, PACK)
    assert door.change_words(old) and not door.key
    return door, first.key, old, " ".join(door.words())


def test_new_words_take_the_place_of_those_somebody_saw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, key, old, new = changing(tmp_path, monkeypatch)
    assert not door.try_words("ঢাকা খুলনা") and door.n_wrong == 1
    assert door.try_words(new) and door.key == key and new != old
    again = Door(tmp_path, PACK)
    assert not again.try_words(old) and again.try_words(new) and again.key == key
    one, other = ((tmp_path / name).read_bytes() for name in day_key.FILES)
    assert one == other


def test_until_they_were_typed_the_old_words_open_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the page that shows the new ones, and after the plug was pulled."""
    door, key, old, new = changing(tmp_path, monkeypatch)
    kept = [(tmp_path / name).read_bytes() for name in day_key.FILES]
    assert not Door(tmp_path, PACK).try_words(new)
    assert door.try_words(old) and door.key == key
    assert [(tmp_path / name).read_bytes() for name in day_key.FILES] == kept


@pytest.mark.parametrize("typed_next", ["old", "new"])
def test_the_plug_pulled_between_the_two_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed_next: str
) -> None:
    """The words that open it next are the words of both."""
    door, key, old, new = changing(tmp_path, monkeypatch)
    whole = opening.write_durably

    def pulled(path: Path, content: bytes) -> None:
        if path.name == day_key.FILES[1]:
            raise KeyboardInterrupt
        whole(path, content)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(opening, "write_durably", pulled)
        door.try_words(new)
    words, others = (old, new) if typed_next == "old" else (new, old)
    again = Door(tmp_path, PACK)
    assert again.try_words(words) and again.key == key
    assert not Door(tmp_path, PACK).try_words(others)


def test_on_a_full_disk_the_words_stay_as_they_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    door, key, old, new = changing(tmp_path, monkeypatch)

    def full(path: Path, content: bytes) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(opening, "write_durably", full)
        assert not door.try_words(new) and door.n_wrong == 0
        assert "The disk is full" in opening_page.page(door, "en", is_wrong=True)
    assert door.try_words(old) and door.key == key


def test_who_does_not_know_the_words_changes_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = laptop_with_words(tmp_path, monkeypatch)
    door = Door(tmp_path, PACK)
    for _ in range(opening.PATIENCE):
        assert not door.change_words("ঢাকা খুলনা") and door.words() == ()
    assert door.seconds_to_wait and not door.change_words(" ".join(first.shown)), "while one waits"
    assert not Door(tmp_path / "new", PACK).change_words("ঢাকা"), "nor on one that has none yet"


@pytest.fixture
def laptop(tmp_path: Path) -> Iterator[Callable[[], str]]:
    """Call to start `dorgora up` of a laptop that nobody handed a key; gives its address."""
    started: list[subprocess.Popen[str]] = []

    def start() -> str:
        for one in started:
            one.terminate()
            one.wait(PATIENCE_SECONDS)
        port = free_port()
        env = {name: told for name, told in os.environ.items() if not name.startswith("DORGORA_")}
        env |= {"DORGORA_DATA_DIR": str(tmp_path / "node"), "DORGORA_PORT": str(port)}
        up = subprocess.Popen(
            [sys.executable, "-m", "dorgora", "up"], env=env, stderr=subprocess.PIPE, text=True
        )
        started.append(up)
        assert up.stderr is not None and "this laptop is shut" in up.stderr.readline()
        return f"http://localhost:{port}"

    yield start
    for one in started:
        one.terminate()
        one.wait(PATIENCE_SECONDS)
        assert one.stderr is not None
        one.stderr.close()


def ask(url: str, **typed: str) -> tuple[int, str]:
    """Status and text of a page."""
    body = urllib.parse.urlencode(typed).encode() if typed else None
    try:
        with urllib.request.urlopen(url, body, timeout=PATIENCE_SECONDS) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, refused.read().decode()


def words_on(page: str) -> list[str]:
    return [unescape(word) for word in re.findall(r"<p lang[^>]*>([^<]+)<", page)]


def test_a_laptop_starts_with_its_words_and_never_without(laptop: Callable[[], str], tmp_path: Path) -> None:
    url = laptop()
    words = words_on(ask(url)[1])
    status, page = ask(url, words="ঢাকা")
    assert status == 422 and "শব্দগুলো মিলছে না" in page and words_on(page) == words
    assert 'value="ঢাকা"' in page, "she puts right what she mistyped"
    assert "<title>ভুল: " in page and ">দোরগোড়া</span>" in page and "Dorgora" not in page
    assert re.findall(r'<p class="soft">(.)</p><p lang', page) == list("১২৩৪৫")[: len(words)], (
        "their order counts"
    )
    assert "ল্যাপটপ খুলছে" in ask(url, words=" ".join(words))[1]
    until(lambda: "/counter/sign-in" in urlopen_at(url), seconds=PATIENCE_SECONDS)
    assert not (tmp_path / "node" / "disk.key").exists()
    assert (tmp_path / "node" / "node.db").read_bytes()[:16] != b"SQLite format 3\0"
    url = laptop()
    assert words_on(ask(url)[1]) == [] and ask(f"{url}/counter/")[1].count("<form") == 1
    status, page = ask(f"{url}/?lang=en", words="ঢাকা", new="yes")
    assert status == 422 and words_on(page) == [] and 'value="ঢাকা"' in page
    status, page = ask(f"{url}/?lang=en", words=" ".join(words), new="yes")
    assert status == 200 and "Then destroy the old paper" in page and 'name="new"' not in page
    words = words_on(page)
    latin = " ".join(PACK.script.romanise(word) for word in words)
    for _ in range(opening.PATIENCE + 1):
        status, page = ask(f"{url}/?lang=en", words=" ")
        assert status == 422 and "This was not counted as wrong" in page and " required" not in page
    assert not (tmp_path / "node" / opening.TRIES).exists()
    status, page = ask(f"{url}/?lang=en", words=latin)
    assert status == 200 and 'content="3;url=/?lang=en"' in page, "she reads on in her language"
    until(lambda: "/counter/sign-in" in urlopen_at(url), seconds=PATIENCE_SECONDS)


def urlopen_at(url: str) -> str:
    """Where the node leads who asks for its first page; a laptop that is not enrolled answers 503 there."""
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE_SECONDS) as answer:
            return str(answer.url)
    except urllib.error.HTTPError as refused:
        with refused:
            return str(refused.url)


def test_who_starts_it_and_goes_leaves_no_page_behind(laptop: Callable[[], str]) -> None:
    url = laptop()
    assert ask(url)[0] == 200
    laptop()  # the first one was told to end

    def is_gone() -> bool:
        try:
            ask(url)
        except (urllib.error.URLError, ConnectionError):
            return True
        return False

    until(is_gone, seconds=PATIENCE_SECONDS)


def test_who_goes_before_the_page_begins_leaves_none_behind(tmp_path: Path) -> None:
    """The plug or the keeper's hand, in the half second in which the page's program begins."""
    with socket.create_server(("127.0.0.1", 0)) as port:
        gone = subprocess.Popen([sys.executable, "-c", ""])
        gone.wait(PATIENCE_SECONDS)
        told = {"DORGORA_DATA_DIR": str(tmp_path), "DORGORA_PAGES_FD": str(port.fileno())}
        page = subprocess.run(
            [sys.executable, "-P", "-m", "dorgora.config.opening_page"],
            env=os.environ | told | {"DORGORA_ASKED_BY": str(gone.pid)},
            pass_fds=(port.fileno(),), capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
    assert page.returncode == 1 and "is gone" in page.stderr and not page.stdout


def test_a_laptop_whose_key_file_is_gone_says_so(laptop: Callable[[], str], tmp_path: Path) -> None:
    url = laptop()
    words = " ".join(words_on(ask(url)[1]))
    ask(url, words=words)
    until(lambda: "/counter/sign-in" in urlopen_at(url), seconds=PATIENCE_SECONDS)
    node = tmp_path / "node"
    kept = {name: (node / name).read_bytes() for name in day_key.FILES}
    url = laptop()
    for name in kept:
        (node / name).unlink()
    for typed in ({}, {"words": words}):
        status, page = ask(f"{url}/?lang=en", **typed)
        assert status == (422 if typed else 200) and words_on(page) == []
        assert "key is missing from its folder" in page and "day.key" in page
    assert not any((node / name).exists() for name in day_key.FILES)
    (node / day_key.FILES[0]).write_bytes(kept[day_key.FILES[0]])
    assert ask(url, words=words)[0] == 200
    until(lambda: "/counter/sign-in" in urlopen_at(url), seconds=PATIENCE_SECONDS)


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_the_page_of_a_lost_key_is_sound(
    chromium: Any, laptop: Callable[[], str], tmp_path: Path, language: str
) -> None:
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / "node.db").write_bytes(b"sealed")
    url = laptop()
    with browser.kept_page(chromium, language=language) as page:
        page.goto(f"{url}/?lang={language}")
        for size in browser.sizes(page):
            browser.shoot(page, "opening-lost", size)
            assert [*browser.violations(page), *browser.misshapen(page)] == []


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_its_page_is_sound(chromium: Any, laptop: Callable[[], str], language: str) -> None:
    url = laptop()
    with browser.kept_page(chromium, language=language) as page:
        page.goto(f"{url}/?lang={language}")
        for name in ("new", "wrong"):
            for size in browser.sizes(page):
                browser.shoot(page, f"opening-{name}", size)
                found = [*browser.violations(page), *browser.misshapen(page)]
                assert found == [], (name, size)
            page.keyboard.type("dhaka")
            page.keyboard.press("Enter")
            page.wait_for_selector("#words-error")
        page.goto(f"{url}/?lang={language}")
        words = page.locator(".words [lang]").all_inner_texts()
        with does(page, "Open the laptop in the morning"):
            page.keyboard.type(" ".join(words))
            page.keyboard.press("Enter")
        page.wait_for_selector(".words", state="detached")


def test_words_are_changed_by_keys_alone(chromium: Any, laptop: Callable[[], str], tmp_path: Path) -> None:
    (tmp_path / "node").mkdir()
    (tmp_path / "node" / day_key.FILES[0]).write_bytes((GOLDEN / "2.key").read_bytes())
    url = laptop()
    pressed = list[str]()
    for name, keys in (("asked", [GOLDEN_WORDS, "Tab", "Tab", "Enter"]), ("changed", [])):
        for language in browser.LANGUAGES:
            with browser.kept_page(chromium, language=language) as page:
                page.goto(f"{url}/?lang={language}")
                for size in browser.sizes(page):
                    browser.shoot(page, f"opening-{name}", size)
                    assert [*browser.violations(page), *browser.misshapen(page)] == [], (name, size)
                words = page.locator(".words [lang]").all_inner_texts()
                if language == browser.LANGUAGES[-1]:
                    page.pressed.clear()
                    page.keyboard.type(" ".join(words) or keys[0])
                    for key in keys[1:] or ["Enter"]:
                        page.keyboard.press(key)
                    page.wait_for_selector(".words", state="detached" if words else "attached")
                    pressed += page.pressed
    with does(page, "Change those words"):
        page.pressed += pressed


@pytest.mark.parametrize(
    "asked_by",
    [
        {"Host": "evil.example"},
        {"Host": "localhost@evil.example"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
    ],
)
def test_no_other_page_reads_or_types_words(laptop: Callable[[], str], asked_by: dict[str, str]) -> None:
    url = laptop()
    assert words_on(ask(url)[1])
    for body in (None, b"words=x"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(urllib.request.Request(url, body, asked_by))
        assert refused.value.code == 403 and refused.value.read() == b""


def test_it_is_written_in_the_letters_of_the_pack(laptop: Callable[[], str]) -> None:
    url = laptop()
    assert '<link rel="stylesheet" href="/letters/letters.css">' in ask(url)[1]
    for name, begins in (("letters.css", b"/*"), ("400.woff2", b"wOF2"), ("600.woff2", b"wOF2")):
        with urllib.request.urlopen(f"{url}/letters/{name}") as answer:
            assert answer.read(4).startswith(begins), name
    with urllib.request.urlopen(f"{url}/letters/OFL.txt") as answer:
        assert answer.headers["Content-Type"].startswith("text/html"), "nothing else of the folder"


def test_a_body_too_large_is_not_read(laptop: Callable[[], str]) -> None:
    url = laptop()
    assert ask(url, words="ঢাকা " * 3000)[0] == 413
    assert ask(url)[0] == 200
