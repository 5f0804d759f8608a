"""Declaring: the result now, lots and ages by two people, the commission's decision, and the signed record."""
