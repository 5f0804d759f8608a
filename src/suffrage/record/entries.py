"""What the log holds: one entry for everything that was accepted, corrected, withdrawn, decided or declared, never rewritten.

An entry is canonical JSON (RFC 8785 for what occurs here: integers, texts, null; keys in order, no spaces, UTF-8). Its `type`:
setup · statement · correction (a statement's later version) · withdrawal · decision · decision-withdrawn · act (what was done, and
why) · declaration.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from msgspec import to_builtins

from suffrage.intake.tables import Tables
from suffrage.record.notes import NoteError
from suffrage.record.tiles import LARGEST_ENTRY

Entry = dict[str, Any]
StatementKey = tuple[str, str, int]
"""Contest, station, version."""

FIGURES = ("registered", "voters", "ballots", "blank", "null", "valid")
DECISION = ("contest_id", "kind", "subject", "option_id", "rank", "source")


def canonical(entry: Mapping[str, Any]) -> bytes:
    """The one way to write an entry.

    >>> canonical({"type": "decision", "rank": 1, "subject": None})
    b'{"rank":1,"subject":null,"type":"decision"}'
    """
    return json.dumps(entry, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def parse(content: bytes, number: int) -> Entry:
    """The entry in `content`; `NoteError` names its number in the log where it is not one, or not written canonically."""
    try:
        entry = json.loads(content)
    except ValueError:
        raise NoteError(f"Entry {number} of the log is not JSON.") from None
    if not isinstance(entry, dict) or entry.get("type") not in TYPES or canonical(entry) != content:
        raise NoteError(f"Entry {number} of the log is not an entry as this log writes it.")
    return entry


TYPES = ("setup", "statement", "correction", "withdrawal", "decision", "decision-withdrawn", "act", "declaration")


def statement_entries(tables: Tables) -> Iterator[Entry]:
    """Every statement of an election with its votes, in the order of contests, stations and versions."""
    rows = tables.connection.execute(
        """
        WITH own AS (
            SELECT contest_id, station_id, version, map_from_entries(list((option_id, votes))) AS votes
            FROM votes GROUP BY ALL)
        SELECT s.contest_id, s.station_id, s.version, s.registered, s.voters, s.ballots, s.blank, s."null", s.valid,
               s.form_sha256, own.votes
        FROM statements s LEFT JOIN own USING (contest_id, station_id, version)
        ORDER BY s.contest_id, s.station_id, s.version
        """
    )
    while batch := rows.fetchmany(10_000):
        for contest, station, version, *figures, form, votes in batch:
            entry: Entry = {
                "type": "statement" if version == 1 else "correction",
                "contest_id": contest,
                "station_id": station,
                "version": version,
                "votes": votes or {},
            }
            entry |= {name: value for name, value in zip(FIGURES, figures, strict=True) if value is not None}
            yield entry | ({"form_sha256": form} if form else {})


def decision_entries(tables: Tables) -> list[Entry]:
    """Every decision, in the order of their rows' content."""
    columns = ", ".join(DECISION)
    rows = tables.connection.execute(f"SELECT {columns} FROM decisions ORDER BY ALL").fetchall()
    return [{"type": "decision"} | {name: v for name, v in zip(DECISION, row, strict=True) if v is not None} for row in rows]


def act_entries(tables: Tables) -> list[Entry]:
    """Every act, by its code."""
    return [{"type": "act"} | {k: v for k, v in to_builtins(act).items() if v is not None} for act in tables.acts()]


def key_of(entry: Mapping[str, Any]) -> StatementKey:
    """The statement that an entry is about."""
    return entry["contest_id"], entry["station_id"], entry["version"]


