"""Photos as phones make them, several at once: taken, or refused beside the one that is too large; the rest stays."""

import errno
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import Mock, patch

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.db import OperationalError
from django.db.models import QuerySet
from PIL import Image

from dorgora.applications import local, queries
from dorgora.applications.local import pictures
from dorgora.config import guard, spooling
from dorgora.config.uploads import SealedUploads
from dorgora.counter.papers import MOST_PICTURES
from dorgora.feed import node as nodes
from tests.people.cast import PLACE
from tests.surfaces.counter.stage import days_ago, errors, form_of, return_file
from tests.surfaces.window import HOST, looked_at, window

pytestmark = pytest.mark.slow

KINDS = ("epi_card", "parents_identity", "address_proof")
TICKED = {f"{kind}-seen": "yes" for kind in KINDS}
NUMBER = "0412387650"


def noise(width: int, height: int) -> bytes:
    """A picture that nothing makes smaller: three bytes a pixel."""
    out = io.BytesIO()
    Image.frombytes("RGB", (width, height), os.urandom(width * height * 3)).save(out, "PNG", compress_level=0)
    return out.getvalue()


@cache
def too_large() -> bytes:
    return noise(2000, 1900)


def ascii_digits(text: str) -> str:
    return settings.PACK.script.to_ascii_digits(text)


