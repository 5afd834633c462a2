"""Names of the allowed length without a space, as a liar types them and as some people are really called."""

LONG_BN = "ক্ষ" * 17 + "মিতা"
LONG_EN = "W" * 50
CITIZEN = {"local_name": LONG_BN, "latin_name": LONG_EN, "village": "ঘ" * 50}
ANSWERS = {
    "name_bn": LONG_BN,
    "name_en": LONG_EN,
    "mother_name": LONG_BN,
    "father_name": LONG_BN,
    "present_village": "ঘ" * 50,
}
