"""The shared parts in Chromium: nothing axe-core objects to, nothing our policy blocks, nobody scrolls sideways."""

import re
from typing import Any

import pytest

from tests import browser
from tests.surfaces.shell import gallery
from tests.surfaces.window import looked_at

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", browser.LANGUAGES)
@pytest.mark.parametrize("name", gallery.PAGES)
def test_every_part_is_accessible(chromium: Any, name: str, language: str) -> None:
    with browser.kept_page(chromium, language=language) as page:
        host = browser.serve(page, {f"/{name}": gallery.render(name, language)})
        page.goto(f"{host}/{name}")
        assert looked_at(page, f"gallery-{name}") == []


def test_the_portal_loads_its_style_and_one_small_script(chromium: Any) -> None:
    with browser.page(chromium, size="phone") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2].partition("?")[0]))
        host = browser.serve(page, {"/portal": gallery.render("portal", "bn")})
        page.goto(f"{host}/portal", wait_until="networkidle")
        assert asked == ["portal", "portal.css", "tongue.js"]


def test_a_certificate_prints_on_one_page_of_its_size(chromium: Any) -> None:
    with browser.page(chromium) as page:
        host = browser.serve(page, {"/paper": gallery.render_source(gallery.CERTIFICATE, "paper", "bn")})
        page.goto(f"{host}/paper")
        printed = page.pdf(prefer_css_page_size=True)
    sheets = re.findall(rb"/MediaBox ?\[0 0 ([\d.]+) ([\d.]+)\]", printed)
    millimetres = [(round(float(x) * 25.4 / 72), round(float(y) * 25.4 / 72)) for x, y in sheets]
    assert millimetres == [(148, 210)]
