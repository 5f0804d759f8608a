"""An audit under way: a folder whose log says everything, replayed to the same risks by anyone who has the election's tables."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import takewhile
from pathlib import Path

import numpy as np

from suffrage.audit.acts import FIRST, LOG, Act, Assessed, Counted, Opened, Read, Round, Seeded, digest_of, read_log, write_acts
from suffrage.audit.audited import Audited, AuditedContest, Bound, open_audited
from suffrage.audit.draw import Drawn, Urn, check_seed
from suffrage.audit.methods import BY_STATION, Method
from suffrage.audit.records import FILE, Records, digest_of_file, read_records
from suffrage.audit.risk import Risks, StationDraw, ballot_comparison, ballot_polling, one_audit, station_comparison
from suffrage.model import BadInput


@dataclass(slots=True)
class Progress:
    """One contest of the audit: how many are drawn, and the newest count of each station or paper."""

    drawn: int = 0
    counted: dict[str, Counted] = field(default_factory=dict)
    read: dict[int, Read] = field(default_factory=dict)
    assessed: list[Assessed] = field(default_factory=list)


@dataclass(slots=True)
class Case:
    """An audit. `acts`, `head`: its log and the digest of the last line · `opened`: what is audited and how · `contests`: by code ·
    `records`: of single papers, where drawn ones are held against them.
    """

    folder: Path
    audited: Audited
    opened: Opened
    acts: list[Act]
    head: str
    seed: str | None = None
    contests: dict[str, Progress] = field(default_factory=dict)
    records: Records = field(default_factory=dict)

    def progress(self, contest_id: str) -> Progress:
        """One contest. `BadInput`: it is not among those audited."""
        if contest_id not in self.contests:
            raise BadInput(f"Contest {contest_id!r} is not audited here; these are: {', '.join(list(self.contests)[:30])}.")
        return self.contests[contest_id]

    def draws(self, contest_id: str) -> tuple[Drawn, ...]:
        """What is drawn in a contest so far."""
        drawn = self.progress(contest_id).drawn
        return _draw(self.audited.contest(contest_id), self.opened, self.seed, drawn) if drawn else ()

    def waiting(self) -> int:
        """How many stations (or papers) are drawn and not entered yet, in all contests."""
        if self.opened.method in BY_STATION:
            return sum(
                len({drawn.station for drawn in self.draws(code)} - here.counted.keys()) for code, here in self.contests.items()
            )
        return sum(here.drawn - len(here.read) for here in self.contests.values())

    def add(self, *acts: Act) -> None:
        """Carry acts out and write them; `BadInput` if one is not possible, and then none is written."""
        for act in acts:
            self.carry_out(act)
        self.head = write_acts(self.folder, acts, after=(len(self.acts), self.head))
        self.acts += acts

    def carry_out(self, act: Act) -> None:
        """The state after an act."""
        if isinstance(act, Seeded):
            if self.seed is not None:
                raise BadInput("The dice were thrown already; a seed is never changed, and further rounds go on from it.")
            self.seed = check_seed(act.seed)
        elif isinstance(act, Round):
            self._draw_more(act)
        elif isinstance(act, Counted):
            self._count(act)
        elif isinstance(act, Read):
            self._read(act)
        elif isinstance(act, Assessed):
            found = self.assess(act.contest_id)
            if replace_risk(found, act) != act:
                raise BadInput(
                    f"Contest {act.contest_id}: the log says {act.verdict} with a risk of {act.risk}, and what was entered before "
                    f"gives {found.verdict} with {found.risk}; the log is not one of this audit."
                )
            self.progress(act.contest_id).assessed.append(act)
        else:
            raise BadInput("The log begins an audit twice; take it from a copy.")

    def _draw_more(self, act: Round) -> None:
        here = self.progress(act.contest_id)
        if self.seed is None:
            raise BadInput("There is no seed yet; throw the dice first: `suffrage audit draw … --seed DIGITS`.")
        if act.drawn <= here.drawn:
            raise BadInput(f"Contest {act.contest_id}: {here.drawn} are drawn already; give a larger number than that.")
        _draw(self.audited.contest(act.contest_id), self.opened, self.seed, act.drawn)
        here.drawn = act.drawn

    def _count(self, act: Counted) -> None:
        here, contest = self.progress(act.contest_id), self.audited.contest(act.contest_id)
        where = f"Contest {act.contest_id}, station {act.station_id}"
        if self.opened.method not in BY_STATION:
            raise BadInput(f"{where}: this audit draws single papers; enter those.")
        if act.station_id not in {drawn.station for drawn in self.draws(act.contest_id)}:
            raise BadInput(f"{where}: it was not drawn; enter only stations of the pull list.")
        if act.station_id in here.counted and not act.why:
            raise BadInput(f"{where}: it is entered already; say with --why what is corrected.")
        if unknown := sorted(set(act.votes) - set(contest.options)):
            raise BadInput(f"{where}: there is no option {unknown[0]!r} in this contest.")
        if not act.lost and (missing := [option for option in contest.options if option not in act.votes]):
            raise BadInput(f"{where}: the votes of option {missing[0]} are not given; write 0 where there are none.")
        if min(act.invalid, *act.votes.values(), 0) < 0:
            raise BadInput(f"{where}: a number below zero is not a count.")
        here.counted[act.station_id] = act

    def _read(self, act: Read) -> None:
        here, where = self.progress(act.contest_id), f"Contest {act.contest_id}, draw {act.draw}"
        if self.opened.method in BY_STATION:
            raise BadInput(f"{where}: this audit draws stations; enter those.")
        if act.draw not in {drawn.number for drawn in self.draws(act.contest_id)}:
            raise BadInput(f"{where}: it was not drawn; enter only papers of the pull list.")
        if act.draw in here.read and not act.why:
            raise BadInput(f"{where}: it is entered already; say with --why what is corrected.")
        if act.kind == "option" and act.option_id not in self.audited.contest(act.contest_id).options:
            raise BadInput(f"{where}: there is no option {act.option_id!r} in this contest.")
        here.read[act.draw] = act

    def assess(self, contest_id: str) -> Assessed:
        """The risk of a contest from what is drawn and entered so far.

        A station that is drawn and not entered counts as lost until it is; of papers, those before the first that is not entered count.
        (So a risk can only fall as more is entered of the same draw, and each look is at the same test.)
        """
        here, contest = self.progress(contest_id), self.audited.contest(contest_id)
        if not contest.holds or not contest.facts:
            return Assessed(contest_id=contest_id, drawn=here.drawn, risk=None, verdict="count-in-full", reason="no-facts")
        if here.counted.keys() >= set(contest.stations.codes) and not any(count.lost for count in here.counted.values()):
            return Assessed(contest_id=contest_id, drawn=here.drawn, risk=None, verdict="counted-in-full")
        found = self._risks(contest, here)
        stop = found.reason is None and found.largest <= self.opened.limit
        return Assessed(
            contest_id=contest_id,
            drawn=here.drawn,
            risk=found.largest,
            verdict="stop" if stop else "go-on",
            reason=found.reason,
            where=found.where,
        )

    def risks(self, contest_id: str, after: int | None = None) -> Risks:
        """The p-value of each fact of a contest so far, or as it was with the first draws alone, `after` so many."""
        return self._risks(self.audited.contest(contest_id), self.progress(contest_id), after)

    def _risks(self, contest: AuditedContest, here: Progress, after: int | None = None) -> Risks:
        draws = self.draws(contest.contest_id)[:after]
        if self.opened.method in BY_STATION:
            drawn = _counts(contest, here, draws)
            bet = float(self.opened.bet)
            return station_comparison(contest.worths, contest.stations, drawn, replacement=self.opened.replacement, bet=bet)
        draws = tuple(takewhile(lambda drawn: drawn.number in here.read, draws))
        columns = [_column(contest, here.read[drawn.number]) for drawn in draws]
        if self.opened.method == "polling":
            return ballot_polling(contest.sorted, columns, replacement=self.opened.replacement)
        row = {code: place for place, code in enumerate(contest.boxes.codes)}
        if self.opened.method == "comparison":
            recorded = self.records[contest.contest_id]
            beside = [recorded[row[drawn.station]][drawn.paper - 1] for drawn in draws]
            return ballot_comparison(contest.sorted, beside, columns, bet=float(self.opened.bet))
        return one_audit(contest.sorted, contest.boxes, [row[drawn.station] for drawn in draws], columns)


def replace_risk(found: Assessed, logged: Assessed) -> Assessed:
    """The assessment with the logged risk, where the two differ by no more than other machines' rounding."""
    if found.risk is None or logged.risk is None or abs(found.risk - logged.risk) > 1e-9 * max(found.risk, logged.risk):
        return found
    return Assessed(**{name: getattr(found, name) for name in found.__struct_fields__} | {"risk": logged.risk})


