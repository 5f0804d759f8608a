"""The calculation of seats: a contest's totals, each step with its article, and the table of averages."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

from suffrage.model import ContestResult
from suffrage.record.protocols.speech import FIGURES, Speech
from suffrage.words.explain import explain
from suffrage.words.numbers import say_fraction, say_percent
from suffrage.words.page import averages

COLUMNS = 6
"""Options beside each other in the table of averages; more of them stand in a further table."""


def calculation_data(contests: Iterable[ContestResult], title: str, speech: Speech) -> dict[str, Any]:
    """What the template `calculation` prints of some contests."""
    return speech.frame(title) | {"contests": [_chapter(contest, speech) for contest in contests]}


def _chapter(contest: ContestResult, speech: Speech) -> dict[str, Any]:
    names = speech.names(contest.contest_id)
    totals = contest.totals
    lines = explain(contest.outcome, speech.language, names)
    known = [(figure, getattr(totals, figure)) for figure in FIGURES if getattr(totals, figure) is not None]
    return {
        "title": speech.contest(contest.contest_id),
        "state": speech.state(contest),
        "facts": [[speech.say(figure), speech.number(number)] for figure, number in known],
        "votes": {
            "head": [speech.say(word) for word in ("option", "votes", "share", "seats", "result")],
            "rows": [_option_row(contest, option, speech) for option in _by_votes(contest)],
        },
        "steps": {
            "caption": speech.say("calculation"),
            "head": [speech.say("step"), speech.say("article")],
            "rows": [[speech.number(number), line.text, line.article] for number, line in enumerate(lines, start=1)],
        },
        "averages": {"caption": speech.say("averages"), "blocks": list(_averages(contest, speech))},
    }


def _by_votes(contest: ContestResult) -> list[str]:
    """The options, most votes first; equal ones in the order of their codes."""
    return sorted(contest.totals.votes, key=lambda option: -contest.totals.votes[option])


def _option_row(contest: ContestResult, option: str, speech: Speech) -> list[str]:
    votes, outcome = contest.totals.votes[option], contest.outcome
    seats = outcome.seats.get(option, 0)
    return [
        speech.options(contest.contest_id).option(option),
        speech.number(votes),
        say_percent(speech.language, votes, contest.totals.valid_votes),
        speech.number(seats) if seats else "",
        verdict(contest, option, speech),
    ]


def verdict(contest: ContestResult, option: str, speech: Speech) -> str:
    """What became of an option, in a word; nothing for one that was not elected."""
    outcome = contest.outcome
    if outcome.seats.get(option):
        return speech.say("elected")
    if option in outcome.next_round:
        return speech.say("next-round")
    if any(option in question.among for question in outcome.pending):
        return speech.say("pending")
    return ""


def _averages(contest: ContestResult, speech: Speech) -> Iterable[dict[str, Any]]:
    """The averages that won, and for each option the first that did not: a column for each option, a row for each divisor."""
    table, votes = averages(contest), contest.totals.votes
    options = [option for option in _by_votes(contest) if option in table]
    for start in range(0, len(options), COLUMNS):
        block = options[start : start + COLUMNS]
        divisors = sorted({divisor for option in block for divisor, _ in table[option] if divisor})
        won = {(option, divisor): has_won for option in block for divisor, has_won in table[option]}
        yield {
            "head": [speech.say("divisor"), *(speech.options(contest.contest_id).option(option) for option in block)],
            "rows": [
                {
                    "divisor": f"÷ {speech.number(divisor)}",
                    "cells": [
                        [say_fraction(speech.language, Fraction(votes[option], divisor)), won[option, divisor]]
                        if (option, divisor) in won
                        else None
                        for option in block
                    ],
                }
                for divisor in divisors
            ],
        }
