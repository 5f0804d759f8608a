"""A real pair of votes: the European election of 9 June 2024 and the first round of 30 June, in the same 577 constituencies.

How people really moved is not known, so that nothing is claimed of it; what can be held to the figures is.
"""

import csv
import io
from collections import Counter

import numpy as np
import pytest

from suffrage.compare.transfers.ecological import estimate
from suffrage.compare.transfers.holdout import held_out
from suffrage.compare.transfers.twovotes import TwoVotes, from_elections
from suffrage.intake.formats import import_files

BLOCS = {
    "RN": "RN UXD",
    "left": "UG FI SOC COM ECO VEC RDG DVG",
    "ENS": "ENS HOR UDI DVC",
    "LR": "LR DVD",
}
BLOC = {nuance: bloc for bloc, nuances in BLOCS.items() for nuance in nuances.split()}


def rows(file, encoding):
    return csv.DictReader(io.StringIO(file.read_bytes().decode(encoding)))


@pytest.fixture(scope="module")
def votes(shared):
    """Both votes by bloc. A list's nuance is L and that of a candidate; all others are one bloc."""
    nuances = {row["list_no"]: row["nuance"][1:] for row in rows(shared / "fr-europeennes-2024-lists.csv", "utf-8")}
    listed, before, after = Counter(), {}, {}
    for row in rows(shared / "fr-europeennes-2024-circonscriptions.csv", "utf-8"):
        unit = row["constituency_code"]
        listed[unit] = int(row["registered"])
        before[unit] = Counter()
        for number, nuance in nuances.items():
            before[unit][BLOC.get(nuance, "other")] += int(row[f"list_{number}"])
    for row in rows(shared / "fr-legislatives-2024-t1.csv", "cp850"):
        unit = row["CodCirElec"]
        listed[unit] = max(listed[unit], int(row["Inscrits"]))
        after.setdefault(unit, Counter())[BLOC.get(row["CodNuaCand"], "other")] += int(row["NbVoix"])
    return TwoVotes.of(
        {unit: {**own, "abstention": listed[unit] - sum(own.values())} for unit, own in before.items()},
        {unit: {**own, "home": listed[unit] - sum(own.values())} for unit, own in after.items()},
    )


@pytest.fixture(scope="module")
def everywhere(votes):
    """The same, as if every bloc stood everywhere; where it did not, it has no vote."""
    return TwoVotes(
        votes.units, votes.origins, votes.destinations, votes.first, votes.second, np.ones(votes.standing.shape, np.bool_)
    )


def test_both_votes_are_met_and_the_bounds_hold(everywhere):
    found = estimate(everywhere, draws=20)
    assert found.cells.sum(0) == pytest.approx(everywhere.second.sum(0), abs=0.1)
    assert found.cells.sum(1) == pytest.approx(everywhere.first.sum(0), abs=1)
    assert everywhere.second[:, everywhere.destinations.index("RN")].sum() == 10_628_507
    least, most = found.bound_shares()
    for bound, beyond in ((least, found.shares - least), (most, most - found.shares)):
        assert (beyond > -1e-4).all(), bound
    assert found.shares.sum(1) == pytest.approx(1)
    assert found.dispersion > 100


def test_the_estimate_says_that_those_who_voted_rn_did_so_again(everywhere):
    """7.8 million votes, then 10.6: nearly all that the bounds allow; and most of those who did not vote still do not."""
    found = estimate(everywhere, draws=20)
    row, column = everywhere.origins.index("RN"), everywhere.destinations.index("RN")
    most = found.bound_shares()[1][row, column]
    assert most - 0.05 < found.shares[row, column] <= most
    home = everywhere.destinations.index("home")
    assert found.shares[everywhere.origins.index("abstention"), home] > 0.6
    assert (found.shares[:-1, home] < 0.05).all()
    assert {"at-bounds", "dispersed"} <= {doubt.code for doubt in found.doubts}


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_half_of_the_constituencies_predict_the_others_better_than_proportional_swing(votes, seed):
    found = held_out(votes, seed=seed)
    assert found.estimated < 0.97 * found.swing < 0.08


def test_two_official_files_as_two_elections(shared, tmp_path):
    """The same from election folders: every constituency is paired, and the lists are of almost the same people."""
    lists, results = shared / "fr-europeennes-2024-lists.csv", shared / "fr-europeennes-2024-circonscriptions.csv"
    import_files("fr-europeennes-circonscriptions", [results, lists], tmp_path / "june-9")
    import_files("fr-legislatives-candidats", [shared / "fr-legislatives-2024-t1.csv"], tmp_path / "june-30")
    found = from_elections(tmp_path / "june-9", tmp_path / "june-30")
    assert (len(found.units), found.left_out, len(found.origins)) == (577, 0, 39)
    assert found.first[:, found.origins.index("5")].sum() == 7_765_945
    assert found.names["5"].name.startswith("LA FRANCE REVIENT")
    assert 0 < found.moved < found.first.sum() // 100
