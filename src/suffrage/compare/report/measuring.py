"""The measures of several scenarios side by side."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from suffrage.compare.playing import Played
from suffrage.compare.report.tongue import Tongue
from suffrage.compare.result import Measured
from suffrage.documents.blocks import Block, Cell, Paragraph, Section, Table
from suffrage.words import say


def measures_section(tongue: Tongue) -> Section:
    """Every measure by scenario, and the measures of each party."""
    return Section("measures", tongue.say("measures"), list(_blocks(tongue)))


def _blocks(tongue: Tongue) -> Iterator[Block]:
    played = [each for each in tongue.comparison.played if each.measured]
    head = [tongue.say("measure"), *(tongue.numbered(each) for each in played)]
    columns = [measure_lines(tongue, each.measured) for each in played if each.measured]
    names = dict.fromkeys(name for column in columns for name in column)
    rows = [
        [Cell(say(tongue.language, f"measure.{name}")), *(Cell(column.get(name, "—")) for column in columns)] for name in names
    ]
    yield Paragraph(tongue.say("measures-says"))
    yield Table("", head, rows, form="broad")
    for name, (value, written) in _BY_PARTY.items():
        yield _by_party(tongue, played, name, value, written)


def measure_lines(tongue: Tongue, found: Measured) -> dict[str, str]:
    """The name of each measure (`measure.NAME` in the message files) → its value as people read it."""
    kind = "none" if found.majority is None else "earned" if found.majority_earned else "manufactured"
    lines = {
        "gallagher": tongue.percent(Fraction(found.gallagher) / 100),
        "loosemore-hanby": tongue.percent(found.loosemore_hanby),
        "rose": tongue.percent(found.rose),
        "sainte-lague": tongue.fraction(found.sainte_lague),
        "effective-votes": tongue.fraction(found.effective_parties_by_votes),
        "effective-seats": tongue.fraction(found.effective_parties_by_seats),
        "wasted": tongue.percent(found.wasted),
        "effective-threshold": tongue.percent(found.effective_threshold),
        "malapportionment": tongue.percent(found.malapportionment),
    }
    if found.registered_per_seat:
        low, high = found.registered_per_seat
        lines["per-seat"] = say(tongue.language, "measure.from-to", low=round(low), high=round(high))
    lines["majority"] = say(tongue.language, f"measure.majority-{kind}", party=found.majority)
    return lines


Value = Callable[[Measured], Mapping[str, Fraction | None]]
Written = Callable[[Tongue, Fraction | None], str]

_BY_PARTY: Mapping[str, tuple[Value, Written]] = {
    "advantage": (lambda found: found.advantage, Tongue.fraction),
    "shapley-shubik": (lambda found: found.shapley_shubik, Tongue.percent),
    "banzhaf": (lambda found: found.banzhaf, Tongue.percent),
}


def _by_party(tongue: Tongue, played: list[Played], name: str, value: Value, written: Written) -> Table:
    """One measure of every party, scenario by scenario."""
    values = [value(each.measured) for each in played if each.measured]
    title = say(tongue.language, f"measure.{name}")
    rows = [
        [tongue.party(party), *(Cell(written(tongue, own.get(party))) for own in values)] for party in tongue.comparison.parties
    ]
    head = [tongue.say("party"), *(tongue.numbered(each) for each in played)]
    return Table(title, head, rows, folded=tongue.say("by-party", name=title), form="broad")
