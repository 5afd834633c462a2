"""What is written under somebody's key and stands here yet: where it is, not what it says."""

from dorgora.feed import node as nodes


def under(person: int, kind: str) -> list[int]:
    """The subjects of events of a kind whose words stand here under a person's key, in order."""
    rows = nodes.this().store.rows.all(
        "SELECT DISTINCT e.subject_id FROM feed_event e JOIN feed_personpart p ON p.event_id = e.id"
        # The second condition is the index's: SQLite does not see it in the first.
        " WHERE e.person_of = %s AND e.person_of > 0 AND e.kind = %s ORDER BY e.subject_id",
        [person, kind],
    )
    return [subject for (subject,) in rows]
