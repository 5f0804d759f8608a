"""What can happen to a tally form of an audit: the table of its states.

Nothing is taken on one person's word: two people enter the same, or a supervisor, who did neither, decides for what one of the two
read; what neither of them read is entered anew by two.
"""

from enum import StrEnum

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statetable import StateTable, Step


class State(StrEnum):
    """Where a form stands."""

    OUT = "out"
    """Drawn, and not entered yet; or to be entered anew."""
    ONCE = "once"
    """Entered once; it waits for another person."""
    DIFFERING = "differing"
    """The two entries are not the same; a supervisor decides."""
    TAKEN = "taken"
    """Its count is the audit's."""


class Action(StrEnum):
    """What a person does with a form."""

    ENTER = "enter"
    AGREE = "agree"
    DIFFER = "differ"
    SETTLE = "settle"
    SEND_BACK = "send-back"
    REOPEN = "reopen"


_CLERK, _SUPERVISOR, _VERIFIER = frozenset({Role.CLERK}), frozenset({Role.SUPERVISOR}), frozenset({Role.VERIFIER})
_ENTRIES = (Action.ENTER, Action.AGREE, Action.DIFFER)

TABLE: StateTable[State, Action] = StateTable(
    (
        Step(State.OUT, Action.ENTER, _CLERK, State.ONCE),
        Step(State.ONCE, Action.AGREE, _CLERK, State.TAKEN, (Action.ENTER,)),
        Step(State.ONCE, Action.DIFFER, _CLERK, State.DIFFERING, (Action.ENTER,)),
        Step(State.DIFFERING, Action.SETTLE, _SUPERVISOR, State.TAKEN, _ENTRIES),
        Step(State.DIFFERING, Action.SEND_BACK, _SUPERVISOR, State.OUT, _ENTRIES),
        Step(State.TAKEN, Action.REOPEN, _SUPERVISOR | _VERIFIER, State.OUT),
    )
)
"""(state, action) → the step; the database holds to it (migration 0002)."""

OPENING = (Role.ADMINISTRATOR, Role.VERIFIER)
"""Who opens a round of an audit on the site."""

READING = (Role.ADMINISTRATOR, Role.SUPERVISOR, Role.VERIFIER, Role.COMMISSIONER, Role.AGENT, Role.OBSERVER)
"""Who reads what is taken: all but those who enter."""
