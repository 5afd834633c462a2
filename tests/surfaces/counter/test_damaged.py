"""A row whose sealed words do not open here: its pages say so in words, and every other one is as it was."""

from typing import Any

import pytest

from dorgora.applications import models
from dorgora.feed import node as nodes
from dorgora.feed import rebuilding
from tests.surfaces.counter.stage import days_ago

pytestmark = pytest.mark.slow
SAYS = {"en": "This record is damaged here", "bn": "এই রেকর্ড এখানে নষ্ট হয়ে গেছে"}


def spoil(table: str, row_id: int) -> None:
    nodes.this().store.rows.run(f"UPDATE {table} SET words = %s WHERE id = %s", [b"\x00\x11", row_id])


def says_so(counter: Any, url: str, language: str = "en") -> None:
    counter.client.raise_request_exception = False
    page = counter.get(url)
    told = page.content.decode()
    assert page.status_code == 500 and SAYS[language] in told and "dorgora rebuild" in told


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_page_of_a_citizen_says_so(counter: Any, language: str) -> None:
    hers, other = counter.citizen(), counter.citizen(is_new="yes", village="দক্ষিণ আইচা")
    spoil("people_citizen", hers)
    counter.client.cookies["django_language"] = language
    says_so(counter, f"/counter/citizens/{hers}", language)
    assert counter.get(f"/counter/citizens/{other}").status_code == 200
    found = counter.send(counter.get("/counter/citizens"), {"q": "রহিমা"}, id="").content.decode()
    assert f"/counter/citizens/{other}" in found, "the list goes on"
    rebuilding.rebuild(say=lambda line: None)
    assert counter.get(f"/counter/citizens/{hers}").status_code == 200


def test_the_page_of_a_file_says_so(counter: Any) -> None:
    citizen = counter.citizen()
    first, second = (counter.lodge(citizen, born=days_ago(days)) for days in (100, 120))
    spoil("applications_file", models.File.objects.get(number=first).id)
    assert counter.get("/counter/files").status_code == 200
    assert counter.get(f"/counter/citizens/{citizen}").status_code == 200
    assert counter.get(f"/counter/files/{second}").status_code == 200
    says_so(counter, f"/counter/files/{first}")
