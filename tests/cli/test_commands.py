"""The command as its users meet it: what it prints, its exit codes, and its sentences when something is wrong."""

import json
import random
import sys
from pathlib import Path

import jsonschema
import pytest
from tests.folders import TABLES, TOML, edit, write

from suffrage import cli

ELECTIONS = Path(__file__).parents[2] / "elections"
SCHEMA = json.loads((Path(__file__).parents[2] / "docs" / "result.schema.json").read_text("utf-8"))


@pytest.fixture
def run(monkeypatch, capsys):
    def command(*arguments):
        monkeypatch.setattr(sys, "argv", ["suffrage", *map(str, arguments)])
        with pytest.raises(SystemExit) as end:
            cli.main()
        printed = capsys.readouterr()
        return end.value.code or 0, printed.out, printed.err

    return command


class TestCount:
    def test_the_european_election(self, run):
        code, out, _ = run("count", ELECTIONS / "fr-2024-europeennes", "--json")
        result = json.loads(out)
        jsonschema.validate(result, SCHEMA)
        (contest,) = result["contests"]
        assert code == 0
        assert {option: seats for option, seats in contest["outcome"]["seats"].items() if seats} == {
            "3": 5,
            "4": 9,
            "5": 30,
            "6": 5,
            "11": 13,
            "18": 6,
            "27": 13,
        }
        assert result["findings"] == []

    def test_the_presidential_election(self, run):
        code, out, err = run("count", ELECTIONS / "fr-2022-presidentielle")
        assert (code, err) == (0, "")
        assert "18,768,639" in out
        assert "73.69%" in out
        assert "Every check passed" in out

    def test_in_french(self, run):
        _, out, _ = run("count", ELECTIONS / "fr-2024-legislatives", "--lang", "fr")
        assert "tour suivant" in out
        assert "Complet : chaque scrutin est dépouillé et proclamé." in out

    @pytest.mark.parametrize(("language", "sentence"), [("en", "do not reach 12.5 %"), ("fr", "n'atteignent pas 12,5 %")])
    def test_the_whole_calculation(self, run, language, sentence):
        code, out, _ = run("count", ELECTIONS / "fr-2024-legislatives", "--explain", "8004", "--lang", language)
        assert code == 0
        assert "Code électoral, art. L162" in out
        assert sentence in out

    def test_one_contest_and_one_level(self, run):
        _, out, _ = run("count", ELECTIONS / "fr-2024-legislatives", "--contest", "7105")
        assert out.count("next round") == 4
        _, out, _ = run("count", ELECTIONS / "fr-2024-legislatives", "--level", "department")
        assert "Martinique" in out

    def test_what_it_does_not_know(self, run):
        code, _, err = run("count", ELECTIONS / "fr-2024-legislatives", "--contest", "9999")
        assert (code, "There is no contest '9999'" in err) == (2, True)
        code, _, err = run("count", ELECTIONS / "fr-2024-legislatives", "--level", "planet")
        assert (code, "constituency, country, department" in err) == (2, True)
        code, _, err = run("count", ELECTIONS / "fr-2024-legislatives", "--lang", "la")
        assert (code, "give en, fr or km" in err) == (2, True)

    def test_an_error_makes_it_provisional_and_exit_3(self, run, tmp_path):
        code, out, _ = run("count", write(tmp_path / "election", **edit("votes", "9,40", "9,41")))
        assert code == 3
        assert "The votes of the options add up to 341" in out
        assert "in 1 contest something is pending or in error" in out

    def test_a_tie_is_pending_and_exit_3_until_it_is_ruled_on(self, run, tmp_path):
        votes = TABLES["votes"].replace("2301,23,1,9,50", "2301,23,1,9,75").replace("2301,23,1,18,100", "2301,23,1,18,75")
        code, out, _ = run("count", write(tmp_path / "tie", votes=votes))
        assert (code, "must rule on 1 place" in out) == (3, True)
        decisions = "contest_id,kind,subject,option_id,rank\n23,ruling,elected,9,1\n"
        code, out, _ = run("count", write(tmp_path / "ruled", votes=votes, decisions=decisions))
        assert code == 0

    def test_many_findings_are_cut_short_in_print_and_whole_in_json(self, run, tmp_path):
        statements = TABLES["statements"].splitlines()[0] + "\n"
        stations = TABLES["stations"] + "".join(f"9{number:03d},01,100\n" for number in range(30))
        folder = write(tmp_path / "e", statements=statements, votes=TABLES["votes"].splitlines()[0] + "\n", stations=stations)
        code, out, _ = run("count", folder)
        assert (code, "and 23 more" in out) == (3, True)
        code, out, _ = run("count", folder, "--json")
        assert len(json.loads(out)["findings"]) == 33

    def test_generated_figures_are_marked(self, run, tmp_path):
        code, out, _ = run("generate", "kh-2023", "--into", tmp_path / "kh", "--stations", "200", "--csv")
        assert (code, "GENERATED FIGURES" in out) == (0, True)
        code, out, _ = run("count", tmp_path / "kh")
        assert "GENERATED FIGURES" in out
        assert "Seats by party" in out
        code, out, _ = run("count", tmp_path / "kh", "--lang", "fr", "--explain", "12")
        assert "CHIFFRES FABRIQUÉS" in out