@dataclass(slots=True)
class State:
    """What the log says at its end: what holds, and where in the log it stands."""

    setup: Entry | None = None
    statements: dict[StatementKey, tuple[int, bytes]] = field(default_factory=dict)
    withdrawn: set[StatementKey] = field(default_factory=set)
    decisions: dict[bytes, int] = field(default_factory=dict)
    acts: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    declaration: Entry | None = None
    contents: list[bytes] = field(default_factory=list)

    @property
    def size(self) -> int:
        """How many entries led here."""
        return len(self.contents)

    @classmethod
    def of(cls, entries: Iterable[bytes]) -> Self:
        """The state that entries lead to, one after the other; `NoteError` where one contradicts those before it."""
        state = cls()
        for content in entries:
            state.add(parse(content, state.size), content)
        return state

    def add(self, entry: Entry, content: bytes) -> None:
        """Take one more entry in."""
        takers: dict[str, Callable[[Entry, bytes], None]] = {
            "setup": self._take_setup,
            "statement": self._take_statement,
            "correction": self._take_statement,
            "withdrawal": self._take_withdrawal,
            "decision": self._take_decision,
            "decision-withdrawn": self._take_back,
            "act": self._take_act,
            "declaration": self._take_declaration,
        }
        try:
            takers[entry["type"]](entry, content)
        except (KeyError, TypeError):
            raise NoteError(f"Entry {self.size} of the log lacks what a {entry['type']} must say.") from None
        self.contents.append(content)

    def _take_setup(self, entry: Entry, _content: bytes) -> None:
        self.setup = entry

    def _take_statement(self, entry: Entry, content: bytes) -> None:
        key = key_of(entry)
        if key in self.statements:
            contest, station, version = key
            raise NoteError(
                f"Entry {self.size} of the log: version {version} of the statement of station {station} in contest {contest} "
                f"stands already at entry {self.statements[key][0]}."
            )
        self.statements[key] = (self.size, content)

    def _take_withdrawal(self, entry: Entry, _content: bytes) -> None:
        key = key_of(entry)
        if key not in self.statements or key in self.withdrawn:
            raise NoteError(f"Entry {self.size} of the log withdraws a statement that does not stand in it.")
        self.withdrawn.add(key)

    def _take_decision(self, _entry: Entry, content: bytes) -> None:
        self.decisions[content] = self.size

    def _take_back(self, entry: Entry, _content: bytes) -> None:
        self.decisions.pop(canonical(entry | {"type": "decision"}))

    def _take_act(self, entry: Entry, content: bytes) -> None:
        if entry["act_id"] in self.acts:
            raise NoteError(f"Entry {self.size} of the log: act {entry['act_id']} stands already in it.")
        self.acts[entry["act_id"]] = (self.size, content)

    def _take_declaration(self, entry: Entry, _content: bytes) -> None:
        self.declaration = entry

    def standing(self) -> dict[StatementKey, tuple[int, bytes]]:
        """The statements that are not withdrawn."""
        return {key: value for key, value in self.statements.items() if key not in self.withdrawn}


def newest_statements(state: State) -> dict[tuple[str, str], dict[str, Any]]:
    """(contest, station) → the entry of its newest statement that stands."""
    newest: dict[tuple[str, str], tuple[int, bytes]] = {}
    for (contest, station, version), (_, content) in state.standing().items():
        if version > newest.get((contest, station), (0, b""))[0]:
            newest[contest, station] = (version, content)
    return {key: json.loads(content) for key, (_, content) in newest.items()}


def new_entries(
    state: State, setup: Entry, statements: Iterable[Entry], decisions: Iterable[Entry], acts: Iterable[Entry] = ()
) -> list[bytes]:
    """What the log has to say on top of `state`, the declaration excepted.

    `NoteError`: a statement that stands in the log was changed without a new version, or an act was changed or taken back.
    """
    found: list[bytes] = [] if state.setup == setup else [canonical(setup)]
    present: set[StatementKey] = set()
    for entry in statements:
        key, content = key_of(entry), canonical(entry)
        present.add(key)
        if key in state.withdrawn:
            raise NoteError(f"{_place(key)} was withdrawn; give the statement a new version.")
        if key not in state.statements:
            found.append(_checked(content, key))
        elif state.statements[key][1] != content:
            raise NoteError(f"{_place(key)} differs from entry {state.statements[key][0]} of the log; give it a new version.")
    found += [
        canonical({"type": "withdrawal", "contest_id": key[0], "station_id": key[1], "version": key[2]})
        for key in state.standing()
        if key not in present
    ]
    now = {canonical(decision): decision for decision in decisions}
    found += [
        canonical(json.loads(content) | {"type": "decision-withdrawn"}) for content in state.decisions if content not in now
    ]
    return found + [content for content in now if content not in state.decisions] + _new_acts(state, acts)


def _new_acts(state: State, acts: Iterable[Entry]) -> list[bytes]:
    now = {act["act_id"]: canonical(act) for act in acts}
    for code, (number, content) in state.acts.items():
        if now.get(code) != content:
            raise NoteError(
                f"Act {code} stands at entry {number} of the log and is never changed; add another act that says more."
            )
    return [content for code, content in now.items() if code not in state.acts]


def _place(key: StatementKey) -> str:
    return f"Contest {key[0]}, station {key[1]}: version {key[2]}"


def _checked(content: bytes, key: StatementKey) -> bytes:
    if len(content) > LARGEST_ENTRY:
        raise NoteError(f"{_place(key)} has {len(content)} bytes; an entry of the log holds {LARGEST_ENTRY}.")
    return content
