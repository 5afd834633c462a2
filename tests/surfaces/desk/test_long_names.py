"""A name without a space makes no page of the desk wider than its screen."""

from typing import Any

import pytest

from tests import browser
from tests.applications.world import answers
from tests.surfaces.names import ANSWERS
from tests.surfaces.window import HOST, looked_at, misshapen, window


@pytest.mark.parametrize("language", browser.LANGUAGES)
def test_no_page_scrolls_sideways(chromium: Any, world: Any, salma: Any, language: str) -> None:
    lodged = [world.submit(draft_key=key, answers=answers(**ANSWERS)).id for key in ("waiting", "returned")]
    world.return_file(lodged[1], "mother_name", note="ঘ" * 90)
    pages = {"queue": "/desk/"} | {f"file-{n}": f"/desk/files/{one}" for n, one in enumerate(lodged)}
    with window(chromium, salma, language=language, kept=True) as page:
        for name, address in pages.items():
            page.goto(HOST + address)
            assert looked_at(page, f"long-desk-{name}", misshapen) == []
