"""One contest as counted, under a law in figures, and what a margin in it is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from suffrage.compare.closest import by_facts
from suffrage.compare.closest.possible import Law
from suffrage.compare.closest.reach import NotExact, Reach, Wish
from suffrage.facts import Assertion
from suffrage.model import FrozenDict, Outcome, Shape, Totals

Kind = Literal["seat", "elected", "next-round"]
"""A seat · the majority of round 1, which elects there (or shares the seats out) · the right to stand in round 2."""


@dataclass(frozen=True, slots=True)
class Margin:
    """`keeps` has something by so few voters that `takes` could have it.

    `votes`: the fewest voters who, voting for another option of the contest, give it to `takes` outright: a seat with no tie left in
    the contest, the rest whatever becomes of a tie · `tied`: the fewest after which a tie could be settled so (as many as `votes`
    where no tie comes before) · `added`: the fewest further votes for `takes`, all others as they are, after which it has it whatever
    becomes of a tie; None where no number does, where nobody in particular takes it, and for quotas that can ask for a seat too many ·
    `keeps` None: nobody has it so far, or nobody has to lose it · `takes` None: nobody in particular has it then.
    """

    contest_id: str
    round: int
    kind: Kind
    keeps: str | None
    takes: str | None
    votes: int
    tied: int
    added: int | None = None


@dataclass(frozen=True)
class Counted:
    """One contest as counted, and its law.

    `seats`: how many the contest has · `outcome`: as declared, its ties settled; where the votes leave no tie it can be left out ·
    `parties`: option → party; an option that is not in it is a party of its own.
    `ValueError`: no vote or no seat; later, a tie without an outcome, or an outcome that the law does not give.
    """

    totals: Totals
    shape: Shape
    seats: int
    outcome: Outcome | None = None
    parties: Mapping[str, str] = field(default_factory=FrozenDict)

    def __post_init__(self) -> None:
        if not any(self.totals.votes.values()) or self.seats < 1:
            raise self.error("it has no valid vote or no seat; nothing in it is close.")

    def error(self, sentence: str) -> ValueError:
        """An error that names the contest."""
        return ValueError(f"Contest {self.totals.contest_id}: {sentence}")

    @cached_property
    def law(self) -> Law:
        """The figures of the law for this contest."""
        totals = self.totals
        return Law(self.shape, self.seats, totals.round, totals.registered, totals.valid_votes - self.voters)

    @cached_property
    def voters(self) -> int:
        """The votes of all options, each of which could have been for another."""
        return sum(self.totals.votes.values())

    @cached_property
    def reach(self) -> Reach:
        """The search for the fewest voters."""
        try:
            return Reach(self.law, self.totals.votes)
        except NotExact as why:
            raise NotExact(f"Contest {self.totals.contest_id}: {why}.") from None

    @cached_property
    def held(self) -> Mapping[str, int]:
        """Option → seats, as declared, or where no tie is left as the law gives them."""
        possible = self.law.possibilities(self.totals.votes)
        if self.outcome is None:
            if len(possible) > 1 or possible[0].tie:
                raise self.error("a tie is not settled; give the outcome as it was declared.")
            return possible[0].seats
        held = {option: self.outcome.seats.get(option, 0) for option in self.totals.votes}
        if not any(each.allows(held, held) for each in possible):
            given = ", ".join(f"{option}: {number}" for option, number in held.items() if number) or "none"
            raise self.error(f"the law in these figures does not give the seats declared ({given}).")
        return held

    @cached_property
    def goes_on(self) -> Mapping[str, bool]:
        """Option → whether it may stand in round 2, as declared, or where no tie is left as the law says."""
        votes = self.totals.votes
        certain = {option: self.law.goes_on(votes, option, certain=True) for option in votes}
        possible = {option: self.law.goes_on(votes, option, certain=False) for option in votes}
        if self.outcome is None:
            if certain != possible:
                raise self.error("a tie for round 2 is not settled; give the outcome as it was declared.")
            return certain
        declared = {option: option in self.outcome.next_round for option in votes}
        if any(declared[option] < certain[option] or declared[option] > possible[option] for option in votes):
            raise self.error(
                f"the law in these figures does not send {', '.join(self.outcome.next_round) or 'nobody'} to round 2."
            )
        return declared

    @cached_property
    def pairs(self) -> tuple[Assertion, ...]:
        """The facts on which the seats hang, where those are pairs of options alone; otherwise none."""
        return by_facts.pairs_of(self.law, self.totals.votes, self.held)

    def voters_to_lose(self, option: str) -> tuple[int | None, int | None]:
        """By the facts alone: the fewest voters after whom an option has a seat less, outright and by a tie; None: they do not tell."""
        own = tuple(fact for fact in self.pairs if fact.options[0] == option)
        given = self.law, self.totals.votes, self.held, own
        return by_facts.voters_to_lose(*given), by_facts.voters_to_tie(*given)

    def fewest(self, least: Wish, most: Wish, *, ties: bool = False) -> int | None:
        """The fewest voters who, voting otherwise, give options at `least` and at `most` so many seats; None: no votes do."""
        try:
            moved = self.reach.seats(least, most, ties=ties)
        except NotExact as why:
            raise NotExact(f"Contest {self.totals.contest_id}: {why}.") from None
        return moved.voters if moved else None
