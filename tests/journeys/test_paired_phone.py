"""A phone comes to the counter over TLS, paired by a code from the laptop's screen; nobody else gets a word."""

import json
import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from dorgora.demo import counter
from dorgora.demo.pages import Browser
from dorgora.demo.processes import Failed
from tests.applications.test_local import photo
from tests.journeys.country import BIRTH, HERE, ISLAND, place_of
from tests.journeys.lodging import newborn, register_mother
from tests.journeys.phone import Phone, ready, state
from tests.journeys.staging import PINS, Set, until

COOKIE = "__Host-dorgora_phone"


def open_(scene: Set) -> Browser:
    """Hub and laptop run, the certificate is there, and an operator is signed in at the laptop."""
    ready(scene.laptop)
    scene.start(scene.hub, scene.laptop)
    scene.laptop.do("sync")
    until(lambda: state(scene.laptop)["why_not"] == "")
    return scene.operator("woman", scene.laptop)


def code_of(browser: Browser) -> str:
    """A code as it stands on the laptop's screen."""
    page = browser.get("/counter/phones")
    page = browser.send(page, page.forms[0])
    found = re.search(r'<b class="code big"[^>]*>(.*?)</b>', page.html)
    assert found, page.text
    return re.sub(r"\D", "", found.group(1))  # the page is in English: its digits are


def is_open(scene: Set) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", int(scene.laptop.extra["DORGORA_PHONE_PORT"]))) == 0


def test_it_works(scene: Set) -> None:
    browser = open_(scene)
    assert not is_open(scene)
    code = code_of(browser)
    until(lambda: is_open(scene))
    phone = Phone(scene.laptop, str(state(scene.laptop)["sha256"]))
    assert phone.pair(code).status == 303
    woman = scene.stage.accounts["woman"]
    assert phone.sign_in(woman.id, PINS["woman"]).headers["location"] == "/counter/"
    assert "What does the citizen want?" in phone.get("/counter/").text


def test_a_stranger_learns_nothing(scene: Set) -> None:
    browser = open_(scene)
    code = code_of(browser)
    until(lambda: is_open(scene))
    sha256 = str(state(scene.laptop)["sha256"])
    stranger = Phone(scene.laptop, sha256)
    pages = [
        stranger.get("/"),
        stranger.get("/counter/"),
        stranger.get("/counter/sign-in?lang=en"),
        stranger.get("/desk/sign-in"),
        stranger.get("/static/dorgora/dorgora.css"),
        stranger.get("/alive"),
        Phone(scene.laptop, sha256, {COOKIE: "x" * 43}).get("/counter/"),
        Phone(scene.laptop, sha256, host="evil.example").get("/counter/"),
        stranger.post("/counter/sign-in", {"pin": "123456"}),
        stranger.post("/pair/", {"code": code}, Origin="https://evil.example"),
        stranger.ask("POST", "/pair/", b"x" * 4096, {"Content-Type": "application/x-www-form-urlencoded"}),
    ]
    assert {page.status for page in pages} == {403} and len({page.html for page in pages}) == 1
    said = pages[0].html + str(pages[0].headers)
    for name in (scene.cast.woman.local_name, scene.cast.man.latin_name, "dorgora_", "Django", "Dorgora"):
        assert name not in said.replace(COOKIE, ""), name
    assert {page.headers["cache-control"] for page in pages} == {"no-store"}
    # None of that was a try: the code is good still, and once.
    for wrong in range(4):
        assert stranger.pair(f"{(int(code) + 1 + wrong) % 10**8:08}").status == 403
    assert stranger.pair(code).status == 303
    again = Phone(scene.laptop, sha256)
    assert again.pair(code).status == 403 and COOKIE not in again.cookies
    plain = socket.create_connection(("127.0.0.1", stranger.port))
    plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"HTTP" not in plain.recv(4096)
    plain.close()


