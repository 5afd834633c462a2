"""Certificates and receipts checked by anyone: one altered letter makes either say so."""

import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from dorgora.certificates import actions as certificates_actions
from dorgora.certificates import keyset
from dorgora.certificates import queries as certificates
from dorgora.feed import node as nodes
from dorgora.kernel import clock
from dorgora.portal import local
from tests.applications import citizenship
from tests.applications.world import LATER, PLACE

pytestmark = pytest.mark.slow


@pytest.fixture
def issued(world: Any, lodged: Any) -> Any:
    """The certificate of the file."""
    cause = world.approve(lodged.id)
    certificates_actions.issue(file_id=lodged.id, cause=cause, at=LATER)
    found = certificates.certificate_of(lodged.id)
    assert found is not None and found.qr_text
    return found


def check(client: Any, text: str) -> str:
    return str(client.post("/portal/verify", {"text": text}).content.decode())


def altered(text: str) -> str:
    """One letter in the middle changed."""
    at = len(text) // 2
    return text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]


def test_a_genuine_certificate_says_what_it_certifies(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    html = check(rahima, issued.qr_text)
    for words in (
        "This certificate is valid.",
        "Mim Akter",
        "20260915712345678",
        "10092570-2026-000001-",
        "14 August 2026",
        "Revocations are known",
    ):
        assert words in html


def test_a_certificate_dated_ahead_is_not_called_valid(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    """A day is not yet another day: the clocks of two honest laptops may show the hours of two zones."""
    monkeypatch.setattr(clock, "now", lambda: LATER - clock.APART)
    assert "This certificate is valid." in check(rahima, issued.qr_text)
    monkeypatch.setattr(clock, "now", lambda: LATER - timedelta(days=400))
    html = check(rahima, issued.qr_text)
    for words in (
        "This certificate bears a day that has not come yet.",
        "dated 24 November 2026, and here it is 20 October 2025",
        "the office gives it at no cost",
        'class="note wait" role="alert"',
        "Mim Akter",
    ):
        assert words in html
    assert "is valid" not in html


def test_a_genuine_citizenship_certificate_says_whose_it_is(
    world: Any, rahima: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    lodged = citizenship.submit(world)
    cause = world.approve(lodged.id, register_number="")
    certificates_actions.issue(file_id=lodged.id, cause=cause, at=LATER)
    found = certificates.certificate_of(lodged.id)
    assert found is not None
    html = check(rahima, found.qr_text)
    for words in ("This certificate is valid.", "Citizenship", "Rahima Khatun", found.serial):
        assert words in html


def test_a_paper_that_never_counted_says_so(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    nodes.this().store.rows.run("UPDATE certificates_certificate SET number = number + 20000")
    certificates_actions.take_out(certificate_id=issued.id, at=LATER)
    html = check(rahima, issued.qr_text)
    for words in ("This certificate never counted.", "A copied or untrusted laptop issued it"):
        assert words in html
    assert "taken it back" not in html


def test_a_genuine_receipt_says_the_two_fees(lodged: Any, rahima: Any) -> None:
    text = certificates.receipt_text(lodged.id)
    html = check(rahima, text or "")
    for words in ("This receipt is genuine.", "Tk 25", "Tk 50", "Tk 75", "Char Kukri Mukri"):
        assert words in html
    assert "মিম" not in html and "Mim" not in html


def test_one_altered_letter_makes_both_say_so(issued: Any, lodged: Any, rahima: Any) -> None:
    for text in (issued.qr_text, certificates.receipt_text(lodged.id) or ""):
        html = check(rahima, altered(text))
        assert "something in it is altered" in html
        assert "What it says" not in html


def test_a_revoked_certificate_is_not_accepted(
    issued: Any, rahima: Any, world: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    certificates_actions.revoke(
        certificate_id=issued.id, reason="wrong_person", office=PLACE, by=world.salma, at=LATER
    )
    assert "This certificate was revoked." in check(rahima, issued.qr_text)


def test_a_key_nobody_published_is_not_accepted(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    from dorgora.certificates import models

    models.IssuingKey.objects.all().delete()
    assert "Nobody here knows who signed this." in check(rahima, issued.qr_text)


@pytest.mark.parametrize("text", ["x", "<script>alert(1)</script>", "০১২", "\0", "A" * 4296, "6BF"])
def test_any_text_gets_an_answer(world: Any, rahima: Any, text: str) -> None:
    html = check(rahima, text)
    assert ("something in it is altered" if len(text) > 100 else "not the text of such a code") in html
    assert "<script>alert" not in html


def test_too_long_a_text_comes_back_whole(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    """As much as one request may have, and nothing is looked up; space around a text makes no code too long."""
    monkeypatch.setattr(clock, "now", lambda: LATER)
    assert "This certificate is valid." in check(rahima, " " * 9000 + issued.qr_text + "\n" * 9000)
    monkeypatch.setattr(certificates, "judge", lambda text, at: pytest.fail("it was looked at"))
    monkeypatch.setattr(local, "seconds_left", lambda limits, at: pytest.fail("tables were read"))
    for long, counted in (("A" * 4297, "4,297"), ("ab" * 100_000, "2,00,000")):
        response = rahima.post("/portal/verify", {"text": long})
        html = response.content.decode()
        assert response.status_code == 422 and f">{long}</textarea>" in html
        assert f"too long to be the text of such a code: {counted} letters, at most 4,296." in html


def test_nothing_pasted_is_asked_again(world: Any, rahima: Any) -> None:
    response = rahima.post("/portal/verify", {"text": " "})
    assert response.status_code == 422
    assert "Paste the text of the QR code here." in response.content.decode()


def test_the_published_keys_verify_without_the_hub(issued: Any, rahima: Any) -> None:
    response = rahima.get("/portal/keys.json")
    assert response["Content-Type"] == "application/json"
    held = keyset.load(response.content)
    assert json.loads(response.content)["key_set"]["version"] == 1
    assert {key.use for key in held.keys.values()} == {"certificates", "receipts"}


@pytest.mark.parametrize("text", ["hello", "6BF", "https://example.org/" + "a" * 200, "জন্ম সনদ " * 30])
def test_any_other_text_is_not_called_altered(world: Any, rahima: Any, text: str) -> None:
    html = check(rahima, text)
    assert "This is not the text of such a code." in html and "altered" not in html


def test_who_pastes_what_is_none_of_ours_is_stopped(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    n_most = local.of_address("").most
    assert [rahima.post("/portal/verify", {"text": "ABC"}).status_code for _ in range(n_most)] == [
        200
    ] * n_most
    monkeypatch.setattr(certificates, "judge", lambda text, at: pytest.fail("it was looked at"))
    stopped = rahima.post("/portal/verify", {"text": issued.qr_text})
    html = stopped.content.decode()
    assert stopped.status_code == 429
    assert "Too many papers were tried." in html and "Try again in 10 minutes" in html
    assert issued.qr_text in unescape(html)
    assert rahima.post("/portal/track", {"code": "x"}).status_code == 404


def test_other_addresses_and_later_ones_are_not_stopped(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    limit = local.of_address("127.0.0.1", "verify")
    for _ in range(limit.most):
        check(rahima, altered(issued.qr_text))
    elsewhere = rahima.post("/portal/verify", {"text": issued.qr_text}, REMOTE_ADDR="198.51.100.7")
    assert "This certificate is valid." in elsewhere.content.decode()
    assert "Too many papers" in check(rahima, issued.qr_text)
    monkeypatch.setattr(clock, "now", lambda: LATER + timedelta(seconds=limit.seconds))
    assert "This certificate is valid." in check(rahima, issued.qr_text)


def test_genuine_papers_are_never_too_many(issued: Any, rahima: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)
    pages = {check(rahima, issued.qr_text) for _ in range(local.of_address("").most + 1)}
    assert all("This certificate is valid." in page for page in pages)
