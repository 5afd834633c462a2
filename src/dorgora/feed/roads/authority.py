"""Certificates of laptops that serve phones, as X.509: what a laptop asks for, and the hub's root (ADR 0035).

The root can sign for nothing but private addresses and names of DOMAIN, and says so in itself: a phone that trusts it
trusts it for nothing else, also if its key is stolen. The laptop's key never leaves the laptop; only a request travels.
"""

import datetime
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from dorgora.kernel.addresses import PRIVATE, is_private

DOMAIN = "dorgora.internal"
"""A top domain set aside for private use (ICANN board, 29 July 2024): nobody can own it."""
MOST_ADDRESSES = 8
NAME_DAYS, ADDRESS_DAYS, ROOT_DAYS = 397, 30, 20 * 365
"""A laptop's own name is nobody else's: as long as browsers take one, about. An address is another's tomorrow."""
_EARLIER = datetime.timedelta(days=1)
"""A phone's clock may be behind."""


@dataclass(frozen=True)
class Asked:
    """What a request asks: whose key, and which names and addresses beside the node's own name."""

    key: ec.EllipticCurvePublicKey
    names: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class Held:
    """A certificate as it counts: its first one's fingerprint (SHA-256), names and addresses, and its days."""

    fingerprint: bytes
    names: tuple[str, ...]
    addresses: tuple[str, ...]
    begins: datetime.datetime
    ends: datetime.datetime


def own_name(node_id: int) -> str:
    """The name of a laptop in every certificate the hub makes."""
    return f"centre-{node_id}.{DOMAIN}"


def new_key() -> str:
    """A private key, as PEM."""
    return _pem_of(ec.generate_private_key(ec.SECP256R1()))


def request(key: str, node_id: int, name: str, addresses: Sequence[str]) -> bytes:
    """What a laptop asks its certificate by (PKCS #10, DER), signed with the key it is for."""
    private = _private(key)
    names = [own_name(node_id), *([name] if name else [])]
    made = (
        x509.CertificateSigningRequestBuilder()
        .subject_name(_subject(name or own_name(node_id)))
        .add_extension(_alternatives(names, addresses), critical=False)
        .sign(private, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


def read(asked: bytes) -> Asked:
    """What a request says, if the owner of its key said it.

    Raises:
        ValueError: it is none, of another kind of key, or asks what no laptop asks.
    """
    found = x509.load_der_x509_csr(asked)
    key = found.public_key()
    if not isinstance(key, ec.EllipticCurvePublicKey) or not isinstance(key.curve, ec.SECP256R1):
        raise ValueError("key")
    if not found.is_signature_valid:
        raise ValueError("signature")
    names, addresses = _told(found.extensions)
    if len(addresses) > MOST_ADDRESSES or not all(map(is_private, addresses)):
        raise ValueError("addresses")
    return Asked(key, names, addresses)


def as_pem(asked: bytes) -> str:
    """The same request as an authority wants it."""
    found = x509.load_der_x509_csr(asked)
    return found.public_bytes(serialization.Encoding.PEM).decode()


def new_root(at: datetime.datetime) -> tuple[str, str]:
    """A hub's root: key and certificate, both as PEM."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = _subject("Dorgora: laptops of centres")
    allowed = [x509.DNSName(DOMAIN), *(x509.IPAddress(network) for network in PRIVATE)]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLIER)
        .not_valid_after(at + datetime.timedelta(days=ROOT_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.NameConstraints(permitted_subtrees=allowed, excluded_subtrees=None), critical=True
        )
        .add_extension(_usage(is_root=True), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return _pem_of(key), made.public_bytes(serialization.Encoding.PEM).decode()


def issue(root: tuple[str, str], node_id: int, asked: Asked, at: datetime.datetime) -> str:
    """A laptop's certificate under the hub's root, as PEM: its own name and the private addresses it asked for.

    A name of the wide world is left out: that is for an authority whom phones believe already.
    """
    key, signer = _private(root[0]), x509.load_pem_x509_certificate(root[1].encode())
    days = datetime.timedelta(days=ADDRESS_DAYS if asked.addresses else NAME_DAYS)
    made = (
        x509.CertificateBuilder()
        .subject_name(_subject(own_name(node_id)))
        .issuer_name(signer.subject)
        .public_key(asked.key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - _EARLIER)
        .not_valid_after(min(at + days, signer.not_valid_after_utc))
        .add_extension(_alternatives([own_name(node_id)], asked.addresses), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(is_root=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def held(chain: str) -> Held:
    """What a chain of certificates says, each signed by the next.

    Raises:
        ValueError: it is none.
    """
    found = x509.load_pem_x509_certificates(chain.encode())
    for one, signer in zip(found, found[1:], strict=False):
        try:
            one.verify_directly_issued_by(signer)
        except (InvalidSignature, TypeError) as wrong:
            raise ValueError("chain") from wrong
    first = found[0]
    names, addresses = _told(first.extensions)
    days = first.not_valid_before_utc, first.not_valid_after_utc
    return Held(first.fingerprint(hashes.SHA256()), names, addresses, *days)


def is_under(chain: str, root: str) -> bool:
    """Whether the first certificate of a chain is signed by this root."""
    try:
        signer = x509.load_pem_x509_certificate(root.encode())
        x509.load_pem_x509_certificates(chain.encode())[0].verify_directly_issued_by(signer)
    except (InvalidSignature, TypeError, ValueError):
        return False
    return True


def is_for(chain: str, key: str) -> bool:
    """Whether the first certificate of a chain is for this private key."""
    return _key_of(chain) == _private(key).public_key()


def is_for_request(chain: str, asked: bytes) -> bool:
    """Whether it is for the key of this request."""
    return _key_of(chain) == x509.load_der_x509_csr(asked).public_key()


def _key_of(chain: str) -> object:
    return x509.load_pem_x509_certificates(chain.encode())[0].public_key()


def _told(extensions: x509.Extensions) -> tuple[tuple[str, ...], tuple[str, ...]]:
    try:
        found = extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound as wrong:
        raise ValueError("names") from wrong
    addresses = tuple(str(one) for one in found.get_values_for_type(x509.IPAddress))
    return tuple(found.get_values_for_type(x509.DNSName)), addresses


def _alternatives(names: Sequence[str], addresses: Sequence[str]) -> x509.SubjectAlternativeName:
    told: list[x509.GeneralName] = [x509.DNSName(one) for one in names]
    return x509.SubjectAlternativeName(
        [*told, *(x509.IPAddress(ipaddress.ip_address(one)) for one in addresses)]
    )


def _usage(*, is_root: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not is_root, content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=is_root, crl_sign=is_root, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _subject(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:64])])


def _private(key: str) -> ec.EllipticCurvePrivateKey:
    found = serialization.load_pem_private_key(key.encode(), None)
    assert isinstance(found, ec.EllipticCurvePrivateKey)
    return found


def _pem_of(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
