"""What can happen to a complaint: one table, state × action × role → state.

Nobody decides alone: one commissioner proposes a decision with its reasons, another confirms it, and neither of them filed the
complaint. A complaint is upheld only after a hearing; it may be dismissed, or found out of time, without one. Where the decision
orders a correction or a recount, the complaint stays open until somebody has proposed it on the statement.
"""

from enum import StrEnum

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statetable import StateTable, Step


class State(StrEnum):
    """Where a complaint stands."""

    FILED = "filed"
    """Received; nothing is decided."""
    SUMMONED = "summoned"
    """The day and place of its hearing are set."""
    HEARD = "heard"
    """It was heard; a decision is awaited."""
    PROPOSED = "proposed"
    """A decision is proposed; another commissioner must confirm it."""
    ORDERED = "ordered"
    """Upheld, and the correction or recount that the decision orders is not yet under way."""
    UPHELD = "upheld"
    """Upheld."""
    DISMISSED = "dismissed"
    """Dismissed."""
    OUT_OF_TIME = "out-of-time"
    """Found to be filed after the deadline."""
    WITHDRAWN = "withdrawn"
    """Withdrawn by whoever filed it."""


class Action(StrEnum):
    """What a person does."""

    FILE = "file"
    SUMMON = "summon"
    HEAR = "hear"
    PROPOSE = "propose"
    UPHOLD = "uphold"
    ORDER = "order"
    DISMISS = "dismiss"
    FIND_LATE = "find-late"
    REFUSE = "refuse"
    REFUSE_HEARD = "refuse-heard"
    WITHDRAW = "withdraw"
    CARRY_OUT = "carry-out"


class Outcome(StrEnum):
    """What a decision says."""

    UPHELD = "upheld"
    DISMISSED = "dismissed"
    OUT_OF_TIME = "out-of-time"


class Remedy(StrEnum):
    """What a decision that upholds orders for the statement."""

    NONE = "none"
    CORRECTION = "correction"
    """The statement is entered anew from its paper."""
    RECOUNT = "recount"
    """The station's ballots are counted again, and the new paper is entered."""


FILING = frozenset({Role.AGENT, Role.OBSERVER, Role.SUPERVISOR})
"""Who files: a party's agent and an observer their own; a supervisor what was handed in on paper."""

_COMMISSIONER = frozenset({Role.COMMISSIONER})
_APART = (Action.FILE,)
_CONFIRMING = (Action.FILE, Action.PROPOSE)

TABLE = StateTable(
    (
        Step(State.FILED, Action.SUMMON, _COMMISSIONER, State.SUMMONED, _APART),
        Step(State.FILED, Action.PROPOSE, _COMMISSIONER, State.PROPOSED, _APART),
        Step(State.FILED, Action.WITHDRAW, FILING, State.WITHDRAWN),
        Step(State.SUMMONED, Action.SUMMON, _COMMISSIONER, State.SUMMONED, _APART),
        Step(State.SUMMONED, Action.HEAR, _COMMISSIONER, State.HEARD, _APART),
        Step(State.SUMMONED, Action.WITHDRAW, FILING, State.WITHDRAWN),
        Step(State.HEARD, Action.PROPOSE, _COMMISSIONER, State.PROPOSED, _APART),
        Step(State.HEARD, Action.WITHDRAW, FILING, State.WITHDRAWN),
        Step(State.PROPOSED, Action.UPHOLD, _COMMISSIONER, State.UPHELD, _CONFIRMING),
        Step(State.PROPOSED, Action.ORDER, _COMMISSIONER, State.ORDERED, _CONFIRMING),
        Step(State.PROPOSED, Action.DISMISS, _COMMISSIONER, State.DISMISSED, _CONFIRMING),
        Step(State.PROPOSED, Action.FIND_LATE, _COMMISSIONER, State.OUT_OF_TIME, _CONFIRMING),
        Step(State.PROPOSED, Action.REFUSE, _COMMISSIONER, State.FILED, _CONFIRMING),
        Step(State.PROPOSED, Action.REFUSE_HEARD, _COMMISSIONER, State.HEARD, _CONFIRMING),
        Step(State.ORDERED, Action.CARRY_OUT, frozenset({Role.SUPERVISOR, Role.VERIFIER}), State.UPHELD),
        Step(State.UPHELD, Action.CARRY_OUT, frozenset({Role.SUPERVISOR, Role.VERIFIER}), State.UPHELD),
    )
)
"""The table. (The last line: once more, where the correction was refused.)"""

FINISHED = frozenset({State.UPHELD, State.DISMISSED, State.OUT_OF_TIME, State.WITHDRAWN})
"""Where nothing more is awaited."""
