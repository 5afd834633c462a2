"""What an officer does at her desk, page by page."""

import re

from dorgora.demo.pages import Browser, Page
from dorgora.demo.processes import Failed
from dorgora.demo.reading import Form
from dorgora.demo.stage import Account


def first_sign_in(browser: Browser, account: Account) -> list[str]:
    """The first time: her number and the code from her slip; gives the recovery codes she is shown once.

    Raises:
        Failed: no codes were shown.
    """
    page = browser.get("/desk/sign-in/first")
    browser.send(page, page.form(field="code"), {"officer": str(account.id), "code": account.code})
    page = browser.get("/desk/recovery-codes")
    page = browser.send(page, form_named(page, "codes"), button=("", ""))
    codes = [first + second for first, second in re.findall(r"\b(\d{4}) (\d{4})\b", page.text)]
    if not codes:
        raise Failed(f"no recovery codes were shown: {page.url} {page.text[:500]}")
    browser.send(page, form_named(page, "codes"), button=("done", "yes"))
    return codes


def form_named(page: Page, form_id: str) -> Form:
    """The form of this id.

    Raises:
        Failed: the page has none.
    """
    for form in page.forms:
        if form.id == form_id:
            return form
    raise Failed(f"{page.url} has no form {form_id}; it says: {page.text[:600]}")


def open_file(browser: Browser, number: str) -> Page:
    """A file, from the queue."""
    queue = browser.get("/desk/")
    grouped = f"{number[:3]}-{number[3:6]}-{number[6:]}"
    queue.says(grouped)
    rows = re.findall(r"<tr.*?</tr>", queue.html, re.S)
    row = next(row for row in rows if grouped in row)
    address = re.search(r'href="(/desk/files/\d+)"', row)
    if address is None:
        raise Failed(f"the queue does not lead to {grouped}")
    return browser.get(address.group(1))


def pictures(page: Page) -> list[str]:
    """The addresses of the pictures of papers that are there."""
    return re.findall(r'<img class="sheet" src="([^"]+)"', page.html)


def lookalike(browser: Browser, name: str) -> Page:
    """The page that compares two records of this name, once the hub's worker has found them.

    Raises:
        Failed: they are on no list.
    """
    listed = browser.get_when_there("/desk/lookalikes", name)
    return browser.get(listed.link(name))


def return_file(browser: Browser, page: Page, field: str, note: str) -> Page:
    """Sends it back with one field marked."""
    return browser.send(
        page,
        form_named(page, "decide"),
        {"decision": "return", "note": note, "wrong": field},
        button=("", ""),
    )


def send_on(browser: Browser, page: Page, advice: str) -> Page:
    """Sends it on to the next office, recommended, with words for it."""
    values = {"decision": "forward", "recommendation": "recommended", "advice": advice}
    return browser.send(page, form_named(page, "decide"), values, button=("", ""))


def reject(browser: Browser, page: Page, ground: str) -> Page:
    """Refuses it, and names the law."""
    values = {"decision": "reject", "legal_ground": ground}
    return browser.send(page, form_named(page, "decide"), values, button=("", ""))


def approve(browser: Browser, page: Page, register_number: str = "") -> Page:
    """Signs, with the number from the register where there is one."""
    values = {"decision": "approve"} | ({"register_number": register_number} if register_number else {})
    page = browser.send(page, form_named(page, "decide"), values, button=("", ""))
    if page.status != 200:
        raise Failed(f"not approved: {page.text[:900]}")
    return page
