"""Codes on paper, PINs and officers' accounts: on this node only, and five wrong tries lock one person."""

import threading
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.db import connection

from dorgora.feed import queries as feed
from dorgora.kernel.errors import Refused
from dorgora.people import actions, local, models
from tests.people.cast import AT, PLACE, appoint_karim, appoint_officer

pytestmark = pytest.mark.usefixtures("quick_hashes")

PIN = "402719"
OTHER_PIN = "830154"


def karim_with_pin() -> int:
    karim = appoint_karim()
    local.set_pin(karim, local.give_code(karim), PIN, AT)
    return karim


def refusal(does: Any, *words: Any) -> Refused:
    with pytest.raises(Refused) as found:
        does(*words)
    return found.value


def test_a_pin_is_set_with_a_code_and_opens_the_counter(union: Any) -> None:
    karim = appoint_karim()
    code = local.give_code(karim)
    assert len(code) == 12
    local.set_pin(karim, f"{code[:4].lower()}-{code[4:8]} {code[8:]}", PIN, AT)
    assert local.has_pin(karim)
    assert local.check_pin(karim, PIN, AT)
    assert refusal(local.check_pin, karim, OTHER_PIN, AT).reason == "pin_wrong"


def test_a_code_is_good_once_and_a_new_one_voids_it(union: Any) -> None:
    karim = appoint_karim()
    first, second = local.give_code(karim), local.give_code(karim)
    assert refusal(local.set_pin, karim, first, PIN, AT).reason == "no_such_code"
    local.set_pin(karim, second, PIN, AT)
    assert refusal(local.set_pin, karim, second, OTHER_PIN, AT).reason == "no_such_code"
    assert local.check_pin(karim, PIN, AT)


def test_a_code_of_another_person_is_no_code(union: Any) -> None:
    karim, tushar = appoint_karim(), appoint_karim()
    local.give_code(karim)
    assert refusal(local.set_pin, karim, local.give_code(tushar), PIN, AT).reason == "no_such_code"
    assert refusal(local.check_pin, karim, PIN, AT).reason == "pin_not_set"


@pytest.mark.parametrize("pin", ["12345", "1234567", "12345a", "১২৩৪৫৭", "", "111111", "123456", "987654"])
def test_a_pin_that_is_easy_or_no_pin_uses_up_no_code(union: Any, pin: str) -> None:
    karim = appoint_karim()
    code = local.give_code(karim)
    assert refusal(local.set_pin, karim, code, pin, AT).field == "pin"
    local.set_pin(karim, code, PIN, AT)


def test_nothing_that_was_typed_is_kept(union: Any) -> None:
    karim = appoint_karim()
    code = local.give_code(karim)
    assert models.OneTimeCode.objects.get().digest.startswith("$argon2id$")
    local.set_pin(karim, code, PIN, AT)
    assert models.Pin.objects.get().digest.startswith("$argon2id$")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert not {code, PIN} & {str(value) for row in cursor.fetchall() for value in row}


def test_the_hub_sends_the_codes_of_one_place(union: Any) -> None:
    karim, salma, gone = appoint_karim(), appoint_officer(), appoint_karim()
    at_the_hub = appoint_officer("hub", "", ("erase",))
    codes = {one: local.give_code(one) for one in (karim, salma, gone, at_the_hub)}
    actions.end_operator(id=gone, reason="left", by=0, at=AT)
    to_centre, to_office = local.code_digests("centre", PLACE), local.code_digests("office", PLACE)
    assert [one for one, _ in to_centre] == [karim]
    assert [one for one, _ in to_office] == [salma]
    models.OneTimeCode.objects.all().delete()
    local.keep_digests([*to_centre, [salma, "plain words"]])  # type: ignore[list-item]
    local.set_pin(karim, codes[karim], PIN, AT)
    assert not models.OneTimeCode.objects.exists()


def test_a_code_is_for_somebody_who_works_here(union: Any) -> None:
    karim = appoint_karim()
    code = local.give_code(karim)
    actions.end_operator(id=karim, reason="left", by=0, at=AT)
    assert refusal(local.give_code, karim).reason == "unknown_person"
    assert refusal(local.set_pin, karim, code, PIN, AT).reason == "unknown_person"
    assert refusal(local.give_code, 4711).reason == "unknown_person"


def wrong(person: int, at: datetime, times: int) -> list[Refused]:
    return [refusal(local.check_pin, person, OTHER_PIN, at) for _ in range(times)]


def test_five_wrong_pins_lock_one_operator_for_five_minutes(union: Any) -> None:
    karim, tushar = karim_with_pin(), karim_with_pin()
    said = wrong(karim, AT, 5)
    assert [one.detail.get("left") for one in said[:4]] == [4, 3, 2, 1]
    assert (said[4].reason, said[4].detail["until"]) == ("pin_locked", AT + timedelta(minutes=5))
    assert refusal(local.check_pin, karim, PIN, AT + timedelta(seconds=299)).reason == "pin_locked"
    assert local.check_pin(tushar, PIN, AT), "the other one can work"
    assert local.check_pin(karim, PIN, AT + timedelta(seconds=300))
    assert [(one.code, one.event_id) for one in feed.alarms()] == [("pin_locked", karim)]


def test_each_lock_is_twice_the_last_up_to_a_quarter_hour(union: Any) -> None:
    karim = karim_with_pin()
    at, locks = AT, []
    for _ in range(4):
        until = wrong(karim, at, 5)[4].detail["until"]
        locks.append((until - at).total_seconds())
        at = until
    assert locks == [300, 600, 900, 900]
    assert local.check_pin(karim, PIN, at)
    assert (wrong(karim, at, 5)[4].detail["until"] - at).total_seconds() == 300


