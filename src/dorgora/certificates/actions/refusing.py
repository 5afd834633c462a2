"""What the hub does about a certificate that does not count, or not yet: whoever is shown the paper hears of it."""

from datetime import datetime
from typing import Any

from dorgora.certificates import events as ev
from dorgora.certificates import queries, rules
from dorgora.certificates.actions.numbers import at_hub
from dorgora.certificates.status import MAX_INDEX, MAX_REFUSED
from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.feed.fold import Author, Told
from dorgora.kernel.bounds import bounded_int
from dorgora.kernel.clock import is_to_come
from dorgora.kernel.ids import SEQ_BITS, feed_of

NAMED = 20
"""So many papers of one list that are wrong have an alarm each."""
DATED_AHEAD = "certificate_dated_ahead"


def take_out(*, certificate_id: int, at: datetime) -> int | None:
    """The hub looks at the number of a certificate it heard; one that does not count is revoked, its token refused.

    Gives the revocation; None when nothing is wrong. An alarm names it.
    """
    with at_hub(at, certificate_id) as act:
        issued = queries.certificate(certificate_id)
        fault = queries.number_fault(certificate_id) if issued is not None else ""
        if issued is None or not fault or issued.is_revoked:
            return None
        revoked = act.add(ev.CERTIFICATE_REVOKED, ev.CertificateRevoked(fault), subject=certificate_id)
        digest = queries.digest_of(queries.token_of(certificate_id))
        _refuse(act, certificate_id, issued, digest, fault)
        return revoked


def warn(*, certificate_id: int, at: datetime) -> None:
    """An alarm at the hub names a certificate it heard that is dated later than today, for its office to take back."""
    issued = queries.certificate(certificate_id)
    if issued is None or issued.is_revoked or not is_to_come(issued.dated_at, at):
        return
    store, writer = nodes.this().store, feed_of(certificate_id)
    is_named = queries.n_to_come(issued.list_name, at) <= NAMED
    store.alarm(DATED_AHEAD, store.writer_of(writer), certificate_id if is_named else writer << SEQ_BITS)


def refuse(*, told: Told, at: datetime) -> int | None:
    """The hub refuses the token of a certificate that is kept apart: whoever is shown the paper hears of it.

    None when there is nothing to refuse: no token of an office's own list, refused before, or in the log as well.
    """
    facts = told.facts
    digest = queries.digest_of(told.person.token if told.person is not None else None)
    is_own = told.author == Author("office", facts.office)
    is_own = is_own and rules.is_own_list(facts.list_name, feed_of(told.id)) and facts.list_index <= MAX_INDEX
    if digest is None or not is_own:
        return None
    with at_hub(at) as act:
        nodes.this().store.claim(act.feed)
        if queries.is_accepted(facts.list_name, facts.list_index, digest):
            return None
        return _refuse(act, told.id, facts, digest, rules.KEPT_APART)


def _refuse(act: log.Act, event_id: int, said: Any, digest: bytes | None, reason: str) -> int | None:
    """said: who names the office, the list and the number."""
    store, writer, n_refused = nodes.this().store, feed_of(event_id), queries.n_refused(said.list_name)
    # Each is named; what a whole lost branch holds is one alarm, which counts them.
    store.alarm(
        f"certificate_{reason}",
        store.writer_of(writer),
        event_id if n_refused < NAMED else writer << SEQ_BITS,
    )
    if digest is None or n_refused >= MAX_REFUSED or queries.is_refused(said.list_name, digest):
        return None
    number = bounded_int(getattr(said, "number", 0))
    facts = ev.CertificateRefused(said.office, said.list_name, digest, event_id, number, reason)
    return act.add(ev.CERTIFICATE_REFUSED, facts)
