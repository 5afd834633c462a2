"""Files that say they are done at once, held against the catalogue: a fold knows no service (ADR 0020)."""

from collections.abc import Iterable

from dorgora.applications import rules
from dorgora.catalogue import queries as catalogue


def true_states(files: Iterable[tuple[str, str, int, str]]) -> list[str]:
    """The states of files: done at once is only what the catalogue says is, of another service it waits for ever.

    files: (state, service, its version, office). A centre can write what it likes into its own feed.
    """
    told = list(files)
    offered = catalogue.versions(
        (service, version) for state, service, version, _ in told if state == rules.DONE
    )

    def is_so(service: str, version: int, office: str) -> bool:
        one = offered.get((service, version))
        return one is not None and one.is_done_at_once and office == rules.provider(one.provider.key)

    return [
        rules.WAITING if state == rules.DONE and not is_so(service, version, office) else state
        for state, service, version, office in told
    ]
