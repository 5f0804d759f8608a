"""Where an audit stands, for people: what was drawn, entered and found, as one HTML page that needs no network and no script."""

from collections.abc import Iterable, Sequence
from html import escape

from suffrage.audit.acts import Assessed
from suffrage.audit.casefile import BY_STATION, Case
from suffrage.audit.saying import say_fact, say_margin
from suffrage.model import Language, Totals
from suffrage.words import say
from suffrage.words.numbers import say_integer

_STYLE = (
    "body{font:16px/1.6 'Noto Sans Khmer','Khmer OS','Noto Sans',sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}"
    "table{border-collapse:collapse;width:100%;margin:1rem 0}td,th{border:1px solid #999;padding:.3rem .5rem;text-align:left;"
    "vertical-align:top}td:not(:first-child){overflow-wrap:anywhere}"
)


def say_risk(risk: float | None) -> str:
    """A risk as a number: four places, and never 0 or 1 by rounding alone."""
    if risk is None:
        return "—"
    if 0 < risk < 0.0001:
        return "< 0.0001"
    return "0" if not risk else f"{min(risk, 0.9999):.4f}" if risk < 1 else "1"


def say_assessment(language: Language, found: Assessed) -> str:
    """The verdict as a sentence, with the reason where there is one."""
    said = [say(language, f"audit-verdict.{found.verdict}")]
    if found.reason:
        said.append(say(language, f"audit-reason.{found.reason}", where=", ".join(found.where) or None))
    return " ".join(said)


def hand_count(case: Case, contest_id: str) -> Totals:
    """The totals of a contest all of whose stations were counted again, by those counts."""
    contest, counts = case.audited.contest(contest_id), case.progress(contest_id).counted.values()
    reported = contest.result.totals
    votes = {option: sum(count.votes[option] for count in counts) for option in contest.options}
    return Totals(
        contest_id=contest_id, round=reported.round, seats=reported.seats, registered=reported.registered, votes=votes
    )


def say_hand_count(language: Language, case: Case, contest_id: str) -> str:
    """What the law makes of a full count."""
    audited = case.audited
    outcome = audited.law.declare(
        hand_count(case, contest_id), slates=audited.contest(contest_id).slates, decisions=audited.decisions, steps=False
    )
    names = audited.labels.option_names(contest_id, language)
    seats = ", ".join(
        f"{names.get(option, option)} {say_integer(language, number)}" for option, number in outcome.seats.items() if number
    )
    return say(language, "audit.hand-count", seats=seats or ", ".join(outcome.next_round) or "—")


def report_page(case: Case, language: Language) -> str:
    """The whole audit as HTML."""
    name = case.audited.election.names.text(language, case.audited.election.election_id)
    title = say(language, "audit.title", name=name)
    sentences = [
        say(language, f"audit.means-{case.audited.means}"),
        say(language, f"audit-method.{case.opened.method}"),
        say(language, "audit.limit", percent=case.opened.limit * 100),
        say(language, "audit.log", number=len(case.acts), digest=case.head),
        *([say(language, "audit.seeded", seed=case.seed, digest=case.head)] if case.seed else []),
    ]
    parts = [f"<h1>{escape(title)}</h1>", *(f"<p>{escape(sentence)}</p>" for sentence in sentences)]
    for contest_id in case.contests:
        parts += _contest(case, contest_id, language)
    return (
        f'<!doctype html>\n<html lang="{language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style>\n{chr(10).join(parts)}\n</html>\n"
    )


def _contest(case: Case, contest_id: str, language: Language) -> list[str]:
    contest, found = case.audited.contest(contest_id), case.assess(contest_id)
    names = case.audited.labels.option_names(contest_id, language)
    head = f"{case.audited.labels.contest_name(contest_id, language)} ({contest_id})"
    parts = [f"<h2>{escape(head)}</h2>", f"<p>{escape(say_assessment(language, found))}</p>"]
    if found.verdict == "counted-in-full":
        parts.append(f"<p>{escape(say_hand_count(language, case, contest_id))}</p>")
    drawn = say_integer(language, case.progress(contest_id).drawn)
    parts.append(f"<p>{say(language, 'audit.drawn')}: {drawn} · {say(language, 'audit.risk')}: {say_risk(found.risk)}</p>")
    p = case.risks(contest_id).p
    facts = (
        (say_fact(language, fact, names), say_margin(language, fact, contest.result.totals), fact.article, say_risk(float(own)))
        for fact, own in zip(contest.facts, p, strict=True)
    )
    parts += _table(language, ("fact", "margin", "article", "risk"), facts)
    if case.opened.method in BY_STATION:
        parts += _table(language, ("station", "entered", "difference"), _differences(case, contest_id, language))
    return parts


def _differences(case: Case, contest_id: str, language: Language) -> Iterable[Sequence[str]]:
    """Each station that was counted again, and the options whose votes are not those reported."""
    contest = case.audited.contest(contest_id)
    rows = {code: contest.stations.votes[place] for place, code in enumerate(contest.stations.codes)}
    for code, count in sorted(case.progress(contest_id).counted.items()):
        votes = [*(count.votes.get(option, 0) for option in contest.options), count.invalid]
        entered = say(language, "audit-if.one-lost") if count.lost else say_integer(language, sum(votes))
        changed = [
            f"{option} {number - int(was):+d}"
            for option, number, was in zip((*contest.options, "—"), votes, rows[code], strict=True)
            if number != was and not count.lost
        ]
        yield code, entered, ", ".join(changed) or "—"


def _table(language: Language, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    head = "".join(f"<th>{escape(say(language, f'audit.{column}'))}</th>" for column in columns)
    body = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows]
    return [f"<table><tr>{head}</tr>", *body, "</table>"]
