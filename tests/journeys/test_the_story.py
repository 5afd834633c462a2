"""The story of `make demo`, played by the same program with other people, on the hub's database of this run."""

import os
import re
import shutil
import tempfile
from pathlib import Path

import pytest

from dorgora.demo import logins, playing, stage, story
from dorgora.demo.cast import cast_of
from tests.conftest import ON_POSTGRES
from tests.journeys.country import OWN, PACK, SECOND

PLAYED = [(SECOND, 5)] if ON_POSTGRES else [(OWN, 4242)]
if "DORGORA_PACK" in os.environ:
    PLAYED = [(PACK, 5)]


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.both
@pytest.mark.parametrize(
    ("pack", "seed"),
    PLAYED,
    ids=lambda value: value.name if isinstance(value, Path) else str(value),
)
def test_a_birth_is_registered_with_the_link_down(
    pack: Path, seed: int, hub_database: dict[str, str]
) -> None:
    """Every step is checked by reading pages and exported files; `story.play` raises at the first that fails."""
    # Directly under the temporary folder: the path of a node's socket may not be longer than about 100 bytes.
    folder = Path(tempfile.mkdtemp(prefix="dorgora-"))
    said: list[str] = []
    cast = cast_of(pack, seed)
    set_up = None
    try:
        set_up = stage.set_stage(folder, cast, said.append, hub_extra=hub_database)
        played = story.play(set_up, said.append)
        logins.open_accounts(played)
        printed, language = "\n".join(logins.printed(played)), cast.country.pack.latin_language
        n_officers = len({post.officer for post in cast.posts} - {""})
        assert n_signed_in(printed, language) == (3, n_officers + 1), (
            "operators, officers, and the one of the hub"
        )
    finally:
        if set_up is not None:
            set_up.stop()
        shutil.rmtree(folder, ignore_errors=True)
    assert said[-2].startswith("8  ") and "an officer links them" in said[-1]


def n_signed_in(printed: str, language: str) -> tuple[int, int]:
    """How many operators and officers come in, twice each, with what stands in the printed text and nothing else."""
    n_operators = n_officers = 0
    for url, people in re.findall(r"(http://\S+/(?:counter|desk)/)\n((?: {12}\S.*\n)+)", printed):
        for name, pin in re.findall(r"(\S.*): PIN (\d+)\n", people):
            for _time in range(2):
                page = (browser := playing.reader(url, language)).get("/counter/sign-in")
                page = browser.get(page.link(name))
                page = browser.send(page, page.form(field="pin"), {"pin": pin})
                assert page.url == url, page.text
            n_operators += 1
        for number, codes in re.findall(r"number (\d+), recovery codes (.+)\n", people):
            for code in codes.split()[:2]:
                page = (browser := playing.reader(url, language)).get("/desk/sign-in")
                page = browser.send(page, page.form(field="code"), {"officer": number, "code": code})
                assert page.url in (url, f"{url}alarms"), page.text  # the hub's own has no queue
            assert len(codes.split()) == 10
            n_officers += 1
    return n_operators, n_officers
