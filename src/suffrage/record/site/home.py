"""The first page: the result at a glance, and the way to everything else."""

from collections.abc import Iterator, Sequence
from html import escape

from suffrage.record import layout
from suffrage.record.site.book import leader_of
from suffrage.record.site.frame import Draft, Files, Part, documents, opening, own_name
from suffrage.record.site.html import bullets, heading, table, text
from suffrage.record.site.pictures import MOST_BOXES, grid, half_circle, swatch
from suffrage.record.site.search import search_box
from suffrage.record.site.voice import Voice
from suffrage.words import LANGUAGES

FILES = (layout.CHECKPOINT, layout.MANIFEST, layout.RESULT)
"""What whoever checks the record takes first; `Home` links to them and to the tables and exports."""


def home_pages(voices: Sequence[Voice]) -> Files:
    """The first page in every language, and the plain page before them that offers the languages."""
    yield from documents("index", voices, [_home(voice) for voice in voices])[0]
    yield f"{layout.SITE}/index.html", _languages(voices, "")
    yield "index.html", _languages(voices, f"{layout.SITE}/")


def _languages(voices: Sequence[Voice], folder: str) -> bytes:
    title = " · ".join(dict.fromkeys(voice.title for voice in voices))
    items = "".join(
        f'<li><a href="{folder}index.{language}.html" hreflang="{language}" lang="{language}">{own_name(language)}</a>'
        for language in LANGUAGES
    )
    head = opening("mul", folder, title)
    return f'{head}<main><h1>{title}</h1><ul class="langs">{items}</ul></main></body></html>\n'.encode()


def _home(voice: Voice) -> Draft:
    parts = [*_state(voice), search_box(voice), *_seats(voice), *_grid(voice), *_areas(voice), _more(voice), *_record(voice)]
    return Draft(voice.title, parts)


def _state(voice: Voice) -> Iterator[Part]:
    """What was voted on, under which law, and how far the count is."""
    view = voice.book.view
    election = view.election
    said = [voice.say("site.election-says", date=election.date, code=election.law.code, day=election.law.date)]
    tops = [sums for area in voice.book.below[None] for sums in voice.book.sums[area.area_id][-1:]]
    reported, stations = sum(sums.reported for sums in tops), sum(sums.stations for sums in tops)
    said.append(voice.say("site.reported", reported=reported, stations=stations))
    voters, registered = ([getattr(sums, name) for sums in tops] for name in ("voters", "registered"))
    if tops and None not in voters and None not in registered:
        said.append(voice.say("site.turnout-says", percent=voice.percent(sum(voters), sum(registered))))
    state = voice.say("site.complete") if view.result.is_complete else voice.say("site.provisional")
    if election.status == "final":
        yield text(f'<p class="state">{voice.say("site.final")}</p>')
    yield text(f'<p class="state">{state}</p><p>{" ".join(said)}</p>')


def _seats(voice: Voice) -> Iterator[Part]:
    """The half circle, and the same figures as a table."""
    book = voice.book
    seats = [(party, book.seats[party]) for party in book.parties if book.seats[party]]
    number, votes = sum(book.seats.values()), sum(book.votes.values())
    if number > 1:
        yield text(
            heading(voice.say("site.seats")) + half_circle(seats, book.parties, voice.say("site.seats-picture", seats=number))
        )
    rows = [
        [
            swatch(book.parties, party) + voice.party(party),
            *([voice.number(book.seats[party])] if number else []),
            voice.number(book.votes[party]),
            voice.percent(book.votes[party], votes),
        ]
        for party in book.parties
    ]
    keys = ["party", *(["seats"] if number else []), "votes", "share"]
    yield table([voice.say(f"site.{key}") for key in keys], rows, title="" if number > 1 else heading(voice.say("site.votes")))


def _grid(voice: Voice) -> Iterator[Part]:
    """Who leads in each contest."""
    book, results = voice.book, voice.book.view.result.contests
    yield text(heading(voice.say("site.contests")))
    if 1 < len(results) <= MOST_BOXES:
        leaders = [(result.contest_id, leader_of(result.totals.votes)) for result in results]
        boxes = grid(voice, [(contest, book.party_of(contest, leader) if leader else None) for contest, leader in leaders])
        yield text(f"<p>{voice.say('site.grid-says')}</p>{boxes}")
    if len(results) == 1:
        yield text(f"<p>{voice.contest_link(results[0].contest_id)}</p>")
    yield text(f'<p><a href="contests.{voice.language}.html">{voice.say("site.all-contests", number=len(results))}</a></p>')


def _areas(voice: Voice) -> Iterator[Part]:
    """The tops of the tree; where there is only one, what lies right below it too."""
    tops = voice.book.below[None]
    yield bullets([voice.area_link(area.area_id) for area in tops], heading(voice.say("site.areas")))
    if len(tops) == 1 and voice.book.below[tops[0].area_id]:
        links = [voice.area_link(area.area_id) for area in voice.book.below[tops[0].area_id]]
        yield Part('<ul class="cols">', [f"<li>{link}" for link in links], "</ul>")


def _more(voice: Voice) -> Part:
    """The lists, each with how much it holds, and the page that checks a station."""
    book = voice.book
    numbers = {
        "missing": len(book.missing),
        "findings": len(book.view.result.findings),
        "corrections": len(book.versions),
        "decisions": len(book.entries_of_type["decision"]),
    }
    links = [
        f'<a href="{path}.{voice.language}.html">{voice.say(f"site.{path}")}</a> ({voice.number(number)})'
        for path, number in numbers.items()
    ]
    links.append(f'<a href="check.{voice.language}.html">{voice.say("site.check")}</a>')
    return bullets(links, heading(voice.say("site.more")))


def _record(voice: Voice) -> Iterator[Part]:
    """The checkpoint to keep, where the figures come from, and the files with which everything can be checked again."""
    view = voice.book.view
    checkpoint = view.checkpoint
    yield text(f"{heading(voice.say('site.log'))}<p>{voice.say('site.log-says', size=checkpoint.size)}</p>")
    yield text(f'<pre tabindex="0"><code>{escape(checkpoint.text())}</code></pre><p>{voice.say("site.verify-says")}</p>')
    tables = [f"{layout.ELECTION}/{name}.csv" for name in ("statements", "votes")]
    exports = [f"{layout.EXPORTS}/{name}" for name in ("nist-1500-100.json", "nist-1500-100.xml", "ministere-par-bureau.csv")]
    yield bullets([f'<a href="../{file}">{file}</a>' for file in (*FILES, *tables, *exports)])
    sources = view.election.sources
    if sources:
        yield bullets([_source(source.title, source.url) for source in sources], heading(voice.say("site.sources")))


def _source(title: str, url: str | None) -> str:
    is_safe = url is not None and url.startswith(("https://", "http://"))
    return f'<a href="{escape(url or "")}">{escape(title)}</a>' if is_safe else f"<bdi>{escape(title)}</bdi>"
