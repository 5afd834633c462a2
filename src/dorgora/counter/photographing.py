"""Pictures of papers taken with a paired phone, for the form whose papers stand open on the laptop."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from dorgora.applications import local as kept
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Evidence
from dorgora.counter import drafting, frame
from dorgora.counter.drafting import Draft
from dorgora.counter.papers import LOST, Papers, drop_unnamed, keep_picture, why_not
from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused
from dorgora.people.local import phones
from dorgora.shell import at_hand
from dorgora.shell.answers import labelled


@dataclass(frozen=True)
class Paper:
    """One paper on the phone's page. error: why its picture was not taken."""

    kind: str
    label: str
    is_needed: bool
    is_pictured: bool
    error: str = ""


def open_draft(by: int) -> Draft | None:
    """The form whose papers she has open on the laptop; None when another page is open there."""
    key = at_hand.draft_of(by)
    try:
        return drafting.owned(key, by) if key else None
    except Refused:
        return None  # handed in or thrown away meanwhile


def papers(draft: Draft, errors: dict[str, str]) -> list[Paper]:
    """The papers it asks for, those without a picture first; nothing of the citizen."""
    wanted = asked(draft)
    lost = Papers(wanted, draft.papers, draft.key).lost()
    errors = {kind: _(LOST) for kind in lost} | errors
    found = [
        Paper(
            one.kind,
            labelled(one.labels),
            is_needed,
            bool(_picture(draft, one.kind)) and one.kind not in lost,
            errors.get(one.kind, ""),
        )
        for one, is_needed in wanted
    ]
    return sorted(found, key=lambda one: one.is_pictured)


def asked(draft: Draft) -> tuple[tuple[Evidence, bool], ...]:
    """The papers it asks for, by what is answered; none while her age is not known."""
    answers, problems = draft.answers()
    if draft.service.age_of in problems or not rules.is_age_known(draft.service, answers):
        return ()
    return rules.evidence_asked(draft.service, answers, frame.today())


def take(by: int, phone_id: int, key: str, kind: str, upload: Any) -> str:
    """Keeps a photo beside the form it was taken for; gives in words why it does not, or nothing.

    It is made small first, which takes its time; then it is looked once more whether the phone still counts, the
    form is still open and the picture still there, and written with nothing in between.

    Raises:
        Refused: `no_such_draft`: another form is open by now, or that paper is not asked for; `phone_ended`.
    """
    _check(by, phone_id, key, kind)
    try:
        digest = keep_picture(upload, key)
    except Refused as refused:
        return why_not(refused)
    try:
        _write(by, phone_id, key, kind, digest)
    except Refused as refused:
        drop_unnamed(key, {digest})
        if refused.reason in (kept.DISK_FULL, "picture_missing"):
            return why_not(refused)
        raise
    return ""


def take_away(by: int, phone_id: int, key: str, kind: str) -> None:
    """The picture goes from the form, and from the laptop.

    Raises:
        Refused: as `take`, or `disk_full`.
    """
    _write(by, phone_id, key, kind, "")


def _write(by: int, phone_id: int, key: str, kind: str, digest: str) -> None:
    with writing():
        draft = _check(by, phone_id, key, kind)
        if digest and not kept.has_picture(digest, key):
            raise Refused("picture_missing")
        found, before = kept.draft(key), _picture(draft, kind)
        draft.papers.setdefault(kind, {})["picture"] = digest
        drafting.keep(draft, found.step if found is not None else kind)
    drop_unnamed(key, {before})


def _check(by: int, phone_id: int, key: str, kind: str) -> Draft:
    if phone_id and not phones.is_paired(phone_id):
        raise Refused("phone_ended")
    draft = open_draft(by)
    if draft is None or draft.key != key or kind not in {one.kind for one, _needed in asked(draft)}:
        raise Refused("no_such_draft")
    return draft


def _picture(draft: Draft, kind: str) -> str:
    return str(draft.papers.get(kind, {}).get("picture", ""))


def missing() -> str:
    """What is said when the button was pressed before a picture was taken."""
    return _("Take the picture first, then send it.")
