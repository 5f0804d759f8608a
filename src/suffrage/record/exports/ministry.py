"""The French ministry's wide layout by polling station: 19 columns of place and totals, then 9 columns for each option.

As published for the elections of 2024 (`…-par-bureau-de-vote.csv`): semicolons, decimal commas, percentages with two digits. The
place is the station's area and that area's parent; the sex is that of the option's first candidate, where it is known.
"""

import csv
import io

from suffrage.record.entries import newest_statements
from suffrage.record.view import View

PLACE = ("Code département", "Libellé département", "Code commune", "Libellé commune", "Code BV")
TOTALS = (
    *(
        "Inscrits",
        "Votants",
        "% Votants",
        "Abstentions",
        "% Abstentions",
        "Exprimés",
        "% Exprimés/inscrits",
        "% Exprimés/votants",
    ),
    *("Blancs", "% Blancs/inscrits", "% Blancs/votants", "Nuls", "% Nuls/inscrits", "% Nuls/votants"),
)
BLOCK = (
    *("Numéro de panneau", "Nuance candidat", "Nom candidat", "Prénom candidat", "Sexe candidat"),
    *("Voix", "% Voix/inscrits", "% Voix/exprimés", "Elu"),
)


def ministry_csv(view: View) -> bytes:
    """The newest statement of each station, a row each, in the order of contests and stations."""
    options: dict[str, list[str]] = {}
    for contest, option in sorted(view.labels.options):
        options.setdefault(contest, []).append(option)
    widest = max((len(own) for own in options.values()), default=0)
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([*PLACE, *TOTALS, *(f"{name} {n}" for n in range(1, widest + 1) for name in BLOCK)])
    areas = {area.area_id: area for area in view.areas}
    lies_in = dict(view.tables.connection.execute("SELECT station_id, area_id FROM stations").fetchall())
    for (contest, station), statement in sorted(newest_statements(view.state).items()):
        area = areas[lies_in[station]]
        above = areas[area.parent_id] if area.parent_id else area
        place = [
            above.area_id,
            above.names.text("fr", above.area_id),
            area.area_id,
            area.names.text("fr", area.area_id),
            station,
        ]
        blocks = [cell for option in options[contest] for cell in _block(view, contest, option, statement)]
        writer.writerow([*place, *_totals(statement), *blocks, *[""] * (9 * (widest - len(options[contest])))])
    return out.getvalue().encode()


def _totals(statement: dict[str, int]) -> list[str]:
    registered, voters = statement.get("registered"), statement.get("voters")
    away = None if registered is None or voters is None else registered - voters
    valid, blank, null = (statement.get(name) for name in ("valid", "blank", "null"))
    return [
        *(_cell(registered), _cell(voters), _percent(voters, registered), _cell(away), _percent(away, registered)),
        *(cell for part in (valid, blank, null) for cell in (_cell(part), _percent(part, registered), _percent(part, voters))),
    ]


def _block(view: View, contest: str, option: str, statement: dict[str, int]) -> list[str]:
    votes = statement["votes"].get(option)  # type: ignore[attr-defined]
    label = view.labels.options[contest, option]
    slate = view.tables.slates(contest).get(option, ())
    sex = {"M": "MASCULIN", "F": "FEMININ"}.get((slate[0].sex if slate else None) or "", "")
    panel = str(label.ballot_number or option)
    shares = (_percent(votes, statement.get("registered")), _percent(votes, statement.get("valid")))
    return [panel, label.party_id or "", label.names.text("fr", option), "", sex, _cell(votes), *shares, ""]


def _cell(number: int | None) -> str:
    return "" if number is None else str(number)


def _percent(part: int | None, whole: int | None) -> str:
    """Two digits, half up, with a decimal comma."""
    if part is None or not whole:
        return ""
    hundredths = (part * 20_000 + whole) // (2 * whole)
    return f"{hundredths // 100},{hundredths % 100:02d}%"
