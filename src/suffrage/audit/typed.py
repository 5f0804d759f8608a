"""Counts typed from one printed form: its code, scanned, and what is written on it, in the order in which it stands there."""

from suffrage.audit.acts import Act, Counted, PaperKind, Read
from suffrage.audit.casefile import Case
from suffrage.audit.handout import LOST
from suffrage.audit.methods import BY_STATION
from suffrage.audit.pulls import draws_on_forms, read_code, round_of
from suffrage.audit.sheets import marks_of
from suffrage.model import BadInput
from suffrage.model.tables import LARGEST_COUNT

WORDS: dict[str, PaperKind] = {"invalid": "invalid", "missing": "missing"}
NOT_YET = "-"
"""In place of a paper that is not read yet."""


def typed_counts(code: str, written: str, case: Case, *, why: str = "") -> list[Act]:
    """What a form says. `written`: figures or papers, with spaces between them.

    Of a station: the figure of each option in the order of the ballot and then of the papers for nobody, or `lost`. Of papers: for each
    what stands before its option on the ballot, `invalid`, `missing`, or `-`. `BadInput`: the code is not one of this audit, or what
    was written is not what the form asks for.
    """
    contest_id, drawn = read_code(code, case)
    words, where = written.split(), f"Contest {contest_id}, station {drawn.station}"
    contest = case.audited.contest(contest_id)
    marks = marks_of(contest, case.audited.labels)
    if case.opened.method in BY_STATION:
        if words == [LOST]:
            return [Counted(contest_id=contest_id, station_id=drawn.station, lost=True, why=why)]
        if len(words) != len(marks) + 1:
            raise BadInput(
                f"{where}: {len(words)} figures were given, and the form has {len(marks) + 1}: each option's in the order of the "
                f"ballot, then the papers for nobody. Write `{LOST}` alone where the papers are not there."
            )
        *votes, invalid = (_figure(where, word) for word in words)
        counted = {option: number for (_, option), number in zip(marks, votes, strict=True)}
        return [Counted(contest_id=contest_id, station_id=drawn.station, votes=counted, invalid=invalid, why=why)]
    unit = draws_on_forms(case, contest_id, round_of(case, contest_id, drawn.number))[drawn.station]
    if len(words) != len(unit):
        raise BadInput(
            f"{where}: {len(words)} papers were given, and the form has {len(unit)}; write `{NOT_YET}` for one not read."
        )
    options = dict(marks)
    reads: list[Act] = []
    for each, word in zip(unit, words, strict=True):
        if word == NOT_YET:
            continue
        if word not in WORDS and word not in options:
            raise BadInput(
                f"{where}, paper {each.paper}: {word[:40]!r} is not on the ballot; give {', '.join([*options, *WORDS])}."
            )
        kind: PaperKind = WORDS.get(word, "option")
        option = options[word] if kind == "option" else None
        reads.append(Read(contest_id=contest_id, draw=each.number, kind=kind, option_id=option, why=why))
    return reads


def _figure(where: str, word: str) -> int:
    if not (word.isascii() and word.isdigit()) or len(word) > 18 or int(word) > LARGEST_COUNT:
        raise BadInput(f"{where}: {word[:40]!r} was found; give a whole number from 0 to {LARGEST_COUNT}.")
    return int(word)
