"""The tool that keeps the Bangla complete finds every text and every way a translation can be wrong."""

from pathlib import Path

import polib
import pytest

from tools import messages

PYTHON = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
_("Paid")
ngettext("%(n)s file", "%(n)s files", 2)
pgettext_lazy("month", "May")
_(not_a_literal)
"""
TEMPLATE = """{% load i18n %}{% translate "Back" %}{% translate "100%" as share %}{{ x|default:_("none") }}
{% blocktranslate with name=x %}Hello {{ name }}{% endblocktranslate %}
{% blocktranslate count n=k %}{{ n }} day{% plural %}{{ n }} days{% endblocktranslate %}
{% translate "May" context "month" %}"""


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(messages, "ROOT", tmp_path)
    folder = tmp_path / "counter"
    (folder / "templates" / "counter").mkdir(parents=True)
    (folder / "views.py").write_text(
        'from django.utils.translation import gettext as _\n_("Paid %(money)s")\n'
    )
    return folder


def _answer(app: Path, **change: object) -> list[str]:
    path = messages.catalogue_path(app)
    catalogue = polib.pofile(str(path))
    for name, value in change.items():
        setattr(catalogue[0], name, value)
    catalogue.save(str(path))
    path.with_suffix(".mo").write_bytes(messages.read_catalogue(path).to_binary())
    return list(messages.faults_of(app))


def test_texts_are_found_in_code_and_templates() -> None:
    assert set(messages.texts_in_python(PYTHON)) == {
        messages.Text("Paid"),
        messages.Text("%(n)s file", "%(n)s files"),
        messages.Text("May", context="month"),
    }
    assert set(messages.texts_in_template(TEMPLATE, "x.html")) == {
        messages.Text("Back"),
        messages.Text("100%%"),
        messages.Text("none"),
        messages.Text("Hello %(name)s"),
        messages.Text("%(n)s day", "%(n)s days"),
        messages.Text("May", context="month"),
    }


def test_a_new_text_is_a_fault_until_it_has_its_bangla(app: Path) -> None:
    assert "not in the catalogue" in next(messages.faults_of(app))
    assert messages.update(app, {}) == 1
    assert "no Bangla" in next(messages.faults_of(app))
    assert _answer(app, msgstr="%(money)s পেলাম") == []


def test_an_unsure_translation_is_a_fault(app: Path) -> None:
    messages.update(app, {})
    assert "unsure" in _answer(app, msgstr="%(money)s পেলাম", flags=["fuzzy"])[0]


@pytest.mark.parametrize("bangla", ["পেলাম", "%(taka)s পেলাম"])
def test_a_translation_must_name_the_same_values(app: Path, bangla: str) -> None:
    messages.update(app, {})
    assert _answer(app, msgstr=bangla)


@pytest.mark.parametrize(("bangla", "is_wrong"), [("%(money)sের মধ্যে", True), ("<b>%(money)s</b>ে", True),
    ("%(money)sটি", False), ("%(money)s তারিখের মধ্যে", False)])  # fmt: skip
def test_no_ending_leans_on_a_value(app: Path, bangla: str, is_wrong: bool) -> None:
    """After January or a name that ends in a vowel it is another one."""
    messages.update(app, {})
    assert any("ending" in fault for fault in _answer(app, msgstr=bangla)) is is_wrong


def test_a_stale_compiled_file_is_a_fault(app: Path) -> None:
    messages.update(app, {})
    _answer(app, msgstr="%(money)s পেলাম")
    messages.catalogue_path(app).with_suffix(".mo").write_bytes(b"old")
    assert "stale" in next(messages.faults_of(app))


def test_what_was_translated_is_kept_and_what_is_unused_put_aside(app: Path) -> None:
    messages.update(app, {})
    _answer(app, msgstr="%(money)s পেলাম")
    messages.update(app, {})
    assert list(messages.faults_of(app)) == []
    (app / "views.py").write_text("")
    messages.update(app, {})
    catalogue = polib.pofile(str(messages.catalogue_path(app)))
    assert [(entry.obsolete, entry.msgstr) for entry in catalogue] == [(True, "%(money)s পেলাম")]


def test_the_shell_has_all_its_bangla() -> None:
    assert list(messages.faults_of(messages.APPS / "shell")) == []
