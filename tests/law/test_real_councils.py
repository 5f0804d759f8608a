"""French councils, the Senate and the Assembly, counted to their published outcome.

The figures of each contest are those of the page named with it. A round that elects nobody is held to who stood in the next one.
"""

from datetime import date

import pytest

from suffrage import law
from suffrage.model import Totals


def numbered(votes):
    return {str(number): count for number, count in enumerate(votes, start=1)}


def declare(code, day, votes, **more):
    return law.at(code, day).declare(Totals(contest_id="c", votes=numbered(votes), **more))


def seats(outcome):
    return tuple(outcome.seats.values())


# Ministry of the Interior: municipal elections of 15 March 2026, round 1, Territoire de Belfort (communes with two lists).
# commune, votes, seats
ROUND_1_2026 = [
    ("Auxelles-Bas", (94, 170), (2, 9)),
    ("Auxelles-Haut", (41, 139), (1, 10)),
    ("Bavilliers", (1042, 930), (21, 6)),
    ("Bethonvilliers", (96, 57), (9, 2)),
    ("Bourogne", (390, 329), (15, 4)),
    ("Châtenois-les-Forges", (783, 536), (19, 4)),
    ("Danjoutin", (710, 750), (6, 19)),
    ("Denney", (209, 196), (12, 3)),
]


@pytest.mark.parametrize(
    ("commune", "votes", "council"), ROUND_1_2026, ids=lambda value: value if isinstance(value, str) else ""
)
def test_communes_decided_in_round_1_of_2026(commune, votes, council):
    assert seats(declare("fr.municipal", date(2026, 3, 15), votes, seats=sum(council))) == council


# Ministry of the Interior, the same day: no list has a majority; those with 10 % of the valid votes may stand, those with 5 % merge.
@pytest.mark.parametrize(
    ("code", "votes", "stand", "merge"),
    [
        ("fr.municipal", (5892, 1349, 172, 1464, 2807, 761), ("1", "5", "4", "2"), ("6",)),  # Belfort
        ("fr.municipal", (680, 417, 839), ("3", "1", "2"), ()),  # Delle
        # Paris (75056): five lists were said to go on, with 37.98, 25.46, 11.72, 11.34 and 10.40 %
        (
            "fr.paris-lyon-marseille",
            (309_693, 207_613, 95_551, 92_448, 84_809, 13_096, 5_991, 5_544, 703),
            ("1", "2", "3", "4", "5"),
            (),
        ),
        # Lyon (69123): 76,318 · 75,134 · 21,273 · 14,451 · 7,426 · 7,214 · 1,082 · 1,041 · 320 of 204,259 valid votes; 73 seats
        (
            "fr.paris-lyon-marseille",
            (76318, 75134, 21273, 14451, 7426, 7214, 1082, 1041, 320),
            ("1", "2", "3"),
            ("4",),
        ),
    ],
)
def test_communes_that_needed_round_2_in_2026(code, votes, stand, merge):
    outcome = declare(code, date(2026, 3, 15), votes, seats=73)
    assert (outcome.next_round, outcome.may_merge, outcome.elected) == (stand, merge, ())


# Round 2 with a bonus of half. Ambérieu-en-Bugey: ministry's file of 2014; Grenoble: Wikipédia, municipales de 2014 et de 2020.
@pytest.mark.parametrize(
    ("day", "population", "votes", "council"),
    [
        (date(2014, 3, 30), 13_835, (949, 741, 2678), (3, 3, 27)),
        (date(2014, 3, 30), 157_424, (19677, 13496, 11795, 4193), (42, 8, 7, 2)),
        (date(2020, 6, 28), 158_454, (16169, 7133, 3803, 3325), (46, 7, 3, 3)),
    ],
    ids=["Ambérieu-en-Bugey 2014", "Grenoble 2014", "Grenoble 2020"],
)
def test_communes_decided_in_round_2(day, population, votes, council):
    assert seats(declare("fr.municipal", day, votes, round=2, population=population)) == council


def test_community_councillors_of_amberieu_2014():
    """On the same ballot paper: 8 seats in the community, published as 1, 0 and 7."""
    assert seats(declare("fr.community", date(2014, 3, 30), (949, 741, 2678), round=2, seats=8)) == (1, 0, 7)


