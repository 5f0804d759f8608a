"""Cambodia, 23 July 2023, as a generated election: the published national figures, spread over made-up polling stations.

Published, and met exactly: registered, ballots, valid and invalid papers and the votes of each party in the whole country; the
number of polling stations, and that of Phnom Penh (National Election Committee, official results of 5 August 2023). Not
published by province, and therefore modelled:

- the registered of each province: in proportion to its people (National Institute of Statistics, General Population Census of
  2019, final results), shared out by largest remainders;
- turnout and invalid papers: the same in every province;
- FUNCINPEC's share: set (thousandths of the valid votes, `data/provinces.csv`) in the five provinces where it won its seats,
  the same in all others; the small parties' shares: the same everywhere; the Cambodian People's Party has the rest.

Within a province the figures fall on stations at random, by draws without replacement: who of the registered came, which papers
were invalid, and for whom the valid ones are. So every sum is exact, and every station's figures are possible ones.
"""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from suffrage import law
from suffrage.generate.apportion import Counts, apportion, deal
from suffrage.intake.folder import write_election
from suffrage.model import BadInput, Election, Form, LawInForce, Names, Source

DAY = date(2023, 7, 23)
STATIONS, STATIONS_OF_PHNOM_PENH = 23_789, 2_206
COMMUNES = 1_652
REGISTERED, BALLOTS, VALID = 9_710_655, 8_214_430, 7_774_276
LARGEST_LIST = 750
"""No polling station has more registered than this (Law on the Election of Members of the National Assembly)."""
FEWEST_STATIONS, MOST_STATIONS = 100, 1_000_000
"""With fewer, a province's people would not fit its stations."""

CPP, FUNCINPEC = 18, 9
PHNOM_PENH = "12"


@dataclass(frozen=True, slots=True)
class Generated:
    """What was written: the folder, and how many rows each table has."""

    folder: Path
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class Province:
    """A province's made-up sums: `votes` by ballot number 1 … 18, and its stations and communes."""

    code: str
    names: Names
    registered: int
    ballots: int
    votes: Counts
    stations: int
    communes: int


