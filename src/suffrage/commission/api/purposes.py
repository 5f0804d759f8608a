"""What a token is for, and whose role may have such a token: what the same person may do on the site, and no more."""

from collections.abc import Mapping
from enum import StrEnum

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statements.scans import MAY_ATTACH
from suffrage.commission.statements.states import STEPS, Action


class Purpose(StrEnum):
    """What a token opens."""

    RECEIVE = "receive"
    """Recording that papers have come."""
    SCAN = "scan"
    """Attaching scans."""
    ENTER = "enter"
    """Entering what a machine read: one of a statement's two entries, never both."""
    READ = "read"
    """Reading figures that count, and totals."""


ANY = frozenset(Purpose)
"""What every token opens: itself, where statements stand, and what the forms ask for."""


def _roles_of(action: Action) -> frozenset[Role]:
    return frozenset().union(*(step.roles for step in STEPS if step.action is action))


MAY: Mapping[Purpose, frozenset[Role]] = {
    Purpose.RECEIVE: _roles_of(Action.RECEIVE),
    Purpose.SCAN: MAY_ATTACH,
    Purpose.ENTER: _roles_of(Action.BEGIN_FIRST),
    Purpose.READ: frozenset(Role) - {Role.CLERK},
}
"""Who may have a token for what. A clerk reads no figures, as on the site: another person's entry must not be known."""


def roles_of(purposes: frozenset[Purpose]) -> frozenset[Role]:
    """Whose token can open what wants one of these purposes."""
    return frozenset().union(*(MAY[purpose] for purpose in purposes))


def purposes_of(role: Role) -> tuple[Purpose, ...]:
    """What a person of that role may have a token for.

    >>> [purpose.value for purpose in purposes_of(Role.SUPERVISOR)]
    ['receive', 'scan', 'read']
    """
    return tuple(purpose for purpose in Purpose if role in MAY[purpose])
