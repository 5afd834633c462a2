"""The shared parts in Chromium: nothing axe-core objects to, nothing our policy blocks, nobody scrolls sideways."""

from typing import Any

import pytest

from tests import browser
from tests.surfaces.shell import gallery

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("language", browser.LANGUAGES)
@pytest.mark.parametrize("size", browser.SIZES)
@pytest.mark.parametrize("name", gallery.PAGES)
def test_every_part_is_accessible(chromium: Any, name: str, size: str, language: str) -> None:
    with browser.page(chromium, size=size, language=language) as page:
        host = browser.serve(page, {f"/{name}": gallery.render(name, language)})
        page.goto(f"{host}/{name}")
        browser.shoot(page, f"gallery-{name}", size=size, language=language, whole=True)
        assert browser.violations(page) == []
        assert browser.small_targets(page) == []
        assert browser.sideways(page) == 0
        assert page.complaints == []


def test_the_portal_loads_no_font_and_no_script(chromium: Any) -> None:
    with browser.page(chromium, size="phone") as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url.rpartition("/")[2]))
        host = browser.serve(page, {"/portal": gallery.render("portal", "bn")})
        page.goto(f"{host}/portal", wait_until="networkidle")
        assert asked == ["portal", "portal.css"]
