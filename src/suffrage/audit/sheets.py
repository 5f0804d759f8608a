"""The papers of a round as PDF: a pull list, and a tally form for each station with room for marks, figures and signatures; and the
same round as a file, which opens it on the commission's site.

No form shows a reported figure: who counts must not know what should come out. The square on each is its code
(`suffrage.audit.pulls`), by which `suffrage audit enter` knows it again.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import zxingcpp

from suffrage.audit.acts import Round, digests, name_of
from suffrage.audit.audited import AuditedContest
from suffrage.audit.casefile import Case
from suffrage.audit.handout import Form, Handout, Hit, Option
from suffrage.audit.methods import BY_STATION
from suffrage.audit.pulls import Place, Unit, form_code, units
from suffrage.documents.printed import needs_khmer, typeset
from suffrage.jobs import Labels
from suffrage.model import BadInput, Language
from suffrage.model.jsonio import to_json
from suffrage.record.layout import file_name
from suffrage.record.protocols.fonts import khmer_font
from suffrage.record.protocols.printing import Printer, Sheet
from suffrage.words import messages, say
from suffrage.words.numbers import say_integer

_PULL_HEADS = ("place", "station", "draws", "times", "box", "taken", "back")
_SIGNATURES = 3
"""Lines to sign on each form."""


def marks_of(contest: AuditedContest, labels: Labels) -> list[tuple[str, str]]:
    """The options of a contest in the order of the ballot, as (what stands before it on the ballot, its code).

    Where two have the same number, or one has none, the codes stand there.
    """
    numbers = [labels.options[contest.contest_id, code].ballot_number for code in contest.options]
    if None in numbers or len(set(numbers)) < len(numbers):
        return [(code, code) for code in contest.options]
    ordered = sorted(zip(numbers, contest.options, strict=True), key=lambda pair: pair[0] or 0)
    return [(str(number), code) for number, code in ordered]


def write_sheets(
    case: Case, contest_id: str, places: Mapping[str, Place], bounds: tuple[int, int], language: Language, folder: Path
) -> tuple[Path, Path, int]:
    """Write pull list and tally forms of the round between the `bounds` as PDF: the two files, and how many stations.

    `BadInput`: nothing new is pulled in that round · a file is there already · Khmer is written and no Khmer font is installed.
    """
    pulled = units(case, contest_id, places, bounds)
    if not pulled:
        raise BadInput(
            f"Contest {contest_id}: its draws {bounds[0] + 1} to {bounds[1]} hit only stations pulled before; there is no form."
        )
    end = f"{file_name(contest_id)}-{bounds[0] + 1}-{bounds[1]}.{language}.pdf"
    files = folder / f"pull-{end}", folder / f"tally-{end}"
    for file in files:
        if file.exists():
            raise BadInput(f"{file} exists; move it away first.")
    sheets = [_pull_list(case, pulled, language), _tally_forms(case, pulled, language)]
    font = khmer_font() if needs_khmer([dict(sheet.data) for sheet in sheets]) else None
    folder.mkdir(parents=True, exist_ok=True)
    with Printer(case.audited.election.date, font, __package__) as printer:
        for file, sheet in zip(files, sheets, strict=True):
            file.write_bytes(printer.pdf(sheet))
    return *files, len(pulled)


def write_handout(case: Case, contest_id: str, places: Mapping[str, Place], bounds: tuple[int, int], folder: Path) -> Path:
    """Write the round between the `bounds` as the commission's site opens it; a file that says the same may be there already."""
    file = folder / f"forms-{file_name(contest_id)}-{bounds[0] + 1}-{bounds[1]}.json"
    text = to_json(_handout(case, contest_id, places, bounds), indent=1) + "\n"
    if file.exists() and file.read_text("utf-8") != text:
        raise BadInput(f"{file} exists, and is of another round; move it away first.")
    folder.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def _handout(case: Case, contest_id: str, places: Mapping[str, Place], bounds: tuple[int, int]) -> Handout:
    drawn_by = next(
        line
        for act, line in zip(case.acts, digests(case.acts), strict=True)
        if isinstance(act, Round) and (act.contest_id, act.drawn) == (contest_id, bounds[1])
    )
    return Handout(
        audit=name_of(case.opened),
        election_id=case.audited.election.election_id,
        method=case.opened.method,
        seed=case.seed or "",
        head=drawn_by,
        contest_id=contest_id,
        after=bounds[0],
        until=bounds[1],
        options=tuple(
            Option(mark=mark, option_id=code) for mark, code in marks_of(case.audited.contest(contest_id), case.audited.labels)
        ),
        forms=tuple(
            Form(
                station_id=unit.station_id,
                code=form_code(case, unit),
                draws=tuple(Hit(draw=drawn.number, paper=drawn.paper) for drawn in unit.draws),
            )
            for unit in units(case, contest_id, places, bounds)
        ),
    )


