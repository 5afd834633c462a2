"""One search for what must not be readable: in the clear, encoded, packed, sealed under any key here, or as digests.

The same program runs before and after an erasure. Whoever runs it holds the disk keys of all nodes and with them
every key in every table; and it remembers from before which sealed bytes opened to what.
"""

import base64
import hashlib
import hmac
import re
import struct
import sys
import unicodedata
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import quote

import zstandard

from dorgora.certificates import scsu
from dorgora.feed.fold import body_place, row_place
from dorgora.feed.keyring import Keyring
from dorgora.kernel.sealing import open_sealed
from dorgora.kernel.secrets_file import subkey
from dorgora.people import search as index
from tests.journeys.country import COUNTRY
from tests.journeys.opened import Copy

PURPOSES = (
    "database", "django", "persons", "file", "search", "drafts", "pictures", "codes", "pin", "factors",
    "register numbers",
)  # fmt: skip
PICTURE = "a picture of a paper"
MARK_BYTES = 24
FEW_DIGITS = 7
MUCH = 1 << 16
"""Content of more bytes than this is read once for all words, not once for each."""
Found = dict[str, set[str]]
"""Canary to where it was found."""


@dataclass(frozen=True, eq=True)
class Canary:
    """A word that stands nowhere else. kind: how an index holds it, if any: `name`, `home`, `number`, `register`,
    or `phone`, which is without what it begins with at home.
    """

    word: str
    kind: str = ""

    @cached_property
    def forms(self) -> frozenset[bytes]:
        """How it might be written down."""
        words = {self.word, self.word.lower(), unicodedata.normalize("NFD", self.word)}
        words |= {unicodedata.normalize("NFC", self.word), COUNTRY.pack.script.to_ascii_digits(self.word)}
        return frozenset(form for word in words for form in _written(word))

    def is_in(self, content: bytes) -> bool:
        """Whether it stands there. So few digits stand in some longer number by chance: theirs are all of it."""
        if len(self.word) > FEW_DIGITS or not self.word.isdigit():
            return any(form in content for form in self.forms)
        alone = rb"(?<!\d)(?:\+?%d)?%s(?!\d)" % (int(COUNTRY.pack.phone.country_code), self.word.encode())
        encoded = (form for form in self.forms if form != self.word.encode())
        return re.search(alone, content) is not None or any(form in content for form in encoded)

    def terms(self, places: Iterable[str]) -> set[str]:
        """What the search index digests of it, at any of these centres."""
        script = COUNTRY.pack.script
        terms: set[str] = set()
        if self.kind == "name":
            for part in script.name_parts(self.word):
                terms |= {f"name\0{part[:n]}" for n in range(1, min(len(part), index.MOST_LETTERS) + 1)}
            for sound in script.sound_parts(self.word):
                terms |= {f"heard\0{sound}", f"heard\0{sound[: index.HEARD_LETTERS]}"}
        elif self.kind == "home":
            terms = {f"home\0{part[: index.VILLAGE_LETTERS]}" for part in script.name_parts(self.word)}
        elif self.kind == "phone":
            terms |= {f"phone\0{self.word}", f"phone\0{self.word[: index.PHONE_BEGINS]}"}
        elif self.kind == "number":
            terms |= {f"last\0{self.word[-index.LAST_DIGITS :]}", f"number\0{self.word}"}
        return {f"{place}\0{term}" for place in places for term in terms}


def _written(word: str) -> Iterator[bytes]:
    plain = word.encode()
    yield from (plain, word.encode("utf-16-le"), quote(word).encode(), plain.hex().encode())
    yield word.encode("ascii", "backslashreplace")
    if coded := scsu.packed(word):
        yield coded[2:]  # as letters of a certificate, behind the window they stand in
    for shift in range(3):
        # The letters of Base64 that this word alone decides, whatever stands around it.
        coded = base64.b64encode(bytes(shift) + plain)
        inner = coded[4 if shift else 0 : -4 if (shift + len(plain)) % 3 else None]
        if len(inner) >= 8:
            yield inner


