"""Small random elections under many laws in figures, for the property that facts hold exactly when the outcome is right."""

import random
from datetime import date
from fractions import Fraction

from suffrage.facts import assertions
from suffrage.law.calculation import Calculation
from suffrage.law.reform import reformed
from suffrage.model import Candidate, Totals
from suffrage.model.shapes import Bar, Shape
from suffrage.model.steps import Bar as BarStep
from suffrage.model.steps import Bonus, Tie

HALF = Bar(Fraction(1, 2), strict=True)
QUARTER = Bar(Fraction(1, 4), "registered")
SHAPES = {
    "d-hondt": Shape("lists", "d-hondt"),
    "sainte-lague": Shape("lists", "sainte-lague"),
    "modified": Shape("lists", "modified-sainte-lague"),
    "imperiali": Shape("lists", "imperiali"),
    "danish": Shape("lists", "danish"),
    "threshold": Shape("lists", "d-hondt", threshold=Bar(Fraction(1, 5))),
    "threshold over": Shape("lists", "d-hondt", threshold=Bar(Fraction(1, 5), strict=True)),
    "threshold of registered": Shape("lists", "d-hondt", threshold=Bar(Fraction(1, 6), "registered")),
    "bonus": Shape("lists", "d-hondt", threshold=Bar(Fraction(1, 10)), bonus=Fraction(1, 2), bonus_down_below=4),
    "municipal": Shape(
        "lists",
        "d-hondt",
        threshold=Bar(Fraction(1, 20)),
        bonus=Fraction(1, 2),
        rounds=2,
        majority=HALF,
        bar=Bar(Fraction(1, 5)),
        merge=Bar(Fraction(1, 10)),
    ),
    "bonus with little": Shape(
        "lists", "d-hondt", bonus=Fraction(1, 4), rounds=2, majority=Bar(Fraction(2, 5)), bar=Bar(Fraction(1, 10), strict=True)
    ),
    "plurality": Shape("majority", "most-votes"),
    "president": Shape("majority", "most-votes", rounds=2, majority=HALF),
    "deputy": Shape("majority", "most-votes", rounds=2, majority=HALF, quorum=QUARTER, bar=Bar(Fraction(1, 8), "registered")),
    "deputy of 1958": Shape(
        "majority", "most-votes", rounds=2, majority=HALF, quorum=QUARTER, bar=Bar(Fraction(1, 20)), least_in_round_2=0
    ),
    "forty": Shape(
        "majority", "most-votes", rounds=2, majority=Bar(Fraction(2, 5)), quorum=Bar(Fraction(1, 3), "registered", strict=True)
    ),
}


def election(stream: random.Random, shape: Shape, papers: int, registered: int, votes: dict[str, int], seats: int) -> Totals:
    number = 1 if shape.kind == "majority" else seats
    round_number = stream.choice([1, 2]) if shape.rounds == 2 else 1
    return Totals(contest_id="c", round=round_number, seats=number, votes=votes, registered=registered, ballots=papers)


def votes_among(stream: random.Random, options: int, valid: int) -> dict[str, int]:
    cuts = sorted(stream.randint(0, valid) for _ in range(options - 1))
    return {str(o + 1): high - low for o, (low, high) in enumerate(zip([0, *cuts], [*cuts, valid], strict=True))}


def moved(stream: random.Random, votes: dict[str, int], papers: int) -> dict[str, int]:
    """Other votes on as many papers: a few papers read otherwise, or everything drawn anew."""
    if stream.random() < 0.1:
        return votes_among(stream, len(votes), stream.randint(0, papers))
    found = dict(votes)
    for _ in range(stream.randint(0, 4)):
        away, to = stream.choice([*found, None]), stream.choice([*found, None])
        if away is not None and found[away]:
            found[away] -= 1
            if to is not None:
                found[to] += 1
        elif away is None and to is not None and sum(found.values()) < papers:
            found[to] += 1
    return found


def declared(shape, totals, slates):
    return reformed(shape)(Calculation(totals, date(2024, 1, 1), slates, ()))


def by_votes_alone(outcome):
    return outcome.is_complete and not any(isinstance(step, Tie) for step in outcome.steps)


def given(outcome):
    return dict(outcome.seats), set(outcome.next_round), set(outcome.may_merge), outcome.vacant


def reasons(outcome):
    """Which bars each option cleared or missed, and who had the bonus."""
    bars = {
        (step.option_id, step.of, step.share, step.strict, step.passed) for step in outcome.steps if isinstance(step, BarStep)
    }
    return bars | {step.option_id for step in outcome.steps if isinstance(step, Bonus)}


def try_one(stream: random.Random, name: str) -> str:
    """One reported election and one that really was: what happened, or an AssertionError.

    Facts that all hold prove the outcome; and an outcome that is right, by the votes alone and for the same reasons, has facts that
    all hold.
    """
    shape = SHAPES[name]
    papers, options = stream.randint(1, 40), stream.randint(1, 5)
    votes = votes_among(stream, options, stream.randint(0, papers))
    reported = election(stream, shape, papers, stream.randint(papers, 60), votes, stream.randint(1, 9))
    slates = {}
    if shape.kind == "lists" and stream.random() < 0.3:
        slates = {
            option: [Candidate(contest_id="c", option_id=option, position=p + 1) for p in range(stream.randint(1, 4))]
            for option in votes
        }
    outcome = declared(shape, reported, slates)
    if not by_votes_alone(outcome) or not any(votes.values()) or (shape.kind == "majority" and outcome.vacant):
        return "reported-tie"
    facts = assertions(shape, reported, outcome, lengths={option: len(people) for option, people in slates.items()})
    assert all(fact.holds(votes, papers - sum(votes.values())) for fact in facts), (name, reported, facts)
    real = moved(stream, votes, papers)
    truth = declared(shape, Totals(**{f: getattr(reported, f) for f in reported.__struct_fields__} | {"votes": real}), slates)
    hold = all(fact.holds(real, papers - sum(real.values())) for fact in facts)
    right = by_votes_alone(truth) and given(truth) == given(outcome)
    if hold:
        assert right, (name, reported, real, facts, truth)
    elif right and any(real.values()):
        assert reasons(truth) != reasons(outcome), (name, reported, real, [f for f in facts if not f.holds(real)])
    return "holds" if hold else "right, for other reasons" if right else "wrong"
