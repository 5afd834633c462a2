"""The one page of who is no paired phone: the same for whatever was asked, in the country's two languages.

After a code that was typed it says that it was not taken, whatever the reason. It names nobody, says nothing of the
program, and needs no other file.
"""

import base64
import hashlib

from csp.constants import NONE, SELF
from django.conf import settings
from django.utils.html import escape
from django.utils.translation import gettext, gettext_noop, override

PAIR = "/pair/"
STYLE = (
    "body{margin:0;background:#edf2f1;color:#10242b;font:1.125rem/1.6 system-ui,sans-serif}"
    "main{padding:1rem;max-width:32rem;margin:auto}p{margin:0 0 1rem}label{font-weight:600}"
    "input,button{display:block;font:inherit;width:100%;box-sizing:border-box;min-height:3rem;margin:.5rem 0 1rem;"
    "padding:.5rem;border:2px solid #0b4a57;border-radius:.4rem}button{background:#0b4a57;color:#fff;font-weight:600}"
    "input:focus-visible,button:focus-visible{outline:4px solid #d9822b;outline-offset:2px}"
)
POLICY = "; ".join(
    (
        f"default-src {NONE}",
        f"style-src 'sha256-{base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()}'",
        f"form-action {SELF}",
        f"frame-ancestors {NONE}",
        f"base-uri {NONE}",
    )
)
PAGE = (
    '<!doctype html><html lang="{language}" dir="{direction}"><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width,initial-scale=1"><title>{title}</title><style>' + "{style}"
    '</style><main><h1>{title}</h1><p>{first}</p><p lang="{other}" dir="{other_direction}">{second}</p>{refused}'
    '<form method="post" action="' + PAIR + '"><label for="code">{label}<br>'
    '<span lang="{other}" dir="{other_direction}">{second_label}</span></label>'
    '<input id="code" name="code" inputmode="numeric" autocomplete="off" maxlength="24" required value="{code}">'
    '<button type="submit">{go} · <span lang="{other}" dir="{other_direction}">{second_go}</span></button>'
    "</form></main></html>\n"
)  # fmt: skip
_TITLE = gettext_noop("This phone is not paired")
_WHY = gettext_noop(
    "Who works here shows a code on the laptop, for five minutes and for one phone. Type it here."
    " If it is not taken, ask for a new one."
)
_REFUSED = gettext_noop(
    "The code was not taken. Compare all eight digits with the laptop's screen, or ask for a new code."
)
_LABEL = gettext_noop("Code on the laptop")
_GO = gettext_noop("Pair this phone")


def page(path: str, refused: str | None = None) -> str:
    """The page; a code that stands in the address of a QR code stands in its field, and goes nowhere by itself.

    refused: the code that was typed and not taken; it stands there again, to be compared.
    """
    code = refused if refused is not None else path.removeprefix(PAIR) if path.startswith(PAIR) else ""
    language, other = settings.PACK.languages
    return PAGE.format(
        style=STYLE, code=escape(code[:24]) if code.isdigit() else "",
        language=language, direction=settings.PACK.direction(language), other=other,
        other_direction=settings.PACK.direction(other), title=_in(language, _TITLE), first=_in(language, _WHY),
        second=_in(other, _WHY), refused="" if refused is None else _told(language, other),
        label=_in(language, _LABEL), second_label=_in(other, _LABEL),
        go=_in(language, _GO), second_go=_in(other, _GO),
    )  # fmt: skip


def _told(language: str, other: str) -> str:
    second = (
        f'<span lang="{other}" dir="{settings.PACK.direction(other)}">{escape(_in(other, _REFUSED))}</span>'
    )
    return f'<p role="alert"><b>{escape(_in(language, _REFUSED))}<br>{second}</b></p>'


def _in(language: str, words: str) -> str:
    with override(language):
        return gettext(words)
