"""The story of the README, played through the pages and checked by reading pages and exported files, never tables."""

import json
import re
import subprocess
import sys
from datetime import date

from dorgora.demo import counter, day, desk, offices
from dorgora.demo.cast import Cast
from dorgora.demo.pages import Browser, Page
from dorgora.demo.playing import (
    GROWN_UP,
    PIN_FAR,
    PIN_MAN,
    PIN_WOMAN,
    Play,
    Say,
    citizen_words,
    enough,
    exchange_until,
    reader,
    track,
)
from dorgora.demo.processes import Failed
from dorgora.demo.stage import Stage


def play(stage: Stage, say: Say) -> Play:
    """Plays the whole story; gives what was held in hand at its end.

    Raises:
        Failed: a step did not hold.
    """
    told = Play(stage, say)
    for step in (link_goes_down, day.counted_in, mother_and_child, day.allowed, pulled_plug, returned_and_approved,
                 handed_over, paper_of_her_own, bill, day.wish, day.wrong_person, link_comes_back, far_file,
                 offices.allowance, offices.elsewhere, verified, day.passed_on, day.evening, day.next_week,
                 day.registered_anew):  # fmt: skip
        step(told)
    return told


def link_goes_down(play: Play) -> None:
    """1: the laptop is enrolled; the link goes down."""
    play.stage.laptop.do("line", "down")
    page = counter.first_sign_in(play.woman, play.stage.accounts["woman"], PIN_WOMAN)
    page.says(*play.stage.cast.woman.latin_name.split()[:1])
    counter.first_sign_in(play.man, play.stage.accounts["man"], PIN_MAN)
    play.woman.get("/counter/").says("No line")
    pack = play.stage.cast.country.pack
    direction = pack.direction(pack.local_language)
    local = reader(play.stage.laptop.url, pack.local_language).get("/counter/")
    if f'<html lang="{pack.local_language}" dir="{direction}">' not in local.html:
        raise Failed(f"{local.url} is not in the country's own language")
    play.say(f"1  the link is down; a woman and a man are at the counter of {play.stage.cast.tale.place}")


def child_answers(cast: Cast, mother: str, child: str, born: date) -> dict[str, str]:
    """What the form of a birth asks, as an operator types it: Latin letters where she likes."""
    typed = cast.typed(cast.tale.birth, mother=mother, child=child, born="")
    name = next(name for name, text in cast.tale.birth.answers.items() if text == "{born}")
    typed.pop(name)
    return typed | counter.dated(name, born)


def mother_and_child(play: Play) -> None:
    """2: a mother and her new-born, typed in local letters and found in Latin ones; the fee; the receipt."""
    cast, tale, money = play.stage.cast, play.stage.cast.tale, play.stage.cast.country.money
    browser, mother = play.woman, cast.mother
    page = counter.register_citizen(browser, citizen_words(cast, mother, GROWN_UP))
    page.says(mother.latin_name)
    found = counter.find_citizen(browser, mother.latin_name.split()[0].lower()[:4])
    found.says(mother.latin_name)
    # A whole word: cut anywhere, a letter can lose its mark and be another one, as য় then is য.
    counter.find_citizen(browser, mother.local_name.split()[0]).says(mother.latin_name)
    page = counter.begin_form(browser, browser.get(found.link(mother.latin_name)), tale.birth.service)
    play.child_born = cast.born_days_ago(*tale.birth.born_days_ago)
    answers = child_answers(cast, mother.local_name, cast.child.latin_name.lower(), play.child_born)
    names = cast.country.pack.name_fields
    meant = dict(zip(names, (cast.child.local_name, cast.child.latin_name), strict=True))
    receipt = counter.lodge(
        browser, page, answers, tale.centre, meant=meant, received=enough(cast, tale.birth)
    )
    receipt.says(*map(money, (tale.birth.paid_minor, tale.birth.state_minor, tale.birth.operator_minor)))
    play.drawer_minor += tale.birth.paid_minor
    play.number, play.code = counter.codes_of(receipt)
    play.receipt_text = counter.receipt_text(browser, play.number)
    play.drawer_agrees()
    paid = money(tale.birth.paid_minor)
    play.say(
        f"2  {mother.latin_name} and her new-born: {paid} taken; receipt {play.number}, code {play.code}"
    )


