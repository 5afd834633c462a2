"""What is wrong with an answer, in a sentence for the person at the counter. Digits are left to the page."""

from collections.abc import Mapping
from typing import Any

from django.utils.dates import MONTHS
from django.utils.translation import get_language, gettext_noop, ngettext
from django.utils.translation import gettext as _

from dorgora.catalogue.forms import Field, Problem

SENTENCES = {
    "required": gettext_noop("This is still empty."),
    "none_chosen": gettext_noop("Choose one."),
    "too_long": gettext_noop("Too long: %(length)s letters, at most %(max_length)s."),
    "control_characters": gettext_noop("There is a sign in it that cannot be printed. Type it again."),
    "hidden_direction": gettext_noop(
        "There is a hidden sign in it that turns letters around. Type it again."
    ),
    "broken_text": gettext_noop("A letter in it is broken. Type it again."),
    "two_scripts": gettext_noop("Letters of two scripts are mixed. Use one."),
    "not_a_name": gettext_noop("A name has only letters."),
    "other_letters": gettext_noop(
        "No paper here can print these letters. Write the name in the country's letters or in Latin ones."
    ),
    "date_incomplete": gettext_noop("Write day, month and year."),
    "not_a_date": gettext_noop("This is not a date. Write day, month and year in digits."),
    "year_has_four_digits": gettext_noop("Write the year with four digits."),
    "no_such_month": gettext_noop("There is no month %(month)s."),
    "no_such_day": gettext_noop("There is no %(day)s %(month_name)s."),
    "no_such_day_this_year": gettext_noop("%(year)s has no %(day)s %(month_name)s."),
    "in_future": gettext_noop("This day has not come yet."),
    "after_lodged": gettext_noop("The file was lodged before this day."),
    "too_long_ago": gettext_noop("This is more than %(years)s years ago."),
    "not_a_choice": gettext_noop("Pick one of these."),
    "not_digits": gettext_noop("Only digits belong here."),
    "not_zero": gettext_noop("This cannot be zero."),
    "not_a_phone": gettext_noop("No mobile number begins like this. For example %(example)s."),
    "no_such_area": gettext_noop("There is no such place in the list. Pick one."),
    "more_areas": gettext_noop("More places begin so. Pick one, or write what it lies in behind a comma."),
    "wrong_area_level": gettext_noop("Pick the smallest area of the list."),
    "unknown_field": gettext_noop("The form does not ask this."),
    "not_accepted": gettext_noop("This does not look right. Look at the paper again."),
    "year_does_not_match": gettext_noop("It begins with %(given)s, but the year of birth is %(year)s."),
    "amount_missing": gettext_noop("Write the amount."),
    "amount_not_a_number": gettext_noop("This is not an amount. Write it in digits."),
    "amount_too_fine": gettext_noop("At most %(decimals)s digits after the point."),
    "amount_too_large": gettext_noop("This amount is too large."),
    "not_a_number": gettext_noop("Write a number in digits."),
    "too_much": gettext_noop("This is more than can be."),
    "no_visit": gettext_noop("Coming here today counts too: write 1 or more."),
    "no_fee_known": gettext_noop("No fee is known for this day. Tell the office."),
}
"""A sentence for every reason code of this module, and of text and amounts below it; why somebody is not eligible
the service says itself."""

_LOOK_AGAIN = {
    "no_such_day",
    "in_future",
    "after_lodged",
    "too_long_ago",
    "not_a_date",
    "digits_missing",
    "digits_extra",
}


def sentence(problem: Problem, field: Field | None = None) -> str:
    """Say what is wrong in the reader's language, and where to look if the field knows."""
    if problem.reason == "not_eligible":
        because: Mapping[str, str] = problem.detail["because"]
        return because.get(get_language() or "") or next(iter(because.values()), "")
    advice = field.advice.get(get_language() or "", "") if field and problem.reason in _LOOK_AGAIN else ""
    is_unchosen = problem.reason == "required" and field is not None and field.type == "choice"
    reason = "none_chosen" if is_unchosen else problem.reason
    return f"{_what_is_wrong(reason, problem.detail)} {advice}".strip()


def _what_is_wrong(reason: str, detail: Mapping[str, Any]) -> str:
    if reason == "digits_missing":
        return _counted(reason, detail["missing"]) % detail
    if reason == "digits_extra":
        return _counted(reason, detail["extra"]) % detail
    values = dict(detail)
    if reason == "no_such_day":
        values["month_name"] = MONTHS[detail["month"]]
        if (detail["day"], detail["month"]) == (29, 2):
            reason = "no_such_day_this_year"
    return _(SENTENCES.get(reason, SENTENCES["not_accepted"])) % values


def _counted(reason: str, count: int) -> str:
    if reason == "digits_missing":
        return ngettext(
            "%(given)s digits, one is missing.", "%(given)s digits, %(missing)s are missing.", count
        )
    return ngettext("%(given)s digits, one too many.", "%(given)s digits, %(extra)s too many.", count)
