"""What an officer does at her desk, page by page."""

import re

from dorgora.demo.pages import Browser, Form, Page
from dorgora.demo.processes import Failed
from dorgora.demo.stage import Account


def first_sign_in(browser: Browser, account: Account) -> list[str]:
    """The first time: the code from her slip; gives the recovery codes she is shown once."""
    page = browser.get("/desk/first")
    page = browser.send(page, page.form(field="code"), {"code": account.code})
    codes = re.findall(r"\b[0-9a-f]{8}\b", page.text)
    if not codes:
        raise Failed(f"no recovery codes were shown: {page.url} {page.text[:500]}")
    return codes


def open_file(browser: Browser, number: str) -> Page:
    """A file, from the queue."""
    queue = browser.get("/desk/")
    grouped = f"{number[:3]}-{number[3:6]}-{number[6:]}"
    queue.says(grouped)
    return browser.get(
        queue.link(to=number) if any(number in to for to, _ in queue.links) else queue.link(grouped)
    )


def _decision(page: Page) -> Form:
    return page.form(field="decision")


def return_file(browser: Browser, page: Page, fields: list[str], note: str) -> Page:
    """Sends it back with fields marked."""
    values = {"decision": "return", "note": note, **{f"wrong-{name}": "yes" for name in fields}}
    return browser.send(page, _decision(page), values)


def approve(browser: Browser, page: Page, register_number: str) -> Page:
    """Signs, with the number from the register."""
    values = {"decision": "approve", "register_number": register_number, "note": ""}
    return browser.send(page, _decision(page), values)
