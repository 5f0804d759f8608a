"""Reading a study file: TOML to a `Study`, every fault with its line."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import msgspec

from suffrage.compare.scenario import Scenario, Study, Swing, TransferSweep
from suffrage.compare.transfers import parse_share
from suffrage.model import BadInput
from suffrage.words.numbers import say_fraction

_AT = re.compile(r" - at `\$\.?(?P<path>[^`]*)`$")
_UNKNOWN = re.compile(r"unknown field `(?P<field>[^`]*)`")
_HEADING = re.compile(r"^\[(?P<many>\[)?(?P<name>[^\[\]]+)\]")
_KEY = re.compile(r"""^(?P<key>(?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=""")


MOST_STEPS = 200
"""A sweep plays the whole scenario at each step."""


@dataclass(frozen=True, slots=True)
class Places:
    """Where the parts of a study stand in its file, so that a fault can be found. Without a file, a part is named by its path."""

    file: str = ""
    lines: Mapping[str, int] = field(default_factory=dict)

    def error(self, path: str, sentence: str) -> BadInput:
        """An error about the part at `path` ("scenario[1].seats.table"): its line, that of its first part, or of what it is in."""
        line = self._line(path)
        where = ", ".join(part for part in (self.file, f"line {line}" if line else "", path) if part)
        return BadInput(f"{where}: {sentence}")

    def _line(self, path: str) -> int | None:
        while path:
            parts = [line for known, line in self.lines.items() if known == path or known.startswith((f"{path}.", f"{path}["))]
            if parts:
                return min(parts)
            path = path.rpartition("." if path.rfind(".") > path.rfind("[") else "[")[0]
        return None


NO_FILE = Places()
"""For scenarios that were put together in Python or on the command line."""


def read_study(path: str | Path) -> tuple[Study, Places]:
    """The study in a file, and where its parts stand. `BadInput` names the line, what was found there and what to do.

    Held here is what the file alone can show; what needs the election (its parties, seats, registered voters) is held when the
    scenario is carried out.
    """
    file = Path(path)
    try:
        text = file.read_text("utf-8")
    except UnicodeDecodeError as problem:
        raise BadInput(f"{file}: not UTF-8 text (byte {problem.start + 1}); save it as UTF-8.") from None
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as problem:
        raise BadInput(f"{file}: not TOML: {problem}; correct it there.") from None
    places = Places(str(file), dict(_lines(text)))
    try:
        study = msgspec.convert(content, Study)
    except msgspec.ValidationError as problem:
        at, unknown = _AT.search(str(problem)), _UNKNOWN.search(str(problem))
        path = ".".join(part for part in (at["path"] if at else "", unknown["field"] if unknown else "") if part)
        sentence = f"there is no field {unknown['field']!r}" if unknown else _AT.sub("", str(problem))
        raise places.error(path, f"{sentence}; docs/compare.md lists what may stand here.") from None
    check_study(study, places)
    return study, places


def check_study(study: Study, places: Places = NO_FILE) -> None:
    """`BadInput`: two scenarios of one code, a share that is none or too large, an alliance or split that overlaps another."""
    twice = [code for code, times in Counter(each.code for each in study.scenario).items() if times > 1]
    for number, scenario in enumerate(study.scenario):
        if scenario.code in twice:
            raise places.error(
                f"scenario[{number}].code", f"{scenario.code!r} is the code of two scenarios; give each its own."
            )
        check_scenario(scenario, places, f"scenario[{number}]")
    _check_sweeps("swing", study.swing, places, low=-1)
    _check_sweeps("transfer_sweep", study.transfer_sweep, places, low=0)


def _check_sweeps(field: str, sweeps: Sequence[Swing | TransferSweep], places: Places, low: int) -> None:
    for number, sweep in enumerate(sweeps):
        path = f"{field}[{number}]"
        least, most = _share(sweep.least, places, f"{path}.least", low), _share(sweep.most, places, f"{path}.most", low)
        step = _share(sweep.step, places, f"{path}.step")
        if step <= 0 or most < least or (most - least) / step > MOST_STEPS:
            raise places.error(
                f"{path}.step", f"a sweep runs from least up to most in 1 to {MOST_STEPS} steps; correct one of the three."
            )


def check_scenario(scenario: Scenario, places: Places, path: str) -> None:
    """What one scenario alone can show."""
    change = scenario.change
    for name in ("threshold", "bonus", "majority", "quorum", "bar"):
        text = getattr(change, name)
        if text not in (None, "none"):
            _share(text, places, f"{path}.change.{name}")
    ways = [name for name in ("source", "each", "house") if getattr(scenario.seats, name) is not None]
    ways += ["table"] if scenario.seats.table else []
    if len(ways) > 1:
        names = " and ".join("from" if way == "source" else way for way in ways)
        raise places.error(f"{path}.seats", f"{names} both say how many seats there are; keep one.")
    taken: dict[str, str] = {}
    for number, alliance in enumerate(scenario.alliance):
        for party in alliance.parties:
            if party in taken:
                raise places.error(
                    f"{path}.alliance[{number}].parties", f"{party} is in {taken[party]} already; keep one of them."
                )
            taken[party] = alliance.code
    for number, split in enumerate(scenario.split):
        parts = [_share(text, places, f"{path}.split[{number}].into.{code}") for code, text in split.into.items()]
        if sum(parts, Fraction()) != 1:
            whole = _percent(sum(parts, Fraction()))
            raise places.error(
                f"{path}.split[{number}].into", f"the shares of {split.party} add up to {whole}; make them 100 %."
            )
        if split.party in taken:
            other = taken[split.party]
            raise places.error(f"{path}.split[{number}].party", f"{split.party} is in {other}; split it or ally it, not both.")
        taken[split.party] = "a split"


def _share(text: str, places: Places, path: str, low: int = 0) -> Fraction:
    try:
        found = parse_share(text)
    except ValueError as problem:
        raise places.error(path, f"{problem}.") from None
    if not low <= found <= 1:
        raise places.error(path, f"{text!r} was found; give a share between {low * 100} and 100 %.")
    return found


def _percent(number: Fraction) -> str:
    return f"{say_fraction('en', number * 100)} %"


def _lines(text: str) -> Iterator[tuple[str, int]]:
    """Path → line, of every heading and key that begins a line. A path counts the tables of an array from 0: "scenario[0].law"."""
    prefix, counted = "", Counter[str]()
    arrays: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.strip()
        if heading := _HEADING.match(plain):
            path = ""
            names = _names(heading["name"])
            for depth, name in enumerate(names):
                path = f"{path}.{name}" if path else name
                if heading["many"] and depth == len(names) - 1:
                    arrays[path] = f"{path}[{counted[path]}]"
                    counted[path] += 1
                path = arrays.get(path, path)
            prefix = path
            yield path, number
        elif key := _KEY.match(plain):
            path = ".".join(([prefix] if prefix else []) + _names(key["key"]))
            yield path, number


def _names(dotted: str) -> list[str]:
    return [part.strip().strip("\"'") for part in re.findall(r"""[\w-]+|"[^"]*"|'[^']*'""", dotted)]
