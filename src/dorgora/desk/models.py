"""What the desk keeps for itself."""

from django.db import models


class ErasureRequest(models.Model):
    """LOCAL: an officer of the hub asked that a citizen be erased; a second one confirms, or it is withdrawn."""

    id = models.BigAutoField(primary_key=True)
    citizen_id = models.BigIntegerField()
    law = models.CharField(max_length=200)
    keeps = models.CharField(max_length=200)
    asked_by = models.BigIntegerField()
    asked_at = models.BigIntegerField()
    state = models.CharField(max_length=10)
    settled_by = models.BigIntegerField(null=True)
    settled_at = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["citizen_id"], condition=models.Q(state="asked"), name="desk_erasure_asked_once"
            )
        ]
        indexes = [models.Index(fields=["state", "id"], name="desk_erasure_by_state")]
