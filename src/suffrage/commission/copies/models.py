"""Copies of statements that parties and observers gave, their photos, and the cases that differences open."""

from django.conf import settings
from django.db import models

from suffrage.commission.complaints.models import Complaint
from suffrage.commission.copies.states import Action, Match, State
from suffrage.commission.setup.models import Election
from suffrage.commission.statements.models import Correction, Statement


class Copy(models.Model):
    """What somebody's copy of a statement says. `figures`: item → number, an item being a figure's name or an option's code.

    `owner`: whose it is, "party A" or "person 7": each has one copy of a statement that is not `replaced` by a later one ·
    `file_sha256`: of the table in which it came, empty for a form. How it stands to the official figures: `match`, of the version
    `matched_version`, with the items that differ. Nothing else ever changes.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="copies")
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="copies")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="copies")
    owner = models.CharField(max_length=80)
    figures = models.JSONField()
    sha256 = models.CharField(max_length=64)
    file_sha256 = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(auto_now_add=True)
    replaced = models.BooleanField(default=False)
    match = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Match], default=Match.WAITING.value)
    matched_version = models.PositiveSmallIntegerField(null=True)
    differing = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["statement", "owner"], condition=models.Q(replaced=False), name="copy_current_once"
            ),
            models.CheckConstraint(condition=models.Q(match__in=[each.value for each in Match]), name="copy_match_known"),
            models.CheckConstraint(
                condition=models.Q(match=Match.WAITING.value, matched_version=None)
                | (~models.Q(match=Match.WAITING.value) & models.Q(matched_version__isnull=False)),
                name="copy_matched_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["election", "replaced", "match"], name="copy_match"),
            models.Index(fields=["owner", "election"], name="copy_owner"),
        ]


class CopyPhoto(models.Model):
    """A photo or scan of a copy, by the SHA-256 of its bytes."""

    copy = models.ForeignKey(Copy, on_delete=models.PROTECT, related_name="photos")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["copy", "sha256"], name="photo_once")]


class Case(models.Model):
    """The case that a copy's difference opened."""

    copy = models.OneToOneField(Copy, on_delete=models.PROTECT, related_name="case")
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in State], default=State.OPEN.value)
    opened = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(state__in=[each.value for each in State]), name="case_state_known")
        ]
        indexes = [models.Index(fields=["state"], name="case_state")]


class CaseStep(models.Model):
    """What was done with a case: by a person with a reason, and what it led to; or by the site itself (`person` None)."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Action])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="case_steps")
    reason = models.TextField(blank=True)
    version = models.PositiveSmallIntegerField(null=True)
    correction = models.ForeignKey(Correction, null=True, on_delete=models.PROTECT, related_name="cases")
    complaint = models.ForeignKey(Complaint, null=True, on_delete=models.PROTECT, related_name="cases")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(person=None) | ~models.Q(reason=""), name="case_step_with_reason")
        ]
