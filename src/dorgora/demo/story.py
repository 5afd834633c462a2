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
from dorgora.demo.processes import Failed, NodeProcess
from dorgora.demo.stage import Stage

SERVICE = "birth_registration"
CITIZENSHIP, BILL, ALLOWANCE = "citizenship_certificate", "electricity_bill", "old_age_allowance"
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
    own_number: str = ""
    own_code: str = ""
    own_certificate_text: str = ""
    bill_code: str = ""
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
    for step in (link_goes_down, mother_and_child, pulled_plug, returned_and_approved, handed_over, paper_of_her_own,
                 bill, link_comes_back, far_file, allowance, verified):  # fmt: skip
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
    receipt = counter.lodge(browser, page, answers, meant=meant)
    receipt.says("75.00", "25.00", "50.00")
    play.number, play.code = counter.codes_of(receipt)
    play.receipt_text = counter.receipt_text(browser, play.number)
    browser.get("/counter/drawer").says("75")
    play.say(f"2  {mother.name_en} and her new-born: Tk 75 taken; receipt {play.number}, code {play.code}")


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
    play.certificate_text = counter.certificate_text(play.woman, play.number)
    page = counter.hand_over(play.woman, play.number, hours="3", cost="40", visits="1")
    page.says("Handed over")
    play.say(
        "   the certificate is printed with its QR and handed over; three questions answered and confirmed"
    )


def paper_of_her_own(play: Play) -> None:
    """4, beside it: the mother asks for a citizenship certificate; her council takes no fee, no register numbers it."""
    cast, browser = play.stage.cast, play.woman
    browser.get("/counter/").says("Birth registration", "Citizenship certificate")
    found = counter.find_citizen(browser, cast.mother.name_bn.split()[0])
    page = counter.begin_form(browser, browser.get(found.link(cast.mother.name_en)), CITIZENSHIP)
    known = counter.main_form(page).fields
    if known["name_bn"] != cast.mother.name_bn or not known["nid_or_brn"]:
        raise Failed(f"what is known of her is asked again: {known}")
    receipt = counter.lodge(browser, page, own_answers(cast), look_again=_hears_no_fee_of_the_council)
    receipt.says("20.00", "0.00")
    play.own_number, play.own_code = counter.codes_of(receipt)
    browser.get("/counter/drawer").says("95")
    file = desk.open_file(play.officer, play.own_number).says(cast.mother.name_en, cast.grandfather.name_bn)
    if any("register_number" in form.fields for form in file.forms):
        raise Failed("the desk asks for a number that no register gives")
    desk.approve(play.officer, file)
    page = browser.get_when_there(f"/counter/files/{play.own_number}/certificate")
    page.says("Citizenship Certificate", "Certified: the person below is a citizen", cast.mother.name_en)
    if not re.search(r'class="qr">\s*<svg', page.html):
        raise Failed(f"{page.url} shows no QR code")
    play.own_certificate_text = counter.certificate_text(browser, play.own_number)
    counter.hand_over(browser, play.own_number, hours="1", cost="0", visits="1").says("Handed over")
    play.say(f"   {cast.mother.name_en} has a citizenship certificate too: Tk 20 taken; code {play.own_code}")


def own_answers(cast: Cast) -> dict[str, str]:
    """What the form of a citizenship certificate asks that is not known of her already."""
    return {
        "name_en": cast.mother.name_en,
        "father_name": cast.grandfather.name_bn,
        "mother_name": cast.grandmother.name_bn,
        "ward_no": "3",
        "purpose": "work",
    }


def _hears_no_fee_of_the_council(_browser: Browser, page: Page) -> Page:
    return page.says("Union Parishad's fee Tk 0", "Centre's fee Tk 20", "This Union Parishad takes no fee")


def bill(play: Play) -> None:
    """4, beside it: an electricity bill; its sum is the company's, the fee the centre's, nobody decides."""
    cast, browser = play.stage.cast, play.woman
    minor = cast.bill_minor()
    found = counter.find_citizen(browser, cast.mother.name_bn.split()[0])
    page = counter.begin_form(browser, browser.get(found.link(cast.mother.name_en)), BILL)
    answers = {
        "utility": "palli_bidyut", "account_no": cast.nid(), "bill_month": "October 2026",
        "amount": f"{minor / 100:.2f}", "reference": "TX9K2",
    }  # fmt: skip
    receipt = counter.lodge(browser, page, answers, received=f"{minor / 100 + 5:.2f}")
    receipt.says(f"{minor / 100:,.2f}", f"{minor / 100 + 5:,.2f}")
    number, play.bill_code = counter.codes_of(receipt)
    browser.get("/counter/drawer").says(f"{minor / 100 + 100:,.2f}".removesuffix(".00"))
    browser.get(f"/counter/files/{number}").says("Done", "Ask the three questions")
    counter.hand_over(browser, number, hours="0.5", cost="0", visits="1")
    play.say(f"   her electricity bill of Tk {minor / 100:,.2f} is paid, done at once; code {play.bill_code}")


