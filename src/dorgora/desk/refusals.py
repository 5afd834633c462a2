"""Why something is not done at the desk, in the three parts a person needs: what, why, what to do now."""

from collections.abc import Mapping

from django.utils.translation import gettext_noop

from dorgora.kernel.errors import Refused
from dorgora.shell import telling
from dorgora.shell.telling import Refusal

STATUS = {"disk_full": 507}
SENTENCES: Mapping[str, tuple[str, str, str]] = {
    "disk_full": (
        gettext_noop("The disk is full. Nothing was kept this time."),
        gettext_noop("There is no room left to write it down."),
        gettext_noop("Go back and try again in a moment. If it stays, have somebody make room on the disk."),
    ),
    "no_such_file": (
        gettext_noop("There is no such file at this office."),
        gettext_noop("It is held by another office, or the address is wrong."),
        gettext_noop("Open it from the queue."),
    ),
    "serial_wrong": (
        gettext_noop("This is no number of a certificate."),
        gettext_noop("The last digit checks the others, and they do not fit."),
        gettext_noop("Look at the paper again and compare digit by digit."),
    ),
    "no_such_paper": (
        gettext_noop("No certificate with this number is of a file of this office."),
        gettext_noop("Another office has its file, or it has not come here yet."),
        gettext_noop("Whether the paper is genuine, its QR code says: check it on the portal."),
    ),
    "nothing_by_this": (
        gettext_noop("No file of this office is found by this."),
        gettext_noop("A certificate's number has four parts, a receipt's code fourteen letters and digits."),
        gettext_noop("Look at the paper again; a file that waits stands in the queue."),
    ),
    "no_such_picture": (
        gettext_noop("The picture is not here."),
        gettext_noop("Pictures stay at the centre that took them."),
        gettext_noop("Ask the operator to show the paper, or return the file."),
    ),
    "no_such_service": (
        gettext_noop("The rules of this service are not here yet."),
        gettext_noop("This version was published after the last contact."),
        gettext_noop("Wait for the next contact with the hub, then open the file again."),
    ),
    "not_yours": (
        gettext_noop("This file is not this office's to decide."),
        gettext_noop("Only the office that holds a file decides it."),
        gettext_noop("Nothing was changed. Go back to the queue."),
    ),
    "already_decided": (
        gettext_noop("Already decided%(at)s."),
        gettext_noop("The page you had open is older than that decision."),
        gettext_noop("Your text is kept below. Look at what was decided."),
    ),
    "sent_on": (
        gettext_noop("Sent on to the next office%(at)s."),
        gettext_noop("Only the office that has a file acts on it."),
        gettext_noop("Your text is kept below. The story of the file says what became of it."),
    ),
    "not_last": (
        gettext_noop("This office does not grant it."),
        gettext_noop("Another office decides after this one."),
        gettext_noop("Send it on, with what this office says of it."),
    ),
    "no_next_office": (
        gettext_noop("There is no office to send it on to."),
        gettext_noop("This one is the last, and decides."),
        gettext_noop("Approve it, return it or reject it."),
    ),
    "offices_wrong": (
        gettext_noop("This file names the wrong offices."),
        gettext_noop("The centre wrote others than the service asks for where the citizen lives."),
        gettext_noop(
            "It cannot be granted, sent on or returned. Reject it: the fee goes back, and it can be lodged anew."
        ),
    ),
    "file_changed": (
        gettext_noop("The file changed%(at)s, after you opened it."),
        gettext_noop("The centre corrected it, or another officer acted on it."),
        gettext_noop("Your text is kept below. Look at the answers again, then sign."),
    ),
    "erased": (
        gettext_noop("This file cannot be decided any more."),
        gettext_noop("What was answered is erased, by law."),
        gettext_noop("Look at the next file."),
    ),
    "not_told_anew": (
        gettext_noop("This file cannot be decided here."),
        gettext_noop(
            "What was answered was let go of on this laptop before it was this office's. The hub has it."
        ),
        gettext_noop("Look at the next file; ask the hub for this one."),
    ),
    "not_open": (
        gettext_noop("This cannot be done with the file now."),
        gettext_noop("It has moved on since this page was opened."),
        gettext_noop("Your text is kept below. The story of the file says what comes next."),
    ),
    "office_elsewhere": (
        gettext_noop("This office decides on its own laptop."),
        gettext_noop("While it does, the desk of the hub only reads."),
        gettext_noop("Decide there, or have the hub take the office back."),
    ),
    "laptop_not_heard": (
        gettext_noop("This file has to wait."),
        gettext_noop(
            "The hub was put back to an earlier copy, and a laptop that may know more was not heard since."
        ),
        gettext_noop(
            "Try again when it has exchanged. If it cannot, an officer of the hub may go on without it."
        ),
    ),
    "not_your_power": (
        gettext_noop("You may not do this."),
        gettext_noop("Your appointment does not give you this power."),
        gettext_noop("Ask the hub's keeper who may."),
    ),
    "no_such_code": (
        gettext_noop("The code does not match."),
        gettext_noop("A sign in it is wrong, or it was used before."),
        gettext_noop("Copy it from the paper again. After five wrong tries it locks for minutes."),
    ),
    "recovery_wrong": (
        gettext_noop("The code does not match."),
        gettext_noop("A digit is wrong, or this code was used before."),
        gettext_noop("Copy it again, or use the next one. After five wrong tries it locks for minutes."),
    ),
    "code_locked": (
        gettext_noop("Locked%(until)s."),
        gettext_noop("A wrong code was tried again and again."),
        gettext_noop("Sign in with the passkey meanwhile, or wait."),
    ),
    "passkey_wrong": (
        gettext_noop("The passkey does not open this desk."),
        gettext_noop("It belongs to another person or another place, or the device broke off."),
        gettext_noop("Try once more, or use a recovery code."),
    ),
    "passkey_needs_script": (
        gettext_noop("The passkey did not answer."),
        gettext_noop("This browser has no passkeys, or scripts are switched off."),
        gettext_noop("Use a recovery code."),
    ),
    "not_here": (
        gettext_noop("This desk is not yours."),
        gettext_noop("You are not an officer of this place, or not any more."),
        gettext_noop("Sign in at the desk of your own office."),
    ),
    "no_such_request": (
        gettext_noop("There is no such request."),
        gettext_noop("It was withdrawn, or carried out."),
        gettext_noop("Look at the list of requests."),
    ),
    "no_such_list": (
        gettext_noop("There is no such list at this office."),
        gettext_noop("Another office made it, or the address is wrong."),
        gettext_noop("Open it from the queue."),
    ),
    "nothing_to_send": (
        gettext_noop("Nothing waits to leave."),
        gettext_noop("Every file is on a list already, or a centre has to put it right first."),
        gettext_noop("Nothing was changed. New files appear when a centre lodges them."),
    ),
    "not_sent_out": (
        gettext_noop("This file is on no list yet."),
        gettext_noop("The authority outside decides only what was sent to it."),
        gettext_noop("Make a list first. The number and the day stand below as you typed them."),
    ),
    "decided_outside": (
        gettext_noop("This office does not grant it."),
        gettext_noop("An authority outside decides; its own paper is what the citizen gets."),
        gettext_noop("Enter the number and the day on that paper."),
    ),
    "no_such_alarm": (
        gettext_noop("There is no such alarm."),
        gettext_noop("The address is wrong, or it is another desk's."),
        gettext_noop("Open it from the list of alarms."),
    ),
    "no_certificate": (
        gettext_noop("There is no certificate of this file."),
        gettext_noop("It is not approved, or the certificate is not signed yet."),
        gettext_noop("Open the file again in a moment."),
    ),
    "already_revoked": (
        gettext_noop("The certificate was taken back already%(at)s."),
        gettext_noop("Another page or another officer was quicker. What stands below is what holds."),
        gettext_noop("Nothing was changed. Go back to the file."),
    ),
    "settled_already": (
        gettext_noop("This alarm is settled already%(at)s."),
        gettext_noop("Another page or another officer was quicker. What stands below is what was done."),
        gettext_noop("Your text was not taken. If the alarm comes again, it opens again."),
    ),
    "sign_in_again": (
        gettext_noop("Sign in once more first."),
        gettext_noop(
            "A way into the desk is made only right after signing in: nobody does it at a desk left open."
        ),
        gettext_noop("Sign in below; this page opens again."),
    ),
    "no_such_citizen": (
        gettext_noop("No citizen was found by this code or number."),
        gettext_noop("It is wrong, or her words are erased already."),
        gettext_noop("Copy the 14 signs from the receipt, or her number from her page at the counter."),
    ),
    "no_such_pair": (
        gettext_noop("Nobody is asked about these two."),
        gettext_noop("One of them is in no book any more, or nothing says that they are one."),
        gettext_noop("Look at the list of those who may be registered twice."),
    ),
    "decided_meanwhile": (
        gettext_noop("Somebody decided about these two meanwhile%(at)s."),
        gettext_noop("Another officer or another page was quicker. What was found stands below."),
        gettext_noop("Nothing was changed. Look again; what was found can be taken back."),
    ),
    "other_records": (
        gettext_noop("Other records are hers now than stood on your page."),
        gettext_noop("An officer linked one with hers meanwhile, or parted one."),
        gettext_noop(
            "Nothing was erased. Look at the records below; if all of them are hers, confirm again."
        ),
    ),
    "linked_already": (
        gettext_noop("They are one person already."),
        gettext_noop("They were linked, or each with a third record of hers."),
        gettext_noop("Nothing was changed. To part them take back the link that joins them."),
    ),
    "too_many_records": (
        gettext_noop("That would be too many records of one person."),
        gettext_noop("A number or a name used for many looks like one person and is none."),
        gettext_noop("Nothing was changed. Look at the papers of each, and take back a link that is wrong."),
    ),
    "same_officer": (
        gettext_noop("A second officer must confirm this."),
        gettext_noop("You asked for it yourself."),
        gettext_noop("Let somebody else with this power sign in and confirm."),
    ),
    "asked_already": (
        gettext_noop("This is asked for already."),
        gettext_noop("A request for the same citizen waits for a second officer."),
        gettext_noop("Let her confirm it in the list below."),
    ),
}
_SAME = {
    "no_feed": "office_elsewhere",
    "recovery_locked": "code_locked",
    "two_officers": "same_officer",
    "unknown_citizen": "no_such_citizen",
    # Whoever tries numbers learns nothing of who works here.
    "unknown_person": "no_such_code",
}


def told(refused: Refused) -> Refusal:
    """The sentences for a refusal at the desk."""
    reason = _SAME.get(refused.reason, refused.reason)
    return telling.told(Refused(reason, refused.field, refused.detail), SENTENCES)
