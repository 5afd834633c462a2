"""The page that opens a laptop, before there is a database: it stands on nothing but the pack.

    python -m dorgora.config.opening_page     serves on DORGORA_PAGES_FD; writes the key in hex to its output

In a process of its own: it answers browsers in threads, and who forks the node afterwards may have had none.
"""

import os
import socket
import sys
from functools import lru_cache
from gettext import translation
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from string import Template
from threading import Event
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf.locale import LANG_INFO

from dorgora.config.opening import Door
from dorgora.config.own_pack import pack_folder
from dorgora.kernel.pack import load_pack
from dorgora.shell.drawing import LOGO

HERE = Path(__file__).resolve().parent
LOOK = HERE.parent / "shell" / "static" / "dorgora"
MOST_BYTES, MOST_LETTERS = 8192, 400
OWN_NAMES = ("localhost", "127.0.0.1", "::1")
PATIENCE_SECONDS = 20
"""A browser opens connections it says nothing on."""
LAST_ANSWERS = 4
"""The look of the page that leads on, and who asks meanwhile: half a second each, less than a node takes to begin."""
POLICY = "default-src 'none'; style-src 'self'; font-src 'self'; img-src data:; form-action 'self'; base-uri 'none'"
TYPES = {".css": "text/css; charset=utf-8", ".woff2": "font/woff2"}


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogues; Django's own would read the settings, which need the key."""
    return text


_EMPTY = gettext_noop("Type the words on the paper first. This was not counted as wrong.")
_WRONG = gettext_noop("These are not the words, or not in their order. Look at the paper.")
_WAIT = gettext_noop("Too many tries. Wait %(seconds)s seconds, then look at the paper.")
_DAMAGED = gettext_noop(
    "The file with this laptop's key is damaged, no words open it. "
    "What is on a stick goes to the hub by another laptop."
)
_FULL = gettext_noop("The disk is full, so these words are not kept. Make room, then type them again.")
_LOST_TEXTS = {
    "what": gettext_noop("The file with this laptop's key is missing from its folder. No words open it."),
    "why": gettext_noop("No new words are made: what is kept here could not be read with them."),
    "then": gettext_noop(
        "Put the file back beside node.db, from where the folder was copied: it is called day.key, "
        "on older laptops disk.key. Then start again."
    ),
    "safe": gettext_noop(
        "If it is nowhere: what the hub has received is safe there, "
        "and what is on a stick goes to the hub by another laptop."
    ),
}
_ERROR = gettext_noop("Error:")
_OPENING = gettext_noop("The laptop opens")
_A_MOMENT = gettext_noop("A few seconds, then the counter is here by itself.")
_TEXTS = {
    "program": gettext_noop("Dorgora"),
    "title": gettext_noop("Open the laptop"),
    "label": gettext_noop("The words on the paper, in their order"),
    "hint": gettext_noop("In either script. Small mistakes in spelling do no harm."),
    "go": gettext_noop("Open"),
    "change": gettext_noop("Somebody saw the paper: new words"),
    "whom": gettext_noop("Without the words nobody opens it. What the hub has received is safe there."),
}
_CHANGED = gettext_noop("The old words open it until these were typed. Then destroy the old paper.")
_NEW_TEXTS = {
    "title": gettext_noop("Words for this laptop"),
    "label": gettext_noop("Type them from the paper"),
    "whom": gettext_noop("Keep the paper away from the laptop: whoever finds both reads everything."),
}
_WRITE_DOWN = gettext_noop("Write these words on paper. They are asked for each time the laptop starts.")


