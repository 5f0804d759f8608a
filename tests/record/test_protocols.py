"""Protocols: the figures of the tables, in three languages, the same bytes for the same input, and nothing that names can spoil."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.folders import TABLES, TOML, edit, write
from tests.record.conftest import KEY, correction, resign

from suffrage.jobs import count, shipped_elections
from suffrage.model import BadInput
from suffrage.record import layout
from suffrage.record.protocols import documents, fonts, made
from suffrage.record.protocols.fonts import khmer_font
from suffrage.record.protocols.index import Index
from suffrage.record.protocols.making import NOTE, print_one, protocol_files
from suffrage.record.publish import publish
from suffrage.record.reading import open_view
from suffrage.record.verify import verify

NAMES = "contest_id,option_id,ballot_number,party_id,name,name_km\n"
KHMER = "គណបក្សប្រជាជនកម្ពុជា"
MARKUP = r'#panic() $x$ *b* _i_ <l> @r \ "q" `c` // [a] = 1'


@pytest.fixture(scope="session")
def printed(tmp_path_factory, font, pdftotext):
    """Publishes an election folder, prints one of its protocols, and gives the text in it, line by line as it is laid out."""

    def text(folder, which, language):
        home = tmp_path_factory.mktemp("printed")
        publish(folder, home / "record", KEY)
        with open_view(home / "record", KEY.public()) as view:
            print_one(view, which, language, home / "one.pdf")
        done = subprocess.run([pdftotext, "-layout", home / "one.pdf", "-"], capture_output=True, check=True)
        return done.stdout.decode()

    return text


@pytest.fixture(scope="session")
def full(tmp_path_factory, font) -> Path:
    """The record of the tiny election with protocols in French and Khmer; not to be changed."""
    home = tmp_path_factory.mktemp("full")
    publish(write(home / "election"), home / "record", KEY, protocols=("fr", "km"))
    return home / "record"


@pytest.fixture
def attacked(full, tmp_path) -> Path:
    """A copy of it, to be attacked."""
    return Path(shutil.copytree(full, tmp_path / "record"))


def cells(text, label):
    """The numbers that stand in the first row of a label."""
    line = next(line for line in text.splitlines() if line.strip().startswith(label))
    return line.replace(label, "").split()


class TestWhatIsPrinted:
    def test_a_consolidation_and_its_stations(self, printed, tmp_path):
        text = printed(write(tmp_path / "e"), "area:01", "en")
        assert "Consolidation of the results: One (01)" in text
        assert cells(text, "One (01)") == ["2", "2", "700", "550", "550", "15", "535", "470", "65"]
        assert cells(text, "0101") == ["1", "400", "350", "350", "10", "340", "40", "300"]
        assert cells(text, "0102") == ["2", "300", "200", "200", "5", "195", "25", "170"]
        assert "2301" not in text

    def test_the_country_with_the_areas_below_it(self, printed, tmp_path):
        text = printed(write(tmp_path / "e"), "country", "en")
        assert cells(text, "Cambodia (KH)") == ["3", "3", "900", "700", "700", "15", "685", "570", "115"]
        assert cells(text, "Kep (23)") == ["1", "1", "200", "150", "150", "0", "150", "100", "50"]

    def test_a_calculation_with_its_articles_and_averages(self, printed, tmp_path):
        text = printed(write(tmp_path / "e"), "contest:01", "en")
        assert "Calculation of the seats: One (01)" in text
        assert "LEMNA 2015, art. 135" in text
        assert "The quota, 535 votes for 6 seats, is ≈ 89.16." in text
        assert cells(text, "÷6") == ["≈", "78.33"]
        assert cells(text, "18 ")[:4] == ["470", "87.85%", "6", "elected"]

    def test_every_page_says_of_what_it_is(self, printed, tmp_path):
        toml = TOML.replace("[law]", "generated = true\n[law]")
        for which in ("declaration", "area:23", "contest:23", "country"):
            text = printed(write(tmp_path / "e", toml=toml), which, "en")
            pages = text.split("\f")[:-1]
            for number, page in enumerate(pages, start=1):
                assert "GENERATED FIGURES" in page
                assert f"Page {number} of {len(pages)}" in page
                assert "log with 5 entries; the declaration is entry 4" in page
                assert "nec.example/tiny" in page

    def test_a_declaration_that_is_complete(self, printed, tmp_path):
        candidates = "contest_id,option_id,position,candidate_id,name\n23,18,1,c1,SOK Dara\n23,9,1,c2,CHEA Vanna\n" + "".join(
            f"01,18,{n},a{n},Member {n}\n" for n in range(1, 8)
        )
        text = printed(write(tmp_path / "e", candidates=candidates), "declaration", "fr")
        assert "Complet : chaque scrutin est compté et proclamé." in text
        assert "SOK Dara" in text
        assert "Member 6" in text
        assert "Member 7" not in text
        assert "CHEA Vanna" not in text
        assert "Aucune décision" in text
        assert "Signatures des membres" in text
        assert cells(text, "CPP") == ["7"]

    def test_a_declaration_that_waits_and_one_with_decisions(self, printed, tmp_path):
        tie = edit("votes", "2301,23,1,9,50\n2301,23,1,18,100", "2301,23,1,9,75\n2301,23,1,18,75")
        text = printed(write(tmp_path / "tie", **tie), "declaration", "en")
        assert "Provisional: something is pending, missing or in error." in text
        assert "A question is open in 1 contest: Kep (23)" in text
        decisions = "contest_id,kind,subject,option_id,rank,source\n23,ruling,elected,9,1,NEC 12/2023\n01,struck,,18,2,\n"
        text = printed(write(tmp_path / "decided", **tie, decisions=decisions), "declaration", "en")
        assert "Complete: every contest is counted and declared." in text
        assert "The ruling on “elected” gave a place to 9, as number 1." in text
        assert "NEC 12/2023" in text
        assert "Number 2 of 18 can take no seat." in text

    def test_two_rounds_stand_one_after_the_other(self, printed):
        text = printed(shipped_elections() / "fr-2022-presidentielle", "country", "en")
        first, second = text.split("Consolidation, round 2", 1)
        assert "Consolidation, round 1 — First round, 10 April 2022 (FR)" in first
        assert "9,783,058" in first
        assert cells(second, "France (FR)")[-2:] == ["18,768,639", "13,288,686"]

    def test_what_is_missing_and_what_was_corrected(self, printed, tmp_path):
        without = {
            **edit("statements", "2301,23,1,200,150,150,,0,150\n", ""),
            **edit("votes", "2301,23,1,9,50\n2301,23,1,18,100\n", ""),
        }
        folder = write(tmp_path / "without", **without)
        assert "1 statement is missing: 2301" in printed(folder, "declaration", "en")
        assert "the statement has not come" in printed(folder, "area:23", "en")
        text = printed(write(tmp_path / "corrected", **correction()), "area:01", "en")
        assert cells(text, "0102 (version 2)") == ["3", "300", "200", "200", "5", "195", "20", "175"]

    @pytest.mark.parametrize(("language", "number"), [("en", "7,765,945"), ("fr", "7 765 945"), ("km", "៧.៧៦៥.៩៤៥")])
    def test_38_lists_find_room_in_each_language(self, printed, language, number):
        folder = shipped_elections() / "fr-2024-europeennes"
        votes = count(folder).contests[0].totals.votes
        for which in ("country", "contest:FR"):
            text = printed(folder, which, language).replace("\u202f", " ")
            assert number in text
        found = set(printed(folder, "country", "en").split())
        assert {f"{number:,}" for number in votes.values()} <= found


class TestNames:
    def test_markup_is_text(self, printed, tmp_path):
        quoted = '"' + MARKUP.replace('"', '""') + '"'
        options = f"{NAMES}01,9,9,#P,{quoted},\n01,18,18,CPP,x,\n23,9,9,#P,{quoted},\n23,18,18,CPP,x,\n"
        areas = f"area_id,parent_id,level,name\nKH,,country,{quoted}\n01,KH,province,*One*\n23,KH,province,Kep\n"
        folder = write(tmp_path / "e", options=options, areas=areas)
        for which in ("declaration", "country", "contest:01", "area:01"):
            assert MARKUP in printed(folder, which, "en"), which
        assert "*One* (01)" in printed(folder, "area:01", "en")

    def test_long_words_stay_in_their_column(self, printed, tmp_path):
        areas = f"area_id,parent_id,level,name\nKH,,country,C\n01,KH,province,{'Long-' * 40}\n23,KH,province,{'ខេត្ត' * 40}\n"
        options = f"{NAMES}01,9,9,FUN,{'x' * 300},\n01,18,18,CPP,{'name ' * 90},\n23,9,9,FUN,FUN,\n23,18,18,CPP,CPP,\n"
        text = printed(write(tmp_path / "e", areas=areas, options=options), "country", "en")
        for code, figures in (("Long-", ["700", "550", "550", "15"]), ("ខ", ["200", "150", "150", "0"])):
            lines = [line.split() for line in text.splitlines() if all(figure in line.split() for figure in figures)]
            assert lines, code

    def test_khmer_and_right_to_left(self, printed, tmp_path):
        options = f"{NAMES}01,9,9,FUN,رام الله,\n01,18,18,CPP,CPP,{KHMER}\n23,9,9,FUN,ירושלים,\n23,18,18,CPP,CPP,{KHMER}\n"
        folder = write(tmp_path / "e", options=options)
        assert "٤٧٠" not in (text := printed(folder, "contest:01", "km"))
        assert "៤៧០" in text
        assert "ក្ស" in text
        for contest in ("01", "23"):
            text = printed(folder, f"contest:{contest}", "en")
            assert any("\u0590" <= letter <= "\u06ff" or "\ufb50" <= letter <= "\ufeff" for letter in text)

    def test_codes_become_safe_file_names(self, tmp_path):
        tables = {}
        for name in ("areas", "contests", "options", "stations", "statements", "votes"):
            tables[name] = "\n".join(
                ",".join("../2 é" if cell == "23" else cell for cell in line.split(",")) for line in TABLES[name].splitlines()
            )
        publish(write(tmp_path / "e", **tables), tmp_path / "record", KEY, protocols=("en",))
        files = {path for path in layout.files_of(tmp_path / "record") if path.startswith("protocols/area-")}
        assert files == {"protocols/area-01.en.pdf", "protocols/area-_2e__2e__2f_2_20__e9_.en.pdf"}
        assert verify(tmp_path / "record", KEY.public()).is_valid


class TestTheSameBytes:
    def test_twice(self, full, tmp_path):
        publish(write(tmp_path / "election"), tmp_path / "record", KEY, protocols=("km", "fr"))
        for path in layout.files_of(full):
            assert (tmp_path / "record" / path).read_bytes() == (full / path).read_bytes(), path

    def test_the_files_of_a_record(self, full):
        names = ["declaration", "country", "area-01", "area-23", "contest-01", "contest-23"]
        expected = {NOTE, *(f"protocols/{name}.{language}.pdf" for name in names for language in ("fr", "km"))}
        assert {path for path in layout.files_of(full) if path.startswith("protocols/")} == expected

    def test_the_day_of_the_election_is_the_day_of_the_file(self, full):
        content = (full / "protocols/declaration.fr.pdf").read_bytes()
        assert b"<xmp:CreateDate>2023-07-23T00:00:00Z" in content


class TestVerify:
    def test_all_are_made_again(self, full):
        found = verify(full, KEY.public())
        assert (found.failures, found.notes, found.checked["protocols"]) == ([], [], 12)
        assert "protocols" in verify(full, KEY.public(), pages=False).left_out

    def test_the_second_verifier_takes_them_as_files(self, full):
        second = Path(__file__).parents[2] / "verifier" / "verify_record.py"
        command = [sys.executable, "-I", str(second), str(full), str(KEY.public())]
        assert subprocess.run(command, capture_output=True, check=False).returncode == 0

    def test_a_record_without(self, tiny):
        found = verify(tiny, KEY.public())
        assert (found.is_valid, found.checked["protocols"], found.notes) == (True, 0, [])

    def test_a_protocol_with_another_figure_that_the_key_s_holder_signs(self, attacked, corrected):
        with open_view(corrected, KEY.public()) as view:
            print_one(view, "area:01", "fr", attacked / "protocols/area-01.fr.pdf")
        resign(attacked)
        (failure,) = verify(attacked, KEY.public()).failures
        assert (failure.code, failure.place.file) == ("record-protocol", "protocols/area-01.fr.pdf")

    def test_one_more_and_one_less(self, attacked):
        (attacked / "protocols/area-01.fr.pdf").rename(attacked / "protocols/area-99.fr.pdf")
        resign(attacked)
        failures = {(failure.code, failure.place.file) for failure in verify(attacked, KEY.public()).failures}
        assert failures == {("record-protocols-files", f"protocols/area-{code}.fr.pdf") for code in ("01", "99")}

    @pytest.mark.parametrize(
        "text", ["", "{}", '{"typst":"1","fonts":[],"languages":[]}', '{"typst":"1","fonts":[],"languages":["fr","fr"]}']
    )
    def test_a_note_that_says_nothing(self, attacked, text):
        (attacked / NOTE).write_text(text)
        resign(attacked)
        (failure,) = verify(attacked, KEY.public()).failures
        assert failure.code == "record-protocols-note"

    def test_protocols_without_a_note(self, attacked):
        (attacked / NOTE).unlink()
        resign(attacked)
        assert [failure.code for failure in verify(attacked, KEY.public()).failures] == ["record-protocols-note"]

    def test_another_typst_is_no_proof(self, attacked, monkeypatch):
        monkeypatch.setattr(made, "version", lambda _package: "99.1")
        found = verify(attacked, KEY.public())
        (note,) = found.notes
        assert (found.is_valid, note.code, "protocols" in found.left_out) == (True, "record-protocols-elsewhere", True)
        assert "typst 99.1" in note.operands["here"]
        (attacked / "protocols/area-01.fr.pdf").unlink()
        resign(attacked)
        assert [failure.code for failure in verify(attacked, KEY.public()).failures] == ["record-protocols-files"]

    def test_another_font_is_no_proof(self, attacked):
        content = json.loads((attacked / NOTE).read_text())
        content["fonts"][0]["sha256"] = "0" * 64
        (attacked / NOTE).write_text(json.dumps(content, indent=1) + "\n")
        resign(attacked)
        found = verify(attacked, KEY.public())
        assert (found.failures, [note.code for note in found.notes]) == ([], ["record-protocols-elsewhere"])

    def test_no_font_is_no_proof(self, full, monkeypatch):
        monkeypatch.setattr(fonts, "FOLDERS", ())
        found = verify(full, KEY.public())
        assert (found.is_valid, [note.code for note in found.notes]) == (True, ["record-protocols-no-font"])
        assert "protocols" in found.left_out


class TestFonts:
    def test_none_is_said_before_anything_is_written(self, monkeypatch, tmp_path):
        monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
        with pytest.raises(BadInput, match=r"No Khmer font was found in .*fonts-noto-core.*fonts-khmeros.*--no-protocols"):
            publish(write(tmp_path / "e"), tmp_path / "record", KEY, protocols=("km",))
        assert not (tmp_path / "record").exists()

    def test_only_khmer_needs_one(self, monkeypatch, tmp_path):
        monkeypatch.setattr(fonts, "FOLDERS", (tmp_path,))
        publish(write(tmp_path / "e"), tmp_path / "record", KEY, protocols=("fr",))
        assert json.loads((tmp_path / "record" / NOTE).read_text())["fonts"] == []
        assert verify(tmp_path / "record", KEY.public()).checked["protocols"] == 6
        named = write(tmp_path / "named", options=f"{NAMES}01,9,9,FUN,,{KHMER}\n01,18,18,CPP,,\n23,9,9,FUN,,\n23,18,18,CPP,,\n")
        with pytest.raises(BadInput, match="No Khmer font"):
            publish(named, tmp_path / "other", KEY, protocols=("fr",))
        titled = write(tmp_path / "titled", toml=TOML + f'[names]\nname_km = "{KHMER}"\n')
        with pytest.raises(BadInput, match="No Khmer font"):
            publish(titled, tmp_path / "other", KEY, protocols=("fr",))

    def test_a_font_of_one_face_will_do(self, tmp_path):
        for name in ("NotoSansKhmer-Regular.ttf", "KhmerOS.ttf"):
            (tmp_path / name).write_bytes(b"")
        assert khmer_font([tmp_path]) == fonts.Font("Khmer OS", (tmp_path / "KhmerOS.ttf",))

    def test_a_language_that_is_none(self, tmp_path):
        with pytest.raises(BadInput, match="There are no protocols in 'de'; give some of en, fr, km"):
            publish(write(tmp_path / "e"), tmp_path / "record", KEY, protocols=("de",))


class TestBySize:
    """Few enough files for a large country: the limits, tried on the tiny one."""

    def names(self, record):
        with open_view(record, KEY.public()) as view:
            return [document.name for document in documents.documents(Index(view))]

    def test_many_contests_stand_together_by_area(self, tiny, monkeypatch):
        monkeypatch.setattr(documents, "MOST_CONTESTS", 1)
        assert self.names(tiny) == ["declaration", "contests-01", "contests-23", "country", "area-01", "area-23"]
        with open_view(tiny, KEY.public()) as view:
            files = dict(protocol_files(view, *made.made_with(view.tables, ["en"])))
        assert files["protocols/contests-01.en.pdf"].startswith(b"%PDF")

    def test_a_large_area_is_divided(self, tmp_path, monkeypatch):
        areas = "area_id,parent_id,level,name\nKH,,country,C\n01,KH,province,One\n23,KH,province,Kep\n"
        areas += "01a,01,commune,A\n01b,01,commune,B\n"
        stations = "station_id,area_id,registered\n0101,01a,400\n0102,01b,300\n2301,23,200\n"
        publish(write(tmp_path / "e", areas=areas, stations=stations), tmp_path / "record", KEY)
        usual = ["declaration", "contest-01", "contest-23", "country", "area-01", "area-23"]
        assert self.names(tmp_path / "record") == usual
        monkeypatch.setattr(documents, "MOST_STATIONS", 1)
        assert self.names(tmp_path / "record") == [*usual[:-1], "area-01a", "area-01b", "area-23"]

    def test_very_many_areas_stand_together(self, tiny, monkeypatch):
        monkeypatch.setattr(documents, "MOST_AREAS", 1)
        monkeypatch.setattr(documents, "MOST_CONTESTS", 1)
        assert self.names(tiny) == ["declaration", "contests-01", "country", "areas-01"]

    def test_one_area_or_several_roots(self, tmp_path):
        publish(shipped_elections() / "fr-2022-presidentielle", tmp_path / "one", KEY)
        assert self.names(tmp_path / "one") == ["declaration", "contest-FR", "contest-FR-2", "country"]
        areas = "area_id,parent_id,level,name\n01,,province,One\n23,,province,Kep\n"
        publish(write(tmp_path / "e", areas=areas), tmp_path / "two", KEY)
        assert self.names(tmp_path / "two") == ["declaration", "contest-01", "contest-23", "country", "area-01", "area-23"]
