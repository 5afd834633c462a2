"""Tables of measuring."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


class Measure(ToldRow):
    """PROJECTION: what one file took; each figure apart, None where it was not measured.

    as_suggested: the answers, between commas, that only stood in the page and were let stand.
    """

    id = IdField(primary_key=True)
    service = models.CharField(max_length=60)
    centre = models.CharField(max_length=60)
    office = models.CharField(max_length=60)
    area = models.CharField(max_length=20)
    month = models.CharField(max_length=7)
    elapsed_seconds = models.BigIntegerField(null=True)
    own_minutes = models.BigIntegerField(null=True)
    own_cost_minor = models.BigIntegerField(null=True)
    official_minor = models.BigIntegerField(null=True)
    n_visits = models.BigIntegerField(null=True)
    is_confirmed = models.BooleanField()
    as_suggested = models.CharField(max_length=60)

    class Meta:
        indexes = [
            models.Index(fields=["service", "area", "id"], name="tcv_measure_by_area"),
            models.Index(
                fields=["service", "id"],
                name="tcv_measure_undated",
                condition=models.Q(elapsed_seconds__isnull=True),
            ),
        ]