TOTALS = "contest_id,option_id,votes,registered,valid,birth_date\n0101,1,30,100,60,1970-05-01\n0101,2,30,,,1960-05-01\n"

BAD_TOTALS = {
    "empty": (b"", "is empty"),
    "wrong separator": (TOTALS.replace(",", ";").encode(), "not separated by commas"),
    "wrong encoding": ("contest_id,option_id,votes\né,1,2\n".encode("latin-1"), "not UTF-8"),
    "negative": (TOTALS.replace("1,30", "1,-30").encode(), "line 2, column votes: '-30' was found"),
    "fraction": (TOTALS.replace("1,30", "1,30.5").encode(), "line 2, column votes: '30.5'"),
    "a billion": (TOTALS.replace("1,30", "1,1000000000").encode(), "line 2, column votes"),
    "no votes": (TOTALS.replace("1,30", "1,").encode(), "give the votes"),
    "no option": (TOTALS.replace("0101,1,", "0101,,").encode(), "give the official code"),
    "missing column": (TOTALS.replace("option_id", "option").encode(), "the column option_id is missing"),
    "unknown column": (TOTALS.replace("birth_date", "age").encode(), "the column 'age' is not known"),
    "column twice": (TOTALS.replace("registered,valid", "valid,valid").encode(), "stands there more than once"),
    "option twice": (TOTALS.replace("0101,2,", "0101,1,").encode(), "line 3, column option_id"),
    "differing totals": (TOTALS.replace("30,,,1960", "30,101,,1960").encode(), "line 3, column registered: '101' was found"),
    "ragged": (TOTALS.replace(",1970-05-01", "").encode(), "line 2: 5 cells"),
    "bad date": (TOTALS.replace("1970-05-01", "01/05/1970").encode(), "line 2, column birth_date"),
    "random bytes": (random.Random(1).randbytes(10_000_000), "not UTF-8"),
    "NUL bytes": (b"contest_id\0", "NUL"),
    "heading alone": (b"contest_id,option_id,votes\n", "no rows"),
    "open quote": (b'contest_id,option_id,votes\n"0101,1,2\n', "not CSV"),
}