def upload(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("photo.png", content, "image/png")


@pytest.fixture
def papers(counter: Any) -> Any:
    return counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")


def pictures_of(counter: Any) -> list[int]:
    key = counter.at.rsplit("/", 1)[0]
    return [counter.client.get(f"{key}/papers/{kind}").status_code for kind in KINDS]


@pytest.mark.slow
def test_three_photos_go_in_one_page(counter: Any, papers: Any) -> None:
    photos = {f"{kind}-picture": upload(noise(1200, 1000)) for kind in KINDS}
    page = counter.send(papers, TICKED | {"parents_identity-number": NUMBER} | photos)
    assert page.status_code == 200 and not counter.at.endswith("/papers")
    assert pictures_of(counter) == [200, 200, 200]


def sealed_pictures() -> int:
    return len(list((nodes.this().folder / "pictures").glob("*")))


@pytest.mark.slow
def test_a_photo_in_anothers_place_is_the_only_one_left(stage: Any, counter: Any, papers: Any) -> None:
    url, seen = counter.at, TICKED | {"parents_identity-number": NUMBER}
    both = noise(70, 60)
    same = {"epi_card-picture": upload(both), "parents_identity-picture": upload(both)}
    counter.send(papers, seen | same)
    assert sealed_pictures() == 1
    page = counter.send(counter.get(url), {"epi_card-picture": upload(noise(70, 60))}, to=url)
    assert pictures_of(counter)[:2] == [200, 200] and sealed_pictures() == 2
    counter.send(counter.get(url), {"parents_identity-picture": upload(noise(70, 60))}, to=url)
    page = counter.get(counter.at.rsplit("/", 1)[0] + "/read-back")
    assert pictures_of(counter)[:2] == [200, 200] and sealed_pictures() == 2
    page = counter.send(page, {"received": "100", "agreed": "yes", "go": "take"})
    number = re.search(r"/files/(\d{7})/receipt", counter.at).group(1)  # type: ignore[union-attr]
    return_file(stage, number, "epi_card", "mother_nid_or_brn")
    page = counter.get(f"/counter/files/{number}/correct")
    for _try in range(2):
        page = counter.send(page, {"epi_card-picture": upload(noise(70, 60)), "mother_nid_or_brn": "04"})
        assert sealed_pictures() == 3
    counter.send(page, {"mother_nid_or_brn": "0412387651"})
    file = queries.file_by_number(number, PLACE)
    assert file.state == "waiting" and sealed_pictures() == 3, "what it was lodged with stays with the file"
    local.forget_citizens([file.citizen_id])
    assert sealed_pictures() == 0


TOLD = {"en": "The picture is too large", "bn": "ছবি বেশি বড়"}


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_photo_too_large_is_told_beside_its_paper(counter: Any, papers: Any, language: str) -> None:
    counter.client.cookies["django_language"] = language
    photos = {
        "epi_card-picture": upload(too_large()),
        "parents_identity-picture": upload(noise(240, 200)),
        "address_proof-picture": upload(noise(240, 200)),
    }
    page = counter.send(papers, TICKED | {"parents_identity-number": NUMBER} | photos)
    assert page.status_code == 422
    (told,) = errors(page)
    assert TOLD[language] in told
    assert re.search(r'<p class="err[^>]*id="[^"]*epi_card-picture-error"', page.content.decode())
    for shown in (page, counter.get(counter.at)):
        assert ascii_digits(form_of(shown)["parents_identity-number"]) == NUMBER
        assert [form_of(shown)[f"{kind}-seen"] for kind in KINDS] == ["yes"] * 3
    assert pictures_of(counter) == [404, 200, 200]


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_correction_keeps_all_but_the_photo_too_large(stage: Any, counter: Any, language: str) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    return_file(stage, number, *KINDS)
    counter.client.cookies["django_language"] = language
    page = counter.get(f"/counter/files/{number}/correct")
    photos = {f"{kind}-picture": upload(noise(240, 200)) for kind in KINDS}
    typed = TICKED | {"parents_identity-number": "0412387652"}
    page = counter.send(page, typed | photos | {"epi_card-picture": upload(too_large())})
    assert page.status_code == 422
    assert [TOLD[language] in told for told in errors(page)].count(True) == 1
    before = queries.file_by_number(number, PLACE)
    assert before.state == "returned" and not any(one.picture for one in before.evidence)
    again = counter.get(counter.at)
    assert ascii_digits(form_of(again)["parents_identity-number"]) == "0412387652"
    assert [form_of(again)[f"{kind}-seen"] for kind in KINDS] == ["yes"] * 3
    counter.send(again, {})  # the good ones need not be chosen again
    kept = {one.kind: one for one in queries.file_by_number(number, PLACE).evidence}
    assert [bool(kept[kind].picture) for kind in KINDS] == [False, True, True]
    assert kept["parents_identity"].number == "0412387652"


NO_ROOM = {
    "full": {"en": "The disk of this laptop is full, so the picture is not kept", "bn": "ডিস্ক ভরে গেছে"},
    "too_much": {"en": "Too much was sent at once", "bn": "একবারে বেশি পাঠানো হয়েছে"},
}


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("why", list(NO_ROOM))
def test_a_photo_left_out_is_told_beside_its_paper(
    counter: Any, papers: Any, language: str, why: str
) -> None:
    counter.client.cookies["django_language"] = language
    photo = SimpleUploadedFile("photo.png", b"-", f"application/octet-stream; left-out={why}")
    typed = TICKED | {"parents_identity-number": NUMBER, "epi_card-picture": photo}
    page = counter.send(papers, typed)
    assert page.status_code == 422
    (told,) = errors(page)
    assert NO_ROOM[why][language] in told
    assert ascii_digits(form_of(page)["parents_identity-number"]) == NUMBER
    page = counter.send(counter.get(counter.at), {})  # without the photo she goes on
    assert page.status_code == 200 and not counter.at.endswith("/papers")


def test_where_the_disk_takes_no_photo_it_is_told_so(
    counter: Any, papers: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(pictures, "write_sealed", full)
    page = counter.send(
        papers, TICKED | {"parents_identity-number": NUMBER, "epi_card-picture": upload(noise(70, 60))}
    )
    (told,) = errors(page)
    assert NO_ROOM["full"]["en"] in told and pictures_of(counter) == [404] * 3
    monkeypatch.setattr(spooling.Spool, "write", Mock(side_effect=spooling.Full))
    page = counter.send(counter.get(counter.at), {"epi_card-picture": upload(noise(70, 60))})
    assert len(errors(page)) == 1 and NO_ROOM["full"]["en"] in errors(page)[0]
    assert ascii_digits(form_of(page)["parents_identity-number"]) == NUMBER


@contextmanager
def full_database() -> Iterator[None]:
    """It takes no draft more, as SQLite words it (tests/config/test_sqlcipher.py)."""
    full = Mock(side_effect=OperationalError("database or disk is full"))
    with patch.object(QuerySet, "update_or_create", full):
        yield


@pytest.mark.parametrize("until", ["/child", "/papers"])
def test_on_a_full_disk_a_page_comes_back_as_it_was_typed(counter: Any, until: str) -> None:
    page = counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until=until)
    typed = {
        "/child": {"name_bn": "মিম আক্তার"},
        "/papers": {"parents_identity-number": "0412"},
    }[until]
    with full_database():
        sent = counter.send(page, typed)
        assert sent.status_code == 507 and b"data-posted" in sent.content
        told = sent.content.decode()
        assert 'aria-live="off" hidden>' in told, "nothing says that it is saved"
        assert "Error:" in told and "The disk of this laptop is full. Nothing of this page is kept." in told
        assert {name: form_of(sent)[name] for name in typed} == typed
        left = counter.client.post(counter.at, form_of(sent) | typed | {"go": "later"})
        assert left.status_code == 507, "she is not led away from what is not kept"
    assert counter.send(sent, {}).status_code == 422
    assert {name: form_of(counter.get(counter.at))[name] for name in typed} == typed


def test_on_a_full_disk_nobody_is_registered_and_it_is_told(counter: Any) -> None:
    page = counter.get("/counter/citizens/new")
    session = counter.client.session
    session["seen"] -= 60  # so that it would be written again
    session.save()
    with full_database(), patch.object(SessionStore, "save", Mock(side_effect=OperationalError)):
        sent = counter.send(page, {"local_name": "লতা খানম"})
    assert sent.status_code == 507 and "Nothing of this page is kept." in sent.content.decode()


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "bn"])
def test_a_page_that_is_not_kept_is_accessible(chromium: Any, counter: Any, language: str) -> None:
    counter.fill(counter.begin(counter.citizen()), born=days_ago(10), until="/papers")
    with window(chromium, counter.client, language=language, kept=True) as page, full_database():
        page.goto(HOST + counter.at)
        with page.expect_response(lambda got: got.request.method == "POST") as answered:
            page.keyboard.press("F8")
        assert answered.value.status == 507
        faults = looked_at(page, f"counter-unkept-{language}")
        assert [one for one in faults if "status of 507" not in one] == []


