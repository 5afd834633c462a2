"""Bytes from outside are bounded before they cost anything."""

import random
import subprocess
import sys
import time
import tracemalloc

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from dorgora.feed import canonical
from dorgora.feed.sync import gate, wire

REASONS = {"size", "ratio", "compression", "truncated", "count", "depth", "trailing", "type", "shape"}
GOOD = wire.Ack(10, 3, b"12345678", wire.OK)


def _zeros(size: int) -> bytes:
    """A frame that says how much is in it: so many zeros."""
    packer = zstandard.ZstdCompressor(level=1).compressobj(size=size)
    block = bytes(1 << 20)
    return b"".join(packer.compress(block) for _ in range(size >> 20)) + packer.flush()


def _frame_that_claims(size: int) -> bytes:
    """A hand-made header (RFC 8878): its content is `size` bytes in one segment; one empty raw block follows."""
    return bytes.fromhex("28b52ffd") + b"\xe0" + size.to_bytes(8, "little") + b"\x01\x00\x00"


def z(clear: bytes) -> bytes:
    return zstandard.compress(clear)


BOMBS = {
    "a gigabyte that says its size": (_zeros(1 << 30), "ratio"),
    "a frame that claims an exabyte": (_frame_that_claims(1 << 60), "compression"),
    "more than an exchange may be": (bytes(gate.MAX_WIRE + 1), "size"),
    "five megabytes of one letter": (z(b"\xdb\x00\x50\x00\x00" + b"x" * (5 << 20)), "ratio"),
    "a hundred thousand arrays deep": (z(b"\x91" * 4000 + b"\xc0"), "depth"),
    "an array of four thousand million": (z(b"\xdd\xff\xff\xff\xff"), "count"),
    "a text of four thousand million": (z(b"\xdb\xff\xff\xff\xff"), "truncated"),
    "bytes of four thousand million": (z(b"\xc6\xff\xff\xff\xff"), "truncated"),
    "half a million nothings": (z(b"\xdd\x00\x07\xa1\x20" + b"\xc0" * 500_000), "ratio"),
    "a quarter of a million numbers": (
        z(b"\xdd\x00\x03\xd0\x90" + bytes(random.Random(1).choices(range(128), k=250_000))), "count"
    ),
    "bytes after the end": (z(canonical.encode(GOOD) + b"\xc0"), "trailing"),
    "bytes after the frame": (gate.pack(GOOD) + b"x", "compression"),
    "two frames": (gate.pack(GOOD) * 2, "trailing"),
    "half a frame": (gate.pack(GOOD)[:-3], "truncated|count"),
    "a map": (z(b"\x80"), "type"),
    "a float": (z(b"\xcb" + bytes(8)), "type"),
    "a timestamp": (z(b"\xd6\xff" + bytes(4)), "type"),
    "a number of nine bytes cut short": (z(b"\xcf\x00"), "truncated"),
    "nothing": (b"", "truncated"),
    "a window of 128 megabytes": (bytes.fromhex("28b52ffd 00 88 090000 90"), "compression"),  # RFC 8878, 3.1.1.1.2
    "no frame": (b"\x94\x0a\x03\xa0\x00", "compression"),
    "a feed number beyond all feeds": (gate.pack([1 << 40, 3, b"", 0]), "shape"),
    "a number beyond 64 bits of a database": (gate.pack([10, 2**64 - 1, b"", 0]), "shape"),
    "a number below nothing": (gate.pack([10, -1, b"", 0]), "shape"),
    "a kind that is not UTF-8": (z(b"\x94\xa1\xff\x03\xa0\x00"), "shape"),
    "too few fields": (gate.pack([10, 3, b""]), "shape"),
    "too many fields": (gate.pack([10, 3, b"", 0, 0]), "shape"),
}  # fmt: skip


def test_what_is_within_bounds_comes_through() -> None:
    assert gate.unpack(gate.pack(GOOD), wire.Ack) == GOOD


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused(name: str) -> None:
    bomb, reason = BOMBS[name]
    began = time.process_time()
    with pytest.raises(gate.Refused) as refused:
        gate.unpack(bomb, wire.Ack)
    assert refused.value.reason in reason.split("|")
    assert time.process_time() - began < 0.4


