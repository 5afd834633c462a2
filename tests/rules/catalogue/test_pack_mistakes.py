"""What people get wrong in a pack, one row a mistake: what is changed, and the file, line and field it is named by."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from dorgora.catalogue.pack_check import faults
from dorgora.config import settings
from tests.rules.country import SECOND

SUPPORT, BIRTH = "services/fisher_support.json", "services/birth_entry.json"
BILL, PERMIT = "services/water_bill.json", "services/mooring_permit.json"
AGE = "age_years >= 60 || (age_years >= 55 && answers.sex != 'male')"
INCOME = "int(answers.yearly_income) <= 900000"


def change(path: Path, old: str, new: str) -> int:
    """Puts one text in the place of the first other; gives the line it stands on."""
    text = path.read_text(encoding="utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return text[:at].count("\n") + 1


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The country that does not exist, with the one of its services that asks least."""
    made = Path(shutil.copytree(SECOND.folder, tmp_path_factory.mktemp("pack") / "marjan"))
    for path in (*(made / "services").iterdir(), made / "story.toml"):
        path.unlink()
    shutil.copy(SECOND.folder / BILL, made / BILL)
    change(made / "pack.toml", 'story = "story.toml"\n', "")
    return made


@pytest.fixture
def folder(whole: Path) -> Iterator[Path]:
    """The same, put right after each mistake."""
    before = {
        path: path.read_bytes() for path in whole.rglob("*") if path.suffix in (".json", ".toml", ".csv")
    }
    yield whole
    for path in whole.rglob("*"):
        if path.suffix in (".json", ".toml", ".csv") and path not in before:
            path.unlink()
    for path, content in before.items():
        path.write_bytes(content)


