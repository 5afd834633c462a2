"""The hub's own judgement is the verifiers', costs one key and one list, and grows with nothing."""

import json
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from dorgora.certificates import actions, cose, keyset, qr, queries, verify
from dorgora.certificates.cose import key_id
from dorgora.certificates.queries import published
from dorgora.feed import node as nodes
from dorgora.kernel.signing import Signer
from tests.applications.world import LATER, PLACE, World

SOON = LATER + timedelta(minutes=1)
N_LISTS, N_ON_EACH = 30, 700
TABLE = "certificates_certificate"


def issued(world: World, **changed: Any) -> queries.Certificate:
    file_id = world.submit(**changed).id
    cause = world.approve(file_id)
    actions.issue(file_id=file_id, cause=cause, at=SOON)
    certificate = queries.certificate_of(file_id)
    assert certificate is not None
    return certificate


def revoke(world: World, certificate: queries.Certificate) -> None:
    actions.revoke(
        certificate_id=certificate.id, reason="wrong_person", office=PLACE, by=world.salma, at=SOON
    )


def unknown() -> str:
    """A token in the right form, of a key nobody published."""
    stranger = Signer(b"?" * 32)
    return qr.to_qr_text(cose.sign1({1: "office-1"}, stranger, key_id(stranger.public)))


