"""What follows: a rejection makes a fee owed back; a linked person's other centres are told; words go, or come anew."""

from dorgora.applications import actions, elsewhere, queries, rules
from dorgora.feed import queries as feed
from dorgora.feed.fold import Told
from dorgora.feed.projecting import Reaction
from dorgora.kernel import clock
from dorgora.money import actions as money
from dorgora.people import queries as people


def owe_refund(told: Told) -> int | None:
    """At the node that holds the office: what the rejected file cost is owed back."""
    file = queries.file(told.subject)
    is_it = file is not None and file.state == rules.REJECTED and file.decision_id == told.id
    if file is None or not is_it or ("office", file.office) not in feed.own_places():
        return None
    return money.owe_refund(about=file.id, cause=told.id, office=file.office, by=told.by, at=clock.now())


def outline(told: Told) -> int | None:
    """At the hub: a file of somebody with several records was lodged or moved on."""
    hers = elsewhere.people_of(told.subject)
    done = [actions.outline_files(citizen_id=one, at=clock.now()) for one in hers]
    return next((one for one in reversed(done) if one is not None), None)


def outline_all(told: Told) -> int | None:
    """At the hub: two records were found to be one."""
    found = people.link(told.subject)
    return None if found is None else actions.outline_files(citizen_id=found.first_id, at=clock.now())


def clear_file(told: Told) -> int | None:
    """At the hub: what was written in a file goes once it was taken back."""
    return actions.clear_file(file_id=told.subject, cause=told.id, at=clock.now())


def tell_anew(told: Told) -> int | None:
    """At the hub: a file that was closed is open again, and its centre may have let go of what stands in it."""
    return actions.tell_anew(file_id=told.subject, cause=told.id, at=clock.now())


def clear_registration(told: Told) -> int | None:
    """At the hub: what was written of who was registered by mistake goes, once no file of hers stands any more."""
    hers = (told.subject,) if told.kind == "citizen.withdrawn" else elsewhere.people_of(told.subject)
    done = [actions.clear_registration(citizen_id=one, cause=told.id, at=clock.now()) for one in hers]
    return next((one for one in done if one is not None), None)


REACTIONS = (
    Reaction("applications.owe_refund", frozenset({"application.rejected"}), owe_refund),
    Reaction(
        "applications.outline", frozenset(row.event for row in rules.TRANSITIONS), outline, is_hubs=True
    ),
    Reaction("applications.clear_file", frozenset({"application.withdrawn"}), clear_file, is_hubs=True),
    Reaction(
        "applications.clear_registration",
        frozenset({"citizen.withdrawn", "application.withdrawn"}),
        clear_registration,
        is_hubs=True,
    ),
    Reaction(
        "applications.tell_anew",
        frozenset({"application.returned", "application.reopened"}),
        tell_anew,
        is_hubs=True,
    ),
    Reaction("applications.outline_all", frozenset({"citizen.linked"}), outline_all, is_hubs=True),
)