class TestDeclare:
    def declare(self, run, tmp_path, content, *more, law="fr.national-assembly", date="2024-06-30"):
        file = tmp_path / "totals.csv"
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        return run("declare", law, "--date", date, file, *more)

    def test_totals_alone(self, run, tmp_path):
        code, out, _ = self.declare(run, tmp_path, TOTALS, "--json")
        result = json.loads(out)
        jsonschema.validate(result, SCHEMA)
        assert code == 0
        assert result["contests"][0]["outcome"]["next_round"] == ["1", "2"]
        assert result["contests"][0]["totals"]["registered"] == 100

    def test_a_round_2_tie_goes_to_the_elder(self, run, tmp_path):
        text = "contest_id,option_id,votes,round,birth_date\n0101-2,1,30,2,1970-05-01\n0101-2,2,30,2,1960-05-01\n"
        code, out, _ = self.declare(run, tmp_path, text)
        assert (code, "the elder candidate wins, 2" in out) == (0, True)

    def test_lists_that_end_and_their_ages(self, run, tmp_path):
        text = "contest_id,option_id,votes,seats,candidates,birth_date\nFR,1,90,4,2,1970-01-01;1980-01-01\nFR,2,10,,,\n"
        code, out, _ = self.declare(run, tmp_path, text, "--json", law="fr.european-parliament")
        assert (code, json.loads(out)["contests"][0]["outcome"]["seats"]) == (0, {"1": 2, "2": 2})
        code, _, err = self.declare(run, tmp_path, text.replace(",2,1970", ",1,1970"), law="fr.european-parliament")
        assert (code, "has only 1 candidate" in err) == (2, True)

    def test_what_is_missing_is_pending(self, run, tmp_path):
        code, out, _ = self.declare(run, tmp_path, "contest_id,option_id,votes\n0101,1,60\n0101,2,30\n")
        assert (code, "registered voters is not known" in out) == (3, True)

    def test_decisions(self, run, tmp_path):
        text = "contest_id,option_id,votes\nFR,1,40\nFR,2,35\nFR,3,25\n"
        decisions = tmp_path / "decisions.csv"
        decisions.write_text("contest_id,kind,option_id\nFR,withdrawal,2\n")
        arguments = {"law": "fr.president", "date": "2022-04-10"}
        code, out, _ = self.declare(run, tmp_path, text, "--decisions", decisions, "--json", **arguments)
        assert (code, json.loads(out)["contests"][0]["outcome"]["next_round"]) == (0, ["1", "3"])
        decisions.write_text("contest_id,kind,option_id\nKH,withdrawal,2\n")
        code, _, err = self.declare(run, tmp_path, text, "--decisions", decisions, **arguments)
        assert (code, "names contest KH" in err) == (2, True)
        decisions.write_text("contest_id,kind,option_id,subject,rank\nFR,lot,2,next-round,1\nFR,lot,3,next-round,1\n")
        code, _, err = self.declare(run, tmp_path, text, "--decisions", decisions, **arguments)
        assert (code, "already has rank 1" in err) == (2, True)

    @pytest.mark.parametrize(("content", "sentence"), BAD_TOTALS.values(), ids=BAD_TOTALS)
    def test_bad_input(self, run, tmp_path, content, sentence):
        code, out, err = self.declare(run, tmp_path, content)
        assert (code, out) == (2, "")
        assert err.startswith("suffrage: ")
        assert sentence in err

    def test_laws_and_dates_that_are_not_known(self, run, tmp_path):
        code, _, err = self.declare(run, tmp_path, TOTALS, law="fr.lords")
        assert (code, "No law is known for 'fr.lords'" in err) == (2, True)
        code, _, err = self.declare(run, tmp_path, TOTALS, date="1950-01-01")
        assert (code, "from 1986-07-12 on" in err) == (2, True)
        code, _, err = run("declare", "fr.president", "--date", "2022-04-10", tmp_path / "nowhere.csv")
        assert (code, "cannot be read" in err) == (2, True)


