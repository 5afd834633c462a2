"""Counters behind short numbers: one for each feed, moved in the transaction that uses the number."""

from dorgora.feed import node as nodes


def next_count(feed: int) -> int:
    """The next count of a feed, from 0; never given twice, as it moves and stays with the feed's own head."""
    found = nodes.this().store.rows.all(
        "INSERT INTO applications_counter (feed, n) VALUES (%s, 1)"
        " ON CONFLICT (feed) DO UPDATE SET n = applications_counter.n + 1 RETURNING n",
        [feed],
    )
    return int(found[0][0]) - 1
