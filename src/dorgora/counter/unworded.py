"""A closed file whose words this laptop let go of (ADR 0043): what its page says, and that nothing of it is printed."""

from typing import Any

from django.utils.translation import gettext as _

from dorgora.applications import queries as applications
from dorgora.applications import rules
from dorgora.kernel.errors import Refused
from dorgora.shell import formats


def told(file: Any) -> tuple[str, str]:
    """Of a file whose words this laptop let go of: that it did, since when, and where they are; empty of any other."""
    gone = applications.let_go([file.id]) if file.is_blank else {}
    if file.id not in gone:
        return "", ""
    if file.state == rules.RETURNED:
        return (
            _("What was written in this file is not on this laptop just now."),
            _("It was closed, and is open again: the hub sends its words anew with the next exchange."),
        )
    at = gone[file.id]
    first = _("What was written in this file is no longer kept on this laptop.")
    if at is not None:
        first = _("What was written in this file is no longer kept on this laptop, since %(day)s.")
        first %= {"day": formats.day(at)}
    rest = _("It is closed, and the hub has all of it. Its number, fees and steps stand here.")
    return first, rest


def check(file: Any) -> None:
    """Holds that nothing is printed, or put right, of a file whose words this laptop let go of.

    Raises:
        Refused: `let_go`, or of a file that is open again `not_told_anew`.
    """
    if told(file)[0]:
        raise Refused("not_told_anew" if file.state == rules.RETURNED else "let_go")