def open_case(folder: Path, place: Path) -> Case:
    """The audit in `folder` of the election in `place`, replayed act by act. `BadInput`: the log, or the election, is not the same."""
    acts, head = read_log(folder)
    opened = acts[0] if acts else None
    if not isinstance(opened, Opened):
        raise BadInput(f"{folder / LOG}, line 1: it does not begin an audit; take the log from a copy.")
    audited = open_audited(place, bound=opened.bound)
    for contest_id, digest in opened.election.items():
        if contest_id not in audited.contests or fingerprint(audited.contest(contest_id), opened.method) != digest:
            raise BadInput(
                f"Contest {contest_id} of {place} is not the one that the audit was planned for: its figures or its law have changed. "
                "Give the election as it was then; an audit of other figures is another audit."
            )
    case = Case(folder, audited, opened, [opened], head, contests={contest_id: Progress() for contest_id in opened.election})
    if opened.records:
        file = folder / FILE
        if not file.is_file() or digest_of_file(file) != opened.records:
            raise BadInput(f"{file} is missing, or not the one that the audit was begun with; take it from a copy.")
        case.records = read_records(file, [audited.contest(code) for code in opened.election])
    for act in acts[1:]:
        case.carry_out(act)
        case.acts.append(act)
    return case


def begin_case(
    folder: Path,
    place: Path,
    contests: Sequence[str] = (),
    *,
    limit: Fraction,
    method: Method | None = None,
    bet: Fraction = Fraction(9, 10),
    replacement: bool = False,
    bound: Bound = "registered",
    records: Path | None = None,
) -> Case:
    """A new audit in `folder`, of the contests named, or of all that can be audited by a sample. `BadInput` where it cannot be so.

    `records`: the table of single papers against which drawn ones are held, for the method `comparison` alone.
    """
    if (folder / LOG).exists():
        raise BadInput(f"{folder / LOG} exists; an audit is begun once. Give another folder.")
    if not 0 < limit < 1 or not 0 < bet <= 1:
        raise BadInput(f"A risk limit is between 0 and 1, and a bet at most 1; {limit} and {bet} were given.")
    audited = open_audited(place, bound=bound)
    method = method or ("stations" if audited.means == "ballots" else "transcription")
    if (method == "transcription") != (audited.means == "transcription"):
        there = "papers" if audited.means == "ballots" else "signed statements, and no papers,"
        raise BadInput(f"The method {method} is not one for this election: there are {there} to look at.")
    chosen = [audited.contest(code) for code in contests] or [
        each for each in audited.contests.values() if each.holds and each.facts
    ]
    for each in chosen:
        if not each.holds:
            raise BadInput(each.refusal or f"Contest {each.contest_id}: a tie decides it; count it in full.")
    if not chosen:
        raise BadInput(f"No contest of {place} can be audited by a sample; `suffrage audit plan` says why.")
    if (method == "comparison") != (records is not None):
        raise BadInput("Records of single papers (--records) and the method `comparison` go together; give both or neither.")
    recorded = read_records(records, chosen) if records else {}
    election = {each.contest_id: fingerprint(each, method) for each in chosen}
    opened = Opened(
        election=election,
        method=method,
        limit=limit,
        bet=bet,
        replacement=replacement or method in ("one-audit", "comparison"),
        bound=bound,
        records=digest_of_file(records) if records else "",
    )
    folder.mkdir(parents=True, exist_ok=True)
    if records:
        (folder / FILE).write_bytes(records.read_bytes())
    head = write_acts(folder, [opened], after=(0, FIRST))
    return Case(folder, audited, opened, [opened], head, contests={code: Progress() for code in election}, records=recorded)


