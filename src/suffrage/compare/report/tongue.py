"""How a report speaks: its sentences and numbers in one language, and the names of parties, places and scenarios."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from suffrage.compare.assumptions import Assumption
from suffrage.compare.comparison import AT_HOME, Comparison
from suffrage.compare.playing import Played
from suffrage.compare.scenario import Draws
from suffrage.documents.blocks import Cell
from suffrage.law.catalogue import Law
from suffrage.model import Language
from suffrage.record.site.pictures import colour_class
from suffrage.words import messages, say
from suffrage.words.numbers import say_fraction, say_integer, say_percent


class Tongue:
    """Speaks of one comparison in one language."""

    def __init__(self, comparison: Comparison, language: Language) -> None:
        self.comparison, self.language = comparison, language
        self._numbers = {number: index for index, number in enumerate(each.scenario.code for each in comparison.played)}

    def say(self, key: str, **operands: Any) -> str:
        """A sentence of the report."""
        return say(self.language, f"study.{key}", **operands)

    def known(self, group: str, code: str) -> str:
        """The word for a code; the code itself where there is none."""
        key = f"study.{group}-{code}"
        return say(self.language, key) if key in messages(self.language) else code

    def number(self, number: int | None) -> str:
        """A whole number; a dash where it is not known."""
        return "—" if number is None else say_integer(self.language, number)

    def signed(self, number: int) -> str:
        """A difference with its sign."""
        return ("+" if number > 0 else "−" if number < 0 else "±") + say_integer(self.language, abs(number))

    def fraction(self, value: Fraction | None) -> str:
        """A number with two decimals; a dash where there is none."""
        return "—" if value is None else say_fraction(self.language, value)

    def percent(self, value: Fraction | None) -> str:
        """A share of 1 as a percentage; a dash where there is none."""
        return "—" if value is None else say_percent(self.language, value.numerator, value.denominator)

    def moved(self, amount: Fraction) -> str:
        """A share of votes that was moved, as a percentage with its sign."""
        sign = "+" if amount > 0 else ""
        return sign + self.say("percent", number=amount * 100)

    def decimal(self, value: float) -> str:
        """A number on the axis of a plot."""
        return say_fraction(self.language, Fraction(round(value * 1000), 1000), 3)

    def party(self, code: str) -> Cell:
        """A party by its name, its code and its colour."""
        name = self._party_names.get(code, "")
        own = code.rpartition("/")[2] if name and "/" in code else code
        small = code if name and name != code else ""
        return Cell(name or own or "—", small, colour_class(self.comparison.parties, code))

    def short(self, code: str) -> Cell:
        """A party by its code alone, with its colour."""
        full = self.party(code)
        return Cell(full.small or full.text, "", full.colour)

    def place(self, code: str) -> Cell:
        """A constituency by its name and code."""
        labels = self.comparison.home.labels
        found = labels.contests.get(code) or labels.areas.get(code)
        name = found.text(self.language) if found else ""
        if not name and code in self.comparison.home.contests:
            area = labels.areas.get(self.comparison.home.contests[code].area_id)
            name = area.text(self.language) if area else ""
        return Cell(name or code, code if name and name != code else "")

    def scenario(self, played: Played) -> str:
        """A scenario's name; the election under its own law has one too."""
        if played.scenario.code == AT_HOME:
            return self.say("at-home")
        return played.scenario.names.text(self.language, played.scenario.code)

    def numbered(self, played: Played) -> str:
        """A scenario's number and name, as sections and tables call it."""
        number = self._numbers[played.scenario.code]
        return self.say("numbered", number=number, name=self.scenario(played)) if number else self.scenario(played)

    def by_code(self, scenario: str) -> str:
        """As `numbered`, by the scenario's code."""
        return self.numbered(next(each for each in self.comparison.played if each.scenario.code == scenario))

    def law(self, law: Law) -> str:
        """A law by its body's name, its code, its reading and its day."""
        name = law.body.names.text(self.language, law.code)
        code = f"{law.code}:{law.variant}" if law.variant else law.code
        return self.say("law", name=name, code=code, date=law.day)

    def noise(self, asked: Draws) -> str:
        """What chance moves in the draws, and by how much."""
        kinds = [name for name in asked.__struct_fields__ if name not in ("number", "seed") and getattr(asked, name)]
        moved = [self.say(f"noise-{name}", number=Fraction(str(getattr(asked, name)))) for name in kinds]
        return self.say("noise", kinds="; ".join(moved) or self.say("noise-none"))

    def assumption(self, assumed: Assumption) -> str:
        """An assumption as a sentence."""
        operands = dict(assumed.operands)
        for name in ("level", "formula"):
            if name in operands:
                operands[name] = self.known(name, str(operands[name]))
        return say(self.language, f"assumption.{assumed.key}", **operands)

    @cached_property
    def _party_names(self) -> Mapping[str, str]:
        """Party → its name: that of its options where it is the same in all contests; a party of many names has none here."""
        home, found = self.comparison.home, defaultdict[str, set[str]](set)
        for (contest, option), label in home.labels.options.items():
            if contest in home.contests:
                found[home.party(contest, option)].add(label.names.text(self.language))
        return {party: next(iter(names)) for party, names in found.items() if len(names) == 1}
