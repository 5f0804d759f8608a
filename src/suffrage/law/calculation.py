"""A calculation under way: what the law is applied to, the steps taken, and what remains open.

Every body's module works on one `Calculation`: it notes each step with its article, leaves a question open where the law needs
more than the figures, and ends in an `Outcome`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import lru_cache
from itertools import compress
from typing import Literal

from suffrage.law.methods import Allocation, Divisors, clears, ranking
from suffrage.model import (
    Candidate,
    Decision,
    Elected,
    FrozenDict,
    LawError,
    Need,
    Outcome,
    Pending,
    Slates,
    Step,
    Totals,
    Withdrawal,
    shapes,
)
from suffrage.model import Struck as StrikeOff
from suffrage.model.steps import Average, Bar, Base, ListExhausted, Remainder, SeatsByLaw, Struck, Vacant
from suffrage.model.totals import NO_SECTIONS

_NOBODY: Mapping[str, set[int]] = FrozenDict()


@dataclass(slots=True)
class Calculation:
    """One contest under the law of one day. `with_steps` False leaves the steps out, where only the seats are wanted."""

    totals: Totals
    day: date
    slates: Slates
    decisions: Sequence[Decision]
    with_steps: bool = True
    steps: list[Step] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    vacant: int = 0
    struck: Mapping[str, set[int]] = _NOBODY
    votes: Mapping[str, int] = field(init=False)
    """Option → votes."""

    def __post_init__(self) -> None:
        self.votes = self.totals.votes

    def error(self, sentence: str) -> LawError:
        """An error that names the contest."""
        return LawError(f"Contest {self.totals.contest_id}: {sentence}")

    def note(self, step: Step) -> None:
        """Add a step."""
        if self.with_steps:
            self.steps.append(step)

    def note_base(self, seats: int, article: str) -> None:
        """Note the figures that the calculation starts from."""
        if self.with_steps:
            totals = self.totals
            self.steps.append(Base(article=article, valid=totals.valid_votes, seats=seats, registered=totals.registered))

    def need(self, subject: str, needs: Need, among: Iterable[str], places: int, article: str) -> None:
        """Leave a question open."""
        self.pending.append(Pending(subject=subject, needs=needs, among=tuple(among), places=places, article=article))

    def candidates(self, option: str) -> Sequence[Candidate]:
        """The option's candidates in list order, without those struck off; none where they are not known."""
        off = self.struck.get(option, ())
        able = (candidate for candidate in self.slates.get(option, ()) if candidate.position not in off)
        return sorted(able, key=lambda candidate: candidate.position)

    def list_lengths(self) -> dict[str, int]:
        """The length of each list that is known, without those struck off."""
        return {option: len(self.candidates(option)) for option in self.votes if option in self.slates} if self.slates else {}

    def strike_off(self, article: str) -> None:
        """Note the candidates who can take no seat; from here on those behind them move up."""
        off: dict[str, set[int]] = {}
        for decision in self.decisions:
            if isinstance(decision, StrikeOff):
                if decision.option_id not in self.votes:
                    raise self.error(f"a candidate of option {decision.option_id} is struck off, which did not stand in it.")
                off.setdefault(decision.option_id, set()).add(decision.position)
                self.note(Struck(article=article, option_id=decision.option_id, position=decision.position))
        if off:
            self.struck = off

    def withdrawn(self) -> tuple[str, ...]:
        """The options that have withdrawn from this contest, most votes first."""
        gone = {decision.option_id for decision in self.decisions if isinstance(decision, Withdrawal)}
        for option in sorted(gone - set(self.votes)):
            raise self.error(f"a withdrawal names option {option}, which did not stand in it.")
        return tuple(option for option in ranking(self.votes) if option in gone)

    def seats_to_fill(self, by_law: int | None, article: str) -> int:
        """The seats given with the totals, or else those of the law's own table; where they differ, a step says so."""
        given = self.totals.seats
        if given is None:
            if by_law is None:
                raise self.error("the law has no seats for this code; give the number of seats, or use the law's own codes.")
            return by_law
        if by_law not in (None, given):
            self.note(SeatsByLaw(article=article, given=given, by_law=by_law))
        return given

    def clears_bar(
        self, option: str, share: Fraction, of: Literal["valid", "registered"], base: int, article: str, *, strict: bool = False
    ) -> bool:
        """Whether the option's votes reach (`strict`: exceed) `share` of the `base`; noted as a step."""
        votes = self.votes[option]
        passed = clears(votes, share, base, strict=strict)
        self.note(
            Bar(article=article, option_id=option, votes=votes, share=share, of=of, base=base, strict=strict, passed=passed)
        )
        return passed

    def reaches(self, option: str, bar: shapes.Bar, article: str) -> bool:
        """Whether the option's votes clear `bar`; noted as a step. Nobody clears a share of registered that are not known."""
        base = self.totals.valid_votes if bar.of == "valid" else self.totals.registered or 0
        return self.clears_bar(option, bar.share, bar.of, base, article, strict=bar.strict)

    def lacks_registered(self, *bars: shapes.Bar | None) -> bool:
        """Whether one of the `bars` asks for a share of the registered, and their number is not known."""
        return self.totals.registered is None and any(bar is not None and bar.of == "registered" for bar in bars)

    def leave_vacant(self, seats: int, article: str) -> None:
        """Note seats that nobody can take."""
        self.vacant = seats
        self.note(Vacant(article=article, seats=seats))

    def note_averages(self, allocation: Allocation, divisors: Divisors, article: str) -> None:
        """Note the seats that averages gave, the lists that ended, and the seats that none could take."""
        if self.with_steps:
            self.steps += [
                Average(
                    article=article,
                    seat=award.seat,
                    option_id=award.option_id,
                    votes=self.votes[award.option_id],
                    before=award.before,
                    divisor=divisors.term(award.before),
                    power=divisors.power,
                )
                for award in allocation.awards
            ]
        self._note_ends(allocation, article)

    def note_remainders(self, allocation: Allocation, quota: Fraction, article: str) -> None:
        """Note the seats that remainders gave, the lists that ended, and the seats that none could take."""
        for award in allocation.awards if self.with_steps else ():
            remainder = self.votes[award.option_id] - award.before * quota
            self.note(Remainder(article=article, seat=award.seat, option_id=award.option_id, remainder=remainder))
        self._note_ends(allocation, article)

    def _note_ends(self, allocation: Allocation, article: str) -> None:
        for option in allocation.exhausted:
            self.note(ListExhausted(article=article, option_id=option, candidates=allocation.seats[option]))
        if allocation.vacant:
            self.leave_vacant(allocation.vacant, article)

    def outcome(
        self,
        seats: Mapping[str, int],
        next_round: Sequence[str] = (),
        *,
        may_merge: Sequence[str] = (),
        sections: Mapping[str, Mapping[str, int]] = NO_SECTIONS,
    ) -> Outcome:
        """The outcome: candidates are elected in list order, the lists with most votes first.

        `sections`: section → option → seats; the elected are then the first of each list's part in that section.
        """
        winners = list(compress(seats, seats.values()))
        if len(winners) > 1:
            winners.sort(key=self.votes.__getitem__, reverse=True)
        first_of = self._first_of if self.slates or self.struck else _positions
        elected: list[Elected] = []
        for option in winners:
            if sections:
                elected += [
                    Elected(option_id=option, position=position, section=section)
                    for section, given in sections.items()
                    for position in range(1, given.get(option, 0) + 1)
                ]
            else:
                elected += first_of(option, seats[option])
        return Outcome(
            contest_id=self.totals.contest_id,
            round=self.totals.round,
            seats=seats,
            elected=tuple(elected),
            next_round=tuple(next_round) if next_round else (),
            pending=tuple(self.pending),
            vacant=self.vacant,
            steps=tuple(self.steps),
            may_merge=tuple(may_merge) if may_merge else (),
            sections=sections,
        )

    def _first_of(self, option: str, seats: int) -> Sequence[Elected]:
        """The first `seats` of the list; only their positions where the candidates are not known."""
        if candidates := self.candidates(option):
            return [
                Elected(option_id=option, position=candidate.position, candidate_id=candidate.candidate_id)
                for candidate in candidates[:seats]
            ]
        off = self.struck.get(option)
        if not off:
            return _positions(option, seats)
        able = [position for position in range(1, seats + len(off) + 1) if position not in off]
        return [Elected(option_id=option, position=position) for position in able[:seats]]


@lru_cache(maxsize=4096)
def _positions(option: str, seats: int) -> tuple[Elected, ...]:
    """The first `seats` positions of a list. Immutable, and the same for every contest: simulations ask for them endlessly."""
    return tuple(Elected(option_id=option, position=position) for position in range(1, seats + 1))
