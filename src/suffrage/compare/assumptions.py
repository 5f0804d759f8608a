"""What a scenario assumed, named one by one, so that a reader can doubt each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from suffrage.compare.scenario import Constituencies, Scenario, Transfers
from suffrage.compare.seats import Numbered
from suffrage.model import FrozenDict


@dataclass(frozen=True, slots=True)
class Assumption:
    """One thing that was assumed: the key of its sentence (`assumption.KEY` in the message files) and what it names."""

    key: str
    operands: Mapping[str, Any] = FrozenDict()


def assumed(scenario: Scenario, house: Numbered, number: int, made: int, transfers: Transfers | None) -> Iterator[Assumption]:
    """The assumptions behind a scenario with `number` constituencies, `made` of them with a second round that never took place."""
    yield Assumption("same-votes")
    yield from _of_constituencies(scenario.constituencies, number)
    seats = sum(house.seats.values())
    if house.source in ("each", "table", "law", "election"):
        yield Assumption(f"seats-{house.source}", {"seats": seats})
    else:
        yield Assumption(
            f"seats-by-{scenario.seats.by}", {"seats": seats, "formula": house.source, "least": scenario.seats.least}
        )
    for alliance in scenario.alliance:
        yield Assumption("alliance", {"code": alliance.code, "parties": ", ".join(alliance.parties)})
    for split in scenario.split:
        into = ", ".join(f"{code} ({part})" for code, part in split.into.items())
        yield Assumption("split", {"party": split.party, "into": into})
    if made and transfers:
        yield Assumption("second-rounds", {"number": made})
        if transfers.standing is not None:
            yield Assumption("standing", {"number": transfers.standing})
        if transfers.file is not None:
            yield Assumption("transfers-file", {"file": transfers.file})
        for party, row in transfers.rows.items():
            yield Assumption(
                "transfers-row", {"party": party, "into": " · ".join(f"{code} {part}" for code, part in row.items())}
            )
        yield Assumption(f"default-{transfers.default}")
        yield Assumption(f"absent-{transfers.absent}")


def _of_constituencies(how: Constituencies, number: int) -> Iterator[Assumption]:
    if how.by in ("national", "single-seats"):
        yield Assumption(how.by, {"number": number})
    elif how.by != "contest":
        yield Assumption("level", {"number": number, "level": how.by})
    elif how.merge:
        yield Assumption("merged", {"number": number, "new": ", ".join(how.merge)})
    if how.by != "contest" or how.merge:
        yield Assumption("one-list-a-party")
