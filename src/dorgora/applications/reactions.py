"""What follows from a decision: a rejection makes what was paid owed back."""

from dorgora.applications import queries, rules
from dorgora.feed import queries as feed
from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock
from dorgora.money import actions as money


def owe_refund(told: Told) -> int | None:
    """At the node that holds the office: what the rejected file cost is owed back."""
    file = queries.file(told.subject)
    is_it = file is not None and file.state == rules.REJECTED and file.decision_id == told.id
    if file is None or not is_it or ("office", file.office) not in feed.own_places():
        return None
    return money.owe_refund(about=file.id, cause=told.id, office=file.office, by=told.by, at=clock.now())


REACTIONS = (Reaction("applications.owe_refund", frozenset({"application.rejected"}), owe_refund),)
