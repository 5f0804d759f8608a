"""Rounds are opened from the files of `suffrage audit forms`, all of them or none; single papers are entered as stations are."""

import csv
import io
import json
import sys

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from tests.commission import tiny
from tests.commission.audits import begun, said, sheets
from tests.commission.conftest import signed_in
from tests.commission.test_auditing import exported, run, twice  # noqa: F401 - fixture
from tests.commission.tiny import text_of

from suffrage import cli
from suffrage.cli import commission
from suffrage.commission.accounts.roles import Role
from suffrage.commission.auditing.models import Audit, Round, Sheet
from suffrage.commission.auditing.states import State
from suffrage.commission.guards import aside
from suffrage.commission.setup.models import Area, Election
from suffrage.commission.trail.models import Act
from suffrage.words import LANGUAGES, messages

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(tmp_path):
    return begun(tmp_path)


def sent(desk, *contents, name="verifier"):
    """What the site answers to files with such contents."""
    files = [SimpleUploadedFile(f"forms-{number}.json", content) for number, content in enumerate(contents)]
    return desk.browser(name).post("/audits/open", {"files": files})


def changed(file, **fields):
    return json.dumps(json.loads(file.read_bytes()) | fields).encode()


def test_a_second_round_is_opened_on_a_page(desk):
    file = desk.draw(9)
    answer = sent(desk, file.read_bytes(), name="administrator")
    assert answer.headers["Location"] == "/audits"
    assert (Audit.objects.count(), Round.objects.count(), Sheet.objects.count()) == (1, 2, 9)
    act = json.loads(Act.objects.filter(kind="audit-opened").last().data)
    assert (act["round"], act["forms"], act["contest"], len(act["file"]), len(act["head"])) == ("7-9", 3, "01", 64, 64)
    assert [sheet.place for sheet in sheets() if sheet.round.after == 6] == [1, 2, 3]


def test_what_opens_nothing(desk):
    file = desk.draw(9)
    whole = json.loads(file.read_bytes())
    forms = whole["forms"]
    unknown = [forms[0] | {"station_id": "nowhere"}]
    for content, key, operands in (
        (b"{}", "auditing.not-a-round", {}),
        (b"\xff\x00", "auditing.not-a-round", {}),
        (b"[" * 100_000, "auditing.not-a-round", {}),
        (changed(file, forms=[]), "auditing.not-a-round", {}),
        (changed(file, after=9), "auditing.not-a-round", {}),
        (changed(file, until=2**40), "auditing.not-a-round", {}),
        (changed(file, more=1), "auditing.not-a-round", {}),
        (changed(file, method="magic"), "auditing.not-a-round", {}),
        (changed(file, method="polling"), "auditing.not-a-round", {}),
        (changed(file, forms=[*forms, forms[0]]), "auditing.not-a-round", {}),
        (changed(file, options=[whole["options"][0]] * 3), "auditing.not-a-round", {}),
        (changed(file, election_id="other"), "auditing.other-election", {"found": "other"}),
        (changed(file, contest_id="99"), "auditing.code-does-not-fit", {"station": forms[0]["station_id"]}),
        (changed(file, audit="0" * 16), "auditing.code-does-not-fit", {"station": forms[0]["station_id"]}),
        (changed(file, forms=unknown), "auditing.code-does-not-fit", {"station": "nowhere"}),
        (changed(file, options=whole["options"][:2]), "auditing.other-options", {"contest": "01"}),
        (changed(file, seed="7" * 20), "auditing.other-audit", {"audit": whole["audit"]}),
        (changed(file, after=3), "auditing.open-already", {"contest": "01"}),
    ):
        answer = sent(desk, content)
        assert answer.status_code == 422, key
        assert said(key, file="forms-0.json", **operands) in text_of(answer), content[:80]
    assert said("scan.none") in text_of(sent(desk))
    assert Round.objects.count() == 1


