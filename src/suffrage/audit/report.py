"""Where an audit stands, for people: what was drawn, entered and found, how the risk fell, and on what the outcome hangs."""

from collections.abc import Iterator
from fractions import Fraction

import matplotlib as mpl
import numpy as np
from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullLocator

from suffrage.audit.acts import Assessed
from suffrage.audit.casefile import Case
from suffrage.audit.methods import BY_STATION
from suffrage.audit.saying import say_fact, say_margin
from suffrage.documents.blocks import Block, Cell, Document, Paragraph, Picture, Section, Table
from suffrage.documents.drawing import GREY, INK, STYLE, new_figure, picture_of
from suffrage.model import Language, Totals
from suffrage.words import say
from suffrage.words.numbers import say_fraction, say_integer

_POINTS = 60
"""At most so many points make the line of the risk."""
_LOWEST = 1e-5
"""A risk below this is drawn here."""


def say_risk(risk: float | None) -> str:
    """A risk as a number: four places, and never 0 or 1 by rounding alone."""
    if risk is None:
        return "—"
    if 0 < risk < 0.0001:
        return "< 0.0001"
    return "0" if not risk else f"{min(risk, 0.9999):.4f}" if risk < 1 else "1"


def say_assessment(language: Language, found: Assessed) -> str:
    """The verdict as a sentence, with the reason where there is one."""
    said = [say(language, f"audit-verdict.{found.verdict}")]
    if found.reason:
        said.append(say(language, f"audit-reason.{found.reason}", where=", ".join(found.where) or None))
    return " ".join(said)


def hand_count(case: Case, contest_id: str) -> Totals:
    """The totals of a contest all of whose stations were counted again, by those counts."""
    contest, counts = case.audited.contest(contest_id), case.progress(contest_id).counted.values()
    reported = contest.result.totals
    votes = {option: sum(count.votes[option] for count in counts) for option in contest.options}
    return Totals(
        contest_id=contest_id, round=reported.round, seats=reported.seats, registered=reported.registered, votes=votes
    )


def say_hand_count(language: Language, case: Case, contest_id: str) -> str:
    """What the law makes of a full count."""
    audited = case.audited
    outcome = audited.law.declare(
        hand_count(case, contest_id), slates=audited.contest(contest_id).slates, decisions=audited.decisions, steps=False
    )
    names = audited.labels.option_names(contest_id, language)
    seats = ", ".join(
        f"{names.get(option, option)} {say_integer(language, number)}" for option, number in outcome.seats.items() if number
    )
    return say(language, "audit.hand-count", seats=seats or ", ".join(outcome.next_round) or "—")


def audit_document(case: Case, language: Language) -> Document:
    """The whole audit as a document."""
    election = case.audited.election
    title = say(language, "audit.title", name=election.names.text(language, election.election_id))
    sentences = [
        say(language, f"audit.means-{case.audited.means}"),
        say(language, f"audit-method.{case.opened.method}"),
        say(language, "audit.limit", percent=case.opened.limit * 100),
        say(language, "audit.log", number=len(case.acts), digest=case.head),
        *([say(language, "audit.seeded", seed=case.seed, digest=case.head)] if case.seed else []),
    ]
    intro: list[Block] = [Paragraph(say(language, "report.generated"), mark=True)] if election.generated else []
    intro += map(Paragraph, sentences)
    sections = [_section(case, contest_id, f"c{place}", language) for place, contest_id in enumerate(case.contests)]
    mark = say(language, "study.generated-mark") if election.generated else ""
    return Document(language, title, mark, intro, sections)


def _section(case: Case, contest_id: str, anchor: str, language: Language) -> Section:
    contest, found = case.audited.contest(contest_id), case.assess(contest_id)
    names = case.audited.labels.option_names(contest_id, language)
    blocks: list[Block] = [Paragraph(say_assessment(language, found), mark=True)]
    if found.verdict == "counted-in-full":
        blocks.append(Paragraph(say_hand_count(language, case, contest_id)))
    drawn = say_integer(language, case.progress(contest_id).drawn)
    line = f"{say(language, 'audit.drawn')}: {drawn} · {say(language, 'audit.risk')}: {say_risk(found.risk)}"
    blocks.append(Paragraph(line))
    if found.risk is not None and case.progress(contest_id).drawn:
        blocks.append(_path(case, contest_id, language))
    p = case.risks(contest_id).p
    facts = [
        [
            Cell(say_fact(language, fact, names)),
            Cell(say_margin(language, fact, contest.result.totals)),
            Cell(fact.article),
            Cell(say_risk(float(own))),
        ]
        for fact, own in sorted(zip(contest.facts, p, strict=True), key=lambda pair: -pair[1])
    ]
    blocks.append(_table(language, ("fact", "margin", "article", "risk"), facts))
    if case.opened.method in BY_STATION:
        differences = list(_differences(case, contest_id, language))
        blocks.append(_table(language, ("station", "difference", "entered"), differences, texts=1))
    return Section(anchor, f"{case.audited.labels.contest_name(contest_id, language)} ({contest_id})", blocks)


def _path(case: Case, contest_id: str, language: Language) -> Picture:
    """The risk after each draw as a line on a scale of tenths; where it meets the dashed line of the limit, the audit may stop.

    By what is entered now: a station that is not yet is counted as lost, also in the draws before.
    """
    drawn, limit = case.progress(contest_id).drawn, float(case.opened.limit)
    numbers = np.unique(np.linspace(1, drawn, min(drawn, _POINTS)).round().astype(int)).tolist()
    risks = [1.0, *(max(case.risks(contest_id, number).largest, _LOWEST) for number in numbers)]
    label = say(language, "audit-report.path")
    with mpl.rc_context(STYLE):
        figure, axes = new_figure(2.8)
        axes.step([0, *numbers], risks, where="post", color=INK)
        axes.axhline(limit, color=GREY, linestyle="--", linewidth=1)
        axes.set_yscale("log")
        axes.set_ylim(min(*risks, limit) / 2, 1.3)
        axes.set_xlim(left=0)
        axes.yaxis.set_major_locator(LogLocator(10, numticks=8))
        axes.yaxis.set_minor_locator(NullLocator())
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _percent(language, value)))
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: say_integer(language, round(value))))
        return picture_of(figure, label, label)


def _percent(language: Language, risk: float) -> str:
    """A power of ten as a percentage."""
    return f"{say_fraction(language, Fraction(f'{risk:.6g}') * 100, 4)} %"


def _differences(case: Case, contest_id: str, language: Language) -> Iterator[list[Cell]]:
    """Each station that was counted again, the options whose votes are not those reported, and how many papers were counted."""
    contest = case.audited.contest(contest_id)
    rows = {code: contest.stations.votes[place] for place, code in enumerate(contest.stations.codes)}
    for code, count in sorted(case.progress(contest_id).counted.items()):
        votes = [*(count.votes.get(option, 0) for option in contest.options), count.invalid]
        changed = [
            f"{option} {number - int(was):+d}"
            for option, number, was in zip((*contest.options, "—"), votes, rows[code], strict=True)
            if number != was and not count.lost
        ]
        lost = say(language, "audit-if.one-lost") if count.lost else ""
        yield [Cell(code), Cell(lost or ", ".join(changed) or "—"), Cell("—" if lost else say_integer(language, sum(votes)))]


def _table(language: Language, columns: tuple[str, ...], rows: list[list[Cell]], texts: int = 2) -> Table:
    return Table("", [say(language, f"audit.{column}") for column in columns], rows, texts)
