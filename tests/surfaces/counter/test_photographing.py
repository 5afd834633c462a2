"""Her phone photographs the papers of the form she has open on the laptop, and of no other."""

import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dorgora.applications import local as kept
from dorgora.applications import models
from dorgora.counter import papers as papers_of_form
from dorgora.kernel import clock
from dorgora.people.local import phone_life
from tests import browser
from tests.applications.test_local import photo
from tests.surfaces.counter.paired import PAGE, key_of, pictures, send, text, wanted
from tests.surfaces.counter.stage import Counter, days_ago, form_of
from tests.surfaces.counter.test_keyboard import Keys
from tests.surfaces.window import FAR, HOST, looked_at, tab_to, window

pytestmark = pytest.mark.slow
NAMES = ("রহিমা", "Rohima", "Rahima")


def test_it_works(counter: Any, hers: Any) -> None:
    page = hers.get(PAGE)
    lacking = wanted(page)
    assert lacking and 'capture="environment"' in text(page) and 'accept="image/*"' in text(page)
    assert not any(name in text(page) for name in NAMES), "whose papers they are is not said on the phone"
    assert send(hers, lacking[0], photo((1500, 1000))).status_code == 302
    kind = lacking[0].rpartition("/")[2]
    assert list(pictures(counter)) == [kind] and len(wanted(hers.get(PAGE))) == len(lacking) - 1
    laptop = text(counter.get(counter.at))
    assert f"/papers/{kind}" in laptop and "Keep this, and look what the phone sent" in laptop
    shown = counter.get(f"/counter/drafts/{key_of(counter)}/papers/{kind}")
    assert shown.status_code == 200 and len(shown.content) <= 32_000
    # Taken away it is gone, from the form and from the disk.
    hers.client.post(lacking[0] + "/away", form_of(hers.get(PAGE), ""))
    assert pictures(counter) == {} and not models.Picture.objects.exists()
    assert len(wanted(hers.get(PAGE))) == len(lacking)


def test_the_page_open_on_the_laptop_loses_nothing(counter: Any, hers: Any) -> None:
    """She typed and ticked before the photo came: both stand there, whichever is written last."""
    older = counter.get(counter.at)
    (to, *_others) = wanted(hers.get(PAGE))
    send(hers, to, photo())
    kind = to.rpartition("/")[2]
    counter.send(older, {f"{kind}-seen": "yes", "go": "look"})
    found = kept.draft(key_of(counter))
    assert (
        found is not None
        and found.typed["papers"][kind]["seen"]
        and pictures(counter) == {kind: pictures(counter)[kind]}
    )


def test_a_photo_that_comes_while_the_laptop_writes_stays(
    counter: Any, hers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from dorgora.counter import drafting

    (to, *_others), page = wanted(hers.get(PAGE)), counter.get(counter.at)
    read, coming = drafting.mine, [photo()]

    def read_before_the_photo(request: Any, key: str) -> Any:
        found = read(request, key)
        while coming:
            send(hers, to, coming.pop())
        return found

    monkeypatch.setattr(drafting, "mine", read_before_the_photo)
    counter.send(page, {"parents_identity-number": "77"})
    found = kept.draft(key_of(counter))
    assert list(pictures(counter)) == [to.rpartition("/")[2]]
    assert found is not None and found.typed["papers"]["parents_identity"]["number"] == "77"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"no picture at all", "This is not a picture"),
        (b"", "This is not a picture"),
        (photo((40, 40)), "too small"),
        (b"\xff" * (kept.MAX_PICTURE_BYTES + 1), "too large"),
    ],
)
def test_what_will_not_do_changes_nothing(counter: Any, hers: Any, content: bytes, said: str) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    page = send(hers, to, content)
    assert page.status_code == 422 and said in text(page), text(page)[-3000:]
    assert pictures(counter) == {} and not models.Picture.objects.exists()


def test_sent_without_a_picture_it_says_so(hers: Any) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    page = hers.client.post(to, form_of(hers.get(PAGE), ""))
    assert page.status_code == 422 and "Take the picture first" in text(page)


