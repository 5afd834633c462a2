"""What was published under a number says the same for ever: a pack lists its versions with their digests."""

import hashlib
import json
from collections.abc import Iterator

from dorgora.catalogue.service_check import Fault
from dorgora.kernel.json_lines import lines_of
from dorgora.kernel.pack import Pack

TABLE = "published"
"""Its name under `files` of pack.toml; a pack that is not published yet may name none."""


def canonical(content: bytes) -> bytes:
    """The JSON of a service as it is published: no spacing, keys in order.

    Raises:
        ValueError: it is no JSON.
    """
    plain = json.loads(content)
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def list_faults(pack: Pack) -> Iterator[Fault]:
    """Each version stands once in the list: a second line would say that it has other words now."""
    seen = set[tuple[str, str]]()
    for line, row in enumerate(_rows(pack), 2):
        if (named := _named(row)) in seen:
            yield Fault(_file(pack), line, "version", f"{' '.join(named)} stands twice")
        seen.add(named)


def version_faults(content: bytes, file: str, pack: Pack) -> Iterator[Fault]:
    """Whether a sound service stands in the list as it is; a hub refuses other words under a number it has."""
    if not _file(pack):
        return
    told = json.loads(content)
    key, version = str(told["key"]), str(told["version"])
    digest = hashlib.sha256(canonical(content)).hexdigest()
    listed = {row.get("sha256", "") for row in _rows(pack) if _named(row) == (key, version)}
    if not listed:
        yield Fault(_file(pack), 0, "", f"lacks a line: {key},{version},{digest}")
    elif digest not in listed:
        line = lines_of(content.decode()).get("$.version", 0)
        yield Fault(file, line, "version", f"{version} was published with other words: raise the number")


def _file(pack: Pack) -> str:
    return str(pack.table["files"].get(TABLE, ""))


def _rows(pack: Pack) -> Iterator[dict[str, str]]:
    return pack.rows(TABLE) if _file(pack) else iter(())


def _named(row: dict[str, str]) -> tuple[str, str]:
    return row.get("service", ""), row.get("version", "")
