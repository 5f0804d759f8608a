"""Transfer tables: the second round that they make, exactly; and the sentences for tables that cannot be."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from suffrage.compare.transfers import TransferTable, parse_share, read_transfers, second_round, swept, write_transfers
from suffrage.model import BadInput, Totals

FIRST = Totals(contest_id="0101", votes={"1": 400, "2": 300, "3": 200, "4": 100}, registered=1500, seats=1)
PARTY = {"1": "RN", "2": "UG", "3": "ENS", "4": "LR"}


def table(rows, **how):
    return TransferTable.from_rows(rows, **how)


class TestSecondRound:
    def test_by_hand(self):
        """ENS: 40 % to UG, 10 % to RN; LR: half to RN; a tenth of those at home come for UG; RN keeps 95 % of its own."""
        rows = {"ENS": {"UG": "40 %", "RN": "10 %"}, "LR": {"RN": "1/2"}, "abstention": {"UG": 0.1}, "RN": {"RN": "0.95"}}
        second = second_round(FIRST, ["1", "2"], PARTY, table(rows))
        assert second.votes == {"1": 380 + 20 + 50, "2": 300 + 80 + 50}
        assert (second.round, second.registered, second.voters, second.valid) == (2, 1500, 880, 880)
        assert (second.contest_id, second.seats, second.blank, second.null) == ("0101", 1, None, None)

    def test_a_party_without_a_row_stays_at_home_or_follows_round_1(self):
        assert second_round(FIRST, ["1", "2"], PARTY, table({})).votes == {"1": 400, "2": 300}
        follows = second_round(FIRST, ["1", "2"], PARTY, table({}, default="proportional"))
        assert follows.votes == {"1": 571, "2": 429}
        assert follows.valid == 1000

    def test_where_a_destination_does_not_stand(self):
        rows = {"LR": {"ENS": "60 %", "RN": "20 %"}}
        assert second_round(FIRST, ["1", "2"], PARTY, table(rows)).votes == {"1": 420, "2": 300}
        assert second_round(FIRST, ["1", "2"], PARTY, table(rows, absent="rescaled")).votes == {"1": 450, "2": 300}
        only = table({"LR": {"ENS": "100 %"}}, absent="rescaled")
        assert second_round(FIRST, ["1", "2"], PARTY, only).votes == {"1": 400, "2": 300}

    def test_a_share_of_its_own_voters_goes_with_a_party_that_is_out(self):
        """What RN's voters do where RN stands (90 % for it) leaves 5 % and 5 %: half of them vote for UG where it does not."""
        rows = {"RN": {"RN": "90 %", "UG": "5 %"}}
        second = second_round(FIRST, ["2", "3"], PARTY, table(rows, absent="rescaled"))
        assert second.votes == {"2": 500, "3": 200}

    def test_two_options_of_one_party(self):
        party = PARTY | {"3": "UG"}
        rows = {"LR": {"UG": "50 %"}}
        assert second_round(FIRST, ["1", "2"], party, table(rows)).votes == {"1": 400, "2": 550}
        assert second_round(FIRST, ["2", "3"], party, table(rows)).votes == {"2": 330, "3": 220}
        none = Totals(contest_id="1", votes={"1": 0, "2": 0, "4": 10})
        assert second_round(none, ["1", "2"], {"1": "A", "2": "A", "4": "B"}, table({"B": {"A": 1}})).votes == {"1": 5, "2": 5}

    def test_nobody_comes_from_a_list_that_is_not_known(self):
        unknown = Totals(contest_id="1", votes={"1": 60, "2": 40})
        second = second_round(unknown, ["1"], {}, table({"abstention": {"1": "100 %"}, "2": {"1": "25 %"}}))
        assert (second.votes, second.registered) == ({"1": 70}, None)

    def test_everybody_to_one(self):
        rows = {party: {"UG": "100 %"} for party in ("ENS", "LR", "abstention")}
        assert second_round(FIRST, ["2"], PARTY, table(rows | {"RN": {"UG": "100 %"}})).votes == {"2": 1500}

    @pytest.mark.parametrize(
        ("going_on", "sentence"), [([], "nobody goes on"), (["9"], "option 9 cannot"), (["1", "1"], "option 1")]
    )
    def test_who_cannot_go_on(self, going_on, sentence):
        with pytest.raises(ValueError, match=sentence):
            second_round(FIRST, going_on, PARTY, table({}))


