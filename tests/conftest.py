"""What every test stands on: a database of its own, no network beyond this machine, random order, no silent skip."""

import gc
import ipaddress
import os
import random
import secrets
import shutil
import socket
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import Any

import django
import hypothesis
import pytest

from dorgora.kernel import clock
from tests import postgres
from tools import chromium as chromium_program
from tools import registry

# A skip is a hole. In the CI it is a failure unless its reason begins with one of these.
MAY_SKIP_IN_CI: tuple[str, ...] = (
    "elsewhere one writes at a time",  # waits of PostgreSQL alone: the other run of `make test` does them
    "PostgreSQL looks at its pages itself",  # damage to a laptop's file: as above
    "PostgreSQL keeps its pages for all",  # how a laptop keeps pages while it tells again: as above
)

COSTS = {"long": 600, "journey": 300, "browser": 10, "slow": 10}
"""About how many plain tests one of these takes as long as."""
HEAVY = 100
"""Files of so many are begun before all others."""

TOLD = "told"
"""The property of a test's report that the end of the run says."""

IN_CI = os.environ.get("CI") == "true"
ON_POSTGRES = os.environ.setdefault("DORGORA_TEST_DB", "sqlcipher") == "postgres"
IS_WORKER = "PYTEST_XDIST_WORKER" in os.environ

# No deadline: a loaded machine is not a fault of the code.
hypothesis.settings.register_profile("house", deadline=None, print_blob=True)
hypothesis.settings.load_profile("house")
# Playwright keeps an event loop in the main thread; Django would take a test's own queries for asynchronous ones.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--order-seed", type=int, help="repeat the order of an earlier run")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if config.option.order_seed is not None:
        os.environ["DORGORA_TEST_ORDER"] = str(config.option.order_seed)
    # By the environment, as all workers must come to the same order.
    config.option.order_seed = int(
        os.environ.setdefault("DORGORA_TEST_ORDER", str(secrets.randbelow(1_000_000)))
    )
    scratch = Path(tempfile.mkdtemp(prefix="dorgora-test-"))
    config.add_cleanup(lambda: shutil.rmtree(scratch, ignore_errors=True))
    if not IS_WORKER:
        folder = postgres.begin_run()
        config.add_cleanup(lambda: postgres.end_run(folder))
    if not getattr(
        config.option, "tx", None
    ):  # the process that only hands tests to workers runs none itself
        _choose_database(scratch)
        _set_up_django()


def _set_up_django() -> None:
    # Said here, not in pyproject.toml: pytest-django would load the settings before it is known which database.
    os.environ["DJANGO_SETTINGS_MODULE"] = "dorgora.config.settings"
    django.setup()


def _choose_database(scratch: Path) -> None:
    """Says to the settings which database this process works on."""
    # `serve_as` changes it for a test. No laptop keeps its data in PostgreSQL.
    os.environ.setdefault("DORGORA_ROLE", "hub" if ON_POSTGRES else "centre")
    os.environ["DORGORA_DATA_DIR"] = str(scratch)
    os.environ["DORGORA_DB_KEY"] = secrets.token_hex(32)
    os.environ["DORGORA_DB_URL"] = f"sqlite:///{scratch}/node.db"
    if ON_POSTGRES:
        os.environ["DORGORA_DB_URL"] = postgres.shared_cluster().url("dorgora")


def pytest_report_header(config: pytest.Config) -> str:
    return f"database: {os.environ['DORGORA_TEST_DB']}; order: --order-seed {config.option.order_seed}"


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> Iterator[None]:
    """Marks what a test needs by what it uses, then shuffles files and the tests within each file.

    The files that take longest go first: a worker that begins one when the others have nothing left makes all wait.
    Those that take about as long as each other are shuffled.
    """
    weight: Counter[Path] = Counter()
    for item in items:
        _mark(item)
        weight[item.path] += next((cost for mark, cost in COSTS.items() if item.get_closest_marker(mark)), 1)
    shuffled = random.Random(config.option.order_seed)
    rank = {path: (-weight[path].bit_length(), shuffled.random()) for path in sorted(weight)}
    items.sort(key=lambda item: item.nodeid)  # the same start in every worker
    items.sort(key=lambda item: (rank[item.path], shuffled.random()))
    yield
    # pytest-django has put whatever uses no database of this process at the end, and what lasts longest uses none.
    items.sort(key=lambda item: weight[item.path] < HEAVY)


def pytest_collection_finish() -> None:
    """Thousands of tests are here until the end: whoever looks for garbage need not look at them each time."""
    gc.collect()
    gc.freeze()


def _mark(item: pytest.Item) -> None:
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.get_closest_marker("django_db") or fixtures & {"db", "transactional_db"}:
        item.add_marker("database")
    if "postgres_cluster" in fixtures:
        item.add_marker("postgres")
    if "chromium" in fixtures:
        item.add_marker("browser")
    if "journeys" in item.path.parts:
        item.add_marker("journey")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if not reason.removeprefix("Skipped: ").startswith(MAY_SKIP_IN_CI or ("\0",)):
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} would be skipped, and in the CI that is a failure: {reason}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector: pytest.Collector) -> Iterator[None]:
    report = yield
    if IN_CI and report.skipped:
        report.outcome = "failed"
        report.longrepr = (
            f"{collector.nodeid} would be skipped whole, and in the CI that is a failure: {report.longrepr}"
        )
    return report


