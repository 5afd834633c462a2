"""Pictures of papers taken with a paired phone, for the form or returned file whose papers are open on the laptop."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Protocol

from django.utils.translation import gettext as _

from dorgora.applications import local as kept
from dorgora.applications import queries as files
from dorgora.applications import rules as states
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Evidence, ServiceVersion
from dorgora.counter import drafting, filed, frame
from dorgora.counter.correcting import CORRECT, Correction
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


class OpenPapers(Protocol):
    """What has papers and is open on the laptop."""

    @property
    def key(self) -> str:
        """The key under which it is kept."""

    @property
    def service(self) -> ServiceVersion:
        """The service it asks for."""

    def asked(self) -> tuple[tuple[Evidence, bool], ...]:
        """The papers it asks for, and whether each is needed."""

    def picture(self, kind: str) -> str:
        """The picture taken for it of a paper; empty when none is."""

    def lost(self) -> set[str]:
        """The papers whose picture is not on this laptop any more."""

    @property
    def own(self) -> Collection[str]:
        """The pictures of a file that has them already."""

    def put(self, kind: str, digest: str) -> None:
        """Writes down that this is its picture of a paper; empty takes it away."""


class OfDraft:
    """A form in the making."""

    own: Collection[str] = ()

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.key, self.service = draft.key, draft.service

    def asked(self) -> tuple[tuple[Evidence, bool], ...]:
        """By what is answered; none while her age is not known."""
        answers, problems = self.draft.answers()
        if self.service.age_of in problems or not rules.is_age_known(self.service, answers):
            return ()
        return rules.evidence_asked(self.service, answers, frame.today())

    def picture(self, kind: str) -> str:
        """As it is kept."""
        return drafting.pictures(self.draft.papers).get(kind, "")

    def lost(self) -> set[str]:
        """Of those it asks for."""
        return Papers(self.asked(), self.draft.papers, self.key).lost()

    def put(self, kind: str, digest: str) -> None:
        """Keeps it with the form."""
        found = kept.draft(self.key)
        self.draft.papers.setdefault(kind, {})["picture"] = digest
        drafting.keep(self.draft, found.step if found is not None else kind)


class OfCorrection:
    """A returned file: the papers that the office marked, or that its answers as they now are need."""

    def __init__(self, correction: Correction) -> None:
        self.correction = correction
        self.key, self.service = correction.key, correction.service
        self.own: Collection[str] = {*correction.own.values()} - {""}

    def asked(self) -> tuple[tuple[Evidence, bool], ...]:
        """As its page asks for them."""
        return self.correction.papers.asked

    def picture(self, kind: str) -> str:
        """A new one; what the file has already is looked at again, not taken for it."""
        found = drafting.pictures(self.correction.papers.kept).get(kind, "")
        return found if found != self.correction.own.get(kind, "") else ""

    def lost(self) -> set[str]:
        """Of those it asks for; the file's own may be elsewhere."""
        return self.correction.papers.lost()

    def put(self, kind: str, digest: str) -> None:
        """Keeps it with the correction; taken away, the file's own stands again."""
        papers = self.correction.papers.kept
        papers.setdefault(kind, {})["picture"] = digest or self.correction.own.get(kind, "")
        self.correction.keep(is_sent=False)


def open_papers(by: int) -> OpenPapers | None:
    """What she has open on the laptop whose papers are asked for; None when another page is open there."""
    key = at_hand.draft_of(by)
    try:
        if key.startswith(CORRECT):
            return _correction(key, by)
        return OfDraft(drafting.owned(key, by)) if key else None
    except Refused:
        return None  # handed in, sent again or thrown away meanwhile


def _correction(key: str, by: int) -> OfCorrection | None:
    file = files.file(int(key.split("-")[1]))
    if file is None or not states.may_correct(file.state):
        return None
    found = Correction(file, filed.service_of(file), by)
    return OfCorrection(found) if found.key == key else None


def papers(form: OpenPapers, errors: dict[str, str]) -> list[Paper]:
    """The papers it asks for, those without a picture first; nothing of the citizen."""
    lost = form.lost()
    errors = {kind: _(LOST) for kind in lost} | errors
    found = [
        Paper(
            one.kind,
            labelled(one.labels),
            is_needed,
            bool(form.picture(one.kind)) and one.kind not in lost,
            errors.get(one.kind, ""),
        )
        for one, is_needed in form.asked()
    ]
    return sorted(found, key=lambda one: one.is_pictured)


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
        form = _check(by, phone_id, key, kind)
        if digest and digest not in form.own and not kept.has_picture(digest, key):
            raise Refused("picture_missing")
        before = form.picture(kind)
        form.put(kind, digest)
    drop_unnamed(key, {before})


def _check(by: int, phone_id: int, key: str, kind: str) -> OpenPapers:
    if phone_id and not phones.is_paired(phone_id):
        raise Refused("phone_ended")
    form = open_papers(by)
    if form is None or form.key != key or kind not in {one.kind for one, _needed in form.asked()}:
        raise Refused("no_such_draft")
    return form


def missing() -> str:
    """What is said when the button was pressed before a picture was taken."""
    return _("Take the picture first, then send it.")
