"""What follows from decisions, once, at the node that holds the office: a certificate, or its recall."""

from dorgora.applications import queries as applications
from dorgora.applications import rules as application_rules
from dorgora.certificates import actions, queries, rules
from dorgora.feed import queries as feed
from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock


def issue(told: Told) -> int | None:
    """A file was granted, and that is what counts: its certificate is issued."""
    file = applications.file(told.subject)
    if file is None or file.decision_id != told.id or file.is_blank:
        return None
    if file.decided_on:  # the authority outside gave a paper of its own
        return None
    if file.state != application_rules.APPROVED or ("office", file.office) not in feed.own_places():
        return None
    return actions.issue(file_id=file.id, cause=told.id, at=clock.now(), by=told.by)


def recall(told: Told) -> int | None:
    """An act came to be known that goes before what a certificate stands on: it no longer holds."""
    file = applications.file(told.subject)
    certificate = queries.certificate_of(told.subject)
    if file is None or certificate is None or certificate.revoked_at is not None:
        return None
    if certificate.cause_id == file.decision_id or ("office", certificate.office) not in feed.own_places():
        return None
    return actions.revoke(
        certificate_id=certificate.id, reason=rules.RECALLED, office=certificate.office, by=0, at=clock.now()
    )


REACTIONS = (
    Reaction("certificates.issue", frozenset({"application.approved"}), issue),
    Reaction(
        "certificates.recall",
        frozenset(
            {"application.returned", "application.reopened", "application.rejected", "application.approved"}
        ),
        recall,
    ),
)
