"""The electoral law of Cambodia: one module per elected body, article by article."""

from suffrage.law.cambodia import communes, dissolution, indirect, national_assembly

BODIES = (communes.BODY, dissolution.BODY, indirect.COUNCILS, indirect.SENATE, national_assembly.BODY)