def test_on_a_full_disk_a_correction_comes_back_as_typed(stage: Any, counter: Any) -> None:
    number = counter.lodge(counter.citizen(), born=days_ago(10))
    return_file(stage, number, "mother_name")
    page = counter.get(f"/counter/files/{number}/correct")
    typed = {"mother_name": "লতা"}
    with full_database():
        sent = counter.send(page, typed)
    assert sent.status_code == 507 and form_of(sent)["mother_name"] == typed["mother_name"]
    assert queries.file_by_number(number, PLACE).state == "returned"


class Unread(io.BytesIO):
    def read(self, *args: Any) -> bytes:
        raise AssertionError("it was read")


@pytest.mark.parametrize(
    ("role", "address", "told"),
    [
        ("centre", "/counter/drafts/a/papers", "At most 129 MB may be sent here at once"),
        ("centre", "/counter/files/1/correct", "At most 129 MB"),
        ("centre", "/counter/drafts/a/drop", "At most 1 MB"),
        ("hub", "/desk/", "At most 512 KB"),
        ("hub", "/exchange", "At most 512 KB"),
    ],
)
def test_beyond_all_bounds_nothing_is_read(
    client: Any, serve_as: Any, role: str, address: str, told: str
) -> None:
    serve_as(role)
    client.cookies["django_language"] = "en"
    most = guard.most_bytes(address)
    response = client.post(
        address,
        content_type="multipart/form-data; boundary=x",
        CONTENT_LENGTH=str(most + 1),
        **{"wsgi.input": Unread()},
    )
    assert response.status_code == 413
    assert told in response.content.decode()


