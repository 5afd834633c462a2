"""Tables of certificates."""

from typing import TypeAlias

from django.db import models

from dorgora.feed.tables import IdField, ToldRow

Certificates: TypeAlias = "models.QuerySet[Certificate]"


class IssuingKey(ToldRow):
    """PROJECTION: the public half of an office's key of one year."""

    id = IdField(primary_key=True)
    kid = models.BinaryField()
    place = models.CharField(max_length=60)
    year = models.IntegerField()
    public_key = models.BinaryField()
    made_at = models.BigIntegerField()

    class Meta:
        db_table = "certificates_issuing_key"
        indexes = [
            models.Index(fields=["place", "year"], name="certificates_key_of_office"),
            models.Index(fields=["kid"], name="certificates_key_by_kid"),
        ]


class Certificate(ToldRow):
    """PROJECTION: one certificate; its token is sealed under the citizen's key."""

    id = IdField(primary_key=True)
    about_id = models.BigIntegerField(db_index=True)
    office = models.CharField(max_length=60)
    centre = models.CharField(max_length=60)
    service = models.CharField(max_length=60)
    list_name = models.CharField(max_length=60)
    list_index = models.IntegerField()
    cause_id = models.BigIntegerField()
    key_id = models.BigIntegerField()
    issued_at = models.BigIntegerField()
    revoked_at = models.BigIntegerField(null=True)
    revoked_reason = models.CharField(max_length=200)
    citizen_id = models.BigIntegerField()
    token = models.BinaryField(null=True)
    number = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["office", "number"], name="certificates_by_number"),
            models.Index(fields=["list_name", "list_index"], name="certificates_on_list"),
            models.Index(
                fields=["id", "office", "about_id"],
                name="certificates_worded",
                condition=models.Q(token__isnull=False),
            ),
            models.Index(
                fields=["office", "list_name", "list_index"],
                name="certificates_revoked",
                condition=models.Q(revoked_at__isnull=False),
            ),
        ]


class Block(ToldRow):
    """PROJECTION: numbers that one feed may give to certificates of its place."""

    id = IdField(primary_key=True)
    feed = models.BigIntegerField()
    place = models.CharField(max_length=60)
    first = models.BigIntegerField()
    last = models.BigIntegerField()
    reserved_at = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["feed", "first"], name="certificates_block_of_feed"),
            models.Index(fields=["place", "last"], name="certificates_block_of_place"),
        ]


class Refused(ToldRow):
    """PROJECTION: a token that the hub refused, of a copied laptop or with a number that was not its to give."""

    id = IdField(primary_key=True)
    office = models.CharField(max_length=60)
    list_name = models.CharField(max_length=60)
    digest = models.BinaryField()
    event_id = models.BigIntegerField()
    number = models.BigIntegerField()
    reason = models.CharField(max_length=60)
    refused_at = models.BigIntegerField()

    class Meta:
        indexes = [
            models.Index(fields=["list_name", "digest"], name="certificates_refused_on"),
            models.Index(fields=["event_id"], name="certificates_refused_event"),
        ]
