"""Recomputes the test vectors of docs/feed.md with Python's own library alone: no import of this program."""

import hashlib
import hmac
import json
import pathlib

PAGE = pathlib.Path(__file__).parents[3] / "docs" / "feed.md"


def head(n, short, *longer):
    """The shortest header for n: `short` adds it to its first byte up to a limit, then 1, 2, 4 or 8 bytes follow."""
    if n < short[1]:
        return bytes([short[0] + n])
    return next(bytes([code]) + n.to_bytes(size, "big") for code, size in longer if n < 1 << 8 * size)


def enc(v):
    if v is None or isinstance(v, bool):
        return {None: b"\xc0", False: b"\xc2", True: b"\xc3"}[v]
    if isinstance(v, int) and v < 0:
        return (
            bytes([v & 255])
            if v >= -32
            else next(
                bytes([0xCF + size.bit_length()]) + v.to_bytes(size, "big", signed=True)
                for size in (1, 2, 4, 8)
                if v >= -(1 << 8 * size - 1)
            )
        )
    if isinstance(v, int):
        return head(v, (0, 128), (0xCC, 1), (0xCD, 2), (0xCE, 4), (0xCF, 8))
    if isinstance(v, str):
        return head(len(v.encode()), (0xA0, 32), (0xD9, 1), (0xDA, 2), (0xDB, 4)) + v.encode()
    if isinstance(v, dict):  # {"hex": "00ff"} stands for bytes
        return head(len(v["hex"]) // 2, (0, 0), (0xC4, 1), (0xC5, 2), (0xC6, 4)) + bytes.fromhex(v["hex"])
    return head(len(v), (0x90, 16), (0xDC, 2), (0xDD, 4)) + b"".join(map(enc, v))


def faults():
    vectors = json.loads(PAGE.read_text(encoding="utf-8").split("```json vectors\n")[1].split("```")[0])
    for one in vectors["encodings"]:
        if (
            enc(one["value"]).hex() != one["bytes"]
            or hashlib.sha256(enc(one["value"])).hexdigest() != one["sha256"]
        ):
            yield one["name"]
    for one in vectors["person_digests"]:
        label = b"dorgora salt 1" + one["event_id"].to_bytes(8, "big")
        salt = hmac.digest(bytes.fromhex(one["key"]), label, "sha256")
        if hmac.digest(salt, bytes.fromhex(one["words"]), "sha256").hex() != one["digest"]:
            yield one["name"]


if __name__ == "__main__":
    found = list(faults())
    print("These vectors do not hold:", found) if found else print("All vectors hold.")
    raise SystemExit(bool(found))
