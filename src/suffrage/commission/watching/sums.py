"""What is known of one area at one moment, as sums that can be taken on and off again: all of it plain counts."""

from collections.abc import Iterable, Mapping

import msgspec

from suffrage.commission.statements.states import State
from suffrage.model.statements import FIGURES

AWAITED = State.AWAITED.value


class Sums(msgspec.Struct, omit_defaults=True):
    """Statements of one contest (or of all contests of one round) in an area.

    `statements`: how many there are to come, `on_lists` the people registered at their stations before the vote · `counted`: how many
    count, `listed` the people registered at those · `figures`: their sums · `missing`: figure → how many of those that count lack it ·
    `votes`: option → votes (of a round, party → votes).
    """

    statements: int = 0
    on_lists: int = 0
    counted: int = 0
    listed: int = 0
    figures: dict[str, int] = {}
    missing: dict[str, int] = {}
    votes: dict[str, int] = {}

    def figure(self, name: str) -> int | None:
        """A figure's sum; None where a statement that counts lacks it, or none counts."""
        return self.figures.get(name, 0) if self.counted and not self.missing.get(name) else None

    def take_on(self, figures: Mapping[str, int | None], votes: Mapping[str, int], listed: int, sign: int = 1) -> None:
        """Let one more statement count, or with `sign` −1 one less."""
        self.counted += sign
        self.listed += sign * listed
        for name in FIGURES:
            value = figures.get(name)
            if value is None:
                _add(self.missing, name, sign)
            else:
                _add(self.figures, name, sign * value, keep=True)
        for code, number in votes.items():
            _add(self.votes, code, sign * number, keep=True)

    def add(self, other: "Sums") -> None:
        """Add those of another area."""
        self.statements += other.statements
        self.on_lists += other.on_lists
        self.counted += other.counted
        self.listed += other.listed
        for mine, theirs in ((self.figures, other.figures), (self.missing, other.missing), (self.votes, other.votes)):
            _add_all(mine, theirs)


class Known(msgspec.Struct, omit_defaults=True):
    """What is known of one area and all below it.

    `states`: state → statements · `contests`: contest → its sums, where the area lies in the contest's area · `rounds`: round → the
    sums of all contests, in every area, with votes by party (where the options have one) · `steps`: act → how often it was done ·
    `findings`: check → statements in which it found something.
    """

    states: dict[str, int] = {}
    contests: dict[str, Sums] = {}
    rounds: dict[str, Sums] = {}
    steps: dict[str, int] = {}
    findings: dict[str, int] = {}

    @property
    def statements(self) -> int:
        """How many statements there are."""
        return sum(self.states.values())

    @property
    def counted(self) -> int:
        """How many of them count."""
        return sum(sums.counted for sums in self.rounds.values())

    def move(self, before: str, after: str) -> None:
        """One statement went from one state to another."""
        _add(self.states, before, -1)
        _add(self.states, after, 1)

    def did(self, kind: str) -> None:
        """One act of this kind was done."""
        _add(self.steps, kind, 1)

    def found(self, codes: Iterable[str], sign: int = 1) -> None:
        """Checks found something in one more statement, or with `sign` −1 in one less."""
        for code in codes:
            _add(self.findings, code, sign)

    def add(self, other: "Known") -> None:
        """Add those of another area, beside this one."""
        for mine, theirs in ((self.states, other.states), (self.steps, other.steps), (self.findings, other.findings)):
            _add_all(mine, theirs)
        for ours, sums in ((self.contests, other.contests), (self.rounds, other.rounds)):
            for code, each in sums.items():
                ours.setdefault(code, Sums()).add(each)

    def expect(self, contest: str | None, number: str, listed: int) -> None:
        """One more statement is to come, awaited as yet; `contest` None: the area is larger than the contest's."""
        _add(self.states, AWAITED, 1)
        for sums in self.sums_of(contest, number):
            sums.statements += 1
            sums.on_lists += listed

    def sums_of(self, contest: str | None, number: str) -> list[Sums]:
        """The sums to which a statement of that contest and round belongs: those of the round, then those of the contest."""
        found = [self.rounds.setdefault(number, Sums())]
        return found if contest is None else [*found, self.contests.setdefault(contest, Sums())]

    def to_json(self) -> str:
        """As JSON, keys in order."""
        return msgspec.json.encode(self, order="sorted").decode()


def known_of(text: str) -> Known:
    """From its JSON."""
    return _DECODER.decode(text)


_DECODER = msgspec.json.Decoder(Known)


def _add(counts: dict[str, int], key: str, number: int, *, keep: bool = False) -> None:
    """Add to a count. One that is zero is not kept, except where told: an option that nobody chose is known to have no votes."""
    total = counts.get(key, 0) + number
    if total or keep:
        counts[key] = total
    else:
        counts.pop(key, None)


def _add_all(mine: dict[str, int], theirs: Mapping[str, int]) -> None:
    for key, number in theirs.items():
        _add(mine, key, number, keep=True)
