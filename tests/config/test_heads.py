"""The heads of messages: what is passed on is what was asked, and nothing two programs could read in two ways."""

import io
from dataclasses import replace
from http import HTTPStatus

import pytest

from dorgora.config import heads
from dorgora.config.line import Limits

MOST = 1000
LIMITS = Limits(most_body=lambda target: MOST, held=MOST, ahead=MOST)


def head(*fields: str, line: str = "POST /exchange HTTP/1.1") -> bytes:
    return "\r\n".join([line, "Host: hub", *fields, "", ""]).encode()


def test_it_works() -> None:
    question = heads.asked(head("Content-Length: 7", "Cookie: a=b"), LIMITS)
    assert (question.length, question.is_read, question.stays, question.waits) == (7, True, True, False)
    assert question.for_pages("10.0.0.7", 7) == (
        b"POST /exchange HTTP/1.1\r\nhost: hub\r\ncookie: a=b\r\nconnection: close\r\n"
        b"x-dorgora-from: 10.0.0.7\r\ncontent-length: 7\r\n\r\n"
    )


@pytest.mark.parametrize(
    "broken",
    [
        head("Content-Length: 7", "Content-Length: 8"),
        head("Content-Length: 7, 7"),
        head("Content-Length: +7"),
        head("Content-Length: -1"),
        head("Content-Length: " + "9" * 30),
        head("Content-Length : 7"),
        head(" folded: x"),
        head("X: a\nContent-Length: 7"),
        head("X: a\rContent-Length: 7"),
        head("X: a\0"),
        head("no colon"),
        head(line="GET / HTTP/2.0"),
        head(line="GET  /  HTTP/1.1"),
        head(line="GET /"),
        b"\r\n\r\n",
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(broken: bytes) -> None:
    with pytest.raises(heads.Malformed) as refused:
        heads.asked(broken, LIMITS)
    assert refused.value.status == HTTPStatus.BAD_REQUEST


def test_a_body_whose_length_is_not_told_is_refused() -> None:
    with pytest.raises(heads.Malformed) as refused:
        heads.asked(head("Transfer-Encoding: chunked"), LIMITS)
    assert refused.value.status == HTTPStatus.LENGTH_REQUIRED


def test_nobody_says_for_the_front_whom_it_heard() -> None:
    told = (
        "X-Dorgora-From: 10.9.9.9",
        "X_Dorgora_From: 10.9.9.9",
        "x-dorgora_unread: 5",
        "X-Dorgora-Unread: 5",
    )
    passed = heads.asked(head(*told), LIMITS).for_pages("10.0.0.7", 0).lower()
    assert passed.count(b"dorgora") == 1
    assert b"x-dorgora-from: 10.0.0.7\r\n" in passed


def test_of_a_body_too_long_only_the_length_is_told() -> None:
    question = heads.asked(head(f"Content-Length: {MOST + 1}", "Expect: 100-continue"), LIMITS)
    assert (question.is_read, question.stays, question.waits) == (False, False, False)
    passed = question.for_pages("10.0.0.7", 0)
    assert b"content-length" not in passed
    assert b"x-dorgora-unread: 1001\r\n" in passed


@pytest.mark.parametrize(
    ("length", "is_read"), [(2 << 30, True), ((2 << 30) + 1, False), (10**19 - 1, False)]
)
def test_a_form_with_pictures_has_an_end(length: int, is_read: bool) -> None:
    form = "Content-Type: multipart/form-data; boundary=b"
    question = heads.asked(head(form, f"Content-Length: {length}"), replace(LIMITS, most_file=MOST // 2))
    assert (question.is_read, question.stays, bool(question.boundary)) == (is_read,) * 3
    if not is_read:
        assert b"x-dorgora-unread: %d\r\n" % length in question.for_pages("10.0.0.7", 0)


def test_the_pages_hear_who_asks_and_how_long_it_was() -> None:
    def pages(environ: dict[str, str], start: object) -> tuple[str, str]:
        return environ["REMOTE_ADDR"], environ["CONTENT_LENGTH"]

    told = {"HTTP_X_DORGORA_FROM": "10.0.0.7", "HTTP_X_DORGORA_UNREAD": "1001", "REMOTE_ADDR": ""}
    assert heads.from_front(pages)(told, None) == ("10.0.0.7", "1001")


@pytest.mark.parametrize(("told", "left"), [({"CONTENT_LENGTH": "9"}, b""), ({}, b"not its own")])
def test_what_the_pages_do_not_read_is_read_away(told: dict[str, str], left: bytes) -> None:
    sent = io.BytesIO(b"not its own")
    environ = {"HTTP_X_DORGORA_FROM": "10.0.0.7", "wsgi.input": sent, **told}
    assert heads.from_front(lambda environ, start: ["early"])(environ, None) == ["early"]
    assert sent.read() == left


@pytest.mark.parametrize(
    ("kind", "boundary"),
    [
        ("multipart/form-data; boundary=----WebKitFormBoundaryR2", b"----WebKitFormBoundaryR2"),
        ('Multipart/Form-Data;boundary="a-b"', b"a-b"),
        ("multipart/form-data", b""),
        ("application/x-www-form-urlencoded", b""),
    ],
)
def test_only_a_form_of_parts_can_be_cut(kind: str, boundary: bytes) -> None:
    limits = replace(LIMITS, most_file=MOST // 2)
    question = heads.asked(head(f"Content-Length: {MOST + 1}", f"Content-Type: {kind}"), limits)
    assert (question.boundary, question.is_read) == (boundary, boundary != b"")


@pytest.mark.parametrize(
    ("line", "said", "answer", "stays"),
    [
        ("GET / HTTP/1.1", "Cookie: a", "HTTP/1.1 200 OK\r\nContent-Length: 3", True),
        ("GET / HTTP/1.1", "Connection: Close", "HTTP/1.1 200 OK\r\nContent-Length: 3", False),
        ("GET / HTTP/1.0", "Cookie: a", "HTTP/1.1 200 OK\r\nContent-Length: 3", False),
        ("GET / HTTP/1.1", "Cookie: a", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked", True),
        ("GET / HTTP/1.1", "Cookie: a", "HTTP/1.1 200 OK\r\nServer: x", False),
        ("HEAD / HTTP/1.1", "Cookie: a", "HTTP/1.1 200 OK\r\nServer: x", True),
        ("GET / HTTP/1.1", "Cookie: a", "HTTP/1.1 304 Not Modified\r\nServer: x", True),
    ],
)
def test_a_connection_goes_on_when_the_end_is_known(line: str, said: str, answer: str, stays: bool) -> None:
    question = heads.asked(head(said, line=line), LIMITS)
    written, goes_on = heads.answered(f"{answer}\r\nConnection: close\r\n\r\n".encode(), question)
    assert goes_on is stays
    assert (b"connection: close" in written) is not stays
