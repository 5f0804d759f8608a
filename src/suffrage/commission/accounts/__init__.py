"""People: who they are, what they may do and where, and how they sign in."""
