"""Every write of files: lodging at a centre, deciding at an office or outside, handing over."""

from dorgora.applications.actions.centres import Submitted, correct, hand_over, submit
from dorgora.applications.actions.clearing import clear_file, clear_registration, tell_anew
from dorgora.applications.actions.held import MAX_NOTE, check_fresh
from dorgora.applications.actions.offices import (
    MAX_GROUND,
    MAX_WORD,
    approve,
    forward,
    reject,
    return_file,
)
from dorgora.applications.actions.outlining import outline_files
from dorgora.applications.actions.outside import MAX_PAPER_NUMBER, grant, make_list
from dorgora.applications.actions.undoing import withdraw, withdraw_registration

__all__ = [
    "MAX_GROUND",
    "MAX_NOTE",
    "MAX_PAPER_NUMBER",
    "MAX_WORD",
    "Submitted",
    "approve",
    "check_fresh",
    "correct",
    "forward",
    "grant",
    "hand_over",
    "make_list",
    "outline_files",
    "reject",
    "return_file",
    "submit",
    "withdraw",
    "withdraw_registration",
    "clear_file",
    "clear_registration",
    "tell_anew",
]
