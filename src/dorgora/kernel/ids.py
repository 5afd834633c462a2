"""One 64-bit integer names an event and what it creates: feed number (23 bits) and sequence (40 bits).

DESIGN gives the feed 24 bits; the top one stays free so that every id fits a signed 64-bit column
(ADR 0002).
"""

SEQ_BITS = 40
FEED_BITS = 23
MAX_FEED = (1 << FEED_BITS) - 1
MAX_SEQ = (1 << SEQ_BITS) - 1


def make_id(feed: int, seq: int) -> int:
    """The id of event `seq` of feed `feed`; both count from 1.

    Raises:
        ValueError: either number is outside its range.
    """
    if not 1 <= feed <= MAX_FEED or not 1 <= seq <= MAX_SEQ:
        raise ValueError("feed or sequence out of range")
    return feed << SEQ_BITS | seq


def feed_of(event_id: int) -> int:
    """The feed number inside an id."""
    return event_id >> SEQ_BITS


def seq_of(event_id: int) -> int:
    """The sequence number inside an id."""
    return event_id & MAX_SEQ
