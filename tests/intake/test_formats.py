"""Official files: what the published ones give, to the last vote, and what happens to files that are not what they seem."""

from collections import Counter
from datetime import date

import pytest
from tests.folders import write

import suffrage
from suffrage.intake.formats import FORMATS, import_files
from suffrage.intake.source import read_source
from suffrage.model import BadInput
from suffrage.words import LANGUAGES, messages
from suffrage.words.findings import say_finding

CANDIDATS = (
    "Departement,CodCirElec,LibCirElec,Inscrits,Abstentions,Votants,Blancs,Nuls,Exprimes,Abstentions_RapportInscrits,"
    "NumPanneauCand,NomPsn,PrenomPsn,CivilitePsn,CodNuaCand,NbVoix,RapportExprimes,RapportInscrits,Elu\r\n"
    '01,0101,1ère circonscription,1000,400,600,10,5,585,"40",1,LÉVÊQUE,Ève,Mme,UG,300,"51,28","30",OUI\r\n'
    '01,0101,1ère circonscription,1000,400,600,10,5,585,"40",2,DUPRÉ,Rémi,M.,RN,285,"48,72","28,5",NON\r\n'
)


def candidats(folder, text=CANDIDATS, encoding="cp850"):
    file = folder / "t1.csv"
    file.write_bytes(text.encode(encoding))
    return file


def found(imported):
    return Counter(finding.code for finding in imported.findings)


def of(imported, code):
    (finding,) = (finding for finding in imported.findings if finding.code == code)
    return finding


class TestOfficialFiles:
    def test_the_first_round_of_2024(self, shared, tmp_path):
        into = tmp_path / "t1"
        imported = import_files("fr-legislatives-candidats", [shared / "fr-legislatives-2024-t1.csv"], into)
        assert found(imported) == {"encoding": 1, "votes-not-valid": 4, "panel-gap": 7}
        assert of(imported, "encoding").operands["encoding"] == "cp850"
        wrong = {finding.place.contest_id for finding in imported.findings if finding.code == "votes-not-valid"}
        assert wrong == {"1602", "2704", "3404", "7502"}
        assert (imported.rows["contests"], imported.rows["votes"]) == (577, 4009)
        result = suffrage.count(into)
        assert sum(sum(contest.outcome.seats.values()) for contest in result.contests) == 76
        assert sum(len(contest.outcome.next_round) for contest in result.contests) == 1318
        assert {contest.contest_id for contest in result.contests if not contest.final} == wrong
        assert sum(votes == 0 for contest in result.contests for votes in contest.totals.votes.values()) == 69
        (country,) = (area for area in result.areas if area.level == "country")
        assert (country.registered, country.voters, country.blank, country.null, country.valid) == (
            49_332_761,
            32_910_888,
            582_471,
            268_140,
            32_060_277,
        )

    def test_polling_stations_of_two_constituencies(self, shared, tmp_path):
        files = [shared / "fr-legislatives-2024-t1-bureaux-29-2-3.csv", shared / "fr-legislatives-2024-t1.csv"]
        imported = import_files("fr-legislatives-bureaux", files, tmp_path / "bureaux")
        assert found(imported) == {"encoding": 2}
        result = suffrage.count(tmp_path / "bureaux")
        totals = {contest.contest_id: contest.totals for contest in result.contests}
        assert imported.rows["stations"] == 201
        assert (totals["2902"].registered, totals["2902"].valid) == (78_166, 53_426)
        assert (totals["2903"].registered, totals["2903"].valid) == (93_853, 67_160)

    def test_polling_stations_without_their_constituencies(self, shared, tmp_path):
        imported = import_files(
            "fr-legislatives-bureaux", [shared / "fr-legislatives-2024-t1-bureaux-29-2-3.csv"], tmp_path / "bureaux"
        )
        assert found(imported) == {"encoding": 1, "constituency-unknown": 2}
        assert {contest.contest_id for contest in suffrage.count(tmp_path / "bureaux").contests} == {"29-a", "29-b"}

    def test_candidacies_for_the_second_round(self, shared, tmp_path):
        file = shared / "fr-legislatives-2024-t2-candidatures.csv"
        imported = import_files("fr-legislatives-candidatures", [file], tmp_path / "t2")
        assert (imported.rows["contests"], imported.rows["options"], imported.rows["statements"]) == (501, 1094, 0)
        assert found(imported)["code-unpadded"] == 1
        result = suffrage.count(tmp_path / "t2")
        assert "0101-2" in {contest.contest_id for contest in result.contests}
        assert Counter(finding.code for finding in result.findings) == {"missing-statement": 501}
        assert not any(contest.final for contest in result.contests)

    def test_the_european_election_by_constituency(self, shared, tmp_path):
        files = [shared / "fr-europeennes-2024-lists.csv", shared / "fr-europeennes-2024-circonscriptions.csv"]
        imported = import_files("fr-europeennes-circonscriptions", files, tmp_path / "eu")
        assert found(imported) == {"encoding": 2, "votes-not-valid": 13}
        (contest,) = suffrage.count(tmp_path / "eu").contests
        assert sorted(seats for seats in contest.outcome.seats.values() if seats) == [5, 5, 6, 9, 13, 13, 30]
        assert (contest.totals.registered, contest.totals.valid) == (49_462_981, 24_753_824)
        assert sum(contest.totals.votes.values()) == 24_753_773

    def test_the_european_election_by_commune(self, shared, tmp_path):
        names = ("communes.csv.gz", "communes-votes.csv.gz", "lists.csv")
        imported = import_files(
            "fr-europeennes-communes", [shared / f"fr-europeennes-2024-{name}" for name in names], tmp_path / "eu"
        )
        assert found(imported) == {"encoding": 3, "votes-recovered": 1, "votes-unrecoverable": 172, "votes-not-valid": 8}
        assert (imported.rows["stations"], imported.rows["votes"]) == (34_945, 1_321_374)
        result = suffrage.count(tmp_path / "eu")
        assert not result.is_complete
        assert Counter(finding.code for finding in result.findings if finding.severity == "error") == {
            "missing-option": 172,
            "votes-sum": 180,
        }


