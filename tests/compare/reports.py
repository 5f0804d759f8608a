"""A small comparison to report on: the tiny election under another formula and as one constituency."""

import gzip
import json
from datetime import date
from fractions import Fraction
from pathlib import Path

from tests.folders import TOML, write

from suffrage.compare import comparison as comparing
from suffrage.compare.report import CloseSeat, DrawnParty, DrawnScenario, Extras
from suffrage.compare.report.extras import CloseMajority
from suffrage.compare.scenario import Constituencies, Scenario, Seats, Study, Swing
from suffrage.compare.sweeps import swing_sweep
from suffrage.model import Names

__all__ = ["TOML"]
SOURCE = Path(comparing.__file__).parent
FORMULA = Scenario(
    code="remainders",
    day=date(1993, 5, 23),
    names=Names(name_en="Largest remainders"),
    seats=Seats(source="election"),
)
NATIONAL = Scenario(code="national", constituencies=Constituencies(by="national"))
SENATE = Study(scenario=(Scenario(code="senate", law="fr.senate", constituencies=Constituencies(by="national")),))


def comparison(folder, study=None, **changed):
    """The tiny election in `folder`, its tables `changed`, compared."""
    return comparing.compare(write(folder, **changed), study or Study(scenario=(FORMULA, NATIONAL)))


def sweep(found, losing, gaining):
    swing = Swing(losing=losing, gaining=gaining, least="0", most="10 %", step="10 %")
    return (swing_sweep(found.home, found.played[1].scenario, swing, found.study),)


def extras(found):
    """One of everything."""
    drawn = (DrawnParty("CPP", 6, 5, 7, Fraction(3, 4)), DrawnParty("FUN", 1, 0, 2, Fraction(0)))
    return Extras(
        swept=sweep(found, "CPP", "FUN"),
        closest=tuple(CloseSeat("home", "01", "CPP", "FUN", 12 + number) for number in range(22)),
        majorities=(CloseMajority("home", "CPP", "lost", 1234),),
        inexact=("national",),
        draws=(DrawnScenario("remainders", drawn, 7, 1000),),
    )


def square(code, x, y):
    ring = [[x, y], [x + 1, y], [x + 1, y + 1], [x, y + 1], [x, y]]
    return {"type": "Feature", "properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": [ring]}}


def outlines(file, codes=("01", "23")):
    """Two squares beside each other on the equator, as GeoJSON."""
    text = json.dumps({"type": "FeatureCollection", "features": [square(code, x, -0.5) for x, code in enumerate(codes)]})
    data = text.encode()
    file.write_bytes(gzip.compress(data) if file.suffix == ".gz" else data)
    return file
