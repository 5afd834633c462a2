"""Every write of files: lodging at a centre, deciding at an office, handing over."""

from dorgora.applications.actions.centres import Submitted, correct, hand_over, submit
from dorgora.applications.actions.offices import (
    MAX_GROUND,
    MAX_NOTE,
    MAX_WORD,
    approve,
    forward,
    reject,
    return_file,
)
from dorgora.applications.actions.undoing import withdraw, withdraw_registration

__all__ = [
    "MAX_GROUND",
    "MAX_NOTE",
    "MAX_WORD",
    "Submitted",
    "approve",
    "correct",
    "forward",
    "hand_over",
    "reject",
    "return_file",
    "submit",
    "withdraw",
    "withdraw_registration",
]
