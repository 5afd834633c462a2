"""The judgement on a paper in words: what it is, why, what to do, what it says, and how old the lists are."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from dorgora.catalogue import queries as catalogue
from dorgora.catalogue.forms import RegisterNumber
from dorgora.certificates import rules as certificate_rules
from dorgora.certificates.cose import Kind
from dorgora.certificates.document import Document
from dorgora.certificates.verify import Verdict
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import answer_shown, day_shown, labelled, named, serial_shown
from dorgora.shell.parts import Line

BASE45 = frozenset("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:")
FEWEST_SYMBOLS = 96
"""A signature alone takes 64 bytes, and Base45 three symbols for two bytes."""


@dataclass(frozen=True)
class Judged:
    """A verdict, ready to be shown: `kind` is the colour of the note."""

    kind: str
    what: str
    why: str
    next: str
    lines: tuple[Line, ...]
    status: str


def shown(verdict: Verdict, text: str, at: datetime) -> Judged:
    """The three parts, and the document if its signature holds; judged at an instant."""
    is_receipt = verdict.document is not None and verdict.document.kind is Kind.RECEIPT
    if not is_like_ours(text):
        what, why, then = _other_text()
    elif verdict.outcome == "future" and verdict.document is not None:
        what, why, then = _of_a_day_to_come(verdict.document.issued_at, at)
    else:
        what, why, then = _words(verdict, is_receipt)
    kind = {"valid": "ok", "future": "wait"}.get(verdict.outcome, "no")
    return Judged(kind, what, why, then, _lines(verdict.document), _status(verdict))


def is_like_ours(text: str) -> bool:
    """Whether it may be the text of a code of ours, with a letter or two copied wrongly."""
    symbols = text.strip()
    n_foreign = sum(symbol not in BASE45 for symbol in symbols)
    return len(symbols) >= FEWEST_SYMBOLS and n_foreign * 10 <= len(symbols)


def _other_text() -> tuple[str, str, str]:
    return (
        _("This is not the text of such a code."),
        _("It is too short, or has letters that no code of ours has."),
        _("Read the QR of the paper again, and paste all of what it says."),
    )


def _of_a_day_to_come(issued_at: datetime, at: datetime) -> tuple[str, str, str]:
    days = {"day": formats.day(issued_at), "today": formats.day(at)}
    return (
        _("This certificate bears a day that has not come yet."),
        _(
            "It is genuine, but dated %(day)s, and here it is %(today)s: the office's clock was wrong, or ours."
        )
        % days,
        _(
            "If %(today)s is right, ask its holder for a new one: the office gives it at no cost."
            " If it is not, check the paper again tomorrow."
        )
        % days,
    )


def _words(verdict: Verdict, is_receipt: bool) -> tuple[str, str, str]:
    if verdict.outcome == "valid":
        what = _("This certificate is valid.")
        if is_receipt:
            what = _("This receipt is genuine.")
            return what, _("Its signature holds."), _("Compare what it says with the paper before you.")
        return (
            what,
            _("Its signature holds, and nobody has taken it back."),
            _("Compare what it says with the paper before you."),
        )
    if verdict.is_refused:
        return (
            _("This certificate never counted."),
            _("A copied or untrusted laptop issued it, or its number belongs to another paper."),
            _("Do not accept it. Its holder can ask at the office for another one."),
        )
    if verdict.outcome == "revoked":
        return (
            _("This certificate was revoked."),
            _("It was genuine once; the office has taken it back."),
            _("Do not accept it. Its holder can ask at the office why."),
        )
    if verdict.outcome == "expired":
        return (
            _("This paper does not hold today."),
            _("It is genuine, but its time is over or has not begun."),
            _("Ask its holder for a new one."),
        )
    if verdict.outcome == "unknown_key":
        return (
            _("Nobody here knows who signed this."),
            _("The key it was signed with is not among those published here."),
            _("Do not accept it yet. If it is only days old, try again tomorrow."),
        )
    return (
        _("This does not verify: something in it is altered."),
        _("One wrong letter is enough, in the copying too."),
        _("Copy it once more. If it stays, do not accept it, and report the number on the paper."),
    )


def _status(verdict: Verdict) -> str:
    if verdict.document is None or verdict.document.status is None:
        return ""
    if verdict.status_at is None:
        return _("No list of revoked certificates is known for it yet.")
    return _("Revocations are known up to %(at)s.") % {"at": formats.moment(verdict.status_at)}


def _lines(document: Document | None) -> tuple[Line, ...]:
    if document is None:
        return ()
    service = catalogue.service(document.service, document.service_version) or catalogue.service(
        document.service
    )
    lines = [
        Line(_("Service"), text=labelled(service.names) if service else document.service),
        Line(_("Signed on"), text=formats.day(document.issued_at)),
    ]
    issuer = _issuer(document)
    lines += [Line(_("Signed by"), text=issuer)] if issuer else []
    own = _receipt_lines(document) if document.kind is Kind.RECEIPT else _certificate_lines(document, service)
    return (*lines, *own)


def _issuer(document: Document) -> str:
    """The office or centre by its name."""
    if document.kind is Kind.RECEIPT:
        found: Any = places.centre(str(document.fields.get(certificate_rules.RECEIPT_CENTRE, "")))
    else:
        found = places.office(document.issuer.removeprefix("office-"))
    return named(found) if found else ""


def _receipt_lines(document: Document) -> list[Line]:
    fields = document.fields
    state, operator = (
        fields.get(certificate_rules.RECEIPT_STATE),
        fields.get(certificate_rules.RECEIPT_OPERATOR),
    )
    lines = [Line(_("File"), text=formats.file_number(str(fields.get(certificate_rules.RECEIPT_NUMBER, ""))))]
    if isinstance(state, int) and isinstance(operator, int):
        lines += [
            Line(_("State fee"), state),
            Line(_("Centre's fee"), operator),
            Line(_("Total"), state + operator),
        ]
    promised = fields.get(certificate_rules.RECEIPT_PROMISED_ON)
    return [*lines, Line(_("Promised for"), text=day_shown(promised))] if isinstance(promised, str) else lines


def _number_lines(document: Document, asked: RegisterNumber | None) -> list[Line]:
    """The number printed large on the paper, the register's where one gives it, and its own serial."""
    serial = Line(_("Serial"), text=serial_shown(document.serial))
    number = document.fields.get(certificate_rules.REGISTER_NUMBER) if asked is not None else None
    return (
        [Line(labelled(asked.labels), text=formats.digits(number)), serial] if asked and number else [serial]
    )


def _certificate_lines(document: Document, service: Any) -> list[Line]:
    if service is None:
        return []
    lines = _number_lines(document, service.register_number)
    said = certificate_rules.said_by(service.certificate, document.fields, formats.language())
    for line in service.certificate.fields:
        text = said.get(line.name, "")
        if text and line.shown_as != "date_in_words":
            source = line.values.get(formats.language()) or next(iter(line.values.values()))
            question = service.fields.get(source)
            lines.append(Line(labelled(line.labels), text=answer_shown(question, text) if question else text))
    return lines
