"""An area: its sums, the areas below it, and every polling station with its statement, its scan, its proof and its findings."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from suffrage.model import FIGURES, AreaTotals, Station
from suffrage.record.site.book import Book, leader_of
from suffrage.record.site.frame import Draft, Part, documents
from suffrage.record.site.html import bullets, heading, table, text
from suffrage.record.site.paths import station_anchor
from suffrage.record.site.proofs import Proofs
from suffrage.record.site.versions import versions_table
from suffrage.record.site.voice import Voice, said

SIDE_BY_SIDE = 5
"""Stations in one table."""

Statements = Mapping[tuple[str, str], tuple[int, dict[str, Any]]]
"""(contest, station) → the number and content of the entry."""


@dataclass(frozen=True, slots=True)
class _Page:
    """What an area's page is made from, in one language."""

    voice: Voice
    area: str
    stations: Sequence[Station]
    statements: Statements
    addresses: Mapping[int, str]

    @property
    def book(self) -> Book:
        return self.voice.book

    def contests(self) -> list[str]:
        """The contests that the stations vote in, and those to which a statement of theirs went astray."""
        expected = self.book.contests_of(self.area)
        return [*expected, *sorted({contest for contest, _ in self.statements} - set(expected))]


def area_pages(book: Book, voices: Sequence[Voice], area: str, proofs: Proofs) -> list[tuple[str, bytes]]:
    """The files of an area, in every language."""
    stations = book.stations_of.get(area, [])
    statements = {
        (contest, station.station_id): (number, json.loads(content))
        for station in stations
        for contest, number, content in book.newest.get(station.station_id, ())
    }
    pages = [_Page(voice, area, stations, statements, proofs.addresses) for voice in voices]
    drafts = [_draft(page) for page in pages]
    files, places = documents(book.area_path(area), voices, drafts)
    if stations and max(max(part, default=1) for part in places) > 1:
        _note_places(book, pages[0], places)
    return [*files, *proofs.files]


def _note_places(book: Book, page: _Page, places: Sequence[Sequence[int]]) -> None:
    """On which page each station first stands: the tables of the first contest are the first part with stations."""
    tables = places[len(list(_before(page)))]
    for group, number in zip(_groups(page.stations), tables, strict=False):
        book.page_of |= {station.station_id: number for station in group if number > 1}


def _draft(page: _Page) -> Draft:
    voice = page.voice
    crumbs = [("index", voice.title)]
    crumbs += [(page.book.area_path(each), voice.area(each)) for each in reversed(list(page.book.above(page.area))[1:])]
    parts = [*_before(page), *_stations(page), *_after(page)]
    return Draft(voice.area(page.area), parts, crumbs)


def _before(page: _Page) -> Iterator[Part]:
    """What stands before the stations."""
    voice, book = page.voice, page.book
    yield text("".join(_summary(voice, sums) for sums in book.sums.get(page.area, ())))
    links = [voice.contest_link(contest, "../") for contest in page.contests()]
    if links:
        yield text(f"<p><b>{voice.say('site.contests' if len(links) > 1 else 'site.contest')}</b> {' · '.join(links)}</p>")
    if not page.stations or book.below.get(page.area):
        for sums in book.sums.get(page.area, ()):
            yield _sums(voice, sums)
    if book.below.get(page.area):
        yield _below(page)


def _summary(voice: Voice, sums: AreaTotals) -> str:
    said = voice.say("site.reported", reported=sums.reported, stations=sums.stations)
    turnout = voice.say("site.turnout-says", percent=voice.percent(sums.voters, sums.registered)) if sums.voters else ""
    number = f"{voice.say('site.round', number=sums.round)} " if voice.book.last_round > 1 else ""
    return f"<p>{number}{said} {turnout}</p>"


def _sums(voice: Voice, sums: AreaTotals) -> Part:
    """The sums of an area without stations of its own, or with areas below it too."""
    rows = [
        [voice.say(f"site.{name}"), voice.number(getattr(sums, name)), ""] for name in voice.book.view.election.form.figures
    ]
    names = _party_names(voice, sums)
    rows += [
        [names.get(code) or voice.party(code), voice.number(votes), voice.percent(votes, sums.valid)]
        for code, votes in sorted(sums.votes.items(), key=lambda item: (-item[1], item[0]))
    ]
    head = [voice.say("site.figure"), voice.say("site.number"), voice.say("site.share")]
    return table(head, rows, title=heading(voice.say("site.figures")))


def _party_names(voice: Voice, sums: AreaTotals) -> dict[str, str]:
    """Where the area votes in one contest of the round, its options' own names."""
    book = voice.book
    own = [contest for contest in book.contests_of(sums.area_id) if book.contests[contest].round == sums.round]
    if len(own) != 1:
        return {}
    return {book.party_of(own[0], option): name for option, name in voice.options(own[0])}


def _below(page: _Page) -> Part:
    voice, book = page.voice, page.book
    rows = []
    for each in book.below[page.area]:
        for sums in book.sums.get(each.area_id, ())[-1:]:
            leader = leader_of(sums.votes)
            rows.append(
                [
                    voice.area_link(each.area_id, "../"),
                    f"{voice.number(sums.reported)} / {voice.number(sums.stations)}",
                    voice.percent(sums.voters, sums.registered),
                    voice.number(sums.valid),
                    (_party_names(voice, sums).get(leader) or voice.party(leader)) if leader else "—",
                ]
            )
    head = [voice.say(f"site.{key}") for key in ("area", "reports", "turnout", "valid", "leads")]
    return table(head, rows, title=heading(voice.say("site.areas")), last=1)


