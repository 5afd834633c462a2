"""The shop's own day in the story: the drawer, what she allows, a wish, a wrong person, the evening, another centre."""

import json
import re

from dorgora.demo import counter, desk
from dorgora.demo.cast import Person
from dorgora.demo.pages import Browser, Page
from dorgora.demo.playing import PIN_FAR, PIN_MAN, Play, allow, enough, exchange_until, small_change
from dorgora.demo.processes import Failed

GROUND = "Rules of the council, section 3"
DUE = re.compile(r'name="whom" value="(owed\.[^"]+)"')
SLIP_CODE = re.compile(r'<b class="code">([0-9A-Z ]{17})</b>')


def counted_in(play: Play) -> None:
    """1, beside it: each counts her own drawer in; change money brought along is a difference that is explained."""
    currency = play.stage.cast.country.pack.currency
    brought = 2 * small_change(currency)
    pieces, _sum = _in_pieces(play, brought)
    told = _worked_out(play.woman, pieces)
    told.says(f"{play.stage.cast.country.money(brought, exact=False)} too much")
    _kept(play.woman, told, {"reason": "float"})
    play.drawer_minor += brought
    play.drawer_agrees()
    _kept(
        play.man,
        _worked_out(play.man, dict.fromkeys(pieces, "0")).says("The drawer agrees with the book"),
        {},
    )
    play.man.get("/counter/drawer").says(play.stage.cast.woman.latin_name)


def allowed(play: Play) -> None:
    """2, end: what the mother can get is told before any fee; what she allows is kept with her thumb on the slip."""
    cast, browser = play.stage.cast, play.woman
    hers = _page_of(browser, cast.mother).says(
        *(cast.country.name(scene) for scene in (cast.tale.own, cast.tale.bill))
    )
    page = allow(browser, hers, ("share",), "month")
    code = SLIP_CODE.search(page.html)
    if code is None:
        raise Failed(f"her slip bears no code: {page.text[:800]}")
    play.slip_code = code.group(1)
    play.say(
        f"   what {cast.mother.latin_name} can get is told first; another centre may have her record by her slip"
    )


def wish(play: Play) -> None:
    """4, beside it: a neighbour asks for what nobody offers; its kind is noted, no name."""
    browser = play.man
    counter.sign_in(browser, play.stage.accounts["man"], PIN_MAN)
    kind = next(iter(play.stage.cast.country.pack.wish_kinds))
    page = browser.get("/counter/wishes")
    page = browser.send(page, counter.main_form(page), {"kind": kind}, button=("", ""))
    page.says("It is noted", asked_for(play))
    play.say(f"   a neighbour asks for what is not offered: “{asked_for(play)}” is noted without a name")


def asked_for(play: Play) -> str:
    """The kind of that wish, as pages name it."""
    pack = play.stage.cast.country.pack
    return next(iter(pack.wish_kinds.values()))[pack.latin_language]


def wrong_person(play: Play) -> None:
    """4, beside it: lodged for the wrong person, taken back within minutes, lodged for the right one, each once."""
    cast, browser, country = play.stage.cast, play.woman, play.stage.cast.country
    own = cast.tale.own
    page = counter.begin_form(browser, _page_of(browser, cast.mother), own.service)
    receipt = counter.lodge(browser, page, cast.typed(own), cast.tale.centre, received=enough(cast, own))
    wrong, _code = counter.codes_of(receipt)
    page = browser.get(f"/counter/files/{wrong}/take-back").says(country.money(own.paid_minor, exact=False))
    taken = {"reason": "wrong_person", "agreed": "yes"}
    page = browser.send(page, counter.main_form(page), taken, button=("", ""))
    play.drawer_agrees()
    browser.get(f"/counter/files/{wrong}").says("Taken back")
    found = browser.send(page, page.form(field="q"), {"q": cast.second.local_name.split()[0]})
    page = browser.get(found.link(cast.second.latin_name))
    page = browser.send(page, page.form(field="heard"), {"heard": "yes"})
    known = counter.main_form(page).fields
    if known[country.known_as(own, "name")] != cast.second.local_name:
        raise Failed(f"the form of the right person knows the wrong one: {known}")
    again = counter.lodge(browser, page, cast.typed(own), cast.tale.centre, received=enough(cast, own))
    right, _code = counter.codes_of(again)
    if right == wrong:
        raise Failed(f"both files have the number {wrong}")
    play.drawer_minor += own.paid_minor
    play.drawer_agrees()
    play.say(f"   file {wrong} was for the wrong person: taken back with its trace, lodged for the right one")
    _rejected(play, right)


def _rejected(play: Play, number: str) -> None:
    """The office refuses it and names the ground; what she paid goes back to her, once."""
    browser, own, money = play.woman, play.stage.cast.tale.own, play.stage.cast.country.money
    desk.reject(play.officer, desk.open_file(play.officer, number), GROUND)
    # That money is owed back follows the decision; a slow machine shows the page before it is there.
    page = browser.get_when_there(f"/counter/files/{number}", "Money goes back")
    page.says(GROUND, money(own.paid_minor, exact=False))
    page = browser.send(page, page.form(action="/refund"), {}, button=("", ""))
    if any("/refund" in form.action for form in page.forms):
        raise Failed(f"{page.url} would give it back again")
    play.drawer_minor -= own.paid_minor
    play.drawer_agrees()
    play.say(f"   the office refuses that one and names the ground; {money(own.paid_minor)} goes back to her")


