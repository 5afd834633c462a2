"""What was typed and does not open here any more stops no page of hers, and is thrown away like any other."""

from typing import Any

import pytest

from dorgora.applications import models
from dorgora.counter import unread
from dorgora.feed import node as nodes
from dorgora.kernel.errors import Refused
from tests.surfaces.counter.stage import form_of
from tests.surfaces.counter.test_turns import FIRST, NEW, leave
from tests.surfaces.counter.test_two_pages import returned as returned

SAYS = {"en": "This form is damaged on this laptop", "bn": "এই ফরমটি এই ল্যাপটপে নষ্ট হয়ে গেছে"}


def spoil(typed: str = "'text'") -> str:
    """Of what is half filled; gives its key."""
    nodes.this().store.rows.run(f"UPDATE applications_draft SET typed = {typed} WHERE file_id IS NULL")
    return models.Draft.objects.get(file_id__isnull=True).key


def picks(counter: Any, url: str) -> str:
    page = counter.get(url)
    assert page.status_code == 200
    return page.content.decode()


@pytest.mark.parametrize("typed", ["'text'", "NULL"])
def test_a_form_that_does_not_open_is_thrown_away(counter: Any, typed: str) -> None:
    hers = counter.citizen()
    counter.begin(hers)
    drop = f"/counter/drafts/{spoil(typed)}/drop"
    counter.begin(hers)
    today = picks(counter, "/counter/")
    assert today.count("Go on from there") == 1 and today.count("Throw it away") == 1
    for html in (today, picks(counter, "/counter/drafts")):
        assert "damaged here" in html and drop in html
    counter.send(counter.get(drop), {})
    assert models.Draft.objects.filter(file_id__isnull=True).count() == 1
    assert "damaged here" not in picks(counter, "/counter/drafts")


@pytest.mark.parametrize("language", ["en", "bn"])
def test_who_has_its_page_open_is_told(counter: Any, language: str) -> None:
    page = counter.begin(counter.citizen())
    key = spoil()
    counter.client.cookies["django_language"] = language
    sent = counter.client.post(counter.at, form_of(page) | {"name_bn": "মিম আক্তার"}).content.decode()
    assert SAYS[language] in sent and "মিম আক্তার" in sent, "what she typed on it stands there once more"
    for url in (f"/counter/drafts/{key}", f"/counter/drafts/{key}/read-back"):
        assert SAYS[language] in counter.get(url).content.decode()


def test_a_correction_that_does_not_open_begins_anew(counter: Any, returned: str) -> None:
    leaves = {"go": "leave", "leave_to": "/counter/"}
    counter.send(counter.get(returned), {"father_name": "আবির আলম", **leaves})
    key = spoil()
    assert f"/counter/drafts/{key}/drop" in picks(counter, "/counter/")
    assert form_of(counter.get(returned))["father_name"] != "আবির আলম"
    counter.send(counter.get(f"/counter/drafts/{key}/drop"), {})
    assert not models.Draft.objects.filter(file_id__isnull=True).exists()


@pytest.mark.parametrize("is_aside", [False, True], ids=["left", "put aside"])
def test_a_page_that_does_not_open_is_empty(counter: Any, is_aside: bool) -> None:
    other = counter.citizen()
    leave(counter)
    if is_aside:
        counter.get(f"/counter/citizens/{other}")
    assert ("aside" in spoil()) == is_aside
    assert picks(counter, "/counter/") and picks(counter, "/counter/citizens")
    assert form_of(counter.get(NEW)).items().isdisjoint(FIRST.items())
    leave(counter)
    assert form_of(counter.get(NEW)).items() >= FIRST.items(), "what is left there now is kept"
    left = models.Draft.objects.exclude(key__contains="aside").get(file_id__isnull=True)
    with pytest.raises(Refused, match="no_such_draft"):
        unread.form(left.key, left.by_id)
