"""What is read to be told again is the whole event but for what holds chains together."""

from typing import Any

import msgspec
import pytest

from dorgora.feed import log
from dorgora.feed import node as nodes
from dorgora.feed.writing import writing
from dorgora.people import events as people
from tests.feed.test_went_back import AT, FACTS, FAR, words


@pytest.mark.django_db(transaction=True)
def test_a_fold_reads_all_but_the_hashes(hub: Any) -> None:
    with log.act(role="hub", place="people", by=0, at=AT) as action:
        person = action.add(people.CITIZEN_REGISTERED, FACTS, person=words(3))
        corrected = people.CitizenCorrected(("sex",), FAR, "m", "0-4")
        action.add(people.CITIZEN_CORRECTED, corrected, subject=person, person=words(4), person_of=person)
    store = nodes.this().store
    with writing():
        told = store.claim_events_of({person})[person]
    whole = store.events_of([person])[person]
    assert [one.person for one in told] == [one.person for one in whole] != [None, None]
    assert told == [msgspec.structs.replace(one, person_digest=b"", prev=b"", hash=b"") for one in whole]
