"""Electoral law as code: pure, exact, dated, cited. It turns a contest's totals into an outcome with its reasons.

It never sees a polling station, reads no file but its own dated tables, knows no clock and uses no floating-point number.
"""

from suffrage.law import methods
from suffrage.law.catalogue import Body, Law, Period, at, bodies

__all__ = ["Body", "Law", "Period", "at", "bodies", "methods"]