def page(
    door: Door, language: str, *, is_wrong: bool = False, is_empty: bool = False, typed: str = ""
) -> str:
    """The page that asks, in a language of the country; typed: what stands in its box."""
    if door.is_lost:
        return _page_of_lost(door, language)
    say, words = _said_in(door.pack.folder, language), door.words()
    seconds = door.pack.script.to_local_digits(str(door.seconds_to_wait), language)
    wrong = say(_EMPTY) if is_empty else say(_WRONG) if is_wrong else ""
    if door.is_full:
        wrong = say(_FULL)
    elif door.is_damaged:
        wrong = say(_DAMAGED)
    elif door.seconds_to_wait:
        wrong = say(_WAIT) % {"seconds": seconds}
    texts = {name: escape(say(text)) for name, text in (_TEXTS | (_NEW_TEXTS if words else {})).items()}
    listed = "".join(
        f'<li><p class="soft">{door.pack.script.to_local_digits(str(place), language)}</p>'
        f'<p lang="{door.pack.languages[0]}">{escape(word)}</p></li>'
        for place, word in enumerate(words, 1)
    )
    shown = f'<p>{escape(say(_WRITE_DOWN))}</p><ol class="say words">{listed}</ol>' if words else ""
    if words and door.held:
        shown += f"<p>{escape(say(_CHANGED))}</p>"
    told = f'<p class="err i no" id="words-error" role="alert"> {escape(wrong)}</p>' if wrong else ""
    return _template("opening.html").substitute(
        texts,
        **_frame(door, language),
        error=f"{escape(say(_ERROR))} " if wrong else "",
        bar=" wrong" if wrong else "",
        shown=shown,
        buttons="" if words else _CHANGE.substitute(texts),
        typed=escape(typed[:MOST_LETTERS]),
        wrong=told,
        invalid=' aria-invalid="true"' if wrong else "",
    )


_CHANGE = Template('<button class="btn" type="submit" name="new" value="yes">$change</button>')


def _page_of_lost(door: Door, language: str) -> str:
    """What stands there when there is nothing to be typed: why, and what to do."""
    say = _said_in(door.pack.folder, language)
    texts = {name: escape(say(text)) for name, text in (_TEXTS | _LOST_TEXTS).items()}
    return _template("opening_lost.html").substitute(
        texts, **_frame(door, language), error=escape(say(_ERROR))
    )


def _template(name: str) -> Template:
    return Template((HERE / name).read_text(encoding="utf-8"))


def _frame(door: Door, language: str) -> dict[str, str]:
    """What stands around every page of a laptop that is shut."""
    return {
        "logo": LOGO,
        "letters": '<link rel="stylesheet" href="/letters/letters.css">' if door.pack.page_letters else "",
        "language": language,
        "direction": "rtl" if language in door.pack.right_to_left else "ltr",
        "others": "".join(
            f'<a href="/?lang={one}" lang="{one}" hreflang="{one}">{LANG_INFO[one]["name_local"]}</a>'
            for one in door.pack.languages
            if one != language
        ),
    }


def page_of_way(door: Door, language: str) -> str:
    """What stands there while the node begins: the browser asks again by itself."""
    say = _said_in(door.pack.folder, language)
    return _template("opened.html").substitute(
        _frame(door, language),
        program=escape(say(_TEXTS["program"])),
        title=escape(say(_OPENING)),
        words=escape(say(_A_MOMENT)),
    )


@lru_cache(maxsize=8)
def _said_in(pack_folder: Path, language: str) -> Any:
    """How texts are said in a language: the pack's words first, then the program's; English is how they are written."""
    ours = translation("django", HERE / "locale", [language], fallback=True)
    theirs = translation("django", pack_folder / "locale", [language], fallback=True)
    theirs.add_fallback(ours)
    return theirs.gettext


