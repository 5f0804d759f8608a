"""Observers' checklists and incidents in the stations of a sample.

A checklist is a CSV file of yes-or-no questions (question_id, stage, in_order, name and its translations): `stage` is opening, voting,
closing or count, `in_order` the answer that means that all is well. Answers are a CSV file station_id, contest_id, question_id, answer:
yes, no, or not-observed, which is no answer. Incidents are a CSV file station_id, time, place, severity, text.

The share of stations with an answer is estimated with the sample's weights. Its interval is Clopper and Pearson's, with the number of
stations that a simple sample of the same precision would have (Korn and Graubard, Survey Methodology 24 (1998) 193–201); where all
answers are alike, with the number that answered: "no station of 60" is an interval up to 6 %, and never 0 ± 0. In a stratum: Clopper
and Pearson's by itself.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, get_args

import numpy as np

from suffrage.model import BadInput, Finding, Names, Place
from suffrage.observe.design import Layout
from suffrage.observe.distributions import clopper_pearson, t_quantile
from suffrage.observe.drawing import Sample
from suffrage.observe.ratios import Interval
from suffrage.observe.reports import Key, Observed
from suffrage.observe.sampled import SampleFigures, sample_figures
from suffrage.observe.stations import Figures, Stations

Stage = Literal["opening", "voting", "closing", "count"]
Severity = Literal["minor", "serious", "grave"]
Answer = Literal["yes", "no", "not-observed"]

QUESTION_COLUMNS = ("question_id", "stage", "in_order")
NAME_COLUMNS = ("name", "name_km", "name_fr", "name_en")
ANSWER_COLUMNS = ("station_id", "contest_id", "question_id", "answer")
INCIDENT_COLUMNS = ("station_id", "time", "place", "severity", "text")


@dataclass(frozen=True, slots=True)
class Question:
    """A yes-or-no question of the checklist; `in_order`: the answer that means that all is well."""

    question_id: str
    stage: Stage
    in_order: Literal["yes", "no"]
    names: Names


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that an observer saw; `time` with the day, as written on the form."""

    station_id: str
    time: datetime
    place: str
    severity: Severity
    text: str


@dataclass(frozen=True, slots=True)
class Proportion:
    """A share of stations. `asked`: drawn · `answered`: yes or no · `interval` None: nobody answered, or too few (`reason`).

    `strata`: name → (yes, answered, interval), where somebody answered.
    """

    question: Question
    asked: int
    answered: int
    share: float | None
    interval: Interval | None
    strata: Mapping[str, tuple[int, int, Interval]]
    reason: Literal["nothing-reported", "too-few-reported"] | None = None
    known_in_full: bool = False


def read_checklist(file: Path) -> tuple[Question, ...]:
    """The questions in their order. `BadInput` names the line that is wrong."""
    questions: list[Question] = []
    for line, row in _rows(file, QUESTION_COLUMNS, NAME_COLUMNS):
        if row["stage"] not in get_args(Stage) or row["in_order"] not in ("yes", "no") or not row["question_id"]:
            raise BadInput(
                f"{file}, line {line}: a question has a code, a stage ({', '.join(get_args(Stage))}) and yes or no as in_order."
            )
        if row["question_id"] in {question.question_id for question in questions}:
            raise BadInput(f"{file}, line {line}: the question {row['question_id']} stands there twice; keep one.")
        names = Names(**{name: row.get(name) or None for name in NAME_COLUMNS})
        questions.append(Question(row["question_id"], row["stage"], row["in_order"], names))  # type: ignore[arg-type]
    return tuple(questions)


def read_answers(file: Path, questions: tuple[Question, ...]) -> tuple[dict[Key, dict[str, Answer]], tuple[Finding, ...]]:
    """(contest, station) → question → answer, and a finding for each line that cannot be used; two answers that differ are none."""
    known = {question.question_id for question in questions}
    answers: dict[Key, dict[str, Answer]] = {}
    findings = []
    spoilt = set()
    for line, row in _rows(file, ANSWER_COLUMNS, ()):
        key, question, answer = (row["contest_id"], row["station_id"]), row["question_id"], row["answer"]
        own = answers.setdefault(key, {})
        place = Place(file=file.name, line=line, station_id=row["station_id"])
        if question not in known or answer not in get_args(Answer):
            found = {"found": f"{question}, {answer}"[:60]}
            findings.append(Finding(code="answer-unknown", severity="error", place=place, operands=found))
        elif own.get(question, answer) != answer:
            findings.append(Finding(code="answer-twice", severity="error", place=place, operands={"found": question}))
            spoilt.add((key, question))
        else:
            own[question] = answer  # type: ignore[assignment]
    for key, question in spoilt:
        del answers[key][question]
    return answers, tuple(findings)


