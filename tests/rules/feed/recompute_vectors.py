"""Proves that docs/feed.md and Python's own library suffice for each encoding, hash and person digest written there."""

import hashlib
import hmac
import json
import pathlib


def sized(n, short, first, code, least=0):  # one byte alone for what is short, else a code and 2**k bytes
    k = next(k for k in range(least, 4) if (~n if n < 0 else n) >> (8 << k) - (n < 0) == 0)
    return bytes([first + n & 255] if n in short else [code + k, *n.to_bytes(1 << k, "big", signed=n < 0)])


encoders = {
    type(None): lambda _: b"\xc0",
    bool: lambda v: b"\xc3" if v else b"\xc2",
    int: lambda v: sized(v, range(-32, 128), 0, 0xCC if v > 0 else 0xD0),
    dict: lambda v: sized(len(v["hex"]) // 2, (), 0, 0xC4) + bytes.fromhex(v["hex"]),  # stands for bytes
    str: lambda v: sized(len(v.encode()), range(32), 0xA0, 0xD9) + v.encode(),
    list: lambda v: sized(len(v), range(16), 0x90, 0xDB, 1) + b"".join(encoders[type(one)](one) for one in v),
}
page = (pathlib.Path(__file__).parents[3] / "docs" / "feed.md").read_text(encoding="utf-8")
vectors = json.loads(page.split("```json vectors\n")[1].split("```")[0])
for name, value, data, digest in map(dict.values, vectors["encodings"]):
    made = encoders[type(value)](value)
    assert [made.hex(), hashlib.sha256(made).hexdigest()] == [data, digest], name
for name, key, event, words, digest in map(dict.values, vectors["person_digests"]):
    salt = hmac.digest(bytes.fromhex(key), b"dorgora salt 1" + event.to_bytes(8, "big"), "sha256")
    assert hmac.digest(salt, bytes.fromhex(words), "sha256").hex() == digest, name
print("All vectors hold.")