def altered(text: str) -> str:
    """Another signature over the same claims, in the same form."""
    token = qr.from_qr_text(text)
    return qr.to_qr_text(token[:-1] + bytes([token[-1] ^ 1]))


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Each making and each loading of a key set."""
    calls: list[str] = []
    for name, whole in (("make", keyset.make), ("load", keyset.load)):

        def counted(*args: Any, name: str = name, whole: Callable[..., Any] = whole, **more: Any) -> Any:
            calls.append(name)
            return whole(*args, **more)

        monkeypatch.setattr(keyset, name, counted)
    return calls


@contextmanager
def asked() -> Iterator[list[str]]:
    """The questions put to the database."""
    told: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield told
    told.extend(one["sql"] for one in captured.captured_queries)


def test_verifying_makes_and_loads_no_key_set(world: World, made: list[str]) -> None:
    text = issued(world).qr_text
    outcomes = [queries.judge(one, SOON).outcome for one in (text, altered(text), unknown(), "ABC") * 5]
    assert outcomes == ["valid", "altered", "unknown_key", "altered"] * 5
    assert made == []


def test_the_key_set_is_made_once_for_many_who_take_it(world: World, made: list[str]) -> None:
    issued(world)
    assert len({queries.key_set(SOON) for _ in range(5)}) == 1
    assert made.count("make") == 1


@pytest.mark.parametrize("text", ["ABC", "x", "6BF", "A" * 96, qr.to_base45(zlib.compress(b"no token"))])
def test_of_what_is_no_token_nothing_is_looked_up(world: World, text: str) -> None:
    with asked() as told:
        assert queries.judge(text, SOON).outcome == "altered"
    assert told == []


def test_of_an_unknown_key_no_certificate_is_looked_up(world: World) -> None:
    issued(world)
    with asked() as told:
        assert queries.judge(unknown(), SOON).outcome == "unknown_key"
    assert told and not any(TABLE in one for one in told)


def test_the_hub_says_what_its_key_set_says(world: World) -> None:
    good, gone = issued(world), issued(world, draft_key="b")
    receipt = queries.receipt_text(good.file_id) or ""
    revoke(world, gone)
    published = keyset.load(queries.key_set(SOON), nodes.this().signer.public)
    texts = [good.qr_text, gone.qr_text, receipt, altered(good.qr_text), altered(receipt), unknown(), "ABC"]
    verdicts = [queries.judge(text, SOON) for text in texts]
    assert verdicts == [verify.verify(text, published, SOON) for text in texts]
    assert [one.outcome for one in verdicts] == [
        "valid", "revoked", "valid", "altered", "altered", "unknown_key", "altered",
    ]  # fmt: skip
    assert verdicts[0].status_at == SOON and verdicts[2].status_at is None


def test_a_revocation_is_in_the_next_key_set(world: World, made: list[str]) -> None:
    certificate = issued(world)
    assert keyset_says(certificate.qr_text) == queries.judge(certificate.qr_text, SOON).outcome == "valid"
    revoke(world, certificate)
    assert keyset_says(certificate.qr_text) == queries.judge(certificate.qr_text, SOON).outcome == "revoked"
    assert made.count("make") == 2


def keyset_says(text: str) -> str:
    return verify.verify(text, keyset.load(queries.key_set(SOON)), SOON).outcome


def test_a_new_key_is_in_the_next_set_whatever_its_number(world: World) -> None:
    issued(world)
    queries.key_set(SOON)
    # One that an office with a lower feed made: the greatest id of all keys stays what it was.
    stranger = Signer(b"s" * 32)
    nodes.this().store.rows.run(
        "INSERT INTO certificates_issuing_key (id, kid, place, year, public_key, made_at, subject_id, told_version)"
        " SELECT MIN(id) - 1, %s, '20', 2026, %s, 0, MIN(id) - 1, 1 FROM certificates_issuing_key",
        [key_id(stranger.public), stranger.public],
    )
    kids = {one["kid"] for one in json.loads(queries.key_set(SOON))["key_set"]["keys"]}
    assert key_id(stranger.public).hex() in kids


def test_the_first_certificate_of_a_list_brings_it_into_the_set(world: World) -> None:
    issued(world)
    before = keyset.load(queries.key_set(SOON)).status_lists
    nodes.this().store.rows.run(f"UPDATE {TABLE} SET list_name = '2026-77'")
    after = keyset.load(queries.key_set(SOON)).status_lists
    assert [name for _, name in before] != ["2026-77"] == [name for _, name in after]


@pytest.fixture
def many(world: World) -> queries.Certificate:
    """A certificate among twenty thousand on thirty lists, a few of them revoked."""
    certificate = issued(world)
    columns = "office, centre, service, cause_id, key_id, issued_at, revoked_reason, citizen_id, number, told_version"
    numbers = "WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < %s)"
    nodes.this().store.rows.run(
        f"INSERT INTO {TABLE} (id, subject_id, about_id, list_name, list_index, revoked_at, {columns})"
        f" {numbers} SELECT 1000 + i, 1000 + i, 1000 + i, '2026-' || (1000 + i / {N_ON_EACH}), i %% {N_ON_EACH},"
        f" CASE WHEN i %% 5000 = 0 THEN 1 END, {columns} FROM n, {TABLE} c WHERE c.id = %s",
        [N_LISTS * N_ON_EACH - 1, certificate.id],
    )
    nodes.this().store.rows.run("ANALYZE")
    return certificate


def test_no_question_reads_the_certificates_one_by_one(many: queries.Certificate) -> None:
    with asked() as told:
        assert queries.judge(many.qr_text, SOON).outcome == "valid"
        published._state(SOON)
        assert len(published._lists()) == N_LISTS + 1
    about = [one for one in told if TABLE in one]
    assert len(about) >= 4
    for question in about:
        check_plan(question)


def check_plan(question: str) -> None:
    """Each step through the table is by an index, and none but through the revoked is longer than one row."""
    rows = nodes.this().store.rows
    if connection.vendor == "sqlite":
        steps = [row[3] for row in rows.all(f"EXPLAIN QUERY PLAN {question}") if f" {TABLE}" in row[3]]
        assert steps and all(
            one.startswith("SEARCH") or one.endswith("INDEX certificates_revoked") for one in steps
        ), (question, steps)
        return
    ((told,),) = rows.all(f"EXPLAIN (ANALYZE, FORMAT JSON) {question}")
    steps = list(scans((told if isinstance(told, list) else json.loads(told))[0]["Plan"]))
    assert steps and all(
        one["Node Type"] != "Seq Scan"
        and one["Actual Rows"] <= 6
        and one.get("Rows Removed by Filter", 0) == 0
        for one in steps
    ), (question, steps)


def scans(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The steps of a plan that read the table."""
    if step.get("Relation Name") == TABLE:
        yield step
    for part in step.get("Plans", ()):
        yield from scans(part)
