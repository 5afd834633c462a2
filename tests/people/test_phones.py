"""Who may come by the phones' door: a code is good once, for minutes, for five tries; a phone until it is ended."""

from datetime import UTC, datetime, timedelta

import pytest

from dorgora.kernel.errors import Refused
from dorgora.people import models
from dorgora.people.local import phones

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HER, HIM = 7, 8


def other(code: str, by: int = 1) -> str:
    return f"{(int(code) + by) % 10**8:08}"


def test_it_works() -> None:
    code = phones.begin_pairing(HER, AT)
    assert len(code) == 8 and code.isdigit()
    token = phones.pair(code, AT)
    found = phones.phone_of(token, AT)
    assert found is not None and (found.by, found.paired_at, found.ended_at) == (HER, AT, None)
    assert phones.standing(AT) == phones.Standing(frozenset({phones.digest_of(token)}), 0)
    kept = {*models.Phone.objects.values_list("digest", flat=True)}
    assert token not in kept and code not in kept


@pytest.mark.parametrize("seconds", [5 * 60, 86_400, -1])
def test_a_code_is_good_for_minutes(seconds: int) -> None:
    code = phones.begin_pairing(HER, AT)
    later = AT + timedelta(seconds=seconds)  # a clock that was put back gives it no more time
    assert phones.pairing_ends(HER, later) is None and phones.standing(later).until == 0
    with pytest.raises(Refused, match="not_paired"):
        phones.pair(code, later)
    assert not models.Phone.objects.exists()


def test_a_code_is_good_once() -> None:
    code = phones.begin_pairing(HER, AT)
    phones.pair(code, AT)
    with pytest.raises(Refused, match="not_paired"):
        phones.pair(code, AT)
    assert models.Phone.objects.count() == 1


def test_wrong_codes_count_against_each_that_is_shown() -> None:
    hers, his = phones.begin_pairing(HER, AT), phones.begin_pairing(HIM, AT)
    wrong = next(one for n in range(1, 4) if (one := other(hers, n)) != his)
    for _ in range(5):
        with pytest.raises(Refused):
            phones.pair(wrong, AT)
    for code in (hers, his):
        with pytest.raises(Refused):
            phones.pair(code, AT)


def test_her_new_code_ends_her_old_one_and_not_his() -> None:
    old, his = phones.begin_pairing(HER, AT), phones.begin_pairing(HIM, AT)
    new = phones.begin_pairing(HER, AT)
    if old != new:
        with pytest.raises(Refused):
            phones.pair(old, AT)
    assert phones.pair(his, AT) != phones.pair(new, AT)


def test_an_ended_phone_is_nobody() -> None:
    tokens = [phones.pair(phones.begin_pairing(HER, AT), AT) for _ in range(3)]
    first = phones.phone_of(tokens[0], AT)
    assert first is not None
    assert (phones.end(AT, first.id), phones.end(AT, first.id)) == (1, 0)
    assert phones.phone_of(tokens[0], AT) is None and not phones.is_paired(first.id)
    assert phones.phone_of(tokens[1], AT) is not None
    code = phones.begin_pairing(HER, AT)
    assert phones.end(AT) == 2 and phones.standing(AT) == phones.Standing(frozenset(), 0)
    with pytest.raises(Refused):
        phones.pair(code, AT)


def test_twelve_phones_are_enough() -> None:
    for _ in range(12):
        phones.pair(phones.begin_pairing(HER, AT), AT)
    with pytest.raises(Refused, match="too_many_phones"):
        phones.begin_pairing(HER, AT)


def test_that_a_phone_came_is_noted_once_a_minute() -> None:
    token = phones.pair(phones.begin_pairing(HER, AT), AT)
    seen = []
    for seconds in (30, 90, 120):
        phones.phone_of(token, AT + timedelta(seconds=seconds))
        seen.append(phones.phones()[0].seen_at)
    assert seen == [AT, AT + timedelta(seconds=90), AT + timedelta(seconds=90)]


def test_who_listens_hears_of_each_change() -> None:
    heard: list[int] = []
    phones.when_changed(lambda: heard.append(len(phones.standing(AT).digests)))
    try:
        token = phones.pair(phones.begin_pairing(HER, AT), AT)
        found = phones.phone_of(token, AT)
        assert found is not None
        phones.end(AT, found.id)
    finally:
        phones._listeners.pop()
    assert heard == [0, 1, 0]
