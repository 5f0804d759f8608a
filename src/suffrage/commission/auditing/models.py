"""An audit on the site: its rounds, their tally forms, what people entered from them, and what was taken."""

from django.conf import settings
from django.db import models

from suffrage.audit.methods import BY_STATION
from suffrage.commission.auditing.states import State
from suffrage.commission.setup.models import Contest, Election
from suffrage.commission.statements.models import Statement
from suffrage.commission.trail.models import Act


class Audit(models.Model):
    """An audit. `name`: the beginning of the digest of its log's first line, as its forms bear it · `method`: how it looks, as
    `suffrage.audit.methods` has it · `seed`: the dice.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="audits")
    name = models.CharField(max_length=16)
    method = models.CharField(max_length=20)
    seed = models.CharField(max_length=400)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["election", "name"], name="audit_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def by_paper(self) -> bool:
        """Whether single papers are drawn, and not stations."""
        return self.method not in BY_STATION


class Round(models.Model):
    """A round of one contest, as it was handed out. `after`, `until`: how many were drawn before, and with it · `head`: the
    digest of the log's line by which it was drawn · `options`: [what stands before it on the ballot, code], in the order of the form ·
    `sha256`: of the file by which it was opened here.
    """

    audit = models.ForeignKey(Audit, on_delete=models.PROTECT, related_name="rounds")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="audit_rounds")
    after = models.PositiveIntegerField()
    until = models.PositiveIntegerField()
    head = models.CharField(max_length=64)
    options = models.JSONField()
    sha256 = models.CharField(max_length=64)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audit_rounds")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["audit", "contest", "after"], name="audit_round_once"),
            models.CheckConstraint(condition=models.Q(until__gt=models.F("after")), name="audit_round_draws_more"),
        ]

    @property
    def first(self) -> int:
        """The number of its first draw."""
        return self.after + 1


class Sheet(models.Model):
    """The tally form of a station in a round, wherever it stands. `code`: as it is printed · `draws`: [number, paper or 0] ·
    `place`: of the round's pull list, from 1 · `version`: 1, and one more for each correction · `attempt`: counts the times that
    entry began anew.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="sheets")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="audit_sheets")
    place = models.PositiveIntegerField()
    code = models.CharField(max_length=600)
    draws = models.JSONField()
    state = models.CharField(max_length=10, choices=[(state.value, state.value) for state in State], default=State.OUT.value)
    version = models.PositiveSmallIntegerField(default=1)
    attempt = models.PositiveSmallIntegerField(default=1)
    changed = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "statement"], name="sheet_once"),
            models.UniqueConstraint(fields=["round", "code"], name="sheet_code_once"),
            models.CheckConstraint(condition=models.Q(state__in=[state.value for state in State]), name="sheet_state_known"),
        ]
        indexes = [models.Index(fields=["round", "state"], name="sheet_state")]


class SheetEntry(models.Model):
    """What one person read on a form. `number`: 1 and 2, the two entries, 3, what a supervisor settled; None as long as it is a draft.

    One person, one row in an attempt: so nobody enters twice, and nobody settles an own entry. `counts`: canonical JSON
    (`suffrage.commission.auditing.counts`), so that two that say the same are the same text · `salt`: goes before it into the digest
    that the trail bears, from which nobody can then guess what the first read.
    """

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="entries")
    version = models.PositiveSmallIntegerField()
    attempt = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audit_entries")
    draft = models.JSONField(default=dict)
    counts = models.TextField(blank=True)
    salt = models.CharField(max_length=32, blank=True)
    reason = models.TextField(blank=True)
    begun = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "version", "attempt", "number"], name="sheet_entry_number_once"),
            models.UniqueConstraint(fields=["sheet", "version", "attempt", "person"], name="sheet_entry_person_once"),
            models.CheckConstraint(
                condition=models.Q(number=None, finished=None, counts="")
                | models.Q(number__in=[1, 2, 3], finished__isnull=False) & ~models.Q(counts=""),
                name="sheet_entry_finished_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(number=3) | ~models.Q(reason=""), name="sheet_entry_settled_with_reason"
            ),
        ]


class Taken(models.Model):
    """A count that is the audit's, one row for each version; the highest counts. Never changed. `act`: by which it was taken."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="taken")
    version = models.PositiveSmallIntegerField()
    entry = models.OneToOneField(SheetEntry, on_delete=models.PROTECT)
    counts = models.TextField()
    act = models.OneToOneField(Act, on_delete=models.PROTECT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "version"], name="taken_version_once")]


class Reopening(models.Model):
    """Why a count that was taken is entered anew, by two people again. `version`: the one to be replaced, which stands until then."""

    sheet = models.ForeignKey(Sheet, on_delete=models.PROTECT, related_name="reopenings")
    version = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="audit_reopenings")
    reason = models.TextField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "version"], name="reopening_once"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="reopening_with_reason"),
        ]
