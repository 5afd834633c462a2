"""Her phone photographs the papers of a returned file whose correction is open on the laptop, and of no other."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dorgora.applications import local as kept
from dorgora.applications import models, queries
from tests import browser
from tests.applications.test_local import photo
from tests.people.cast import PLACE
from tests.surfaces.counter.paired import certify, phone
from tests.surfaces.counter.stage import Counter, form_of, lodge_with_picture, return_file
from tests.surfaces.counter.test_photographing import NAMES, PAGE, send, text, wanted
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow
CARD = "epi_card"


@pytest.fixture
def number(counter: Counter, stage: Any) -> str:
    """A file with a picture of the card, returned: the card and the mother's number are marked."""
    lodged = lodge_with_picture(counter, photo())
    return_file(stage, lodged, CARD, "mother_nid_or_brn")
    return lodged


@pytest.fixture
def hers(counter: Counter, stage: Any, number: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Karim's phone; on the laptop the correction stands open."""
    certify(monkeypatch)
    made = phone(counter, stage)
    counter.get(f"/counter/files/{number}/correct")
    return made


def late(client: Counter, to: str) -> int:
    """What a phone is answered that sends a picture where nothing is asked any more."""
    sent = {**form_of(client.get("/counter/"), ""), "picture": SimpleUploadedFile("a.jpg", photo())}
    return int(client.client.post(to, sent).status_code)


def picture_of(number: str) -> str:
    file = queries.file_by_number(number, PLACE)
    assert file is not None
    return next(one.picture for one in file.evidence if one.kind == CARD)


def test_a_new_picture_goes_with_the_correction(counter: Counter, number: str, hers: Any) -> None:
    before = picture_of(number)
    page = hers.get(PAGE)
    (to,) = wanted(page)
    assert to.endswith(f"/{CARD}"), "what was marked, though the file has a picture of it"
    assert not any(name in text(page) for name in NAMES)
    assert "The picture sent before stands." in text(counter.get(counter.at))
    assert send(hers, to, photo()).status_code == 302
    assert wanted(hers.get(PAGE)) == [] and picture_of(number) == before, "nothing is sent yet"
    page = counter.get(counter.at)
    assert "The picture is kept on this laptop." in text(page)
    counter.send(page, {f"{CARD}-seen": "yes", "mother_nid_or_brn": "0412387651"})
    assert counter.at == f"/counter/files/{number}"
    assert picture_of(number) not in ("", before)
    assert kept.picture(picture_of(number)) is not None


def test_the_page_open_on_the_laptop_loses_nothing(counter: Counter, number: str, hers: Any) -> None:
    before, older = picture_of(number), counter.get(counter.at)
    (to,) = wanted(hers.get(PAGE))
    send(hers, to, photo())
    page = counter.send(older, {"mother_nid_or_brn": "0412387651", "go": "look"})
    assert "0412387651" in text(page) and "The picture is kept on this laptop." in text(page)
    counter.send(page, {f"{CARD}-seen": "yes"})
    assert counter.at == f"/counter/files/{number}" and picture_of(number) not in ("", before)
    file = queries.file_by_number(number, PLACE)
    assert file is not None and file.answers["mother_nid_or_brn"] == "0412387651", (
        "not what stood there before"
    )


def test_taken_away_the_files_own_stands_again(counter: Counter, number: str, hers: Any) -> None:
    before = picture_of(number)
    (to,) = wanted(hers.get(PAGE))
    send(hers, to, photo())
    hers.client.post(to + "/away", form_of(hers.get(PAGE), ""))
    assert len(wanted(hers.get(PAGE))) == 1 and models.Picture.objects.count() == 1
    counter.send(counter.get(counter.at), {f"{CARD}-seen": "yes", "mother_nid_or_brn": "0412387651"})
    assert picture_of(number) == before and kept.picture(before) is not None


@pytest.mark.parametrize("way", ["/counter/", "/counter/cover", "sent"])
def test_once_it_is_left_the_phone_has_nothing(counter: Counter, number: str, hers: Any, way: str) -> None:
    (to,) = wanted(hers.get(PAGE))
    if way == "sent":
        counter.send(counter.get(counter.at), {f"{CARD}-seen": "yes", "mother_nid_or_brn": "0412387651"})
    else:
        counter.get(way)
    n_pictures = models.Picture.objects.count()
    assert wanted(hers.get(PAGE)) == [] and late(hers, to) == 404
    assert models.Picture.objects.count() == n_pictures


def test_another_operators_phone_sees_none_of_it(counter: Counter, stage: Any, hers: Any) -> None:
    (to,) = wanted(hers.get(PAGE))
    other = Counter()
    other.sign_in(stage, "shrabani")
    assert wanted(other.get(PAGE)) == [] and late(other, to) == 404


def test_only_answers_marked_the_phone_is_not_spoken_of(
    counter: Counter, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    lodged = lodge_with_picture(counter, photo())
    return_file(stage, lodged, "mother_name")
    certify(monkeypatch)
    made = phone(counter, stage)
    assert "with your phone" not in text(counter.get(f"/counter/files/{lodged}/correct"))
    assert "No papers are open on the laptop" in text(made.get(PAGE))


def test_it_is_accessible(chromium: Any, counter: Counter, number: str, hers: Any) -> None:
    for language in browser.LANGUAGES:
        with window(chromium, counter.client, kept=True, language=language) as page:
            page.goto(HOST + f"/counter/files/{number}/correct")
            assert looked_at(page, f"counter-correct-paired-{language}") == []
        with window(chromium, hers.client, kept=True, language=language) as page:
            page.goto(HOST + PAGE)
            assert looked_at(page, f"counter-photos-correction-{language}") == []
