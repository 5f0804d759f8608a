"""Auditing: the stations or papers that an audit draws, counted by hand, entered twice by two people, and given back as a table."""
