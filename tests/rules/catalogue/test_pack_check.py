"""A wrong rule of a pack is named by file, line and field; the country's own pack is sound."""

import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dorgora.catalogue.pack_check import faults
from dorgora.config import cli
from dorgora.kernel.json_lines import lines_of
from tests.rules.country import PACK, SECOND

BIRTH, BILL = "services/birth_registration.json", "services/electricity_bill.json"
EARLIER = "services/earlier/birth_registration-1.json"
CITIZENSHIP = "services/citizenship_certificate.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The country's pack, to be spoilt."""
    made = tmp_path / "pack"
    shutil.copytree(PACK.folder, made)
    return made


def spoil(path: Path, old: str, new: str) -> int:
    """Puts one text in the place of the first other; gives the line it stands on."""
    text = path.read_text(encoding="utf-8")
    at = text.index(old)
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
    return text[:at].count("\n") + 1


def test_the_countrys_own_pack_is_sound() -> None:
    assert faults(PACK.folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "field", "why"),
    [
        (BIRTH, '"when": "age_days <= 45"', '"when": "age_days <="', "fees.state.tariffs[0].cases[0].when", "Syntax"),
        (BIRTH, '"when": "true"', '"when": "age_days"', "fees.state.tariffs[0].cases[2].when", "not true or false"),
        (BIRTH, '"minor": 2500', '"minor": "2500"', "fees.state.tariffs[0].cases[1].minor", "no whole number"),
        (BIRTH, '"office_level": "union"', '"office_level": "onion"', "decided_by.office_level", "no tier"),
        (BIRTH, '"en": "Birth registration"', '"en": " "', "names", "says nothing in 'en'"),
        (BIRTH, '"before": "10.11"', '"before": "ten"', "baselines[0].before", "no number"),
        (BIRTH, '"valid_from": "2018-03-08"', '"valid_from": "2018-02-30"', "valid_from", "no day"),
        (BIRTH, '"key": "birth_registration",', '"key": "birth_registration"', "", "delimiter"),
        (BILL, '"minor_of": "amount"', '"minor_of": "mobile"', "fees.state.tariffs[0].cases[0].minor_of", "is no"),
        (CITIZENSHIP, '"20847557"', '"20847558"', "fees.state.tariffs[2].areas[0]", "no area"),
        (CITIZENSHIP, '"number_of": "nid_or_brn"', '"number_of": "nid"', "evidence[0].number_of", "no question nid"),
        (BILL, '"version": 2', '"once": true, "version": 2', "once", "neither open nor granted"),
        (BIRTH, '"version": 3', '"once": true, "version": 3', "once", "tells nobody apart"),
        ("areas.csv", "10092570,union,100925", "10092570,union,100926", "parent", "does not begin"),
        ("areas.csv", "10092570,union", "1009257,union", "code", "no code of a union"),
        ("areas.csv", "10092573,union", "10092570,union", "code", "stands twice"),
        ("areas.csv", "10092570,union", "10092570,onion", "kind", "no tier"),
        ("holidays.csv", "2025-03-26", "2025-02-30", "on", "no day"),
        ("holidays.csv", "2025-03-26", "2025-02-21", "on", "stands twice"),
        ("pack.toml", 'code = "bd"', "code = bd", "", "Invalid value"),
    ],
)  # fmt: skip
def test_a_fault_is_named_by_file_line_and_field(
    folder: Path, file: str, old: str, new: str, field: str, why: str
) -> None:
    line = spoil(folder / file, old, new)
    found = [one for one in faults(folder) if why in one.why]
    # A comma that is missing is missed where the next member begins; words of a language are named where they begin.
    near = (line, line + 1) if not field else (line, line - 1, line - 2)
    assert [(one.file, one.field) for one in found] == [(file, field)], faults(folder)
    assert found[0].line in near


@pytest.mark.parametrize(
    ("old", "new", "field", "why"),
    [
        ('after_vowel = ["র"', 'after_vowel = ["r"', ".after_vowel[0]", "no ending in the country"),
        ('after_vowel = ["র"', 'after_vowel = [\n"র", ""', ".after_vowel[1]", "'' is no ending"),
        ('after_vowel = ["র"', "after_vowel = [7", ".after_vowel[0]", "7 is no text"),
        ('after_vowel = ["র"', 'after_vowel = ["কে"', ".after_vowel[2]", "'কে' stands twice"),
        ("after_vowel = [", "after_vowel.too = [", ".after_vowel", "is no list"),
        ("after_vowel = [", "before = [", ".before", "has no meaning here"),
        ("[endings]", "# no endings\n[[endings]]", "", "is no table"),
    ],
)
def test_endings_that_are_none_are_named(folder: Path, old: str, new: str, field: str, why: str) -> None:
    line = spoil(folder / "script.toml", old, new) + new.count("\n")
    (found,) = (one for one in faults(folder) if why in one.why)
    assert (found.file, found.line, found.field) == ("script.toml", line, f"endings{field}")
    assert why in found.why


