"""The pictures of a file's papers wherever this node has them: taken here, or come over the line (ADR 0028)."""

from dorgora.applications import local, scans
from dorgora.applications.local import scans as come
from dorgora.applications.queries import File
from dorgora.feed import node as nodes


def pictures_here(file: File) -> frozenset[str]:
    """The digests of those of its pictures that this node can show."""
    digests = {paper.picture for paper in file.evidence if paper.picture}
    taken = local.which_are_here(digests)
    names = _names(file, digests - taken)
    arrived = come.are_here(list(names.values()))
    return frozenset(taken | {digest for digest, name in names.items() if name in arrived})


def picture_of(file: File, kind: str) -> bytes | None:
    """The picture of one paper of it; None where there is none, or not here. Who may see it is asked first."""
    digest = next((paper.picture for paper in file.evidence if paper.kind == kind), "")
    own = local.picture(digest) if digest else None
    if own is not None or not digest:
        return own
    key, name = _key(file), _names(file, {digest}).get(digest)
    page = come.page(name) if name is not None else None
    return (
        scans.opened(key, name, page) if key is not None and name is not None and page is not None else None
    )


def _names(file: File, digests: set[str]) -> dict[str, bytes]:
    key = _key(file)
    return {digest: scans.name_of(key, file.id, digest) for digest in digests} if key is not None else {}


def _key(file: File) -> bytes | None:
    return nodes.this().store.keys([file.citizen_id]).get(file.citizen_id)
