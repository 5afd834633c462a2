"""A browser as small as the story needs: cookies, links and forms, over HTTP, reading what a person reads."""

import http.cookiejar
import re
import time
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from html import unescape

from dorgora.demo.processes import Failed
from dorgora.demo.reading import Form, Reader, put_control

SOON_SECONDS = 20


@dataclass
class Page:
    """One page as it was read."""

    url: str
    status: int
    html: str
    title: str
    text: str
    links: list[tuple[str, str]]
    forms: list[Form]

    def says(self, *words: str) -> "Page":
        """Demands that a person would read each of these here.

        Raises:
            Failed: one of them is not there.
        """
        for word in words:
            if word not in self.text:
                raise Failed(f"{self.url} does not say “{word}”; it says: {self.text[:1500]}")
        return self

    def is_signed(self, name: str, title: str) -> "Page":
        """Demands that somebody stands under a certificate with her title, in the first language.

        Raises:
            Failed: nobody does, or somebody else.
        """
        found = re.search(r'class="sig">(.*?)<br>(.*?)</p>', self.html, re.S)
        said = tuple(unescape(line).strip() for line in found.groups()) if found else ()
        if said != (name, title):
            raise Failed(f"{self.url} is signed by {said}, not by {name}, {title}")
        return self

    def keeps_silent_about(self, *words: str) -> "Page":
        """Demands that none of these is anywhere on the page.

        Raises:
            Failed: one of them is.
        """
        for word in words:
            if word and word in self.html:
                raise Failed(f"{self.url} says “{word}”")
        return self

    def form(self, *, field: str = "", action: str = "") -> Form:
        """The form that has a field of this name (or leads to this address).

        Raises:
            Failed: there is none.
        """
        for form in self.forms:
            names = {*form.fields, *form.files, *(name for name, _ in form.buttons)}
            if (field and field in names) or (action and action in form.action):
                return form
        raise Failed(f"{self.url} has no form with {field or action}; it says: {self.text[:800]}")

    def link(self, words: str = "", *, to: str = "") -> str:
        """The address a link leads to.

        Raises:
            Failed: there is no such link.
        """
        for address, said in self.links:
            if (words and words in said) or (to and to in address):
                return urllib.parse.urljoin(self.url, address) if address.startswith("?") else address
        raise Failed(f"{self.url} has no link {words or to}; it has {[said for _, said in self.links][:40]}")


class Browser:
    """One person's browser at one node."""

    def __init__(self, base: str) -> None:
        self.base = base
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, address: str) -> Page:
        """Follows an address."""
        return self._open(urllib.request.Request(urllib.parse.urljoin(self.base, address)))  # noqa: S310  loopback

    def get_when_there(self, address: str, words: str = "") -> Page:
        """Follows an address again until the page is there and says this, as who is told: soon."""
        ends = time.monotonic() + SOON_SECONDS
        page = self.get(address)
        while (page.status != 200 or words not in page.text) and time.monotonic() < ends:
            time.sleep(0.1)
            page = self.get(address)
        return page

    def text(self, address: str) -> str:
        """The words of a text file.

        Raises:
            Failed: it is not there.
        """
        page = self.get(address)
        if page.status != 200:
            raise Failed(f"{address} answers {page.status}")
        return page.html.strip()

    def content(self, address: str) -> bytes:
        """A file as it is.

        Raises:
            Failed: it is not there.
        """
        request = urllib.request.Request(urllib.parse.urljoin(self.base, address))  # noqa: S310  loopback
        try:
            with self._opener.open(request, timeout=60) as response:
                return bytes(response.read())
        except urllib.error.HTTPError as answer:
            raise Failed(f"{address} answers {answer.code}") from answer

    def send(
        self,
        page: Page,
        form: Form,
        values: dict[str, str] | None = None,
        button: tuple[str, str] | None = None,
        files: dict[str, bytes] | None = None,
    ) -> Page:
        """Fills in a form and sends it, as pressing its button does."""
        filled = {**form.fields, **(values or {})}
        if button is None and form.buttons:
            button = form.buttons[0]
        if button is not None and button[0]:
            filled[button[0]] = button[1]
        filled = {name: value for name, value in filled.items() if value != "" or name in (values or {})}
        address = urllib.parse.urljoin(page.url, form.action or page.url)
        if form.method == "get":
            return self.get(address.split("?")[0] + "?" + urllib.parse.urlencode(filled))
        if form.files:
            body, kind = _multipart(filled, files or {})
        else:
            body, kind = urllib.parse.urlencode(filled).encode(), "application/x-www-form-urlencoded"
        return self._open(
            urllib.request.Request(address, body, {"Content-Type": kind, "Referer": page.url})  # noqa: S310  loopback
        )

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self._opener.open(request, timeout=60) as response:
                return _read(response.geturl(), response.status, response.read().decode(errors="replace"))
        except urllib.error.HTTPError as answer:
            return _read(request.full_url, answer.code, answer.read().decode(errors="replace"))


def _read(url: str, status: int, html: str) -> Page:
    reader = Reader()
    reader.feed(html)
    by_id = {form.id: form for form in reader.forms if form.id}
    for tag, given in reader.outside:
        if given.get("form") in by_id:
            put_control(by_id[given["form"]], tag, given)
    return Page(
        url,
        status,
        html,
        reader.title.strip(),
        " ".join(" ".join(reader.words).split()),
        reader.links,
        reader.forms,
    )


def _multipart(fields: dict[str, str], files: dict[str, bytes]) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    parts += [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="picture.png"\r\n'
        f"Content-Type: image/png\r\n\r\n".encode()
        + content
        + b"\r\n"
        for name, content in files.items()
    ]
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"