OTHERS = (
    "/counter/", "/counter/cover", "/counter/citizens", "/counter/phones", "/counter/sign-in", "/counter/nowhere",
    "/counter/citizens/99999", "/desk/", "/desk/sign-in", "/nowhere",
)  # fmt: skip


@pytest.mark.parametrize("way", OTHERS)
def test_the_next_citizen_finds_nothing_on_the_phone(counter: Any, hers: Any, way: str) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    at = counter.at
    counter.get(way)
    assert wanted(hers.get(PAGE)) == [] and "No papers are open on the laptop" in text(hers.get(PAGE))
    late = hers.client.post(
        to, {**form_of(hers.get("/counter/"), ""), "picture": SimpleUploadedFile("a.jpg", photo())}
    )
    counter.at = at
    assert late.status_code == 404 and pictures(counter) == {} and not models.Picture.objects.exists()


def test_a_photo_from_an_old_page_is_not_the_next_citizens(counter: Any, hers: Any) -> None:
    """The laptop has the papers of another form open by now, which asks for the same."""
    page, at = hers.get(PAGE), counter.at
    (to, *_others) = wanted(page)
    counter.fill(counter.begin(counter.citizen(is_new="yes")), born=days_ago(100), until="/papers")
    counter.get(counter.at)
    (now, *_others) = wanted(hers.get(PAGE))
    assert now != to and now.rpartition("/")[2] == to.rpartition("/")[2]
    sent = {**form_of(page, ""), "picture": SimpleUploadedFile("a.jpg", photo())}
    assert hers.client.post(to, sent).status_code == 404
    assert send(hers, now, photo()).status_code == 302 and len(pictures(counter)) == 1
    taken = hers.client.post(to + "/away", form_of(hers.get(PAGE), ""))
    assert taken.status_code == 404 and len(pictures(counter)) == 1
    counter.at = at
    assert pictures(counter) == {} and models.Picture.objects.count() == 1


def test_another_operators_phone_sees_none_of_it(counter: Any, stage: Any, hers: Any) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert wanted(other.get(PAGE)) == []
    sent = {**form_of(other.get("/counter/"), ""), "picture": SimpleUploadedFile("a.jpg", photo())}
    assert other.client.post(to, sent).status_code == 404 and not models.Picture.objects.exists()


def test_the_end_of_the_laptops_session_leaves_nothing(
    hers: Any, counter: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She works on at the phone; the laptop's page is open still, and nobody has touched it for five minutes."""
    began, at = clock.now_seconds(), counter.at
    for seconds, page in ((200, at), (400, ""), (600, ""), (710, "")):
        monkeypatch.setattr(clock, "now_seconds", lambda seconds=seconds: began + seconds)
        if page:
            counter.get(page)
        assert bool(wanted(hers.get(PAGE))) == (seconds < 500), seconds
    assert counter.get(at).redirect_chain[0][0].startswith("/counter/sign-in")


def test_what_is_fetched_beside_the_page_ends_nothing(counter: Any, hers: Any) -> None:
    """A browser asks for an icon by itself."""
    for given, is_left in (({"HTTP_SEC_FETCH_DEST": "image"}, True), ({}, False)):
        assert counter.client.get("/favicon.ico", **given).status_code == 404
        assert bool(wanted(hers.get(PAGE))) is is_left


def test_a_closed_browser_and_another_operator_leave_nothing(counter: Any, stage: Any, hers: Any) -> None:
    assert wanted(hers.get(PAGE))
    counter.client.cookies.clear()
    Counter().sign_in(stage, "shrabani")
    assert wanted(hers.get(PAGE)) == []


def test_ended_while_a_photo_comes_it_keeps_nothing(
    counter: Any, hers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    whole = kept.keep_picture

    def ended_meanwhile(content: bytes, **more: Any) -> str:
        digest = whole(content, **more)
        phone_life.end(clock.now())
        return digest

    monkeypatch.setattr(papers_of_form.kept, "keep_picture", ended_meanwhile)
    page = send(hers, to, photo())
    assert page.status_code == 409 and "not paired any more" in text(page)
    assert pictures(counter) == {} and not models.Picture.objects.exists()
    assert hers.get(PAGE).status_code == 403


def test_no_address_on_the_phone_names_anybody(counter: Any, hers: Any) -> None:
    addresses = re.findall(r'(?:href|action)="([^"]+)"', text(hers.get(PAGE)))
    assert addresses and all(re.fullmatch(r"[\x20-\x7e]+", one) and "%" not in one for one in addresses)


@pytest.mark.parametrize("state", ["none", "lacking", "wrong", "pictured", "lost"])
def test_every_state_is_accessible(chromium: Any, counter: Any, hers: Any, state: str) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    at = counter.at
    if state == "none":
        counter.get("/counter/")
    if state in ("pictured", "lost"):
        send(hers, to, photo((1500, 1000)))
    if state == "lost":
        models.Picture.objects.all().delete()
    for language in browser.LANGUAGES:
        with window(chromium, hers.client, kept=True, language=language) as page:
            page.goto(HOST + PAGE)
            if state == "wrong":
                page.set_input_files(
                    "input[type=file]", files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"x"}]
                )
                page.click("main form button")
                page.wait_for_selector(".err")
                page.complaints.clear()  # the browser's own word on 422
            assert looked_at(page, f"counter-photos-{state}-{language}") == []
        if state in ("pictured", "lost"):
            with window(chromium, counter.client, kept=True, language=language) as page:
                page.goto(HOST + at)
                name = "paired" if state == "pictured" else state
                assert looked_at(page, f"counter-papers-{name}-{language}") == []
        if state == "pictured":
            with window(chromium, hers.client, kept=True, language=language) as page:
                page.goto(HOST + "/counter/")
                assert looked_at(page, f"counter-today-paired-{language}") == []


