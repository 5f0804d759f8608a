"""A result on the terminal: findings, turnout, who is elected, and a contest's whole calculation."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from suffrage.jobs import Labels
from suffrage.model import AreaTotals, BadInput, ContestResult, Language, Result
from suffrage.words import say
from suffrage.words.explain import explain
from suffrage.words.findings import say_finding
from suffrage.words.numbers import say_integer, say_percent

_FULL_TABLES = 4
"""Up to this many contests are shown option by option; more of them as one line each."""
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class Report:
    """Prints one result in one language."""

    console: Console
    language: Language
    result: Result
    labels: Labels

    def show(self, *, contest: str | None = None, level: str | None = None) -> None:
        """The whole result, or one contest of it."""
        self.heading()
        if contest:
            self.contest(self._find(contest))
            return
        self.findings()
        self.areas(level)
        if len(self.result.contests) <= _FULL_TABLES:
            for each in self.result.contests:
                self.contest(each)
        else:
            self.seats_by_party()
            self.contests()
        self.state()

    def heading(self) -> None:
        """What was voted on, under which law, and whether the figures are made up."""
        election = self.result.election
        if election is None:
            return
        name = election.names.text(self.language, election.election_id)
        title = self._say("report.title", name=name, date=election.date)
        law = self._say("report.law", code=election.law.code, date=election.law.date)
        self.console.print(f"\n[bold]{escape(title)}[/]")
        self.console.print(f"[dim]{escape(law)}[/]")
        if election.generated:
            self.console.print(f"[bold yellow]{escape(self._say('report.generated'))}[/]")

    def findings(self) -> None:
        """How many findings of each check, and the first of them."""
        found = Counter((finding.code, finding.severity) for finding in self.result.findings)
        if not found:
            self.console.print(f"\n[green]{escape(self._say('report.no-findings'))}[/]")
            return
        table = self._table("report.findings", ["check", "severity", "number"], left=2)
        for (code, severity), number in found.items():
            table.add_row(
                escape(self._say(f"check.{code}")), self._say(f"severity.{severity}"), say_integer(self.language, number)
            )
        self.console.print(table)
        for finding in self.result.findings[:_SHOWN]:
            self.console.print(f"  · {escape(say_finding(self.language, finding))}")
        if (more := len(self.result.findings) - _SHOWN) > 0:
            self.console.print(f"  [dim]{self._say('report.more', number=more)}[/]")

    def areas(self, level: str | None) -> None:
        """Turnout and valid votes: of the areas of one level, or of the highest."""
        areas = [area for area in self.result.areas if area.level == level]
        if level and not areas:
            known = ", ".join(sorted({area.level for area in self.result.areas}))
            raise BadInput(f"No area has the level {level!r}; the levels of this election are {known}.")
        if not level:
            areas = self._highest()
        if not areas:
            return
        columns = ["area", "round", "stations", "registered", "voters", "turnout", "valid"]
        if all(area.round == 1 for area in self.result.areas):
            columns.remove("round")
        table = self._table("report.totals", columns, left=1)
        for area in areas:
            table.add_row(*(self._area_cell(area, column) for column in columns))
        self.console.print(table)

    def contest(self, contest: ContestResult) -> None:
        """One contest, option by option."""
        names = self.labels.option_names(contest.contest_id, self.language)
        title = self._say("report.contest", name=self._contest_name(contest.contest_id))
        columns = ["option", "votes", "share", "seats", "result"]
        table = self._table(None, columns, left=1, title=title)
        outcome, valid = contest.outcome, contest.totals.valid_votes
        for option, votes in sorted(contest.totals.votes.items(), key=lambda entry: -entry[1]):
            table.add_row(
                escape(self._option(option, names)),
                say_integer(self.language, votes),
                say_percent(self.language, votes, valid),
                str(outcome.seats[option] or ""),
                self._verdict(contest, option),
            )
        self.console.print(table)
        self.open_questions(contest)
        self.console.print(f"[dim]{self._say('report.hint-contest', code=contest.contest_id)}[/]")

    def seats_by_party(self) -> None:
        """Seats of each party over all contests, where the options have parties."""
        seats: Counter[str] = Counter()
        votes: Counter[str] = Counter()
        names: dict[str, str] = {}
        for contest in self.result.contests:
            for option, number in contest.outcome.seats.items():
                label = self.labels.options.get((contest.contest_id, option))
                if label is None or label.party_id is None:
                    continue
                seats[label.party_id] += number
                votes[label.party_id] += contest.totals.votes[option]
                names[label.party_id] = label.names.text(self.language, label.party_id)
        if not seats.total():
            return
        proportional = any(sum(contest.outcome.seats.values()) > 1 for contest in self.result.contests)
        table = self._table("report.seats-by-party", ["party", "votes", "seats"], left=1)
        for party, number in sorted(seats.items(), key=lambda entry: (-entry[1], -votes[entry[0]])):
            if number:
                name = self._option(party, names) if proportional else party
                table.add_row(escape(name), say_integer(self.language, votes[party]), str(number))
        self.console.print(table)

    def contests(self) -> None:
        """One line for each contest."""
        table = self._table("report.contests", ["contest", "result"], left=2)
        for contest in self.result.contests:
            table.add_row(escape(self._contest_name(contest.contest_id)), self._summary(contest))
        self.console.print(table)

    def state(self) -> None:
        """Whether all is done."""
        open_ones = sum(not (contest.final and contest.outcome.is_complete) for contest in self.result.contests)
        if open_ones:
            self.console.print(f"\n[yellow]{self._say('state.open', number=open_ones)}[/]")
        else:
            self.console.print(f"\n[green]{self._say('state.complete')}[/]")

    def explain(self, contest_id: str) -> None:
        """The whole calculation of one contest, each step with its article."""
        contest = self._find(contest_id)
        self.heading()
        self.console.print(f"\n[bold]{escape(self._say('report.calculation', name=self._contest_name(contest_id)))}[/]")
        article = None
        for number, line in enumerate(
            explain(contest.outcome, self.language, self.labels.option_names(contest_id, self.language)), start=1
        ):
            if line.article != article:
                article = line.article
                self.console.print(f"\n[cyan]{escape(article)}[/]")
            self.console.print(f"{number:>4}. {escape(line.text)}", soft_wrap=True)
        self.console.print()
        self.console.print(self._summary(contest))

    def open_questions(self, contest: ContestResult) -> None:
        """What a contest still waits for."""
        names = self.labels.option_names(contest.contest_id, self.language)
        for line in explain(contest.outcome, self.language, names)[len(contest.outcome.steps) :]:
            self.console.print(f"[yellow]{escape(line.text)}[/] [dim]{escape(line.article)}[/]")

    def _find(self, contest_id: str) -> ContestResult:
        for contest in self.result.contests:
            if contest.contest_id == contest_id:
                return contest
        known = [contest.contest_id for contest in self.result.contests]
        shown = ", ".join(known[:_SHOWN]) + (" …" if len(known) > _SHOWN else "")
        raise BadInput(f"There is no contest {contest_id!r} in this election; its contests are {shown}.")

    def _highest(self) -> list[AreaTotals]:
        """The areas of the level that has the fewest areas: the country, as a rule."""
        number = Counter(area.level for area in self.result.areas)
        return [area for area in self.result.areas if area.level == min(number, key=lambda level: number[level])]

    def _area_cell(self, area: AreaTotals, column: str) -> str:
        if column == "area":
            names = self.labels.areas.get(area.area_id)
            name = names.text(self.language, area.area_id) if names else area.area_id
            return escape(name)
        if column == "stations":
            return f"{say_integer(self.language, area.reported)}/{say_integer(self.language, area.stations)}"
        if column == "turnout":
            known = area.voters is not None and area.registered
            return say_percent(self.language, area.voters or 0, area.registered or 0) if known else "—"
        figure = getattr(area, column)
        return "—" if figure is None else say_integer(self.language, figure)

    def _summary(self, contest: ContestResult) -> str:
        """Who is elected or goes on, in one line."""
        names = self.labels.option_names(contest.contest_id, self.language)
        outcome = contest.outcome
        winners = sorted((option for option in outcome.seats if outcome.seats[option]), key=lambda o: -contest.totals.votes[o])
        several = sum(outcome.seats.values()) > 1
        parts = []
        if winners:
            elected = ", ".join(self._option(o, names) + (f" {outcome.seats[o]}" if several else "") for o in winners)
            parts.append(f"[green]{self._say('report.elected')}[/]: {escape(elected)}")
        if outcome.next_round:
            going_on = ", ".join(self._option(option, names) for option in outcome.next_round)
            parts.append(f"[cyan]{self._say('report.next-round')}[/]: {escape(going_on)}")
        if outcome.vacant:
            parts.append(self._say("report.vacant", seats=outcome.vacant))
        if outcome.pending:
            parts.append(f"[yellow]{self._say('report.pending')}[/]")
        if not contest.final:
            parts.append(f"[red]{self._say('report.provisional')}[/]")
        return " · ".join(parts) or self._say("report.none")

    def _verdict(self, contest: ContestResult, option: str) -> str:
        outcome = contest.outcome
        if outcome.seats[option]:
            return f"[green]{self._say('report.elected')}[/]"
        if option in outcome.next_round:
            return f"[cyan]{self._say('report.next-round')}[/]"
        if any(option in question.among for question in outcome.pending):
            return f"[yellow]{self._say('report.pending')}[/]"
        return ""

    def _contest_name(self, contest_id: str) -> str:
        names = self.labels.contests.get(contest_id)
        name = names.text(self.language) if names else ""
        return self._say("option.named", name=name, code=contest_id) if name else contest_id

    def _option(self, code: str, names: dict[str, str]) -> str:
        return self._say("option.named", name=names[code], code=code) if code in names else code

    def _table(self, key: str | None, columns: Iterable[str], *, left: int, title: str | None = None) -> Table:
        """An empty table under its printed title; the first `left` columns hold text, the others numbers."""
        self.console.print(f"\n[bold]{escape(title or self._say(key or ''))}[/]")
        table = Table(box=None, pad_edge=False)
        for place, column in enumerate(columns):
            on_the_left = place < left or column == "result"
            table.add_column(
                self._say(f"column.{column}"),
                justify="left" if on_the_left else "right",
                header_style="dim",
                no_wrap=not on_the_left,
            )
        return table

    @property
    def _say(self) -> Callable[..., str]:
        return lambda key, **operands: say(self.language, key, **operands)
