"""The tally: sums that follow the trail. All of it can be made anew from the trail at any time."""

from django.db import models

from suffrage.commission.setup.models import Area, Election
from suffrage.commission.statements.models import Statement


class Tally(models.Model):
    """How far an election's tally has followed the trail: up to the act `number`, which was looked for at the moment `at`.

    `changed`: the last act that changed something here, done at the moment `changed_at` (before the first: when the tally was begun).
    """

    election = models.OneToOneField(Election, on_delete=models.CASCADE, primary_key=True, related_name="tally")
    number = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField()
    changed = models.PositiveBigIntegerField(default=0)
    changed_at = models.DateTimeField()
    statements = models.PositiveIntegerField(default=0)


class AreaTally(models.Model):
    """What is known of an area and all below it (`suffrage.commission.watching.sums.Known`, as JSON)."""

    area = models.OneToOneField(Area, on_delete=models.CASCADE, primary_key=True, related_name="tally")
    known = models.TextField()


class HourTally(models.Model):
    """Act → how often it was done, in an area and all below it, in the hour that begins at `hour`; as JSON."""

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="hours")
    hour = models.DateTimeField()
    steps = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["area", "hour"], name="hour_tally_once")]


class Mark(models.Model):
    """Where the tally has a statement: its state, the version that counts in the sums (0: none), and what the checks found in it."""

    statement = models.OneToOneField(Statement, on_delete=models.CASCADE, primary_key=True, related_name="mark")
    state = models.CharField(max_length=12)
    counted = models.PositiveSmallIntegerField(default=0)
    findings = models.TextField(default="[]")


class Found(models.Model):
    """A check that found something in a statement as it was last entered."""

    statement = models.ForeignKey(Statement, on_delete=models.CASCADE, related_name="found")
    code = models.CharField(max_length=40)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code", "statement"], name="found_once")]


class EarlierArea(models.Model):
    """An area's figures in the election before, under `title`; `code`: the area's."""

    election = models.ForeignKey(Election, on_delete=models.CASCADE, related_name="earlier")
    title = models.CharField(max_length=300)
    code = models.CharField(max_length=64)
    registered = models.PositiveBigIntegerField(null=True)
    voters = models.PositiveBigIntegerField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "code"], name="earlier_area_once")]
