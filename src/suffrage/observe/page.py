"""A quick count as a document: tables, intervals as bars, every seat, the official record, arrivals, the checklist, incidents."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from suffrage.documents.blocks import Block, Bullets, Cell, Document, Paragraph, Picture, Section, Table
from suffrage.model import Language
from suffrage.observe.arriving import Look, arrivals_section
from suffrage.observe.forms import Incident, Proportion
from suffrage.observe.naming import Naming
from suffrage.observe.official import Compared
from suffrage.observe.quickcount import ContestCount, QuickCount, Seats
from suffrage.observe.telling import (
    contest_lines,
    count_lines,
    official_lines,
    say_level,
    say_seats,
    say_share,
    say_shares,
    share_heads,
    share_rows,
)
from suffrage.words import say
from suffrage.words.numbers import say_integer

LEAST_SHOWN = 0.005
"""Options with a smaller share have no bar."""
_LETTERS = 12
_LEFT, _WIDTH = 110, 680
"""Where the scale of the bars begins, and how long it is."""


def quick_count_document(
    found: QuickCount,
    title: str,
    tongue: Language,
    names: Naming,
    *,
    official: Compared | None = None,
    checklist: Sequence[Proportion] = (),
    incidents: Sequence[Incident] = (),
    looks: Sequence[Look] = (),
    generated: bool = False,
) -> Document:
    """The document. `looks`: the estimates after so many reports, the last of which is `found`."""
    intro: list[Block] = [Paragraph(say(tongue, "report.generated"), mark=True)] if generated else []
    intro.append(_list(count_lines(tongue, found, names)))
    sections = []
    if found.parties:
        table = _parties(found.parties, found.level, tongue, names)
        sections.append(Section("parties", say(tongue, "quickcount.by-party"), [table]))
    if found.whole:
        sections.append(_contest(found.whole, found, tongue, names, say(tongue, "quickcount.all"), "all"))
    for place, count in enumerate(found.contests):
        sections.append(_contest(count, found, tongue, names, names.contest(count.contest_id), f"c{place}"))
    if len(looks) > 1:
        sections.append(arrivals_section(looks, tongue, names))
    if official:
        lines = _list(official_lines(tongue, official))
        sections.append(Section("official", say(tongue, "quickcount-report.official"), [lines]))
    if checklist:
        sections.append(Section("checklist", say(tongue, "quickcount.checklist"), [_checklist(checklist, found.level, tongue)]))
    if incidents:
        sections.append(Section("incidents", say(tongue, "quickcount.incidents"), [_incidents(incidents, tongue)]))
    mark = say(tongue, "study.generated-mark") if generated else ""
    return Document(tongue, say(tongue, "quickcount.title", name=title), mark, intro, sections)


def _contest(count: ContestCount, found: QuickCount, tongue: Language, names: Naming, title: str, anchor: str) -> Section:
    def name(code: str) -> str:
        return names.option(count.contest_id or (found.contests[0].contest_id if found.contests else ""), code)

    heads = share_heads(tongue, count, found.level)
    rows = list(share_rows(tongue, count, name))
    blocks: list[Block] = [_table(heads, rows, texts=0)] if rows else []
    if count.shares:
        blocks.append(_bars(count, tongue, name))
    return Section(anchor, title, [*blocks, _list(contest_lines(tongue, count, name))])


def _bars(count: ContestCount, tongue: Language, name: Callable[[str], str]) -> Picture:
    """The intervals as bars on one scale from 0 to the largest end; the worst case as a thin line behind each.

    Codes stand before the bars, and the table has the names: Typst does not shape Khmer inside a drawing.
    """
    shown = [own for own in sorted(count.shares, key=lambda own: -(own.share or 0)) if (own.share or 0) >= LEAST_SHOWN]
    ends = [end for own in shown for interval in (own.interval, own.worst) if interval for end in interval]
    most = max([*ends, *((own.share or 0) for own in shown), 0.01])
    parts = []
    for row, own in enumerate(shown):
        y = 24 * row + 12
        title = escape(f"{name(own.code)} {say_share(tongue, own.share)} {say_shares(tongue, own.interval)}")
        words = escape(own.code[:_LETTERS])
        parts.append(f'<g><title>{title}</title><text x="0" y="{y + 5}" font-size="13">{words}</text>')
        for interval, width, colour in ((own.worst, 3, "#999"), (own.interval, 10, "#2b5d8a")):
            if interval:
                low, high = (_LEFT + _WIDTH * end / most for end in interval)
                parts.append(
                    f'<rect x="{low:.1f}" y="{y - width / 2}" width="{max(high - low, 1):.1f}" height="{width}" fill="{colour}"/>'
                )
        parts.append(f'<circle cx="{_LEFT + _WIDTH * (own.share or 0) / most:.1f}" cy="{y}" r="3.5" fill="#b30000"/></g>')
    label, height = say(tongue, "quickcount-report.bars"), 24 * len(shown)
    return drawn(f"0 0 800 {height + 24}", f"{_scale(most, height, tongue)}{''.join(parts)}", label, label)


def _scale(most: float, height: int, tongue: Language) -> str:
    """The lines and the percentages under the bars, from 0 on, at most seven of them."""
    step = next(step for step in (1, 2, 5, 10, 20, 25, 50, 100) if most * 100 / step < 7)
    parts = []
    for percent in range(0, int(most * 100) + 1, step):
        x = f"{_LEFT + _WIDTH * percent / 100 / most:.1f}"
        parts.append(f'<line x1="{x}" x2="{x}" y1="0" y2="{height + 4}" stroke="#ddd"/>')
        parts.append(
            f'<text x="{x}" y="{height + 18}" font-size="12" text-anchor="middle">{say_integer(tongue, percent)} %</text>'
        )
    return "".join(parts)


def drawn(box: str, parts: str, label: str, title: str = "") -> Picture:
    """A drawing whose pieces are SVG already. `box`: its view box."""
    opening = f'xmlns="http://www.w3.org/2000/svg" viewBox="{box}" role="img" aria-label="{escape(label)}"'
    return Picture(f'<svg class="plot" {opening}>{parts}</svg>', f"<svg {opening}>{parts}</svg>", label, title)


def _parties(parties: Iterable[Seats], level: float, tongue: Language, names: Naming) -> Table:
    heads = (
        say(tongue, "quickcount.option"),
        say(tongue, "quickcount.seats"),
        say(tongue, "quickcount.interval", level=say_level(tongue, level)),
    )
    rows = [
        (names.party(own.code), say_integer(tongue, own.seats), say_seats(tongue, own.interval))
        for own in parties
        if own.interval[1]
    ]
    return _table(heads, rows, texts=0)


def _checklist(checklist: Iterable[Proportion], level: float, tongue: Language) -> Table:
    heads = [say(tongue, f"quickcount.{key}") for key in ("question", "answered", "yes")]
    heads.append(say(tongue, "quickcount.interval", level=say_level(tongue, level)))
    rows = [
        (
            own.question.names.text(tongue, own.question.question_id),
            f"{say_integer(tongue, own.answered)}/{say_integer(tongue, own.asked)}",
            say_share(tongue, own.share),
            say(tongue, f"quickcount.{own.reason}") if own.reason else say_shares(tongue, own.interval),
        )
        for own in checklist
    ]
    return _table(heads, rows, texts=0)


def _incidents(incidents: Iterable[Incident], tongue: Language) -> Table:
    heads = [say(tongue, f"quickcount-report.{key}") for key in ("time", "station", "where", "severity", "what")]
    rows = [
        (own.time.isoformat(" ", "minutes"), own.station_id, own.place, say(tongue, f"quickcount.{own.severity}"), own.text)
        for own in incidents
    ]
    return _table(heads, rows, texts=4)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], texts: int) -> Table:
    return Table("", heads, [[Cell(cell) for cell in row] for row in rows], texts)


def _list(lines: Iterable[str]) -> Bullets:
    return Bullets([(line.strip(), "") for line in lines])
