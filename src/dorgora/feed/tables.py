"""What every projection table has: who it is about and which version of the fold told it."""

from typing import Any

from django.db import models


class IdField(models.BigIntegerField):  # type: ignore[type-arg]
    """A 64-bit id that is SQLite's own row number there, and a plain bigint elsewhere."""

    def db_type(self, connection: Any) -> str | None:
        """`integer` on SQLite makes the key the row number itself."""
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class BytewiseField(models.CharField):  # type: ignore[type-arg]
    """Text compared byte by byte on either database, so that all that begins alike lies together in its index."""

    def db_parameters(self, connection: Any) -> Any:
        """PostgreSQL would compare by the language of its cluster; SQLite never does."""
        told = super().db_parameters(connection)
        return {**told, "collation": "C"} if connection.vendor == "postgresql" else told


class ToldRow(models.Model):
    """A row that a fold told; written by the feed's engine only."""

    subject_id = models.BigIntegerField(db_index=True)
    told_version = models.SmallIntegerField()

    class Meta:
        abstract = True
