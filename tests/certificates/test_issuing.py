"""A granted file has one certificate, verified by anyone with the key set, and none once it is revoked."""

import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from dorgora.applications import events as ev
from dorgora.applications import queries as applications
from dorgora.catalogue import queries as services
from dorgora.certificates import actions, keyset, queries, rules, verify
from dorgora.certificates.actions import issuing
from dorgora.certificates.cose import key_id
from dorgora.certificates.status import MAX_INDEX
from dorgora.feed import aftermath
from dorgora.feed import events as feed_events
from dorgora.feed import node as nodes
from dorgora.feed.core import Draft
from dorgora.feed.queries import Spoilt
from dorgora.feed.roads import founding
from dorgora.feed.writing import writing
from dorgora.kernel import clock
from dorgora.kernel.clock import to_seconds
from dorgora.kernel.errors import Refused
from dorgora.kernel.secrets_file import read_sealed
from dorgora.people import actions as people
from dorgora.places import actions as places
from tests.applications import citizenship
from tests.applications.test_register_numbers import wait_for
from tests.applications.world import AT, LATER, NUMBER, PLACE, World, answers, build
from tests.people.cast import appoint_officer
from tests.retold import retold

SOON = LATER + timedelta(minutes=1)


def granted(world: World, **changed: Any) -> int:
    done = world.submit(**changed)
    world.approve(done.id)
    return done.id


def issued(world: World, **changed: Any) -> queries.Certificate:
    file_id = granted(world, **changed)
    decision = world.file(file_id).decision_id
    actions.issue(file_id=file_id, cause=decision, at=SOON)
    certificate = queries.certificate_of(file_id)
    assert certificate is not None
    return certificate


def judged(text: str, key_set: str | None = None, at: datetime = SOON) -> verify.Verdict:
    """What a verifier without any table says."""
    published = keyset.load(key_set or queries.key_set(at), nodes.this().signer.public)
    return verify.verify(text, published, at)


def test_a_granted_file_has_a_certificate_that_verifies(world: World) -> None:
    with retold():
        certificate = issued(world)
    verdict = judged(certificate.qr_text)
    assert verdict.outcome == "valid"
    assert verdict.document is not None
    assert verdict.document.issuer == f"office-{PLACE}"
    assert verdict.document.fields[rules.REGISTER_NUMBER] == NUMBER
    assert verdict.document.fields[1] == ["মিম আক্তার", "Mim Akter"]
    assert verdict.document.fields[2] == "2026-08-14"
    assert certificate.serial == f"{PLACE}-2026-000001-9"


def test_it_says_in_each_language_what_was_answered(world: World) -> None:
    certificate = issued(world)
    version = services.service("birth_registration")
    assert version is not None and certificate.document is not None
    said = rules.said_by(version.certificate, certificate.document.fields, "bn")
    assert said["name"] == "মিম আক্তার"
    assert said["date_of_birth_in_words"] == said["date_of_birth"] == "2026-08-14"
    assert rules.said_by(version.certificate, certificate.document.fields, "en")["name"] == "Mim Akter"
    assert said["father_name"] == ""