RULES = [
    (SUPPORT, AGE, AGE.replace("sex", "sexx"), "eligibility[0].when", "the form has no question sexx"),
    (SUPPORT, AGE, AGE.replace("'male'", "'mann'"), "eligibility[0].when", "'mann' is no choice of sex"),
    (SUPPORT, AGE, "answers.sex in ['male', 'mann']", "eligibility[0].when", "'mann' is no choice of sex"),
    (SUPPORT, AGE, AGE.replace("|| (", "| ("), "eligibility[0].when", "Syntax error"),
    (SUPPORT, AGE, AGE.replace("age_years >= 60", "age_yearz >= 60"), "eligibility[0].when", "there is no age_yearz"),
    (SUPPORT, AGE, "age_years + 60", "eligibility[0].when", "gives whole number, not true or false"),
    (SUPPORT, AGE, "age_years / 0 > 1", "eligibility[0].when", "fails with age_years = 0: divides by zero"),
    (SUPPORT, AGE, "age_years * 9223372036854775807 > 1", "eligibility[0].when", "a number becomes too large"),
    (SUPPORT, AGE, "age_years < 90 || 1 / (130 - age_years) > 0", "eligibility[0].when", "fails with age_years = 130"),
    (SUPPORT, AGE, "answers.sex == 'female' || 1 / (age_years - 7) > 0", "eligibility[0].when", "age_years = 7"),
    (SUPPORT, AGE, "age_years > 130", "eligibility[0].when", "is met by nobody"),
    (SUPPORT, AGE, "answers.sex.matches('(')", "eligibility[0].when", "invalid regular expression"),
    (SUPPORT, AGE, "('" + "x" * 1000 + "') == ''", "eligibility[0].when", "at most 1000 characters"),
    (SUPPORT, INCOME, "answers.yearly_income <= 900000", "eligibility[1].when",
     "<= does not go with text, whole number"),
    (SUPPORT, INCOME, "int(answers.name_ar) <= 9", "eligibility[1].when", "asks for name_ar, which is not among"),
    (SUPPORT, INCOME, "1 / int(answers.yearly_income) < 9", "eligibility[1].when", "with yearly_income = '0'"),
    (SUPPORT, '"told_at": "yearly_income"', '"told_at": "foo"', "eligibility[1].told_at", "none of the fields"),
    (SUPPORT, '"minor": 500', '"minor": -500', "fees.operator.tariffs[0].cases[0].minor",
     "-500 is no whole number from 0"),
    (SUPPORT, '"minor": 500', '"minor": 99999999999999999999', "fees.operator.tariffs[0].cases[0].minor",
     "is no whole"),
    (SUPPORT, '"minor": 500', '"minor": 20.5', "fees.operator.tariffs[0].cases[0].minor", "20.5 is no whole number"),
    (SUPPORT, '"minor": 500', '"minor": true', "fees.operator.tariffs[0].cases[0].minor", "true is no whole number"),
    (SUPPORT, '"when": "true"', '"when": "int(answers.name_ar) > 3"', "fees.state.tariffs[0].cases[0].when",
     "cannot convert"),
    (SUPPORT, '"valid_from": "2020-01-01",\n     "source"', '"valid_from": "2099-01-01",\n     "source"',
     "fees.state.tariffs[0].valid_from", "nobody knows the fee from 2020-01-01"),
    (SUPPORT, '"valid_from": "2020-01-01",\n     "source"', '"valid_from": "2020-02-30",\n     "source"',
     "fees.state.tariffs[0].valid_from", "no day"),
    (SUPPORT, '"required_when": "true"', '"required_when": "int(answers.yearly_income) > 1"',
     "evidence[0].required_when", "with yearly_income = ''"),
    (SUPPORT, '"number_of": "card_number"', '"number_of": "zz"', "evidence[0].number_of", "no question zz"),
    (SUPPORT, '"bands": []', '"bands": [{"name": "sex", "rule": "answers.sex", "values": ["male"]}]',
     "bands[0].rule", "gives 'female' with sex = 'female', which is none of its values"),
    (SUPPORT, '"bands": []', '"bands": [{"name": "sex", "rule": "1", "values": ["male"]}]', "bands[0].rule",
     "not text"),
    (SUPPORT, '"working_days": 4', '"working_days": -4', "steps[1].working_days", "from 0 to 3650"),
    (SUPPORT, '"working_days": 7', '"working_days": 8', "charter.working_days",
     "not the days that are promised: 7 in all"),
    (SUPPORT, '"office_level": "town"', '"office_level": "onion"', "steps[0].office_level", "no tier"),
    (SUPPORT, '"office_level": "town"', '"office_level": "quarter"', "steps[0].office_level",
     "a quarter has no offices"),
    (SUPPORT, '"age_of": "born_on"', '"age_of": "sex"', "age_of", "names no date of the form"),
    (BILL, '"minor_of": "amount"', '"minor_of": "mobile"', "fees.state.tariffs[0].cases[0].minor_of", "is no amount"),
    (PERMIT, '"on_list": true', '"on_list": "yes"', "sections[0].fields[0].on_list", "'yes' is neither true nor false"),
]  # fmt: skip

