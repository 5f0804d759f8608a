"""Elections for the tests of the site: one with names and events that are hard on it, and one with more than a page of everything."""

from pathlib import Path

from tests.folders import TOML, write
from tests.record.conftest import KEY

from suffrage.record import layout
from suffrage.record.publish import publish

SCAN = b"%PDF-1.4 a scan"
EVIL = "<script>alert(1)</script>"
ARABIC = "محافظة الاختبار"
HEAD = "station_id,contest_id,version,registered,voters,ballots,blank,null,valid,form_sha256\n"


def odd(home: Path) -> Path:
    """Names that are markup or run from right to left; a station without a statement, one corrected, one withdrawn; a ruling."""
    digest = layout.digest_of(SCAN)
    tables = {
        "toml": TOML.replace(
            "date = 2023-07-23\n[law]", f'date = 2023-07-23\nnames = {{ name = "{EVIL}", name_km = "ការបោះឆ្នោត" }}\n[law]', 1
        ),
        "areas": (
            "area_id,parent_id,level,name,name_km\nKH,,country,Cambodia,កម្ពុជា\n"
            f'01,KH,province,"{EVIL}",ខេត្តមួយ\n23,KH,province,{ARABIC},\n0101,01,commune,Saint-Étienne,ឃុំមួយ\n'
            "0102,01,commune,Saint-Étienne,ឃុំពីរ\n2301,23,commune,Kep,\n"
        ),
        "contests": f'contest_id,area_id,round,seats,name\n01,01,1,6,"{EVIL}"\n23,23,1,1,{ARABIC}\n',
        "options": (
            "contest_id,option_id,ballot_number,party_id,name\n"
            f'01,9,9,FUN,"A & <b>B</b> ""C"""\n01,18,18,CPP,{ARABIC}\n23,9,9,FUN,"A & <b>B</b> ""C"""\n23,18,18,CPP,{ARABIC}\n'
        ),
        "stations": (
            f'station_id,area_id,registered,name\n01.1,0101,400,"School <i>{ARABIC}</i>"\n01.2,0101,300,\n01/3,0102,100,\n'
            "23.1,2301,200,\n23.2,2301,200,\n"
        ),
    }
    rows = [
        f"01.1,01,1,400,350,350,,10,340,{digest}\n",
        "01.2,01,1,300,200,200,,5,195,\n",
        "01/3,01,1,100,90,90,,0,90,\n",
        "23.1,23,1,200,150,150,,0,150,\n",
        "23.2,23,1,200,100,100,,0,100,\n",
    ]
    votes = {"01.1": (40, 300), "01.2": (25, 170), "01/3": (90, 0), "23.1": (100, 50), "23.2": (25, 75)}

    def write_as(name: str, statements: list[str], version_2: str = "", **more: str) -> Path:
        lines = [
            f"{row.split(',')[0]},{row.split(',')[1]},1,{option},{number}\n"
            for row in statements
            for option, number in zip((9, 18), votes[row.split(",")[0]], strict=True)
        ]
        own = {
            "statements": HEAD + "".join(statements) + version_2,
            "votes": "station_id,contest_id,version,option_id,votes\n" + "".join(lines) + more.pop("late", ""),
        }
        return write(home / name, **tables, **own, **more)

    scans = home / "scans"
    scans.mkdir(parents=True)
    (scans / "one.pdf").write_bytes(SCAN)
    publish(write_as("first", rows), home / "record", KEY, forms=scans)
    publish(
        write_as(
            "second",
            rows[:2] + rows[3:],
            "01.2,01,2,300,201,201,,5,196,\n",
            late="01.2,01,2,9,20\n01.2,01,2,18,176\n",
            decisions="contest_id,kind,subject,option_id,rank,source\n23,ruling,elected,18,1,Decision <12> of the court\n",
            acts=(
                "act_id,kind,contest_id,station_id,version,day,text,source\n"
                "1,correction,01,01.2,2,2023-07-25,Six ballots of <9> lay apart,Minutes 3\n2,complaint-rejected,,,,,No proof,\n"
            ),
        ),
        home / "record",
        KEY,
    )
    return home / "record"


def long(home: Path) -> Path:
    """900 stations in one area; every third has no statement."""
    codes = [f"01{number:04}" for number in range(900)]
    here = [code for place, code in enumerate(codes) if place % 3]
    statements = "".join(f"{code},01,1,100,80,80,,0,80\n" for code in here)
    folder = write(
        home / "election",
        stations="station_id,area_id,registered\n" + "".join(f"{code},01,100\n" for code in codes) + "2301,23,200\n",
        statements="station_id,contest_id,version,registered,voters,ballots,blank,null,valid\n" + statements,
        votes="station_id,contest_id,version,option_id,votes\n"
        + "".join(f"{code},01,1,9,{place % 80}\n{code},01,1,18,{80 - place % 80}\n" for place, code in enumerate(here)),
    )
    publish(folder, home / "record", KEY)
    return home / "record"