def link_comes_back(play: Play) -> None:
    """5: one exchange; the hub shows the same file, the dashboard its measure beside the published baseline."""
    laptop = play.stage.laptop
    laptop.do("line", "up")
    said = laptop.do("sync")[0]
    play.woman.get(f"/counter/files/{play.number}").says("Received by the hub")
    track(play, play.code).says("Birth registration")
    page = play.citizen.get("/dashboard/")
    page.says("10.11", "96.42", "2.1", "too few")
    track(play, play.own_code).says("Citizenship certificate")
    track(play, play.bill_code).says("Electricity bill", "Done at the centre")
    page = play.citizen.get(f"/dashboard/?service={CITIZENSHIP}")
    page.says("1 file handed over", "Not measured there is no baseline; now 1 hour, 1 file")
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
    receipt = counter.lodge(browser, page, answers, place="মুজিব নগর").says("50.00")
    number, code = counter.codes_of(receipt)
    stage.far.do("sync")
    play.codes["hub_officer"] = desk.first_sign_in(office, stage.accounts["hub_officer"])
    desk.approve(office, desk.open_file(office, number), cast.register_number(born))
    certificate = f"/counter/files/{number}/certificate"  # comes after the decision it is about
    _exchange_until(stage.far, lambda: browser.get(certificate).status == 200)
    browser.get(certificate).says("Birth Registration Certificate")
    track(play, code).says("Birth registration").keeps_silent_about(
        cast.far_child.name_en, cast.far_child.name_bn
    )
    play.say("   a file of the second centre was decided at the hub's desk and came back by mailbox")


def _exchange_until(centre: NodeProcess, is_there: Callable[[], bool]) -> None:
    """A centre calls until the hub's worker has got to it: on a busy machine after many calls."""
    ends = time.monotonic() + SOON_SECONDS
    centre.do("sync")
    while not is_there() and time.monotonic() < ends:
        time.sleep(0.1)
        centre.do("sync")


def allowance(play: Play) -> None:
    """5, beside it: the old-age allowance; the union recommends it on its laptop, the upazila grants it at the hub."""
    cast, browser, laptop = play.stage.cast, play.woman, play.stage.laptop
    elder = {"name_bn": cast.elder.name_bn, "name_en": cast.elder.name_en, "sex": "f", "phone": cast.phone(),
             "number": cast.nid(), "village": "Char Patila, ward 3"}  # fmt: skip
    page = counter.register_citizen(
        browser, elder | counter.dated("date_of_birth", cast.born_days_ago(23_000, 30_000))
    )
    browser.get(page.link(to=f"/{ALLOWANCE}")).says("Who can get it", "women from 62").keeps_silent_about(
        "Not old enough yet"
    )
    page = counter.begin_form(browser, page, ALLOWANCE)
    answers = {"father_name": cast.grandfather.name_bn, "mother_name": cast.grandmother.name_bn,
               "yearly_income": "6000", "ward_no": "3"}  # fmt: skip
    number, code = counter.codes_of(counter.lodge(browser, page, answers).says("20.00", "0.00"))
    desk.send_on(play.officer, desk.open_file(play.officer, number), "She lives alone, without land.")
    laptop.do("sync")
    track(play, code).says("Old-age allowance", "now, by").keeps_silent_about(
        "lives alone", cast.elder.name_en
    )
    office = english(play.stage.hub.url)
    play.codes["upazila_officer"] = desk.first_sign_in(office, play.stage.accounts["upazila_officer"])
    desk.approve(office, desk.open_file(office, number).says("Recommended", "She lives alone, without land."))
    certificate = f"/counter/files/{number}/certificate"
    _exchange_until(laptop, lambda: browser.get(certificate).status == 200)
    browser.get(certificate).says(
        "Old-age allowance granted", "The person below is granted", cast.elder.name_en
    )
    play.say(
        f"   {cast.elder.name_en} has the old-age allowance: recommended by the union, granted by the upazila"
    )


def verified(play: Play) -> None:
    """6: the portal tracks by code, verifies certificate and receipt; one altered character makes both say so."""
    wrong = track(play, play.code[:-1] + ("0" if play.code[-1] != "0" else "1"))
    wrong.keeps_silent_about("Birth registration was", play.stage.cast.child.name_en)
    for text in (play.certificate_text, play.own_certificate_text, play.receipt_text):
        verify(play, text).says("genuine")
        at = play.stage.cast.chance.randrange(len(text))
        altered = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        verify(play, altered).says("altered")
    keys = play.stage.folder / "keys.json"
    keys.write_text(play.citizen.text("/portal/keys.json"), encoding="utf-8")
    for text in (play.certificate_text, play.own_certificate_text):
        run = subprocess.run(
            [sys.executable, "-m", "dorgora", "verify", text, "--keys", str(keys)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.stdout.splitlines()[:1] != ["valid"]:
            raise Failed(f"dorgora verify says {run.stdout or run.stderr}")
    json.loads(keys.read_text(encoding="utf-8"))
    for node in play.stage.nodes():
        node.do("check")
    play.say(
        "6  certificates and receipt verify at the portal and by `dorgora verify`; one altered character does not"
    )


def verify(play: Play, text: str) -> Page:
    """What the portal says of a QR text."""
    page = play.citizen.get("/portal/verify")
    return play.citizen.send(page, page.form(field="text"), {"text": text})
