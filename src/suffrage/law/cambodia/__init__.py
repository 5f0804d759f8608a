"""The electoral law of Cambodia: one module per elected body, article by article."""

from suffrage.law.cambodia import national_assembly

BODIES = (national_assembly.BODY,)