def _groups(stations: Sequence[Station]) -> list[Sequence[Station]]:
    return [stations[start : start + SIDE_BY_SIDE] for start in range(0, len(stations), SIDE_BY_SIDE)]


def _stations(page: _Page) -> Iterator[Part]:
    """For each contest one table after another, a few stations side by side in each."""
    if not page.stations:
        return
    contests = page.contests()
    for place, contest in enumerate(contests):
        title = heading(page.voice.say("site.stations")) if place == 0 else ""
        if len(contests) > 1:
            title += f"<h3>{page.voice.contest(contest)}</h3>"
        groups = _groups(page.stations)
        tables = [
            _table(page, contest, group, is_first=place == 0, with_total=number == 0) for number, group in enumerate(groups)
        ]
        yield Part(title, tables)


def _table(page: _Page, contest: str, group: Sequence[Station], *, is_first: bool, with_total: bool) -> str:
    """One table: figures and options down, stations across; before them, once, the sum of all stations of the area."""
    voice = page.voice
    columns = [page.statements.get((contest, station.station_id)) for station in group]
    shown: list[Mapping[str, Any] | None] = [column and column[1] for column in columns]
    names = [_heading(voice, station, contest, has_anchor=is_first) for station in group]
    if with_total and len(page.stations) > 1:
        shown.insert(0, _total(page, contest))
        names.insert(0, f'<th scope="col">{voice.say("site.total")}')
    head = f'<th scope="col">{voice.say("site.figure")}{"".join(names)}'
    rows = [f'<div class="wide" tabindex="0"><table class="s"><thead><tr>{head}</thead><tbody>']
    rows += _figure_rows(voice, shown)
    number = voice.number
    for option, name in voice.options(contest):
        cells = "".join([f"<td>{number(each['votes'].get(option)) if each else '—'}" for each in shown])
        rows.append(f'<tr><th scope="row">{name}{cells}')
    rows += _paper_rows(page, columns, len(shown) - len(columns))
    return "".join(rows) + "</tbody></table></div>"


def _heading(voice: Voice, station: Station, contest: str, *, has_anchor: bool) -> str:
    code = station.station_id
    anchor = f' id="{station_anchor(code)}"' if has_anchor else ""
    mark = f'<br><span class="miss">{voice.say("site.missing-short")}</span>' if (code, contest) in voice.book.missing else ""
    return f'<th scope="col"{anchor}>{voice.name(station.names, code)}{mark}'


def _total(page: _Page, contest: str) -> dict[str, Any]:
    """The sum over the statements that are here; a figure that one of them lacks is not known."""
    entries = [entry for (own, _), (_, entry) in page.statements.items() if own == contest]
    total: dict[str, Any] = {"votes": {}}
    for figure in FIGURES if entries else ():
        numbers = [entry.get(figure) for entry in entries]
        if None not in numbers:
            total[figure] = sum(numbers)
    for entry in entries:
        for option, votes in entry["votes"].items():
            total["votes"][option] = total["votes"].get(option, 0) + votes
    return total


def _figure_rows(voice: Voice, shown: Sequence[Mapping[str, Any] | None]) -> Iterator[str]:
    number = voice.number
    form = voice.book.view.election.form.figures
    for figure in FIGURES:
        numbers = [each.get(figure) if each else None for each in shown]
        if figure in form or any(value is not None for value in numbers):
            cells = "".join([f"<td>{number(value)}" for value in numbers])
            yield f'<tr><th scope="row">{voice.say(f"site.{figure}")}{cells}'
        if figure == "voters":
            shares = [voice.percent(each.get("voters"), each.get("registered")) if each else "—" for each in shown]
            if any(share != "—" for share in shares):
                yield f'<tr><th scope="row">{voice.say("site.turnout")}<td>{"<td>".join(shares)}'


def _paper_rows(page: _Page, columns: Sequence[tuple[int, dict[str, Any]] | None], skipped: int) -> Iterator[str]:
    """Where each statement stands in the log, its scan, and whether it was corrected."""
    voice, book = page.voice, page.book
    blank = "<td>" * skipped
    entries = [column and f'<a href="{page.addresses[column[0]]}">{voice.number(column[0])}</a>' for column in columns]
    yield f'<tr><th scope="row">{voice.say("site.entry")}{blank}<td>{"<td>".join(entry or "—" for entry in entries)}'
    forms = [column and book.view.forms.get(column[1].get("form_sha256", "")) for column in columns]
    if any(forms):
        links = "<td>".join(f'<a href="../../{form}">{voice.say("site.open")}</a>' if form else "—" for form in forms)
        yield f'<tr><th scope="row">{voice.say("site.scan")}{blank}<td>{links}'
    if any(column and column[1]["version"] > 1 for column in columns):
        marks = "<td>".join(voice.number(column[1]["version"]) if column else "—" for column in columns)
        yield f'<tr><th scope="row">{voice.say("site.version")}{blank}<td>{marks}'


def _after(page: _Page) -> Iterator[Part]:
    """What was corrected in the area's stations, and their findings."""
    voice = page.voice
    corrected = [
        Part(f"<h3>{voice.station(station.station_id)}</h3>", [versions_table(voice, contest, station.station_id, "../")])
        for station in page.stations
        for contest in page.book.corrected.get(station.station_id, ())
    ]
    if corrected:
        yield text(heading(voice.say("site.corrections")))
        yield from corrected
    found = [
        f"{voice.station(station.station_id)} <b>{voice.say(f'severity.{finding.severity}')}</b> {said(voice, finding)}"
        for station in page.stations
        for finding in page.book.findings_of.get(station.station_id, ())
    ]
    if found:
        yield bullets(found, heading(voice.say("site.findings")))
