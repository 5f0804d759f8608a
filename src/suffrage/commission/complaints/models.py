"""Complaints, their evidence and hearings, what was decided on them, and what that led to."""

from django.conf import settings
from django.db import models

from suffrage.commission.complaints.states import Outcome, Remedy, State
from suffrage.commission.setup.models import Area, Election, Station
from suffrage.commission.statements.models import Correction, Statement


class Event(models.TextChoices):
    """What deadlines are counted from, beside polling day."""

    PRELIMINARY = "preliminary"
    PROCLAMATION = "proclamation"


class Announcement(models.Model):
    """When the preliminary result was announced, or the result proclaimed. The latest of its kind counts. Never changed."""

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="announcements")
    event = models.CharField(max_length=16, choices=Event.choices)
    at = models.DateTimeField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    made = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(event__in=[event.value for event in Event]), name="announcement_known")
        ]


class Complaint(models.Model):
    """A complaint about an area, or a station and perhaps its statement; who filed it, and why. After filing only `state` changes.

    `number`: in the election, from 1 · `party`: of the agent who filed it, empty for others · `signed_by`: who signed what was handed
    in on paper; empty where the person filed it here · `due`: the end of the deadline as it was known at filing, None: not known ·
    `late`: filed after it.
    """

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="complaints")
    number = models.PositiveIntegerField()
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="complaints")
    station = models.ForeignKey(Station, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints")
    statement = models.ForeignKey(Statement, null=True, blank=True, on_delete=models.PROTECT, related_name="complaints")
    party = models.CharField(max_length=64, blank=True)
    signed_by = models.CharField(max_length=200, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="complaints")
    grounds = models.TextField()
    state = models.CharField(max_length=12, choices=[(each.value, each.value) for each in State], default=State.FILED.value)
    filed = models.DateTimeField()
    due = models.DateTimeField(null=True)
    late = models.BooleanField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["election", "number"], name="complaint_number_once"),
            models.CheckConstraint(condition=models.Q(state__in=[each.value for each in State]), name="complaint_state_known"),
            models.CheckConstraint(condition=~models.Q(grounds=""), name="complaint_with_grounds"),
            models.CheckConstraint(
                condition=models.Q(statement=None) | models.Q(station__isnull=False), name="complaint_statement_of_station"
            ),
            models.CheckConstraint(
                condition=models.Q(late=False) | models.Q(due__isnull=False), name="complaint_late_after_due"
            ),
        ]
        indexes = [models.Index(fields=["election", "state"], name="complaint_state")]

    def __str__(self) -> str:
        return str(self.number)


class Evidence(models.Model):
    """A document or picture given as evidence, by the SHA-256 of its bytes."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="evidence")
    sha256 = models.CharField(max_length=64)
    kind = models.CharField(max_length=32)
    size = models.PositiveIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["complaint", "sha256"], name="evidence_once")]


class Hearing(models.Model):
    """A hearing's time and place; and, when it was `held`, what was said there. A hearing that is moved is a new row."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="hearings")
    at = models.DateTimeField()
    place = models.CharField(max_length=300)
    summoner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="summonses")
    made = models.DateTimeField(auto_now_add=True)
    held = models.DateTimeField(null=True)
    minutes = models.TextField(blank=True)
    keeper = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="hearings_kept")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(held=None, keeper=None, minutes="")
                | (models.Q(held__isnull=False, keeper__isnull=False) & ~models.Q(minutes="")),
                name="hearing_held_whole",
            ),
            models.CheckConstraint(condition=~models.Q(place=""), name="hearing_with_place"),
        ]


class Sitting(models.Model):
    """Who sat at a hearing."""

    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="sitting")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hearing", "person"], name="sitting_once")]


class Decision(models.Model):
    """A decision as one commissioner proposed it, and whether another confirmed it. `reference`: the number of a court's judgment or of
    another document that it carries out.
    """

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="decisions")
    outcome = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Outcome])
    remedy = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Remedy], default=Remedy.NONE.value)
    reasons = models.TextField()
    reference = models.CharField(max_length=200, blank=True)
    proposer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="complaint_proposals")
    proposed = models.DateTimeField(auto_now_add=True)
    decider = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="complaint_decisions"
    )
    confirmed = models.BooleanField(null=True)
    answer = models.TextField(blank=True)
    decided = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(outcome__in=[each.value for each in Outcome])
                & models.Q(remedy__in=[each.value for each in Remedy]),
                name="complaint_decision_known",
            ),
            models.CheckConstraint(
                condition=models.Q(remedy=Remedy.NONE.value) | models.Q(outcome=Outcome.UPHELD.value),
                name="complaint_remedy_if_upheld",
            ),
            models.CheckConstraint(condition=~models.Q(reasons=""), name="complaint_decision_reasons"),
            models.CheckConstraint(condition=~models.Q(decider=models.F("proposer")), name="complaint_decision_by_two"),
            models.CheckConstraint(
                condition=models.Q(decider=None, confirmed=None, decided=None)
                | models.Q(decider__isnull=False, confirmed__isnull=False, decided__isnull=False),
                name="complaint_decided_whole",
            ),
            models.UniqueConstraint(
                fields=["complaint"], condition=models.Q(decided=None), name="complaint_decision_open_once"
            ),
            models.UniqueConstraint(fields=["complaint"], condition=models.Q(confirmed=True), name="complaint_decided_once"),
        ]


class CarriedOut(models.Model):
    """The correction of a statement that an upheld complaint led to: the link between the two, from both sides."""

    complaint = models.ForeignKey(Complaint, on_delete=models.PROTECT, related_name="carried_out")
    correction = models.OneToOneField(Correction, on_delete=models.PROTECT, related_name="complaint_link")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT)
    at = models.DateTimeField(auto_now_add=True)
