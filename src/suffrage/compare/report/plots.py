"""Plots of sweeps and draws. Every line has its own form and the code of its party beside it: the colour is not the only sign."""

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from suffrage.compare.playing import Played
from suffrage.compare.report.extras import DrawnScenario
from suffrage.compare.report.tongue import Tongue
from suffrage.compare.sweeps import Swept
from suffrage.documents.blocks import Picture
from suffrage.documents.drawing import GREY, INK, STYLE, new_figure, picture_of
from suffrage.record.site.pictures import COLOURS, PALETTE, colour_class

_MARKERS = "osD^vPX*"
_DASHES = ("-", "--", "-.", ":", (0, (5, 1)), (0, (1, 1)), (0, (6, 2, 1, 2, 1, 2)), (0, (3, 1)))
LEAST = 40
"""A party with less than one seat of so many at every step has no line of its own; the table has it."""
_LETTERS = 8


def sweep(tongue: Tongue, swept: Swept, label: str) -> Picture:
    """The seats of the largest parties at each step, as lines; a dotted line where the majority begins."""
    amounts = [float(amount * 100) for amount, _ in swept.points]
    whole = sum(swept.points[0][1].house.seats.values())
    most = {party: max(played.seats.get(party, 0) for _, played in swept.points) for party in tongue.comparison.parties}
    parties = [party for party, seats in most.items() if seats * LEAST >= whole]
    with mpl.rc_context(STYLE):
        figure, axes = new_figure(3.4)
        ends = []
        for party in parties[:COLOURS]:
            seats = [played.seats.get(party, 0) for _, played in swept.points]
            place = tongue.comparison.parties.index(party) % COLOURS
            axes.plot(
                amounts,
                seats,
                color=PALETTE[colour_class(tongue.comparison.parties, party)],
                marker=_MARKERS[place],
                linestyle=_DASHES[place],
                markeredgecolor=INK,
                markeredgewidth=0.4,
                clip_on=False,
            )
            ends.append((seats[-1], party))
        _end_labels(axes, amounts[-1], (amounts[-1] - amounts[0] or 1) / 40, ends)
        majority = whole / 2
        axes.set_ylim(bottom=0)
        if majority <= axes.get_ylim()[1] * 1.3:
            axes.axhline(majority, color=GREY, linestyle=":", linewidth=1)
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tongue.decimal(value)))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: tongue.decimal(value)))
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        return picture_of(figure, label)


def draws(tongue: Tongue, drawn: DrawnScenario, played: Played, label: str) -> Picture:
    """For each party a bar between the bounds, a dot at the median, and a cross at the seats by the votes as they are."""
    parties = [each for each in drawn.parties if each.high][:12]
    with mpl.rc_context(STYLE):
        figure, axes = new_figure(0.8 + 0.28 * max(1, len(parties)))
        for row, each in enumerate(parties):
            colour = PALETTE[colour_class(tongue.comparison.parties, each.party)]
            axes.plot([each.low, each.high], [row, row], color=colour, linewidth=7, solid_capstyle="butt")
            axes.plot([each.median], [row], marker="o", color=INK, markersize=6, markerfacecolor="#ffffff")
            axes.plot([played.seats.get(each.party, 0)], [row], marker="x", color=INK, markersize=7)
        axes.axvline(sum(played.house.seats.values()) / 2, color=GREY, linestyle=":", linewidth=1)
        axes.set_yticks(range(len(parties)), [each.party[:_LETTERS] for each in parties])
        axes.set_ylim(max(1, len(parties)) - 0.5, -0.5)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: tongue.decimal(value)))
        return picture_of(figure, label, tongue.by_code(drawn.scenario))


def _end_labels(axes: Axes, x: float, gap: float, ends: Sequence[tuple[int, str]]) -> None:
    """The code of each line at its right end, moved apart where they would lie upon each other."""
    highest = max((seats for seats, _ in ends), default=1) or 1
    least, last = highest / 16, float("-inf")
    for seats, party in sorted(ends):
        last = max(float(seats), last + least)
        axes.annotate(party[:_LETTERS], (x, seats), xytext=(x + gap, last), va="center", annotation_clip=False)
