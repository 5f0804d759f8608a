"""Cambodia's communes, councils and Senate: real outcomes where votes are published, posts, lots, and vacancies of every body."""

from collections import Counter
from datetime import date

import pytest

from suffrage import law
from suffrage.law.cambodia import councils, senate
from suffrage.law.methods import largest_remainders
from suffrage.model import Candidate, Elected, LawError, Lot, Ruling, Struck, Totals
from suffrage.model.steps import Appointed, SeatsByLaw
from suffrage.model.steps import Struck as StruckOff


def declare(code, day, votes, *, decisions=(), slates=None, contest="c", **more):
    totals = Totals(contest_id=contest, votes=votes, **more)
    return law.at(code, day).declare(totals, decisions=decisions, slates=slates or {})


def posts(outcome):
    return [(step.office, step.option_id, step.position) for step in outcome.steps if isinstance(step, Appointed)]


class TestCommunes:
    DAY = date(2022, 6, 5)

    def offices(self, votes, seats, *decisions, **more):
        outcome = declare("kh.commune", self.DAY, votes, seats=seats, decisions=decisions, **more)
        return outcome, posts(outcome)

    def test_boeng_reang_2002(self):
        """Votes and seats, both unofficial, read in the *Cambodia Daily* of February 2002.

        ("Initial election results point to CPP, Sam Rainsy Party"; "Councilors find new focus following commune polls".) It takes
        the highest averages: the largest remainders would have given the third list a seat.
        """
        votes = {"CPP": 1486, "SRP": 1047, "FUN": 344}
        outcome = declare("kh.commune", date(2002, 2, 3), votes, seats=7)
        assert outcome.seats == {"CPP": 4, "SRP": 3, "FUN": 0}
        assert largest_remainders(votes, 7).seats == {"CPP": 4, "SRP": 2, "FUN": 1}

    def test_three_lists(self):
        """As Roka Khpuos (Kandal) had them in 2002: four, three and two, the chief of the first list. The votes are made up."""
        outcome, offices = self.offices({"1": 410, "2": 330, "3": 230}, 9)
        assert outcome.seats == {"1": 4, "2": 3, "3": 2}
        assert offices == [("chief", "1", 1), ("first-deputy", "2", 1), ("second-deputy", "3", 1)]

    def test_two_lists(self):
        _, offices = self.offices({"1": 410, "2": 330}, 5)
        assert offices == [("chief", "1", 1), ("first-deputy", "1", 2), ("second-deputy", "2", 1)]

    def test_one_list_gives_all_three(self):
        _, offices = self.offices({"1": 410, "2": 3}, 5)
        assert offices == [("chief", "1", 1), ("first-deputy", "1", 2), ("second-deputy", "1", 3)]

    @pytest.mark.parametrize(
        ("kinds", "official"),
        [
            # NEC, 25 June 2017 (Khmer Times, "NEC sets seal on CPP poll wins"): "other" are KNUP, FUNCINPEC, GDP, LDP and BSDP.
            (
                {
                    ("CPP",): 20,
                    ("CPP", "CNRP"): 1084,
                    ("CNRP", "CPP"): 489,
                    ("other", "CPP"): 1,
                    ("CPP", "CNRP", "other"): 14,
                    ("CPP", "other", "CNRP"): 3,
                    ("CPP", "other"): 35,
                },
                {"CPP": (1156, 1139, 510), "CNRP": (489, 503, 1087), "other": (1, 4, 49)},
            ),
            # NEC, 26 June 2022 (Agence Kampuchea Presse): "other" are seven parties, from FUNCINPEC to BSDP.
            (
                {
                    ("CPP",): 257,
                    ("CPP", "CLP"): 1351,
                    ("CLP", "CPP"): 4,
                    ("CPP", "CLP", "other"): 21,
                    ("CPP", "other", "CLP"): 9,
                    ("CPP", "other"): 10,
                },
                {"CPP": (1648, 1618, 261), "CLP": (4, 25, 1360), "other": (0, 9, 31)},
            ),
        ],
        ids=["2017", "2022"],
    )
    def test_the_official_numbers_of_chiefs_and_deputies(self, kinds, official):
        """Nine official numbers of each year, met by one set of communes; its numbers are solved from them, not published.

        If the second of two lists had the first deputy, the CPP could have had no more first deputies than second ones in 2022,
        where it had 1,618 against 261.
        """
        counted = Counter()
        for lists, communes in kinds.items():
            _, offices = self.offices(dict(zip(lists, (520, 300, 200), strict=False)), 7)
            counted.update({(office, option): communes for office, option, _ in offices})
        names = ("chief", "first-deputy", "second-deputy")
        assert {party: tuple(counted[post, party] for post in names) for party in official} == official

    def test_equal_lists_wait_for_a_ruling_on_the_chief_alone(self):
        outcome, offices = self.offices({"1": 400, "2": 400}, 6)
        assert (offices, outcome.pending[0].subject) == ([], "chief")
        ruling = Ruling(contest_id="c", subject="chief", drawn=("2",))
        outcome, offices = self.offices({"1": 400, "2": 400}, 6, ruling)
        assert offices == [("chief", "2", 1), ("first-deputy", "2", 2), ("second-deputy", "1", 1)]
        assert outcome.is_complete

    def test_equal_second_lists_leave_the_chief_certain(self):
        outcome, offices = self.offices({"1": 400, "2": 200, "3": 200}, 8)
        assert (offices, outcome.pending[0].subject) == ([("chief", "1", 1)], "first-deputy")
        ruling = Ruling(contest_id="c", subject="first-deputy", drawn=("3",))
        _, offices = self.offices({"1": 400, "2": 200, "3": 200}, 8, ruling)
        assert offices[1:] == [("first-deputy", "3", 1), ("second-deputy", "2", 1)]

    def test_a_list_too_short_for_its_posts(self):
        short = {"1": [Candidate(contest_id="c", option_id="1", position=1)]}
        outcome, offices = self.offices({"1": 500, "2": 300}, 5, slates=short)
        assert (outcome.seats, offices, outcome.pending[0].subject) == ({"1": 1, "2": 4}, [("chief", "1", 1)], "first-deputy")
        ruling = Ruling(contest_id="c", subject="first-deputy", drawn=("2",))
        _, offices = self.offices({"1": 500, "2": 300}, 5, ruling, slates=short)
        assert offices[1:] == [("first-deputy", "2", 1), ("second-deputy", "2", 2)]
        _, offices = self.offices({"1": 500}, 1)
        assert offices == [("chief", "1", 1)]

    def test_seats_first_and_equal_averages_by_lot(self):
        outcome, offices = self.offices({"1": 400, "2": 400}, 5)
        assert (offices, outcome.pending[0].subject, outcome.pending[0].needs) == ([], "last-seats", "lot")
        assert self.offices({"1": 0}, 5)[1] == []

    def test_rounds_and_seats(self):
        with pytest.raises(LawError, match="there is no round 2"):
            declare("kh.commune", self.DAY, {"1": 5}, seats=5, round=2)
        with pytest.raises(LawError, match="give the number of seats"):
            declare("kh.commune", self.DAY, {"1": 5})


