"""A quick count as one self-contained HTML page: tables, intervals as bars, every seat, the official record, the checklist."""

from collections.abc import Callable, Iterable, Sequence
from html import escape

from suffrage.model import Language
from suffrage.observe.forms import Incident, Proportion
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
    share_rows,
)
from suffrage.words import say
from suffrage.words.numbers import say_integer

_STYLE = (
    "body{font:16px/1.6 'Noto Sans Khmer','Khmer OS','Noto Sans',sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left}"
    "svg{width:100%;height:auto}li{margin:.2rem 0}"
)
Names = Callable[[str, str], str]
"""(contest, option) → what to say."""
LEAST_SHOWN = 0.005
"""Options with a smaller share have no bar."""


def quick_count_page(
    found: QuickCount,
    title: str,
    tongue: Language,
    names: Names,
    *,
    official: Compared | None = None,
    checklist: Sequence[Proportion] = (),
    incidents: Sequence[Incident] = (),
    generated: bool = False,
) -> str:
    """The page; it needs no network and no script."""
    head = say(tongue, "quickcount.title", name=title)
    parts = [f"<h1>{escape(head)}</h1>"]
    if generated:
        parts.append(f"<p><strong>{escape(say(tongue, 'report.generated'))}</strong></p>")
    parts.append(_list(count_lines(tongue, found)))
    if found.whole:
        parts += _contest(found.whole, found, tongue, names, say(tongue, "quickcount.all"))
    if found.parties:
        parts += [f"<h2>{escape(say(tongue, 'quickcount.by-party'))}</h2>", _party_table(found.parties, found.level, tongue)]
    for count in found.contests:
        parts += _contest(count, found, tongue, names, say(tongue, "quickcount.contest", code=count.contest_id))
    if official:
        parts.append(_list(official_lines(tongue, official)))
    if checklist:
        parts += [f"<h2>{escape(say(tongue, 'quickcount.checklist'))}</h2>", _checklist(checklist, found.level, tongue)]
    if incidents:
        rows = [
            (own.time.isoformat(" ", "minutes"), own.station_id, own.place, say(tongue, f"quickcount.{own.severity}"), own.text)
            for own in incidents
        ]
        parts += [f"<h2>{escape(say(tongue, 'quickcount.incidents'))}</h2>", _table((), rows)]
    return (
        f'<!doctype html>\n<html lang="{tongue}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(head)}</title><style>{_STYLE}</style>\n{chr(10).join(parts)}\n</html>\n"
    )


def _contest(count: ContestCount, found: QuickCount, tongue: Language, names: Names, title: str) -> list[str]:
    def name(code: str) -> str:
        return names(count.contest_id or (found.contests[0].contest_id if found.contests else ""), code)

    heads = [say(tongue, f"quickcount.{key}") for key in ("option", "share")]
    interval = say(tongue, "quickcount.interval", level=say_level(tongue, found.level))
    heads += [interval, say(tongue, "quickcount.worst"), say(tongue, "quickcount.seats"), interval]
    rows = list(share_rows(tongue, count, name))
    return [
        f"<h2>{escape(title)}</h2>",
        *([_table(heads, rows), _bars(count, tongue, name)] if rows else []),
        _list(contest_lines(tongue, count, name)),
    ]


def _bars(count: ContestCount, tongue: Language, name: Callable[[str], str]) -> str:
    """The intervals as bars on one scale from 0 to the largest end; the worst case as a thin line behind each."""
    shown = [own for own in sorted(count.shares, key=lambda own: -(own.share or 0)) if (own.share or 0) >= LEAST_SHOWN]
    ends = [end for own in shown for interval in (own.interval, own.worst) if interval for end in interval]
    most = max([*ends, *((own.share or 0) for own in shown), 0.01])
    parts = []
    for row, own in enumerate(shown):
        y = 24 * row + 12
        title = escape(f"{name(own.code)} {say_share(tongue, own.share)} {say_shares(tongue, own.interval)}")
        parts.append(f'<g><title>{title}</title><text x="0" y="{y + 5}" font-size="13">{escape(name(own.code)[:34])}</text>')
        for interval, width, colour in ((own.worst, 3, "#999"), (own.interval, 10, "#2b5d8a")):
            if interval:
                low, high = (250 + 540 * end / most for end in interval)
                parts.append(
                    f'<rect x="{low:.1f}" y="{y - width / 2}" width="{max(high - low, 1):.1f}" height="{width}" fill="{colour}"/>'
                )
        parts.append(f'<circle cx="{250 + 540 * (own.share or 0) / most:.1f}" cy="{y}" r="3.5" fill="#b30000"/></g>')
    label = escape(say(tongue, "quickcount.share"))
    return f'<svg viewBox="0 0 800 {24 * len(shown) + 8}" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _party_table(parties: Iterable[Seats], level: float, tongue: Language) -> str:
    heads = (
        say(tongue, "quickcount.option"),
        say(tongue, "quickcount.seats"),
        say(tongue, "quickcount.interval", level=say_level(tongue, level)),
    )
    rows = [(own.code, say_integer(tongue, own.seats), say_seats(tongue, own.interval)) for own in parties if own.interval[1]]
    return _table(heads, rows)


def _checklist(checklist: Iterable[Proportion], level: float, tongue: Language) -> str:
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
    return _table(heads, rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    head = "".join(f"<th>{escape(cell)}</th>" for cell in heads)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table>{f'<tr>{head}</tr>' if head else ''}{body}</table>"


def _list(lines: Iterable[str]) -> str:
    return f"<ul>{''.join(f'<li>{escape(line.strip())}</li>' for line in lines)}</ul>"
