"""Quick counts and forensics held to what they promise: coverage over repeated samples, false alarms on clean elections, and seconds.

Coverage of 95 % intervals over samples of the communes of the European election of 2024 (beside the checkout; left out where they are not)
and of generated Cambodian stations, each contest with houses of many sizes, so that last seats hang by more and by less. Votes: lists of 1 %
and more, and smaller ones; turnout; claims: the difference of the two claims on the last seat. Seats are whole: the printed interval holds the
truth at least as often as it says, and where a number is in doubt (not all replicates agree), the same counted by the part of the number that
lies inside the middle 95 % is held to 95 %. A seat that another has is called safe in at most 2.5 % of samples, and so it is where the number
of seats is chosen so that the last one hangs by a hair. False alarms: how many of 400
clean elections of 400 stations have a reason of the whole election (Holm: at most 5 %), a station with a controlled p-value (at most 5 %),
and how many stations in a thousand are named at all.
"""

import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np
from tests.observe.elections import clean
from tests.observe.made import Population, closest, communes, coverage

from benchmarks.rows import Row
from suffrage import law
from suffrage.generate import generate
from suffrage.observe.design import lay_out
from suffrage.observe.forensics import forensics, without_scores
from suffrage.observe.stations import read_stations

TITLE = "Quick counts and forensics: coverage, false alarms, seconds"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SAMPLES = 2000
HOUSES = range(3, 123)
"""Numbers of seats that a province's votes are shared out in: so many that the truth lies anywhere between two numbers of seats, as the average
over parts asks. In 30 houses some lie at a boundary by chance, and theirs is the figure."""
ELECTIONS = 400


def run() -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        generate("kh-2023", Path(folder) / "kh", stations=23_789)
        cambodia = read_stations(Path(folder) / "kh")
    assembly = law.at("kh.national-assembly", date(2023, 7, 23))
    layout = lay_out(cambodia)
    for place, name, number in ((11, "Phnom Penh", 100), (2, "Kampong Cham", 60), (22, "Kep", 20)):
        found = coverage(Population(cambodia, layout, number, assembly, place), samples=SAMPLES, houses=HOUSES)
        rows += _covered(f"{name}, {number} stations", found)
    margin, contest, seats = closest(cambodia)
    hair = Population(cambodia, layout, 100, assembly, contest)
    found = coverage(hair, samples=SAMPLES, houses=[seats], replicates=500)
    rows += _covered(
        f"province {contest + 1:02d}, {seats} seats, the last by {margin:.3%}", found, ("votes", "small", "turnout", "claims")
    )
    if SHARED.is_dir():
        france, europe = communes(SHARED), law.at("fr.european-parliament", date(2024, 6, 9))
        for number, classes in ((500, 10), (1000, 20)):
            place = Population(france, lay_out(france, size_classes=classes), number, europe)
            found = coverage(place, samples=SAMPLES, houses=range(61, 102))
            rows += _covered(f"communes of 2024, {number} of {len(france.codes):,}", found)
    rows += _alarms()
    start = time.perf_counter()
    forensics(cambodia)
    taken = time.perf_counter() - start
    rows.append(Row("forensics, 23,789 stations × 18 parties", f"{taken:.1f} s", "30 s", taken / 30, "≤ 1", taken <= 30))
    return rows


NAMES = {
    "votes": "votes held",
    "small": "votes of lists under 1 % held",
    "turnout": "turnout held",
    "claims": "claims on the last seat held",
    "doubt": "seats in doubt held, by their part",
}


def _covered(what: str, found: dict[str, float], names: tuple[str, ...] = tuple(NAMES)) -> list[Row]:
    rows = []
    for name in names:
        held = found[name]
        rows.append(Row(f"{what}: {NAMES[name]}", f"{held:.1%}", "95 %", held / 0.95, "0.99–1.01", abs(held - 0.95) <= 0.01))
    whole = {"seats": "seats inside the printed interval", "sure": "seats of which all replicates are sure"}
    for name, of in ((name, of) for name, of in whole.items() if name in found):
        rows.append(Row(f"{what}: {of}", f"{found[name]:.1%}", "95 %", found[name] / 0.95, "≥ 1", found[name] >= 0.95))
    wrong = found["safe"]
    rows.append(Row(f"{what}: seats wrongly safe", f"{wrong:.2%}", "2.5 %", wrong / 0.025, "≤ 1", wrong <= 0.025))
    return rows


def _alarms() -> list[Row]:
    found = [forensics(clean(10_000 + seed), simulations=199) for seed in range(ELECTIONS)]
    wide = float(np.mean([bool(own.election) for own in found]))
    controlled = float(np.mean([bool(without_scores(own).suspects) for own in found]))
    scored = [
        sum(any(reason.controlled is None for reason in suspect.reasons) for suspect in own.suspects) / own.looked_at
        for own in found
    ]
    named, bound = 1000 * float(np.mean(scored)), 0.05 + 2 * (0.05 * 0.95 / ELECTIONS) ** 0.5
    return [
        Row("clean elections with a reason of the whole", f"{wide:.1%}", "5 %", wide / 0.05, "≤ 1 (+ chance)", wide <= bound),
        Row(
            "clean elections with a controlled station",
            f"{controlled:.1%}",
            "5 %",
            controlled / 0.05,
            "≤ 1 (+ chance)",
            controlled <= bound,
        ),
        Row("stations named by a score, in 1,000", f"{named:.2f}", "2", named / 2, "≤ 1", named <= 2),
    ]
