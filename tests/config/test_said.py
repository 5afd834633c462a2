"""What the front says itself can be read by whoever meets it, in either language."""

import http.client
import io
import re
from http import HTTPStatus
from typing import cast

import pytest

from dorgora.config import said


class Answered:
    """So much of a socket as the standard library's reader of answers wants."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer

    def makefile(self, _mode: str) -> io.BytesIO:
        return io.BytesIO(self.answer)


@pytest.mark.parametrize("status", said.SAID)
def test_a_refusal_is_read_in_both_languages(status: HTTPStatus) -> None:
    answer = http.client.HTTPResponse(cast("http.client.socket", Answered(said.refusal(status))))
    answer.begin()
    assert (answer.status, answer.getheader("connection")) == (status.value, "close")
    assert answer.getheader("content-type") == "text/html; charset=utf-8"
    page = answer.read().decode()
    assert page.endswith("</html>\n"), "its length is what was said"
    bangla, english = re.findall("<p[^>]*>(.*?)</p>", page)
    assert len(re.findall("[\u0980-\u09ff]", bangla)) > 30 and not re.search("[A-Za-z]", bangla)
    assert '<p lang="en" dir="ltr">' in page and english.isascii() and len(english) > 30
    assert (answer.getheader("retry-after") == "5") == (status in (502, 503))
    assert answer.getheader("refresh") is None
    assert (b"\r\nrefresh: 3" in said.refusal(status, comes_by_itself=True)) == (status in (502, 503))
    assert "<title>দোরগোড়া</title>" in page
