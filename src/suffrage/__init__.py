"""suffrage: from the statement signed at each polling station to declared seats, under the law of the day.

>>> from datetime import date
>>> import suffrage
>>> europe = suffrage.law.at("fr.european-parliament", date(2024, 6, 9))
>>> europe.declare(suffrage.Totals(contest_id="FR", seats=3, votes={"1": 60, "2": 40})).seats
{'1': 2, '2': 1}
>>> suffrage.methods.largest_remainders({"A": 53, "B": 24, "C": 23}, 7).seats
{'A': 4, 'B': 2, 'C': 1}
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from suffrage import law
    from suffrage.jobs import count, declare
    from suffrage.law import methods
    from suffrage.model import Result, SuffrageError, Totals

__version__ = "0.1.0"
__all__ = ["Result", "SuffrageError", "Totals", "__version__", "count", "declare", "law", "methods"]

_HOMES = {
    "count": "suffrage.jobs",
    "declare": "suffrage.jobs",
    "methods": "suffrage.law",
    "Result": "suffrage.model",
    "SuffrageError": "suffrage.model",
    "Totals": "suffrage.model",
}


def __getattr__(name: str) -> Any:
    """Import what is asked for, when it is asked for, so that importing the package alone costs nothing."""
    if name == "law":
        return import_module("suffrage.law")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'suffrage' has no attribute {name!r}")
