"""Complaints: filed against a result, heard, decided by two people with reasons, and carried out."""
