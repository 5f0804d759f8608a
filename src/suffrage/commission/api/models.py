"""Tokens, how often they asked, and the answers that were given to requests which may come again."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models

from suffrage.commission.api.purposes import Purpose


class Token(models.Model):
    """What lets a program act for a person. Of its secret, only the SHA-256 is kept.

    `area`: where it opens something, the person's own area or one below it; None: the whole country · `purposes`: what it opens, apart
    by spaces · `ended`: when somebody, `ended_by`, took it back. The database refuses to make it open more, or longer, or again.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="tokens")
    name = models.CharField(max_length=60)
    sha256 = models.CharField(max_length=64, unique=True)
    purposes = models.CharField(max_length=40)
    area = models.ForeignKey("setup.Area", null=True, on_delete=models.PROTECT, related_name="tokens")
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    last_used = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="tokens_ended")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ended=None, ended_by=None) | models.Q(ended__isnull=False, ended_by__isnull=False),
                name="token_ended_by_somebody",
            ),
            models.CheckConstraint(condition=~models.Q(purposes=""), name="token_for_something"),
        ]

    @property
    def opens(self) -> tuple[Purpose, ...]:
        """What it is for, in the order of the purposes."""
        return tuple(map(Purpose, self.purposes.split()))

    @property
    def is_in_force(self) -> bool:
        """Whether it was neither taken back nor is too old."""
        return self.ended is None and datetime.now(UTC) < self.expires


class Answer(models.Model):
    """What was answered to a request with an Idempotency-Key: who sends it again gets the same answer, and nothing is done twice.

    `sha256`: of the request · `body`: the answer, as JSON. Written in the transaction of what the request did.
    """

    token = models.ForeignKey(Token, on_delete=models.PROTECT, related_name="answers")
    key = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    body = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="answer_once")]


class Allowance(models.Model):
    """How much a token asked, over all processes. `until`: when all that was taken is worked off, in microseconds since 1970."""

    token = models.OneToOneField(Token, on_delete=models.CASCADE, primary_key=True, related_name="allowance")
    until = models.BigIntegerField()
