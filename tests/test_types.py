"""Types are checked strictly wherever the house says so: a pattern that fits no file is silent."""

import sys

from mypy.config_parser import parse_config_file
from mypy.options import Options

from tools.registry import ROOT

STRICT_FOLDERS, STRICT_FILES = {"kernel", "feed"}, {"events", "rules", "actions", "queries"}


def test_story_and_core_are_typed_strictly() -> None:
    options, source = Options(), ROOT / "src"
    parse_config_file(options, lambda: None, str(ROOT / "pyproject.toml"), sys.stdout, sys.stderr)
    modules = {
        ".".join(path.relative_to(source).with_suffix("").parts).removesuffix(".__init__")
        for path in (source / "dorgora").rglob("*.py")
        if "migrations" not in path.parts
    }
    strict = {
        name
        for name in modules
        if (parts := name.split("."))[1:2] and (parts[1] in STRICT_FOLDERS or STRICT_FILES & set(parts[2:3]))
    }
    assert len(strict) > 150
    loose = {name for name in strict if not options.clone_for_module(name).disallow_any_generics}
    assert loose == set()