class TestDeclareByTheOtherLaws:
    def test_sections_of_a_region(self, run, tmp_path):
        file = tmp_path / "totals.csv"
        file.write_text("contest_id,option_id,votes,seats,round,section\nR,1,60,8,2,A\nR,1,20,,,B\nR,2,10,,,A\nR,2,30,,,B\n")
        code, out, _ = run("declare", "fr.regional", "--date", "2010-03-21", file, "--json")
        outcome = json.loads(out)["contests"][0]["outcome"]
        assert (code, outcome["seats"]) == (0, {"1": 6, "2": 2})
        assert outcome["sections"] == {"A": {"1": 5, "2": 0}, "B": {"1": 1, "2": 2}}
        assert outcome["elected"][0] == {"option_id": "1", "position": 1, "candidate_id": None, "section": "A"}

    @pytest.mark.parametrize("rows", ["R,1,60,8,A\nR,2,20,,\n", "R,1,60,8,\nR,2,20,,A\n"])
    def test_sections_for_all_rows_or_none(self, run, tmp_path, rows):
        file = tmp_path / "totals.csv"
        file.write_text(f"contest_id,option_id,votes,seats,section\n{rows}")
        code, _, err = run("declare", "fr.regional", "--date", "2021-06-27", file)
        assert (code, "has a section, or none has" in " ".join(err.split())) == (2, True)

    def test_names_struck_off_and_a_candidate_who_died(self, run, tmp_path):
        file, decisions, page = tmp_path / "totals.csv", tmp_path / "decisions.csv", tmp_path / "page.html"
        file.write_text("contest_id,option_id,votes,seats\nFR,1,60,3\nFR,2,30,\n")
        decisions.write_text("contest_id,kind,option_id,rank\nFR,struck,1,1\n")
        code, out, _ = run(
            "declare", "fr.senate", "--date", "2023-09-24", file, "--decisions", decisions, "--json", "--html", page
        )
        assert [person["position"] for person in json.loads(out)["contests"][0]["outcome"]["elected"]] == [2, 3, 1]
        assert (code, "L295" in page.read_text()) == (0, True)
        file.write_text("contest_id,option_id,votes\nFR,1,40\nFR,2,30\nFR,3,30\n")
        decisions.write_text("contest_id,kind,option_id\nFR,impediment,1\n")
        code, out, _ = run("declare", "fr.president", "--date", "2022-04-10", file, "--decisions", decisions, "--lang", "km")
        assert (code, "ការបោះឆ្នោតទាំងមូលត្រូវធ្វើឡើងវិញ" in "".join(out.split())) == (3, True)

    def test_a_region_counted_by_its_sections(self, run, tmp_path):
        toml = TOML.replace("kh.national-assembly", "fr.regional").replace("2023-07-23", "2010-03-21")
        region = {
            "contests": "contest_id,area_id,round,seats\nKH,KH,2,8\n",
            "options": "contest_id,option_id,ballot_number,party_id\nKH,9,9,\nKH,18,18,\n",
            "statements": TABLES["statements"].replace(",01,1,", ",KH,1,").replace(",23,1,", ",KH,1,"),
            "votes": TABLES["votes"].replace(",01,1,", ",KH,1,").replace(",23,1,", ",KH,1,"),
        }
        code, out, _ = run("count", write(tmp_path / "region", toml=toml, **region), "--json")
        contest = json.loads(out)["contests"][0]
        assert contest["totals"]["sections"] == {"01": {"9": 65, "18": 470}, "23": {"9": 50, "18": 100}}
        assert (code, contest["outcome"]["sections"]) == (0, {"01": {"9": 1, "18": 6}, "23": {"9": 0, "18": 1}})
        stations = TABLES["stations"].replace("2301,23", "2301,KH")
        code, out, _ = run("count", write(tmp_path / "loose", toml=toml, **region, stations=stations), "--json")
        assert (code, json.loads(out)["contests"][0]["outcome"]["pending"][0]["needs"]) == (3, "sections")

    def test_a_commune_counted_by_its_population(self, run, tmp_path):
        toml = TOML.replace("kh.national-assembly", "fr.municipal").replace("2023-07-23", "2020-03-15")
        contests = "contest_id,area_id,round,seats,population\n01,01,1,,1672\n23,23,1,,\n"
        code, out, _ = run(
            "count", write(tmp_path / "communes", toml=toml, contests=contests), "--json", "--html", tmp_path / "p"
        )
        first, second = json.loads(out)["contests"]
        assert (code, sum(first["outcome"]["seats"].values()), second["outcome"]["pending"][0]["needs"]) == (
            3,
            19,
            "population",
        )


