"""Commune and sangkat councils of Cambodia: closed lists, quota and highest average; the chief and deputies by the same votes.

Law on the Election of Commune/Sangkat Councils of 19 March 2001: one constituency, proportional (article 5); the number of councillors
follows a sub-decree, under article 12 of the law on the administration of communes (article 6): 5 to 11, 7 on average (11,622 in 1,652
communes in 2022), given with the totals. The formula's article and the posts' could not be read. The formula is the National
Assembly's (*Cambodia Daily*, "Assembly passes commune seat formula", 2001); Boeng Reang in 2002 is counted in the tests. What is
carried out on the posts is what the official numbers of chiefs and deputies of 2017 and 2022 show (docs/law.md).

Equal averages are settled by lot, as under the law on the other councils and as was announced in December 2017, when seats of this law
were shared again (*Phnom Penh Post*, "CPP big winner in local reallocation").
"""

from collections.abc import Sequence
from datetime import date

import msgspec

from suffrage.law.calculation import Calculation
from suffrage.law.cambodia.averages import by_lists, shape
from suffrage.law.catalogue import Body, Period
from suffrage.law.methods import Unsettled, ranking
from suffrage.law.ties import by_ruling
from suffrage.model import Names, Outcome, Source
from suffrage.model.steps import Appointed, Post

LECC = "Law on the Election of Commune/Sangkat Councils 2001"
ARTICLE_6 = f"{LECC}, art. 6"
LAMC = "Law on the Administration of Communes/Sangkats 2001"

POSTS: tuple[Post, ...] = ("chief", "first-deputy", "second-deputy")

ONE_LIST, TWO_LISTS, MORE_LISTS = (0, 0, 0), (0, 0, 1), (0, 1, 2)
"""Which list each of the three posts falls to (0: most votes), by the number of lists that have seats."""


def council(calculation: Calculation) -> Outcome:
    """The seats, and then, where they are all decided, the chief and two deputies."""
    outcome = by_lists(calculation, LECC, ARTICLE_6)
    if outcome.pending:
        return outcome
    appoint(calculation, outcome)
    return msgspec.structs.replace(outcome, steps=tuple(calculation.steps), pending=tuple(calculation.pending))


def appoint(calculation: Calculation, outcome: Outcome) -> None:
    """The first of the list with most votes is chief; the deputies are the firsts of the next two lists.

    Where two lists have seats, the first one also has the first deputy (its second councillor) and the other the second deputy; one
    list alone gives all three. Equal votes, and a list too short for its posts, wait for a ruling, which names the option.
    """
    lists = [option for option in ranking(calculation.votes) if outcome.seats[option]]
    places = {option: [person.position for person in outcome.elected if person.option_id == option] for option in lists}
    turns = (ONE_LIST, TWO_LISTS)[len(lists) - 1] if len(lists) < len(POSTS) else MORE_LISTS
    order = _in_order(calculation, lists, max(turns) + 1) if lists else []
    for post, turn in zip(POSTS, turns, strict=True):
        if turn >= len(order):
            return
        option: str | None = order[turn]
        if not places[order[turn]]:
            option = _from_another(calculation, [other for other in lists if places[other]], post)
        if option is None:
            return
        calculation.note(Appointed(article=LAMC, option_id=option, position=places[option].pop(0), office=post))


def _in_order(calculation: Calculation, lists: Sequence[str], wanted: int) -> list[str]:
    """The first `wanted` lists by votes, as far as it is certain; equal votes wait for a ruling on the post that hangs on them."""
    left, order = list(lists), list[str]()
    while left and len(order) < wanted:
        equals = tuple(option for option in left if calculation.votes[option] == calculation.votes[left[0]])
        winners = equals
        if len(equals) > 1:
            winners = by_ruling(calculation, Unsettled(equals, 1), POSTS[len(order)], LAMC)
        if not winners:
            break
        order.append(winners[0])
        left.remove(winners[0])
    return order


def _from_another(calculation: Calculation, able: Sequence[str], post: Post) -> str | None:
    """No text that could be read says whose a post is when its list has nobody left: a ruling among those that have."""
    winners = by_ruling(calculation, Unsettled(tuple(able), 1), post, LAMC) if able else ()
    return winners[0] if winners else None


BODY = Body(
    code="kh.commune",
    names=Names(
        name_en="Commune and sangkat councils of Cambodia",
        name_fr="Conseils de commune et de sangkat du Cambodge",
        name_km="ក្រុមប្រឹក្សាឃុំ សង្កាត់",
    ),
    periods=(
        Period(
            since=date(2001, 3, 19),
            until=None,
            rule=council,
            sources=(
                Source(
                    title="Law on the Election of Commune/Sangkat Councils, 19 March 2001, articles 5 and 6",
                    url="http://lawsdocbox.com/US_Government_Resources/72041878-Law-on-the-election-of-commune-sangkat-council.html",
                ),
                Source(title="Law on the Administration of Communes/Sangkats, 19 March 2001, article 12"),
            ),
            summary=Names(
                name_en=(
                    "5 to 11 councillors. A seat for each whole quota, the rest to the highest averages, equal ones by lot. The first "
                    "of the list with most votes is chief, the firsts of the next two are deputies; of two lists, the first has both "
                    "the chief and the first deputy."
                ),
                name_km=(
                    "សមាជិក ៥ ទៅ ១១ នាក់។ បានមួយអាសនៈសម្រាប់មេចែកពេញនីមួយៗ (សន្លឹកបានការ ÷ អាសនៈ) នៅសល់ទៅមធ្យមភាគខ្ពស់បំផុត "
                    "បើស្មើគ្នា ចាប់ឆ្នោត។ លេខមួយនៃបញ្ជីនាំមុខជាមេឃុំ លេខមួយនៃបញ្ជីពីរបន្ទាប់ជាជំទប់។ បើមានតែពីរបញ្ជី "
                    "បញ្ជីនាំមុខបានទាំងមេឃុំ និងជំទប់ទីមួយ។"
                ),
                name_fr=(
                    "5 à 11 conseillers. Un siège par quotient entier, le reste à la plus forte moyenne, au sort en cas d'égalité. La "
                    "tête de la liste arrivée première devient chef, celles des deux suivantes adjoints ; de deux listes, la première "
                    "a le chef et le premier adjoint."
                ),
            ),
            shape=shape(LECC, ARTICLE_6),
        ),
    ),
)
