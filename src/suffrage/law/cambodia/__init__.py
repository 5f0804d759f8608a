"""The electoral law of Cambodia: one module per elected body, article by article."""

from suffrage.law.cambodia import communes, councils, dissolution, national_assembly, senate

BODIES = (communes.BODY, councils.BODY, dissolution.BODY, national_assembly.BODY, senate.BODY)

CALENDAR_ZONE = "Asia/Phnom_Penh"
"""The time zone in which the hours of `calendar.csv` are meant."""
