"""Referendums in France: national (Constitution, articles 11 and 89) and local (CGCT, article LO1112-7).

The two options are `yes` and `no`; a seat for `yes` says that the proposal is adopted. Equal votes adopt nothing.
"""

from datetime import date
from fractions import Fraction

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.model import Names, Outcome, Source
from suffrage.model.steps import Turnout

ARTICLE_11 = "Constitution du 4 octobre 1958, art. 11"
LO1112_7 = "CGCT, art. LO1112-7"

HALF = Fraction(1, 2)


def national(calculation: Calculation) -> Outcome:
    """Article 11: adopted by the majority of the valid votes, whatever the turnout."""
    return _vote(calculation, ARTICLE_11, binding=True)


def local(calculation: Calculation) -> Outcome:
    """LO1112-7: adopted if at least half of the registered took part, and by the majority of the valid votes."""
    totals = calculation.totals
    if totals.registered is None or totals.voters is None:
        calculation.need("elected", "registered", totals.votes, 1, LO1112_7)
        return calculation.outcome(dict.fromkeys(totals.votes, 0))
    passed = 2 * totals.voters >= totals.registered > 0
    calculation.note(Turnout(article=LO1112_7, voters=totals.voters, registered=totals.registered, share=HALF, passed=passed))
    return _vote(calculation, LO1112_7, binding=passed)


def _vote(calculation: Calculation, article: str, *, binding: bool) -> Outcome:
    totals = calculation.totals
    if set(totals.votes) != {"yes", "no"} or totals.round != 1:
        raise calculation.error("a referendum has one round and the two options yes and no.")
    calculation.note_base(1, article)
    adopted = calculation.clears_bar("yes", HALF, "valid", totals.valid_votes, article, strict=True) and binding
    return calculation.outcome({"no": 0, "yes": int(adopted)})


NATIONAL = Body(
    code="fr.referendum",
    names=Names(name_en="National referendum in France", name_fr="Référendum", name_km="ប្រជាមតិបារាំង"),
    periods=(
        Period(
            date(1958, 10, 5),
            None,
            national,
            (Source(title="Constitution du 4 octobre 1958, articles 3, 11 et 89"),),
            Names(
                name_en="Adopted by more than half of the valid votes.",
                name_km="អនុម័តដោយសំឡេងបានការលើសពាក់កណ្តាល។",
                name_fr="Adopté à la majorité des suffrages exprimés.",
            ),
        ),
    ),
)
LOCAL = Body(
    code="fr.local-referendum",
    names=Names(name_en="Local referendum in France", name_fr="Référendum local", name_km="ប្រជាមតិមូលដ្ឋានបារាំង"),
    periods=(
        Period(
            date(2003, 8, 2),
            None,
            local,
            (Source(title="Loi organique n° 2003-705 du 1er août 2003 relative au référendum local"),),
            Names(
                name_en="Adopted if half of the registered took part, by more than half of the valid votes.",
                name_km="អនុម័ត បើអ្នកចុះឈ្មោះពាក់កណ្តាលបានចូលរួម ដោយសំឡេងបានការលើសពាក់កណ្តាល។",
                name_fr="Adopté si la moitié des inscrits a pris part au scrutin, à la majorité des suffrages exprimés.",
            ),
        ),
    ),
)
