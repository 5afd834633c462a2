"""Signed messages of strangers and the keys they are held against: made by hand, so that anything can be wrong.

The published ones are the examples of two standards, each a COSE_Sign1 by ES256: copyright IETF Trust and the persons
identified as the documents' authors, taken over as code components under the Revised BSD License.
"""

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from dorgora.certificates import jwk, sign1
from dorgora.certificates.cose import BadToken
from dorgora.kernel.signing import Signer

AT = 1_795_327_200
NOTHING = object()

# RFC 8152 C.2.1 (the same in RFC 9052 C.2.1), key "11" of C.7.1.
RFC_8152_KEY = {
    "kty": "EC", "crv": "P-256", "kid": "11",
    "x": "usWxHK2PmfnHKwXPS54m0kTcGJ90UiglWiGahtagnv8", "y": "IBOL-C3BttVivg-lSreASjpkttcsz-1rb7btKLv8EX4",
}  # fmt: skip
RFC_8152 = bytes.fromhex(
    "d28443a10126a10442313154546869732069732074686520636f6e74656e742e58408eb33e4ca31d1c465ab05aac34cc6b23d58fef5c"
    "083106c4d25a91aef0b0117e2af9a291aa32e14ab834dc56ed2a223444547e01f11d3b0916e5a4c345cacb36"
)
# RFC 8392 A.3, key A.2.3: nbf and iat 1443944944, exp 1444064944.
RFC_8392_KEY = {
    "kty": "EC", "crv": "P-256",
    "x": "FDMpzOeGjkFpJ1mc9lo0884v_aVafspp7YkZo5TULw8", "y": "YPfxp4DYp4O_t6LdayeW6BKNu87509Fo25Uplxo257k",
}  # fmt: skip
RFC_8392 = bytes.fromhex(
    "d28443a10126a104524173796d6d657472696345434453413235365850a70175636f61703a2f2f61732e6578616d706c652e636f6d"
    "02656572696b77037818636f61703a2f2f6c696768742e6578616d706c652e636f6d041a5612aeb0051a5610d9f0061a5610d9f00742"
    "0b7158405427c1ff28d23fbad1f29c4c7c6a555e601d6fa29f9179bc3d7438bacaca5acd08c8d4d4f96131680c429a01f85951ecee74"
    "3a52b9b63632c57209120e1c9e30"
)


class P256:
    """A key that signs by ES256, raw halves one after the other."""

    algorithm = -7

    def __init__(self, secret: int, curve=None) -> None:
        self.private = ec.derive_private_key(secret, curve or ec.SECP256R1())
        numbers = self.private.public_key().public_numbers()
        self.x, self.y = numbers.x.to_bytes(32, "big"), numbers.y.to_bytes(32, "big")
        self.jwk = {"kty": "EC", "crv": "P-256", "x": jwk.to_base64url(self.x), "y": jwk.to_base64url(self.y)}

    def sign(self, message: bytes) -> bytes:
        r, s = decode_dss_signature(self.private.sign(message, ec.ECDSA(SHA256())))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


class Ed25519(Signer):
    """A key that signs by EdDSA."""

    algorithm = -8

    def __init__(self, seed: bytes) -> None:
        super().__init__(seed)
        self.jwk = {"kty": "OKP", "crv": "Ed25519", "x": jwk.to_base64url(self.public)}


EC, OKP = P256(4711), Ed25519(b"e" * 32)
BOTH = [EC, OKP]
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def signed(payload=b"hello", key=OKP, *, protected=NOTHING, unprotected=b"\xa0", external=b"", sent=NOTHING):
    """A message with a true signature; headers are the bytes given, `sent` the payload that goes along."""
    protected = cbor2.dumps({1: key.algorithm}) if protected is NOTHING else protected
    signature = key.sign(cbor2.dumps(["Signature1", protected, external, payload]))
    return around(protected, unprotected, payload if sent is NOTHING else sent, signature)


def around(protected, unprotected, payload, signature, head=b"\xd2\x84"):
    return head + cbor2.dumps(protected) + unprotected + cbor2.dumps(payload) + cbor2.dumps(signature)


def is_ok(message, key=OKP, at=AT, external=b""):
    """Whether it counts; anything but a refusal in good order comes through."""
    try:
        sign1.check(message, jwk.read(key if isinstance(key, dict) else key.jwk), at, external=external)
    except BadToken:
        return False
    return True
