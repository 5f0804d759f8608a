"""A person who works here or watches."""

from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser
from django.db import models

from suffrage.commission.accounts.roles import CHANGING, Role

LANGUAGES = [("km", "ខ្មែរ"), ("fr", "Français"), ("en", "English")]


class Person(AbstractUser):
    """Somebody with an account. `role` says what they may do, `area` where: in that area and in all that lies below it.

    `area` None: the whole country · `party`: the party of a party agent · `session_key`: the one session in which they are signed in ·
    `second_factor`: has set one up.
    """

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    full_name = models.CharField(max_length=200)
    role = models.CharField(max_length=16, choices=[(role.value, role.value) for role in Role])
    area = models.ForeignKey("setup.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="people")
    party = models.CharField(max_length=64, blank=True)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="km")
    session_key = models.CharField(max_length=40, blank=True)
    must_change_password = models.BooleanField(default=True)
    second_factor = models.BooleanField(default=False)
    invited_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT)

    REQUIRED_FIELDS = ["full_name", "role"]
    if TYPE_CHECKING:

        def is_verified(self) -> bool:
            """Whether the second factor was given in this session (django-otp's middleware adds it to whoever is signed in)."""

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(role__in=[role.value for role in Role]), name="person_role_known"),
            models.CheckConstraint(
                condition=~models.Q(role=Role.AGENT.value) | ~models.Q(party=""), name="person_agent_has_party"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.full_name} ({self.username})"

    @property
    def needs_second_factor(self) -> bool:
        """Whether this person must show a second factor: whoever can change data, and whoever set one up."""
        return self.second_factor or self.role in CHANGING


class Invitation(models.Model):
    """A link that lets a person set their own password, once, until it expires. Of its secret, only the SHA-256 is kept."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="invitations")
    sha256 = models.CharField(max_length=64, unique=True)
    made_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="invitations_made")
    made = models.DateTimeField(auto_now_add=True)
    expires = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)
