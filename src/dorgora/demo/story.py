"""The story of the README, played through the pages and checked by reading pages and exported files, never tables."""

import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from dorgora.demo import counter, desk
from dorgora.demo.cast import Cast
from dorgora.demo.pages import SOON_SECONDS, Browser, Page
from dorgora.demo.processes import Failed
from dorgora.demo.stage import FAR, ISLAND, Stage

SERVICE = "birth_registration"
PIN_WOMAN, PIN_MAN, PIN_FAR = "402817", "593106", "718204"
Say = Callable[[str], None]


@dataclass
class Play:
    """One playing: the browsers of those who take part, and what they come to hold in their hands."""

    stage: Stage
    say: Say
    woman: Browser = field(init=False)
    man: Browser = field(init=False)
    officer: Browser = field(init=False)
    citizen: Browser = field(init=False)
    number: str = ""
    code: str = ""
    receipt_text: str = ""
    certificate_text: str = ""
    codes: dict[str, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.woman, self.man, self.officer = (english(self.stage.laptop.url) for _ in range(3))
        self.citizen = english(self.stage.hub.url)


def english(url: str) -> Browser:
    """A browser whose pages are in English, so that this program can read them."""
    browser = Browser(url)
    browser.get("/?lang=en")
    return browser


def play(stage: Stage, say: Say) -> Play:
    """Plays the whole story; gives what was held in hand at its end.

    Raises:
        Failed: a step did not hold.
    """
    told = Play(stage, say)
    for step in (link_goes_down, mother_and_child, pulled_plug, returned_and_approved, handed_over, link_comes_back,
                 far_file, verified):  # fmt: skip
        step(told)
    return told


def link_goes_down(play: Play) -> None:
    """1: the laptop is enrolled; the link goes down."""
    play.stage.laptop.do("line", "down")
    page = counter.first_sign_in(play.woman, play.stage.accounts["woman"], PIN_WOMAN)
    page.says(*play.stage.cast.woman.name_en.split()[:1])
    counter.first_sign_in(play.man, play.stage.accounts["man"], PIN_MAN)
    play.woman.get("/counter/").says("No line")
    play.say("1  the link is down; a woman and a man are at the counter of Char Kukri Mukri")


def child_answers(cast: Cast, mother: str, child: str, born: date) -> dict[str, str]:
    """What the form of a birth asks, as an operator types it: Latin letters for Bangla where she likes."""
    return {
        "applicant_name": mother,
        "applicant_relation": "mother",
        "applicant_mobile": cast.phone(),
        "name_bn": child,
        "name_en": "",
        **counter.dated("date_of_birth", born),
        "sex": "female",
        "birth_place": "home",
        "order_of_child": "1",
        "mother_name": mother,
        "mother_nid_or_brn": cast.nid(),
        "father_name": cast.father.name_bn,
        "father_nid_or_brn": cast.nid(),
        "present_ward": "3",
        "present_village": "Char Patila",
    }


def mother_and_child(play: Play) -> None:
    """2: a mother and her new-born, typed in Bangla and found in Latin letters; the fee; the receipt."""
    cast = play.stage.cast
    browser, mother = play.woman, cast.mother
    page = counter.register_citizen(browser, {
        "name_bn": mother.name_bn, "name_en": mother.name_en,
        **counter.dated("date_of_birth", cast.born_days_ago(8000, 12000)),
        "sex": "f", "phone": cast.phone(), "number": cast.nid(), "village": "Char Patila, ward 3",
    })  # fmt: skip
    page.says(mother.name_en)
    found = counter.find_citizen(browser, mother.name_en.split()[0].lower()[:4])
    found.says(mother.name_en)
    # A whole word: cut anywhere, a letter can lose its mark and be another one, as য় then is য.
    counter.find_citizen(browser, mother.name_bn.split()[0]).says(mother.name_en)
    page = counter.begin_form(browser, browser.get(found.link(mother.name_en)), SERVICE)
    born = cast.born_days_ago(46, 300)
    answers = child_answers(cast, mother.name_bn, cast.child.name_en.lower(), born)
    meant = {"name_bn": cast.child.name_bn, "name_en": cast.child.name_en}
    receipt = lodge(browser, page, answers, meant=meant)
    receipt.says("75.00", "25.00", "50.00")
    play.number, play.code = codes_of(receipt)
    play.receipt_text = receipt_text(browser, play.number)
    browser.get("/counter/drawer").says("75")
    play.say(f"2  {mother.name_en} and her new-born: Tk 75 taken; receipt {play.number}, code {play.code}")


def lodge(
    browser: Browser,
    page: Page,
    answers: dict[str, str],
    place: str = "",
    meant: dict[str, str] | None = None,
    look_again: Callable[[Browser, Page], Page] | None = None,
) -> Page:
    """Every section in turn, the read-back, the fee; gives the receipt's page.

    look_again: what is done from the read-back before the fee is taken; it gives the read-back again.

    Raises:
        Failed: the form does not come to its end.
    """
    union = place or "কুকরীমূকরী"
    code = FAR if place else ISLAND
    for _ in range(8):
        if "/read-back" in page.url:
            page = look_again(browser, page) if look_again else page
            return counter.take_fee(browser, page, received="100")
        if "present_address-typed" in page.html:
            page = counter.find_area(browser, page, "present_address", union, code)
        page = counter.fill_section(browser, page, {**answers, **_papers(page)}, pictures=True, meant=meant)
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


def pulled_plug(play: Play) -> None:
    """3: SIGKILL in the middle of the next form; the draft is there, nothing doubled, nobody's data in another's."""
    cast, laptop, browser = play.stage.cast, play.stage.laptop, play.man
    page = counter.register_citizen(browser, {
        "name_bn": cast.second.name_bn, "name_en": cast.second.name_en,
        **counter.dated("date_of_birth", cast.born_days_ago(8000, 12000)),
        "sex": "f", "phone": cast.phone(), "number": cast.nid(), "village": "Char Patila, ward 1",
    })  # fmt: skip
    page = counter.begin_form(browser, page, SERVICE)
    n_sections = cast.chance.randint(1, 3)
    answers = child_answers(cast, cast.second.name_bn, cast.far_child.name_bn, cast.born_days_ago(1, 40))
    for _ in range(n_sections):
        page = counter.fill_section(browser, page, answers)
    here = page.url
    page.keeps_silent_about(cast.mother.name_bn, cast.mother.name_en, cast.child.name_en)
    laptop.kill()
    laptop.start().wait()
    counter.sign_in(browser, play.stage.accounts["man"], PIN_MAN)
    today = browser.get("/counter/").says("What was not finished is kept")
    again = browser.get(today.link(to="/counter/drafts/"))
    if again.url.split("?")[0] != here.split("?")[0]:
        raise Failed(f"the draft goes on at {again.url}, it was left at {here}")
    again.keeps_silent_about(cast.mother.name_bn, cast.mother.name_en, cast.child.name_en)
    files = browser.get("/counter/files")
    if files.html.count(f"/counter/files/{play.number}") != 1:
        raise Failed("the file is not there exactly once")
    browser.get("/counter/drawer").says("75")
    play.say(
        f"3  plug pulled in section {n_sections + 1} of the next form: the draft is there, the drawer agrees"
    )


def returned_and_approved(play: Play) -> None:
    """4: no link, a wrong clock; the officer returns one field, the operator corrects just that, she approves."""
    laptop, cast = play.stage.laptop, play.stage.cast
    laptop.stop()
    laptop.clock_offset_seconds = -cast.chance.randint(40, 55) * 365 * 86_400
    laptop.start().wait()
    play.codes["officer"] = desk.first_sign_in(play.officer, play.stage.accounts["officer"])
    operators_door = play.officer.get("/counter/drawer")
    if "/sign-in" not in operators_door.url:
        raise Failed("the officer got into the drawer")
    file = desk.open_file(play.officer, play.number)
    file.says(cast.child.name_en.split()[0])
    desk.return_file(play.officer, file, "father_name", "The father's name does not match his card.")
    counter.sign_in(play.woman, play.stage.accounts["woman"], PIN_WOMAN)
    if "/sign-in" not in play.woman.get("/desk/").url:
        raise Failed("the operator got to the desk")
    page = play.woman.get(f"/counter/files/{play.number}/correct").says("does not match")
    form = counter.main_form(page)
    if "mother_name" in form.fields:
        raise Failed("more than the marked field is asked again")
    corrected = play.woman.send(page, form, {"father_name": cast.father.name_bn + " মিয়া"}, button=("", ""))
    corrected.says("With the office")
    play.woman.get("/counter/drawer").says("75")
    born = re.search(r"\b(20\d\d)\b", desk.open_file(play.officer, play.number).text)
    if born is None:
        raise Failed("the file does not tell the year of birth")
    number = cast.register_number(date(int(born.group(1)), 1, 1))
    desk.approve(play.officer, desk.open_file(play.officer, play.number), number)
    play.say(
        "4  without a link and with a clock decades wrong: returned, one field corrected, approved, signed"
    )


def handed_over(play: Play) -> None:
    """4, end: the certificate is printed and handed over with three questions."""
    # The office's signature follows its decision; a slow machine shows the page before it is there.
    page = play.woman.get_when_there(f"/counter/files/{play.number}/certificate")
    page.says("Birth Registration Certificate")
    play.certificate_text = certificate_text(play.woman, play.number)
    page = play.woman.get(f"/counter/files/{play.number}/hand-over")
    page = play.woman.send(
        page,
        counter.main_form(page),
        {"to": "applicant", "own_time": "3", "own_cost": "40", "visits": "1", "confirmed": "yes"},
        button=("", ""),
    )
    page.says("Handed over")
    play.say(
        "   the certificate is printed with its QR and handed over; three questions answered and confirmed"
    )


def link_comes_back(play: Play) -> None:
    """5: one exchange; the hub shows the same file, the dashboard its measure beside the published baseline."""
    laptop = play.stage.laptop
    laptop.do("line", "up")
    said = laptop.do("exchange")[0]
    play.woman.get(f"/counter/files/{play.number}").says("Received by the hub")
    track(play, play.code).says("Birth registration")
    page = play.citizen.get("/dashboard/")
    page.says("10.11", "96.42", "2.1", "too few")
    play.say(
        f"5  the link is back: {said}; hub, portal and dashboard tell the same file, one measure, range: too few"
    )


def track(play: Play, code: str) -> Page:
    """What the portal says of a code."""
    page = play.citizen.get("/portal/")
    return play.citizen.send(page, page.form(field="code"), {"code": code})


def far_file(play: Play) -> None:
    """5, end: a file of the second centre is decided at the hub's desk and comes back by mailbox."""
    stage, cast = play.stage, play.stage.cast
    browser, office = english(stage.far.url), english(stage.hub.url)
    counter.first_sign_in(browser, stage.accounts["far_operator"], PIN_FAR)
    page = counter.register_citizen(browser, {
        "name_bn": cast.hub_officer.name_bn, "name_en": cast.hub_officer.name_en,
        **counter.dated("date_of_birth", cast.born_days_ago(8000, 12000)),
        "sex": "f", "phone": cast.phone(), "number": cast.nid(), "village": "Mujib Nagar, ward 2",
    })  # fmt: skip
    page = counter.begin_form(browser, page, SERVICE)
    born = cast.born_days_ago(1, 45)
    answers = child_answers(cast, cast.hub_officer.name_bn, cast.far_child.name_bn, born)
    receipt = lodge(browser, page, answers, place="মুজিব নগর").says("50.00")
    number, code = codes_of(receipt)
    stage.far.do("exchange")
    play.codes["hub_officer"] = desk.first_sign_in(office, stage.accounts["hub_officer"])
    desk.approve(office, desk.open_file(office, number), cast.register_number(born))
    certificate = f"/counter/files/{number}/certificate"  # comes after the decision it is about
    _exchange_until(play, lambda: browser.get(certificate).status == 200)
    browser.get(certificate).says("Birth Registration Certificate")
    track(play, code).says("Birth registration").keeps_silent_about(
        cast.far_child.name_en, cast.far_child.name_bn
    )
    play.say("   a file of the second centre was decided at the hub's desk and came back by mailbox")


def _exchange_until(play: Play, is_there: Callable[[], bool]) -> None:
    """The second centre calls until the hub's worker has got to it: on a busy machine after many calls."""
    ends = time.monotonic() + SOON_SECONDS
    play.stage.far.do("exchange")
    while not is_there() and time.monotonic() < ends:
        time.sleep(0.1)
        play.stage.far.do("exchange")


def verified(play: Play) -> None:
    """6: the portal tracks by code, verifies certificate and receipt; one altered character makes both say so."""
    wrong = track(play, play.code[:-1] + ("0" if play.code[-1] != "0" else "1"))
    wrong.keeps_silent_about("Birth registration was", play.stage.cast.child.name_en)
    for text in (play.certificate_text, play.receipt_text):
        verify(play, text).says("genuine")
        at = play.stage.cast.chance.randrange(len(text))
        altered = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        verify(play, altered).says("altered")
    keys = play.stage.folder / "keys.json"
    keys.write_text(play.citizen.text("/portal/keys.json"), encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "dorgora", "verify", play.certificate_text, "--keys", str(keys)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if run.stdout.splitlines()[:1] != ["valid"]:
        raise Failed(f"dorgora verify says {run.stdout or run.stderr}")
    json.loads(keys.read_text(encoding="utf-8"))
    for node in play.stage.nodes():
        node.do("check")
    play.say(
        "6  certificate and receipt verify at the portal and by `dorgora verify`; one altered character does not"
    )


def verify(play: Play, text: str) -> Page:
    """What the portal says of a QR text."""
    page = play.citizen.get("/portal/verify")
    return play.citizen.send(page, page.form(field="text"), {"text": text})
