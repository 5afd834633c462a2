"""What the program says of itself, read from the program: kinds of events, transition tables, settings, addresses."""

import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import dorgora

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "dorgora"

_SETTING = re.compile(r"[\"'](DORGORA_[A-Z][A-Z_]*[A-Z])[\"']")


def modules(file: str) -> list[ModuleType]:
    """Every `dorgora.X.<file>` there is, in alphabetical order."""
    found = []
    for package in sorted(pkgutil.iter_modules(dorgora.__path__), key=lambda one: one.name):
        if package.ispkg and (SOURCE / package.name / f"{file}.py").exists():
            found.append(importlib.import_module(f"dorgora.{package.name}.{file}"))
    return found


def kinds() -> list[Any]:
    """Every kind of event, from the KINDS of every events.py, in order of module and listing."""
    return [kind for module in modules("events") for kind in module.KINDS]


def transition_tables() -> dict[str, list[Any]]:
    """Module name to the rows of the TRANSITIONS in its rules.py."""
    tables = {
        module.__name__.split(".")[1]: getattr(module, "TRANSITIONS", None) for module in modules("rules")
    }
    return {name: list(rows) for name, rows in tables.items() if rows}


def settings() -> set[str]:
    """Every environment variable of ours that the source names."""
    return {name for path in SOURCE.rglob("*.py") for name in _SETTING.findall(path.read_text())}


def urls_of(role: str) -> ModuleType:
    """The addresses a node of this role answers, as a module of their own."""
    from django.test import override_settings

    from dorgora.config.roles import ROLES

    name = f"dorgora.config.urls_{role}"
    spec = spec_from_file_location(name, SOURCE / "config" / "urls.py")
    assert spec and spec.loader
    module = sys.modules[name] = module_from_spec(spec)
    with override_settings(ROLE=role, DORGORA_ROLE=ROLES[role]):
        spec.loader.exec_module(module)
    return module


def patterns(url_module: ModuleType) -> Iterator[tuple[str, str, Any]]:
    """Route, full name and view of every address in a URL module, includes followed."""
    yield from _walk(url_module.urlpatterns, "", ())


def _walk(entries: list[Any], route: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, str, Any]]:
    for entry in entries:
        here = f"{route}{entry.pattern}"
        if hasattr(entry, "url_patterns"):
            inner = (*spaces, entry.namespace) if entry.namespace else spaces
            yield from _walk(entry.url_patterns, here, inner)
        else:
            yield here, ":".join((*spaces, entry.name or "")), entry.callback
