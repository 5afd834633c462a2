"""The portal's first page as a phone that was never here takes it: every request of a cold browser, heads and all."""

from bench.figures import Figure
from bench.stage import Stage
from dorgora.demo.processes import Failed
from tools import chromium


def measure(stage: Stage) -> list[Figure]:
    """Bytes received for the front page of the portal, as Chromium's network layer counts them."""
    program = chromium.find()
    if program is None:
        raise Failed(chromium.MISSING)
    from playwright.sync_api import sync_playwright

    stage.hub.start().wait()
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=program, args=chromium.ARGUMENTS)
            page = browser.new_page(viewport={"width": 360, "height": 640})
            received: list[float] = []
            network = page.context.new_cdp_session(page)
            network.send("Network.enable")
            network.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
            page.goto(stage.hub.url + "/portal/", wait_until="networkidle")
            if page.locator("form").count() == 0:
                raise Failed("the portal's first page has no form")
            browser.close()
    finally:
        stage.hub.stop()
    return [
        Figure("portal.first_view_bytes", sum(received), "bytes"),
        Figure("portal.first_view_requests", len(received), "requests"),
    ]
