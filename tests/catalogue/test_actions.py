"""A service is published once for each version, and a country pack is loaded as often as one likes."""

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dorgora.catalogue import actions, models, queries
from dorgora.config.refusals import told
from dorgora.feed import events as feed_events
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.kernel.pack import load_pack
from tests.retold import retold
from tools.registry import ROOT

AT = datetime(2026, 11, 22, 5, 52, tzinfo=UTC)
Hub = Callable[[str, str], int]
CONTENT = (Path(settings.PACK_DIR) / "services" / "birth_registration.json").read_bytes()


def changed(**other: Any) -> bytes:
    return json.dumps(json.loads(CONTENT) | other).encode()


def publish(content: bytes = CONTENT) -> int:
    return actions.publish_service(content, by=0, at=AT)


def n_events() -> int:
    head = nodes.this().store.head(feed_events.CATALOGUE)
    return head.seq if head else 0


def test_a_service_is_published_in_its_canonical_form(hub: Hub) -> None:
    with retold():
        publish()
    content = bytes(models.Service.objects.get().content)
    assert (
        content
        == json.dumps(json.loads(CONTENT), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )


def test_a_version_published_again_is_the_same_one(hub: Hub) -> None:
    with retold():
        first = publish()
        spaced = json.dumps(dict(reversed(json.loads(CONTENT).items())), indent=4).encode()
        assert publish(spaced) == first
    assert n_events() == 1


def test_a_version_that_says_something_else_is_refused(hub: Hub) -> None:
    publish()
    with pytest.raises(Refused, match="version_taken"):
        publish(changed(life_event="moved"))
    assert n_events() == 1


def test_a_new_version_stands_beside_the_old_one(hub: Hub) -> None:
    with retold():
        publish(changed(version=1))
        publish(changed(version=10, life_event="newer"))
        publish(changed(version=2, life_event="new"))
    found = {version: queries.service("birth_registration", version) for version in (1, 2, 10, 3)}
    assert {version: one and one.life_event for version, one in found.items()} == {
        1: "child_born", 2: "new", 10: "newer", 3: None,
    }  # fmt: skip
    newest = queries.service("birth_registration")
    assert newest is not None and newest.version == 10
    assert [one.version for one in queries.services()] == [10]
    assert queries.service("no_such") is None


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"{}", b"\xff", changed(version="one"), changed(more=1), changed(age_of="nothing")],
)
def test_what_is_no_service_is_not_published(hub: Hub, content: bytes) -> None:
    with pytest.raises(Refused, match="not_a_service"):
        publish(content)
    assert n_events() == 0


def test_a_service_is_not_larger_than_a_form_can_be(hub: Hub) -> None:
    with pytest.raises(Refused, match="too_long"):
        publish(CONTENT + b" " * actions.MAX_CONTENT)


def test_only_the_hub_s_catalogue_publishes(hub: Hub) -> None:
    from dorgora.catalogue import events as ev
    from dorgora.feed.log import act

    hub("centre", "20")
    with retold(), act(role="centre", place="20", by=0, at=AT) as action:
        action.add(ev.SERVICE_PUBLISHED, ev.ServicePublished("birth_registration", 9, CONTENT))
    assert queries.services() == []


@pytest.mark.parametrize("typed", ["জন্ম", "jonmo", "birth reg", "nibondhon", "জন্ম সনদ", "certificate"])
def test_a_service_is_found_by_the_words_people_use(hub: Hub, typed: str) -> None:
    publish()
    assert [one.key for one in queries.find_services(typed)] == ["birth_registration"]


@pytest.mark.parametrize("typed", ["", "passport", "%", "পাসপোর্ট"])
def test_a_service_is_not_found_by_other_words(hub: Hub, typed: str) -> None:
    publish()
    assert queries.find_services(typed) == []


def named(key: str, name: str, *words: str, version: int = 1) -> int:
    return publish(
        changed(key=key, version=version, names={"bn": name, "en": name}, search_words=list(words))
    )


def found(typed: str) -> list[str]:
    return [one.key for one in queries.find_services(typed)]


def test_a_service_is_found_by_what_it_is_called_now(hub: Hub) -> None:
    named("a_pass", "Fishing pass")
    assert found("fishing") == ["a_pass"]
    named("a_pass", "Boat pass", version=2)
    assert (found("fishing"), found("boat pa")) == ([], ["a_pass"])


def test_those_named_so_come_before_those_known_so(hub: Hub) -> None:
    named("a_known", "Permit", "market stall")
    named("c_named", "Market stall")
    named("b_named", "Market stall permit", "market")
    named("d_other", "Market day", "stall")
    assert found("market st") == ["b_named", "c_named", "a_known", "d_other"]
    assert [one.key for one in queries.find_services("market", limit=2)] == ["b_named", "c_named"]


def test_which_version_is_the_newest_is_read_from_an_index(hub: Hub) -> None:
    publish()
    with CaptureQueriesContext(connection) as asked:
        queries.offers()
    rows, sql = nodes.this().store.rows, asked.captured_queries[0]["sql"]
    if connection.vendor == "sqlite":
        (plan,) = (row[3] for row in rows.all(f"EXPLAIN QUERY PLAN {sql}"))
        assert plan == "SCAN catalogue_service USING COVERING INDEX catalogue_service_newest"
    else:
        rows.run("SET LOCAL enable_seqscan = off")  # of a table so small PostgreSQL reads all
        rows.run("SET LOCAL enable_bitmapscan = off")
        assert "catalogue_service_newest" in " ".join(row[0] for row in rows.all(f"EXPLAIN {sql}"))


def test_of_a_pack_that_is_not_sound_nothing_is_loaded(hub: Hub, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(ROOT / "tests" / "packs" / "marjan", tmp_path / "pack"))
    bill = folder / "services" / "water_bill.json"
    bill.write_text(
        bill.read_text(encoding="utf-8").replace('"minor": 250', '"minor": -250'), encoding="utf-8"
    )
    with pytest.raises(Refused, match="pack_not_sound") as refused:
        actions.load_pack(folder, by=0, at=AT)
    said = told(refused.value)
    assert "services/water_bill.json:" in said and "minor: -250 is no whole number" in said and "(1)" in said
    assert n_events() == 0


@pytest.mark.slow
def test_a_pack_loaded_twice_is_told_once(hub: Hub) -> None:
    folder = settings.PACK_DIR
    actions.load_pack(folder, by=0, at=AT)
    once = n_events()
    actions.load_pack(folder, by=0, at=AT)
    assert (once, n_events()) == (64 + len(list(load_pack(folder).services())), once)
    assert [one.key for one in queries.services()] == [
        "birth_registration",
        "citizenship_certificate",
        "electricity_bill",
        "land_record_copy",
        "old_age_allowance",
    ]
