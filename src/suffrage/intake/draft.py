"""An election while it is read from official files: rows for the canonical tables, and every defect found on the way."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from suffrage.intake.source import Row, Source
from suffrage.model import Election, Finding, Form, LawInForce, Names
from suffrage.model import Source as Origin

FRENCH_FORM = Form(figures=("registered", "voters", "blank", "null", "valid"))
"""The ministry's files give no number of papers in the box."""


@dataclass(slots=True)
class Draft:
    """Rows by table, and findings."""

    tables: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    findings: list[Finding] = field(default_factory=list)

    def add(self, table: str, **row: Any) -> None:
        """Add a row to a canonical table."""
        self.tables[table].append(row)

    def report(self, finding: Finding) -> None:
        """Add a finding."""
        self.findings.append(finding)

    def country(self) -> None:
        """The root of France's tree of areas."""
        self.add("areas", area_id="FR", level="country", name="France", name_en="France", name_fr="France", name_km="បារាំង")


def french_election(
    election_id: str, day: date, code: str, names: Names, title: str, sources: list[Source], *, provisional: bool
) -> Election:
    """`election.toml` for figures of the French ministry of the interior, with the hash of each file read."""
    files = "; ".join(f"{source.file.name} sha256 {source.sha256}" for source in sources)
    note = f"{'Provisional' if provisional else 'Definitive'} figures. Read from {files}."
    return Election(
        election_id=election_id,
        date=day,
        law=LawInForce(code=code, date=day),
        names=names,
        sources=(Origin(title=f"Ministère de l'Intérieur, {title}", licence="Licence Ouverte 2.0", note=note),),
        form=FRENCH_FORM,
    )


def check_sums(row: Row, figures: dict[str, int | None], votes: int | None, contest: str, station: str) -> None:
    """Report the sums of a results row that do not hold: papers and voters, abstentions and registered, votes and valid."""
    place = {"contest_id": contest, "station_id": station}
    blank, null, valid, voters = (figures[name] for name in ("blank", "null", "valid", "voters"))
    if blank is not None and null is not None and valid is not None and voters is not None and blank + null + valid != voters:
        row.find("papers-not-voters", "warning", None, voters, blank + null + valid, **place)
    abstentions, registered = figures.get("abstentions"), figures["registered"]
    if abstentions is not None and voters is not None and registered is not None and abstentions + voters != registered:
        row.find("abstentions-not-registered", "warning", None, registered, abstentions + voters, **place)
    if votes is not None and valid is not None and votes != valid:
        row.find("votes-not-valid", "warning", None, valid, votes, **place)


def check_percentage(row: Row, column: str, part: int | None, whole: int | None) -> None:
    """Report a published percentage (two decimals, comma, with or without %) that is not `part` ÷ `whole` rounded."""
    text = row[column].removesuffix("%").strip()
    if not text or part is None or not whole:
        return
    integer, _, decimals = text.partition(",")
    if not (integer + decimals).isdigit() or len(decimals) > 2:
        row.find("percentage-off", "warning", column, f"{part}/{whole}", text[:60])
        return
    hundredths = int(integer) * 100 + int(decimals.ljust(2, "0"))
    # Either neighbour of an exact half is a correct rounding.
    if abs(part * 10_000 - hundredths * whole) * 2 > whole:
        row.find("percentage-off", "warning", column, f"{part}/{whole}", text)


def check_panels(row: Row, panels: list[str], contest: str) -> None:
    """Note panel numbers that do not run from 1 without a gap."""
    numbers = sorted(int(panel) for panel in panels if panel.isdigit())
    if numbers and numbers != list(range(1, len(numbers) + 1)):
        missing = ", ".join(str(number) for number in range(1, numbers[-1] + 1) if number not in numbers)
        row.find("panel-gap", "note", None, f"1–{len(numbers)}", missing, contest_id=contest)
