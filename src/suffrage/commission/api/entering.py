"""An entry by a machine, through the same services as a clerk's, begun and finished in one transaction."""

from collections.abc import Iterable, Mapping

from suffrage.commission.accounts.models import Person
from suffrage.commission.refused import Refused
from suffrage.commission.statements import work
from suffrage.commission.statements.models import Statement
from suffrage.commission.statements.reading import field_names, paper_of, read
from suffrage.commission.statements.steps import transactions


def enter(
    statement: Statement,
    figures: Mapping[str, int | None],
    votes: Mapping[str, int],
    *,
    by: Person,
    confirmed: Iterable[str] = (),
) -> Statement:
    """Enter what a machine read, as the one entry of a statement that a machine may make.

    It is never left half done, so that nobody's hand finishes a machine's entry, and no machine that of a hand. `Refused`: as
    `work.begin` and `work.finish`; `work.Unconfirmed`: findings were not confirmed, and nothing has happened.
    """
    paper = paper_of(statement)
    given = {**figures, **{f"votes.{code}": number for code, number in votes.items()}}
    if not given.keys() <= {*field_names(paper)}:
        raise Refused("work.not-a-field")
    reading = read(paper, {name: "" if number is None else str(number) for name, number in given.items()})
    with transactions():
        if not work.begin(statement.pk, by=by, by_machine=True).by_machine:
            raise Refused("api.held-by-hand")
        return work.finish(statement.pk, reading, by=by, confirmed=confirmed)
