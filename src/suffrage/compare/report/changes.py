"""Who gains and who loses where: by party, and place by place on a map or in a grid."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from suffrage.compare.comparison import Gain
from suffrage.compare.playing import Played
from suffrage.compare.report.maps import Outlines, draw_map
from suffrage.compare.report.tongue import Tongue
from suffrage.documents.blocks import Block, Boxes, Cell, Paragraph, Table, Title
from suffrage.record.site.pictures import COLOURS, MOST_BOXES, colour_class

Places = Mapping[str, list[Gain]]
"""Place → who gains and loses there; nothing where nobody does."""

_LETTERS = 6
MOST_OPEN = 30
"""A table of more places is folded on a screen."""


def gains_and_losses(tongue: Tongue, played: Played, outlines: Outlines | None) -> Iterator[Block]:
    """The whole of it for one scenario."""
    places = places_of(tongue, played)
    gains = [gain for found in places.values() for gain in found]
    yield Title(tongue.say("gains"))
    if not gains:
        yield Paragraph(tongue.say("no-gains"))
        return
    changed = sum(bool(found) for found in places.values())
    if len(places) > 1:
        yield Paragraph(tongue.say("gains-says", changed=changed, places=len(places)))
    yield _by_party(tongue, gains, several=len(places) > 1)
    if len(places) > 1:
        yield from _picture(tongue, played, places, outlines)
        yield _by_place(tongue, places, changed)


def places_of(tongue: Tongue, played: Played) -> Places:
    """Every place in which home and scenario can be compared, in order; those without a change too."""
    found: dict[str, list[Gain]] = {place: [] for place in dict.fromkeys(_place(played))}
    for gain in tongue.comparison.gains(played):
        found.setdefault(gain.place, []).append(gain)
    return found


def _place(played: Played) -> Iterator[str]:
    """The place of each constituency: itself, or the contest at home of which it is a part."""
    pieces = Counter(part for each in played.constituencies for part in each.parts)
    for each in played.constituencies:
        yield each.parts[0] if len(each.parts) == 1 and pieces[each.parts[0]] > 1 else each.code


def _by_party(tongue: Tongue, gains: Iterable[Gain], *, several: bool) -> Table:
    """Party by party: seats gained and lost, and in how many places."""
    up, down, ups, downs = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for gain in gains:
        more = gain.after - gain.before
        (up if more > 0 else down)[gain.party] += abs(more)
        (ups if more > 0 else downs)[gain.party] += 1
    parties = [party for party in tongue.comparison.parties if up[party] or down[party]]
    rows = [
        [
            tongue.party(party),
            Cell(tongue.number(up[party]), tongue.say("in-places", number=ups[party]) if several and up[party] else ""),
            Cell(tongue.number(down[party]), tongue.say("in-places", number=downs[party]) if several and down[party] else ""),
            Cell(tongue.signed(up[party] - down[party]), strong=True),
        ]
        for party in parties
    ]
    head = [tongue.say(key) for key in ("party", "gained", "lost", "difference")]
    return Table("", head, rows)


def _by_place(tongue: Tongue, places: Places, changed: int) -> Table:
    """Place by place, those with a change."""
    rows = [
        [tongue.place(place), Cell(_list(tongue, found, 1)), Cell(_list(tongue, found, -1))]
        for place, found in places.items()
        if found
    ]
    head = [tongue.say(key) for key in ("place", "gains-there", "losses-there")]
    return Table("", head, rows, texts=2, folded=tongue.say("places-folded", number=changed) if changed > MOST_OPEN else "")


def _list(tongue: Tongue, found: Iterable[Gain], sign: int) -> str:
    """Each party with its seats gained (or lost, for a `sign` below 0): RN +2 (1 → 3), and so on."""
    own = [gain for gain in found if (gain.after - gain.before) * sign > 0]
    own.sort(key=lambda gain: (-abs(gain.after - gain.before), gain.party))
    return (
        " · ".join(
            tongue.say(
                "gain",
                party=tongue.short(gain.party).text,
                difference=tongue.signed(gain.after - gain.before),
                before=gain.before,
                after=gain.after,
            )
            for gain in own
        )
        or "—"
    )


def _picture(tongue: Tongue, played: Played, places: Places, outlines: Outlines | None) -> Iterator[Block]:
    """A map of the places that have an outline, and a grid of the others."""
    beside = set(places)
    if outlines:
        colours = {place: _colour(tongue, found) for place, found in places.items()}
        contests = {
            part: place for each, place in zip(played.constituencies, _place(played), strict=True) for part in each.parts
        }
        drawn = draw_map(
            outlines,
            {contest: colours[place] for contest, place in contests.items()},
            tongue.say("map", name=tongue.numbered(played)),
            [*_key(tongue, colours.values()), ("", tongue.say("no-change"))],
        )
        if drawn:
            yield Paragraph(tongue.say("map-says"))
            yield drawn
            beside = {place for contest, place in contests.items() if contest not in outlines.drawn}
    if 0 < len(beside) <= MOST_BOXES:
        yield Boxes(tongue.say("grid-says"), [_box(tongue, place, found) for place, found in places.items() if place in beside])


def _key(tongue: Tongue, used: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The key of a map: each colour that is used, with the code of its party."""
    colours = set(used)
    for party in tongue.comparison.parties[:COLOURS]:
        if (colour := colour_class(tongue.comparison.parties, party)) in colours:
            yield colour, party[:_LETTERS]
    if "cx" in colours:
        yield "cx", tongue.say("others")


def _colour(tongue: Tongue, found: list[Gain]) -> str:
    """The colour of the party that gains most; none where nobody does."""
    most = _most(found, 1)
    return colour_class(tongue.comparison.parties, most.party) if most else ""


def _box(tongue: Tongue, place: str, found: list[Gain]) -> Cell:
    """What changed in one place, in a few letters."""
    gains, loses = _most(found, 1), _most(found, -1)
    if gains and loses and gains.before == loses.after == 0 and gains.after == loses.before == 1:
        text = f"{loses.party[:_LETTERS]}→{gains.party[:_LETTERS]}"
    else:
        most = gains or loses
        text = f"{most.party[:_LETTERS]} {tongue.signed(most.after - most.before)}" if most else "="
    return Cell(place, text, _colour(tongue, found))


def _most(found: list[Gain], sign: int) -> Gain | None:
    """The largest gain, or loss."""
    own = [gain for gain in found if (gain.after - gain.before) * sign > 0]
    return max(own, key=lambda gain: (abs(gain.after - gain.before), gain.party), default=None)
