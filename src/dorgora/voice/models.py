"""Tables of what people say."""

from django.db import models

from dorgora.feed.tables import IdField, ToldRow


class Wish(ToldRow):
    """PROJECTION: something a centre was asked for that nobody offers; her own words in a blob only her key opens."""

    id = IdField(primary_key=True)
    centre = models.CharField(max_length=60)
    area = models.CharField(max_length=20)
    kind = models.CharField(max_length=30)
    month = models.CharField(max_length=7)
    asked_on = models.CharField(max_length=10)
    nearest = models.CharField(max_length=60)
    recorded_at = models.BigIntegerField()
    recorded_by_id = models.BigIntegerField()
    citizen_id = models.BigIntegerField()
    withdrawn_at = models.BigIntegerField(null=True)
    n_disputed = models.IntegerField()
    words = models.BinaryField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["kind", "month", "id"], name="voice_wish_of_month"),
            models.Index(fields=["centre", "id"], name="voice_wish_of_centre"),
        ]