def test_one_altered_character_is_found(world: World) -> None:
    text = issued(world).qr_text
    for at in (0, len(text) // 2, len(text) - 1):
        altered = text[:at] + ("A" if text[at] != "A" else "B") + text[at + 1 :]
        assert judged(altered).outcome in ("altered", "unknown_key")


def test_a_key_nobody_published_is_unknown(world: World) -> None:
    before = queries.key_set(AT)
    assert judged(issued(world).qr_text, before).outcome == "unknown_key"


def test_the_same_decision_issues_once(world: World) -> None:
    certificate = issued(world)
    again = actions.issue(file_id=certificate.file_id, cause=certificate.cause_id, at=SOON)
    assert again == certificate.id
    with pytest.raises(Refused, match="not_open"):
        actions.issue(file_id=certificate.file_id, cause=1, at=SOON)
    with pytest.raises(Refused, match="not_open"):
        actions.issue(file_id=world.submit(draft_key="b").id, cause=0, at=SOON)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="elsewhere one writes at a time")
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_first", [False, True])
def test_two_issued_at_once_have_two_numbers(
    hub: Any, monkeypatch: pytest.MonkeyPatch, is_first: bool
) -> None:
    """Also when neither the year's key nor a block is there yet."""
    world = build(hub)
    if not is_first:
        issued(world, draft_key="zero")
    ours, theirs = (granted(world, draft_key=one) for one in ("a", "b"))

    def issue(file_id: int) -> None:
        actions.issue(file_id=file_id, cause=world.file(file_id).decision_id, at=SOON)

    def elsewhere() -> None:
        try:
            issue(theirs)
        finally:
            connection.close()

    other, token = threading.Thread(target=elsewhere), issuing._token

    def meanwhile(act: Any, file: Any, *rest: Any) -> bytes:
        if file.id == ours:
            other.start()
            assert wait_for(other)
        return token(act, file, *rest)

    monkeypatch.setattr(issuing, "_token", meanwhile)
    issue(ours)
    other.join()
    aftermath.drain()
    both = [queries.certificate_of(one) for one in (ours, theirs)]
    found = [one for one in both if one is not None and not one.is_revoked and one.document is not None]
    assert (
        len({one.serial for one in found}) == len({one.document.status for one in found if one.document}) == 2
    )
    assert [judged(one.qr_text).outcome for one in found] == ["valid", "valid"]
    assert nodes.this().store.rows.all("SELECT COUNT(*) FROM certificates_block") == [(1,)]


def test_a_revoked_certificate_no_longer_verifies(world: World) -> None:
    certificate, other = issued(world), issued(world, draft_key="b")
    with retold():
        actions.revoke(
            certificate_id=certificate.id, reason="wrong_person", office=PLACE, by=world.salma, at=SOON
        )
    assert judged(certificate.qr_text).outcome == "revoked"
    assert judged(other.qr_text).outcome == "valid"
    with pytest.raises(Refused, match="already_revoked"):
        actions.revoke(certificate_id=certificate.id, reason="again", office=PLACE, by=world.salma, at=SOON)


def test_only_the_office_that_issued_revokes(world: World) -> None:
    certificate = issued(world)
    for by in (world.karim, world.jamal):
        with pytest.raises(Refused, match="not_yours"):
            actions.revoke(certificate_id=certificate.id, reason="x", office=PLACE, by=by, at=SOON)
    with pytest.raises(Refused, match="required"):
        actions.revoke(certificate_id=certificate.id, reason=" ", office=PLACE, by=world.salma, at=SOON)
    with pytest.raises(Refused, match="office_elsewhere"):
        actions.revoke(certificate_id=certificate.id, reason="x", office="20", by=0, at=SOON)


def test_an_officer_without_the_power_to_decide_revokes_nothing(world: World) -> None:
    certificate, by = issued(world), appoint_officer(powers=("alarms",))
    with pytest.raises(Refused, match="not_yours"):
        actions.revoke(certificate_id=certificate.id, reason="x", office=PLACE, by=by, at=SOON)


def test_another_office_of_the_same_node_revokes_nothing(world: World) -> None:
    """The hub keeps many offices; each takes back what it gave itself."""
    certificate, upazila = issued(world), PLACE[:6]
    places.open_office(
        place=upazila,
        level="upazila",
        area=upazila,
        local_name="চরফ্যাশন",
        latin_name="Charfasson",
        by=0,
        at=AT,
    )
    world.hub("office", upazila)
    by = appoint_officer(place=upazila)
    with pytest.raises(Refused, match="unknown_certificate"):
        actions.revoke(certificate_id=certificate.id, reason="x", office=upazila, by=by, at=SOON)
    actions.revoke(certificate_id=certificate.id, reason="x", office=PLACE, by=world.salma, at=SOON)


def test_no_two_certificates_share_a_place_on_a_list(world: World) -> None:
    documents = [issued(world, draft_key=key).document for key in "abc"]
    places = {one.status for one in documents if one is not None}
    assert len(places) == 3
    assert len({one.serial for one in documents if one is not None}) == 3


