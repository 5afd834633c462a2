"""A word without a space makes no page of the portal wider than its screen."""

from typing import Any

import pytest

from tests import browser
from tests.surfaces.names import LONG_BN, LONG_EN
from tests.surfaces.window import HOST, looked_at, misshapen, window


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_no_page_scrolls_sideways(chromium: Any, world: Any, lodged: Any, rahima: Any, language: str) -> None:
    from dorgora.certificates import queries as certificates

    world.reject(lodged.id, legal_ground=LONG_BN + LONG_EN)
    with window(chromium, rahima, language=language, kept=True) as page:
        page.goto(f"{HOST}/portal/track")
        page.locator('[name="code"]').fill(lodged.code)
        page.locator(".go").click()
        page.wait_for_selector(".way")
        assert looked_at(page, "long-portal-file", misshapen) == []
        page.goto(f"{HOST}/portal/verify")
        page.locator("textarea").fill(certificates.receipt_text(lodged.id) or "")
        page.locator(".go").click()
        page.wait_for_selector("#verdict")
        assert looked_at(page, "long-portal-verdict", misshapen) == []
