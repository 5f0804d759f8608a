"""The result in the formats of others: NIST SP 1500-100 v2, and the French ministry's columns."""
