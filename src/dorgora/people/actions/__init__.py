"""Every write of people: staff, citizens, what they allow a centre, her record at another one, two records of one."""

from dorgora.people.actions.citizens import (
    MAX_LAW,
    clear_citizen,
    correct_citizen,
    erase_citizen,
    register_citizen,
    withdraw_citizen,
)
from dorgora.people.actions.lending import answer_asking, ask_record, recall
from dorgora.people.actions.linking import LINKS, check_seen, link_citizens, tell_apart, unlink_citizens
from dorgora.people.actions.mandates import clear_mandates, end_mandate, give_mandate
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
    "LINKS",
    "MAX_LAW",
    "MAX_NAME",
    "MAX_REASON",
    "answer_asking",
    "appoint_officer",
    "appoint_operator",
    "ask_record",
    "check_operator",
    "check_seen",
    "correct_citizen",
    "end_mandate",
    "end_officer",
    "end_operator",
    "erase_citizen",
    "give_mandate",
    "link_citizens",
    "recall",
    "register_citizen",
    "tell_apart",
    "unlink_citizens",
    "clear_citizen",
    "clear_mandates",
    "withdraw_citizen",
]
