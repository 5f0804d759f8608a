"""Quick counts and forensics held to what they promise: coverage over repeated samples, false alarms on clean elections, and seconds.

Coverage: 95 % intervals of votes (lists of 1 % and more), turnout and seats, over samples of the communes of the European election of 2024
(beside the checkout; left out where they are not) and of generated Cambodian stations. An interval of seats, which are whole, holds the
truth at least as often as it says; a seat that another has is called safe in at most 2.5 % of samples, and so it is where the number
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
from tests.observe.made import closest, communes, coverage

from benchmarks.rows import Row
from suffrage import law
from suffrage.generate import generate
from suffrage.observe.design import lay_out
from suffrage.observe.forensics import forensics, without_scores
from suffrage.observe.stations import read_stations

TITLE = "Quick counts and forensics: coverage, false alarms, seconds"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
SAMPLES = 2000
ELECTIONS = 400


def run() -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        generate("kh-2023", Path(folder) / "kh", stations=23_789)
        cambodia = read_stations(Path(folder) / "kh")
    assembly = law.at("kh.national-assembly", date(2023, 7, 23))
    for place, name, number in ((11, "Phnom Penh, 12 seats", 100), (2, "Kampong Cham, 10 seats", 60), (22, "Kep, 1 seat", 20)):
        found = coverage(cambodia, lay_out(cambodia), number, assembly, samples=SAMPLES, contest=place)
        rows += _covered(f"{name}, {number} stations", found)
    margin, contest, seats, pair = closest(cambodia)
    found = coverage(
        cambodia, lay_out(cambodia), 100, assembly, samples=SAMPLES, contest=contest, seats=seats, of=pair, replicates=500
    )
    rows += _covered(f"province {contest + 1:02d}, {seats} seats, the last by {margin:.3%}", found)[2:]
    if SHARED.is_dir():
        france, europe = communes(SHARED), law.at("fr.european-parliament", date(2024, 6, 9))
        for number, classes in ((500, 10), (1000, 20)):
            found = coverage(france, lay_out(france, size_classes=classes), number, europe, samples=SAMPLES)
            rows += _covered(f"communes of 2024, {number} of {len(france.codes):,}", found)
    rows += _alarms()
    start = time.perf_counter()
    forensics(cambodia)
    taken = time.perf_counter() - start
    rows.append(Row("forensics, 23,789 stations × 18 parties", f"{taken:.1f} s", "30 s", taken / 30, "≤ 1", taken <= 30))
    return rows


def _covered(what: str, found: dict[str, float]) -> list[Row]:
    rows = []
    for name in ("votes", "turnout", "seats"):
        held = found[name]
        met = held >= 0.94 if name == "seats" else abs(held - 0.95) <= 0.01
        wanted = "≥ 0.99" if name == "seats" else "0.99–1.01"
        rows.append(Row(f"{what}: {name} held", f"{held:.1%}", "95 %", held / 0.95, wanted, met))
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
