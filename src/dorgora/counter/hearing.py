"""What a page says aloud: its sentences, kept in memory for the newest page of each operator and for nobody else."""

import secrets
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from dorgora.counter import frame
from dorgora.shell import formats, speaking
from dorgora.shell.parts import Answer, MandateSlip, Slip, asked

MOST_SENTENCES = 60


@dataclass(frozen=True)
class Sentence:
    """What is heard without a stop, in one language."""

    text: str
    language: str


@dataclass(frozen=True)
class Hearing:
    """What the page is told: where its sentences are spoken (empty: this machine cannot), and the sentences."""

    url: str
    sentences: tuple[Sentence, ...]


_newest: Final[dict[int, tuple[str, tuple[Sentence, ...]]]] = {}
_lock = threading.Lock()


def offered(request: Any, said: Iterable[str | Sentence]) -> Hearing:
    """Lets a page be heard. What an earlier page of this operator would have said is not said any more."""
    language, pack = formats.language(), frame.pack()
    each = [one if isinstance(one, Sentence) else Sentence(one, language) for one in said]
    sentences = tuple(
        Sentence(speaking.sayable(one.text, pack, one.language), one.language)
        for one in each[:MOST_SENTENCES]
        if one.text.strip()
    )
    if not all(speaking.has_voice(one) for one in {sentence.language for sentence in sentences}):
        return Hearing("", sentences)
    key = secrets.token_urlsafe(16)
    with _lock:
        _newest[request.operator.id] = key, sentences
    return Hearing(reverse("counter:spoken", args=[key, 0]), sentences)


def sentence(operator_id: int, key: str, place: int) -> Sentence | None:
    """One sentence of the page this operator opened last; None of any other page."""
    with _lock:
        held, sentences = _newest.get(operator_id, ("", ()))
    return sentences[place] if secrets.compare_digest(held, key) and place < len(sentences) else None


def forget(operator_id: int) -> None:
    """The screen is covered: nothing is said any more."""
    with _lock:
        _newest.pop(operator_id, None)


def of_answers(head: str, answers: Iterable[Answer]) -> list[str | Sentence]:
    """The read-back: each question with its answer; an answer in the other language by that one's voice."""
    said: list[str | Sentence] = [head]
    for one in answers:
        if one.lang and one.lang != formats.language():
            said += [one.question, Sentence(one.answer, one.lang)]
        else:
            said.append(f"{asked(one.question)} {one.answer}")
    return said


def of_slip(slip: Slip) -> list[str | Sentence]:
    """The receipt: what was paid in words, until when, its number, whom to call."""
    return [
        slip.service,
        f"{_('Total')}: {slip.in_words}",
        f"{_('It will be ready')} {slip.promised}" if slip.promised else "",
        f"{_('Number of file and receipt')}: {formats.file_number(slip.number)}",
        f"{_('Do not pay more than this.')} {slip.complaint}",
    ]


def of_mandate(slip: MandateSlip) -> list[str | Sentence]:
    """What she allows, as it stands on the slip."""
    always = [_("Keep my name until then, so that I am found again.")]
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
    else:
        does = _("hand in the form: %(title)s"), _("correct it if it comes back")
        does_not = _("nothing else: no money drawn, no account changed")
    first, second = does
    return [_("She lets this centre do only this:"), first % {"title": title}, second, does_not]