def test_no_service_asks_for_more_papers_than_one_page_takes() -> None:
    for path in (settings.PACK_DIR / "services").glob("*.json"):
        assert len(json.loads(path.read_bytes())["evidence"]) <= MOST_PICTURES


def kept_by(handler: FileUploadHandler, content: bytes) -> Any:
    handler.new_file("epi_card-picture", "card.jpg", "image/jpeg", None)
    for at in range(0, len(content), handler.chunk_size):
        handler.receive_data_chunk(content[at : at + handler.chunk_size], at)
    return handler.file_complete(len(content))


def test_an_upload_lies_on_the_disk_sealed_and_nameless(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    content = b"canary" * 100_000
    kept = kept_by(SealedUploads(), content)
    on_disk = os.pread(kept.fileno(), 2 * len(content), 0)
    assert len(on_disk) == len(content) and b"canary" not in on_disk
    assert os.fstat(kept.fileno()).st_nlink == 0 and list(tmp_path.iterdir()) == []
    assert kept.read(7) + kept.read() == content
    kept.close()


def test_what_a_picture_may_not_have_is_counted_not_kept(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    kept = kept_by(SealedUploads(), bytes(local.MAX_PICTURE_BYTES + 70_000))
    assert kept.size == local.MAX_PICTURE_BYTES + 70_000
    assert os.fstat(kept.fileno()).st_size <= local.MAX_PICTURE_BYTES
    kept.close()


LIMITED = """
import io, resource, sys
import django
django.setup()
from django.core.handlers.wsgi import WSGIRequest
from dorgora.applications.local import pictures

small = open(sys.argv[1], "rb").read()
n_bytes = int(sys.argv[2])

def body():
    for name in range(16):
        yield b'--x\\r\\nContent-Disposition: form-data; name="%d"; filename="a.jpg"\\r\\n\\r\\n' % name
        yield small
        for at in range(len(small), n_bytes, 65536):
            yield bytes(min(65536, n_bytes - at))
        yield b"\\r\\n"
    yield b"--x--\\r\\n"

class Sent(io.RawIOBase):
    def __init__(self):
        self.parts, self.left = body(), b""
    def readable(self):
        return True
    def readinto(self, room):
        self.left = self.left or next(self.parts, b"")
        n = min(len(room), len(self.left))
        room[:n], self.left = self.left[:n], self.left[n:]
        return n

def request():
    return WSGIRequest({
        "REQUEST_METHOD": "POST", "CONTENT_TYPE": "multipart/form-data; boundary=x", "PATH_INFO": "/",
        "CONTENT_LENGTH": str(sum(map(len, body()))), "wsgi.input": io.BufferedReader(Sent()),
    })

request().upload_handlers  # what Django loads for them is there before the memory is measured
now = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (now + (int(sys.argv[3]) << 20),) * 2)
come = request()
for file in come.FILES.values():
    if file.size > 8 << 20:
        print("too large")
    else:
        print(len(pictures.made_small(file.read())) > 0)
come.close()
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("n_bytes", "room_mb", "told"),
    [(8 << 20, 112, "True"), ((8 << 20) + 1, 24, "too large")],
    ids=["as large as may be", "too large"],
)
def test_sixteen_photos_do_not_take_the_memory(tmp_path: Path, n_bytes: int, room_mb: int, told: str) -> None:
    """They are 128 MB together; each is one of 12 megapixels, which are made small one after the other."""
    out = io.BytesIO()
    Image.new("RGB", (4032, 3024)).save(out, "JPEG")
    (tmp_path / "a.jpg").write_bytes(out.getvalue())
    said = subprocess.run(
        [sys.executable, "-c", LIMITED, str(tmp_path / "a.jpg"), str(n_bytes), str(room_mb)],
        env=os.environ, capture_output=True, text=True,
    )  # fmt: skip
    assert said.stderr == ""
    assert said.stdout.splitlines() == [told] * 16