CODES = ("A", "B", "C", "D", "E")
COUNTS = st.dictionaries(st.sampled_from(CODES), st.integers(0, 10_000), min_size=2)


@st.composite
def tables(draw):
    rows = {}
    for origin in (*CODES, "abstention"):
        if draw(st.booleans()):
            parts = draw(st.dictionaries(st.sampled_from((*CODES, "home")), st.integers(0, 50), min_size=1))
            whole = sum(parts.values())
            rows[origin] = {code: Fraction(part, whole) for code, part in parts.items()} if whole else {}
    return TransferTable(
        rows, default=draw(st.sampled_from(["home", "proportional"])), absent=draw(st.sampled_from(["home", "rescaled"]))
    )


@given(COUNTS, tables(), st.integers(0, 5000) | st.none(), st.data())
def test_nobody_is_lost_or_made_and_the_order_of_rows_never_matters(votes, transfers, rest, data):
    going_on = data.draw(st.lists(st.sampled_from(sorted(votes)), min_size=1, unique=True))
    registered = None if rest is None else sum(votes.values()) + rest
    totals = Totals(contest_id="1", votes=votes, registered=registered)
    second = second_round(totals, going_on, {}, transfers)
    assert second.votes.keys() == {*going_on}
    assert all(number >= 0 for number in second.votes.values())
    assert second.voters == second.valid == sum(second.votes.values()) <= sum(votes.values()) + (rest or 0)
    backwards = TransferTable(
        {origin: dict(reversed(transfers.rows[origin].items())) for origin in reversed(transfers.rows)},
        default=transfers.default,
        absent=transfers.absent,
    )
    assert backwards == transfers
    turned = Totals(contest_id="1", votes=dict(reversed(votes.items())), registered=registered)
    assert second_round(turned, going_on[::-1], {}, backwards) == second
    for option in going_on:
        if option not in transfers.rows.get(option, {}):
            assert second.votes[option] >= votes[option]


@given(COUNTS, tables(), st.integers(0, 100))
def test_a_larger_share_never_brings_fewer_votes(votes, transfers, percent):
    """Some of what C's voters leave at home goes to the first option instead."""
    origin, taker = "C", min(code for code in votes if code != "C")
    rows = {**transfers.rows, origin: transfers.rows.get(origin, {"home": Fraction(1)})}
    start = TransferTable(rows, default=transfers.default, absent="home")
    (moved,) = swept(start, origin, ("home", taker), [start.rows[origin]["home"] * Fraction(percent, 100)])
    totals = Totals(contest_id="1", votes=votes)
    going_on = [code for code in votes if code != origin]
    before, after = (second_round(totals, going_on, {}, one).votes for one in (start, moved))
    assert after[taker] >= before[taker]


class TestTables:
    def test_what_is_not_given_stays_at_home(self):
        assert table({"LR": {"RN": "30 %"}}).rows["LR"] == {"RN": Fraction(3, 10), "home": Fraction(7, 10)}

    def test_it_cannot_be_changed(self):
        with pytest.raises(TypeError):
            table({"LR": {}}).rows["LR"]["RN"] = Fraction(1)

    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            ({"LR": {"RN": "60 %", "UG": "50 %"}}, "transfers of LR add up to 110 %"),
            ({"LR": {"RN": "-1/2"}}, "-50 % of the voters of LR go to RN"),
            ({"LR": {"RN": "many"}}, "the transfers of LR: 'many' is not a share"),
            ({"LR": {"RN": True}}, "True is not a share"),
            ({"LR": {"RN": "1/0"}}, "'1/0' is not a share"),
            ({"LR": {"RN": "1e99"}}, "'1e99' is not a share"),
            ({"LR": {"RN": "40 %", "home": "50 %"}}, "LR add up to 90 % with those who stay at home"),
            ({"home": {"RN": "40 %"}}, "home is where voters stay"),
            ({"LR": {"abstention": "40 %"}}, "LR go to abstention"),
        ],
    )
    def test_what_cannot_be(self, rows, sentence):
        with pytest.raises(ValueError, match=sentence):
            table(rows)

    @pytest.mark.parametrize("how", [{"default": "stay"}, {"absent": "stay"}])
    def test_ways_that_are_not_known(self, how):
        with pytest.raises(ValueError, match="is 'stay'; give home or"):
            table({}, **how)

    @pytest.mark.parametrize("text", ["40 %", "40%", "0.4", "2/5", "0,4", 0.4, "40\u202f%", Fraction(2, 5)])
    def test_ways_to_write_a_share(self, text):
        assert parse_share(text) == Fraction(2, 5)