class _Porter(BaseHTTPRequestHandler):
    """Answers browsers while the laptop is shut."""

    server: "_House"
    timeout = PATIENCE_SECONDS

    def do_GET(self) -> None:
        """The page, or a file of the look."""
        path = urlsplit(self.path).path
        if not self._is_asked_here():
            self._answer(403, b"", "text/plain")
        elif found := _files(self.server.door.pack.page_letters).get(path):
            self._answer(200, found.read_bytes(), TYPES[found.suffix])
        elif self.server.is_done.is_set():
            self._lead_on()
        else:
            self._answer(200, page(self.server.door, self._language()).encode())

    def do_POST(self) -> None:
        """Words: right ones lead to the counter, which begins meanwhile."""
        length = self.headers.get("Content-Length", "")
        if not self._is_asked_here():
            self._answer(403, b"", "text/plain")
            return
        if not (length.isascii() and length.isdigit() and len(length) < 9 and int(length) <= MOST_BYTES):
            self._answer(413, page(self.server.door, self._language(), is_wrong=True).encode())
            return
        posted = parse_qs(self.rfile.read(int(length)).decode("utf-8", "replace"))
        typed, door = posted.get("words", [""])[0], self.server.door
        is_change, is_empty = "new" in posted, not typed.strip()
        if is_empty or not (door.change_words(typed) if is_change else door.try_words(typed)):
            said = page(door, self._language(), is_wrong=True, is_empty=is_empty, typed=typed)
            self._answer(422, said.encode())
            return
        if is_change:
            self._answer(200, page(door, self._language()).encode())
            return
        self.server.is_done.set()
        self._lead_on()

    def _is_asked_here(self) -> bool:
        """Whether the laptop's own browser asks from this very page: no other page types words or reads new ones."""
        host, origin = self.headers.get("Host", ""), self.headers.get("Origin")
        name = urlsplit(f"//{host}").hostname if "@" not in host else None
        return name in OWN_NAMES and origin in (None, f"http://{host}")

    def _lead_on(self) -> None:
        """To the counter, which begins meanwhile; asked for too early, this answers once more."""
        said = page_of_way(self.server.door, self._language())
        self._answer(200, said.encode())

    def _answer(self, status: int, body: bytes, media_type: str = "text/html; charset=utf-8") -> None:
        self.send_response(status)
        for name, value in (
            ("Content-Type", media_type), ("Content-Length", str(len(body))), ("Cache-Control", "no-store"),
            ("Content-Security-Policy", POLICY), ("X-Content-Type-Options", "nosniff"), ("Connection", "close"),
        ):  # fmt: skip
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _language(self) -> str:
        languages = self.server.door.pack.languages
        asked = parse_qs(urlsplit(self.path).query).get("lang", [""])[0]
        return asked if asked in languages else languages[0]

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing: what is asked here are secrets."""


class _House(ThreadingHTTPServer):
    daemon_threads = False  # whoever was let in is answered

    def __init__(self, port: socket.socket, door: Door) -> None:
        super().__init__(("", 0), _Porter, bind_and_activate=False)
        self.socket.close()
        self.socket, self.door, self.timeout = port, door, 0.5
        self.is_done = Event()


@lru_cache(maxsize=1)
def _files(letters: Path | None) -> dict[str, Path]:
    """The files of the look, by the address they are asked for under."""
    look = [LOOK / "dorgora.css", *LOOK.glob("fonts/*.woff2")]
    return {
        **{f"/{file.relative_to(LOOK)}": file for file in look},
        **{
            f"/letters/{file.name}": file
            for file in (letters.iterdir() if letters else ())
            if file.suffix in TYPES
        },
    }


def main() -> None:
    """Serves until the words are right; then says the key, and answers those who are still there."""
    folder = Path(os.environ.get("DORGORA_DATA_DIR", "data")).resolve()
    database = Path(urlsplit(os.environ.get("DORGORA_DB_URL") or f"sqlite:///{folder}/node.db").path)
    door = Door(folder, load_pack(pack_folder()), database)
    if door.is_lost:
        sys.stderr.write(f"dorgora up: the file with this laptop's key, day.key, is missing from {folder}\n")
    asked_by = int(os.environ["DORGORA_ASKED_BY"])
    with socket.socket(fileno=int(os.environ["DORGORA_PAGES_FD"])) as port:
        house = _House(port, door)
        while not house.is_done.is_set():
            house.handle_request()
            if os.getppid() != asked_by:
                sys.exit("who asked for the key is gone")
        sys.stdout.write(door.key.hex())
        sys.stdout.flush()
        os.close(sys.stdout.fileno())  # the node begins; it takes connections on this port in a few seconds
        for _ in range(LAST_ANSWERS):
            house.handle_request()


if __name__ == "__main__":
    main()
