"""Certificates of laptops: read by openssl's own checks, and a root that can sign for nothing but private addresses."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import NameOID
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError

from dorgora.feed.roads import authority

AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
NODE = 17592186044417


def made(addresses: tuple[str, ...] = ("192.168.1.7",), name: str = "") -> tuple[str, tuple[str, str]]:
    root = authority.new_root(AT)
    asked = authority.read(authority.request(authority.new_key(), NODE, name, addresses))
    return authority.issue(root, NODE, asked, AT), root


def is_believed(chain: str, root: str, host: str, at: datetime = AT) -> bool:
    """What another reader of certificates says who holds the root (openssl 3 is on the machine of few)."""
    found = x509.load_pem_x509_certificates(chain.encode())
    store = Store([x509.load_pem_x509_certificate(root.encode())])
    try:
        import ipaddress

        subject: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(host))
    except ValueError:
        subject = x509.DNSName(host)
    judge = PolicyBuilder().store(store).time(at).build_server_verifier(subject)
    try:
        judge.verify(found[0], found[1:])
    except VerificationError:
        return False
    return True


def test_it_works() -> None:
    chain, (_, root) = made(name="kukri.centres.example.org")
    held = authority.held(chain)
    assert (held.names, held.addresses) == ((authority.own_name(NODE),), ("192.168.1.7",))
    assert held.ends - AT == timedelta(days=30) and authority.is_under(chain, root)
    assert not authority.is_under(chain, made()[1][1])
    for host, is_so in ((authority.own_name(NODE), True), ("192.168.1.7", True), ("192.168.1.8", False)):
        assert is_believed(chain, root, host) is is_so, host
    assert not is_believed(chain, root, "192.168.1.7", AT + timedelta(days=31))


def test_its_own_name_alone_counts_for_longer() -> None:
    chain, (_, root) = made(())
    assert authority.held(chain).ends - AT == timedelta(days=397)
    assert is_believed(chain, root, authority.own_name(NODE), AT + timedelta(days=396))


def test_openssl_says_the_same(tmp_path: Path) -> None:
    chain, (_, root) = made()
    (tmp_path / "root.pem").write_text(root)
    (tmp_path / "chain.pem").write_text(chain)
    words = ["openssl", "verify", "-x509_strict", "-attime", f"{AT.timestamp():.0f}", "-purpose", "sslserver"]
    words += ["-verify_ip", "192.168.1.7", "-CAfile", "root.pem", "chain.pem"]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (said.returncode, said.stdout) == (0, "chain.pem: OK\n"), said.stderr


@pytest.mark.parametrize("name", ["hub.example.org", "8.8.8.8"])
def test_a_stolen_root_signs_for_nothing_else(name: str, tmp_path: Path) -> None:
    import ipaddress

    root = authority.new_root(AT)
    signer = x509.load_pem_x509_certificate(root[1].encode())
    key = ec.generate_private_key(ec.SECP256R1())
    subject: x509.GeneralName = x509.DNSName(name)
    if name[0].isdigit():
        subject = x509.IPAddress(ipaddress.ip_address(name))
    forged = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "forged")]))
        .issuer_name(signer.subject)
        .public_key(key.public_key())
        .serial_number(9)
        .not_valid_before(AT - timedelta(days=1))
        .not_valid_after(AT + timedelta(days=9))
        .add_extension(x509.SubjectAlternativeName([subject]), critical=False)
        .sign(authority._private(root[0]), hashes.SHA256())
    )
    (tmp_path / "root.pem").write_text(root[1])
    (tmp_path / "forged.pem").write_bytes(forged.public_bytes(authority.serialization.Encoding.PEM))
    words = ["openssl", "verify", "-attime", f"{AT.timestamp():.0f}", "-CAfile", "root.pem", "forged.pem"]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert said.returncode != 0 and "permitted subtree violation" in said.stderr


def test_only_a_request_of_a_laptop_is_read() -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "x")])
    names = x509.SubjectAlternativeName([x509.DNSName("x")])
    large = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    good = authority.request(authority.new_key(), NODE, "", ("10.0.0.1",))
    der = authority.serialization.Encoding.DER
    builder = x509.CertificateSigningRequestBuilder().subject_name(name)
    wrong = [
        b"",
        b"0" * 2048,
        good[:-1] + bytes([good[-1] ^ 1]),
        builder.add_extension(names, critical=False).sign(large, hashes.SHA256()).public_bytes(der),
        builder.sign(ec.generate_private_key(ec.SECP256R1()), hashes.SHA256()).public_bytes(der),
        authority.request(authority.new_key(), NODE, "", ("8.8.8.8",)),
        authority.request(authority.new_key(), NODE, "", tuple(f"10.0.0.{n}" for n in range(9))),
    ]
    for one in wrong:
        with pytest.raises(ValueError):
            authority.read(one)


def test_a_chain_is_signed_link_by_link() -> None:
    chain, (_, root) = made()
    assert authority.held(chain + root).addresses == ("192.168.1.7",)
    for wrong in ("", "no certificate", chain + made()[1][1]):
        with pytest.raises(ValueError):
            authority.held(wrong)
