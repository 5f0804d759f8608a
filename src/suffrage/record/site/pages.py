"""The pages: the result at a glance, each contest with its whole calculation, each area down to every station."""

import io
from collections import defaultdict
from collections.abc import Iterator
from html import escape
from typing import Any

import segno

from suffrage.model import Area, AreaTotals, ContestResult, Language
from suffrage.record.entries import FIGURES, newest_statements
from suffrage.record.layout import SITE
from suffrage.record.site.html import half_circle, page, table
from suffrage.record.station import proof_of
from suffrage.record.view import View
from suffrage.words import LANGUAGES, say
from suffrage.words.explain import explain
from suffrage.words.findings import say_finding
from suffrage.words.numbers import say_integer, say_percent

HOME = "index"
SHOWN = 200


def site(view: View) -> Iterator[tuple[str, bytes]]:
    """The path and content of every file of the site."""
    tree = _Tree(view)
    yield from _codes(view, tree)
    for language in LANGUAGES:
        speaker = _Site(view, tree, language)
        for path, content in speaker.pages():
            yield f"{SITE}/{path}.{language}.html", content


def file_name(code: str) -> str:
    """A code as the name of a file: letters, digits and - as they are, others by their number, so that no two meet."""
    return "".join(c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}_" for c in code)


class _Tree:
    """Areas by their parent, stations by their area, and each station's newest statements with their numbers in the log."""

    def __init__(self, view: View) -> None:
        self.below: dict[str | None, list[Area]] = defaultdict(list)
        for area in view.areas:
            self.below[area.parent_id].append(area)
        rows = view.tables.connection.execute(
            "SELECT area_id, station_id, coalesce(name, name_fr, name_en, name_km) FROM stations ORDER BY ALL"
        )
        self.stations: dict[str, list[tuple[str, str | None]]] = defaultdict(list)
        for area_id, station, name in rows.fetchall():
            self.stations[area_id].append((station, name))
        self.statements: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for (_, station), statement in sorted(newest_statements(view.state).items()):
            self.statements[station].append(statement)
        self.numbers = {key: number for key, (number, _) in view.state.statements.items()}
        self.sums: dict[str, list[AreaTotals]] = defaultdict(list)
        for sums in view.result.areas:
            self.sums[sums.area_id].append(sums)


def _codes(view: View, tree: _Tree) -> Iterator[tuple[str, bytes]]:
    """A QR code for each newest statement: the text of its proof."""
    for station in sorted(tree.statements):
        for statement in tree.statements[station]:
            number = tree.numbers[statement["contest_id"], station, statement["version"]]
            proof = proof_of(view.tree, view.state.contents[number], number)
            out = io.BytesIO()
            segno.make(proof.text(), error="l", micro=False).save(out, kind="png", scale=2, border=2)
            yield f"{SITE}/qr/{number}.png", out.getvalue()