SERVICES = [
    (SUPPORT, '"life_event"', '"lifevent"', "lifevent", "is life_event meant?"),
    (SUPPORT, '"key": "fisher_support"', '"key": "../x y"', "key", "no word of small letters"),
    (SUPPORT, '"version": 1', '"version": 0', "version", "no whole number from 1"),
    (SUPPORT, '"version": 1,', '"version": 1, "version": 3,', "", "'version' stands twice"),
    (SUPPORT, '"version": 1,', '"version": 1,,', "", "double quotes"),
    (SUPPORT, '"sector": "public"', '"sector": "pub"', "provider.sector", "none of: private, public, utility"),
    (SUPPORT, '"type": "date"', '"type": "datum"', "sections[0].fields[0].type", "'datum' is none of: area"),
    (SUPPORT, '"oldest_years": 125', '"oldest_years": -125', "sections[0].fields[0].oldest_years", "from 0 to 150"),
    (SUPPORT, '"most_minor": 100000000', '"most_minor": -1', "sections[1].fields[0].most_minor", "-1 is no"),
    (SUPPORT, '"max_length": 60', '"max_length": 0', "sections[0].fields[2].max_length", "from 1 to 2000"),
    (SUPPORT, '"suggested_from": "name_ar"', '"suggested_from": "name_xx"', "sections[0].fields[3].suggested_from",
     "no field above it"),
    (SUPPORT, '"name": "mobile"', '"name": "born_on"', "sections[0].fields[5].name", "two fields of one name"),
    (SUPPORT, '"value": "male"', '"value": "female"', "sections[0].fields[1].choices[1].value", "female stands twice"),
    (SUPPORT, '"lengths": [\n      8', '"lengths": [\n      -10', "sections[0].fields[4].lengths[0]", "from 1 to 40"),
    (SUPPORT, '"lengths": [\n      8', '"lengths": [\n      8, 8', "sections[0].fields[4].lengths[1]",
     "8 stands twice"),
    (SUPPORT, '"name": "village",\n    "labels"', '"name": "name",\n    "labels"', "certificate.fields[2].name",
     "stands twice"),
    (SUPPORT, '"en": "name_en"', '"en": "y"', "certificate.fields[0].values.en", "no field of the form"),
    (SUPPORT, '"most": 43200', '"most": 0', "tcv_questions[0].most", "0 is no whole number"),
    (SUPPORT, '"en": "Support for old fishers"', '"en": " "', "names", "says nothing in 'en'"),
    (SUPPORT, '"en": "Support for old fishers"', '"en": "Support", "fr": "Aide"', "names.fr",
     "no language of the pack"),
    (BIRTH, '"relation": "mother"', '"relation": "aunt"', "sections[2].fields[0].relative.relation",
     "'aunt' is no choice of applicant_relation"),
    (SUPPORT, '"en": "Support for old fishers"', '"en": "a\\ud800b"', "names.en", "'a\\ud800b' holds half a letter"),
    (SUPPORT, '"en": "Support for old fishers"', '"en": "Support", "e\\udfffn": "a"', "names.e\udfffn",
     "holds half a letter"),
    (SUPPORT, '"bands": []', '"bands": ["\\udc00\\ud800"]', "bands[0]", "holds half a letter"),
    (BIRTH, '"pattern": "^[0-9]{9}$"', '"pattern": "^[0-9{9}$"', "register_number.pattern", "is no pattern"),
]  # fmt: skip

