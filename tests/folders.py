"""A tiny election of two provinces, three stations and two parties, to be spoilt in tests."""

from pathlib import Path

TOML = """
election_id = "tiny"
date = 2023-07-23
[law]
code = "kh.national-assembly"
date = 2023-07-23
[form]
figures = ["registered", "voters", "ballots", "null", "valid"]
blank_apart = false
"""

TABLES = {
    "areas": "area_id,parent_id,level,name\nKH,,country,Cambodia\n01,KH,province,One\n23,KH,province,Kep\n",
    "contests": "contest_id,area_id,round,seats\n01,01,1,6\n23,23,1,1\n",
    "options": "contest_id,option_id,ballot_number,party_id\n01,9,9,FUN\n01,18,18,CPP\n23,9,9,FUN\n23,18,18,CPP\n",
    "stations": "station_id,area_id,registered\n0101,01,400\n0102,01,300\n2301,23,200\n",
    "statements": (
        "station_id,contest_id,version,registered,voters,ballots,blank,null,valid\n"
        "0101,01,1,400,350,350,,10,340\n0102,01,1,300,200,200,,5,195\n2301,23,1,200,150,150,,0,150\n"
    ),
    "votes": (
        "station_id,contest_id,version,option_id,votes\n0101,01,1,9,40\n0101,01,1,18,300\n0102,01,1,9,25\n0102,01,1,18,170\n"
        "2301,23,1,9,50\n2301,23,1,18,100\n"
    ),
}


def write(folder: Path, **changed: str | bytes | None) -> Path:
    """The tiny election in `folder`; `changed` tables get another text, or none."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "election.toml").write_text(str(changed.pop("toml", TOML)), "utf-8")
    for name, text in (TABLES | changed).items():
        if isinstance(text, bytes):
            (folder / f"{name}.csv").write_bytes(text)
        elif text is not None:
            (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def edit(table: str, old: str, new: str) -> dict[str, str]:
    """One table with a piece of its text replaced."""
    assert old in TABLES[table]
    return {table: TABLES[table].replace(old, new)}
