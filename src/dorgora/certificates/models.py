"""Tables of certificates."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


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

    class Meta:
        indexes = [
            models.Index(fields=["list_name", "list_index"], name="certificates_on_list"),
            models.Index(
                fields=["office", "list_name", "list_index"],
                name="certificates_revoked",
                condition=models.Q(revoked_at__isnull=False),
            ),
        ]
