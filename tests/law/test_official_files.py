"""The law against the ministry's own files, where they are at hand."""

import csv
from collections import Counter
from datetime import date
from itertools import groupby

from suffrage import law
from suffrage.model import Totals


def test_all_577_constituencies_of_2024(shared):
    """Elected, qualified or out, for each candidate, as the ministry's own column Elu says."""
    assembly = law.at("fr.national-assembly", date(2024, 6, 30))
    with (shared / "fr-legislatives-2024-t1.csv").open(encoding="cp850", newline="") as file:
        rows = list(csv.DictReader(file))
    agree, flags = 0, Counter()
    for code, group in groupby(rows, key=lambda row: row["CodCirElec"]):
        candidates = list(group)
        outcome = assembly.declare(
            Totals(
                contest_id=code,
                registered=int(candidates[0]["Inscrits"]),
                valid=int(candidates[0]["Exprimes"]),
                votes={row["NumPanneauCand"]: int(row["NbVoix"]) for row in candidates},
            )
        )
        ours = {
            option: "OUI" if seat else "QUALIF T2" if option in outcome.next_round else "NON"
            for option, seat in outcome.seats.items()
        }
        agree += ours == {row["NumPanneauCand"]: row["Elu"] for row in candidates} and not outcome.pending
        flags.update(ours.values())
    assert agree == 577
    assert flags == {"OUI": 76, "QUALIF T2": 1318, "NON": 2615}


def test_the_european_election_of_2024(shared):
    with (shared / "fr-europeennes-2024-circonscriptions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    votes = {str(number): sum(int(row[f"list_{number}"]) for row in rows) for number in range(1, 39)}
    outcome = law.at("fr.european-parliament", date(2024, 6, 9)).declare(
        Totals(contest_id="FR", valid=sum(int(row["valid"]) for row in rows), votes=votes)
    )
    assert {option: seats for option, seats in outcome.seats.items() if seats} == {
        "3": 5,
        "4": 9,
        "5": 30,
        "6": 5,
        "11": 13,
        "18": 6,
        "27": 13,
    }
