"""What the pages say in one language. Everything from here is HTML: escaped, and names kept apart from what stands beside them."""

from datetime import date
from functools import cached_property
from html import escape
from typing import Any

from suffrage.model import Finding, Language, Names, Option
from suffrage.record.entries import Entry
from suffrage.record.site.book import Book
from suffrage.words import messages, say
from suffrage.words.findings import say_sentence
from suffrage.words.numbers import say_date, say_integer, say_percent


def isolated(text: str) -> str:
    """A name as HTML: its direction (Arabic, Hebrew) does not spill over to what stands beside it."""
    return f"<bdi>{escape(text)}</bdi>"


def coded(name: str, code: str) -> str:
    """A name with its code, since homonyms are real; the code alone where there is no name."""
    return isolated(code) if not name or name == code else f"{isolated(name)} <small>{escape(code)}</small>"


class Voice:
    """One language: sentences, numbers, and the names of what the book holds. Labels are made once, for 100,000 pages."""

    def __init__(self, language: Language, book: Book) -> None:
        self.language, self.book = language, book
        self._said: dict[str, str] = {}
        self._numbers: dict[int, str] = {}
        self._options: dict[str, list[tuple[str, str]]] = {}

    def say(self, key: str, **operands: Any) -> str:
        """A message, escaped."""
        if operands:
            return escape(say(self.language, key, **operands))
        if key not in self._said:
            self._said[key] = escape(say(self.language, key))
        return self._said[key]

    def known(self, group: str, code: str) -> str:
        """The message for a code; the code itself where there is none."""
        key = f"{group}.{code}"
        return self.say(key) if key in messages(self.language) else escape(code)

    def number(self, number: int | None) -> str:
        """A whole number; a dash where it is not known."""
        if number is None:
            return "—"
        if number not in self._numbers:
            self._numbers[number] = say_integer(self.language, number)
        return self._numbers[number]

    def percent(self, part: int | None, whole: int | None) -> str:
        """A share; a dash where it cannot be told."""
        return "—" if part is None or not whole else say_percent(self.language, part, whole)

    def act(self, number: int, entry: Entry) -> str:
        """What was done, and why, with its day and source."""
        sentence = say(
            self.language,
            f"finding.change-act-{entry['kind']}",
            entry=number,
            version=entry.get("version"),
            text=entry["text"],
        )
        day = [escape(say_date(self.language, date.fromisoformat(entry["day"])))] if "day" in entry else []
        source = [isolated(entry["source"])] if "source" in entry else []
        return " · ".join([escape(sentence), *day, *source])

    @cached_property
    def title(self) -> str:
        """The election's name."""
        election = self.book.view.election
        return isolated(election.names.text(self.language, election.election_id))

    def name(self, names: Names, code: str) -> str:
        """Something by its name and code."""
        return coded(names.text(self.language), code)

    def short_name(self, names: Names, code: str) -> str:
        """Something by its name, or by its code where it has none."""
        return isolated(names.text(self.language, code))

    def area(self, area_id: str) -> str:
        """An area by its name and code."""
        return self.name(self.book.areas[area_id].names, area_id)

    def contest(self, contest_id: str) -> str:
        """A contest by its name and code."""
        return self.name(self.book.contests[contest_id].names, contest_id)

    def option(self, contest_id: str, option_id: str) -> str:
        """An option by its name and code."""
        return coded(self.book.option_name(contest_id, option_id, self.language), option_id)

    def options(self, contest_id: str) -> list[tuple[str, str]]:
        """The options of a contest in the order of the ballot: code, and name with code as HTML. Kept for one contest after another."""
        if contest_id not in self._options:
            if len(self._options) > 100:
                self._options.clear()
            self._options[contest_id] = [(o.option_id, self._listed(o)) for o in self.book.options[contest_id]]
        return self._options[contest_id]

    def _listed(self, option: Option) -> str:
        return coded(option.names.text(self.language), option.option_id)

    def party(self, party: str) -> str:
        """A party, or an option that stands for itself, by its name and code; no code: those without a party."""
        return coded(self.book.party_name(party, self.language), party) if party else self.say("site.without-party")

    def area_link(self, area_id: str, up: str = "") -> str:
        """A link to an area's page, from a page `up` in the tree of folders."""
        return f'<a href="{up}{self.book.area_path(area_id)}.{self.language}.html">{self.area(area_id)}</a>'

    def contest_link(self, contest_id: str, up: str = "") -> str:
        """A link to a contest's page."""
        return f'<a href="{up}{self.book.contest_path(contest_id)}.{self.language}.html">{self.contest(contest_id)}</a>'

    def station_link(self, station: str, up: str = "") -> str:
        """A link to a station on its area's page."""
        path, anchor = self.book.station_place(station)
        return f'<a href="{up}{path}.{self.language}.html#{anchor}">{self.station(station)}</a>'

    def station(self, station: str) -> str:
        """A station by its name and code."""
        return self.name(self.book.stations[station].names, station)


def said(voice: Voice, finding: Finding) -> str:
    """What a finding says, without its place."""
    return escape(say_sentence(voice.language, finding))
