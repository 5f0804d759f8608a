"""How a quick count changed as reports came in: the largest options' shares at each look, with their intervals."""

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.ticker import FuncFormatter, MaxNLocator

from suffrage.documents.blocks import Block, Cell, Picture, Section, Table
from suffrage.documents.drawing import STYLE, new_figure, picture_of
from suffrage.model import Language
from suffrage.observe.naming import Naming
from suffrage.observe.quickcount import ContestCount, QuickCount, Share
from suffrage.observe.telling import interval_or_reason, say_level, say_share
from suffrage.record.site.pictures import PALETTE
from suffrage.words import say
from suffrage.words.numbers import say_integer

Look = tuple[int, QuickCount]
"""How many reports had come in, and the estimate from them."""
LARGEST = 5
"""So many options are shown."""
_MARKERS = "osD^v"
_LETTERS = 8


def shown_count(found: QuickCount) -> ContestCount:
    """What is shown of a look: all contests together, or the first one where their options differ."""
    return found.whole or found.contests[0]


def arrivals_section(looks: Sequence[Look], tongue: Language, names: Naming) -> Section:
    """A picture and a table of the looks."""
    last = shown_count(looks[-1][1])
    codes = [own.code for own in sorted(last.shares, key=lambda own: -(own.share or 0))[:LARGEST]]
    contest = last.contest_id or looks[-1][1].contests[0].contest_id
    heads = [say(tongue, f"quickcount-report.{key}") for key in ("reports", "level")]
    heads += [names.option(contest, code) for code in codes]
    rows = []
    for number, found in looks:
        shares = {own.code: own for own in shown_count(found).shares}
        cells = [_cell(tongue, shares.get(code)) for code in codes]
        rows.append([Cell(say_integer(tongue, number)), Cell(say_level(tongue, found.level)), *cells])
    blocks: list[Block] = [_plot(looks, codes, tongue), Table("", heads, rows, form="stacked")]
    return Section("arrivals", say(tongue, "quickcount-report.arrivals"), blocks)


def _cell(tongue: Language, share: Share | None) -> Cell:
    return Cell("—") if share is None else Cell(say_share(tongue, share.share), interval_or_reason(tongue, share))


def _plot(looks: Sequence[Look], codes: Sequence[str], tongue: Language) -> Picture:
    label = say(tongue, "quickcount-report.arrivals-plot")
    with mpl.rc_context(STYLE):
        figure, axes = new_figure(3.2)
        for place, code in enumerate(codes):
            colour = PALETTE[f"c{place}"]
            points = [
                (number, own.share, own.interval or (own.share, own.share))
                for number, found in looks
                for own in shown_count(found).shares
                if own.code == code and own.share is not None
            ]
            numbers, shares = [point[0] for point in points], [point[1] for point in points]
            axes.plot(numbers, shares, color=colour, marker=_MARKERS[place], markersize=4, linewidth=1)
            axes.vlines(
                numbers, [point[2][0] for point in points], [point[2][1] for point in points], color=colour, linewidth=2
            )
            if points:
                axes.annotate(
                    code[:_LETTERS], (numbers[-1], shares[-1]), xytext=(8, 0), textcoords="offset points", va="center"
                )
        axes.set_ylim(bottom=0)
        axes.set_xlim(left=0)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say_integer(tongue, round(value))))
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{say_integer(tongue, round(value * 100))} %"))
        return picture_of(figure, label, label)
