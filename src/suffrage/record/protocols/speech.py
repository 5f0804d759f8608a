"""How a protocol speaks: its sentences, numbers and names in one language, and the frame around every page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from suffrage.model import Area, ContestResult, Election, Language
from suffrage.record.protocols.index import Index
from suffrage.words import say
from suffrage.words.explain import Speaker
from suffrage.words.numbers import say_integer

FIGURES = ("registered", "voters", "ballots", "blank", "null", "valid")

_LONG_WORD = re.compile("[!-~]{30,}")
"""Khmer needs no help: Typst knows where its words end."""


def breakable(name: str) -> str:
    """A name in which a long word without a gap may be broken, so that it never runs into the figures beside it."""
    return _LONG_WORD.sub(lambda found: "\u200b".join(re.findall(".{1,12}", found[0])), name)


class Speech:
    """Speaks of one election in one language."""

    def __init__(self, index: Index, language: Language) -> None:
        self.index, self.language = index, language
        self._named: dict[str, dict[str, str]] = {}
        for (contest, option), value in index.view.labels.options.items():
            if name := value.names.text(language):
                self._named.setdefault(contest, {})[option] = breakable(name)

    def say(self, key: str, **operands: Any) -> str:
        """A sentence of the protocols."""
        return say(self.language, f"protocol.{key}", **operands)

    def number(self, number: int | None) -> str:
        """A whole number; a dash where it is not known."""
        return "—" if number is None else say_integer(self.language, number)

    def names(self, contest_id: str) -> Mapping[str, str]:
        """Option → name, of the options of a contest that have one."""
        return self._named.get(contest_id, {})

    @cached_property
    def parties(self) -> Mapping[str, str]:
        """Party → its name: that of its options where it is the same in all contests; a party of many names has none here."""
        found: dict[str, set[str]] = defaultdict(set)
        for (contest, option), label in self.index.view.labels.options.items():
            if label.party_id:
                found[label.party_id].add(self.names(contest).get(option, ""))
        return {party: next(iter(names)) for party, names in found.items() if len(names) == 1 and "" not in names}

    def options(self, contest_id: str) -> Speaker:
        """Says the options of a contest by name and code."""
        return Speaker(self.language, self.names(contest_id))

    def named(self, name: str, code: str) -> str:
        """A name with its code; the code alone where there is no name, or the name is the code."""
        return code if name in ("", code) else say(self.language, "option.named", name=name, code=code)

    def area(self, area: Area) -> str:
        """An area by its name and code."""
        return self.named(breakable(area.names.text(self.language)), area.area_id)

    def contest(self, contest_id: str) -> str:
        """A contest by its name, or that of its area, and its code."""
        name = self.index.view.labels.contest_name(contest_id, self.language)
        if name == contest_id:
            name = self.index.areas[self.index.area_of[contest_id]].names.text(self.language)
        return self.named(breakable(name), contest_id)

    def _marks(self, election: Election) -> Iterator[str]:
        if election.generated:
            yield self.say("generated")
        if election.rehearsal:
            yield self.say("rehearsal")
        if election.status == "preliminary":
            yield self.say("preliminary")

    def state(self, contest: ContestResult) -> str:
        """Whether a contest is complete, and if not, why."""
        if not contest.final:
            return self.say("contest-provisional")
        return self.say("contest-pending") if contest.outcome.pending else self.say("contest-complete")

    def frame(self, title: str) -> dict[str, Any]:
        """What every page bears: the election, that it is generated if it is, the checkpoint, and page n of m."""
        view = self.index.view
        election, day = view.election, view.election.date
        checkpoint = view.checkpoint
        origin, _, root = checkpoint.text().splitlines()
        return {
            "lang": self.language,
            "title": title,
            "election": election.names.text(self.language, election.election_id),
            "day": [day.year, day.month, day.day],
            "generated": " · ".join(self._marks(election)) or None,
            "checkpoint": self.say("checkpoint", size=checkpoint.size, entry=self.index.declaration),
            "origin": origin,
            "root": root,
            "page": self.say("page", page="{page}", pages="{pages}"),
            "digits": [self.number(digit) for digit in range(10)],
        }
