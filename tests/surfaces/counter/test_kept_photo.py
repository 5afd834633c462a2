"""A photo that both screens call kept is there when the file is lodged; one that went is said, with what to do."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dorgora.applications import local as kept
from dorgora.applications import models, queries
from dorgora.counter import drafting, views
from dorgora.counter import papers as papers_of_form
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people.local import phone_life
from tests.applications.test_local import kept_files, photo
from tests.surfaces.counter.paired import PAGE, pictures, send, text, wanted
from tests.surfaces.counter.stage import PLACE, child, days_ago, form_of
from tests.surfaces.counter.test_leaving import come_late

pytestmark = pytest.mark.slow
LOST = "This picture is not on this laptop any more. Take it again, or go on without it."


def meanwhile(monkeypatch: pytest.MonkeyPatch, happens: Callable[[], object]) -> None:
    """This happens once, when the picture that is sent next is made small and its form is yet to be written."""
    whole, left = kept.keep_picture, [happens]

    def kept_slowly(content: bytes, **more: Any) -> str:
        digest = whole(content, **more)
        while left:
            left.pop()()
        return digest

    monkeypatch.setattr(papers_of_form.kept, "keep_picture", kept_slowly)


def another_page(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    counter.client.get("/counter/")


def phone_ended(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    phone_life.end(clock.now())


def no_room(counter: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_one: object, **_more: object) -> None:
        raise Refused(kept.DISK_FULL)

    monkeypatch.setattr(drafting, "keep", full)


@pytest.mark.parametrize(("happens", "status"), [(another_page, 404), (phone_ended, 409), (no_room, 422)])
def test_the_same_photo_refused_takes_nothing_away(
    counter: Any, hers: Any, monkeypatch: pytest.MonkeyPatch, happens: Any, status: int
) -> None:
    """A double tap, or sent again after a lost reply: the form goes on naming the first one, and it is lodged."""
    (to, *_others), shot = wanted(hers.get(PAGE)), photo()
    kind = to.rpartition("/")[2]
    assert send(hers, to, shot).status_code == 302
    with monkeypatch.context() as patch:
        meanwhile(patch, lambda: happens(counter, patch))
        assert send(hers, to, shot).status_code == status
    digest = pictures(counter)[kind]
    assert kept.picture(digest) is not None
    assert "The picture is kept on this laptop" in text(counter.get(counter.at))
    page = counter.go_on(counter.get(counter.at), child(days_ago(100)), "/read-back")
    file = queries.file_by_number(counter.pay(page), PLACE)
    assert file is not None and [one.picture for one in file.evidence if one.kind == kind] == [digest]
    assert kept.picture(digest) is not None and kept.to_send()[0] == 1


def test_taken_away_while_it_comes_again_is_said(
    counter: Any, hers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (to, *_others), shot = wanted(hers.get(PAGE)), photo()
    send(hers, to, shot)
    away = form_of(hers.get(PAGE), "")
    meanwhile(monkeypatch, lambda: hers.client.post(to + "/away", away))
    page = send(hers, to, shot)
    assert page.status_code == 422 and "taken away while it came again" in text(page)
    assert pictures(counter) == {} and not models.Picture.objects.exists()
    assert send(hers, to, shot).status_code == 302
    assert kept.picture(*pictures(counter).values()) is not None


def test_another_photo_in_its_place_takes_the_first_away(counter: Any, hers: Any) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    send(hers, to, photo())
    (first,) = pictures(counter).values()
    page = hers.get(PAGE)
    assert to not in wanted(page)
    send(hers, to, photo())
    (second,) = pictures(counter).values()
    assert second != first and kept.picture(first) is None and kept.picture(second) is not None


def lose() -> None:
    """As laptops have it whose form names a picture that an earlier program threw away."""
    models.Picture.objects.all().delete()


def test_a_lost_picture_is_said_on_both_screens(counter: Any, hers: Any) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    send(hers, to, photo())
    lose()
    assert LOST in text(hers.get(PAGE)) and to in wanted(hers.get(PAGE))
    laptop = text(counter.get(counter.at))
    assert LOST in laptop and "The picture is kept on this laptop" not in laptop
    at = counter.at
    page = counter.get(at.rpartition("/")[0] + "/read-back")
    assert counter.at == at + "?check=1" and LOST in text(page)
    # Sent again from the phone it is there; the operator need not begin anew.
    counter.get(at)
    assert send(hers, to, photo()).status_code == 302 and LOST not in text(counter.get(at))


def test_without_a_lost_picture_she_can_go_on(counter: Any, hers: Any) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    send(hers, to, photo())
    lose()
    page = counter.send(counter.get(counter.at), {"epi_card-seen": "yes"})
    assert page.status_code == 422 and LOST in text(page) and pictures(counter) == {}
    counter.go_on(page, child(days_ago(100)), "/read-back")
    assert counter.at.endswith("/read-back")


def test_one_that_goes_as_the_money_is_taken_is_said(
    counter: Any, hers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (to, *_others) = wanted(hers.get(PAGE))
    send(hers, to, photo())
    page = counter.go_on(counter.get(counter.at), child(days_ago(100)), "/read-back")
    lodging = views.readback.applications
    whole = lodging.submit

    def goes_first(**told: Any) -> Any:
        lose()
        return whole(**told)

    monkeypatch.setattr(lodging, "submit", goes_first)
    page = counter.send(page, {"received": "100", "agreed": "yes", "go": "take"})
    assert page.status_code == 409 and "A picture of this form is not on this laptop any more" in text(page)
    assert "picture_missing" not in text(page) and "No money was taken" in text(page)
    assert "To the papers" in text(page) and "/papers?check=1" in text(page)
    assert not models.File.objects.exists()


def test_a_photo_sent_too_late_replaces_and_takes_nothing_back(
    counter: Any, stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """She was signed out meanwhile; while her photo is made small another page keeps its section."""
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    key = counter.at.split("/")[3]

    def shot(width: int) -> dict[str, Any]:
        upload = SimpleUploadedFile("card.jpg", photo((width, 180)), "image/jpeg")
        return {"epi_card-seen": "yes", "epi_card-picture": upload}

    counter.send(page, shot(240))
    (first,) = kept_files()
    first_of_form = pictures(counter)["epi_card"]

    def other_section() -> None:
        with drafting.in_one_go():
            draft = drafting.owned(key, kept.draft(key).by)  # type: ignore[union-attr]
            draft.typed["name_en"] = "Rita"
            drafting.keep(draft, "child")

    meanwhile(monkeypatch, other_section)
    come_late(counter, stage, monkeypatch, counter.at, shot(300))
    assert form_of(counter.get(counter.at.replace("/papers", "/child")))["name_en"] == "Rita"
    assert pictures(counter)["epi_card"] != first_of_form
    assert len(kept_files()) == 1 and kept_files() != [first]
