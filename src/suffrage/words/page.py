"""A calculation as one self-contained HTML page: each step with its article, and the table of averages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from suffrage.model import ContestResult, Language, steps
from suffrage.words import say
from suffrage.words.explain import Speaker, explain
from suffrage.words.numbers import say_fraction, say_integer

_STYLE = (
    "body{font:16px/1.6 'Noto Sans Khmer','Khmer OS','Noto Sans',sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top}td.n{text-align:right}td.won{font-weight:bold;background:#eef}"
)


@dataclass(frozen=True, slots=True)
class Chapter:
    """One contest for the page, with the names of its options by code."""

    result: ContestResult
    title: str
    names: Mapping[str, str]


def explanation_page(chapters: Iterable[Chapter], language: Language) -> str:
    """The calculations of several contests as HTML that needs no network and no script."""
    parts = [part for chapter in chapters for part in _chapter(chapter, language)]
    return (
        f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>suffrage</title><style>{_STYLE}</style>\n{chr(10).join(parts)}\n</html>\n"
    )


def averages(result: ContestResult) -> dict[str, list[tuple[int, bool]]]:
    """Option → its averages with 0, 1, 2 … seats so far, as (divisor, whether it won a seat), up to the first that did not."""
    won: dict[str, set[int]] = {}
    for step in result.outcome.steps:
        if isinstance(step, steps.Average) and step.power == 1 and step.divisor.denominator == 1:
            won.setdefault(step.option_id, set()).add(step.divisor.numerator)
    return {
        option: [(divisor, divisor in divisors) for divisor in range(min(divisors), max(divisors) + 2)]
        for option, divisors in won.items()
    }


def _chapter(chapter: Chapter, language: Language) -> list[str]:
    title = say(language, "report.calculation", name=chapter.title)
    head = "".join(f"<th>{escape(say(language, f'column.{column}'))}</th>" for column in ("step", "article"))
    rows = [
        f"<tr><td>{escape(line.text)}</td><td>{escape(line.article)}</td></tr>"
        for line in explain(chapter.result.outcome, language, chapter.names)
    ]
    return [f"<h1>{escape(title)}</h1>", f"<table><tr>{head}</tr>", *rows, "</table>", *_averages(chapter, language)]


def _averages(chapter: Chapter, language: Language) -> list[str]:
    rows = averages_rows(chapter.result, chapter.names, language)
    return [f"<h2>{escape(say(language, 'report.averages'))}</h2>", "<table>", *rows, "</table>"] if rows else []


def averages_rows(result: ContestResult, names: Mapping[str, str], language: Language) -> list[str]:
    """The table of averages, a row of HTML for each option; a cell that won a seat has the class `won`."""
    votes, speaker, rows = result.totals.votes, Speaker(language, names), []
    for option, cells in averages(result).items():
        texts = "".join(
            f'<td class="n{" won" if won else ""}">÷ {say_integer(language, divisor)}<br>'
            f"{say_fraction(language, Fraction(votes[option], divisor))}</td>"
            for divisor, won in cells
        )
        rows.append(f'<tr><th scope="row">{escape(speaker.option(option))}</th>{texts}</tr>')
    return rows
