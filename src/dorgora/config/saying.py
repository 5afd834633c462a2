"""What a checked certificate or receipt says, by the names of its lines, as `dorgora verify` prints it."""

from pathlib import Path
from typing import Any

import msgspec

from dorgora.certificates import rules
from dorgora.certificates.cose import Kind
from dorgora.certificates.document import Document
from dorgora.config.own_pack import pack_folder

_RECEIPT = {
    rules.RECEIPT_NUMBER: "number",
    rules.RECEIPT_STATE: "state_fee_minor",
    rules.RECEIPT_OPERATOR: "centre_fee_minor",
    rules.RECEIPT_PROMISED_ON: "promised_on",
    rules.RECEIPT_CENTRE: "centre",
}


class _Line(msgspec.Struct, frozen=True):
    """Of a line only how it is called, and in which languages it is said."""

    name: str
    values: dict[str, str] = {}


class _Lines(msgspec.Struct, frozen=True):
    fields: tuple[_Line, ...] = ()


class _Service(msgspec.Struct, frozen=True):
    key: str
    version: int
    certificate: _Lines = _Lines()


def said(document: Document) -> dict[str, Any]:
    """Each line by its name; one that differs by language is a dict from the language to its words.

    A machine that only verifies may have no pack, or one without this version of the service: a line nobody can
    name there stands under its number.
    """
    if document.kind is Kind.RECEIPT:
        return {_RECEIPT.get(number, str(number)): value for number, value in document.fields.items()}
    lines = dict(enumerate(_template(document), start=1))
    found: dict[str, Any] = {}
    for number, value in document.fields.items():
        line = lines.get(number, _Line(str(number)))
        languages = sorted(line.values)
        name = "register_number" if number == rules.REGISTER_NUMBER else line.name
        if isinstance(value, list) and len(value) == len(languages):
            found[name] = dict(zip(languages, value, strict=True))
        else:
            found[name] = value
    return found


def _template(document: Document) -> tuple[_Line, ...]:
    """The lines of the certificate, from the pack of this installation; of an earlier version from `earlier`."""
    folder = pack_folder() / "services"
    for file in sorted([*folder.glob("*.json"), *folder.glob("earlier/*.json")]):
        service = _read(file)
        if service and (service.key, service.version) == (document.service, document.service_version):
            return service.certificate.fields
    return ()


def _read(file: Path) -> _Service | None:
    """A service; None where nobody can read it: it names no line, and papers of others are still said by theirs."""
    try:
        return msgspec.json.decode(file.read_bytes(), type=_Service)
    except (OSError, ValueError, RecursionError):
        return None
