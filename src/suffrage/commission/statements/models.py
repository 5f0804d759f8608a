"""A station's statement for one contest, and what people entered from the paper."""

from typing import Any

from django.conf import settings
from django.db import models

from suffrage.commission.setup.models import Contest, Option, Station
from suffrage.commission.statements.states import State
from suffrage.model.statements import FIGURES
from suffrage.model.tables import LARGEST_COUNT


def _count() -> "models.PositiveIntegerField[Any, Any]":
    return models.PositiveIntegerField(null=True, blank=True)


class Figures(models.Model):
    """The figures of a form; None where it does not have one."""

    registered = _count()
    voters = _count()
    ballots = _count()
    blank = _count()
    null = _count()
    valid = _count()

    class Meta:
        abstract = True

    @property
    def figures(self) -> dict[str, int | None]:
        """The figures by name."""
        return {name: getattr(self, name) for name in FIGURES}


class Statement(models.Model):
    """One station's statement for one contest, wherever it stands (`suffrage.commission.statements.states`).

    `version`: 1, and one more for each correction · `attempt`: counts the times that entry began anew, so that entries of another
    attempt are void · `serial`: the paper's serial number · `holder`: who is entering it now.
    """

    station = models.ForeignKey(Station, on_delete=models.PROTECT, related_name="statements")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="statements")
    state = models.CharField(
        max_length=12, choices=[(state.value, state.value) for state in State], default=State.AWAITED.value
    )
    version = models.PositiveSmallIntegerField(default=1)
    attempt = models.PositiveSmallIntegerField(default=1)
    serial = models.CharField(max_length=64, blank=True)
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="holds")
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["station", "contest"], name="statement_once"),
            models.UniqueConstraint(fields=["contest", "serial"], condition=~models.Q(serial=""), name="serial_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=[state.value for state in State]), name="statement_state_known"
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["first", "second"], holder__isnull=False)
                | (~models.Q(state__in=["first", "second"]) & models.Q(holder__isnull=True)),
                name="statement_held_while_entered",
            ),
        ]
        indexes = [models.Index(fields=["contest", "state"], name="statement_state")]


class Entry(Figures):
    """What one person read on the paper. `number`: 1 and 2, the two entries; 3, what a supervisor settled; 4, a verifier's release,
    which has no figures of its own.

    One person, one entry in an attempt, whatever its number: so nobody enters twice, and nobody settles an own entry. `draft`: the
    fields as typed, until `finished`; after that the row never changes. `confirmed`: the warnings that the person looked at.
    """

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="entries")
    version = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="entries")
    by_machine = models.BooleanField(default=False)
    draft = models.JSONField(default=dict)
    confirmed = models.JSONField(default=list)
    reason = models.TextField(blank=True)
    begun = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["statement", "version", "attempt", "number"], name="entry_number_once"),
            models.UniqueConstraint(fields=["statement", "version", "attempt", "person"], name="entry_person_once"),
            models.CheckConstraint(condition=models.Q(number__in=[1, 2, 3, 4]), name="entry_number_known"),
            models.CheckConstraint(
                condition=models.Q(number__in=[1, 2]) | ~models.Q(reason=""), name="entry_settled_with_reason"
            ),
            models.UniqueConstraint(
                fields=["statement", "version", "attempt"], condition=models.Q(by_machine=True), name="entry_machine_once"
            ),
        ]


class EntryVotes(models.Model):
    """One option's votes in an entry."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="votes")
    option = models.ForeignKey(Option, on_delete=models.PROTECT)
    votes = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["entry", "option"], name="votes_option_once"),
            models.CheckConstraint(condition=models.Q(votes__lte=LARGEST_COUNT), name="votes_are_a_count"),
        ]


class Accepted(Figures):
    """The figures that count, one row for each version that was accepted; the highest version counts. Never changed."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="accepted")
    version = models.PositiveSmallIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "version"], name="accepted_version_once")]


class Correction(models.Model):
    """A proposal to enter an accepted statement anew, and what another person decided on it. `version`: the one to be replaced."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="corrections")
    version = models.PositiveSmallIntegerField()
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="proposals")
    reason = models.TextField()
    proposed = models.DateTimeField(auto_now_add=True)
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="decisions")
    approved = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    decided = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="correction_with_reason"),
            models.CheckConstraint(condition=~models.Q(decider=models.F("proposer")), name="correction_by_two"),
            models.CheckConstraint(
                condition=models.Q(decider=None, approved=None, decided=None)
                | models.Q(decider__isnull=False, approved__isnull=False, decided__isnull=False),
                name="correction_decided_whole",
            ),
            models.UniqueConstraint(fields=["statement"], condition=models.Q(decided=None), name="correction_open_once"),
            models.UniqueConstraint(
                fields=["statement", "version"], condition=models.Q(approved=True), name="correction_approved_once"
            ),
        ]


class Scan(models.Model):
    """A scan or photo of the paper, by the SHA-256 of its bytes."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="scans")
    version = models.PositiveSmallIntegerField()
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["statement", "sha256"], name="scan_once")]
