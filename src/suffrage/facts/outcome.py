"""Every fact on which an outcome hangs, from the law in figures and one contest's totals and outcome.

All of them hold exactly when the votes give that outcome for those reasons, and by the votes alone: an outcome that a lot, an age or
a ruling decided has a fact that does not hold, and is for a full count. Highest averages: Stark and Teague (2014), Blom et al. (2021,
arXiv 2107.11903). Where a law says "at least" or "not more than", the fact is true at equality: the share is moved by less than one
vote can tell (`_SHIFT`).
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from suffrage.facts.fact import Assertion, Papers, average
from suffrage.law.formulas import DIVISORS, share
from suffrage.law.methods import Divisors, clears
from suffrage.model import LawError, Outcome, Shape, Totals
from suffrage.model.shapes import Bar
from suffrage.model.steps import Withdrawn

_SHIFT = 2
"""Equality is told from the next whole number of votes by half a vote, spread over all papers: everything is doubled."""
_HALF = Fraction(1, 2)
_NO_LENGTHS: Mapping[str, int] = {}


def assertions(
    shape: Shape, totals: Totals, outcome: Outcome, *, lengths: Mapping[str, int] = _NO_LENGTHS
) -> tuple[Assertion, ...]:
    """The facts on which the `outcome` of one contest hangs, under the law in figures.

    `lengths`: option → how many candidates its list has, where that is known. `LawError`: what the law asks cannot be said so, with
    the reason; `BadInput`: the totals do not add up.

    >>> from suffrage.model import Outcome
    >>> totals = Totals(contest_id="12", votes={"1": 70, "2": 30}, seats=2)
    >>> found = assertions(Shape("lists", "d-hondt"), totals, Outcome(contest_id="12", round=1, seats={"1": 2, "2": 0}))
    >>> [(fact.kind, fact.options, fact.divisors) for fact in found]
    [('average', ('1', '2'), (Fraction(2, 1), Fraction(1, 1)))]
    """
    contest = _Contest(shape, totals, outcome, lengths, Papers.of(totals))
    contest.refuse_what_cannot_be_said()
    return tuple(dict.fromkeys(contest.facts()))


@dataclass(frozen=True, slots=True)
class _Contest:
    """One contest, its law in figures, and what the law made of it."""

    shape: Shape
    totals: Totals
    outcome: Outcome
    lengths: Mapping[str, int]
    papers: Papers

    @property
    def votes(self) -> Mapping[str, int]:
        return self.totals.votes

    def error(self, sentence: str) -> LawError:
        return LawError(f"Contest {self.totals.contest_id}: {sentence}")

    def refuse_what_cannot_be_said(self) -> None:
        """`LawError` where no list of linear facts says what the outcome hangs on."""
        shape, totals, outcome = self.shape, self.totals, self.outcome
        bars = (shape.threshold, shape.majority, shape.quorum, shape.bar, shape.merge)
        needs_registered = totals.registered is None and any(bar and bar.of == "registered" for bar in bars)
        divisors = DIVISORS.get(shape.formula)
        for holds, sentence in (
            (
                bool(outcome.pending),
                "its outcome waits for a decision (a tie, or a figure that is missing); count it in full, or decide first.",
            ),
            (not any(self.votes.values()), "it has no votes; there is nothing to audit."),
            (outcome.seats.keys() != self.votes.keys(), "its outcome is not one of these options; declare it again."),
            (
                bool(outcome.sections),
                "the seats of each list are shared out by section, which is not said in facts of this kind yet; count it in full.",
            ),
            (
                shape.kind == "lists" and divisors is None,
                f"a seat by {shape.formula} hangs on all votes, not on pairs of lists; it cannot be said so: count it in full.",
            ),
            (
                divisors is not None and (divisors.power != 1 or not divisors.term(0)),
                f"the averages of {shape.formula} are not votes over numbers above zero; they cannot be said so: count it in full.",
            ),
            (
                shape.kind == "majority" and (sum(outcome.seats.values()) > 1 or (totals.seats or 1) > 1),
                "several are elected at once, each paper having several votes; it cannot be said in facts of this kind.",
            ),
            (needs_registered, "the law asks for a share of the registered, and their number is not known; give it."),
        ):
            if holds:
                raise self.error(sentence)

    def facts(self) -> Iterator[Assertion]:
        if self.shape.kind == "majority":
            yield from self._by_majority()
        else:
            yield from self._by_lists()

    # One is elected

    def _by_majority(self) -> Iterator[Assertion]:
        shape, elected = self.shape, [option for option, seats in self.outcome.seats.items() if seats]
        first_of_two = shape.rounds == 2 and self.totals.round == 1
        if elected and first_of_two:
            yield from self._over_the_majority(elected[0], alone=True)
        elif elected:
            yield from self._leads(elected[0], shape.article("formula"))
        elif first_of_two:
            yield from self._nobody_over_the_majority()
            yield from self._who_goes_on()
        else:
            raise self.error("nobody is elected by these votes; there is no outcome to audit.")

    def _over_the_majority(self, option: str, *, alone: bool) -> Iterator[Assertion]:
        """`option` has what elects in round 1. `alone`: and more votes than any other that may have it too."""
        majority, quorum = self.shape.majority, self.shape.quorum
        if majority is None:
            raise self.error("the law has two rounds and no majority for the first; it contradicts itself.")
        yield self._bar(option, majority, self.shape.article("majority"))
        if quorum is not None:
            yield self._bar(option, quorum, self.shape.article("quorum"))
        only_one = majority.of == "valid" and (majority.share > _HALF or (majority.share == _HALF and majority.strict))
        if alone and not only_one:
            yield from self._leads(option, self.shape.article("majority"))

    def _nobody_over_the_majority(self) -> Iterator[Assertion]:
        """Each option misses the majority or, having it, the quorum."""
        for option in self.votes:
            missed = [
                (bar, self.shape.article(figure))
                for figure, bar in (("majority", self.shape.majority), ("quorum", self.shape.quorum))
                if bar and not self._clears(option, bar)
            ]
            if not missed:
                raise self.error(f"option {option} has what elects in round 1, and nobody is elected; declare it again.")
            yield self._bar(option, *missed[0])

    def _who_goes_on(self) -> Iterator[Assertion]:
        """Who may stand in round 2, and whose candidates may join another list there."""
        shape, going = self.shape, set(self.outcome.next_round)
        gone = {step.option_id for step in self.outcome.steps if isinstance(step, Withdrawn)}
        if shape.bar is None or not shape.bar.is_open:
            over = {option for option in self.votes if shape.bar and self._clears(option, shape.bar)}
            if shape.bar:
                yield from (self._bar(option, shape.bar, shape.article("bar")) for option in self.votes)
            if len(over) < shape.least_in_round_2:
                rest = [option for option in self.votes if option not in going | gone]
                yield from (
                    self._pair(a, b, shape.article("least_in_round_2")) for a, b in product(_sorted(going - over), rest)
                )
        if shape.merge:
            out = [option for option in self.votes if option not in going]
            yield from (self._bar(option, shape.merge, shape.article("merge")) for option in out)

    # Lists share the seats

    def _by_lists(self) -> Iterator[Assertion]:
        shape, outcome = self.shape, self.outcome
        leader = max(self.votes, key=lambda option: (self.votes[option], outcome.seats[option]))
        if shape.rounds == 2 and self.totals.round == 1:
            if not any(outcome.seats.values()):
                yield from self._nobody_over_the_majority()
                yield from self._who_goes_on()
                return
            yield from self._over_the_majority(leader, alone=bool(shape.bonus))
        elif shape.bonus:
            yield from self._leads(leader, shape.article("bonus"))
        admitted = list(self.votes)
        if shape.threshold and not shape.threshold.is_open:
            admitted = [option for option in admitted if self._clears(option, shape.threshold)]
            yield from (self._bar(option, shape.threshold, shape.article("threshold")) for option in self.votes)
        yield from self._averages(admitted, leader)

    def _averages(self, admitted: Iterable[str], leader: str) -> Iterator[Assertion]:
        """Each list keeps its last seat before the next one of every other list; a list that has ended asks for no more."""
        first, lengths = {leader: self._bonus(leader)}, self.lengths
        held = {option: self.outcome.seats[option] - first.get(option, 0) for option in admitted}
        ended = {option for option in held if option in lengths and self.outcome.seats[option] >= lengths[option]}
        if self.outcome.vacant:
            yield from (self._any(option, some=option in ended) for option in held)
            return
        divisors = DIVISORS[self.shape.formula]
        number = self._seat_numbers(held, divisors, sum(first.values()))
        for winner in (option for option in held if held[option] > 0):
            losers = [option for option in held if option != winner and option not in ended]
            last, article = divisors.term(held[winner] - 1), self.shape.article("formula")
            for loser in losers:
                yield average(winner, loser, (last, divisors.term(held[loser])), article, seat=number[winner])
            if not losers:
                yield self._any(winner, some=True)

    def _bonus(self, leader: str) -> int:
        seats = sum(self.outcome.seats.values()) + self.outcome.vacant
        down = self.shape.bonus_down or seats < self.shape.bonus_down_below
        bonus = share(self.shape.bonus, seats, down=down) if self.shape.bonus else 0
        return min(bonus, self.lengths.get(leader, bonus))

    def _seat_numbers(self, held: Mapping[str, int], divisors: Divisors, before: int) -> dict[str, int]:
        """Option → the number, in the order of the averages, of the last seat that it has; of equal averages any order will do."""
        claims = [(self.votes[option] / divisors.term(k), option) for option, seats in held.items() for k in range(seats)]
        claims.sort(key=lambda claim: -claim[0])
        return {option: number for number, (_, option) in enumerate(claims, start=before + 1)}

    # Single facts

    def _leads(self, option: str, article: str) -> Iterator[Assertion]:
        others = [other for other in self.votes if other != option]
        yield from (self._pair(option, other, article) for other in others)
        if not others:
            yield self._any(option, some=True)

    def _pair(self, ahead: str, behind: str, article: str) -> Assertion:
        """More votes for one than for another."""
        return Assertion("more", (ahead, behind), {ahead: 1, behind: -1}, article)

    def _any(self, option: str, *, some: bool) -> Assertion:
        """At least one vote for an option, or none."""
        sign = 1 if some else -1
        return Assertion(
            "some-vote" if some else "no-vote",
            (option,),
            {option: sign * _SHIFT},
            self.shape.article("formula"),
            constant=-sign,
        )

    def _clears(self, option: str, bar: Bar) -> bool:
        base = self.totals.valid_votes if bar.of == "valid" else self.totals.registered or 0
        return clears(self.votes[option], bar.share, base, strict=bar.strict)

    def _bar(self, option: str, bar: Bar, article: str) -> Assertion:
        """The bar in the direction that the totals give: cleared or missed."""
        passed = self._clears(option, bar)
        make = self._of_valid if bar.of == "valid" else self._of_registered
        return make(option, bar, article, passed=passed)

    def _of_valid(self, option: str, bar: Bar, article: str, *, passed: bool) -> Assertion:
        """b·T − a·V above 0, for a share a/b; or below. Where equality counts, each valid vote is worth 1/(2N) more.

        N is what no count can find more papers than: all the valid votes together then move it by half a unit at most.
        """
        sign, a, b = (1 if passed else -1), bar.share.numerator, bar.share.denominator
        scale = _SHIFT * max(self.papers.number, self.totals.registered or 0)
        more = 1 if passed != bar.strict else 0
        other = -sign * a * scale + more
        return Assertion(
            "above" if passed else "below", (option,), {option: sign * b * scale + other}, article, other=other, bar=bar
        )

    def _of_registered(self, option: str, bar: Bar, article: str, *, passed: bool) -> Assertion:
        """T above k, or below: k is half a vote under the least number that clears the bar."""
        need = bar.share * (self.totals.registered or 0)
        least = need.numerator // need.denominator + 1 if bar.strict else -(-need.numerator // need.denominator)
        sign = 1 if passed else -1
        constant = -sign * (_SHIFT * least - 1)
        return Assertion(
            "above" if passed else "below", (option,), {option: sign * _SHIFT}, article, constant=constant, bar=bar
        )


def _sorted(options: Iterable[str]) -> list[str]:
    return sorted(options, key=lambda code: (len(code), code))