def read_incidents(file: Path) -> tuple[Incident, ...]:
    """The incidents, gravest first and then by time. `BadInput` names the line that is wrong."""
    incidents = []
    for line, row in _rows(file, INCIDENT_COLUMNS, ()):
        try:
            time = datetime.fromisoformat(row["time"])
        except ValueError:
            raise BadInput(f"{file}, line {line}: {row['time']!r} is not a time; write 2028-07-23T07:15.") from None
        if row["severity"] not in get_args(Severity):
            raise BadInput(f"{file}, line {line}: {row['severity']!r} is no severity; give {', '.join(get_args(Severity))}.")
        incidents.append(Incident(row["station_id"], time, row["place"], row["severity"], row["text"]))  # type: ignore[arg-type]
    order = {severity: -rank for rank, severity in enumerate(get_args(Severity))}
    return tuple(sorted(incidents, key=lambda own: (order[own.severity], own.time.isoformat(), own.station_id)))


def proportions(
    stations: Stations,
    layout: Layout,
    sample: Sample,
    questions: tuple[Question, ...],
    answers: Mapping[Key, Mapping[str, Answer]],
    level: float = 0.95,
) -> list[Proportion]:
    """The share of all stations where each question would be answered by yes."""
    drawn = [key for key in sample.stations if key in stations.place_of]
    places = np.array([stations.place_of[key] for key in drawn], dtype=np.int64)
    nothing = Figures.unknown(len(places), len(stations.options))
    seen = sample_figures(stations, layout, Observed(places, nothing, np.zeros(len(places), np.bool_), ()), None)
    found = []
    for question in questions:
        said = [answers.get(key, {}).get(question.question_id) for key in drawn]
        answered = np.array([answer in ("yes", "no") for answer in said], dtype=np.bool_)
        yes = np.array([answer == "yes" for answer in said], dtype=np.float64)
        found.append(_proportion(question, seen, answered, yes, level))
    return found


def _proportion(
    question: Question, seen: SampleFigures, answered: np.ndarray[tuple[int], np.dtype[np.bool_]], yes: np.ndarray, level: float
) -> Proportion:
    number = int(answered.sum())
    strata = {}
    for at, name in enumerate(seen.names):
        mine = answered & (seen.stratum == at)
        if mine.any():
            hits, of = int(yes[mine].sum()), int(mine.sum())
            strata[name] = hits, of, clopper_pearson(hits, of, level)
    found = seen.units(np.column_stack([yes, np.ones(len(yes))]), answered)
    if found is None:
        return Proportion(question, len(answered), 0, None, None, {}, "nothing-reported")
    units = found[0]
    ratio, covariance = units.ratios(slice(0, 1), 1)
    share, variance = min(max(float(ratio[0]), 0.0), 1.0), float(covariance[0, 0])
    if units.complete:
        return Proportion(question, len(answered), number, share, None, strata, known_in_full=True)
    if not units.estimable or units.freedom < 1:
        return Proportion(question, len(answered), number, share, None, strata, "too-few-reported")
    size = float(len(units.stratum))
    if 0 < share < 1 and variance > 0 and size > 1:
        outside = (1 + level) / 2
        equal = share * (1 - share) / variance * (t_quantile(outside, size - 1) / t_quantile(outside, units.freedom)) ** 2
        # No more than the design can be worth: a sample that happens to vary little is not larger for that.
        size = min(max(equal, 1.0), size / max(1e-9, 1 - float(units.fraction.max())))
    return Proportion(question, len(answered), number, share, clopper_pearson(share * size, size, level), strata)


def _rows(file: Path, needed: tuple[str, ...], more: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """The lines of a CSV file with these columns."""
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            lines = csv.DictReader(stream, strict=True)
            heading = list(lines.fieldnames or ())
            if heading[: len(needed)] != list(needed) or set(heading[len(needed) :]) - set(more):
                raise BadInput(
                    f"{file}, line 1: the columns are {', '.join(heading) or 'none'}; write {', '.join(needed + more)}."
                )
            for row in lines:
                if None in row or None in row.values():
                    raise BadInput(f"{file}, line {lines.line_num}: there are not as many cells as columns.")
                yield lines.line_num, row
    except (UnicodeDecodeError, csv.Error) as problem:
        raise BadInput(f"{file} is not a CSV file in UTF-8: {problem}.") from None