def pulled_plug(play: Play) -> None:
    """3: SIGKILL in the middle of the next form; the draft is there, nothing doubled, nobody's data in another's."""
    cast, laptop, browser = play.stage.cast, play.stage.laptop, play.man
    play.second_words = citizen_words(cast, cast.second, GROWN_UP)
    page = counter.register_citizen(browser, play.second_words)
    page = counter.begin_form(browser, page, cast.tale.birth.service)
    n_sections = cast.chance.randint(1, 3)
    born = cast.born_days_ago(*cast.tale.birth.newborn_days_ago)
    answers = child_answers(cast, cast.second.local_name, cast.far_child.local_name, born)
    for _ in range(n_sections):
        page = counter.fill_section(browser, page, answers)
    here, half = page.url, _half_typed(browser, page, answers)
    page.keeps_silent_about(cast.mother.local_name, cast.mother.latin_name, cast.child.latin_name)
    laptop.kill()
    laptop.start().wait()
    counter.sign_in(browser, play.stage.accounts["man"], PIN_MAN)
    today = browser.get("/counter/").says("What was not finished is kept")
    again = browser.get(today.link(to="/counter/drafts/"))
    if again.url.split("?")[0] != here.split("?")[0]:
        raise Failed(f"the draft goes on at {again.url}, it was left at {here}")
    found = counter.main_form(again).fields
    if not half.items() <= found.items():
        raise Failed(
            f"what was typed without pressing anything, and where, is not there: {half}, but {found}"
        )
    again.keeps_silent_about(cast.mother.local_name, cast.mother.latin_name, cast.child.latin_name)
    files = browser.get("/counter/files")
    if files.html.count(f"/counter/files/{play.number}") != 1:
        raise Failed("the file is not there exactly once")
    play.drawer_agrees()
    play.say(
        f"3  plug pulled in a word of section {n_sections + 1} of the next form: the word is there; the drawer agrees"
    )


