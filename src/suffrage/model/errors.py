"""What can be wrong with what the program was given. Each message is a whole sentence that says what to do next."""

from collections.abc import Sequence

from suffrage.model.findings import Finding


class SuffrageError(Exception):
    """Any error that the user can mend. Its text is a sentence for people; the command line prints it and nothing else."""


class BadInput(SuffrageError):
    """A file or table that is not what it says to be. `findings` name each place, where there are several."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class LawNotKnown(SuffrageError):
    """A body or a date for which no law is known here."""


class LawError(SuffrageError):
    """Totals or decisions to which the law cannot be applied (for example, a lot that names an option not in the tie)."""
