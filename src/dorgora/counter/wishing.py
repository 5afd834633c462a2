"""A wish for what the catalogue lacks: its kind, the service that came nearest, and her own words if she lets us."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Problem as Wrong
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.shell.answers import labelled, wrong
from dorgora.shell.parts import Choice, Field, Line
from dorgora.voice.rules import MAX_WORDS

NONE = "none"


@dataclass
class Wishing:
    """What was chosen and typed. kinds: word to names; offers: services she was shown; is_hers: of a known citizen."""

    kinds: Mapping[str, Mapping[str, str]]
    offers: Sequence[Any] = ()
    is_hers: bool = False
    kind: str = ""
    nearest: str = ""
    words: str = ""
    is_allowed: bool = False
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, posted: Mapping[str, Any]) -> "Wishing":
        """Takes what stands in a page, not yet judged."""
        self.kind, self.nearest = str(posted.get("kind", "")), str(posted.get("nearest", ""))
        self.words, self.is_allowed = str(posted.get("words", "")), bool(posted.get("agreed"))
        return self

    def check(self) -> bool:
        """Whether it can be noted: says what is missing."""
        if self.kind not in self.kinds:
            self.errors["kind"] = _("Ask her what it is about. Choose one.")
        if self.is_hers:
            try:
                self.words = clean_text(self.words, MAX_WORDS, "words")
            except Refused as refused:
                self.errors["words"] = wrong(Wrong(refused.reason, refused.detail))
            if self.words and not self.is_allowed:
                self.errors["agreed"] = _("Ask her. When she says yes, tick here; if not, empty the words.")
        return not self.errors

    @property
    def service(self) -> str:
        """The key of the service that came nearest, if she was shown one."""
        return self.nearest if self.nearest in {one.key for one in self.offers} else ""

    def fields(self) -> list[Field]:
        """Two questions, and two more where it is known whose wish it is."""
        error = self.errors.get
        kinds = tuple(Choice(kind, labelled(names)) for kind, names in self.kinds.items())
        asked = [
            Field(
                "kind",
                _("What does she ask for?"),
                "choice",
                self.kind,
                choices=kinds,
                error=error("kind", ""),
            )
        ]
        if self.offers:
            near = (
                *(Choice(one.key, labelled(one.names)) for one in self.offers),
                Choice(NONE, _("None of these")),
            )
            asked.append(
                Field(
                    "nearest", _("What comes nearest?"), "choice", self.nearest, choices=near, required=False
                )
            )
        return asked + self._hers() if self.is_hers else asked

    def _hers(self) -> list[Field]:
        words = Field(
            "words",
            _("In her own words"),
            value=self.words,
            required=False,
            hint=_("Only if she wants them kept. They are sealed and go with her when she is erased."),
            error=self.errors.get("words", ""),
            local=True,
        )
        yes = _("She lets these words be kept")
        return [
            words,
            Field("agreed", yes, "yes", self.is_allowed, error=self.errors.get("agreed", ""), key="Y"),
        ]

    def lines(self, posted: Mapping[str, str]) -> list[Line]:
        """What another page of it said."""
        names = {kind: labelled(said) for kind, said in self.kinds.items()}
        said = [
            Line(_("What does she ask for?"), text=names.get(posted.get("kind", ""), "")),
            Line(_("In her own words"), text=posted.get("words", "")),
        ]
        return [line for line in said if line.text]
