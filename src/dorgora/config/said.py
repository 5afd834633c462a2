"""What the front says itself, when nothing came that the pages could answer, or no page is there to answer."""

from http import HTTPStatus

from django.conf import settings
from django.utils.translation import gettext, gettext_noop, override

from dorgora.config import heads

PAGE = (
    '<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width">'
    "<title>{program}</title><style>"
    "body{{margin:0;background:#edf2f1;color:#10242b;font:1.125rem/1.6 system-ui,sans-serif}}"
    "header{{background:#0b4a57;color:#fff;font-weight:600}}"
    "header,p{{padding:.75rem 1rem}}p{{margin:0;max-width:40rem}}"
    '</style><header translate="no">{program}</header>'
    '<p>{first}</p><p lang="{other}" dir="{other_direction}">{second}</p></html>\n'
)
_PROGRAM = gettext_noop("Dorgora")
_UNREADABLE = gettext_noop("The request could not be read, and nothing was kept. Go back and try again.")
_STARTING = gettext_noop(
    "The program is starting or busy. Load the page again in a few seconds; what was said to be kept is there."
)
SAID = {
    HTTPStatus.BAD_REQUEST: _UNREADABLE,
    HTTPStatus.LENGTH_REQUIRED: _UNREADABLE,
    HTTPStatus.REQUEST_TIMEOUT: gettext_noop(
        "The line was too slow and not all of it came; nothing was kept. Go back and send it again."
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: gettext_noop(
        "More was sent than is taken at once, and nothing was kept. Go back and send fewer or smaller pictures."
    ),
    HTTPStatus.INSUFFICIENT_STORAGE: gettext_noop(
        "The disk of the laptop is full, and nothing was kept this time. Tell the office above."
    ),
    HTTPStatus.REQUEST_URI_TOO_LONG: gettext_noop(
        "The address of the page is too long to be read; nothing was kept. Shorten it, or begin at the first page."
    ),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: gettext_noop(
        "The browser sent too many cookies for this address. Remove them and try again."
    ),
    HTTPStatus.BAD_GATEWAY: _STARTING,
    HTTPStatus.SERVICE_UNAVAILABLE: _STARTING,
}
"""What the front says itself, in each language of the country; no word of what was asked comes back."""
SOON_WELL = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)


def refusal(status: HTTPStatus, *, comes_by_itself: bool = False) -> bytes:
    """A whole answer that ends the connection. Nobody has asked yet which language is read: it says it in both.

    comes_by_itself: the browser asks again after seconds, if the pages are there soon.
    """
    pack = settings.PACK
    language, other = pack.languages
    said = PAGE.format(
        language=language, direction=pack.direction(language), first=_in(language, SAID[status]),
        program=_in(language, _PROGRAM),
        other=other, other_direction=pack.direction(other), second=_in(other, SAID[status]),
    ).encode()  # fmt: skip
    fields = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(said)),
        (b"cache-control", b"no-store"),
        (b"connection", b"close"),
    ]
    if status in SOON_WELL:
        fields.append((b"retry-after", b"5"))
        fields += [(b"refresh", b"3")] * comes_by_itself
    return heads.written(f"HTTP/1.1 {status.value} {status.phrase}".encode(), fields) + said


def _in(language: str, words: str) -> str:
    with override(language):
        return gettext(words)
