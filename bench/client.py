"""An operator's browser as far as a figure needs it: one connection, cookies, forms and the time each page took."""

import http.client
import re
import time
import urllib.parse
from dataclasses import dataclass, field

from bench.stage import PIN, Stage
from dorgora.demo import counter
from dorgora.demo.pages import Browser
from dorgora.demo.processes import Failed
from dorgora.demo.stage import Account

_OPENED_BY = re.compile(r'name="opened_by" value="([^"]+)"')


@dataclass
class Client:
    """A connection that stays, as a browser keeps it."""

    port: int
    cookies: dict[str, str]
    browser: Browser
    """The same session, for what is not measured."""
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._opened_by = ""
        self._connection = http.client.HTTPConnection("localhost", self.port, timeout=60)

    def get(self, address: str) -> str:
        """The page at an address; its time is noted.

        Raises:
            Failed: it was not shown.
        """
        return self._ask("GET", address, None)

    def post(self, address: str, values: dict[str, str]) -> str:
        """Sends a form and follows where it leads; the time of both is noted as one."""
        token = next((one for name, one in self.cookies.items() if name.startswith("dorgora_csrf")), "")
        sent = {"opened_by": self._opened_by, **values, "csrfmiddlewaretoken": token}
        return self._ask("POST", address, urllib.parse.urlencode(sent))

    def _ask(self, method: str, address: str, body: str | None) -> str:
        began = time.perf_counter()
        status, location, page = self._once(method, address, body)
        if method == "POST" and status == 302:
            status, location, page = self._once("GET", location, None)
        self.seconds.append(time.perf_counter() - began)
        if stamp := _OPENED_BY.search(page):
            self._opened_by = stamp.group(1)
        if status != 200:
            raise Failed(f"{address}: {status} {location} {page[:300]}")
        return page

    def _once(self, method: str, address: str, body: str | None) -> tuple[int, str, str]:
        headers = {
            "Cookie": "; ".join(f"{name}={text}" for name, text in self.cookies.items()),
            "Referer": f"http://localhost:{self.port}/counter/",
            "Accept-Encoding": "gzip",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._connection.request(method, address, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        for name, text in response.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = text.partition("=")
                self.cookies[key] = rest.split(";")[0]
        if response.getheader("Content-Encoding") == "gzip":
            import gzip

            content = gzip.decompress(content)
        return response.status, response.getheader("Location") or "", content.decode(errors="replace")


def signed_in(stage: Stage) -> Client:
    """The island's operator at the counter of a running laptop; her PIN is set the first time."""
    browser = Browser(stage.laptop.url)
    account = Account(*stage.staff["operator"])
    page = counter.sign_in(browser, account, PIN)
    if "/sign-in" in page.url:
        page = counter.first_sign_in(browser, account, PIN)
    if "/sign-in" in page.url:
        raise Failed(f"the operator could not sign in: {page.text[:500]}")
    client = Client(stage.laptop.port, {one.name: one.value or "" for one in browser.jar}, browser)
    client.get("/counter/")  # what it sends bears the stamp of a page it opened
    return client