@dataclass
class Search:
    """canaries: what must go. spared: digests that others' names make as well. remembered: sealed bytes of before."""

    canaries: list[Canary]
    places: tuple[str, ...]
    spared: set[int] = field(default_factory=set)
    remembered: dict[bytes, str] = field(default_factory=dict)
    keys: list[bytes] = field(default_factory=list)

    @cached_property
    def forms(self) -> frozenset[bytes]:
        """Whatever any of the canaries might be written down as."""
        return frozenset(form for canary in self.canaries for form in canary.forms)

    def spare(self, words: Iterable[Canary], copies: Iterable[Copy]) -> None:
        """Others' names share beginnings with hers: these digests say nothing of her."""
        for copy in copies:
            for word in words:
                self.spared |= {_term_digest(copy, term) for term in word.terms(self.places)}

    def remember_keys(self, copy: Copy, persons: Iterable[int]) -> None:
        """The wrapped keys of these persons: a page that still bears one opens everything of hers."""
        wanted = set(persons)
        for person, wrapped in copy.column("feed_personkey", "person_id", "wrapped"):
            if person in wanted:
                self.remembered[wrapped[:MARK_BYTES]] = f"the key of {person}"

    def run(self, copies: Iterable[Copy]) -> Found:
        """Where each canary is found."""
        found: Found = {}
        for copy in copies:
            self.keys = _keys(copy)
            for canary, where in self._places_in(copy):
                found.setdefault(canary, set()).add(f"{copy.node.name}: {where}")
        return found

    def _places_in(self, copy: Copy) -> Iterator[tuple[str, str]]:
        for where, content in copy.raw.items():
            yield from self._said(content, where)
            yield from self.of_before(content, where)
        plain = {canary.word.encode() for canary in self.canaries}
        for log in copy.logs():
            yield from ((word.decode(), "log of the server") for word in those_in(log, plain))
        yield from self._in_tables(copy)
        yield from self._in_pictures(copy)
        yield from self._as_digests(copy)

    def of_before(self, content: bytes, where: str) -> Iterator[tuple[str, str]]:
        """What of the sealed bytes of before stands there still."""
        for needle in those_in(content, self.remembered):
            yield self.remembered[needle], f"{where}, as it was before"

    def _said(self, content: bytes, where: str) -> Iterator[tuple[str, str]]:
        standing = those_in(content, self.forms)
        for canary in self.canaries:
            if not canary.forms.isdisjoint(standing) and canary.is_in(content):
                yield canary.word, where

    def _in_tables(self, copy: Copy) -> Iterator[tuple[str, str]]:
        for table, (columns, rows) in copy.tables.items():
            texts = (str(value) for row in rows for value in row if isinstance(value, str | int))
            yield from self._said("\n".join(texts).encode(), table)
            for row in rows:
                for column, value in zip(columns, row, strict=True):
                    yield from self._in_value(copy, table, row, column, value)

    def _in_value(
        self, copy: Copy, table: str, row: tuple[object, ...], column: str, value: object
    ) -> Iterator[tuple[str, str]]:
        opened: Iterable[bytes] = ()
        mark = b""
        if isinstance(value, bytes):
            opened, mark = self._opened(table, row, column, value), value[:MARK_BYTES]
        elif isinstance(value, str) and column == "session_data":
            opened, mark = _unpacked(value.encode()), value.encode()[-MARK_BYTES:]
        for one in opened:
            for word, where in self._said(one, f"{table}.{column}"):
                if len(mark) == MARK_BYTES and mark not in one:
                    self.remembered[mark] = word
                yield word, where

    def _opened(self, table: str, row: tuple[object, ...], column: str, whole: bytes) -> Iterator[bytes]:
        """The bytes as they are, unpacked, and as every key here opens them."""
        yield from _unpacked(whole)
        labels = [row_place(table, row[0], column), str(row[0]).encode()]
        if isinstance(row[0], int):
            labels.append(body_place(row[0]))
        labels += [b"apart " + value for value in row if isinstance(value, bytes) and len(value) == 32]
        for key in self.keys:
            for label in labels:
                with suppress(ValueError):
                    yield from _unpacked(open_sealed(key, label, whole))

    def _in_pictures(self, copy: Copy) -> Iterator[tuple[str, str]]:
        """A picture is readable while its key is here; which file it was is remembered by its bytes."""
        for where, content in copy.raw.items():
            if not where.startswith("file ") or len(where) != len("file ") + 32:
                continue
            name = where.removeprefix("file ")
            for key in self.keys:
                for label, purpose in ((name.encode(), "file"), (bytes.fromhex(name), "scans")):
                    with suppress(ValueError):
                        open_sealed(subkey(key, purpose), label, content)
                        self.remembered[content[:MARK_BYTES]] = PICTURE
                        yield PICTURE, where

    def _as_digests(self, copy: Copy) -> Iterator[tuple[str, str]]:
        numbers = {value for (value,) in copy.column("people_searchkey", "digest")}
        granted = {value for (value,) in copy.column("applications_registernumber", "digest")}
        for canary in self.canaries:
            for term in canary.terms(self.places):
                digest = _term_digest(copy, term)
                if digest in numbers and digest not in self.spared:
                    self._remember_digest(digest, canary)
                    yield canary.word, "people_searchkey"
            register = _register_digest(copy, canary.word)
            if canary.kind == "register" and register in granted:
                self._remember_digest(register, canary)
                yield canary.word, "applications_registernumber"
        digests = {digest: canary.word for canary in self.canaries for digest in self._digests(canary)}
        for content in copy.raw.values():
            for digest in those_in(content, digests):
                yield digests[digest], "a digest"

    def _remember_digest(self, digest: int, canary: Canary) -> None:
        raw = digest.to_bytes(8, "big", signed=True)
        self.remembered |= {raw: canary.word, raw[::-1]: canary.word}

    def _digests(self, canary: Canary) -> Iterator[bytes]:
        for form in {canary.word.encode(), canary.word.lower().encode()}:
            yield hashlib.sha256(form).digest()
            for key in self.keys:
                yield hmac.digest(key, form, "sha256")


