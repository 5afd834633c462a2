"""What an operator does at the counter, page by page, as she does it: by reading, typing and pressing."""

import re
import struct
import zlib
from collections.abc import Callable, Mapping
from datetime import date

from dorgora.demo.pages import Browser, Page
from dorgora.demo.processes import Failed
from dorgora.demo.reading import Form
from dorgora.demo.stage import Account
from dorgora.demo.tale import Place


def picture() -> bytes:
    """A small grey PNG, as good as a photograph of a card for the machine."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    width, height = 320, 200
    rows = b"".join(b"\0" + bytes((x * y) % 251 for x in range(width)) for y in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def dated(name: str, on: date) -> dict[str, str]:
    """A date as its three fields are typed."""
    return {f"{name}-day": str(on.day), f"{name}-month": str(on.month), f"{name}-year": str(on.year)}


def main_button(form: Form, value: str = "") -> tuple[str, str]:
    """The button with this value.

    Raises:
        Failed: there is none.
    """
    for name, shown in form.buttons:
        if shown == value:
            return name, shown
    raise Failed(f"no button {value}: {form.buttons}")


def first_sign_in(browser: Browser, account: Account, pin: str) -> Page:
    """The first time: the code from the slip, and a PIN of her own."""
    page = browser.get(f"/counter/sign-in/{account.id}/first")
    return browser.send(page, page.form(field="code"), {"code": account.code, "pin": pin, "again": pin})


def sign_in(browser: Browser, account: Account, pin: str) -> Page:
    """Every other time."""
    page = browser.get(f"/counter/sign-in/{account.id}")
    return browser.send(page, page.form(field="pin"), {"pin": pin})


def find_citizen(browser: Browser, text: str) -> Page:
    """Looks a citizen up in the book."""
    page = browser.get("/counter/citizens")
    return browser.send(page, page.form(field="q"), {"q": text})


def register_citizen(browser: Browser, values: Mapping[str, str]) -> Page:
    """Writes a citizen into the book; gives her page."""
    page = browser.get("/counter/citizens/new")
    page = browser.send(page, page.form(field="local_name"), dict(values))
    if "is_new" in page.html:
        page = browser.send(page, page.form(field="is_new"), {"is_new": "yes"})
    return page


def begin_form(browser: Browser, citizen: Page, service: str) -> Page:
    """Reads her what she allows, and opens the form."""
    page = browser.get(citizen.link(to=f"/{service}"))
    return browser.send(page, page.form(field="heard"), {"heard": "yes"})


def fill_section(
    browser: Browser,
    page: Page,
    values: Mapping[str, str],
    pictures: bool = False,
    meant: Mapping[str, str] | None = None,
) -> Page:
    """Types the answers of one section and goes on; looks at what was made from Latin letters, and puts it right.

    meant: names as they must read, where Latin letters leave it open.
    """
    here = page.url.split("?")[0]
    form = main_form(page)
    files = {name: picture() for name in form.files} if pictures else {}
    page = browser.send(page, form, _fitting(form, values), button=("", ""), files=files)
    if page.url.split("?")[0] == here and "look=" in page.url:
        form = main_form(page)
        page = browser.send(page, form, _fitting(form, meant or {}), button=("", ""))
    if page.url.split("?")[0] == here and "look=" in page.url:  # what was put right is looked at as well
        page = browser.send(page, main_form(page), {}, button=("", ""))
    return page


def main_form(page: Page) -> Form:
    """The form the page is about.

    Raises:
        Failed: it has none.
    """
    for form in page.forms:
        if form.id == "f":
            return form
    raise Failed(f"{page.url} has no form; it says: {page.text[:800]}")


def _fitting(form: Form, values: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in values.items() if name in form.fields}


def find_area(browser: Browser, page: Page, name: str, words: str, code: str) -> Page:
    """Looks an area up by its name and chooses it.

    Raises:
        Failed: it is not among what is found.
    """
    form = main_form(page)
    page = browser.send(page, form, {f"{name}-typed": words}, button=("find", name))
    form = main_form(page)
    if code not in page.html:
        raise Failed(f"the area {code} is not among what {words!r} finds")
    form.fields[name] = code
    return page


def take_fee(browser: Browser, page: Page, *, received: str = "") -> Page:
    """Reads it back, takes the money, lodges the file; gives the receipt's page, the paper in its language."""
    form = main_form(page)
    values = {"agreed": "yes"}
    if received:
        values["received"] = received
    paid = browser.send(page, form, values, button=main_button(form, "take"))
    return browser.get(paid.link("On paper:")) if "/receipt" in paid.url else paid


def lodge(
    browser: Browser,
    page: Page,
    answers: dict[str, str],
    place: Place,
    meant: dict[str, str] | None = None,
    look_again: Callable[[Browser, Page], Page] | None = None,
    received: str = "100",
) -> Page:
    """Every section in turn, the read-back, the fee; gives the receipt's page.

    look_again: what is done from the read-back before the fee is taken; it gives the read-back again.

    Raises:
        Failed: the form does not come to its end.
    """
    for _ in range(8):
        if "/read-back" in page.url:
            page = look_again(browser, page) if look_again else page
            return take_fee(browser, page, received=received)
        asked = next((name for name in main_form(page).fields if name.endswith("-typed")), "")
        if asked:
            page = find_area(browser, page, asked.removesuffix("-typed"), place.typed, place.code)
        page = fill_section(browser, page, {**answers, **_papers(page)}, pictures=True, meant=meant)
    raise Failed(f"the form does not end: {page.url} {page.text[:600]}")


def _papers(page: Page) -> dict[str, str]:
    """Every paper was seen; numbers are those on it."""
    values = {}
    for form in page.forms:
        for name in form.fields:
            if name.endswith("-seen"):
                values[name] = "yes"
            if name.endswith("-number"):
                values[name] = "0412387650"
    return values


def codes_of(page: Page) -> tuple[str, str]:
    """The short number and the public code on a receipt.

    Raises:
        Failed: it shows none.
    """
    number = re.search(r"\b(\d{3})-(\d{3})-(\d)\b", page.text)
    code = re.search(r"\b[0-9A-HJKMNP-TV-Z]{14}\b", page.text)
    if number is None or code is None:
        raise Failed(f"no number and code on {page.url}: {page.text[:600]}")
    return "".join(number.groups()), code.group(0)


def receipt_text(browser: Browser, number: str) -> str:
    """What a phone reads from the receipt's QR: the page offers it as a file."""
    return browser.text(f"/counter/files/{number}/receipt.txt")


def certificate_text(browser: Browser, number: str) -> str:
    """What a phone reads from the certificate's QR."""
    return browser.text(f"/counter/files/{number}/certificate.txt")


def hand_over(browser: Browser, number: str, *, hours: str, cost: str, visits: str) -> Page:
    """Gives the printed certificate into the applicant's hand, and writes down what she answers."""
    page = browser.get(f"/counter/files/{number}/hand-over")
    told = {"to": "applicant", "own_time": hours, "own_cost": cost, "visits": visits, "confirmed": "yes"}
    return browser.send(page, main_form(page), told, button=("", ""))
