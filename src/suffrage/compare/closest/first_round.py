"""Round 1 of two: the votes that elect in it, and the places in round 2."""

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from suffrage.compare.closest.added import fewest_added
from suffrage.compare.closest.counted import Counted, Margin
from suffrage.compare.closest.possible import Law


def round_1(counted: Counted) -> Iterator[Margin]:
    """The majority of round 1 of two, and where nobody has it the places in round 2. Bars leave no ties."""
    law, votes = counted.law, counted.totals.votes
    if not law.is_first_of_two or len(votes) < 2:
        return
    contest, elects = counted.totals.contest_id, law.votes_to_elect(counted.voters)
    front = next((option for option, number in counted.held.items() if number), None)
    if counted.shape.kind == "lists" and front is not None:
        front = max(votes, key=votes.__getitem__)
    nearest: list[tuple[int, int]] = []
    for option, number in votes.items() if elects <= counted.voters else ():
        if option != front:
            others = _others(votes, option)
            outright, tied = (
                max(elects - number, _enters(number, others, 1, counted.voters, ties=ties)) for ties in (False, True)
            )
            nearest.append((outright, tied))
            added = fewest_added(counted, option, partial(_is_elected, law, option))
            yield Margin(contest, 1, "elected", front, option, outright, tied, added)
    if front is None:
        yield from _places_in_round_2(counted, elects)
    else:
        less = votes[front] - elects + 1
        yield Margin(contest, 1, "elected", front, None, *(min(less, *numbers) for numbers in zip(*nearest, strict=True)))


def _others(votes: Mapping[str, int], option: str) -> list[int]:
    """The votes of all others, most first."""
    return sorted((number for other, number in votes.items() if other != option), reverse=True)


def _is_elected(law: Law, option: str, votes: Mapping[str, int]) -> bool:
    return votes[option] >= max(law.votes_to_elect(sum(votes.values())), 1 + max(_others(votes, option)))


def _places_in_round_2(counted: Counted, elects: int) -> Iterator[Margin]:
    law, votes, contest = counted.law, counted.totals.votes, counted.totals.contest_id
    valid = counted.voters
    bar = law.votes_over(law.shape.bar, valid) if law.shape.bar else valid + 1
    for option, goes_on in counted.goes_on.items():
        others = _others(votes, option)
        if not goes_on:
            enters = min(bar, elects) - votes[option] if min(bar, elects) <= valid else valid + 1
            strict, tied = (
                _enters(votes[option], others, law.shape.least_in_round_2, enters, ties=ties) for ties in (False, True)
            )
            added = fewest_added(counted, option, partial(law.goes_on, option=option, certain=True))
            if strict <= valid:
                yield Margin(contest, 1, "next-round", None, option, strict, tied, added)
        else:
            elsewhere = elects - max(others) if elects <= valid else valid + 1
            strict, tied = (
                _leaves(votes[option], others, law.shape.least_in_round_2, bar, elsewhere, ties=ties) for ties in (False, True)
            )
            if strict <= valid:
                yield Margin(contest, 1, "next-round", option, None, strict, tied)


def _enters(own: int, others: list[int], places: int, known: int, *, ties: bool) -> int:
    """The fewest voters after whom an option has one of the first `places`, or else those `known` to let it in.

    All who move vote for it; those whom it has to leave behind are the ones with fewest votes.
    """

    def behind(moved: int) -> bool:
        most = own + moved - (not ties)
        return sum(max(0, number - most) for number in others[places - 1 :]) <= moved

    return _bisect(behind, known) if places else known


def _leaves(own: int, others: list[int], places: int, bar: int, known: int, *, ties: bool) -> int:
    """The fewest voters after whom an option is neither over the `bar` nor among the first `places`, or else those `known`.

    All who move leave it; those who pass it are the ones with most votes.
    """

    def passed(moved: int) -> bool:
        left = max(0, own - moved)
        ahead, asked = others[:places], left + (not ties)
        enough = len(ahead) == places and places * asked + left <= own + sum(others)
        return enough and left < bar and sum(max(0, asked - number) for number in ahead) <= moved

    return _bisect(passed, known)


def _bisect(true: Callable[[int], bool], known: int) -> int:
    """The first number below `known` of which it is true, as of all after it; `known` if it is true of none."""
    low, high = 0, max(known, 0)
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if true(middle) else (middle + 1, high)
    return low
