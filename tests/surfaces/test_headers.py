"""What every page tells a browser to keep off: no frame, no foreign script, no form that goes elsewhere."""

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

PAGES = [
    ("centre", "/counter/sign-in"),
    ("centre", "/desk/sign-in"),
    ("hub", "/desk/sign-in"),
    ("hub", "/portal/"),
    ("hub", "/portal/nothing-there"),
    ("hub", "/dashboard/"),
]
# Content Security Policy Level 3; `form-action`, `base-uri` and `frame-ancestors` do not fall back to `default-src`.
POLICY = {
    "default-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
}


@pytest.mark.parametrize(("role", "path"), PAGES)
def test_every_surface_sends_the_headers_of_security(
    hub: Any, serve_as: Callable[[str], None], role: str, path: str
) -> None:
    serve_as(role)
    page = Client().get(path)
    assert page.status_code == (404 if "nothing" in path else 200)
    assert {name: page.headers.get(name) for name in HEADERS} == HEADERS
    told = [part.split(maxsplit=1) for part in page.headers["Content-Security-Policy"].split(";")]
    assert dict(told) == POLICY


@pytest.mark.parametrize(("role", "path"), [one for one in PAGES if one[1] != "/portal/nothing-there"])
def test_an_upgrade_changes_the_addresses_of_what_browsers_keep(
    hub: Any, serve_as: Callable[[str], None], role: str, path: str
) -> None:
    """Pages of today with the look and keys of yesterday are broken for a day."""
    serve_as(role)
    kept = re.findall(
        r'(?:href|src)="/static/([^"?]+)(?:\?([0-9a-f]+))?"', Client().get(path).content.decode()
    )
    assert kept
    for name, stamp in kept:
        assert stamp == hashlib.sha256(Path(finders.find(name) or "").read_bytes()).hexdigest()[:8], name
        answer = Client().get(f"/static/{name}?{stamp}")
        answer.close()
        assert answer.status_code == 200
