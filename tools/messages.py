"""Bangla for every text shown to people, without GNU gettext: finds texts, keeps .po files, compiles .mo files.

    python tools/messages.py                 all apps under src/dorgora
    python tools/messages.py counter desk    only these
    python tools/messages.py --check         fails on a missing, empty, unsure or broken translation or a stale .mo

New texts are added empty (or with the shell's translation of the same text); texts no longer used are put aside.
"""

import ast
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polib
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
APPS = ROOT / "src" / "dorgora"
LANGUAGE = "bn"
PLURALS = "nplurals=2; plural=(n != 1);"

# How a call names its parts: (context, singular, plural), by position; -1 is "has none".
CALLS = {
    "_": (-1, 0, -1),
    "gettext": (-1, 0, -1),
    "gettext_lazy": (-1, 0, -1),
    "gettext_noop": (-1, 0, -1),
    "ngettext": (-1, 0, 1),
    "ngettext_lazy": (-1, 0, 1),
    "pgettext": (0, 1, -1),
    "pgettext_lazy": (0, 1, -1),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
STRING = r"""u?('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")"""
TEMPLATE_CALL = re.compile(rf"\b(_|n?p?gettext)\({STRING}(?:, ?{STRING})?(?:, ?{STRING})?", re.DOTALL)
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")

ENDING = re.compile(r"(?:%\(\w+\)s|\{\w*\})(?:<[^>]*>)*(?!টি|টা|জন)([\u0980-\u09ff]+)")
"""Bangla that leans on a value: ের after জানুয়ারি is no word. What counts holds after every number."""


@dataclass(frozen=True)
class Text:
    """One text of the source language, as gettext keys it."""

    singular: str
    plural: str = ""
    context: str | None = None

    @property
    def key(self) -> tuple[str | None, str]:
        """What makes it unique in a catalogue."""
        return self.context, self.singular


def _text(name: str, parts: list[str | None]) -> Text | None:
    def part(place: int) -> str | None:
        return parts[place] if 0 <= place < len(parts) else None

    context, singular, plural = CALLS[name]
    found = part(singular)
    return None if not found else Text(found, part(plural) or "", part(context))


def texts_in_python(source: str) -> Iterator[Text]:
    """The texts of every gettext call with literal arguments."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name in CALLS:
            literals = [
                a.value if isinstance(a, ast.Constant) and isinstance(a.value, str) else None
                for a in node.args
            ]
            text = _text(name, literals)
            if text:
                yield text


def texts_in_template(source: str, origin: str) -> Iterator[Text]:
    """The texts of translate, blocktranslate and _() in a template."""
    for call in TEMPLATE_CALL.finditer(templatize(source, origin=origin)):
        text = _text(call[1], [ast.literal_eval(part) if part else None for part in call.groups()[1:]])
        if text:
            yield text


def texts_of(app: Path) -> dict[Text, list[str]]:
    """Every text of an app with the files it stands in."""
    found: dict[Text, list[str]] = {}
    for path in sorted(app.rglob("*")):
        if "migrations" in path.parts or path.suffix not in {".py", ".html", ".txt"}:
            continue
        if path.suffix != ".py" and "templates" not in path.parts:
            continue
        source, name = path.read_text(), str(path.relative_to(ROOT))
        texts = texts_in_python(source) if path.suffix == ".py" else texts_in_template(source, name)
        for text in texts:
            places = found.setdefault(text, [])
            if name not in places:
                places.append(name)
    return found


def catalogue_path(app: Path) -> Path:
    """Where an app keeps its Bangla."""
    return app / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"


def read_catalogue(path: Path) -> polib.POFile:
    """The catalogue as it is, or a new one."""
    catalogue = polib.pofile(str(path), wrapwidth=110) if path.exists() else polib.POFile(wrapwidth=110)
    catalogue.metadata = {
        "Project-Id-Version": "Dorgora",
        "Language": LANGUAGE,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS,
    }
    return catalogue


def key_of(entry: polib.POEntry) -> tuple[str | None, str]:
    """What makes an entry unique in its catalogue."""
    return entry.msgctxt, entry.msgid


def _entry(text: Text, places: list[str], known: polib.POEntry | None) -> polib.POEntry:
    entry = polib.POEntry(msgctxt=text.context, msgid=text.singular, msgid_plural=text.plural)
    if known is not None:
        entry.msgstr, entry.tcomment, entry.flags = known.msgstr, known.tcomment, list(known.flags)
        entry.msgstr_plural = dict(known.msgstr_plural)
    if text.plural:
        entry.msgstr = ""
        entry.msgstr_plural = entry.msgstr_plural or {0: "", 1: ""}
    entry.occurrences = [(place, "") for place in places]
    return entry


def update(app: Path, shared: dict[tuple[str | None, str], polib.POEntry]) -> int:
    """Brings the catalogue of an app up to date and compiles it; answers how many texts still have no Bangla."""
    texts, path = texts_of(app), catalogue_path(app)
    if not texts and not path.exists():
        return 0
    catalogue = read_catalogue(path)
    known = {key_of(entry): entry for entry in catalogue}
    fresh = [
        _entry(text, places, known.get(text.key) or shared.get(text.key))
        for text, places in sorted(texts.items(), key=lambda pair: (pair[1], pair[0].singular))
    ]
    current = {key_of(entry) for entry in fresh}
    put_aside = [entry for key, entry in known.items() if key not in current and entry.translated()]
    for entry in put_aside:
        entry.obsolete, entry.occurrences = True, []
    catalogue[:] = fresh + put_aside
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(str(catalogue) + "\n")
    path.with_suffix(".mo").write_bytes(catalogue.to_binary())
    return sum(not entry.translated() for entry in fresh)


def _placeholders(text: str) -> set[str]:
    return {name for pair in PLACEHOLDER.findall(text) for name in pair if name}


def faults_of_entry(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one translation."""
    bangla = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "unsure (fuzzy)"
    if not all(bangla):
        yield "no Bangla"
        return
    wanted = _placeholders(entry.msgid) | _placeholders(entry.msgid_plural)
    if any(_placeholders(text) - wanted for text in bangla):
        yield "names a value that is not given"
    if any(wanted - _placeholders(text) for text in bangla) and not entry.msgid_plural:
        yield "leaves out a value"
    for ending in sorted({found for text in bangla for found in ENDING.findall(text)}):
        yield f"an ending that holds after some words only, {ending!r}, on a value"


def faults_of(app: Path) -> Iterator[str]:
    """What is missing or stale in an app's Bangla."""
    texts, path = texts_of(app), catalogue_path(app)
    if not texts and not path.exists():
        return
    catalogue = read_catalogue(path)
    entries = {key_of(entry): entry for entry in catalogue if not entry.obsolete}
    for text, places in texts.items():
        entry = entries.get(text.key)
        if entry is None or bool(text.plural) != bool(entry.msgid_plural):
            yield f"{places[0]}: not in the catalogue: {text.singular!r}"
            continue
        for fault in faults_of_entry(entry):
            yield f"{path.relative_to(ROOT)}: {fault}: {text.singular!r}"
    compiled = path.with_suffix(".mo")
    if path.exists() and (not compiled.exists() or compiled.read_bytes() != catalogue.to_binary()):
        yield f"{compiled.relative_to(ROOT)}: stale"


def main(words: list[str]) -> int:
    """Update or check; the exit code for the shell."""
    names = [word for word in words if not word.startswith("--")]
    apps = [app for app in sorted(APPS.iterdir()) if app.is_dir() and (not names or app.name in names)]
    if "--check" in words:
        faults = [fault for app in apps for fault in faults_of(app)]
        print("\n".join(faults) or "every text has its Bangla")
        return 1 if faults else 0
    shell = catalogue_path(APPS / "shell")
    shared = {key_of(e): e for e in read_catalogue(shell) if e.translated()} if shell.exists() else {}
    for app in apps:
        n_missing = update(app, shared)
        if n_missing:
            print(f"{app.name}: {n_missing} texts have no Bangla yet")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
