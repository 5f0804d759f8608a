"""The Assembly of Guyane: lists in two rounds, with eight sections that each share their own seats.

Code électoral, articles L558-1 to L558-5 (law n° 2011-884 of 27 July 2011, article 6). A section has a fixed number of seats; some of
them are a bonus for the list that leads in all of Guyane, the others go to the lists with 5 % of all valid votes, by their votes in
that section. Until 24 December 2020 two tables fixed both numbers. Since then the prefect fixes them before each
election: the seats in proportion to the sections' populations by highest average, at least three each (Sénat, report n° 206,
2020-2021). Totals bring no population of sections: who stands in round 2 is decided here, and the seats wait for a ruling.
"""

from collections.abc import Mapping
from datetime import date

import msgspec

from suffrage.law.calculation import Calculation
from suffrage.law.catalogue import Body, Period
from suffrage.law.france.lists import ListVote, two_round_lists
from suffrage.law.methods import D_HONDT, HARE, highest_averages, leaders, whole_quotas
from suffrage.law.sources import figures_on
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source
from suffrage.model.steps import Bonus, SectionSeats

L558_2 = "Code électoral, art. L558-2"
L558_3 = "Code électoral, art. L558-3"
L558_4 = "Code électoral, art. L558-4"

RULES = ListVote(L558_4, L558_4, lambda _seats: 11, sections=L558_3)


def assembly(calculation: Calculation) -> Outcome:
    """L558-2: 51 members; the table of sections until 2020 is for as many."""
    of_sections = sum(figures_on(__package__, "tables/guyane_sections.csv", calculation.day).values())
    by_law = of_sections or members(calculation.totals.population)
    if of_sections and calculation.totals.seats not in (None, by_law):
        raise calculation.error(f"it has {calculation.totals.seats} seats; the law gives {by_law} (L558-2).")
    return two_round_lists(calculation, RULES, calculation.seats_to_fill(by_law, L558_2), share_by_section)


def members(population: int | None) -> int | None:
    """L558-2: 51 members, 55 above 249,999 inhabitants, 61 above 299,999; None where the population is not known."""
    if population is None:
        return None
    return 61 if population > 299_999 else 55 if population > 249_999 else 51


def share_by_section(calculation: Calculation, rules: ListVote, seats: int, leader: str) -> Outcome:
    """L558-4: in each section the bonus to the list that leads in Guyane, the rest by highest average among lists with 5 %."""
    of_section = figures_on(__package__, "tables/guyane_sections.csv", calculation.day)
    votes = calculation.totals.sections
    if not of_section or not votes:
        calculation.need("sections", "sections" if of_section else "ruling", calculation.votes, seats, L558_3)
        return msgspec.structs.replace(calculation.outcome(dict.fromkeys(calculation.votes, 0)), elected=())
    if set(votes) != set(of_section):
        raise calculation.error(
            f"its sections are {', '.join(sorted(votes))}; those of the law are {', '.join(sorted(of_section))} (L558-3)."
        )
    admitted = [
        option
        for option in calculation.votes
        if calculation.clears_bar(option, rules.bar, "valid", calculation.totals.valid_votes, rules.article)
    ]
    bonus = figures_on(__package__, "tables/guyane_bonus.csv", calculation.day)
    calculation.note(Bonus(article=rules.article, option_id=leader, votes=calculation.votes[leader], seats=sum(bonus.values())))
    shares = {
        section: _share(calculation, section, {option: votes[section].get(option, 0) for option in admitted}, left)
        for section, left in ((section, number - bonus[section]) for section, number in of_section.items())
    }
    for section, number in bonus.items():
        shares[section][leader] = shares[section].get(leader, 0) + number
    left = (
        seats - sum(sum(share.values()) for share in shares.values()) - sum(question.places for question in calculation.pending)
    )
    if left:
        calculation.leave_vacant(left, L558_3)
    return calculation.outcome(
        {option: sum(share.get(option, 0) for share in shares.values()) for option in calculation.votes}, sections=shares
    )


def _share(calculation: Calculation, section: str, votes: Mapping[str, int], seats: int) -> dict[str, int]:
    allocation = highest_averages(votes, seats, D_HONDT)
    held = {option: allocation.seats.get(option, 0) for option in votes}
    if allocation.tie:
        best = leaders({option: votes[option] for option in allocation.tie.among}, allocation.tie.places)
        ruled = by_ruling(calculation, best.tie, f"section-{section}", L558_4) if best.tie else ()
        for option in best.certain + ruled:
            held[option] += 1
    whole = whole_quotas(votes, seats, HARE).seats
    for option, number in held.items():
        calculation.note(
            SectionSeats(
                article=L558_4,
                section_id=section,
                option_id=option,
                votes=votes[option],
                whole=whole[option],
                seats=number,
            )
        )
    return held


_LAW_2011 = Source(
    title="Loi n° 2011-884 du 27 juillet 2011 relative aux collectivités territoriales de Guyane et de Martinique"
)
_LAW_2020 = Source(
    title="Loi du 22 décembre 2020 relative à la répartition des conseillers de l'Assemblée de Guyane entre les sections"
)
_SUMMARY = Names(
    name_en=(
        "Eight sections. 11 seats to the list that leads in Guyane, spread over the sections; each section's other seats by highest "
        "average of its own votes among lists with 5 % in Guyane. Round 2: lists with 10 %; with 5 % they may join another."
    ),
    name_km=(
        "ផ្នែកប្រាំបី។ ១១ អាសនៈទៅបញ្ជីនាំមុខក្នុងហ្គីយ៉ាន; អាសនៈនៅសល់របស់ផ្នែកនីមួយៗ តាមមធ្យមភាគខ្ពស់បំផុត រវាងបញ្ជីដែលបាន ៥ % ។ "
        "ជុំទីពីរ៖ បញ្ជីដែលបាន ១០ %; បាន ៥ % អាចចូលរួមបញ្ជីផ្សេង។"
    ),
    name_fr=(
        "Huit sections. 11 sièges à la liste en tête en Guyane, répartis entre les sections ; les autres sièges de chaque section à la "
        "plus forte moyenne de ses propres suffrages, entre les listes ayant 5 % en Guyane. Second tour : listes ayant 10 % ; avec "
        "5 %, fusion possible."
    ),
)

BODY = Body(
    code="fr.guyane",
    names=Names(name_en="Assembly of Guyane", name_fr="Assemblée de Guyane", name_km="សភាហ្គីយ៉ាន"),
    periods=(
        Period(date(2015, 12, 6), date(2020, 12, 24), assembly, (_LAW_2011,), _SUMMARY, by_section=True),
        Period(date(2020, 12, 24), None, assembly, (_LAW_2011, _LAW_2020), _SUMMARY, by_section=True),
    ),
)
