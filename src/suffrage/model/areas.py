"""Where people vote: the tree of areas, its polling stations, and the contests that are decided in it."""

from suffrage.model.base import Value
from suffrage.model.names import NO_NAMES, Names


class Area(Value, frozen=True):
    """A country, province, district, commune, constituency … `parent_id` is None at the root of the tree."""

    area_id: str
    parent_id: str | None
    level: str
    names: Names = NO_NAMES


class Station(Value, frozen=True):
    """A polling station, or the area that stands for it where results are published only for larger areas."""

    station_id: str
    area_id: str
    registered: int | None = None
    names: Names = NO_NAMES


class Contest(Value, frozen=True):
    """The election of one area's seats in one round. `seats` None: the law's own table says how many."""

    contest_id: str
    area_id: str
    round: int = 1
    seats: int | None = None
    names: Names = NO_NAMES