def _pull_list(case: Case, pulled: Sequence[Unit], language: Language) -> Sheet:
    by_paper = case.opened.method not in BY_STATION
    rows = [
        {
            "areas": typeset(_areas(unit, language)),
            "name": typeset(unit.place.names.text(language)),
            "station": unit.station_id,
            "draws": ", ".join(str(drawn.number) for drawn in sorted(unit.draws, key=lambda drawn: drawn.number)),
            "times": say_integer(language, len(unit.draws)),
            "papers": _papers(unit, language) if by_paper else "",
        }
        for unit in pulled
    ]
    heads = [say(language, f"audit-forms.{key}") for key in _PULL_HEADS]
    if by_paper:
        heads[3] = say(language, "audit-forms.papers")
    data = {
        "heads": heads,
        "rows": rows,
        "total": say(language, "audit-forms.total", number=len(pulled)),
        "explain": typeset(say(language, f"audit-forms.pull-{'papers' if by_paper else 'stations'}")),
        "signing": _signing(("handed-out", "received"), language),
    }
    return Sheet("", "pull", _frame(case, pulled[0].contest_id, "pull-title", language) | data, tagged=True)


def _tally_forms(case: Case, pulled: Sequence[Unit], language: Language) -> Sheet:
    contest = case.audited.contest(pulled[0].contest_id)
    names = case.audited.labels.option_names(contest.contest_id, language)
    marks = marks_of(contest, case.audited.labels)
    by_paper = case.opened.method not in BY_STATION
    kind = "papers" if by_paper else "transcription" if case.opened.method == "transcription" else "stations"
    heads = {
        "papers": ("draw", "paper", "for", "invalid-one", "missing-one"),
        "stations": ("number", "option", "marks", "figure"),
        "transcription": ("number", "option", "figure"),
    }[kind]
    data = {
        "heads": [say(language, f"audit-forms.{key}") for key in heads],
        "options": [[mark, typeset(names.get(code, code))] for mark, code in marks],
        "forms": [_form(case, unit, language) for unit in pulled],
        "explain": typeset(say(language, f"audit-forms.tally-{kind}")),
        "by-paper": by_paper,
        "strokes": kind == "stations",
        "invalid": say(language, "audit-forms.invalid"),
        "sum": say(language, "audit-forms.sum"),
        "lost": typeset(say(language, "audit-forms.lost-papers" if by_paper else "audit-forms.lost")),
        "when": say(language, "audit-forms.when"),
        "signing": _signing(("counted",) * (_SIGNATURES - 1) + ("witness",), language),
    }
    return Sheet("", "tally", _frame(case, contest.contest_id, "tally-title", language) | data, tagged=True)


def _form(case: Case, unit: Unit, language: Language) -> dict[str, Any]:
    code = form_code(case, unit)
    drawn = zxingcpp.create_barcode(code, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    times = len(unit.draws)
    draws = ", ".join(str(each.number) for each in sorted(unit.draws, key=lambda each: each.number))
    return {
        "place": typeset(_areas(unit, language)),
        "name": typeset(unit.place.names.text(language)),
        "station": say(language, "audit-forms.station-code", station=unit.station_id),
        "draws": say(language, "audit-forms.draws-of", draws=draws, times=times),
        "papers": [[str(each.number), say_integer(language, each.paper)] for each in unit.draws if each.paper],
        "code": code,
        "qr": drawn.to_svg(add_quiet_zones=False),
    }


def _frame(case: Case, contest_id: str, title: str, language: Language) -> dict[str, Any]:
    """What every page bears."""
    audited, day = case.audited, case.audited.election.date
    contest = f"{audited.labels.contest_name(contest_id, language)} ({contest_id})"
    return {
        "lang": language,
        "title": typeset(say(language, f"audit-forms.{title}", contest=contest)),
        "election": typeset(audited.election.names.text(language, audited.election.election_id)),
        "generated": say(language, "report.generated") if audited.election.generated else None,
        "day": [day.year, day.month, day.day],
        "foot": say(language, "audit-forms.foot", digest=case.head[:32], seed=case.seed),
        "page": messages(language)["study.page"],
        "digits": [say_integer(language, digit) for digit in range(10)],
    }


def _areas(unit: Unit, language: Language) -> str:
    return " · ".join(area.names.text(language, area.area_id) for area in unit.place.areas)


def _papers(unit: Unit, language: Language) -> str:
    return ", ".join(say_integer(language, drawn.paper) for drawn in unit.draws)


def _signing(who: Sequence[str], language: Language) -> dict[str, Any]:
    heads = [say(language, f"protocol.{key}") for key in ("function", "name", "signature")]
    return {"heads": heads, "who": [say(language, f"audit-forms.{each}") for each in who]}