class TestDefects:
    @pytest.mark.parametrize(
        ("old", "new", "code", "line", "expected"),
        [
            ("RN,285", "RN,284", "votes-not-valid", 2, 585),
            ("600,10,5", "600,11,5", "papers-not-voters", 2, 600),
            ("1000,400", "1000,401", "abstentions-not-registered", 2, 1000),
            ('"51,28"', '"51,29"', "percentage-off", 2, "300/585"),
            ('"51,28"', '"half"', "percentage-off", 2, "300/585"),
            (",OUI", ",YES", "flag-unknown", 2, "NON, OUI, QUALIF T2"),
            (",2,DUPRÉ", ",3,DUPRÉ", "panel-gap", 2, "1–2"),
            (",2,DUPRÉ", ",1,DUPRÉ", "duplicate-row", 3, "line 2"),
            ("RN,285", "RN,", "cell-empty", 3, "a count"),
            ("RN,285", "RN,-285", "cell-not-count", 3, "0–999999999"),
            ("RN,285", "RN,9999999999", "cell-not-count", 3, "0–999999999"),
            (",2,DUPRÉ", ",deux,DUPRÉ", "row-unusable", 3, "0101, 1"),
            (",NON\r\n", ",NON,\r\n", "row-unusable", 3, "19 cells"),
        ],
    )
    def test_a_defect_is_found_and_never_stops_the_import(self, tmp_path, old, new, code, line, expected):
        assert CANDIDATS.count(old) >= 1
        text = CANDIDATS.replace(old, new)
        imported = import_files("fr-legislatives-candidats", [candidats(tmp_path, text)], tmp_path / "into")
        finding = next(finding for finding in imported.findings if finding.code == code)
        assert (finding.place.line, finding.operands["expected"]) == (line, expected)
        assert imported.rows["contests"] == 1
        suffrage.count(tmp_path / "into")

    def test_figures_that_change_from_row_to_row(self, tmp_path):
        text = CANDIDATS.replace('585,"40",2', '584,"40",2')
        finding = of(import_files("fr-legislatives-candidats", [candidats(tmp_path, text)], tmp_path / "into"), "totals-differ")
        assert (finding.place.line, finding.place.column, finding.severity) == (3, "Exprimes", "error")

    def test_codes_without_their_zero(self, tmp_path):
        text = CANDIDATS.replace("01,0101", "1,101")
        imported = import_files("fr-legislatives-candidats", [candidats(tmp_path, text)], tmp_path / "into")
        assert of(imported, "code-unpadded").operands == {"expected": "0101", "found": 2}
        assert suffrage.count(tmp_path / "into").contests[0].contest_id == "0101"

    def test_a_clean_file_has_only_its_encoding_stated(self, tmp_path):
        imported = import_files("fr-legislatives-candidats", [candidats(tmp_path)], tmp_path / "into")
        assert found(imported) == {"encoding": 1}
        assert suffrage.count(tmp_path / "into").contests[0].outcome.seats == {"1": 1, "2": 0}

    def test_a_birth_date_that_is_none(self, tmp_path):
        heading = (
            "Code département;Département;Code circonscription;Libellé circonscription;Numéro de panneau;Sexe du candidat;"
            "Nom du candidat;Prénom du candidat;Date de naissance du candidat;Code nuance\n"
        )
        file = tmp_path / "t2.csv"
        file.write_text(heading + "1;Ain;101;1ère;2;M;A;B;31/02/1970;RN\n1;Ain;x;1ère;2;M;A;B;01/02/1970;RN\n", "utf-8")
        imported = import_files("fr-legislatives-candidatures", [file], tmp_path / "into")
        assert found(imported) == {"encoding": 1, "date-unknown": 1, "row-unusable": 1, "code-unpadded": 1}


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["cp850", "cp1252", "utf-8", "utf-8-sig"])
    def test_the_encoding_is_detected_and_stated(self, tmp_path, encoding):
        source = read_source(candidats(tmp_path, encoding=encoding))
        assert source.encoding == encoding.removesuffix("-sig")
        assert "LÉVÊQUE,Ève" in source.text
        assert source.evidence

    def test_bytes_that_settle_nothing(self, tmp_path):
        file = tmp_path / "odd.csv"
        file.write_bytes(b"a,b\n\xff\xfe\xd8,\xdd\n")
        with pytest.raises(BadInput, match="say it with --encoding"):
            read_source(file)
        assert read_source(file, "latin-1").evidence == "given"
        for unknown in ("utf-8", "klingon"):
            with pytest.raises(BadInput, match=f"cannot be read as {unknown}"):
                read_source(file, unknown)


