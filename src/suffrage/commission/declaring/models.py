"""What is made off the request (counts, publications), what two people entered of a lot or an age, who no longer
stands, and what the commission decided.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from suffrage.commission.declaring.removal_states import Action, State
from suffrage.commission.setup.models import Candidate, Contest, Election, Option


class Run(models.Model):
    """Work that takes longer than a page: a count, a publication, a cosignature. At most one count and one signing at a time.

    `number`: how far the trail went when the figures were read · `stage`: what it does now · `beat`: when it was last heard of ·
    `told`: what it gave · `problem`: the key of the sentence that says why it failed, with its operands in `told`.
    """

    class Kind(models.TextChoices):
        COUNT = "count"
        PUBLISH = "publish"
        COSIGN = "cosign"

    class State(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="runs")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    stage = models.CharField(max_length=20, blank=True)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="runs")
    asked = models.DateTimeField(auto_now_add=True)
    beat = models.DateTimeField()
    finished = models.DateTimeField(null=True)
    number = models.PositiveBigIntegerField(null=True)
    problem = models.CharField(max_length=60, blank=True)
    told = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=["count", "publish", "cosign"]), name="run_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished=None)
                | Q(state__in=["done", "failed"], finished__isnull=False),
                name="run_ends_once",
            ),
            models.UniqueConstraint(
                fields=["election"], condition=Q(state__in=["waiting", "running"], kind="count"), name="run_one_count"
            ),
            models.UniqueConstraint(
                fields=["election"],
                condition=Q(state__in=["waiting", "running"], kind__in=["publish", "cosign"]),
                name="run_one_signing",
            ),
        ]
        indexes = [models.Index(fields=["election", "kind", "state"], name="run_latest")]


class Counted(models.Model):
    """One contest in a count. `result`: its `ContestResult` as JSON · `findings`: the first of its findings, gravest first ·
    `seats`: option → seats, without those that have none.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="counted")
    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="counted")
    final = models.BooleanField()
    pending = models.PositiveIntegerField()
    errors = models.PositiveIntegerField()
    warnings = models.PositiveIntegerField()
    seats = models.JSONField(default=dict)
    findings = models.JSONField(default=list)
    result = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["run", "contest"], name="counted_once")]


class Drawing(models.Model):
    """A question that a lot, a ruling or a birth date answers, as two people enter it. `subject`, `among`, `places`: as the law asks ·
    `candidate`: whose birth date it is · `reason`: why it is void.
    """

    class Kind(models.TextChoices):
        LOT = "lot"
        RULING = "ruling"
        AGE = "age"

    class State(models.TextChoices):
        OPEN = "open"
        AGREED = "agreed"
        VOID = "void"

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="drawings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    subject = models.CharField(max_length=200, blank=True)
    candidate = models.ForeignKey(Candidate, null=True, on_delete=models.PROTECT, related_name="drawings")
    among = models.JSONField(default=list)
    places = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.TextField(blank=True)
    begun = models.DateTimeField(auto_now_add=True)
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["lot", "ruling"], candidate=None) | Q(kind="age", candidate__isnull=False),
                name="drawing_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state="open", closed=None, reason="")
                | Q(state="agreed", closed__isnull=False, reason="")
                | (Q(state="void", closed__isnull=False) & ~Q(reason="")),
                name="drawing_void_with_reason",
            ),
            models.UniqueConstraint(
                fields=["contest", "kind", "subject"], condition=Q(candidate=None) & ~Q(state="void"), name="drawing_once"
            ),
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(candidate__isnull=False) & ~Q(state="void"), name="drawing_of_age_once"
            ),
        ]


class Drawn(models.Model):
    """What one person entered of it. `answer`: canonical JSON of the options in the order drawn, or of a birth date · `salt`: what
    keeps the digest in the trail from being guessed while the second person must not know the answer. Never changed.
    """

    drawing = models.ForeignKey(Drawing, on_delete=models.PROTECT, related_name="drawn")
    number = models.PositiveSmallIntegerField()
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="drawn")
    answer = models.TextField()
    day = models.DateField()
    source = models.TextField()
    salt = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__in=[1, 2]) & ~Q(source=""), name="drawn_number_known"),
            models.UniqueConstraint(fields=["drawing", "number"], name="drawn_number_once"),
            models.UniqueConstraint(fields=["drawing", "person"], name="drawn_by_two"),
        ]


