"""Every subject is told again, at the counter and at the hub, while a hundred files are lodged and lists are read."""

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest

from dorgora.demo.pages import Browser
from dorgora.kernel.ids import feed_of
from tests.journeys.country import BIRTH, FAR
from tests.journeys.lodging import Hurry, register_mother
from tests.journeys.staging import Set

N_FILES = 100
REBUILT_EVERY, READ_EVERY = 25, 3
"""Files lodged from one rebuild of both nodes to the next, and from one look at the lists to the next."""
REBUILDS = (("rebuild",), ("rebuild", "--projection", "applications"), ("rebuild", "--projection", "money"))


@pytest.mark.slow
@pytest.mark.long
@pytest.mark.both
def test_lists_never_shrink_while_a_node_is_rebuilt(scene: Set) -> None:
    """No page fails, none shows less than a page before it; afterwards tables and sums are what the log says."""
    scene.start(scene.hub, scene.far)
    clerk, reader = scene.operator("far_operator", scene.far), scene.operator("far_operator", scene.far)
    office = scene.officer("hub_officer", scene.hub)
    mother = register_mother(clerk, scene.cast, scene.cast.mother.local_name, scene.cast.mother.latin_name)
    lodged = Lodged()
    done: Counter[str] = Counter()
    with (
        Hurry(clerk, FAR) as hurry,
        lodged.beside(
            REBUILT_EVERY, lambda: _rebuild_both(scene, feed_of(int(mother.url.rsplit("/", 1)[1])), done)
        ),
        lodged.beside(READ_EVERY, lambda: _read_all(reader, office, done)),
    ):
        for _ in range(N_FILES):
            consent = mother.link(to=f"/{BIRTH}")
            lodged.add(
                hurry.lodge(
                    scene.cast, consent, scene.cast.mother.local_name, scene.cast.far_child.local_name
                )
            )
    assert len(set(lodged.numbers)) == N_FILES
    for what in ("/counter/files", "/desk/", "rebuild far", "rebuild hub"):
        assert done[what] >= 3, f"{what} only {done[what]} times"
    scene.far.do("sync")
    assert _shown_at_the_counter(reader)["/counter/drawer"] == N_FILES
    assert _shown_at_the_desk(office)["/desk/"] == N_FILES
    for node in (scene.far, scene.hub):
        assert node.do("check") == ["all is well"]


@dataclass
class Lodged:
    """The short numbers of the files so far; what goes on beside waits for more of them."""

    numbers: list[str] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)
    is_over: bool = False

    def add(self, number: str) -> None:
        with self.changed:
            self.numbers.append(number)
            self.changed.notify_all()

    @contextmanager
    def beside(self, every: int, step: Callable[[], object]) -> Iterator[None]:
        """The step on a thread of its own while the block lasts, begun at once and again after so many more files.

        A step that takes longer than they do is begun again as soon as it ends. If it fails, that is raised.
        """
        failed: list[BaseException] = []

        def go() -> None:
            due = 0
            try:
                while not self.is_over:
                    step()
                    due += every
                    self._wait_for(due)
            except BaseException as wrong:
                failed.append(wrong)

        thread = threading.Thread(target=go)
        thread.start()
        try:
            yield
        finally:
            with self.changed:
                self.is_over = True
                self.changed.notify_all()
            thread.join(120)
        if failed:
            raise failed[0]

    def _wait_for(self, n: int) -> None:
        with self.changed:
            self.changed.wait_for(lambda: self.is_over or len(self.numbers) >= n)


def _rebuild_both(scene: Set, feed: int, done: Counter[str]) -> None:
    """At the counter and at the hub, whole, by projection and by feed, with what was lodged sent in between."""
    for node in (scene.far, scene.hub):
        for words in REBUILDS:
            node.do(*words)
        node.do("rebuild", "--feed", str(feed))
        done[f"rebuild {node.name}"] += 1
        scene.far.do("sync")


def _read_all(reader: Browser, office: Browser, done: Counter[str]) -> None:
    """Reads every list; each shows at least as many rows as ever before."""
    for address, n in (_shown_at_the_counter(reader) | _shown_at_the_desk(office)).items():
        most = f"most {address}"
        assert n >= done[most], f"{address} shows {n} rows, it showed {done[most]}"
        done[most] = n
        done[address] += 1


def _shown_at_the_counter(browser: Browser) -> dict[str, int]:
    files, drawer = (_page(browser, "/counter/" + name) for name in ("files", "drawer"))
    rows = re.search(r"<tbody>.*</tbody>", drawer.split("<aside")[-1], re.S)
    return {
        "/counter/files": len(set(re.findall(r"/counter/files/(\d{7})\b", files))),
        "/counter/drawer": rows.group(0).count("<tr") if rows else 0,
    }


def _shown_at_the_desk(browser: Browser) -> dict[str, int]:
    queue = _page(browser, "/desk/")
    said = re.search(r"([\d,]+) files? in your queue", queue)
    rows = len(set(re.findall(r'href="/desk/files/(\d+)"', queue)))
    return {"/desk/": int(said.group(1).replace(",", "")) if said else 0, "/desk/ first page": rows}


def _page(browser: Browser, address: str) -> str:
    page = browser.get(address)
    assert page.status == 200, f"{address} answers {page.status}: {page.text[:300]}"
    assert "/sign-in" not in page.url
    return page.html
