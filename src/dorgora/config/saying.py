"""What a checked certificate or receipt says, by the names of its lines, as `dorgora verify` prints it."""

import json
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

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
        line = lines.get(number, {})
        languages = sorted(line.get("values", ()))
        name = "register_number" if number == rules.REGISTER_NUMBER else line.get("name", str(number))
        if isinstance(value, list) and len(value) == len(languages):
            found[name] = dict(zip(languages, value, strict=True))
        else:
            found[name] = value
    return found


def _template(document: Document) -> list[Mapping[str, Any]]:
    """The lines of the certificate, from the pack of this installation; of an earlier version from `earlier`."""
    folder = pack_folder() / "services"
    for file in sorted([*folder.glob("*.json"), *folder.glob("earlier/*.json")]):
        # A file nobody can read names no line, and papers of other services are still said by theirs.
        with suppress(ValueError, KeyError, TypeError):
            service = json.loads(file.read_text(encoding="utf-8"))
            if (service["key"], service["version"]) == (document.service, document.service_version):
                return list(service.get("certificate", {}).get("fields", ()))
    return []
