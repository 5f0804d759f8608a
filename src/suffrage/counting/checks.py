"""The checks by their stable codes: how grave each is, its formula, and the figures that it needs."""

from dataclasses import dataclass

from suffrage.model import Form, Severity


@dataclass(frozen=True, slots=True)
class Check:
    """One check of `check.sql`. `a` and `b` name its two operands; `needs`: figures without which it cannot tell."""

    code: str
    severity: Severity
    formula: str
    a: str | None = None
    b: str | None = None
    needs: tuple[str, ...] = ()

    @property
    def column(self) -> str:
        """The column of `area_figures` that counts the statements which pass. What has a statement and is in place lacks none."""
        return "misplaced_statement" if self.code == "missing-statement" else self.code.replace("-", "_")

    def is_asked(self, form: Form) -> bool:
        """Whether the check is made at all for statements on this form."""
        if self.code == "papers-voters":
            return "ballots" not in form.figures
        return "ballots" in form.figures or "ballots" not in self.needs

    def can_tell(self, form: Form) -> bool:
        """Whether the form has the figures that the check needs. If not, it can tell for none, which is no defect."""
        given = {*form.figures, *(() if form.blank_apart else ("blank",))}
        return set(self.needs) <= given


_TURNOUT = ("voters", "registered")

CHECKS = (
    Check("missing-statement", "error", "every station of the contest has a statement"),
    Check("misplaced-statement", "error", "the station lies in the contest's area"),
    Check("missing-option", "error", "options with a number = options of the contest", "given", "options"),
    Check("votes-sum", "error", "sum of votes = valid", "sum", "valid", ("valid",)),
    Check("papers-sum", "error", "blank + null + valid = ballots", "sum", "ballots", ("blank", "null", "valid", "ballots")),
    Check("papers-voters", "error", "blank + null + valid = voters", "sum", "voters", ("blank", "null", "valid", "voters")),
    Check("ballots-voters", "error", "ballots ≤ voters + allowed", "ballots", "voters", ("ballots", "voters")),
    Check("voters-registered", "error", "voters ≤ registered", "voters", "registered", _TURNOUT),
    Check("registered-list", "warning", "registered = registered on the station's list", "registered", "list", ("registered",)),
    Check("all-zero", "warning", "valid > 0", "valid", "registered", ("valid",)),
    Check(
        "full-turnout", "warning", "registered ≤ 50 or voters < registered", "voters", "registered", ("voters", "registered")
    ),
    Check("one-sided", "warning", "valid ≤ 50 or largest vote < valid", "largest", "valid", ("valid",)),
    Check("many-null", "warning", "papers ≤ 50 or blank + null ≤ papers ÷ 3", "void", "papers", ("blank", "null", "valid")),
)
"""Every check, the gravest first; docs/checks.md says why each is made."""

BY_CODE = {check.code: check for check in CHECKS}