MOST = 4_194_304  # "over 4 MB" of docs/feed.md; 4 * 1024 * 1024


def _bytes_that_fill(clear: int) -> bytes:
    """MessagePack (bin 32) of so many bytes: noise again and again, smaller when packed, yet not 200 times."""
    size = clear - 5
    noise = random.Random(7).randbytes(150_000)
    return b"\xc6" + size.to_bytes(4, "big") + (noise * (size // len(noise) + 1))[:size]


@pytest.mark.parametrize("says_size", [True, False])
def test_over_4_megabytes_are_refused_at_a_small_ratio_too(says_size: bool) -> None:
    packer = zstandard.ZstdCompressor(level=1, write_content_size=says_size)
    whole = packer.compress(_bytes_that_fill(MOST))
    assert len(gate.unpack(whole, bytes)) == MOST - 5
    for beyond in (1, 4 * MOST):
        wire_ = packer.compress(_bytes_that_fill(MOST + beyond))
        assert len(wire_) < gate.MAX_WIRE and len(wire_) * gate.MAX_RATIO > MOST + beyond
        assert _most_held(wire_) < MOST + 1_000_000


def _most_held(bomb: bytes) -> int:
    """Bytes that refusing it took at the worst moment."""
    tracemalloc.start()
    try:
        with pytest.raises(gate.Refused, match="ratio"):
            gate.unpack(bomb, bytes)
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


LIMITED = """
import resource, sys
from dorgora.feed.sync import gate, wire
gate.unpack(gate.pack(wire.Ack(1, 1, b"", 0)), wire.Ack)
now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + (48 << 20),) * 2)
for line in sys.stdin:
    try:
        gate.unpack(bytes.fromhex(line), wire.Ack)
        print("let in")
    except gate.Refused as refused:
        print(refused.reason)
"""


@pytest.mark.slow
def test_bombs_are_refused_in_48_megabytes() -> None:
    lines = "\n".join(bomb.hex() for bomb, _ in BOMBS.values() if bomb)
    said = subprocess.run([sys.executable, "-c", LIMITED], input=lines, capture_output=True, text=True)
    assert said.stderr == ""
    assert len(said.stdout.split()) == len(BOMBS) - 1
    assert "let" not in said.stdout.split()


def test_text_that_is_not_utf8_is_refused() -> None:
    with pytest.raises(gate.Refused, match="shape"):
        gate.unpack(z(b"\x91\xa1\xff"), tuple[str])


@pytest.mark.slow
@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_refused_or_read(noise: bytes) -> None:
    for body in (noise, z(noise)):
        try:
            gate.unpack(body, wire.Request)
        except gate.Refused as refused:
            assert refused.reason in {
                "size",
                "ratio",
                "compression",
                "truncated",
                "count",
                "depth",
                "trailing",
                "type",
                "shape",
            }


@pytest.mark.slow
@given(st.recursive(st.none() | st.integers(0, 2**64 - 1) | st.text() | st.binary(), st.lists, max_leaves=40))
def test_the_scan_agrees_with_the_decoder(value: object) -> None:
    """Whatever is within bounds passes the scan, and is then what was packed."""
    if _depth(value) < gate.MAX_DEPTH:
        assert gate.unpack(gate.pack(value), object) == value


def _depth(value: object) -> int:
    return 1 + max(map(_depth, value), default=0) if isinstance(value, list) else 0


MANY_AT_ONCE = """
import hashlib, sys, threading
from dorgora.feed.sync import gate

wrong = []

def pack_again_and_again(number):
    value = [hashlib.sha256(b"%d %d" % (number, n)).hexdigest() * 3 for n in range(600)]
    wrong.extend(number for _ in range(30) if gate.unpack(gate.pack(value), list[str]) != value)

threads = [threading.Thread(target=pack_again_and_again, args=(n,)) for n in range(8)]
[one.start() for one in threads]
[one.join() for one in threads]
sys.exit(len(wrong))
"""


@pytest.mark.slow
def test_many_exchanges_at_once_are_packed_apart() -> None:
    """In a process of its own: a compressor that threads share does not raise, it takes the whole program away."""
    assert subprocess.run([sys.executable, "-c", MANY_AT_ONCE]).returncode == 0