class TestSweep:
    def test_steps(self):
        start = table({"LR": {"RN": "30 %", "ENS": "20 %"}})
        found = swept(start, "LR", ("home", "RN"), [Fraction(step, 10) for step in range(6)])
        assert [one.rows["LR"]["RN"] * 10 for one in found] == [3, 4, 5, 6, 7, 8]
        assert all(sum(one.rows["LR"].values()) == 1 for one in found)
        assert found[0] == start

    def test_what_cannot_be_swept(self):
        start = table({"LR": {"RN": "30 %"}})
        with pytest.raises(ValueError, match="ENS has no row"):
            swept(start, "ENS", ("home", "RN"), [Fraction(0)])
        with pytest.raises(ValueError, match="40 % of the voters of LR cannot be moved from RN, which has 30 %"):
            swept(start, "LR", ("RN", "home"), [Fraction(2, 5)])
        with pytest.raises(ValueError, match="from UG, which has 0 %"):
            swept(start, "LR", ("UG", "home"), [Fraction(1, 5)])


class TestFiles:
    @given(tables())
    def test_what_is_written_is_read_back(self, tmp_path_factory, transfers):
        file = tmp_path_factory.mktemp("transfers") / "t.csv"
        write_transfers(transfers, file)
        assert read_transfers(file, default=transfers.default, absent=transfers.absent) == transfers

    def test_columns_in_any_order(self, tmp_path):
        (tmp_path / "t.csv").write_bytes("\ufeffshare,from,to\r\n40 %,LR,RN\r\n\r\n2/5,LR,ENS\r\n".encode())
        assert read_transfers(tmp_path / "t.csv", known={"LR", "RN", "ENS"}).rows["LR"]["home"] == Fraction(1, 5)

    @pytest.mark.parametrize(
        ("rows", "sentence"),
        [
            ("LR,RN,60 %\nUG,ENS,1\nLR,ENS,50 %", "line 4: the transfers of LR add up to 110 %"),
            ("LR,RN,-5 %", "line 2: -5 % of the voters of LR go to RN"),
            ("LR,RN,half", "line 2, column share: 'half' is not a share; write it as 40 %"),
            ("LR,RN,", "line 2, column share: '' is not a share"),
            ("LR,XX,1/2", "line 2, column to: 'XX' is not a party of this election; give home or one of LR, RN, UG, ENS"),
            ("XX,RN,1/2", "line 2, column from: 'XX' is not a party of this election; give abstention or"),
            ("LR,RN,1/2\nLR,RN,1/2", "line 3: an earlier line already says what goes from LR to RN"),
            ("LR,RN,1/2\nLR,home,1/4\nUG,RN,1", "line 3: the transfers of LR add up to 75 % with those who stay at home"),
            ("home,RN,1/2", "line 2, column from: 'home' was found; write abstention there"),
            ("LR,abstention,1/2", "line 2, column to: 'abstention' was found; write home there"),
            (",RN,1/2", "line 2, column from: nothing was found"),
            ("LR,RN", "line 2: 2 cells were found"),
            ('LR,"RN,1/2', "line 2: this is not CSV"),
        ],
    )
    def test_every_defect_is_a_sentence(self, tmp_path, rows, sentence):
        file = tmp_path / "t.csv"
        file.write_text(f"from,to,share\n{rows}\n", "utf-8")
        with pytest.raises(BadInput) as problem:
            read_transfers(file, known={"LR", "RN", "UG", "ENS"})
        assert sentence in str(problem.value)
        assert str(file) in str(problem.value)

    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "line 1: '' was found; the heading is from,to,share"),
            (b"from;to;share\n", "line 1: 'from;to;share' was found"),
            (b"from,to,share\n\xff,RN,1\n", "is not UTF-8 text"),
            (None, "cannot be read: No such file"),
        ],
    )
    def test_files_that_are_none(self, tmp_path, content, sentence):
        file = tmp_path / "t.csv"
        if content is not None:
            file.write_bytes(content)
        with pytest.raises(BadInput, match=sentence):
            read_transfers(file)
