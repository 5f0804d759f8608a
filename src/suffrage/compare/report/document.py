"""The whole report in one language, from its title to its sources; `suffrage.documents` gives it its forms."""

from collections.abc import Iterator

from suffrage.compare.comparison import Comparison
from suffrage.compare.report.chances import chances
from suffrage.compare.report.changes import gains_and_losses
from suffrage.compare.report.extras import Extras
from suffrage.compare.report.laws import assumptions, changes, law_of, law_sources
from suffrage.compare.report.maps import Outlines
from suffrage.compare.report.measuring import measures_section
from suffrage.compare.report.summary import summary
from suffrage.compare.report.tongue import Tongue
from suffrage.documents.blocks import Block, Bullets, Document, Paragraph, Section, Title
from suffrage.model import Language

FILES = ("seats", "constituencies", "gains", "measures", "differences", "closest", "sweeps", "draws")
"""The CSV files beside the page; the last three where there is something in them."""


def document(comparison: Comparison, extras: Extras, language: Language, outlines: Outlines | None = None) -> Document:
    """Everything that is said of a comparison, in the order in which it is told."""
    tongue = Tongue(comparison, language)
    election = comparison.home.election
    name = election.names.text(language, election.election_id)
    title = comparison.study.names.text(language) or tongue.say("title", name=name)
    intro: list[Block] = [Paragraph(tongue.say("generated"), mark=True)] if election.generated else []
    intro += [
        Paragraph(tongue.say("election", name=name, date=election.date)),
        Paragraph(tongue.say("law-in-force", law=tongue.law(comparison.base.law))),
        Paragraph(tongue.say("warning"), mark=True),
    ]
    sections = [summary(tongue), *_scenarios(tongue, outlines), measures_section(tongue)]
    sections += [*chances(tongue, extras), _sources(tongue, files_of(extras))]
    return Document(language, title, tongue.say("generated-mark") if election.generated else "", intro, sections)


def files_of(extras: Extras) -> list[str]:
    """The CSV files that belong to a report."""
    there = {"closest": extras.closest, "sweeps": extras.swept, "draws": extras.draws}
    return [name for name in FILES if there.get(name, True)]


def _scenarios(tongue: Tongue, outlines: Outlines | None) -> Iterator[Section]:
    """A section for each scenario; the law in force has one where something was assumed for it too."""
    base, *others = tongue.comparison.played
    if base.assumptions:
        yield Section("s0", tongue.numbered(base), [*law_of(tongue, base), *assumptions(tongue, base)])
    for number, played in enumerate(others, start=1):
        blocks = [*law_of(tongue, played), *assumptions(tongue, played), *changes(tongue, played)]
        yield Section(f"s{number}", tongue.numbered(played), [*blocks, *gains_and_losses(tongue, played, outlines)])


def _sources(tongue: Tongue, files: list[str]) -> Section:
    """Where the figures and the laws come from, and the files with every figure."""
    comparison = tongue.comparison
    figures = [(source.title, source.url or "") for source in comparison.home.election.sources]
    if comparison.study.published:
        figures.append((comparison.study.published.source, ""))
    laws = list(dict.fromkeys(source for played in comparison.played for source in law_sources(played.law)))
    blocks: list[Block] = [Title(tongue.say("sources-of-figures")), Bullets(figures)] if figures else []
    blocks += [
        Title(tongue.say("sources-of-law")),
        Bullets(laws),
        Title(tongue.say("files")),
        Paragraph(tongue.say("files-say")),
    ]
    blocks.append(Bullets([(tongue.say(f"file-{name}"), f"{name}.csv") for name in files]))
    return Section("sources", tongue.say("sources"), blocks)