def test_a_table_is_named_as_the_pack_names_it(folder: Path) -> None:
    (folder / "holidays.csv").rename(folder / "free.csv")
    spoil(folder / "pack.toml", '"holidays.csv"', '"free.csv"')
    line = spoil(folder / "free.csv", "2025-03-26", "26 March")
    assert [(one.file, one.line, one.field) for one in faults(folder)] == [("free.csv", line, "on")]
    spoil(folder / "free.csv", "on,", "day,")
    assert [(one.file, one.field) for one in faults(folder)] == [("free.csv", "on")]


def test_a_weekday_that_is_none_is_told_without_its_tables(folder: Path) -> None:
    spoil(folder / "pack.toml", '"friday"', '"freeday"')
    assert [one.file for one in faults(folder)] == ["pack.toml"]
    (folder / "holidays.csv").unlink()
    assert [one.file for one in faults(folder)] == ["pack.toml", "holidays.csv"]


def test_all_faults_are_told_at_once(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(folder / BIRTH, '"minor": 2500', '"minor": "2500"')
    line = spoil(folder / "areas.csv", "10092570,union", "10092570,onion")
    assert cli._alone("pack", ["check", str(folder)]) == 1
    said = capsys.readouterr().out
    assert f"{folder}/areas.csv:{line}: kind: 'onion' is no tier of pack.toml" in said
    assert "birth_registration.json:" in said and "2 faults" in said


@pytest.mark.parametrize(
    "missing", ["pack.toml", "areas.csv", "holidays.csv", "script.toml", "number_words.toml", "services"]
)
def test_a_file_that_is_not_there_is_named(folder: Path, missing: str) -> None:
    (folder / missing).rename(folder / "elsewhere")
    assert [one.file for one in faults(folder)] == [missing]


@pytest.mark.parametrize(
    ("old", "new", "file", "field"),
    [
        ('fonts = "fonts"', 'fonts = "services"', "pack.toml", "paper.fonts"),
        ('languages = ["ar", "en"]', 'languages = ["ar"]', "pack.toml", "languages"),
        ('languages = ["ar", "en"]', 'languages = ["ar", "xx"]', "pack.toml", "languages"),
        ('ar = "٠١٢٣٤٥٦٧٨٩"', 'ar = "٠١٢٣٤٥٦٧٨٨"', "pack.toml", "digits.ar"),
        ('right_to_left = ["ar"]', 'right_to_left = ["he"]', "pack.toml", "right_to_left[0]"),
        ('kind = "boat"', 'kind = "A boat"', "pack.toml", "wishes[0].kind"),
        ('kind = "boat"', 'kind = "water"', "pack.toml", "wishes[1].kind"),
        ('ar = "الماء", ', "", "pack.toml", "wishes[1].names"),
        ('sign = { ar = "د.م ", en = "MD " }', 'sign = { en = "MD " }', "pack.toml", "currency.sign"),
        (
            'office_names = { ar = "بلدية {area}",',
            "office_names = {",
            "pack.toml",
            "areas.tiers[1].office_names",
        ),
    ],
)
def test_a_language_lacks_nothing(tmp_path: Path, old: str, new: str, file: str, field: str) -> None:
    shutil.copytree(SECOND.folder, tmp_path / "pack")
    spoil(tmp_path / "pack" / "pack.toml", old, new)
    assert (file, field) in [(one.file, one.field) for one in faults(tmp_path / "pack")]


@pytest.mark.parametrize(
    ("sheet", "why"),
    [
        (
            "body{color:red}@font-face{font-family:DLetters;src:url(400.woff2)}",
            "says something else than @font-face",
        ),
        ("/* none */", "says something else than @font-face"),
        ("@font-face{font-family:Other;src:url(400.woff2)}", "says something else than @font-face"),
        (
            "@font-face{font-family:DLetters;src:url(700.woff2)}",
            "700.woff2, named in letters.css, is no font",
        ),
        ("@font-face{font-family:DLetters;src:url('OFL.txt')}", "OFL.txt, named in letters.css, is no font"),
        (
            "@font-face{font-family:DLetters;src:url(https://x.test/a.woff2)}",
            "https://x.test/a.woff2, named in",
        ),
    ],
)
def test_the_letters_of_pages_are_fonts_beside_them(tmp_path: Path, sheet: str, why: str) -> None:
    shutil.copytree(SECOND.folder, tmp_path / "pack")
    (tmp_path / "pack" / "letters" / "letters.css").write_text(sheet, encoding="utf-8")
    found = [(one.file, one.field) for one in faults(tmp_path / "pack") if why in one.why]
    assert found == [("pack.toml", "pages.letters")]


def test_a_pack_may_bring_no_letters_for_pages(tmp_path: Path) -> None:
    shutil.copytree(SECOND.folder, tmp_path / "pack")
    spoil(tmp_path / "pack" / "pack.toml", 'letters = "letters"', "")
    assert list(faults(tmp_path / "pack")) == []


def test_a_pack_without_a_service_is_none(folder: Path) -> None:
    for path in (folder / "services").glob("*.json"):
        path.unlink()
    assert [(one.file, one.why) for one in faults(folder)] == [("services", "no service is there")]


def test_two_files_of_one_version_contradict(folder: Path) -> None:
    shutil.copy(folder / BIRTH, folder / "services" / "other.json")
    assert [(one.file, one.field) for one in faults(folder)] == [("services/other.json", "version")]


def test_a_service_changes_under_a_new_number_alone(folder: Path) -> None:
    """A hub that published the old words refuses the new ones; so does who checks the pack, before anybody loads it."""
    spoil(folder / BIRTH, '"minor": 2500', '"minor": 2600')
    (found,) = faults(folder)
    assert (found.file, found.line, found.field) == (BIRTH, 3, "version") and "raise the number" in found.why
    told = json.loads((folder / BIRTH).read_text(encoding="utf-8"))
    raised = told["version"] + 1
    spoil(folder / BIRTH, f'"version": {told["version"]}', f'"version": {raised}')
    (found,) = faults(folder)
    line = found.why.removeprefix("lacks a line: ")
    assert found.file == "published.csv" and line.startswith(f"birth_registration,{raised},")
    published = folder / "published.csv"
    with published.open("a", encoding="utf-8") as lines:
        lines.write(f"{line}\n")
    assert faults(folder) == []
    with published.open("a", encoding="utf-8") as lines:
        lines.write(f"birth_registration,{raised},{'0' * 64}\n")
    assert [(one.file, one.why) for one in faults(folder)] == [
        ("published.csv", f"birth_registration {raised} stands twice")
    ]


@pytest.mark.parametrize(
    ("old", "new", "field", "why"),
    [
        ('"key": "birth_registration",', "broken", "", "double quotes"),
        ('"version": 1', '"version": 3', "version", "is no earlier than"),
        ('"version": 1', '"version": "1"', "version", "no whole number"),
        ('"en": "In words"', '"en": ""', "certificate.fields[2].labels", "says nothing in 'en'"),
        ('"shown_as": "date"', '"shown_as": "day"', "certificate.fields[1].shown_as", "none of: "),
    ],
)
def test_what_is_kept_of_earlier_versions_is_judged(
    folder: Path, old: str, new: str, field: str, why: str
) -> None:
    """`dorgora verify` names the lines of older papers by it."""
    line = spoil(folder / EARLIER, old, new)
    found = faults(folder)
    assert [(one.file, one.field) for one in found[:1]] == [(EARLIER, field)] and why in found[0].why
    assert abs(found[0].line - line) <= 2


def test_of_a_service_offered_no_more_its_lines_stay(folder: Path) -> None:
    (folder / CITIZENSHIP).unlink()
    assert [one.field for one in faults(folder)] == ["own.service"]  # the story would still play it


def test_the_list_has_the_digest_of_what_a_hub_publishes() -> None:
    """Written otherwise it is the same; reckoned here by hand."""
    rows = [line.split(",") for line in (PACK.folder / "published.csv").read_text().split()[1:]]
    services = {one["key"]: one for one in map(json.loads, PACK.services())}
    assert {key for key, _version, _digest in rows} == {*services}
    for key, version, digest in rows:
        if int(version) == services[key]["version"]:
            plain = json.dumps(services[key], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            assert hashlib.sha256(plain.encode()).hexdigest() == digest


def test_a_pack_that_is_not_published_yet_needs_no_list(folder: Path) -> None:
    spoil(folder / "pack.toml", 'published = "published.csv"\n', "")
    spoil(folder / BIRTH, '"minor": 2500', '"minor": 2600')
    assert faults(folder) == []


@pytest.mark.parametrize(
    "break_it",
    [
        lambda path: path.write_bytes(b"\xff\xfe"),
        lambda path: path.write_text("[" * 100_000),
        lambda path: path.write_text("{}"),
        lambda path: path.write_text("7"),
        lambda path: path.write_text(""),
    ],
)
def test_what_is_no_service_is_told_and_breaks_nothing(
    folder: Path, break_it: Callable[[Path], object]
) -> None:
    break_it(folder / BILL)
    assert {one.file for one in faults(folder)} == {BILL}


def test_the_line_of_every_value_is_where_it_stands() -> None:
    text = '{"a":\n [1,\n  {"b": "x\\n{[",\n "c": []}],\n\n"d": {"e": null}, "f": -1.5e3}'
    assert lines_of(text) == {
        "$": 1, "$.a": 2, "$.a[0]": 2, "$.a[1]": 3, "$.a[1].b": 3, "$.a[1].c": 4, "$.d": 6, "$.d.e": 6, "$.f": 6,
    }  # fmt: skip


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abc", min_size=1, max_size=3), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 1, 4]))
def test_any_json_has_a_line_for_each_of_its_values(value: object, indent: int | None) -> None:
    def count(one: object) -> int:
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        return 1 + sum(map(count, inner))

    text = json.dumps(value, indent=indent)
    lines = lines_of(text)
    assert len(lines) == count(value) and all(0 < line <= text.count("\n") + 1 for line in lines.values())