class TestFilesThatAreNotWhatTheySeem:
    @pytest.mark.parametrize("code", [code for code in FORMATS if code != "canonical"])
    @pytest.mark.parametrize(
        ("content", "sentence"),
        [
            (b"", "is empty"),
            (bytes(range(256)) * 4000, "not a text file"),
            (b"PAR1" + b"\x00" * 100, "not a text file"),
            (CANDIDATS.replace(",", "|").encode(), "is missing|have the columns"),
            (b"a,b\n1,2\n", "is missing|have the columns"),
        ],
        ids=["empty", "random bytes", "parquet", "wrong separator", "other columns"],
    )
    def test_one_sentence_and_nothing_written(self, tmp_path, code, content, sentence):
        files = []
        for number in range(FORMATS[code].files[0]):
            file = tmp_path / f"{number}.csv"
            file.write_bytes(content)
            files.append(file)
        with pytest.raises(BadInput, match=sentence):
            import_files(code, files, tmp_path / "into")
        assert sorted(path.name for path in tmp_path.iterdir()) == sorted(file.name for file in files)

    def test_a_heading_alone(self, tmp_path):
        with pytest.raises(BadInput, match="no usable row"):
            import_files(
                "fr-legislatives-candidats", [candidats(tmp_path, CANDIDATS.splitlines()[0] + "\r\n")], tmp_path / "into"
            )

    def test_an_unknown_format_and_a_wrong_number_of_files(self, tmp_path):
        with pytest.raises(BadInput, match="There is no format"):
            import_files("fr-senat", [tmp_path], tmp_path / "into")
        with pytest.raises(BadInput, match=r"read from 2 file\(s\); 1 were given"):
            import_files("fr-europeennes-circonscriptions", [tmp_path], tmp_path / "into")

    def test_a_folder_that_is_not_empty_is_never_overwritten(self, tmp_path):
        (tmp_path / "into").mkdir()
        (tmp_path / "into" / "mine.txt").write_text("mine")
        with pytest.raises(BadInput, match="not an empty folder"):
            import_files("fr-legislatives-candidats", [candidats(tmp_path)], tmp_path / "into")
        assert [path.name for path in (tmp_path / "into").iterdir()] == ["mine.txt"]

    def test_a_file_that_is_not_there(self, tmp_path):
        with pytest.raises(BadInput, match="cannot be read"):
            import_files("fr-legislatives-candidats", [tmp_path / "nowhere.csv"], tmp_path / "into")


class TestCanonical:
    def test_a_folder_is_validated_and_copied(self, tmp_path):
        imported = import_files("canonical", [write(tmp_path / "from")], tmp_path / "into")
        assert imported.rows == {"areas": 3, "contests": 2, "options": 4, "stations": 3, "statements": 3, "votes": 6}
        assert suffrage.count(tmp_path / "into") == suffrage.count(tmp_path / "from")

    def test_what_is_wrong_is_not_copied(self, tmp_path):
        with pytest.raises(BadInput, match="is empty"):
            import_files("canonical", [write(tmp_path / "from", votes="")], tmp_path / "into")
        assert not (tmp_path / "into").exists()
        (tmp_path / "from" / "notes.txt").write_text("x")
        with pytest.raises(BadInput, match="not a canonical table"):
            import_files("canonical", [tmp_path / "from"], tmp_path / "into")
        file = tmp_path / "from" / "areas.csv"
        with pytest.raises(BadInput, match="given twice"):
            import_files("canonical", [file, file], tmp_path / "into")


def test_every_finding_can_be_said(tmp_path):
    text = CANDIDATS.replace("RN,285", "RN,-285").replace(",OUI", ",YES")
    imported = import_files("fr-legislatives-candidats", [candidats(tmp_path, text)], tmp_path / "into")
    for language in LANGUAGES:
        assert all(f"format.{code}" in messages(language) for code in FORMATS)
        assert all("{" not in say_finding(language, finding) for finding in imported.findings)


def test_the_election_says_where_its_figures_come_from(tmp_path):
    from suffrage.intake.canonical import read_election

    import_files("fr-legislatives-candidats", [candidats(tmp_path)], tmp_path / "into")
    election = read_election(tmp_path / "into")
    assert (election.date, election.law.code) == (date(2024, 6, 30), "fr.national-assembly")
    assert "sha256" in election.sources[0].note