def test_a_stranger_cannot_end_her_code(scene: Set) -> None:
    browser = open_(scene)
    code = code_of(browser)
    until(lambda: is_open(scene))
    phone = Phone(scene.laptop, str(state(scene.laptop)["sha256"]))
    for wrong in range(5):
        assert phone.pair(f"{(int(code) + 1 + wrong) % 10**8:08}").status == 403
    assert phone.pair(code).status == 403  # this address has no try left, and the code stands for others
    assert "Pair this phone now" in browser.get("/counter/phones").text
    page = browser.get("/counter/phones")
    browser.send(page, page.forms[0])  # shows it no more
    until(lambda: not is_open(scene))
    code = code_of(browser)
    until(lambda: is_open(scene))
    assert phone.pair(code).status == 303  # a new code, new tries


def test_where_the_port_is_taken_nothing_is_open(scene: Set) -> None:
    ready(scene.laptop)
    port = int(scene.laptop.extra["DORGORA_PHONE_PORT"])
    with socket.create_server(("127.0.0.1", port)):
        scene.start(scene.hub, scene.laptop)
        scene.laptop.do("sync")
        until(lambda: state(scene.laptop)["why_not"] == "")
        browser = scene.operator("woman", scene.laptop)
        page = browser.get("/counter/phones")
        browser.send(page, page.forms[0])
        until(lambda: state(scene.laptop)["why_not"] == "port_taken")
        assert (state(scene.laptop)["open"], state(scene.laptop)["listens"]) == (False, [])
        assert "Another program of this laptop" in browser.get("/counter/phones").text


def test_an_ended_phone_is_signed_in_no_more(scene: Set) -> None:
    browser = open_(scene)
    found = []
    for name in ("woman", "man"):
        code = code_of(browser)
        until(lambda: is_open(scene))
        phone = Phone(scene.laptop, str(state(scene.laptop)["sha256"]))
        assert phone.pair(code).status == 303
        assert phone.sign_in(scene.stage.accounts[name].id, PINS[name]).status == 302
        found.append(phone)
    hers, his = found
    assert (hers.get("/counter/").status, his.get("/counter/").status) == (200, 200)
    # Her session is her phone's: on another paired phone it is nobody's, and so it is in the laptop's own browser.
    session = next(name for name in hers.cookies if name.startswith("dorgora_centre"))
    moved = Phone(scene.laptop, his.sha256, his.cookies | {session: hers.cookies[session]})
    assert "/counter/sign-in" in moved.get("/counter/").headers["location"]
    # Neither the desk nor the list of phones is served there, whoever is paired.
    assert [his.get(path).status for path in ("/desk/", "/counter/phones", "/alive")] == [404, 404, 404]
    page = browser.get("/counter/phones")
    (first,) = [form for form in page.forms if (form.action or "").endswith("/1/end")]
    browser.send(page, first)
    gone = hers.get("/counter/")
    assert gone.status == 403 and '"cookies"' in gone.headers["clear-site-data"]
    assert his.get("/counter/").status == 200
    # The plug is pulled in the middle of another pairing: who was paired is, and who was not is not.
    code_of(browser)
    scene.laptop.kill()
    scene.laptop.start().wait()
    until(lambda: is_open(scene))
    assert (his.get("/counter/").status, hers.get("/counter/").status) == (200, 403)
    assert scene.laptop.do("door", "end") == ["1 phones ended"]
    until(lambda: not is_open(scene))


def test_an_authority_signs_for_a_name(scene: Set, tmp_path: Path) -> None:
    open_(scene)
    node = json.loads(scene.laptop.do("status")[0])["node"]
    name = "kukri.centres.example.org"
    with pytest.raises(Failed, match="no_request"):
        scene.hub.do("door", "request", str(node))
    scene.hub.do("door", "name", str(node), name)
    before = state(scene.laptop)["sha256"]
    scene.laptop.do("door", "ask")
    request = "\n".join(scene.hub.do("door", "request", str(node)))
    chain = tmp_path / "chain.pem"
    chain.write_text(signed(""))
    with pytest.raises(Failed, match="other_key"):
        scene.hub.do("door", "give", str(node), str(chain))
    chain.write_text(signed(request))
    scene.hub.do("door", "give", str(node), str(chain))
    scene.laptop.do("door", "ask")
    after = state(scene.laptop)
    assert after["sha256"] != before and after["names"] == [name]
    scene.hub.do("revoke", str(node))
    with pytest.raises(Failed, match="revoked"):
        scene.laptop.do("sync")
    assert state(scene.laptop)["why_not"] == "revoked"


