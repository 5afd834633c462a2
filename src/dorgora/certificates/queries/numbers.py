"""Which numbers a feed may give its certificates, which it gave, and what the hub refused."""

from dataclasses import dataclass
from datetime import datetime

from dorgora.certificates import cose, models, rules, serials
from dorgora.certificates.cose import BadToken
from dorgora.certificates.queries.issued import speaks_otherwise
from dorgora.feed import queries as feed
from dorgora.kernel.clock import APART, to_seconds
from dorgora.kernel.ids import SEQ_BITS, feed_of


@dataclass(frozen=True)
class Block:
    """Numbers of a place from first to last, both included, that one feed may give."""

    first: int
    last: int


def blocks_of(feed_number: int, place: str) -> list[Block]:
    """The blocks of a feed for its place, the lowest first."""
    found = models.Block.objects.filter(feed=feed_number, place=place).order_by("first")
    return [Block(*row) for row in found.values_list("first", "last")]


def next_number(feed_number: int, place: str) -> int:
    """The number of the next certificate of a feed; 0 when it has none left."""
    return _next(feed_number, place, blocks_of(feed_number, place))


def n_left(feed_number: int, place: str) -> int:
    """How many numbers a feed may still give."""
    blocks = blocks_of(feed_number, place)
    number = _next(feed_number, place, blocks)
    return sum(max(one.last - max(number, one.first) + 1, 0) for one in blocks) if number else 0


def _next(feed_number: int, place: str, blocks: list[Block]) -> int:
    """The one after the highest given in the first block that is not at its end; what others wrote does not count."""
    for block in blocks:
        given = _own(feed_number, place).filter(number__gte=block.first, number__lte=block.last)
        highest = given.order_by("-number").values_list("number", flat=True).first()
        if highest is None:
            return block.first
        if highest < block.last:
            return int(highest) + 1
    return 0


def _own(feed_number: int, place: str) -> models.Certificates:
    begins, ends = feed_number << SEQ_BITS, (feed_number + 1) << SEQ_BITS
    return models.Certificate.objects.filter(office=place, id__gte=begins, id__lt=ends)


def next_block(place: str, registry: int, size: int) -> Block | None:
    """The next block of a place that a registry reserves; None when it has no more numbers."""
    whole = serials.span(registry)
    found = models.Block.objects.filter(place=place, last__gte=whole.start, last__lt=whole.stop)
    last = found.order_by("-last").values_list("last", flat=True).first()
    first = max(whole.start, 1) if last is None else int(last) + 1
    return Block(first, first + size - 1) if first + size <= whole.stop else None


def number_fault(certificate_id: int) -> str:
    """Why a certificate that is in the log does not count: a word of `rules.NUMBER_FAULTS`; empty when it does."""
    row = models.Certificate.objects.filter(id=certificate_id).values_list("office", "number").first()
    if row is None:
        return ""
    office, number = row
    if number:
        writer = feed_of(certificate_id)
        if not any(one.first <= number <= one.last for one in blocks_of(writer, office)):
            return rules.NUMBER_OUTSIDE
        if _own(writer, office).filter(number=number, id__lt=certificate_id).exists():
            return rules.NUMBER_TWICE
    return rules.SAYS_OTHERWISE if speaks_otherwise(certificate_id) else ""


def token_of(certificate_id: int) -> bytes | None:
    """The token as it stands in the log; None when it is gone."""
    found = models.Certificate.objects.filter(id=certificate_id).values_list("citizen_id", "token").first()
    if found is None or found[1] is None:
        return None
    sealed = (certificate_id, found[0], bytes(found[1]))
    (token,) = feed.open_rows("certificates_certificate", "token", [sealed])
    return bytes(token) if token is not None else None


def is_accepted(list_name: str, list_index: int, digest: bytes) -> bool:
    """Whether a certificate in the log has a token of this digest at this place of a list."""
    found = models.Certificate.objects.filter(list_name=list_name, list_index=list_index)
    return any(digest_of(token_of(one)) == digest for one in found.values_list("id", flat=True))


def digest_of(token: bytes | None) -> bytes | None:
    """By what a token is refused; None for what is no token."""
    try:
        return None if token is None else cose.digest(token)
    except BadToken:
        return None


def is_refused(list_name: str, digest: bytes) -> bool:
    """Whether the hub refused this token before."""
    return models.Refused.objects.filter(list_name=list_name, digest=digest).exists()


def serial_of(event_id: int) -> str:
    """The serial of a paper, refused or in the log, by its event; empty where it bears none from a block."""
    named = ("office", "list_name", "number")
    refused = models.Refused.objects.filter(event_id=event_id, number__gt=0).order_by("id")
    known = models.Certificate.objects.filter(id=event_id, number__gt=0)
    row = refused.values_list(*named).first() or known.values_list(*named).first()
    return serials.serial(row[0], int(row[1].split("-")[0]), row[2]) if row is not None else ""


def n_to_come(list_name: str, at: datetime) -> int:
    """How many certificates of a list that nobody took back are dated later than today."""
    ahead = models.Certificate.objects.filter(list_name=list_name, issued_at__gt=to_seconds(at + APART))
    return ahead.filter(revoked_at__isnull=True).count()


def n_refused(list_name: str) -> int:
    """How many tokens are refused on a list."""
    return models.Refused.objects.filter(list_name=list_name).count()
