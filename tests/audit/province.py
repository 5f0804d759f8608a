"""An election of one province with as many stations as wanted, and what its papers would give if they were counted again."""

from pathlib import Path

import numpy as np
from tests.folders import TOML, write

PARTIES = ("1", "2", "3")


def province(
    folder: Path, stations: int = 60, *, shares=(0.56, 0.34, 0.1), seats: int = 3, seed: int = 5, code: str = ""
) -> Path:
    """The election in `folder`: contest 01 has its stations, contest 23 one station and a tie, unless `code` names another law."""
    stream = np.random.default_rng(seed)
    valid = stream.integers(200, 400, stations)
    votes = np.array([stream.multinomial(number, shares) for number in valid])
    areas = "area_id,parent_id,level,name\nKH,,country,Cambodia\n01,KH,province,One\n23,KH,province,Kep\n"
    rows = [(f"01{n:04}", "01", int(valid[n]), votes[n].tolist()) for n in range(stations)]
    rows += [("230001", "23", 100, [50, 50, 0])]
    options = "".join(f"{contest},{party},{party},P{party},Party {party}\n" for contest in ("01", "23") for party in PARTIES)
    toml = TOML.replace('code = "kh.national-assembly"', f'code = "{code}"') if code else TOML
    return write(
        folder,
        toml=toml,
        areas=areas,
        contests=f"contest_id,area_id,round,seats\n01,01,1,{seats}\n23,23,1,1\n",
        options="contest_id,option_id,ballot_number,party_id,name\n" + options,
        stations="station_id,area_id,registered\n" + "".join(f"{s},{c},{v + 60}\n" for s, c, v, _ in rows),
        statements="station_id,contest_id,version,registered,voters,ballots,blank,null,valid\n"
        + "".join(f"{s},{c},1,{v + 60},{v + 4},{v + 4},,4,{v}\n" for s, c, v, _ in rows),
        votes="station_id,contest_id,version,option_id,votes\n"
        + "".join(f"{s},{c},1,{party},{n}\n" for s, c, _, numbers in rows for party, n in zip(PARTIES, numbers, strict=True)),
    )
