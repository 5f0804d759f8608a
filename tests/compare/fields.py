"""Fields of draws that several test modules use."""

from fractions import Fraction

import numpy as np

from suffrage.compare.montecarlo import Field, Noise
from suffrage.model import Shape
from suffrage.model.shapes import Bar

PARTIES = ("A", "B", "C", "D", "E")
HALF = Bar(Fraction(1, 2), strict=True)
QUARTER = Bar(Fraction(1, 4), "registered")
FRENCH = Shape("majority", "most-votes", rounds=2, majority=HALF, quorum=QUARTER, bar=Bar(Fraction(1, 8), "registered"))
EVERYTHING = Noise(swing=0.1, local=0.2, turnout=0.1, local_turnout=0.1, transfers=0.2, second=0.1)


def field_of(rows, shape, transfers=None, *, with_registered=True):
    most = max(len(votes) for votes, *_ in rows)
    votes, party_of = np.full((len(rows), most), -1), np.full((len(rows), most), -1)
    for row, (own, parties, *_) in enumerate(rows):
        votes[row, : len(own)], party_of[row, : len(own)] = own, parties
    return Field(
        parties=PARTIES,
        contests=tuple(str(number) for number in range(len(rows))),
        votes=votes,
        party_of=party_of,
        seats=np.array([seats for _, _, seats, _ in rows]),
        shape=shape,
        registered=np.array([sum(own) + away for own, _, _, away in rows]) if with_registered else None,
        transfers=transfers,
    )