def test_what_others_wrote_on_a_list_takes_no_place_of_ours(world: World) -> None:
    issued(world)
    feed, name = nodes.this().store.rows.all("SELECT id >> 40, list_name FROM certificates_certificate")[0]
    assert queries.next_index(name, feed) == 1
    assert queries.next_index(name, feed + 1) == 0


def test_a_full_list_takes_no_more(world: World) -> None:
    issued(world)
    nodes.this().store.rows.run("UPDATE certificates_certificate SET list_index = %s", [MAX_INDEX])
    file_id = granted(world, draft_key="b")
    with pytest.raises(Refused, match="list_full"):
        actions.issue(file_id=file_id, cause=world.file(file_id).decision_id, at=SOON)


@pytest.mark.parametrize("column", ["list_index", "list_name", "service"])
def test_a_row_that_differs_from_its_token_has_no_document(world: World, column: str) -> None:
    certificate = issued(world)
    nodes.this().store.rows.run(f"UPDATE certificates_certificate SET {column} = '7'")
    found = queries.certificate(certificate.id)
    assert found is not None and found.document is None and found.qr_text == ""


def test_another_offices_certificate_of_a_file_is_none(world: World) -> None:
    certificate = issued(world)
    nodes.this().store.rows.run("UPDATE certificates_certificate SET office = '20'")
    assert queries.certificate_of(certificate.file_id) is None
    assert queries.issued_for(certificate.file_id, certificate.cause_id, PLACE) is None


def test_the_private_key_is_on_disk_and_nowhere_else(world: World) -> None:
    issued(world)
    node = nodes.this()
    (path,) = node.folder.glob("issuing-*")
    seed = read_sealed(path, node.disk_key)
    assert seed not in path.read_bytes()
    events = node.store.rows.all("SELECT facts FROM feed_event")
    assert not any(seed in bytes(row[0]) for row in events)
    keys = node.store.rows.all("SELECT kid, public_key FROM certificates_issuing_key")
    assert [bytes(kid) for kid, public in keys] == [key_id(bytes(public)) for _, public in keys]
    assert len(keys) == 1


def test_a_new_year_has_a_new_key(world: World) -> None:
    issued(world)
    file_id = granted(world, draft_key="b")
    next_year = LATER.replace(year=2027)
    actions.issue(file_id=file_id, cause=world.file(file_id).decision_id, at=next_year)
    certificate = queries.certificate_of(file_id)
    assert certificate is not None
    assert len({key.year for key in keyset.load(queries.key_set(next_year)).keys.values() if key.year}) == 2
    assert judged(certificate.qr_text, at=next_year).outcome == "valid"


def test_the_worker_issues_once_for_each_decision(world: World) -> None:
    file_id = granted(world)
    aftermath.drain()
    certificate = queries.certificate_of(file_id)
    assert certificate is not None and not certificate.is_revoked
    assert certificate.cause_id == world.file(file_id).decision_id
    aftermath.drain()
    assert queries.certificate_of(file_id) == certificate


def test_a_late_act_that_goes_before_recalls(world: World) -> None:
    file_id = granted(world)
    aftermath.drain()
    _returned_elsewhere(world, file_id)
    assert world.file(file_id).state == "returned"
    aftermath.drain()
    certificate = queries.certificate_of(file_id)
    assert certificate is not None and certificate.revoked_reason == rules.RECALLED
    assert judged(certificate.qr_text).outcome == "revoked"


def test_one_that_is_damaged_here_is_recalled_all_the_same(world: World) -> None:
    file_id = granted(world)
    aftermath.drain()
    nodes.this().store.rows.run("UPDATE certificates_certificate SET token = %s", [b"\x00\x11"])
    damaged = queries.certificate_of(file_id, goes_on=True)
    assert damaged is not None and damaged.is_damaged and damaged.document is None
    for asks in (queries.certificate, queries.number_fault):
        with pytest.raises(Spoilt):
            asks(damaged.id)  # nothing is held against its office for a failing disk
    _returned_elsewhere(world, file_id)
    aftermath.drain()
    certificate = queries.certificate_of(file_id)
    assert certificate is not None and certificate.revoked_reason == rules.RECALLED


