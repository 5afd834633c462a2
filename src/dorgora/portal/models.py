"""What the portal keeps for itself."""

from django.db import models


class Attempt(models.Model):
    """LOCAL: codes, numbers and papers asked about that lead nowhere, by address (a keyed digest) and by place."""

    name = models.CharField(max_length=60, primary_key=True)
    since = models.BigIntegerField(db_index=True)
    n = models.IntegerField()
