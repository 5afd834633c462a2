"""A country that does not exist: right to left, digits of its own, three decimals, three tiers, Sunday alone at rest.

What is expected was worked out by hand from the rules its pack states, or stands in the Unicode charts.
"""

from dataclasses import replace
from datetime import date

import polib
import pytest

from dorgora.catalogue import rules
from dorgora.catalogue.pack_check import faults
from dorgora.kernel.errors import Refused
from tests.rules.country import PACK as BD
from tests.rules.country import SECOND as PACK

SERVICES = {service.key: service for service in map(rules.load_service, PACK.services())}
MONEY = PACK.currency


def test_it_works() -> None:
    assert faults(PACK.folder) == []


@pytest.mark.parametrize(
    ("minor", "local", "latin"),
    [
        (0, "د.م ٠", "MD 0"),
        (5, "د.م ٠,٠٠٥", "MD 0,005"),
        (1_250, "د.م ١,٢٥٠", "MD 1,250"),
        (12_345_678_000, "د.م ١٢.٣٤٥.٦٧٨", "MD 12.345.678"),
        (-2_500, "-د.م ٢,٥٠٠", "-MD 2,500"),
    ],
)
def test_money_has_three_decimals(minor: int, local: str, latin: str) -> None:
    assert (MONEY.format(minor, "ar"), MONEY.format(minor, "en")) == (local, latin)
    if minor >= 0:
        assert MONEY.parse(local) == MONEY.parse(latin) == minor


def test_money_finer_than_its_coins_is_refused() -> None:
    assert MONEY.parse("١,٢٣٤") == 1_234
    with pytest.raises(Refused, match="amount_too_fine"):
        MONEY.parse("1,2345")


def test_a_currency_can_have_no_decimals() -> None:
    whole = replace(MONEY, minor_digits=0)
    assert (whole.format(1_250, "en", always_minor=True), whole.format(7, "ar")) == ("MD 1.250", "د.م ٧")
    assert whole.parse("1.250") == 1_250
    assert whole.in_words(1_250, "en") == "one thousand two hundred fifty dinar only"
    with pytest.raises(Refused, match="amount_too_fine"):
        whole.parse("12,5")


@pytest.mark.parametrize(
    ("minor", "local", "latin"),
    [
        (3_750, "ثلاثة دينار وسبعمئة وخمسون فلس لا غير", "three dinar seven hundred fifty fils only"),
        (2_000, "اثنان دينار لا غير", "two dinar only"),
        (1_201_000, "ألف ومئتان وواحد دينار لا غير", "one thousand two hundred one dinar only"),
        (125_000_000, "مئة وخمسة وعشرون ألفًا دينار لا غير", "one hundred twenty-five thousand dinar only"),
    ],
)
def test_amounts_are_put_in_words(minor: int, local: str, latin: str) -> None:
    assert MONEY.in_words(minor, "ar") == local
    assert MONEY.in_words(minor, "en") == latin


def test_digits_of_both_countries_are_their_own() -> None:
    assert PACK.script.to_local_digits("2026", "ar") == "٢٠٢٦"
    assert PACK.script.to_ascii_digits("٢٠٢٦") == "2026"
    assert PACK.script.to_ascii_digits("২০২৬") == "২০২৬", "digits of another country are none here"
    assert BD.script.to_ascii_digits("٢٠٢٦") == "٢٠٢٦"


def test_only_sunday_and_the_feasts_are_off() -> None:
    # Friday 27 November 2026; Saturday is a feast, Sunday the weekend: the next working days are 30, 1, 2.
    friday = date(2026, 11, 27)
    assert rules.deadline(friday, 1, PACK.weekend, PACK.holidays) == date(2026, 11, 30)
    assert rules.deadline(friday, 3, PACK.weekend, PACK.holidays) == date(2026, 12, 2)
    # An ordinary Friday and Saturday are worked on; at home they are not.
    assert rules.deadline(date(2026, 11, 5), 2, PACK.weekend, PACK.holidays) == date(2026, 11, 7)
    assert rules.deadline(date(2026, 11, 5), 2, BD.weekend, BD.holidays) == date(2026, 11, 9)


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("محمد", "mohammed"),
        ("فاطمة", "fatima"),
        ("يوسف", "yusuf"),
        ("وليد", "walid"),
        ("عمر", "omar"),
        ("خديجة", "khadija"),
        ("إبراهيم", "ibrahim"),
        ("عائشة", "aisha"),
        ("طارق", "tariq"),
    ],
)
def test_a_name_is_found_in_either_script(name: str, typed: str) -> None:
    assert PACK.script.fold_name(typed) == PACK.script.fold_name(name)
    assert PACK.script.from_latin(typed) == name
    assert PACK.script.romanise(name).casefold()[0] == typed[0]


