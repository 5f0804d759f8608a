"""The methods that laws are made of, each written once, exact, and without a law in it."""

from suffrage.law.methods.bars import clears
from suffrage.law.methods.claims import Allocation, Award, Unsettled
from suffrage.law.methods.divisors import (
    ADAMS,
    D_HONDT,
    DANISH,
    HUNTINGTON_HILL,
    MODIFIED_SAINTE_LAGUE,
    SAINTE_LAGUE,
    Divisors,
    averages_once,
    highest_averages,
)
from suffrage.law.methods.quotas import (
    DROOP,
    HAGENBACH_BISCHOFF,
    HARE,
    Quota,
    WholeQuotas,
    largest_remainders,
    quotas_then_averages,
    whole_quotas,
)
from suffrage.law.methods.rounds import Leaders, eldest, eldest_lists, leaders, ranking, youngest_lists

__all__ = [
    "ADAMS",
    "DANISH",
    "DROOP",
    "D_HONDT",
    "HAGENBACH_BISCHOFF",
    "HARE",
    "HUNTINGTON_HILL",
    "MODIFIED_SAINTE_LAGUE",
    "SAINTE_LAGUE",
    "Allocation",
    "Award",
    "Divisors",
    "Leaders",
    "Quota",
    "Unsettled",
    "WholeQuotas",
    "averages_once",
    "clears",
    "eldest",
    "eldest_lists",
    "highest_averages",
    "largest_remainders",
    "leaders",
    "quotas_then_averages",
    "ranking",
    "whole_quotas",
    "youngest_lists",
]
