"""The acts of an audit as rows of an election's table `acts`, from where `suffrage publish` puts them into the record's log.

Each names the line of the audit's log that says the same, with its digest: the folder of the audit, published beside the record, is
then held to the record. Counts are in that log alone; the digests after them cover them.
"""

import csv
from hashlib import sha256
from pathlib import Path

from suffrage.audit.acts import LOG, Assessed, Opened, Round, Seeded
from suffrage.audit.casefile import Case
from suffrage.audit.report import say_assessment, say_risk
from suffrage.model import Act, BadInput, Language
from suffrage.model.tables import ACTS
from suffrage.words import say

_OURS = "audit-"


def acts_of(case: Case, language: Language) -> list[Act]:
    """One act for the plan, the seed, each round and each assessment."""
    lines = (case.folder / LOG).read_bytes().splitlines(keepends=True)
    found = []
    for number, (act, line) in enumerate(zip(case.acts, lines, strict=True), start=1):
        if text := _say(act, language):
            found.append(
                Act(
                    act_id=f"{_OURS}{number:06}",
                    kind="other",
                    text=text,
                    contest_id=getattr(act, "contest_id", None),
                    source=say(language, "audit-act.source", line=str(number), digest=sha256(line).hexdigest()),
                )
            )
    return found


def write_acts_table(case: Case, file: Path, language: Language) -> None:
    """Write the acts into a table `acts` (CSV): rows of others stay as they are. `BadInput`: the file is another table."""
    columns, rows = list(ACTS.column_names), list[dict[str, str]]()
    if file.exists():
        with file.open(encoding="utf-8-sig", newline="") as lines:
            reader = csv.DictReader(lines)
            if "act_id" not in (reader.fieldnames or ()):
                raise BadInput(f"{file} is not a table of acts; give another file.")
            columns = list(dict.fromkeys([*(reader.fieldnames or ()), *columns]))
            rows = [row for row in reader if not row["act_id"].startswith(_OURS)]
    for act in acts_of(case, language):
        rows.append({name: "" if (cell := getattr(act, name)) is None else str(cell) for name in ACTS.column_names})
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows(rows)


def _say(act: object, language: Language) -> str | None:
    if isinstance(act, Opened):
        return say(language, "audit-act.opened", method=say(language, f"audit-method.{act.method}"), percent=act.limit * 100)
    if isinstance(act, Seeded):
        return say(language, "audit-act.seeded", seed=act.seed)
    if isinstance(act, Round):
        return say(language, "audit-act.round", drawn=act.drawn)
    if isinstance(act, Assessed):
        verdict = say_assessment(language, act)
        return say(language, "audit-act.assessed", drawn=act.drawn, risk=say_risk(act.risk), verdict=verdict)
    return None