def signed(request: str) -> str:
    """What an authority of the wide world makes of a request; of none, for a key of its own."""
    own, at = ec.generate_private_key(ec.SECP256R1()), datetime.now(UTC)
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "An authority")])
    asked = x509.load_pem_x509_csr(request.encode()) if request else None
    names = x509.SubjectAlternativeName([x509.DNSName("kukri.centres.example.org")])
    made = (
        x509.CertificateBuilder()
        .subject_name(asked.subject if asked else issuer)
        .issuer_name(issuer)
        .public_key(asked.public_key() if asked else own.public_key())
        .serial_number(7)
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=90))
        .add_extension(names, critical=False)
        .sign(own, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM).decode()


def test_her_phone_photographs_the_papers(scene: Set, chromium: Any) -> None:
    """A real browser of a phone's size over real TLS; the certificate is the one on the laptop's screen."""
    browser = open_(scene)
    code = code_of(browser)
    until(lambda: is_open(scene))
    told = str(state(scene.laptop)["sha256"])
    Phone(
        scene.laptop, told
    ).connect().close()  # nobody stands between: then a person goes on past the warning
    at_papers = papers_of(browser, scene)
    shape = {"viewport": {"width": 360, "height": 640}, "is_mobile": True, "has_touch": True}
    context = chromium.new_context(ignore_https_errors=True, **shape)
    page, asked = context.new_page(), list[str]()
    page.on("request", lambda request: asked.append(request.url))
    try:
        pair_and_sign_in(page, scene, f"/pair/{code}#sha256={told}")
        page.click("main a:has-text('Pictures of papers')")
        sent = {"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((1500, 1000))}
        page.locator("input[type=file]").first.set_input_files(files=[sent])
        page.locator("main form button").first.click()
        page.wait_for_selector("text=The picture is kept on this laptop")
        assert "Look at the picture" in browser.get(at_papers).text
        # The next citizen: on the phone nothing of this one is left, and no address ever named her.
        browser.get("/counter/")
        page.click(".go")
        page.wait_for_selector("text=No papers are open on the laptop")
        cookies = {one["name"]: one for one in context.cookies()}
        assert (
            cookies[COOKIE]["secure"]
            and cookies[COOKIE]["httpOnly"]
            and cookies[COOKIE]["sameSite"] == "Strict"
        )
        # The moment of her last key, so that no forgotten page signs her out, and nothing else.
        kept = page.evaluate("[Object.entries(localStorage), sessionStorage.length]")
        assert [name for name, at in kept[0] if not at.isdigit()] == [] and len(kept[0]) <= 1 and kept[1] == 0
        # No address has a letter of hers: "%" stands only for the "/" of the page to go on to.
        assert asked and not [one for one in asked if "%" in one.replace("%2F", "") or "Rokeya" in one]
    finally:
        context.close()


def pair_and_sign_in(page: Any, scene: Set, path: str) -> None:
    """As a person does who held the camera over the code on the laptop."""
    host = f"https://127.0.0.1:{scene.laptop.extra['DORGORA_PHONE_PORT']}"
    page.goto(host + path)
    page.click("button")
    page.wait_for_url(f"{host}/counter/sign-in**")
    page.goto(f"{host}/counter/sign-in/{scene.stage.accounts['woman'].id}?lang=en")
    page.fill("input[name=pin]", PINS["woman"])
    page.click(".go")


def papers_of(browser: Browser, scene: Set) -> str:
    """The form of a child on the laptop, as far as its papers; gives where that page is."""
    mother = register_mother(browser, scene.cast, HERE.mother.local_name, HERE.mother.latin_name)
    page = counter.begin_form(browser, mother, BIRTH)
    answers, there = newborn(scene.cast, HERE.mother.local_name, HERE.child.local_name), place_of(ISLAND)
    while not (form := counter.main_form(page)).files:
        before, asked = page.url, next((name for name in form.fields if name.endswith("-typed")), "")
        if asked:
            page = counter.find_area(browser, page, asked.removesuffix("-typed"), there.typed, there.code)
        page = counter.fill_section(browser, page, answers)
        assert page.url != before, page.text[:800]
    return page.url
