"""What follows from decisions, once, where the office is: a certificate, or its recall; at the hub, their numbers."""

from dorgora.applications import queries as applications
from dorgora.applications import rules as application_rules
from dorgora.certificates import actions, queries, rules
from dorgora.feed import queries as feed
from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock
from dorgora.kernel.ids import feed_of


def issue(told: Told) -> int | None:
    """A file was granted, and that is what counts: its certificate is issued."""
    file = applications.file(told.subject)
    if file is None or file.decision_id != told.id or file.is_blank:
        return None
    if file.decided_on:  # the authority outside gave a paper of its own
        return None
    if file.state != application_rules.APPROVED or ("office", file.office) not in feed.own_places():
        return None
    return actions.issue(file_id=file.id, cause=told.id, at=clock.now())


def recall(told: Told) -> int | None:
    """An act came to be known that goes before what a certificate stands on: it no longer holds."""
    file = applications.file(told.subject)
    certificate = queries.certificate_of(told.subject, goes_on=True)
    if file is None or certificate is None or certificate.revoked_at is not None:
        return None
    if certificate.cause_id == file.decision_id or ("office", certificate.office) not in feed.own_places():
        return None
    return actions.revoke(
        certificate_id=certificate.id, reason=rules.RECALLED, office=certificate.office, by=0, at=clock.now()
    )


def number(told: Told) -> int | None:
    """At the hub: a certificate whose number is not its to give, or was given before, does not count."""
    return actions.take_out(certificate_id=told.id, at=clock.now())


def dated(told: Told) -> None:
    """At the hub: a certificate bears a day that has not come; its office hears of it by whoever settles the alarm."""
    actions.warn(certificate_id=told.id, at=clock.now())


def reserve(told: Told) -> int | None:
    """At the hub: an office's feed was granted, or has not many numbers left."""
    if told.kind == "feed.granted":
        of, is_spare = told.facts, bool(told.facts.spare_for)
        if of.role != "office":
            return None
        return actions.reserve(feed=of.feed, place=of.place, is_spare=is_spare, at=clock.now())
    if told.author != ("office", told.facts.office):
        return None
    return actions.reserve(feed=feed_of(told.id), place=told.facts.office, is_spare=False, at=clock.now())


def refuse(told: Told) -> int | None:
    """At the hub: a certificate is among what a copied or revoked node sent, and on paper somewhere."""
    return actions.refuse(told=told, at=clock.now())


APART = (Reaction("certificates.refuse", frozenset({"certificate.issued"}), refuse),)
REACTIONS = (
    Reaction("certificates.issue", frozenset({"application.approved"}), issue),
    Reaction("certificates.number", frozenset({"certificate.issued"}), number, is_hubs=True),
    Reaction("certificates.dated", frozenset({"certificate.issued"}), dated, is_hubs=True),
    Reaction(
        "certificates.reserve", frozenset({"feed.granted", "certificate.issued"}), reserve, is_hubs=True
    ),
    Reaction(
        "certificates.recall",
        frozenset(
            {"application.returned", "application.reopened", "application.rejected", "application.approved"}
        ),
        recall,
    ),
)
