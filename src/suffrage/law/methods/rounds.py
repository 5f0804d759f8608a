"""Who leads, by votes or by age: the first `places`, as far as they can be told apart. The core of majority voting."""

from collections.abc import Mapping, Sequence
from datetime import date
from fractions import Fraction
from typing import NamedTuple

from suffrage.law.methods.claims import Unsettled


class Leaders(NamedTuple):
    """`certain`: in, the first of them first · `tie`: equals for the places that are left."""

    certain: tuple[str, ...]
    tie: Unsettled | None = None


def ranking(votes: Mapping[str, int]) -> list[str]:
    """The options, most votes first; equal votes in the order of `votes` (which decides nothing).

    >>> ranking({"1": 10, "2": 30, "3": 20})
    ['2', '3', '1']
    """
    return sorted(votes, key=votes.__getitem__, reverse=True)


def leaders(votes: Mapping[str, int], places: int) -> Leaders:
    """The first `places` options by votes.

    >>> leaders({"1": 10, "2": 30, "3": 20, "4": 20}, 2)
    Leaders(certain=('2',), tie=Unsettled(among=('3', '4'), places=1))
    """
    numbers = list(votes.values())
    if places == 1 and numbers and numbers.count(most := max(numbers)) == 1:
        return Leaders((list(votes)[numbers.index(most)],))
    return _first({option: -number for option, number in votes.items()}, places)


def eldest(birth_dates: Mapping[str, date], places: int) -> Leaders:
    """The `places` eldest; two who were born on the same day are equals.

    >>> eldest({"1": date(1960, 5, 1), "2": date(1959, 5, 1)}, 1)
    Leaders(certain=('2',), tie=None)
    """
    return _first({option: born.toordinal() for option, born in birth_dates.items()}, places)


def youngest_lists(birth_dates: Mapping[str, Sequence[date]], places: int) -> Leaders:
    """The `places` lists whose candidates are on average the youngest: their mean date of birth is the latest.

    >>> youngest_lists({"1": [date(1960, 5, 1), date(2000, 5, 1)], "2": [date(1970, 5, 1)]}, 1)
    Leaders(certain=('1',), tie=None)
    """
    return _first({option: -mean for option, mean in _mean_birth(birth_dates).items()}, places)


def eldest_lists(birth_dates: Mapping[str, Sequence[date]], places: int) -> Leaders:
    """The `places` lists whose candidates are on average the eldest: their mean date of birth is the earliest.

    >>> eldest_lists({"1": [date(1960, 5, 1), date(2000, 5, 1)], "2": [date(1970, 5, 1)]}, 1)
    Leaders(certain=('2',), tie=None)
    """
    return _first(_mean_birth(birth_dates), places)


def _mean_birth(birth_dates: Mapping[str, Sequence[date]]) -> dict[str, Fraction]:
    """The mean date of birth of each list, in days."""
    return {option: Fraction(sum(born.toordinal() for born in births), len(births)) for option, births in birth_dates.items()}


def _first(rank: Mapping[str, int] | Mapping[str, Fraction], places: int) -> Leaders:
    """The `places` options of lowest rank."""
    ranked = sorted(rank, key=rank.__getitem__)
    if len(ranked) <= places:
        return Leaders(tuple(ranked))
    first_out = rank[ranked[places]]
    certain = tuple(option for option in ranked[:places] if rank[option] < first_out)
    if len(certain) == places:
        return Leaders(certain)
    return Leaders(certain, Unsettled(tuple(option for option in ranked if rank[option] == first_out), places - len(certain)))