def passed_on(play: Play) -> None:
    """7, beside it: what is owed to an office or a company goes there, by the number of its slip, once."""
    browser, currency = play.woman, play.stage.cast.country.pack.currency
    page = browser.get("/counter/drawer/pass-on")
    whom = DUE.search(page.html)
    if whom is None:
        raise Failed(f"nothing is owed to anybody: {page.text[:800]}")
    minor = min(currency.denominations)
    sent = {"whom": whom[1], "amount": currency.format(minor, "", sign=False), "slip": play.stage.cast.nid()}
    for _ in range(2):  # pressed twice, it is booked once
        browser.send(page, counter.main_form(page), sent, button=("", ""))
    play.drawer_minor -= minor
    play.drawer_agrees()
    browser.get("/counter/drawer/pass-on").says(sent["slip"])
    play.say(
        f"7  {play.stage.cast.country.money(minor)} of what is owed is passed on by the number of its slip"
    )


def evening(play: Play) -> None:
    """7: each drawer is counted, what is missing is explained, the day sheet says so; the stick is read back."""
    browser, country = play.woman, play.stage.cast.country
    nothing = dict.fromkeys(_in_pieces(play, 0)[0], "0")
    _kept(play.man, _worked_out(play.man, nothing).says("The drawer agrees with the book"), {})
    missing = min(country.pack.currency.denominations)
    pieces, short = _in_pieces(play, play.drawer_minor - missing)
    difference = f"{country.money(play.drawer_minor - short, exact=False)} short"
    told = _worked_out(browser, pieces)
    page = _kept(browser, told.says(difference), {"reason": "wrong_change"})
    browser.get(page.link("Day sheet")).says(difference, "Wrong change was given")
    play.drawer_minor = short
    play.drawer_agrees()
    stick = play.stage.folder / "stick"
    stick.mkdir()
    said = json.loads(play.stage.laptop.do("backup", str(stick), "--same-device")[0])
    if said["kept"] is not True or not list(stick.glob("*.backup")):
        raise Failed(f"the backup is not on the stick: {said}")
    play.say(
        f"   both drawers are counted, one {difference}, explained; {said['bytes']:,} bytes on the stick, read back"
    )


def next_week(play: Play) -> None:
    """8: she comes to another centre; her slip brings her record there, and nobody else's."""
    stage, cast = play.stage, play.stage.cast
    browser = play.browser(stage.far)
    counter.sign_in(browser, stage.accounts["far_operator"], PIN_FAR)
    if _found(browser, cast.mother.local_name):
        raise Failed("her record is at the other centre before she let it go there")
    page = browser.get("/counter/citizens/elsewhere")
    browser.send(page, counter.main_form(page), {"code": play.slip_code.lower()})
    exchange_until(stage.far, lambda: bool(_found(browser, cast.mother.local_name)))
    (here,) = _found(browser, cast.mother.local_name)
    browser.get(here).says(cast.mother.latin_name, "by her slip")
    if _found(browser, cast.second.local_name):
        raise Failed("the record of somebody who allowed nothing is at the other centre")
    play.say(f"8  {cast.mother.latin_name} comes to the second centre: her slip brings her record there")


def registered_anew(play: Play) -> None:
    """8, end: another one has no slip and is registered anew; the hub says one person, her files are seen together."""
    stage, cast = play.stage, play.stage.cast
    browser, desk_of_hub = play.browser(stage.far), play.browser(stage.hub)
    counter.sign_in(browser, stage.accounts["far_operator"], PIN_FAR)
    hers = counter.register_citizen(browser, play.second_words).says(cast.second.latin_name)
    hers.keeps_silent_about("Her other records")
    stage.far.do("sync")
    play.codes["registrar"] = desk.first_sign_in(desk_of_hub, stage.accounts["registrar"])
    seen = desk.lookalike(desk_of_hub, cast.second.latin_name)
    finding = {"finding": "number"}
    desk_of_hub.send(seen, desk.form_named(seen, "find"), finding, button=("", "")).says(
        "the same number on both"
    )
    island, own = cast.tale.place.removeprefix("the "), cast.country.name(cast.tale.own)
    exchange_until(
        stage.far, lambda: island in browser.get(hers.url).text
    )  # her files come after the finding
    browser.get(hers.url).says("Her other records", island, own)
    for node in stage.nodes():
        node.do("check")
    play.say(
        f"   {cast.second.latin_name} has no slip, is registered anew; the hub finds her twice, an officer links them"
    )


def _in_pieces(play: Play, minor: int) -> tuple[dict[str, str], int]:
    """A sum in as few notes and coins as can be, as it is typed, and what they come to: no coin may be small enough."""
    typed, left = {}, minor
    for value in sorted(play.stage.cast.country.pack.currency.denominations, reverse=True):
        n, left = divmod(left, value)
        typed[f"n-{value}"] = str(n)
    return typed, minor - left


def _worked_out(browser: Browser, pieces: dict[str, str]) -> Page:
    page = browser.get("/counter/drawer")
    return browser.send(page, counter.main_form(page), pieces, button=("go", "count"))


def _kept(browser: Browser, page: Page, reason: dict[str, str]) -> Page:
    return browser.send(page, counter.main_form(page), reason, button=("go", "keep")).says("Kept at")


def _found(browser: Browser, name: str) -> list[str]:
    """The pages of the citizens a search finds."""
    return re.findall(
        r'class="pick" href="(/counter/citizens/\d+)"', counter.find_citizen(browser, name).html
    )


def _page_of(browser: Browser, who: Person) -> Page:
    """Her page, found by her given name."""
    found = counter.find_citizen(browser, who.local_name.split()[0])
    return browser.get(found.link(who.latin_name))
