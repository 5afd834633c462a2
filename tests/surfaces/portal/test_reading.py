"""What anyone may read: the services with their fees, days, papers and law, on an old phone over a slow line."""

import gzip
import re
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.templatetags.static import static

pytestmark = pytest.mark.slow

FIRST_VIEW = 14_000
OWN = "/portal/services/citizenship_certificate"


def test_the_first_page_has_the_question_and_the_services(world: Any, rahima: Any) -> None:
    html = rahima.get("/portal/").content.decode()
    for words in ("Where is your file?", "Birth registration", "15 working days", "from Tk 50", "call 333"):
        assert words in html


def test_a_service_is_found_in_either_script(world: Any, rahima: Any) -> None:
    for words in ("jonmo", "জন্ম", "birth"):
        assert "Birth registration" in rahima.get("/portal/", {"q": words}).content.decode()
    assert "No service of these words" in rahima.get("/portal/", {"q": "passport"}).content.decode()


def test_an_entry_says_fees_days_papers_and_law(world: Any, rahima: Any) -> None:
    html = rahima.get("/portal/services/birth_registration").content.decode()
    for words in (
        "Within 45 days of birth", "Over 5 years of age", "Tk 25", "Tk 50", "15 working days", "Vaccination card",
        "Union Parishad", "Births and Deaths Registration Act 2004",
    ):  # fmt: skip
        assert words in html


def test_a_fee_of_some_councils_own_is_named_with_their_areas(world: Any, rahima: Any) -> None:
    from dorgora.catalogue import actions as catalogue
    from tests.applications.citizenship import resolved
    from tests.applications.world import AT, OTHER

    catalogue.publish_service(resolved(OTHER), by=0, at=AT)
    text = " ".join(re.sub(r"<[^>]+>", " ", rahima.get(OWN).content.decode()).split())
    for words in (
        "Where no resolution is known Tk 0", "Dhal Char, Charfasson, Bhola Tk 20", "1 working day",
        "NID or birth certificate", "Recommendation of the ward member", "Local Government (Union Parishad) Act 2009",
    ):  # fmt: skip
        assert words in text
    home = rahima.get("/portal/").content.decode()
    assert "from Tk 20" in home and "1 working day<" in home


def test_a_service_nobody_offers_is_not_there(world: Any, rahima: Any) -> None:
    assert rahima.get("/portal/services/passport").status_code == 404


@pytest.mark.parametrize("language", ["bn", "en"])
@pytest.mark.parametrize(
    "address", ["/portal/", "/portal/track", "/portal/verify", "/portal/services/birth_registration", OWN]
)
def test_a_first_view_is_one_window_of_a_slow_line(
    world: Any, rahima: Any, address: str, language: str
) -> None:
    rahima.cookies["django_language"] = language
    response = rahima.get(address, headers={"Accept-Encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    beside = [
        Path(str(finders.find(name))).read_bytes() for name in ("dorgora/portal.css", "dorgora/tongue.js")
    ]
    head = sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    beside_bytes = sum(len(gzip.compress(one, 9)) + 500 for one in beside)
    assert len(response.content) + head + beside_bytes < FIRST_VIEW


@pytest.mark.parametrize("address", ["/portal/", "/portal/track", "/portal/verify"])
def test_the_portal_has_one_tiny_script_and_no_font(world: Any, rahima: Any, address: str) -> None:
    html = rahima.get(address).content.decode()
    assert re.findall(r"<script[^>]*>", html) == [f'<script src="{static("dorgora/tongue.js")}" defer>']
    assert Path(str(finders.find("dorgora/tongue.js"))).stat().st_size < 1000
    assert "aria-keyshortcuts" not in html, "without it no key is promised"
    assert "woff" not in html and "dorgora.css" not in html
