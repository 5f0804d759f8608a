"""Cambodia's National Assembly from 1993 on: its seats by province, the two readings of 1998, and the seats of a dissolved party."""

import json
import sys
from datetime import date

import pytest
from tests.law.cambodian_figures import SMALL_PARTIES_2013, WON, won

from suffrage import cli, law
from suffrage.law.sources import dated_figures, figures_on
from suffrage.model import Candidate, LawError, LawNotKnown, Ruling, Totals, Withdrawal
from suffrage.model.steps import ListExhausted, Remainder

VOTES = {"1": 5300, "2": 2400, "3": 1600, "4": 700}


def declare(code, day, votes, *, decisions=(), **more):
    return law.at(code, day).declare(Totals(contest_id="c", votes=votes, **more), decisions=decisions)


class TestSeats:
    @pytest.mark.parametrize(
        ("day", "constituencies", "seats"),
        [
            (date(1993, 5, 23), 21, 120),
            (date(1998, 7, 26), 23, 122),
            (date(2003, 7, 27), 24, 123),
            (date(2008, 7, 27), 24, 123),
            (date(2013, 7, 28), 24, 123),
            (date(2018, 7, 29), 25, 125),
            (date(2023, 7, 23), 25, 125),
        ],
    )
    def test_each_election_had_its_number(self, day, constituencies, seats):
        by_province = law.at("kh.national-assembly", day).seats
        assert (len(by_province), sum(by_province.values())) == (constituencies, seats)

    @pytest.mark.parametrize("day", WON)
    def test_they_are_the_seats_won_in_each_province(self, day):
        by_province = law.at("kh.national-assembly", day).seats
        published = [sum(column) for column in zip(*won(day).values(), strict=True)]
        assert [by_province.get(f"{number:02}", 0) for number in range(1, 25)] == published

    def test_what_was_read_of_1993(self):
        """*Cambodia Daily*: Siem Reap had six seats in 1993, and two seats were added in 1998. The rest is derived, and says so."""
        before, after = (law.at("kh.national-assembly", day).seats for day in (date(1993, 5, 23), date(1998, 7, 26)))
        assert before["17"] == 6
        assert {code: seats for code, seats in after.items() if before.get(code) != seats} == {"23": 1, "24": 1}
        rows = dated_figures("suffrage.law.cambodia", "seats/national_assembly.csv")
        assert all(row.source.startswith("Derived") for row in rows if row.holds(date(1993, 5, 23)))

    def test_the_sums_by_party_are_the_official_ones(self):
        """As printed everywhere (IPU, Phnom Penh Post): 64, 43, 15 in 1998; 90, 26, 3, 2, 2 in 2008; 68, 55 in 2013."""
        for day, official in (
            (date(1998, 7, 26), [64, 43, 15]),
            (date(2008, 7, 27), [90, 26, 3, 2, 2]),
            (date(2013, 7, 28), [68, 55]),
        ):
            assert [sum(column) for column in won(day).values()] == official

    def test_before_the_first_law(self):
        with pytest.raises(LawNotKnown, match="from 1992-08-12"):
            law.at("kh.national-assembly", date(1981, 5, 1))

    def test_every_dated_figure_has_a_source(self):
        for table in ("national_assembly", "senate", "senate_members", "councils"):
            rows = dated_figures("suffrage.law.cambodia", f"seats/{table}.csv")
            assert rows
            assert all(row.source and row.figure > 0 for row in rows)
            for row in rows:
                assert row.code in figures_on("suffrage.law.cambodia", f"seats/{table}.csv", row.since)