# region, day, votes in round 2, seats of the council by list (Wikipédia and linternaute.com, after the ministry's figures)
REGIONS = [
    ("Bretagne", date(2010, 3, 21), (600_260, 386_394, 207_435), (52, 20, 11)),
    ("Haute-Normandie", date(2010, 3, 21), (346_633, 193_128, 89_333), (37, 12, 6)),
    ("Guyane", date(2010, 3, 21), (19_152, 14_982), (21, 10)),
    ("Bretagne", date(2015, 12, 13), (670_754, 387_836, 246_177), (53, 18, 12)),
    ("Normandie", date(2015, 12, 13), (495_591, 490_840, 374_089), (54, 27, 21)),
    ("Pays de la Loire", date(2015, 12, 13), (620_249, 545_638, 286_723), (54, 26, 13)),
]


@pytest.mark.parametrize(
    ("region", "day", "votes", "council"), REGIONS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_regional_councils(region, day, votes, council):
    outcome = declare("fr.regional", day, votes, round=2, seats=sum(council))
    assert (seats(outcome), outcome.pending[0].needs) == (council, "sections")


def test_the_assembly_of_martinique_in_2021():
    """Wikipédia, second tour of 27 June 2021; with all votes in one section, as the votes by section are not published there."""
    votes = numbered((50_104, 46_857, 19_218, 16_664))
    totals = Totals(contest_id="972", round=2, votes=votes, sections={"972": votes})
    assert seats(law.at("fr.martinique", date(2021, 6, 27)).declare(totals)) == (26, 14, 6, 5)


# Ministry of the Interior, departmental elections of 22 and 29 March 2015: canton, registered, votes in round 1, who stood in round 2,
# their votes there (numbers of the first line), who was elected.
CANTONS = [
    ("01-01 Ambérieu-en-Bugey", 19027, (684, 2108, 735, 2572, 2959), ("5", "4"), {"4": 4855, "5": 3432}, "4"),
    ("01-02 Attignat", 16739, (2844, 3183, 2465), ("2", "1", "3"), {"1": 3040, "2": 4038, "3": 2191}, "2"),
    ("01-03 Bellegarde", 12773, (2930, 1065, 1525), ("1", "3"), {"1": 3616, "3": 1647}, "1"),
    ("01-04 Belley", 16868, (733, 2855, 3122, 2474), ("3", "2", "4"), {"2": 3769, "3": 4018, "4": 2057}, "3"),
    ("01-05 Bourg-en-Bresse-1", 19929, (469, 3243, 3949, 1723), ("3", "2"), {"2": 3990, "3": 5285}, "3"),
    ("01-09 Gex", 16657, (873, 978, 3125, 1183), ("3", "4"), {"3": 4675, "4": 1230}, "3"),
    ("01-14 Nantua", 13149, (1092, 3033, 1858), ("2", "3"), {"2": 3893, "3": 1839}, "2"),
    ("02-06 Guignicourt", 18207, (484, 2505, 3046, 3650), ("4", "3", "2"), {"2": 46, "3": 5130, "4": 4131}, "3"),
    ("02-07 Guise", 16941, (2605, 2381, 3926), ("3", "1", "2"), {"1": 4047, "3": 4732}, "3"),
]


@pytest.mark.parametrize(
    ("registered", "votes", "stand", "second", "elected"), [row[1:] for row in CANTONS], ids=[row[0] for row in CANTONS]
)
def test_cantons_of_2015(registered, votes, stand, second, elected):
    """Two pairs had a majority in round 1 (Bellegarde, Nantua, and Gex): not a quarter of the registered, so nobody was elected."""
    first = declare("fr.departmental", date(2015, 3, 22), votes, registered=registered)
    assert (first.next_round, first.elected) == (stand, ())
    outcome = law.at("fr.departmental", date(2015, 3, 29)).declare(Totals(contest_id="c", round=2, votes=second))
    assert {option: number for option, number in outcome.seats.items() if number} == {elected: 2}


def test_a_canton_of_2011():
    """Levallois-Perret-Sud, 20 and 27 March 2011: one had 12.5 % of the registered; the second stood too, and was elected."""
    first = declare("fr.departmental", date(2011, 3, 20), (2945, 1823, 1207, 958, 722, 224), registered=19_536)
    assert first.next_round == ("1", "2")
    assert seats(declare("fr.departmental", date(2011, 3, 27), (3580, 4547), round=2, registered=19_536)) == (0, 1)


class TestSenate:
    """Wikipédia (sénatoriales by department), francebleu.fr, modem-colombes: the counts of the prefectures."""

    def test_one_seat_two_rounds(self):
        """Alpes-de-Haute-Provence, 28 September 2014: nobody has half; in round 2 the one with most votes, who was second before."""
        votes = (137, 127, 114, 79, 46, 16, 14, 5)
        first = declare("fr.senate", date(2014, 9, 28), votes, seats=1, registered=547)
        assert (first.elected, seats(first)) == ((), (0,) * 8)
        assert seats(declare("fr.senate", date(2014, 9, 28), (162, 214, 134, 9), seats=1, round=2, registered=547)) == (
            0,
            1,
            0,
            0,
        )

    def test_one_seat_in_round_1(self):
        """Alpes-de-Haute-Provence, 21 September 2008."""
        votes = (270, 146, 53, 19, 10, 0)
        assert seats(declare("fr.senate", date(2008, 9, 21), votes, seats=1, registered=505)) == (1, 0, 0, 0, 0, 0)

    def test_two_seats_in_round_1(self):
        """Allier, 27 September 2020: 935 valid ballot papers, each with up to two names."""
        votes = (607, 597, 298, 296, 23)
        assert seats(declare("fr.senate", date(2020, 9, 27), votes, seats=2, registered=977, valid=935)) == (1, 1, 0, 0, 0)

    @pytest.mark.parametrize(
        ("day", "votes", "senators"),
        [
            (date(2011, 9, 25), (637, 479, 399, 284, 198, 33, 15, 10, 6), (3, 2, 1, 1, 0, 0, 0, 0, 0)),
            (date(2020, 9, 27), (693, 458, 253, 159, 119, 22), (2, 1, 0, 0, 0, 0)),
            (date(2020, 9, 27), (925, 533, 314, 84, 80, 74, 21), (2, 1, 0, 0, 0, 0, 0)),
        ],
        ids=["Hauts-de-Seine 2011", "Côtes-d'Armor 2020", "Calvados 2020"],
    )
    def test_lists(self, day, votes, senators):
        assert seats(declare("fr.senate", day, votes, seats=sum(senators))) == senators


# Wikipédia and politiquemania.com, elections to the Assembly of 16 March 1986; lists under 5 % are added up for Maine-et-Loire.
@pytest.mark.parametrize(
    ("votes", "deputies"),
    [
        ((108_246, 95_236, 43_308, 25_404, 4_457), (2, 2, 1, 0, 0)),
        ((78_824, 52_885, 44_312, 13_124, 8_406, 1_866), (2, 1, 1, 0, 0, 0)),
        ((183_767, 100_694, 17_298, 15_026, 5_898, 2_830, 2_230, 2_098), (5, 2, 0, 0, 0, 0, 0, 0)),
    ],
    ids=["Aisne", "Allier", "Maine-et-Loire"],
)
def test_departments_of_1986(votes, deputies):
    assert seats(declare("fr.national-assembly", date(1986, 3, 16), votes, seats=sum(deputies))) == deputies


def test_a_deputy_of_1973():
    """Dordogne, 1st constituency, 11 March 1973: 32,021 votes against 26,321 (Wikipédia, after data.gouv.fr)."""
    assert seats(declare("fr.national-assembly", date(1973, 3, 11), (32_021, 26_321), round=2)) == (1, 0)


# Wikipedia, Massif central–Centre: every list of 2004 (6 seats) and 2009 (5 seats).
MASSIF_CENTRAL = [
    (
        date(2004, 6, 13),
        (
            440249,
            287085,
            140477,
            135929,
            93301,
            88457,
            87654,
            38070,
            33995,
            25965,
            15000,
            12809,
            5443,
            2785,
            2159,
            284,
            102,
            57,
        ),
        (3, 2, 1),
    ),
    (
        date(2009, 6, 7),
        (
            *(382632, 238806, 182311, 109369, 108194, 73162, 68665, 65718, 46351, 25294, 19231, 18841),
            *(2633, 230, 229, 228, 185, 97, 49, 24),
        ),
        (3, 1, 1),
    ),
]


@pytest.mark.parametrize(("day", "votes", "members"), MASSIF_CENTRAL, ids=["2004", "2009"])
def test_a_constituency_of_the_european_parliament(day, votes, members):
    outcome = declare("fr.european-parliament", day, votes, seats=sum(members))
    assert tuple(number for number in seats(outcome) if number) == members
