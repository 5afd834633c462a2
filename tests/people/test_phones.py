"""Who may come by the phones' door: a code is good once, for minutes, for few tries; a phone until it is ended."""

from datetime import UTC, datetime, timedelta

import pytest

from dorgora.feed.writing import BACKGROUND
from dorgora.kernel import clock
from dorgora.kernel.errors import Refused
from dorgora.people import models
from dorgora.people.local import phone_codes, phone_digests, phone_life, phone_news, phones

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
HER, HIM = 7, 8
PHONE, STRANGER = "192.168.1.20", "192.168.1.66"


def pair(code: str, at: datetime, address: str = PHONE) -> str:
    return phone_codes.pair(code, address, at)


def other(code: str, by: int = 1) -> str:
    return f"{(int(code) + by) % 10**8:08}"


def test_it_works() -> None:
    code = phone_codes.begin_pairing(HER, AT)
    assert len(code) == 8 and code.isdigit()
    token = pair(code, AT)
    found = phones.phone_of(token)
    assert found is not None and (found.by, found.paired_at, found.ended_at) == (HER, AT, None)
    assert phones.standing(AT) == phones.Standing(frozenset({phone_digests.of_cookie(token)}), 0)
    kept = {*models.Phone.objects.values_list("digest", flat=True)}
    assert token not in kept and code not in kept


@pytest.mark.parametrize("seconds", [5 * 60, 86_400, -1])
def test_a_code_is_good_for_minutes(seconds: int) -> None:
    code = phone_codes.begin_pairing(HER, AT)
    later = AT + timedelta(seconds=seconds)  # a clock that was put back gives it no more time
    assert phones.pairing_ends(HER, later) is None and phones.standing(later).until == 0
    with pytest.raises(Refused, match="not_paired"):
        pair(code, later)
    assert not models.Phone.objects.exists()


def test_a_code_is_good_once() -> None:
    code = phone_codes.begin_pairing(HER, AT)
    pair(code, AT)
    with pytest.raises(Refused, match="not_paired"):
        pair(code, AT)
    assert models.Phone.objects.count() == 1


def test_a_stranger_uses_up_his_own_tries() -> None:
    hers, his = phone_codes.begin_pairing(HER, AT), phone_codes.begin_pairing(HIM, AT)
    wrong = next(one for n in range(1, 4) if (one := other(hers, n)) != his)
    for _ in range(6):
        with pytest.raises(Refused):
            pair(wrong, AT, STRANGER)
    for code in (hers, his):
        with pytest.raises(Refused):
            pair(code, AT, STRANGER)
    assert {*models.Pairing.objects.values_list("n_wrong", flat=True)} == {5}
    assert pair(hers, AT) != pair(his, AT)


def test_a_new_code_gives_him_new_tries() -> None:
    for _ in range(2):
        code = phone_codes.begin_pairing(HER, AT)
        for n in range(5):
            with pytest.raises(Refused):
                pair(other(code, n + 1), AT)
    code = phone_codes.begin_pairing(HER, AT)
    assert pair(code, AT)


def test_a_thousand_guesses_of_all_end_a_code() -> None:
    code = phone_codes.begin_pairing(HER, AT)
    models.Pairing.objects.update(n_wrong=998)
    heard: list[datetime | None] = []
    phone_news.when_changed(lambda: heard.append(phones.pairing_ends(HER, AT)))
    try:
        for n in range(2):
            assert phones.pairing_ends(HER, AT) is not None
            with pytest.raises(Refused):
                pair(other(code), AT, f"192.168.1.{n}")
    finally:
        phone_news._listeners.pop()
    assert heard == [None]  # told once, at the last
    with pytest.raises(Refused):
        pair(code, AT)
    assert not models.Phone.objects.exists()


def test_who_guesses_takes_no_turn_of_the_counters(monkeypatch: pytest.MonkeyPatch) -> None:
    turns: list[tuple[int, ...]] = []
    real = phone_codes.writing
    monkeypatch.setattr(phone_codes, "writing", lambda *told: turns.append(told) or real(*told))
    for n in range(9):
        with pytest.raises(Refused):
            pair(f"{n:08}", AT)
    assert turns == []  # no code is shown
    code = phone_codes.begin_pairing(HER, AT)
    del turns[:]
    for n in range(50):
        with pytest.raises(Refused):
            pair(other(code, n + 1), AT)
    assert turns == [(BACKGROUND,)] * 5