class TestOthers:
    def test_help_and_version(self, run):
        for command in ("count", "declare", "import", "formats", "generate", "demo", "law", "schema"):
            code, out, _ = run(command, "--help")
            assert (code, "Example: suffrage" in " ".join(out.split())) == (0, True)
        code, out, _ = run("--version")
        assert (code, out) == (0, f"{cli.__version__}\n")

    def test_the_laws(self, run):
        code, out, _ = run("law", "--lang", "fr")
        assert (code, "Président de la République" in out) == (0, True)
        code, out, _ = run("law", "--json")
        assert {body["code"] for body in json.loads(out)} >= {"kh.national-assembly", "fr.european-parliament"}
        code, out, _ = run("law", "show", "kh.national-assembly", "--date", "1998-07-26", "--lang", "km")
        assert (code, "រដ្ឋសភា" in out, "kh.national-assembly:averages-once" in out) == (0, True, True)
        code, out, _ = run("law", "show", "fr.european-parliament", "--date", "2009-06-07")
        assert "outre-mer  3" in out
        code, out, _ = run("law", "show", "fr.european-parliament", "--date", "2024-06-09", "--json")
        assert json.loads(out)["seats"] == {"FR": 81}
        code, out, _ = run("law", "show", "fr.national-assembly", "--date", "2024-06-30", "--figures")
        assert "Round 2 is open to those with votes of at least 12.5 % of the registered." in " ".join(out.split())
        code, out, _ = run("law", "show", "fr.senate", "--date", "2023-09-24", "--figures")
        assert "Figures alone do not say this law" in " ".join(out.split())
        code, _, err = run("law", "show", "xx", "--date", "2024-06-09")
        assert (code, "No law is known" in err) == (2, True)

    def test_the_formats_and_an_import(self, run, tmp_path):
        code, out, _ = run("formats")
        assert (code, "fr-legislatives-bureaux" in out, "$ suffrage import" in out) == (0, True, True)
        code, out, _ = run("formats", "--json", "--lang", "fr")
        assert json.loads(out)[0]["code"] == "canonical"
        code, out, _ = run("import", "canonical", write(tmp_path / "from"), "--into", tmp_path / "into")
        assert (code, "written: areas 3" in out) == (0, True)
        lists, results = tmp_path / "lists.csv", tmp_path / "results.csv"
        lists.write_text("list_no,nuance,short_label,label\n1,A,a,A\n")
        results.write_text(
            "department_code,department,constituency_code,constituency_label,registered,abstentions,voters,blank,null,valid,"
            "list_1\n01,Ain,0101,1,10,4,6,0,1,5,4\n"
        )
        files = (results, lists, "--into")
        code, out, _ = run("import", "fr-europeennes-circonscriptions", *files, tmp_path / "eu")
        assert (code, "The votes add up to 4; the valid votes are 5." in out) == (0, True)
        code, out, _ = run("import", "fr-europeennes-circonscriptions", *files, tmp_path / "again", "--json")
        assert json.loads(out)["findings"][-1]["code"] == "votes-not-valid"

    def test_the_schema(self, run):
        _, out, _ = run("schema")
        assert json.loads(out) == SCHEMA

    def test_the_demo(self, run, tmp_path):
        code, out, _ = run("demo", "--into", tmp_path / "demo")
        assert code == 0
        assert "Emmanuel Macron (3)" in out
        assert "Code électoral, art. L162" in out
        assert "FUNCINPEC" in out
        assert out.count("  $ suffrage count") == 3
        assert (tmp_path / "demo" / "kh-2023-generated.json").is_file()
        code, _, _ = run("demo", "--into", tmp_path / "demo")
        assert code == 0
        (tmp_path / "mine").mkdir()
        (tmp_path / "mine" / "file").write_text("mine")
        code, _, err = run("demo", "--into", tmp_path / "mine")
        assert (code, "not an empty folder" in err) == (2, True)
