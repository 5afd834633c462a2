"""What a node remembers of the hub's registries, on a database: which it writes, and what the hub signed of each."""

from dorgora.feed import generations
from dorgora.feed.events import REGISTRY
from dorgora.feed.store import DjangoStore
from dorgora.kernel.ids import MAX_FEED, feed_of


class GenerationStore(DjangoStore):
    """The part of `feed.sync.exchange.ExchangeStore` that is about the hub going back, with the notes it rests on."""

    def note(self, name: str) -> str:
        """A small thing this node remembers; empty when it does not."""
        return self.notes(name)[name]

    def notes(self, *names: str) -> dict[str, str]:
        """Several such things at once."""
        return dict.fromkeys(names, "") | dict(self.rows.of("feed_note", ("name", "words"), "name", names))

    def set_note(self, name: str, words: str) -> None:
        """Remembers it."""
        self.rows.put("feed_note", ("name", "words"), 1, [(name, words)])

    def writer_of(self, feed: int) -> int:
        """See `MailStore`."""
        found = self.rows.all("SELECT node_id FROM feed_grant WHERE feed = %s", [feed])
        return found[0][0] if found else 0

    def written_by(self, node_id: int) -> range:
        """Among which numbers the feeds are that a node may write now."""
        is_hub = self.registry() != REGISTRY and node_id == self.writer_of(REGISTRY)
        return generations.span(self.registry()) if is_hub else range(1, MAX_FEED + 1)

    def registry(self) -> int:
        """See `ExchangeStore`."""
        return int(self.note("registry") or REGISTRY)

    def set_registry(self, feed: int) -> None:
        """See `ExchangeStore`."""
        self.set_note("registry", str(feed))

    def is_heard(self, node_id: int) -> bool:
        """See `ExchangeStore`; a node that was enrolled since then has heard nothing else."""
        registry = self.registry()
        is_new = feed_of(node_id) == registry
        return registry == REGISTRY or is_new or self.note(f"went_on:{node_id}") == str(registry)

    def set_heard(self, node_id: int) -> None:
        """See `ExchangeStore`."""
        self.set_note(f"went_on:{node_id}", str(self.registry()))

    def is_passed_over(self, node_id: int) -> bool:
        """Whether a named officer said, since the hub went back, that it need not be heard."""
        return self.note(f"passed_over:{node_id}") == str(self.registry())

    def set_passed_over(self, node_id: int) -> None:
        """She says so."""
        self.set_note(f"passed_over:{node_id}", str(self.registry()))

    def shared_feeds(self) -> list[int]:
        """See `ExchangeStore`."""
        marks = ", ".join(["%s"] * len(generations.SHARED_PLACES))
        found = self.rows.all(
            f"SELECT feed FROM feed_grant WHERE role = %s AND place IN ({marks}) ORDER BY feed",
            [generations.HUB, *generations.SHARED_PLACES],
        )
        return [row[0] for row in found]

    def keep_signature(self, stream: int, number: int, signature: bytes) -> None:
        """See `ExchangeStore`."""
        self.rows.put("feed_signed", ("stream", "number", "signature"), 2, [(stream, number, signature)])

    def signed_after(self, stream: int, after: int) -> tuple[int, bytes] | None:
        """See `ExchangeStore`; what came with the enrolment stands under the head alone."""
        found = self.rows.all(
            "SELECT number, signature FROM feed_signed WHERE stream = %s AND number > %s ORDER BY number LIMIT 1",
            [stream, after],
        ) or self.rows.all(
            "SELECT seq, signature FROM feed_head WHERE feed = %s AND seq > %s", [stream, after]
        )
        return (found[0][0], bytes(found[0][1])) if found else None
