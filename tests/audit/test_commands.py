"""An audit from the plan to the report, as people run it; what is refused; and that it replays to the same numbers."""

import csv
import json
import re
import sys
from fractions import Fraction

import pytest
from tests.audit.province import province

from suffrage import cli
from suffrage.audit.acts import Assessed, Round, Seeded, write_acts
from suffrage.audit.casefile import begin_case, open_case
from suffrage.audit.forms import read_counts, write_round
from suffrage.model import BadInput
from suffrage.record.notes import PrivateKey
from suffrage.record.publish import publish
from suffrage.record.reading import read_record

SEED = "27182818284590452353"


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["suffrage", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        printed = capsys.readouterr()
        return stopped.value.code or 0, printed.out, printed.err

    return command


@pytest.fixture
def election(tmp_path):
    return province(tmp_path / "election", 60)


def votes_of(election):
    with (election / "votes.csv").open() as lines:
        return {(row["station_id"], row["option_id"]): row["votes"] for row in csv.DictReader(lines)}


def fill(form, election, *, changed=None, leave=()):
    """Fill a form in as the stations reported, but for the cells that are `changed`: (station, option) → what is written."""
    votes = votes_of(election) | {} if changed is None else votes_of(election) | changed
    with form.open() as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        if row["station_id"] in leave:
            continue
        key = (row["station_id"], row["option_id"])
        row["votes"] = votes.get(key, "4") if row["kind"] == "option" else (changed or {}).get(key, "4")
    with form.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    return sorted({row["station_id"] for row in rows})


def begin(run, election, audit, *more):
    code, out, _ = run("audit", "plan", election, "--contest", "01", "--into", audit, *more)
    assert code == 0, out
    return out


def the_form(audit, number=0):
    return sorted(audit.glob("tally-*.csv"), key=lambda file: int(file.stem.split("-")[-1]))[number]


def test_a_clean_audit_from_plan_to_report(run, election, tmp_path):
    audit = tmp_path / "audit"
    out = begin(run, election, audit)
    assert "The papers are kept" in out
    assert "If an outcome is wrong, the chance that the audit does not find it" in out
    assert len((audit / "sizes-01.csv").read_text().splitlines()) == 61
    code, out, _ = run("audit", "draw", audit, election, "--seed", SEED)
    assert code == 0
    pull = next(audit.glob("pull-*.csv")).read_text().splitlines()
    assert pull[0] == "contest_id,draw,station_id,paper"
    assert run("audit", "assess", audit, election)[0] == 3  # nothing is entered
    stations = fill(the_form(audit), election)
    assert len(stations) == len(pull) - 1
    code, out, _ = run("audit", "enter", audit, election, the_form(audit))
    assert (code, f"{len(stations)} counts entered" in out) == (0, True)
    code, out, _ = run("audit", "assess", audit, election, "--json")
    (found,) = json.loads(out)
    assert (code, found["verdict"], found["reason"]) == (0, "stop", None)
    assert 0 < found["risk"] <= 0.05
    page = tmp_path / "report.html"
    for language, title in (("en", "Audit of tiny"), ("fr", "Audit : tiny"), ("km", "សវនកម្ម៖ tiny")):
        assert run("audit", "report", audit, election, "--into", page, "--lang", language)[0] == 0
        text = page.read_text("utf-8").replace("\u00a0", " ")
        assert title in text
        assert all(station in text for station in stations)
        assert "http" not in text.replace("http://www.w3.org/", "")
    again = open_case(audit, election)
    assert again.contests["01"].assessed[-1].risk == found["risk"]


def test_errors_and_lost_papers_raise_the_risk_and_another_round_goes_on(run, election, tmp_path):
    audit = tmp_path / "audit"
    begin(run, election, audit)
    run("audit", "draw", audit, election, "--seed", SEED, "--number", 12)
    first, second, *_ = fill(the_form(audit), election)
    votes = votes_of(election)
    wrong = {
        (first, "1"): str(int(votes[first, "1"]) - 20),
        (first, "2"): str(int(votes[first, "2"]) + 20),
        (second, "1"): "lost",
    }
    wrong |= {(second, option): "" for option in ("2", "3", "")}
    fill(the_form(audit), election, changed=wrong)
    assert run("audit", "enter", audit, election, the_form(audit))[0] == 0
    code, out, _ = run("audit", "assess", audit, election)
    assert code == 3
    assert "Go on: draw and count more." in out
    before = open_case(audit, election).contests["01"].assessed[-1].risk
    code, out, _ = run("audit", "draw", audit, election)
    assert (code, "18 drawn" in out) == (0, True)
    assert the_form(audit, 1).name == "tally-01-13-18.csv"
    fill(the_form(audit, 1), election)
    run("audit", "enter", audit, election, the_form(audit, 1))
    run("audit", "draw", audit, election, "--number", 40)
    new = the_form(audit, 2)
    assert not set(fill(new, election)) & {first, second}
    run("audit", "enter", audit, election, new)
    run("audit", "assess", audit, election)
    assert open_case(audit, election).contests["01"].assessed[-1].risk < before
    page = tmp_path / "report.html"
    run("audit", "report", audit, election, "--into", page)
    assert "1 -20, 2 +20" in page.read_text("utf-8")


def test_the_acts_of_an_audit_go_into_the_record_s_log(run, election, tmp_path):
    audit, table = tmp_path / "audit", election / "acts.csv"
    table.write_text("act_id,kind,contest_id,station_id,version,day,text\n1,other,,,,,Rain in the north.\n")
    key, record = PrivateKey.generate("nec.example/2023"), tmp_path / "record"
    begin(run, election, audit)
    run("audit", "draw", audit, election, "--seed", SEED, "--number", 12)
    report = ("audit", "report", audit, election, "--into", tmp_path / "r.html", "--acts", table)
    assert run(*report)[0] == 0
    publish(election, record, key, protocols=())
    fill(the_form(audit), election)
    run("audit", "enter", audit, election, the_form(audit))
    run("audit", "assess", audit, election)
    assert run(*report)[0] == 0
    publish(election, record, key, protocols=())
    acts = read_record(record).state.acts
    texts = [content.decode() for _, content in acts.values()]
    assert len(acts) == 5
    assert any("Rain in the north." in text for text in texts)
    assert any(SEED in text for text in texts)
    assert any("after 12 drawn: the risk is" in text and "audit.jsonl, line 16" in text for text in texts)
    code, _, err = run("audit", "report", audit, election, "--into", tmp_path / "r.html", "--acts", election / "votes.csv")
    assert (code, "not a table of acts" in err) == (2, True)


def test_a_full_count_replaces_the_result(run, tmp_path):
    election, audit = province(tmp_path / "e", 6), tmp_path / "audit"
    begin(run, election, audit)
    run("audit", "draw", audit, election, "--seed", SEED, "--number", 6)
    stations = fill(the_form(audit), election)
    moved = {(station, "1"): "0" for station in stations}
    fill(the_form(audit), election, changed=moved)
    run("audit", "enter", audit, election, the_form(audit))
    code, out, _ = run("audit", "assess", audit, election)
    assert code == 0
    assert "that count replaces the result" in re.sub(r"\s+", " ", out)
    assert "By the full count: Party 2 3." in out
    assert run("audit", "report", audit, election, "--into", tmp_path / "r.html")[0] == 0


@pytest.mark.parametrize("method", ["polling", "one-audit"])
def test_papers_drawn_one_by_one(run, election, tmp_path, method):
    audit = tmp_path / "audit"
    begin(run, election, audit, "--method", method)
    run("audit", "draw", audit, election, "--seed", SEED, "--number", 400)
    form = the_form(audit)
    votes = votes_of(election)
    with form.open() as lines:
        rows = list(csv.DictReader(lines))
    for row in rows:
        left = int(row["paper"])
        for option in ("1", "2", "3"):
            left -= int(votes[row["station_id"], option])
            if left <= 0:
                row["kind"], row["option_id"] = "option", option
                break
        else:
            row["kind"] = "invalid"
    with form.open("w", newline="") as lines:
        writer = csv.DictWriter(lines, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert run("audit", "enter", audit, election, form)[0] == 0
    code, out, _ = run("audit", "assess", audit, election, "--json")
    (found,) = json.loads(out)
    assert (code, found["verdict"]) == (0, "stop")
    assert 0 <= found["risk"] <= 0.05
    code, _, err = run("audit", "enter", audit, election, form)
    assert (code, "is entered already" in err) == (2, True)


def test_the_facts_on_the_command_line(run, election):
    code, out, _ = run("assertions", election, "--contest", "01")
    assert (code, "Seat 3: Party 1 (1) keeps" in out) == (0, True)
    code, out, _ = run("assertions", election)
    assert (code, "waits for a decision" in out) == (3, True)
    code, out, _ = run("assertions", election, "--json")
    province_, kep = json.loads(out)
    assert kep["refusal"]
    assert all(fact["slack"] > 0 and fact["assorter"]["mean"] for fact in province_["facts"])


def test_the_facts_of_a_published_record_are_those_of_its_election(run, election, tmp_path):
    publish(election, tmp_path / "record", PrivateKey.generate("nec.example/2023"), protocols=())
    ours, theirs = (run("assertions", place, "--contest", "01", "--lang", "km")[1] for place in (election, tmp_path / "record"))
    assert ours == theirs
    assert "អាសនៈទី" in ours


def test_a_transcription_audit_is_called_that(run, tmp_path):
    election = province(tmp_path / "e", 30, code="fr.european-parliament")
    code, out, _ = run("audit", "plan", election, "--contest", "01")
    assert code == 0
    assert "What can be audited is the transcription" in re.sub(r"\s+", " ", out)
    code, _, err = run("audit", "plan", election, "--contest", "01", "--into", tmp_path / "a", "--method", "polling")
    assert (code, "signed statements, and no papers" in err) == (2, True)


class TestRefusals:
    @pytest.fixture
    def audit(self, election, tmp_path):
        audit = tmp_path / "audit"
        begin_case(audit, election, ["01"], limit=Fraction(1, 20))
        return audit

    def drawn(self, election, audit):
        case = open_case(audit, election)
        case.add(Seeded(seed=SEED), Round(contest_id="01", drawn=5))
        write_round(case, "01", {"1": "Party 1"}, after=0)
        fill(the_form(audit), election)
        return the_form(audit)

    def says(self, run, *arguments):
        code, _, err = run(*arguments)
        assert code == 2
        return re.sub(r"\s+", " ", err)

    def test_a_plan(self, run, election, audit, tmp_path):
        assert "exists; an audit is begun once" in self.says(run, "audit", "plan", election, "--into", audit)
        assert "between 0 and 1" in self.says(run, "audit", "plan", election, "--limit", "100%", "--into", tmp_path / "b")
        tied = ("audit", "plan", election, "--contest", "23", "--into", tmp_path / "b")
        assert "waits for a decision" in self.says(run, *tied)
        assert "is missing; begin an audit" in self.says(run, "audit", "assess", tmp_path / "b", election)

    def test_dice_and_draws(self, run, election, audit):
        assert "throw the dice first" in self.says(run, "audit", "draw", audit, election)
        assert "at least 20 throws" in self.says(run, "audit", "draw", audit, election, "--seed", "123")
        form = self.drawn(election, audit)
        assert form.exists()
        assert "a seed is never changed" in self.says(run, "audit", "draw", audit, election, "--seed", SEED[::-1])
        assert "5 are drawn already" in self.says(run, "audit", "draw", audit, election, "--number", "5")
        assert "cannot be drawn from 60" in self.says(run, "audit", "draw", audit, election, "--number", "61")
        assert "is not audited here" in self.says(run, "audit", "draw", audit, election, "--contest", "23")

    @pytest.mark.parametrize(
        ("old", "new", "sentence"),
        [
            (r"(option,1,Party 1,)\d+", r"\1-3", "a whole number from 0"),
            (r"(option,1,Party 1,)\d+", r"\1", "a whole number from 0"),
            (r"(option,1,Party 1,)\d+", r"\1lost", "called lost and has votes"),
            (r"(option),1(,Party 1,)", r"\1,9\2", "no option '9'"),
            (r"(option),1(,Party 1,)", r"\1,2\2", "stands there twice"),
            (r"option,1,", "otion,1,", "'otion'"),
            (r"01,01\d+,option,1,.*\n", "", "the votes of option 1 are not given"),
            (r"01,01\d+,invalid,.*\n", "", "has no line `invalid`"),
            (r"01,01(?:.*\n)+", "01,999,option,1,,5\n01,999,invalid,,,0\n", "it was not drawn"),
            (r"kind", "what", "the column kind is missing"),
            (r"option,1,Party 1,", "option,1,Party 1,,", "7 cells were found"),
        ],
    )
    def test_forms(self, election, audit, old, new, sentence):
        form = self.drawn(election, audit)
        form.write_text(re.sub(old, new, form.read_text(), count=1))
        case = open_case(audit, election)
        with pytest.raises(BadInput, match=sentence):
            case.add(*read_counts(form, case))
        assert len(open_case(audit, election).acts) == 3  # nothing was entered

    def test_more_papers_than_a_station_can_hold_is_entered_and_gives_a_risk_of_one(self, run, election, audit):
        form = self.drawn(election, audit)
        form.write_text(re.sub(r"(option,1,Party 1,)\d+", r"\g<1>5000", form.read_text(), count=1))
        assert run("audit", "enter", audit, election, form)[0] == 0
        code, out, _ = run("audit", "assess", audit, election)
        assert (code, "More papers were counted" in re.sub(r"\s+", " ", out)) == (3, True)
        assert open_case(audit, election).contests["01"].assessed[-1].risk == 1
        fill(form, election)
        assert "say with --why" in self.says(run, "audit", "enter", audit, election, form)
        assert run("audit", "enter", audit, election, form, "--why", "a figure was misread")[0] == 0
        run("audit", "assess", audit, election)
        assert open_case(audit, election).contests["01"].assessed[-1].reason is None

    def test_a_form_that_is_not_text(self, run, election, audit):
        form = self.drawn(election, audit)
        form.write_bytes(b"\xff\xfe")
        assert "not UTF-8" in self.says(run, "audit", "enter", audit, election, form)

    def test_a_log_that_was_changed(self, election, audit):
        self.drawn(election, audit)
        log = audit / "audit.jsonl"
        kept = log.read_text()
        for changed, sentence in (
            (kept.replace(SEED, SEED[::-1]), "the log was changed"),
            ("".join(kept.splitlines(keepends=True)[1:]), "the log was changed"),
            (kept[:-1], "cut short"),
            ("{}\n", "not a _Line"),
            ("", "does not begin an audit"),
        ):
            log.write_text(changed)
            with pytest.raises(BadInput, match=sentence):
                open_case(audit, election)

    def test_a_risk_in_the_log_that_is_not_what_was_entered(self, election, audit):
        self.drawn(election, audit)
        case = open_case(audit, election)
        write_acts(audit, [Assessed(contest_id="01", drawn=5, risk=0.01, verdict="stop")], after=(len(case.acts), case.head))
        with pytest.raises(BadInput, match=r"the log says stop with a risk of 0\.01"):
            open_case(audit, election)

    def test_an_election_that_has_changed(self, election, audit):
        file = election / "votes.csv"
        first, second = (re.search(rf"010000,01,1,{option},(\d+)", file.read_text()) for option in (1, 2))
        one, other = int(first[1]) - 1, int(second[1]) + 1
        text = file.read_text().replace(first[0], f"010000,01,1,1,{one}").replace(second[0], f"010000,01,1,2,{other}")
        file.write_text(text)
        with pytest.raises(BadInput, match="its figures or its law have changed"):
            open_case(audit, election)
