"""Where the pictures of a file's papers are, in words: still to be sent and how large, with the hub, or not taken."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from dorgora.applications import local as kept
from dorgora.shell import formats

TROUBLE = {
    "": gettext_noop("The hub did not take a picture of its papers. Call the hub and say the file's number."),
    "lost": gettext_noop(
        "A picture of its papers is not on this laptop any more. Show the paper at the office."
    ),
    "too_large": gettext_noop("A picture of its papers is too large for the line and stays on this laptop."),
}
"""Of pictures that do not go."""


def told(file: Any) -> tuple[str, list[str]] | None:
    """Where the pictures of its papers are: shape and sentences; None when it has none, or none is to go."""
    sent = kept.sending_of([file.id]).get(file.id)
    if sent is None or not (sent.n_to_send or sent.n_received or sent.trouble):
        return None
    words = [to_send(sent)] if sent.n_to_send else []
    if sent.n_received and not sent.n_to_send and sent.received_at:
        at = formats.moment(sent.received_at)
        words.append(_("The hub has the pictures of its papers, %(at)s.") % {"at": at})
    words += [_(TROUBLE.get(one, TROUBLE[""])) for one in dict.fromkeys(sent.trouble)]
    if sent.bytes_sent:
        words.append(_("Data for its pictures so far: %(kb)s KB.") % {"kb": _kb(sent.bytes_sent)})
    return "here" if sent.n_to_send or sent.trouble else "hub", words


def to_send(sent: kept.Sending) -> str:
    """How many are yet to go, and how large they are."""
    values = {"n": formats.number(sent.n_to_send), "kb": _kb(sent.bytes_to_send)}
    return (
        ngettext(
            "%(n)s picture of its papers is still to be sent, %(kb)s KB.",
            "%(n)s pictures of its papers are still to be sent, %(kb)s KB.",
            sent.n_to_send,
        )
        % values
    )


def _kb(n_bytes: int) -> str:
    return formats.number(-(-n_bytes // 1024))