class Removal(models.Model):
    """Somebody who no longer stands, as a court or an authority decided it, or as it happened. `position`: on the list, of a candidate
    struck off · `day`, `source`, `reason`: of the decision or event, as the paper says. Only `state` changes.
    """

    class Kind(models.TextChoices):
        STRUCK = "struck"
        WITHDRAWAL = "withdrawal"
        IMPEDIMENT = "impediment"

    contest = models.ForeignKey(Contest, on_delete=models.PROTECT, related_name="removals")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    option = models.ForeignKey(Option, on_delete=models.PROTECT, related_name="removals")
    position = models.PositiveIntegerField(null=True)
    day = models.DateField()
    source = models.CharField(max_length=300)
    reason = models.TextField()
    state = models.CharField(
        max_length=10, choices=[(state.value, state.value) for state in State], default=State.PROPOSED.value
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="struck", position__isnull=False) | Q(kind__in=["withdrawal", "impediment"], position=None),
                name="removal_kind_known",
            ),
            models.CheckConstraint(condition=Q(state__in=[state.value for state in State]), name="removal_state_known"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(reason=""), name="removal_with_source"),
            models.UniqueConstraint(
                fields=["option", "position"],
                condition=Q(position__isnull=False) & ~Q(state__in=["refused", "lifted"]),
                name="removal_of_candidate_once",
            ),
            models.UniqueConstraint(
                fields=["option", "kind"],
                condition=Q(position=None) & ~Q(state__in=["refused", "lifted"]),
                name="removal_of_option_once",
            ),
        ]


class RemovalStep(models.Model):
    """Who proposed, confirmed, refused or lifted it, and why. Never changed."""

    removal = models.ForeignKey(Removal, on_delete=models.PROTECT, related_name="steps")
    action = models.CharField(max_length=12, choices=[(action.value, action.value) for action in Action])
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="removal_steps")
    reason = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=[action.value for action in Action]), name="removal_action_known")
        ]


class Sitting(models.Model):
    """A session of the commission, in which its members vote on a text: to declare the result of a count, or to open it again."""

    class Kind(models.TextChoices):
        DECLARE = "declare"
        REOPEN = "reopen"

    class State(models.TextChoices):
        OPEN = "open"
        CARRIED = "carried"
        LOST = "lost"

    election = models.ForeignKey(Election, on_delete=models.PROTECT, related_name="sittings")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField()
    count = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="sittings")
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="sittings_opened")
    opened = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="closings")
    closed = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="declare", count__isnull=False) | Q(kind="reopen", count=None), name="sitting_kind_known"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="sitting_with_text"),
            models.CheckConstraint(
                condition=Q(state="open", closed=None, closed_by=None)
                | Q(state__in=["carried", "lost"], closed__isnull=False, closed_by__isnull=False),
                name="sitting_closed_whole",
            ),
            models.UniqueConstraint(fields=["election"], condition=Q(state="open"), name="sitting_one_open"),
        ]


class MemberVote(models.Model):
    """A member's vote in a sitting: one row for each member from its beginning, whose `choice` is given once, by that person."""

    class Choice(models.TextChoices):
        FOR = "for"
        AGAINST = "against"
        ABSTAINED = "abstained"

    sitting = models.ForeignKey(Sitting, on_delete=models.PROTECT, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="member_votes")
    choice = models.CharField(max_length=10, choices=Choice.choices, blank=True)
    at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sitting", "person"], name="member_votes_once"),
            models.CheckConstraint(
                condition=Q(choice="", at=None) | Q(choice__in=["for", "against", "abstained"], at__isnull=False),
                name="member_vote_whole",
            ),
        ]
