"""A fact on which an outcome hangs as a sentence, and by how much it holds as another, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from suffrage.audit.audited import AuditedContest
from suffrage.facts import Assertion, Papers
from suffrage.model import Language, Totals
from suffrage.words import say
from suffrage.words.explain import Speaker

_NO_NAMES: Mapping[str, str] = {}


def say_fact(language: Language, fact: Assertion, names: Mapping[str, str] = _NO_NAMES) -> str:
    """The fact as a sentence. `names`: option code → its name.

    >>> say_fact("en", Assertion("more", ("A", "B"), {"A": 1, "B": -1}, "art. 7"))
    'A has more votes than B.'
    """
    speaker = Speaker(language, names)
    first, *others = (speaker.option(option) for option in fact.options)
    operands: dict[str, Any] = {"ahead": first, "behind": others[0]} if others else {"option": first}
    key: str = fact.kind
    if fact.bar is not None:
        key += f"-{fact.bar.of}-{'over' if fact.bar.strict else 'from'}"
        operands["percent"] = fact.bar.share * 100
    return say(language, f"assertion.{key}", seat=fact.seat, **operands)


def say_margin(language: Language, fact: Assertion, totals: Totals) -> str:
    """How many papers at least were read wrongly if the fact is false; or that the votes alone do not give it.

    >>> fact = Assertion("more", ("A", "B"), {"A": 1, "B": -1}, "art. 7")
    >>> say_margin("en", fact, Totals(contest_id="c", votes={"A": 60, "B": 50}))
    'It is false only if at least 5 papers were read wrongly.'
    """
    papers = fact.fewest(totals.votes, Papers.of(totals).invalid)
    return say(language, "assertion.fewest", papers=papers) if papers else say(language, "assertion.undecided")


def as_plain(contest: AuditedContest) -> dict[str, Any]:
    """A contest's facts for other programs: worths, slack, the fewest papers, and each assorter with its mean and bound."""
    totals = contest.result.totals
    if contest.refusal is not None:
        return {"contest_id": contest.contest_id, "refusal": contest.refusal, "facts": []}
    papers = Papers.of(totals)
    facts = []
    for fact in contest.facts:
        assorter = fact.assorter(papers)
        plain: dict[str, Any] = {
            "kind": fact.kind,
            "options": fact.options,
            "article": fact.article,
            "seat": fact.seat,
            "divisors": fact.divisors,
            "bar": None if fact.bar is None else {"share": fact.bar.share, "of": fact.bar.of, "strict": fact.bar.strict},
            "weights": dict(fact.weights),
            "other": fact.other,
            "invalid": fact.invalid,
            "constant": fact.constant,
            "slack": fact.slack(totals.votes, papers.invalid),
            "fewest_papers": fact.fewest(totals.votes, papers.invalid),
            "assorter": None,
        }
        if assorter is not None:
            plain["assorter"] = {
                "values": dict(assorter.values),
                "other": assorter.other,
                "invalid": assorter.invalid,
                "upper": assorter.upper,
                "mean": assorter.mean(totals.votes, papers),
            }
        facts.append(plain)
    return {"contest_id": contest.contest_id, "refusal": None, "papers": papers.number, "exact": papers.exact, "facts": facts}
