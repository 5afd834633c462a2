"""What several offices, or an authority outside, decide in the story, where a country has such services."""

from collections.abc import Callable

from dorgora.demo import counter, desk
from dorgora.demo.pages import Browser, Page
from dorgora.demo.playing import Play, allow, citizen_words, enough, exchange_until, track
from dorgora.demo.processes import Failed
from dorgora.demo.tale import Elsewhere


def allowance(play: Play) -> None:
    """5, beside it: a service of two offices; the first recommends it on its laptop, the next grants it at the hub."""
    cast, browser, laptop, country = play.stage.cast, play.woman, play.stage.laptop, play.stage.cast.country
    scene = cast.tale.allowance
    if scene is None:
        play.say(
            f"   not played: {country.pack.code} has no service that two offices decide one after the other"
        )
        return
    page = counter.register_citizen(browser, citizen_words(cast, cast.elder, scene.born_days_ago))
    browser.get(page.link(to=f"/{scene.service}")).says(*scene.told).keeps_silent_about(*scene.hides)
    allow(browser, page, ("lodge", "collect"), "year").says("Hand in my forms")
    page = counter.begin_form(browser, page, scene.service)
    receipt = counter.lodge(browser, page, cast.typed(scene), cast.tale.centre, received=enough(cast, scene))
    number, code = counter.codes_of(
        receipt.says(*map(country.money, (scene.operator_minor, scene.state_minor)))
    )
    play.drawer_minor += scene.paid_minor
    desk.send_on(play.officer, desk.open_file(play.officer, number), "She lives alone, without land.")
    laptop.do("sync")
    track(play, code).says(country.name(scene), "now, by").keeps_silent_about(
        "lives alone", cast.elder.latin_name
    )
    office = play.browser(play.stage.hub)
    play.codes["higher_officer"] = desk.first_sign_in(office, play.stage.accounts["higher_officer"])
    desk.approve(office, desk.open_file(office, number).says("Recommended", "She lives alone, without land."))
    certificate = f"/counter/files/{number}/certificate"
    exchange_until(laptop, lambda: browser.get(certificate).status == 200)
    page = browser.get(certificate).says(country.title(scene), *scene.certified, cast.elder.latin_name)
    page.is_signed(*cast.signature("higher_officer"))
    play.say(
        f"   {cast.elder.latin_name}: {country.name(scene)}, recommended by one office, granted by the next"
    )


def elsewhere(play: Play) -> None:
    """5, beside it: a service an authority outside decides; an office sends it on a list and enters what came back."""
    cast, browser, laptop, country = play.stage.cast, play.woman, play.stage.laptop, play.stage.cast.country
    scene = cast.tale.elsewhere
    if scene is None:
        play.say(f"   not played: {country.pack.code} has no service that an authority outside decides")
        return
    number, code = _asked_for(play, scene)
    laptop.do("sync")
    office = play.browser(play.stage.hub)
    play.codes[scene.officer] = desk.first_sign_in(office, play.stage.accounts[scene.officer])
    name = country.outside(scene)
    _send_list(office, name).says(name, f"{number[:3]}-{number[3:6]}-{number[6:]}", cast.mother.local_name)
    told = track(play, code).says("It is looked at there", name, "list 1")
    told.keeps_silent_about(cast.mother.latin_name)
    paper = cast.nid()
    page = desk.open_file(office, number).says(f"On list 1 to: {name}")
    came = {"decision": "approve", "paper_number": paper, **counter.dated("paper_on", cast.day_there())}
    office.send(page, desk.form_named(page, "decide"), came, button=("", "")).says(paper)
    file = f"/counter/files/{number}"
    exchange_until(laptop, lambda: paper in browser.get(file).html)
    browser.get(file).says("Granted", "Hand the paper over once it has come")
    counter.hand_over(browser, number, hours="2", cost="30", visits="2").says("Handed over")
    exchange_until(laptop, _handed_over(play, scene))
    _opened(play, scene, office, number)
    play.say(f"   {country.name(scene)}: sent to the {name} on list 1, its paper {paper} handed over")


def _asked_for(play: Play, scene: Elsewhere) -> tuple[str, str]:
    """The mother asks for it; gives the file's number and code."""
    cast, browser, country = play.stage.cast, play.woman, play.stage.cast.country
    found = counter.find_citizen(browser, cast.mother.local_name.split()[0])
    page = counter.begin_form(browser, browser.get(found.link(cast.mother.latin_name)), scene.service)
    receipt = counter.lodge(browser, page, cast.typed(scene), cast.tale.centre, received=enough(cast, scene),
                            look_again=lambda _browser, page: page.says(*scene.read_back))  # fmt: skip
    receipt.says(country.money(scene.state_minor), country.money(scene.paid_minor))
    play.drawer_minor += scene.paid_minor
    return counter.codes_of(receipt)


def _send_list(office: Browser, authority: str) -> Page:
    """The officer makes a list of what waits, and presses twice; gives the list's page.

    Raises:
        Failed: two lists were made, or the page printed again is another one.
    """
    queue = office.get("/desk/").says(f"Lists to: {authority}", "1 file waits to leave.")
    page = office.get(queue.link(to="/lists/to/")).says("Make list 1 of 1 file")
    made, again = (office.send(page, desk.form_named(page, "make"), {}, button=("", "")) for _ in range(2))
    if again.url != made.url or _sheet(again) != _sheet(made):
        raise Failed(f"pressed twice, it became {made.url} and {again.url}")
    return made


def _sheet(page: Page) -> str:
    return page.html.partition('<article class="card sheet"')[2].partition("</article>")[0]


def _opened(play: Play, scene: Elsewhere, office: Browser, number: str) -> None:
    """A number of the dashboard opens to its files: whose file it is reads its number there, anybody else none."""
    address, shown = f"/dashboard/?service={scene.service}", f"{number[:3]}-{number[3:6]}-{number[6:]}"
    behind = office.get(address).link(to="/dashboard/files")
    office.get(behind).says(shown)
    play.citizen.get(behind).keeps_silent_about(shown)


def _handed_over(play: Play, scene: Elsewhere) -> Callable[[], bool]:
    """Whether the dashboard has heard of it and sets it beside what was published before."""
    address = f"/dashboard/?service={scene.service}"
    return lambda: all(words in play.citizen.get(address).text for words in scene.dashboard)