COUNTRY = [
    ('"sunday"', '"sonday"', "weekend[0]", "'sonday' is none of: friday"),
    ('["sunday"]', '"sunday"', "weekend", "is no list"),
    ('["sunday"]', '["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]', "weekend",
     "no day"),
    ('"Pacific/Chatham"', '"Pacific/Chattam"', "zone", "no time zone"),
    ('"Pacific/Chatham"', '"../../etc/passwd"', "zone", "no time zone"),
    ('weekend = [', 'fiscal_year_starts = "04-01"\nweekend = [', "fiscal_year_starts", "has no meaning here"),
    ("[paper]", '[codes]\nalphabet = "0123456789"\n[paper]', "codes", "has no meaning here"),
    ('["ar", "en"]', '["ar", "ar"]', "languages[1]", "ar stands twice"),
    ('["ar", "en"]', '["ar"]', "languages", "has 1, and must have 2"),
    ("format = 1", "format = 2", "format", "2 is none of: 1"),
    ('code = "qm"', "code = qm", "", "Invalid value"),
    ('ar = "٠١٢٣٤٥٦٧٨٩"', 'ar = "٠١٢٣٤٥٦٧٨"', "digits.ar", "not ten different ones"),
    ("first_group = 3", "first_group = 0", "numbers.first_group", "from 1 to 9"),
    ('group_sign = "."', 'group_sign = ","', "numbers.decimal_sign", "between groups as well"),
    ("minor_digits = 3", 'minor_digits = "two"', "currency.minor_digits", "'two' is no whole number"),
    ("minor_digits = 3", "minor_digits = -2", "currency.minor_digits", "-2 is no whole number"),
    ("minor_digits = 3", "minor_digits = 30", "currency.minor_digits", "30 is no whole number"),
    ("notes = [20000", 'notes = ["x"', "currency.notes[0]", "'x' is no whole number"),
    ("notes = [20000", "notes = [-20000", "currency.notes[0]", "is no whole number"),
    ("national_digits = 7\n", "", "phone.national_digits", "is missing"),
    ("national_digits = 7", "national_digits = 7\nfoo = 1", "phone.foo", "has no meaning here"),
    ('"^\\\\+9995[0-9]{6}$"', '"^\\\\+9995[0-9{6}$("', "phone.pattern", "no pattern (regular expression)"),
    ('"5550123"', '"555012"', "phone.example", "has 6 digits, a number has 7"),
    ('"5550123"', '"4550123"', "phone.example", "is not as the pattern has it"),
    ("[complaints]", "[complaintz]", "complaintz", "is complaints meant?"),
    ('kind = "boat"', 'kind = "A boat"', "wishes[0].kind", "no word of small letters"),
    ('kind = "boat"', 'kind = "water"', "wishes[1].kind", "water stands twice"),
    ("lengths = [8]", 'lengths = ["a"]', "identity.lengths[0]", "'a' is no whole number"),
    ('en = "{area} town hall"', 'en = "{aria} town hall"', "areas.tiers[1].office_names.en",
     "{aria} is none of: {area}"),
    ('en = "{area} town hall"', 'en = "{area town hall"', "areas.tiers[1].office_names.en", "a brace stands alone"),
    ('en = "{area} town hall"', 'en = "{area.x} town hall"', "areas.tiers[1].office_names.en", "{area.x} is none of"),
    ("code_width = 3", "code_width = 1", "areas.tiers[1].code_width", "no longer than those of a island above it"),
    ('kind = "town"\n', "", "areas.tiers[1].kind", "is missing"),
    ('"Noto Sans Arabic"', '"Comic Sans"', "paper.families[0]", "no font in fonts is called 'Comic Sans'"),
    ('fonts = "fonts"', 'fonts = "services"', "paper.fonts", "no font (.ttf)"),
    ('letters = "letters"', 'letters = "fonts"', "pages.letters", "no letters.css is in fonts"),
    ('letters = "letters"', 'letters = "../letters"', "pages.letters", "inside the folder of the pack"),
    ('areas = "areas.csv"', 'areas = "../areas.csv"', "files.areas", "inside the folder of the pack"),
]  # fmt: skip

TABLES = [
    ("number_words.toml", "{major} {major_name} only", "{mojor} {major_name} only", "en.amount", "{mojor} is none of"),
    ("number_words.toml", '"ninety-nine",', "", "en.below_hundred", "has 99, and must have 100"),
    ("number_words.toml", '[100, "hundred", " "]', '[50, "fifty", " "]', "en.scales", "down to 100"),
    ("number_words.toml", "[en]", "[fr]", "fr", "no language of the pack"),
    ("script.toml", "silent = [", "silent = 5 #", "letters.silent", "5 is no list"),
    ("script.toml", "inherent = ", "inherrent = ", "letters.inherrent", "is inherent meant?"),
    ("areas.csv", "SA1Q002,quarter,SA1", "SA1Q002,quarter,", "parent", "is empty: above quarter comes town"),
    ("areas.csv", "SA1Q002,quarter,SA1", "SA1Q002,quarter,S", "parent", "another tier than town"),
    ("areas.csv", "SA1Q002,quarter,SA1", "SA1Q002,quarter,SB2", "parent", "does not begin with it"),
    ("areas.csv", "SA1Q002,quarter,SA1", "SA1Q002,onion,SA1", "kind", "no tier"),
    ("areas.csv", "حارة السوق,,", "حارة السوق,abc,5", "lat", "'abc' is no number of degrees from -90 to 90"),
    ("areas.csv", "حارة السوق,,", "حارة السوق,5,181", "lon", "from -180 to 180"),
    ("areas.csv", "حارة السوق,,", ",,", "name_ar", "is empty"),
    ("areas.csv", "Harat al-Suq", "Harat\0", "name_en", "control character"),
    ("areas.csv", "name_ar", "name_xx", "name_ar", "is missing"),
    ("areas.csv", "حارة السوق,,", "حارة السوق,,,9", "", "has 8 columns, the first line 7"),
    ("areas.csv", "N,island,,Nakhla", 'N,island,,"Nakhla', "", "unexpected end of data"),
    ("names.csv", "عائشة,given,f\nمريم", '"عائشة,given,f\nمريم"', "",
     "goes on to line 4: a quotation mark is not closed"),
    ("holidays.csv", "2025-06-15", "2025-13-15", "on", "no day"),
    ("holidays.csv", "2025-06-15", "2025-01-01", "on", "stands twice"),
    ("names.csv", "given", "gifen", "part", "'gifen' is none of: given, family"),
    ("names.csv", "name,part", "nam,part", "name", "is missing"),
    ("names_latin.csv", "Fatima", "فاطمة", "latin", "Latin letters"),
    ("published.csv", ",2,6e0e", ",2,xx0e", "sha256", "64 hexadecimal digits"),
    ("demo_places.csv", "NA1,office", "NA7,office", "code", "'NA7' is no area"),
]  # fmt: skip


