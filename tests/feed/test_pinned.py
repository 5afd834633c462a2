"""A laptop whose battery is flat reaches its hub: the pinned certificate counts, whatever the day."""

import http.server
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dorgora.feed.roads import https


def certificate(folder: Path, begins: int, ends: int) -> tuple[str, Path]:
    """One for localhost that holds in these years; gives its text, and where it lies with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(begins, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(ends, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
        .public_bytes(serialization.Encoding.PEM)
    )
    words = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / f"{begins}.pem"
    path.write_bytes(words + made)
    return made.decode(), path


class Hub(http.server.BaseHTTPRequestHandler):
    """Answers whatever it is sent, where it has something."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response({"/exchange": 200, "/refused": 400}.get(self.path, 404))
        self.send_header("Content-Length", "2")
        self.end_headers()
        self.wfile.write(b"ok")

    def log_message(self, *_words: object) -> None:
        """Says nothing."""


@pytest.fixture(params=[(1990, 1991), (2090, 2091)], ids=["long over", "not yet"])
def hub(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Its address and its certificate, which by this machine's clock does not hold."""
    words, path = certificate(tmp_path, *request.param)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    server = http.server.HTTPServer(("localhost", 0), Hub)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"https://localhost:{server.server_address[1]}", words
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_day_of_the_machine_does_not_cut_it_off(hub: tuple[str, str]) -> None:
    address, words = hub
    assert https.post(address, "/exchange", b"x", words) == b"ok"


def test_a_hub_that_has_no_such_address_is_there_all_the_same(hub: tuple[str, str]) -> None:
    address, words = hub
    with pytest.raises(https.NotThere):
        https.post(address, "/scans", b"x", words)


def test_a_hub_that_refuses_is_there_all_the_same(hub: tuple[str, str]) -> None:
    address, words = hub
    with pytest.raises(https.Declined, match="400"):
        https.post(address, "/refused", b"x", words)


def test_another_certificate_is_still_not_the_hubs(hub: tuple[str, str], tmp_path: Path) -> None:
    address, _ = hub
    other, _ = certificate(tmp_path, 2000, 2100)
    with pytest.raises(https.NoLine):
        https.post(address, "/exchange", b"x", other)


def test_a_certificate_nobody_vouched_for_is_not_taken(hub: tuple[str, str]) -> None:
    address, _ = hub
    with pytest.raises(https.NoLine):
        https.post(address, "/exchange", b"x", "")
