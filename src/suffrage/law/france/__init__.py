"""The electoral law of France: one module per elected body, article by article."""

from suffrage.law.france import (
    corsica,
    departments,
    european_parliament,
    guyane,
    municipalities,
    national_assembly,
    president,
    referendums,
    regions,
    senate,
)

BODIES = (
    corsica.BODY,
    departments.BODY,
    european_parliament.BODY,
    guyane.BODY,
    municipalities.BODY,
    municipalities.COMMUNITIES,
    municipalities.THREE_CITIES,
    national_assembly.BODY,
    president.BODY,
    referendums.LOCAL,
    referendums.NATIONAL,
    *regions.BODIES,
    senate.BODY,
)

CALENDAR_ZONE = "Europe/Paris"
"""The time zone in which the hours of `calendar.csv` are meant. Prefectures overseas keep their own hours."""
