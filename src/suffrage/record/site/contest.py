"""A contest: who is elected or goes on, the totals, and the whole calculation with its articles and the table of averages."""

from collections.abc import Iterator, Sequence
from html import escape

from suffrage.model import ContestResult
from suffrage.model.totals import code_order
from suffrage.record.site.book import Book, leader_of
from suffrage.record.site.frame import Draft, Part, documents
from suffrage.record.site.html import heading, table, text
from suffrage.record.site.pictures import half_circle, swatch
from suffrage.record.site.voice import Voice, isolated
from suffrage.words.explain import explain
from suffrage.words.page import averages_rows


def contest_pages(book: Book, voices: Sequence[Voice], result: ContestResult) -> list[tuple[str, bytes]]:
    """The files of a contest, in every language."""
    drafts = [_draft(voice, result) for voice in voices]
    return documents(book.contest_path(result.contest_id), voices, drafts)[0]


def state_of(voice: Voice, result: ContestResult) -> str:
    """Whether a contest is final, and if not, why."""
    key = "pending" if result.outcome.pending else "provisional" if not result.final else "final"
    return voice.say(f"site.state-{key}")


def outcome_of(voice: Voice, result: ContestResult) -> str:
    """Who won, in a few words: the seats of each option, or who goes on to the next round."""
    contest, outcome = result.contest_id, result.outcome
    won = [(option, seats) for option, seats in outcome.seats.items() if seats]
    if won:
        ranked = sorted(won, key=lambda item: (-item[1], code_order(item[0])))
        return "<br>".join(f"<b>{voice.number(seats)}</b> {voice.option(contest, option)}" for option, seats in ranked)
    if outcome.next_round:
        names = ", ".join(voice.option(contest, option) for option in outcome.next_round)
        return f"{voice.say('site.next-round')} {names}"
    return "—"


def _draft(voice: Voice, result: ContestResult) -> Draft:
    contest = voice.book.contests[result.contest_id]
    crumbs = [("index", voice.title), ("contests", voice.say("site.contests"))]
    parts = [*_outcome(voice, result), *_totals(voice, result), *_elected(voice, result), *_calculation(voice, result)]
    return Draft(voice.name(contest.names, contest.contest_id), parts, crumbs)


def _outcome(voice: Voice, result: ContestResult) -> Iterator[Part]:
    book, seats, vacant = voice.book, result.outcome.seats, result.outcome.vacant
    pieces = [f'<p class="state">{state_of(voice, result)}</p>']
    if sum(seats.values()) <= 1:
        label = f"<strong>{voice.say('site.elected')}</strong> " if any(seats.values()) else ""
        pieces.append(f"<p>{label}{outcome_of(voice, result)}</p>")
    if vacant:
        pieces.append(f'<p class="mark">{voice.say("site.vacant", seats=vacant)}</p>')
    area = book.contests[result.contest_id].area_id
    pieces.append(f"<p>{voice.say('site.by-area')} {voice.area_link(area, '../')}</p>")
    yield text("".join(pieces))
    by_party = [(book.party_of(result.contest_id, option), number) for option, number in seats.items() if number]
    ranked = sorted(by_party, key=lambda item: (-item[1], item[0]))
    picture = half_circle(ranked, book.parties, voice.say("site.seats-picture", seats=sum(seats.values())))
    if picture:
        yield text(picture)


def _totals(voice: Voice, result: ContestResult) -> Iterator[Part]:
    totals, seats, book = result.totals, result.outcome.seats, voice.book
    rows = [
        [
            swatch(book.parties, book.party_of(result.contest_id, option)) + voice.option(result.contest_id, option),
            voice.number(votes),
            voice.percent(votes, totals.valid_votes),
            voice.number(seats.get(option, 0)),
        ]
        for option, votes in sorted(totals.votes.items(), key=lambda item: (-item[1], item[0]))
    ]
    head = [voice.say(f"site.{key}") for key in ("option", "votes", "share", "seats")]
    yield table(head, rows, title=heading(voice.say("site.votes")))
    form = book.view.election.form.figures
    figures = [[voice.say(f"site.{name}"), voice.number(getattr(totals, name))] for name in form]
    figures.append([voice.say("site.turnout"), voice.percent(totals.voters, totals.registered)])
    yield table([voice.say("site.figure"), voice.say("site.number")], figures, title=heading(voice.say("site.figures")))


def _elected(voice: Voice, result: ContestResult) -> Iterator[Part]:
    """The people elected, where the lists are known."""
    slates = voice.book.view.tables.slates(result.contest_id)
    rows = []
    for elected in result.outcome.elected:
        people = [each for each in slates.get(elected.option_id, ()) if each.position == elected.position]
        known = [each for each in people if each.names.text(voice.language)]
        if known:
            name = isolated(known[0].names.text(voice.language))
            rows.append([name, voice.option(result.contest_id, elected.option_id), voice.number(elected.position)])
    if rows:
        head = [voice.say(f"site.{key}") for key in ("candidate", "option", "position")]
        yield table(head, rows, title=heading(voice.say("site.elected-people")), texts=1)


def _calculation(voice: Voice, result: ContestResult) -> Iterator[Part]:
    names = voice.book.option_names(result.contest_id, voice.language)
    steps = [(escape(line.text), escape(line.article)) for line in explain(result.outcome, voice.language, names)]
    rows = [[voice.number(place), step, article] for place, (step, article) in enumerate(steps, start=1)]
    if rows:
        head = [voice.say("site.line"), voice.say("site.step"), voice.say("site.article")]
        yield table(head, rows, title=heading(voice.say("site.calculation")), texts=2, kind="n")
    averages = averages_rows(result, names, voice.language)
    if averages:
        yield Part(
            f'{heading(voice.say("report.averages"))}<div class="wide" tabindex="0"><table class="a">',
            averages,
            "</table></div>",
        )


def list_pages(voices: Sequence[Voice]) -> list[tuple[str, bytes]]:
    """The list of all contests."""
    return documents("contests", voices, [_list(voice) for voice in voices])[0]


def _list(voice: Voice) -> Draft:
    book = voice.book
    rows = []
    for result in book.view.result.contests:
        leader = leader_of(result.totals.votes)
        party = leader and book.party_of(result.contest_id, leader)
        rows.append(
            [
                voice.contest_link(result.contest_id),
                outcome_of(voice, result),
                swatch(book.parties, party) + (voice.option(result.contest_id, leader) if leader else "—"),
                state_of(voice, result),
                voice.number(result.totals.valid_votes),
            ]
        )
    head = [voice.say(f"site.{key}") for key in ("contest", "outcome", "leads", "state", "valid")]
    return Draft(voice.say("site.contests"), [table(head, rows, texts=3)], [("index", voice.title)])