class TestCouncils:
    def test_choeung_prey_2014(self):
        """*Cambodia Daily*, "Control of district council decided by lottery": 36 votes each, eight seats each, the 17th by lot."""
        votes = {"CPP": 36, "CNRP": 36}
        waiting = declare("kh.council", date(2014, 5, 18), votes, seats=17)
        assert waiting.seats == {"CPP": 8, "CNRP": 8}
        assert [(question.needs, question.places) for question in waiting.pending] == [("lot", 1)]
        lot = Lot(contest_id="c", subject="last-seats", drawn=("CPP",))
        assert declare("kh.council", date(2014, 5, 18), votes, seats=17, decisions=[lot]).seats == {"CPP": 9, "CNRP": 8}

    def test_sithor_kandal_2014(self):
        """*Cambodia Daily*, "Talk of betrayal…": of 65 electors 31 voted for the CNRP; it needed 33 for a majority of the 17 seats.

        The CPP's votes are not printed: the other electors' are taken for it.
        """
        majority = [
            cnrp
            for cnrp in range(66)
            if declare("kh.council", date(2014, 5, 18), {"A": 65 - cnrp, "B": cnrp}, seats=17).seats["B"] > 8
        ]
        assert min(majority) == 33
        assert declare("kh.council", date(2014, 5, 18), {"CPP": 34, "CNRP": 31}, seats=17).seats == {"CPP": 9, "CNRP": 8}

    def test_bokor_2021(self):
        """*Phnom Penh Post*, "Bokor town council vote sees all seats won by CPP": 17 of 17 votes; 13 members.

        (https://www.phnompenhpost.com/national/bokor-town-council-vote-sees-all-seats-won-cpp)
        """
        votes = {"CPP": 17, "CNP": 0, "CYP": 0, "FUN": 0}
        outcome = declare("kh.council", date(2021, 7, 25), votes, seats=13)
        assert outcome.seats == {"CPP": 13, "CNP": 0, "CYP": 0, "FUN": 0}
        assert outcome.is_complete

    def test_seats_by_council(self):
        """2014: the seats of the lists in Banteay Meanchey, Kampong Cham (12 and 9) and the capital (15 and 6); 2019: 15 to 27.

        Kratie 2024: 18 for the CPP, three for the Khmer Will Party (*Fresh News*, 26 May 2024).
        """
        assert law.at("kh.council", date(2014, 5, 18)).seats == {"01": 17, "03": 12 + 9, "12": 15 + 6}
        by_law = law.at("kh.council", date(2019, 5, 26)).seats
        assert sorted(set(by_law.values())) == [15, 27]
        assert len(by_law) == 10
        assert law.at("kh.council", date(2024, 5, 26)).seats == by_law | {"10": 18 + 3}
        assert law.at("kh.council", date(2009, 5, 17)).seats == {}
        outcome = declare("kh.council", date(2019, 5, 26), {"1": 9, "2": 1}, contest="12")
        assert sum(outcome.seats.values()) == 27
        other = declare("kh.council", date(2024, 5, 26), {"1": 9, "2": 1}, contest="12", seats=25)
        assert SeatsByLaw(article=councils.ARTICLE_18, given=25, by_law=27) in other.steps

    def test_seats_that_are_not_known_must_be_given(self):
        with pytest.raises(LawError, match="give the number of seats"):
            declare("kh.council", date(2014, 5, 18), {"1": 5}, contest="25")


