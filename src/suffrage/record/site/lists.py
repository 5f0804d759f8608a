"""The lists that run through the whole election: what is missing, what was found, what was corrected, what was decided."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from suffrage.model import CheckTally, Finding
from suffrage.record.entries import Entry, canonical
from suffrage.record.site.frame import Draft, Files, Part, documents
from suffrage.record.site.html import bullets, heading, table, text
from suffrage.record.site.versions import versions_table
from suffrage.record.site.voice import Voice, isolated, said


def lists(voices: Sequence[Voice]) -> Files:
    """The files of all four."""
    for path, make in (
        ("missing", _missing),
        ("findings", _findings),
        ("corrections", _corrections),
        ("decisions", _decisions),
    ):
        drafts = [Draft(voice.say(f"site.{path}"), list(make(voice)), [("index", voice.title)]) for voice in voices]
        yield from documents(path, voices, drafts)[0]


def _missing(voice: Voice) -> Iterator[Part]:
    """The stations whose statement has not come, by area."""
    book = voice.book
    if not book.missing:
        yield text(f"<p>{voice.say('site.no-missing')}</p>")
        return
    yield text(f"<p>{voice.say('site.missing-says', number=len(book.missing))}</p>")
    known = [(station, contest) for station, contest in sorted(book.missing) if station in book.stations]
    by_area = sorted(known, key=lambda item: (book.stations[item[0]].area_id, item))
    for area, items in groupby(by_area, key=lambda item: book.stations[item[0]].area_id):
        path = " › ".join(voice.area_link(each) for each in reversed(list(book.above(area))))
        yield bullets([_missing_one(voice, station, contest) for station, contest in items], f"<h2>{path}</h2>")


def _missing_one(voice: Voice, station: str, contest: str) -> str:
    link = voice.station_link(station)
    return f"{link} · {voice.contest(contest)}" if len(voice.book.contests) > 1 else link


def _findings(voice: Voice) -> Iterator[Part]:
    """What each check gave, and every finding with its place; errors first."""
    result = voice.book.view.result
    if result.checks:
        head = [voice.say(f"column.{key}") for key in ("check", "severity", "passed", "number", "cannot-tell")]
        yield table(head, [_tally(voice, check) for check in result.checks], title=heading(voice.say("site.checks")), texts=1)
    title = heading(voice.say("site.all-findings"))
    if not result.findings:
        yield text(f"{title}<p>{voice.say('site.no-findings')}</p>")
        return
    order = ("error", "warning", "note")
    ranked = sorted(result.findings, key=lambda finding: order.index(finding.severity))
    head = [voice.say("site.place"), voice.say("column.severity"), voice.say("site.finding")]
    rows = [[_place(voice, each), voice.say(f"severity.{each.severity}"), said(voice, each)] for each in ranked]
    yield table(head, rows, title=title, texts=2)


def _tally(voice: Voice, check: CheckTally) -> list[str]:
    numbers = [voice.number(number) for number in (check.passed, check.failed, check.cannot_tell)]
    name = f"{voice.say(f'check.{check.code}')}<br><small>{escape(check.formula)}</small>"
    return [name, voice.say(f"severity.{check.severity}"), *numbers]


def _place(voice: Voice, finding: Finding) -> str:
    """Links to the station and contest of a finding, as far as it has them."""
    place, book = finding.place, voice.book
    links = []
    if place.station_id in book.stations:
        links.append(voice.station_link(str(place.station_id)))
    elif place.area_id in book.areas:
        links.append(voice.area_link(str(place.area_id)))
    if place.contest_id in book.contests and (len(book.contests) > 1 or not links):
        links.append(voice.contest_link(str(place.contest_id)))
        if place.option_id is not None:
            links.append(voice.option(str(place.contest_id), place.option_id))
    return " · ".join(links) or "—"


def _corrections(voice: Voice) -> Iterator[Part]:
    """Every statement that has more than one version, before and after."""
    book = voice.book
    if not book.versions:
        yield text(f"<p>{voice.say('site.no-corrections')}</p>")
        return
    yield text(f"<p>{voice.say('site.corrections-say', number=len(book.versions))}</p>")
    yield Part(
        "",
        [
            f"<h2>{voice.station_link(station)}</h2>{versions_table(voice, contest, station)}"
            for station, contest in book.versions
            if station in book.stations
        ],
    )


def _decisions(voice: Voice) -> Iterator[Part]:
    """What people decided after the count, from the log, also what was taken back; and what was done, and why."""
    book = voice.book
    given = book.entries_of_type["decision"]
    if given:
        yield _decided(voice)
    else:
        yield text(f"<p>{voice.say('site.no-decisions')}</p>")
    acts = book.entries_of_type["act"]
    if acts:
        yield bullets([_act(voice, number, entry) for number, entry in acts], heading(voice.say("site.acts")))


def _act(voice: Voice, number: int, entry: Entry) -> str:
    """An act, after the links to what it is about."""
    book, station, contest = voice.book, entry.get("station_id"), entry.get("contest_id")
    about = [voice.station_link(station)] if station in book.stations else []
    about += [voice.contest_link(contest)] if contest in book.contests else []
    return " · ".join([*about, voice.act(number, entry)])


def _decided(voice: Voice) -> Part:
    book = voice.book
    given = book.entries_of_type["decision"]
    back = {canonical(entry | {"type": "decision"}): number for number, entry in book.entries_of_type["decision-withdrawn"]}
    head = [voice.say(f"site.{key}") for key in ("entry", "contest", "decision", "option", "rank", "source")]
    rows = [_decision(voice, number, entry, back.get(canonical(entry))) for number, entry in given]
    return table(head, rows, texts=len(head) - 1)


def _decision(voice: Voice, number: int, entry: Entry, back: int | None) -> list[str]:
    contest, rank = entry["contest_id"], entry.get("rank")
    kind = voice.known("decision", entry["kind"])
    if entry.get("subject"):
        kind += f" <small>({voice.known('subject', entry['subject'])})</small>"
    if back is not None and back > number:
        kind += f'<br><span class="miss">{voice.say("site.taken-back", entry=back)}</span>'
    known = contest in voice.book.contests
    return [
        voice.number(number),
        voice.contest_link(contest) if known else isolated(contest),
        kind,
        voice.option(contest, entry["option_id"]),
        voice.number(rank),
        isolated(entry["source"]) if entry.get("source") else "—",
    ]