PLAYED = [
    ("centre.code", '"SA1Q001"', '"SA1Q999"', "'SA1Q999' is no area of the pack"),
    ("birth.service", '"birth_entry"', '"birth"', "'birth' is no service of the pack"),
]
LOWER = {"wishes[1].kind": 3, "numbers.decimal_sign": 1, "names": -2, "en.below_hundred": -13, "phone.foo": 1,
         "sections[0].fields[4].lengths[0]": 1, "sections[0].fields[4].lengths[1]": 1}  # fmt: skip
"""Where a mistake is named some lines from where it was made: the second of two, the list it is in."""


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "words"),
    [*RULES, *SERVICES, *(("pack.toml", *row) for row in COUNTRY), *TABLES],
    ids=lambda value: value[:40] if isinstance(value, str) else None,
)
def test_a_mistake_is_named_where_it_stands(
    folder: Path, file: str, old: str, new: str, field: str, words: str
) -> None:
    if file.startswith("services/"):
        (folder / BILL).unlink()
        shutil.copy(SECOND.folder / file, folder / file)
    line = change(folder / file, old, new) + LOWER.get(field, 0)
    found = faults(folder)
    named = [one for one in found if words in one.why]
    assert [(one.file, one.field) for one in named] == [(file, field)], found
    if words != "is missing":  # which is told where the table begins it is missing in
        assert named[0].line == line, found
    assert 0 < named[0].line <= line and len(found) <= 4, found
    "".join(map(str, found)).encode()  # as a terminal prints it


@pytest.mark.parametrize(("field", "old", "new", "words"), PLAYED)
def test_what_is_played_is_of_the_pack(folder: Path, field: str, old: str, new: str, words: str) -> None:
    shutil.copytree(SECOND.folder, folder, dirs_exist_ok=True)
    line = change(folder / "story.toml", old, new)
    assert [(one.file, one.line, one.field, one.why) for one in faults(folder)] == [
        ("story.toml", line, field, words)
    ]


