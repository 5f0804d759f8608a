"""Copies: what parties' agents and observers read on their own copies of the forms, held against the official figures."""
