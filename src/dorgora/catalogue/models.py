"""Tables of the catalogue."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


class Service(ToldRow):
    """PROJECTION: one version of a service, whole; digest: SHA-256 of the content, in hex."""

    id = IdField(primary_key=True)
    service = models.CharField(max_length=60)
    version = models.IntegerField()
    digest = models.CharField(max_length=64)
    content = models.BinaryField()
    published_at = models.BigIntegerField()

    class Meta:
        # Whole, as the newest of each is asked for with every list, and a row is some pages long.
        indexes = [
            models.Index(fields=["service", "-version", "id", "digest"], name="catalogue_service_newest")
        ]
