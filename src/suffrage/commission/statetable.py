"""A table of states: who may do what from where, and where it leads; for complaints and for cases.

From one such table come the database's guards, the docs' diagram and the model that a test walks.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, TypeVar

from suffrage.commission.accounts.roles import Role

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Step(Generic[S, A]):
    """One line: from `before`, `action` by one of `roles` leads to `after`. No roles: the site does it by itself.

    `apart_from`: what the person must not have done before on the same thing.
    """

    before: S
    action: A
    roles: frozenset[Role]
    after: S
    apart_from: tuple[A, ...] = ()


@dataclass(frozen=True)
class StateTable(Generic[S, A]):
    """All lines; what is not in one of them cannot happen. The first line's `before` is where everything begins."""

    steps: tuple[Step[S, A], ...]
    lines: Mapping[tuple[S, A], Step[S, A]] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "lines", {(step.before, step.action): step for step in self.steps})

    def roles_of(self, action: A) -> frozenset[Role]:
        """Every role that may do this from some state."""
        return frozenset(role for step in self.steps if step.action == action for role in step.roles)

    def actions_of(self, state: S, role: Role) -> tuple[A, ...]:
        """What somebody of that role may do in that state."""
        return tuple(step.action for step in self.steps if step.before == state and role in step.roles)

    def changes(self) -> Iterator[tuple[S, S]]:
        """Every change of state that can happen, once."""
        yield from dict.fromkeys((step.before, step.after) for step in self.steps if step.before != step.after)

    def diagram(self) -> str:
        """The table as a Mermaid state diagram."""
        lines = ["stateDiagram-v2", f"  [*] --> {_id(self.steps[0].before)}"]
        for step in self.steps:
            who = ", ".join(sorted(role.value for role in step.roles)) or "the site"
            lines.append(f"  {_id(step.before)} --> {_id(step.after)}: {step.action} ({who})")
        return "\n".join(lines)


def _id(state: StrEnum) -> str:
    return state.name.lower()
