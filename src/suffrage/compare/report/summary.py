"""The seats side by side: who has how many under each law, as a table and as half circles."""

from collections.abc import Iterator
from fractions import Fraction
from html import escape

from suffrage.compare.playing import Played
from suffrage.compare.report.tongue import Tongue
from suffrage.documents.blocks import Block, Cell, Gallery, Paragraph, Picture, Section, Table
from suffrage.record.site.pictures import half_circle, standing_alone


def summary(tongue: Tongue) -> Section:
    """The seats by party and scenario."""
    return Section("seats", tongue.say("seats"), list(_blocks(tongue)))


def _blocks(tongue: Tongue) -> Iterator[Block]:
    yield Paragraph(tongue.say("seats-says"))
    yield _table(tongue)
    published = tongue.comparison.study.published
    if published:
        yield Paragraph(tongue.say("published-says", source=published.source))
    pictures = [_half_circle(tongue, played) for played in tongue.comparison.played]
    yield Gallery([picture for picture in pictures if picture.on_page])


def _table(tongue: Tongue) -> Table:
    comparison = tongue.comparison
    published = comparison.study.published
    head = [tongue.say("party"), tongue.say("votes-share")]
    head += [tongue.numbered(played) for played in comparison.played]
    head += [tongue.say("published")] if published else []
    votes = sum(comparison.base.votes.values())
    rows = []
    for party in comparison.parties:
        share = Cell(tongue.percent(_share(comparison.base.votes.get(party, 0), votes)))
        cells = [_seats(tongue, played, party) for played in comparison.played]
        beside = [Cell(tongue.number(published.seats.get(party)))] if published else []
        rows.append([tongue.party(party), share, *cells, *beside])
    return Table("", head, rows + _sums(tongue, with_published=bool(published)), form="broad")


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(part, whole) if whole else None


def _seats(tongue: Tongue, played: Played, party: str) -> Cell:
    """A party's seats, the difference to those at home, and whether it has the majority."""
    seats, base = played.seats.get(party, 0), tongue.comparison.base
    difference = seats - base.seats.get(party, 0)
    small = "" if played is base or not difference else tongue.signed(difference)
    return Cell(tongue.number(seats), small, strong=2 * seats > sum(played.house.seats.values()))


def _sums(tongue: Tongue, *, with_published: bool) -> list[list[Cell]]:
    """Below the parties: the seats that nobody has, all seats, and how many are a majority."""
    played, end = tongue.comparison.played, [Cell("")] if with_published else []
    whole = [sum(each.house.seats.values()) for each in played]
    lines = {"total": whole, "majority": [seats // 2 + 1 for seats in whole]}
    if any(each.open_seats for each in played):
        lines = {"open-seats": [each.open_seats for each in played]} | lines
    return [
        [Cell(tongue.say(name)), Cell(""), *(Cell(tongue.number(number)) for number in numbers), *end]
        for name, numbers in lines.items()
    ]


def _half_circle(tongue: Tongue, played: Played) -> Picture:
    parties = tongue.comparison.parties
    seats = [(party, played.seats[party]) for party in parties if played.seats.get(party)]
    if played.open_seats:
        seats.append(("", played.open_seats))
    title = tongue.numbered(played)
    label = tongue.say("half-circle", name=title, seats=sum(number for _, number in seats))
    drawn = half_circle(seats, parties, escape(label))
    return Picture(drawn, standing_alone(drawn), label, title)
