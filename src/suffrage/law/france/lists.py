"""French list votes: highest average among the lists over a bar, with or without a bonus for the list that leads, in two rounds.

One text, article L262 of the Code électoral (law n° 82-974 of 19 November 1982), is repeated with other figures for regions (L338),
Corsica (L366), Guyane and Martinique (book VI bis), Paris, Lyon and Marseille: a `ListVote` holds what differs.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import partial

import msgspec

from suffrage.law.calculation import Calculation
from suffrage.law.formulas import bonus_of
from suffrage.law.majority import MORE_THAN_HALF, those_over, who_may_stand_again
from suffrage.law.methods import D_HONDT, HARE, Unsettled, highest_averages, leaders, whole_quotas
from suffrage.law.ties import Settle, by_eldest_list, by_next_candidate, by_ruling, by_votes, list_that_leads
from suffrage.model import Outcome, Shape
from suffrage.model.shapes import Bar
from suffrage.model.steps import NoneElected, SectionLeast, SectionSeats

TENTH = Bar(Fraction(10, 100))
TWENTIETH = Bar(Fraction(5, 100))

Least = Callable[[date, str], int]
"""(day, section) → the least number of seats of the section."""


@dataclass(frozen=True, slots=True)
class ListVote:
    """The figures of one assembly's list vote.

    `article`: how seats are shared · `standing`: the article on round 2 · `bonus`: seats → seats of the list that leads ·
    `bar`: share of the valid votes that a list needs for a seat · `stand`, `merge`: what is needed to stand in round 2 (L264, L346),
    and for candidates to join another list there · `sections`: the article on sections, where a list has them ·
    `least`: day → section → the least number of seats that it has, all lists together (None: no such number) ·
    `equal_leaders`: who leads of lists with equally many votes.
    """

    article: str
    standing: str
    bonus: Callable[[int], int]
    bar: Fraction = Fraction(5, 100)
    stand: Bar = TENTH
    merge: Bar = TWENTIETH
    sections: str | None = None
    least: Least | None = None
    equal_leaders: Settle = by_eldest_list


def half(seats: int) -> int:
    """L262: half of the seats, rounded up where there are more than four, down where there are fewer than four."""
    return (seats + 1) // 2 if seats > 4 else seats // 2


def quarter(seats: int) -> int:
    """A quarter of the seats, rounded up (L272-4-1 for Paris, Lyon and Marseille; L338 for regions)."""
    return -(-seats // 4)


def shape_of(rules: ListVote, bonus: Fraction, seats_article: str, *, down_below: int = 0) -> Shape:
    """A list vote in two rounds in figures, where the `bonus` is a share of the seats (`down_below`: see `Shape`)."""
    sharing = ("formula", "threshold", "bonus", "rounds", "majority", "quorum")
    return Shape(
        kind="lists",
        formula="d-hondt",
        threshold=Bar(rules.bar),
        bonus=bonus,
        bonus_down_below=down_below,
        rounds=2,
        majority=MORE_THAN_HALF,
        bar=rules.stand,
        merge=rules.merge,
        articles=dict.fromkeys(sharing, rules.article) | {"bar": rules.standing, "seats": seats_article},
    )


def shape_over_a_bar(bar: Fraction, article: str, seats_article: str | None = None) -> Shape:
    """Lists over a `bar` in one round, by highest average, in figures."""
    articles = dict.fromkeys(("formula", "threshold", "bonus", "rounds"), article)
    articles |= {"seats": seats_article} if seats_article else {}
    return Shape(kind="lists", formula="d-hondt", threshold=Bar(bar), articles=articles)


ShareOut = Callable[[Calculation, ListVote, int, str], Outcome]
"""The calculation, its figures, all seats, and the list that leads, to the outcome."""


def two_round_lists(calculation: Calculation, rules: ListVote, seats: int, share_out: ShareOut | None = None) -> Outcome:
    """Round 1 shares the seats out if one list has more than half of the valid votes; round 2 does in any case.

    `share_out`: how the seats go to the lists once one leads; by default over the whole area (`share_with_bonus`).
    """
    share_out = share_out or _shared_out
    totals = calculation.totals
    if totals.round not in (1, 2):
        raise calculation.error(f"this election has rounds 1 and 2; there is no round {totals.round}.")
    calculation.strike_off(rules.article)
    calculation.note_base(seats, rules.article)
    if totals.round == 1:
        majority = those_over(calculation, MORE_THAN_HALF, rules.article)
        if majority:
            return share_out(calculation, rules, seats, majority[0])
        calculation.note(NoneElected(article=rules.article))
        going_on, may_merge = who_may_stand_again(calculation, rules.stand, 2, rules.standing, rules.merge)
        return calculation.outcome(dict.fromkeys(totals.votes, 0), going_on, may_merge=may_merge)
    leader = list_that_leads(calculation, rules.article, rules.equal_leaders)
    if leader is None:
        return calculation.outcome(dict.fromkeys(totals.votes, 0))
    return share_out(calculation, rules, seats, leader)


def highest_averages_over_a_bar(
    calculation: Calculation, bar: Fraction, article: str, last: Settle, by_law: int | None = None
) -> Outcome:
    """One round: the lists with at least `bar` of the valid votes share the seats by highest average.

    `by_law`: the seats of the law's own table, where the totals bring none.

    Equal averages for the last seat: the list with more votes; equal votes are settled by `last`.
    """
    totals = calculation.totals
    if totals.round != 1:
        raise calculation.error(f"this election has one round; there is no round {totals.round}.")
    seats = calculation.seats_to_fill(by_law, article)
    calculation.strike_off(article)
    calculation.note_base(seats, article)
    return calculation.outcome(shared_by_average(calculation, seats, {}, bar, article, lambda _held: last))


def _shared_out(calculation: Calculation, rules: ListVote, seats: int, leader: str) -> Outcome:
    given = share_with_bonus(calculation, leader, min(rules.bonus(seats), seats), seats, rules.bar, rules.article)
    if rules.sections is None:
        return calculation.outcome(given)
    if not calculation.totals.sections:
        lists = [option for option, number in given.items() if number]
        calculation.need("sections", "sections", lists, seats, rules.sections)
        return msgspec.structs.replace(calculation.outcome(given), elected=())
    shares = seats_by_section(calculation, given, rules.sections)
    if rules.least is None or calculation.pending:
        return calculation.outcome(given, sections=shares)
    reach_least(calculation, shares, leader, partial(rules.least, calculation.day), rules.sections)
    outcome = calculation.outcome(given, sections=shares)
    return msgspec.structs.replace(outcome, elected=()) if outcome.pending else outcome


def share_with_bonus(
    calculation: Calculation, leader: str, bonus: int, seats: int, bar: Fraction, article: str
) -> dict[str, int]:
    """The bonus to the leader, the other seats by highest average among the lists over the bar, the leader included.

    Equal averages for the last seat: the list with more votes; of equal votes, the elder of the candidates whose turn it is.
    """
    return shared_by_average(calculation, seats, bonus_of(calculation, leader, bonus, article), bar, article, by_next_candidate)


def shared_by_average(
    calculation: Calculation,
    seats: int,
    first: Mapping[str, int],
    bar: Fraction,
    article: str,
    last: Callable[[Mapping[str, int]], Settle],
) -> dict[str, int]:
    """The seats that `first` leaves, by highest average among the lists with at least `bar` of the valid votes.

    `first` (a bonus) does not count in the averages. `last`: option → seats held so far, to how equal votes are settled.
    """
    votes = calculation.votes
    admitted = {
        option: number
        for option, number in votes.items()
        if calculation.clears_bar(option, bar, "valid", calculation.totals.valid_votes, article)
    }
    left = {option: length - first.get(option, 0) for option, length in calculation.list_lengths().items()}
    allocation = highest_averages(admitted, seats - sum(first.values()), D_HONDT, limits=left)
    calculation.note_averages(allocation, D_HONDT, article)
    held = {option: allocation.seats.get(option, 0) + first.get(option, 0) for option in votes}
    if allocation.tie:
        for option in by_votes(calculation, allocation.tie, last(dict(held)), "last-seats", article):
            held[option] += 1
    return held


def seats_by_section(calculation: Calculation, given: Mapping[str, int], article: str) -> dict[str, dict[str, int]]:
    """Each list's seats among its sections: in proportion to its votes there, the rest by highest average (L338-1).

    Equal averages for the last seat go to the section with more votes; of as many votes, to the elder of the candidates whose turn
    it is. Candidates are not known section by section here, so who that is comes as a ruling.
    """
    of_section = calculation.totals.sections
    shares: dict[str, dict[str, int]] = {section: {} for section in of_section}
    for option, seats in given.items():
        votes = {section: of_section[section].get(option, 0) for section in of_section}
        if not seats:
            continue
        whole = whole_quotas(votes, seats, HARE)
        allocation = highest_averages(votes, seats, D_HONDT, start=whole.seats)
        if allocation.tie:
            best = leaders({section: votes[section] for section in allocation.tie.among}, allocation.tie.places)
            for section in best.certain + (by_ruling(calculation, best.tie, f"section-{option}", article) if best.tie else ()):
                allocation.seats[section] += 1
        for section, number in allocation.seats.items():
            shares[section][option] = number
            calculation.note(
                SectionSeats(
                    article=article,
                    section_id=section,
                    option_id=option,
                    votes=votes[section],
                    whole=whole.seats[section],
                    seats=number,
                )
            )
    return shares


def reach_least(
    calculation: Calculation, shares: dict[str, dict[str, int]], leader: str, least: Callable[[str], int], article: str
) -> None:
    """L338-1 since 2015: a section that has too few seats gets the last ones that the leading list's other sections were given.

    The leading list keeps its number of seats, and no section gives a seat that it needs itself: where those it can spare are too
    few, the text does not say who goes short, and a ruling must.
    """

    def over(section: str) -> int:
        return sum(shares[section].values()) - least(section)

    short = {section: -over(section) for section in shares if over(section) < 0}
    spare = sum(min(share.get(leader, 0), max(0, over(section))) for section, share in shares.items())
    if sum(short.values()) > spare:
        calculation.need("least", "ruling", short, spare, article)
        return
    for section, number in ((section, number) for section, missing in short.items() for number in range(1, missing + 1)):
        able = {other: share[leader] for other, share in shares.items() if share.get(leader) and over(other) > 0}
        taken_from = _last_seat(calculation, leader, able, f"least-{section}-{number}", article)
        if taken_from is None:
            return
        shares[taken_from][leader] -= 1
        shares[section][leader] = shares[section].get(leader, 0) + 1
        calculation.note(SectionLeast(article=article, section_id=section, option_id=leader, taken_from=taken_from))


def _last_seat(calculation: Calculation, option: str, held: Mapping[str, int], subject: str, article: str) -> str | None:
    """The section whose seat was given last: the lowest average, votes ÷ seats held; of equals, the one with fewer votes.

    (L338-1 gives the last of equal averages to the section with more votes.) As many votes wait for a ruling.
    """
    votes = {section: calculation.totals.sections[section].get(option, 0) for section in held}
    rank = {section: (Fraction(votes[section], seats), votes[section]) for section, seats in held.items()}
    last = tuple(section for section in held if rank[section] == min(rank.values()))
    if len(last) > 1:
        last = by_ruling(calculation, Unsettled(last, 1), subject, article)
    return last[0] if last else None
