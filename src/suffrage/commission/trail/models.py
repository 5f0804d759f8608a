"""The trail's rows."""

from django.conf import settings
from django.db import models


class Act(models.Model):
    """One act. `data`: canonical JSON of what was done · `digest`: SHA-256 of the act with the digest of the one before it.

    The database refuses to change or delete a row (`suffrage.commission.trail.guards`).
    """

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="acts")
    kind = models.CharField(max_length=40)
    election = models.ForeignKey("setup.Election", null=True, on_delete=models.PROTECT, related_name="acts")
    statement = models.ForeignKey("statements.Statement", null=True, on_delete=models.PROTECT, related_name="acts")
    area = models.ForeignKey("setup.Area", null=True, on_delete=models.PROTECT, related_name="acts")
    data = models.TextField()
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["number"]
        indexes = [models.Index(fields=["statement", "number"], name="act_statement")]


class Tip(models.Model):
    """The end of the chain: one row, locked by whoever appends, so that acts stand one after the other."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    digest = models.CharField(max_length=64, default="0" * 64)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_tip")]
