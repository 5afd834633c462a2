"""What happened to a file, step by step."""

from collections.abc import Iterable, Sequence
from typing import Any

from dorgora.applications import models
from dorgora.applications.shapes import File, QueueRow, Recommendation, StoryStep
from dorgora.kernel.clock import from_seconds


def story(file_id: int) -> list[StoryStep]:
    """What happened to a file, in the order that counts everywhere; disputed steps last, with why."""
    columns = ("event_id", "kind", "at", "by_id", "author_role", "author_place")
    steps = models.Step.objects.filter(subject_id=file_id).order_by("n").values_list(*columns, "words")
    disputed = models.Disputed.objects.filter(subject_id=file_id).order_by("event_id")
    return [_step(row) for row in steps] + [
        _step((*row[:6], "", row[6])) for row in disputed.values_list(*columns, "reason")
    ]


def _step(row: Sequence[Any]) -> StoryStep:
    values = list(row)
    values[2] = from_seconds(values[2])
    return StoryStep(*values)


def recommendations(file: File) -> tuple[Recommendation, ...]:
    """With what each office that had this file sent it on, in their order."""
    return tuple(
        Recommendation(step.place, step.by, step.at, step.words, file.advice.get(step.event_id, ""))
        for step in (story(file.id) if file.n_passed else ())
        if step.kind == "application.forwarded" and not step.disputed
    )


def sent_back(files: Iterable[File | QueueRow]) -> set[int]:
    """Of these files those that the office which has them now has returned before; another's returns count for none."""
    holders = {one.id: one.office for one in files if one.n_returns}
    steps = models.Step.objects.filter(
        subject_id__in=list(holders),
        author_role="office",
        kind__in=("application.returned", "application.reopened"),
    )
    found = steps.values_list("subject_id", "author_place") if holders else ()
    return {file_id for file_id, place in found if holders[file_id] == place}


def last_acts(role: str, file_ids: Iterable[int]) -> dict[int, int]:
    """By file the event of what this role did last with it; a file it did nothing with is its own submission."""
    ids = list(file_ids)
    steps = models.Step.objects.filter(subject_id__in=ids, author_role=role).order_by("n")
    return {one: one for one in ids} | dict(steps.values_list("subject_id", "event_id"))
