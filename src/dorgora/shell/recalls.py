"""Why a certificate no longer holds: the word its event keeps for ever, and the sentence people are told."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dorgora.applications import queries as applications
from dorgora.applications import rules as application_rules
from dorgora.certificates import queries as certificates
from dorgora.certificates import rules
from dorgora.certificates.rules import RECALLED
from dorgora.shell import formats

WRONG = "wrong"
"""The one reason after which the file can be put right and granted anew."""
REASONS: Mapping[str, str] = {
    WRONG: gettext_noop("Something on it is wrong"),
    "false_papers": gettext_noop("The papers it stands on were false"),
    "twice": gettext_noop("The same was granted twice"),
    "ordered": gettext_noop("A court or a higher office ordered it"),
}
"""What an officer can choose; none of them names anybody."""
_SAID = {
    **REASONS,
    RECALLED: gettext_noop("The decision it stood on does not count any more"),
    rules.NUMBER_OUTSIDE: gettext_noop("Its number was not this office's to give"),
    rules.NUMBER_TWICE: gettext_noop("Another paper has its number"),
    rules.SAYS_OTHERWISE: gettext_noop("The paper says another thing than the book"),
}


@dataclass(frozen=True)
class Recall:
    """When an office took a certificate back, and why, in the reader's language."""

    at: str
    why: str


def of(file: applications.File) -> Recall | None:
    """What became of the certificate of a file; None while it holds, or where there is none."""
    is_granted = file.state == application_rules.APPROVED
    issued = certificates.granted_by(file, goes_on=True) if is_granted else None
    if issued is None or issued.revoked_at is None:
        return None
    return Recall(formats.moment(issued.revoked_at), words(issued.revoked_reason))


def words(reason: str) -> str:
    """The reason in the reader's language; one that another program wrote is shown as it is."""
    return _(_SAID[reason]) if reason in _SAID else reason
