"""Who works here: the roles, and what each may do."""

from enum import StrEnum


class Role(StrEnum):
    """A person's role. It is bound to an area, and holds for what lies below it."""

    ADMINISTRATOR = "administrator"
    """Sets elections up and invites people; never touches a figure."""
    CLERK = "clerk"
    """Receives and enters statements."""
    SUPERVISOR = "supervisor"
    """Settles differences and errors."""
    VERIFIER = "verifier"
    """The results officer: looks at what stands out, approves corrections."""
    COMMISSIONER = "commissioner"
    """Decides complaints and declares."""
    AGENT = "agent"
    """A party's agent: sees everything, changes nothing, brings the party's own copies."""
    OBSERVER = "observer"
    """A domestic or foreign observer: sees everything, changes nothing, brings own copies."""


CHANGING = frozenset({Role.ADMINISTRATOR, Role.CLERK, Role.SUPERVISOR, Role.VERIFIER, Role.COMMISSIONER})
"""The roles that can change data, which therefore want a second factor."""
