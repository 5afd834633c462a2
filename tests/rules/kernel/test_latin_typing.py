"""Latin letters as the country's own: capitals of the phonetic keyboards, whole words, a country without a table."""

from dorgora.kernel.latin_typing import Typing
from tests.rules.country import PACK

SCRIPT = PACK.script
TYPING = SCRIPT.typing


def test_capitals_are_those_of_the_phonetic_keyboards() -> None:
    # As the help pages of the Avro and Borno keyboards have them.
    pairs = {
        "Taka": "টাকা", "Dal": "ডাল", "baRi": "বাড়ি", "ghoNTa": "ঘণ্টা", "brriShTi": "বৃষ্টি", "hoThaX": "হঠাৎ",
        "aShaRh": "আষাঢ়", "nodI": "নদী", "Ongk": "ওংক", "mUl": "মূল", "baNGch": "বাঞ্চ",
    }  # fmt: skip
    assert {word: TYPING.to_local(word) for word in pairs} == pairs


def test_capitals_of_names_and_of_the_shift_lock_are_small() -> None:
    assert TYPING.to_local("Rahim") == TYPING.to_local("RAHIM") == TYPING.to_local("rahim") == "রাহিম"
    assert TYPING.letters_of("KaRim") == "kaRim"


def test_words_known_whole_come_before_letters() -> None:
    known = SCRIPT.typed_by_heart
    assert (known["char"], known["md"], known["rahima"]) == ("চর", "মোঃ", "রহিমা")
    assert all(word == word.lower() and word.isascii() and word.isalpha() for word in known)


def test_a_country_without_a_table_leaves_letters_alone() -> None:
    assert Typing.from_table({}).to_local("rahim") == "rahim"


def test_its_table_reads_as_it_was_written() -> None:
    assert Typing.from_table({**TYPING.as_table(), "words": TYPING.words}) == TYPING