@pytest.mark.parametrize("at_laptop", [True, False])
def test_a_chosen_picture_is_seen(chromium: Any, counter: Any, hers: Any, at_laptop: bool) -> None:
    """The button in place of the browser's own control, which speaks the browser's language, says what it holds."""
    client, at = (counter.client, counter.at) if at_laptop else (hers.client, PAGE)
    with window(chromium, client, language="bn") as page:
        page.goto(HOST + at)
        field, said = page.locator("input[type=file]").first, page.locator("[data-chosen]").first
        assert field.get_attribute("class") == "vh" and field.get_attribute("required") is None
        assert not said.is_visible()
        field.set_input_files(
            files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo((900, 600))}]
        )
        assert said.is_visible() and said.inner_text().strip() == "বেছে নেওয়া হয়েছে, এখনো রাখা হয়নি।"
        assert page.locator("[data-chosen]:visible").count() == 1
        field.set_input_files(files=[])
        assert not said.is_visible()


def test_it_is_done_by_keyboard(chromium: Any, counter: Any, hers: Any) -> None:
    (to, *_others), at = wanted(hers.get(PAGE)), counter.at
    kind = to.rpartition("/")[2]
    with window(chromium, hers.client, language="en") as phone, window(chromium, counter.client) as laptop:
        keys, at_laptop = Keys(phone), Keys(laptop)
        # From now on the browser hands its dialogue to the test; asked for only with the key, it may be too late.
        phone.on("filechooser", lambda _chooser: None)
        laptop.goto(f"{HOST}{at}?lang=en")
        phone.goto(f"{HOST}/counter/")
        with keys.does("Take the pictures of the papers"):
            keys.far("Pictures of papers").goes("Enter", "/photos")
            tab_to(phone, "input[type=file]", FAR)
            with phone.expect_file_chooser() as chosen:
                keys.press("Space")
            chosen.value.set_files([{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": photo()}])
            keys.far("Send the picture").goes("Enter", "/photos")
        assert list(pictures(counter)) == [kind]
        with at_laptop.does("Take the pictures of the papers", way=2):
            at_laptop.far("look what the phone sent").goes("Enter", "/papers")
        assert f'/papers/{kind}"' in at_laptop.says
        with keys.does("Take the pictures of the papers", way=1):
            keys.far("Take it away").goes("Enter", "/photos")
    assert pictures(counter) == {}
