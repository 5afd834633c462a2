"""A phone as a journey has it: TLS that believes nobody but one fingerprint, cookies, and pages as they came."""

import hashlib
import http.client
import json
import re
import ssl
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlencode

from dorgora.demo.processes import NodeProcess, free_port


def ready(laptop: NodeProcess) -> None:
    """Gives a laptop a port for phones on loopback, before it starts."""
    laptop.extra |= {"DORGORA_PHONE_PORT": str(free_port()), "DORGORA_PHONE_ADDRESS": "127.0.0.1"}


def state(laptop: NodeProcess) -> dict[str, object]:
    """What the laptop says of its door."""
    return dict(json.loads(laptop.do("door")[0]))


@dataclass
class Answer:
    status: int
    html: str
    headers: dict[str, str]

    @property
    def text(self) -> str:
        return unescape(re.sub(r"<[^>]+>", " ", self.html))

    def hidden(self, name: str) -> str:
        found = re.search(rf'name="{name}" value="([^"]*)"', self.html)
        assert found, f"no {name} in {self.text[:300]}"
        return unescape(found.group(1))


@dataclass
class Phone:
    """sha256: the fingerprint it was told by the laptop's screen; it speaks to no other certificate."""

    laptop: NodeProcess
    sha256: str
    cookies: dict[str, str] = field(default_factory=dict)
    host: str = ""

    def __post_init__(self) -> None:
        self.port = int(self.laptop.extra["DORGORA_PHONE_PORT"])
        self.host = self.host or f"127.0.0.1:{self.port}"

    def connect(self) -> http.client.HTTPSConnection:
        anyone = ssl.create_default_context()
        anyone.check_hostname, anyone.verify_mode = False, ssl.CERT_NONE
        line = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=anyone)
        line.connect()
        shown = line.sock.getpeercert(binary_form=True)
        assert hashlib.sha256(shown).hexdigest() == self.sha256, "somebody stands between"
        return line

    def ask(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> Answer:
        line = self.connect()
        told = {"Host": self.host, "Cookie": "; ".join(f"{name}={one}" for name, one in self.cookies.items())}
        if method == "POST":
            told |= {"Origin": f"https://{self.host}", "Referer": f"https://{self.host}{path}"}
        line.request(method, path, body, told | (headers or {}))
        came = line.getresponse()
        html = came.read().decode("utf-8", "replace")
        for one in came.headers.get_all("Set-Cookie") or []:
            name, _, rest = one.partition("=")
            self.cookies[name] = rest.partition(";")[0]
        line.close()
        return Answer(came.status, html, {name.lower(): one for name, one in came.getheaders()})

    def get(self, path: str) -> Answer:
        return self.ask("GET", path)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> Answer:
        told = {"Content-Type": "application/x-www-form-urlencoded"} | headers
        return self.ask("POST", path, urlencode(fields).encode(), told)

    def pair(self, code: str) -> Answer:
        return self.post("/pair/", {"code": code})

    def sign_in(self, operator_id: int, pin: str) -> Answer:
        address = f"/counter/sign-in/{operator_id}"
        page = self.get(address + "?lang=en")
        return self.post(address, {"csrfmiddlewaretoken": page.hidden("csrfmiddlewaretoken"), "pin": pin})
