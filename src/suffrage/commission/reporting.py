"""What the server writes to its standard error when a page fails: when, which page by its name, and where in the program.

Addresses and forms are left out: an invitation's address is a secret, and a form can hold a password.
"""

import logging
from datetime import UTC, datetime


class Plain(logging.Formatter):
    """A record as one line, with the traceback below it."""

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        match = getattr(getattr(record, "request", None), "resolver_match", None)
        said = f"page {match.view_name} failed" if match else "failed" if hasattr(record, "request") else record.getMessage()
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{at} {record.levelname} {record.name}: {said}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line
