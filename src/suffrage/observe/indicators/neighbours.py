"""Stations unlike their neighbours, and stations whose change since the last election is unlike their neighbours' changes.

Each station's log-odds of turnout and of the winner's share, less the median of its neighbourhood (the smallest area with eight
stations), divided by what chance and the ordinary variety of stations let expect. The figures together are held against their
minimum covariance determinant (P. Rousseeuw and K. Van Driessen, Technometrics 41 (1999) 212–223; from a deterministic start as
M. Hubert, P. Rousseeuw and T. Verdonck, Journal of Computational and Graphical Statistics 21 (2012) 618–637), so that a quarter
of bad stations does not hide itself. The past is the same of the changes (after the idea of M. Levin, G. Cohn, P. Ordeshook and
R. M. Alvarez, "Detecting voter fraud in an electronic voting context", EVT/WOTE 2009, that a change is judged beside its
neighbours').

No p-value: stations differ for honest reasons (a barracks, a monastery, a student house, a hospital), and more often than
normal figures. The cut is that at which, of normal figures, one election in twenty would have a station beyond it.
"""

import numpy as np

from suffrage.observe.distributions import chi_square_quantile
from suffrage.observe.signs import Code, Sheet, Sign, group_medians, log_odds, percent, spread
from suffrage.observe.stations import Counts, Reals

NEIGHBOURS = 8
CORE = 0.75
"""The part of the stations of which location and covariance are made."""
LEAST = 30


def find(sheet: Sheet, past: Sheet | None = None) -> list[Sign]:
    """Signs by the neighbours, and by the own past where it is given."""
    signs = _beside(sheet, "unlike-neighbours", *_today(sheet))
    if past is not None:
        same, earlier = _paired(sheet, past)
        signs += _beside(same, "unlike-past", *_change(same, earlier))
    return signs


def standard(away: Reals, variance: Reals, group: Counts) -> Reals:
    """Figures less their group's median, by the deviation that chance (`variance`) and ordinary variety let expect."""
    away = away - group_medians(away, group)
    variety = max(0.0, spread(away) ** 2 - float(np.median(variance)))
    scaled: Reals = away / np.sqrt(variance + variety)
    return scaled


def distances(figures: Reals) -> Reals:
    """Squared robust distances (n) of n × k figures from their centre, by the minimum covariance determinant."""
    number, k = figures.shape
    core = max(int(np.ceil(CORE * number)), k + 1)
    scale = np.maximum([spread(column - np.median(column)) for column in figures.T], 1e-9)
    own = (((figures - np.median(figures, axis=0)) / scale) ** 2).sum(axis=1)
    kept: Counts = np.argsort(own, kind="stable")[:core]
    for _ in range(100):
        inside = figures[kept]
        covariance = np.atleast_2d(np.cov(inside.T)) + 1e-12 * np.eye(k)
        away = figures - inside.mean(axis=0)
        own = np.einsum("ij,ij->i", away @ np.linalg.inv(covariance), away)
        again = np.argsort(own, kind="stable")[:core]
        if set(again.tolist()) == set(kept.tolist()):
            break
        kept = again
    # The core is narrower than the whole: its median distance is set to that of chi-square.
    found: Reals = own * chi_square_quantile(0.5, k) / max(float(np.median(own)), 1e-12)
    return found


def _today(sheet: Sheet) -> tuple[Reals, Reals]:
    pairs = ((sheet.voters, sheet.registered), (sheet.won, sheet.valid))
    return (
        np.stack([log_odds(hits, of) for hits, of in pairs], axis=1),
        np.stack([_variance(hits, of) for hits, of in pairs], axis=1),
    )


def _change(sheet: Sheet, past: Sheet) -> tuple[Reals, Reals]:
    """The change of the same option's share: the one that wins today."""
    now, chance = _today(sheet)
    same = past.votes[np.arange(len(past.votes)), sheet.winner]
    pairs = ((past.voters, past.registered), (same, past.valid))
    before = np.stack([log_odds(hits, of) for hits, of in pairs], axis=1)
    return now - before, chance + np.stack([_variance(hits, of) for hits, of in pairs], axis=1)


def _variance(hits: Counts, of: Counts) -> Reals:
    found: Reals = 1 / (hits + 0.5) + 1 / (of - hits + 0.5)
    return found


def _paired(sheet: Sheet, past: Sheet) -> tuple[Sheet, Sheet]:
    """The stations that both elections have, by their codes, and the past votes in the order of today's options."""
    before = {past.stations.codes[place]: at for at, place in enumerate(past.places.tolist())}
    chosen = np.array([sheet.stations.codes[place] in before for place in sheet.places.tolist()], dtype=np.bool_)
    same = sheet.part(chosen)
    order = np.array([before[same.stations.codes[place]] for place in same.places.tolist()], dtype=np.int64)
    column = {code: at for at, code in enumerate(past.stations.options)}
    votes = np.zeros((len(order), len(sheet.stations.options)), dtype=np.int64)
    for at, code in enumerate(sheet.stations.options):
        if code in column:
            votes[:, at] = past.votes[order, column[code]]
    earlier = Sheet(
        past.stations,
        past.places[order],
        past.registered[order],
        past.voters[order],
        past.valid[order],
        past.void[order],
        votes,
        same.contest,
        same.winner,
    )
    return same, earlier


def _beside(sheet: Sheet, code: Code, away: Reals, variance: Reals) -> list[Sign]:
    number = len(sheet.places)
    if number < LEAST:
        return []
    group = sheet.groups(NEIGHBOURS)
    figures = np.stack([standard(away[:, at], variance[:, at], group) for at in range(away.shape[1])], axis=1)
    own, cut = distances(figures), chi_square_quantile(1 - 0.05 / number, figures.shape[1])
    turnout, share = sheet.voters / sheet.registered, sheet.won / sheet.valid
    usual = [group_medians(values, group) for values in (turnout, share)]
    signs = []
    for at in np.flatnonzero(own > cut).tolist():
        operands = {
            "turnout": percent(turnout[at]),
            "usual_turnout": percent(usual[0][at]),
            "share": percent(share[at]),
            "usual_share": percent(usual[1][at]),
            "option": sheet.stations.options[sheet.winner[at]],
        }
        signs.append(Sign(code, (int(sheet.places[at]),), score=float(own[at] / cut), operands=operands))
    return signs