@pytest.fixture
def tell(record_property: Callable[[str, object], None]) -> Callable[[object], None]:
    """Call with what a test counted: the end of the run says it, also when a worker ran the test."""
    return lambda counted: record_property(TOLD, str(counted))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Says what was counted, and loudly what this run did not prove."""
    told = [
        f"{report.nodeid.split('::')[-1]}: {said}"
        for reports in terminalreporter.stats.values()
        for report in reports
        if getattr(report, "when", "") == "call"
        for name, said in report.user_properties
        if name == TOLD
    ]
    if told:
        terminalreporter.section("counted")
        for line in sorted(told):
            terminalreporter.line(line)
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section("NOT TESTED HERE", sep="!", red=True, bold=True)
        terminalreporter.line(
            f"{len(skipped)} tests were skipped; the reasons are above. The CI accepts only those it knows."
        )


class Outside(BaseException):
    """A test spoke to another machine. Not an Exception: nothing may catch it and go on."""


def _refuse_outside(host: Any) -> None:
    if isinstance(host, bytes):
        host = host.decode()
    if host in (None, "", "localhost"):
        return
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        address = None
    if address is None or not (address.is_loopback or address.is_unspecified):
        raise Outside(f"a test tried to reach {host}; only this machine is open to tests")


@pytest.fixture(autouse=True)
def own_clock() -> Iterator[None]:
    """What a test let the program learn of the time is not known to the next."""
    yield
    clock.forget()


@pytest.fixture(scope="session", autouse=True)
def no_network() -> Iterator[None]:
    """Closes every way out of this machine for the whole run."""

    def guarded(real: Callable[..., Any]) -> Callable[..., Any]:
        def connect(self: socket.socket, address: Any) -> Any:
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _refuse_outside(address[0])
            return real(self, address)

        return connect

    real_lookup = socket.getaddrinfo

    def lookup(host: Any, *args: Any, **kwargs: Any) -> Any:
        _refuse_outside(host)
        return real_lookup(host, *args, **kwargs)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(socket.socket.connect))
        patch.setattr(socket.socket, "connect_ex", guarded(socket.socket.connect_ex))
        patch.setattr(socket, "getaddrinfo", lookup)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Puts the test database of SQLCipher in a file: in memory there is no WAL, and WAL is what a centre runs on."""
    from django.conf import settings

    if not ON_POSTGRES:
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = (
            f"{os.environ['DORGORA_DATA_DIR']}/test.db"
        )


@pytest.fixture
def serve_as(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Call with `centre` or `hub`: for this test the pages are those of such a node."""

    def use(role: str) -> None:
        from django.conf import settings as plain

        from dorgora.config.roles import ROLES

        settings.ROLE, settings.DORGORA_ROLE = role, ROLES[role]
        # Unlike the others told to nobody: Django would read all addresses anew for every test.
        monkeypatch.setattr(plain, "ROOT_URLCONF", registry.urls_of(role).__name__)

    return use


@pytest.fixture(scope="session")
def postgres_cluster() -> postgres.Cluster:
    """A running PostgreSQL, shared by the whole run; ask it for `new_database()`."""
    try:
        return postgres.shared_cluster()
    except postgres.NoPostgres as reason:
        pytest.skip(str(reason))


@pytest.fixture
def postgres_url(postgres_cluster: postgres.Cluster) -> Iterator[str]:
    """The address of an empty PostgreSQL database for one test."""
    with postgres_cluster.new_database() as url:
        yield url


@pytest.fixture
def hub_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Environment for a hub process of its own, on the kind of database this run is about."""
    key = secrets.token_hex(32)
    if ON_POSTGRES:
        with postgres.shared_cluster().new_database() as url:
            yield {"DORGORA_ROLE": "hub", "DORGORA_DB_URL": url, "DORGORA_DB_KEY": key}
    else:
        yield {
            "DORGORA_ROLE": "hub",
            "DORGORA_DB_URL": f"sqlite:///{tmp_path}/hub.db",
            "DORGORA_DB_KEY": key,
        }


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running Chromium (a Playwright Browser) that reaches nothing but this machine."""
    program = chromium_program.find()
    if program is None:
        pytest.skip(chromium_program.MISSING)
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=chromium_program.ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def hub(db: None, settings: Any, tmp_path: Path) -> Iterator[Any]:
    """This process as a founded hub with its feeds; `hub("centre", "10")` opens one more for a role and place."""
    from dorgora.feed import node as nodes
    from dorgora.feed.roads import founding
    from tests import staged

    settings.DATA_DIR = tmp_path
    settings.ROLE = "hub"
    nodes.forget()
    with pytest.MonkeyPatch.context() as patch:
        _follow_commits(patch)
        staged.put_up("hub", tmp_path, lambda: founding.found("Hub", "http://127.0.0.1:1", "localhost"))
        yield founding.open_hub_feed
    nodes.forget()


def _follow_commits(patch: pytest.MonkeyPatch) -> None:
    """A test's own transaction is never committed: what waits for a commit is done after each outermost write."""
    from django.db import connections

    from dorgora.feed import writing

    flush = writing.flush

    def then(using: str = "default") -> None:
        flush(using)
        connection = connections[using]
        while connection.in_atomic_block and connection.run_on_commit:
            _savepoints, act, is_robust = connection.run_on_commit.pop(0)
            with suppress(Exception) if is_robust else nullcontext():
                act()

    patch.setattr(writing, "flush", then)


@pytest.fixture
def world(hub: Any, tmp_path: Path) -> Any:
    """Char Kukri Mukri with its centre, office and people, on one node."""
    # Not before the settings know the database: this file is read first.
    from tests import staged
    from tests.applications.world import build

    return staged.put_up("world", tmp_path, lambda: build(hub), on="hub")
