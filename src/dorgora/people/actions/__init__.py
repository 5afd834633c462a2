"""Every write of people: staff, citizens, what they allow a centre, and their record at another one."""

from dorgora.people.actions.citizens import (
    MAX_LAW,
    correct_citizen,
    erase_citizen,
    register_citizen,
    withdraw_citizen,
)
from dorgora.people.actions.lending import answer_asking, ask_record, recall
from dorgora.people.actions.mandates import end_mandate, give_mandate
from dorgora.people.actions.staff import (
    MAX_NAME,
    MAX_REASON,
    appoint_officer,
    appoint_operator,
    check_operator,
    end_officer,
    end_operator,
)

__all__ = [
    "MAX_LAW",
    "MAX_NAME",
    "MAX_REASON",
    "answer_asking",
    "appoint_officer",
    "appoint_operator",
    "ask_record",
    "check_operator",
    "correct_citizen",
    "end_mandate",
    "end_officer",
    "end_operator",
    "erase_citizen",
    "give_mandate",
    "recall",
    "register_citizen",
    "withdraw_citizen",
]
