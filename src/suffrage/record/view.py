"""All that the pages and exports of a record are made from: the counted election, its names, and where its statements stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from suffrage.intake.tables import Tables
from suffrage.jobs import Labels
from suffrage.model import Area, Contest, Election, Result
from suffrage.record.entries import State
from suffrage.record.merkle import Tree
from suffrage.record.notes import Checkpoint


@dataclass(frozen=True)
class View:
    """A counted election and its log. `forms`: SHA-256 of a form → its path in the record, for those that are published."""

    tables: Tables
    result: Result
    labels: Labels
    state: State
    tree: Tree
    checkpoint: Checkpoint
    forms: Mapping[str, str]

    @property
    def election(self) -> Election:
        """What was voted on, when, under which law."""
        return self.tables.election

    @cached_property
    def areas(self) -> list[Area]:
        """The tree of areas, by code."""
        return sorted(self.tables.areas(), key=lambda area: area.area_id)

    @cached_property
    def contests(self) -> list[Contest]:
        """The contests, by code."""
        return sorted(self.tables.contests(), key=lambda contest: contest.contest_id)
