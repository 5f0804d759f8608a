"""What each scenario assumes, and what in the law at home would have to change for it."""

from collections.abc import Iterator

from suffrage.compare.comparison import Structure
from suffrage.compare.playing import Played
from suffrage.compare.report.tongue import Tongue
from suffrage.documents.blocks import Block, Bullets, Cell, Paragraph, Table, Title
from suffrage.law.catalogue import Law
from suffrage.words import say
from suffrage.words.reform import say_difference


def law_of(tongue: Tongue, played: Played) -> Iterator[Block]:
    """Which law is applied, what it says, and what the scenario is, in its author's words."""
    notes = played.scenario.notes.text(tongue.language)
    if notes:
        yield Paragraph(notes)
    yield Paragraph(tongue.say("law-applied", law=tongue.law(played.law)))
    summary = played.law.period.summary.text(tongue.language)
    if summary:
        yield Paragraph(summary)


def assumptions(tongue: Tongue, played: Played) -> Iterator[Block]:
    """What is assumed, sentence by sentence."""
    if played.assumptions:
        yield Title(tongue.say("assumed"))
        yield Bullets([(tongue.assumption(assumed), "") for assumed in played.assumptions])


def changes(tongue: Tongue, played: Played) -> Iterator[Block]:
    """The articles that differ, side by side; where a law is not one that figures say, its sources."""
    base = tongue.comparison.base
    yield Title(tongue.say("changes"))
    rows = [
        [Cell(home, difference.home_article), Cell(other, difference.other_article)]
        for difference in tongue.comparison.differences(played)
        for home, other in [say_difference(tongue.language, difference)]
    ]
    if structures := tongue.comparison.structures(played):
        rows.append([Cell(_structure(tongue, each), each.article) for each in structures])
    if rows:
        yield Table("", [tongue.say("at-home-article"), tongue.say("there-article")], rows, texts=1, form="stacked")
    without = {tongue.law(each.law): law_sources(each.law) for each in (base, played) if each.shape is None}
    for law, sources in without.items():
        yield Paragraph(tongue.say("no-figures", law=law))
        yield Bullets(sources)
    if not rows and base.shape is not None and played.shape is not None:
        yield Paragraph(tongue.say("no-changes"))


def law_sources(law: Law) -> list[tuple[str, str]]:
    """The texts of a law, and where they are."""
    return [(source.title, source.url or "") for source in law.period.sources]


def _structure(tongue: Tongue, structure: Structure) -> str:
    return say(tongue.language, "compare.structure", number=structure.constituencies, seats=structure.seats)