def test_her_new_code_ends_her_old_one_and_not_his() -> None:
    old, his = phone_codes.begin_pairing(HER, AT), phone_codes.begin_pairing(HIM, AT)
    new = phone_codes.begin_pairing(HER, AT)
    if old != new:
        with pytest.raises(Refused):
            pair(old, AT)
    assert pair(his, AT) != pair(new, AT)


def test_an_ended_phone_is_nobody() -> None:
    tokens = [pair(phone_codes.begin_pairing(HER, AT), AT) for _ in range(3)]
    first = phones.phone_of(tokens[0])
    assert first is not None
    assert (phone_life.end(AT, first.id), phone_life.end(AT, first.id)) == (1, 0)
    assert phones.phone_of(tokens[0]) is None and not phones.is_paired(first.id)
    assert phones.phone_of(tokens[1]) is not None
    code = phone_codes.begin_pairing(HER, AT)
    assert phone_life.end(AT) == 2 and phones.standing(AT) == phones.Standing(frozenset(), 0)
    with pytest.raises(Refused):
        pair(code, AT)


def test_twelve_phones_are_enough() -> None:
    for _ in range(12):
        pair(phone_codes.begin_pairing(HER, AT), AT)
    with pytest.raises(Refused, match="too_many_phones"):
        phone_codes.begin_pairing(HER, AT)


def test_codes_shown_before_make_no_thirteenth() -> None:
    for _ in range(11):
        pair(phone_codes.begin_pairing(HER, AT), AT)
    first, *others = [phone_codes.begin_pairing(by, AT) for by in (HER, HIM, 9)]
    pair(first, AT)
    for code in others:
        with pytest.raises(Refused, match="not_paired"):
            pair(code, AT)
    assert len(phones.phones()) == 12 and phones.standing(AT).until == 0


def test_that_a_phone_came_is_noted_once_a_minute() -> None:
    token = pair(phone_codes.begin_pairing(HER, AT), AT)
    seen = []
    for seconds in (30, 90, 120):
        found = phones.phone_of(token)
        assert found is not None
        phone_life.note_seen(found, AT + timedelta(seconds=seconds))
        seen.append(phones.phones()[0].seen_at)
    assert seen == [AT, AT + timedelta(seconds=90), AT + timedelta(seconds=90)]


def sweep(monkeypatch: pytest.MonkeyPatch, at: datetime) -> None:
    monkeypatch.setattr(clock, "now_seconds", lambda: clock.to_seconds(at))
    phone_life.drop_old()


def test_a_clock_that_jumps_ends_no_phone(monkeypatch: pytest.MonkeyPatch) -> None:
    token = pair(phone_codes.begin_pairing(HER, AT), AT)
    for at in (AT + timedelta(days=4000), datetime(1970, 1, 1, tzinfo=UTC), AT):
        sweep(monkeypatch, at)
        assert phones.phone_of(token) is not None, at


def test_a_phone_away_for_ninety_days_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    away, comes = (pair(phone_codes.begin_pairing(HER, AT), AT) for _ in range(2))
    for day in range(1, 91):
        assert phones.phone_of(away) is not None, day
        for hour in (0, 5):  # started twice on each day
            sweep(monkeypatch, AT + timedelta(days=day, hours=hour))
        found = phones.phone_of(comes)
        assert found is not None
        phone_life.note_seen(found, AT + timedelta(days=day))
    assert phones.phone_of(away) is None
    for day in range(91, 182):
        assert models.Phone.objects.filter(ended_at__isnull=False).exists() is (day < 181), day
        sweep(monkeypatch, AT + timedelta(days=day))
        found = phones.phone_of(comes)
        assert found is not None
        phone_life.note_seen(found, AT + timedelta(days=day))


def test_who_listens_hears_of_each_change() -> None:
    heard: list[int] = []
    phone_news.when_changed(lambda: heard.append(len(phones.standing(AT).digests)))
    try:
        token = pair(phone_codes.begin_pairing(HER, AT), AT)
        found = phones.phone_of(token)
        assert found is not None
        phone_life.end(AT, found.id)
    finally:
        phone_news._listeners.pop()
    assert heard == [0, 1, 0]
