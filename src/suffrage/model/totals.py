"""A contest's sums: all that the law sees of an election."""

from collections.abc import Mapping

from suffrage.model.base import Value


class Totals(Value, frozen=True):
    """The sums of one contest in one round.

    `votes`: option code → votes, with a zero for an option nobody chose. `seats` None: the law's own table says how many.
    Any other figure is None where it is not known (one station without it makes the sum unknown); the law then says what it
    misses and decides nothing by it. `valid` None with known votes: their sum is taken.

    >>> Totals(contest_id="12", votes={"1": 70, "2": 30}).valid_votes
    100
    """

    contest_id: str
    votes: Mapping[str, int]
    round: int = 1
    seats: int | None = None
    registered: int | None = None
    voters: int | None = None
    ballots: int | None = None
    blank: int | None = None
    null: int | None = None
    valid: int | None = None

    @property
    def valid_votes(self) -> int:
        """The valid votes as stated, or the sum of the votes where they are not."""
        return sum(self.votes.values()) if self.valid is None else self.valid