class _Site:
    """The pages in one language."""

    def __init__(self, view: View, tree: _Tree, language: Language) -> None:
        self.view, self.tree, self.language = view, tree, language
        self.title = view.election.names.text(language, view.election.election_id)

    def say(self, key: str, **operands: Any) -> str:
        return say(self.language, f"site.{key}", **operands)

    def number(self, number: int | None) -> str:
        return "—" if number is None else say_integer(self.language, number)

    def pages(self) -> Iterator[tuple[str, bytes]]:
        yield HOME, self._home()
        for contest in self.view.result.contests:
            yield f"contest/{file_name(contest.contest_id)}", self._contest(contest)
        for area in self.view.areas:
            yield f"area/{file_name(area.area_id)}", self._area(area)

    def _home(self) -> bytes:
        result, view = self.view.result, self.view
        body = []
        if view.election.generated:
            body.append(f'<p class="mark">{escape(self.say("generated"))}</p>')
        state = self.say("complete") if result.is_complete else self.say("provisional")
        body.append(f"<p>{escape(state)} {escape(self._missing())}</p>")
        seats = self._seats_by_party()
        if seats:
            body.append(half_circle(seats, self.say("seats")))
            rows = [[escape(name), self.number(count)] for name, count in seats]
            body += [f"<h2>{escape(self.say('seats'))}</h2>", table([self.say("party"), self.say("seats")], rows, [1])]
        rows = [
            [
                self._link(f"contest/{file_name(each.contest_id)}", view.labels.contest_name(each.contest_id, self.language)),
                self.number(each.totals.valid),
                escape(self._outcome(each)),
            ]
            for each in result.contests
        ]
        head = [self.say("contest"), self.say("valid"), self.say("outcome")]
        body += [f"<h2>{escape(self.say('contests'))}</h2>", table(head, rows, [1])]
        tops = "".join(f"<li>{self._area_link(area)}</li>" for area in self.tree.below[None])
        body.append(f"<h2>{escape(self.say('areas'))}</h2><ul>{tops}</ul>")
        body += [*self._findings(), *self._about_the_log()]
        return page(self.language, self.title, HOME, body)

    def _missing(self) -> str:
        tops = [sums for area in self.tree.below[None] for sums in self.tree.sums[area.area_id]]
        return self.say("reported", reported=sum(s.reported for s in tops), stations=sum(s.stations for s in tops))

    def _seats_by_party(self) -> list[tuple[str, int]]:
        """Seats by party over all contests; by option where there is one contest; the largest first."""
        found: dict[str, int] = defaultdict(int)
        names: dict[str, str] = {}
        for each in self.view.result.contests:
            for option, count in each.outcome.seats.items():
                label = self.view.labels.options[each.contest_id, option]
                party = label.party_id or option
                found[party] += count
                names.setdefault(party, label.names.text(self.language, party) if len(self.view.contests) == 1 else party)
        return [(names[party], count) for party, count in sorted(found.items(), key=lambda item: (-item[1], item[0])) if count]

    def _outcome(self, each: ContestResult) -> str:
        names = self.view.labels.option_names(each.contest_id, self.language)
        won = [f"{names.get(option, option)}: {self.number(count)}" for option, count in each.outcome.seats.items() if count]
        if won:
            return " · ".join(won)
        going_on = ", ".join(names.get(option, option) for option in each.outcome.next_round)
        return self.say("next-round", options=going_on) if going_on else "—"

    def _findings(self) -> Iterator[str]:
        findings = self.view.result.findings
        yield f"<h2>{escape(self.say('findings'))}</h2>"
        if not findings:
            yield f"<p>{escape(self.say('no-findings'))}</p>"
        items = "".join(f"<li>{escape(say_finding(self.language, finding))}</li>" for finding in findings[:SHOWN])
        yield f"<ul>{items}</ul>" if items else ""

    def _about_the_log(self) -> Iterator[str]:
        checkpoint = self.view.checkpoint
        yield f"<h2>{escape(self.say('log'))}</h2><p>{escape(self.say('log-says', size=checkpoint.size))}</p>"
        yield f"<pre><code>{escape(checkpoint.text())}</code></pre>"
        files = ("log/checkpoint", "manifest", "result.json", "election/statements.csv", "election/votes.csv")
        links = " · ".join(f'<a href="../{file}">{file}</a>' for file in files)
        yield f"<p>{links}</p>"

    def _contest(self, each: ContestResult) -> bytes:
        view, language = self.view, self.language
        names, totals = view.labels.option_names(each.contest_id, language), each.totals
        valid = totals.valid_votes
        rows = [
            [
                escape(names.get(option, option)),
                self.number(votes),
                say_percent(language, votes, valid),
                self.number(each.outcome.seats.get(option, 0)),
            ]
            for option, votes in sorted(totals.votes.items(), key=lambda item: (-item[1], item[0]))
        ]
        head = [self.say("option"), self.say("votes"), self.say("share"), self.say("seats")]
        lines = explain(each.outcome, language, names)
        steps = table([self.say("step"), self.say("article")], [[escape(line.text), escape(line.article)] for line in lines])
        area = next(contest.area_id for contest in view.contests if contest.contest_id == each.contest_id)
        body = [
            f"<p>{escape(self._outcome(each))}</p>",
            table(head, rows, [1, 2, 3]),
            f"<p>{self._link(f'area/{file_name(area)}', self.say('by-area'), '../')}</p>",
            f"<h2>{escape(self.say('calculation'))}</h2>",
            steps,
        ]
        title = view.labels.contest_name(each.contest_id, language)
        return page(language, title, f"contest/{file_name(each.contest_id)}", body, [(HOME, self.title)])

    def _area(self, area: Area) -> bytes:
        body: list[str] = []
        for sums in self.tree.sums[area.area_id]:
            body.append(f"<p>{escape(self.say('reported', reported=sums.reported, stations=sums.stations))}</p>")
            body.append(self._figures({name: getattr(sums, name) for name in FIGURES}, sums.votes))
        below = self.tree.below[area.area_id]
        if below:
            items = "".join(f"<li>{self._area_link(each, '../')}</li>" for each in below)
            body.append(f"<h2>{escape(self.say('areas'))}</h2><ul>{items}</ul>")
        stations = self.tree.stations[area.area_id]
        if stations:
            body.append(f"<h2>{escape(self.say('stations'))}</h2>")
        for station, name in stations:
            body += self._station(station, name)
        names = {each.area_id: each for each in self.view.areas}
        crumbs, above = [], area.parent_id
        while above:
            crumbs.append((f"area/{file_name(above)}", names[above].names.text(self.language, above)))
            above = names[above].parent_id
        title = area.names.text(self.language, area.area_id)
        return page(self.language, title, f"area/{file_name(area.area_id)}", body, [(HOME, self.title), *reversed(crumbs)])

    def _station(self, station: str, name: str | None) -> Iterator[str]:
        heading = f"{station} {name}" if name and name != station else station
        yield f'<section id="s-{file_name(station)}"><h3>{escape(heading)}</h3>'
        statements = self.tree.statements[station]
        if not statements:
            yield f'<p class="mark">{escape(self.say("missing"))}</p>'
        for statement in statements:
            contest = statement["contest_id"]
            if len(self.view.contests) > 1:
                yield f"<h4>{escape(self.view.labels.contest_name(contest, self.language))}</h4>"
            names = self.view.labels.option_names(contest, self.language)
            yield self._figures({figure: statement.get(figure) for figure in FIGURES}, statement["votes"], names)
            yield from self._versions(station, statement)
        yield "</section>"

    def _versions(self, station: str, statement: dict[str, Any]) -> Iterator[str]:
        """Where the statement stands in the log, what was corrected, its scan, and the QR code of its proof."""
        key = (statement["contest_id"], station, statement["version"])
        number, size = self.tree.numbers[key], self.view.checkpoint.size
        if statement["version"] > 1:
            yield f'<p class="mark">{escape(self.say("corrected", version=statement["version"]))}</p>'
        form = self.view.forms.get(statement.get("form_sha256", ""))
        scan = f' · <a href="../../{form}">{escape(self.say("scan"))}</a>' if form else ""
        proof = proof_of(self.view.tree, self.view.state.contents[number], number)
        said = self.say("entry", number=number, size=size)
        yield f"<details><summary>{escape(said)}{scan}</summary><p><code>{escape(proof.text())}</code></p>"
        alternative = escape(self.say("qr", station=station))
        yield f'<img src="../qr/{number}.png" alt="{alternative}" loading="lazy"></details>'

    def _figures(self, figures: dict[str, int | None], votes: Any, names: Any = None) -> str:
        rows = [[escape(self.say(name)), self.number(number)] for name, number in figures.items() if number is not None]
        rows += [
            [escape((names or {}).get(option, option)), self.number(number)]
            for option, number in sorted(votes.items(), key=lambda item: (-item[1], item[0]))
        ]
        return table([self.say("figure"), self.say("number")], rows, [1])

    def _link(self, path: str, name: str, up: str = "") -> str:
        return f'<a href="{up}{path}.{self.language}.html">{escape(name)}</a>'

    def _area_link(self, area: Area, up: str = "") -> str:
        return self._link(f"area/{file_name(area.area_id)}", area.names.text(self.language, area.area_id), up)