def _half_typed(browser: Browser, page: Page, answers: dict[str, str]) -> dict[str, str]:
    """Half an answer of a section, kept by the page itself while it is typed; and the field it stands in."""
    form = counter.main_form(page)
    name = next(name for name in answers if name in form.fields and not form.fields[name])
    half = {name: answers[name][: 1 + len(answers[name]) // 2], "at": name}
    kept = browser.send(page, form, half, button=("go", "typing"))
    if kept.status != 204:
        raise Failed(f"what was typed was not kept: {kept.status} {kept.text[:200]}")
    return half


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
    file.says(cast.child.latin_name.split()[0])
    birth = cast.tale.birth
    desk.return_file(play.officer, file, birth.returned, "This does not match the card.")
    counter.sign_in(play.woman, play.stage.accounts["woman"], PIN_WOMAN)
    if "/sign-in" not in play.woman.get("/desk/").url:
        raise Failed("the operator got to the desk")
    page = play.woman.get(f"/counter/files/{play.number}/correct").says("does not match")
    form = counter.main_form(page)
    if set(birth.answers) & set(form.fields) != {birth.returned}:
        raise Failed("more than the marked field is asked again")
    rightly = birth.corrected.format(father=cast.father.local_name)
    play.woman.send(page, form, {birth.returned: rightly}, button=("", "")).says("With the office")
    play.drawer_agrees()
    number = cast.register_number(play.child_born)
    desk.approve(play.officer, desk.open_file(play.officer, play.number), number)
    play.say(
        "4  without a link and with a clock decades wrong: returned, one field corrected, approved, signed"
    )


def handed_over(play: Play) -> None:
    """4, end: the certificate is printed and handed over with three questions."""
    # The office's signature follows its decision; a slow machine shows the page before it is there.
    page = play.woman.get_when_there(f"/counter/files/{play.number}/certificate")
    country = play.stage.cast.country
    page.says(country.title(country.tale.birth)).is_signed(*play.stage.cast.signature("officer"))
    play.certificate_text = counter.certificate_text(play.woman, play.number)
    page = counter.hand_over(play.woman, play.number, hours="3", cost="40", visits="1")
    page.says("Handed over")
    play.say(
        "   the certificate is printed with its QR and handed over; three questions answered and confirmed"
    )


def paper_of_her_own(play: Play) -> None:
    """4, beside it: the mother asks for a paper of her own; what is known of her is there, no register numbers it."""
    cast, browser, country = play.stage.cast, play.woman, play.stage.cast.country
    own = cast.tale.own
    browser.get("/counter/").says(country.name(cast.tale.birth), country.name(own))
    found = counter.find_citizen(browser, cast.mother.local_name.split()[0])
    page = counter.begin_form(browser, browser.get(found.link(cast.mother.latin_name)), own.service)
    known = counter.main_form(page).fields
    if (
        known[country.known_as(own, "name")] != cast.mother.local_name
        or not known[country.known_as(own, "number")]
    ):
        raise Failed(f"what is known of her is asked again: {known}")
    answers = cast.typed(own) | {country.known_as(own, "latin_name"): cast.mother.latin_name}
    receipt = counter.lodge(browser, page, answers, cast.tale.centre, received=enough(cast, own),
                            look_again=lambda _browser, page: page.says(*own.read_back))  # fmt: skip
    receipt.says(country.money(own.paid_minor), country.money(own.state_minor))
    play.own_number, play.own_code = counter.codes_of(receipt)
    play.drawer_minor += own.paid_minor
    play.drawer_agrees()
    file = desk.open_file(play.officer, play.own_number)
    file.says(cast.mother.latin_name, *cast.heard(own.at_desk))
    if any("register_number" in form.fields for form in file.forms):
        raise Failed("the desk asks for a number that no register gives")
    desk.approve(play.officer, file)
    page = browser.get_when_there(f"/counter/files/{play.own_number}/certificate")
    page.says(country.title(own), *own.certified, cast.mother.latin_name)
    if not re.search(r"-[0-9]{4}-[0-9]{6}-[0-9]\b", page.text):
        raise Failed(f"{page.url} bears no number of the block that came before the link went down")
    if not re.search(r'class="qr">\s*<svg', page.html):
        raise Failed(f"{page.url} shows no QR code")
    play.own_certificate_text = counter.certificate_text(browser, play.own_number)
    counter.hand_over(browser, play.own_number, hours="1", cost="0", visits="1").says("Handed over")
    paid = country.money(own.paid_minor)
    play.say(
        f"   {cast.mother.latin_name} has her own paper too ({country.name(own)}): {paid}; code {play.own_code}"
    )


def bill(play: Play) -> None:
    """4, beside it: her grandson pays a bill; its sum is the company's, the fee the centre's, nobody decides."""
    cast, browser, country = play.stage.cast, play.woman, play.stage.cast.country
    scene, currency, minor = cast.tale.bill, country.pack.currency, cast.bill_minor()
    page = counter.register_citizen(browser, citizen_words(cast, cast.grandson, GROWN_UP, sex="m"))
    page = counter.begin_form(browser, page, scene.service)
    answers = cast.typed(scene, sum=currency.format(minor, "", sign=False))
    total = minor + scene.operator_minor
    received = currency.format(total, "", sign=False)
    receipt = counter.lodge(browser, page, answers, cast.tale.centre, received=received)
    receipt.says(country.money(minor), country.money(total))
    number, play.bill_code = counter.codes_of(receipt)
    play.drawer_minor += total
    play.drawer_agrees()
    browser.get(f"/counter/files/{number}").says("Done", "Ask the three questions")
    told = counter.hand_over(browser, number, hours=f"0{currency.decimal_sign}5", cost="0", visits="1")
    told.says("Three questions asked")
    play.say(
        f"   {cast.grandson.latin_name} pays a bill of {country.money(minor)} ({country.name(scene)}), done at once; "
        f"code {play.bill_code}"
    )


def link_comes_back(play: Play) -> None:
    """5: one exchange; the hub shows the same file, the dashboard its measure beside the published baseline."""
    laptop = play.stage.laptop
    laptop.do("line", "up")
    said = laptop.do("sync")[0]
    play.woman.get(f"/counter/files/{play.number}").says("Received by the hub")
    country, tale = play.stage.cast.country, play.stage.cast.tale
    track(play, play.code).says(country.name(tale.birth))
    play.citizen.get(f"/dashboard/?service={tale.birth.service}").says(*tale.birth.dashboard)
    track(play, play.own_code).says(country.name(tale.own))
    track(play, play.bill_code).says(country.name(tale.bill), "Done at the centre")
    play.citizen.get("/dashboard/wishes").says(day.asked_for(play))
    play.citizen.get(f"/dashboard/?service={tale.own.service}").says(*tale.own.dashboard)
    play.say(
        f"5  the link is back: {said}; hub, portal and dashboard tell the same file, one measure, range: too few"
    )


def far_file(play: Play) -> None:
    """5, end: a file of the second centre is decided at the hub's desk and comes back by mailbox."""
    stage, cast = play.stage, play.stage.cast
    browser, office = play.browser(stage.far), play.browser(stage.hub)
    tale, country = cast.tale, cast.country
    counter.first_sign_in(browser, stage.accounts["far_operator"], PIN_FAR)
    page = counter.register_citizen(browser, citizen_words(cast, cast.hub_officer, GROWN_UP))
    page = counter.begin_form(browser, page, tale.birth.service)
    born = cast.born_days_ago(*tale.birth.newborn_days_ago)
    answers = child_answers(cast, cast.hub_officer.local_name, cast.far_child.local_name, born)
    receipt = counter.lodge(browser, page, answers, tale.far, received=enough(cast, tale.birth))
    receipt.says(country.money(tale.birth.operator_minor))
    number, code = counter.codes_of(receipt)
    stage.far.do("sync")
    play.codes["hub_officer"] = desk.first_sign_in(office, stage.accounts["hub_officer"])
    file = desk.open_file(office, number)
    exchange_until(stage.far, lambda: bool(desk.pictures(office.get(file.url))))
    if any(not office.get(picture).html for picture in desk.pictures(office.get(file.url))):
        raise Failed(f"{file.url} shows a picture that is not there")
    desk.approve(office, file, cast.register_number(born))
    certificate = f"/counter/files/{number}/certificate"  # comes after the decision it is about
    exchange_until(stage.far, lambda: browser.get(certificate).status == 200)
    paper = browser.get(certificate).says(country.title(tale.birth))
    paper.is_signed(*cast.signature("hub_officer"))
    track(play, code).says(country.name(tale.birth)).keeps_silent_about(
        cast.far_child.latin_name, cast.far_child.local_name
    )
    play.say(
        "   a file of the second centre came to the hub's desk, its papers' pictures after it; decided, it came back"
    )


def verified(play: Play) -> None:
    """6: the portal tracks by code, verifies certificate and receipt; one altered character makes both say so."""
    wrong = track(play, play.code[:-1] + ("0" if play.code[-1] != "0" else "1"))
    country = play.stage.cast.country
    wrong.keeps_silent_about(f"{country.name(country.tale.birth)} was", play.stage.cast.child.latin_name)
    for text in (play.certificate_text, play.own_certificate_text, play.receipt_text):
        verify(play, text).says("genuine")
        at = play.stage.cast.chance.randrange(len(text))
        altered = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        verify(play, altered).says("altered")
    keys = play.stage.folder / "keys.json"
    keys.write_text(play.citizen.text("/portal/keys.json"), encoding="utf-8")
    paper = play.stage.folder / "certificate.pdf"
    paper.write_bytes(play.woman.content(f"/counter/files/{play.own_number}/certificate-a5.pdf"))
    for paper_or_text in (str(paper), play.certificate_text, play.own_certificate_text):
        run = subprocess.run(
            [sys.executable, "-m", "dorgora", "verify", paper_or_text, "--keys", str(keys)],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if run.returncode or not run.stdout.partition("\n")[0].endswith("valid"):
            raise Failed(f"dorgora verify says {run.stdout or run.stderr}")
    json.loads(keys.read_text(encoding="utf-8"))
    play.say(
        "6  certificates, receipt and a PDF verify at the portal, by `dorgora verify`; an altered character does not"
    )


def verify(play: Play, text: str) -> Page:
    """What the portal says of a QR text."""
    page = play.citizen.get("/portal/verify")
    return play.citizen.send(page, page.form(field="text"), {"text": text})
