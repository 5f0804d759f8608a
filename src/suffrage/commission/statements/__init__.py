"""Statements: received, entered twice by two people, compared, settled, accepted, corrected."""
