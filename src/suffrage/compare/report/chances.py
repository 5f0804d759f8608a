"""How sure it is: the closest seats, sweeps and draws."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from suffrage.compare.report.extras import CloseSeat, DrawnScenario, Extras
from suffrage.compare.report.tongue import Tongue
from suffrage.compare.scenario import Swing
from suffrage.compare.sweeps import Swept
from suffrage.documents.blocks import Block, Bullets, Cell, Gallery, Paragraph, Picture, Section, Table, Title

MOST_CLOSE = 20
"""So many of the closest seats of a scenario are shown; the CSV file has them all."""


def chances(tongue: Tongue, extras: Extras) -> Iterator[Section]:
    """A section for each of the three that there is."""
    if extras.closest or extras.majorities:
        yield Section("closest", tongue.say("closest"), list(_closest(tongue, extras)))
    if extras.swept:
        yield Section("sweeps", tongue.say("sweeps"), list(_sweeps(tongue, extras.swept)))
    if extras.draws:
        yield Section("draws", tongue.say("draws"), list(_draws(tongue, extras.draws)))


def _closest(tongue: Tongue, extras: Extras) -> Iterator[Block]:
    yield Paragraph(tongue.say("closest-says"))
    said = [
        tongue.say(f"majority-{each.change}", name=tongue.by_code(each.scenario), party=each.party, votes=each.votes)
        for each in extras.majorities
    ]
    said += [tongue.say("inexact", name=tongue.by_code(scenario)) for scenario in extras.inexact]
    if said:
        yield Bullets([(sentence, "") for sentence in said])
    yield from _close_seats(tongue, extras.closest)


def _close_seats(tongue: Tongue, closest: Sequence[CloseSeat]) -> Iterator[Block]:
    head = [tongue.say(key) for key in ("place", "keeps", "takes", "voters")]
    for scenario, seats in groupby(closest, key=lambda seat: seat.scenario):
        own = list(seats)
        rows = [
            [tongue.place(seat.constituency), *map(tongue.short, (seat.keeps, seat.takes)), Cell(tongue.number(seat.votes))]
            for seat in own[:MOST_CLOSE]
        ]
        yield Table(tongue.by_code(scenario), head, rows, texts=2)
        if len(own) > MOST_CLOSE:
            yield Paragraph(tongue.say("more-in-file", number=len(own) - MOST_CLOSE, file="closest.csv"))


def _sweeps(tongue: Tongue, swept: Sequence[Swept]) -> Iterator[Block]:
    yield Paragraph(tongue.say("sweeps-say"))
    for each in swept:
        yield Title(tongue.by_code(each.scenario))
        yield Paragraph(_what_moves(tongue, each))
        yield _sweep_picture(tongue, each)
        yield _sweep_table(tongue, each)
        number = len(each.points[0][1].constituencies)
        if number > 1:
            yield Paragraph(tongue.say("hanging", number=len(each.hanging), of=number))


def _what_moves(tongue: Tongue, swept: Swept) -> str:
    key = f"swing-{swept.sweep.kind}" if isinstance(swept.sweep, Swing) else "transfer-sweep"
    return tongue.say(key, losing=swept.sweep.losing, gaining=swept.sweep.gaining)


def _sweep_picture(tongue: Tongue, swept: Swept) -> Picture:
    from suffrage.compare.report import plots  # noqa: PLC0415 — matplotlib takes long to load, and many reports need none

    label = tongue.say("sweep-picture", name=tongue.by_code(swept.scenario))
    return plots.sweep(tongue, swept, label)


def _sweep_table(tongue: Tongue, swept: Swept) -> Table:
    """Step by step, the seats of each party that has some."""
    parties = [party for party in tongue.comparison.parties if any(played.seats.get(party) for _, played in swept.points)]
    several = any(played.open_seats for _, played in swept.points)
    head = [tongue.say("moved"), *parties, *([tongue.say("open-seats")] if several else [])]
    rows = []
    for amount, played in swept.points:
        whole = sum(played.house.seats.values())
        cells = [Cell(tongue.number(played.seats.get(p, 0)), strong=2 * played.seats.get(p, 0) > whole) for p in parties]
        beside = [Cell(tongue.number(played.open_seats))] if several else []
        rows.append([Cell(tongue.moved(amount)), *cells, *beside])
    return Table("", head, rows)


def _draws(tongue: Tongue, draws: Sequence[DrawnScenario]) -> Iterator[Block]:
    from suffrage.compare.report import plots  # noqa: PLC0415 — as above

    yield Paragraph(tongue.say("draws-say"))
    if asked := tongue.comparison.study.draws:
        yield Paragraph(tongue.noise(asked))
    for each in draws:
        low = tongue.say("low", percent=each.within * 100)
        head = [*map(tongue.say, ("party", "as-voted", "median")), low, *map(tongue.say, ("high", "with-majority"))]
        played = next(one for one in tongue.comparison.played if one.scenario.code == each.scenario)
        rows = [
            [
                tongue.short(drawn.party),
                Cell(tongue.number(played.seats.get(drawn.party, 0))),
                *(Cell(tongue.number(number)) for number in (drawn.median, drawn.low, drawn.high)),
                Cell(tongue.percent(drawn.majority)),
            ]
            for drawn in each.parties
        ]
        yield Gallery([plots.draws(tongue, each, played, tongue.say("draws-picture", name=tongue.by_code(each.scenario)))])
        yield Table("", head, rows)
        yield Paragraph(tongue.say("draws-made", number=each.number, seed=str(each.seed), engine=each.engine))
