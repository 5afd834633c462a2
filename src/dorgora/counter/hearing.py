"""What a page says aloud: its sentences, and the sum first where one is to be paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.counter import frame
from dorgora.shell import aloud, formats, speaking
from dorgora.shell.aloud import Sentence
from dorgora.shell.parts import Answer, Field, asked
from dorgora.shell.stationery import MandateSlip, Slip

MOST_SENTENCES = 200
"""Of one page: a form of some ninety questions, each answered in the other language."""


@dataclass(frozen=True)
class Hearing:
    """What the page is told: where its sentences are spoken (empty: this machine cannot), the sentences, and the last
    of them if they are not all: what it says stands on the page as well."""

    url: str
    sentences: tuple[Sentence, ...]
    rest: str = ""


def offered(request: Any, said: Iterable[str | Sentence]) -> Hearing:
    """Lets a page be heard. What an earlier page of this operator would have said is not said any more."""
    language = formats.language()
    return _kept(request, [one for text in said for one in _pieces(text, language)], language)


def of_questions(request: Any, fields: Iterable[Field]) -> tuple[Hearing, list[Field]]:
    """Lets each question of a page be heard: with its hint, what is wrong, and what there is to choose."""
    language = formats.language()
    said: list[Sentence] = []
    heard = []
    for field in fields:
        choices = ", ".join(choice.label for choice in field.choices)
        pieces = [
            one for text in (field.label, field.hint, field.error, choices) for one in _pieces(text, language)
        ]
        is_whole = len(said) + len(pieces) < MOST_SENTENCES
        heard.append(replace(field, heard=(len(said), len(pieces)) if is_whole else None))
        said += pieces
    return _kept(request, said, language), heard


def _kept(request: Any, said: Sequence[Sentence], language: str) -> Hearing:
    sentences, rest = _bounded(said, language)
    if not all(speaking.has_voice(one) for one in {sentence.language for sentence in sentences}):
        aloud.forget(request.operator.id)
        return Hearing("", sentences, rest)
    key = aloud.keep(request.operator.id, sentences)
    return Hearing(reverse("counter:spoken", args=[key, 0]), sentences, rest)


def _pieces(said: str | Sentence, language: str) -> list[Sentence]:
    one = said if isinstance(said, Sentence) else Sentence(said, language)
    text = speaking.sayable(one.text, frame.pack(), one.language)
    return [Sentence(piece, one.language) for piece in speaking.pieces(text)]


def _bounded(sentences: Sequence[Sentence], language: str) -> tuple[tuple[Sentence, ...], str]:
    """As many as are said of one page; where that is not all, the last says so."""
    if len(sentences) <= MOST_SENTENCES:
        return tuple(sentences), ""
    rest = _("Not all is said aloud: the rest stands on the page. Read it to her.")
    return (*sentences[: MOST_SENTENCES - 1], Sentence(rest, language)), rest


def of_answers(head: str, to_pay: str, answers: Iterable[Answer]) -> list[str | Sentence]:
    """The read-back: the sum, then each question with its answer; one in the other language by that one's voice."""
    said: list[str | Sentence] = [head, to_pay]
    for one in answers:
        if one.lang and one.lang != formats.language():
            said += [one.question, Sentence(one.answer, one.lang)]
        else:
            said.append(f"{asked(one.question)} {one.answer}")
    return said


def of_slip(slip: Slip) -> list[str | Sentence]:
    """The receipt: what was paid in words, until when, what happens next, its number, whom to call."""
    return [
        slip.service,
        f"{_('Total')}: {slip.in_words}",
        f"{_('It was promised') if slip.is_past else _('It will be ready')} {slip.promised}"
        if slip.promised
        else "",
        *slip.to_come,
        f"{_('Number of file and receipt')}: {formats.file_number(slip.number)}",
        f"{_('Do not pay more than this.')} {slip.complaint}",
    ]


def of_mandate(slip: MandateSlip) -> list[str | Sentence]:
    """What she allows, as it stands on the slip."""
    always = [_("My name is kept until then, so that I am found again.")]
    always.append(_("Nothing else: no money is drawn, no account is changed."))
    return [
        slip.says,
        *slip.scopes,
        *always,
        slip.until,
        _("I can take it back here on any day before."),
        slip.refusal,
    ]


def of_consent(title: str, *, is_done_at_once: bool) -> list[str | Sentence]:
    """What she lets this centre do with one service, and what not."""
    if is_done_at_once:
        does = (
            _("do this with the money she gives: %(title)s"),
            _("keep what stands on the paper, and the receipt"),
        )
        does_not = _("what is paid cannot be taken back here")
        until = _("This holds for this one time.")
    else:
        does = _("hand in the form: %(title)s"), _("correct it if it comes back")
        does_not = _("nothing else: no money drawn, no account changed")
        until = _("This holds for this file alone, and until it is handed over.")
    first, second = does
    return [_("She lets this centre do only this:"), first % {"title": title}, second, does_not, until]