def _returned_elsewhere(world: World, file_id: int) -> None:
    """The office's other machine, on a feed that comes before, returned the file without knowing it was granted."""
    node = nodes.this()
    early = node.store.rows.all("SELECT MIN(feed) FROM feed_grant WHERE feed > 3")[0][0] - 1
    grant = feed_events.Granted(early, "office", PLACE, 0)
    founding.write_registry([(feed_events.GRANTED, grant)], node.identity.node_id)
    known = node.store.events_of

    def known_elsewhere(subjects: Any) -> Any:
        return {one: events[:1] for one, events in known(subjects).items()}

    draft = Draft(ev.RETURNED, ev.Returned(("sex",), "wrong"), None, file_id, world.salma, to_seconds(LATER))
    with pytest.MonkeyPatch.context() as patch, writing():
        patch.setattr(node.store, "claim_events_of", known_elsewhere)
        node.log.append(early, [draft], node.signer)
    with writing():
        node.log.tell({file_id})


def test_a_receipt_verifies_and_names_nobody(world: World) -> None:
    done = world.submit()
    text = queries.receipt_text(done.id)
    assert text is not None
    verdict = judged(text)
    assert verdict.outcome == "valid" and verdict.document is not None
    fields = verdict.document.fields
    assert (fields[rules.RECEIPT_NUMBER], fields[rules.RECEIPT_STATE], fields[rules.RECEIPT_OPERATOR]) == (
        done.number,
        2500,
        5000,
    )
    assert verdict.document.serial == done.code
    said = " ".join(str(value) for value in fields.values())
    assert not any(
        part in said for name in answers().values() if len(name) > 3 for part in [name] if name != PLACE
    )
    assert queries.receipt_text(1) is None


def test_an_erased_citizens_certificate_holds_no_word(world: World) -> None:
    certificate = issued(world)
    child = world.file(certificate.file_id).citizen_id
    officers = [
        people.appoint_officer(
            role="hub",
            place="",
            powers=("erase",),
            local_name="",
            latin_name=name,
            local_title="",
            latin_title="",
            by=0,
            at=AT,
        )
        for name in ("One", "Two")
    ]
    with retold():
        people.erase_citizen(
            citizen_id=child,
            law="Act",
            keeps="facts",
            asked_by=officers[0],
            confirmed_by=officers[1],
            at=SOON,
        )
    gone = queries.certificate(certificate.id)
    assert gone is not None
    assert (gone.qr_text, gone.document, gone.serial) == ("", None, "")
    assert applications.files_of_citizen(child)[0].local_name == ""


def test_only_the_hub_publishes_a_key_set(world: World, settings: Any) -> None:
    settings.ROLE = "centre"
    with pytest.raises(Refused, match="not_the_hub"):
        queries.key_set(clock.now())


def test_the_hubs_judgement_is_the_verifiers(world: World) -> None:
    certificate = issued(world)
    assert queries.judge(certificate.qr_text, SOON).outcome == "valid"
    assert queries.judge("nothing", SOON).outcome == "altered"


def test_a_certificate_of_citizenship_says_who_lives_where(world: World) -> None:
    done = citizenship.submit(world)
    world.approve(done.id, register_number="")
    actions.issue(file_id=done.id, cause=world.file(done.id).decision_id, at=SOON)
    certificate = queries.certificate_of(done.id)
    assert certificate is not None
    verdict = judged(certificate.qr_text)
    assert verdict.outcome == "valid" and verdict.document is not None
    assert rules.REGISTER_NUMBER not in verdict.document.fields
    version = services.service(citizenship.SERVICE)
    assert version is not None
    said = rules.said_by(version.certificate, verdict.document.fields, "bn")
    assert said == {
        "name": "রহিমা খাতুন", "father_name": "আবুল কাশেম", "mother_name": "হালিমা বেগম",
        "nid_or_brn": "0412387650", "village": "চর পাতিলা", "ward_no": "3", "address": PLACE, "purpose": "work",
    }  # fmt: skip
