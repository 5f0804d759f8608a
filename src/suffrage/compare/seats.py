"""How many seats each constituency of a scenario has."""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from suffrage.compare.constituencies import Constituency, Refuse, home_seats
from suffrage.compare.home import Home
from suffrage.compare.scenario import Seats
from suffrage.law.catalogue import Law
from suffrage.law.formulas import DIVISORS, REMAINDERS
from suffrage.law.methods import highest_averages, largest_remainders
from suffrage.model import BadInput


@dataclass(frozen=True, slots=True)
class Numbered:
    """Constituency → seats, and how they were found: `each`, `table`, `law`, `election`, or the formula of the apportionment."""

    seats: Mapping[str, int]
    source: str


def number_seats(
    asked: Seats, home: Home, law: Law, constituencies: Sequence[Constituency], folder: Path, refuse: Refuse, *, single: bool
) -> Numbered:
    """The seats of each constituency, as the scenario asks for them. `single`: the law elects one in each.

    `folder`: where a population file is looked for.
    """
    codes = [each.code for each in constituencies]
    if single and asked == Seats():
        return Numbered(dict.fromkeys(codes, 1), "each")
    if asked.each is not None:
        found = Numbered(dict.fromkeys(codes, asked.each), "each")
    elif asked.table:
        found = Numbered(_from_table(asked.table, codes, refuse), "table")
    elif asked.house is not None:
        found = Numbered(_apportioned(asked, constituencies, folder, refuse), asked.formula)
    else:
        found = _as_they_are(asked, home, law, constituencies, refuse)
    whole = sum(found.seats.values())
    if asked.total is not None and asked.total != whole:
        refuse("seats.total", f"the seats add up to {whole}, not {asked.total}; correct the seats or the total.")
    for code, number in found.seats.items():
        if number < 0 or (number != 1 and single):
            refuse("seats", f"constituency {code} would have {number} seats; give {'1' if single else 'a number from 0'}.")
    if not whole:
        refuse("seats", "there are no seats to give; give at least one.")
    return found


def _from_table(table: Mapping[str, int], codes: Sequence[str], refuse: Refuse) -> dict[str, int]:
    if lacking := [code for code in codes if code not in table]:
        refuse(
            "seats.table", f"no number of seats is given for constituency {lacking[0]} ({len(lacking)} are missing); add them."
        )
    if strange := [code for code in table if code not in codes]:
        refuse(f"seats.table.{strange[0]}", f"there is no constituency {strange[0]!r}; remove it, or correct its code.")
    return dict(table)


def _as_they_are(asked: Seats, home: Home, law: Law, constituencies: Sequence[Constituency], refuse: Refuse) -> Numbered:
    """The law's own table, or the seats that the election has in each constituency."""
    table = law.seats
    known = all(each.code in table for each in constituencies)
    of_the_country = law.code.split(".")[0] == home.law.code.split(".")[0]
    if asked.source == "law" and not known:
        lacking = next(each.code for each in constituencies if each.code not in table)
        refuse("seats.from", f"the law of {law.code} on {law.day} has no number of seats for {lacking}; give a table.")
    if asked.source == "law" or (asked.source is None and known and of_the_country):
        return Numbered({each.code: table[each.code] for each in constituencies}, "law")
    seats: dict[str, int] = {}
    pieces = Counter(part for each in constituencies for part in each.parts)
    for each in constituencies:
        numbers = [home_seats(home, part) for part in each.parts]
        seats[each.code] = sum(number or 0 for number in numbers)
        if None in numbers:
            refuse("seats", f"the election has no number of seats for {each.code}; give a table, `each`, or a `house`.")
        if pieces[each.parts[0]] > 1:
            if pieces[each.parts[0]] != seats[each.code]:
                refuse(
                    "seats", f"the seats of contest {each.parts[0]} must be given anew to its parts; give a table or a `house`."
                )
            seats[each.code] = 1
    return Numbered(seats, "election")


def _apportioned(asked: Seats, constituencies: Sequence[Constituency], folder: Path, refuse: Refuse) -> dict[str, int]:
    """`house` seats apportioned anew among the constituencies."""
    people = _people(asked, constituencies, folder, refuse)
    house, least = asked.house or 0, asked.least
    minima = dict.fromkeys(people, least)
    if least * len(people) > house:
        refuse("seats.least", f"{len(people)} constituencies with at least {least} seats need more than the house of {house}.")
    if asked.formula in DIVISORS:
        method = DIVISORS[asked.formula]
        found = highest_averages(people, house, method, start=minima if least else None)
    elif asked.formula in REMAINDERS:
        found = largest_remainders(people, house, REMAINDERS[asked.formula], minima=minima if least else None)
    else:
        names = ", ".join([*DIVISORS, *REMAINDERS])
        refuse("seats.formula", f"{asked.formula!r} is no formula of apportionment; give one of {names}.")
    if found.tie:
        refuse(
            "seats.house",
            f"equal claims of {', '.join(found.tie.among)} to the last seats; give a table, or a house of another size.",
        )
    return found.seats


def _people(asked: Seats, constituencies: Sequence[Constituency], folder: Path, refuse: Refuse) -> dict[str, int]:
    if asked.by == "population":
        table = asked.population if isinstance(asked.population, Mapping) else _read_population(folder / asked.population)
        if lacking := [each.code for each in constituencies if each.code not in table]:
            refuse(
                "seats.population",
                f"no population is given for constituency {lacking[0]} ({len(lacking)} are missing); add them.",
            )
        return {each.code: table[each.code] for each in constituencies}
    people: dict[str, int] = {}
    for each in constituencies:
        number = each.totals.registered if asked.by == "registered" else each.totals.valid_votes
        if number is None:
            refuse(
                "seats.by", f"the registered voters of {each.code} are not known; apportion by valid votes or by population."
            )
        people[each.code] = number
    return people


def _read_population(file: Path) -> dict[str, int]:
    """A CSV file with the columns contest_id and population."""
    found: dict[str, int] = {}
    try:
        with file.open(encoding="utf-8", newline="") as text:
            for number, row in enumerate(csv.DictReader(text), start=2):
                code, people = row.get("contest_id"), row.get("population") or ""
                if not code or not people.isdecimal():
                    raise BadInput(
                        f"{file}, line {number}: give contest_id and population, a whole number; {people!r} was found."
                    )
                found[code] = int(people)
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(f"{file}: not a CSV file in UTF-8 ({problem}); save it as one.") from None
    return found