def test_a_right_pin_forgets_the_wrong_ones(union: Any) -> None:
    karim = karim_with_pin()
    wrong(karim, AT, 4)
    assert local.check_pin(karim, PIN, AT)
    assert wrong(karim, AT, 1)[0].detail["left"] == 4


def test_a_clock_put_back_locks_nobody_out_for_years(union: Any) -> None:
    karim = karim_with_pin()
    wrong(karim, datetime(2050, 1, 1, tzinfo=UTC), 5)
    assert refusal(local.check_pin, karim, PIN, AT).detail["until"] == AT + timedelta(minutes=5)
    assert local.check_pin(karim, PIN, AT + timedelta(minutes=5))


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_many_tries_at_once_are_as_many_tries(union: Any) -> None:
    karim = karim_with_pin()
    reasons: list[str] = []

    def guess(n: int) -> None:
        try:
            local.check_pin(karim, f"{n:06}", AT)
        except Refused as refused:
            reasons.append(refused.reason)
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=(n,)) for n in range(10)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(reasons) == ["pin_locked"] * 6 + ["pin_wrong"] * 4
    assert refusal(local.check_pin, karim, PIN, AT).reason == "pin_locked"


def test_guessing_a_code_is_locked_too(union: Any) -> None:
    karim = appoint_karim()
    code = local.give_code(karim)
    for _ in range(4):
        assert refusal(local.set_pin, karim, "0" * 12, PIN, AT).reason == "no_such_code"
    assert refusal(local.set_pin, karim, "0" * 12, PIN, AT).reason == "code_locked"
    assert refusal(local.set_pin, karim, code, PIN, AT).reason == "code_locked"
    local.set_pin(karim, code, PIN, AT + timedelta(minutes=5))


def test_an_officer_opens_her_account_and_signs_in(union: Any) -> None:
    salma = appoint_officer()
    user = local.open_officer_account(salma, local.give_code(salma), AT)
    assert (user.username, user.has_usable_password()) == (str(salma), False)
    codes = local.recovery_codes(user)
    assert len(set(codes)) == 10
    assert local.sign_in_with_recovery_code(salma, f" {codes[3][:4]}-{codes[3][4:]} ", AT) == user
    assert refusal(local.sign_in_with_recovery_code, salma, codes[3], AT).reason == "recovery_wrong"
    assert local.sign_in_with_recovery_code(salma, codes[4], AT) == user


def test_new_recovery_codes_void_the_old_ones(union: Any) -> None:
    salma = appoint_officer()
    user = local.open_officer_account(salma, local.give_code(salma), AT)
    old, new = local.recovery_codes(user), local.recovery_codes(user)
    assert refusal(local.sign_in_with_recovery_code, salma, old[0], AT).reason == "recovery_wrong"
    assert local.sign_in_with_recovery_code(salma, new[0], AT) == user


def test_an_account_opened_anew_has_none_of_the_old_factors(union: Any) -> None:
    salma = appoint_officer()
    user = local.open_officer_account(salma, local.give_code(salma), AT)
    old = local.recovery_codes(user)
    again = local.open_officer_account(salma, local.give_code(salma), AT)
    assert again == user
    assert refusal(local.sign_in_with_recovery_code, salma, old[0], AT).reason == "recovery_wrong"
    assert not Authenticator.objects.exists()


def test_recovery_codes_lock_after_five_wrong_ones(union: Any) -> None:
    salma = appoint_officer()
    codes = local.recovery_codes(local.open_officer_account(salma, local.give_code(salma), AT))
    tries = [refusal(local.sign_in_with_recovery_code, salma, "0", AT).reason for _ in range(5)]
    assert tries == ["recovery_wrong"] * 4 + ["recovery_locked"]
    assert refusal(local.sign_in_with_recovery_code, salma, codes[0], AT).reason == "recovery_locked"
    assert local.sign_in_with_recovery_code(salma, codes[0], AT + timedelta(minutes=5))


def test_only_an_officer_in_office_has_an_account(union: Any) -> None:
    karim, salma = appoint_karim(), appoint_officer()
    assert refusal(local.open_officer_account, karim, local.give_code(karim), AT).reason == "unknown_person"
    codes = local.recovery_codes(local.open_officer_account(salma, local.give_code(salma), AT))
    actions.end_officer(id=salma, reason="left", by=0, at=AT)
    assert refusal(local.sign_in_with_recovery_code, salma, codes[0], AT).reason == "unknown_person"
    assert User.objects.count() == 1


def test_the_seed_of_recovery_codes_is_sealed(union: Any, settings: Any) -> None:
    settings.MFA_ADAPTER = "dorgora.people.local.accounts.SealedFactors"
    salma = appoint_officer()
    user = local.open_officer_account(salma, local.give_code(salma), AT)
    codes = local.recovery_codes(user)
    assert local.sign_in_with_recovery_code(salma, codes[0], AT) == user
    settings.DISK_KEY = bytes(32)
    with pytest.raises(ValueError, match="sealed"):
        local.sign_in_with_recovery_code(salma, codes[1], AT)


def test_a_code_is_sent_to_one_laptop_only(union: Any) -> None:
    karim = appoint_karim()
    local.give_code(karim)
    first = local.code_digests("centre", PLACE, 7)
    assert [one for one, _ in first] == [karim]
    assert local.code_digests("centre", PLACE, 7) == first
    assert local.code_digests("centre", PLACE, 8) == [] == local.code_digests("centre", PLACE)
    local.give_code(karim)
    assert len(local.code_digests("centre", PLACE)) == 1
    assert local.code_digests("centre", PLACE) == []
