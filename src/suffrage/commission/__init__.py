"""The commission's site: from the statements that arrive to a signed declaration."""