def test_lists_that_are_empty_or_in_disorder_are_named(folder: Path) -> None:
    def told(part: Callable[[Any], object]) -> list[tuple[str, str]]:
        service = json.loads((SECOND.folder / SUPPORT).read_text(encoding="utf-8"))
        part(service)
        text = json.dumps(service, ensure_ascii=False, indent=1)
        (folder / SUPPORT).write_text(text, encoding="utf-8")
        found = faults(folder)
        lines = text.split("\n")
        assert all(one.field.rpartition(".")[2].partition("[")[0] in lines[one.line - 1] for one in found), (
            found
        )
        return [(one.field, one.why) for one in found]

    def fee(service: Any) -> Any:
        return service["fees"]["operator"]["tariffs"]

    assert told(lambda one: one.update(steps=[])) == [("steps", "are empty, and an office decides")]
    assert told(lambda one: fee(one)[0].update(cases=[])) == [("fees.operator.tariffs[0].cases", "is empty")]
    assert told(lambda one: fee(one).clear()) == [("fees.operator.tariffs", "is empty")]
    assert told(lambda one: fee(one)[0]["cases"][0].update(when="false")) == [
        ("fees.operator.tariffs[0].cases", "no case holds for anybody")
    ]
    assert told(lambda one: fee(one)[0]["cases"][0].update(when="answers.sex == 'male'")) == [
        ("fees.operator.tariffs[0].cases", "no case holds with sex = 'female'")
    ]
    assert told(lambda one: fee(one)[0].update(areas=["SA1"])) == [
        ("fees.operator.tariffs", "a fee holds nowhere but in some areas")
    ]
    assert told(lambda one: fee(one).append(fee(one)[0] | {"valid_from": "2019-01-01"})) == [
        ("fees.operator.tariffs[1].valid_from", "2019-01-01 is not after 2020-01-01, the tariff before it")
    ]
    assert told(lambda one: one["sections"][0]["fields"][1].update(choices=[]))[0] == (
        "sections[0].fields[1].choices",
        "are empty",
    )
    assert told(lambda one: one["steps"].reverse()) == [
        ("steps[1].office_level", "the office that decides is not that of the last step")
    ]
    assert told(lambda one: one["certificate"].update(fields=[])) == [
        ("certificate.fields", "an office decides, and nothing is granted")
    ]


@pytest.mark.parametrize(
    "file", ["pack.toml", "script.toml", "number_words.toml", "areas.csv", "holidays.csv", "names.csv", BILL]
)
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\n\xff\xfe", "is not written in UTF-8"),
        (b"\xef\xbb\xbf{}", "mark of bytes"),
        (b"\n[" * 20_000, ""),
        (b"\0", ""),
        (b"", ""),
        (b"null", ""),
        (b"a,b\n" + b"x" * 200_000, ""),
    ],
    ids=["latin", "mark", "deep", "nul", "empty", "null", "long"],
)
def test_no_bytes_break_it(folder: Path, file: str, content: bytes, words: str) -> None:
    (folder / file).write_bytes(content)
    assert file in [one.file for one in faults(folder) if words in one.why]


def test_a_table_of_areas_that_lists_none_is_told(folder: Path) -> None:
    head = (folder / "areas.csv").read_text(encoding="utf-8").partition("\n")[0]
    (folder / "areas.csv").write_text(f"{head}\n", encoding="utf-8")
    assert [str(one) for one in faults(folder)] == ["areas.csv:1: lists no area"]


def test_all_faults_are_told_in_one_run(folder: Path) -> None:
    shutil.copytree(SECOND.folder, folder, dirs_exist_ok=True)
    places = [
        (file, change(folder / file, old, new))
        for file, old, new in (
            ("pack.toml", '"Pacific/Chatham"', '"Pacific/Chattam"'),
            ("pack.toml", "minor_digits = 3", "minor_digits = -2"),
            ("script.toml", "silent = [", "silent = 5 #"),
            ("areas.csv", "حارة السوق,,", "حارة السوق,abc,5"),
            (SUPPORT, '"minor": 500', '"minor": -500'),
            (SUPPORT, '"max_length": 60', '"max_length": 0'),
            (BILL, '"sector": "', '"sector": "x'),
        )
    ]
    assert {*places} <= {(one.file, one.line) for one in faults(folder)}


def test_a_pack_that_cannot_be_read_stops_a_node_with_a_sentence(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(folder / "pack.toml", '"sunday"', '"sonday"')
    with pytest.raises(settings.Misconfigured, match=r"`dorgora pack check .*` says why"):
        settings._pack(folder)
