"""Names, letters and digits: cleaned at the edge, found in either script."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.kernel.endings import Endings
from dorgora.kernel.errors import Refused
from dorgora.kernel.script import clean_text
from tests.rules.country import PACK, SECOND

SCRIPT = PACK.script
NAMES = {row["name"]: row["latin"].split("|") for row in PACK.rows("romanisations")}
LISTED = [row["name"] for row in PACK.rows("names")]
ZWJ, ZWNJ = "\u200d", "\u200c"


def test_a_name_is_found_in_either_script() -> None:
    key = SCRIPT.fold_name("রহিমা খাতুন")
    for typed in ("Rahima Khatun", "rohima khatun", "Raheema Khatoon", "RAHIMA  KHATUN", "ROHIMA-KHATUN"):
        assert SCRIPT.fold_name(typed) == key


# NFC leaves all of these apart (or takes them apart): the pairs of the fault list.
@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("জয়", "জ\u09df"),  # two code points or one
        ("বাড়ি", "বা\u09dcি"),
        ("আষাঢ়", "আষা\u09dd"),
        ("উৎসব", f"উত্{ZWJ}সব"),
        ("চাঁদ", "চঁাদ"),  # candrabindu before or after the vowel
        ("চাঁদ", "চাদ"),
        ("ক্ষমা", f"ক্{ZWNJ}ষমা"),
        ("শান্ত", f"শান্{ZWJ}ত"),
        ("কোহিনুর", "ক\u09c7\u09beহিনুর"),  # a vowel sign in two halves
        ("আলম", "অ\u09beলম"),
        ("শ্রাবণী", "শ্রাবনি"),
        ("নূর", "নুর"),
        ("মাসুদ", "মাশূদ"),
        ("যামিনী", "জামিনি"),
        ("তাবাসসুম", "Tabassum"),  # a bare letter before itself is said as one
        ("সোবহান", "Subhan"),  # and before an h with it
        ("আজহার", "Azhar"),
    ],
)
def test_ways_of_writing_one_name_give_one_key(one: str, other: str) -> None:
    assert SCRIPT.fold_name(one) == SCRIPT.fold_name(other)
    assert SCRIPT.fold_name(one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vidya", "Bidya"),
        ("Shaha", "Saha"),
        ("Zaman", "Jaman"),
        ("Meem", "Mim"),
        ("Noor", "Nur"),
        ("Khatun", "Katun"),
        ("Hossain", "Hosen"),
        ("Mostafiz", "Mustafiz"),
        ("Akhter", "Aktar"),
        ("Haque", "Hoque"),
        ("Fatema", "Fatima"),
        ("Miah", "Mia"),
        ("Chowdhury", "Chaudhuri"),
    ],
)
def test_latin_spellings_of_one_name_give_one_key(one: str, other: str) -> None:
    assert SCRIPT.fold_name(one) == SCRIPT.fold_name(other)


def test_names_that_differ_keep_their_own_keys() -> None:
    for one, other in (("Rahima", "Rehana"), ("Karim", "Kabir"), ("মিম", "মিলা"), ("Salma", "Selim")):
        assert SCRIPT.fold_name(one) != SCRIPT.fold_name(other)
    # Vowels inside a name are not in the key; the finer one, which only ranks, tells these apart.
    assert SCRIPT.sound_parts("Salma") != SCRIPT.sound_parts("Salam")


def test_shortened_names_are_found_by_the_whole() -> None:
    whole = SCRIPT.fold_name("মোহাম্মদ রহিম")
    for typed in ("মোঃ রহিম", "মো. রহিম", "মো: রহিম", "Md. Rahim", "md rohim", "Mohammad Rahim"):
        assert SCRIPT.fold_name(typed) == whole
    # The same letters without the mark begin another name.
    assert SCRIPT.fold_name("মোমেনা").startswith(SCRIPT.fold_name("মো"))


def test_the_pack_names_fold_as_their_latin_spellings() -> None:
    pairs = [(name, latin) for name in LISTED for latin in NAMES[name]]
    apart = [(name, latin) for name, latin in pairs if SCRIPT.fold_name(name) != SCRIPT.fold_name(latin)]
    # Spellings no rule of sound explains, such as Tagore.
    assert len(apart) <= len(pairs) * 0.02, apart


def test_the_key_of_a_few_letters_begins_the_key_of_all() -> None:
    tried, lost = 0, []
    for name in LISTED:
        whole = SCRIPT.fold_name(name)
        for typed in (name, *NAMES[name]):
            for n_letters in range(2, min(4, len(typed)) + 1):
                # Nobody stops inside what one key types: before a dot below, or at a joining mark.
                if (
                    typed[n_letters : n_letters + 1] in ("\u09bc", "\u09cd")
                    or typed[n_letters - 1] == "\u09cd"
                ):
                    continue
                tried += 1
                if not whole.startswith(SCRIPT.fold_name(typed[:n_letters])):
                    lost.append((name, typed[:n_letters]))
    assert len(lost) <= tried * 0.01, lost


def test_a_few_letters_do_not_find_everybody() -> None:
    keys = [SCRIPT.fold_name(name) for name in NAMES]
    for typed in ("rah", "রহি", "mim", "sal", "আক্ত", "cho"):
        found = sum(key.startswith(SCRIPT.fold_name(typed)) for key in keys)
        assert 0 < found < len(keys) / 10
    assert not any(key.startswith(SCRIPT.fold_name("zxq")) for key in keys)


def test_the_finer_key_puts_the_nearest_first() -> None:
    names = ["রুহুল", "রহমান", "রহিমা", "রাহুল"]
    near = [name for name in names if SCRIPT.sound_parts(name)[0].startswith(SCRIPT.sound_parts("rohim")[0])]
    assert near == ["রহিমা"]


def test_other_scripts_and_signs_do_no_harm() -> None:
    assert SCRIPT.fold_name("محمد") == "محمد"
    assert SCRIPT.fold_name("?! …") == ""
    assert SCRIPT.name_parts("O'Neil  n° ৭") == ("anl", "n", "7")


@given(st.text(max_size=40))
def test_any_text_folds_and_folds_the_same_in_any_case(text: str) -> None:
    key = SCRIPT.fold_name(text)
    assert key == SCRIPT.fold_name(unicodedata.normalize("NFC", text))
    assert "  " not in key and key == key.strip()


def test_typing_in_latin_letters_gives_the_local_name() -> None:
    for typed, wanted in {
        "mim akter": "মিম আক্তার",
        "rahima khatun": "রহিমা খাতুন",
        "Abir Alom": "আবির আলম",
        "bina khatun": "বিনা খাতুন",
        "md kamal": "মোঃ কামাল",
        "shapla": "শাপলা",
        "salima begum": "সালিমা বেগম",  # another name than Salma
        "begom": "বেগম",
        "salim jamil": "সালিম জামিল",
        "kamil bani": "কামিল বানি",
        "মিম akter": "মিম আক্তার",
    }.items():
        assert SCRIPT.from_latin(typed) == wanted


def test_a_latin_spelling_is_suggested() -> None:
    for name, wanted in {
        "মিম আক্তার": "Mim Akter",
        "বিনা খাতুন": "Bina Khatun",
        "চর পাতিলা": "Char Patila",
        "আনোয়ারা বেগম": "Anowara Begum",
        "Rahima": "Rahima",
        "মোঃ রফিকুল ইসলাম": "Md Rafiqul Islam",
        "মোছাঃ সালমা": "Mst Salma",
    }.items():
        assert SCRIPT.romanise(name) == wanted


@given(st.text(alphabet="0123456789 abc-", max_size=30))
def test_digits_go_to_local_ones_and_back(text: str) -> None:
    local = SCRIPT.to_local_digits(text, "bn")
    assert not any(digit in local for digit in "0123456789")
    assert SCRIPT.to_ascii_digits(local) == text
    assert SCRIPT.to_local_digits(text, "en") == text


def test_endings_stand_after_a_consonant_or_a_vowel() -> None:
    """As grammar has it: of Rahim ের, of Rahima র, at her তে; a y is a consonant; what is a name by itself is none."""
    for name, joins, never in (
        ("রহিম", "ের", "তে"),
        ("রহিমা", "তে", "ের"),
        ("জ\u09df", "ের", "তে"),
        ("জামাই", "তে", "ের"),
        ("মনি", "কে", "র"),
    ):
        forms = SCRIPT.with_endings(name)
        nfc = unicodedata.normalize("NFC", name)
        assert nfc + joins in forms and nfc + never not in forms, name
    listed = {"endings": {"after_vowel": ["\u09df"]}}
    assert Endings.from_table(listed, SCRIPT.letters).after_vowel == ("য\u09bc",)
    assert SCRIPT.with_endings("Rahim") == SECOND.script.with_endings("بدر") == ()


def test_digits_of_no_language_of_the_country_stay() -> None:
    assert SCRIPT.to_ascii_digits("০৯٣") == "09٣"


def test_typed_text_is_kept_as_typed() -> None:
    assert clean_text("  রহিমা   খাতুন ", 40) == "রহিমা খাতুন"
    assert clean_text(f"র{ZWJ}্যাব", 40) == f"র{ZWJ}্যাব"
    assert clean_text("জ\u09df", 40) == "জ\u09af\u09bc"  # NFC takes this letter apart
    assert clean_text("\ufeffমিম\u200b", 40) == "মিম"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a\x00b", "control_characters"),
        ("a\tb", "control_characters"),
        ("a\nb", "control_characters"),
        ("a\u2028b", "control_characters"),
        ("a\x9bb", "control_characters"),
        ("\u202eabc", "hidden_direction"),
        ("a\u2066b", "hidden_direction"),
        ("a\U000e0041b", "hidden_direction"),
        ("a\ud800b", "broken_text"),
        ("a\uffffb", "broken_text"),
        ("a\ue000b", "broken_text"),
        ("a" * 11, "too_long"),
        ("a" * 10_000_000, "too_long"),
    ],
)
def test_text_that_can_do_harm_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Refused) as refused:
        clean_text(text, 10, "name")
    assert (refused.value.reason, refused.value.field) == (reason, "name")


@given(st.text(max_size=60))
def test_cleaned_text_is_clean(text: str) -> None:
    try:
        cleaned = clean_text(text, 40)
    except Refused:
        return
    assert len(cleaned) <= 40
    assert clean_text(cleaned, 40) == cleaned
    assert cleaned.encode("utf-8").decode("utf-8") == cleaned


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("abdullah al mamun", "আবদুল্লাহ আল মামুন"),
        ("Abdullah al-Mamun", "আবদুল্লাহ আল-মামুন"),
        ("abdullah ibn masud", "আবদুল্লাহ ইবনে মাসুদ"),
    ],
)
def test_the_little_words_of_a_name_are_known(typed: str, written: str) -> None:
    assert SCRIPT.from_latin(typed) == written
