"""How a comparison shows itself in a notebook: a small table and the half circles, without a style sheet around them."""

from collections.abc import Sequence
from html import escape

from suffrage.compare.comparison import Comparison
from suffrage.compare.playing import Played
from suffrage.compare.report.tongue import Tongue
from suffrage.model import Language
from suffrage.record.site.pictures import PALETTE, colour_class, half_circle, standing_alone
from suffrage.words import say
from suffrage.words.numbers import say_integer


def seats_html(comparison: Comparison, language: Language = "en") -> str:
    """The seats of every scenario, side by side."""
    tongue = Tongue(comparison, language)
    generated = comparison.home.election.generated
    mark = f"<p><b>{escape(tongue.say('generated'))}</b></p>" if generated else ""
    return mark + _seats([(tongue.numbered(played), played) for played in comparison.played], comparison.parties, language)


def played_html(played: Played, language: Language = "en") -> str:
    """The seats of one scenario."""
    parties = sorted(played.seats, key=lambda party: (-played.seats[party], party))
    return _seats([(played.scenario.names.text(language, played.scenario.code), played)], parties, language)


def _seats(named: Sequence[tuple[str, Played]], parties: Sequence[str], language: Language) -> str:
    head = "".join(f"<th><bdi>{escape(name)}</bdi></th>" for name, _ in named)
    rows = "".join(
        f"<tr><th>{_swatch(parties, party)}<bdi>{escape(party)}</bdi></th>{_numbers(named, party, language)}</tr>"
        for party in parties
    )
    pictures = "".join(f'<div style="width:20rem">{escape(name)}{_picture(played, parties)}</div>' for name, played in named)
    party = escape(say(language, "study.party"))
    return (
        f"<table><thead><tr><th>{party}</th>{head}</tr></thead><tbody>{rows}</tbody></table>"
        f'<div style="display:flex;flex-wrap:wrap;gap:1rem;background:#fff;color:#000">{pictures}</div>'
    )


def _numbers(named: Sequence[tuple[str, Played]], party: str, language: Language) -> str:
    return "".join(f"<td>{say_integer(language, played.seats.get(party, 0))}</td>" for _, played in named)


def _swatch(parties: Sequence[str], party: str) -> str:
    colour = PALETTE[colour_class(parties, party)]
    return f'<span style="display:inline-block;width:.8em;height:.8em;margin-right:.4em;background:{colour}"></span>'


def _picture(played: Played, parties: Sequence[str]) -> str:
    seats = [(party, played.seats[party]) for party in parties if played.seats.get(party)]
    seats += [("", played.open_seats)] if played.open_seats else []
    return standing_alone(half_circle(seats, parties, escape(", ".join(f"{party or '—'} {number}" for party, number in seats))))
