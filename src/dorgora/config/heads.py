"""The heads of HTTP/1.1 messages as the front reads them: strictly, and written anew for the pages behind it.

Source: RFC 9112 (HTTP/1.1), sections 3, 5, 6 and 9.3.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from dorgora.config.line import PART, Limits

FROM, UNREAD, DOOR = b"x-dorgora-from", b"x-dorgora-unread", b"x-dorgora-door"
"""Fields for the pages alone: the address of who asks, the length of a body that was too long to be read, and by which
door it came: that of phones, over TLS, or none.
"""
PHONES = "dorgora.by_phone_door"
"""What the pages read of the last, in what the web server tells them."""
BETWEEN_TWO = {
    b"connection", b"keep-alive", b"proxy-connection", b"te", b"upgrade", b"expect", b"content-length", FROM, UNREAD,
    DOOR,
}  # fmt: skip
TOKEN = frozenset(b"!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")

_BOUNDARY = re.compile(rb'multipart/form-data; *boundary="?([^" ,;]{1,200})"?', re.IGNORECASE)
"""As browsers write it."""

Fields = list[tuple[bytes, bytes]]


class Malformed(Exception):
    """A head that is not to be passed on; `status` is what the answer says."""

    def __init__(self, status: HTTPStatus = HTTPStatus.BAD_REQUEST) -> None:
        super().__init__(status.phrase)
        self.status = status


@dataclass(frozen=True)
class Asked:
    """What was asked.

    length: bytes of body. most: of them that the pages take. boundary: of its parts, where files may be left out until
    it is as long as that. is_read: it is not too long. stays: the connection goes on. waits: for a word before it.
    """

    line: bytes
    fields: Fields
    length: int
    most: int
    boundary: bytes
    is_read: bool
    stays: bool
    waits: bool

    @property
    def is_head(self) -> bool:
        """Whether the answer has no body, whatever it says of one."""
        return self.line.startswith(b"HEAD ")

    def for_pages(self, address: str, length: int, *, is_phone: bool = False) -> bytes:
        """The same head for the pages: one message on its connection, who it is from, and what is left of its body.

        A name with an underscore would be taken for the same name with a hyphen, ours among them.
        """
        kept = [(name, text) for name, text in self.fields if name not in BETWEEN_TWO and b"_" not in name]
        kept += [(b"connection", b"close"), (FROM, address.encode())]
        if is_phone:
            kept.append((DOOR, b"phones"))
        if self.length:
            kept.append(
                (b"content-length", b"%d" % length) if self.is_read else (UNREAD, b"%d" % self.length)
            )
        return written(self.line, kept)


def asked(head: bytes, limits: Limits) -> Asked:
    """What a head asks; a body of more bytes than the limits say is not to be read.

    Raises:
        Malformed: not HTTP/1.x, folded or broken fields, two lengths, or a body whose length is not told.
    """
    line, fields = _parts(head)
    words = line.split(b" ")
    if len(words) != 3 or words[2] not in (b"HTTP/1.1", b"HTTP/1.0") or not set(words[0]) <= TOKEN:
        raise Malformed
    if _all(fields, b"transfer-encoding"):
        raise Malformed(HTTPStatus.LENGTH_REQUIRED)
    lengths = _all(fields, b"content-length")
    if len(lengths) > 1 or not all(text.isdigit() and len(text) < 20 for text in lengths):
        raise Malformed
    length = int(lengths[0]) if lengths else 0
    most = limits.most_body(words[1]) if length else 0
    boundary = _boundary(fields) if most > limits.most_file > 0 and length <= limits.most_form else b""
    is_read = bool(boundary) or length <= most
    is_new = words[2] == b"HTTP/1.1"
    expects = [text.lower() for text in _all(fields, b"expect")]
    return Asked(
        line,
        fields,
        length,
        most,
        boundary,
        is_read,
        stays=is_new and is_read and not _closes(fields),
        waits=is_new and is_read and b"100-continue" in expects,
    )


def answered(head: bytes, question: Asked) -> tuple[bytes, bool]:
    """The head of an answer for who asked, and whether the connection can go on after it.

    Raises:
        Malformed: the pages gave no head of HTTP.
    """
    line, fields = _parts(head)
    bare = question.is_head or line[9:12] in (b"204", b"304")
    is_told = bare or bool(_all(fields, b"content-length") or _all(fields, b"transfer-encoding"))
    stays = question.stays and is_told
    kept = [(name, text) for name, text in fields if name not in (b"connection", b"keep-alive")]
    return written(line, kept if stays else [*kept, (b"connection", b"close")]), stays


def from_front(pages: Callable[..., Any]) -> Callable[..., Any]:
    """The pages (WSGI) behind the front: who asks is whom it names, and of a body too long they know the length.

    What they do not read of a body is read away, as closing on unread bytes would tear the answer from the line.
    """

    def serve(environ: dict[str, Any], start: Callable[..., Any]) -> Any:
        environ["REMOTE_ADDR"] = environ.pop(_key(FROM), "")
        if environ.pop(_key(DOOR), ""):
            environ[PHONES], environ["wsgi.url_scheme"] = True, "https"
        is_sent = environ.get("CONTENT_LENGTH")
        if length := environ.pop(_key(UNREAD), ""):
            environ["CONTENT_LENGTH"] = length
        answer = pages(environ, start)
        while is_sent and environ["wsgi.input"].read(PART):
            pass
        return answer

    return serve


def _key(name: bytes) -> str:
    return "HTTP_" + name.decode().upper().replace("-", "_")


def _parts(head: bytes) -> tuple[bytes, Fields]:
    line, *rest = head.removesuffix(b"\r\n\r\n").split(b"\r\n")
    fields = []
    for one in rest:
        name, colon, text = one.partition(b":")
        if not colon or not name or not set(name) <= TOKEN:
            raise Malformed
        fields.append((name.lower(), text.strip(b" \t")))
    # A lone CR or LF is the end of a line to one reader and part of it to the next.
    if b"\0" in head or {head.count(b"\r"), head.count(b"\n")} != {head.count(b"\r\n")}:
        raise Malformed
    return line, fields


def _all(fields: Fields, name: bytes) -> list[bytes]:
    return [text for found, text in fields if found == name]


def _boundary(fields: Fields) -> bytes:
    """Between the parts of a posted form; nothing where there are none."""
    found = _BOUNDARY.fullmatch(b"".join(_all(fields, b"content-type")))
    return found.group(1) if found else b""


def _closes(fields: Fields) -> bool:
    words = b",".join(_all(fields, b"connection")).lower().split(b",")
    return b"close" in [word.strip() for word in words]


def written(line: bytes, fields: Fields) -> bytes:
    """A head as it goes over the line."""
    return b"\r\n".join([line, *(name + b": " + text for name, text in fields), b"", b""])