def test_a_name_of_no_list_is_written_letter_by_letter() -> None:
    assert PACK.script.from_latin("badr") == "بادر"
    assert PACK.script.romanise("بدر") == "Badar"


def test_areas_have_three_tiers_of_their_own_widths() -> None:
    assert [(tier.kind, tier.code_width) for tier in PACK.tiers] == [
        ("island", 1),
        ("town", 3),
        ("quarter", 7),
    ]
    marsa = next(row for row in PACK.areas() if row["code"] == "SA1")
    assert (marsa["local_name"], marsa["latin_name"]) == ("مرسى", "Marsa")
    town, quarter = PACK.tier_of("SA1"), PACK.tier_of("SA1Q001")
    assert town and town.office_name("مرسى", "ar") == "بلدية مرسى"
    assert quarter and quarter.centre_name("Harat al-Bahr", "en") == "Harat al-Bahr service centre"
    assert PACK.tier_of("10092570") is None


def test_languages_and_directions_are_the_packs() -> None:
    assert PACK.name_fields == ("name_ar", "name_en")
    assert (PACK.direction("ar"), PACK.direction("en"), BD.direction("bn")) == ("rtl", "ltr", "ltr")
    assert PACK.named_in("ar", "مرسى", "Marsa") == "مرسى"
    assert PACK.named_in("en", "مرسى", "Marsa") == "Marsa"
    assert PACK.named_in("en", "مرسى", "") == "مرسى", "rather in the other language than none"


def test_kinds_of_wishes_are_its_own() -> None:
    assert list(PACK.wish_kinds) == ["boat", "water", "other"]
    assert PACK.wish_kinds["water"] == {"ar": "الماء", "en": "Water"}


def test_phones_are_read_without_a_prefix() -> None:
    number, digits = PACK.phone.read("555 0123")
    assert (number, digits) == ("+9995550123", 7) and PACK.phone.is_number(number)
    assert PACK.phone.read("00999 5550123") == (number, 7)
    assert not PACK.phone.is_number("+9994550123")


def test_hours_are_read_with_the_countrys_own_sign() -> None:
    for typed in ("٠,٥", "0,5", "0.5"):
        assert rules.read_measures(SERVICES["water_bill"], {"own_time": typed}, PACK) == (
            {"own_minutes": 30},
            {},
        )
    _, problems = rules.read_measures(SERVICES["water_bill"], {"own_time": "0,5"}, BD)
    assert problems["own_time"].reason == "not_a_number"


def test_every_listed_name_is_found_as_it_is_spelt() -> None:
    for row in PACK.rows("romanisations"):
        for spelling in row["latin"].split("|"):
            assert PACK.script.fold_name(spelling) == PACK.script.fold_name(row["name"]), spelling


def test_its_texts_are_compiled_as_they_are_written() -> None:
    texts = PACK.folder / "locale" / "ar" / "LC_MESSAGES" / "django.po"
    assert polib.pofile(str(texts)).to_binary() == texts.with_suffix(".mo").read_bytes()


def test_fees_are_told_in_its_own_money() -> None:
    born = date(2026, 11, 1)
    for on, state_minor in ((date(2026, 12, 1), 0), (date(2026, 12, 2), 2_500)):
        answers = {"date_of_birth": born.isoformat()}
        quote = rules.fee(SERVICES["birth_entry"], answers, on, lives_in="SA1Q001", asked_in="SA1Q001")
        assert (quote.state_minor, quote.operator_minor) == (state_minor, 1_250)