class TestSenate:
    def test_members(self):
        """61 in 2006 and 2012, 62 in 2018 and 2024: 57 or 58 elected in regions, two by the Assembly, two named by the King."""
        for day, regions, house in (
            (date(2006, 1, 22), 57, 61),
            (date(2012, 1, 29), 57, 61),
            (date(2018, 2, 25), 58, 62),
            (date(2024, 2, 25), 58, 62),
        ):
            members = senate.members(day)
            assert (members["regions"], members["assembly"], members["king"], sum(members.values())) == (regions, 2, 2, house)

    def test_eight_regions(self):
        by_region = law.at("kh.senate", date(2024, 2, 25)).seats
        assert (len(by_region), sum(by_region.values())) == (8, senate.members(date(2024, 2, 25))["regions"])
        assert law.at("kh.senate", date(2012, 1, 29)).seats == {}

    def test_a_region(self):
        outcome = declare("kh.senate", date(2024, 2, 25), {"1": 53, "2": 24, "3": 16, "4": 7}, contest="1")
        assert outcome.seats == {"1": 4, "2": 1, "3": 1, "4": 0}
        assert declare("kh.senate", date(2006, 1, 22), {"1": 50, "2": 50}, seats=7).pending[0].needs == "ruling"


@pytest.mark.parametrize(
    ("code", "day"),
    [
        ("kh.national-assembly", date(1993, 5, 23)),
        ("kh.national-assembly", date(2013, 7, 28)),
        ("kh.national-assembly", date(2023, 7, 23)),
        ("kh.commune", date(2022, 6, 5)),
        ("kh.council", date(2024, 5, 26)),
        ("kh.senate", date(2024, 2, 25)),
        ("kh.dissolved-seats", date(2017, 11, 23)),
    ],
    ids=str,
)
def test_a_vacancy_goes_to_the_next_on_the_list(code, day):
    """The seats by list stay; whoever is behind on the list moves up.

    Assembly: principle 83 of its internal rules (*Phnom Penh Post*, "Rule hanging over NA") and the IPU's Parline; of the other
    bodies the article could not be read, and the same is taken to hold.
    """
    votes = {"1": 700, "2": 300}
    slates = {
        option: [
            Candidate(contest_id="c", option_id=option, position=position, candidate_id=f"{option}-{position}")
            for position in range(1, 7)
        ]
        for option in votes
    }
    before = declare(code, day, votes, slates=slates, seats=5)
    after = declare(code, day, votes, slates=slates, seats=5, decisions=[Struck(contest_id="c", option_id="1", position=2)])
    assert after.seats == before.seats
    assert [person.candidate_id for person in before.elected if person.option_id == "1"] == ["1-1", "1-2", "1-3", "1-4"][
        : before.seats["1"]
    ]
    gained = set(after.elected) - set(before.elected)
    last = before.seats["1"] + 1
    assert gained == {Elected(option_id="1", position=last, candidate_id=f"1-{last}")}
    assert any(isinstance(step, StruckOff) for step in after.steps)