def test_all_files_or_none(desk):
    file = desk.draw(9)
    answer = sent(desk, file.read_bytes(), file.read_bytes())
    assert said("auditing.open-already", file="forms-1.json", contest="01") in text_of(answer)
    assert Round.objects.count() == 1
    assert Act.objects.filter(kind="audit-opened").count() == 1


def test_a_verifier_of_another_area_opens_nothing(desk):
    desk.people["other"] = tiny.person(Role.VERIFIER, Area.objects.select_related("election").get(code="23"))
    answer = sent(desk, desk.draw(9).read_bytes(), name="other")
    assert said("auditing.contest-not-yours", file="forms-0.json", contest="01") in text_of(answer)


def test_nothing_is_opened_before_the_count(desk):
    with transaction.atomic(), aside():
        Election.objects.update(phase="setup")
    assert said("work.not-counting") in text_of(sent(desk, desk.draw(9).read_bytes()))


def test_after_the_declaration_it_goes_on(desk):
    with transaction.atomic(), aside():
        Election.objects.update(phase="declared")
    assert sent(desk, desk.draw(9).read_bytes()).status_code == 302
    sheet = sheets()[0]
    assert twice(desk, sheet, desk.reported(sheet.statement.station.code)).state == State.TAKEN


@pytest.mark.parametrize("rehearsal", [False, True])
def test_the_table_of_a_rehearsal_says_so(tmp_path, rehearsal):
    desk = begun(tmp_path, rehearsal=rehearsal)
    answer = desk.browser("verifier").get("/audits/counts.csv")
    name = "rehearsal-audit-" if rehearsal else "audit-"
    assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{name}')
    assert desk.browser("verifier").get("/audits/counts.csv?audit=nothing%00").status_code == 409


def test_the_audit_of_the_real_election_is_not_opened_in_its_rehearsal(desk):
    with transaction.atomic(), aside():
        Election.objects.update(rehearsal=True)
    answer = sent(desk, desk.draw(9).read_bytes())
    assert said("auditing.other-election", file="forms-0.json", found="tiny") in text_of(answer)


def test_a_table_is_of_the_readers_area(desk):
    sheet = sheets()[0]
    twice(desk, sheet, desk.reported(sheet.statement.station.code))
    desk.people["other"] = tiny.person(Role.OBSERVER, Area.objects.select_related("election").get(code="23"))
    assert len(exported(desk, "other").splitlines()) == 1
    assert len(exported(desk, "verifier").splitlines()) == 5


def test_single_papers_from_the_draw_to_the_risk(tmp_path, run):  # noqa: F811
    desk = begun(tmp_path, "polling", drawn=30, stations=4)
    there = sheets()
    for sheet in there:
        numbers = [number for number, _paper in sheet.draws]
        words = ["១", "0", "*", "-", "invalid"]
        form = {f"f.paper.{number}": words[place] if place < len(words) else "2" for place, number in enumerate(numbers)}
        page = text_of(desk.browser("one").get(f"/audits/forms/{sheet.pk}/entry"))
        assert page.count('name="f.paper.') == len(numbers)
        assert 'name="f.lost"' not in page
        assert twice(desk, sheet, form).state == State.TAKEN
    file = tmp_path / "counts.csv"
    file.write_text(exported(desk), "utf-8")
    lines = list(csv.DictReader(io.StringIO(exported(desk))))
    assert list(lines[0]) == ["form", "draw", "paper", "kind", "option_id", "why", "act"]
    assert len(lines) == 30
    code, _out, err = run("audit", "enter", desk.audit, desk.election, file)
    assert code == 0, err
    case = desk.case()
    read = case.contests["01"].read
    assert len(read) == 30 - sum(len(sheet.draws) > 3 for sheet in there)
    drawn = {each.number: each for each in case.draws("01")}
    assert all(int(line["paper"]) == drawn[int(line["draw"])].paper for line in lines)
    first = there[0].draws[0][0]
    assert (read[first].kind, read[first].option_id) == ("option", "1")
    assert {each.kind for each in read.values()} == {"option", "invalid", "missing"}
    page = text_of(desk.browser("observer").get(f"/audits/forms/{there[0].pk}"))
    assert said("audit-kind.invalid") in page


