"""What a record holds, by the codes that pages ask for. Made once; the same for every language."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from suffrage.model import Area, AreaTotals, Contest, Finding, Language, Names, Option, Station
from suffrage.model.totals import code_order
from suffrage.record.entries import Entry, key_of
from suffrage.record.layout import file_name
from suffrage.record.site.paths import numbered, station_anchor
from suffrage.record.view import View

Newest = tuple[str, int, bytes]
"""The newest statement of a station that stands: its contest, its number in the log, its entry."""


class Book:
    """The view of a record, with the indexes that its pages need."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.areas = {area.area_id: area for area in view.areas}
        self.contests = {contest.contest_id: contest for contest in view.contests}
        self.results = {result.contest_id: result for result in view.result.contests}
        self.page_of: dict[str, int] = {}
        """Station → the page of its area on which it stands, where that is not the first. Filled as areas are laid out."""

    @cached_property
    def below(self) -> dict[str | None, list[Area]]:
        """Area → the areas right below it; None → the tops of the tree."""
        found: dict[str | None, list[Area]] = defaultdict(list)
        for area in self.view.areas:
            found[area.parent_id].append(area)
        return found

    @cached_property
    def stations(self) -> dict[str, Station]:
        """Every station by its code, in the order of codes."""
        rows = self.view.tables.connection.execute(
            "SELECT station_id, area_id, registered, name, name_km, name_fr, name_en FROM stations ORDER BY station_id"
        ).fetchall()
        return {
            station: Station(station_id=station, area_id=area, registered=registered, names=Names(*names))
            for station, area, registered, *names in rows
        }

    @cached_property
    def stations_of(self) -> dict[str, list[Station]]:
        """Area → the stations right in it."""
        found: dict[str, list[Station]] = defaultdict(list)
        for station in self.stations.values():
            found[station.area_id].append(station)
        return found

    @cached_property
    def newest(self) -> dict[str, list[Newest]]:
        """Station → its newest statements, by contest."""
        last: dict[tuple[str, str], tuple[int, int, bytes]] = {}
        for (contest, station, version), (number, content) in self.view.state.standing().items():
            if version > last.get((station, contest), (0, 0, b""))[0]:
                last[station, contest] = (version, number, content)
        found: dict[str, list[Newest]] = defaultdict(list)
        for (station, contest), (_, number, content) in sorted(last.items()):
            found[station].append((contest, number, content))
        return found

    @cached_property
    def options(self) -> dict[str, list[Option]]:
        """Contest → its options in the order of the ballot."""
        found: dict[str, list[Option]] = defaultdict(list)
        for (contest, _), option in self.view.labels.options.items():
            found[contest].append(option)
        for options in found.values():
            options.sort(key=lambda each: (each.ballot_number or 10**9, code_order(each.option_id)))
        return found

    @cached_property
    def sums(self) -> dict[str, list[AreaTotals]]:
        """Area → its sums, round by round."""
        found: dict[str, list[AreaTotals]] = defaultdict(list)
        for sums in self.view.result.areas:
            found[sums.area_id].append(sums)
        return found

    @cached_property
    def findings_of(self) -> dict[str, list[Finding]]:
        """Station → its findings."""
        found: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.view.result.findings:
            if finding.place.station_id is not None:
                found[finding.place.station_id].append(finding)
        return found

    @cached_property
    def missing(self) -> set[tuple[str, str]]:
        """(station, contest) of every statement that has not come."""
        places = [finding.place for finding in self.view.result.findings if finding.code == "missing-statement"]
        return {(place.station_id or "", place.contest_id or "") for place in places}

    @cached_property
    def versions(self) -> dict[tuple[str, str], list[tuple[int, int]]]:
        """(station, contest) → version and entry of every statement the log had of it, where one was corrected or withdrawn."""
        state = self.view.state
        touched = {(station, contest) for contest, station, version in state.statements if version > 1}
        touched |= {(station, contest) for contest, station, _ in state.withdrawn}
        found: dict[tuple[str, str], list[tuple[int, int]]] = {key: [] for key in sorted(touched)}
        for (contest, station, version), (number, _) in state.statements.items():
            if (station, contest) in touched:
                found[station, contest].append((version, number))
        return {key: sorted(versions) for key, versions in found.items()}

    @cached_property
    def corrected(self) -> dict[str, list[str]]:
        """Station → the contests in which its statement was corrected or withdrawn."""
        found: dict[str, list[str]] = defaultdict(list)
        for station, contest in self.versions:
            found[station].append(contest)
        return found

    @cached_property
    def entries_of_type(self) -> dict[str, list[tuple[int, Entry]]]:
        """The entries that are not statements: type → number and content of each."""
        found: dict[str, list[tuple[int, Entry]]] = defaultdict(list)
        statements = {number for number, _ in self.view.state.statements.values()}
        for number, content in enumerate(self.view.state.contents):
            if number not in statements:
                entry = json.loads(content)
                found[entry["type"]].append((number, entry))
        return found

    @cached_property
    def withdrawals(self) -> dict[tuple[str, str, int], int]:
        """(contest, station, version) → the entry that withdrew it."""
        return {key_of(entry): number for number, entry in self.entries_of_type["withdrawal"]}

    @cached_property
    def reasons(self) -> dict[tuple[str, str], list[tuple[int, Entry]]]:
        """(station, contest) → the acts about its statement."""
        found: dict[tuple[str, str], list[tuple[int, Entry]]] = defaultdict(list)
        for number, entry in self.entries_of_type["act"]:
            if "station_id" in entry and "contest_id" in entry:
                found[entry["station_id"], entry["contest_id"]].append((number, entry))
        return found

    @cached_property
    def contests_at(self) -> dict[str, list[Contest]]:
        """Area → the contests decided in it, as a whole."""
        found: dict[str, list[Contest]] = defaultdict(list)
        for contest in self.view.contests:
            found[contest.area_id].append(contest)
        return found

    @cached_property
    def last_round(self) -> int:
        """The newest round that is here."""
        return max((contest.round for contest in self.view.contests), default=1)

    def above(self, area_id: str | None) -> Iterator[str]:
        """An area and those above it, upwards."""
        while area_id is not None and area_id in self.areas:
            yield area_id
            area_id = self.areas[area_id].parent_id

    def contests_of(self, area_id: str) -> list[str]:
        """The contests in which the people of an area vote, the widest first."""
        return [each.contest_id for area in reversed(list(self.above(area_id))) for each in self.contests_at.get(area, ())]

    def area_path(self, area_id: str) -> str:
        """Where an area's page stands, without its language."""
        return f"area/{file_name(area_id)}"

    def contest_path(self, contest_id: str) -> str:
        """Where a contest's page stands, without its language."""
        return f"contest/{file_name(contest_id)}"

    def station_place(self, station: str) -> tuple[str, str]:
        """The page of a station, without its language, and the anchor on it."""
        path = self.area_path(self.stations[station].area_id)
        return numbered(path, self.page_of.get(station, 1)), station_anchor(station)

    def option_name(self, contest_id: str, option_id: str, language: Language) -> str:
        """The name of an option, or nothing."""
        option = self.view.labels.options.get((contest_id, option_id))
        return option.names.text(language) if option else ""

    def option_names(self, contest_id: str, language: Language) -> dict[str, str]:
        """Option → its name, of a contest's options that have one."""
        named = {option.option_id: option.names.text(language) for option in self.options[contest_id]}
        return {option: name for option, name in named.items() if name}

    @cached_property
    def contests_in_round(self) -> Counter[int]:
        """How many contests each round has."""
        return Counter(contest.round for contest in self.view.contests)

    def party_of(self, contest_id: str, option_id: str) -> str:
        """What an option counts for across contests: its party; itself where its round has one contest; otherwise nothing."""
        option = self.view.labels.options.get((contest_id, option_id))
        if option and option.party_id:
            return option.party_id
        return option_id if self.contests_in_round[self.contests[contest_id].round] == 1 else ""

    def party_name(self, party: str, language: Language) -> str:
        """The name that a party's options share in all contests, or nothing: where they are candidates, the party's code must do."""
        return self._party_names[party].text(language) if party in self._party_names else ""

    @cached_property
    def _party_names(self) -> dict[str, Names]:
        found: dict[str, list[Names]] = defaultdict(list)
        for (contest, option), label in self.view.labels.options.items():
            found[self.party_of(contest, option)].append(label.names)
        return {
            party: names[0]
            for party, names in found.items()
            if party and len(set(names)) == 1 and (len(names) > 1 or len(self.contests) == 1)
        }

    @cached_property
    def seats(self) -> Counter[str]:
        """Seats by party over all contests."""
        found: Counter[str] = Counter()
        for result in self.view.result.contests:
            for option, seats in result.outcome.seats.items():
                found[self.party_of(result.contest_id, option)] += seats
        return found

    @cached_property
    def votes(self) -> Counter[str]:
        """Votes by party over all contests of the newest round."""
        found: Counter[str] = Counter()
        for result in self.view.result.contests:
            if result.round == self.last_round:
                for option, votes in result.totals.votes.items():
                    found[self.party_of(result.contest_id, option)] += votes
        return found

    @cached_property
    def parties(self) -> list[str]:
        """The parties that have votes or seats: most seats first, then most votes; those without a party last."""
        known = {party for party in (*self.seats, *self.votes) if self.seats[party] or self.votes[party]}
        return sorted(known, key=lambda p: (p == "", -self.seats[p], -self.votes[p], code_order(p)))


def leader_of(votes: Mapping[str, int]) -> str | None:
    """The code with most votes; None where nobody has one, or several have as many."""
    most = max(votes.values(), default=0)
    leaders = [code for code, number in votes.items() if number == most]
    return leaders[0] if most and len(leaders) == 1 else None