class TestNationalAssembly:
    def test_1993_largest_remainders(self):
        outcome = declare("kh.national-assembly", date(1993, 5, 23), VOTES, seats=4)
        assert outcome.seats == {"1": 2, "2": 1, "3": 1, "4": 0}
        assert [(step.option_id, step.remainder) for step in outcome.steps if isinstance(step, Remainder)] == [
            ("2", 2400),
            ("3", 1600),
        ]
        tie = {"1": 50, "2": 50}
        waiting = declare("kh.national-assembly", date(1993, 5, 23), tie, seats=1)
        assert waiting.pending[0].needs == "ruling"
        ruling = Ruling(contest_id="c", subject="last-seats", drawn=("2",))
        assert declare("kh.national-assembly", date(1993, 5, 23), tie, seats=1, decisions=[ruling]).seats == {"1": 0, "2": 1}

    def test_1993_lists_that_end(self):
        slates = {"1": [Candidate(contest_id="c", option_id="1", position=1)]}
        totals = Totals(contest_id="c", seats=2, votes={"1": 90, "2": 0})
        outcome = law.at("kh.national-assembly", date(1993, 5, 23)).declare(totals, slates=slates)
        assert (outcome.seats, outcome.vacant) == ({"1": 1, "2": 0}, 1)

    def test_the_two_readings_of_1998(self):
        """With the averages computed once, no party gets two of the remaining seats (made-up votes: none of 1998 could be read)."""
        votes = {"1": 5900, "2": 1450, "3": 1400, "4": 1250}
        anew = declare("kh.national-assembly", date(1998, 7, 26), votes, seats=5)
        once = declare("kh.national-assembly:averages-once", date(1998, 7, 26), votes, seats=5)
        assert anew.seats == {"1": 4, "2": 1, "3": 0, "4": 0}
        assert once.seats == {"1": 3, "2": 1, "3": 1, "4": 0}
        assert not any(isinstance(step, ListExhausted) for step in once.steps)
        with pytest.raises(LawNotKnown, match="no reading called 'twice'"):
            law.at("kh.national-assembly:twice", date(1998, 7, 26))
        tied = declare("kh.national-assembly:averages-once", date(1998, 7, 26), {"1": 50, "2": 50}, seats=3)
        assert tied.pending[0].among == ("1", "2")
        ruling = Ruling(contest_id="c", subject="last-seats", drawn=("1",))
        settled = declare(
            "kh.national-assembly:averages-once", date(1998, 7, 26), {"1": 50, "2": 50}, seats=3, decisions=[ruling]
        )
        assert settled.seats == {"1": 2, "2": 1}

    def test_both_readings_are_run_on_the_same_file(self, tmp_path, monkeypatch, capsys):
        """The direction of 1998: anew, the largest party has more (64 against 59 of 122), the third less (15 against 18)."""
        file = tmp_path / "totals.csv"
        file.write_text("contest_id,option_id,votes\n20,CPP,590\n20,FUN,145\n20,SRP,140\n20,KDP,125\n", "utf-8")
        by_reading = {}
        for code in ("kh.national-assembly", "kh.national-assembly:averages-once"):
            monkeypatch.setattr(sys, "argv", ["suffrage", "declare", code, "--date", "1998-07-26", str(file), "--json"])
            with pytest.raises(SystemExit) as end:
                cli.main()
            assert not end.value.code
            (contest,) = json.loads(capsys.readouterr().out)["contests"]
            by_reading[code] = contest["outcome"]["seats"]
        assert by_reading == {
            "kh.national-assembly": {"CPP": 4, "FUN": 1, "KDP": 0, "SRP": 0},
            "kh.national-assembly:averages-once": {"CPP": 3, "FUN": 1, "KDP": 0, "SRP": 1},
        }

    @pytest.mark.parametrize("fourth", [36_363, 50_000, 74_501])
    def test_kampong_cham_2008(self, fourth):
        """18 seats. Three lists' votes were read (*About Cambodia*, "Another look at the election", August 2008); 409,766 is 51.28 %.

        The NRP's votes are not printed there. Whatever they were between the HRP's second average and twice the CPP's eleventh, the
        other lists having less, the published seats come out: 11, 5, 1 and 1 (VOA Cambodia). The averages computed once do not
        give them.
        """
        votes = {"CPP": 409_766, "SRP": 211_934, "HRP": 72_725, "NRP": fourth}
        rest = round(409_766 / 0.5128) - sum(votes.values())
        votes |= {f"other-{number}": rest // 3 for number in range(3)}
        day = date(2008, 7, 27)
        outcome = law.at("kh.national-assembly", day).declare(Totals(contest_id="03", votes=votes))
        assert {party: seats for party, seats in outcome.seats.items() if seats} == {"CPP": 11, "SRP": 5, "HRP": 1, "NRP": 1}
        once = law.at("kh.national-assembly:averages-once", day).declare(Totals(contest_id="03", votes=votes))
        assert once.seats["CPP"] == 10

    def test_one_seat(self):
        assert declare("kh.national-assembly:averages-once", date(2013, 7, 28), VOTES, seats=1).seats["1"] == 1


class TestDissolvedSeats:
    """55 seats of 2017. The votes of 2013 by province could not be read; the seats by province, and national figures, could."""

    DAY = date(2017, 11, 23)

    def test_the_55_seats_lay_in_15_constituencies(self):
        dissolved = won(date(2013, 7, 28))["CNRP"]
        assert (sum(dissolved), sum(seats > 0 for seats in dissolved)) == (55, 15)

    def test_the_first_distribution_was_not_national(self):
        """41, 6, 5, 2, 1 and none were given (FUNCINPEC, LDP, KAP, CNP, KEDP, RDP): on national figures the small ones get far more.

        In each constituency apart, with the national shares for want of its own votes, the last has none, as published; the rest
        (47, 5, 2, 1) shows what only the votes by province can decide.
        """
        national = declare("kh.dissolved-seats", self.DAY, SMALL_PARTIES_2013, seats=55).seats
        assert national == {"FUN": 31, "LDP": 8, "KAP": 5, "CNP": 5, "KEDP": 4, "RDP": 2}
        apart = [
            declare("kh.dissolved-seats", self.DAY, SMALL_PARTIES_2013, seats=seats).seats
            for seats in won(date(2013, 7, 28))["CNRP"]
            if seats
        ]
        together = {party: sum(seats[party] for seats in apart) for party in SMALL_PARTIES_2013}
        assert together == {"FUN": 47, "LDP": 5, "KAP": 2, "CNP": 1, "KEDP": 0, "RDP": 0}

    def test_refusals_leave_seats_for_the_second_distribution(self):
        """In 2017 two parties refused 6 and 5 of the 55 seats: 44 were filled, 11 distributed again."""
        votes = {"FUN": 41, "LDP": 6, "KAP": 5, "CNP": 2, "KEDP": 1}
        refused = [Withdrawal(contest_id="c", option_id=party) for party in ("LDP", "KAP")]
        outcome = declare("kh.dissolved-seats", self.DAY, votes, seats=55, decisions=refused)
        assert (outcome.seats, outcome.vacant) == ({"FUN": 41, "LDP": 0, "KAP": 0, "CNP": 2, "KEDP": 1}, 11)
        assert len(outcome.elected) == 44

    def test_the_second_distribution_of_2017(self):
        """Among the three parties that had accepted and the CPP (3,235,969 votes): all 11 seats went to the CPP."""
        votes = {"CPP": 3_235_969} | {party: SMALL_PARTIES_2013[party] for party in ("FUN", "CNP", "KEDP")}
        outcome = declare("kh.dissolved-seats", self.DAY, votes, seats=11, round=2)
        assert outcome.seats == {"CPP": 11, "FUN": 0, "CNP": 0, "KEDP": 0}

    def test_equal_averages_and_rounds(self):
        assert declare("kh.dissolved-seats", self.DAY, {"A": 5, "B": 5}, seats=1).pending[0].needs == "ruling"
        ruling = Ruling(contest_id="c", subject="last-seats", drawn=("B",))
        assert declare("kh.dissolved-seats", self.DAY, {"A": 5, "B": 5}, seats=1, decisions=[ruling]).seats["B"] == 1
        with pytest.raises(LawError, match="no round 3"):
            declare("kh.dissolved-seats", self.DAY, {"A": 5}, seats=1, round=3)
