"""The officer's decision: what was chosen and typed, what is wrong with it, and the act it comes to."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dorgora.applications import actions as applications_actions
from dorgora.applications import queries as applications
from dorgora.applications import rules as applications_rules
from dorgora.catalogue import rules
from dorgora.catalogue.forms import Outside, RegisterNumber, ServiceVersion
from dorgora.desk import typed
from dorgora.desk.results import DAY as DAY_OF_PAPER
from dorgora.desk.results import TYPED as TYPED_OF_PAPER
from dorgora.desk.results import Result
from dorgora.kernel.errors import Refused
from dorgora.shell import formats
from dorgora.shell.answers import labelled, wrong
from dorgora.shell.parts import Choice, Field

APPROVE, FORWARD, RETURN, REJECT = "approve", "forward", "return", "reject"
COMES_TO = {
    FORWARD: applications_rules.WAITING,
    APPROVE: applications_rules.APPROVED,
    RETURN: applications_rules.RETURNED,
    REJECT: applications_rules.REJECTED,
}
TYPED = (
    "decision", "register_number", *TYPED_OF_PAPER, "recommendation", "advice", "legal_ground", "note", "wrong",
)  # fmt: skip
"""The fields an officer fills in."""
NEEDED_FOR = {
    "register_number": APPROVE, "paper_number": APPROVE, DAY_OF_PAPER: APPROVE, "recommendation": FORWARD,
    "advice": FORWARD, "legal_ground": REJECT,
}  # fmt: skip
"""The decision that a field is asked for; the words for the citizen are asked for each."""
MOST_NOTE = 400
MOST_GROUND = 160


@dataclass
class Decision:
    """One decision as typed."""

    choice: str = ""
    register_number: str = ""
    paper: Result = field(default_factory=Result)
    recommendation: str = ""
    advice: str = ""
    legal_ground: str = ""
    note: str = ""
    wrong: tuple[str, ...] = ()
    seen: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @classmethod
    def typed(cls, posted: Any, service: ServiceVersion) -> "Decision":
        """What was typed, not yet looked at."""
        known = {*service.fields, *(paper.kind for paper in service.evidence)}
        return cls(
            choice=str(posted.get("decision", ""))[:20],
            register_number=str(posted.get("register_number", "")),
            paper=Result.typed(posted),
            recommendation=str(posted.get("recommendation", ""))[:20],
            advice=str(posted.get("advice", "")),
            legal_ground=str(posted.get("legal_ground", "")),
            note=str(posted.get("note", "")),
            wrong=tuple(name for name in dict.fromkeys(posted.getlist("wrong")) if name in known),
            seen=str(posted.get("seen", ""))[:60],
        )

    @classmethod
    def read(cls, posted: Any, service: ServiceVersion, file: applications.File) -> "Decision":
        """Read the page and look at what the chosen decision needs; nothing else is asked."""
        form = cls.typed(posted, service)
        form._clean("note", MOST_NOTE)
        form._clean("advice", MOST_NOTE)
        form._clean("legal_ground", MOST_GROUND)
        if form.choice not in COMES_TO:
            form.errors["decision"] = _("Choose one of the three.")
        elif form.choice == APPROVE:
            form._check_grant(service, file)
        elif form.choice == FORWARD:
            form._check_forward()
        elif form.choice == RETURN:
            form._check_return()
        elif not form.legal_ground:
            form.errors.setdefault("legal_ground", _("Name the law and its section."))
        return form

    def _clean(self, name: str, most: int) -> None:
        text, error = typed.read(getattr(self, name), most)
        setattr(self, name, text)
        if error:
            self.errors[name] = error

    def _check_grant(self, service: ServiceVersion, file: applications.File) -> None:
        if service.outside is None:
            return self._check_number(service, file.answers)
        self.paper.check(file)
        self.errors |= self.paper.errors
        return None

    def _check_number(self, service: ServiceVersion, answers: Mapping[str, str]) -> None:
        number = rules.read_register_number(self.register_number, formats.pack())
        problem = rules.register_number_problem(service, answers, number)
        if problem:
            self.errors["register_number"] = wrong(problem)
        else:
            self.register_number = number

    def _check_forward(self) -> None:
        if self.recommendation not in applications_rules.RECOMMENDATIONS:
            self.errors["recommendation"] = _("Say whether this office recommends it.")
        elif self.recommendation == applications_rules.DOUBTFUL and not self.advice:
            self.errors.setdefault("advice", _("Write to the next office what it is to look at."))

    def _check_return(self) -> None:
        if not self.wrong:
            self.errors["wrong"] = _("Tick the answers or papers that are to be put right.")
        if not self.note:
            self.errors.setdefault("note", _("Write to the citizen what is to be put right."))

    def sign(self, file: applications.File, *, office: str, by: int, at: datetime) -> bool:
        """Does it; False when what stands in another file, which only the act can know, speaks against it.

        Raises:
            Refused: why it is not done: `already_decided`, `file_changed`, `sent_on`, `not_yours`, `offices_wrong`,
                `office_elsewhere`, `erased`.
        """
        told: dict[str, Any] = {
            "file_id": file.id, "note": self.note, "office": office, "by": by, "at": at, "seen": self.seen
        }  # fmt: skip
        if self.choice == APPROVE:
            return self._approve(told)
        if self.choice == FORWARD:
            applications_actions.forward(
                **told | {"note": self.advice, "recommendation": self.recommendation}
            )
        elif self.choice == RETURN:
            reopens = file.state == applications_rules.APPROVED
            applications_actions.return_file(
                fields=self.wrong, reason=self._reason(file), reopens=reopens, **told
            )
        else:
            applications_actions.reject(legal_ground=self.legal_ground, **told)
        return True

    def _approve(self, told: dict[str, Any]) -> bool:
        if self.paper.decided_on is not None:
            applications_actions.grant(
                paper_number=self.paper.number, decided_on=self.paper.decided_on, **told
            )
            return True
        try:
            applications_actions.approve(register_number=self.register_number, **told)
        except Refused as refused:
            if refused.reason != "number_taken":
                raise
            self.errors["register_number"] = _number_taken(refused.detail["file"])
        return not self.errors

    def _reason(self, file: applications.File) -> str:
        """A word that is kept for ever: were answers wrong, or papers."""
        return "answers" if any(name in file.answers for name in self.wrong) else "papers"

    def is_done_already(self, file: applications.File, by: int) -> bool:
        """Whether this very decision stands, with these very words: a button pressed twice decides once."""
        if file.changed_by != by or file.state != COMES_TO.get(self.choice) or not self._is_said(file):
            return False
        if self.choice == FORWARD:
            return self._is_forwarded(file, by)
        same = {
            APPROVE: self.paper.is_of(file) and file.register_number == self.register_number,
            RETURN: set(file.returned_fields) == set(self.wrong),
            REJECT: file.ground == self.legal_ground,
        }
        return same[self.choice]

    def _is_forwarded(self, file: applications.File, by: int) -> bool:
        told = applications.recommendations(file)[-1:]
        return [(one.by, one.at, one.word, one.note) for one in told] == [
            (by, file.changed_at, self.recommendation, self.advice)
        ]

    def _is_said(self, file: applications.File) -> bool:
        """Whether the note is what she was last told; of a page without one nothing is lost."""
        is_told = self.choice == FORWARD or not self.note or self.note == file.note
        return "note" not in self.errors and is_told

    def fields(
        self,
        service: ServiceVersion,
        file: applications.File,
        *,
        may_reopen: bool = False,
        onward: str | None = "",
    ) -> list[Field]:
        """The decisions this file can take, with the keys of the desk, and what belongs to them.

        may_reopen: its certificate was taken back as wrong, so that it can be put right and granted anew. onward: the
        office that decides after this one, by its name; None when the file names the wrong ones and can but be refused.
        """
        may = _may(file.state, may_reopen, onward)
        may[APPROVE] &= service.outside is None or file.is_sent_out
        choices = tuple(choice for choice in _offered(onward or "", service.outside) if may[choice.value])
        fields = [Field("decision", _("Decision"), "choice", value=self.choice, choices=choices,
                        error=self.errors.get("decision", ""))]  # fmt: skip
        if may[APPROVE] and service.register_number:
            fields.append(_number_field(self, service.register_number))
        if may[APPROVE] and service.outside:
            fields += self.paper.fields(service.outside)
        if may[FORWARD]:
            fields += _advice_fields(self, onward or "")
        if may[REJECT]:
            fields.append(_ground_field(self, service))
        hint, error = _("She is read exactly this."), self.errors.get("note", "")
        note = Field("note", _("Words for the citizen"), "long", value=self.note, hint=hint, error=error)
        return [*fields, note] if choices else []

    def kept(self) -> list[str]:
        """What was typed, for a page that has no form any more."""
        texts = (self.register_number, *self.paper.kept(), self.advice, self.legal_ground, self.note)
        return [text for text in texts if text]


def _advice_fields(form: Decision, onward: str) -> list[Field]:
    error = form.errors.get
    choices = tuple(Choice(word, words) for word, words in recommendation_words().items())
    label = _("To send it on: what does this office say?")
    hint = _("%(office)s reads this beside the file; the citizen does not.") % {"office": onward}
    return [
        Field(
            "recommendation", label, "choice", form.recommendation, error=error("recommendation", ""),
            choices=choices,
        ),
        Field("advice", _("Words for the next office"), "long", form.advice, hint, error("advice", "")),
    ]  # fmt: skip


def _number_field(form: Decision, number: RegisterNumber) -> Field:
    label = _("To approve: %(what)s") % {"what": labelled(number.labels)}
    error = form.errors.get("register_number", "")
    return Field("register_number", label, "digits", form.register_number, labelled(number.hints), error)


def _ground_field(form: Decision, service: ServiceVersion) -> Field:
    hint = "; ".join(labelled(law.labels) for law in service.legal_basis)
    label, error = _("To reject: the legal ground"), form.errors.get("legal_ground", "")
    if service.outside:
        label, hint = (
            _("To reject: the ground"),
            _("As it stands on the paper that came back, or your own."),
        )
    return Field("legal_ground", label, value=form.legal_ground, hint=hint, error=error)


def recommendation_words() -> dict[str, str]:
    """What an office may say of a file it sends on."""
    return {
        applications_rules.RECOMMENDED: _("Recommended"),
        applications_rules.DOUBTFUL: _("With doubts: look closely"),
    }


def _may(state: str, may_reopen: bool, onward: str | None) -> dict[str, bool]:
    is_sound, has_next = onward is not None, bool(onward)
    may_return = applications_rules.may_return(state)
    return {
        FORWARD: is_sound and applications_rules.may_forward(state, has_next=has_next),
        APPROVE: is_sound and applications_rules.may_approve(state, has_next=has_next),
        RETURN: is_sound and (may_return or (may_reopen and applications_rules.may_reopen(state))),
        REJECT: applications_rules.may_reject(state),
    }


def _offered(onward: str, outside: Outside | None) -> tuple[Choice, ...]:
    if outside is not None:
        name = labelled(outside.names)
        return (
            Choice(
                APPROVE, _("Granted"), _("by: %(authority)s; its paper came") % {"authority": name}, key="A"
            ),
            Choice(RETURN, _("Return"), _("tick what is wrong"), key="R"),
            Choice(REJECT, _("Reject"), _("the whole fee goes back"), key="N"),
        )
    return (
        Choice(FORWARD, _("Send on"), _("to %(office)s, which decides") % {"office": onward}, key="F"),
        Choice(APPROVE, _("Approve"), _("the certificate is issued"), key="A"),
        Choice(RETURN, _("Return"), _("tick what is wrong"), key="R"),
        Choice(REJECT, _("Reject"), _("name the law"), key="N"),
    )


def _number_taken(number: str) -> str:
    """Which file bears the number already, if it is this office's; of another office's file nothing is said."""
    if not number:
        return _(
            "Another office granted a file with this number. It belongs to one child: look at the paper again."
        )
    return _(
        "File %(number)s was granted with this number. It belongs to one child: look at the paper again."
    ) % {"number": formats.file_number(number)}