def cambodia_2023(
    into: Path,
    *,
    stations: int | None = None,
    seed: int = 2023,
    as_parquet: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> Generated:
    """Write the generated election (see the module) into `into`; other numbers of `stations` scale every figure."""
    number = STATIONS if stations is None else stations
    if not FEWEST_STATIONS <= number <= MOST_STATIONS:
        raise BadInput(f"{number} stations were asked for; give a number from {FEWEST_STATIONS} to {MOST_STATIONS}.")
    if seed < 0:
        raise BadInput(f"The seed {seed} is below 0; give a whole number, 0 or more.")
    provinces = model(number)
    drawn: dict[str, list[pa.Table]] = {"statements": [], "votes": []}
    tables: dict[str, Any] = {
        "areas": _areas(provinces),
        "contests": _contests(provinces),
        "options": _options(provinces),
        "stations": _drawn_stations(provinces, seed, drawn, progress or _silent),
        "statements": _emptied(drawn["statements"]),
        "votes": _emptied(drawn["votes"]),
    }
    return Generated(into, write_election(into, _election(number), tables, as_parquet=as_parquet))


def model(stations: int) -> list[Province]:
    """The sums of each province for so many stations in all."""
    rows, parties = _data("provinces.csv"), _data("parties.csv")
    people = np.array([int(row["population"]) for row in rows], dtype=np.int64)
    scaled = partial(_scaled, stations=stations)
    registered = apportion(scaled(REGISTERED), people)
    ballots = apportion(scaled(BALLOTS), registered)
    valid = apportion(scaled(VALID), ballots)
    national = apportion(int(valid.sum()), np.array([int(party["votes"]) for party in parties], dtype=np.int64))
    votes = _votes_by_province(national, valid, [row["funcinpec_permille"] for row in rows])
    polling = _stations_by_province(stations, registered, [row["code"] for row in rows])
    communes = np.minimum(1 + apportion(COMMUNES - len(rows), people), polling)
    return [
        Province(
            code=row["code"],
            names=Names(name_en=row["name_en"], name_km=row["name_km"]),
            registered=int(registered[place]),
            ballots=int(ballots[place]),
            votes=votes[place],
            stations=int(polling[place]),
            communes=int(communes[place]),
        )
        for place, row in enumerate(rows)
    ]


def _scaled(figure: int, stations: int) -> int:
    return (figure * stations + STATIONS // 2) // STATIONS


def _votes_by_province(national: Counts, valid: Counts, funcinpec_permille: list[str]) -> Counts:
    """Votes of each party (columns) in each province (rows): rows add up to `valid`, columns to `national`."""
    votes = np.zeros((len(valid), len(national)), dtype=np.int64)
    fixed = np.array([int(share or 0) for share in funcinpec_permille], dtype=np.int64)
    won = valid * fixed // 1000
    elsewhere = np.where(fixed == 0, valid, 0)
    votes[:, FUNCINPEC - 1] = won + apportion(int(national[FUNCINPEC - 1] - won.sum()), elsewhere)
    for party in range(len(national)):
        if party not in (CPP - 1, FUNCINPEC - 1):
            votes[:, party] = apportion(int(national[party]), valid)
    votes[:, CPP - 1] = valid - votes.sum(axis=1)
    return votes


def _stations_by_province(stations: int, registered: Counts, codes: list[str]) -> Counts:
    """At least one station each; the capital's own published part, the others by their registered."""
    capital = codes.index(PHNOM_PENH)
    of_capital = max(1, STATIONS_OF_PHNOM_PENH * stations // STATIONS)
    weights = registered.copy()
    weights[capital] = 0
    polling = apportion(stations - of_capital - (len(codes) - 1), weights) + 1
    polling[capital] = of_capital
    return polling


def _drawn_stations(
    provinces: list[Province], seed: int, drawn: dict[str, list[pa.Table]], progress: Callable[[int, int], None]
) -> Iterator[pa.Table]:
    """The stations of one province after another; their statements and votes are left in `drawn`."""
    done, number = 0, sum(province.stations for province in provinces)
    for province in provinces:
        # A stream of its own for each province: one province's figures do not depend on another's.
        random = np.random.Generator(np.random.PCG64([seed, int(province.code)]))
        registered = _lists(province, random)
        ballots = deal(province.ballots, registered, random)
        valid = deal(int(province.votes.sum()), ballots, random)
        votes = _votes_by_station(province.votes, valid, random)
        communes = np.sort(np.arange(province.stations) % province.communes)
        codes = _station_codes(province.code, communes)
        contest = pa.array([province.code] * province.stations)
        version = pa.array(np.ones(province.stations, dtype=np.int64))
        drawn["statements"].append(
            pa.table(
                {
                    "station_id": codes,
                    "contest_id": contest,
                    "version": version,
                    "registered": registered,
                    "voters": ballots,
                    "ballots": ballots,
                    "blank": pa.nulls(province.stations, pa.int64()),
                    "null": ballots - valid,
                    "valid": valid,
                }
            )
        )
        drawn["votes"].append(_vote_rows(codes, province.code, votes))
        done += province.stations
        progress(done, number)
        areas = pa.array([f"{province.code}.{commune + 1:03d}" for commune in communes])
        yield pa.table({"station_id": codes, "area_id": areas, "registered": registered})


def _lists(province: Province, random: np.random.Generator) -> Counts:
    """The registered of each station: up to two fifths above or below the mean, and never more than a list may hold."""
    mean = -(-province.registered // province.stations)
    spread = min(400, (LARGEST_LIST - mean) * 1000 // mean * 8 // 10)
    weights = random.integers(1000 - spread, 1000 + spread + 1, province.stations)
    return apportion(province.registered, weights)


def _votes_by_station(votes: Counts, valid: Counts, random: np.random.Generator) -> Counts:
    """Votes of each party (columns) in each station (rows): the valid papers dealt out, one party after another."""
    left, columns = valid.copy(), []
    for number in votes[:-1]:
        taken = deal(int(number), left, random)
        left -= taken
        columns.append(taken)
    return np.stack([*columns, left], axis=1)


def _vote_rows(codes: pa.Array, contest: str, votes: Counts) -> pa.Table:
    stations, parties = votes.shape
    option_codes = pa.array([str(number) for number in range(1, parties + 1)])
    return pa.table(
        {
            "station_id": codes.take(pa.array(np.repeat(np.arange(stations), parties))),
            "contest_id": pa.array([contest]).take(pa.array(np.zeros(stations * parties, dtype=np.int64))),
            "version": pa.array(np.ones(stations * parties, dtype=np.int64)),
            "option_id": option_codes.take(pa.array(np.tile(np.arange(parties), stations))),
            "votes": votes.reshape(-1),
        }
    )


def _station_codes(province: str, communes: Counts) -> pa.Array:
    """Province, commune, and the number of the station within it."""
    first = np.searchsorted(communes, communes)
    numbers = np.arange(len(communes)) - first + 1
    return pa.array([f"{province}.{commune + 1:03d}.{number:03d}" for commune, number in zip(communes, numbers, strict=True)])


def _emptied(tables: list[pa.Table]) -> Iterator[pa.Table]:
    """Each table, let go of as soon as it is taken."""
    while tables:
        yield tables.pop(0)


def _areas(provinces: list[Province]) -> Iterator[dict[str, Any]]:
    yield {"area_id": "KH", "level": "country", "name_en": "Cambodia", "name_fr": "Cambodge", "name_km": "កម្ពុជា"}
    for province in provinces:
        yield {"area_id": province.code, "parent_id": "KH", "level": "province", **_named(province)}
        for commune in range(1, province.communes + 1):
            code = f"{province.code}.{commune:03d}"
            yield {"area_id": code, "parent_id": province.code, "level": "commune", "name_en": f"Generated commune {code}"}


def _contests(provinces: list[Province]) -> Iterator[dict[str, Any]]:
    seats = law.at("kh.national-assembly", DAY).seats
    for province in provinces:
        code = province.code
        yield {"contest_id": code, "area_id": code, "round": 1, "seats": seats[code], **_named(province)}


def _options(provinces: list[Province]) -> Iterator[dict[str, Any]]:
    for province in provinces:
        for party in _data("parties.csv"):
            yield {
                "contest_id": province.code,
                "option_id": party["ballot_number"],
                "ballot_number": int(party["ballot_number"]),
                "party_id": party["party_id"],
                "name_en": party["name_en"],
                "name_km": party["name_km"] or None,
            }


def _named(province: Province) -> dict[str, str | None]:
    return {"name_en": province.names.name_en, "name_km": province.names.name_km}


def _election(stations: int) -> Election:
    return Election(
        election_id="kh-2023-generated",
        date=DAY,
        law=LawInForce(code="kh.national-assembly", date=DAY),
        names=Names(
            name_en=f"Generated election after Cambodia's of 23 July 2023, {stations} stations",
            name_km=f"ការបោះឆ្នោតបង្កើតឡើងតាមការបោះឆ្នោតថ្ងៃទី ២៣ ខែកក្កដា ឆ្នាំ ២០២៣ ការិយាល័យចំនួន {_khmer(stations)}",
            name_fr=f"Élection fabriquée d'après celle du Cambodge du 23 juillet 2023, {stations} bureaux",
        ),
        sources=(
            Source(
                title="National Election Committee of Cambodia, official results of 5 August 2023",
                url="https://www.nec.gov.kh",
                note="National figures only; stations, communes and provincial figures are generated.",
            ),
            Source(title="National Institute of Statistics of Cambodia, General Population Census of 2019, final results"),
        ),
        form=Form(figures=("registered", "voters", "ballots", "null", "valid"), blank_apart=False),
        generated=True,
    )


def _data(name: str) -> list[dict[str, str]]:
    text = resources.files(__package__).joinpath("data", name).read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


def _silent(_done: int, _number: int) -> None:
    """Show no progress."""


def _khmer(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "០១២៣៤៥៦៧៨៩"))
