"""A start migrates what is behind, and does not load Django to learn that nothing is."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader

from dorgora.config import migrating

pytestmark = pytest.mark.database
_TOLD = (
    "import sys; from dorgora.config import migrating; migrating.main(); print('django.db' in sys.modules)"
)
_BEHIND = """
import django; django.setup()
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute("DROP TABLE django_session")
    cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")
"""
_TABLES = "import django; django.setup(); from django.db import connection as c; print(*c.introspection.table_names())"


def _said(program: str, database: dict[str, str]) -> str:
    kept = {name: text for name, text in os.environ.items() if not name.startswith("DORGORA_")}
    environment = {**kept, **database, "DJANGO_SETTINGS_MODULE": "dorgora.config.settings"}
    words = [sys.executable, "-P", "-c", program]
    return subprocess.run(words, env=environment, capture_output=True, text=True, check=True).stdout.strip()


def test_every_migration_that_django_finds_is_looked_for() -> None:
    assert set(migrating.on_disk()) == set(MigrationLoader(None).disk_migrations)


@pytest.mark.slow
def test_tables_are_made_once_and_then_left_alone(hub_database: dict[str, str]) -> None:
    assert _said(_TOLD, hub_database) == "True"
    assert "feed_event" in _said(_TABLES, hub_database).split()
    assert _said(_TOLD, hub_database) == "False"


@pytest.mark.slow
def test_tables_of_an_older_program_are_migrated(hub_database: dict[str, str]) -> None:
    """As after a power cut between two migrations, too: what was not written down as done is done."""
    _said(_TOLD, hub_database)
    _said(_BEHIND, hub_database)
    assert "django_session" not in _said(_TABLES, hub_database).split()
    assert _said(_TOLD, hub_database) == "True"
    assert "django_session" in _said(_TABLES, hub_database).split()


@pytest.mark.slow
def test_a_database_under_another_key_is_not_begun_anew(tmp_path: Path) -> None:
    centre = {"DORGORA_DB_URL": f"sqlite:///{tmp_path}/node.db", "DORGORA_DB_KEY": "11" * 32}
    _said(_TOLD, centre)
    with pytest.raises(subprocess.CalledProcessError) as raised:
        _said(_TOLD, centre | {"DORGORA_DB_KEY": "22" * 32})
    assert "not a database" in raised.value.stderr
