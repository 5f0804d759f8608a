"""Who no longer stands: one table, state × action × role → state.

A court's or an authority's decision comes in on paper. One commissioner enters it, another holds it against the paper and confirms it;
from then on the count rests on it. It is lifted in the same way.
"""

from enum import StrEnum

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statetable import StateTable, Step


class State(StrEnum):
    """Where it stands."""

    PROPOSED = "proposed"
    """Entered by one commissioner; it changes nothing yet."""
    STANDS = "stands"
    """Confirmed by another: the count rests on it."""
    REFUSED = "refused"
    """Not confirmed, or taken back before it was."""
    LIFTING = "lifting"
    """To be lifted, says one commissioner; it stands until another confirms that."""
    LIFTED = "lifted"
    """It no longer holds."""


class Action(StrEnum):
    """What a person does."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    REFUSE = "refuse"
    LIFT = "lift"
    CONFIRM_LIFT = "confirm-lift"
    KEEP = "keep"


_COMMISSIONER = frozenset({Role.COMMISSIONER})

TABLE = StateTable(
    (
        Step(State.PROPOSED, Action.CONFIRM, _COMMISSIONER, State.STANDS, (Action.PROPOSE,)),
        Step(State.PROPOSED, Action.REFUSE, _COMMISSIONER, State.REFUSED),
        Step(State.STANDS, Action.LIFT, _COMMISSIONER, State.LIFTING),
        Step(State.LIFTING, Action.CONFIRM_LIFT, _COMMISSIONER, State.LIFTED, (Action.LIFT,)),
        Step(State.LIFTING, Action.KEEP, _COMMISSIONER, State.STANDS),
    )
)

COUNTING = (State.STANDS, State.LIFTING)
"""In these states the count rests on it."""

WAITING = (State.PROPOSED, State.LIFTING)
"""In these states a second commissioner is awaited."""
