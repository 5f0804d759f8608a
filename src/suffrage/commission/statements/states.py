"""What can happen to a statement: one table, state × action × role → state.

The database refuses any other change of state (migration 0002), the diagram in docs/commission.md is drawn from this table, and a
model-based test walks it.

Nothing counts on one person's word. Two clerks read the same and find no error: it counts. A supervisor may decide for what one of
the two read (settle); figures that nobody else read, or that stand out, go on to a verifier (refer), as what two clerks read and
stands out does. A paper that was received by mistake, or that a recount replaces, is given back (return), and awaited again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from suffrage.commission.accounts.roles import Role


class State(StrEnum):
    """Where a statement stands."""

    AWAITED = "awaited"
    """Not yet received from the polling station."""
    RECEIVED = "received"
    """The paper is here; nobody has entered it."""
    FIRST = "first"
    """Somebody is entering it for the first time."""
    ONCE = "once"
    """Entered once; it waits for another person."""
    SECOND = "second"
    """Another person is entering it."""
    DIFFERING = "differing"
    """The two entries are not the same; a supervisor decides."""
    IN_ERROR = "in-error"
    """Both entries say the same, and it contains an error; a supervisor decides."""
    QUARANTINED = "quarantined"
    """Odd enough, or settled with figures that nobody else read, so that a verifier must look first."""
    ACCEPTED = "accepted"
    """Its figures count."""
    RECALLED = "recalled"
    """It counts, and a correction has been proposed; a second person must approve it."""


class Action(StrEnum):
    """What a person does."""

    RECEIVE = "receive"
    RETURN = "return"
    BEGIN_FIRST = "begin-first"
    LEAVE_FIRST = "leave-first"
    FINISH_FIRST = "finish-first"
    BEGIN_SECOND = "begin-second"
    LEAVE_SECOND = "leave-second"
    AGREE = "agree"
    DIFFER = "differ"
    ERR = "err"
    STAND_OUT = "stand-out"
    SETTLE = "settle"
    REFER = "refer"
    SEND_BACK = "send-back"
    RELEASE = "release"
    PROPOSE = "propose"
    APPROVE = "approve"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the table: who may do what from where, and where it leads.

    `apart_from`: what the person must not have done before on this attempt at the statement (a proposal: on this version).
    """

    before: State
    action: Action
    roles: frozenset[Role]
    after: State
    apart_from: tuple[Action, ...] = ()


_CLERK, _SUPERVISOR, _VERIFIER = frozenset({Role.CLERK}), frozenset({Role.SUPERVISOR}), frozenset({Role.VERIFIER})
_ENTRIES = (Action.FINISH_FIRST, Action.AGREE, Action.DIFFER, Action.ERR, Action.STAND_OUT)
_SECOND_APART = (Action.FINISH_FIRST,)
_SETTLED = (Action.SETTLE, Action.REFER)

STEPS: tuple[Step, ...] = (
    Step(State.AWAITED, Action.RECEIVE, _CLERK | _SUPERVISOR, State.RECEIVED),
    Step(State.RECEIVED, Action.RETURN, _SUPERVISOR, State.AWAITED),
    Step(State.RECEIVED, Action.BEGIN_FIRST, _CLERK, State.FIRST),
    Step(State.FIRST, Action.LEAVE_FIRST, _CLERK | _SUPERVISOR, State.RECEIVED),
    Step(State.FIRST, Action.FINISH_FIRST, _CLERK, State.ONCE),
    Step(State.ONCE, Action.BEGIN_SECOND, _CLERK, State.SECOND, _SECOND_APART),
    Step(State.SECOND, Action.LEAVE_SECOND, _CLERK | _SUPERVISOR, State.ONCE),
    Step(State.SECOND, Action.AGREE, _CLERK, State.ACCEPTED, _SECOND_APART),
    Step(State.SECOND, Action.DIFFER, _CLERK, State.DIFFERING, _SECOND_APART),
    Step(State.SECOND, Action.ERR, _CLERK, State.IN_ERROR, _SECOND_APART),
    Step(State.SECOND, Action.STAND_OUT, _CLERK, State.QUARANTINED, _SECOND_APART),
    Step(State.DIFFERING, Action.SETTLE, _SUPERVISOR, State.ACCEPTED, _ENTRIES),
    Step(State.DIFFERING, Action.REFER, _SUPERVISOR, State.QUARANTINED, _ENTRIES),
    Step(State.DIFFERING, Action.SEND_BACK, _SUPERVISOR, State.RECEIVED),
    Step(State.IN_ERROR, Action.SETTLE, _SUPERVISOR, State.ACCEPTED, _ENTRIES),
    Step(State.IN_ERROR, Action.REFER, _SUPERVISOR, State.QUARANTINED, _ENTRIES),
    Step(State.IN_ERROR, Action.SEND_BACK, _SUPERVISOR, State.RECEIVED),
    Step(State.QUARANTINED, Action.RELEASE, _VERIFIER, State.ACCEPTED, (*_ENTRIES, *_SETTLED)),
    Step(State.QUARANTINED, Action.SEND_BACK, _VERIFIER, State.RECEIVED),
    Step(State.ACCEPTED, Action.PROPOSE, _SUPERVISOR | _VERIFIER, State.RECALLED),
    Step(State.RECALLED, Action.APPROVE, _VERIFIER, State.RECEIVED, (Action.PROPOSE,)),
    Step(State.RECALLED, Action.REFUSE, _VERIFIER, State.ACCEPTED, (Action.PROPOSE,)),
)

TABLE: Mapping[tuple[State, Action], Step] = {(step.before, step.action): step for step in STEPS}
"""(state, action) → the step; what is not here cannot happen."""


def actions_of(state: State, role: Role) -> tuple[Action, ...]:
    """What somebody of that role may do with a statement in that state.

    >>> [action.value for action in actions_of(State.DIFFERING, Role.SUPERVISOR)]
    ['settle', 'refer', 'send-back']
    """
    return tuple(step.action for step in STEPS if step.before is state and role in step.roles)


def changes() -> Iterator[tuple[State, State]]:
    """Every change of state that can happen, once."""
    yield from dict.fromkeys((step.before, step.after) for step in STEPS)


def diagram() -> str:
    """The table as a Mermaid state diagram, for docs/commission.md."""
    lines = ["stateDiagram-v2", f"  [*] --> {State.AWAITED.name.lower()}"]
    for step in STEPS:
        roles = ", ".join(sorted(role.value for role in step.roles))
        lines.append(f"  {_id(step.before)} --> {_id(step.after)}: {step.action} ({roles})")
    return "\n".join(lines)


def _id(state: State) -> str:
    return state.name.lower()
