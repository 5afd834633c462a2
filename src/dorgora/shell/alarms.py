"""Alarms in words: what happened, and what a person does now. The desk and `dorgora alarms` say the same."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from dorgora.applications import queries as applications
from dorgora.certificates import queries as certificates
from dorgora.feed import queries as feed
from dorgora.kernel.ids import feed_of, seq_of
from dorgora.places import queries as places
from dorgora.shell import formats
from dorgora.shell.answers import named, serial_shown
from dorgora.shell.staff import staff_name

SENTENCES: Mapping[str, tuple[str, str]] = {
    "forked": (
        gettext_noop("A copy of %(node)s sent other events than its twin; kept apart."),
        gettext_noop("Two laptops work under one name. Find both, keep one."),
    ),
    "restored": (
        gettext_noop("%(node)s came back with an older disk."),
        gettext_noop("It goes on under a spare number; nothing is lost. Ask what happened to it."),
    ),
    "revoked": (
        gettext_noop("%(node)s is not trusted any more and still sends."),
        gettext_noop("It is kept apart. A named officer lets in what happened in the world."),
    ),
    "not_granted": (
        gettext_noop("%(node)s sent a feed it was never given."),
        gettext_noop("It was refused. Look at that laptop."),
    ),
    "not_its_word": (
        gettext_noop("%(node)s said what is not for it to say, but for the hub or others: %(event)s."),
        gettext_noop("It counts for nothing, and nobody was told. Find that laptop and ask who used it."),
    ),
    "too_many_about_one": (
        gettext_noop("%(node)s sent a flood about one thing."),
        gettext_noop("It was refused. Look at that laptop."),
    ),
    "apart_full": (
        gettext_noop("%(node)s has sent more to be kept apart than is kept."),
        gettext_noop("Find that laptop, or end its trust."),
    ),
    "forged_signature": (
        gettext_noop("What %(node)s sent is not signed by it."),
        gettext_noop("It was refused. Look at that laptop and its line."),
    ),
    "forged_key": (
        gettext_noop("Somebody tried to change the key of %(node)s."),
        gettext_noop("It was refused. Look at that laptop and its line."),
    ),
    "key_lost": (
        gettext_noop("This disk is from before this laptop's key was changed."),
        gettext_noop("The hub takes no more of it. Enrol this laptop with a new slip."),
    ),
    "refused_broken": (
        gettext_noop("%(node)s sent what this program cannot read."),
        gettext_noop("Nothing of it was taken. Tell its keeper."),
    ),
    "copied_here": (
        gettext_noop("This machine is a copy, or its disk was restored."),
        gettext_noop("It goes on under a new number. Tell the hub's keeper."),
    ),
    "hub_went_back": (
        gettext_noop("The hub was put back to an earlier copy."),
        gettext_noop(
            "It takes back what laptops hold. Files of a laptop it has not heard since wait; ask what reached none."
        ),
    ),
    "lost_signature": (
        gettext_noop("%(node)s showed as the hub's word what the hub never signed."),
        gettext_noop("It was refused. Look at that laptop."),
    ),
    "lost_differs": (
        gettext_noop("%(node)s holds another %(event)s of the hub's than the hub does."),
        gettext_noop("Both are kept. Tell whoever keeps the program."),
    ),
    "scan_unknown": (
        gettext_noop("%(node)s sent the picture of a paper that no file of its own names."),
        gettext_noop("It was refused. Look at that laptop."),
    ),
    "scan_too_large": (
        gettext_noop("%(node)s sent larger or more pictures of papers than are taken."),
        gettext_noop("They were refused. Look at that laptop."),
    ),
    "scan_differs": (
        gettext_noop("%(node)s sent another picture than the one that %(event)s names."),
        gettext_noop("It was refused. Look at that laptop."),
    ),
    "scan_no_picture": (
        gettext_noop("%(node)s sent for %(event)s what is no picture of a paper, or one too large to open."),
        gettext_noop("It was refused and nothing of it was opened. Look at that laptop."),
    ),
    "scan_revoked": (
        gettext_noop("%(node)s is not trusted any more and sent the picture of a paper."),
        gettext_noop("It was refused. Find that laptop."),
    ),
    "own_chain_broken": (
        gettext_noop("What this laptop wrote was changed by hand, at or after %(event)s."),
        gettext_noop("Tell whoever keeps the program: `dorgora check` names the place."),
    ),
    "part_spoilt": (
        gettext_noop("The words of %(event)s cannot be opened any more."),
        gettext_noop("The disk may be failing: make a backup. `dorgora check` names all of them."),
    ),
    "key_spoilt": (
        gettext_noop(
            "The key of the person whom %(event)s made known cannot be read any more; her words stay closed."
        ),
        gettext_noop("The disk may be failing: make a backup. `dorgora check` names what cannot be opened."),
    ),
    "aftermath_failed": (
        gettext_noop("What should follow %(event)s did not."),
        gettext_noop("Nothing else waits for it. Tell whoever keeps the program."),
    ),
    "hub_answer_refused": (
        gettext_noop("What came from the hub was broken, or not the hub's."),
        gettext_noop("Nothing was changed. Look at the line; if it stays, tell the hub's keeper."),
    ),
    "pin_locked": (
        gettext_noop("Somebody tried a wrong PIN again and again: %(person)s."),
        gettext_noop("It opens by itself after minutes. Ask the operators who it was."),
    ),
    "code_locked": (
        gettext_noop("Somebody tried a wrong one-time code again and again: %(person)s."),
        gettext_noop("It opens by itself after minutes. If the paper is lost, give a new code."),
    ),
    "recovery_locked": (
        gettext_noop("Somebody tried wrong recovery codes again and again: %(person)s."),
        gettext_noop("It opens by itself after minutes. Ask the officer whether it was she."),
    ),
    "code_given": (
        gettext_noop(
            "A one-time code was made on this machine for %(person)s: who has it can sign in as she."
        ),
        gettext_noop("Ask her whether she has it. If she does not, call the hub."),
    ),
    "slips_guessed": (
        gettext_noop("A centre showed many slips that nobody gave: %(node)s."),
        gettext_noop(
            "It was told nothing of anybody. Ask its operators what they typed; after twenty a day it gets no answer."
        ),
    ),
    "made_common": (
        gettext_noop(
            "%(node)s registered more than thirty with one number, phone, birthday or village alike."
        ),
        gettext_noop(
            "By that hardly anybody is found to be registered twice. Ask its operators whom they registered."
        ),
    ),
    "many_addresses": (
        gettext_noop("%(node)s asked for phones' certificates for more addresses than a laptop comes to."),
        gettext_noop(
            "They were refused. Ask its operators which networks it was on; if none, find that laptop."
        ),
    ),
    "certificate_kept_apart": (
        gettext_noop("A certificate of %(node)s, a copy or not trusted any more, is on paper: %(event)s."),
        gettext_noop("It does not verify. Have the office find who holds it, and issue it anew."),
    ),
    "certificate_number_twice": (
        gettext_noop("%(node)s gave one certificate number twice: %(event)s."),
        gettext_noop("The second does not verify. Have the office find who holds it; look at that laptop."),
    ),
    "certificate_number_outside": (
        gettext_noop("%(node)s gave a certificate a number that is not its own: %(event)s."),
        gettext_noop("It does not verify. Have the office find who holds it; look at that laptop."),
    ),
    "certificate_says_otherwise": (
        gettext_noop("A certificate of %(node)s says on paper what it did not tell: %(event)s."),
        gettext_noop("It does not verify. Look at that laptop, and ask who used it."),
    ),
    "certificate_dated_ahead": (
        gettext_noop("%(node)s dated a certificate later than today, by a clock that was ahead: %(event)s."),
        gettext_noop(
            "Nobody who checks it is told that it is valid. Have the office take it back as wrong and grant it anew."
        ),
    ),
    "serials_used_up": (
        gettext_noop("The certificate numbers of this office are used up."),
        gettext_noop(
            "Certificates go on with a long code. New numbers come with the next contact with the hub."
        ),
    ),
    "paid_twice": (
        gettext_noop("Money was taken twice for one payment: with file %(first)s and with file %(second)s."),
        gettext_noop("Ask both centres to look at the bill. Who paid the second time gets her money back."),
    ),
    "same_number": (
        gettext_noop("Two files were granted with one number of the register: %(first)s and %(second)s."),
        gettext_noop(
            "It belongs to one child. Ask both offices for the register's paper, and which file is wrong."
        ),
    ),
}
_REFUSED = (
    gettext_noop("A batch of %(node)s was refused (%(code)s)."),
    gettext_noop("It changed nothing. If it comes again, look at that laptop."),
)
_ANY = (
    gettext_noop("Something unusual: %(code)s, %(node)s, %(event)s."),
    gettext_noop("Tell the hub's keeper these words."),
)


@dataclass(frozen=True)
class Alarm:
    """One alarm, ready to be shown; `done`, `settled_at` and `settled_by` once somebody settled it."""

    id: int
    what: str
    then: str
    at: datetime
    n: int
    done: str
    settled_at: datetime | None
    settled_by: str


def in_words(rows: Sequence[feed.AlarmRow], names: Mapping[int, str] | None = None) -> list[Alarm]:
    """What happened and what to do; laptops by these names, or by their own."""
    if names is None:
        names = {one.id: one.name for one in feed.laptops()} if rows else {}
    return [_in_words(row, names) for row in rows]


def _in_words(row: feed.AlarmRow, names: Mapping[int, str]) -> Alarm:
    code = row.code.removeprefix("refused_").removeprefix("forged_")
    what, then = SENTENCES.get(row.code, _ANY if code == row.code else _REFUSED)
    values: dict[str, Any] = {
        "code": code,
        "node": _laptop(row.node_id, names),
        "event": _event(row.event_id),
    }
    if row.code.endswith("_locked") or row.code == "code_given":
        values["person"] = staff_name(row.event_id) or _("unknown")
    if row.code.startswith("certificate_"):
        values["event"] = serial_shown(certificates.serial_of(row.event_id)) or values["event"]
    if row.code in ("paid_twice", "same_number"):
        # No laptop and no event: the alarm bears the ids of the two files.
        values |= {"first": _file(row.node_id), "second": _file(row.event_id)}
    who = staff_name(row.settled_by) if row.settled_by else ""
    return Alarm(
        row.id, _(what) % values, _(then) % values, row.at, row.n, row.settled_words, row.settled_at, who
    )


def _laptop(node_id: int, names: Mapping[int, str]) -> str:
    return names.get(node_id) or _("laptop %(number)s") % {"number": formats.digits(node_id)}


def _file(file_id: int) -> str:
    """A file by its number and the centre that lodged it: a number alone is one centre's."""
    file = applications.rows_of([file_id]).get(file_id)
    if file is None:
        return _("unknown")
    centre = places.centre(file.centre)
    return f"{formats.file_number(file.number)} ({named(centre) if centre else formats.digits(file.centre)})"


def _event(event_id: int) -> str:
    words = _("event %(seq)s of feed %(feed)s")
    return words % {"seq": formats.digits(seq_of(event_id)), "feed": formats.digits(feed_of(event_id))}