def those_in(content: bytes, needles: Iterable[bytes]) -> list[bytes]:
    """Those of very many that stand there; in much content they are looked for all at once."""
    if len(content) > MUCH:
        needles = _perhaps_in(content, needles)
    return [needle for needle in needles if needle in content]


def _perhaps_in(content: bytes, needles: Iterable[bytes]) -> set[bytes]:
    """Those that may stand there: one of the words a needle has from each of its first bytes on stands at a multiple
    of the word's length, wherever in the content the needle begins.
    """
    words: dict[str, dict[int, list[bytes]]] = {"Q": {}, "I": {}, "B": {}}
    for needle in needles:
        kind = next(kind for kind in words if len(needle) >= 2 * struct.calcsize(kind) - 1)
        width = struct.calcsize(kind)
        for at in range(width):
            word = int.from_bytes(needle[at : at + width], sys.byteorder)
            words[kind].setdefault(word, []).append(needle)
    perhaps: set[bytes] = set()
    for kind, begun in words.items():
        whole = len(content) // struct.calcsize(kind) * struct.calcsize(kind)
        for word in set(begun).intersection(memoryview(content)[:whole].cast(kind)) if begun else ():
            perhaps.update(begun[word])
    return perhaps


def _term_digest(copy: Copy, term: str) -> int:
    digest = hmac.digest(subkey(copy.disk_key, "search"), term.encode(), "sha256")
    return int.from_bytes(digest[:8], "big", signed=True)


def _register_digest(copy: Copy, number: str) -> int:
    digest = hmac.digest(subkey(copy.disk_key, "register numbers"), number.encode(), "sha256")
    return int.from_bytes(digest[:8], "big") >> 1


def _keys(copy: Copy) -> list[bytes]:
    """Every key of this node: its disk key, what is derived from it, persons', pictures'."""
    disk_key = copy.disk_key
    keys = [disk_key, *(subkey(disk_key, purpose) for purpose in PURPOSES)]
    ring = Keyring(subkey(disk_key, "persons"))
    for person, wrapped in copy.column("feed_personkey", "person_id", "wrapped"):
        key = ring.unwrap(person, wrapped)
        keys += [key] if key is not None else []
    for digest, wrapped in copy.column("applications_picture", "digest", "key"):
        keys.append(open_sealed(subkey(disk_key, "pictures"), digest.encode(), wrapped))
    return keys


def _unpacked(content: bytes) -> Iterator[bytes]:
    """The bytes, and what is inside if they are compressed, a session, or a certificate."""
    yield content
    with suppress(zstandard.ZstdError):
        yield zstandard.ZstdDecompressor().decompress(content, max_output_size=1 << 24)
    with suppress(ValueError, zlib.error):
        middle = content.split(b":")[0].lstrip(b".")
        inner = base64.urlsafe_b64decode(middle + b"=" * (-len(middle) % 4))
        yield zlib.decompress(inner) if content.startswith(b".") else inner


def balances(copy: Copy) -> Mapping[str, list[tuple[object, ...]]]:
    """The books: counters, transfers and fees, as they stand."""
    return {
        "feed_counter": sorted(copy.column("feed_counter", "projection", "cell", "n")),
        "money_transfer": sorted(
            copy.column("money_transfer", "entry_id", "debit", "credit", "amount_minor")
        ),
        "money_fee": sorted(copy.column("money_fee", "about_id", "state_minor", "operator_minor")),
    }
