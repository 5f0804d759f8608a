"""A counted election as the measures want it: votes and seats by party, contest by contest."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from suffrage.compare import measures
from suffrage.compare.measures import Numbers, Tally
from suffrage.jobs import Labels
from suffrage.model import BadInput, ContestResult, Result


@dataclass(frozen=True, slots=True)
class Measured:
    """Every measure of one election. Shares are fractions of 1; `gallagher` is in per cent.

    `malapportionment` and `registered_per_seat` (fewest, most) are None where a contest's registered voters are not known;
    `sainte_lague` is None where a party has a seat without a vote.
    """

    tally: Tally
    gallagher: Decimal
    loosemore_hanby: Fraction
    rose: Fraction
    sainte_lague: Fraction | None
    effective_parties_by_votes: Fraction
    effective_parties_by_seats: Fraction
    wasted: Fraction
    effective_threshold: Fraction
    malapportionment: Fraction | None
    registered_per_seat: tuple[Fraction, Fraction] | None
    majority: str | None
    majority_earned: bool
    advantage: Mapping[str, Fraction | None]
    shapley_shubik: Mapping[str, Fraction]
    banzhaf: Mapping[str, Fraction]


def measure(result: Result, labels: Labels) -> Measured:
    """The measures of a counted election: the votes of its first round, the seats of all its rounds.

    `BadInput`: a contest of the last round has elected nobody, or there are several contests whose options bear no party code.
    """
    _check_decided(result)
    return measures_of(result, labels)


def measures_of(result: Result, labels: Labels) -> Measured:
    """As `measure`, of what has been given so far: a contest in which nobody is elected yet counts with its votes alone."""
    contests = [_by_party(contest, result, labels) for contest in result.contests]
    first = min((contest.round for contest in result.contests), default=1)
    votes, seats = Counter[str](), Counter[str]()
    for contest, (own_votes, own_seats) in zip(result.contests, contests, strict=True):
        if contest.round == first:
            votes.update(own_votes)
        seats.update(own_seats)
    tally = Tally(dict(votes), dict(seats))
    registered, by_contest = _registered(result)
    winner, earned = measures.majority(tally)
    return Measured(
        tally=tally,
        gallagher=measures.gallagher(tally),
        loosemore_hanby=measures.loosemore_hanby(tally),
        rose=measures.rose(tally),
        sainte_lague=measures.sainte_lague(tally),
        effective_parties_by_votes=measures.effective_parties(votes),
        effective_parties_by_seats=measures.effective_parties(seats),
        wasted=measures.wasted(
            [own for contest, own in zip(result.contests, contests, strict=True) if contest.outcome.elected]
        ),
        effective_threshold=measures.effective_threshold(Fraction(sum(seats.values()), len(by_contest))),
        malapportionment=measures.malapportionment(by_contest, registered) if registered else None,
        registered_per_seat=_extremes(by_contest, registered) if registered else None,
        majority=winner,
        majority_earned=earned,
        advantage=measures.advantage_ratios(tally),
        shapley_shubik=measures.shapley_shubik(seats),
        banzhaf=measures.banzhaf(seats),
    )


def _check_decided(result: Result) -> None:
    last = max((contest.round for contest in result.contests), default=1)
    for contest in result.contests:
        if contest.round == last and not contest.outcome.elected:
            raise BadInput(
                f"Contest {contest.contest_id} has elected nobody yet; only a result with all its seats can be measured."
            )
    if not result.contests:
        raise BadInput("There is no contest in this election; there is nothing to measure.")


def _by_party(contest: ContestResult, result: Result, labels: Labels) -> tuple[Numbers, Numbers]:
    """A contest's votes and seats by party; by option where the election has one contest a round, whose options need no party."""
    several = sum(other.round == contest.round for other in result.contests) > 1
    votes, seats = Counter[str](), Counter[str]()
    for option, number in contest.totals.votes.items():
        label = labels.options.get((contest.contest_id, option))
        party = (label.party_id if label else None) or (None if several else option)
        if party is None:
            raise BadInput(
                f"Option {option} of contest {contest.contest_id} has no party code; measures over several contests need one for each."
            )
        votes[party] += number
        seats[party] += contest.outcome.seats.get(option, 0)
    return votes, seats


def _registered(result: Result) -> tuple[dict[str, int], dict[str, int]]:
    """Contest → registered voters (empty where one of them is not known) and seats, of the contests that elected somebody."""
    decided = [contest for contest in result.contests if contest.outcome.elected]
    seats = {contest.contest_id: sum(contest.outcome.seats.values()) for contest in decided}
    registered = {contest.contest_id: contest.totals.registered for contest in decided}
    known = {code: number for code, number in registered.items() if number}
    return (known if len(known) == len(seats) else {}), seats


def _extremes(seats: Numbers, registered: Numbers) -> tuple[Fraction, Fraction]:
    each = [Fraction(registered[code], number) for code, number in seats.items()]
    return min(each), max(each)
