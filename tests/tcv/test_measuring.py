"""What a service took, beside what it took before; never a figure without its files or its baseline."""

import math
import statistics
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from django.db import connection

from dorgora.catalogue import queries as services
from dorgora.feed import checking
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from dorgora.tcv import actions, queries, rules
from tests.applications.world import AT, PLACE, SERVICE, World, answers
from tests.retold import retold

TALK = {"own_minutes": 90, "own_cost_minor": 6000, "n_visits": 2, "is_confirmed": True}


def handed(world: World, key: str, after: timedelta = timedelta(days=3), **talk: Any) -> int:
    done = world.submit(draft_key=key)
    world.approve(done.id, at=AT + after)
    actions.hand_over(
        file_id=done.id, centre=PLACE, to="applicant", by=world.karim, at=AT + after, **{**TALK, **talk}
    )
    return done.id


def test_a_paper_and_three_answers_are_one_action(world: World) -> None:
    with retold():
        file_id = handed(world, "a")
    assert world.file(file_id).is_handed_over
    metrics = queries.summary(SERVICE).metrics
    assert {name: one.mean for name, one in metrics.items()} == {
        "elapsed_seconds": 3 * 86_400,
        "own_minutes": 90,
        "official_minor": 7500,
        "own_cost_minor": 6000,
        "n_visits": 2,
    }


def test_check_names_a_counter_that_its_files_do_not_come_to(world: World) -> None:
    handed(world, "a")
    assert list(checking.faults(nodes.this())) == []
    cell = f"{SERVICE}||2026-11|elapsed_seconds|n"
    nodes.this().store.rows.run(
        "UPDATE feed_counter SET n = n + 4 WHERE projection = 'tcv' AND cell = %s", [cell]
    )
    assert list(checking.faults(nodes.this())) == [f"counter tcv {cell} says 5, its records say 1"]


def test_a_counter_of_another_shape_breaks_no_summary(world: World) -> None:
    handed(world, "a")
    rows = nodes.this().store.rows
    for cell in (f"{SERVICE}||2026-11|n|x|n", f"{SERVICE}||short"):
        rows.run("INSERT INTO feed_counter (projection, cell, n) VALUES ('tcv', %s, 5)", [cell])
    assert queries.summary(SERVICE).metrics["elapsed_seconds"].n == 1


def test_the_parts_of_an_area_are_summed_in_one_question(
    world: World, django_assert_max_num_queries: Any
) -> None:
    """Those of another tier, of nobody and of the whole country are in no part."""
    handed(world, "a")
    rows = nodes.this().store.rows
    for cell, n in ((f"{SERVICE}|100926", 2), (f"{SERVICE}|1010", 3), (f"{SERVICE}x|100925", 4)):
        told = f"{cell}|2026-11|elapsed_seconds|n"
        rows.run("INSERT INTO feed_counter (projection, cell, n) VALUES ('tcv', %s, %s)", [told, n])
    with django_assert_max_num_queries(2):
        parts = queries.summaries(SERVICE, "1009", {"100925", "100926", "100927"})
    assert {code: one.n_files for code, one in parts.items()} == {"100925": 1, "100926": 2}
    here = queries.summary(SERVICE, "100925")
    assert {one.metric: one.mean for one in parts["100925"].metrics.values()} == {
        one.metric: one.mean for one in here.metrics.values()
    }
    assert queries.summaries(SERVICE, "", {"10"})["10"].n_files == 1 + 2 + 3


def test_the_cells_of_an_area_lie_together_in_an_index(world: World) -> None:
    handed(world, "a")
    rows = nodes.this().store.rows
    question = (
        "SELECT cell, n FROM feed_counter WHERE projection = 'tcv' AND cell >= 'b|1009' AND cell < 'b|100Z'"
    )
    if connection.vendor == "sqlite":
        ((*_, plan),) = rows.all(f"EXPLAIN QUERY PLAN {question}")
        assert "cell>? AND cell<?" in plan
    else:
        rows.run("SET LOCAL enable_seqscan = off")
        plan = " ".join(row[0] for row in rows.all(f"EXPLAIN {question}"))
        assert "Index Cond" in plan and "cell)::text >=" in plan


def test_one_file_has_a_value_and_too_few_for_a_range(world: World) -> None:
    handed(world, "a")
    time = queries.summary(SERVICE).metrics["elapsed_seconds"]
    assert (time.n, time.mean, time.low, time.high, time.few) == (1, 259_200, None, None, "too_few")
    assert time.saving is not None
    assert (time.saving.low, time.saving.high) == (None, None)


