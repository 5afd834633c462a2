"""The counter's pages and its search, asked of a running laptop that holds years of files."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from bench.client import Client, signed_in
from bench.figures import Figure, p95
from bench.filling import names_of
from bench.sections import Begun, begun
from bench.stage import Stage
from dorgora.demo.processes import Failed
from dorgora.kernel.pack import load_pack
from dorgora.people import search

PACK = Path("packs/bd")
N_ROUNDS = 40
N_SEARCHES = 200
N_FORMS = 4
LATIN = "abcdefghijklmnopqrstuvwxyz"


def measure(stage: Stage, seed: int, prefix: str = "") -> list[Figure]:
    """p95 over all pages, each asked for N_ROUNDS times; p95 of searches, from pressing Enter to the last byte."""
    stage.laptop.start().wait()
    try:
        client = signed_in(stage)
        figures = _pages(client, random.Random(seed))
        figures += _searches(client, seed)
    finally:
        stage.laptop.stop()
    return [replace(one, name=prefix + one.name) for one in figures]


def _pages(client: Client, chance: random.Random) -> list[Figure]:
    lists = {
        "today": "/counter/",
        "files": "/counter/files",
        "drawer": "/counter/drawer",
        "book": "/counter/citizens",
    }
    older = re.search(r'href="(\?before=\d+)"', client.get("/counter/files"))
    if older:
        lists["files_older"] = "/counter/files" + older.group(1)
    numbers = sorted(set(re.findall(r"/counter/files/(\d{7})", client.get("/counter/files"))))
    citizens = sorted(set(re.findall(r"/counter/citizens/(\d{5,})", _found(client, chance))))
    if not numbers or not citizens:
        raise Failed("the counter's lists show no file or no citizen")
    forms = [
        begun(client.browser, citizen) for citizen in chance.sample(citizens, min(N_FORMS, len(citizens)))
    ]
    seconds: dict[str, list[float]] = {}
    for n in range(N_ROUNDS + 2):
        number, citizen = chance.choice(numbers), chance.choice(citizens)
        asked = {**lists, "file": f"/counter/files/{number}", "citizen": f"/counter/citizens/{citizen}"}
        for name, took in [*_got(client, asked), *_on_a_form(client, chance.choice(forms))]:
            if n > 1:  # the first rounds open the threads' databases
                seconds.setdefault(name, []).append(took)
    rows = [Figure(f"page.{name}_p95_ms", 1000 * p95(row), "ms") for name, row in sorted(seconds.items())]
    every = [one for row in seconds.values() for one in row]
    return [Figure("page.counter_p95_ms", 1000 * p95(every), "ms"), *rows]


def _got(client: Client, asked: dict[str, str]) -> Iterator[tuple[str, float]]:
    for name, address in asked.items():
        client.get(address)
        yield name, client.seconds[-1]


def _on_a_form(client: Client, form: Begun) -> Iterator[tuple[str, float]]:
    """A section and the read-back as they are opened, and the section sent: kept, and the next one shown."""
    yield from _got(client, {"section": form.section, "read_back": form.read_back})
    client.post(form.section, form.typed)
    yield "save", client.seconds[-1]


def _found(client: Client, chance: random.Random) -> str:
    return client.post("/counter/search", {"q": chance.choice(names_of(PACK, 1).given["f"])[:3]})


def _searches(client: Client, seed: int) -> list[Figure]:
    chance = random.Random(seed)
    texts = _texts(seed)
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(N_SEARCHES):
        for is_hit in (True, False):
            text = next(texts[is_hit])
            page = client.post("/counter/search", {"q": text})
            if bool(re.search(r"/counter/citizens/\d{5,}", page)) != is_hit:
                raise Failed(f"a search for {text!r} should {'' if is_hit else 'not '}have found somebody")
            times[is_hit].append(client.seconds[-1])
    chance.shuffle(times[True])
    every = [*times[True], *times[False]]
    return [
        Figure("search.p95_ms", 1000 * p95(every), "ms"),
        Figure("search.found_p95_ms", 1000 * p95(times[True]), "ms"),
        Figure("search.nobody_p95_ms", 1000 * p95(times[False]), "ms"),
    ]


def _texts(seed: int) -> dict[bool, Iterator[str]]:
    """Two to four letters that begin a name, and such that begin none, in either script by turns."""
    chance, names, script = random.Random(seed), names_of(PACK, seed), load_pack(PACK).script
    local = [*names.given["f"], *names.given["m"], *names.family]
    latin = [names.latin[name] for name in local]
    letters = sorted({letter for name in local for letter in name if letter.isalpha()})
    begun = {part[:n] for name in (*local, *latin) for part in script.name_parts(name) for n in range(1, 5)}
    # Found as well is who is heard alike, and who is listed under a spelling that begins so.
    spelt = [pair for name in (*local, *latin) for word in script.spellings(name) for pair in word]
    listed = {key[:n] for key, _sound in spelt for n in range(1, 5)}
    heard = {sound[:n] for _key, sound in spelt for n in range(1, search.HEARD_LETTERS + 1)}

    def may_be_found(text: str) -> bool:
        words = [pair for word in script.spellings(text) for pair in word]
        return any(key in listed or sound[: search.HEARD_LETTERS] in heard for key, sound in words)

    def endless(make: Callable[[bool], str], is_hit: bool) -> Iterator[str]:
        is_latin = False
        while True:
            text, is_latin = make(is_latin), not is_latin
            parts = script.name_parts(text)
            if len(parts) == 1 and (parts[0] in begun if is_hit else not may_be_found(text)):
                yield text

    return {
        True: endless(
            lambda is_latin: chance.choice(latin if is_latin else local)[: chance.randint(2, 4)], True
        ),
        False: endless(
            lambda is_latin: "".join(
                chance.choice(LATIN if is_latin else letters) for _ in range(chance.randint(2, 4))
            ),
            False,
        ),
    }
