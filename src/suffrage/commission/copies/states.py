"""What can happen to a case: one table, state × action × role → state.

A case opens by itself where a copy differs from the official figures. It is explained, or leads to a correction or a complaint; and it
is matched again whenever the official figures change. A copy never changes a figure.
"""

from enum import StrEnum

from suffrage.commission.accounts.roles import Role
from suffrage.commission.statetable import StateTable, Step


class Match(StrEnum):
    """How a copy stands to the official figures."""

    WAITING = "waiting"
    """The official figures are not accepted yet."""
    EQUAL = "equal"
    """Everything that the copy says is the same."""
    DIFFERING = "differing"
    """Something that the copy says is not."""


class State(StrEnum):
    """Where a case stands."""

    OPEN = "open"
    """Nobody has answered it."""
    EXPLAINED = "explained"
    """Somebody looked at both papers and said why they differ."""
    CORRECTING = "correcting"
    """A correction of the statement is proposed."""
    COMPLAINED = "complained"
    """Whoever gave the copy has filed a complaint."""
    AGREED = "agreed"
    """The figures agree now."""
    REPLACED = "replaced"
    """Whoever gave the copy has given another one."""


class Action(StrEnum):
    """What is done."""

    EXPLAIN = "explain"
    CORRECT = "correct"
    COMPLAIN = "complain"
    AGREE = "agree"
    REOPEN = "reopen"
    REPLACE = "replace"


LOOKING = frozenset({Role.SUPERVISOR, Role.VERIFIER})
GIVING = frozenset({Role.AGENT, Role.OBSERVER})
_SITE: frozenset[Role] = frozenset()

TABLE = StateTable(
    (
        Step(State.OPEN, Action.EXPLAIN, LOOKING, State.EXPLAINED),
        Step(State.OPEN, Action.CORRECT, LOOKING, State.CORRECTING),
        Step(State.OPEN, Action.COMPLAIN, GIVING, State.COMPLAINED),
        Step(State.EXPLAINED, Action.COMPLAIN, GIVING, State.COMPLAINED),
        Step(State.EXPLAINED, Action.REOPEN, _SITE, State.OPEN),
        Step(State.CORRECTING, Action.REOPEN, _SITE, State.OPEN),
        Step(State.AGREED, Action.REOPEN, _SITE, State.OPEN),
        *(
            Step(state, Action.AGREE, _SITE, State.AGREED)
            for state in (State.OPEN, State.EXPLAINED, State.CORRECTING, State.COMPLAINED)
        ),
        *(
            Step(state, Action.REPLACE, _SITE, State.REPLACED)
            for state in (State.OPEN, State.EXPLAINED, State.CORRECTING, State.COMPLAINED, State.AGREED)
        ),
    )
)
