"""Issuing a certificate for a granted file, with the next number of its office's block, and revoking one."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.timezone import localtime

from dorgora.applications import queries as applications
from dorgora.applications import rules as application_rules
from dorgora.applications.queries import File
from dorgora.catalogue import queries as catalogue
from dorgora.certificates import cose, local, queries, rules, serials
from dorgora.certificates import events as ev
from dorgora.certificates.actions.numbers import add_block
from dorgora.certificates.cose import Kind
from dorgora.certificates.document import Document, to_claims
from dorgora.certificates.status import MAX_INDEX
from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.kernel import codes
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from dorgora.kernel.secrets_file import subkey
from dorgora.kernel.signing import Signer
from dorgora.people import queries as staff

MAX_REASON = 60


def issue(*, file_id: int, cause: int, at: datetime) -> int:
    """Issues the certificate of a granted file at the node that holds its office; the one there is when there is one.

    cause: the decision; who took it stands on the paper. The issuing key of that office and year is made on first use
    and published with it.

    Raises:
        Refused: `not_open` (not granted, or by another decision, or outside), `erased`, `unknown_service`,
            `office_elsewhere`, `list_full` (this feed issued a million this year).
    """
    file = applications.file(file_id)
    is_granted = file is not None and file.state == application_rules.APPROVED and not file.decided_on
    if file is None or not is_granted or file.decision_id != cause:
        raise Refused("not_open")
    if file.is_blank:
        raise Refused("erased")
    year = localtime(at).year
    key, signer = local.issuing_key(file.office, year), queries.signer_of(file)
    try:
        with log.act(role="office", place=file.office, by=signer, at=at, subjects=[file_id]) as act:
            there = queries.issued_for(file_id, cause, file.office)
            return there if there is not None else _issue(act, file, key, year)
    except Refused as refusal:
        if refusal.reason == "no_feed":
            raise Refused("office_elsewhere") from refusal
        raise


def _issue(act: log.Act, file: File, key: Signer, year: int) -> int:
    # Of two who issue at once the second reads numbers when the first one's stand there.
    nodes.this().store.claim(act.feed)
    number = _number(act, file.office)
    kid = cose.key_id(key.public)
    key_id = queries.key_named(kid, file.office, year)
    if key_id is None:
        proof = key.sign(rules.possession(file.office, year))
        made = ev.IssuingKeyMade(kid, file.office, year, key.public, proof)
        key_id = act.add(ev.ISSUING_KEY_MADE, made)
    name = rules.list_name(year, act.feed)
    index = queries.next_index(name, act.feed)
    if index > MAX_INDEX:
        raise Refused("list_full")
    token = _token(act, file, key, year, (name, index, number))
    facts = ev.CertificateNumbered(
        file.id, file.office, file.centre, file.service, name, index, file.decision_id, key_id, number
    )
    return act.add(
        ev.CERTIFICATE_NUMBERED, facts, person=ev.CertificateToken(token), person_of=file.citizen_id
    )


def _number(act: log.Act, place: str) -> int:
    """The next number of this feed. The hub reserves its own as it goes; elsewhere 0 when none is left."""
    number = queries.next_number(act.feed, place)
    node = nodes.this()
    if not number and node.is_hub and add_block(act.feed, place, serials.BLOCK, act.at):
        number = queries.next_number(act.feed, place)
    if not number and queries.blocks_of(act.feed, place):
        node.store.alarm("serials_used_up", node.identity.node_id, 0)
    return number


def _token(act: log.Act, file: File, key: Signer, year: int, place: tuple[str, int, int]) -> bytes:
    """What is signed; place: the status list, the index there, and its number.

    Raises:
        Refused: `unknown_service`.
    """
    number = place[2]
    own_code = codes.public_code(act.next_id, subkey(nodes.this().disk_key, "codes"))
    version = catalogue.service(file.service, file.service_version)
    if version is None:
        raise Refused("unknown_service")
    begins, ends = rules.key_times(year, ZoneInfo(settings.TIME_ZONE))
    document = Document(
        kind=Kind.CERTIFICATE,
        issuer=rules.issuer_of_office(file.office),
        serial=serials.serial(file.office, year, number) if number else own_code,
        issued_at=max(begins, min(act.at, ends)),
        service=file.service,
        service_version=file.service_version,
        fields=rules.certificate_fields(version.certificate, file.answers, file.register_number),
        status=place[:2],
    )
    return cose.sign1(to_claims(document), key, cose.key_id(key.public))


def revoke(*, certificate_id: int, reason: str, office: str, by: int, at: datetime) -> int:
    """A certificate no longer holds, from when this reaches whoever verifies. reason: a word, never a name.

    by: an officer of that office who may decide, or 0 when the node itself recalls what a changed order of events
    no longer grants.

    Raises:
        Refused: `not_yours`, `unknown_certificate`, `already_revoked` (detail: at), `required` (field: reason),
            `office_elsewhere`, or what `clean_text` finds.
    """
    reason = clean_text(reason, MAX_REASON, "reason")
    if not reason:
        raise Refused("required", "reason")
    who = staff.officer(by) if by else None
    if by and (who is None or not who.is_active or who.place != office or "decide" not in who.powers):
        raise Refused("not_yours")
    try:
        with log.act(role="office", place=office, by=by, at=at, subjects=[certificate_id]) as act:
            certificate = queries.certificate(certificate_id, goes_on=True)
            if certificate is None or certificate.office != office:
                raise Refused("unknown_certificate")
            if certificate.revoked_at is not None:
                raise Refused("already_revoked", detail={"at": certificate.revoked_at})
            return act.add(ev.CERTIFICATE_REVOKED, ev.CertificateRevoked(reason), subject=certificate_id)
    except Refused as refusal:
        if refusal.reason == "no_feed":
            raise Refused("office_elsewhere") from refusal
        raise
