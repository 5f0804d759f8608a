"""Cambodia's elections as published: national votes and seats, and what can be held of them without votes by party and province."""

from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.law.cambodian_figures import ASSEMBLY, SENATE, WON, won

from suffrage import law
from suffrage.law.cambodia import senate
from suffrage.model import Totals

HOUSE = "kh.national-assembly"


def declare(day, votes, *, code=HOUSE, contest="whole-country", seats=None):
    return law.at(code, day).declare(Totals(contest_id=contest, votes=votes, seats=seats)).seats


class TestNationalTotals:
    @pytest.mark.parametrize("day", ASSEMBLY, ids=str)
    def test_the_seats_are_those_of_the_assembly(self, day):
        assert sum(ASSEMBLY[day].seats.values()) == sum(law.at(HOUSE, day).seats.values())
        assert ASSEMBLY[day].sources

    @pytest.mark.parametrize("day", ASSEMBLY, ids=str)
    def test_the_votes_are_within_the_valid_ones(self, day):
        """Where every party's votes were read (2013: 8 parties, 2023: 18), they are the valid votes to the last one."""
        election = ASSEMBLY[day]
        if len(election.votes) == election.parties:
            assert election.unread == 0
        else:
            assert election.unread >= election.parties - len(election.votes)
        assert {len(of.votes) for of in ASSEMBLY.values() if not of.unread} == {8, 18}

    @pytest.mark.parametrize("day", ASSEMBLY, ids=str)
    def test_the_shares_are_the_printed_ones(self, day):
        """Percentages of the valid votes, to within one in the last digit (some sources round, others cut off)."""
        election = ASSEMBLY[day]
        for party, printed in election.shares.items():
            share = Decimal(100 * election.votes[party]) / election.valid
            assert abs(share - Decimal(printed)) < Decimal(1).scaleb(Decimal(printed).as_tuple().exponent), party

    @pytest.mark.parametrize(
        ("day", "one_list"),
        [
            (date(2013, 7, 28), {"CPP": 62, "CNRP": 56, "FUN": 4, "LDP": 1}),
            (date(2023, 7, 23), {"CPP": 109, "FUN": 12, "KNUP": 2, "CYP": 1, "DP": 1}),
        ],
        ids=["2013", "2023"],
    )
    def test_provinces_favour_the_largest_party(self, day, one_list):
        """The law on the whole country at once would have given the CPP 62 and 109 seats, and small parties some; it won 68 and 120."""
        election = ASSEMBLY[day]
        seats = declare(day, election.votes, seats=sum(election.seats.values()))
        assert {party: number for party, number in seats.items() if number} == one_list
        assert seats["CPP"] < election.seats["CPP"]

    @pytest.mark.parametrize("others", [1, 20])
    def test_more_votes_and_fewer_seats_in_2003(self, others):
        """The SRP had more votes than FUNCINPEC, and 24 seats against 26: in one constituency that cannot be."""
        election = ASSEMBLY[date(2003, 7, 27)]
        votes = election.votes | {f"other-{number}": election.unread // others for number in range(others)}
        seats = declare(date(2003, 7, 27), votes, seats=123)
        assert seats["SRP"] >= seats["FUN"]
        assert election.votes["SRP"] > election.votes["FUN"]
        assert election.seats["SRP"] < election.seats["FUN"]

    def test_three_rules_on_the_votes_of_1998(self):
        """*Cambodia Daily*, "Preliminary results give CPP 64 seats": as applied, averages once, and as in 1993, all of 122 seats.

        The largest party has most where averages are computed anew and least under the largest remainders; the third the reverse.
        For the largest one that order comes out of the law on the national votes, too.
        """
        printed = [(64, 43, 15), (59, 44, 18, 1), (56, 40, 24, 1, 1)]
        assert {sum(seats) for seats in printed} == {sum(law.at(HOUSE, date(1998, 7, 26)).seats.values())}
        election = ASSEMBLY[date(1998, 7, 26)]
        votes = election.votes | {f"other-{number}": election.unread // 36 for number in range(36)}
        rules = [(HOUSE, date(1998, 7, 26)), (f"{HOUSE}:averages-once", date(1998, 7, 26)), (HOUSE, date(1993, 5, 23))]
        counted = [declare(day, votes, code=code, seats=122) for code, day in rules]
        for first, second in (*pairwise([seats[0] for seats in printed]), *pairwise([seats["CPP"] for seats in counted])):
            assert first >= second
        for first, second in pairwise([seats[2] for seats in printed]):
            assert first <= second


class TestProvinces:
    """Single provinces: shares and ranks that were printed, held against the seats won there."""

    @pytest.mark.parametrize("srp", [45, 55])
    @pytest.mark.parametrize("cpp", [25, 35])
    def test_pailin_1998(self, srp, cpp):
        """One seat. *Cambodia Daily*, "Pailin residents say they still support Rainsy": half of more than 11,000 votes for the SRP.

        The CPP had about 30 %, FUNCINPEC 20: within five points either way the seat is the SRP's, as it was.
        (https://english.cambodiadaily.com/news/pailin-residents-say-they-still-support-rainsy-18428/)
        """
        seats = declare(date(1998, 7, 26), {"SRP": srp, "CPP": cpp, "FUN": 100 - srp - cpp}, contest="24")
        assert seats == {party: column[23] for party, column in won(date(1998, 7, 26)).items()}

    @pytest.mark.parametrize("not_counted", [0, 20, 50])
    def test_pursat_2023(self, not_counted):
        """Four seats. Kamnotra, 24 July 2023: 88 % of all papers, invalid ones included, for the CPP, at 98 % of the stations.

        If all others had voted for one party, and so had every paper of the stations that were missing (up to 50 in a thousand),
        the CPP would still have had the four seats; FUNCINPEC's five were won elsewhere.
        (https://kamnotra.io/en/2023/07/cpp-strongest-in-pursat-invalid-votes-highest-in-phnom-penh)
        """
        cpp = 875 * (1000 - not_counted)
        seats = declare(date(2023, 7, 23), {"CPP": cpp, "other": 1_000_000 - cpp}, contest="15")
        assert seats == {"CPP": 4, "other": 0}

    def test_the_seats_of_2023_by_province(self):
        """FUNCINPEC had one each in Kampong Cham, Kampong Thom, Kandal, Phnom Penh and Prey Veng, the CPP all others.

        *Phnom Penh Post*, "NEC confirms final election results" (https://phnompenhpost.com/national/nec-confirms-final-election-results).
        """
        by_law = law.at(HOUSE, date(2023, 7, 23)).seats
        funcinpec = {"03", "06", "08", "12", "14"}
        cpp = {province: seats - (province in funcinpec) for province, seats in by_law.items()}
        assert {"CPP": sum(cpp.values()), "FUN": len(funcinpec)} == ASSEMBLY[date(2023, 7, 23)].seats

    @pytest.mark.parametrize(
        ("day", "led"),
        [
            # COMFREL, "Partial results put CPP well ahead of rivals": https://www.phnompenhpost.com/national/partial-results-put-cpp-well-ahead-rivals
            (date(1998, 7, 26), 18),
            # https://english.cambodiadaily.com/news/preliminary-results-indicate-cpp-majority-39423/
            (date(2003, 7, 27), 23),
            # http://www.scmp.com/news/asia/article/1296094/cambodian-pms-party-won-majority-provinces-election
            (date(2013, 7, 28), 19),
        ],
        ids=["1998", "2003", "2013"],
    )
    def test_who_led_has_no_fewer_seats(self, day, led):
        """The number of provinces in which the CPP was first is printed: in as many at least nobody has more seats than it.

        In the others somebody else was first, and has as many as it or more.
        """
        columns = won(day)
        provinces = [row for row in zip(*columns.values(), strict=True) if any(row)]
        assert next(iter(columns)) == "CPP"
        assert sum(row[0] == max(row) for row in provinces) >= led
        assert sum(max(row[1:]) >= row[0] for row in provinces) >= len(provinces) - led

    @pytest.mark.parametrize("day", [date(2003, 7, 27), date(2013, 7, 28)], ids=["2003", "2013"])
    def test_one_seat_goes_to_the_first(self, day):
        """In 2003 the CPP was first everywhere but in the capital, in 2013 in every province with one seat (*Cambodia Daily*)."""
        single = [code for code, seats in law.at(HOUSE, day).seats.items() if seats == 1]
        assert len(single) == 9
        assert all(won(day)["CPP"][int(code) - 1] == 1 for code in single)

    @given(
        st.sampled_from(sorted(WON)),
        st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 10**6), min_size=2),
        st.integers(1, 18),
    )
    def test_more_votes_never_mean_fewer_seats_in_a_province(self, day, votes, seats):
        won_here = declare(day, votes, seats=seats)
        for first in votes:
            for second in votes:
                assert votes[first] <= votes[second] or won_here[first] >= won_here[second]


class TestSenateTotals:
    @pytest.mark.parametrize("day", SENATE, ids=str)
    def test_the_seats_are_those_of_the_regions(self, day):
        seats, _ = SENATE[day]
        assert sum(seats.values()) == senate.members(day)["regions"]

    @pytest.mark.parametrize(
        ("day", "cast", "one_list"),
        [
            (date(2012, 1, 29), 11_412, {"CPP": 45, "SRP": 12}),
            (date(2018, 2, 25), 11_670, {"CPP": 57, "FUN": 1, "KNUP": 0, "CYP": 0}),
            (date(2024, 2, 25), 11_730, {"CPP": 50, "KWP": 7, "NPP": 1, "FUN": 0}),
        ],
        ids=["2012", "2018", "2024"],
    )
    def test_the_national_figures_are_not_enough(self, day, cast, one_list):
        """One list for the whole country gives others than the regions did (46 and 11; 58; 55 and 3): only the regions' votes can."""
        seats, votes = SENATE[day]
        assert sum(votes.values()) <= cast
        counted = declare(day, votes, code="kh.senate", seats=sum(seats.values()))
        assert counted == one_list
        assert {party: number for party, number in counted.items() if number} != seats
