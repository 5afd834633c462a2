"""The papers of a file: which are asked, their numbers, that the operator saw them, and one picture each."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dorgora.applications import local as kept
from dorgora.catalogue.forms import Evidence, Problem, ServiceVersion
from dorgora.counter import asking, frame
from dorgora.counter.two_pages import Asked, Sheet
from dorgora.feed.writing import writing
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.shell import formats
from dorgora.shell.answers import labelled, wrong
from dorgora.shell.parts import Field, led

MOST_PICTURES = 16
"""More than any service asks for."""
MOST_BYTES_OF_PAGE = MOST_PICTURES * kept.MAX_PICTURE_BYTES + 1024 * 1024
"""What one page may send: pictures, each as large as may be, and what is typed."""
MOST_DIGITS = 40


@dataclass(frozen=True)
class Group:
    """One paper on the page."""

    title: str
    is_needed: bool
    fields: tuple[Field, ...]
    picture_url: str = ""


@dataclass(frozen=True)
class Sent:
    """A picture that came with a page, made small and kept, or why it is not; `said`: its name and size."""

    said: str
    digest: str = ""
    refused: Refused | None = None


def sent_with(files: Mapping[str, Any], service: ServiceVersion, draft_key: str) -> dict[str, Sent]:
    """The pictures of papers that came with a page, by the names of their fields.

    Made small before anything of the page is written: that takes its time, and nobody else writes in that time.
    """
    names = [f"{one.kind}-picture" for one in service.evidence]
    return {name: _sent(files[name], draft_key) for name in names if name in files}


def _sent(upload: Any, draft_key: str) -> Sent:
    said = f"{upload.name} {upload.size}"
    try:
        return Sent(said, keep_picture(upload, draft_key))
    except Refused as refused:
        return Sent(said, refused=refused)


class Papers:
    """The papers asked for, with what is kept of each in `kept_papers` (changed in place by `read`)."""

    def __init__(
        self,
        asked: tuple[tuple[Evidence, bool], ...],
        kept_papers: dict[str, dict[str, Any]],
        draft_key: str = "",
        own: Mapping[str, str] | None = None,
    ) -> None:
        """own: by paper the pictures that a file has already, wherever they were taken, where it is corrected."""
        self.asked = asked
        self.own = own or {}
        self.draft_key = draft_key
        self.had = {*self.own.values(), ""}
        self.kept = kept_papers
        self.errors: dict[str, str] = {}
        self.wrong: dict[str, str] = {}
        self.replaced: set[str] = set()
        self.marked: dict[str, str] = {}

    def questions(self) -> list[Asked]:
        """What is typed of each paper."""
        asked = []
        for paper, _needed in self.asked:
            seen, number, label = f"{paper.kind}-seen", f"{paper.kind}-number", labelled(paper.labels)
            asked.append(Asked(_("I saw this paper: %(paper)s") % {"paper": label}, (seen,), _ticked(seen)))
            asked.append(Asked(_("Number of %(paper)s") % {"paper": label}, (number,), _as_typed(number)))
        return asked

    def typed(self) -> asking.Typed:
        """What stands there, by the names of the page."""
        typed: asking.Typed = {}
        for paper, _needed in self.asked:
            mine = self.kept.get(paper.kind, {})
            typed[f"{paper.kind}-seen"] = "yes" if mine.get("seen") else ""
            typed[f"{paper.kind}-number"] = str(mine.get("number", ""))
        return typed

    def typed_of(self, posted: Mapping[str, Any]) -> asking.Typed:
        """What was typed in a posted page, digits as they are kept."""
        folded = frame.pack().script.to_ascii_digits
        return {name: folded(str(posted.get(name, ""))) for one in self.questions() for name in one.names}

    def sheet(self, page: str, posted: dict[str, str], beside: dict[str, asking.Typed]) -> Sheet:
        """The papers as a page that may be open twice."""
        return Sheet(page, self.questions(), self.typed(), posted, beside, self.pictures())

    def take(
        self,
        sheet: Sheet,
        posted: Mapping[str, Any],
        sent: Mapping[str, Sent],
        typed: Mapping[str, str] | None = None,
    ) -> bool:
        """Takes over a posted page, an older one as far as it may; gives whether all that was typed was taken.

        `typed`: what the page says beside the papers, of other questions on the sheet.
        """
        typed = dict(typed or {}) | self.typed_of(posted) | {name: one.said for name, one in sent.items()}
        has_seen = sheet.has_seen_pictures(posted, typed)
        is_taken = sheet.take(posted, typed)
        self.read(sheet.typed, sent, has_seen=has_seen)
        return is_taken

    def pictures(self) -> dict[str, str]:
        """By the name of its field, the digest of each picture that is kept."""
        return {
            f"{paper.kind}-picture": str(self.kept.get(paper.kind, {}).get("picture", ""))
            for paper, _needed in self.asked
        }

    def read(self, typed: Mapping[str, Any], sent: Mapping[str, Sent], *, has_seen: bool = True) -> None:
        """Reads what was typed; a picture that will not do, or of a page that has not seen this one, leaves it here."""
        lost = self.lost()
        self.note(typed)
        self.replaced |= {one.digest for one in sent.values()}  # dropped unless they are named then
        for paper, _needed in self.asked:
            mine = self.kept[paper.kind]
            upload = sent.get(f"{paper.kind}-picture")
            if upload and not has_seen and mine.get("picture"):
                self.wrong[f"{paper.kind}-picture"] = _(
                    "Another page kept a picture meanwhile. Look at it; send this one again if it is better."
                )
            elif upload:
                self._picture(paper, mine, upload)
            elif paper.kind in lost:
                mine["picture"] = ""  # said once more; sent again the form goes on without it
                self.wrong[f"{paper.kind}-picture"] = _(LOST)
        self.check()

    def note(self, typed: Mapping[str, Any]) -> None:
        """Notes what was ticked and typed; pictures stay as they are."""
        for paper, _needed in self.asked:
            mine = self.kept.setdefault(paper.kind, {})
            mine["seen"] = bool(typed.get(f"{paper.kind}-seen"))
            mine["number"] = self._number(paper, str(typed.get(f"{paper.kind}-number", "")))

    def lost(self) -> set[str]:
        """The kinds of which the form names a picture that is not on this laptop any more."""
        named = {
            paper.kind: str(self.kept.get(paper.kind, {}).get("picture", "")) for paper, _needed in self.asked
        }
        asked = set(named.values()) - self.had
        gone = asked - kept.which_are_here(asked) if asked else set()
        return {kind for kind, digest in named.items() if digest in gone}

    def check(self) -> None:
        """A paper the file needs must have been seen; a number is only noted of a paper seen; no picture is lost."""
        kinds = {paper.kind for paper, _needed in self.asked}
        self.errors = {name: wrong for name, wrong in self.wrong.items() if name.rpartition("-")[0] in kinds}
        self.errors |= {f"{kind}-picture": _(LOST) for kind in self.lost()}
        for paper, is_needed in self.asked:
            mine = self.kept.get(paper.kind, {})
            has_more = bool(mine.get("number") or mine.get("picture"))
            if not mine.get("seen") and is_needed:
                self.errors.setdefault(f"{paper.kind}-seen", _("Look at the paper itself, then tick."))
            elif not mine.get("seen") and has_more:
                self.errors.setdefault(
                    f"{paper.kind}-seen", _("Its number or picture is here. Did you see the paper?")
                )
            elif mine.get("seen") and is_needed and paper.numbered and not mine.get("number"):
                self.errors.setdefault(f"{paper.kind}-number", _("Copy the number from the paper."))

    def drop_replaced(self) -> None:
        """Once it is written down what stands there now: pictures that others took the place of go."""
        drop_unnamed(self.draft_key, self.replaced)
        self.replaced = set()

    def groups(self, picture_urls: Mapping[str, str], answers: Mapping[str, str]) -> list[Group]:
        """The papers as they stand on the page; a number that an answer of the form has told stands there already."""
        shown = {paper.kind for paper, _needed in self.asked if self.kept.get(paper.kind, {}).get("picture")}
        shown -= self.lost()
        found = [
            self._group(
                paper, needed, picture_urls.get(paper.kind, ""), answers.get(paper.number_of, ""), shown
            )
            for paper, needed in self.asked
        ]
        fields = iter(led([field for group in found for field in group.fields]))
        return [replace(group, fields=tuple(islice(fields, len(group.fields)))) for group in found]

    def evidence(self) -> tuple[tuple[str, str, bool, str], ...]:
        """What goes into the file: kind, number, seen, digest of the picture; of papers that were seen."""
        return tuple(
            (
                paper.kind,
                self.kept[paper.kind].get("number", ""),
                True,
                self.kept[paper.kind].get("picture", ""),
            )
            for paper, _needed in self.asked
            if self.kept.get(paper.kind, {}).get("seen")
        )

    def _number(self, paper: Evidence, typed: str) -> str:
        text = frame.pack().script.to_ascii_digits(typed)
        try:
            return clean_text(text, MOST_DIGITS)
        except Refused as refused:
            self.wrong[f"{paper.kind}-number"] = _said(refused)
            return text

    def _picture(self, paper: Evidence, mine: dict[str, Any], upload: Sent) -> None:
        refused = upload.refused
        if not (refused or upload.digest in self.had or kept.has_picture(upload.digest, self.draft_key)):
            refused = Refused("picture_missing")
        if refused is not None:
            self.wrong[f"{paper.kind}-picture"] = why_not(refused)
            return
        self.replaced.add(mine.get("picture", ""))
        mine["picture"] = upload.digest

    def _group(
        self, paper: Evidence, is_needed: bool, picture_url: str, told: str, shown: Collection[str]
    ) -> Group:
        mine, kind, label = self.kept.get(paper.kind, {}), paper.kind, labelled(paper.labels)
        seen = Field(
            f"{kind}-seen", _("I saw this paper: %(paper)s") % {"paper": label}, "yes",
            value=mine.get("seen", False), error=self._error(f"{kind}-seen"), marked=f"{kind}-seen" in self.marked,
        )  # fmt: skip
        number = Field(
            f"{kind}-number", _("Number of %(paper)s") % {"paper": label}, "digits",
            value=mine.get("number", told), error=self._error(f"{kind}-number"), required=is_needed,
        )  # fmt: skip
        picture = Field(
            f"{kind}-picture", _("Picture of %(paper)s") % {"paper": label}, "file",
            value=self._picture_words(kind) if kind in shown else "",
            hint=_("Towards the light, all four corners in it."), error=self._error(f"{kind}-picture"),
            required=False,
        )  # fmt: skip
        fields = (seen, number, picture) if paper.numbered else (seen, picture)
        return Group(label, is_needed, fields, picture_url if kind in shown else "")

    def _picture_words(self, kind: str) -> str:
        is_new = self.kept.get(kind, {}).get("picture") != self.own.get(kind)
        return _("The picture is kept on this laptop.") if is_new else _("The picture sent before stands.")

    def _error(self, name: str) -> str:
        return self.errors.get(name) or self.marked.get(name, "")


def keep_picture(upload: Any, draft_key: str) -> str:
    """Keeps a picture that was sent, made small; gives its digest.

    Raises:
        Refused: as `keep_picture` of the files, or why the front left it out (`full`, `too_much`).
    """
    if why := getattr(upload, "left_out", ""):
        raise Refused(why)
    if upload.size > kept.MAX_PICTURE_BYTES:
        raise Refused("picture_too_large")
    return kept.keep_picture(upload.read(), draft_key=draft_key)


def drop_unnamed(draft_key: str, digests: Collection[str]) -> None:
    """Pictures that others took the place of go, unless the form as it is kept by now names them."""
    gone = set(digests) - {""}
    if not gone:
        return
    with writing():
        found = kept.draft(draft_key)
        papers = found.typed.get("papers", {}) if found is not None else {}
        kept.drop_replaced(draft_key, gone - {paper.get("picture", "") for paper in papers.values()})


def why_not(refused: Refused) -> str:
    """Why a picture is not kept, and what to do."""
    return _(_PICTURE.get(refused.reason, _PICTURE["not_a_picture"]))


def _ticked(name: str) -> Callable[[Mapping[str, str]], str]:
    return lambda typed: _("Yes") if typed.get(name) else _("No")


def _as_typed(name: str) -> Callable[[Mapping[str, str]], str]:
    return lambda typed: formats.digits(typed.get(name, ""))


def _said(refused: Refused) -> str:
    return wrong(Problem(refused.reason, refused.detail))


_NO_ROOM = gettext_noop(
    "The disk of this laptop is full, so the picture is not kept. Tell the office above; without it you can go on."
)
LOST = gettext_noop("This picture is not on this laptop any more. Take it again, or go on without it.")
_PICTURE = {
    "picture_missing": gettext_noop("The picture was taken away while it came again. Send it once more."),
    "full": _NO_ROOM,
    kept.DISK_FULL: _NO_ROOM,
    "too_much": gettext_noop("Too much was sent at once. Send this picture by itself."),
    "not_a_picture": gettext_noop("This is not a picture. Take a photo of the paper."),
    "picture_too_small": gettext_noop("The picture is too small to be read. Take it again, nearer."),
    "picture_too_large": gettext_noop("The picture is too large. Take it again, smaller."),
    "picture_too_many_pixels": gettext_noop("The picture is too large. Take it again, smaller."),
}