def fingerprint(contest: AuditedContest, method: Method) -> str:
    """SHA-256 of all that a contest's audit hangs on: totals, seats, who goes on, stations, bounds, and sizes of the draw.

    The reason instead, where there can be no audit.
    """
    if contest.refusal is not None:
        return contest.refusal
    outcome, stations = contest.result.outcome, contest.stations
    return digest_of(
        [
            contest.result.totals,
            dict(outcome.seats),
            outcome.next_round,
            outcome.may_merge,
            stations.codes,
            stations.votes.tolist(),
            stations.papers.tolist(),
            contest.boxes.papers.tolist(),
            tickets(contest, method),
        ]
    )


def tickets(contest: AuditedContest, method: Method) -> dict[str, int]:
    """Station → its tickets in the draw: its size, or, where single papers are drawn, its papers."""
    sizes = contest.sizes if method in BY_STATION else contest.boxes.papers.tolist()
    return dict(zip(contest.stations.codes, sizes, strict=True))


def _draw(contest: AuditedContest, opened: Opened, seed: str | None, number: int) -> tuple[Drawn, ...]:
    urn = Urn(seed or "", contest.contest_id, tickets(contest, opened.method))
    draw = urn.stations if opened.method in BY_STATION else urn.papers
    return draw(number, replacement=opened.replacement)


def _counts(contest: AuditedContest, here: Progress, draws: Sequence[Drawn]) -> StationDraw:
    row = {code: place for place, code in enumerate(contest.stations.codes)}
    counts = np.zeros((len(draws), len(contest.options) + 1), dtype=np.int64)
    lost = np.ones(len(draws), dtype=bool)
    for place, drawn in enumerate(draws):
        count = here.counted.get(drawn.station)
        if count is not None and not count.lost:
            counts[place] = [*(count.votes[option] for option in contest.options), count.invalid]
            lost[place] = False
    return StationDraw(np.array([row[drawn.station] for drawn in draws], dtype=np.int64), counts, lost, np.array(contest.sizes))


def _column(contest: AuditedContest, read: Read) -> int:
    if read.kind == "option":
        return contest.options.index(str(read.option_id))
    return len(contest.options) + (read.kind == "missing")
