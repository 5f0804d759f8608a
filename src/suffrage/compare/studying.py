"""A study from end to end: its scenarios, sweeps, closest seats and draws."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from suffrage.compare.closest.close_seats import CloseSeats, close_seats
from suffrage.compare.comparison import Comparison, compare
from suffrage.compare.engines import Engine
from suffrage.compare.engines.cluster import spark_context
from suffrage.compare.scenario import Draws as Asked
from suffrage.compare.scenario import Scenario, Study
from suffrage.compare.studies import NO_FILE, Places, read_study
from suffrage.compare.sweeps import Swept, swing_sweep, transfer_sweep
from suffrage.jobs import Progress
from suffrage.model import BadInput

if TYPE_CHECKING:
    from suffrage.compare.montecarlo import Draws


@dataclass(frozen=True)
class Findings:
    """Everything that a study asked for. `drawn`: scenario → its Monte Carlo draws."""

    comparison: Comparison
    swept: tuple[Swept, ...] = ()
    close: tuple[CloseSeats, ...] = ()
    drawn: "Mapping[str, Draws]" = field(default_factory=dict)

    def as_json(self) -> Mapping[str, Any]:
        """All of it as plain values, for other programs."""
        return {
            "election": self.comparison.home.election.election_id,
            "generated": self.comparison.home.election.generated,
            "scenarios": [dict(_scenario(self.comparison, number)) for number in range(len(self.comparison.played))],
            "sweeps": [dict(_sweep(swept)) for swept in self.swept],
            "closest": [_plain(close) for close in self.close],
            "draws": {code: dict(_draws(drawn)) for code, drawn in self.drawn.items()},
        }


def shipped_studies() -> Path:
    """The folder of the studies that ship with the project: inside the installed package, or beside `src` in a checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "studies"
    return installed if installed.is_dir() else package.parents[1] / "studies"


def prepared(
    file: Path | None, laws: Sequence[str] = (), *, draws: int | None = None, seed: int | None = None
) -> tuple[Study, Places]:
    """A study file, or one that ships by its name, with more `laws` (CODE, CODE:READING, CODE@DATE) as scenarios of their own.

    `draws`, `seed`: instead of the study's own. `BadInput`: no such file, or a date that is none.
    """
    study, places = Study(), NO_FILE
    if file is not None:
        shipped = shipped_studies() / f"{file.name}.toml"
        study, places = read_study(shipped if not file.exists() and shipped.exists() else file)
    more = tuple(_law_as_it_is(text) for text in laws)
    study = msgspec.structs.replace(study, scenario=study.scenario + more)
    if draws is not None or seed is not None:
        noise = study.draws or Asked(swing=0.05, local=0.05)
        changed = {name: value for name, value in (("number", draws), ("seed", seed)) if value is not None}
        study = msgspec.structs.replace(study, draws=msgspec.structs.replace(noise, **changed))
    if study.draws:
        need_numba()  # before the work begins
    return study, places


def carry_out(
    folder: str | Path,
    study: Study,
    *,
    places: Places = NO_FILE,
    progress: Progress | None = None,
) -> Findings:
    """Carry a study out on the election in `folder`, all but its draws. Errors are those of `compare`."""
    say = progress or (lambda _stage: None)
    comparison = compare(folder, study, places=places, progress=say)
    swept = tuple(_sweeps(comparison, places, say))
    say("closest")
    return Findings(comparison, swept, tuple(map(close_seats, comparison.played)))


def with_draws(
    found: Findings,
    *,
    engine: Engine = "local",
    workers: int | None = None,
    progress: Callable[[str, int, int], None] | None = None,
) -> Findings:
    """The findings with the draws that the study asks for, of each scenario whose law a few figures say.

    `engine`, `workers`: where they are made, which changes nothing in them · `progress`: told (scenario, blocks done, all blocks).
    """
    asked = found.comparison.study.draws
    if asked is None:
        return found
    need_numba()
    from suffrage.compare.drawn import draw_scenario  # noqa: PLC0415 - it needs Numba, an optional part of the installation

    drawn: dict[str, Draws] = {}
    # Spark, which takes long to start, is started once for all scenarios.
    with spark_context(None) if engine == "spark" else nullcontext():
        for played in found.comparison.played:
            code = played.scenario.code
            if played.shape and (played.shape.rounds == 1 or played.moves):
                tell = partial(progress, code) if progress else None
                drawn[code] = draw_scenario(played, asked, engine=engine, workers=workers, progress=tell)
    return replace(found, drawn=drawn)


def need_numba() -> None:
    """`BadInput` where Numba, which compiles the draws, is not installed."""
    try:
        import numba  # noqa: F401, PLC0415
    except ImportError:
        raise BadInput(
            "Draws need Numba, which is not installed here; install it with: pip install 'suffrage[batch]'"
        ) from None


def _sweeps(comparison: Comparison, places: Places, progress: Progress) -> Iterator[Swept]:
    """Every sweep of the study, over each scenario that can be swept so (the election's own law first)."""
    study, home = comparison.study, comparison.home
    for number, played in enumerate(comparison.played):
        path = f"scenario[{number - 1}]"
        if number == 0 and played.open_seats:
            continue
        for swing in study.swing:
            progress("sweep")
            yield swing_sweep(home, played.scenario, swing, study, places=places, path=path)
        for sweep in study.transfer_sweep if played.made else ():
            progress("sweep")
            yield transfer_sweep(home, played.scenario, sweep, study, places=places, path=path)


def _law_as_it_is(text: str) -> Scenario:
    code, _, day = text.partition("@")
    try:
        return Scenario(code=text, law=code, day=date.fromisoformat(day) if day else None)
    except ValueError:
        raise BadInput(f"--law {text}: {day!r} is not a date; write it as 1986-03-16.") from None


def _scenario(comparison: Comparison, number: int) -> Iterator[tuple[str, Any]]:
    played = comparison.played[number]
    yield "code", played.scenario.code
    yield "law", {"code": played.law.code, "date": played.law.day, "reading": played.law.variant}
    yield "seats", dict(played.seats)
    yield "votes", dict(played.votes)
    yield "open_seats", played.open_seats
    yield "constituencies", {code: dict(seats) for code, seats in played.seats_by_constituency.items()}
    yield "second_rounds_made", list(played.made)
    yield "assumptions", [{"key": each.key, "operands": dict(each.operands)} for each in played.assumptions]
    yield "differences", [_plain(difference) for difference in comparison.differences(played)]
    yield "measures", _plain(played.measured) if played.measured else None


def _sweep(swept: Swept) -> Iterator[tuple[str, Any]]:
    yield "scenario", swept.scenario
    yield "from", swept.sweep.losing
    yield "to", swept.sweep.gaining
    yield "points", [{"moved": str(amount), "seats": dict(played.seats)} for amount, played in swept.points]
    yield "majorities", dict(swept.majorities)
    yield "hanging", list(swept.hanging)


def _draws(drawn: "Draws") -> Iterator[tuple[str, Any]]:
    yield "seed", drawn.seed
    yield "number", drawn.number
    yield "seats", {party: {str(seats): draws for seats, draws in drawn.distribution(party).items()} for party in drawn.parties}
    yield "majority", {party: str(drawn.majority(party)) for party in drawn.parties if drawn.majority(party)}
    yield "never_change", list(drawn.never_change)
    yield "hang", {contest: str(part) for contest, part in drawn.hang().items()}
    yield "open", dict(drawn.open)


def _plain(value: Any) -> Any:
    """Fractions and decimals as text, so that they stay exact."""
    return msgspec.to_builtins(value, enc_hook=str)
