"""Why something is not done, in the three parts a person needs: what, why, what to do now."""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dorgora.kernel.errors import Refused
from dorgora.shell import formats, telling
from dorgora.shell.telling import Refusal

NOT_FOUND = frozenset(
    {
        "no_such_draft",
        "no_such_file",
        "no_such_citizen",
        "no_such_service",
        "no_such_day",
        "not_yours",
        "no_such_mandate",
        "no_such_wish",
        "no_such_passing",
    }
)

OVER = frozenset({"no_such_draft", "no_such_citizen", "already_lodged", "not_open"})
"""What was being filled is thrown away, handed in or sent by now: nothing of its page will ever be kept again. What
else is not found may be there again: a service, or a file, that is told once more.
"""

STATUS = {"disk_full": 507}
"""With it Django writes no session either, for which there is no room."""

SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "no_such_draft": (
        gettext_noop("This form is not open any more."),
        gettext_noop("It was handed in, thrown away, or belongs to the other operator."),
        gettext_noop("Look at today's page: what is unfinished or in hand stands there."),
    ),
    "form_damaged": (
        gettext_noop("This form is damaged on this laptop."),
        gettext_noop("What was kept of it cannot be opened any more. All others are as they were."),
        gettext_noop("Throw it away from today's page, and fill it in anew. No money was taken."),
    ),
    "no_such_file": (
        gettext_noop("There is no file %(number)s at this centre."),
        gettext_noop("The number has seven digits, and the last one checks the others."),
        gettext_noop("Look at the receipt again and compare the last digit."),
    ),
    "serial_wrong": (
        gettext_noop("This is no number of a certificate."),
        gettext_noop("The last digit checks the others, and they do not fit."),
        gettext_noop("Look at the paper again and compare digit by digit."),
    ),
    "no_such_paper": (
        gettext_noop("No certificate with this number stands at this centre."),
        gettext_noop("Its file was lodged at another centre, or its office has not sent it yet."),
        gettext_noop("Whether the paper is genuine, its QR code says: check it on the portal."),
    ),
    "no_such_citizen": (
        gettext_noop("This citizen is not in this centre's book."),
        gettext_noop("She was erased, or was registered at another centre."),
        gettext_noop("Search by name or phone; register her if she is not found."),
    ),
    "no_such_mandate": (
        gettext_noop("This slip is not in this centre's book."),
        gettext_noop("It was given to another centre, or there is none."),
        gettext_noop("Open the citizen's page; what she allows stands there."),
    ),
    "no_such_wish": (
        gettext_noop("This wish is not in this centre's book."),
        gettext_noop("It was noted at another centre, or there is none."),
        gettext_noop("Open Wishes; what was noted here lately stands there."),
    ),
    "phone_ended": (
        gettext_noop("This phone is not paired any more."),
        gettext_noop("It was ended at the laptop. Nothing was kept of what it sent."),
        gettext_noop("Pair it again at the laptop if that was not meant."),
    ),
    "too_many_phones": (
        gettext_noop("Twelve phones are paired already."),
        gettext_noop("More than that no counter needs at once."),
        gettext_noop("End those nobody uses, then pair this one."),
    ),
    "no_such_service": (
        gettext_noop("There is no such service here."),
        gettext_noop("It is not open to this centre, or was closed."),
        gettext_noop("Choose one from today's page."),
    ),
    "no_such_day": (
        gettext_noop("There is no sheet of this day."),
        gettext_noop("It is still to come, or is no day."),
        gettext_noop("Go back to the drawer and open today's sheet from there."),
    ),
    "disk_full": (
        gettext_noop("The disk of this laptop is full. Nothing was kept this time."),
        gettext_noop("There is no room left to write it down."),
        gettext_noop(
            "Go back: what you typed stands there. Tell the office above; take no money until then."
        ),
    ),
    "not_yours": (
        gettext_noop("This file is not yours to change."),
        gettext_noop("Another centre or office has it."),
        gettext_noop("Go back to today's page and open it by its number."),
    ),
    "already_decided": (
        gettext_noop("The office has already decided%(at)s."),
        gettext_noop("The page you had open is older than that."),
        gettext_noop("Open the file again and see what was decided."),
    ),
    "not_open": (
        gettext_noop("This cannot be done with the file now."),
        gettext_noop("It has moved on since this page was opened."),
        gettext_noop("Open the file again; it says what comes next."),
    ),
    "too_late_to_undo": (
        gettext_noop("This cannot be taken back here any more."),
        gettext_noop("Half an hour has passed, or an office has looked at it."),
        gettext_noop(
            "A file: ask its office to reject it, the fee then goes back. A payment: ask the company."
        ),
    ),
    "has_files": (
        gettext_noop("She cannot be taken out of the book."),
        gettext_noop("A file stands in her name."),
        gettext_noop("If that is wrong too, take the file back first, from its own page."),
    ),
    "already_lodged": (
        gettext_noop("This form was handed in before. What stands below was not taken over."),
        gettext_noop("Another page of it was quicker; the office gets what was read out there."),
        gettext_noop("If this is the right answer, ask the office to return the file."),
    ),
    "fee_changed": (
        gettext_noop("The fee has changed. Nothing was taken."),
        gettext_noop("The day or an answer changed since the sum was told."),
        gettext_noop("Tell the citizen the new sum, then take it."),
    ),
    "no_fee_known": (
        gettext_noop("The fee is not known. Take no money."),
        gettext_noop("No fee rule holds on this day."),
        gettext_noop("Look at the clock of this laptop; then ask the office."),
    ),
    "no_office": (
        gettext_noop("No office takes this file."),
        gettext_noop("The office for this service is not in the list of this laptop."),
        gettext_noop("Keep the form, and ask the hub. Take no money."),
    ),
    "no_such_code": (
        gettext_noop("The code does not match."),
        gettext_noop("A letter is wrong, or the code was used before."),
        gettext_noop("Copy it from the paper again, or ask for a new one."),
    ),
    "no_certificate_yet": (
        gettext_noop("The certificate is not here yet."),
        gettext_noop("The office approved it; its signature has not reached this laptop."),
        gettext_noop("Wait for the line, then open the file again."),
    ),
    "signer_unknown": (
        gettext_noop("The certificate cannot be printed yet."),
        gettext_noop("It bears the name of the officer who granted it, which has not reached this laptop."),
        gettext_noop(
            "Wait for the line, then open it again. If it stays so, tell whoever keeps the program: `dorgora check`."
        ),
    ),
    "certificate_revoked": (
        gettext_noop("This certificate was revoked. Do not print it."),
        gettext_noop("The office took it back after signing it."),
        gettext_noop("Ask the office what to do, with the number of the file."),
    ),
    "pdf_not_made": (
        gettext_noop("The PDF could not be made."),
        gettext_noop("It took too long, or a letter of a name is not in the fonts of the PDF."),
        gettext_noop("Print the page of the certificate instead; it is as valid."),
    ),
    "books_being_told": (
        gettext_noop("The drawer cannot be counted, and nothing paid back or passed on, for a while."),
        gettext_noop("This program is newer than the books: it is writing them out again."),
        gettext_noop("Take fees and work on. Try again in some minutes; Line and data says when it is over."),
    ),
    "sheet_being_told": (
        gettext_noop("The sheet cannot be printed for a while."),
        gettext_noop("This program is newer than the books: it is writing them out again."),
        gettext_noop(
            "Its sums would be wrong. Try again in some minutes; Line and data says when it is over."
        ),
    ),
    "no_such_passing": (
        gettext_noop("This is not in this centre's book."),
        gettext_noop("It was passed on at another centre, or there is none."),
        gettext_noop("Open Drawer, then pass money on; what was passed on today stands there."),
    ),
    "another_drawer": (
        gettext_noop("This is not yours to say."),
        gettext_noop("It left the drawer of another operator, or goes into it."),
        gettext_noop("Whose drawer it is signs in and does it."),
    ),
    "passing_over": (
        gettext_noop("This is settled already. Nothing was booked."),
        gettext_noop("It was confirmed or taken back, on another page or by the other operator."),
        gettext_noop("Open Drawer; what should be in each stands there. What was confirmed is handed back."),
    ),
    "drawer_not_left": (
        gettext_noop("This drawer is not to be counted out by you."),
        gettext_noop("It was used this week, nothing is left in it, or another was quicker."),
        gettext_noop("Open Drawer; what should be in each stands there."),
    ),
    "drawer_short": (
        gettext_noop("Your drawer does not hold enough to give it back."),
        gettext_noop("It holds %(has_minor)s, and %(owed_minor)s is owed."),
        gettext_noop(
            "Whoever has enough in hand pays it, or you when yours does. The file keeps what is owed."
        ),
    ),
    "paid_before": (
        gettext_noop("This payment is entered already."),
        gettext_noop("The same number of the company stands in file %(number)s."),
        gettext_noop(
            "Take no money. Look at that file; if the number is wrong, change it. The form is kept."
        ),
    ),
    "had_before": (
        gettext_noop("She has this already, or has asked for it."),
        gettext_noop("Her file %(number)s is open or granted, and everybody gets it once."),
        gettext_noop("Take no money. Look at that file with her."),
    ),
    "had_elsewhere": (
        gettext_noop("She has this already, or has asked for it."),
        gettext_noop("A file of hers at another centre is open or granted, and everybody gets it once."),
        gettext_noop("Take no money. Her file is asked for at that centre."),
    ),
    "paid_elsewhere": (
        gettext_noop("This payment is entered already."),
        gettext_noop("Another centre entered the same number of the company."),
        gettext_noop("Take no money. Look at the number again; if it is wrong, change it. The form is kept."),
    ),
    "already_paid": (
        gettext_noop("The fee was already taken%(at)s."),
        gettext_noop("This file was handed in before."),
        gettext_noop("Do not take it again. Print the receipt again from the file."),
    ),
    "code_locked": (
        gettext_noop("Locked%(until)s."),
        gettext_noop("The code was wrong five times."),
        gettext_noop("Wait, look at the paper again, or ask the hub for a new code."),
    ),
    "pin_too_easy": (
        gettext_noop("This PIN is too easy to guess."),
        gettext_noop("It counts up or down, or repeats a digit."),
        gettext_noop("Choose six other digits."),
    ),
    "unknown_citizen": (
        gettext_noop("The applicant is not in this centre's book."),
        gettext_noop("She was erased since the form was begun, or is another centre's."),
        gettext_noop("Find or register her, then begin the form again. Take no money."),
    ),
    "answers_wrong": (
        gettext_noop("An answer of this form is not accepted any more."),
        gettext_noop("The form of this service has changed since it was begun."),
        gettext_noop("Go through the sections again. What you wrote is kept; no money was taken."),
    ),
    "paper_missing": (
        gettext_noop("A paper that is needed was not seen."),
        gettext_noop("The office decides only on papers you have seen yourself."),
        gettext_noop("Look at the paper, tick it, and go on. No money was taken."),
    ),
    "picture_missing": (
        gettext_noop("A picture of this form is not on this laptop any more. Nothing was sent."),
        gettext_noop("It was taken away since the papers were looked at."),
        gettext_noop("Open the papers and take it again, or go on without it. No money was taken."),
    ),
    "already_handed_over": (
        gettext_noop("It was already handed over%(at)s."),
        gettext_noop(
            "The other page of this file was quicker; what it said of her time and cost is what counts."
        ),
        gettext_noop("Open the file again; nothing more is to be done."),
    ),
    "let_go": (
        gettext_noop("What was written in this file is no longer kept on this laptop."),
        gettext_noop("It was closed long ago, and the hub has it: nothing is printed with a gap."),
        gettext_noop("Go back to the file; what happened with it stands there. Ask its office for a copy."),
    ),
    "not_told_anew": (
        gettext_noop("What was written in this file is not on this laptop just now."),
        gettext_noop("It was closed, and is open again: the hub sends its words anew."),
        gettext_noop("Wait for the line, then open the file again. Nothing is lost."),
    ),
    "erased": (
        gettext_noop("What this file said was erased."),
        gettext_noop("Two officers decided so, and the law asks for it."),
        gettext_noop("The number and the fee are kept. Ask the hub if she comes back for it."),
    ),
    "nothing_owed": (
        gettext_noop("Nothing is owed on this file."),
        gettext_noop("The refund has been paid, or there was none."),
        gettext_noop("Do not pay again. The file shows when it was paid."),
    ),
}


def told(refused: Refused) -> Refusal:
    """The sentences for a refusal at the counter."""
    return telling.told(refused, SENTENCES)


def pin(refused: Refused, others: str) -> Refusal:
    """Why a PIN did not open the counter, and who can go on meanwhile."""
    then = _("%(others)s can work on.") % {"others": others} if others else ""
    if refused.reason == "pin_locked":
        until = refused.detail.get("until")
        clock = formats.clock(until) if isinstance(until, datetime) else ""
        then = then or _("Wait, or ask the hub for a new code. Your drafts are kept.")
        return Refusal(
            _("Locked until %(time)s.") % {"time": clock}, _("The PIN was wrong five times."), then
        )
    if refused.reason == "pin_wrong":
        left = formats.digits(refused.detail.get("left", ""))
        return Refusal(
            _("The PIN does not match."),
            _("%(left)s more tries, then it locks for minutes.") % {"left": left},
            then or _("Type it once more, slowly. Your drafts are kept."),
        )
    return told(refused)