def test_papers_that_cannot_be_read(tmp_path):
    desk = begun(tmp_path, "polling", drawn=30, stations=4)
    sheet = sheets()[0]
    where, browser = f"/audits/forms/{sheet.pk}/entry", desk.browser("one")
    numbers = [number for number, _paper in sheet.draws]
    page = text_of(browser.post(where, {f"f.paper.{numbers[0]}": "9", f"f.paper.{numbers[1]}": "<i>"}))
    assert page.count(said("auditing.not-on-the-ballot")) == 2
    assert page.count(said("auditing.write-dash")) == len(numbers) - 2
    nothing = browser.post(where, {f"f.paper.{number}": "-" for number in numbers})
    assert said("auditing.nothing-read") in text_of(nothing)


def test_papers_read_later_come_with_the_reason(tmp_path, run):  # noqa: F811
    desk = begun(tmp_path, "polling", drawn=12, stations=2)
    sheet = sheets()[0]
    numbers = [number for number, _paper in sheet.draws]
    form = {f"f.paper.{number}": "1" for number in numbers}
    twice(desk, sheet, form | {f"f.paper.{numbers[-1]}": "-"})
    file = tmp_path / "counts.csv"
    file.write_text(exported(desk), "utf-8")
    assert f"{len(numbers) - 1} counts entered" in run("audit", "enter", desk.audit, desk.election, file)[1]
    decide = f"/audits/forms/{sheet.pk}/decide"
    assert desk.browser("verifier").post(decide, {"act": "reopen", "reason": "found behind"}).status_code == 302
    twice(desk, sheet, form)
    file.write_text(exported(desk), "utf-8")
    assert "1 count entered" in run("audit", "enter", desk.audit, desk.election, file)[1]
    assert desk.case().contests["01"].read[numbers[-1]].why == "found behind"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("method", ["stations", "polling"])
def test_every_page_in_every_language_for_everybody(tmp_path, language, method):
    desk = begun(tmp_path, method, drawn=6)
    sheet = sheets()[0]
    for person in desk.people.values():
        browser = signed_in(person)
        browser.cookies["language"] = language
        for where in ("/audits", f"/audits/forms/{sheet.pk}", f"/audits/forms/{sheet.pk}/entry", "/audits/open"):
            answer = browser.get(where)
            assert answer.status_code in (200, 403, 404), where
            if answer.status_code == 200:
                assert f'<html lang="{language}">' in text_of(answer)
                assert messages(language)["nav.audits"] in text_of(answer)


def test_the_command_line_writes_the_same_table(desk, tmp_path, monkeypatch, capsys):
    sheet = sheets()[0]
    twice(desk, sheet, desk.reported(sheet.statement.station.code))
    monkeypatch.setattr(commission, "load_site", lambda _home: None)
    monkeypatch.setattr(sys, "argv", ["suffrage", "commission", "audit-counts", str(tmp_path / "c.csv"), "--lang", "en"])
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert not stopped.value.code
    assert (tmp_path / "c.csv").read_text("utf-8") == exported(desk, "verifier")
    assert "1 count written" in capsys.readouterr().out
    with pytest.raises(SystemExit) as stopped:
        cli.main()
    assert stopped.value.code == 2
    assert "exists" in capsys.readouterr().err


def test_without_an_audit_or_with_another_name_the_command_says_so(desk, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(commission, "load_site", lambda _home: None)
    for more, sentence in ((["--audit", "x"], "There is no audit 'x' here."), (["--election", "y"], "no election 'y' here")):
        monkeypatch.setattr(sys, "argv", ["suffrage", "commission", "audit-counts", str(tmp_path / "c.csv"), *more])
        with pytest.raises(SystemExit) as stopped:
            cli.main()
        assert stopped.value.code == 2
        assert sentence in capsys.readouterr().err
    assert not (tmp_path / "c.csv").exists()
