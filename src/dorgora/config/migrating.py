"""Brings the tables to their newest form, before anything else of this node opens its database.

Most starts find them so. To load Django only to hear that costs a third of a start, and power is short where this
runs: which migrations were done is asked by the database's own driver, and only what is missing calls Django.
"""

from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from dorgora.config import settings


def main() -> None:
    """Migrates, if there is anything to migrate."""
    if not is_newest():
        _migrate()


def is_newest() -> bool:
    """Whether every migration that lies on the disk was done; one that began and did not end was not."""
    done = _done()
    return bool(done) and done.issuperset(on_disk())


def on_disk() -> Iterator[tuple[str, str]]:
    """Every migration of this program and of what it stands on: label and name, as Django writes them down."""
    for app in settings.INSTALLED_APPS:
        spec = find_spec(app)
        for folder in (spec and spec.submodule_search_locations) or ():
            for path in Path(folder, "migrations").glob("[!_~]*.py"):
                yield app.rpartition(".")[2], path.stem


def _done() -> set[tuple[str, str]]:
    """What the database says was done: nothing, when it has no such table or does not open."""
    database = settings.DATABASES["default"]
    asked = "SELECT app, name FROM django_migrations"
    if database["ENGINE"] == "dorgora.config.sqlcipher":
        return _done_at_centre(database, asked)
    return _done_on_server(database, asked)


def _done_at_centre(database: dict[str, Any], asked: str) -> set[tuple[str, str]]:
    from sqlcipher3 import dbapi2

    options = database["OPTIONS"]
    try:
        with closing(dbapi2.connect(database["NAME"], timeout=options["timeout"])) as connection:
            connection.execute(f"PRAGMA key = \"x'{options['raw_key']}'\"")
            return set(connection.execute(asked))
    except dbapi2.Error:
        return set()  # Django's own migrate says what is wrong with it, or makes the first tables


def _done_on_server(database: dict[str, Any], asked: str) -> set[tuple[str, str]]:
    import psycopg

    names = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    words = {word: database[name] for word, name in names.items() if database[name]}
    try:
        with psycopg.connect(**words) as connection:
            return set(connection.execute(asked))
    except psycopg.Error:
        return set()


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", skip_checks=True, verbosity=0)


if __name__ == "__main__":
    main()
