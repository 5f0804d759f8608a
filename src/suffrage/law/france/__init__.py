"""The electoral law of France: one module per elected body, article by article."""

from suffrage.law.france import european_parliament, national_assembly, president

BODIES = (european_parliament.BODY, national_assembly.BODY, president.BODY)