def test_what_is_saved_is_the_published_figure_less_ours(world: World) -> None:
    handed(world, "a")
    metrics = queries.summary(SERVICE).metrics
    time, cost, visits = (metrics[name] for name in ("elapsed_seconds", "own_cost_minor", "n_visits"))
    assert time.saving is not None and cost.saving is not None and visits.saving is not None
    assert time.saving.value == pytest.approx(10.11 * 86_400 - 3 * 86_400)
    assert cost.saving.value == pytest.approx(9642 - 6000)
    assert visits.saving.value == pytest.approx(2.1 - 2)
    assert time.baseline is not None and time.baseline.year == 2017


def test_without_a_baseline_nothing_is_saved(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    handed(world, "a")
    metrics = queries.summary(SERVICE).metrics
    assert metrics["own_minutes"].baseline is metrics["own_minutes"].saving is None
    version = services.service(SERVICE)
    assert version is not None
    fewer = msgspec.structs.replace(
        version, baselines=tuple(one for one in version.baselines if one.metric != "visits")
    )
    monkeypatch.setattr(queries.catalogue, "service", lambda key: fewer)
    metrics = queries.summary(SERVICE).metrics
    assert metrics["n_visits"].baseline is metrics["n_visits"].saving is None
    assert metrics["elapsed_seconds"].saving is not None


def test_a_range_is_the_students_of_the_files(world: World) -> None:
    days = [1, 2, 3, 5, 8, 13]
    for number, n_days in enumerate(days):
        handed(world, f"draft-{number}", timedelta(days=n_days))
    time = queries.summary(SERVICE).metrics["elapsed_seconds"]
    seconds = [n_days * 86_400 for n_days in days]
    half = 2.570582 * statistics.stdev(seconds) / math.sqrt(6)  # t(0.975, 5), from the tables
    assert (time.n, time.few) == (6, "few")
    assert time.mean == pytest.approx(statistics.mean(seconds))
    assert time.low == pytest.approx(statistics.mean(seconds) - half, rel=0.01)
    assert time.high == pytest.approx(statistics.mean(seconds) + half, rel=0.01)


def test_the_median_is_the_middle_file_within_its_bounds(world: World) -> None:
    """Beside the standard library's, over more than one month, and told again from the log."""
    days, costs = [1, 2, 3, 5, 8, 13, 40], [0, 0, 500, 7000, 7100, 90_000, 123_456]
    with retold():
        for number, (n_days, cost) in enumerate(zip(days, costs, strict=True)):
            handed(
                world, f"draft-{number}", timedelta(days=n_days), own_cost_minor=cost, n_visits=number % 3 + 1
            )
    metrics = queries.summary(SERVICE).metrics
    wanted = {"elapsed_seconds": 5 * 86_400, "own_cost_minor": 7000, "n_visits": 2, "own_minutes": 90}
    for metric, middle in wanted.items():
        found = metrics[metric].median
        assert found is not None and found.low <= middle <= found.high, metric
        assert abs(found.value - middle) <= 0.05 * middle, metric
    same = metrics["official_minor"].median
    assert same is not None and (same.low, same.value, same.high) == (7500, 7500, 7500)
    visits = metrics["n_visits"].median
    assert visits is not None and (visits.low, visits.value, visits.high) == (2, 2, 2)
    parts = queries.summaries(SERVICE, "1009", {"100925"})
    assert parts["100925"].metrics["elapsed_seconds"].mean == metrics["elapsed_seconds"].mean
    assert queries.summary(SERVICE, "100925").metrics == metrics
    by_month = queries.by_month(SERVICE, "", ["2026-11"])
    assert by_month["2026-11"].metrics["elapsed_seconds"].median == metrics["elapsed_seconds"].median
    beside = queries.by_service()[SERVICE].metrics
    assert all(beside[metric] == metrics[metric] for metric in queries.MEDIANS)


def test_of_too_few_files_there_is_no_median(world: World) -> None:
    for number in range(4):
        handed(world, f"draft-{number}")
    assert all(one.median is None for one in queries.summary(SERVICE).metrics.values())
    handed(world, "draft-4", timedelta(days=4), is_confirmed=False)
    metrics = queries.summary(SERVICE).metrics
    assert metrics["elapsed_seconds"].median is not None
    assert metrics["own_minutes"].median is None


def test_while_files_are_told_again_there_is_no_median(world: World) -> None:
    """Counted by an earlier program, which knew no classes: half of them would be the middle of nothing."""
    for number in range(6):
        handed(world, f"draft-{number}", timedelta(days=number + 1), own_minutes=90 + number)
    nodes.this().store.rows.run("UPDATE feed_counter SET n = n - 1 WHERE cell LIKE '#%%|elapsed_seconds|%%'")
    metrics = queries.summary(SERVICE).metrics
    assert metrics["elapsed_seconds"].median is None
    assert metrics["elapsed_seconds"].mean == 3.5 * 86_400 and metrics["own_minutes"].median is not None


def test_what_was_not_confirmed_does_not_count(world: World) -> None:
    handed(world, "a", is_confirmed=False)
    metrics = queries.summary(SERVICE).metrics
    assert (metrics["own_minutes"].n, metrics["own_minutes"].mean) == (0, None)
    assert metrics["elapsed_seconds"].n == metrics["official_minor"].n == 1
    assert queries.files_behind(SERVICE, "own_minutes") == []


def test_an_answer_not_given_is_not_zero(world: World) -> None:
    handed(world, "a", own_cost_minor=None)
    metrics = queries.summary(SERVICE).metrics
    assert metrics["own_cost_minor"].n == 0
    assert metrics["n_visits"].n == 1
    handed(world, "b", own_cost_minor=0)
    assert queries.summary(SERVICE).metrics["own_cost_minor"].mean == 0


def test_nobody_is_measured_before_the_paper_is_handed_over(world: World) -> None:
    world.submit()
    found = queries.summary(SERVICE)
    assert found.n_files == 0
    assert all(one.n == 0 for one in found.metrics.values())
    assert queries.by_service() == {}


def test_every_figure_opens_to_its_files(world: World) -> None:
    ids = [handed(world, key) for key in "ab"]
    behind = queries.files_behind(SERVICE, "elapsed_seconds")
    assert [one.file_id for one in behind] == ids[::-1]
    assert behind[0].number == world.file(ids[1]).number
    assert queries.files_behind(SERVICE, "elapsed_seconds", before=ids[1])[0].file_id == ids[0]
    assert queries.files_behind(SERVICE, "elapsed_seconds", area="1006") == []
    assert queries.files_behind(SERVICE, "shoe_size") == []
    assert list(queries.by_service()) == [SERVICE]


def test_an_area_of_any_tier_has_its_own_sums(world: World) -> None:
    handed(world, "a")
    for area in ("", "10", "1009", "100925", PLACE):
        assert queries.summary(SERVICE, area).n_files == 1
    for area in ("1006", "100926"):
        assert queries.summary(SERVICE, area).n_files == 0
    assert queries.summary("birth").n_files == 0


@pytest.mark.parametrize(
    ("name", "answer", "reason"),
    [
        ("own_minutes", -1, "too_little"),
        ("own_minutes", rules.MOST + 1, "too_much"),
        ("own_cost_minor", -1, "too_little"),
        ("own_cost_minor", rules.MOST + 1, "too_much"),
        ("n_visits", 0, "too_little"),
        ("n_visits", rules.MOST + 1, "too_much"),
    ],
)
def test_an_answer_beyond_measure_is_refused(world: World, name: str, answer: int, reason: str) -> None:
    """Who is handed a paper has come for it: no count of visits is less than one."""
    done = world.submit()
    world.approve(done.id)
    with pytest.raises(Refused, match=reason) as refused:
        actions.hand_over(
            file_id=done.id, centre=PLACE, to="applicant", by=world.karim, at=AT, **{**TALK, name: answer}
        )
    assert refused.value.field == name
    assert not world.file(done.id).is_handed_over


def test_a_refused_hand_over_leaves_no_answers(world: World) -> None:
    done = world.submit()
    with pytest.raises(Refused, match="not_open"):
        actions.hand_over(file_id=done.id, centre=PLACE, to="applicant", by=world.karim, at=AT, **TALK)
    assert queries.summary(SERVICE).n_files == 0


def test_what_was_free_cost_the_operators_fee_only(world: World) -> None:
    done = world.submit(answers=answers(date_of_birth="2026-11-20"), received_fee_minor=5000)
    world.approve(done.id, register_number="20260915712345678")
    actions.hand_over(file_id=done.id, centre=PLACE, to="other", by=world.karim, at=AT + timedelta(days=1))
    metrics = queries.summary(SERVICE).metrics
    assert metrics["official_minor"].mean == 5000
    assert metrics["own_minutes"].n == 0
